//! A browser at a console, as hands and eyes have it: what is looked for is waited for, and nothing is waited for by
//! the clock alone.

use std::sync::Arc;
use std::time::{Duration, Instant};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use http::Method;
use serde_json::{Value, json};
use thirtyfour::common::command::FormatRequestData;
use thirtyfour::prelude::*;
use thirtyfour::{RequestData, SessionId};

use super::Screen;
use super::axe::violations;
use super::chromium::{Driver, Scripts, Tools, start};
use crate::support::host::root;
use crate::support::service::{ARAO, Town};

/// How long something may take that is sure to come: much longer than it does on a machine that has a lot to do.
const PATIENCE: Duration = Duration::from_secs(60);

/// The pause between two looks.
const LOOK: Duration = Duration::from_millis(40);

/// Brings an element to where one looks.
const IN_THE_MIDDLE: &str = "arguments[0].scrollIntoView({ block: 'center', behavior: 'instant' })";

/// The tallest picture of a page.
const TALLEST: f64 = 6_000.0;

/// A browser at the console of a town.
pub(super) struct Browser {
    pub(super) driver: WebDriver,
    screen: Screen,
    base: String,
    axe: Arc<str>,
    // Ends after the session: fields are dropped in their order.
    _process: Driver,
}

impl Browser {
    /// One that has never been anywhere.
    pub(super) async fn open(tools: &Tools, screen: Screen, town: &Town) -> Self {
        Self::with(tools, screen, Scripts::Run, town).await
    }

    /// One whose owner wants no scripts.
    pub(super) async fn without_scripts(tools: &Tools, screen: Screen, town: &Town) -> Self {
        Self::with(tools, screen, Scripts::Off, town).await
    }

    async fn with(tools: &Tools, screen: Screen, scripts: Scripts, town: &Town) -> Self {
        let (driver, process) = start(tools, screen, scripts).await;
        Self { driver, screen, base: town.service.base_url(), axe: Arc::clone(&tools.axe), _process: process }
    }

    pub(super) fn axe(&self) -> &str {
        &self.axe
    }

    /// Opens a page of the console by its path, one of residents by its own, or either by a link that somebody was given.
    pub(super) async fn go(&self, address: &str) {
        let path = match address.split_once("/console/") {
            Some((_, rest)) => format!("/console/{rest}"),
            None if ["/me/", "/g/", "/race/"].iter().any(|start| address.starts_with(start)) => address.to_owned(),
            None => format!("/console/{ARAO}{address}"),
        };
        self.driver.goto(format!("{}{path}", self.base)).await.unwrap();
    }

    /// What a selector finds and can be seen.
    pub(super) async fn find(&self, css: &str) -> WebElement {
        self.seen(By::Css(css), css).await
    }

    /// Clicks the link, button, label or heading that folds, whose words are these.
    pub(super) async fn press(&self, words: &str) {
        let own = format!("[normalize-space(.)='{words}']");
        let named = ["a", "button", "label", "summary"].map(|tag| format!("//{tag}{own}")).join("|");
        self.click(By::XPath(named), words).await;
    }

    /// Clicks what a selector finds.
    pub(super) async fn press_at(&self, css: &str) {
        self.click(By::Css(css), css).await;
    }

    /// Goes by the frame's links, some of which count what waits.
    pub(super) async fn visit(&self, name: &str) {
        let way = format!("//nav//a[starts-with(normalize-space(.),'{name}')]");
        self.click(By::XPath(way), name).await;
    }

    /// Puts words in the place of those in a field.
    pub(super) async fn fill(&self, css: &str, words: &str) {
        let field = self.find(css).await;
        field.clear().await.unwrap();
        field.send_keys(words).await.unwrap();
    }

    /// Types where the focus is.
    pub(super) async fn keys(&self, keys: impl AsRef<str>) {
        self.driver.action_chain().send_keys(keys.as_ref()).perform().await.unwrap();
    }

    /// Presses one key.
    pub(super) async fn key(&self, key: Key) {
        self.keys(key.value().to_string()).await;
    }

    /// Presses a key while another is held.
    pub(super) async fn chord(&self, held: Key, key: impl Into<char>) {
        let chain = self.driver.action_chain().key_down(held.clone()).send_keys(key.into().to_string()).key_up(held);
        chain.perform().await.unwrap();
    }

    /// What a script returns. The page's policy holds for its own scripts, and not for this.
    pub(super) async fn script(&self, script: &str) -> Value {
        self.driver.execute(script, Vec::new()).await.unwrap().json().clone()
    }

    /// What a script gives to its last argument.
    pub(super) async fn script_ends(&self, script: &str) -> Value {
        self.driver.execute_async(script, Vec::new()).await.unwrap().json().clone()
    }

    /// Waits until an expression is true.
    pub(super) async fn until(&self, expression: &str) {
        let script = format!("return Boolean({expression})");
        let began = Instant::now();
        loop {
            // A page that is just being left answers nothing.
            match self.driver.execute(&*script, Vec::new()).await.map(|held| held.json() == &Value::Bool(true)) {
                Ok(true) => return,
                _ if began.elapsed() < PATIENCE => tokio::time::sleep(LOOK).await,
                Ok(_) => panic!("{expression} never holds on {}", self.told().await),
                Err(error) => panic!("{expression}: {error}"),
            }
        }
    }

    /// Waits until words can be read on the page.
    pub(super) async fn sees(&self, words: &str) {
        self.until(&format!("document.body.innerText.includes({})", json!(words))).await;
    }

