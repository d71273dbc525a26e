//! What providers tell: residents who answer, join or leave. Signatures are checked on the
//! raw bytes before anything is read.

use super::answer::{Answer, Refused, empty};
use super::kept::cache;
use super::request::{Incoming, city};
use crate::handle::handle;
use crate::inbound;
use crate::linking;
use crate::spin::{connect, now, setting};
use domain::CityCode;
use http::StatusCode;
use wire::problem::Kind;
use wire::{Inbound, Problem, line, sms};

/// The most that LINE tells at a time. A signature is over the body, so that it is read before
/// anybody knows who sent it.
const MAX_LINE: usize = 512 * 1024;

/// The most of an SMS provider's form, of which the text is 1,600 characters.
const MAX_FORM: usize = 64 * 1024;

pub(super) async fn line(request: &mut Incoming, code: &str) -> Result<Answer, Refused> {
    let secret = setting("line_channel_secret").await?;
    let body = request.read(MAX_LINE).await?;
    if !line::verify(secret.value(), &body, request.header(line::SIGNATURE_HEADER)) {
        return Err(Refused::signature(line::CHALLENGE));
    }
    let city = city(code)?;
    let inbound = line::parse(&body)
        .map_err(|error| Refused::problem(Problem::new(Kind::Unreadable).detail(error.to_string())))?;
    take(&city, inbound).await?;
    Ok(empty(StatusCode::OK))
}

pub(super) async fn sms_inbound(request: &mut Incoming, code: &str) -> Result<Answer, Refused> {
    let token = setting("sms_auth_token").await?;
    let public = setting("public_url").await?;
    // The provider signs the address it was given, not the one a proxy shows us.
    let url = format!("{}{}", public.value().trim_end_matches('/'), request.path);
    let url = if request.query.is_empty() { url } else { format!("{url}?{}", request.query) };
    let body = request.read(MAX_FORM).await?;
    let form = sms::Form::parse(&body);
    if !sms::verify(token.value(), &url, &form, request.header(sms::SIGNATURE_HEADER)) {
        return Err(Refused::signature(sms::CHALLENGE));
    }
    let city = city(code)?;
    let inbound =
        form.inbound().map_err(|error| Refused::problem(Problem::new(Kind::Unreadable).detail(error.to_string())))?;
    take(&city, vec![inbound]).await?;
    Ok(empty(StatusCode::NO_CONTENT))
}

/// Finds who did it, and hands the events over. Someone who is linked to no resident is
/// passed over: there is nobody to decide about.
async fn take(city: &CityCode, inbound: Vec<Inbound>) -> Result<(), Refused> {
    if inbound.is_empty() {
        return Ok(());
    }
    let sql = connect().await?;
    let now = now();
    let cache = cache();
    linking::asked(&sql, city, &inbound, now).await?;
    // Without the key nothing can be linked; everything else is heard as ever.
    let inbound = match setting("link_key").await {
        Ok(key) => {
            let linking = linking::Linking { sql: &sql, cache: &cache, key: key.value(), city };
            linking::answered(&linking, inbound, now).await?
        }
        Err(_) => inbound,
    };
    let events = inbound::events(&sql, city, inbound, now).await?;
    if !events.is_empty() {
        let _ = handle(&sql, &cache, city, &events, now).await?;
    }
    sql.keep();
    Ok(())
}
