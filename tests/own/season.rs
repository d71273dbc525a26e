//! A whole challenge, from joining to the prize, through the components and over HTTP; and the same words taken in
//! natively, which come to the same result to the last byte.

use std::path::Path;
use std::rc::Rc;

use ayumi::native::Native;
use chrono::TimeDelta;
use domain::{Event, Pack};
use http::StatusCode;
use serde_json::{Value, json};
use shell::{Cache, handle, publish};

use super::{HANAKO, arao, browser, has, me, send};
use crate::console::Clerk;
use crate::support::host::root;
use crate::support::service::{ARAO, Answer, Setup, Town, event, joins, local, steps};

/// The name of the challenge.
const WALK: &str = "autumn_walk";

const CAMPAIGN: &str = "title = \"秋の歩くチャレンジ\"\nfrom = 2026-11-23\nuntil = 2026-11-29\n\
                        techniques = [\"3.1\"]\n[challenge]\nbetween = \"teams\"\nranks_by = \"mean\"\n\
                        least_steps = 4000\ncap_per_day = 20000\nteam_size = { min = 5, max = 6 }\n\
                        join_until = 2026-11-26\ncloses_after = 3\npause_days = 2\nties = \"shared\"\n\
                        route = [{ name = \"荒尾駅\", km = 0 }, { name = \"大牟田\", km = 5 }, { name = \"柳川\", km = 25 }]\n";

/// The Arao pack with the challenge beside its campaigns.
fn pack() -> Pack {
    let packs = ayumi::packs::read(&root().join("campaigns"), &root().join("rules")).unwrap();
    let mut pack = packs.into_iter().find(|pack| pack.city == arao()).unwrap();
    let of = |file: &str| {
        // Its cases are lived in the days of this challenge.
        let text = pack.files[&pack.campaign_path("district_walk", file)].clone();
        text.replace("2026-11-20 ", "2026-11-23 ")
    };
    let texts = [("campaign.toml", CAMPAIGN.to_owned())]
        .into_iter()
        .chain(["rules.rhai", "messages.toml", "cases.toml"].map(|file| (file, of(file))));
    let files: Vec<(String, String)> = texts.map(|(file, text)| (pack.campaign_path(WALK, file), text)).collect();
    pack.files.extend(files);
    pack
}

/// The same as folders.
fn folders(below: &Path) -> (std::path::PathBuf, std::path::PathBuf) {
    for (path, text) in pack().files {
        let file = below.join(path);
        std::fs::create_dir_all(file.parent().unwrap()).unwrap();
        std::fs::write(file, text).unwrap();
    }
    (below.join("campaigns"), below.join("rules"))
}

/// A town in which the challenge is to begin on this Monday.
pub(crate) async fn town_with_challenge() -> (Town, tempfile::TempDir) {
    let below = tempfile::tempdir().unwrap();
    let mut setup = Setup::new();
    (setup.campaigns, setup.rules) = folders(below.path());
    setup.now = local("2026-11-23 06:00");
    (setup.start().await.unwrap(), below)
}

fn neighbour(number: usize) -> String {
    format!("n-{number}")
}

/// Hanako takes part, with a goal of 6,000 steps.
pub(crate) fn hanako_joins() -> Vec<Value> {
    let morning = local("2026-11-23 06:00");
    let goal = json!({ "metric": "steps_per_day", "target": 6_000, "from": "2026-11-23" });
    let mut said = joins(HANAKO, morning);
    said.push(event("p-1-goal", "goal.set.v1", HANAKO, morning, goal));
    said
}

/// What neighbours walk: five for 万田, whose code nobody here needs.
pub(crate) fn neighbours() -> Vec<Value> {
    let morning = local("2026-11-23 06:05");
    let mut said = Vec::new();
    for number in 0..9 {
        let who = neighbour(number);
        said.extend(joins(&who, morning));
        if number < 5 {
            said.push(word(&who, "joined", "1", "2026-11-23 06:06", json!({ "team": "万田" })));
        }
    }
    said
}

fn word(who: &str, kind: &str, mark: &str, at: &str, mut data: Value) -> Value {
    data["challenge"] = WALK.into();
    event(&format!("{who}-{kind}-{mark}"), &format!("challenge.{kind}.v1"), who, local(at), data)
}

