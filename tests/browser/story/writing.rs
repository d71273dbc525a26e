//! The author makes a campaign from a template, tries it on what was recorded, and asks for its publication.

use thirtyfour::Key;

use super::{Browser, TITLE};

pub(super) async fn a_draft_is_begun(browser: &Browser) {
    browser.station("home").await;
    browser.visit("取り組み").await;
    browser.station("campaigns").await;
    browser.press("新しく作る").await;
    browser.press_at("#template-steps").await;
    browser.fill("#title", TITLE).await;
    browser.fill("#name", "evening_walk").await;
    browser.station("new").await;
    browser.press("下書きを始める").await;
    browser.sees("下書きを始めました").await;
    browser.find(".cm-editor").await;
    browser.until("document.querySelector('#problems').innerText.includes('問題は')").await;
    browser.station("draft").await;
}

/// Settings by their fields, a text whose bubble follows, and a rule with a slip that is seen as it is made.
pub(super) async fn it_is_written(browser: &Browser) {
    browser.press("かんたん入力").await;
    browser.fill("[name='set:caps.per_week']", "3").await;
    browser.press("設定に反映する").await;
    browser.sees("保存しました").await;
    browser.find(".cm-editor").await;
    let settings = browser.editor("campaign.toml").text().await;
    assert!(settings.contains("per_week = 3") && settings.contains(TITLE), "{settings}");
    browser.station("settings").await;
    browser.editor("messages.toml").replace("ご近所をひと回り、", "夕焼けの有明海まで、").await;
    browser.until("document.querySelector('#preview').innerText.includes('夕焼けの有明海まで、')").await;
    browser.station("preview").await;

    let rules = browser.editor("rules.rhai");
    let right = rules.text().await;
    rules.replace("event.is_today", "event.is_todai").await;
    browser.find(".cm-lintRange-error").await;
    browser.until("document.querySelector('#problems li').innerText.includes('is_todai')").await;
    browser.station("problem").await;
    for _ in "todai".chars() {
        browser.key(Key::Backspace).await;
    }
    browser.keys("t").await;
    browser
        .until("document.querySelector('.cm-tooltip-autocomplete [aria-selected]')?.innerText.includes('is_today')")
        .await;
    browser.until("document.querySelector('.cm-completionInfo')?.innerText.includes('event.is_today')").await;
    browser.picture("writing").await;
    browser.station("completion").await;
    browser.key(Key::Enter).await;
    rules.is(&right).await;
    browser.until("!document.querySelector('#problems li')").await;
}

/// A rule is changed, and a case tells what its author did not think of: it is not asked for until that is mended.
pub(super) async fn a_case_keeps_it_back(browser: &Browser) {
    browser.editor("rules.rhai").replace("left > 0 && left <= 1500", "left <= 2500").await;
    browser.until("document.querySelector('#problems li')?.innerText.includes('cases.toml')").await;
    browser.press("保存して、申請へ進む").await;
    browser.sees("直すところがなくなると、申請できます").await;
    assert_eq!(browser.count("#text").await, 0, "nothing can be asked");
    browser.station("case-fails").await;
    browser.press("書く画面に戻る").await;
    browser.find(".cm-editor").await;
    browser.editor("rules.rhai").replace("left <= 2500", "left > 0 && left <= 2500").await;
    browser.until("!document.querySelector('#problems li')").await;
    browser.press("保存して点検する").await;
    browser.sees("保存しました").await;
    browser.sees("問題は").await;
    browser.station("saved").await;
}

pub(super) async fn it_is_tried(browser: &Browser) {
    browser.press("保存して、申請へ進む").await;
    browser.sees("まだ試していません").await;
    browser.press_at("#days option[value='28']").await;
    browser.press("試す").await;
    browser.sees("地区・年代ごと").await;
    browser.sees("試した日のはじめから動いていたものとして").await;
    let added = "[...document.querySelectorAll('main table')][0].querySelectorAll('td')[2].innerText";
    browser.until(&format!("Number({added}) > 0")).await;
    browser.picture("replay").await;
    browser.station("replay-whole").await;
    // For one resident, day by day.
    browser.press_at("main ul.list a[href*='/residents/']").await;
    browser.sees("違いのある日").await;
    browser.find("main ol.timeline .versions").await;
    browser.station("replay-one").await;
    browser.press("全体の結果に戻る").await;
    browser.sees("地区・年代ごと").await;
}

pub(super) async fn it_is_asked_for(browser: &Browser) {
    // Saved once more as it stands it is what was tried.
    browser.press("書く画面に戻る").await;
    browser.find(".cm-editor").await;
    browser.press("保存して、申請へ進む").await;
    browser.sees("増える").await;
    browser.fill("#text", "日が短くなったので、夕方の声かけを早めの方にも広げます。").await;
    browser.station("ask").await;
    browser.press("公開を申請する").await;
    browser.sees("申請しました").await;
    browser.sees("ご自分の申請は、ほかの方に").await;
    browser.station("asked").await;
    browser.signs_out().await;
}
