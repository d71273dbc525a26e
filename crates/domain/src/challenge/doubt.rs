//! What makes staff look at somebody's steps. A doubt accuses nobody: each has a plain cause as well, and staff decide.

use super::Challenge;
use crate::chance;
use crate::event::{Event, Modality, Payload, SourceKind, Steps};
use crate::pack::City;
use crate::resident::{StepDays, TIMES, WINDOW_DAYS};
use crate::sentence::{Sentence, thousands};
use crate::time::Day;
use chrono::Datelike;
use serde::{Deserialize, Serialize};
use std::fmt::Write as _;

/// Something about steps that is worth a look. It follows from steps and from nothing else: who else is known of a
/// resident, which arm they are in, and for whom they walk makes no difference.
///
/// ```json
/// {"doubt": "too_many", "day": 20760, "steps": 65000}
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(tag = "doubt", rename_all = "snake_case")]
pub enum Doubt {
    /// More than 60,000 steps on a day.
    TooMany {
        /// The day.
        day: Day,
        /// What counts for it, before the cap.
        steps: i64,
    },
    /// Between two versions of a day by one source there are more steps than anyone runs in the time.
    TooFast {
        /// The day.
        day: Day,
        /// By how many it grew.
        steps: i64,
        /// In how many minutes, rounded down.
        minutes: i64,
    },
    /// Days in a row with the same steps: five with the very same number, or seven that differ by 40 at most.
    TooEven {
        /// The first of them.
        from: Day,
        /// The last of them.
        until: Day,
        /// The fewest steps of them.
        steps: i64,
    },
    /// Most days of the challenge were typed in, five at least. Sheets of paper are not meant: the city's own staff
    /// key them in.
    TypedIn {
        /// The last of the days.
        until: Day,
        /// How many were typed in.
        days: i64,
        /// Of how many that have steps.
        of: i64,
    },
    /// Somebody else has the same steps on seven days. Who, the store finds by [`fingerprint`].
    Alike {
        /// The first of them.
        from: Day,
        /// The last of them.
        until: Day,
    },
}

/// More steps on a day than anyone walks who does not run races.
const MOST: i64 = 60_000;

/// Nobody takes more steps a minute for long.
const MOST_A_MINUTE: i64 = 220;

/// By so many steps a day may grow at once: a band that was out of reach for half an hour brings them.
const AT_ONCE: i64 = 5_000;

/// So many steps at most are alike on the days of someone who keeps indoors.
const QUIET: i64 = 3_000;

/// So many days with one number, or with nearly one number, and how far they are apart at most.
const EVEN: [(i32, i64); 2] = [(7, 40), (5, 0)];

/// At least so many days are typed in.
const TYPED: i64 = 5;

/// For so many days two people are compared.
const COMPARED: i32 = 7;

/// What is worth a look since a resident's events, and was not before them. `before` and `after` are their steps
/// without and with them. Days that are closed for the challenge raise no doubt any more.
pub fn doubts<'a>(
    challenge: &Challenge,
    before: &StepDays,
    events: impl IntoIterator<Item = &'a Event>,
    after: &StepDays,
    city: &City,
    today: Day,
) -> Vec<Doubt> {
    if challenge.is_final(today) {
        return Vec::new();
    }
    let open = Open { challenge, city, today };
    let changed: Vec<Day> =
        open.days().filter(|day| after.counting(*day, city) != before.counting(*day, city)).collect();
    let mut found: Vec<Doubt> = changed.iter().filter_map(|day| open.too_many(before, after, *day)).collect();
    found.extend(open.too_fast(before, events, after));
    found.extend(changed.iter().find_map(|day| open.too_even(before, after, *day)));
    found.extend(open.typed_in(after).filter(|_| !changed.is_empty() && open.typed_in(before).is_none()));
    found
}

/// What two people have in common who have the same steps on the seven days before a day, all seven counted by a
/// sensor and not all of them zero: 32 hexadecimal digits, by which a store finds the other.
pub fn fingerprint(known: &StepDays, city: &City, today: Day) -> Option<String> {
    let (from, _) = compared(today);
    let mut series = from.to_string();
    let mut sum = 0;
    for day in (0..COMPARED).map(|n| from.plus(n)) {
        let counting = known.counting(day, city).filter(|counting| is_sensed(counting.kind, counting.typed))?;
        let _ = write!(series, " {}", counting.steps);
        sum += counting.steps;
    }
    (sum > 0).then(|| format!("{:032x}", chance::digest("alike", &[&series])))
}

