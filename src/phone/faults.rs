//! Trouble to order: what a provider, a network or a resident may do to a call.

use std::collections::{BTreeMap, HashMap, HashSet, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::entry::Channel;
use super::ids::fingerprint;

/// What happens to one call. Only [`Fault::AnswerLost`] delivers anything.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Fault {
    /// 500 with the provider's error body.
    ServerError,
    /// Silence for [`Faults::hang`], then the connection closes.
    Timeout,
    /// The connection is reset at once (TCP RST).
    Reset,
    /// 502 and a page of HTML, as a proxy on the way would say.
    Html,
    /// 429, too many calls: LINE's rate message, Twilio's 20429.
    RateLimited,
    /// 429, no messages left this month. LINE only; an SMS call passes it by.
    MonthlyLimit,
    /// The message is delivered and the answer is lost: the caller must try again with
    /// the same key and is told 409. An SMS caller cannot know, and must not try again.
    AnswerLost,
    /// 302 to another host. Not among the faults of chance unless it is named: messages wait ten minutes
    /// after it, since people must act.
    Redirect,
    /// 400 that blames the message. Not among the faults of chance unless it is named: such a message is
    /// dead.
    BadRequest,
}

impl Fault {
    const ALL: [Self; 7] = [
        Self::ServerError,
        Self::Timeout,
        Self::Reset,
        Self::Html,
        Self::RateLimited,
        Self::MonthlyLimit,
        Self::AnswerLost,
    ];

    fn can_strike(self, channel: Channel) -> bool {
        channel == Channel::Line || self != Self::MonthlyLimit
    }
}

/// What is the matter with a phone number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NumberTrouble {
    /// Said STOP: refused with 21610.
    Unsubscribed,
    /// Not verified in a trial account: refused with 21608.
    Unverified,
    /// Not a mobile number: refused with 21614.
    NotMobile,
    /// Accepted, then the status callback says `undelivered`, 30003.
    Unreachable,
}

/// Random trouble, the same for the same seed and the same calls, in whatever order they come.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Random {
    /// Share of calls that fail, 0 to 100.
    pub percent: u8,
    /// Its seed.
    pub seed: u64,
    /// What they fail with; all kinds when empty.
    #[serde(default)]
    pub faults: Vec<Fault>,
}

/// Trouble ordered for the calls to come.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ordered {
    /// What.
    pub fault: Fault,
    /// How many calls.
    #[serde(default = "once")]
    pub times: u32,
    /// For one channel only.
    #[serde(default)]
    pub channel: Option<Channel>,
    /// For one endpoint only: `push`, `multicast`, `reply`, `sms`, or one that sends nothing and meets no
    /// trouble otherwise: `validate`, `quota`, `consumption`, `profile`, `delivery`, `aggregation`,
    /// `insight`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub endpoint: Option<String>,
}

fn once() -> u32 {
    1
}

/// The switchboard. Clones share it.
#[derive(Clone, Default)]
pub struct Faults {
    set: Arc<Mutex<Set>>,
}

struct Set {
    next: VecDeque<Ordered>,
    random: Option<Random>,
    /// Tries of each call while random trouble is on: a retry must roll again.
    tries: HashMap<u64, u32>,
    hang: Duration,
    blocked: HashSet<String>,
    refused: HashSet<String>,
    numbers: HashMap<String, NumberTrouble>,
    counts: BTreeMap<Fault, u64>,
}

impl Default for Set {
    fn default() -> Self {
        Self {
            next: VecDeque::new(),
            random: None,
            tries: HashMap::new(),
            hang: Duration::from_secs(30),
            blocked: HashSet::new(),
            refused: HashSet::new(),
            numbers: HashMap::new(),
            counts: BTreeMap::new(),
        }
    }
}

impl Faults {
    /// The next `times` send calls, of either channel, meet `fault`.
    pub fn next(&self, fault: Fault, times: u32) {
        self.order(Ordered { fault, times, channel: None, endpoint: None });
    }

    /// The next `times` send calls of one channel meet `fault`.
    pub fn next_on(&self, channel: Channel, fault: Fault, times: u32) {
        self.order(Ordered { fault, times, channel: Some(channel), endpoint: None });
    }

    /// The next `times` calls of one endpoint meet `fault`: see [`Ordered::endpoint`].
    pub fn next_at(&self, endpoint: &str, fault: Fault, times: u32) {
        self.order(Ordered { fault, times, channel: None, endpoint: Some(endpoint.to_owned()) });
    }

    pub(super) fn order(&self, ordered: Ordered) {
        if ordered.times > 0 {
            self.lock().next.push_back(ordered);
        }
    }

    /// From now on some calls fail by chance; `None` stops it.
    pub fn random(&self, random: Option<Random>) {
        let mut set = self.lock();
        set.tries.clear();
        set.random = random.filter(|random| random.percent > 0);
    }

