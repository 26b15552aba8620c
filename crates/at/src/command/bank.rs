//! SIM bank controllers: a port of their own that switches cards, not a modem.
//!
//! They answer `OK` or nothing at all: a time-out here tells nothing. One command a second, then restart the
//! module and compare its ICCID with the expected one.

use super::Command;

const BANK_MS: u32 = 1_000;

impl Command {
    /// `AT+CWSIM`: resets the bank's selection.
    #[must_use]
    pub fn bank_reset() -> Self {
        Self::new("AT+CWSIM").timeout_ms(BANK_MS)
    }

    /// `AT+NEXT<row>`: all columns to one row.
    #[must_use]
    pub fn bank_row(row: u8) -> Self {
        Self::new(format!("AT+NEXT{row:02}")).timeout_ms(BANK_MS)
    }

    /// `AT+SWIT<column>-<row>`: one column to one row.
    #[must_use]
    pub fn bank_switch(column: u8, row: u16) -> Self {
        Self::new(format!("AT+SWIT{column:02}-{row:04}")).timeout_ms(BANK_MS)
    }
}
