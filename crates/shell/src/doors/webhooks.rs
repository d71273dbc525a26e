//! What providers tell: residents who answer, join or leave, and what became of messages.
//! Signatures are checked on the raw bytes before anything is read.

use super::answer::{Answer, Refused, empty};
use super::patience;
use super::request::{Incoming, city};
use crate::hear::{From, Heard};
use crate::log::log;
use crate::spin::{now, setting};
use http::StatusCode;
use wire::problem::Kind;
use wire::{Problem, line, sms};

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
    let told = line::parse(&body).map_err(unreadable)?;
    // Nothing to be done, as when the console's button is pressed.
    if !told.is_empty() {
        patience::take(&city, Heard { from: From::Line, received: now(), body }).await?;
    }
    Ok(empty(StatusCode::OK))
}

pub(super) async fn sms_inbound(request: &mut Incoming, code: &str) -> Result<Answer, Refused> {
    let body = signed_form(request).await?;
    let city = city(code)?;
    sms::Form::parse(&body).inbound().map_err(unreadable)?;
    patience::take(&city, Heard { from: From::SmsInbound, received: now(), body }).await?;
    Ok(empty(StatusCode::NO_CONTENT))
}

pub(super) async fn sms_status(request: &mut Incoming, code: &str) -> Result<Answer, Refused> {
    let body = signed_form(request).await?;
    let city = city(code)?;
    let status = sms::Form::parse(&body).status().map_err(unreadable)?;
    match sms::reported(&request.query) {
        // On its way still: nothing to be stored.
        Some(_) if status.state.is_none() => {}
        Some(message) => {
            patience::take(&city, Heard { from: From::SmsStatus(message), received: now(), body }).await?;
        }
        None => log(&format!("{city}: the SMS provider reports about a message without our id in its URL")),
    }
    Ok(empty(StatusCode::NO_CONTENT))
}

/// A form that the SMS provider signed.
async fn signed_form(request: &mut Incoming) -> Result<Vec<u8>, Refused> {
    let token = setting("sms_auth_token").await?;
    let public = setting("public_url").await?;
    // The provider signs the address it was given, not the one a proxy shows us, and what a proxy
    // says of it in a header anybody can say.
    let url = format!("{}{}", public.value().trim_end_matches('/'), request.path);
    let url = if request.query.is_empty() { url } else { format!("{url}?{}", request.query) };
    let body = request.read(MAX_FORM).await?;
    if sms::verify(token.value(), &url, &body, request.header(sms::SIGNATURE_HEADER)) {
        Ok(body)
    } else {
        Err(Refused::signature(sms::CHALLENGE))
    }
}

fn unreadable(error: impl std::error::Error) -> Refused {
    Refused::problem(Problem::new(Kind::Unreadable).detail(error.to_string()))
}