/// Whether all seven days before a day are of a challenge: of others nobody is compared in it.
pub fn is_compared(challenge: &Challenge, today: Day) -> bool {
    let (first, last) = compared(today);
    challenge.from <= first && last <= challenge.until
}

fn compared(today: Day) -> (Day, Day) {
    (today.plus(-COMPARED), today.plus(-1))
}

/// A sheet of paper is typed in, but by staff.
fn is_sensed(kind: SourceKind, typed: bool) -> bool {
    !typed && kind != SourceKind::Paper
}

/// The days of a challenge that may still change.
struct Open<'a> {
    challenge: &'a Challenge,
    city: &'a City,
    today: Day,
}

impl Open<'_> {
    fn days(&self) -> impl Iterator<Item = Day> + use<> {
        let first = self.challenge.first_open(self.today);
        // Where it is tomorrow already, steps are of a day ahead.
        let last = self.challenge.until.min(self.today.plus(1));
        (0..=last.since(first)).map(move |n| first.plus(n))
    }

    fn steps(&self, known: &StepDays, day: Day) -> Option<i64> {
        known.on(day, self.city)
    }

    fn too_many(&self, before: &StepDays, after: &StepDays, day: Day) -> Option<Doubt> {
        let is_too_many = |steps: &i64| *steps > MOST;
        let steps = self.steps(after, day).filter(is_too_many)?;
        let is_new = self.steps(before, day).is_none_or(|steps| steps <= MOST);
        is_new.then_some(Doubt::TooMany { day, steps })
    }

    /// Of each day the largest leap of the source that counts; of days that are hardly over, since of others it is
    /// not known when what was known before was said.
    fn too_fast<'a>(
        &self,
        before: &StepDays,
        events: impl IntoIterator<Item = &'a Event>,
        after: &StepDays,
    ) -> Vec<Doubt> {
        let steps = |event: &'a Event| match &event.payload {
            Payload::Steps(data) => Some((data, event.time.timestamp())),
            _ => None,
        };
        let said: Vec<(&Steps, i64)> = events.into_iter().filter_map(steps).collect();
        let mut found = Vec::new();
        for day in self.days().filter(|day| *day >= self.today.plus(-TIMES)) {
            let leaps = said.iter().filter(|(data, _)| Day::from_date(data.date) == day).filter_map(|(data, at)| {
                let counts = after.counting(day, self.city)?;
                let is_it = counts.kind == data.source.kind && counts.source == data.source.id;
                let known = before.latest_of(day, &data.source);
                if !is_it
                    || data.source.modality != Modality::Sensed
                    || known.is_some_and(|it| it.version >= data.version)
                {
                    return None;
                }
                let same = |other: &&(&Steps, i64)| other.0.date == data.date && other.0.source == data.source;
                let earlier = said.iter().filter(same).map(|(data, at)| (data.version, data.steps, *at));
                let known = known.and_then(|known| Some((known.version, known.steps, known.at?)));
                let (_, steps, since) = earlier.chain(known).filter(|other| other.0 < data.version).max()?;
                leap(data.steps - steps, at - since)
            });
            found.extend(leaps.max().map(|(steps, minutes)| Doubt::TooFast { day, steps, minutes }));
        }
        found
    }

    fn too_even(&self, before: &StepDays, after: &StepDays, day: Day) -> Option<Doubt> {
        let (from, until, steps) = self.even(after, day)?;
        // A row that goes on is the one that was.
        let is_new = (-1..=1).all(|n| self.even(before, day.plus(n)).is_none());
        is_new.then_some(Doubt::TooEven { from, until, steps })
    }

    /// Days in a row that are alike, with a day among them: the first and the last of them, and the fewest steps.
    fn even(&self, known: &StepDays, day: Day) -> Option<(Day, Day, i64)> {
        EVEN.iter().find_map(|(days, apart)| {
            let firsts = (0..*days).map(|n| day.plus(-n)).filter(|first| *first >= self.challenge.from);
            let mut rows = firsts.map(|first| (first, first.plus(days - 1)));
            rows.find_map(|(first, last)| {
                let row = (0..*days).map(|n| self.steps(known, first.plus(n)).filter(|steps| *steps > QUIET));
                let row: Vec<i64> = row.collect::<Option<_>>()?;
                let (least, most) = (row.iter().min()?, row.iter().max()?);
                // Who writes down round numbers means about so many.
                let is_round = row.iter().all(|steps| steps % 100 == 0);
                (most - least <= *apart && !is_round).then_some((first, last, *least))
            })
        })
    }

    /// Of the days of the challenge of which steps are kept.
    fn typed_in(&self, known: &StepDays) -> Option<Doubt> {
        let first = self.challenge.from.max(self.today.plus(-WINDOW_DAYS));
        let days = known.days(first, self.challenge.until.min(self.today.plus(1)));
        let (mut typed, mut all, mut until) = (0, 0, first);
        for day in days {
            let Some(counting) = known.counting(day, self.city) else { continue };
            all += 1;
            if counting.typed && counting.kind != SourceKind::Paper {
                (typed, until) = (typed + 1, day);
            }
        }
        (typed >= TYPED && typed * 2 > all).then_some(Doubt::TypedIn { until, days: typed, of: all })
    }
}

