//! Another reads what was asked for, and a public health nurse the texts that follow health information.

use super::{Browser, TITLE};

pub(super) async fn a_colleague_approves(browser: &Browser) {
    browser.signs_in("taro").await;
    browser.sees("件の申請が、承認待ちです").await;
    browser.station("waiting").await;
    browser.press_at(".tiles a").await;
    browser.sees("承認待ち").await;
    browser.station("requests").await;
    browser.press_at("main .list a").await;
    for seen in ["夕方の声かけを早めの方にも", "新しく始まる取り組みです", "すべて書いたとおりです", "増える"]
    {
        browser.sees(seen).await;
    }
    browser.station("request").await;
    browser.press("結果を見る").await;
    browser.sees("地区・年代ごと").await;
    browser.driver.back().await.unwrap();
    browser.fill("#text", "よいと思います。").await;
    browser.press("承認して公開する").await;
    browser.sees("承認し、公開しました").await;
    browser.sees("公開済み").await;
    browser.sees(TITLE).await;
    browser.station("approved").await;
    browser.signs_out().await;
}

pub(super) async fn texts_after_health_are_read(browser: &Browser) {
    browser.signs_in("hana").await;
    browser.visit("取り組み").await;
    browser.press("保健師とゆっくり話す").await;
    browser.press("書き直す").await;
    browser.sees("いま動いているものです").await;
    browser.press("下書きを始める").await;
    browser.find(".cm-editor").await;
    browser.editor("messages.toml").replace("お茶のみ話のつもりで", "お茶を飲みながら").await;
    browser.press("保存して、申請へ進む").await;
    browser.sees("専門職の方の確認が要ります").await;
    browser.press("公開を申請する").await;
    browser.sees("申請しました").await;
    browser.signs_out().await;

    browser.signs_in("taro").await;
    browser.visit("申請").await;
    browser.press_at("main .list a").await;
    browser.press("承認して公開する").await;
    browser.sees("先に、専門職の方に").await;
    browser.station_after("too-early", 409).await;
    browser.go("").await;
    browser.signs_out().await;

    browser.signs_in("sakura").await;
    browser.visit("申請").await;
    browser.press_at("main .list a").await;
    browser.until("document.querySelector('.diff ins').innerText.includes('お茶を飲みながら')").await;
    browser.station("texts-after-health").await;
    browser.press("文面を読み、健康のことが伝わらないと確かめました").await;
    browser.sees("書きとめました").await;
    browser.sees("文面を確かめました").await;
    browser.signs_out().await;
}

pub(super) async fn they_are_approved(browser: &Browser) {
    browser.signs_in("taro").await;
    browser.visit("申請").await;
    browser.press_at("main .list a").await;
    browser.press("承認して公開する").await;
    browser.sees("承認し、公開しました").await;
}