    /// The text that can be read where a selector points.
    pub(super) async fn text(&self, css: &str) -> String {
        self.find(css).await.text().await.unwrap()
    }

    /// How many things a selector finds.
    pub(super) async fn count(&self, css: &str) -> u64 {
        self.script(&format!("return document.querySelectorAll({}).length", json!(css))).await.as_u64().unwrap()
    }

    /// What the browser complained of in its console since it was asked last.
    pub(super) async fn complaints(&self) -> Vec<String> {
        let log = self.driver.browser_log().await.unwrap();
        log.into_iter().map(|entry| format!("{}: {}", entry.level, entry.message)).collect()
    }

    /// Takes it that the browser complained of an answer with this status, and of nothing else: it does so of every
    /// page that is refused.
    pub(super) async fn forgive(&self, status: u16) {
        let said = self.complaints().await;
        let wanted = format!("the server responded with a status of {status}");
        assert!(!said.is_empty() && said.iter().all(|one| one.contains(&wanted)), "{status}: {said:?}");
    }

    /// Whether the page is wider than the screen.
    pub(super) async fn is_too_wide(&self) -> bool {
        let width = self.script("return document.documentElement.scrollWidth").await.as_u64().unwrap();
        width > u64::from(self.screen.size().0)
    }

    /// Keeps a picture of the whole page, and holds against the page what holds of every page: it is not wider than
    /// the screen, the browser complains of nothing, and axe finds nothing.
    pub(super) async fn station(&self, name: &str) {
        self.screenshot(name).await;
        let said = format!("{name} on {:?}", self.screen);
        assert_eq!(self.complaints().await, [""; 0], "{said}");
        assert!(!self.is_too_wide().await, "{said} is too wide");
        let found = violations(self).await;
        assert!(found.is_empty(), "{said}: {}", found.join("\n"));
    }

    /// The same of a page that came with a refusal.
    pub(super) async fn station_after(&self, name: &str, status: u16) {
        self.forgive(status).await;
        self.station(name).await;
    }

    /// Keeps a picture of the whole page as `target/screenshots/<name>-<screen>.png`.
    pub(super) async fn screenshot(&self, name: &str) {
        let size = "return [document.documentElement.scrollWidth, document.documentElement.scrollHeight]";
        let size = self.script(size).await;
        let [width, height] = [0, 1].map(|place: usize| size[place].as_f64().unwrap());
        let width = width.max(f64::from(self.screen.size().0));
        let clip = json!({ "x": 0, "y": 0, "width": width, "height": height.min(TALLEST), "scale": 1 });
        self.keep(name, json!({ "format": "png", "captureBeyondViewport": true, "clip": clip })).await;
    }

    /// Keeps a picture of what the screen shows.
    pub(super) async fn picture(&self, name: &str) {
        self.keep(name, json!({ "format": "png" })).await;
    }

    async fn keep(&self, name: &str, how: Value) {
        let shot = self.driver.cmd(Devtools("Page.captureScreenshot", how)).await.unwrap();
        let shot: Value = shot.value().unwrap();
        let folder = root().join("target/screenshots");
        std::fs::create_dir_all(&folder).unwrap();
        let file = folder.join(format!("{name}-{}.png", self.screen.name()));
        std::fs::write(file, STANDARD.decode(shot["data"].as_str().unwrap()).unwrap()).unwrap();
    }

    /// Closes it.
    pub(super) async fn close(self) {
        self.driver.quit().await.unwrap();
    }

    async fn seen(&self, by: By, what: &str) -> WebElement {
        let began = Instant::now();
        loop {
            for element in self.driver.find_all(by.clone()).await.unwrap_or_default() {
                if element.is_displayed().await.unwrap_or(false) {
                    return element;
                }
            }
            assert!(began.elapsed() < PATIENCE, "`{what}` is not on {}", self.told().await);
            tokio::time::sleep(LOOK).await;
        }
    }

    async fn click(&self, by: By, what: &str) {
        let began = Instant::now();
        loop {
            let element = self.seen(by.clone(), what).await;
            // As a hand would have it before: not at the edge, where the bar of buttons is.
            let _ = self.driver.execute(IN_THE_MIDDLE, vec![element.to_json().unwrap()]).await;
            match element.click().await {
                Ok(()) => return,
                // Parts of a page come by themselves and move the rest.
                Err(_) if began.elapsed() < PATIENCE / 4 => tokio::time::sleep(LOOK).await,
                Err(error) => panic!("`{what}` cannot be clicked: {error} on {}", self.told().await),
            }
        }
    }

    /// The page as it reads, for whoever reads a failure.
    async fn told(&self) -> String {
        self.picture("failed").await;
        let url = self.driver.current_url().await.map(|url| url.to_string()).unwrap_or_default();
        let text = self.driver.execute("return document.body.innerText", Vec::new()).await;
        format!("{url}:\n{}", text.map(|text| text.json().as_str().unwrap_or_default().to_owned()).unwrap_or_default())
    }
}

/// A command of Chrome's own.
#[derive(Debug)]
pub(super) struct Devtools(pub(super) &'static str, pub(super) Value);

impl FormatRequestData for Devtools {
    fn format_request(&self, session: &SessionId) -> RequestData {
        let Self(command, parameters) = self;
        let path = format!("session/{session}/goog/cdp/execute");
        RequestData::new(Method::POST, path).add_body(json!({ "cmd": command, "params": parameters }))
    }
}
