use super::effect::Effecting;
use super::flow::arrived;
use super::goals::{self, GOALS};
use super::words::{Scale, interval, is_clear, number, whole};
use crate::adherence::{Active, Followed, LastActivity};
use crate::record::DeliveryState;
use crate::report::gathering::{Compared, Part, Parts, Person};
use crate::report::hiding::{Hiding, is_small, share, shares, told, too_few};
use crate::report::{Adherence, Answer, Asked, Count, DesignKind, Estimate, Lasting, Point, Rate, Rows, Share, Week};
use chrono::TimeDelta;
use domain::Sentence;
use domain::pack::Proximal;
use serde::{Deserialize, Serialize};

/// What became of what was offered.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(in crate::report) struct Adhering {
    rates: Parts,
    /// By week since each person's first day.
    weeks: Vec<InWeek>,
    /// People by for how long they went on, and whether they stopped.
    lasted: Vec<(i32, bool, u64)>,
}

/// One week of everyone's.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct InWeek {
    parts: Parts,
    effect: Compared,
}

/// The last week by itself; what comes after it is in it.
const LAST: usize = 53;

/// For how long after a decision an answer is in time.
const IN_TIME: TimeDelta = TimeDelta::hours(24);

impl Adhering {
    pub(in crate::report) fn new() -> Self {
        Self { rates: Parts::default(), weeks: Vec::new(), lasted: Vec::new() }
    }

    pub(in crate::report) fn add(&mut self, person: &Person<'_>) {
        let points = &person.points;
        let own = person.arm;
        let arm = |point: &Point| person.arm_of(point);
        let rates = &mut self.rates;
        let reached = points.iter().any(|point| point.delivery.is_some_and(arrived));
        rates.add("reach", [(own, reached)]);
        let due = || points.iter().filter(|point| point.watermark.is_some());
        rates.add("dose_delivered", due().map(|point| (arm(point), point.delivery.is_some_and(arrived))));
        let confirmed = |state: DeliveryState| matches!(state, DeliveryState::Delivered | DeliveryState::Read);
        rates.add("dose_received", due().map(|point| (arm(point), point.delivery.is_some_and(confirmed))));
        let taken = || due().filter(|point| point.delivery.is_some_and(arrived));
        rates.add("dose_silent", taken().map(|point| (arm(point), !point.delivery.is_some_and(confirmed))));
        let offered = || due().filter(|point| point.delivery.is_some());
        let unknown = |point: &Point| point.delivery == Some(DeliveryState::Unknown);
        rates.add("fate_unknown", offered().map(|point| (arm(point), unknown(point))));
        let closed = || points.iter().filter(|point| point.watermark.is_some() && arm(point).is_some());
        rates.add("responded", closed().map(|point| (arm(point), responded(point) == Some(true))));
        rates.add("responded_late", closed().map(|point| (arm(point), responded(point) == Some(false))));
        goals::add(rates, person);
        self.lasting(person);
        self.by_week(person);
    }

    /// Until when there is anything of the person: an outcome that something counted, or an answer.
    fn lasting(&mut self, person: &Person<'_>) {
        let closed = || person.points.iter().filter(|point| point.watermark.is_some());
        let Some(last) = closed().map(|point| point.days_in).max() else { return };
        let days = closed().filter(|point| is_active(point)).map(|point| point.days_in);
        let Followed { days, stopped } = Followed::of(&Active { followed: last + 1, days: days.collect() });
        match self.lasted.binary_search_by_key(&(days, stopped), |(days, stopped, _)| (*days, *stopped)) {
            Ok(place) => self.lasted.iter_mut().skip(place).take(1).for_each(|(_, _, people)| *people += 1),
            Err(place) => self.lasted.insert(place, (days, stopped, 1)),
        }
    }

