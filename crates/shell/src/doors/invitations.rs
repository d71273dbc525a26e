//! `POST /v1/{city}/invitations`: a link that lets someone into the console, for who runs the service.

use super::answer::{Answer, Refused, json};
use super::request::{Incoming, city, object};
use crate::office::people::{self, INVITATION_LIVES};
use crate::spin::{connect, now, random, setting};
use crate::store::{Invitation, MACHINE, Store};
use chrono::{DateTime, Utc};
use domain::staff::{Role, Roles, sealed};
use http::StatusCode;
use serde::{Deserialize, Serialize};
use wire::Problem;
use wire::problem::Kind;

/// The most that a request has.
const MOST: usize = 4 * 1024;

/// The longest name.
const MOST_NAME: usize = 60;

/// Whom to let in.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Wish {
    name: String,
    roles: Vec<Role>,
    #[serde(default)]
    clinician: bool,
}

/// The link, which is told this once.
#[derive(Serialize)]
struct Link {
    url: String,
    expires: DateTime<Utc>,
}

pub(super) async fn post(request: &mut Incoming, code: &str) -> Result<Answer, Refused> {
    request.admit("staff_token").await?;
    let city = city(code)?;
    let body = request.read(MOST).await?;
    let wish: Wish = object(&body).map_err(|error| {
        Refused::problem(Problem::new(Kind::Unreadable).detail(format!("the body is not as expected: {error}")))
    })?;
    if wish.name.trim().is_empty() || wish.name.chars().count() > MOST_NAME || wish.name.chars().any(char::is_control) {
        let detail = format!("`name` has 1 to {MOST_NAME} letters");
        return Err(Refused::problem(Problem::new(Kind::Refused).detail(detail)));
    }
    if wish.roles.len() > Role::ALL.len() {
        return Err(Refused::problem(Problem::new(Kind::Refused).detail("`roles` has each role once")));
    }
    let base = setting("public_url").await?.value().trim_end_matches('/').to_owned();
    let token = format!("{:032x}{:032x}", random(), random());
    let expires = now() + INVITATION_LIVES;
    let invitation = Invitation {
        staff: None,
        name: wish.name.trim().to_owned(),
        roles: Roles::new(wish.roles),
        clinician: wish.clinician,
        made_by: MACHINE.to_owned(),
        expires,
        used: false,
    };
    let sql = connect().await?;
    Store::new(&sql).city(&city).await?.ok_or_else(|| crate::Error::UnknownCity(city.to_string()))?;
    people::invite(&sql, &city, &invitation, &sealed(&token), now()).await?;
    sql.keep();
    let url = format!("{base}/console/{city}/invitation/{token}");
    Ok(json(StatusCode::CREATED, &Link { url, expires }))
}
