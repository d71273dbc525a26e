//! Walking challenges as staff run them: groups, standings, what goes on paper, and steps that somebody looks at.

use domain::staff::Role;
use http::StatusCode;
use serde_json::{Value, json};
use shell::Value as Cell;

use super::Clerk;
use super::clerk::Forms;
use crate::support::service::{ARAO, Answer, Town, event, joins, local, steps};

const CHALLENGE: &str = "title = \"秋の歩くチャレンジ\"\nfrom = 2026-11-10\nuntil = 2026-11-30\n\
                         [challenge]\nbetween = \"teams\"\nranks_by = \"mean\"\njoin_until = 2026-11-28\n";

/// A town in which a challenge runs.
async fn walking() -> Town {
    let town = Town::new().await;
    let mut pack = ayumi::packs::read(&town.settings.campaigns, &town.settings.rules).unwrap().remove(0);
    let folder = format!("campaigns/{ARAO}/autumn_walk");
    let files = [("campaign.toml", CHALLENGE), ("rules.rhai", ""), ("messages.toml", ""), ("cases.toml", "")];
    pack.files.extend(files.map(|(name, text)| (format!("{folder}/{name}"), text.to_owned())));
    town.service.publish(&pack).await.unwrap();
    town
}

fn member(resident: &str, team: &str) -> Vec<Value> {
    let at = local("2026-11-15 12:00");
    let data = json!({ "challenge": "autumn_walk", "team": team });
    let mut events = joins(resident, at);
    events.push(event(&format!("{resident}-in"), "challenge.joined.v1", resident, at, data));
    events
}

/// Five who walk for one team, each 5,000 steps and some on three days; the last of them many more on one.
async fn five(town: &Town) {
    let names = ["p-1", "p-2", "p-3", "p-4", "p-5"];
    for name in names {
        town.post(&member(name, "桜山")).await;
    }
    for (place, name) in names.into_iter().enumerate() {
        let walked = ["2026-11-20", "2026-11-21", "2026-11-22"].into_iter().enumerate().map(|(day, date)| {
            let some = 5_000 + i64::try_from(place * 100 + day * 37).unwrap();
            let count = if (name, date) == ("p-5", "2026-11-22") { 65_000 } else { some };
            steps(name, date, count, 1, local("2026-11-23 09:00"))
        });
        town.post(&walked.collect::<Vec<_>>()).await;
    }
}

/// A row of texts.
fn cells<const N: usize>(row: [&str; N]) -> [Cell; N] {
    row.map(Cell::from)
}

fn has(page: &Answer, all: &[&str]) {
    for seen in all {
        assert!(page.text().contains(seen), "{seen}: {}", page.text());
    }
}

