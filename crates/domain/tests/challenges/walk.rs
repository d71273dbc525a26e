//! A challenge that is walked: people who tell things, and a board that is moved by what they tell.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::rc::Rc;

use chrono::{DateTime, NaiveDateTime, Utc};
use domain::challenge::{Board, Challenge, Row, Share, Standing, moves, shown};
use domain::event::{
    ChallengeJoined, ChallengeLeft, ChallengePaused, ChannelKind, ConsentGiven, ConsentWithdrawn, Enrolled, Modality,
    Purpose, SourceKind, StepSource, Steps,
};
use domain::{Day, Event, Pack, Payload, Problem, ResidentId, Ruleset, Snapshot, Zone};

/// Ten days in November.
pub const DAYS: &str = "from = 2026-11-01\nuntil = 2026-11-10\n";

pub struct Walk {
    pub ruleset: Rc<Ruleset>,
    pub challenge: Challenge,
    pub board: Board,
    pub people: BTreeMap<ResidentId, Snapshot>,
    pub now: DateTime<Utc>,
    version: u64,
}

/// The campaign `walk`, as its `campaign.toml` says.
pub fn pack(campaign: &str) -> Pack {
    let city = "name = \"荒尾市\"\ntime_zone = \"Asia/Tokyo\"\nsender = \"荒尾市\"\n\
                quiet_hours = { from = \"21:00\", until = \"8:00\" }\ncaps = { per_day = 2, per_week = 5 }\n";
    let file = |name: &str, text: &str| (format!("campaigns/432041/{name}"), text.to_owned());
    let files = [
        file("city.toml", city),
        file("walk/campaign.toml", campaign),
        file("walk/rules.rhai", ""),
        file("walk/messages.toml", ""),
        file("walk/cases.toml", ""),
    ];
    Pack { city: "432041".parse().unwrap(), files: files.into() }
}

/// What is written of a challenge of [`DAYS`], read.
pub fn read(challenge: &str) -> Result<Rc<Ruleset>, Vec<Problem>> {
    pack(&format!("title = \"歩く\"\n{DAYS}[challenge]\n{challenge}")).compile()
}

/// The city's time on a day of November, as people write it: `3 9:00`.
pub fn at(text: &str) -> DateTime<Utc> {
    let civil = NaiveDateTime::parse_from_str(&format!("2026-11-{text}"), "%Y-%m-%d %H:%M").unwrap();
    Zone::default().instant(Day::from_date(civil.date()), civil.time())
}

/// A day of November.
pub fn nov(day: u32) -> Day {
    Day::from_date(chrono::NaiveDate::from_ymd_opt(2026, 11, day).unwrap())
}

pub fn who(name: &str) -> ResidentId {
    name.parse().unwrap()
}

pub fn join(team: Option<&str>) -> Payload {
    Payload::Joined(ChallengeJoined { challenge: "walk".to_owned(), team: team.map(str::to_owned) })
}

pub fn leave() -> Payload {
    Payload::Left(ChallengeLeft { challenge: "walk".to_owned() })
}

/// Whether one agrees to engagement.
pub fn agrees(given: bool) -> Payload {
    let (purpose, text_version, via) = (Purpose::Engagement, "1".to_owned(), "line".to_owned());
    match given {
        true => Payload::ConsentGiven(ConsentGiven { purpose, categories: Vec::new(), text_version, via }),
        false => Payload::ConsentWithdrawn(ConsentWithdrawn { purpose, categories: Vec::new(), text_version, via }),
    }
}

pub fn pause(from: Day, days: u32) -> Payload {
    Payload::Paused(ChallengePaused { challenge: "walk".to_owned(), from: from.date(), days })
}

pub fn steps(day: Day, steps: i64, version: u64) -> Steps {
    let source = StepSource { id: "band".to_owned(), kind: SourceKind::Tracker, modality: Modality::Sensed };
    Steps { date: day.date(), steps, source, version, complete: false }
}

pub fn enrolled(birth_year: i32) -> Payload {
    let reach = vec![ChannelKind::Line];
    Payload::Enrolled(Enrolled { birth_year, sex: None, district: None, language: None, reach, prefer: None })
}

