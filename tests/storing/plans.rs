//! Due work is found by index: no statement of a batch reads a population.

use std::cell::RefCell;

use ayumi::native::Native;
use chrono::{DateTime, TimeDelta, Utc};
use domain::rewards::State;
use shell::hear::{self, Heard};
use shell::sql::{Row, Sql, SqlError, Value};
use shell::store::{DoubtState, Drawn, FlagState, Store, WantedFlags};
use shell::{Turn, drain, due, handle, replay, why};
use wire::Outcome;

use super::given::{Shell, city, days_ago, joins, noon, notebook, read, text};
use crate::support::service::{pages, steps};

/// Writes down each statement with what SQLite plans to do for it.
struct Watched<'a> {
    sql: &'a Native,
    plans: RefCell<Vec<(String, Vec<String>)>>,
}

impl Watched<'_> {
    async fn watch(&self, sql: &str, params: &[Value]) {
        if self.plans.borrow().iter().any(|(known, _)| known == sql) || !sql.contains("city") {
            return;
        }
        let rows = self.sql.query(&format!("EXPLAIN QUERY PLAN {sql}"), params.to_vec()).await.unwrap();
        let plan = rows.iter().map(|row| text(&row[3]).to_owned()).collect();
        self.plans.borrow_mut().push((sql.to_owned(), plan));
    }
}

impl Sql for Watched<'_> {
    async fn query(&self, sql: &str, params: Vec<Value>) -> Result<Vec<Row>, SqlError> {
        self.watch(sql, &params).await;
        self.sql.query(sql, params).await
    }

    async fn change(&self, sql: &str, params: Vec<Value>) -> Result<u64, SqlError> {
        self.watch(sql, &params).await;
        self.sql.change(sql, params).await
    }
}

/// A provider reports, the handset was not reached, and it reports again.
async fn report(sql: &Watched<'_>, shell: &Shell, now: DateTime<Utc>) {
    let id = text(&shell.rows("SELECT id FROM outbox WHERE attempts > 0").await[0][0]).parse().unwrap();
    for words in ["MessageStatus=undelivered&ErrorCode=30003", "MessageStatus=delivered"] {
        let body = format!("MessageSid=SM1&{words}").into_bytes();
        let heard = Heard { from: hear::From::SmsStatus(id), received: now, body };
        hear::hear(sql, &shell.cache, &city(), &heard, None, now).await.unwrap();
    }
}

/// What the console asks for.
async fn read_by_staff(sql: &Watched<'_>) {
    let (store, city) = (Store::new(sql), city());
    let day = domain::Zone::default().day(noon());
    store.campaign_days(&city, "walk", day).await.unwrap();
    store.open_flags(&city).await.unwrap();
    store.flags_of_resident(&city, &"hana".parse().unwrap()).await.unwrap();
    for state in [FlagState::Open, FlagState::Done] {
        for (campaign, after) in [(None, None), (Some("walk"), None), (None, Some("0")), (Some("walk"), Some("0"))] {
            store.flags(&city, &WantedFlags { state, campaign, after }, 50).await.unwrap();
        }
    }
    store.end_flag(&city, "none", ("staff", "done"), noon()).await.unwrap();
    store.reopen_flag(&city, "none").await.unwrap();
    store.redemptions_in(&city, "bath", State::Won, 10).await.unwrap();
    store.unlisted(&city, "coin").await.unwrap();
    store.make_pay_list(&city, "coin", "staff", noon()).await.unwrap();
    store.pay_lists(&city, "coin").await.unwrap();
    for number in [None, Some(1)] {
        store.pay_lines(&city, "coin", number).await.unwrap();
    }
    store.pay(&city, ("coin", 1), "staff", noon()).await.unwrap();
    store.open_doubts(&city).await.unwrap();
    store.members_aside(&city, "none").await.unwrap();
    for state in [DoubtState::Open, DoubtState::Fair] {
        store.doubts(&city, state, 50).await.unwrap();
    }
}

