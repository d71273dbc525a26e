//! `POST /internal/tick`: the clock's work. Asks what is due, sends what may leave.

use super::answer::{Answer, Refused, json, log};
use super::events::cache;
use super::request::Incoming;
use crate::Error;
use crate::drain::{BATCH, Call, Drained, drain};
use crate::due::due;
use crate::spin::{Missing, Reading, Setting, connect, now, send, setting};
use crate::store::Store;
use domain::CityCode;
use domain::release::Departure;
use http::StatusCode;
use serde::Serialize;
use wire::{Outcome, RetryReason, line, sms};

/// What a tick did.
#[derive(Serialize, Default)]
struct Ticked {
    cities: usize,
    asked: usize,
    #[serde(flatten)]
    drained: Drained,
}

/// The most that one tick does for a city, so that a tick ends and the next begins.
const MOST: usize = 10_000;

pub(super) async fn post(request: &Incoming) -> Result<Answer, Refused> {
    request.admit("tick_token").await?;
    let sql = connect().await?;
    let cities = Store::new(&sql).cities().await?;
    sql.keep();
    let providers = Providers::read().await;
    let mut ticked = Ticked::default();
    let mut failed = None;
    for city in cities {
        ticked.cities += 1;
        // What is wrong in one city keeps no other waiting.
        if let Err(error) = work(&city, &providers, &mut ticked).await {
            log(&format!("{city}: the clock's work broke off: {error}"));
            failed = Some(error);
        }
    }
    match failed {
        Some(error) => Err(error.into()),
        None => Ok(json(StatusCode::OK, &ticked)),
    }
}

/// The work of one city, on a connection of its own.
async fn work(city: &CityCode, providers: &Providers, ticked: &mut Ticked) -> Result<(), Error> {
    let sql = connect().await?;
    ticked.asked += due(&sql, &cache(), city, now(), MOST).await?;
    let mut looked_at = 0;
    while looked_at < MOST {
        // Calls take time, and whether a message may leave is asked of the time it leaves at.
        let drained = drain(&sql, &cache(), city, now(), BATCH, async |call| providers.call(call).await).await?;
        if drained.total() == 0 {
            break;
        }
        looked_at += drained.total();
        ticked.drained = ticked.drained.and(drained);
    }
    sql.keep();
    Ok(())
}

/// The settings of both providers. One that misses a setting holds its messages, and the
/// other works on.
struct Providers {
    line: Result<Line, Missing>,
    sms: Result<Sms, Missing>,
}

struct Line {
    base: Setting,
    token: Setting,
}

struct Sms {
    base: Setting,
    account: Setting,
    token: Setting,
    from: Setting,
}

impl Providers {
    async fn read() -> Self {
        Self { line: Line::read().await, sms: Sms::read().await }
    }

    async fn call(&self, call: Call) -> Outcome {
        match (&call.departure, &self.line, &self.sms) {
            (Departure::Line { to, body }, Ok(line), _) => {
                let replies: Vec<(&str, &str)> =
                    body.replies.iter().map(|(label, action)| (label.as_str(), action.as_str())).collect();
                let push = line::Push {
                    to,
                    text: &body.text,
                    replies: &replies,
                    message: call.message,
                    aggregation_unit: Some(&call.unit),
                };
                let reading = Reading { classify: line::classify, unanswered: line::unanswered, unsent: line::unsent };
                send(line.base.value(), push.request(line.token.value()), reading).await
            }
            (Departure::Sms { to, text }, _, Ok(settings)) => {
                let message = sms::Sms { to, from: settings.from.value(), text, status_callback: None };
                let reading = Reading { classify: sms::classify, unanswered: sms::unanswered, unsent: sms::unsent };
                let request = message.request(settings.account.value(), settings.token.value());
                send(settings.base.value(), request, reading).await
            }
            (Departure::Line { .. }, Err(missing), _) | (Departure::Sms { .. }, _, Err(missing)) => held(missing),
        }
    }
}

fn held(missing: &Missing) -> Outcome {
    log(&missing.to_string());
    Outcome::Retry { reason: RetryReason::Misconfigured, after: None, code: missing.0.to_owned() }
}

impl Line {
    async fn read() -> Result<Self, Missing> {
        Ok(Self { base: setting("line_api_base").await?, token: setting("line_channel_access_token").await? })
    }
}

impl Sms {
    async fn read() -> Result<Self, Missing> {
        Ok(Self {
            base: setting("sms_api_base").await?,
            account: setting("sms_account_sid").await?,
            token: setting("sms_auth_token").await?,
            from: setting("sms_from").await?,
        })
    }
}
