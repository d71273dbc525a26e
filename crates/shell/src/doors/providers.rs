//! The two providers, with their settings.

use crate::drain::Call;
use crate::log::log;
use crate::spin::{Missing, Reading, Setting, send, setting};
use domain::CityCode;
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
    /// Without it nothing is reported of a message, and it leaves all the same.
    public: Option<Setting>,
}

impl Providers {
    pub(super) async fn read() -> Self {
        Self { line: Line::read().await, sms: Sms::read().await, troubles: RefCell::default() }
    }

    pub(super) async fn call(&self, city: &CityCode, call: Call) -> Outcome {
        let channel = call.departure.channel().as_str();
        let outcome = self.make(city, call).await;
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

    /// One line for each trouble, however many messages met it.
    pub(super) fn tell_troubles(&self) {
        self.troubles.borrow().iter().for_each(|trouble| log(trouble));
    }

    async fn make(&self, city: &CityCode, call: Call) -> Outcome {
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
            (Departure::Sms { to, text }, _, Ok(settings)) => {
                let callback =
                    settings.public.as_ref().map(|public| sms::status_callback(public.value(), city, call.message));
                let message = sms::Sms { to, from: settings.from.value(), text, status_callback: callback.as_deref() };
                let reading = Reading { classify: sms::classify, unanswered: sms::unanswered, unsent: sms::unsent };
                let request = message.request(settings.account.value(), settings.token.value());
                send(settings.base.value(), request, reading).await
            }
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
            public: setting("public_url").await.ok(),
        })
    }
}
