//! A city in which something is known to be so: rows as a trial leaves them, drawn from a seed.

use chrono::{DateTime, Duration, Utc};
use domain::event::Sex;
use domain::pack::{Covariate, Denominator, Estimator, MissingRule, Outcome, Proximal, SegmentRule, Transform};
use domain::{Day, Reason, Sentence};
use outcomes::chances::Stream;
use outcomes::record::{
    Arm as RowArm, COLUMNS, Cluster, Delivery, DeliveryState, Deviation, Drawn, Known, Measured, Missing, Person, Row,
    Source,
};
use outcomes::report::{Agreed, Arm, Asked, DesignKind, Gathering, Planned, Point, Report, Rows, Told};

/// What is so in a city.
#[derive(Debug, Clone)]
pub(crate) struct City {
    pub(crate) seed: &'static str,
    pub(crate) people: u32,
    /// Decision points of each, three a week.
    pub(crate) points: u32,
    pub(crate) kind: DesignKind,
    /// What a message does, in steps.
    pub(crate) effect: f64,
    pub(crate) probability: f64,
    /// How many of a hundred outcomes never arrive.
    pub(crate) missing: u32,
    pub(crate) outcome: Outcome,
    pub(crate) plan: Option<Planned>,
    /// Until when rows are closed: those of later days are open.
    pub(crate) closed_until: Day,
    /// People's own arms beside the draws.
    pub(crate) beside: bool,
    /// The contract that was sealed with the plan.
    pub(crate) contract: Option<&'static str>,
}

/// 2026-04-01.
pub(crate) const START: Day = Day(20_544);

pub(crate) fn steps() -> Outcome {
    Outcome { proximal: Proximal::StepsSameDay, cap: Some(20_000), transform: Transform::None }
}

/// A plan that was sealed a week before the start, and decides on a day.
pub(crate) fn plan(estimator: Estimator, last_look: Day) -> Planned {
    Planned {
        hash: "5d2c9a0f".repeat(8),
        sealed_on: START.plus(-7),
        before_start: true,
        changes: Vec::new(),
        question: "夕方に声をかけた日は、より多く歩かれているか".to_owned(),
        estimand: "送れる状態だった判断時点での、送った場合と送らなかった場合の、その日の歩数の差の平均".to_owned(),
        estimator,
        adherence: Denominator::DaysInPeriod,
        missing: MissingRule::AvailableCase,
        alpha: 0.05,
        controls: vec![Covariate::Before],
        moderators: Vec::new(),
        segments: vec![Covariate::Before],
        correction: SegmentRule::Holm,
        last_look,
        looks: Vec::new(),
        expected: None,
    }
}

impl Default for City {
    fn default() -> Self {
        Self {
            seed: "city",
            people: 60,
            points: 24,
            kind: DesignKind::DecisionPoints,
            effect: 400.0,
            probability: 0.6,
            missing: 8,
            outcome: steps(),
            plan: Some(plan(Estimator::Wcls, START.plus(100))),
            closed_until: START.plus(400),
            beside: false,
            contract: None,
        }
    }
}

impl City {
    pub(crate) fn asked(&self) -> Asked {
        let arm = |key: &str, en: &str, ja: &str, probability: f64| Arm {
            key: key.to_owned(),
            title: Sentence::new(en, ja),
            probability: Some(probability),
        };
        let own = || [arm("control", "control", "control", 0.3), arm("nudge", "nudge", "nudge", 0.7)];
        let arms = match self.kind {
            DesignKind::People | DesignKind::Clusters => own(),
            DesignKind::SteppedRollout => {
                [arm("not_begun", "not begun yet", "まだ始めていない", 0.5), arm("begun", "begun", "始めた", 0.5)]
            }
            _ => [
                arm("withhold", "without a message", "送らなかった", 1.0 - self.probability),
                arm("send", "with a message", "送った", self.probability),
            ],
        };
        Asked {
            city: "432041".to_owned(),
            city_name: "荒尾市".to_owned(),
            campaign: "step_goal".to_owned(),
            title: "あと少しの一歩".to_owned(),
            from: START,
            until: Some(START.plus(90)),
            kind: self.kind,
            arms,
            beside: self.beside.then(own),
            dealt: self.kind == DesignKind::Clusters,
            numerator: self.probability,
            steps: (1..=4).map(|step| START.plus(step * 14)).collect(),
            outcome: self.outcome,
            plan: self.plan.clone(),
            rows: Rows::Points,
            settles: None,
            contract: self.contract.map(|text| Agreed::Sealed(text.to_owned())),
        }
    }

