//! The editor that pages put in the place of a text area.

use serde_json::json;
use thirtyfour::Key;

use super::Browser;

/// The editor of one of the files that a page has.
pub(super) struct Editor<'b> {
    browser: &'b Browser,
    file: &'static str,
}

impl Browser {
    /// The editor of a file.
    pub(super) fn editor(&self, file: &'static str) -> Editor<'_> {
        Editor { browser: self, file }
    }
}

impl Editor<'_> {
    /// The text area behind it, which is what is sent.
    fn area(&self) -> String {
        format!("textarea[data-file={}]", json!(self.file))
    }

    /// Where it is.
    pub(super) fn place(&self) -> String {
        format!(".cm-editor:has(+ {})", self.area())
    }

    /// Puts the cursor into it.
    pub(super) async fn enter(&self) {
        self.browser.press_at(&format!("{} .cm-scroller", self.place())).await;
        self.browser.until(&format!("document.activeElement.closest({})", json!(self.place()))).await;
    }

    /// Finds words with the editor's own search, which selects them.
    pub(super) async fn select(&self, words: &str) {
        assert!(self.text().await.contains(words), "{} has no {words}", self.file);
        self.enter().await;
        self.browser.chord(Key::Control, Key::Home.value()).await;
        self.browser.chord(Key::Control, 'f').await;
        let field = format!("{} .cm-search [name=search]", self.place());
        self.browser.fill(&field, words).await;
        self.browser.key(Key::Enter).await;
        self.browser.key(Key::Escape).await;
        self.browser.until(&format!("!document.querySelector({})", json!(field))).await;
    }

    /// Writes in the place of the first words that are these.
    pub(super) async fn replace(&self, words: &str, by: &str) {
        let expected = self.text().await.replacen(words, by, 1);
        self.select(words).await;
        self.browser.keys(by).await;
        self.is(&expected).await;
    }

    /// Waits until the text is this.
    pub(super) async fn is(&self, text: &str) {
        self.browser.until(&format!("document.querySelector({}).value == {}", json!(self.area()), json!(text))).await;
    }

    /// The text that would be sent.
    pub(super) async fn text(&self) -> String {
        let script = format!("return document.querySelector({}).value", json!(self.area()));
        self.browser.script(&script).await.as_str().unwrap().to_owned()
    }
}
