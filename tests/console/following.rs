//! What ran, looked at afterwards: numbers, why, what staff have to do, versions, and a draft tried on it.

use std::sync::atomic::AtomicBool;

use ayumi::native::Native;
use chrono::TimeDelta;
use domain::staff::Role;
use http::{Request, StatusCode};
use serde_json::json;

use super::Clerk;
use crate::support::service::{ARAO, Answer, Town, event, joins, local, steps};

/// A town in which one resident walked, was told so, and wrote back.
pub(super) async fn lived() -> Town {
    let town = Town::new().await;
    town.at("2026-11-23 12:00");
    town.post(&joins("p-1", local("2026-11-23 12:00"))).await;
    let goal = json!({ "metric": "steps_per_day", "target": 6_000, "from": "2026-11-23" });
    town.post(&[event("goal", "goal.set.v1", "p-1", local("2026-11-23 12:00"), goal)]).await;
    town.at("2026-11-23 17:10");
    town.post(&[steps("p-1", "2026-11-23", 4_800, 1, local("2026-11-23 17:10"))]).await;
    town.tick().await;
    town.later(TimeDelta::minutes(5));
    let sent = town.rows("SELECT id FROM outbox WHERE state = 'accepted' ORDER BY id DESC LIMIT 1").await;
    let shell::Value::Text(message) = sent[0][0].clone() else { panic!("{sent:?}") };
    let reply = json!({ "action": "text", "message": message, "text": "ひざが<b>痛む</b>ので休みます" });
    town.post(&[event("reply", "reply.received.v1", "p-1", local("2026-11-23 17:15"), reply)]).await;
    town
}

