//! One entry on its way into the log.

use std::collections::BTreeMap;

/// Longest detail value kept; longer ones are cut.
const DETAIL_LENGTH: usize = 300;

macro_rules! coded {
    ($(#[$doc:meta])* $name:ident { $($(#[$word_doc:meta])* $variant:ident = $code:literal),+ $(,)? }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum $name { $($(#[$word_doc])* $variant),+ }

        impl $name {
            /// All of them.
            pub const ALL: &[Self] = &[$(Self::$variant),+];

            /// The word in the database and on the wire.
            #[must_use]
            pub const fn code(self) -> &'static str {
                match self { $(Self::$variant => $code),+ }
            }

            /// The one with this word.
            #[must_use]
            pub fn from_code(code: &str) -> Option<Self> {
                match code { $($code => Some(Self::$variant),)+ _ => None }
            }
        }

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.code())
            }
        }
    };
}

coded! {
    /// What an entry is about.
    ActivityKind {
        /// A hub asked us something.
        HubCall = "hub.call",
        /// We told a hub something.
        HubPush = "hub.push",
        /// A number was handed out.
        ActivationOpened = "activation.opened",
        /// An activation ended, whichever way.
        ActivationFinished = "activation.finished",
        /// An SMS came in.
        MessageReceived = "message.received",
        /// A modem came, went or changed.
        ModemState = "modem.state",
        /// A modem failed.
        ModemError = "modem.error",
        /// A hub failed, or was wrong.
        HubError = "hub.error",
        /// The house itself.
        System = "system",
    }
}

coded! {
    /// How an entry is to be read.
    Severity {
        /// Ordinary.
        Info = "info",
        /// Something went well that matters.
        Success = "success",
        /// Somebody should look at it some time.
        Warning = "warning",
        /// Somebody should look at it now.
        Error = "error",
    }
}

/// An entry on its way into the log. No text of a message, no received code, no PIN and no key belongs in here.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct NewActivity {
    pub(super) kind: ActivityKind,
    pub(super) severity: Severity,
    pub(super) code: &'static str,
    pub(super) hub: Option<String>,
    pub(super) modem: Option<String>,
    pub(super) number: Option<String>,
    pub(super) service: Option<String>,
    pub(super) detail: BTreeMap<&'static str, String>,
    pub(super) foldable: bool,
}

impl NewActivity {
    /// An entry; `code` is the stable word the screens translate, such as `number.issued`.
    #[must_use]
    pub const fn new(kind: ActivityKind, severity: Severity, code: &'static str) -> Self {
        Self {
            kind,
            severity,
            code,
            hub: None,
            modem: None,
            number: None,
            service: None,
            detail: BTreeMap::new(),
            foldable: false,
        }
    }

    /// Which hub it is about.
    #[must_use]
    pub fn hub(mut self, hub: impl ToString) -> Self {
        self.hub = Some(cut(&hub.to_string(), 64));
        self
    }

    /// Which modem it is about.
    #[must_use]
    pub fn modem(mut self, modem: impl ToString) -> Self {
        // As wide as the column: ports by id have long names, and the list is filtered by the whole of them.
        self.modem = Some(cut(&modem.to_string(), 191));
        self
    }

    /// Which phone number it is about.
    #[must_use]
    pub fn number(mut self, number: impl ToString) -> Self {
        self.number = Some(cut(&number.to_string(), 32));
        self
    }

    /// Which service it is about.
    #[must_use]
    pub fn service(mut self, service: impl ToString) -> Self {
        self.service = Some(cut(&service.to_string(), 64));
        self
    }

    /// One more thing to know.
    #[must_use]
    pub fn detail(mut self, key: &'static str, value: impl ToString) -> Self {
        self.detail.insert(key, cut(&value.to_string(), DETAIL_LENGTH));
        self
    }

    /// Equal ones of the same moment may become one row with a count: for what hubs poll all day.
    #[must_use]
    pub const fn foldable(mut self) -> Self {
        self.foldable = true;
        self
    }

    pub(super) fn detail_json(&self) -> String {
        let pairs = self.detail.iter();
        let object = pairs.map(|(key, value)| ((*key).to_owned(), value.clone().into()));
        serde_json::Value::Object(object.collect()).to_string()
    }
}

fn cut(text: &str, length: usize) -> String {
    text.chars().take(length).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_lead_back_to_their_kind() {
        for kind in ActivityKind::ALL {
            assert_eq!(ActivityKind::from_code(kind.code()), Some(*kind));
        }
        for severity in Severity::ALL {
            assert_eq!(Severity::from_code(severity.code()), Some(*severity));
        }
    }
}
