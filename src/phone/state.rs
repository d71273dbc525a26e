//! What the handlers share. Every lock is short and none is held over an await.

use std::collections::{HashMap, VecDeque};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError, RwLock};
use std::time::{Duration, Instant};

use chrono::{DateTime, TimeDelta, Utc};

use super::arrivals::Arrival;
use super::counts::{Counters, Counts, Refused, count};
use super::entry::{Channel, Entry};
use super::faults::Faults;
use super::ids::{self, Ids};
use super::linking::LinkTokens;
use super::login::Logins;
use super::options::{Options, Resident};
use super::quota::{Month, Rate};
use super::record::Record;
use super::retry::RetryKeys;
use super::tally::Tally;
use super::webhook::{Client, Delivery, Posted};

/// LINE: "about 1 minute" from the webhook.
const REPLY_TOKEN_LIVES: TimeDelta = TimeDelta::minutes(1);
const REFUSALS_KEPT: usize = 500;
const WEBHOOKS_KEPT: usize = 500;
const REPLY_TOKENS_KEPT: usize = 10_000;

pub(super) struct Inner {
    pub(super) options: Options,
    pub(super) ids: Ids,
    pub(super) faults: Faults,
    pub(super) client: Client,
    pub(super) counters: Counters,
    pub(super) link_tokens: LinkTokens,
    pub(super) logins: Logins,
    webhook_base: RwLock<Option<String>>,
    record: Mutex<Record>,
    retry_keys: Mutex<RetryKeys>,
    month: Mutex<Month>,
    rate: Mutex<Rate>,
    tally: Mutex<Tally>,
    reply_tokens: Mutex<ReplyTokens>,
    refusals: Mutex<VecDeque<Refused>>,
    webhooks: Mutex<VecDeque<Posted>>,
    arrivals: Mutex<Vec<Arrival>>,
    /// The number that each SMS resident was last written from: where their answer goes.
    sms_senders: Mutex<HashMap<String, String>>,
    version: AtomicU64,
    started: Instant,
}

#[derive(Default)]
struct ReplyTokens {
    users: HashMap<String, (String, DateTime<Utc>)>,
    by_age: VecDeque<String>,
}

impl Inner {
    pub(super) fn new(options: Options) -> Self {
        Self {
            ids: Ids::new(options.seed),
            faults: Faults::default(),
            client: Client::default(),
            counters: Counters::default(),
            link_tokens: LinkTokens::default(),
            logins: Logins::default(),
            webhook_base: RwLock::new(options.webhook_base.clone()),
            record: Mutex::new(Record::new(options.keep)),
            retry_keys: Mutex::default(),
            month: Mutex::new(Month::of(options.monthly_limit)),
            rate: Mutex::default(),
            tally: Mutex::default(),
            reply_tokens: Mutex::default(),
            refusals: Mutex::default(),
            webhooks: Mutex::default(),
            arrivals: Mutex::default(),
            sms_senders: Mutex::default(),
            version: AtomicU64::new(1),
            started: Instant::now(),
            options,
        }
    }

    pub(super) fn now(&self) -> DateTime<Utc> {
        (self.options.now)()
    }

    /// How long the phone has been running, by the machine's clock.
    pub(super) fn running(&self) -> Duration {
        self.started.elapsed()
    }

    pub(super) fn destination(&self) -> String {
        ids::destination(&self.options.line_channel_secret)
    }

    pub(super) fn residents(&self) -> &[Resident] {
        &self.options.residents
    }

    /// Whether the user is on the list of residents.
    pub(super) fn knows(&self, user: &str) -> bool {
        self.residents().iter().any(|resident| resident.line_user.as_deref() == Some(user))
    }

    pub(super) fn label(&self, address: &str) -> Option<String> {
        let known = self
            .residents()
            .iter()
            .find(|resident| [&resident.line_user, &resident.phone_number].into_iter().flatten().any(|a| a == address));
        known.map(|resident| resident.label.clone())
    }

    pub(super) fn webhook_base(&self) -> Option<String> {
        self.webhook_base.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    pub(super) fn set_webhook_base(&self, base: String) {
        *self.webhook_base.write().unwrap_or_else(PoisonError::into_inner) = Some(base);
    }

    /// What the signature of an SMS webhook covers in front of the path.
    pub(super) fn signed_base(&self) -> Option<String> {
        self.options.public_url.clone().or_else(|| self.webhook_base())
    }

    pub(super) fn record(&self) -> MutexGuard<'_, Record> {
        lock(&self.record)
    }

