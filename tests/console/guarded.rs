//! What nobody may do, and what forms from elsewhere cannot.

use domain::staff::Role;
use http::{Request, StatusCode};

use super::Clerk;
use super::clerk::Forms;
use crate::support::service::{ARAO, MONDAY_NOON, Town, joins, local};

#[tokio::test(flavor = "multi_thread")]
async fn a_form_from_elsewhere_does_nothing() {
    let town = Town::new().await;
    let mut hana = Clerk::join(&town, "hana", &[Role::Author], false).await;
    let page = hana.open(&town, "/campaigns/step_goal").await;
    let form = Forms::of(page.text()).into_iter().find(|form| form.action.ends_with("/stop")).unwrap();
    let fields = |csrf: Option<&str>| {
        let mut fields = vec![("why".to_owned(), "よそから".to_owned())];
        fields.extend(csrf.map(|csrf| ("csrf".to_owned(), csrf.to_owned())));
        fields
    };
    let own = form.fields.iter().find(|(name, _)| name == "csrf").unwrap().1.clone();
    // Without the field, with a wrong one, and with that of a colleague.
    let mut taro = Clerk::join(&town, "taro", &[Role::Author], false).await;
    let theirs = taro.open(&town, "/campaigns/step_goal").await;
    let theirs = Forms::of(theirs.text())[0].fields[0].1.clone();
    for csrf in [None, Some("0".repeat(64)), Some(theirs)] {
        let refused = hana.send_form(&town, &form.action, &fields(csrf.as_deref())).await;
        assert_eq!(refused.status, StatusCode::FORBIDDEN, "{}", refused.text());
    }
    // With the right one, but sent by another site's page.
    let body = serde_urlencoded::to_string(fields(Some(&own))).unwrap();
    for site in ["cross-site", "same-site", "none"] {
        let request = Request::post(&form.action)
            .header("content-type", "application/x-www-form-urlencoded")
            .header("sec-fetch-site", site);
        let refused = hana.send(&town, request, body.clone().into()).await;
        assert_eq!(refused.status, StatusCode::FORBIDDEN, "{site}");
    }
    assert!(!hana.open(&town, "/campaigns/step_goal").await.text().contains("再開する</button>"));
    town.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn everyone_sees_what_their_roles_allow() {
    let town = Town::new().await;
    town.post(&joins("p-1", local(MONDAY_NOON))).await;
    let mut nobody = Clerk::default();
    let mut analyst = Clerk::join(&town, "analyst", &[Role::Analyst], false).await;
    let mut author = Clerk::join(&town, "author", &[Role::Author], false).await;
    let mut admin = Clerk::join(&town, "admin", &[Role::Administrator], false).await;
    let mut evaluator = Clerk::join(&town, "evaluator", &[Role::Evaluator], false).await;
    for (path, for_analyst, for_author, for_admin, for_evaluator) in [
        ("", 200, 200, 200, 200),
        ("/campaigns", 200, 200, 200, 403),
        ("/campaigns/new", 403, 200, 403, 403),
        ("/campaigns/step_goal", 200, 200, 200, 403),
        ("/requests", 200, 200, 200, 403),
        ("/challenges", 200, 200, 200, 403),
        ("/challenges/nothing", 404, 404, 404, 403),
        ("/challenges/doubts", 403, 200, 403, 403),
        ("/challenges/paper", 403, 200, 403, 403),
        ("/residents?who=p-1", 403, 200, 403, 403),
        ("/residents/p-1", 403, 200, 403, 403),
        ("/rewards", 200, 200, 200, 403),
        ("/rewards/pear_draw", 403, 200, 403, 403),
        ("/rewards/pear_draw.csv", 403, 404, 403, 403),
        ("/people", 403, 403, 200, 403),
        ("/log", 403, 403, 200, 403),
        ("/account", 200, 200, 200, 200),
        ("/reports", 200, 200, 200, 200),
        ("/campaigns/step_goal/report", 200, 200, 200, 200),
        ("/campaigns/step_goal/report.json", 404, 404, 404, 404),
        ("/campaigns/step_goal/report-plan.json", 404, 404, 404, 403),
        ("/campaigns/nothing/report", 404, 404, 404, 404),
        ("/campaigns/step_goal/numbers", 200, 200, 200, 403),
        ("/campaigns/step_goal/export", 200, 200, 200, 403),
        ("/versions", 200, 200, 200, 403),
        ("/reference", 200, 200, 200, 403),
        ("/work", 403, 200, 403, 403),
        ("/nothing", 404, 404, 404, 403),
        ("/campaigns/nothing", 404, 404, 404, 403),
        ("/edit/..%2f..%2fetc", 404, 404, 404, 403),
        ("/residents/nobody", 403, 404, 403, 403),
    ] {
        assert_eq!(nobody.open(&town, path).await.status, StatusCode::UNAUTHORIZED, "{path}");
        let clerks = [
            (&mut analyst, for_analyst),
            (&mut author, for_author),
            (&mut admin, for_admin),
            (&mut evaluator, for_evaluator),
        ];
        for (clerk, expected) in clerks {
            let page = clerk.open(&town, path).await;
            assert_eq!(page.status.as_u16(), expected, "{path}: {}", page.text());
        }
    }
    town.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_session_of_one_city_is_none_of_another() {
    let town = Town::new().await;
    let mut pack = ayumi::packs::read(&town.settings.campaigns, &town.settings.rules).unwrap().remove(0);
    let other = "432059";
    pack.city = other.parse().unwrap();
    pack.files = pack.files.into_iter().map(|(path, text)| (path.replace(ARAO, other), text)).collect();
    town.service.publish(&pack).await.unwrap();
    let mut hana = Clerk::join(&town, "hana", &[Role::Author, Role::Administrator], false).await;
    let page = hana.open(&town, "").await;
    assert_eq!(page.status, StatusCode::OK);
    for path in ["", "/people", "/residents?who=p"] {
        let there = hana.open(&town, &format!("/console/{other}{path}")).await;
        assert_eq!(there.status, StatusCode::UNAUTHORIZED, "{path}");
    }
    // Nor does a form of one city do anything in the other.
    let csrf = Forms::of(page.text())[0].fields[0].1.clone();
    let fields = [("csrf".to_owned(), csrf), ("why".to_owned(), "x".to_owned())];
    let there = hana.send_form(&town, &format!("/console/{other}/campaigns/step_goal/stop"), &fields).await;
    assert_eq!(there.status, StatusCode::UNAUTHORIZED);
    for city in ["43204", "abcdef", "432041/..", "999999"] {
        let page = hana.open(&town, &format!("/console/{city}")).await;
        assert_eq!(page.status, StatusCode::NOT_FOUND, "{city}");
    }
    // A cookie that was made up is none.
    let mut made_up = Clerk::default();
    made_up.set_cookie("session", &"0".repeat(64));
    assert_eq!(made_up.open(&town, "").await.status, StatusCode::UNAUTHORIZED);
    town.stop().await;
}