pub fn event(who: &ResidentId, time: DateTime<Utc>, payload: Payload) -> Event {
    Event { source: "test".to_owned(), id: String::new(), subject: Some(who.clone()), time, payload }
}

impl Walk {
    /// A challenge of ten days that nobody has joined, on the eve of its first.
    pub fn of(challenge: &str) -> Self {
        Self::on(read(challenge).unwrap_or_else(|problems| panic!("{problems:#?}")))
    }

    pub fn on(ruleset: Rc<Ruleset>) -> Self {
        let challenge = ruleset.campaigns["walk"].challenge.clone().unwrap();
        let board = Board::new(challenge.clone());
        let now = ruleset.city.zone.end_of(challenge.from.plus(-1)) - chrono::TimeDelta::hours(4);
        Self { ruleset, challenge, board, people: BTreeMap::new(), now, version: 0 }
    }

    pub fn today(&self) -> Day {
        self.ruleset.city.zone.day(self.now)
    }

    pub fn until(&mut self, time: &str) -> &mut Self {
        self.now = at(time);
        self
    }

    /// Something is told, now.
    pub fn tell(&mut self, name: &str, payload: Payload) -> &mut Self {
        let event = event(&who(name), self.now, payload);
        self.hear(&event);
        self
    }

    /// Something arrives: the board takes the difference.
    pub fn hear(&mut self, event: &Event) {
        let (today, resident) = (self.today(), event.subject.clone().unwrap());
        let snapshot = self.people.entry(resident.clone()).or_default();
        let city = &self.ruleset.city;
        let before = Share::of(&self.challenge, &resident, snapshot, city, today);
        let _ = snapshot.observe(event, city, self.now);
        snapshot.prune(today);
        let after = Share::of(&self.challenge, &resident, snapshot, city, today);
        for change in moves(&before, &after) {
            self.board.apply(&change);
        }
    }

    /// Somebody has walked on a day.
    pub fn walks(&mut self, name: &str, day: u32, count: i64) -> &mut Self {
        self.version += 1;
        let version = self.version;
        self.tell(name, Payload::Steps(steps(nov(day), count, version)))
    }

    pub fn joins(&mut self, name: &str, team: &str) -> &mut Self {
        self.tell(name, join(Some(team)))
    }

    /// As many members as a team needs, who all walk so much on the day.
    pub fn team(&mut self, team: &str, members: usize, day: u32, count: i64) -> &mut Self {
        for n in 0..members {
            let name = format!("{team}-{n}");
            self.joins(&name, team).walks(&name, day, count);
        }
        self
    }

    pub fn standings(&mut self) -> Vec<Standing> {
        let today = self.today();
        self.board.standings(today)
    }

    /// `league/place team value`, in order.
    pub fn places(&mut self) -> Vec<String> {
        let place = |standing: &Standing| {
            let place = standing.place.map_or("-".to_owned(), |place| place.to_string());
            format!("{}/{place} {} {}", standing.league, standing.group.team, standing.group.value)
        };
        self.standings().iter().map(place).collect()
    }

    /// Steps, days of members, and days with steps of a team.
    pub fn sums(&mut self, team: &str) -> (i64, i64, i64) {
        let group = self.standings().into_iter().map(|standing| standing.group).find(|group| group.team == team);
        group.map_or((0, 0, 0), |group| (group.steps, group.member_days, group.days))
    }

    pub fn shown(&mut self, own: Option<&str>) -> Vec<Row> {
        let standings = self.standings();
        shown(&self.challenge, &standings, own, &BTreeSet::new())
    }
}

pub fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/challenges")
}

/// Holds a text against a file. `AYUMI_REWRITE=1` writes the file anew.
pub fn golden(file: &Path, said: &str) {
    if std::env::var_os("AYUMI_REWRITE").is_some() {
        std::fs::write(file, said).unwrap();
    }
    let expected = std::fs::read_to_string(file).unwrap_or_default();
    assert_eq!(said, expected, "{} says otherwise", file.display());
}
