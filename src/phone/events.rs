//! What residents do, as the webhooks that the providers would send.

use std::sync::Arc;

use serde_json::{Value, json};

use super::PhoneError;
use super::entry::{Action, Channel, Choice, Deed, Entry, Reply};
use super::sign::{line_signature, twilio_signature};
use super::state::Inner;
use super::webhook::{Delivery, Outgoing, post};

/// One event of one user: `{"destination","events":[{type, mode, timestamp, source, replyToken?,
/// webhookEventId, deliveryContext, …}]}` posted to `/webhooks/{city}/line`.
pub(super) async fn line_event(
    inner: &Inner,
    user: &str,
    deed: Deed,
    shown: &str,
    what: Value,
) -> Result<Delivery, PhoneError> {
    if inner.webhook_base().is_none() {
        return Err(PhoneError::NoWebhookBase);
    }
    let now = inner.now();
    let timestamp = now.timestamp_millis();
    let event_id = inner.ids.event(timestamp);
    let mut event = json!({
        "mode": "active",
        "timestamp": timestamp,
        "source": { "type": "user", "userId": user },
        "webhookEventId": event_id,
        "deliveryContext": { "isRedelivery": false },
    });
    if let (Some(event), Value::Object(what)) = (event.as_object_mut(), what) {
        event.extend(what);
        // One who blocks cannot be answered any more.
        if deed != Deed::Blocked {
            event.insert("replyToken".to_owned(), json!(inner.issue_reply_token(user, now)));
        }
    }
    let body = json!({ "destination": inner.destination(), "events": [event] }).to_string();
    let signature = line_signature(&inner.options.line_channel_secret, body.as_bytes());
    let path = format!("/webhooks/{}/line", inner.options.city);
    let seq = inner.add(|seq| reply(seq, inner, Channel::Line, user, deed, shown));
    let delivery = post(inner, Outgoing::json(&path, body, signature, event_id)).await;
    inner.delivered(seq, &delivery);
    Ok(delivery)
}

fn reply(seq: u64, inner: &Inner, channel: Channel, from: &str, deed: Deed, text: &str) -> Entry {
    Entry::Reply(Arc::new(Reply {
        seq,
        channel,
        from: from.to_owned(),
        deed,
        text: text.to_owned(),
        at: inner.now(),
        delivery: None,
    }))
}

fn text_message(inner: &Inner, text: &str) -> Value {
    let ids = &inner.ids;
    json!({
        "type": "message",
        "message": {
            "id": ids.message(),
            "type": "text",
            "text": text,
            "quoteToken": ids.token(),
            "markAsReadToken": ids.token(),
        },
    })
}

/// A text written in a LINE chat.
pub(super) async fn say_line(inner: &Inner, user: &str, text: &str) -> Result<Delivery, PhoneError> {
    line_event(inner, user, Deed::Said, text, text_message(inner, text)).await
}

/// A tap on the newest choice of that label that this user was shown.
pub(super) async fn tap(inner: &Inner, user: &str, label: &str) -> Result<Delivery, PhoneError> {
    let thread = inner.thread(Channel::Line, user, usize::MAX);
    let choice = thread.iter().rev().find_map(|entry| match entry {
        Entry::Message(message) => {
            message.quick_replies.iter().chain(&message.buttons).find(|choice| choice.label == label)
        }
        Entry::Reply(_) => None,
    });
    let Some(choice) = choice.cloned() else {
        return Err(PhoneError::NoSuchChoice { user: user.to_owned(), label: label.to_owned() });
    };
    tap_choice(inner, user, &choice).await
}

/// A tap on this very choice.
pub(super) async fn tap_choice(inner: &Inner, user: &str, choice: &Choice) -> Result<Delivery, PhoneError> {
    match &choice.action {
        Action::Postback { data, display_text } => {
            let shown = display_text.as_deref().unwrap_or(&choice.label);
            let what = json!({ "type": "postback", "postback": { "data": data } });
            line_event(inner, user, Deed::Tapped, shown, what).await
        }
        Action::Message { text } => line_event(inner, user, Deed::Tapped, text, text_message(inner, text)).await,
        Action::Uri { .. } | Action::Other { .. } => Err(PhoneError::NotAnswerable { label: choice.label.clone() }),
    }
}

/// The user blocks the account: nothing is shown any more, and LINE says `unfollow`.
pub(super) async fn block(inner: &Inner, user: &str) -> Result<Delivery, PhoneError> {
    inner.faults.block(user);
    line_event(inner, user, Deed::Blocked, "", json!({ "type": "unfollow" })).await
}

