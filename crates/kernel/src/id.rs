//! Typed ids: one type per thing, so that a modem's id can't be handed in where a message's is wanted.
//!
//! Every id is a UUIDv7 (16 bytes in the database, sortable by creation). It is a name, never a secret.

use crate::{Entropy, Timestamp};

/// Builds the UUIDv7 behind a typed id from the caller's time and randomness.
#[must_use]
pub fn mint(now: Timestamp, entropy: &dyn Entropy) -> uuid::Uuid {
    let mut random = [0_u8; 10];
    entropy.fill(&mut random);
    let unix_ms = u64::try_from(now.as_micros() / 1_000).unwrap_or(0);
    uuid::Builder::from_unix_timestamp_millis(unix_ms, &random).into_uuid()
}

/// Declares id newtypes: `typed_id! { /// A message that came in. MessageId }`.
///
/// The type converts to and from its database column and prints as 32 hexadecimal digits with hyphens.
#[macro_export]
macro_rules! typed_id {
    ($($(#[$doc:meta])* $name:ident),+ $(,)?) => {$(
        $(#[$doc])*
        #[derive(
            Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, serde::Deserialize,
        )]
        #[serde(transparent)]
        pub struct $name(pub $crate::reexport::uuid::Uuid);

        impl $name {
            /// A new id, unique without asking anybody.
            #[must_use]
            pub fn mint(now: $crate::Timestamp, entropy: &dyn $crate::Entropy) -> Self {
                Self($crate::id::mint(now, entropy))
            }
        }

        impl std::fmt::Debug for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                write!(f, concat!(stringify!($name), "({})"), self.0)
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                std::fmt::Display::fmt(&self.0, f)
            }
        }

        impl std::str::FromStr for $name {
            type Err = $crate::reexport::uuid::Error;
            fn from_str(text: &str) -> Result<Self, Self::Err> {
                $crate::reexport::uuid::Uuid::parse_str(text).map(Self)
            }
        }

        impl $crate::reexport::sea_orm::TryFromU64 for $name {
            fn try_from_u64(_: u64) -> Result<Self, $crate::reexport::sea_orm::DbErr> {
                Err($crate::reexport::sea_orm::DbErr::ConvertFromU64(stringify!($name)))
            }
        }

        $crate::uuid_column!($name);
    )+};
}

/// What `sea_orm::DeriveValueType` would derive; that macro can't read a type that comes out of another macro.
#[doc(hidden)]
#[macro_export]
macro_rules! uuid_column {
    ($name:ident) => {
        impl From<$name> for $crate::reexport::sea_orm::Value {
            fn from(id: $name) -> Self {
                id.0.into()
            }
        }

        impl $crate::reexport::sea_orm::TryGetable for $name {
            fn try_get_by<I: $crate::reexport::sea_orm::ColIdx>(
                row: &$crate::reexport::sea_orm::QueryResult,
                column: I,
            ) -> Result<Self, $crate::reexport::sea_orm::TryGetError> {
                <$crate::reexport::uuid::Uuid as $crate::reexport::sea_orm::TryGetable>::try_get_by(
                    row, column,
                )
                .map(Self)
            }
        }

        impl $crate::reexport::sea_orm::sea_query::ValueType for $name {
            fn try_from(
                value: $crate::reexport::sea_orm::Value,
            ) -> Result<Self, $crate::reexport::sea_orm::sea_query::ValueTypeErr> {
                <$crate::reexport::uuid::Uuid as $crate::reexport::sea_orm::sea_query::ValueType>::try_from(
                    value,
                )
                .map(Self)
            }

            fn type_name() -> String {
                stringify!($name).to_owned()
            }

            fn array_type() -> $crate::reexport::sea_orm::sea_query::ArrayType {
                $crate::reexport::sea_orm::sea_query::ArrayType::Uuid
            }

            fn column_type() -> $crate::reexport::sea_orm::sea_query::ColumnType {
                $crate::reexport::sea_orm::sea_query::ColumnType::Uuid
            }
        }

        impl $crate::reexport::sea_orm::sea_query::Nullable for $name {
            fn null() -> $crate::reexport::sea_orm::Value {
                <$crate::reexport::uuid::Uuid as $crate::reexport::sea_orm::sea_query::Nullable>::null()
            }
        }

        impl $crate::reexport::sea_orm::IntoActiveValue<$name> for $name {
            fn into_active_value(self) -> $crate::reexport::sea_orm::ActiveValue<$name> {
                $crate::reexport::sea_orm::ActiveValue::Set(self)
            }
        }

        impl $crate::reexport::sea_orm::sea_query::postgres_array::NotU8 for $name {}
    };
}
