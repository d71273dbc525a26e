use super::words::{self, number, whole};
use crate::record::DeliveryState;
use crate::report::gathering::{Line, Person, Tab};
use crate::report::hiding::{self, nested, nested_rows, why};
use crate::report::{Asked, Count, DesignKind, Flow, Point, Rows, Step};
use domain::{Reason, Sentence};
use serde::{Deserialize, Serialize};

/// Who came how far.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub(in crate::report) struct Flowing {
    /// One row a person and step.
    people: Tab,
    points: Tab,
    /// Rows that did not come on to a step: of how many people.
    lost: Tab,
    unavailable: Tab,
}

impl Flowing {
    pub(in crate::report) fn add(&mut self, person: &Person<'_>) {
        let came = |point: &Point, step: &str| came(person, point, step);
        let own = person.arm;
        let at_any = |step: &str| person.points.iter().any(|point| came(point, step));
        self.people.add(PEOPLE.into_iter().filter(|step| at_any(step)).map(|step| (step, own)));
        let is_untold = !at_any(CONSENTED) && person.points.iter().any(|point| point.reason.is_none());
        self.people.add(is_untold.then_some((UNTOLD, None)));
        // All of a person's at once: they count as one.
        let away = person.points.iter().filter(|point| !point.available);
        self.unavailable.add(away.map(|point| (point.reason.map_or(NOT_TOLD, Reason::as_str), None)));
        let rows = person.points.iter().flat_map(|point| {
            let arm = person.arm_of(point);
            POINTS.into_iter().filter(|step| came(point, step)).map(move |step| (step, arm))
        });
        self.points.add(rows);
        let order = order(person.asked.kind);
        let lost = order.iter().zip(order.iter().skip(1)).flat_map(|(step, next)| {
            let lost = person.points.iter().filter(|point| came(point, step) && !came(point, next));
            lost.map(|point| (*next, person.arm_of(point)))
        });
        self.lost.add(lost.collect::<Vec<_>>());
    }

    pub(in crate::report) fn report(&self, asked: &Asked) -> Flow {
        let people = self.people_steps(asked);
        let points = self.points_steps(asked.kind, &words::rows(asked.rows));
        let unavailable = hiding::merged(self.unavailable.lines());
        let unavailable = unavailable.into_iter().map(|(key, line)| why(&key, reason(&key), line)).collect();
        let says = says(&people);
        Flow { people, points, unavailable, says }
    }

    /// The steps of people. What is not on record has no number: a record of weeks begins with those who agreed, and where
    /// reasons are kept back, whether somebody agreed can be.
    fn people_steps(&self, asked: &Asked) -> Vec<Step> {
        let has_arms = matches!(asked.kind, DesignKind::People | DesignKind::Clusters);
        let is_known = |step: &str| match step {
            ELIGIBLE => asked.rows == Rows::Points,
            CONSENTED => self.people.line(UNTOLD).all.people == 0,
            _ => true,
        };
        let lines: Vec<(&str, Line)> = [ELIGIBLE, CONSENTED, RANDOMISED, AVAILABLE, KNOWN]
            .iter()
            .filter(|step| is_known(step))
            .map(|step| (*step, self.people.line(step)))
            .collect();
        let totals = nested(&lines.iter().map(|(_, line)| line.all.people).collect::<Vec<_>>());
        let of_arm = |line: &Line, arm: usize| line.arms.get(arm).map_or(0, |cell| cell.people);
        let arms = [0, 1].map(|arm| nested(&lines.iter().map(|(_, line)| of_arm(line, arm)).collect::<Vec<_>>()));
        let step = |key: &str, total: Option<Count>, arms: Vec<Count>| Step {
            key: key.to_owned(),
            title: of_people(key),
            total,
            arms,
        };
        let mut steps: Vec<Step> = [ELIGIBLE, CONSENTED]
            .into_iter()
            .filter(|key| !is_known(key))
            .map(|key| step(key, None, Vec::new()))
            .collect();
        // From the last on: a total from which an arm that is hidden could be found by subtracting is hidden as well, be it of
        // that step or of one above it.
        let mut hidden: Vec<u64> = Vec::new();
        for (at, ((key, line), total)) in lines.iter().zip(totals).enumerate().rev() {
            let parts = has_arms && ![ELIGIBLE, CONSENTED].contains(key);
            let own: Vec<Count> = arms.iter().filter_map(|arm| arm.get(at).copied()).filter(|_| parts).collect();
            let all = line.all.people;
            if own.contains(&Count::Hidden) {
                hidden.push(all);
            }
            let is_near = hidden.iter().any(|below| all == *below || hiding::is_small(all.saturating_sub(*below)));
            steps.push(step(key, Some(if is_near { Count::Hidden } else { total }), own));
        }
        steps.sort_by_key(|step| PEOPLE.iter().position(|key| *key == step.key));
        // Not on the way to an outcome: nobody in an arm without messages is reached, and their outcomes are known.
        let reached = self.people.line(DELIVERED).all.people;
        let available = self.people.line(AVAILABLE).all.people;
        let hides = hiding::is_small(available.saturating_sub(reached));
        let count = if hides { Count::Hidden } else { Count::of(reached) };
        let before_last = steps.len().saturating_sub(1);
        steps.insert(before_last, step(DELIVERED, Some(count), Vec::new()));
        steps
    }

