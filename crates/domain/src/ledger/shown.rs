use super::words::Words;
use super::{Entry, What};
use crate::event::{ChannelKind, Purpose};
use crate::pack::City;
use crate::resident::{Channel, Snapshot};
use crate::why::Language;
use chrono::{DateTime, Utc};
use serde::Serialize;

/// What a resident said and what holds now, with words that they can be shown.
///
/// ```json
/// {"now": [{"purpose": "engagement", "holds": true, "since": "2026-11-01T00:00:00Z", "text_version": "2026-04",
///           "title": "健康づくり事業のご説明", "text": "歩数などをもとに…", "words": "健康づくりのお手伝いに、同意しています。…"}],
///  "messages": [{"channel": "line", "state": "open", "words": "LINEで、お知らせをお送りします。"}],
///  "history": [{"number": 1, "what": "given", "purpose": "engagement", "categories": ["steps"], "text_version": "2026-04",
///               "via": "counter", "at": "2026-11-01T00:00:00Z", "received": "2026-11-01T00:00:05Z",
///               "source": "/counter", "event": "e-2", "title": "健康づくり事業のご説明", "text": "歩数などをもとに…",
///               "words": "2026年11月1日 窓口で、健康づくりのお手伝い（歩数）に同意しました（説明文 2026-04版「…」）。"}]}
/// ```
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ShownLedger {
    /// What holds now, for each purpose that anything was said about.
    pub now: Vec<Holds>,
    /// Whether messages leave, by each way.
    pub messages: Vec<ShownWay>,
    /// Everything that was said, oldest first.
    pub history: Vec<ShownEntry>,
}

/// What holds now for a purpose.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Holds {
    /// What for.
    pub purpose: Purpose,
    /// Whether it is agreed to.
    pub holds: bool,
    /// Since when.
    pub since: DateTime<Utc>,
    /// Which wording was agreed to.
    pub text_version: String,
    /// That wording, where the city's file has it.
    #[serde(flatten)]
    pub wording: Wording,
    /// The same in words.
    pub words: String,
}

/// Whether messages leave by a way.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ShownWay {
    /// The way.
    pub channel: ChannelKind,
    /// `open`, `stopped`, `blocked`, `refused`, `closed` or `no_consent`.
    pub state: &'static str,
    /// The same in words.
    pub words: String,
}

/// One line of the ledger as it is shown.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ShownEntry {
    /// Its number in the city's ledger.
    pub number: i64,
    /// `given`, `withdrawn`, `stopped` or `blocked`.
    pub what: &'static str,
    /// What for.
    pub purpose: Purpose,
    /// Which kinds of data.
    pub categories: Vec<String>,
    /// Which wording had been seen.
    pub text_version: Option<String>,
    /// How.
    pub via: String,
    /// When it was said.
    pub at: DateTime<Utc>,
    /// When it arrived.
    pub received: DateTime<Utc>,
    /// Who reported it.
    pub source: String,
    /// The event's number there.
    pub event: String,
    /// That wording, where the city's file has it.
    #[serde(flatten)]
    pub wording: Wording,
    /// The same in words.
    pub words: String,
}

/// The wording that was seen, as the city's file has it.
#[derive(Debug, Clone, PartialEq, Default, Serialize)]
pub struct Wording {
    /// Its title.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// What it says about this purpose.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
}

impl Wording {
    fn of(city: &City, version: Option<&str>, purpose: Purpose) -> Self {
        let Some(known) = version.and_then(|version| city.consent_texts.get(version)) else { return Self::default() };
        Self { title: Some(known.title.clone()), text: known.purposes.get(&purpose).cloned() }
    }
}

/// Where a line of the ledger stands: its number, when it arrived, and the event behind it.
#[derive(Debug, Clone, PartialEq)]
pub struct Place {
    /// Its number in the city's ledger.
    pub number: i64,
    /// When it arrived.
    pub received: DateTime<Utc>,
    /// Who reported it.
    pub source: String,
    /// The event's number there.
    pub event: String,
}

/// Puts a resident's lines, oldest first, and what holds now in words.
pub fn show(entries: Vec<(Place, Entry)>, snapshot: &Snapshot, city: &City, language: Language) -> ShownLedger {
    let words = Words { language, city };
    let now = snapshot.consents.iter().map(|(purpose, consent)| Holds {
        purpose: *purpose,
        holds: consent.given,
        since: consent.at,
        text_version: consent.text_version.clone(),
        wording: Wording::of(city, Some(&consent.text_version), *purpose),
        words: words.holds(*purpose, consent),
    });
    let messages = snapshot.contact.channels.iter().filter(|(kind, _)| **kind != ChannelKind::Paper);
    let messages = messages.map(|(kind, channel)| {
        let state = state(snapshot, *kind, channel);
        ShownWay { channel: *kind, state, words: words.way(*kind, state) }
    });
    let history = entries.into_iter().map(|(place, entry)| {
        let wording = Wording::of(city, entry.text_version.as_deref(), entry.purpose);
        let words = words.entry(&entry, wording.title.as_deref());
        let Entry { what, purpose, categories, text_version, via, at } = entry;
        let Place { number, received, source, event } = place;
        let what = What::as_str(what);
        ShownEntry { number, what, purpose, categories, text_version, via, at, received, source, event, wording, words }
    });
    ShownLedger { now: now.collect(), messages: messages.collect(), history: history.collect() }
}

/// The first thing that keeps messages back, in the order in which the last look asks.
fn state(snapshot: &Snapshot, kind: ChannelKind, channel: &Channel) -> &'static str {
    if !snapshot.consents_to(Purpose::Engagement) {
        "no_consent"
    } else if snapshot.contact.opted_out() {
        "stopped"
    } else if channel.blocked {
        "blocked"
    } else if channel.refused.is_some() {
        "refused"
    } else if snapshot.way(kind).is_none() {
        "closed"
    } else {
        "open"
    }
}
