//! One resident's events, lived through with both versions at once.
//!
//! While both decide alike, one snapshot serves both; it is copied when they first do not.

use super::background::Background;
use super::plan::Plan;
use super::side::{PointKey, Side};
use super::tally::Pair;
use super::{Happened, Lived, Past};
use crate::city::CityState;
use crate::decide::{Cause, Context, Decision, Effect, Fixed, Verdict, decide};
use crate::event::{Event, Payload, Reply};
use crate::id::MessageId;
use crate::pack::Entry;
use crate::resident::{Observed, Snapshot};
use crate::time::{Day, Zone};
use chrono::{DateTime, TimeDelta, Utc};
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

pub(super) struct Lives<'p> {
    pub(super) plan: &'p Plan,
    pub(super) past: &'p Past,
    /// What is known with the live version, and with both while the other is `None`.
    pub(super) snapshot: Rc<Snapshot>,
    other: Option<Rc<Snapshot>>,
    pub(super) live: Side<'p>,
    new: Side<'p>,
    pub(super) background: Background<'p>,
    /// How many of the city's states have begun to hold.
    states: usize,
    pruned: Day,
    ids: BTreeSet<MessageId>,
    heard: BTreeMap<&'static str, u64>,
    pub(super) is_within: bool,
}

impl<'p> Lives<'p> {
    pub(super) fn live(plan: &'p Plan, past: &'p Past) -> Lived {
        let snapshot = Rc::<Snapshot>::default();
        let mut lives = Self {
            plan,
            past,
            other: (!plan.sees_alike).then(|| Rc::clone(&snapshot)),
            snapshot,
            live: Side::new(&plan.rules.live),
            new: Side::new(&plan.rules.new),
            background: Background::new(past),
            states: 0,
            pruned: Day(0),
            ids: past.ids(),
            heard: BTreeMap::new(),
            is_within: false,
        };
        let within = past.events.partition_point(|happened| happened.received < plan.from);
        let (before, within) = past.events.split_at(within);
        before.iter().for_each(|happened| lives.take(happened));
        lives.begin();
        let concerned = lives.concerned(plan.window.first);
        within.iter().take_while(|happened| happened.received < plan.until).for_each(|happened| lives.take(happened));
        lives.end(concerned)
    }

    /// The window begins: both versions are published.
    fn begin(&mut self) {
        let from = self.plan.from;
        self.advance(from - TimeDelta::milliseconds(1));
        self.enter_past(from);
        self.is_within = true;
        for due in self.background.hand_over(&self.plan.campaign) {
            self.live.enter_due(due.clone());
            self.new.enter_due(due);
        }
        if !self.past.is_known(from) {
            return;
        }
        let before = from - TimeDelta::milliseconds(1);
        let campaign = &self.plan.campaign;
        for side in [&mut self.live, &mut self.new] {
            let enrolled = self.snapshot.enrolments.get(campaign);
            let pinned = enrolled.and_then(|enrolment| side.rules.pinned.get(&enrolment.version));
            let version = pinned.unwrap_or(&side.rules.current);
            let entry = version.campaigns.get(campaign).map(|campaign| campaign.who.entry);
            let takes_part = entry == Some(Entry::Open) || entry == Some(Entry::Enrolled) && enrolled.is_some();
            if takes_part {
                let sensitive = enrolled.is_some_and(|enrolment| enrolment.sensitive);
                let due = version.first_occurrences_of(campaign, before, sensitive);
                due.into_iter().for_each(|due| side.enter_due(due));
            }
        }
    }

    /// The window is over: what was let out within it leaves, and nothing more is asked.
    fn end(mut self, concerned: Pair<bool>) -> Lived {
        self.advance(self.plan.until - TimeDelta::milliseconds(1));
        self.enter_past(self.plan.until);
        while let Some(at) = self.next_departure() {
            self.leave(at);
        }
        let last = self.plan.window.last;
        let later = self.concerned(last);
        let pinned = self.snapshot.enrolments.get(&self.plan.campaign).is_some_and(|known| known.at < self.plan.from);
        let Self { snapshot, mut live, mut new, heard, past, .. } = self;
        live.led.said.sort_by_key(|said| said.left);
        new.led.said.sort_by_key(|said| said.left);
        Lived {
            resident: past.resident.clone(),
            district: snapshot.district().map(str::to_owned),
            age: snapshot.age(last),
            led: Pair { live: live.led, new: new.led },
            concerned: Pair { live: concerned.live || later.live, new: concerned.new || later.new },
            pinned,
            heard,
        }
    }

