//! The console of a running demo, looked at in Chromium as a person would.

use std::path::{Path, PathBuf};
use std::process::Stdio;

use testkit::process::Simyard;
use tokio::process::Command;

use crate::world::PROGRAM;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_console_shows_what_happens_in_the_demo() {
    if std::env::var("SIMYARD_TEST_BROWSER").is_ok_and(|choice| choice == "skip") {
        eprintln!("skipped: SIMYARD_TEST_BROWSER=skip");
        return;
    }
    let web = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../web");
    let chromium = chromium();
    needs(&web.join("dist/index.html"), "the console is not built; run `make web`");
    needs(&web.join("node_modules/playwright-core"), "the web's packages are missing; run `make web`");
    needs(&chromium, "there is no Chromium; install it or name it in CHROMIUM");
    let mut demo = Simyard::builder(PROGRAM).demo(&["--modems", "6", "--speed", "12", "--no-faults"]).build();
    demo.start().await;
    let script = Command::new("node")
        .args(["e2e/demo.mjs", &demo.public_url()])
        .current_dir(&web)
        .env("CHROMIUM", &chromium)
        .stdin(Stdio::null())
        .kill_on_drop(true)
        .output();
    let output = script.await.expect("node can be started; install Node.js or set SIMYARD_TEST_BROWSER=skip");
    let said = |octets: &[u8]| String::from_utf8_lossy(octets).into_owned();
    eprintln!("{}", said(&output.stdout));
    assert!(output.status.success(), "{}", said(&output.stderr));
    demo.stop().await;
}

fn chromium() -> PathBuf {
    std::env::var_os("CHROMIUM").map_or_else(|| PathBuf::from("/usr/bin/chromium"), PathBuf::from)
}

fn needs(path: &Path, otherwise: &str) {
    assert!(path.exists(), "{otherwise}, or set SIMYARD_TEST_BROWSER=skip ({} is not there)", path.display());
}
