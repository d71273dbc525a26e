//! The two providers, with their settings.

use crate::drain::{Call, Letter};
use crate::linking::Offer;
use crate::log::log;
use crate::spin::{Missing, Reading, Setting, ask, now, send, send_question, setting};
use crate::watch::Month;
use chrono::{NaiveDate, TimeDelta};
use domain::CityCode;
use domain::decide::LineBody;
use std::cell::RefCell;
use std::collections::BTreeSet;
use wire::line::Unread;
use wire::line::aggregation::Usage;
use wire::{Outcome, RetryReason, line, sms};

/// The settings of both providers. One that misses a setting holds its messages, and the
/// other works on.
pub(super) struct Providers {
    line: Result<Line, Missing>,
    sms: Result<Sms, Missing>,
    /// What waiting alone will not mend.
    troubles: RefCell<BTreeSet<String>>,
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
    /// Without it nothing is reported of a message, and it leaves all the same.
    public: Option<Setting>,
}

impl Providers {
    pub(super) async fn read() -> Self {
        Self { line: Line::read().await, sms: Sms::read().await, troubles: RefCell::default() }
    }

    pub(super) async fn call(&self, city: &CityCode, call: Call) -> Outcome {
        let channel = call.letter.channel().as_str();
        let outcome = self.make(city, call).await;
        let trouble = match &outcome {
            Outcome::Retry { reason, code, .. } if reason.needs_people() => {
                Some(format!("nothing leaves by {channel} until a setting is corrected: {} ({code})", reason.as_str()))
            }
            Outcome::Stop { .. } => Some(format!("the month's messages by {channel} are used up")),
            _ => None,
        };
        self.troubles.borrow_mut().extend(trouble);
        outcome
    }

    /// How the month stands with LINE; nothing where the settings for LINE are missing.
    pub(super) async fn month(&self) -> Option<Result<Month, Unread>> {
        let line = self.line.as_ref().ok()?;
        let token = line.token.value();
        let (status, body) = ask(line.base.value(), line::quota::request(token)).await?;
        let quota = match line::quota::read(status, &body) {
            Ok(quota) => quota,
            Err(error) => return Some(Err(error)),
        };
        let (status, body) = ask(line.base.value(), line::consumption::request(token)).await?;
        Some(line::consumption::read(status, &body).map(|used| Month { quota, used }))
    }

    /// What LINE counted of a unit between two days; nothing where the settings for LINE are missing.
    pub(super) async fn usage(&self, unit: &str, from: NaiveDate, to: NaiveDate) -> Option<Result<Usage, Unread>> {
        let line = self.line.as_ref().ok()?;
        let request = line::aggregation::usage_request(unit, from, to, line.token.value());
        let (status, body) = ask(line.base.value(), request).await?;
        Some(line::aggregation::read_usage(status, &body))
    }

    /// LINE's link token of a user.
    pub(super) async fn link_token(&self, user: &str) -> Result<String, Outcome> {
        let line = self.line.as_ref().map_err(held)?;
        let reading = Reading {
            classify: line::link_token,
            unanswered: line::link_token_unanswered,
            unsent: line::link_token_unsent,
        };
        send_question(line.base.value(), line::link_token_request(user, line.token.value()), reading).await
    }

    /// Sends what offers a link.
    pub(super) async fn offer(&self, offer: Offer) -> Outcome {
        match (&offer, &self.line, &self.sms) {
            (Offer::Line { message, to, text }, Ok(line), _) => {
                let body = LineBody::words(text);
                let content = line::Content { body: &body, tag: "" };
                let push = line::Push { to, content, key: *message, aggregation_unit: None };
                let reading = Reading { classify: line::classify, unanswered: line::unanswered, unsent: line::unsent };
                send(line.base.value(), push.request(line.token.value()), reading).await
            }
            (Offer::Sms { to, text }, _, Ok(settings)) => settings.send(to, text, None, None).await,
            (Offer::Line { .. }, Err(missing), _) | (Offer::Sms { .. }, _, Err(missing)) => held(missing),
        }
    }

    /// One line for each trouble, however many messages met it.
    pub(super) fn tell_troubles(&self) {
        self.troubles.borrow().iter().for_each(|trouble| log(trouble));
    }

    async fn make(&self, city: &CityCode, call: Call) -> Outcome {
        let reading = Reading { classify: line::classify, unanswered: line::unanswered, unsent: line::unsent };
        match (&call.letter, &self.line, &self.sms) {
            (Letter::Push { to, body }, Ok(line), _) => {
                let tag = call.key.to_string();
                let content = line::Content { body, tag: &tag };
                let push = line::Push { to, content, key: call.key, aggregation_unit: Some(&call.unit) };
                send(line.base.value(), push.request(line.token.value()), reading).await
            }
            (Letter::Reply { token, body }, Ok(line), _) => {
                let tag = call.key.to_string();
                let reply = line::Reply { token: token.expose(), content: line::Content { body, tag: &tag } };
                let reading = Reading {
                    classify: line::classify_reply,
                    unanswered: line::unanswered_reply,
                    unsent: line::unsent,
                };
                send(line.base.value(), reply.request(line.token.value()), reading).await
            }
            (Letter::Multicast { to, body }, Ok(line), _) => {
                let tag = call.key.to_string();
                let to: Vec<&str> = to.iter().map(String::as_str).collect();
                let content = line::Content { body, tag: &tag };
                let multicast = line::Multicast { to: &to, content, key: call.key, aggregation_unit: Some(&call.unit) };
                send(line.base.value(), multicast.request(line.token.value()), reading).await
            }
            (Letter::Sms { to, text, until }, _, Ok(settings)) => {
                let callback =
                    settings.public.as_ref().map(|public| sms::status_callback(public.value(), city, call.key));
                let status_callback = callback.as_deref();
                settings.send(to, text, status_callback, Some(*until - now())).await
            }
            (Letter::Push { .. } | Letter::Reply { .. } | Letter::Multicast { .. }, Err(missing), _)
            | (Letter::Sms { .. }, _, Err(missing)) => held(missing),
        }
    }
}

fn held(missing: &Missing) -> Outcome {
    let code = missing.0.to_owned();
    Outcome::Retry { reason: RetryReason::Misconfigured, after: None, code, request_id: None }
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
            public: setting("public_url").await.ok(),
        })
    }

    async fn send(&self, to: &str, text: &str, callback: Option<&str>, valid_for: Option<TimeDelta>) -> Outcome {
        let valid_for = valid_for.map(|left| u32::try_from(left.num_seconds()).unwrap_or_default());
        let message = sms::Sms { to, from: self.from.value(), text, status_callback: callback, valid_for };
        let reading = Reading { classify: sms::classify, unanswered: sms::unanswered, unsent: sms::unsent };
        send(self.base.value(), message.request(self.account.value(), self.token.value()), reading).await
    }
}
