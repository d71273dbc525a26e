//! A small pack without a night, a shell on a database of its own, and what must hold of any
//! database whatever happened to it.

use std::cell::Cell;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::rc::Rc;

use ayumi::native::Native;
use chrono::{DateTime, TimeDelta, Utc};
use domain::pack::City;
use domain::{CityCode, Event, Pack, Snapshot};
use serde_json::{Value as Json, json};
use shell::sql::{Row, Sql, SqlError, Value};
use shell::{Cache, publish};
use tempfile::TempDir;

use crate::support::service::{ARAO, event, line_user, local};

/// Noon on Monday 23 November 2026 in Arao.
pub(super) fn noon() -> DateTime<Utc> {
    local("2026-11-23 12:00")
}

pub(super) fn city() -> CityCode {
    ARAO.parse().unwrap()
}

/// Points for 5,000 steps, a word for each kind of thing, two decision points a day.
pub(super) fn pack() -> Pack {
    let folder = format!("campaigns/{ARAO}");
    let city = "name = \"荒尾市\"\ntime_zone = \"Asia/Tokyo\"\nsender = \"荒尾市\"\n\
                quiet_hours = { from = \"0:00\", until = \"0:00\" }\ncaps = { per_day = 50, per_week = 50 }\n\
                how_to_stop = { sms = { ja = \"停止は「停止」と返信\" } }\n\
                [steps]\nclose_after_days = 28\n";
    let campaign = "title = \"歩く\"\nfrom = 2020-01-01\n[caps]\nper_day = 50\nper_week = 50\n\
                    [fuse]\nexpected_per_day = 10000\n\
                    [decision_points.noon]\nat = \"12:30\"\ndays = [\"mon\", \"tue\", \"wed\", \"thu\", \"fri\", \"sat\", \"sun\"]\n\
                    probability = 0.5\n\
                    [decision_points.evening]\nat = \"18:00\"\ndays = [\"mon\", \"tue\", \"wed\", \"thu\", \"fri\", \"sat\", \"sun\"]\n\
                    [points.goal_day]\npoints = 10\nonce_per = \"day\"\n";
    let rules = "fn on_steps(me, event) {\n    if event.steps >= 5000 { award(\"goal_day\"); }\n    nudge(\"walked\", #{ on: event.date });\n}\n\
                 fn on_notebook(me, event) { nudge(\"wrote\"); }\n\
                 fn at_noon(me) { nudge(\"hello\"); }\n\
                 fn at_evening(me) { if me.days_since(\"steps\") <= 1 { flag_for_staff(\"歩いた\"); } }\n";
    let message = |name: &str| {
        format!(
            "[{name}]\nonce_per = \"day\"\nvalid_for = \"3d\"\nif_quiet = \"wait\"\n\
             [{name}.ja]\nline = \"{name}\"\nsms = \"荒尾市:{name}\"\n"
        )
    };
    // What is said of several days on one of them is not the same.
    let messages =
        [message("walked").replace("walked\"\n", "walked {on}\"\n"), message("wrote"), message("hello")].join("\n");
    let cases = "[[case]]\nname = \"書いたら、ひと言\"\nchance = \"withhold\"\nresident = { birth_year = 1952, reach = [\"line\"] }\n\
                 [[case.step]]\nat = \"2026-11-23 10:00\"\nnotebook = \"mood\"\nsent = [\"wrote\"]\n";
    let files = BTreeMap::from([
        (format!("{folder}/walk/cases.toml"), cases.to_owned()),
        (format!("{folder}/city.toml"), city.to_owned()),
        (format!("{folder}/walk/campaign.toml"), campaign.to_owned()),
        (format!("{folder}/walk/rules.rhai"), rules.to_owned()),
        (format!("{folder}/walk/messages.toml"), messages),
    ]);
    Pack { city: self::city(), files }
}

/// The pack as folders, campaigns and rules. It has no decision points, since some of those who
/// use it live by the real clock, on which they come at noon.
pub(super) fn pack_folders(below: &Path) -> (PathBuf, PathBuf) {
    for (path, mut content) in pack().files {
        if path.ends_with("campaign.toml") {
            let points = content.find("[decision_points.noon]").unwrap()..content.find("[points.goal_day]").unwrap();
            content.replace_range(points, "");
        } else if path.ends_with(".rhai") {
            content.truncate(content.find("fn at_noon").unwrap());
        } else if path.ends_with("messages.toml") {
            content.truncate(content.find("[hello]").unwrap());
        }
        let file = below.join(path);
        std::fs::create_dir_all(file.parent().unwrap()).unwrap();
        std::fs::write(file, content).unwrap();
    }
    let rules = below.join("rules");
    std::fs::create_dir_all(&rules).unwrap();
    (below.join("campaigns"), rules)
}

