//! What Twilio reports after it has taken an SMS: `sent`, then `delivered` or `undelivered`.

use std::sync::Arc;

use serde_json::Value;

use super::Receipts;
use super::faults::NumberTrouble;
use super::sign::twilio_signature;
use super::state::Inner;
use super::webhook::{Outgoing, post};

/// Posts the states to the `StatusCallback` in the background, one after the other.
///
/// The signature covers the URL that the service asked for; the call itself goes to the webhook base,
/// since the asked-for host may be a public name that does not lead here.
pub(super) fn follow(inner: &Arc<Inner>, message: &Value, callback: Option<String>, trouble: Option<NumberTrouble>) {
    let (Some(url), Some(_), Receipts::Sent) = (callback, inner.webhook_base(), inner.options.receipts) else {
        return;
    };
    let Some(path) = path_of(&url) else {
        tracing::warn!("phone: a StatusCallback is not an http URL, nothing will be reported");
        return;
    };
    let word = |name: &str| message.get(name).and_then(Value::as_str).unwrap_or_default().to_owned();
    let (sid, from, to) = (word("sid"), word("from"), word("to"));
    let last = match trouble {
        Some(NumberTrouble::Unreachable) => ("undelivered", Some("30003")),
        _ => ("delivered", None),
    };
    let inner = Arc::clone(inner);
    tokio::spawn(async move {
        for (state, error) in [("sent", None), last] {
            let mut form: Vec<(String, String)> = [
                ("MessageSid", sid.as_str()),
                ("SmsSid", sid.as_str()),
                ("MessageStatus", state),
                ("SmsStatus", state),
                ("AccountSid", inner.options.sms_account_sid.as_str()),
                ("From", from.as_str()),
                ("To", to.as_str()),
                ("ApiVersion", "2010-04-01"),
            ]
            .map(|(key, value)| (key.to_owned(), value.to_owned()))
            .into();
            form.extend(error.map(|code| ("ErrorCode".to_owned(), code.to_owned())));
            let signature = twilio_signature(&inner.options.sms_auth_token, &url, &form);
            let outgoing = Outgoing::form(&path, &form, signature, format!("{sid}-{state}"));
            post(&inner, outgoing).await;
        }
    });
}

fn path_of(url: &str) -> Option<String> {
    let uri: http::Uri = url.parse().ok()?;
    matches!(uri.scheme_str(), Some("http" | "https"))
        .then(|| uri.path_and_query().map(|path| path.as_str().to_owned()))?
}
