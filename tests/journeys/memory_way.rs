//! In memory, put away and taken out again between steps.

use std::collections::BTreeMap;
use std::rc::Rc;

use chrono::{DateTime, Utc};
use domain::decide::{Effect, Outgoing, Rulesets};
use domain::event::ChannelKind;
use domain::journey::{Happened, Journey, Saved};
use domain::{Event, ResidentId, Ruleset};
use wire::{Inbound, What};

use super::script::{Way, address};
use super::story::Story;
use super::told::{Decided, Told, held, left, points, trace};

pub(super) struct Memory<'a> {
    story: &'a Story,
    journey: Journey,
    /// What was in force, the newest last.
    releases: Vec<Rc<Ruleset>>,
    latest: BTreeMap<ResidentId, Outgoing>,
    answers: u64,
    told: Told,
}

impl<'a> Memory<'a> {
    pub(super) fn start(story: &'a Story) -> Self {
        let ruleset = story.ruleset(None);
        let journey = Journey::new(Rulesets::new(Rc::clone(&ruleset)), story.begins());
        let releases = vec![ruleset];
        Self { story, journey, releases, latest: BTreeMap::new(), answers: 0, told: Told::default() }
    }

    fn rulesets(&self) -> Rulesets {
        let pinned = self.releases.iter().map(|ruleset| (ruleset.hash.clone(), Rc::clone(ruleset))).collect();
        Rulesets { pinned, ..Rulesets::new(Rc::clone(self.releases.last().unwrap())) }
    }

    fn note(&mut self, happened: Vec<Happened>) {
        let at = self.journey.now();
        for one in happened {
            match one {
                Happened::Decided(who, decision) => {
                    for verdict in decision.verdicts {
                        let outcome = verdict.outcome.as_ref().map_or_else(|reason| reason.as_str(), |_| "allowed");
                        let line = Decided {
                            at,
                            who: who.as_str(),
                            campaign: &verdict.campaign,
                            hook: &verdict.hook,
                            kind: verdict.kind,
                            name: &verdict.name,
                            outcome,
                            day: verdict.day,
                        }
                        .line();
                        self.told.lines.push(match &verdict.outcome {
                            Ok(Effect::Points { entry, .. }) => format!("{line} ({:+})", entry.granted),
                            Ok(Effect::Goal(_, goal)) => {
                                format!(
                                    "{line} ({} from {} to {:?})",
                                    goal.target,
                                    goal.from,
                                    goal.until.map(|d| d.to_string())
                                )
                            }
                            _ => line.clone(),
                        });
                        self.told.decisions.push(line);
                        let how = serde_json::to_value(&verdict.trace).unwrap();
                        self.told.traces.push(trace(at, who.as_str(), &verdict.campaign, &verdict.version, &how));
                        if let Ok(Effect::Points { entry, .. }) = &verdict.outcome {
                            let award = format!("{}/{}", entry.campaign, entry.award);
                            self.told.points.push(points(at, who.as_str(), &award, entry.period, entry.granted));
                        }
                    }
                }
                Happened::Left(who, message, channel) => {
                    let id = (channel == ChannelKind::Line).then(|| message.id.as_uuid());
                    let text = match channel {
                        ChannelKind::Line => message.bodies.line.as_ref().map(|body| body.text.as_str()),
                        _ => message.bodies.sms.as_deref(),
                    };
                    let text = text.unwrap_or_default();
                    self.told.left.push(left(at, who.as_str(), channel.as_str(), id.as_deref(), text));
                    let time = super::told::time(at);
                    let line = format!("{time} {who}: ▶ {} by {}", message.message, channel.as_str());
                    self.told.lines.push(line);
                    self.latest.insert(who, message);
                }
                Happened::HeldBack(who, message, reason) => {
                    self.told.held.push(held(who.as_str(), &message.message, reason.as_str()));
                    let time = super::told::time(at);
                    self.told.lines.push(format!("{time} {who}: ✕ {} held back: {reason}", message.message));
                }
            }
        }
    }

    fn answer(&mut self, who: &ResidentId, channel: ChannelKind, what: What) {
        self.answers += 1;
        let id = format!("answer-{}", self.answers);
        let address = Some(address(who, channel));
        let inbound = Inbound { channel, id, at: None, address, what, reply: None };
        let event = inbound.into_event(who.clone(), self.journey.now()).unwrap();
        let happened = self.journey.post(&Rc::new(event));
        self.note(happened);
    }
}

impl Way for Memory<'_> {
    async fn advance(&mut self, to: DateTime<Utc>) {
        while let Some(at) = self.journey.next().filter(|at| *at <= to) {
            let happened = self.journey.advance(at);
            self.note(happened);
        }
        let happened = self.journey.advance(to);
        assert_eq!(happened, Vec::new());
    }

    async fn sleep(&mut self, to: DateTime<Utc>) {
        self.journey.sleep(to);
    }

    async fn post(&mut self, events: &[Rc<Event>]) {
        for event in events {
            event.check(self.journey.now()).unwrap();
            let happened = self.journey.post(event);
            self.note(happened);
        }
    }

    async fn tap(&mut self, who: &ResidentId, action: &str) {
        let message = Some(self.latest[who].id);
        self.answer(who, ChannelKind::Line, What::Postback { message, action: action.to_owned() });
    }

    async fn say(&mut self, who: &ResidentId, channel: ChannelKind, text: &str) {
        self.answer(who, channel, What::text(text));
    }

    async fn publish(&mut self, edition: &str) {
        self.releases.push(self.story.ruleset(Some(edition)));
        self.journey.publish(self.rulesets());
    }

    async fn rollback(&mut self) {
        let present = self.releases.last().unwrap().hash.clone();
        let before = self.releases.iter().rev().find(|ruleset| ruleset.hash != present).unwrap();
        self.releases.push(Rc::clone(before));
        self.journey.publish(self.rulesets());
    }

    async fn pause(&mut self) {
        let text = serde_json::to_string(&self.journey.save()).unwrap();
        let saved: Saved = serde_json::from_str(&text).unwrap();
        let resumed = Journey::resume(self.rulesets(), saved);
        assert_eq!(resumed.save(), self.journey.save(), "what was put away comes out the same");
        self.journey = resumed;
    }

    async fn end(mut self) -> Told {
        let today = domain::Zone::default().day(self.journey.now());
        for (id, snapshot) in self.journey.residents() {
            let mut snapshot = snapshot.clone();
            snapshot.prune(today);
            self.told.residents.insert(id.to_string(), serde_json::to_value(snapshot).unwrap());
        }
        self.told
    }
}
