//! What is on record, in the words that cases have.

use super::reads::Reads;
use super::unsaid::Unsaid;
use super::{History, Wanted};
use crate::event::*;
use crate::id::MessageId;
use crate::pack::City;
use crate::resident::{Observed, Snapshot};
use crate::time::Day;
use chrono::{DateTime, TimeDelta, Utc};
use std::collections::{BTreeMap, BTreeSet};

/// The most that is noted. With a stop before and the clock's last move a case has 40 steps.
const MOST: usize = 38;

/// One thing that happened.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Noted {
    /// When it arrived.
    pub(super) at: DateTime<Utc>,
    /// How many events had arrived before.
    after: usize,
    pub(super) what: What,
}

/// What a step of a case can say.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum What {
    Steps { day: Day, steps: i64 },
    Goal(i64),
    Notebook(EntryKind),
    Forecast(BTreeMap<Condition, f64>),
    Visit { kind: VisitKind, place: Option<String>, day: Day },
    Stamp { place: String, day: Day },
    Checkup { items: Vec<(&'static str, CheckupValue)>, day: Day },
    Guidance { program: String, session: u32 },
    Withdraw { kind: &'static str, day: Option<Day> },
    Reply(String),
    Text(&'static str),
    Consent(&'static str),
    Unlink(ChannelKind),
    Alert(&'static str),
}

/// What a case can be made of.
pub(super) struct Found {
    /// What was known before the first of it.
    pub(super) before: Snapshot,
    /// The goal that held when it begins.
    pub(super) goal: Option<i64>,
    pub(super) noted: Vec<Noted>,
    /// To when the clock moves in the end.
    pub(super) last: DateTime<Utc>,
    pub(super) unsaid: Vec<Unsaid>,
    /// How much came before that found no room.
    pub(super) cut: usize,
}

impl Found {
    /// Whether numbers about health are among it.
    pub(super) fn tells_of_health(&self) -> bool {
        self.noted.iter().any(|one| matches!(one.what, What::Forecast(_) | What::Checkup { .. }))
    }

    /// Whether anything among it is sensitive: numbers about health, or that there was guidance.
    pub(super) fn is_sensitive(&self) -> bool {
        self.tells_of_health() || self.noted.iter().any(|one| matches!(one.what, What::Guidance { .. }))
    }

    pub(super) fn first(&self) -> DateTime<Utc> {
        self.noted.first().map_or(self.last, |noted| noted.at)
    }
}

/// Everything of the window that a case has words for; `None` where that is nothing.
pub(super) fn find(history: &History<'_>, wanted: &Wanted<'_>, reads: &Reads) -> Option<Found> {
    let city = &wanted.ruleset.city;
    let (from, until) = history.window.instants(city.zone);
    let mut listing = Listing { history, wanted, reads, city, after: 0, noted: Vec::new(), unsaid: Vec::new() };
    let mut snapshot = Snapshot::default();
    for (after, happened) in history.past.events.iter().enumerate().take_while(|(_, one)| one.received < until) {
        listing.after = after;
        let is_within = happened.received >= from;
        listing.take(&mut snapshot, (&happened.event, happened.received), is_within.then_some(from));
    }
    listing.alerts((from, until), snapshot.district());
    listing.goals((from, until));
    let Listing { mut noted, mut unsaid, .. } = listing;
    noted.sort_by_key(|one| one.at);
    let cut = noted.len().saturating_sub(MOST);
    let noted = noted.split_off(cut);
    let first = noted.first()?.at;
    unsaid.retain(|(at, _)| *at >= first);
    let (before, goal) = known_before(history, city, noted.first()?);
    let last = history.now.min(until - TimeDelta::minutes(1)).max(noted.last()?.at);
    let unsaid = unsaid.into_iter().map(|(_, unsaid)| unsaid).collect();
    let mut found = Found { before, goal, noted, last, unsaid, cut };
    if found.before.contact.opted_out() {
        found.noted.insert(0, Noted { at: first, after: 0, what: What::Reply(Reply::STOP.to_owned()) });
    }
    Some(found)
}

/// What was known when a case begins. Who had not enrolled by then is taken as who enrolled later.
fn known_before(history: &History<'_>, city: &City, first: &Noted) -> (Snapshot, Option<i64>) {
    let mut snapshot = Snapshot::default();
    let (before, after) = history.past.events.split_at(first.after.min(history.past.events.len()));
    for happened in before {
        let _ = snapshot.observe(&happened.event, city, happened.received);
    }
    if snapshot.profile.is_none()
        && let Some(enrolled) = after.iter().find(|one| matches!(one.event.payload, Payload::Enrolled(_)))
    {
        let _ = snapshot.observe(&enrolled.event, city, enrolled.received);
    }
    let day = city.zone.day(first.at);
    let goal = |goals: &crate::resident::Goals| {
        // What was agreed later is a step of its own.
        goals.on(Metric::StepsPerDay, day).filter(|goal| goal.at <= first.at).map(|goal| goal.target)
    };
    let goal = goal(history.goals).or_else(|| goal(&snapshot.goals));
    (snapshot, goal)
}

struct Listing<'a> {
    history: &'a History<'a>,
    wanted: &'a Wanted<'a>,
    reads: &'a Reads,
    city: &'a City,
    after: usize,
    noted: Vec<Noted>,
    unsaid: Vec<(DateTime<Utc>, Unsaid)>,
}

impl Listing<'_> {
    fn take(&mut self, snapshot: &mut Snapshot, (event, at): (&Event, DateTime<Utc>), within: Option<DateTime<Utc>>) {
        let (consented, linked) = (snapshot.consents_to(Purpose::Engagement), snapshot.contact.clone());
        let stopped = linked.opted_out();
        let changed = snapshot.observe(event, self.city, at) == Observed::Changed;
        if within.is_none() || !changed {
            return;
        }
        let today = self.city.zone.day(at);
        let is_set_up = self.noted.is_empty();
        match &event.payload {
            payload if !self.is_read(payload) => {}
            Payload::Steps(data) => {
                let day = Day::from_date(data.date);
                let counts = snapshot.steps.on(day, self.city);
                self.note(at, counts.map(|steps| What::Steps { day, steps }));
            }
            // What begins with somebody is known when the case begins.
            Payload::Goal(data)
                if data.metric == Metric::StepsPerDay && is_set_up && !self.reads.names("fn on_goal(") => {}
            Payload::Goal(data) if data.metric == Metric::StepsPerDay => {
                if Day::from_date(data.from) != today || data.until.is_some() {
                    self.unsaid.push((at, Unsaid::DaysOfGoal));
                }
                self.note(at, Some(What::Goal(data.target)));
            }
            Payload::Goal(_) => self.unsaid.push((at, Unsaid::GoalOfNotebook)),
            Payload::Notebook(data) => {
                if self.city.zone.day(data.at) != today {
                    self.unsaid.push((at, Unsaid::DayOfEntry));
                }
                self.note(at, Some(What::Notebook(data.kind)));
            }
            Payload::Forecast(data) => self.forecast(at, data),
            Payload::Checkup(data) => {
                let named = |item: &&Item| self.reads.names(&format!("\"{}\"", item.name));
                let items = Item::ALL.iter().filter(named).filter_map(|item| Some((item.name, item.of(data)?)));
                let what = What::Checkup { items: items.collect(), day: Day::from_date(data.date) };
                self.note(at, Some(what));
            }
            Payload::Guidance(data) => {
                let program = if self.reads.names(".program") { data.program.as_str() } else { "program" };
                self.note(at, Some(What::Guidance { program: program.to_owned(), session: data.session }));
            }
            Payload::Visit(data) => {
                let place = data.place.clone().filter(|_| self.reads.names(".place"));
                self.note(at, Some(What::Visit { kind: data.kind, place, day: Day::from_date(data.date) }));
            }
            // Of another campaign's rally a case has no word, and its rules are not asked.
            Payload::Stamp(data) if data.campaign != self.wanted.campaign => {}
            Payload::Stamp(data) => {
                self.note(at, Some(What::Stamp { place: data.place.clone(), day: Day::from_date(data.date) }));
            }
            Payload::Withdrawn(data) => self.withdrawn(at, data),
            Payload::Reply(data) => self.reply(at, data),
            Payload::ConsentGiven(data) if data.purpose == Purpose::Engagement => {
                if !is_set_up && (!consented || stopped) {
                    self.note(at, Some(What::Consent("true")));
                }
            }
            Payload::ConsentWithdrawn(data) if data.purpose == Purpose::Engagement => {
                self.note(at, Some(What::Consent("false")));
            }
            Payload::ConsentGiven(_) | Payload::ConsentWithdrawn(_) => {}
            Payload::ChannelUnlinked(data) => self.unlinked(at, data.channel, &linked),
            Payload::Delivery(data) => {
                if let Some(channel) = data.channel {
                    self.unlinked(at, channel, &linked);
                }
            }
            Payload::Enrolled(_) if !is_set_up => self.unsaid.push((at, Unsaid::Enrolled)),
            Payload::ChannelLinked(_) if !is_set_up => self.unsaid.push((at, Unsaid::Linked)),
            Payload::Choices(_) => self.unsaid.push((at, Unsaid::Choices)),
            // No rule is asked about a challenge.
            Payload::Joined(_) | Payload::Left(_) | Payload::Paused(_) => {}
            Payload::Enrolled(_) | Payload::ChannelLinked(_) | Payload::Alert(_) => {}
        }
    }

    /// Whether the campaign's rules look at such a thing at all. Replies, consent and ways matter to each.
    fn is_read(&self, payload: &Payload) -> bool {
        match payload {
            Payload::Steps(_) => self.reads.steps(),
            Payload::Goal(_) => self.reads.goals(),
            Payload::Notebook(_) => self.reads.notebook(),
            Payload::Visit(_) => self.reads.visits(),
            Payload::Stamp(_) => self.reads.stamps(),
            Payload::Forecast(_) => self.reads.forecasts(),
            Payload::Checkup(_) => self.reads.checkups(),
            Payload::Guidance(_) => self.reads.guidance(),
            _ => true,
        }
    }

    fn note(&mut self, at: DateTime<Utc>, what: Option<What>) {
        self.noted.extend(what.map(|what| Noted { at, after: self.after, what }));
    }

    /// Something that no event of the resident's tells.
    fn note_at(&mut self, at: DateTime<Utc>, what: What) {
        let after = self.history.past.events.partition_point(|one| one.received < at);
        self.noted.push(Noted { at, after, what });
    }

    fn unlinked(&mut self, at: DateTime<Utc>, channel: ChannelKind, before: &crate::resident::Contact) {
        if channel != ChannelKind::Paper && before.address(channel).is_some() {
            self.note(at, Some(What::Unlink(channel)));
        }
    }

    /// Of each condition the worst, as rules see it; how likely it is has no word in a case.
    fn forecast(&mut self, at: DateTime<Utc>, data: &Forecast) {
        let mut ratios = BTreeMap::new();
        for prediction in &data.predictions {
            let Some(comparison) = &prediction.comparison else {
                self.unsaid.push((at, Unsaid::ForecastAlone));
                continue;
            };
            let worst: &mut (f64, f64) = ratios.entry(prediction.condition).or_default();
            if comparison.ratio_high >= worst.1 {
                *worst = (comparison.ratio_low, comparison.ratio_high);
            }
        }
        let ratios: BTreeMap<Condition, f64> =
            ratios.into_iter().map(|(condition, (low, _))| (condition, low)).collect();
        self.note(at, (!ratios.is_empty()).then_some(What::Forecast(ratios)));
    }

    /// A tap answers the latest message of the campaign, and no other can be named.
    fn reply(&mut self, at: DateTime<Utc>, data: &Reply) {
        let what = match data.message {
            None if data.text.is_some() => What::Text(match understood(data.text.as_deref().unwrap_or_default()) {
                Reply::STOP => "停止",
                "yes" => "はい",
                "not_now" => "いいえ",
                _ => "（お返事の文章）",
            }),
            Some(id) if data.action != Reply::STOP && self.of_others().contains(&id) => {
                self.unsaid.push((at, Unsaid::ReplyToOther));
                return;
            }
            _ => What::Reply(data.action.clone()),
        };
        self.note(at, Some(what));
    }

    /// Messages of other campaigns, and those of this one from before: none of them leaves in the case.
    fn of_others(&self) -> BTreeSet<MessageId> {
        self.history.past.messages.iter().filter_map(|message| Some(message.record.as_ref()?.id)).collect()
    }

    fn withdrawn(&mut self, at: DateTime<Utc>, data: &Withdrawn) {
        let Some(record) = data.record().ok().filter(|record| self.is_read(record)) else { return };
        let (kind, day) = match &record {
            Payload::Steps(data) => ("steps", Some(Day::from_date(data.date))),
            Payload::Notebook(_) => ("notebook", None),
            Payload::Forecast(_) => ("forecast", None),
            Payload::Checkup(data) => ("checkup", Some(Day::from_date(data.date))),
            Payload::Visit(data) => ("visit", Some(Day::from_date(data.date))),
            Payload::Stamp(data) => ("stamp", Some(Day::from_date(data.date))),
            _ => return,
        };
        let is_it = |noted: &Noted| match &noted.what {
            What::Steps { day: of, .. } => kind == "steps" && day == Some(*of),
            What::Notebook(_) => kind == "notebook",
            What::Forecast(_) => kind == "forecast",
            What::Checkup { day: of, .. } => kind == "checkup" && day == Some(*of),
            What::Visit { day: of, .. } => kind == "visit" && day == Some(*of),
            What::Stamp { day: of, .. } => kind == "stamp" && day == Some(*of),
            _ => false,
        };
        if self.noted.iter().any(is_it) {
            self.note(at, Some(What::Withdraw { kind, day }));
        } else {
            self.unsaid.push((at, Unsaid::Withdrawn));
        }
    }

    fn alerts(&mut self, (from, until): (DateTime<Utc>, DateTime<Utc>), district: Option<&str>) {
        let (code, zone) = (self.wanted.ruleset.code.as_str(), self.city.zone);
        for (received, alert) in self.history.alerts.iter().filter(|(received, _)| (from..until).contains(received)) {
            if alert.area != code && district != Some(alert.area.as_str()) {
                continue;
            }
            if zone.day(alert.from) != zone.day(*received) || alert.until > zone.end_of(zone.day(*received)) {
                self.unsaid.push((*received, Unsaid::DaysOfAlert));
            }
            let kind = match alert.kind {
                AlertKind::Heat => "heat",
                AlertKind::Disaster => "disaster",
            };
            self.note_at(*received, What::Alert(kind));
        }
    }

    /// Goals that rules of other campaigns set in those days, which no event tells.
    fn goals(&mut self, (from, until): (DateTime<Utc>, DateTime<Utc>)) {
        if !self.reads.goals() || self.wanted.ruleset.rules.reach(self.wanted.campaign).goals.is_some() {
            return;
        }
        let zone = self.city.zone;
        let told = self.history.past.events.iter().filter_map(|happened| match &happened.event.payload {
            Payload::Goal(data) => Some(Day::from_date(data.from)),
            _ => None,
        });
        let told: BTreeSet<Day> = told.collect();
        let (first, last) = (zone.day(from).plus(1), zone.day(until).plus(-1).min(zone.day(self.history.now)));
        for day in (0..=last.since(first)).map(|days| first.plus(days)).filter(|day| !told.contains(day)) {
            let begins = self.history.goals.on(Metric::StepsPerDay, day).filter(|goal| goal.from == day);
            let at = zone.instant(day, chrono::NaiveTime::MIN);
            if let Some(goal) = begins {
                self.note_at(at, What::Goal(goal.target));
            }
        }
    }
}
