//! The address of a resident's own pages, which is written as a message leaves and stands nowhere before.

use super::{Departing, Letter};
use chrono::{DateTime, TimeDelta, Utc};
use domain::pack::with_own_page;
use domain::{CityCode, ResidentId};
use wire::ticket::{Kind, Ticket};

/// Whose pages a call leads to, and until when.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Leads {
    /// Whose.
    resident: ResidentId,
    /// Until when the address opens them.
    until: DateTime<Utc>,
}

/// How long an address in a message opens.
const OPEN: TimeDelta = TimeDelta::days(7);

impl Leads {
    /// Where a message leads to such pages. The time counts from when its provider first saw its key, which is stored
    /// before the call: whatever is sent under the same key is the same.
    pub(super) fn of(one: &Departing) -> Option<Self> {
        let until = one.sending.first_try + OPEN;
        one.departure.leads_to_own_page().then(|| Self { resident: one.claimed.resident.clone(), until })
    }

    /// What is said, with the address in it. `public_url` is where the service is reached.
    pub fn written(&self, letter: Letter, city: &CityCode, key: &str, public_url: &str) -> Letter {
        let ticket = Ticket { resident: self.resident.clone(), family: None, until: self.until };
        let ticket = ticket.write(key, city, Kind::Link);
        let address = format!("{}/me/{city}/open?t={ticket}", public_url.trim_end_matches('/'));
        match letter {
            Letter::Push { to, body } => Letter::Push { to, body: body.with_page(&address) },
            Letter::Reply { token, body } => Letter::Reply { token, body: body.with_page(&address) },
            Letter::Sms { to, text, until } => Letter::Sms { to, text: with_own_page(&text, &address), until },
            // It says the same to all, so none of it is anybody's own.
            multicast @ Letter::Multicast { .. } => multicast,
        }
    }
}
