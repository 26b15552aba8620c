//! `simyard serve` and `simyard migrate`.

use crate::config::Config;
use crate::house::{self, House};
use crate::logging;

/// Runs until interrupted, then stops in order.
pub(crate) async fn serve(config: &Config) -> anyhow::Result<()> {
    logging::start(&config.log.filter, config.log.format)?;
    let house = House::start(config, api::About::real()).await?;
    tracing::info!(
        "console on http://{} (this computer only: there are no logins yet)",
        house.public_address()
    );
    tracing::info!("hubs are answered on http://{}", house.agent_address());
    super::interrupted().await?;
    house.stop().await;
    Ok(())
}

/// Brings the tables up to date and says what was done.
pub(crate) async fn migrate(config: &Config) -> anyhow::Result<()> {
    let store = house::open_store(config).await?;
    println!("the tables are up to date");
    store.close().await;
    Ok(())
}
