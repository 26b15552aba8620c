//! The configuration file of an installation, and addresses nobody listens on.

use std::fmt::Write as _;
use std::net::{SocketAddr, TcpListener};
use std::path::PathBuf;
use std::sync::atomic::{AtomicU16, Ordering};

use super::Simyard;

/// Below the range from which the system takes the ports of outgoing connections: a port of ours stays free while the
/// program is down.
const PORTS: std::ops::Range<u16> = 18_000..32_000;

/// One `[[hub]]` table.
#[derive(Clone, Debug)]
pub struct HubTable {
    /// Our name for it.
    pub id: String,
    /// `smshub`, `smsbower`, `grizzly`, `onlinesim`.
    pub profile: String,
    /// The protocol key.
    pub key: String,
    /// Where it calls on the agent listener.
    pub path: String,
    /// Where messages are pushed.
    pub push_url: String,
    /// Services it may buy.
    pub services: Vec<String>,
}

impl HubTable {
    /// A hub of the plain protocol, called `hub`, at `/hub`.
    #[must_use]
    pub fn new(key: &str, push_url: impl Into<String>, services: &[&str]) -> Self {
        Self {
            id: "hub".to_owned(),
            profile: "smshub".to_owned(),
            key: key.to_owned(),
            path: "/hub".to_owned(),
            push_url: push_url.into(),
            services: services.iter().map(|&service| service.to_owned()).collect(),
        }
    }

    fn toml(&self) -> String {
        let Self { id, profile, key, path, push_url, services } = self;
        format!(
            "[[hub]]\nid = {id:?}\nprofile = {profile:?}\nkey = {key:?}\npath = {path:?}\npush_url = {push_url:?}\n\
             services = {services:?}\n"
        )
    }
}

/// What an installation is made of.
#[derive(Debug)]
pub struct SimyardBuilder {
    program: PathBuf,
    demo: Option<Vec<String>>,
    database_url: Option<String>,
    ports: Vec<String>,
    settings: Vec<(String, String)>,
    sims: Vec<String>,
    hubs: Vec<HubTable>,
}

impl SimyardBuilder {
    pub(super) fn new(program: PathBuf) -> Self {
        Self {
            program,
            demo: None,
            database_url: None,
            ports: Vec::new(),
            settings: Vec::new(),
            sims: Vec::new(),
            hubs: Vec::new(),
        }
    }

    /// `simyard demo` with these options instead of `simyard serve`: it brings its own configuration.
    #[must_use]
    pub fn demo(mut self, options: &[&str]) -> Self {
        self.demo = Some(options.iter().map(|&option| option.to_owned()).collect());
        self
    }

    /// Another database than a SQLite file in the installation's folder.
    #[must_use]
    pub fn database(mut self, url: impl Into<String>) -> Self {
        self.database_url = Some(url.into());
        self
    }

    /// A port of a modem, a glob, or an address.
    #[must_use]
    pub fn port(mut self, port: impl ToString) -> Self {
        self.ports.push(port.to_string());
        self
    }

    /// Any other key, dotted, with its value as TOML: `("modems.direct_delivery", "true")`.
    #[must_use]
    pub fn set(mut self, key: &str, toml: &str) -> Self {
        self.settings.push((key.to_owned(), toml.to_owned()));
        self
    }

    /// A card, and the country it is sold as.
    #[must_use]
    pub fn sim(mut self, iccid: &str, country: &str) -> Self {
        self.sims.push(format!("[[sim]]\niccid = {iccid:?}\ncountry = {country:?}\n"));
        self
    }

    /// A hub.
    #[must_use]
    pub fn hub(mut self, hub: HubTable) -> Self {
        self.hubs.push(hub);
        self
    }

    /// Makes the folder and the configuration file.
    ///
    /// # Panics
    /// When there is no temporary folder, or no free port.
    #[must_use]
    pub fn build(self) -> Simyard {
        let folder = tempfile::tempdir().expect("a temporary folder can be made");
        let [public, agent, internal] = [free_address(), free_address(), free_address()];
        let sqlite = || format!("sqlite:{}", folder.path().join("simyard.db").display());
        let database_url = self.database_url.clone().unwrap_or_else(sqlite);
        let mut simyard = Simyard {
            program: self.program.clone(),
            arguments: Vec::new(),
            folder,
            database_url,
            public,
            agent,
            internal,
            child: None,
            starts: 0,
        };
        let file = simyard.folder().join("simyard.toml");
        std::fs::write(&file, self.toml(&simyard)).expect("a file can be written into a new folder");
        simyard.arguments = match self.demo {
            None => vec!["serve".to_owned(), "--config".to_owned(), file.display().to_string()],
            Some(options) => {
                let addresses = [("--public", public), ("--agent", agent), ("--internal", internal)];
                let pairs = addresses.map(|(option, address)| [option.to_owned(), address.to_string()]);
                [vec!["demo".to_owned()], options, pairs.concat()].concat()
            }
        };
        simyard
    }

    fn toml(&self, simyard: &Simyard) -> String {
        let mut toml = String::new();
        let mut key = |name: &str, value: &str| {
            let _ = writeln!(toml, "{name} = {value}");
        };
        key("database.url", &format!("{:?}", simyard.database_url));
        key("keys.file", &format!("{:?}", simyard.key_file()));
        for (name, address) in
            [("public", simyard.public), ("agent", simyard.agent), ("internal", simyard.internal)]
        {
            key(&format!("{name}.listen"), &format!("\"{address}\""));
        }
        key("modems.ports", &format!("{:?}", self.ports));
        for (name, value) in &self.settings {
            key(name, value);
        }
        for table in self.sims.iter().cloned().chain(self.hubs.iter().map(HubTable::toml)) {
            toml.push('\n');
            toml.push_str(&table);
        }
        toml
    }
}

/// An address on this computer on which nobody listens, and no outgoing connection ever will.
///
/// # Panics
/// When there is none.
#[must_use]
pub fn free_address() -> SocketAddr {
    static STEP: AtomicU16 = AtomicU16::new(0);
    let width = PORTS.end - PORTS.start;
    // Test programs that run at the same time begin at different places.
    let begin = (std::process::id() % u32::from(width)) as u16 / 7 * 7;
    for _ in 0..width {
        let step = STEP.fetch_add(1, Ordering::Relaxed);
        let port = PORTS.start + (u32::from(begin) * 7 + u32::from(step)) as u16 % width;
        let address = SocketAddr::from(([127, 0, 0, 1], port));
        if TcpListener::bind(address).is_ok() {
            return address;
        }
    }
    panic!("there is no free port between {} and {}", PORTS.start, PORTS.end);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_differ() {
        assert_ne!(free_address(), free_address());
    }

    #[test]
    fn tables_come_after_all_keys() {
        let hub = HubTable::new("k", "http://127.0.0.1:1/push", &["wa"]);
        let builder =
            Simyard::builder("simyard").hub(hub).port("/dev/x").set("modems.direct_delivery", "true");
        let simyard = builder.build();
        let toml = std::fs::read_to_string(simyard.folder().join("simyard.toml")).unwrap();
        let (keys, table) = toml.split_once("\n[[hub]]\n").unwrap();
        assert!(keys.contains("modems.ports = [\"/dev/x\"]\nmodems.direct_delivery = true"), "{toml}");
        assert!(table.contains("services = [\"wa\"]"), "{toml}");
    }
}
