//! A server's URL, as far as a probe needs it.

/// `scheme://user[:password]@host[:port]/database`
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct ServerUrl {
    pub(crate) user: String,
    pub(crate) has_password: bool,
    pub(crate) database: String,
    host: String,
    port: u16,
}

impl ServerUrl {
    pub(crate) fn parse(url: &str) -> Option<Self> {
        let (scheme, rest) = url.split_once("://")?;
        let default_port = match scheme {
            "postgres" | "postgresql" => 5432,
            "mysql" | "mariadb" => 3306,
            _ => return None,
        };
        let (authority, database) = rest.split_once('/').unwrap_or((rest, ""));
        let database = database.split_once('?').map_or(database, |(name, _)| name);
        let (login, place) = authority.rsplit_once('@').unwrap_or(("root", authority));
        let (user, password) = login.split_once(':').unwrap_or((login, ""));
        let (host, port) = match place.rsplit_once(':') {
            Some((host, port)) if !port.ends_with(']') => (host, port.parse().ok()?),
            _ => (place, default_port),
        };
        Some(Self {
            user: user.to_owned(),
            has_password: !password.is_empty(),
            database: database.to_owned(),
            host: host.to_owned(),
            port,
        })
    }

    /// `host:port`, without the login.
    pub(crate) fn address(&self) -> String {
        format!("{}:{}", self.host, self.port)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_url_gives_its_address_without_the_login() {
        let url =
            ServerUrl::parse("postgres://tester:secret@db.example:6432/simyard?sslmode=disable").unwrap();
        assert_eq!(url.address(), "db.example:6432");
        assert_eq!((url.user.as_str(), url.has_password, url.database.as_str()), ("tester", true, "simyard"));
    }

    #[test]
    fn port_and_login_have_defaults() {
        let url = ServerUrl::parse("mysql://localhost/test").unwrap();
        assert_eq!(
            (url.address().as_str(), url.user.as_str(), url.has_password),
            ("localhost:3306", "root", false)
        );
        assert_eq!(ServerUrl::parse("postgres://root@[::1]/postgres").unwrap().address(), "[::1]:5432");
    }

    #[test]
    fn what_is_no_server_url_is_refused() {
        assert_eq!(ServerUrl::parse("sqlite://file.db"), None);
        assert_eq!(ServerUrl::parse("127.0.0.1:5432"), None);
        assert_eq!(ServerUrl::parse("mysql://root@host:port/test"), None);
    }
}
