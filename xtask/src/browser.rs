//! The Chromium that the browser tests drive.

use std::path::{Path, PathBuf};

use crate::install::Tool;
use crate::process;

const CHROMIUM: Tool = Tool {
    names: &["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"],
    packages: &["chromium", "fonts-noto-cjk"],
};

/// Tells the browser tests which Chromium to start.
pub(crate) const PATH_VARIABLE: &str = "CHROMIUM";

/// Set to `skip`, tells the browser tests that there is none.
pub(crate) const SWITCH: &str = "SIMYARD_TEST_BROWSER";

/// A Chromium that starts, or the one line that says what to do about it.
pub(crate) fn chromium() -> Result<PathBuf, String> {
    if std::env::var(SWITCH).is_ok_and(|value| value == "skip") {
        return Err(format!("{SWITCH}=skip is set"));
    }
    let named = std::env::var_os(PATH_VARIABLE).filter(|path| !path.is_empty()).map(PathBuf::from);
    let Some(path) = named.or_else(|| CHROMIUM.find_or_install()) else {
        return Err(format!("install Chromium, or name one in {PATH_VARIABLE}, for the browser tests"));
    };
    // A distribution's package may be a stub that only points to another store.
    match process::output(&path, &["--version"], Path::new("/")) {
        Ok(_) => Ok(path),
        Err(error) => Err(format!("Chromium at {} does not start ({error:#})", path.display())),
    }
}
