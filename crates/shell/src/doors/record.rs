//! `GET /v1/{city}/campaigns/{campaign}/record`: the record of a campaign, for whoever evaluates it.

use super::answer::{Answer, Refused, text};
use super::kept::cache;
use super::request::{Incoming, city};
use crate::record::{MOST_PEOPLE, Roll, Wanted};
use crate::spin::{connect, setting};
use domain::event::Purpose;
use http::{HeaderName, HeaderValue};
use outcomes::record::Shape;
use wire::Problem;
use wire::problem::Kind;
use wire::table::{LEFT_OUT, MEDIA, NEXT, Table};

/// Of how many people a part is, where nothing is asked for.
const PEOPLE: u32 = 100;

pub(super) async fn get(request: &Incoming, code: &str, campaign: &str) -> Result<Answer, Refused> {
    request.admit("staff_token").await?;
    let city = city(code)?;
    let shape = match request.asked("shape") {
        None => Shape::Record,
        Some(name) => Shape::from_name(&name)
            .ok_or_else(|| unreadable("`shape` is `record`, `mrtanalysis`, `people`, `weeks` or `distal`"))?,
    };
    if request.asked("format").is_some_and(|format| format != "csv") {
        return Err(unreadable("`format` is `csv`; `ayumi record` writes other files"));
    }
    let people = match request.asked("people") {
        None => PEOPLE,
        Some(number) => number
            .parse()
            .ok()
            .filter(|number| (1..=MOST_PEOPLE).contains(number))
            .ok_or_else(|| unreadable(&format!("`people` is how many people a part is of, 1 to {MOST_PEOPLE}")))?,
    };
    let agreed = match request.asked("agreed").as_deref() {
        None => None,
        Some("research") => Some(Purpose::Research),
        Some("outcomes_sharing") => Some(Purpose::OutcomesSharing),
        Some(_) => return Err(unreadable("`agreed` is `research` or `outcomes_sharing`")),
    };
    let key = setting("link_key").await?;
    let after = request.asked("after").unwrap_or_default();
    if !after.is_empty() && !is_person(&after) {
        return Err(unreadable("`after` is what the header `ayumi-next` of the part before says"));
    }
    let sql = connect().await?;
    let wanted = Wanted { city: &city, campaign, shape, agreed, key: key.value() };
    let part = Roll::of(&sql, &cache(), wanted).await?.part(&sql, &after, people).await?;
    sql.keep();
    let mut table = Table::default();
    table.line(shape.columns().iter().map(|(name, _)| name));
    part.lines.iter().for_each(|line| table.line(line));
    let mut answer = text(MEDIA, table.text());
    let headers = answer.headers_mut();
    // A pseudonym is hexadecimal, which any header can hold.
    if let Some(next) = part.next.and_then(|next| HeaderValue::from_str(&next.0).ok()) {
        headers.insert(HeaderName::from_static(NEXT), next);
    }
    headers.insert(HeaderName::from_static(LEFT_OUT), HeaderValue::from(part.left_out));
    Ok(answer)
}

/// Whether a text is a person as the record has them.
fn is_person(text: &str) -> bool {
    text.len() == 32 && text.bytes().all(|digit| matches!(digit, b'0'..=b'9' | b'a'..=b'f'))
}

fn unreadable(detail: &str) -> Refused {
    Refused::problem(Problem::new(Kind::Unreadable).detail(detail))
}
