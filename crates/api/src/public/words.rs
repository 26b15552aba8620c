//! Closed lists of stable words on the wire, described as enums from the rooms' own lists: a new word shows up in the
//! API description, and from there as a missing text in the web's catalogues.

use std::borrow::Cow;

use runtime::{ActivityKind, Severity};
use serde::Serialize;
use utoipa::openapi::schema::{Object, ObjectBuilder, Type};
use utoipa::openapi::{RefOr, Schema};
use utoipa::{PartialSchema, ToSchema};
use yard::{Reason, Registration};

macro_rules! words {
    ($($(#[$doc:meta])* $name:ident for $source:ty),+ $(,)?) => {$(
        $(#[$doc])*
        #[derive(Debug, Serialize)]
        #[serde(transparent)]
        pub(super) struct $name(&'static str);

        impl From<$source> for $name {
            fn from(value: $source) -> Self {
                Self(value.code())
            }
        }

        impl PartialSchema for $name {
            fn schema() -> RefOr<Schema> {
                closed_list(<$source>::ALL.iter().map(|value| value.code())).into()
            }
        }

        impl ToSchema for $name {
            fn name() -> Cow<'static, str> {
                stringify!($name).into()
            }
        }
    )+};
}

words! {
    /// Why a modem is not simply ready.
    ModemReason for Reason,
    /// How a modem stands with the network.
    NetworkRegistration for Registration,
    /// What an entry of the activity log is about.
    Kind for ActivityKind,
    /// How an entry of the activity log is to be read.
    Weight for Severity,
}

fn closed_list(words: impl Iterator<Item = &'static str>) -> Object {
    ObjectBuilder::new().schema_type(Type::String).enum_values(Some(words)).build()
}
