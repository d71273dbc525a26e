//! By keys alone, and one always sees where one is.

use std::time::{Duration, Instant};

use domain::staff::Role;
use serde_json::Value;
use thirtyfour::Key;

use super::{Browser, Screen, ready};
use crate::console::Clerk;
use crate::console::clerk::PASSWORD;
use crate::support::service::Town;

/// What has the focus: what it is called, whether it is an editor or the page itself, and whether it can be seen that it
/// has it, that is: it has a ring, and something of it is on the screen with nothing in front.
const FOCUS: &str = r#"
    const it = document.activeElement
    const shown = it.closest(".cm-editor") || it
    const style = getComputedStyle(shown)
    const ring = style.outlineStyle != "none" && parseFloat(style.outlineWidth) >= 2
    const middles = [...shown.getClientRects()].flatMap(box => [0.1, 0.5, 0.9].map(part =>
        [box.left + box.width / 2, box.top + box.height * part]))
    const hit = middles.some(([x, y]) => shown.contains(document.elementFromPoint(x, y)))
    return {
        name: (it.labels?.[0]?.innerText || it.getAttribute("aria-label") || it.innerText || "").trim(),
        editor: shown != it,
        page: it == document.body || it.id == "main",
        seen: ring && hit,
    }
"#;

/// Goes on, or back, until the focus is on what is called so.
async fn tab_to(browser: &Browser, way: Way, name: &str) {
    for _ in 0..120 {
        let focus = seen(browser).await;
        if focus["name"].as_str().is_some_and(|called| called.starts_with(name)) {
            return;
        }
        if focus["editor"] == true {
            browser.key(Key::Escape).await;
        }
        match way {
            Way::On => browser.key(Key::Tab).await,
            Way::Back => browser.chord(Key::Shift, Key::Tab.value()).await,
        }
    }
    panic!("no key leads to {name}");
}

/// What has the focus, once it can be seen: an editor draws its ring a moment later.
async fn seen(browser: &Browser) -> Value {
    let began = Instant::now();
    loop {
        let focus = browser.script(FOCUS).await;
        if focus["seen"] == true || focus["page"] == true {
            return focus;
        }
        assert!(began.elapsed() < Duration::from_secs(10), "the focus is not seen: {focus}");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

#[derive(Clone, Copy)]
enum Way {
    On,
    Back,
}

async fn enter(browser: &Browser, way: Way, name: &str) {
    tab_to(browser, way, name).await;
    browser.key(Key::Enter).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_campaign_is_written_and_asked_for_by_keys_alone() {
    let Some(tools) = ready() else { return };
    let town = Town::new().await;
    Clerk::join(&town, "hana", &[Role::Author], false).await;
    let browser = Browser::open(&tools, Screen::Desk, &town).await;
    browser.go("/sign-in").await;
    tab_to(&browser, Way::On, "ログイン名").await;
    browser.keys("hana").await;
    tab_to(&browser, Way::On, "パスワード").await;
    browser.keys(PASSWORD).await;
    browser.key(Key::Enter).await;
    browser.sees("こんにちは").await;

    // The first key leads past what is on every page.
    browser.key(Key::Tab).await;
    enter(&browser, Way::On, "本文へ").await;
    browser.until("document.activeElement.id == 'main'").await;
    enter(&browser, Way::Back, "取り組み").await;
    browser.sees("新しく作る").await;
    enter(&browser, Way::On, "新しく作る").await;
    browser.sees("ひな形から").await;
    tab_to(&browser, Way::On, "歩数の声かけ").await;
    browser.key(Key::Down).await;
    browser.until("document.activeElement.value != 'template:steps'").await;
    browser.key(Key::Up).await;
    browser.until("document.activeElement.value == 'template:steps'").await;
    tab_to(&browser, Way::On, "記号").await;
    browser.keys("by_keys").await;
    browser.key(Key::Enter).await;
    browser.sees("下書きを始めました").await;
    browser.find(".cm-editor").await;

    it_is_edited(&browser).await;
    enter(&browser, Way::On, "保存して点検する").await;
    browser.sees("保存しました").await;
    assert!(browser.editor("campaign.toml").text().await.starts_with("# キーだけで書きました\n"));
    enter(&browser, Way::On, "保存して、申請へ進む").await;
    browser.sees("まだ試していません").await;
    tab_to(&browser, Way::On, "承認する方へのひとこと").await;
    browser.keys("キーだけで書きました。").await;
    enter(&browser, Way::On, "公開を申請する").await;
    browser.sees("申請しました").await;
    enter(&browser, Way::On, "サインアウト").await;
    browser.sees("サインアウトしました").await;
    assert_eq!(browser.complaints().await, [""; 0]);
    browser.close().await;
    town.stop().await;
}

/// In the editor Tab indents; Escape and then Tab leaves it, on and back.
async fn it_is_edited(browser: &Browser) {
    let settings = browser.editor("campaign.toml");
    let before = settings.text().await;
    tab_to(browser, Way::On, "取り組みの設定").await;
    browser.chord(Key::Control, Key::Home.value()).await;
    browser.keys("# キーだけで書きました").await;
    browser.key(Key::Enter).await;
    let written = format!("# キーだけで書きました\n{before}");
    settings.is(&written).await;
    browser.key(Key::Tab).await;
    settings.is(&format!("# キーだけで書きました\n  {before}")).await;
    browser.chord(Key::Control, 'z').await;
    settings.is(&written).await;
    let inside = format!("!!document.activeElement.closest({})", Value::from(settings.place()));
    browser.key(Key::Escape).await;
    browser.key(Key::Tab).await;
    browser.until(&format!("!{inside}")).await;
    // What comes next is an editor too.
    browser.key(Key::Escape).await;
    browser.chord(Key::Shift, Key::Tab.value()).await;
    browser.until(&inside).await;
    settings.is(&written).await;
}
