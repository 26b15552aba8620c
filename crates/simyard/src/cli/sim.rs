//! `simyard sim`: the inventory from the shell.

use std::io::Read as _;

use anyhow::Context as _;
use clap::Subcommand;
use kernel::{Country, Iccid, Msisdn, Secret};
use sims::SimEntry;

use super::ConfigFile;
use crate::house;

#[derive(Debug, Subcommand)]
pub(crate) enum SimCommand {
    /// Enter a card, or add to what is known of it.
    Add {
        #[command(flatten)]
        config: ConfigFile,
        /// The number on the card.
        iccid: String,
        /// Its phone number, +49….
        #[arg(long)]
        number: Option<String>,
        /// Read its PIN from standard input, so that it stays out of the shell's history.
        #[arg(long)]
        pin_stdin: bool,
        /// Country to sell it as, such as DE.
        #[arg(long)]
        country: Option<String>,
        /// Operator to sell it as.
        #[arg(long)]
        operator: Option<String>,
    },
    /// List the cards.
    List {
        #[command(flatten)]
        config: ConfigFile,
    },
}

impl SimCommand {
    pub(crate) async fn run(self) -> anyhow::Result<()> {
        match self {
            Self::Add { config, iccid, number, pin_stdin, country, operator } => {
                let entry = SimEntry {
                    iccid: Iccid::parse(&iccid).context("the ICCID")?,
                    msisdn: number.as_deref().map(Msisdn::parse).transpose().context("--number")?,
                    pin: pin_stdin.then(read_pin).transpose()?,
                    country: country.as_deref().map(Country::parse).transpose().context("--country")?,
                    operator,
                };
                let store = house::open_store(&config.load()?).await?;
                sims::Inventory::new(store.clone()).register(entry).await?;
                store.close().await;
            }
            Self::List { config } => {
                let store = house::open_store(&config.load()?).await?;
                for card in sims::Inventory::new(store.clone()).list().await? {
                    let number = card.msisdn.map_or_else(|| "-".to_owned(), |number| number.to_string());
                    let pin = if card.has_pin { "pin" } else { "-" };
                    println!("{}\t{number}\t{pin}", card.iccid);
                }
                store.close().await;
            }
        }
        Ok(())
    }
}

fn read_pin() -> anyhow::Result<Secret> {
    let mut text = String::new();
    std::io::stdin().read_to_string(&mut text).context("reading the PIN from standard input")?;
    let pin = text.trim();
    let valid = (4..=8).contains(&pin.len()) && pin.bytes().all(|b| b.is_ascii_digit());
    anyhow::ensure!(valid, "a PIN has 4 to 8 digits");
    Ok(Secret::new(pin.to_owned()))
}
