//! Programs from outside that a step needs: found, installed where that is ours to do, or named in one line.
//!
//! Installing is ours to do only on a Debian-like machine where we are root: a container or a CI runner. Anywhere
//! else the line says what to install.

use std::path::{Path, PathBuf};

use crate::process;

/// A program we look for under several names, and the packages that bring it.
#[derive(Debug)]
pub(crate) struct Tool {
    pub(crate) names: &'static [&'static str],
    pub(crate) packages: &'static [&'static str],
}

impl Tool {
    /// The program's path; installs it first when it is missing and we may.
    pub(crate) fn find_or_install(&self) -> Option<PathBuf> {
        self.find().or_else(|| {
            if !may_install() {
                return None;
            }
            println!("installing {} with apt-get", self.packages.join(" "));
            if let Err(error) = self.install() {
                println!("apt-get could not: {error:#}");
            }
            self.find()
        })
    }

    pub(crate) fn find(&self) -> Option<PathBuf> {
        self.names.iter().find_map(|name| process::find(name))
    }

    fn install(&self) -> anyhow::Result<()> {
        let apt = |arguments: &[&str]| {
            let mut command = process::command("apt-get", arguments, Path::new("/"));
            process::finish(command.env("DEBIAN_FRONTEND", "noninteractive"))
        };
        apt(&["update", "-q"])?;
        let mut arguments = vec!["install", "-y", "-q", "--no-install-recommends"];
        arguments.extend(self.packages);
        apt(&arguments)
    }
}

fn may_install() -> bool {
    let debian = Path::new("/etc/debian_version").exists() && process::find("apt-get").is_some();
    debian && process::output("id", &["-u"], Path::new("/")).is_ok_and(|id| id.trim() == "0")
}