/// So many steps more in so many minutes, where nobody walks so fast.
fn leap(steps: i64, seconds: i64) -> Option<(i64, i64)> {
    // What was said at one instant says nothing of how long it took.
    let is_leap = seconds > 0 && steps > AT_ONCE && steps * 60 > MOST_A_MINUTE * seconds;
    is_leap.then_some((steps, seconds / 60))
}

impl Doubt {
    /// That somebody has the same [`fingerprint`] on a day.
    pub fn alike(today: Day) -> Self {
        let (from, until) = compared(today);
        Self::Alike { from, until }
    }

    /// The name of its kind: of each kind one is enough for somebody to look.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::TooMany { .. } => "too_many",
            Self::TooFast { .. } => "too_fast",
            Self::TooEven { .. } => "too_even",
            Self::TypedIn { .. } => "typed_in",
            Self::Alike { .. } => "alike",
        }
    }

    /// The day that it is about, the last of several.
    pub fn day(&self) -> Day {
        match self {
            Self::TooMany { day, .. } | Self::TooFast { day, .. } => *day,
            Self::TooEven { until, .. } | Self::TypedIn { until, .. } | Self::Alike { until, .. } => *until,
        }
    }

    /// What staff are told: what there is, and what else it may come from.
    pub fn said(&self) -> Sentence {
        match self {
            Self::TooMany { day, steps } => Sentence::new(
                format!(
                    "A day has very many steps ({day}: {}). A device that is out of order, or two records that \
                     overlap, look the same.",
                    thousands(*steps)
                ),
                format!(
                    "1日の歩数がとても多い日があります（{} {}歩）。機械の不具合や、2台の記録が重なった場合にも\
                     起こります。",
                    date(*day),
                    thousands(*steps)
                ),
            ),
            Self::TooFast { day, steps, minutes } => Sentence::new(
                format!(
                    "Steps of a day grew much in a short time ({day}: {} in {minutes} minutes). A device that passes \
                     on what it had kept looks the same.",
                    thousands(*steps)
                ),
                format!(
                    "短い時間に歩数が大きく増えた日があります（{} {minutes}分ほどで{}歩）。機械にたまっていた記録が\
                     まとめて届いた場合にも起こります。",
                    date(*day),
                    thousands(*steps)
                ),
            ),
            Self::TooEven { from, until, steps } => Sentence::new(
                format!(
                    "Days in a row have nearly the same steps ({from} to {until}: about {}). A device that is out of \
                     order, or one record that arrives again and again, looks the same.",
                    thousands(*steps)
                ),
                format!(
                    "ほぼ同じ歩数の日が続いています（{}から{}まで 約{}歩）。機械の不具合や、同じ記録が何度も届いた\
                     場合にも起こります。",
                    date(*from),
                    date(*until),
                    thousands(*steps)
                ),
            ),
            Self::TypedIn { until, days, of } => Sentence::new(
                format!(
                    "Most steps were typed in by hand ({days} of {of} days up to {until}). Those who walk with a \
                     plain pedometer do the same."
                ),
                format!(
                    "手で入力された歩数が半分を超えています（{}までの{of}日のうち{days}日）。画面のない歩数計を使う方や、\
                     機械を取り替えた方にもよくあります。",
                    date(*until)
                ),
            ),
            Self::Alike { from, until } => Sentence::new(
                format!(
                    "Somebody else has the very same steps ({from} to {until}). A family that shares a device, or one \
                     person who was registered twice, looks the same."
                ),
                format!(
                    "ほかの方と歩数がまったく同じ日が続いています（{}から{}まで）。ご家族で1台を使っている場合や、\
                     同じ方が2回登録された場合にも起こります。",
                    date(*from),
                    date(*until)
                ),
            ),
        }
    }
}

fn date(day: Day) -> String {
    let date = day.date();
    format!("{}月{}日", date.month(), date.day())
}
