//! Two people: one asks, another approves, and what was approved is what runs.

use domain::staff::Role;
use http::StatusCode;

use super::Clerk;
use crate::support::service::{ARAO, Answer, Town};

const EDIT: &str = "/edit/campaign:step_goal";

/// Begins a draft of a campaign, changes a text of it, and asks for its publication.
async fn asked(town: &Town, clerk: &mut Clerk, edit: &str, (file, from, to): (&str, &str, &str)) -> Answer {
    let page = clerk.open(town, edit).await;
    let answer = clerk.fill_at(town, &page, "/begin", &[]).await;
    let page = clerk.follow(town, &answer).await;
    change(town, clerk, &page, edit, (file, from, to)).await;
    ask(town, clerk, edit).await
}

async fn change(town: &Town, clerk: &mut Clerk, page: &Answer, edit: &str, (file, from, to): (&str, &str, &str)) {
    let forms = super::clerk::Forms::of(page.text());
    let form = forms.iter().find(|form| form.action.ends_with(edit)).unwrap();
    let text = &form.fields.iter().find(|(name, _)| name == file).unwrap().1;
    assert!(text.contains(from), "{text}");
    let saved = clerk.post(town, form, &[(file, &text.replace(from, to))]).await;
    assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.text());
}

async fn ask(town: &Town, clerk: &mut Clerk, edit: &str) -> Answer {
    let page = clerk.open(town, &format!("{edit}/ask")).await;
    let answer = clerk.fill_at(town, &page, "/ask", &[("text", "呼びかけをやわらかくしました。")]).await;
    clerk.follow(town, &answer).await
}

const TITLE: (&str, &str, &str) = ("file:campaign.toml", "あと少しの一歩", "あと少し、もう一歩");

