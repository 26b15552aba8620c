//! Numbers no person has: ranges that regulators reserve for fiction.

/// Which reserved range a fleet's numbers come from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum NumberPlan {
    /// North America: `+1 <area> 555 01xx`, one area code per hundred numbers.
    #[default]
    NorthAmerica,
    /// United Kingdom, mobile: `+44 7700 900xxx`; a thousand numbers, then North America's.
    UnitedKingdom,
    /// Three of North America, then one of the United Kingdom, and so on.
    Mixed,
}

impl NumberPlan {
    /// The number at that place, digits without `+`; different for every index.
    pub fn number(self, index: usize) -> String {
        match self {
            Self::UnitedKingdom if index < 1000 => format!("447700900{index:03}"),
            Self::Mixed if index % 4 == 3 => Self::UnitedKingdom.number(index / 4),
            Self::UnitedKingdom | Self::NorthAmerica | Self::Mixed => north_american(index),
        }
    }
}

/// Area codes are two-digit patterns that are in use; only 555-01xx under each is reserved for fiction.
fn north_american(index: usize) -> String {
    let area = 201 + (index / 100) % 799;
    format!("1{area}55501{:02}", index % 100)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_different_and_fictional() {
        let numbers: std::collections::HashSet<String> =
            (0..5000).map(|index| NumberPlan::NorthAmerica.number(index)).collect();
        assert_eq!(numbers.len(), 5000);
        assert!(numbers.iter().all(|number| number.len() == 11 && number.get(4..9) == Some("55501")));
    }
}