/// The shell on a native database, the small pack in force.
pub(super) struct Shell {
    pub(super) state: TempDir,
    pub(super) sql: Native,
    pub(super) cache: Cache,
}

impl Shell {
    pub(super) async fn new() -> Self {
        let state = tempfile::tempdir().unwrap();
        let sql = Native::open(state.path()).unwrap();
        shell::store::schema::prepare(&sql).await.unwrap();
        publish::publish(&sql, &pack(), noon()).await.unwrap();
        Self { state, sql, cache: Cache::default() }
    }

    pub(super) async fn rows(&self, text: &str) -> Vec<Row> {
        self.sql.query(text, Vec::new()).await.unwrap()
    }

    pub(super) async fn count(&self, text: &str) -> i64 {
        number(&self.rows(text).await[0][0])
    }
}

pub(super) fn number(value: &Value) -> i64 {
    match value {
        Value::Integer(number) => *number,
        other => panic!("{other:?} is no number"),
    }
}

pub(super) fn text(value: &Value) -> &str {
    match value {
        Value::Text(text) => text,
        other => panic!("{other:?} is no text"),
    }
}

/// Reads CloudEvents as the door does.
pub(super) fn read(bodies: &[Json]) -> Vec<Rc<Event>> {
    let body = serde_json::to_vec(bodies).unwrap();
    let kind = b"application/cloudevents-batch+json".as_slice();
    let headers = [("content-type", kind)].into_iter().collect();
    let received = wire::cloudevents::parse(&headers, &body).unwrap();
    received.into_iter().map(|one| Rc::new(one.event.unwrap())).collect()
}

/// Somebody joins with LINE, or with SMS.
pub(super) fn joins(resident: &str, sms: bool, time: DateTime<Utc>) -> Vec<Json> {
    let mut events = crate::support::service::joins(resident, time);
    if sms {
        events[1]["data"] = json!({ "channel": "sms", "address": number_of(resident) });
        events[2]["data"]["reach"] = json!(["sms"]);
    }
    events
}

pub(super) fn number_of(resident: &str) -> String {
    format!("+8190{:08}", domain::chance::digest("test/sms", &[resident]) % 100_000_000)
}

/// The address of a resident by LINE or SMS.
pub(super) fn address_of(resident: &str, sms: bool) -> String {
    if sms { number_of(resident) } else { line_user(resident) }
}

pub(super) fn notebook(id: &str, resident: &str, time: DateTime<Utc>) -> Json {
    event(id, "notebook.entry.v1", resident, time, json!({ "kind": "mood", "score": 4, "at": time.to_rfc3339() }))
}

/// A connection that fails for good at one statement, as a process that is killed there does: no
/// statement after it is heard, not even a rollback.
pub(super) struct Dying<'a> {
    sql: &'a Native,
    left: Cell<u64>,
}

impl<'a> Dying<'a> {
    /// Lives for so many statements.
    pub(super) fn after(sql: &'a Native, statements: u64) -> Self {
        Self { sql, left: Cell::new(statements) }
    }

    fn one_less(&self) -> Result<(), SqlError> {
        let left = self.left.get();
        if left == 0 {
            return Err(SqlError::Other("killed".to_owned()));
        }
        self.left.set(left - 1);
        Ok(())
    }
}

impl Sql for Dying<'_> {
    async fn query(&self, sql: &str, params: Vec<Value>) -> Result<Vec<Row>, SqlError> {
        self.one_less()?;
        self.sql.query(sql, params).await
    }

    async fn change(&self, sql: &str, params: Vec<Value>) -> Result<u64, SqlError> {
        self.one_less()?;
        self.sql.change(sql, params).await
    }
}