    /// Adds to the record and lets the page know.
    pub(super) fn add(&self, make: impl FnOnce(u64) -> Entry) -> u64 {
        let seq = self.record().add(make);
        self.changed();
        seq
    }

    pub(super) fn delivered(&self, seq: u64, delivery: &Delivery) {
        self.record().delivered(seq, delivery);
        self.changed();
    }

    pub(super) fn thread(&self, channel: Channel, address: &str, limit: usize) -> Vec<Entry> {
        self.record().thread(channel, address, limit)
    }

    pub(super) fn retry_keys(&self) -> MutexGuard<'_, RetryKeys> {
        lock(&self.retry_keys)
    }

    pub(super) fn month(&self) -> MutexGuard<'_, Month> {
        lock(&self.month)
    }

    pub(super) fn rate(&self) -> MutexGuard<'_, Rate> {
        lock(&self.rate)
    }

    pub(super) fn tally(&self) -> MutexGuard<'_, Tally> {
        lock(&self.tally)
    }

    /// A token with which `user` can be answered once, for a minute.
    pub(super) fn issue_reply_token(&self, user: &str, now: DateTime<Utc>) -> String {
        let token = self.ids.token();
        let mut tokens = lock(&self.reply_tokens);
        tokens.users.insert(token.clone(), (user.to_owned(), now));
        tokens.by_age.push_back(token.clone());
        if tokens.by_age.len() > REPLY_TOKENS_KEPT
            && let Some(oldest) = tokens.by_age.pop_front()
        {
            tokens.users.remove(&oldest);
        }
        token
    }

    /// The user behind a reply token, which is spent by asking.
    pub(super) fn spend_reply_token(&self, token: &str, now: DateTime<Utc>) -> Option<String> {
        let (user, issued) = lock(&self.reply_tokens).users.remove(token)?;
        (now - issued <= REPLY_TOKEN_LIVES).then_some(user)
    }

    pub(super) fn refused(&self, path: &str, status: Option<u16>, reason: String) {
        count(&self.counters.refused);
        let refused = Refused { at: self.now(), path: path.to_owned(), status, reason };
        push_bounded(&mut lock(&self.refusals), refused, REFUSALS_KEPT);
        self.changed();
    }

    pub(super) fn refusals(&self) -> Vec<Refused> {
        lock(&self.refusals).iter().cloned().collect()
    }

    pub(super) fn posted(&self, posted: Posted) {
        push_bounded(&mut lock(&self.webhooks), posted, WEBHOOKS_KEPT);
    }

    pub(super) fn webhook(&self, event_id: &str) -> Option<Posted> {
        lock(&self.webhooks).iter().rev().find(|posted| posted.event_id == event_id).cloned()
    }

    pub(super) fn note_sms_sender(&self, number: &str, from: &str) {
        lock(&self.sms_senders).insert(number.to_owned(), from.to_owned());
    }

    pub(super) fn sms_sender(&self, number: &str) -> String {
        let sender = lock(&self.sms_senders).get(number).cloned();
        sender.unwrap_or_else(|| self.options.sms_from.clone())
    }

    pub(super) fn arrivals(&self) -> Vec<Arrival> {
        lock(&self.arrivals).clone()
    }

    pub(super) fn set_arrivals(&self, arrivals: Vec<Arrival>) {
        *lock(&self.arrivals) = arrivals;
        self.changed();
    }

    /// Grows with everything the page could show.
    pub(super) fn version(&self) -> u64 {
        self.version.load(Ordering::Relaxed)
    }

    pub(super) fn changed(&self) {
        count(&self.version);
    }

    pub(super) fn counts(&self) -> Counts {
        self.counters.read()
    }

    pub(super) async fn answer_delay(&self) {
        if self.options.answer_delay > Duration::ZERO {
            tokio::time::sleep(self.options.answer_delay).await;
        }
    }
}

/// A panic elsewhere does not make these values wrong, so a poisoned lock is taken over.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

fn push_bounded<T>(queue: &mut VecDeque<T>, item: T, most: usize) {
    queue.push_back(item);
    if queue.len() > most {
        queue.pop_front();
    }
}
