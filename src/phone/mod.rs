//! The stand-in phone: one small server in the place of LINE and the SMS provider, and a page that
//! shows what residents would see on their screens and lets them answer.
//!
//! It runs under `ayumi up --demo` and in tests, on loopback, and calls nobody but the service. It is
//! as strict as the providers' documents are: what they refuse, it refuses in the same words, and it
//! keeps their traps (200 for a user who blocked, a retry key that ends after a day, a 429 with two
//! meanings), so that a service that is right here is right there.
//!
//! ```text
//! service ──push, multicast, reply──▶ line ─▶ line_checks ─▶ retry, quota ─▶ record ──▶ page
//! service ──Messages.json──▶ sms ─▶ sms_length ─▶ record, sms_status
//! page, tests ──tap, say, block──▶ events ─▶ sign ─▶ webhook ──▶ service
//! tests ──faults──▶ line, sms: fail, hang, reset, lose the answer
//! ```

mod answer;
mod arrivals;
mod counts;
mod entry;
mod events;
mod faults;
mod faults_api;
mod found;
mod ids;
mod line;
mod line_actions;
mod line_body;
mod line_call;
mod line_checks;
mod line_counts;
mod line_templates;
mod linking;
mod login;
mod options;
mod page;
mod quota;
mod read;
mod record;
mod retry;
mod server;
mod sign;
mod sms;
mod sms_checks;
mod sms_length;
mod sms_status;
mod state;
mod tally;
mod webhook;

use std::net::SocketAddr;
use std::sync::{Arc, Mutex, PoisonError};

use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::JoinHandle;

pub use arrivals::{Arrival, Both, Followed, Outcome, Words};
pub use counts::{Counts, Refused};
pub use entry::{Action, Channel, Choice, Deed, Entry, Fate, Message, Reply};
pub use faults::{Fault, Faults, NumberTrouble, Ordered, Random};
pub use options::{Now, Options, Receipts, Resident, Strangers};
pub use sign::{line_signature, twilio_signature};
pub use sms_length::{Alphabet, Length, length};
pub use webhook::Delivery;

/// What can go wrong with the phone itself.
#[derive(Debug, thiserror::Error)]
pub enum PhoneError {
    /// The address is taken, or not this machine's.
    #[error("the stand-in phone cannot listen on `{addr}`: {source}")]
    Listen {
        /// The address asked for.
        addr: SocketAddr,
        /// The system's reason.
        source: std::io::Error,
    },
    /// An `https` base, or no URL at all.
    #[error("the webhook base `{base}` is not a plain `http://host:port` address")]
    WebhookBase {
        /// What was given.
        base: String,
    },
    /// A resident did something before the service's address was known.
    #[error("the stand-in phone does not know where the service listens: set the webhook base first")]
    NoWebhookBase,
    /// Nothing with these words on it was shown to this user.
    #[error("`{user}` was shown nothing to tap that says `{label}`")]
    NoSuchChoice {
        /// The LINE user.
        user: String,
        /// The words looked for.
        label: String,
    },
    /// A link, camera or date picker: tapping it sends no webhook that this phone could send.
    #[error("tapping `{label}` sends no answer")]
    NotAnswerable {
        /// The words on it.
        label: String,
    },
    /// The webhook was never sent, or so long ago that it is forgotten.
    #[error("no webhook with the event id `{event_id}` is remembered")]
    NoSuchEvent {
        /// The id asked for.
        event_id: String,
    },
}

/// A running phone. Clones are handles on the same one.
#[derive(Clone)]
pub struct Phone {
    inner: Arc<state::Inner>,
    addr: SocketAddr,
    stop: watch::Sender<bool>,
    server: Arc<Mutex<Option<JoinHandle<()>>>>,
}

/// Starts listening; the phone answers as soon as this returns.
///
/// # Errors
///
/// [`PhoneError::Listen`] or [`PhoneError::WebhookBase`].
pub async fn start(options: Options) -> Result<Phone, PhoneError> {
    if let Some(base) = &options.webhook_base {
        check_base(base)?;
    }
    let addr = options.listen;
    let listener = TcpListener::bind(addr).await;
    let listener = listener.map_err(|source| PhoneError::Listen { addr, source })?;
    let addr = listener.local_addr().map_err(|source| PhoneError::Listen { addr, source })?;
    let inner = Arc::new(state::Inner::new(options));
    let (stop, stopped) = watch::channel(false);
    let server = tokio::spawn(server::serve(listener, Arc::clone(&inner), stopped));
    tracing::info!(%addr, "stand-in phone listens");
    Ok(Phone { inner, addr, stop, server: Arc::new(Mutex::new(Some(server))) })
}

fn check_base(base: &str) -> Result<(), PhoneError> {
    let uri = base
        .parse::<http::Uri>()
        .ok()
        .filter(|uri| uri.scheme_str() == Some("http") && uri.authority().is_some() && uri.path() == "/");
    uri.map(|_| ()).ok_or_else(|| PhoneError::WebhookBase { base: base.to_owned() })
}

impl Phone {
    /// Where it listens: `http://{addr}` is the base for both providers, `/phone` the page.
    #[must_use]
    pub fn addr(&self) -> SocketAddr {
        self.addr
    }

    /// Address of the page.
    #[must_use]
    pub fn url(&self) -> String {
        format!("http://{}/phone", self.addr)
    }