/// The days, each as it is told: everyone's steps in the evening, and what else arrives.
pub(crate) fn days() -> Vec<(&'static str, Vec<Value>)> {
    let mut told = Vec::new();
    for (place, date) in
        ["2026-11-23", "2026-11-24", "2026-11-25", "2026-11-26", "2026-11-27", "2026-11-28", "2026-11-29"]
            .into_iter()
            .enumerate()
    {
        let evening = local(&format!("{date} 20:00"));
        let place = i64::try_from(place).unwrap();
        let walked = |number: usize| 4_000 + 700 * i64::try_from(number).unwrap() + 113 * place;
        let mut said: Vec<Value> =
            (0..9).map(|number| steps(&neighbour(number), date, walked(number), 1, evening)).collect();
        said.push(steps(HANAKO, date, 6_000 + 150 * place, 1, evening));
        told.push((date, said));
    }
    // A correction of the third day arrives on the fifth, in time; and one of the first day too late to count.
    told[4].1.push(steps(&neighbour(0), "2026-11-25", 9_000, 2, local("2026-11-27 20:00")));
    told[5].1.push(steps(&neighbour(0), "2026-11-23", 20_000, 2, local("2026-11-28 20:00")));
    // A stale retry, and a sync of 400 days at once: what is old stays in the log only.
    told[5].1.push(steps(&neighbour(1), "2026-11-25", 1, 0, local("2026-11-28 20:01")));
    let first = chrono::NaiveDate::from_ymd_opt(2025, 10, 25).unwrap();
    let old = (0..390).map(|day| {
        let date = (first + TimeDelta::days(day)).to_string();
        steps(&neighbour(2), &date, 7_000, 1, local("2026-11-28 20:02"))
    });
    told[5].1.extend(old);
    told
}

