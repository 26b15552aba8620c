//! From the configuration as written to the settings the rooms take: here texts become ports, numbers and names, and
//! a mistake is told with the key it stands under.

use anyhow::Context as _;
use hub::HubSettings;
use kernel::{Country, Iccid, Msisdn};
use store::StoreSettings;
use yard::{LadderSettings, Polls, PortSpec, SignalThresholds, Timeouts, YardSettings};

use super::{Config, Sim};

impl Config {
    /// How the database is reached.
    pub(crate) fn store_settings(&self) -> StoreSettings {
        StoreSettings {
            max_connections: self.database.max_connections,
            acquire_timeout: self.database.acquire_timeout,
            ..StoreSettings::new(self.database.url.expose())
        }
    }

    /// How the modems are run.
    pub(crate) fn yard_settings(&self) -> anyhow::Result<YardSettings> {
        let modems = &self.modems;
        let ports: Result<_, _> = modems.ports.iter().map(|text| PortSpec::parse(text)).collect();
        Ok(YardSettings {
            ports: ports.context("[modems] ports")?,
            baud: modems.baud,
            rescan: modems.rescan_interval,
            timeouts: Timeouts {
                command: modems.timeouts.command,
                open: modems.timeouts.open,
                write: modems.timeouts.write,
                sim_ready: modems.timeouts.sim_ready,
                sms_ready: modems.timeouts.sms_ready,
                registration: modems.timeouts.registration,
            },
            signal: SignalThresholds {
                weak_below_dbm: modems.signal.weak_below_dbm,
                good_from_dbm: modems.signal.good_from_dbm,
            },
            polls: Polls {
                signal: modems.intervals.signal,
                registration: modems.intervals.registration,
                storage: modems.intervals.message_poll,
                sim: modems.intervals.sim,
                locked_sim: modems.intervals.locked_sim,
                operator: modems.intervals.operator,
            },
            multipart_limit: self.messages.multipart_wait,
            ladder: LadderSettings {
                repeat_after: modems.recovery.repeat_after,
                reopen_after: modems.recovery.reopen_after,
                restart_wait: modems.recovery.restart_wait,
                quarantine_first: modems.recovery.quarantine_first,
                quarantine_longest: modems.recovery.quarantine_longest,
                forgive_after: modems.recovery.forgive_after,
            },
            direct_delivery: modems.direct_delivery,
            concurrent_starts: modems.concurrent_starts,
            concurrent_restarts: modems.concurrent_restarts,
            ..YardSettings::default()
        })
    }

    /// The cards that the file names.
    pub(crate) fn sim_entries(&self) -> anyhow::Result<Vec<sims::SimEntry>> {
        self.sim.iter().map(|sim| sim_entry(sim).with_context(|| format!("[[sim]] {}", sim.iccid))).collect()
    }

    /// The hubs that the file names.
    pub(crate) fn hub_settings(&self) -> anyhow::Result<Vec<HubSettings>> {
        let hubs: Vec<_> = self.hub.iter().cloned().map(HubSettings::read).collect::<Result<_, _>>()?;
        hub::settings::check_together(&hubs)?;
        Ok(hubs)
    }
}

fn sim_entry(sim: &Sim) -> anyhow::Result<sims::SimEntry> {
    Ok(sims::SimEntry {
        iccid: Iccid::parse(&sim.iccid).context("iccid")?,
        msisdn: sim.number.as_deref().map(Msisdn::parse).transpose().context("number")?,
        pin: sim.pin.clone(),
        country: sim.country.as_deref().map(Country::parse).transpose().context("country")?,
        operator: sim.operator.clone(),
    })
}