    fn points_steps(&self, kind: DesignKind, rows: &Sentence) -> Vec<Step> {
        let order = order(kind);
        let cell = |tab: &Tab, step: &str, arm: Option<usize>| {
            let line = tab.line(step);
            arm.map_or(Some(line.all), |arm| line.arms.get(arm).copied()).unwrap_or_default()
        };
        let counts = |arm: Option<usize>| {
            let steps = order.iter().map(|step| {
                let own = cell(&self.points, step, arm);
                (own.points, own.people, cell(&self.lost, step, arm).people)
            });
            nested_rows(&steps.collect::<Vec<_>>())
        };
        let (totals, arms) = (counts(None), [counts(Some(0)), counts(Some(1))]);
        let mut steps = Vec::new();
        for (at, (key, total)) in order.iter().zip(totals).enumerate() {
            let own = arms.iter().filter_map(|arm| arm.get(at).copied());
            let own: Vec<Count> = own.filter(|_| matches!(*key, DRAWN | KNOWN)).collect();
            let total = if own.contains(&Count::Hidden) { Count::Hidden } else { total };
            steps.push(Step { key: (*key).to_owned(), title: of_rows(key, rows), total: Some(total), arms: own });
        }
        steps
    }

    /// The numbers of people that are shown.
    pub(in crate::report) fn shown(flow: &Flow) -> Vec<Count> {
        flow.people.iter().flat_map(|step| step.total.iter().chain(&step.arms)).copied().collect()
    }
}

const ELIGIBLE: &str = "eligible";
const CONSENTED: &str = "consented";
const RANDOMISED: &str = "randomised";
const AVAILABLE: &str = "available";
const DELIVERED: &str = "delivered";
const KNOWN: &str = "known";
const DUE: &str = "due";
const DRAWN: &str = "drawn";
const PEOPLE: [&str; 6] = [ELIGIBLE, CONSENTED, RANDOMISED, AVAILABLE, DELIVERED, KNOWN];
const POINTS: [&str; 4] = [DUE, AVAILABLE, DRAWN, KNOWN];
/// Of people of whom no row tells whether they agreed.
const UNTOLD: &str = "untold";
/// Of rows whose reason is not handed out to everyone.
const NOT_TOLD: &str = "not_told";

/// The steps of rows, each part of the one before it. Where people are drawn, those without messages count as well, though
/// nothing could be sent to them.
fn order(kind: DesignKind) -> &'static [&'static str] {
    match kind {
        DesignKind::DecisionPoints => &[DUE, AVAILABLE, DRAWN, KNOWN],
        DesignKind::Nothing => &[DUE, AVAILABLE],
        DesignKind::People | DesignKind::Clusters | DesignKind::SteppedRollout => &[DUE, DRAWN, KNOWN],
    }
}

/// Whether a row came to a step.
fn came(person: &Person<'_>, point: &Point, step: &str) -> bool {
    let is_in = person.arm_of(point).is_some();
    match step {
        // Nobody is in an arm before they agree; and whatever else kept them, it was looked for after that.
        CONSENTED => {
            point.available || point.arm.is_some() || point.reason.is_some_and(|reason| reason != Reason::NoConsent)
        }
        RANDOMISED => is_in || point.sends.is_some() || point.arm.is_some(),
        AVAILABLE => match person.asked.kind {
            DesignKind::DecisionPoints | DesignKind::Nothing => point.available,
            _ => is_in,
        },
        DELIVERED => point.delivery.is_some_and(arrived),
        KNOWN => is_in && person.value(point).is_some(),
        DRAWN => is_in,
        _ => true,
    }
}