/// What must hold of a database whatever happened: whole, nothing without its cause, nothing
/// twice, counts of what stands, and points that are what the facts earn under [`pack`].
pub(super) async fn check(sql: &Native) {
    let query = async |text: &str| sql.query(text, Vec::new()).await.unwrap();
    let none = async |what: &str, text: &str| {
        let rows = query(text).await;
        assert!(rows.is_empty(), "{what}: {rows:?}");
    };
    assert_eq!(query("PRAGMA integrity_check").await, vec![vec![Value::from("ok")]]);
    none(
        "decisions without their event",
        "SELECT d.id, d.cause FROM decisions d LEFT JOIN events e ON e.city = d.city \
         AND e.source = d.cause ->> '$.event.source' AND e.id = d.cause ->> '$.event.id' \
         WHERE d.cause ->> '$.event.id' IS NOT NULL AND e.id IS NULL",
    )
    .await;
    none(
        "the same decided twice",
        "SELECT resident, cause, kind, name, count(*) FROM decisions GROUP BY 1, 2, 3, 4 HAVING count(*) > 1",
    )
    .await;
    none(
        "awards and entries that do not belong together",
        "SELECT d.id, p.decision FROM (SELECT * FROM decisions WHERE kind = 'award' AND outcome = 'allowed') d \
         FULL JOIN points p ON p.city = d.city AND p.decision = d.id WHERE d.id IS NULL OR p.decision IS NULL",
    )
    .await;
    none(
        "accounts that together hold something",
        "SELECT city, SUM(balance) FROM accounts GROUP BY 1 HAVING SUM(balance) <> 0",
    )
    .await;
    none(
        "accounts that do not hold what moved",
        "SELECT a.account, a.balance, m.moved FROM accounts a FULL JOIN (SELECT city, account, SUM(points) AS moved FROM \
         (SELECT city, to_account AS account, points FROM transfers UNION ALL \
          SELECT city, from_account, -points FROM transfers) GROUP BY 1, 2) m \
         ON m.city = a.city AND m.account = a.account WHERE a.balance IS NOT m.moved",
    )
    .await;
    none(
        "entries whose points did not move",
        "SELECT p.decision, p.granted, t.points FROM points p FULL JOIN (SELECT city, about, \
         SUM(CASE WHEN from_account GLOB 'issued:*' THEN points ELSE -points END) AS points FROM transfers GROUP BY 1, 2) t \
         ON t.city = p.city AND t.about = p.decision WHERE COALESCE(t.points, 0) <> p.granted",
    )
    .await;
    none(
        "messages and decisions that do not belong together",
        "SELECT d.id, o.id FROM (SELECT * FROM decisions WHERE message IS NOT NULL) d \
         FULL JOIN outbox o ON o.city = d.city AND o.id = d.message WHERE d.id IS NULL OR o.id IS NULL",
    )
    .await;
    super::days::are_what_stands(sql).await;
    for row in query("SELECT id, state FROM residents").await {
        let (id, snapshot): (_, Snapshot) = (text(&row[0]), serde_json::from_str(text(&row[1])).unwrap());
        let ledger = "SELECT period, sum(points) FROM points WHERE resident = ? GROUP BY 1 HAVING sum(points) <> 0";
        let stands: BTreeMap<i64, i64> = sql
            .query(ledger, vec![id.into()])
            .await
            .unwrap()
            .iter()
            .map(|row| (number(&row[0]), number(&row[1])))
            .collect();
        assert_eq!(snapshot.awards.balance, stands.values().sum::<i64>(), "the balance of {id}");
        let account = "SELECT balance FROM accounts WHERE account = 'resident:' || ?";
        let held = sql.query(account, vec![id.into()]).await.unwrap().first().map_or(0, |row| number(&row[0]));
        assert_eq!(held, snapshot.awards.left().held, "what {id} holds");
        let settings = settings();
        let days = snapshot.steps.days(domain::Day(0), domain::Day(i32::MAX));
        let earned = days.filter(|day| snapshot.steps.on(*day, &settings) >= Some(5_000));
        let earned: BTreeMap<i64, i64> = earned.map(|day| (i64::from(day.0), 10)).collect();
        assert_eq!(stands, earned, "the points of {id} are what the facts earn");
        for record in &snapshot.messages {
            let known = "SELECT 1 FROM outbox WHERE id = ?";
            let rows = sql.query(known, vec![record.id.to_string().into()]).await.unwrap();
            assert_eq!(rows.len(), 1, "{id} is thought to have had {record:?}");
        }
    }
}

fn settings() -> Rc<City> {
    thread_local! {
        static SETTINGS: Rc<City> = Rc::clone(&pack().compile().unwrap().city);
    }
    SETTINGS.with(Rc::clone)
}

/// So many days before noon, as a date.
pub(super) fn days_ago(days: i64) -> String {
    (noon() - TimeDelta::days(days)).date_naive().to_string()
}
