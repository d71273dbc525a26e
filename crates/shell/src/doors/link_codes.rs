//! `POST /v1/{city}/residents/{id}/link-codes`: a code with which a resident links a LINE account or
//! a telephone.

use super::answer::{Answer, Refused, json};
use super::kept::cache;
use super::request::{Incoming, city, object};
use super::residents::resident;
use crate::linking::{Linking, Wish, make};
use crate::spin::{connect, now, random, setting};
use chrono::{DateTime, Utc};
use domain::event::ChannelKind;
use http::StatusCode;
use serde::{Deserialize, Serialize};
use wire::Problem;
use wire::problem::Kind;

/// The most of a body, which names a channel and a number.
const MOST: usize = 4 * 1024;

/// ```json
/// {"channel": "sms", "number": "+819012345678"}
/// ```
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Asked {
    #[serde(default = "line")]
    channel: ChannelKind,
    number: Option<String>,
}

/// ```json
/// {"channel": "line", "code": "482-913-057", "expires": "2026-12-01T09:00:00Z"}
/// ```
#[derive(Serialize)]
struct Told {
    channel: ChannelKind,
    #[serde(skip_serializing_if = "Option::is_none")]
    code: Option<String>,
    expires: DateTime<Utc>,
}

pub(super) async fn post(request: &mut Incoming, code: &str, id: &str) -> Result<Answer, Refused> {
    request.admit("staff_token").await?;
    let city = city(code)?;
    let resident = resident(id)?;
    let body = request.read(MOST).await?;
    let asked = if body.is_empty() { Asked { channel: line(), number: None } } else { read(&body)? };
    let channel = asked.channel;
    let wish = wish(asked)?;
    let key = setting("link_key").await?;
    let sql = connect().await?;
    let cache = cache();
    let linking = Linking { sql: &sql, cache: &cache, key: key.value(), city: &city };
    let made = make(&linking, &resident, &wish, random, now()).await?;
    sql.keep();
    let code = made.code.map(|code| code.to_string());
    Ok(json(StatusCode::CREATED, &Told { channel, code, expires: made.expires }))
}

fn line() -> ChannelKind {
    ChannelKind::Line
}

fn read(body: &[u8]) -> Result<Asked, Refused> {
    object(body).map_err(|error| {
        let detail =
            "send nothing for a LINE account, or `{\"channel\": \"sms\", \"number\": \"+81…\"}` for a telephone";
        let problem = Problem::new(Kind::Unreadable).detail(detail);
        // At the beginning and at the end of a line serde counts from 0.
        Refused::problem(problem.with("line", error.line()).with("column", error.column().max(1)))
    })
}

fn wish(asked: Asked) -> Result<Wish, Refused> {
    let refused = |detail| Err(Refused::problem(Problem::new(Kind::Refused).detail(detail)));
    match (asked.channel, asked.number) {
        (ChannelKind::Line, None) => Ok(Wish::Line),
        (ChannelKind::Line, Some(_)) => refused("a LINE account has no `number`; whoever enters the code links theirs"),
        (ChannelKind::Sms, Some(number)) if wire::sms::is_number(&number) => Ok(Wish::Sms(number)),
        (ChannelKind::Sms, _) => {
            refused("`number` is a telephone number with its country code, such as `+819012345678`")
        }
        (ChannelKind::Paper, _) => refused("`channel` can be `line` or `sms`"),
    }
}