    fn by_week(&mut self, person: &Person<'_>) {
        let week = |point: &Point| usize::try_from(point.days_in / 7).unwrap_or_default().min(LAST - 1);
        let Some(last) = person.points.iter().map(|point| week(point)).max() else { return };
        while self.weeks.len() <= last {
            self.weeks.push(InWeek { parts: Parts::default(), effect: Compared::new(person.asked, &[]) });
        }
        for (at, own) in self.weeks.iter_mut().enumerate() {
            // What is not closed says nothing yet: it is no week in which nothing happened.
            let is_in = |point: &&Point| week(point) == at && point.watermark.is_some();
            let points = || person.points.iter().copied().filter(is_in);
            if points().next().is_none() {
                continue;
            }
            let active = points().any(is_active);
            own.parts.add("active", [(person.arm, active)]);
            let sent = points()
                .filter(|point| point.sends == Some(true) || (point.sends.is_none() && point.delivery.is_some()));
            own.parts.add("delivered", sent.map(|point| (person.arm_of(point), point.delivery.is_some_and(arrived))));
            let closed = points().filter(|point| point.watermark.is_some() && person.arm_of(point).is_some());
            own.parts.add("responded", closed.map(|point| (person.arm_of(point), responded(point) == Some(true))));
            let analysed = |value: f64| person.asked.outcome.analysed(value);
            let counted = person.counted().filter(|(point, _, _)| week(point) == at);
            own.effect.add(person, counted.map(|(point, _, value)| (point, analysed(value))));
        }
    }

    pub(in crate::report) fn report(
        &self,
        asked: &Asked,
        hiding: &Hiding,
        effect: &Effecting,
        withheld: Option<&Sentence>,
    ) -> Adherence {
        let hold = |answer: Answer<Estimate>| withheld.map_or(answer, |said| Answer::Withheld(said.clone()));
        let slope = hold(hiding.estimate(effect.slope(asked), asked.alpha()));
        let tells = |key: &&str| asked.rows == Rows::Points || OF_WEEKS.contains(key);
        let hold_rate = |rate: Rate| match withheld.filter(|_| is_of_effect(asked, &rate.key)) {
            Some(said) => Rate { arms: rate.arms.iter().map(|_| Answer::Withheld(said.clone())).collect(), ..rate },
            None => rate,
        };
        let rates = RATES.into_iter().filter(tells).chain(GOALS);
        let shares: Vec<Rate> = rates.filter_map(|key| self.rate(asked, hiding, key)).map(hold_rate).collect();
        let hold_share = |share: Answer<Share>| match withheld.filter(|_| is_of_effect(asked, "responded")) {
            Some(said) => Answer::Withheld(said.clone()),
            None => share,
        };
        let weeks = self.weeks.iter().enumerate().map(|(at, own)| {
            let responded = own.parts.arms("responded").into_iter().map(share).map(hold_share).collect();
            Week {
                week: at as u32 + 1,
                open: at + 1 == LAST,
                people: hiding.count(own.parts.all("active").of),
                active: share(own.parts.all("active")),
                delivered: share(own.parts.all("delivered")),
                responded: if asked.kind == DesignKind::Nothing { Vec::new() } else { responded },
                effect: hold(hiding.estimate(own.effect.effect(asked.alpha()), asked.alpha())),
            }
        });
        let mut says = self.says(asked, hiding, &slope);
        says.extend(goals::says(asked).filter(|_| shares.iter().any(|rate| GOALS.contains(&rate.key.as_str()))));
        let lasting = lasting(&self.lasted);
        Adherence { shares, weeks: weeks.collect(), lasting, slope, says }
    }

    fn rate(&self, asked: &Asked, hiding: &Hiding, key: &str) -> Option<Rate> {
        let (all, arms): (Part, [Part; 2]) = (self.rates.all(key), self.rates.arms(key));
        if all.of == 0 {
            return None;
        }
        let (title, of, by_arm) = words(key, asked);
        let people = matches!(key, "reach" | "adherent");
        // A person is in one arm all along, or in none.
        let have_one = matches!(asked.kind, DesignKind::People | DesignKind::Clusters);
        let has_arms = by_arm && asked.kind != DesignKind::Nothing && (have_one || !people);
        let (total, arms) = match has_arms {
            true => shares(arms, all),
            false => (share(all), Vec::new()),
        };
        // A number of people that the flow hides is hidden here as well.
        let total = match total {
            Answer::Known(known) if people && hiding.count(known.part) == Count::Hidden => Answer::Hidden(too_few()),
            other => other,
        };
        Some(Rate { key: key.to_owned(), title, of, people, total: Some(total), arms })
    }