/// What residents and shops ask for when points are spent.
async fn spent(sql: &Watched<'_>) {
    let (store, city) = (Store::new(sql), city());
    let hana = "hana".parse().unwrap();
    store.taken_of(&city, &hana, ["bath"]).await.unwrap();
    store.point_moves(&city, &hana, 100).await.unwrap();
    store.expiries_due(&city, domain::Zone::default().day(noon()), 100).await.unwrap();
    store.redemptions(&city, &hana).await.unwrap();
    store.redemption(&city, "none").await.unwrap();
    store.redemption_by_form(&city, "none").await.unwrap();
    store.redemption_of(&city, "none").await.unwrap();
    store.lottery(&city, "rice").await.unwrap();
    store.draw_of(&city, "rice").await.unwrap();
    store.tickets(&city, "rice").await.unwrap();
    let drawn = Drawn { seed: String::new(), tickets: Vec::new(), winners: Vec::new() };
    store.enter_draw(&city, "rice", &drawn, noon()).await.unwrap();
    store.shop_of_key(&city, "none").await.unwrap();
}

/// What residents' own pages ask for.
async fn read_by_residents(sql: &Watched<'_>) {
    let (store, city, hana) = (Store::new(sql), city(), "hana".parse().unwrap());
    assert_eq!(store.notebook_entries(&city, &hana, noon() - TimeDelta::days(30), 100).await.unwrap().len(), 1);
    assert!(store.events_about(&city, &hana, 100).await.unwrap().len() >= 5);
    store.notebook_entry(&city, &hana, ("page", "none")).await.unwrap();
    store.messages_of(&city, &hana, 100).await.unwrap();
    store.consents(&city, &hana).await.unwrap();
    assert_eq!(store.asked_staff(&city, &hana, "deletion_request").await.unwrap(), None);
    let before = store.open_flags(&city).await.unwrap();
    for id in ["1", "2"] {
        store.ask_staff(&city, &hana, (id, "deletion_request"), noon()).await.unwrap();
    }
    assert_eq!(store.asked_staff(&city, &hana, "deletion_request").await.unwrap(), Some(noon()));
    assert_eq!(store.open_flags(&city).await.unwrap(), before + 1, "asked twice, it waits once");
}