    /// Whether the resident is one of those each version is for.
    fn concerned(&self, day: Day) -> Pair<bool> {
        let new = self.other.as_ref().unwrap_or(&self.snapshot);
        let of = |side: &Side<'_>, snapshot: &Snapshot| {
            side.rules.campaigns(snapshot).any(|(_, _, campaign, _)| campaign.is_for(snapshot, day))
        };
        Pair { live: of(&self.live, &self.snapshot), new: of(&self.new, new) }
    }

    fn take(&mut self, happened: &Happened) {
        let (now, event) = (happened.received, &happened.event);
        self.advance(now);
        self.enter_past(now);
        if let Some(hook) = event.payload.hook().filter(|_| self.is_within) {
            *self.heard.entry(hook).or_default() += 1;
        }
        let (live_city, new_city) = (&self.plan.rules.live.current.city, &self.plan.rules.new.current.city);
        let live = self.meant(&self.snapshot, event);
        let new = self.other.as_ref().map(|other| self.meant(other, event));
        for (side, is_left_out) in
            [(&mut self.live, live.is_none()), (&mut self.new, new.as_ref().unwrap_or(&live).is_none())]
        {
            side.led.unanswered += u64::from(is_left_out);
        }
        let observe = |snapshot: &mut Rc<Snapshot>, event: Option<Rc<Event>>, city| {
            event.filter(|event| Rc::make_mut(snapshot).observe(event, city, now) == Observed::Changed)
        };
        let live = observe(&mut self.snapshot, live, live_city).map(Cause::Event);
        let new = match (&mut self.other, new) {
            (Some(other), Some(event)) => observe(other, event, new_city).map(Cause::Event),
            _ => live.clone(),
        };
        if self.is_within {
            self.ask(live.as_ref(), new.as_ref(), now);
        }
        if let Some(cause) = &live {
            self.decide_background(cause, now);
        }
        self.prune(now);
    }

    /// The event as it would have been: a reply names a message by the id that it has here. `None` where there
    /// would have been none.
    fn meant(&self, snapshot: &Snapshot, event: &Rc<Event>) -> Option<Rc<Event>> {
        let Payload::Reply(reply) = &event.payload else { return Some(Rc::clone(event)) };
        let Some(id) = reply.message else { return Some(Rc::clone(event)) };
        let known = snapshot.messages.iter().find(|record| record.id.0.random() == id.0.random());
        if let Some(known) = known.filter(|known| known.id != id) {
            let payload = Payload::Reply(Reply { message: Some(known.id), ..reply.clone() });
            return Some(Rc::new(Event { payload, ..event.as_ref().clone() }));
        }
        let (from, until) = (self.plan.from.timestamp_millis(), self.plan.until.timestamp_millis());
        let is_of_window = i64::try_from(id.0.timestamp_ms()).is_ok_and(|at| (from..until).contains(&at));
        let was_not_sent = known.is_none() && is_of_window && !self.ids.contains(&id);
        (!was_not_sent || reply.action == Reply::STOP).then(|| Rc::clone(event))
    }

    /// Lets time go on: decision points are asked, and messages leave.
    pub(super) fn advance(&mut self, to: DateTime<Utc>) {
        self.begin_background_until(to);
        loop {
            let asked = self.next_point().map(|point| point.0);
            let later = self.background.next_point();
            let departs = self.next_departure();
            let Some(at) = [asked, later, departs].into_iter().flatten().min().filter(|at| *at <= to) else { break };
            self.enter_past(at);
            if asked == Some(at) {
                self.ask_point();
                self.prune(at);
            } else if later == Some(at) {
                self.ask_background(at);
            } else {
                self.leave(at);
            }
        }
    }

    fn next_point(&self) -> Option<PointKey<'_>> {
        [&self.live, &self.new].into_iter().filter_map(Side::next_point).min()
    }

    /// Asks the decision point that comes next, of both versions where both have it.
    fn ask_point(&mut self) {
        let Some((at, name, once)) = self.next_point().map(|(at, name, once)| (at, name.to_owned(), once)) else {
            return;
        };
        let live = self.live.take_point((at, &name, once)).map(Cause::Point);
        let new = self.new.take_point((at, &name, once)).map(Cause::Point);
        self.ask(live.as_ref(), new.as_ref(), at);
    }

    fn next_departure(&self) -> Option<DateTime<Utc>> {
        [&self.live, &self.new].into_iter().filter_map(Side::next_departure).min()
    }

    fn leave(&mut self, at: DateTime<Utc>) {
        let city = self.city(at);
        let new = self.other.as_ref().unwrap_or(&self.snapshot);
        self.live.leave(&self.snapshot, city, at);
        self.new.leave(new, city, at);
    }

    /// Asks both versions, each where it has a cause.
    fn ask(&mut self, live: Option<&Cause>, new: Option<&Cause>, now: DateTime<Utc>) {
        let city = self.city(now);
        let is_shared = self.other.is_none();
        let decided = |side: &Side<'_>, cause: Option<&Cause>, snapshot| {
            let cause = cause.filter(|cause| is_asked(side, self.plan, cause))?;
            let context = Context { rulesets: side.rules, city, now, fixed: &Fixed::NOTHING };
            Some(decide(cause, &self.past.resident, snapshot, &context))
        };
        let ours = decided(&self.live, live, &self.snapshot);
        let theirs = match &ours {
            // The same facts, and rules that say the same.
            Some(ours) if is_shared && self.plan.only_texts && live == new && !speaks(ours) => Some(ours.clone()),
            _ => decided(&self.new, new, self.other.as_ref().unwrap_or(&self.snapshot)),
        };
        self.plan.forget();
        let (ours, theirs) = (ours.unwrap_or_default(), theirs.unwrap_or_default());
        let (live_city, new_city) = (&self.live.rules.current.city, &self.new.rules.current.city);
        if is_shared && !leads_to_the_same(&ours, &theirs, live_city.zone) {
            self.other = Some(Rc::clone(&self.snapshot));
        }
        if !ours.verdicts.is_empty() {
            Rc::make_mut(&mut self.snapshot).apply(&ours, live_city);
        }
        if let Some(other) = self.other.as_mut().filter(|_| !theirs.verdicts.is_empty()) {
            Rc::make_mut(other).apply(&theirs, new_city);
        }
        self.live.note(ours, self.plan, now);
        self.new.note(theirs, self.plan, now);
    }

    /// Changes what is known with both versions.
    pub(super) fn change(&mut self, change: impl Fn(&mut Snapshot)) {
        change(Rc::make_mut(&mut self.snapshot));
        if let Some(other) = &mut self.other {
            change(Rc::make_mut(other));
        }
    }

    /// Enters that a rule of another campaign took the resident in.
    pub(super) fn enter_campaign(&mut self, at: DateTime<Utc>, sensitive: bool) {
        for side in [&mut self.live, &mut self.new] {
            let current = &side.rules.current;
            let entry = current.campaigns.get(&self.plan.campaign).map(|campaign| campaign.who.entry);
            if entry == Some(Entry::Enrolled) {
                let due = current.first_occurrences_of(&self.plan.campaign, at, sensitive);
                due.into_iter().for_each(|due| side.enter_due(due));
            }
        }
    }

    pub(super) fn leaves_on(&mut self, day: Day) {
        self.live.left.push(day);
        self.new.left.push(day);
    }

    /// The city's state at an instant, none before the last one that was asked for.
    pub(super) fn city(&mut self, now: DateTime<Utc>) -> &'p CityState {
        let states = &self.plan.city;
        while states.get(self.states).is_some_and(|next| next.0 <= now) {
            self.states += 1;
        }
        let last = self.states.checked_sub(1).and_then(|last| states.get(last));
        last.map_or(&self.plan.calm, |state| &state.1)
    }

    /// Forgets what no rule asks about any more, once a day.
    pub(super) fn prune(&mut self, now: DateTime<Utc>) {
        let today = self.plan.rules.live.current.city.zone.day(now);
        if today != self.pruned {
            self.pruned = today;
            self.change(|snapshot| snapshot.prune(today));
        }
    }
}

