//! Which hub is calling, and what for: a request's path is all that is needed.

use std::collections::HashMap;

use crate::profile::Calls;
use crate::protocol::Action;
use crate::settings::HubSettings;

/// Where a call came in: one hub, and the action where the path says it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Entrance {
    pub(crate) hub: usize,
    pub(crate) action: Option<Action>,
}

/// The paths of all hubs.
pub(crate) struct Entrances(HashMap<String, Entrance>);

impl Entrances {
    pub(crate) fn new(hubs: &[HubSettings]) -> Self {
        let mut paths = HashMap::new();
        for (hub, settings) in hubs.iter().enumerate() {
            let base = settings.path.trim_end_matches('/');
            match settings.profile.calls {
                Calls::OneUrl => {
                    paths.insert(normal(&settings.path).to_owned(), Entrance { hub, action: None });
                }
                Calls::PathPerAction { services, number, finish } => {
                    let actions = [
                        (services, Action::GetServices),
                        (number, Action::GetNumber),
                        (finish, Action::FinishActivation),
                    ];
                    for (path, action) in actions {
                        paths.insert(format!("{base}{path}"), Entrance { hub, action: Some(action) });
                    }
                }
            }
        }
        Self(paths)
    }

    /// A slash at the end makes no difference.
    pub(crate) fn find(&self, path: &str) -> Option<Entrance> {
        self.0.get(normal(path)).copied()
    }
}

fn normal(path: &str) -> &str {
    match path.trim_end_matches('/') {
        "" => "/",
        trimmed => trimmed,
    }
}
