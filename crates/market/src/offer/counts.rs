//! The counts of one channel: how many numbers could be handed out at this moment, per country, operator, service.

use kernel::Country;

use crate::channel::{Operator, Service};

/// A picture of one channel's counts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Counts {
    /// Changes whenever any count of the channel does.
    pub version: u64,
    /// One row for every (country, operator) of which we have numbers, sorted; counts may be zero.
    pub rows: Vec<CountRow>,
}

/// The counts of one operator in one country.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CountRow {
    /// Where the numbers are from.
    pub country: Country,
    /// Whose they are; `None` when the modem could not tell.
    pub operator: Option<Operator>,
    /// Every service of the channel with its count, sorted. A number is counted under each service it can serve.
    pub services: Vec<(Service, u32)>,
}

impl Counts {
    /// The sum over all rows for one service.
    #[must_use]
    pub fn total(&self, service: &Service) -> u32 {
        self.rows
            .iter()
            .flat_map(|row| &row.services)
            .filter(|(named, _)| named == service)
            .map(|(_, count)| count)
            .sum()
    }
}