/// Whether a message came to a provider, as far as anybody knows.
pub(in crate::report) fn arrived(state: DeliveryState) -> bool {
    matches!(state, DeliveryState::Accepted | DeliveryState::Delivered | DeliveryState::Read)
}

fn of_people(key: &str) -> Sentence {
    let (en, ja) = match key {
        ELIGIBLE => ("people for whom the campaign is", "対象の方"),
        CONSENTED => ("who agreed to take part", "同意された方"),
        RANDOMISED => ("who were randomised", "くじの対象になった方"),
        AVAILABLE => ("who could be written to at least once", "一度でも送れる状態だった方"),
        DELIVERED => ("whom a message reached at least once", "一度でもメッセージが届いた方"),
        _ => ("whose outcome is known at least once", "一度でも結果が分かっている方"),
    };
    Sentence::new(en, ja)
}

fn of_rows(key: &str, rows: &Sentence) -> Sentence {
    let (en, ja) = match key {
        DUE => return rows.clone(),
        AVAILABLE => ("at which the person could be written to", "送れる状態だった"),
        DRAWN => ("that are in an arm", "どちらかに割り付けられた"),
        _ => ("whose outcome is known", "結果が分かっている"),
    };
    Sentence::new(en, format!("{ja}{}", rows.ja))
}

fn reason(key: &str) -> Sentence {
    let (en, ja) = match key {
        "no_consent" => ("no agreement to take part", "参加の同意がなかった"),
        "opted_out" => ("had asked for no messages", "配信を希望されていなかった"),
        "no_channel" => ("no way to reach them", "連絡の手段がなかった"),
        "quiet_hours" => ("outside the hours for messages", "送れる時間ではなかった"),
        "capped" => ("had enough messages already", "通数の上限に達していた"),
        "suspended" => ("messages were suspended", "配信を止めていた"),
        "control_arm" => ("in an arm without messages", "送らないグループだった"),
        "not_available" => ("the campaign saw no reason to write", "取り組みの条件に合わなかった"),
        "expired" => ("too late to be of use", "時機を過ぎていた"),
        "duplicate" => ("had the message already", "同じメッセージを受け取っていた"),
        "sensitive_text" | "sensitive_award" => ("the text was not fit for it", "文面が条件に合わなかった"),
        "budget" | "rule_error" => ("the rule stopped with an error", "ルールが途中で止まった"),
        NOT_TOLD => ("a reason that is not handed out", "理由は開示していません"),
        _ => ("others", "そのほか"),
    };
    Sentence::new(en, ja)
}

fn says(people: &[Step]) -> Vec<Sentence> {
    let shown = |key: &str| people.iter().find(|step| step.key == key)?.total?.shown();
    let is_missing = |key: &str| people.iter().any(|step| step.key == key && step.total.is_none());
    let mut says = Vec::new();
    if is_missing(ELIGIBLE) {
        says.push(Sentence::new(
            "The record of this design begins with those who agreed. For how many people the campaign is, it does not tell.",
            "この取り組みの記録は、同意された方から始まります。対象の方が何人いたかは、記録からは分かりません。",
        ));
    }
    if is_missing(CONSENTED) {
        says.push(Sentence::new(
            "How many agreed is not known, since of some people the reason why they could not be written to is kept back.",
            "送れなかった理由をお示しできない方がいるため、同意された方の人数は分かりません。",
        ));
    }
    let (Some(randomised), Some(known)) = (shown(RANDOMISED).filter(|people| *people > 0), shown(KNOWN)) else {
        says.push(hiding::too_few());
        return says;
    };
    let share = number(100.0 * known as f64 / randomised as f64, 1);
    let (known, randomised) = (whole(known), whole(randomised));
    says.push(Sentence::new(
        format!(
            "Of {randomised} people who were randomised, the outcome of {known} ({share}%) is known at least once."
        ),
        format!("くじの対象になった{randomised}人のうち、{known}人（{share}%）で、一度は結果が分かっています。"),
    ));
    says
}
