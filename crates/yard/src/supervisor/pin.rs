//! Whether a PIN may be tried. Three wrong ones block a card, so the rule is narrow, and it is one pure function.
//!
//! The inventory remembers durably that a try was made *before* it is made; this decides whether to ask it at all.

use super::reason::Reason;

/// Tries that a card has when nobody has used one up.
pub(crate) const FULL_TRIES: u8 = 3;

/// What is known before a try.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Situation {
    /// Tries left as the modem tells them; none when it does not.
    pub tries_left: Option<u8>,
    /// The inventory has a PIN for this card.
    pub has_pin: bool,
    /// That PIN was refused once.
    pub refused: bool,
    /// A try was begun and its end is not known.
    pub uncertain: bool,
}

/// May the PIN be entered?
///
/// # Errors
/// The reason to stay away.
pub(crate) const fn may_try(situation: Situation) -> Result<(), Reason> {
    match situation {
        Situation { has_pin: false, .. } => Err(Reason::PinMissing),
        Situation { refused: true, .. } => Err(Reason::PinRefused),
        Situation { tries_left: Some(left), .. } if left < FULL_TRIES => Err(Reason::PinFewTries),
        // With all tries known to be there, the uncertain one was either right or never reached the card.
        Situation { uncertain: true, tries_left: None, .. } => Err(Reason::PinUncertain),
        Situation { .. } => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const FRESH: Situation = Situation { tries_left: None, has_pin: true, refused: false, uncertain: false };

    #[test]
    fn a_fresh_pin_may_be_tried() {
        assert_eq!(may_try(FRESH), Ok(()));
        assert_eq!(may_try(Situation { tries_left: Some(3), ..FRESH }), Ok(()));
    }

    #[test]
    fn an_uncertain_try_is_repeated_only_when_all_tries_are_known_to_be_left() {
        assert_eq!(may_try(Situation { uncertain: true, ..FRESH }), Err(Reason::PinUncertain));
        assert_eq!(may_try(Situation { uncertain: true, tries_left: Some(3), ..FRESH }), Ok(()));
    }

    proptest! {
        #[test]
        fn nothing_is_risked_below_three_known_tries(left in 0_u8..3, has_pin: bool, refused: bool, uncertain: bool) {
            let situation = Situation { tries_left: Some(left), has_pin, refused, uncertain };
            prop_assert!(may_try(situation).is_err());
        }

        #[test]
        fn a_refused_pin_is_never_tried_again(left in proptest::option::of(0_u8..10), uncertain: bool) {
            let situation = Situation { tries_left: left, has_pin: true, refused: true, uncertain };
            prop_assert!(may_try(situation).is_err());
        }
    }
}
