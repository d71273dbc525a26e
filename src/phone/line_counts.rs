//! What LINE tells of messages sent: on a day, and of a name that they carried.
//!
//! Source: LINE Developers, "Messaging API reference" (get number of sent messages, statistics per unit);
//! line-openapi `messaging-api.yml`, `insight.yml`.

use std::sync::Arc;

use axum::extract::{Path, Query, Request, State};
use axum::response::Response;
use chrono::{NaiveDate, TimeDelta};
use serde::Deserialize;
use serde_json::{Value, json};

use super::answer::Refusal;
use super::line_call::Call;
use super::quota::japan;
use super::state::Inner;
use super::tally::PRIVATE;

/// Before it LINE counted nothing: 31 March 2018.
const FIRST_COUNTED: Option<NaiveDate> = NaiveDate::from_ymd_opt(2018, 3, 31);

#[derive(Deserialize)]
pub(super) struct OnDay {
    date: Option<String>,
}

/// `GET /v2/bot/message/delivery/{push,multicast,reply,broadcast}?date=yyyyMMdd` → `{"status","success"?}`.
/// A day is counted when it is over, and told when it has 20 people or more.
pub(super) async fn delivery(
    State(inner): State<Arc<Inner>>,
    Path(kind): Path<String>,
    Query(OnDay { date }): Query<OnDay>,
    request: Request,
) -> Response {
    let call = Call::new(&inner, &request, "delivery");
    let told = call.ask(request.headers(), || {
        if !["push", "multicast", "reply", "broadcast"].contains(&kind.as_str()) {
            return Err(Refusal::new(http::StatusCode::NOT_FOUND, "Not found"));
        }
        let day = day_of(date.as_deref(), "date")?;
        let status = |status: &str| Ok(json!({ "status": status }));
        if FIRST_COUNTED.is_some_and(|first| day < first) {
            return status("out_of_service");
        }
        if day >= japan(call.now).date_naive() {
            return status("unready");
        }
        match inner.tally().on(day, &kind) {
            few if few < PRIVATE => status("unavailable_for_privacy"),
            people => Ok(json!({ "status": "ready", "success": people })),
        }
    });
    call.answer(told.await)
}

/// `GET /v2/bot/message/aggregation/info` → `{"numOfCustomAggregationUnits"}`, of this month.
pub(super) async fn units(State(inner): State<Arc<Inner>>, request: Request) -> Response {
    let call = Call::new(&inner, &request, "aggregation");
    let today = japan(call.now).date_naive();
    let told =
        call.ask(request.headers(), || Ok(json!({ "numOfCustomAggregationUnits": inner.tally().names(today).len() })));
    call.answer(told.await)
}

/// `GET /v2/bot/message/aggregation/list` → `{"customAggregationUnits":[…]}`, all on one page.
pub(super) async fn unit_names(State(inner): State<Arc<Inner>>, request: Request) -> Response {
    let call = Call::new(&inner, &request, "aggregation");
    let today = japan(call.now).date_naive();
    let told = call.ask(request.headers(), || Ok(json!({ "customAggregationUnits": inner.tally().names(today) })));
    call.answer(told.await)
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct OfUnit {
    custom_aggregation_unit: Option<String>,
    from: Option<String>,
    to: Option<String>,
}

/// `GET /v2/bot/insight/message/event/aggregation?customAggregationUnit=&from=&to=` → `{"overview",
/// "messages","clicks"}`. Everybody reached is taken to have looked; nobody is known to have opened a
/// link, since links lead away from the phone.
pub(super) async fn unit_usage(
    State(inner): State<Arc<Inner>>,
    Query(asked): Query<OfUnit>,
    request: Request,
) -> Response {
    let call = Call::new(&inner, &request, "insight");
    let told = call.ask(request.headers(), || {
        let unit = asked.custom_aggregation_unit.as_deref().filter(|unit| !unit.is_empty());
        let unit = unit.ok_or_else(|| missing("customAggregationUnit"))?;
        let [from, to] = [(&asked.from, "from"), (&asked.to, "to")].map(|(day, name)| day_of(day.as_deref(), name));
        let (from, to) = (from?, to?);
        if to < from || to - from > TimeDelta::days(30) {
            return Err(Refusal::bad("The value for the 'to' parameter is invalid"));
        }
        let people = inner.tally().of_unit(unit, from, to);
        let seen = (people >= PRIVATE).then_some(people);
        let overview: Value = json!({
            "uniqueImpression": seen,
            "uniqueClick": null,
            "uniqueMediaPlayed": null,
            "uniqueMediaPlayed100Percent": null,
        });
        Ok(json!({ "overview": overview, "messages": [], "clicks": [] }))
    });
    call.answer(told.await)
}

fn day_of(text: Option<&str>, name: &str) -> Result<NaiveDate, Refusal> {
    let text = text.ok_or_else(|| missing(name))?;
    let day = NaiveDate::parse_from_str(text, "%Y%m%d").ok().filter(|_| text.len() == 8);
    day.ok_or_else(|| Refusal::bad(format!("The value for the '{name}' parameter is invalid")))
}

fn missing(name: &str) -> Refusal {
    Refusal::bad(format!("The required parameter '{name}' is missing"))
}
