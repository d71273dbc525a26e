//! The address of a resident's own pages, which is written as a message leaves and stands nowhere before.

use super::{Call, Departing, Exits, Letter};
use crate::Sql;
use crate::log::log;
use crate::store::Claimed;
use chrono::{DateTime, TimeDelta, Utc};
use domain::pack::{leads_to_own_page, sms_parts, with_own_page, with_sample_page};
use domain::release::Departure;
use domain::{CityCode, ResidentId};
use wire::ticket::{Kind, Ticket};
use wire::{Outcome, RetryReason};

/// What addresses of residents' own pages are written with.
#[derive(Clone, PartialEq, Eq)]
pub struct Pages {
    key: String,
    public_url: String,
}

/// How long an address in a message opens.
pub const OPEN: TimeDelta = TimeDelta::days(7);

impl Pages {
    /// With the settings `link_key` and `public_url`.
    pub fn new(key: &str, public_url: &str) -> Self {
        Self { key: key.to_owned(), public_url: public_url.trim_end_matches('/').to_owned() }
    }

    /// The address that opens a resident's pages until then.
    pub(crate) fn address(&self, city: &CityCode, resident: &ResidentId, until: DateTime<Utc>) -> String {
        let ticket = Ticket { resident: resident.clone(), family: None, until };
        format!("{}/me/{city}/open?t={}", self.public_url, ticket.write(&self.key, city, Kind::Link))
    }
}

impl<S: Sql> Exits<'_, S> {
    /// What departs, with addresses in it. Their time counts from when the provider first saw the message's key, which is
    /// stored before the call: what goes again under the same key is the same.
    pub(super) fn addressed(&self, departing: Vec<Departing>) -> Vec<Departing> {
        let Ok(pages) = self.pages else {
            self.tell_what_is_missing(&departing);
            return departing;
        };
        let addressed = |one: Departing| {
            if !one.departure.leads_to_own_page() {
                return one;
            }
            let address = pages.address(self.city, &one.claimed.resident, one.sending.first_try + OPEN);
            let departure = match one.departure {
                Departure::Line { to, body } => Departure::Line { to, body: body.with_page(&address) },
                Departure::Sms { to, text, until } => {
                    Departure::Sms { to, text: with_own_page(&text, &address), until }
                }
            };
            Departing { departure, ..one }
        };
        departing.into_iter().map(addressed).collect()
    }

    /// What becomes of a call in which an address could not be written: it waits until the setting is there.
    pub(super) fn unaddressed(&self, call: &Call) -> Option<Outcome> {
        let missing = self.pages.err()?;
        let leads = match &call.letter {
            Letter::Push { body, .. } | Letter::Reply { body, .. } | Letter::Multicast { body, .. } => {
                body.leads_to_own_page()
            }
            Letter::Sms { text, .. } => leads_to_own_page(text),
        };
        let (reason, code) = (RetryReason::Misconfigured, missing.to_owned());
        leads.then_some(Outcome::Retry { reason, after: None, code, request_id: None })
    }

    /// How many parts the SMS of a message has, or had.
    pub(super) fn parts(&self, claimed: &Claimed) -> usize {
        let parts = |text: &String| match self.pages {
            // Until when the address opens makes it no longer.
            Ok(pages) => sms_parts(&with_own_page(text, &pages.address(self.city, &claimed.resident, self.now))),
            Err(_) => sms_parts(&with_sample_page(text)),
        };
        claimed.message.bodies.sms.as_ref().map_or(0, parts)
    }

    fn tell_what_is_missing(&self, departing: &[Departing]) {
        let waiting = departing.iter().filter(|one| one.departure.leads_to_own_page()).count();
        if let (Err(missing), true) = (self.pages, waiting > 0) {
            log(&format!("{}: {waiting} message(s) lead to residents' own pages and wait for `{missing}`", self.city));
        }
    }
}