    /// Says where the service listens, such as `http://127.0.0.1:3000`.
    ///
    /// # Errors
    ///
    /// [`PhoneError::WebhookBase`].
    pub fn set_webhook_base(&self, base: &str) -> Result<(), PhoneError> {
        check_base(base)?;
        self.inner.set_webhook_base(base.to_owned());
        Ok(())
    }

    /// Who signs in by LINE Login from now on; before, whoever's phone was looked at last.
    pub fn sign_in(&self, user: &str) {
        self.inner.logins.sign_in(user);
    }

    /// The city's plan with LINE becomes another: so many messages a month, `None` without a limit.
    pub fn set_monthly_limit(&self, limit: Option<u64>) {
        self.inner.month().limit = limit;
    }

    /// The switchboard of troubles.
    #[must_use]
    pub fn faults(&self) -> Faults {
        self.inner.faults.clone()
    }

    /// Every message taken, oldest first: shown, kept back because of a block, and said twice.
    #[must_use]
    pub fn messages(&self) -> Vec<Arc<Message>> {
        self.inner.record().messages()
    }

    /// One resident's chat as they see it, oldest first, their own replies among it.
    #[must_use]
    pub fn chat(&self, channel: Channel, address: &str) -> Vec<Entry> {
        self.inner.thread(channel, address, usize::MAX)
    }

    /// The last 500 calls that were not accepted, and why.
    #[must_use]
    pub fn refusals(&self) -> Vec<Refused> {
        self.inner.refusals()
    }

    /// Calls to either provider's API so far, of any outcome.
    #[must_use]
    pub fn requests(&self) -> u64 {
        self.inner.counts().requests
    }

    /// Has the page tell what came in by other doors, and what followed, instead of what it told before.
    pub fn show_arrivals(&self, arrivals: Vec<Arrival>) {
        self.inner.set_arrivals(arrivals);
    }

    /// All counts.
    #[must_use]
    pub fn counts(&self) -> Counts {
        self.inner.counts()
    }

    /// A LINE user taps the newest quick reply or button that says `label`.
    ///
    /// # Errors
    ///
    /// [`PhoneError::NoSuchChoice`], [`PhoneError::NotAnswerable`], [`PhoneError::NoWebhookBase`].
    /// A service that refuses the webhook is no error: see [`Delivery::is_ok`].
    pub async fn tap(&self, user: &str, label: &str) -> Result<Delivery, PhoneError> {
        events::tap(&self.inner, user, label).await
    }

    /// A resident writes: by SMS if `address` is a phone number (`+…`), else by LINE.
    ///
    /// # Errors
    ///
    /// [`PhoneError::NoWebhookBase`].
    pub async fn say(&self, address: &str, text: &str) -> Result<Delivery, PhoneError> {
        if address.starts_with('+') {
            events::say_sms(&self.inner, address, text).await
        } else {
            events::say_line(&self.inner, address, text).await
        }
    }

    /// A LINE user blocks the account; LINE says `unfollow`.
    ///
    /// # Errors
    ///
    /// [`PhoneError::NoWebhookBase`], and then they have blocked all the same.
    pub async fn block(&self, user: &str) -> Result<Delivery, PhoneError> {
        events::block(&self.inner, user).await
    }

    /// A LINE user takes a block back; LINE says `follow` with `isUnblocked: true`.
    ///
    /// # Errors
    ///
    /// [`PhoneError::NoWebhookBase`].
    pub async fn unblock(&self, user: &str) -> Result<Delivery, PhoneError> {
        events::unblock(&self.inner, user).await
    }

    /// A LINE user adds the account as a friend; LINE says `follow`.
    ///
    /// # Errors
    ///
    /// [`PhoneError::NoWebhookBase`].
    pub async fn follow(&self, user: &str) -> Result<Delivery, PhoneError> {
        events::follow(&self.inner, user).await
    }

    /// LINE tells that it linked an account (`ok`) or could not (`failed`), with any number. A browser
    /// that follows the service's own redirect has this done by itself.
    ///
    /// # Errors
    ///
    /// [`PhoneError::NoWebhookBase`].
    pub async fn account_link(&self, user: &str, result: &str, nonce: &str) -> Result<Delivery, PhoneError> {
        events::account_link(&self.inner, user, result, nonce).await
    }

    /// A LINE user taps in the account's menu, whose buttons send this data, such as `a=link`.
    ///
    /// # Errors
    ///
    /// [`PhoneError::NoWebhookBase`].
    pub async fn tap_menu(&self, user: &str, data: &str) -> Result<Delivery, PhoneError> {
        events::tap_menu(&self.inner, user, data).await
    }

    /// Posts a webhook again, marked as a redelivery.
    ///
    /// # Errors
    ///
    /// [`PhoneError::NoSuchEvent`].
    pub async fn redeliver(&self, event_id: &str) -> Result<Delivery, PhoneError> {
        events::redeliver(&self.inner, event_id).await
    }

    /// Stops listening and ends every connection, then returns. A second time does nothing.
    pub async fn stop(&self) {
        // No receiver is left when it has stopped already.
        let _ = self.stop.send(true);
        let server = self.server.lock().unwrap_or_else(PoisonError::into_inner).take();
        if let Some(server) = server {
            // It ends by itself; an error could only be a panic, which has been reported.
            let _ = server.await;
        }
    }
}
