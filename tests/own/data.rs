//! Consent, records to take along, and asking for deletion.

use chrono::TimeDelta;
use domain::staff::Role;
use http::StatusCode;
use wire::Headers;
use wire::fhir::{Arrival, parse};

use super::{HANAKO, browser, column, does, forecast, has, has_not, me, refused, send, town};
use crate::console::Clerk;
use crate::support::service::steps;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn each_purpose_is_agreed_to_and_withdrawn_in_two_taps() {
    let town = town().await;
    let mut hanako = browser(&town, HANAKO);
    let page = hanako.open(&town, &me("/data")).await;
    has(&page, &["健康づくりのお手伝いに同意しています（2026年11月23日から）。", "まだお答えいただいていません。"]);
    town.later(TimeDelta::minutes(1));
    let asked = hanako.open(&town, &me("/data/consent/research/give")).await;
    has(&asked, &["お名前などを除いた記録を、よりよい取り組みにするための研究に使います。"]);
    let answer = hanako.fill_at(&town, &asked, "/research/give", &[]).await;
    let page = hanako.follow(&town, &answer).await;
    has(&page, &["同意を受け付けました。", "ご自分のページで、研究での利用", "説明文 2026-04版"]);
    town.later(TimeDelta::minutes(1));
    let asked = hanako.open(&town, &me("/data/consent/engagement/withdraw")).await;
    has(&asked, &["取り消すと、お知らせもポイントも止まります。"]);
    let answer = hanako.fill_at(&town, &asked, "/engagement/withdraw", &[]).await;
    has(&hanako.follow(&town, &answer).await, &["同意を取り消しました。", "健康づくりのお手伝いには同意していません"]);
    town.tick().await;
    assert_eq!(town.phone.requests(), 0);
    let said = "SELECT what || ' ' || purpose || ' ' || via || ' ' || text_version FROM consents ORDER BY number";
    let said = column(&town, said).await;
    assert_eq!(said[1..], ["given research page 2026-04", "withdrawn engagement page 2026-04"]);
    for path in ["/data/consent/research/take", "/data/consent/everything/give"] {
        assert_eq!(hanako.open(&town, &me(path)).await.status, StatusCode::NOT_FOUND);
    }
    town.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn records_are_taken_along_and_sensitive_ones_with_the_year_only() {
    let town = town().await;
    let mut hanako = browser(&town, HANAKO);
    forecast(&town).await;
    town.post(&[steps(HANAKO, "2026-11-22", 7_321, 1, town.clock.now())]).await;
    does(&town, &mut hanako, "/notebook", "/notebook/weight", &[("weight", "62.5")]).await;
    does(&town, &mut hanako, "/notebook", "/notebook/note", &[("text", "=1+1")]).await;
    does(&town, &mut hanako, "/goal", "/goal", &[("goal", "6000")]).await;

    let kinds = |body: &[u8]| {
        let headers: Headers<'_> = [("content-type", b"application/fhir+json".as_slice())].into_iter().collect();
        let zone = domain::Zone("Asia/Tokyo".parse().unwrap());
        let read = parse(&headers, body, Arrival { zone, now: town.clock.now() }).unwrap();
        let mut kinds: Vec<&str> = read.events.iter().map(|made| made.event.payload.kind()).collect();
        assert!(read.events.iter().all(|made| made.event.subject.as_ref().is_some_and(|who| who.as_str() == HANAKO)));
        kinds.sort_unstable();
        kinds.into_iter().map(str::to_owned).collect::<Vec<_>>()
    };
    let plain = hanako.open(&town, &me("/data.json")).await;
    assert_eq!(plain.headers["content-type"], "application/fhir+json");
    assert!(plain.headers["content-disposition"].to_str().unwrap().starts_with("attachment; filename=\"ayumi-432041-"));
    let expected = [
        "ayumi.consent.given.v1",
        "ayumi.goal.set.v1",
        "ayumi.notebook.entry.v1",
        "ayumi.notebook.entry.v1",
        "ayumi.steps.recorded.v1",
    ];
    assert_eq!(kinds(&plain.body), expected);
    let table = hanako.open(&town, &me("/data.csv")).await;
    assert!(table.text().starts_with("\u{feff}\"日時\",\"種類\",\"内容\","), "{}", table.text());
    has(&table, &["\"2026-11-22 7,321歩\"", "\"62.5kg\"", "\"'=1+1\""]);
    has_not(&table, &["dementia", "健康予測"]);

    let wrong = send(&town, &mut hanako, "/data", "/data.csv", &[("year", "1951")]).await;
    refused(&wrong, "登録されている年と違うようです。");
    has_not(&wrong, &["dementia"]);
    let whole = send(&town, &mut hanako, "/data", "/data.csv", &[("year", "1952")]).await;
    has(&whole, &["\"健康予測\"", "dementia"]);
    let page = hanako.open(&town, &me("/data")).await;
    let form =
        crate::console::clerk::Forms::of(page.text()).into_iter().find(|form| form.action.ends_with("/data.csv"));
    let mut fields = form.unwrap().fields;
    fields.push(("year".to_owned(), "1952".to_owned()));
    let whole = hanako.send_form(&town, &me("/data.json"), &fields).await;
    assert!(kinds(&whole.body).contains(&"ayumi.forecast.issued.v1".to_owned()));
    // Guesses are counted with those at the door.
    for _ in 0..4 {
        send(&town, &mut hanako, "/data", "/data.csv", &[("year", "1950")]).await;
    }
    let locked = send(&town, &mut hanako, "/data", "/data.csv", &[("year", "1952")]).await;
    assert_eq!(locked.status, StatusCode::TOO_MANY_REQUESTS);
    town.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_asks_for_deletion_is_told_by_when_and_waits_for_staff() {
    let town = town().await;
    let mut hanako = browser(&town, HANAKO);
    let asked = hanako.open(&town, &me("/data/delete")).await;
    has(&asked, &["30日以内に担当からご連絡します。"]);
    for _ in 0..2 {
        let answer = hanako.fill_at(&town, &asked, "/data/delete", &[]).await;
        has(&hanako.follow(&town, &answer).await, &["2026年11月23日(月)に、削除のお申し出を受け付けました。"]);
    }
    town.tick().await;
    assert_eq!(town.phone.requests(), 0);
    assert_eq!(column(&town, "SELECT state FROM flags WHERE campaign = 'deletion_request'").await, ["open"]);
    let mut hana = Clerk::join(&town, "hana", &[Role::Author], false).await;
    let work = hana.open(&town, "/work").await;
    has(&work, &["ご本人からのお申し出", "記録を消してほしいとのお申し出です。", HANAKO]);
    let answer = hana
        .fill_at(&town, &work, &format!("/work/{}", flag(&work)), &[("what", "done"), ("note", "電話で確認")])
        .await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text());
    // Done, it can be asked for again.
    has(&hanako.open(&town, &me("/data")).await, &["削除を申し出る"]);
    town.stop().await;
}

/// The number of the first flag on a page.
fn flag(page: &crate::support::service::Answer) -> String {
    let (_, rest) = page.text().split_once("id=\"flag-").unwrap();
    rest.split('"').next().unwrap().to_owned()
}
