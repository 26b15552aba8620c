//! The inventory against real databases.

mod inventory;
