//! The programs: whether they are there, and one browser of them running.

use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;

use serde_json::{Value, json};
use thirtyfour::LoggingPrefsLogLevel;
use thirtyfour::prelude::*;

use super::Screen;
use crate::support::host::root;
use crate::support::installed::from_npm;
use crate::support::left_out::present;

/// What these tests need of the machine that they run on.
pub(super) struct Tools {
    chromium: PathBuf,
    chromedriver: PathBuf,
    /// The text of axe-core, which runs in pages.
    pub(super) axe: Arc<str>,
}

/// What a test needs, or `None` where it is left out: that is said then.
pub(super) fn ready() -> Option<Tools> {
    present("a browser", "AYUMI_BROWSER", Tools::find())
}

impl Tools {
    fn find() -> Result<Self, String> {
        let (chromium, chromedriver) = (program("chromium")?, program("chromedriver")?);
        if !root().join("crates/pages/assets/dist/editor.js").is_file() {
            return Err("the editor is not built: `npm ci && npm run build` in crates/pages/assets".to_owned());
        }
        let axe = from_npm("axe", &root().join("tests/browser"))?.join("node_modules/axe-core/axe.min.js");
        let axe = std::fs::read_to_string(axe).map_err(|error| format!("axe-core: {error}"))?;
        Ok(Self { chromium, chromedriver, axe: axe.into() })
    }
}

/// Where a program is.
fn program(name: &str) -> Result<PathBuf, String> {
    let folders = std::env::var_os("PATH").unwrap_or_default();
    let found = std::env::split_paths(&folders).map(|folder| folder.join(name)).find(|path| path.is_file());
    found.ok_or_else(|| format!("`{name}` is not installed"))
}

/// chromedriver, on a port of its own.
pub(super) struct Driver {
    process: Child,
    url: String,
}

impl Driver {
    fn start(program: &Path) -> Self {
        // It takes a free port of IPv4 and then the same of IPv6, which another may have: it ends then, and another port
        // is as good.
        let started = (0..5).find_map(|_| Self::try_start(program));
        started.expect("chromedriver says where it listens")
    }

    fn try_start(program: &Path) -> Option<Self> {
        let mut process = Command::new(program)
            .arg("--port=0")
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(process.stdout.take().unwrap()).lines();
        let port = lines.find_map(|line| {
            let line = line.unwrap();
            line.split_once("started successfully on port ").map(|(_, port)| port.trim_end_matches('.').to_owned())
        });
        let Some(port) = port else {
            process.wait().unwrap();
            return None;
        };
        // What else it says goes nowhere, and must not fill the pipe.
        std::thread::spawn(move || lines.for_each(drop));
        Some(Self { process, url: format!("http://127.0.0.1:{port}") })
    }
}

impl Drop for Driver {
    fn drop(&mut self) {
        // The browser itself was closed before.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// Whether pages may run scripts.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Scripts {
    Run,
    Off,
}

/// A browser with an empty profile.
pub(super) async fn start(tools: &Tools, screen: Screen, scripts: Scripts) -> (WebDriver, Driver) {
    let driver = Driver::start(&tools.chromedriver);
    let mut wanted = DesiredCapabilities::chrome();
    wanted.set_binary(tools.chromium.to_str().unwrap()).unwrap();
    let (width, height) = screen.size();
    let window = format!("--window-size={width},{height}");
    // Containers have little shared memory; and nothing but loopback is asked.
    for argument in
        ["--headless=new", "--no-sandbox", "--disable-dev-shm-usage", "--no-proxy-server", "--lang=ja", &window]
    {
        wanted.add_arg(argument).unwrap();
    }
    wanted.add_experimental_option("mobileEmulation", screen.metrics()).unwrap();
    wanted.add_experimental_option("prefs", preferences(scripts)).unwrap();
    wanted.set_browser_log_level(LoggingPrefsLogLevel::All).unwrap();
    let session = WebDriver::new(&driver.url, wanted).await.unwrap();
    (session, driver)
}

fn preferences(scripts: Scripts) -> Value {
    let mut wanted = json!({ "intl.accept_languages": "ja" });
    if scripts == Scripts::Off {
        wanted["profile.default_content_setting_values.javascript"] = 2.into();
    }
    wanted
}