    /// Everyone's rows, in the order of their names.
    pub(crate) fn rows(&self) -> Vec<Vec<Row>> {
        (0..self.people).map(|person| self.person(person)).collect()
    }

    pub(crate) fn points(&self) -> Vec<Vec<Point>> {
        self.rows().iter().map(|rows| rows.iter().map(Point::from).collect()).collect()
    }

    fn person(&self, person: u32) -> Vec<Row> {
        let mut chance = Stream::new(self.seed, "person", person.into());
        let habit = 5_500.0 + 1_800.0 * normal(&mut chance);
        let arm = if chance.number() < 0.7 { "nudge" } else { "control" };
        let cluster = person % 8;
        let arm = match self.kind {
            DesignKind::Clusters => ["nudge", "control"][usize::from(cluster.is_multiple_of(2))],
            _ => arm,
        };
        let district = format!("district-{cluster}");
        let goes = 0.5 + 0.5 * chance.number();
        (0..self.points).map(|number| self.row(person, number, (habit, arm, &district, goes), &mut chance)).collect()
    }

    fn row(
        &self,
        person: u32,
        number: u32,
        (habit, arm, district, goes): (f64, &str, &str, f64),
        chance: &mut Stream,
    ) -> Row {
        // Monday, Wednesday, Friday; 2026-04-01 is a Wednesday.
        let day = START.plus((number / 3) as i32 * 7 + [0, 2, 5][(number % 3) as usize]);
        let decided: DateTime<Utc> = "2026-04-01T08:30:00Z".parse().unwrap();
        let decided = decided + Duration::days((day.0 - START.0).into());
        let step = 1 + (person % 4) as i32;
        let has_arms = matches!(self.kind, DesignKind::People | DesignKind::Clusters) || self.beside;
        let begun = day >= START.plus(step * 14);
        let reason = match () {
            () if has_arms && arm == "control" => Some(Reason::ControlArm),
            () if chance.number() < 0.1 => Some(Reason::NotAvailable),
            () if chance.number() < 0.03 => Some(Reason::Capped),
            () => None,
        };
        let number_drawn = chance.number();
        let is_drawn = reason.is_none() && (self.kind != DesignKind::SteppedRollout || begun);
        let sends = is_drawn && number_drawn < self.probability;
        let raised = match self.kind {
            DesignKind::DecisionPoints => sends,
            DesignKind::People | DesignKind::Clusters => arm == "nudge",
            DesignKind::SteppedRollout => begun,
            DesignKind::Nothing => false,
        };
        let season = 8.0 * f64::from(day.0 - START.0);
        let walked = habit + season + if raised { self.effect } else { 0.0 } + 2_000.0 * normal(chance);
        let is_known = chance.number() * 100.0 >= f64::from(self.missing);
        let value = match self.outcome.proximal.is_binary() {
            true => f64::from(u8::from(walked > 6_000.0)),
            false => walked.max(0.0).round(),
        };
        let closed = day <= self.closed_until;
        let state = match chance.number() {
            held if held < 0.02 => DeliveryState::HeldBack,
            failed if failed < 0.05 => DeliveryState::Failed,
            read if read < 0.4 => DeliveryState::Read,
            _ => DeliveryState::Accepted,
        };
        let delivery = (sends && closed).then_some(Delivery { state, accepted_at: None, delivered_at: None });
        let answers = chance.number() < if sends { 0.4 * goes } else { 0.08 };
        let revised = u32::from(chance.number() < 0.03);
        let before = (habit + season + 700.0 * normal(chance)).max(0.0);
        Row {
            person: Person(format!("{person:06}")),
            campaign: "step_goal".into(),
            point: "evening".into(),
            number: number + 1,
            day,
            due: decided,
            decided,
            version: "9f2c".into(),
            experiment: "77aa".into(),
            unavailable: reason.or((!is_drawn).then_some(Reason::ControlArm)),
            hides: false,
            probability: Some(self.probability),
            drawn: is_drawn.then_some(Drawn { sends, number: number_drawn }),
            arm: has_arms.then(|| RowArm { name: arm.to_owned(), probability: if arm == "nudge" { 0.7 } else { 0.3 } }),
            cluster: match self.kind {
                DesignKind::Clusters => Some(Cluster { name: district.to_owned(), rolled_out: None }),
                DesignKind::SteppedRollout => {
                    Some(Cluster { name: format!("district-{}", person % 4), rolled_out: Some(begun) })
                }
                _ => None,
            },
            message: Some("almost_there".into()),
            message_id: None,
            sensitive: false,
            known: Known {
                before_sum: before.round() as i64 * 6,
                before_days: 6,
                days_in: day.0 - START.0,
                age_band: Some(40 + 10 * (person % 4) as u8),
                sex: [Some(Sex::Female), Some(Sex::Male), None][(person % 3) as usize],
            },
            delivery,
            replied_at: (closed && answers).then_some(decided + Duration::hours(if revised > 0 { 30 } else { 1 })),
            stopped_at: (closed && chance.number() < 0.004).then_some(decided + Duration::hours(3)),
            outcome: Measured {
                stated: Some(self.outcome),
                start: decided,
                end: decided,
                value: match (closed, is_known) {
                    (false, _) => Err(Missing::NotClosed),
                    (true, true) => Ok(value),
                    (true, false) => Err(Missing::NoData),
                },
                source: (closed && is_known).then_some(if person.is_multiple_of(3) {
                    Source::Phone
                } else {
                    Source::Tracker
                }),
                watermark: closed.then_some(decided + Duration::days(8)),
                revised: if closed && is_known { revised } else { 0 },
                doubted: person.is_multiple_of(7) && closed,
                latest: (closed && is_known && revised > 0).then_some(value + 120.0),
            },
            deviation: delivery.filter(|delivery| delivery.state.is_unsent()).map(|_| Deviation::NotSent),
        }
    }