fn has(page: &Answer, all: &[&str]) {
    for seen in all {
        assert!(page.text().contains(seen), "{seen}: {}", page.text());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn numbers_why_and_what_is_to_do() {
    let town = lived().await;
    let mut hana = Clerk::join(&town, "hana", &[Role::Author], false).await;
    let mut ana = Clerk::join(&town, "ana", &[Role::Analyst], false).await;
    let page = hana.open(&town, "/campaigns/step_goal").await;
    has(&page, &["日ごと", "data-refresh", "/campaigns/step_goal/numbers?days="]);
    let numbers = ana.open(&town, "/campaigns/step_goal/numbers?days=7").await;
    assert!(!numbers.text().contains("<html") && numbers.text().contains("<svg"), "{}", numbers.text());
    assert_eq!(ana.open(&town, "/campaigns/nothing/numbers").await.status, StatusCode::NOT_FOUND);

    // Why, in plain words; the record beside it. An analyst sees nobody.
    let why = hana.open(&town, "/residents/p-1").await;
    has(
        &why,
        &[
            "いまの対象",
            "お知らせを送りました",
            "送信先が受け取りました",
            "の「歩数の記録」がきっかけです。",
            "詳しい記録",
            "step_goal/rules.rhai",
        ],
    );
    assert!(!why.text().contains("お知らせは届きません"), "{}", why.text());
    assert_eq!(ana.open(&town, "/residents/p-1").await.status, StatusCode::FORBIDDEN);
    assert_eq!(hana.open(&town, "/residents/nobody").await.status, StatusCode::NOT_FOUND);
    let only = hana.open(&town, "/residents/p-1?campaign=welcome").await;
    assert!(!only.text().contains("step_goal/rules.rhai"), "{}", only.text());
    // Who stopped is told so, above all.
    let stop = json!({ "action": "stop" });
    town.post(&[event("stop", "reply.received.v1", "p-1", town.clock.now(), stop)]).await;
    has(&hana.open(&town, "/residents/p-1").await, &["お知らせは届きません", "ご本人が、お知らせを止めています。"]);

    // What a rule flagged is done once, with a note.
    let work = hana.open(&town, "/work").await;
    has(&work, &["文章でお返事がありました", "ひざが&lt;b&gt;痛む&lt;/b&gt;ので休みます"]);
    assert_eq!(ana.open(&town, "/work").await.status, StatusCode::FORBIDDEN);
    let done = hana.fill(&town, &work, &[("what", "done"), ("note", "お電話しました。<script>")]).await;
    let page = hana.follow(&town, &done).await;
    assert!(!page.text().contains("ひざが"), "{}", page.text());
    let twice = hana.fill(&town, &work, &[("what", "done")]).await;
    assert_eq!(twice.status, StatusCode::CONFLICT);
    let finished = hana.open(&town, "/work?state=done").await;
    has(&finished, &["お電話しました。&lt;script&gt;", "hana"]);
    let again = hana.fill(&town, &finished, &[("what", "reopen")]).await;
    assert_eq!(again.status, StatusCode::SEE_OTHER);
    let long = hana.fill(&town, &work, &[("what", "done"), ("note", &"あ".repeat(1_001))]).await;
    assert_eq!(long.status, StatusCode::UNPROCESSABLE_ENTITY);
    let log = town.rows("SELECT what FROM audit WHERE what LIKE 'work%' OR what LIKE 'flag%'").await;
    assert!(log.len() >= 4, "{log:?}");
    town.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn versions_are_compared_and_taken_back() {
    let town = lived().await;
    let mut taro = Clerk::join(&town, "taro", &[Role::Approver], false).await;
    let mut hana = Clerk::join(&town, "hana", &[Role::Author], false).await;
    let mut pack = ayumi::packs::read(&town.settings.campaigns, &town.settings.rules).unwrap().remove(0);
    let first = pack.hash();
    pack.files.get_mut(&format!("campaigns/{ARAO}/step_goal/campaign.toml")).unwrap().push_str("# 春の見直し\n");
    town.service.publish(&pack).await.unwrap();
    let page = taro.open(&town, "/requests/1").await;
    taro.fill_at(&town, &page, "/requests/1", &[("what", "approved")]).await;
    let list = taro.open(&town, "/versions").await;
    let second = pack.hash();
    let [first_short, second_short] = [&first, &second].map(|hash| hash.get(..12).unwrap());
    has(&list, &[first_short, second_short, "あと少しの一歩"]);
    // Through whose hands each came.
    has(&list, &["taroさんが承認", "/requests/1\">申請1（申請した方：システム連携）", "<td>システム連携</td>"]);
    let of = taro.open(&town, "/versions?part=campaign:welcome").await;
    assert!(!of.text().contains(second_short), "{}", of.text());
    has(&taro.open(&town, "/versions/2").await, &["<ins>", "春の見直し", "taroさんが承認"]);
    // An author makes a draft of the earlier one; an approver goes back at once.
    let earlier = hana.open(&town, "/versions/1").await;
    assert!(!earlier.text().contains("/versions/1/back"), "{}", earlier.text());
    let draft = hana.fill_at(&town, &earlier, "/draft", &[("part", "campaign:step_goal")]).await;
    assert!(!hana.follow(&town, &draft).await.text().contains("春の見直し"));
    let page = taro.open(&town, "/versions/1").await;
    let back = taro.fill_at(&town, &page, "/back", &[]).await;
    assert_eq!(back.status, StatusCode::SEE_OTHER, "{}", back.text());
    assert_eq!(town.rows("SELECT pack FROM cities").await[0][0], first.as_str().into());
    // Going back is nobody's request, though the version had one once.
    has(&taro.open(&town, "/versions").await, &["いま動いています</span></td><td>taro</td>"]);
    for number in ["9", "0", "x"] {
        assert_eq!(taro.open(&town, &format!("/versions/{number}")).await.status, StatusCode::NOT_FOUND, "{number}");
    }
    town.stop().await;
}

/// A replay that was begun, gone on with to its end: without scripts the page's own button does a step.
pub(super) async fn lived_through(town: &Town, clerk: &mut Clerk, begun: &Answer) -> Answer {
    let mut page = clerk.follow(town, begun).await;
    for _ in 0..20 {
        if !page.text().contains("<progress") {
            break;
        }
        let forms = super::clerk::Forms::of(page.text());
        let form = forms.into_iter().find(|form| form.action.ends_with("/step")).unwrap();
        let body = serde_urlencoded::to_string(&form.fields).unwrap();
        let request = Request::post(&form.action)
            .header("content-type", "application/x-www-form-urlencoded")
            .header("accept", "text/html");
        let stepped = clerk.send(town, request, body.into()).await;
        page = clerk.follow(town, &stepped).await;
    }
    page
}

#[tokio::test(flavor = "multi_thread")]
async fn a_draft_is_tried_on_what_happened_and_nothing_of_it_is_sent() {
    let town = lived().await;
    town.at("2026-11-25 10:00");
    let mut hana = Clerk::join(&town, "hana", &[Role::Author], false).await;
    let edit = "/edit/campaign:step_goal";
    let page = hana.open(&town, edit).await;
    let begun = hana.fill_at(&town, &page, "/begin", &[]).await;
    let page = hana.follow(&town, &begun).await;
    let forms = super::clerk::Forms::of(page.text());
    let form = forms.iter().find(|form| form.action.ends_with(edit)).unwrap();
    let texts = form.fields.iter().find(|(name, _)| name == "file:messages.toml").unwrap();
    let texts = texts.1.replace("あと{left}歩", "残り{left}歩");
    hana.post(&town, form, &[("file:messages.toml", &texts)]).await;
    // What cannot be read is saved, and said to be so instead of tried; what can is tried at once.
    let page = hana.open(&town, edit).await;
    let faulty = [("file:rules.rhai", "fn on_steps(me, event) { nugde() }"), ("then", "try")];
    let wrong = hana.fill_at(&town, &page, edit, &faulty).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    has(&wrong, &["まだ試せません", "nugde"]);
    let rules = form.fields.iter().find(|(name, _)| name == "file:rules.rhai").unwrap();
    let tried = hana.fill_at(&town, &wrong, edit, &[("file:rules.rhai", &rules.1), ("then", "try")]).await;
    let page = hana.follow(&town, &tried).await;
    has(&page, &["<progress", "だれにも何も送られず"]);
    hana.fill_at(&town, &page, "/cancel", &[]).await;
    let before = town.rows("SELECT count(*) FROM outbox").await;
    let ask = hana.open(&town, &format!("{edit}/ask")).await;
    let begun = hana.fill_at(&town, &ask, "/replay", &[("days", "7")]).await;
    let here = begun.headers["location"].to_str().unwrap().to_owned();
    let page = lived_through(&town, &mut hana, &begun).await;
    has(&page, &["変わる", "almost_there", "p-1", "単位：通", "違いのある方は1人です。", "文面が1通"]);
    // What is counted once is shown once, and what there is none of is not there.
    assert_eq!(page.text().matches("待ったお知らせ").count(), 0, "{}", page.text());
    assert!(!page.text().contains("単位：ポイント"), "{}", page.text());
    let one = hana.open(&town, &format!("{here}/residents/p-1")).await;
    let expected = ["記録に残りました", "<ol class=\"timeline\">", "2026年11月23日(月)", "文面が変わる", "17:10"];
    has(&one, &expected);
    has(&one, &["あと1,200歩", "残り1,200歩", "今の版", "新しい版"]);
    assert!(!one.text().contains("<pre") && !one.text().contains("almost_there"), "{}", one.text());
    let english = hana.open(&town, &format!("{here}/residents/p-1?lang=en")).await;
    has(&english, &["Another text", "In force", "Mon 23 Nov 2026"]);
    hana.open(&town, "/?lang=ja").await;
    assert_eq!(town.rows("SELECT count(*) FROM outbox").await, before);
    // Threads of the program `ayumi` find the same; a page has nothing left to do then.
    let ask = hana.open(&town, &format!("{edit}/ask")).await;
    let begun = hana.fill_at(&town, &ask, "/replay", &[("days", "7")]).await;
    let there = begun.headers["location"].to_str().unwrap().to_owned();
    assert_ne!(there, here);
    let (state, clock) = (town.state.path().to_owned(), town.clock.clone());
    let helped = tokio::task::spawn_blocking(move || {
        ayumi::hands::help(&Native::open(&state).unwrap(), &state, &clock, &AtomicBool::new(false))
    });
    assert_eq!(helped.await.unwrap().unwrap(), 1, "spans");
    let again = hana.open(&town, &there).await;
    assert_eq!(again.text().replace(&there, &here), page.text());
    // Another is cancelled; a number of days that is none is refused.
    let ask = hana.open(&town, &format!("{edit}/ask")).await;
    has(&ask, &["結果を見る"]);
    let begun = hana.fill_at(&town, &ask, "/replay", &[("days", "28")]).await;
    let page = hana.follow(&town, &begun).await;
    let ended = hana.fill_at(&town, &page, "/cancel", &[]).await;
    has(&hana.follow(&town, &ended).await, &["取りやめました"]);
    let wrong = hana.fill_at(&town, &ask, "/replay", &[("days", "365")]).await;
    assert_eq!(wrong.status, StatusCode::NOT_FOUND);
    assert_eq!(hana.open(&town, "/replays/01ARZ3NDEKTSV4RRFFQ69G5FAV").await.status, StatusCode::CONFLICT);
    town.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn every_word_of_the_rules_can_be_looked_up() {
    let town = Town::new().await;
    let mut hana = Clerk::join(&town, "hana", &[Role::Author], false).await;
    let all = hana.open(&town, "/reference").await;
    has(&all, &["flag_for_staff", "days_since", "on_steps"]);
    let found = hana.open(&town, "/reference?q=days_since").await;
    assert!(found.text().contains("days_since") && !found.text().contains("flag_for_staff"), "{}", found.text());
    let none = hana.open(&town, "/reference?q=%3Cscript%3E").await;
    assert!(none.text().contains("&lt;script&gt;") && !none.text().contains("<script>"), "{}", none.text());
    let json = hana.open(&town, "/reference.json").await;
    assert!(json.json().as_array().is_some_and(|all| all.len() > 20), "{}", json.text());
    town.stop().await;
}
