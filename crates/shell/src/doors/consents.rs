//! `GET /v1/{city}/residents/{id}/consents`: what a resident agreed to, as it can be shown to them.

use super::answer::{Answer, Refused, json};
use super::kept::cache;
use super::request::{Incoming, city};
use super::residents::resident;
use crate::consents::consents;
use crate::office::looked;
use crate::spin::{connect, now};
use crate::store::{Deed, MACHINE};
use domain::why::Language;
use http::StatusCode;
use wire::Problem;
use wire::problem::Kind;

pub(super) async fn get(request: &Incoming, code: &str, id: &str) -> Result<Answer, Refused> {
    request.admit("staff_token").await?;
    let city = city(code)?;
    let resident = resident(id)?;
    let language = match request.asked("language").as_deref() {
        None | Some("ja") => Language::Ja,
        Some("en") => Language::En,
        Some(_) => {
            let detail = "`language` can be `ja` or `en`";
            return Err(Refused::problem(Problem::new(Kind::Unreadable).detail(detail)));
        }
    };
    let sql = connect().await?;
    let shown = consents(&sql, &cache(), &city, &resident, language).await?;
    let deed = Deed::new(MACHINE, "resident_seen", resident.as_str());
    looked(&sql, &city, &deed.with(serde_json::json!({ "page": "consents" })), now()).await?;
    sql.keep();
    Ok(json(StatusCode::OK, &shown))
}