    pub(crate) fn report(&self) -> Report {
        gathered(self.asked(), &self.points()).finish(&told())
    }
}

/// Everyone's rows taken in.
pub(crate) fn gathered(asked: Asked, people: &[Vec<Point>]) -> Gathering {
    let mut gathering = Gathering::new(asked);
    for person in people {
        gathering.add(person).unwrap();
    }
    gathering
}

/// So many more people who were asked at the same decision points as others, and never agreed.
pub(crate) fn never_agreed(people: &[Vec<Point>], many: usize) -> Vec<Vec<Point>> {
    let of = |(number, person): (usize, &Vec<Point>)| {
        let never = |point: &Point| Point {
            // After all others in order.
            person: format!("z-{number:04}"),
            available: false,
            reason: Some(Reason::NoConsent),
            sends: None,
            arm: None,
            cluster: None,
            outcome: Err(Missing::NoConsent),
            source: None,
            delivery: None,
            replied_at: None,
            stopped_at: None,
            deviation: None,
            ..point.clone()
        };
        person.iter().map(never).collect()
    };
    people.iter().cycle().take(many).enumerate().map(of).collect()
}

/// What is told beside the rows, half a year after the start.
pub(crate) fn told() -> Told<'static> {
    Told {
        as_of: "2026-10-01T00:00:00Z".parse().unwrap(),
        today: START.plus(183),
        looks_made: 0,
        record: "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
        code: "0.1.0",
    }
}

/// Rows as the record is handed out.
pub(crate) fn csv(people: &[Vec<Row>]) -> String {
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(COLUMNS.map(|column| column.name)).unwrap();
    for row in people.iter().flatten() {
        writer.write_record(COLUMNS.map(|column| (column.of)(row).text())).unwrap();
    }
    String::from_utf8(writer.into_inner().unwrap()).unwrap()
}

/// A number that is as likely as a normal one.
fn normal(chance: &mut Stream) -> f64 {
    (0..12).map(|_| chance.number()).sum::<f64>() - 6.0
}
