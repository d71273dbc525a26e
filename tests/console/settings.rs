//! The form beside the settings of a campaign, without scripts.

use domain::staff::Role;
use http::StatusCode;

use super::Clerk;
use super::clerk::Forms;
use crate::support::service::{Answer, Town};

const EDIT: &str = "/edit/campaign:step_goal";

async fn begun(town: &Town, clerk: &mut Clerk) -> Answer {
    let page = clerk.open(town, EDIT).await;
    let answer = clerk.fill_at(town, &page, "/begin", &[]).await;
    clerk.follow(town, &answer).await
}

fn field(page: &Answer, name: &str) -> String {
    let form = Forms::of(page.text()).into_iter().find(|form| form.action.ends_with(EDIT)).unwrap();
    form.fields.into_iter().find(|(other, _)| other == name).unwrap_or_else(|| panic!("{name}")).1
}

const TEXT: &str = "file:campaign.toml";

#[tokio::test(flavor = "multi_thread")]
async fn settings_are_changed_without_writing_toml() {
    let town = Town::new().await;
    let mut hana = Clerk::join(&town, "hana", &[Role::Author], false).await;
    let page = begun(&town, &mut hana).await;
    let before = field(&page, TEXT);
    assert_eq!(field(&page, "set:from"), "2026-04-01");
    assert_eq!(field(&page, "set:decision_points.evening.at"), "17:30");
    for seen in
        ["かんたん入力", "type=\"date\"", "type=\"time\"", "決まった時刻「evening」", "techniques", "experiment"]
    {
        assert!(page.text().contains(seen), "{seen}");
    }
    // Saved as it is, nothing changes.
    let answer = hana.fill_at(&town, &page, EDIT, &[("then", "settings")]).await;
    assert!(answer.headers["location"].to_str().unwrap().contains("open=settings"));
    let page = hana.follow(&town, &answer).await;
    assert_eq!(field(&page, TEXT), before);
    assert!(page.text().contains("id=\"settings\" open"), "{}", page.text());
    // What is changed is, in its place; a change of the text itself is kept beside it.
    let typed = before.replace("per_week = 4", "per_week = 3");
    let changes = [
        ("then", "settings"),
        (TEXT, &typed),
        ("set:title", "秋の<一歩>"),
        ("set:until", "2027-01-31"),
        ("set:who.districts", "荒尾第一\r\n有明"),
        ("set:caps.per_day", "1"),
        ("set:decision_points.evening.at", "18:00"),
        ("set:decision_points.evening.days", "tue"),
    ];
    let answer = hana.fill_at(&town, &page, EDIT, &changes).await;
    let page = hana.follow(&town, &answer).await;
    let text = field(&page, TEXT);
    let expected = typed
        .replace("あと少しの一歩", "秋の<一歩>")
        .replace("until = 2027-03-31", "until = 2027-01-31")
        .replace("min_age = 20", "min_age = 20\ndistricts = [\"荒尾第一\", \"有明\"]")
        .replace("per_day = 2", "per_day = 1")
        .replace("\"17:30\"", "\"18:00\"")
        .replace("[\"mon\", \"wed\", \"fri\"]", "[\"tue\"]");
    assert_eq!(text, expected);
    assert!(page.text().contains("秋の&lt;一歩&gt;") && !page.text().contains("秋の<一歩>"));
    // The other button takes them too, and nothing ticked is every day.
    let forms = Forms::of(page.text());
    let mut fields = forms.into_iter().find(|form| form.action.ends_with(EDIT)).unwrap().fields;
    fields.retain(|(name, _)| name != "set:decision_points.evening.days");
    let answer = hana.send_form(&town, EDIT, &fields).await;
    let page = hana.follow(&town, &answer).await;
    assert!(!field(&page, TEXT).contains("days ="), "{}", field(&page, TEXT));
    town.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_wrong_is_said_at_the_field_and_what_was_typed_stays() {
    let town = Town::new().await;
    let mut hana = Clerk::join(&town, "hana", &[Role::Author], false).await;
    let page = begun(&town, &mut hana).await;
    let before = field(&page, TEXT);
    // The end before the beginning is saved, as any text is, and told where it was written.
    let answer = hana.fill_at(&town, &page, EDIT, &[("then", "settings"), ("set:until", "2026-03-31")]).await;
    let page = hana.follow(&town, &answer).await;
    let (_, at_field) = page.text().split_once("id=\"set-until-fault\"").unwrap();
    assert!(at_field.split("</div>").next().unwrap().contains("始まりの日"), "{}", page.text());
    // What is no number cannot be written: nothing is saved, and everything typed is still there.
    let typed = format!("{}# ひとこと\n", field(&page, TEXT));
    let changes = [("then", "settings"), (TEXT, &typed), ("set:caps.per_day", "たくさん"), ("set:title", " ")];
    let refused = hana.fill_at(&town, &page, EDIT, &changes).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    for seen in [
        "反映できないところがあります",
        "数字だけで書いてください",
        "空にできません",
        "value=\"たくさん\"",
        "# ひとこと",
    ] {
        assert!(refused.text().contains(seen), "{seen}: {}", refused.text());
    }
    let stored = hana.open(&town, EDIT).await;
    assert!(!field(&stored, TEXT).contains("ひとこと"));
    // A megabyte gets a sentence.
    let long = "あ".repeat(350_000);
    let refused = hana.fill_at(&town, &page, EDIT, &[("set:title", &long)]).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.text().contains("長すぎます"));
    // What no field can show is left alone and said so; what is no TOML has no form.
    let odd = before.replace("\"17:30\"", "\"25:00\"").replace("per_day = 2", "per_day = \"二\"");
    let page = hana.open(&town, EDIT).await;
    let answer = hana.fill_at(&town, &page, EDIT, &[(TEXT, &odd), ("set:caps.per_day", "5")]).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", answer.text());
    let answer = hana.fill_at(&town, &page, EDIT, &[(TEXT, &odd)]).await;
    let page = hana.follow(&town, &answer).await;
    assert_eq!(field(&page, TEXT), odd);
    assert_eq!(page.text().matches("この書き方は、ここでは変えられません").count(), 2, "{}", page.text());
    let answer = hana.fill_at(&town, &page, EDIT, &[(TEXT, "title = \n")]).await;
    let page = hana.follow(&town, &answer).await;
    assert!(page.text().contains("かんたん入力は使えません"), "{}", page.text());
    town.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_field_that_is_wrong_loses_nobody_s_words() {
    let town = Town::new().await;
    let mut hana = Clerk::join(&town, "hana", &[Role::Author], false).await;
    let mut taro = Clerk::join(&town, "taro", &[Role::Author], false).await;
    let page = begun(&town, &mut hana).await;
    let other = taro.open(&town, EDIT).await;
    let theirs = field(&other, TEXT).replace("min_age = 20", "min_age = 30");
    assert_eq!(taro.fill_at(&town, &other, EDIT, &[(TEXT, &theirs)]).await.status, StatusCode::SEE_OTHER);
    // Hana's slip is shown over what she read; mended, both are kept.
    let wrong = hana.fill_at(&town, &page, EDIT, &[("set:caps.per_day", "たくさん")]).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    let mended = hana.fill_at(&town, &wrong, EDIT, &[("set:caps.per_day", "1")]).await;
    let page = hana.follow(&town, &mended).await;
    let both = field(&page, TEXT);
    assert!(both.contains("min_age = 30") && both.contains("per_day = 1"), "{both}");
    assert!(page.text().contains("両方を合わせました"), "{}", page.text());
    // And where the draft has ended, what was typed is put aside.
    let other = taro.open(&town, EDIT).await;
    taro.fill_at(&town, &other, "/discard", &[]).await;
    let typed = format!("{both}# 書きかけ\n");
    let gone = hana.fill_at(&town, &page, EDIT, &[(TEXT, &typed), ("set:caps.per_day", "たくさん")]).await;
    assert_eq!(gone.status, StatusCode::CONFLICT);
    assert!(gone.text().contains("# 書きかけ"), "{}", gone.text());
    town.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn cases_that_the_form_breaks_are_named_at_once() {
    let town = Town::new().await;
    let mut hana = Clerk::join(&town, "hana", &[Role::Author], false).await;
    let page = begun(&town, &mut hana).await;
    // A name breaks nothing; a period that begins after the days of the cases does.
    let answer = hana.fill_at(&town, &page, EDIT, &[("then", "settings"), ("set:title", "秋の一歩")]).await;
    let page = hana.follow(&town, &answer).await;
    assert!(
        page.text().contains("保存しました。") && !page.text().contains("結果になりませんでした"),
        "{}",
        page.text()
    );
    let answer = hana.fill_at(&town, &page, EDIT, &[("then", "settings"), ("set:from", "2027-01-01")]).await;
    let page = hana.follow(&town, &answer).await;
    let (_, told) = page.text().split_once("<div class=\"notice warning\" role=\"status\">").unwrap();
    let told = told.split("</div>").next().unwrap();
    for seen in ["保存しました。", "書いてあるとおりの結果になりませんでした", "期間", "夕方、あと少しなら背中を押す"]
    {
        assert!(told.contains(seen), "{seen}: {told}");
    }
    // Each leads to its case, which is open.
    let id = told.split("href=\"#").nth(1).unwrap().split('"').next().unwrap();
    assert!(page.text().contains(&format!("<details class=\"case\" id=\"{id}\" open>")), "{id}: {}", page.text());
    // What is otherwise wrong leads to the list of it.
    let answer = hana.fill_at(&town, &page, EDIT, &[("then", "settings"), ("set:until", "2026-03-31")]).await;
    let page = hana.follow(&town, &answer).await;
    let (_, told) = page.text().split_once("<div class=\"notice warning\" role=\"status\">").unwrap();
    assert!(told.split("</div>").next().unwrap().contains("href=\"#found\""), "{told}");
    town.stop().await;
}