/// Whether a version is asked at all. An enrolment enters decision points, and a record that was taken back is asked
/// about as what it was.
fn is_asked(side: &Side<'_>, plan: &Plan, cause: &Cause) -> bool {
    match cause {
        Cause::Point(_) => true,
        Cause::Event(event) => match &event.payload {
            Payload::Enrolled(_) | Payload::Withdrawn(_) => true,
            payload => payload.hook().is_some_and(|hook| side.hears(plan, hook)),
        },
    }
}

/// Whether a message was proposed.
fn speaks(decision: &Decision) -> bool {
    decision.verdicts.iter().any(|verdict| matches!(verdict.kind, "nudge" | "invite"))
}

/// Whether two decisions change what is known in the same way.
fn leads_to_the_same(one: &Decision, other: &Decision, zone: Zone) -> bool {
    if !one.verdicts.iter().filter_map(Verdict::placed).eq(other.verdicts.iter().filter_map(Verdict::placed)) {
        return false;
    }
    let mut ours = one.verdicts.iter().filter(|verdict| verdict.outcome.is_ok());
    let mut theirs = other.verdicts.iter().filter(|verdict| verdict.outcome.is_ok());
    loop {
        match (ours.next(), theirs.next()) {
            (None, None) => return true,
            (Some(one), Some(other)) if is_the_same(one, other, zone) => {}
            _ => return false,
        }
    }
}

fn is_the_same(one: &Verdict, other: &Verdict, zone: Zone) -> bool {
    match (&one.outcome, &other.outcome) {
        (Ok(Effect::Send(ours)), Ok(Effect::Send(theirs))) => {
            ours.record(zone.day(ours.not_before)) == theirs.record(zone.day(theirs.not_before))
        }
        // Each names its own version, which no rule sees.
        (Ok(Effect::Enrol(ours, one)), Ok(Effect::Enrol(theirs, other))) => {
            ours == theirs && one.sensitive == other.sensitive
        }
        (Ok(ours), Ok(theirs)) => ours == theirs && one.day == other.day,
        _ => false,
    }
}
