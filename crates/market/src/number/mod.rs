//! The numbers we have: which line carries each now, and what each has been used for.
//!
//! A number is known by its digits alone. Its SIM, its modem and its operator may change (swap, port, another slot);
//! what it has been used for stays with it. Lines tell us about themselves through [`lines`]; nobody else writes here
//! but the activations, which hold and free a number in their own transactions.

pub(crate) mod lines;
pub(crate) mod sql;

use store::FactWord;

kernel::typed_id! {
    /// A phone number we have or had.
    NumberId,
}

/// A number came, went, or changed its line, country or operator. Ids: the number.
pub const CHANGED: FactWord = FactWord("number.changed");