#[tokio::test]
async fn a_batch_scans_no_table() {
    let shell = Shell::new().await;
    let watched = Watched { sql: &shell.sql, plans: RefCell::default() };
    let events = read(
        &[
            joins("hana", false, noon()),
            vec![steps("hana", &days_ago(0), 5_200, 1, noon()), notebook("note", "hana", noon())],
        ]
        .concat(),
    );
    let send = async |_| Outcome::Accepted { provider_id: None, request_id: None };
    for _ in 0..2 {
        // The second time all is known, which takes another way.
        let _ = handle::handle(&watched, &shell.cache, &city(), &events, noon()).await.unwrap();
    }
    let evening = noon() + TimeDelta::hours(7);
    due::due(&watched, &shell.cache, &city(), &Turn::at(evening, 100)).await.unwrap();
    let drained = drain::drain(&watched, &shell.cache, &city(), &Turn::at(evening, 100), pages(), send).await.unwrap();
    assert!(drained.accepted > 0);
    let _ = why::why(&watched, &city(), &"hana".parse().unwrap(), evening).await.unwrap();
    replayed(&watched, &shell.cache).await;
    report(&watched, &shell, evening).await;
    read_by_staff(&watched).await;
    read_by_residents(&watched).await;
    spent(&watched).await;
    let plans = watched.plans.take();
    assert!(plans.len() >= 15, "only {} statements were seen", plans.len());
    for (sql, plan) in &plans {
        for step in plan {
            // Arrays of the batch itself are read from end to end, and what a subquery found.
            let own = ["json_each", "j VIRTUAL", "CONSTANT ROW", "VALUES CLAUSE", "SCAN (subquery"]
                .iter()
                .any(|own| step.contains(own));
            assert!(!step.starts_with("SCAN") || own, "{sql}\n{plan:#?}");
            // An index by the city alone finds a whole table, unless the city has a row of its own in it.
            // The greatest number of a city is at the end of its part.
            // Who is in which slice of a replay is counted through the ids, which stand in their index.
            let own = ["cities", "releases", "consents USING COVERING INDEX", "residents USING COVERING INDEX"];
            let whole = step.ends_with("(city=?)") && !own.iter().any(|own| step.contains(own));
            assert!(!whole, "{sql}\n{plan:#?}");
        }
    }
    let uses = |part: &str, index: &str| {
        let (sql, plan) = plans.iter().find(|(sql, _)| sql.contains(part)).unwrap_or_else(|| panic!("no {part}"));
        assert!(plan.iter().any(|step| step.contains(index)), "{sql}\n{plan:#?}");
    };
    uses("FROM due WHERE city", "due_by_time (city=? AND at<?)");
    uses("UPDATE outbox SET reason", "outbox_by_turn (city=? AND state=? AND priority=? AND at<?)");
    uses("FROM residents WHERE city", "(city=? AND id=?)");
    uses("UPDATE outbox SET state = 'sending'", "(city=? AND id=?)");
    uses("UPDATE outbox SET state = CASE WHEN", "(city=? AND id=?)");
    uses("FROM outbox o CROSS JOIN deliveries", "outbox_left (city=? AND resident=?)");
    uses("FROM outbox o CROSS JOIN deliveries", "l USING PRIMARY KEY (city=? AND message=?)");
    uses("FROM events WHERE city = ? AND subject", "events_of_resident (city=? AND subject=?)");
    uses("FROM decisions d", "decisions_of_resident (city=? AND resident=?)");
    uses("group_concat(rowid", "events_of_resident (city=? AND subject>? AND subject<?)");
    uses("FROM outbox WHERE city = ?1 AND resident >", "(city=? AND resident>? AND resident<?)");
    uses("FROM points p", "points_of_resident (city=? AND resident>? AND resident<?)");
    uses("FROM points p", "d USING");
    uses("subject IS NULL", "events_of_resident (city=? AND subject=? AND time>?)");
    uses("FROM campaign_days WHERE", "PRIMARY KEY (city=? AND campaign=? AND day>?)");
    uses("UPDATE outbox SET receipt", "(city=? AND id=?)");
    uses("f.state = ?2   ORDER BY f.decision ASC", "flags_by_state (city=? AND state=?)");
    uses(
        "AND f.campaign = ?4 AND f.decision < ?5",
        "flags_of_campaign (city=? AND state=? AND campaign=? AND decision<?)",
    );
    uses("note FROM doubts WHERE city = ?1 ", "doubts_by_state (city=? AND state=?)");
    uses("CROSS JOIN member_sums", "member_sums_of (city=? AND challenge=? AND member=?)");
    uses("SELECT reward, COUNT(*), 0 FROM redemptions", "redemptions_of_reward (city=? AND reward=?)");
    uses("SELECT reward, COUNT(*), 0 FROM redemptions", "redemptions_of_resident (city=? AND resident=?)");
    uses("SELECT resident, id, left_day", "outbox_left (city=? AND resident=? AND left_day>?)");
}

/// A slice of a replay, of the day that was lived.
async fn replayed(watched: &Watched<'_>, cache: &shell::Cache) {
    let (code, pack) = (city(), super::given::pack());
    let window = domain::replay::Window::ending(1, noon().date_naive()).unwrap();
    let asked = replay::Asked { city: &code, campaign: "walk", pack: &pack, window, against: None };
    let plan = replay::prepare(watched, cache, asked).await.unwrap();
    for span in replay::spans(watched, &code, 10).await.unwrap() {
        let _ = replay::slice(watched, cache, &code, &plan, &span).await.unwrap();
    }
}
