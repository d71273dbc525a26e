//! What the stand-in phone is told when it starts.

use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use chrono::{DateTime, Utc};

/// The phone's clock. The demo and the tests turn it; nothing here asks the machine for the date.
pub type Now = Arc<dyn Fn() -> DateTime<Utc> + Send + Sync>;

/// Everything that can be chosen about the phone; [`Options::new`] fills in a working set.
#[derive(Clone)]
pub struct Options {
    /// Where to listen; port 0 takes a free one ([`super::Phone::addr`] tells which).
    pub listen: SocketAddr,
    /// The channel access token that callers must send (`Authorization: Bearer`).
    pub line_token: String,
    /// Signs the LINE webhooks that the phone sends.
    pub line_channel_secret: String,
    /// Account of the SMS side: `AC` and 32 hex digits, also the Basic user name.
    pub sms_account_sid: String,
    /// Basic password of the SMS side; signs its webhooks too.
    pub sms_auth_token: String,
    /// The service's own number (E.164): where a resident's SMS goes before the service has written first.
    pub sms_from: String,
    /// Six-digit local-government code: the `{city}` of the webhook paths.
    pub city: String,
    /// Name at the head of each chat, such as 「荒尾市 あるくらす」.
    pub sender_name: String,
    /// Where the service listens, such as `http://127.0.0.1:3000`; may be set later
    /// with [`super::Phone::set_webhook_base`]. Plain HTTP only: the phone never leaves the machine.
    pub webhook_base: Option<String>,
    /// The service's `public_url`, which Twilio's signature covers; `webhook_base` when none.
    pub public_url: Option<String>,
    /// The phone's clock.
    pub now: Now,
    /// Who appears on the page, in this order.
    pub residents: Vec<Resident>,
    /// What LINE says to a push for a user nobody knows.
    pub strangers: Strangers,
    /// Free messages a month, counted in people as LINE does; `None` is no limit.
    pub monthly_limit: Option<u64>,
    /// Calls a second for each endpoint (token bucket on the machine's clock, because a turned clock
    /// would never refill it); `None` is no limit. LINE's own: 2,000 for push, 200 for multicast.
    pub rate_limit: Option<u32>,
    /// The same for multicasts alone, when they have less; LINE's own is 200.
    pub multicast_rate_limit: Option<u32>,
    /// How long every send call takes to be answered.
    pub answer_delay: Duration,
    /// How many messages and replies are remembered; the oldest are forgotten first.
    pub keep: usize,
    /// Salt of all the ids that the phone issues. Two runs over one database need two seeds,
    /// or the second run's webhooks look like redeliveries of the first's.
    pub seed: u64,
}

impl Options {
    /// A phone on a free loopback port, without limits, delay or residents.
    #[must_use]
    pub fn new(now: Now) -> Self {
        Self {
            listen: SocketAddr::from((Ipv4Addr::LOCALHOST, 0)),
            line_token: "phone-line-token".to_owned(),
            line_channel_secret: "phone-line-channel-secret".to_owned(),
            sms_account_sid: "AC00000000000000000000000000000000".to_owned(),
            sms_auth_token: "phone-sms-auth-token".to_owned(),
            sms_from: "+815012345678".to_owned(),
            city: "432041".to_owned(),
            sender_name: "荒尾市".to_owned(),
            webhook_base: None,
            public_url: None,
            now,
            residents: Vec::new(),
            strangers: Strangers::Accept,
            monthly_limit: None,
            rate_limit: None,
            multicast_rate_limit: None,
            answer_delay: Duration::ZERO,
            keep: 50_000,
            seed: SystemTime::now()
                .duration_since(UNIX_EPOCH)
                .map_or(0, |since| since.as_secs().wrapping_mul(1_000_000_007) ^ u64::from(since.subsec_nanos())),
        }
    }
}

/// One person on the page.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Resident {
    /// What the page calls them, such as 「荒尾 花子さん(74)・LINE」.
    pub label: String,
    /// LINE user id, `U` and 32 hex digits.
    pub line_user: Option<String>,
    /// Phone number, E.164.
    pub phone_number: Option<String>,
    /// One line about them for whoever shows the demo.
    pub note: String,
}

/// What happens to a LINE message for a user who is not among the residents.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Strangers {
    /// Taken, and shown under the residents: the benchmarks write to thousands.
    Accept,
    /// Push answers 400 `Failed to send messages`, and multicast skips them in silence, as LINE does.
    Refuse,
}
