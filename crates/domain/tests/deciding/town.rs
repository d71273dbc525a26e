//! A small town for tests: one pack written in the test, one resident, a clock moved by hand.

use std::collections::BTreeMap;
use std::rc::Rc;

use chrono::{DateTime, NaiveDateTime, Utc};
use domain::decide::{Effect, Outgoing, Rulesets};
use domain::event::{
    Basis, ChannelKind, ChannelLinked, Comparison, Condition, ConsentGiven, ConsentWithdrawn, Enrolled, EntryKind,
    Forecast, Goal, Metric, Modality, NotebookEntry, Prediction, Purpose, Reply, SourceKind, StepSource, Steps,
};
use domain::journey::{Happened, Journey};
use domain::{Day, Event, MessageId, Pack, Payload, ResidentId, Ruleset, Snapshot, Verdict, Zone};

pub struct Town {
    pub journey: Journey,
    number: u32,
    happened: Vec<Happened>,
}

/// What a test writes of a pack.
#[derive(Default)]
pub struct Written {
    pub campaigns: Vec<Campaign>,
    /// More of city.toml.
    pub city: &'static str,
}

pub struct Campaign {
    pub name: &'static str,
    pub settings: &'static str,
    pub messages: &'static str,
    pub rules: &'static str,
}

/// A pack of one campaign, `walk`.
pub fn walk(settings: &'static str, messages: &'static str, rules: &'static str) -> Written {
    Written { campaigns: vec![Campaign { name: "walk", settings, messages, rules }], city: "" }
}

impl Written {
    /// The same with more in city.toml.
    pub fn in_a_city(self, city: &'static str) -> Self {
        Self { city, ..self }
    }
}

pub fn pack(written: &Written) -> Pack {
    let city = "name = \"荒尾市\"\ntime_zone = \"Asia/Tokyo\"\nsender = \"荒尾市\"\n\
                quiet_hours = { from = \"21:00\", until = \"8:00\" }\ncaps = { per_day = 2, per_week = 5 }\n\
                how_to_stop.sms = { ja = \"停止は「停止」と返信\" }\n";
    let city = format!("{city}{}\n[steps]\nclose_after_days = 14\n", written.city);
    let mut files = BTreeMap::from([("campaigns/432041/city.toml".to_owned(), city)]);
    for Campaign { name, settings, messages, rules } in &written.campaigns {
        let folder = format!("campaigns/432041/{name}");
        let from = if settings.contains("from = ") { "" } else { "from = 2026-04-01\n" };
        files.insert(format!("{folder}/campaign.toml"), format!("title = \"{name}\"\n{from}{settings}"));
        files.insert(format!("{folder}/messages.toml"), (*messages).to_owned());
        files.insert(format!("{folder}/rules.rhai"), (*rules).to_owned());
        files.insert(format!("{folder}/cases.toml"), String::new());
    }
    Pack { city: "432041".parse().unwrap(), files }
}

fn compiled(written: &Written) -> Rc<Ruleset> {
    pack(written).compile().unwrap_or_else(|problems| {
        panic!("{}", problems.iter().map(|problem| format!("{problem}\n")).collect::<String>())
    })
}

/// The city's time, as people write it.
pub fn at(text: &str) -> DateTime<Utc> {
    let civil = NaiveDateTime::parse_from_str(text, "%Y-%m-%d %H:%M").unwrap();
    Zone::default().instant(Day::from_date(civil.date()), civil.time())
}

pub fn hana() -> ResidentId {
    "hana".parse().unwrap()
}

impl Town {
    /// The town at a time, with a resident who takes part, agrees and has LINE.
    pub fn at(time: &str, written: &Written) -> Self {
        Self::on(compiled(written), time)
    }

    /// The same on a pack that is compiled already.
    pub fn on(ruleset: Rc<Ruleset>, time: &str) -> Self {
        let mut town = Self::with(ruleset, time);
        town.joins(&[ChannelKind::Line]);
        town.consents();
        town.links(ChannelKind::Line);
        town.happened.clear();
        town
    }

    /// The town at a time, with nobody in it.
    pub fn empty(time: &str, written: &Written) -> Self {
        Self::with(compiled(written), time)
    }

    fn with(ruleset: Rc<Ruleset>, time: &str) -> Self {
        let journey = Journey::new(Rulesets::new(ruleset), at(time));
        Self { journey, number: 0, happened: Vec::new() }
    }

    /// The clock moves.
    pub fn until(&mut self, time: &str) -> &mut Self {
        let happened = self.journey.advance(at(time));
        self.happened.extend(happened);
        self
    }

    /// The clock moves and nobody looks.
    pub fn outage(&mut self, time: &str) -> &mut Self {
        self.journey.sleep(at(time));
        self.until(time)
    }

    pub fn post(&mut self, payload: Payload) -> &mut Self {
        let time = self.journey.now();
        self.post_of(time, payload)
    }

    /// An event of another time than now.
    pub fn post_of(&mut self, time: DateTime<Utc>, payload: Payload) -> &mut Self {
        self.number += 1;
        let (source, id) = ("test".to_owned(), self.number.to_string());
        let event = Event { source, id, subject: Some(hana()), time, payload };
        event.check(self.journey.now()).unwrap();
        let happened = self.journey.post(&Rc::new(event));
        self.happened.extend(happened);
        // What may leave at once leaves.
        let left = self.journey.advance(self.journey.now());
        self.happened.extend(left);
        self
    }