/// Whoever is in a group sees it; the code is in the address.
fn code_in(answer: &Answer) -> String {
    let location = answer.headers["location"].to_str().unwrap();
    location.split("?").next().unwrap().rsplit('-').next().unwrap().to_owned()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_challenge_from_joining_to_the_prize() {
    let (town, _below) = town_with_challenge().await;
    town.post(&hanako_joins()).await;
    town.post(&neighbours()).await;
    town.at("2026-11-23 07:00");
    // Hanako makes a team and tells its code to her neighbours, of whom each joins in two taps.
    let mut hanako = browser(&town, HANAKO);
    let made = send(&town, &mut hanako, &format!("/challenge/{WALK}/team"), "/team", &[("name", "四ツ山")]).await;
    let code = code_in(&made);
    has(&hanako.follow(&town, &made).await, &["四ツ山", "チームができました", "5人になるまでは、合計だけを出します"]);
    for number in 5..9 {
        let mut phone = browser(&town, &neighbour(number));
        let asked = phone.open(&town, &format!("/g/{ARAO}-{code}/join")).await;
        has(&asked, &["「秋の歩くチャレンジ」に、「四ツ山」の一員として参加します"]);
        let joined = phone.fill_at(&town, &asked, "/join", &[]).await;
        has(&phone.follow(&town, &joined).await, &["参加しました"]);
    }
    // Over a week everyone walks.
    for (date, said) in days() {
        town.at(&format!("{date} 20:05"));
        for some in said.chunks(200) {
            town.post(some).await;
        }
        town.tick().await;
    }
    let page = hanako.open(&town, &format!("/g/{ARAO}-{code}")).await;
    has(&page, &["途中の順位です", "1位", "柳川", "この1週間"]);
    has(&hanako.open(&town, &me("")).await, &["秋の歩くチャレンジ", "四ツ山", "6,900"]);
    town.at("2026-12-02 12:00");
    town.tick().await;
    let race = format!("/race/{ARAO}/{WALK}");
    has(&hanako.open(&town, &race).await, &["途中の順位です", "四ツ山"]);
    assert_eq!(hanako.open(&town, &format!("{race}/result.json")).await.status, StatusCode::NOT_FOUND);
    // The last day has closed: the result is published, signed, and stays.
    town.at("2026-12-03 00:10");
    town.tick().await;
    let result = hanako.open(&town, &format!("{race}/result.json")).await;
    let header = |name: &str| result.headers[name].to_str().unwrap().to_owned();
    assert!(wire::signed::is_signed(&header("x-ayumi-public-key"), result.text(), &header("x-ayumi-signature")));
    has(&hanako.open(&town, &race).await, &["順位が決まりました"]);
    town.at("2026-12-04 12:00");
    let zero: Vec<Value> =
        (5..9).map(|number| steps(&neighbour(number), "2026-11-29", 0, 5, local("2026-12-04 12:00"))).collect();
    town.post(&zero).await;
    town.tick().await;
    assert_eq!(hanako.open(&town, &format!("{race}/result.json")).await.body, result.body);
    let rows = result.json()["rows"].clone();
    assert_eq!((&rows[0]["name"], &rows[0]["place"], &rows[0]["members"]), (&json!("四ツ山"), &json!(1), &json!(5)));
    // The prize: points that walking earned are spent once, however often one taps.
    prize(&town, &mut hanako).await;
    assert_eq!(natively().await, result.text());
    town.stop().await;
}

/// The points of the week are there, and what they are given for is given once, however often one taps.
async fn prize(town: &Town, hanako: &mut Clerk) {
    let balance = async || {
        let rows = town.rows("SELECT balance FROM accounts WHERE account = 'resident:p-1'").await;
        match rows[0][0] {
            shell::Value::Integer(points) => points,
            ref other => panic!("{other:?}"),
        }
    };
    let before = balance().await;
    assert_eq!(before, 70, "ten points for each of seven days");
    has(&hanako.open(town, &me("/points")).await, &["今のポイント", "70", "+10"]);
    let page = hanako.open(town, &me("/rewards/park_flowers/take")).await;
    for _ in 0..2 {
        let taken = hanako.fill_at(town, &page, "/take", &[]).await;
        assert_eq!(taken.status, StatusCode::SEE_OTHER, "{}", taken.text());
    }
    assert_eq!(balance().await, before - 10);
    has(&hanako.open(town, &me("/points")).await, &["地区の公園に花を植える", "−10"]);
}

/// The same words in the same order, taken in by the shell on a database of its own.
async fn natively() -> String {
    let state = tempfile::tempdir().unwrap();
    let sql = Native::open(state.path()).unwrap();
    shell::store::schema::prepare(&sql).await.unwrap();
    let cache = Cache::default();
    let pack = pack();
    publish::publish(&sql, &pack, local("2026-11-23 06:00")).await.unwrap();
    let ruleset = pack.compile().unwrap();
    let mut told = vec![("2026-11-23 06:10", hanako_joins())];
    told[0].1.extend(neighbours());
    let team = [HANAKO.to_owned()].into_iter().chain((5..9).map(neighbour));
    let joined = team.map(|who| word(&who, "joined", "page", "2026-11-23 07:00", json!({ "team": "四ツ山" })));
    told.push(("2026-11-23 07:00", joined.collect()));
    let evenings: Vec<(String, Vec<Value>)> =
        days().into_iter().map(|(date, said)| (format!("{date} 20:05"), said)).collect();
    let all = told.into_iter().map(|(at, said)| (at.to_owned(), said)).chain(evenings);
    for (at, said) in all {
        let events = read(&said);
        let _ = handle::handle(&sql, &cache, &arao(), &events, local(&at)).await.unwrap();
        shell::challenges::advance(&sql, &arao(), &ruleset, Some("key"), local(&at)).await.unwrap();
    }
    let end = local("2026-12-03 00:10");
    shell::challenges::advance(&sql, &arao(), &ruleset, Some("key"), end).await.unwrap();
    shell::store::Store::new(&sql).result(&arao(), WALK).await.unwrap().unwrap().text
}

/// What was said, read as at the door.
fn read(said: &[Value]) -> Vec<Rc<Event>> {
    let body = serde_json::to_vec(said).unwrap();
    let kind = b"application/cloudevents-batch+json".as_slice();
    let headers = [("content-type", kind)].into_iter().collect();
    let received = wire::cloudevents::parse(&headers, &body).unwrap();
    received.into_iter().map(|one| Rc::new(one.event.unwrap())).collect()
}