    fn says(&self, asked: &Asked, hiding: &Hiding, slope: &Answer<Estimate>) -> Vec<Sentence> {
        let mut says = Vec::new();
        let reach = self.rate(asked, hiding, "reach").and_then(|rate| rate.total);
        if let Some(Answer::Known(Share { part, of })) = reach {
            let percent = number(100.0 * part as f64 / of as f64, 1);
            let (part, of) = (whole(part), whole(of));
            says.push(match asked.rows {
                Rows::Points => Sentence::new(
                    format!("A message reached {part} of {of} people ({percent}%) at least once."),
                    format!("{of}人のうち{part}人（{percent}%）に、一度はメッセージが届いています。"),
                ),
                Rows::Weeks | Rows::Holdout => Sentence::new(
                    format!("A message left for {part} of {of} people ({percent}%) at least once."),
                    format!("{of}人のうち{part}人（{percent}%）に、一度はメッセージを送っています。"),
                ),
            });
        }
        if asked.kind == DesignKind::DecisionPoints {
            says.push(Sentence::new(
                "That people answer after a message is no effect by itself: how often they answer without one stands beside it.",
                "メッセージのあとに返事があることは、それだけでは効果とはいえません。送らなかったときの返事の割合も並べて示しています。",
            ));
        }
        says.extend(slope.known().map(|slope| sloping(asked, slope)));
        says
    }
}

/// Whether a share by arm tells of the effect that is asked for, which nobody reads before its time.
fn is_of_effect(asked: &Asked, key: &str) -> bool {
    let of_answers = matches!(asked.outcome.proximal, Proximal::ReplyWithinHours { .. });
    GOALS.contains(&key) || of_answers && matches!(key, "responded" | "responded_late")
}

const RATES: [&str; 7] =
    ["reach", "dose_delivered", "dose_received", "dose_silent", "fate_unknown", "responded", "responded_late"];

/// What weeks tell; the rest is of single days.
const OF_WEEKS: [&str; 3] = ["reach", "dose_delivered", "responded"];

/// Whether there is anything of a person at a decision point.
fn is_active(point: &Point) -> bool {
    point.outcome.is_ok_and(|value| value > 0.0) || point.replied_at.is_some()
}

/// The share that goes on, at the ends of weeks; where fewer than ten stopped since the one before, it is left out.
fn lasting(lasted: &[(i32, bool, u64)]) -> Vec<Lasting> {
    let people: Vec<Followed> = lasted
        .iter()
        .flat_map(|(days, stopped, people)| (0..*people).map(|_| Followed { days: *days, stopped: *stopped }))
        .collect();
    let Ok(curve) = LastActivity::of(&people) else { return Vec::new() };
    let last = people.iter().map(|one| one.days).max().unwrap_or_default();
    let (mut shown, mut gone_before) = (Vec::new(), 0);
    for week in 1..=last / 7 {
        let day = week * 7 - 1;
        let gone: u64 = curve.steps.iter().filter(|step| step.day <= day).map(|step| step.stopped).sum();
        let at_risk = people.iter().filter(|one| one.days > day).count() as u64;
        if is_small(gone - gone_before) || is_small(at_risk) || at_risk == 0 {
            continue;
        }
        gone_before = gone;
        let step = curve.steps.iter().rfind(|step| step.day <= day);
        let (low, high) = step.map_or((1.0, 1.0), |step| (step.low, step.high));
        shown.push(Lasting {
            week: week.unsigned_abs(),
            share: told(curve.after(day)),
            ci_low: told(low),
            ci_high: told(high),
        });
    }
    shown
}

