//! Where the database is, and how many connections we may use: read from configuration, checked before anything opens.
//!
//! A wrong URL is the first mistake most people make, so each refusal guesses what was meant. A password in the URL
//! never reaches an error text.

use std::time::Duration;

use crate::{Engine, StoreError};

/// How to reach the database.
#[derive(Clone, PartialEq, Eq)]
pub struct StoreSettings {
    /// `sqlite:path/to/file.db`, `sqlite::memory:`, `postgres://user:password@host:port/database` or `mysql://…`.
    pub url: String,
    /// Connections for reading on SQLite (the writer has its own); all connections on the others.
    pub max_connections: u32,
    /// How long to wait for a free connection before giving up.
    pub acquire_timeout: Duration,
    /// How long a statement waits for a lock somebody else holds.
    pub lock_timeout: Duration,
}

impl StoreSettings {
    /// Ten connections, and time limits that suit people who wait for an answer.
    #[must_use]
    pub fn new(url: impl Into<String>) -> Self {
        Self {
            url: url.into(),
            max_connections: 10,
            acquire_timeout: Duration::from_secs(10),
            lock_timeout: Duration::from_secs(10),
        }
    }

    pub(crate) fn target(&self) -> Result<Target, StoreError> {
        target(self.url.trim())
    }
}

impl std::fmt::Debug for StoreSettings {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("StoreSettings")
            .field("url", &without_password(&self.url))
            .field("max_connections", &self.max_connections)
            .finish_non_exhaustive()
    }
}

/// What a URL names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Target {
    /// A database file.
    File(std::path::PathBuf),
    /// A database that is gone when the store is closed.
    Scratch,
    /// A server, and its URL in the driver's spelling.
    Server(Engine, String),
}

fn target(url: &str) -> Result<Target, StoreError> {
    let refuse = |why: String| Err(StoreError::Settings(why));
    if url.is_empty() {
        return refuse(
            "the database URL is empty; write sqlite:simyard.db for a file next to the program".into(),
        );
    }
    let Some((scheme, rest)) = url.split_once(':') else {
        return refuse(format!("the database URL {url:?} has no scheme; did you mean sqlite:{url} ?"));
    };
    match scheme.to_ascii_lowercase().as_str() {
        "sqlite" | "sqlite3" => sqlite_target(rest),
        "postgres" | "postgresql" => server_target(Engine::Postgres, "postgres", rest),
        "mysql" | "mariadb" => server_target(Engine::MySql, "mysql", rest),
        "file" => refuse(format!("the database URL begins with file:; did you mean sqlite:{rest} ?")),
        single if single.len() == 1 => {
            refuse(format!("the database URL {url:?} looks like a path; did you mean sqlite:{url} ?"))
        }
        other => refuse(format!(
            "the database URL begins with {other:?}; simyard speaks sqlite:, postgres:// and mysql://"
        )),
    }
}

fn sqlite_target(rest: &str) -> Result<Target, StoreError> {
    if rest == ":memory:" || rest == "//:memory:" {
        return Ok(Target::Scratch);
    }
    let path = rest.strip_prefix("//").unwrap_or(rest);
    let path = path.split_once('?').map_or(path, |(path, _)| path);
    if path.is_empty() {
        return Err(StoreError::Settings(
            "the database URL sqlite: names no file; write sqlite:simyard.db, or sqlite::memory: to try things out"
                .into(),
        ));
    }
    if path.ends_with('/') {
        return Err(StoreError::Settings(format!(
            "the database URL names the folder {path}; did you mean sqlite:{path}simyard.db ?"
        )));
    }
    Ok(Target::File(path.into()))
}

fn server_target(engine: Engine, scheme: &str, rest: &str) -> Result<Target, StoreError> {
    let Some(address) = rest.strip_prefix("//") else {
        return Err(StoreError::Settings(format!(
            "the database URL misses the slashes after {scheme}: ; write {scheme}://user@host/database"
        )));
    };
    let (place, query) =
        address.split_once('?').map_or((address, None), |(place, query)| (place, Some(query)));
    let database = place.split_once('/').map_or("", |(_, database)| database);
    let named_in_query = query.is_some_and(|query| query.contains("dbname="));
    if database.is_empty() && !named_in_query {
        let host = without_password(place.trim_end_matches('/'));
        return Err(StoreError::Settings(format!(
            "the database URL names a server but no database; did you mean {scheme}://{host}/simyard ?"
        )));
    }
    Ok(Target::Server(engine, format!("{scheme}://{address}")))
}

/// The URL with everything between user and host hidden.
fn without_password(url: &str) -> String {
    let Some((before, host)) = url.rsplit_once('@') else {
        return url.to_owned();
    };
    let (scheme, user) = before.split_once("//").unwrap_or(("", before));
    let user = user.split_once(':').map_or(user, |(user, _)| user);
    if scheme.is_empty() { format!("{user}@{host}") } else { format!("{scheme}//{user}:…@{host}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refusal(url: &str) -> String {
        target(url).unwrap_err().to_string()
    }

    #[test]
    fn every_spelling_of_a_target_is_understood() {
        let file = |path: &str| Target::File(path.into());
        assert_eq!(target("sqlite:a.db").unwrap(), file("a.db"));
        assert_eq!(target("sqlite://a.db?mode=rwc").unwrap(), file("a.db"));
        assert_eq!(target("sqlite:///var/a.db").unwrap(), file("/var/a.db"));
        assert_eq!(target("sqlite::memory:").unwrap(), Target::Scratch);
        assert_eq!(
            target("postgresql://u@h/d").unwrap(),
            Target::Server(Engine::Postgres, "postgres://u@h/d".into())
        );
        assert_eq!(target("mariadb://u@h/d").unwrap(), Target::Server(Engine::MySql, "mysql://u@h/d".into()));
    }

    #[test]
    fn a_refusal_guesses_what_was_meant() {
        assert!(refusal("simyard.db").contains("sqlite:simyard.db"));
        assert!(refusal("/var/lib/simyard.db").contains("sqlite:/var/lib/simyard.db"));
        assert!(refusal("postgres://me:secret@db").contains("postgres://me@db/simyard"));
        assert!(refusal("mysql:host/db").contains("mysql://user@host/database"));
        assert!(refusal("mongodb://x/y").contains("simyard speaks"));
        assert!(refusal("sqlite:data/").contains("sqlite:data/simyard.db"));
    }

    #[test]
    fn a_password_is_never_shown() {
        assert!(!refusal("postgres://me:secret@db").contains("secret"));
        let shown = format!("{:?}", StoreSettings::new("mysql://me:se@cret@db/x"));
        assert!(!shown.contains("cret"), "{shown}");
    }
}