/// The user takes the block back: LINE says `follow` with `isUnblocked`.
pub(super) async fn unblock(inner: &Inner, user: &str) -> Result<Delivery, PhoneError> {
    inner.faults.unblock(user);
    let what = json!({ "type": "follow", "follow": { "isUnblocked": true } });
    line_event(inner, user, Deed::Unblocked, "", what).await
}

/// LINE tells of an account link, whatever led to it.
pub(super) async fn account_link(inner: &Inner, user: &str, result: &str, nonce: &str) -> Result<Delivery, PhoneError> {
    line_event(inner, user, Deed::Tapped, "アカウント連携", super::linking::link(result, nonce)).await
}

/// A tap in the account's menu, which belongs to no message.
pub(super) async fn tap_menu(inner: &Inner, user: &str, data: &str) -> Result<Delivery, PhoneError> {
    let what = json!({ "type": "postback", "postback": { "data": data } });
    line_event(inner, user, Deed::Tapped, data, what).await
}

/// The user adds the account as a friend for the first time.
pub(super) async fn follow(inner: &Inner, user: &str) -> Result<Delivery, PhoneError> {
    let what = json!({ "type": "follow", "follow": { "isUnblocked": false } });
    line_event(inner, user, Deed::Followed, "", what).await
}

/// An SMS to the service, as Twilio's form to `/webhooks/{city}/sms/inbound`. STOP and its kin
/// unsubscribe the number and are passed on, as Twilio does by default.
pub(super) async fn say_sms(inner: &Inner, number: &str, text: &str) -> Result<Delivery, PhoneError> {
    let Some(base) = inner.signed_base() else {
        return Err(PhoneError::NoWebhookBase);
    };
    if inner.webhook_base().is_none() {
        return Err(PhoneError::NoWebhookBase);
    }
    opt_out_or_in(inner, number, text);
    let sid = inner.ids.sms();
    let parts = super::sms_length::length(text).parts.to_string();
    let to = inner.sms_sender(number);
    let form: Vec<(String, String)> = [
        ("ToCountry", "JP"),
        ("FromCountry", "JP"),
        ("MessageSid", sid.as_str()),
        ("SmsMessageSid", sid.as_str()),
        ("SmsSid", sid.as_str()),
        ("SmsStatus", "received"),
        ("AccountSid", inner.options.sms_account_sid.as_str()),
        ("From", number),
        ("To", to.as_str()),
        ("Body", text),
        ("NumMedia", "0"),
        ("NumSegments", parts.as_str()),
        ("ApiVersion", "2010-04-01"),
    ]
    .map(|(key, value)| (key.to_owned(), value.to_owned()))
    .into();
    let path = format!("/webhooks/{}/sms/inbound", inner.options.city);
    let url = format!("{}{path}", base.trim_end_matches('/'));
    let signature = twilio_signature(&inner.options.sms_auth_token, &url, &form);
    let seq = inner.add(|seq| reply(seq, inner, Channel::Sms, number, Deed::Said, text));
    let delivery = post(inner, Outgoing::form(&path, &form, signature, sid)).await;
    inner.delivered(seq, &delivery);
    Ok(delivery)
}

/// Twilio's default keywords.
fn opt_out_or_in(inner: &Inner, number: &str, text: &str) {
    use super::faults::NumberTrouble::Unsubscribed;
    let word = text.trim().to_ascii_uppercase();
    match word.as_str() {
        "STOP" | "STOPALL" | "UNSUBSCRIBE" | "CANCEL" | "END" | "QUIT" | "REVOKE" | "OPTOUT" => {
            inner.faults.number(number, Some(Unsubscribed));
        }
        "START" | "YES" | "UNSTOP" if inner.faults.number_trouble(number) == Some(Unsubscribed) => {
            inner.faults.number(number, None);
        }
        _ => {}
    }
}

/// The same webhook once more: LINE's redelivery changes `isRedelivery` and nothing else,
/// Twilio's repeats the form.
pub(super) async fn redeliver(inner: &Inner, event_id: &str) -> Result<Delivery, PhoneError> {
    let posted = inner.webhook(event_id);
    let Some(posted) = posted else {
        return Err(PhoneError::NoSuchEvent { event_id: event_id.to_owned() });
    };
    let outgoing = match serde_json::from_slice::<Value>(&posted.outgoing.body) {
        Ok(mut body) => {
            if let Some(flag) = body.pointer_mut("/events/0/deliveryContext/isRedelivery") {
                *flag = json!(true);
            }
            let body = body.to_string();
            let signature = line_signature(&inner.options.line_channel_secret, body.as_bytes());
            posted.outgoing.with_body(body, signature)
        }
        Err(_) => posted.outgoing,
    };
    Ok(post(inner, outgoing).await)
}