fn lacks(page: &Answer, all: &[&str]) {
    for unseen in all {
        assert!(!page.text().contains(unseen), "{unseen}: {}", page.text());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn groups_are_made_closed_and_printed() {
    let town = walking().await;
    let mut hana = Clerk::join(&town, "hana", &[Role::Author], false).await;
    let mut ana = Clerk::join(&town, "ana", &[Role::Analyst], false).await;
    has(&hana.open(&town, "/challenges").await, &["秋の歩くチャレンジ", "開催中", "/race/432041/autumn_walk"]);
    let one = "/challenges/autumn_walk";
    let page = hana.open(&town, one).await;
    let made = hana.fill_at(&town, &page, "/groups", &[("names", "桜山\n <b>海</b> \n\n桜山\n")]).await;
    has(&hana.follow(&town, &made).await, &["桜山", "&lt;b&gt;海&lt;/b&gt;", "チームを作りました"]);
    let made_by_staff = |name: &str| [Cell::from(name), Cell::Null, Cell::from(0_i64)];
    let teams = town.rows("SELECT team, captain, closed FROM teams ORDER BY team").await;
    assert_eq!(teams, [made_by_staff("<b>海</b>"), made_by_staff("桜山")]);
    // The same ones again are the same ones.
    let again = hana.fill_at(&town, &page, "/groups", &[("names", "桜山")]).await;
    has(&hana.follow(&town, &again).await, &["どの名前のチームも、もうあります"]);
    let many = (0..51).map(|n| format!("組{n}")).collect::<Vec<_>>().join("\n");
    let long = "あ".repeat(21);
    for (names, said) in
        [("\n \n", "1行にひとつずつ"), (many.as_str(), "50チームまで"), (long.as_str(), "名前にできません")]
    {
        let refused = hana.fill_at(&town, &page, "/groups", &[("names", names)]).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{said}");
        // Nothing that was typed is lost.
        has(&refused, &[said, names.trim()]);
    }
    assert_eq!(town.rows("SELECT count(*) FROM teams").await, [[Cell::from(2_i64)]]);

    let posters = hana.open(&town, &format!("{one}/posters")).await;
    assert_eq!(posters.text().matches("class=\"sheet\"").count(), 2);
    has(&posters, &["<svg", "http://ayumi.test/g/432041-", "参加の番号"]);
    let code = town.rows("SELECT code FROM teams WHERE team = '桜山'").await;
    let Cell::Text(code) = code[0][0].clone() else { panic!("{code:?}") };
    let page = hana.open(&town, one).await;
    let closed = hana.fill_at(&town, &page, &format!("/groups/{code}"), &[("what", "close")]).await;
    has(&hana.follow(&town, &closed).await, &["締め切りました"]);
    let hidden = hana.fill_at(&town, &page, &format!("/groups/{code}"), &[("what", "unname")]).await;
    has(&hana.follow(&town, &hidden).await, &["順位から外しました", "名前は出していません"]);
    assert_eq!(town.rows("SELECT team FROM teams WHERE unnamed = 1").await, [cells(["桜山"])]);
    let shown = hana.fill_at(&town, &page, &format!("/groups/{code}"), &[("what", "name")]).await;
    has(&hana.follow(&town, &shown).await, &["また出します"]);
    let posters = hana.open(&town, &format!("{one}/posters")).await;
    assert_eq!(posters.text().matches("class=\"sheet\"").count(), 1);
    let strange = hana.open(&town, one).await;
    let form = Forms::of(strange.text()).into_iter().find(|form| form.action.ends_with(&code)).unwrap();
    let elsewhere = Forms { action: form.action.replace("autumn_walk", "step_goal"), ..form };
    assert_eq!(hana.post(&town, &elsewhere, &[("what", "open")]).await.status, StatusCode::NOT_FOUND);

    // Who only reads sees the groups, and changes none.
    let read = ana.open(&town, one).await;
    has(&read, &["桜山"]);
    assert!(Forms::of(read.text()).iter().all(|form| form.action.ends_with("/sign-out")), "{}", read.text());
    let own = Forms::of(read.text())[0].fields.clone();
    let refused = ana.send_form(&town, &format!("/console/{ARAO}{one}/groups"), &own).await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
    let log = town.rows("SELECT what, about FROM audit WHERE what LIKE 'group%' ORDER BY number").await;
    let expected =
        ["groups_made", "group_closed", "group_unnamed", "group_named"].map(|what| cells([what, "autumn_walk"]));
    assert_eq!(log, expected);
    town.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn steps_that_are_looked_at_are_not_ranked_until_then() {
    let town = walking().await;
    five(&town).await;
    let mut hana = Clerk::join(&town, "hana", &[Role::Author], false).await;
    let one = "/challenges/autumn_walk";
    assert_eq!(town.rows("SELECT resident, kind, state FROM doubts").await, [cells(["p-5", "too_many", "open"])]);
    let page = hana.open(&town, one).await;
    // Four are left, too few for a place.
    has(&page, &["参加されている方は4人", "合わせて1人います", "<td class=\"number\">—</td>"]);
    let list = hana.open(&town, "/challenges/doubts").await;
    has(
        &list,
        &["p-5", "1日の歩数がとても多い日があります", "65,000", "ご本人を疑うものではありません", "記録に残りました"],
    );
    // Nothing leads to what else is known of them.
    lacks(&list, &["/residents/p-5"]);
    let form = Forms::of(list.text()).into_iter().find(|form| form.action.contains("/challenges/doubts/")).unwrap();
    let unsaid = hana.post(&town, &form, &[("to", "set_aside")]).await;
    assert_eq!(unsaid.status, StatusCode::UNPROCESSABLE_ENTITY);
    has(&unsaid, &["覚え書きに理由を"]);
    let aside = hana.post(&town, &form, &[("to", "set_aside"), ("note", "機械の<b>故障</b>")]).await;
    has(&hana.follow(&town, &aside).await, &["集計から外しました", "いま、ここに並ぶものはありません"]);
    has(&hana.open(&town, one).await, &["参加されている方は4人"]);
    // A colleague who still has the page decides nothing over it.
    let late = hana.post(&town, &form, &[("to", "fair")]).await;
    assert_eq!(late.status, StatusCode::CONFLICT);
    let decided = hana.open(&town, "/challenges/doubts?state=set_aside").await;
    has(&decided, &["機械の&lt;b&gt;故障&lt;/b&gt;", "hana"]);
    let form = Forms::of(decided.text()).into_iter().find(|form| form.action.contains("/challenges/doubts/")).unwrap();
    let fair = hana.post(&town, &form, &[("to", "fair"), ("note", "")]).await;
    assert_eq!(fair.status, StatusCode::SEE_OTHER);
    let page = hana.open(&town, one).await;
    has(&page, &["参加されている方は5人", "<td class=\"number\">1</td>"]);
    lacks(&page, &["合わせて1人います"]);
    // What was found once is not found again, and steps that go on raise nothing new.
    town.post(&[steps("p-5", "2026-11-22", 65_010, 2, local("2026-11-23 11:00"))]).await;
    assert_eq!(town.rows("SELECT state FROM doubts").await, [cells(["fair"])]);
    let csv = hana.open(&town, &format!("{one}/standings.csv")).await;
    assert!(csv.body.starts_with("\u{feff}\"リーグ\"".as_bytes()), "{}", csv.text());
    has(&csv, &["\"1\",\"1\",\"桜山\",\"5\""]);
    let log = town.rows("SELECT what, about FROM audit WHERE what LIKE 'doubt\\_%' ESCAPE '\\' ORDER BY number").await;
    assert_eq!(log, [["doubt_set_aside", "p-5"], ["doubt_cleared", "p-5"]].map(cells));
    let none = Forms { action: form.action.replace("/doubts/", "/doubts/0"), ..form };
    assert_eq!(hana.post(&town, &none, &[("to", "fair")]).await.status, StatusCode::CONFLICT);
    town.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn two_who_have_the_same_steps_are_found_and_others_are_not() {
    let town = walking().await;
    for (name, apart) in [("a", 0), ("b", 0), ("c", 1)] {
        town.post(&member(name, "桜山")).await;
        let walked = (15..22).map(|day| {
            let count = 4_000 + i64::from(day) * 137 % 900 + apart;
            steps(name, &format!("2026-11-{day}"), count, 1, local("2026-11-23 09:00"))
        });
        town.post(&walked.collect::<Vec<_>>()).await;
    }
    let found = async || town.rows("SELECT resident, kind FROM doubts ORDER BY resident").await;
    assert_eq!(found().await, Vec::<Vec<Cell>>::new(), "whoever sends steps is compared with nobody");
    town.tick().await;
    assert_eq!(found().await, [["a", "alike"], ["b", "alike"]].map(cells));
    town.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn sheets_of_paper_are_keyed_in_once() {
    let town = walking().await;
    town.post(&member("p-1", "桜山")).await;
    let mut hana = Clerk::join(&town, "hana", &[Role::Author], false).await;
    let page = hana.open(&town, "/challenges/paper").await;
    let day = "steps-2026-11-22";
    for (resident, steps, said) in [
        ("nobody", "6200", "登録されていません"),
        ("123456789018", "6200", "マイナンバーのような番号です"),
        ("住民1", "6200", "半角の英数字"),
        ("p-1", "六千", "0から200,000まで"),
        ("p-1", "200001", "0から200,000まで"),
        ("p-1", "", "ひとつも入っていません"),
    ] {
        let refused = hana.fill_at(&town, &page, "/paper", &[("resident", resident), (day, steps)]).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{resident} {steps}");
        has(&refused, &[said, &format!("value=\"{steps}\"")]);
        lacks(&refused, &["123456789018"]);
    }
    assert_eq!(town.rows("SELECT count(*) FROM sheets").await, [[Cell::from(0_i64)]]);
    let fields = [("resident", "p-1"), (day, "６，２００歩"), ("steps-2026-11-21", "0")];
    let entered = hana.fill_at(&town, &page, "/paper", &fields).await;
    has(&hana.follow(&town, &entered).await, &["記録しました", "p-1", "hana", "6,200"]);
    let twice = hana.fill_at(&town, &page, "/paper", &fields).await;
    has(&hana.follow(&town, &twice).await, &["もう記録してあります"]);
    let stored = "SELECT data ->> 'date', data ->> 'steps', data ->> '$.source.modality' FROM events \
                  WHERE source = 'console' ORDER BY 1";
    let rows = town.rows(stored).await;
    let row = |date: &str, steps: i64| [Cell::from(date), Cell::from(steps), Cell::from("self_reported")];
    assert_eq!(rows, [row("2026-11-21", 0), row("2026-11-22", 6_200)]);
    let log = town.rows("SELECT about FROM audit WHERE what = 'sheet_entered'").await;
    assert_eq!(log, [cells(["p-1"])]);
    // It counts for the team.
    has(&hana.open(&town, "/challenges/autumn_walk").await, &["6,200"]);
    town.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn certificates_are_of_the_published_result() {
    let town = walking().await;
    five(&town).await;
    let mut hana = Clerk::join(&town, "hana", &[Role::Author], false).await;
    let list = hana.open(&town, "/challenges/doubts").await;
    let form = Forms::of(list.text()).into_iter().find(|form| form.action.contains("/challenges/doubts/")).unwrap();
    hana.post(&town, &form, &[("to", "fair")]).await;
    let path = "/challenges/autumn_walk/certificates";
    let early = hana.open(&town, path).await;
    has(&early, &["2026年12月8日", "そのあとで印刷できます"]);
    lacks(&early, &["class=\"sheet\""]);
    town.at("2026-12-08 12:00");
    let mut hana = Clerk::join(&town, "hana2", &[Role::Analyst], false).await;
    lacks(&hana.open(&town, path).await, &["class=\"sheet\""]);
    town.tick().await;
    // What is published stays: nothing is decided any more.
    let mut late = Clerk::join(&town, "late", &[Role::Author], false).await;
    let list = late.open(&town, "/challenges/doubts?state=fair").await;
    let form = Forms::of(list.text()).into_iter().find(|form| form.action.contains("/challenges/doubts/")).unwrap();
    let refused = late.post(&town, &form, &[("to", "set_aside"), ("note", "機械の不具合")]).await;
    assert!(refused.status.is_client_error(), "{}", refused.status);
    has(&refused, &["あとから変えることはできません"]);
    assert_eq!(town.rows("SELECT state FROM doubts").await, [cells(["fair"])]);
    let page = hana.open(&town, path).await;
    has(&page, &["表彰状", "第1位", "桜山", "荒尾市", "2026年12月8日", "21日間"]);
    lacks(&page, &["p-1", "p-5"]);
    // There is one page of them, and nothing behind it.
    lacks(&page, &["続きの表彰状"]);
    lacks(&hana.open(&town, &format!("{path}?after=100")).await, &["class=\"sheet\""]);
    has(&hana.open(&town, "/challenges").await, &["確定"]);
    town.stop().await;
}
