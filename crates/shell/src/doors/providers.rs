//! The two providers, with their settings.

use crate::drain::Call;
use crate::linking::Offer;
use crate::log::log;
use crate::spin::{Missing, Reading, Setting, send, setting};
use domain::release::Departure;
use std::cell::RefCell;
use std::collections::BTreeSet;
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
}

impl Providers {
    pub(super) async fn read() -> Self {
        Self { line: Line::read().await, sms: Sms::read().await, troubles: RefCell::default() }
    }

    pub(super) async fn call(&self, call: Call) -> Outcome {
        let channel = call.departure.channel().as_str();
        let outcome = self.make(call).await;
        let trouble = match &outcome {
            Outcome::Retry { reason, code, .. } if reason.needs_people() => {
                Some(format!("nothing leaves by {channel} until a setting is corrected: {} ({code})", reason.as_str()))
            }
            Outcome::Stop => Some(format!("the month's messages by {channel} are used up")),
            _ => None,
        };
        self.troubles.borrow_mut().extend(trouble);
        outcome
    }

    /// LINE's link token of a user.
    pub(super) async fn link_token(&self, user: &str) -> Result<String, Outcome> {
        let line = self.line.as_ref().map_err(held)?;
        let reading = Reading {
            classify: line::link_token,
            unanswered: line::link_token_unanswered,
            unsent: line::link_token_unsent,
        };
        send(line.base.value(), line::link_token_request(user, line.token.value()), reading).await
    }

    /// Sends what offers a link.
    pub(super) async fn offer(&self, offer: Offer) -> Outcome {
        match (&offer, &self.line, &self.sms) {
            (Offer::Line { message, to, text }, Ok(line), _) => {
                let push = line::Push { to, text, replies: &[], message: *message, aggregation_unit: None };
                let reading = Reading { classify: line::classify, unanswered: line::unanswered, unsent: line::unsent };
                send(line.base.value(), push.request(line.token.value()), reading).await
            }
            (Offer::Sms { to, text }, _, Ok(settings)) => settings.send(to, text).await,
            (Offer::Line { .. }, Err(missing), _) | (Offer::Sms { .. }, _, Err(missing)) => held(missing),
        }
    }

    /// One line for each trouble, however many messages met it.
    pub(super) fn tell_troubles(&self) {
        self.troubles.borrow().iter().for_each(|trouble| log(trouble));
    }

    async fn make(&self, call: Call) -> Outcome {
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
            (Departure::Sms { to, text }, _, Ok(settings)) => settings.send(to, text).await,
            (Departure::Line { .. }, Err(missing), _) | (Departure::Sms { .. }, _, Err(missing)) => held(missing),
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
        })
    }

    async fn send(&self, to: &str, text: &str) -> Outcome {
        let message = sms::Sms { to, from: self.from.value(), text, status_callback: None };
        let reading = Reading { classify: sms::classify, unanswered: sms::unanswered, unsent: sms::unsent };
        send(self.base.value(), message.request(self.account.value(), self.token.value()), reading).await
    }
}