/// Whether an answer came in time, or after that; `None` where none did.
fn responded(point: &Point) -> Option<bool> {
    point.replied_at.map(|at| at <= point.decided + IN_TIME)
}

/// What a share is, of what, and whether it is told by arm.
fn words(key: &str, asked: &Asked) -> (Sentence, Sentence, bool) {
    if GOALS.contains(&key) {
        let (title, of) = goals::words(key, asked);
        return (title, of, true);
    }
    if asked.rows != Rows::Points {
        return of_weeks(key);
    }
    let points = ("of closed decision points in an arm", "割り付けられ、確定した判断時点のうち");
    let (title, of, by_arm) = match key {
        "reach" => (
            ("people whom a message reached at least once", "一度でもメッセージが届いた方"),
            ("of all people with a decision point", "判断時点のあった方のうち"),
            true,
        ),
        "dose_delivered" => (
            ("messages that a provider took, or more", "配信会社に渡った、またはそれ以上"),
            ("of all decision points", "すべての判断時点のうち"),
            false,
        ),
        "dose_received" => (
            ("messages known to have arrived or been read", "届いた、または読まれたと分かっている"),
            ("of all decision points (LINE does not tell)", "すべての判断時点のうち（LINEでは分かりません）"),
            false,
        ),
        "dose_silent" => (
            ("messages that a provider took and of which nothing more is known", "配信会社に渡り、その先は分からない"),
            ("of messages that a provider took", "配信会社に渡ったメッセージのうち"),
            false,
        ),
        "fate_unknown" => (
            ("messages whose fate nobody knows", "届いたかどうか分からない"),
            ("of messages that were let out", "送り出したメッセージのうち"),
            false,
        ),
        "responded" => (("answered within 24 hours", "24時間以内に返事があった"), points, true),
        _ => (("answered after 24 to 72 hours", "24〜72時間のあいだに返事があった"), points, true),
    };
    (Sentence::new(title.0, title.1), Sentence::new(of.0, of.1), by_arm)
}

/// The same of weeks.
fn of_weeks(key: &str) -> (Sentence, Sentence, bool) {
    let (title, of) = match key {
        "reach" => (
            ("people to whom a message left at least once", "一度でもメッセージが送られた方"),
            ("of all people in the trial", "参加された方のうち"),
        ),
        "dose_delivered" => {
            (("weeks in which a message left", "メッセージが送られた週"), ("of all closed weeks", "確定した週のうち"))
        }
        _ => (
            ("weeks with an answer of any kind", "何かの返事があった週"),
            ("of closed weeks in an arm", "割り付けられ、確定した週のうち"),
        ),
    };
    (Sentence::new(title.0, title.1), Sentence::new(of.0, of.1), true)
}

fn sloping(asked: &Asked, slope: &Estimate) -> Sentence {
    let scale = match Scale::of(asked) {
        // A change of a logarithm is no percentage of what is found without.
        Scale::Percent => {
            return Sentence::new(
                "How the relative effect changes over the weeks is in the table.",
                "割合で表した差が週とともにどう変わるかは、表を見てください。",
            );
        }
        other => other,
    };
    let size = scale.size(slope.estimate.abs());
    let between = interval(asked, slope);
    let (way, ja) = if slope.estimate < 0.0 { ("smaller", "小さく") } else { ("larger", "大きく") };
    match is_clear(slope) {
        true => Sentence::new(
            format!("Every four weeks the difference becomes {way} by {} ({}).", size.en, between.en),
            format!("差は、4週間ごとに{}ずつ{ja}なっています（{}）。", size.ja, between.ja),
        ),
        false => Sentence::new(
            format!(
                "Whether the difference changes over the weeks cannot be told from chance (by {} in four weeks, {}).",
                scale.size(slope.estimate).en,
                between.en
            ),
            format!(
                "差が週とともに変わるかどうかは、偶然と区別できません（4週間で{}、{}）。",
                scale.size(slope.estimate).ja,
                between.ja
            ),
        ),
    }
}
