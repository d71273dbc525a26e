//! Files in: looked at, stored, sent twice, undone.

use bytes::Bytes;
use http::{Request, StatusCode};
use serde_json::{Value, json};
use shell::Value as Cell;

use crate::support::service::{ARAO, Answer, Setup, Town, event, joins};

const PAPER: &str = "住民番号,日付,歩数,体重,血圧(上),血圧(下),教室\n\
                     p-1,2026/11/20,6200,61.5,132,84,○\n\
                     p-2,令和8年11月20日,5800,,,,\n\
                     p-3,2026/11/31,1,,,,\n";

impl Town {
    async fn file(&self, query: &str, kind: &str, body: impl Into<Bytes>) -> Answer {
        self.call("POST", &format!("/v1/{ARAO}/checkups?{query}"), "staff_token", kind, body).await
    }

    /// Sends a file that must be taken.
    async fn load(&self, query: &str, body: &str) -> Value {
        let answer = self.file(query, "text/csv", body.to_owned()).await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.text());
        answer.json()
    }

    async fn undo(&self, upload: &Value) -> Answer {
        let path = format!("/v1/{ARAO}/uploads/{}/undo", upload.as_str().unwrap());
        self.call("POST", &path, "staff_token", "application/json", "").await
    }

    async fn uploads(&self) -> Value {
        self.call("GET", &format!("/v1/{ARAO}/uploads"), "staff_token", "", "").await.json()
    }

    /// The steps that were recorded of p-1, in the order of their versions.
    async fn recorded(&self) -> Vec<i64> {
        let sql = "SELECT data ->> '$.steps' FROM events WHERE subject = 'p-1' AND type = 'ayumi.steps.recorded.v1' \
                   ORDER BY data ->> '$.version'";
        let whole = |cell: &Cell| if let Cell::Integer(number) = cell { *number } else { panic!("{cell:?}") };
        self.rows(sql).await.iter().map(|row| whole(&row[0])).collect()
    }

    /// The steps that count for p-1 on the only day of which there are any.
    async fn counts(&self) -> Option<i64> {
        let rows = self.rows("SELECT state ->> '$.steps.readings' FROM residents WHERE id = 'p-1'").await;
        let Cell::Text(readings) = &rows[0][0] else { panic!("{rows:?}") };
        let readings: Vec<serde_json::Value> = serde_json::from_str(readings).unwrap();
        // Day, source, version and what was said; what was taken back says nothing.
        let mut said = readings.chunks(4).filter_map(|reading| reading[3].as_i64().or_else(|| reading[3][0].as_i64()));
        said.next_back()
    }

    /// The points that stand.
    async fn points(&self) -> i64 {
        match self.rows("SELECT coalesce(sum(points), 0) FROM points").await[0][0] {
            Cell::Integer(points) => points,
            ref other => panic!("{other:?}"),
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_sheet_is_stored_once_and_its_mistakes_are_told() {
    let town = Town::new().await;
    let told = town.load("kind=paper", PAPER).await;
    let reason = "`2026/11/31`は日付として読めません。2026/11/20や令和8年11月20日のように書いてください";
    let rejected = json!([{ "line": 4, "column": "日付", "reason": reason }]);
    assert_eq!((&told["rows"], &told["accepted"], &told["duplicates"]), (&json!(3), &json!(5), &json!(0)), "{told}");
    assert_eq!((&told["rejected"], &told["complete"]), (&rejected, &json!(true)));
    let sql = "SELECT DISTINCT source FROM events WHERE source LIKE 'upload/%'";
    let source = town.rows(sql).await[0][0].clone();
    assert_eq!(source, Cell::Text(format!("upload/{}", told["upload"].as_str().unwrap())));

    // Later, and in English: the same file.
    town.later(chrono::TimeDelta::hours(1));
    let again = town.load("kind=paper&language=en", PAPER).await;
    assert_eq!((&again["accepted"], &again["duplicates"], &again["upload"]), (&json!(0), &json!(5), &told["upload"]));
    assert!(again["rejected"][0]["reason"].as_str().unwrap().contains("is no date"), "{again}");
    let uploads = town.uploads().await;
    assert_eq!(uploads.as_array().unwrap().len(), 1, "{uploads}");
    assert_eq!(
        (&uploads[0]["accepted"], &uploads[0]["rejected"], &uploads[0]["rows"]),
        (&json!(5), &json!(1), &json!(3))
    );
    // The same bytes as something else are another file.
    assert_ne!(town.load("kind=pedometer", PAPER).await["upload"], told["upload"]);
    town.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_preview_and_a_useless_file_store_nothing() {
    let town = Town::new().await;
    let before = town.contents().await;
    let told = town.load("kind=paper&preview=true", PAPER).await;
    assert_eq!((&told["accepted"], &told["rejected"][0]["line"]), (&json!(5), &json!(4)), "{told}");
    assert_eq!(told["sample"][0]["type"], "ayumi.steps.recorded.v1");
    assert_eq!(told["sample"][0]["data"]["steps"], 6200);
    assert_eq!(told.get("upload"), None);
    let many = format!("住民番号,日付,歩数\n{}", "p-1,いつか,1\n".repeat(300));
    let told = town.load("kind=pedometer&preview=true", &many).await;
    assert_eq!((told["rejected"].as_array().unwrap().len(), &told["not_shown"]), (200, &json!(100)));

    for (query, kind, body, status) in [
        ("kind=pedometer", "text/csv", "住民番号,日付\np-1,2026/11/20\n", 422),
        ("kind=pedometer", "text/csv", "", 422),
        ("", "text/csv", PAPER, 400),
        ("kind=paper&dry=1", "text/csv", PAPER, 400),
        ("kind=paper", "application/json", "{}", 415),
        ("kind=paper", "application/xml", "<a/>", 400),
    ] {
        let answer = town.file(query, kind, body).await;
        assert_eq!(answer.status, status, "{query}: {}", answer.text());
        assert_eq!(answer.headers["content-type"], "application/problem+json");
    }
    let answer = town.file("kind=pedometer", "text/csv", "住民番号,日付\np-1,2026/11/20\n").await;
    assert!(answer.text().contains("「歩数」の列がありません"), "{}", answer.text());
    assert_eq!(town.contents().await, before);

    // Whoever sends events may send files, and whoever calls the clock may not.
    let path = format!("/v1/{ARAO}/checkups?kind=paper&preview=true");
    for (token, status) in [("ingest_token", 200), ("tick_token", 401)] {
        assert_eq!(town.call("POST", &path, token, "text/csv", PAPER).await.status, status, "{token}");
    }
    assert_eq!(town.call("GET", &format!("/v1/{ARAO}/uploads"), "ingest_token", "", "").await.status, 401);
    town.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_undo_takes_back_what_came_and_brings_back_what_was() {
    let town = Town::new().await;
    town.post(&joins("p-1", town.clock.now())).await;
    let sheet = |steps: i64| format!("住民番号,日付,歩数,機器番号\np-1,2026/11/20,{steps},A-1\n");
    let first = town.load("kind=pedometer", &sheet(6200)).await;
    town.later(chrono::TimeDelta::hours(1));
    let slip = town.load("kind=pedometer", &sheet(62_000)).await;
    assert_eq!(town.recorded().await, [6200, 62_000]);

    town.later(chrono::TimeDelta::hours(1));
    let undone = town.undo(&slip["upload"]).await.json();
    assert_eq!((&undone["withdrawn"], &undone["restored"], &undone["done"]), (&json!(1), &json!(1), &json!(true)));
    assert_eq!(town.recorded().await, [6200, 62_000, 6200], "what stood before has the highest version again");
    let sql = "SELECT data ->> '$.record.steps', source FROM events WHERE type = 'ayumi.record.withdrawn.v1'";
    let withdrawn = town.rows(sql).await;
    assert_eq!((withdrawn.len(), &withdrawn[0][0]), (1, &Cell::Integer(62_000)));

    // Said twice it is said once, and the list says when.
    let before = town.contents().await;
    let again = town.undo(&slip["upload"]).await.json();
    assert_eq!((&again["withdrawn"], &again["undone_at"]), (&json!(0), &undone["undone_at"]));
    assert_eq!(town.contents().await, before);
    let uploads = town.uploads().await;
    assert_eq!((&uploads[0]["undone_at"], &uploads[1]["undone_at"]), (&undone["undone_at"], &Value::Null));

    // The first upload goes with what was recorded again of it, and nothing comes back.
    let undone = town.undo(&first["upload"]).await.json();
    assert_eq!((&undone["withdrawn"], &undone["restored"]), (&json!(2), &json!(0)));
    // What was undone can be sent again, and is a new upload.
    town.later(chrono::TimeDelta::hours(1));
    let anew = town.load("kind=pedometer", &sheet(6200)).await;
    assert_eq!((&anew["accepted"], &anew["duplicates"]), (&json!(1), &json!(0)));
    assert_eq!(anew["upload"], format!("{}-2", first["upload"].as_str().unwrap()));

    let unknown = town.undo(&json!("no-such-upload")).await;
    assert_eq!(unknown.status, StatusCode::NOT_FOUND);
    town.stop().await;
}

/// What a file says, the steps that a day has, and the points that stand for it, each way.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn after_an_undo_what_counted_before_counts_again() {
    let pack = crate::check::folder().join("good");
    let setup = Setup { campaigns: pack.join("campaigns"), rules: pack.join("rules"), ..Setup::new() };
    let town = setup.start().await.unwrap();
    town.post(&joins("p-1", town.clock.now() - chrono::TimeDelta::days(5))).await;
    let sheet = |steps: i64| format!("住民番号,日付,歩数,機器番号\np-1,2026/11/20,{steps},A-1\n");
    let first = town.load("kind=pedometer", &sheet(3000)).await;
    assert_eq!((town.counts().await, town.points().await), (Some(3000), 0));
    town.later(chrono::TimeDelta::hours(1));
    let second = town.load("kind=pedometer", &sheet(6500)).await;
    assert_eq!((town.counts().await, town.points().await), (Some(6500), 10));

    town.later(chrono::TimeDelta::hours(1));
    assert_eq!(town.undo(&second["upload"]).await.json()["restored"], 1);
    assert_eq!((town.counts().await, town.points().await), (Some(3000), 0));
    // The first goes with what was recorded again of it.
    town.later(chrono::TimeDelta::hours(1));
    assert_eq!(town.undo(&first["upload"]).await.json()["restored"], 0);
    assert_eq!((town.counts().await, town.points().await), (None, 0));
    town.stop().await;
}

/// Somebody took the earlier reading back before the later one was undone: it does not come back by that.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_taken_back_directly_stays_away_when_a_file_is_undone() {
    let town = Town::new().await;
    town.post(&joins("p-1", town.clock.now() - chrono::TimeDelta::days(5))).await;
    let band = |steps: i64, version: u64| {
        json!({ "date": "2026-11-20", "steps": steps, "version": version,
                "source": { "id": "A-1", "kind": "pedometer_reader", "modality": "sensed" } })
    };
    let class = json!({ "kind": "class", "date": "2026-11-20" });
    let taken_back = |id: &str, kind: &str, record: &Value| {
        let data = json!({ "type": format!("ayumi.{kind}.v1"), "record": record });
        event(id, "record.withdrawn.v1", "p-1", town.clock.now(), data)
    };
    let now = town.clock.now();
    town.post(&[
        event("steps", "steps.recorded.v1", "p-1", now, band(3000, 1)),
        event("class", "visit.recorded.v1", "p-1", now, class.clone()),
    ])
    .await;
    town.post(&[
        taken_back("steps-back", "steps.recorded", &band(3000, 1)),
        taken_back("class-back", "visit.recorded", &class),
    ])
    .await;
    town.later(chrono::TimeDelta::hours(1));
    let steps = town.load("kind=pedometer", "住民番号,日付,歩数,機器番号\np-1,2026/11/20,6500,A-1\n").await;
    let sheet = town.load("kind=paper", "住民番号,日付,教室,会場\np-1,2026/11/20,○,公民館\n").await;
    town.later(chrono::TimeDelta::hours(1));
    for upload in [steps, sheet] {
        let undone = town.undo(&upload["upload"]).await.json();
        assert_eq!((&undone["withdrawn"], &undone["restored"]), (&json!(1), &json!(0)), "{undone}");
    }
    assert_eq!(town.counts().await, None);
    // What was said again after it was taken back stands, and comes back.
    town.post(&[event("class-again", "visit.recorded.v1", "p-1", town.clock.now(), class.clone())]).await;
    town.later(chrono::TimeDelta::hours(1));
    let sheet = town.load("kind=paper", "住民番号,日付,教室,会場\np-1,2026/11/20,○,中央公民館\n").await;
    assert_eq!(town.undo(&sheet["upload"]).await.json()["restored"], 1);
    town.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_other_sources_said_comes_back_too() {
    let town = Town::new().await;
    let checkup = |weight: f64| format!("住民番号,健診日,体重\np-1,2026/06/12,{weight}\n");
    town.load("kind=checkup", &checkup(61.5)).await;
    let slip = town.load("kind=checkup", &checkup(16.5)).await;
    let paper = "住民番号,日付,体重\np-1,2026/11/20,61\n";
    let one = town.load("kind=paper", paper).await;
    town.load("kind=paper", &paper.replace("61", "61.2")).await;
    for upload in [slip, one] {
        let undone = town.undo(&upload["upload"]).await.json();
        assert_eq!((&undone["withdrawn"], &undone["restored"]), (&json!(1), &json!(1)), "{undone}");
    }
    let sql = "SELECT data FROM events WHERE id LIKE 'again:%' ORDER BY type";
    let again: Vec<String> = town.rows(sql).await.iter().map(|row| format!("{:?}", row[0])).collect();
    assert!(again[0].contains("61.5") && again[1].contains("61.2"), "{again:?}");
    town.stop().await;
}

/// Of a checkup comes back what nobody had taken back, and all of it, where the file said the same of an item.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_a_checkup_comes_back_what_was_left_of_it() {
    let town = Town::new().await;
    let item = |code: &str, value: f64| json!({ "code": code, "value": value });
    let (weight, waist) = (item("9N006000000000001", 61.5), item("9N016160100000001", 85.0));
    let checkup = |items: &[&Value]| json!({ "date": "2026-06-12", "items": items });
    let now = town.clock.now();
    town.post(&[event("both", "checkup.recorded.v1", "p-1", now, checkup(&[&weight, &waist]))]).await;
    let sheet = "住民番号,健診日,体重\np-1,2026/06/12,61.5\n";
    for (restored, items) in [(1, 2), (1, 1)] {
        town.later(chrono::TimeDelta::hours(1));
        let slip = town.load("kind=checkup", sheet).await;
        town.later(chrono::TimeDelta::hours(1));
        let undone = town.undo(&slip["upload"]).await.json();
        assert_eq!((&undone["withdrawn"], &undone["restored"]), (&json!(1), &json!(restored)), "{undone}");
        let sql =
            "SELECT json_array_length(data, '$.items') FROM events WHERE id LIKE 'again:%' ORDER BY received DESC";
        assert_eq!(town.rows(sql).await[0][0], Cell::Integer(items));
        // Said at the same instant, what was taken back would hold.
        let later = "SELECT count(*) FROM events a JOIN events w ON w.source = a.source AND w.time < a.time \
                     AND w.type = 'ayumi.record.withdrawn.v1' WHERE a.id LIKE 'again:%'";
        assert!(matches!(town.rows(later).await[0][0], Cell::Integer(1..)));
        town.later(chrono::TimeDelta::hours(1));
        let record = json!({ "type": "ayumi.checkup.recorded.v1", "record": checkup(&[&weight]) });
        town.post(&[event("back", "record.withdrawn.v1", "p-1", town.clock.now(), record)]).await;
    }
    town.stop().await;
}

fn document(resident: usize) -> String {
    format!(
        "<?xml version=\"1.0\"?><ClinicalDocument xmlns=\"urn:hl7-org:v3\" \
         xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\"><!-- {} --><recordTarget><patientRole>\
         <id root=\"2.16.840.1.113883.3.9999\" extension=\"p-{resident}\"/></patientRole></recordTarget>\
         <documentationOf><serviceEvent><effectiveTime value=\"20260612\"/></serviceEvent></documentationOf>\
         <observation><code code=\"9N006000000000001\" codeSystem=\"1.2.392.200119.6.1005\"/>\
         <value xsi:type=\"PQ\" value=\"61.5\" unit=\"kg\"/></observation></ClinicalDocument>\n",
        "filler ".repeat(1000)
    )
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_long_file_goes_through_as_it_comes_if_it_says_what_it_is() {
    use base64::Engine as _;
    use sha2::Digest as _;
    let town = Town::new().await;
    let file: String = (0..1300).map(document).collect();
    assert!(file.len() > 9 << 20);
    let digest = |bytes: &[u8]| {
        let hash = base64::engine::general_purpose::STANDARD.encode(sha2::Sha256::digest(bytes));
        format!("sha-256=:{hash}:")
    };
    let send = |digest: Option<String>| {
        let mut request = Request::post(format!("/v1/{ARAO}/checkups"))
            .header("authorization", format!("Bearer {}", town.service.token("ingest_token")))
            .header("content-type", "application/xml");
        if let Some(digest) = digest {
            request = request.header("content-digest", digest);
        }
        town.send(request.body(Bytes::from(file.clone())).unwrap())
    };
    let answer = send(None).await;
    assert_eq!(answer.status, StatusCode::PAYLOAD_TOO_LARGE, "{}", answer.text());
    assert!(answer.text().contains("Content-Digest"), "{}", answer.text());
    let told = send(Some(digest(file.as_bytes()))).await;
    assert_eq!(told.status, StatusCode::OK, "{}", told.text());
    let told = told.json();
    assert_eq!((&told["rows"], &told["accepted"], &told["rejected"]), (&json!(1300), &json!(1300), &json!([])));
    assert_eq!(send(Some(digest(file.as_bytes()))).await.json()["duplicates"], 1300);
    // Other bytes than those announced: what was stored of them is named, and can be undone.
    let wrong = send(Some(digest(b"other"))).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", wrong.text());
    let undone = town.undo(&wrong.json()["upload"]).await.json();
    assert_eq!(undone["done"], true, "{undone}");
    // A whole upload, in several batches, with what was recorded again of it: two batches of 500.
    assert_eq!((&undone["withdrawn"], &undone["restored"]), (&json!(1000), &json!(1000)));
    let undone = town.undo(&told["upload"]).await.json();
    assert_eq!((&undone["withdrawn"], &undone["restored"]), (&json!(2300), &json!(0)), "{undone}");
    town.stop().await;
}