    pub fn joins(&mut self, reach: &[ChannelKind]) -> &mut Self {
        let reach = reach.to_vec();
        self.post(Payload::Enrolled(Enrolled {
            birth_year: 1952,
            sex: None,
            district: None,
            language: None,
            reach,
            prefer: None,
        }))
    }

    /// Takes part by LINE and SMS, and prefers one.
    pub fn prefers(&mut self, prefer: ChannelKind) -> &mut Self {
        let (reach, prefer) = (vec![ChannelKind::Line, ChannelKind::Sms], Some(prefer));
        let (sex, district, language) = (None, None, None);
        self.post(Payload::Enrolled(Enrolled { birth_year: 1952, sex, district, language, reach, prefer }))
    }

    pub fn consents(&mut self) -> &mut Self {
        let (purpose, text_version, via) = (Purpose::Engagement, "1".to_owned(), "counter".to_owned());
        self.post(Payload::ConsentGiven(ConsentGiven { purpose, categories: Vec::new(), text_version, via }))
    }

    pub fn withdraws(&mut self) -> &mut Self {
        let (purpose, text_version, via) = (Purpose::Engagement, "1".to_owned(), "counter".to_owned());
        self.post(Payload::ConsentWithdrawn(ConsentWithdrawn { purpose, categories: Vec::new(), text_version, via }))
    }

    pub fn links(&mut self, channel: ChannelKind) -> &mut Self {
        let address = match channel {
            ChannelKind::Line => "U00000000000000000000000000000001",
            _ => "+819012345678",
        };
        self.post(Payload::ChannelLinked(ChannelLinked { channel, address: address.to_owned() }))
    }

    /// Steps of a date; each call is a newer version.
    pub fn steps(&mut self, date: &str, steps: i64) -> &mut Self {
        let source = StepSource { id: "band".to_owned(), kind: SourceKind::Tracker, modality: Modality::Sensed };
        let version = u64::from(self.number) + 1;
        self.post(Payload::Steps(Steps { date: date.parse().unwrap(), steps, source, version, complete: false }))
    }

    pub fn goal(&mut self, from: &str, target: i64) -> &mut Self {
        let (metric, from) = (Metric::StepsPerDay, from.parse().unwrap());
        self.post(Payload::Goal(Goal { metric, target, from, until: None }))
    }

    pub fn notes(&mut self) -> &mut Self {
        let (at, text) = (self.journey.now(), Some("…".to_owned()));
        let (weight_kg, systolic_mmhg, diastolic_mmhg, hours, score) = (None, None, None, None, None);
        let kind = EntryKind::Note;
        self.post(Payload::Notebook(NotebookEntry {
            kind,
            at,
            weight_kg,
            systolic_mmhg,
            diastolic_mmhg,
            hours,
            score,
            text,
        }))
    }

    pub fn forecast(&mut self, ratio: f64) -> &mut Self {
        let comparison = Some(Comparison { basis: Basis::Average, ratio_low: ratio, ratio_high: ratio });
        let (condition, horizon_years, probability_percent) = (Condition::Dementia, 5, 2.0);
        let predictions = vec![Prediction { condition, horizon_years, probability_percent, comparison }];
        let test_date = (self.journey.now() - chrono::TimeDelta::days(30)).date_naive();
        let provider = "test".to_owned();
        self.post(Payload::Forecast(Forecast { test_date, provider, predictions, body_state: Vec::new() }))
    }

    /// Words, which name no message.
    pub fn says(&mut self, action: &str) -> &mut Self {
        self.replies(None, action)
    }

    pub fn taps(&mut self, message: MessageId, action: &str) -> &mut Self {
        self.replies(Some(message), action)
    }

    fn replies(&mut self, message: Option<MessageId>, action: &str) -> &mut Self {
        self.post(Payload::Reply(Reply { message, action: action.to_owned(), text: None, provider_id: None }))
    }

    pub fn snapshot(&self) -> &Snapshot {
        self.journey.resident(&hana()).unwrap()
    }

    /// What was decided since this was last asked, in the words of cases.
    pub fn decided(&mut self) -> Vec<String> {
        self.verdicts().iter().map(word).collect()
    }

    pub fn verdicts(&mut self) -> Vec<Verdict> {
        let happened = std::mem::take(&mut self.happened).into_iter();
        let verdicts = happened.filter_map(|one| match one {
            Happened::Decided(_, decision) => Some(decision.verdicts),
            _ => None,
        });
        verdicts.flatten().collect()
    }

    /// The SMS that followed messages by LINE since this was last asked.
    pub fn followed(&mut self) -> Vec<String> {
        let happened = std::mem::take(&mut self.happened).into_iter();
        let followed = happened.filter_map(|one| match one {
            Happened::Left(_, outgoing, ChannelKind::Sms) if outgoing.follows.is_some() => outgoing.bodies.sms,
            _ => None,
        });
        followed.collect()
    }

    /// What left since this was last asked.
    pub fn left(&mut self) -> Vec<(Outgoing, ChannelKind)> {
        let happened = std::mem::take(&mut self.happened).into_iter();
        let left = happened.filter_map(|one| match one {
            Happened::Left(_, outgoing, channel) => Some((outgoing, channel)),
            _ => None,
        });
        left.collect()
    }
}

fn word(verdict: &Verdict) -> String {
    let name = &verdict.name;
    match &verdict.outcome {
        Ok(Effect::Points { entry, .. }) => format!("award {name} {}", entry.points),
        Ok(_) => format!("{} {name}", verdict.kind),
        Err(reason) => format!("withheld {name} {reason}"),
    }
}