async fn in_force(town: &Town) -> String {
    match &town.rows("SELECT pack FROM cities").await[0][0] {
        shell::Value::Text(hash) => hash.clone(),
        other => panic!("{other:?}"),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_approved_is_what_runs() {
    let town = Town::new().await;
    let mut hana = Clerk::join(&town, "hana", &[Role::Author, Role::Approver], false).await;
    let mut taro = Clerk::join(&town, "taro", &[Role::Approver], false).await;
    let before = in_force(&town).await;
    let request = asked(&town, &mut hana, EDIT, TITLE).await;
    assert!(request.text().contains("申請しました"), "{}", request.text());
    // One's own is for others, whatever roles one has; also by hand.
    let own = hana.fill_at(&town, &request, "/requests/1", &[("what", "approved")]).await;
    assert_eq!(own.status, StatusCode::CONFLICT);
    assert!(own.text().contains("ほかの方に承認をお願い"), "{}", own.text());
    assert_eq!(in_force(&town).await, before);
    let page = taro.open(&town, "/requests/1").await;
    for seen in ["もう一歩", "呼びかけをやわらかくしました", "問題は見つかりませんでした", "<del>", "<ins>"]
    {
        assert!(page.text().contains(seen), "{seen}: {}", page.text());
    }
    let said = taro.fill_at(&town, &page, "/requests/1", &[("what", "approved"), ("text", "よいと思います")]).await;
    let page = taro.follow(&town, &said).await;
    assert!(page.text().contains("承認し、公開しました") && page.text().contains("公開済み"), "{}", page.text());
    let hash = in_force(&town).await;
    assert_ne!(hash, before);
    let asked = town.rows("SELECT hash, state FROM requests").await;
    assert_eq!(asked, [[hash.as_str().into(), "published".into()]]);
    let shown = hana.open(&town, "/campaigns/step_goal").await;
    assert!(shown.text().contains("あと少し、もう一歩"), "{}", shown.text());
    assert!(shown.text().contains("書き直す"), "the draft has ended: {}", shown.text());
    // Twice is once.
    let again = taro.fill_at(&town, &page, "/sign-out", &[]).await;
    assert_eq!(again.status, StatusCode::SEE_OTHER);
    town.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_went_on_since_is_not_approved() {
    let town = Town::new().await;
    let mut hana = Clerk::join(&town, "hana", &[Role::Author], false).await;
    let mut taro = Clerk::join(&town, "taro", &[Role::Approver, Role::Author], false).await;
    let request = asked(&town, &mut hana, EDIT, TITLE).await;
    let page = taro.open(&town, "/requests/1").await;
    assert!(request.text().contains("承認待ち"));
    // The draft goes on.
    let draft = hana.open(&town, EDIT).await;
    change(&town, &mut hana, &draft, EDIT, ("file:campaign.toml", "夕方の声かけ。", "夕方の、ひとこと。")).await;
    let refused = taro.fill_at(&town, &page, "/requests/1", &[("what", "approved")]).await;
    assert_eq!(refused.status, StatusCode::CONFLICT);
    assert!(refused.text().contains("下書きが書き直されています"), "{}", refused.text());
    // Asked anew, the first is withdrawn; but now something else is published before it is read.
    ask(&town, &mut hana, EDIT).await;
    assert!(taro.open(&town, "/requests/1").await.text().contains("取り下げ"));
    let page = taro.open(&town, "/requests/2").await;
    let mut pack = ayumi::packs::read(&town.settings.campaigns, &town.settings.rules).unwrap().remove(0);
    let other = format!("campaigns/{ARAO}/welcome/campaign.toml");
    pack.files.get_mut(&other).unwrap().push_str("# 少し直しました\n");
    // It comes by machine, and is approved as everything is.
    town.service.publish(&pack).await.unwrap();
    let sent = taro.open(&town, "/requests/3").await;
    let said = taro.fill_at(&town, &sent, "/requests/3", &[("what", "approved")]).await;
    assert_eq!(said.status, StatusCode::SEE_OTHER, "{}", said.text());
    let before = in_force(&town).await;
    assert_eq!(before, pack.hash());
    let refused = taro.fill_at(&town, &page, "/requests/2", &[("what", "approved")]).await;
    assert!(refused.text().contains("ほかの変更が公開されました"), "{}", refused.text());
    assert_eq!(in_force(&town).await, before);
    // Asked once more it keeps both.
    ask(&town, &mut hana, EDIT).await;
    let page = taro.open(&town, "/requests/4").await;
    let said = taro.fill_at(&town, &page, "/requests/4", &[("what", "approved")]).await;
    assert_eq!(said.status, StatusCode::SEE_OTHER, "{}", said.text());
    let files = format!("{:?}", town.rows("SELECT files FROM packs p JOIN cities c ON c.pack = p.hash").await);
    assert!(files.contains("少し直しました") && files.contains("もう一歩") && files.contains("夕方の、ひとこと。"));
    town.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_request_comes_back_with_a_reason() {
    let town = Town::new().await;
    let mut hana = Clerk::join(&town, "hana", &[Role::Author], false).await;
    let mut taro = Clerk::join(&town, "taro", &[Role::Approver], false).await;
    asked(&town, &mut hana, EDIT, TITLE).await;
    let page = taro.open(&town, "/requests/1").await;
    let silent = taro.fill_at(&town, &page, "/requests/1", &[("what", "returned"), ("text", " ")]).await;
    assert_eq!(silent.status, StatusCode::UNPROCESSABLE_ENTITY);
    for seen in ["<nav", "aria-describedby=\"text-fault\"", "id=\"text-fault\">ひとことを書いてください"] {
        assert!(silent.text().contains(seen), "{seen}: {}", silent.text());
    }
    // What was typed is there still, whatever was wrong.
    let long = "あ".repeat(2_001);
    let refused = taro.fill_at(&town, &silent, "/requests/1", &[("what", "returned"), ("text", &long)]).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.text().contains(&long) && refused.text().contains("2,000文字まで"), "{}", refused.text());
    let own = hana.open(&town, "/requests/1").await;
    let own = hana.fill_at(&town, &own, "/requests/1", &[("what", "neutral"), ("text", "<i>急ぎます")]).await;
    assert_eq!(own.status, StatusCode::CONFLICT);
    assert!(own.text().contains("<nav") && own.text().contains("&lt;i&gt;急ぎます</textarea>"), "{}", own.text());
    let words = "題名は<b>このまま</b>で";
    let said = taro.fill_at(&town, &page, "/requests/1", &[("what", "returned"), ("text", words)]).await;
    let page = taro.follow(&town, &said).await;
    assert!(page.text().contains("題名は&lt;b&gt;このまま"), "{}", page.text());
    let after = taro.fill_at(&town, &page, "/sign-out", &[]).await;
    assert_eq!(after.status, StatusCode::SEE_OTHER);
    // The draft is there still, and its author is told first what to do.
    assert!(hana.open(&town, EDIT).await.text().contains("もう一歩"));
    let next = format!("href=\"/console/{ARAO}{EDIT}\">下書きを直す");
    for path in ["", "/requests/1"] {
        let page = hana.open(&town, path).await;
        for seen in ["題名は&lt;b&gt;このまま", "もう一度申請してください", &next] {
            assert!(page.text().contains(seen), "{path} {seen}: {}", page.text());
        }
    }
    let first = hana.open(&town, "").await;
    assert!(first.text().contains("taroさんが、") && !first.text().contains("対応待ちのものはありません"));
    // To another it is nothing to do; and asked for anew it waits for others.
    let other = Clerk::join(&town, "jiro", &[Role::Author], false).await.open(&town, "").await;
    assert!(!other.text().contains("題名は"), "{}", other.text());
    ask(&town, &mut hana, EDIT).await;
    assert!(!hana.open(&town, "").await.text().contains("題名は"));
    assert!(!hana.open(&town, "/requests/1").await.text().contains("下書きを直す"));
    town.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn texts_that_change_are_seen_as_they_arrive() {
    let town = Town::new().await;
    let mut hana = Clerk::join(&town, "hana", &[Role::Author], false).await;
    let mut taro = Clerk::join(&town, "taro", &[Role::Approver], false).await;
    let page = hana.open(&town, EDIT).await;
    let answer = hana.fill_at(&town, &page, "/begin", &[]).await;
    let page = hana.follow(&town, &answer).await;
    // Beside the texts stand the values of the cases, where there is one.
    for seen in ["<span class=\"value\" title=\"minutes\">12</span>", "一人ひとりのものに変わります"] {
        assert!(page.text().contains(seen), "{seen}: {}", page.text());
    }
    let more = "\n[bravo.ja]\nline = \"{city}から、{weeks}週めです。\"\n";
    change(
        &town,
        &mut hana,
        &page,
        EDIT,
        ("file:messages.toml", "きょうの目標まで、\nあと{left}歩", "目標まで、\n残り{left}歩"),
    )
    .await;
    let page = hana.open(&town, EDIT).await;
    change(&town, &mut hana, &page, EDIT, ("file:messages.toml", "\n[reached]\n", &format!("{more}\n[reached]\n")))
        .await;
    let page = hana.open(&town, EDIT).await;
    let rules = "/// ほめるのは";
    let said = format!("fn on_visit(me, event) {{ nudge(\"bravo\", #{{ weeks: 2 }}); }}\n{rules}");
    change(&town, &mut hana, &page, EDIT, ("file:rules.rhai", rules, &said)).await;
    ask(&town, &mut hana, EDIT).await;
    let page = taro.open(&town, "/requests/1").await;
    let bubbles = page.text().split("<article class=\"message\">").skip(1).collect::<Vec<_>>();
    assert_eq!(bubbles.len(), 2, "those that change, and no other: {}", page.text());
    let value = |name: &str, value: &str| format!("<span class=\"value\" title=\"{name}\">{value}</span>");
    for (bubble, seen) in [
        (bubbles[0], format!("残り{}歩です。\n歩いて{}分ほどです。", value("left", "1,200"), value("minutes", "12"))),
        (bubbles[1], format!("{}から、{}週めです。", value("city", "荒尾市"), value("weeks", "2"))),
        (bubbles[1], "新しいお知らせ".to_owned()),
    ] {
        assert!(bubble.contains(&seen), "{seen}: {bubble}");
    }
    assert!(!bubbles[0].contains("新しいお知らせ"), "{}", bubbles[0]);
    town.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn texts_after_health_are_read_by_someone_who_can_tell() {
    let town = Town::new().await;
    let mut hana = Clerk::join(&town, "hana", &[Role::Author], false).await;
    let mut taro = Clerk::join(&town, "taro", &[Role::Approver], false).await;
    let mut nurse = Clerk::join(&town, "nurse", &[Role::Analyst], true).await;
    let edit = "/edit/campaign:forecast_follow_up";
    let change = ("file:messages.toml", "お茶のみ話のつもりで", "お茶を飲みながら");
    asked(&town, &mut hana, edit, change).await;
    let page = taro.open(&town, "/requests/1").await;
    let early = taro.fill_at(&town, &page, "/requests/1", &[("what", "approved")]).await;
    assert!(early.text().contains("先に、専門職の方に"), "{}", early.text());
    let not_me = taro.fill_at(&town, &page, "/requests/1", &[("what", "neutral")]).await;
    assert!(not_me.text().contains("専門職（文面の確認）」の方だけ"), "{}", not_me.text());
    let read = nurse.open(&town, "/requests/1").await;
    let said = nurse.fill_at(&town, &read, "/requests/1", &[("what", "neutral")]).await;
    assert_eq!(said.status, StatusCode::SEE_OTHER, "{}", said.text());
    // The mark alone approves nothing.
    let refused = nurse.fill_at(&town, &read, "/requests/1", &[("what", "approved")]).await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
    let said = taro.fill_at(&town, &page, "/requests/1", &[("what", "approved")]).await;
    assert_eq!(said.status, StatusCode::SEE_OTHER, "{}", said.text());
    town.stop().await;
}