    /// How long a [`Fault::Timeout`] keeps silent; 30 s at first.
    pub fn hang(&self, silence: Duration) {
        self.lock().hang = silence;
    }

    /// A LINE user blocks the account, and no webhook tells of it (`Phone::block` sends one).
    pub fn block(&self, user: &str) {
        self.lock().blocked.insert(user.to_owned());
    }

    /// LINE takes the user's id for none of its own, as that of another provider's channel.
    pub fn refuse(&self, user: &str) {
        self.lock().refused.insert(user.to_owned());
    }

    /// Whether LINE takes the user's id for none of its own.
    #[must_use]
    pub fn is_refused(&self, user: &str) -> bool {
        self.lock().refused.contains(user)
    }

    /// Takes [`Faults::block`] back.
    pub fn unblock(&self, user: &str) {
        self.lock().blocked.remove(user);
    }

    /// Whether the user has blocked the account.
    #[must_use]
    pub fn is_blocked(&self, user: &str) -> bool {
        self.lock().blocked.contains(user)
    }

    /// Something is the matter with a number; `None` makes it well.
    pub fn number(&self, number: &str, trouble: Option<NumberTrouble>) {
        let mut set = self.lock();
        match trouble {
            Some(trouble) => set.numbers.insert(number.to_owned(), trouble),
            None => set.numbers.remove(number),
        };
    }

    /// What is the matter with a number.
    #[must_use]
    pub fn number_trouble(&self, number: &str) -> Option<NumberTrouble> {
        self.lock().numbers.get(number).copied()
    }

    /// Forgets all orders, blocks and numbers; the counts stay.
    pub fn clear(&self) {
        let mut set = self.lock();
        let counts = std::mem::take(&mut set.counts);
        *set = Set { counts, ..Set::default() };
    }

    /// How often each kind has struck.
    #[must_use]
    pub fn counts(&self) -> BTreeMap<Fault, u64> {
        self.lock().counts.clone()
    }

    /// What is still ordered, and the random trouble.
    #[must_use]
    pub fn pending(&self) -> (Vec<Ordered>, Option<Random>) {
        let set = self.lock();
        (set.next.iter().cloned().collect(), set.random.clone())
    }

    /// All who blocked, and all numbers with trouble, sorted.
    pub(super) fn people(&self) -> (Vec<String>, BTreeMap<String, NumberTrouble>) {
        let set = self.lock();
        let mut blocked: Vec<String> = set.blocked.iter().cloned().collect();
        blocked.sort();
        (blocked, set.numbers.iter().map(|(number, trouble)| (number.clone(), *trouble)).collect())
    }

    pub(super) fn silence(&self) -> Duration {
        self.lock().hang
    }

    /// What this call meets, counted. A question, which has no identity, meets what was ordered for its
    /// endpoint and nothing else.
    pub(super) fn strike(&self, channel: Channel, endpoint: &str, call: Option<u64>) -> Option<Fault> {
        let mut set = self.lock();
        let ordered = set.ordered(channel, endpoint, call.is_none());
        let fault = ordered.or_else(|| set.chance(channel, call?))?;
        *set.counts.entry(fault).or_default() += 1;
        Some(fault)
    }

    fn lock(&self) -> MutexGuard<'_, Set> {
        self.set.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Set {
    fn ordered(&mut self, channel: Channel, endpoint: &str, by_name_only: bool) -> Option<Fault> {
        let place = self.next.iter().position(|ordered| {
            let meant = ordered.endpoint.as_ref().map_or(!by_name_only, |only| only == endpoint);
            meant && ordered.channel.is_none_or(|only| only == channel) && ordered.fault.can_strike(channel)
        })?;
        let ordered = self.next.get_mut(place)?;
        let fault = ordered.fault;
        ordered.times -= 1;
        if ordered.times == 0 {
            self.next.remove(place);
        }
        Some(fault)
    }

    fn chance(&mut self, channel: Channel, call: u64) -> Option<Fault> {
        let random = self.random.as_ref()?;
        let tries = self.tries.entry(call).or_default();
        *tries += 1;
        let roll = fingerprint(&[&random.seed.to_be_bytes(), &call.to_be_bytes(), &tries.to_be_bytes()]);
        if roll % 100 >= u64::from(random.percent) {
            return None;
        }
        let kinds = if random.faults.is_empty() { &Fault::ALL[..] } else { &random.faults };
        let kinds: Vec<Fault> = kinds.iter().copied().filter(|fault| fault.can_strike(channel)).collect();
        let pick = (roll / 100).checked_rem(kinds.len() as u64)?;
        kinds.get(usize::try_from(pick).ok()?).copied()
    }
}
