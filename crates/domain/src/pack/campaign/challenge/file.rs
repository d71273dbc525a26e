//! Reading `[challenge]`.

use super::super::file::{NaiveDateText, no_date};
use super::{Between, Challenge, Handicap, Place, RanksBy, Route, SMALLEST, Spot, TeamSize, Ties};
use crate::pack::Read;
use crate::sentence::{Sentence, thousands};
use crate::time::Day;
use serde::Deserialize;
use std::ops::{Range, RangeInclusive};
use toml::Spanned;

/// `[challenge]` as it is written.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::pack::campaign) struct ChallengeFile {
    between: Between,
    ranks_by: Spanned<RanksBy>,
    least_steps: Option<Spanned<i64>>,
    cap_per_day: Option<Spanned<i64>>,
    team_size: Option<Spanned<TeamSize>>,
    join_until: Option<Spanned<NaiveDateText>>,
    closes_after: Option<Spanned<i64>>,
    #[serde(default)]
    handicap: Vec<Spanned<Handicap>>,
    #[serde(default)]
    leagues: Vec<Spanned<i64>>,
    pause_days: Option<Spanned<i64>>,
    ties: Option<Spanned<TiesFile>>,
    draw_seed: Option<Spanned<String>>,
    route: Option<Spanned<Vec<Spanned<PlaceFile>>>>,
    step_cm: Option<Spanned<i64>>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
enum TiesFile {
    Shared,
    Participation,
    Draw,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PlaceFile {
    name: String,
    km: f64,
    at: Option<Spanned<Vec<f64>>>,
}

/// The days of the campaign, as far as they are understood.
pub(in crate::pack::campaign) struct Days {
    pub(in crate::pack::campaign) from: Day,
    pub(in crate::pack::campaign) until: Option<Day>,
}

type Tell<'a> = &'a mut dyn FnMut(Range<usize>, Sentence);

/// The longest challenge: a year.
const LONGEST: i32 = 366;

impl ChallengeFile {
    /// The challenge of a campaign, whose problems are told at their places; those without one at `span`, where
    /// the section begins.
    pub(in crate::pack::campaign) fn read(
        self,
        name: &str,
        Days { from, until }: Days,
        span: Range<usize>,
        problem: Tell<'_>,
    ) -> Option<Read<Challenge>> {
        let mut is_whole = true;
        let mut told = |span: Range<usize>, said: Sentence| {
            is_whole = false;
            problem(span, said);
        };
        let Some(until) = until else {
            told(
                span,
                Sentence::new(
                    "a challenge ends: write the campaign's last day as `until`",
                    "チャレンジには終わりの日が要ります。ファイルのはじめのほうに `until` を書いてください。",
                ),
            );
            return None;
        };
        if until.since(from) >= LONGEST {
            let said = Sentence::new(
                format!("a challenge has {LONGEST} days at most; this one has {}", until.since(from) + 1),
                format!(
                    "チャレンジは{LONGEST}日までです。いまは{}日あります。`from` と `until` を確かめてください。",
                    until.since(from) + 1
                ),
            );
            told(span, said);
        }
        let cap_per_day = number("cap_per_day", self.cap_per_day, 20_000, 1..=100_000, &mut told);
        let least_steps = number("least_steps", self.least_steps, 1, 1..=cap_per_day, &mut told);
        let closes_after = number("closes_after", self.closes_after, 7, 1..=14, &mut told);
        let pause_days = number("pause_days", self.pause_days, 7, 0..=62, &mut told);
        let step_cm = number("step_cm", self.step_cm, 65, 30..=120, &mut told);
        if self.between == Between::People && *self.ranks_by.get_ref() == RanksBy::Median {
            let said = Sentence::new(
                "one person has no median; `ranks_by` is `mean` or `participation` where `between` is `people`",
                "個人では中央値を出せません。`between` が `people` のときは、`ranks_by` を `mean` か `participation` にしてください。",
            );
            told(self.ranks_by.span(), said);
        }
        let team_size = team_size(self.team_size, self.between, &mut told);
        let join_until = self.join_until.as_ref().map(|date| join_until(date, from, until, &mut told));
        let challenge = Challenge {
            name: name.to_owned(),
            from,
            until,
            between: self.between,
            ranks_by: self.ranks_by.into_inner(),
            least_steps,
            cap_per_day,
            team_size,
            join_until: join_until.unwrap_or(until),
            closes_after: i32::try_from(closes_after).unwrap_or(7),
            handicap: handicap(self.handicap, &mut told),
            leagues: leagues(self.leagues, self.between, team_size, &mut told),
            pause_days: i32::try_from(pause_days).unwrap_or_default(),
            ties: ties(self.ties, self.draw_seed, &mut told),
            route: self.route.map(|route| Route { places: places(route, &mut told), step_cm }),
        };
        Some(Read { value: challenge, is_whole })
    }
}

/// A number within bounds, or what holds where it is not written.
fn number(name: &str, said: Option<Spanned<i64>>, default: i64, within: RangeInclusive<i64>, problem: Tell<'_>) -> i64 {
    let Some(value) = said else { return default };
    if !within.contains(value.get_ref()) {
        let (least, most) = (thousands(*within.start()), thousands(*within.end()));
        let said = Sentence::new(
            format!("`{name}` can be {least} to {most}"),
            format!("`{name}` は{least}〜{most}の整数にしてください。"),
        );
        problem(value.span(), said);
        return default;
    }
    value.into_inner()
}

fn team_size(said: Option<Spanned<TeamSize>>, between: Between, problem: Tell<'_>) -> TeamSize {
    let alone = between == Between::People;
    let default = TeamSize { min: if alone { 1 } else { SMALLEST }, max: None };
    let Some(size) = said else { return default };
    let TeamSize { min, max } = *size.get_ref();
    let said = if alone {
        Sentence::new(
            "`team_size` is for groups, and here `between` is `people`; leave it out",
            "`team_size` はチームのための設定です。`between` が `people` のときは、消してください。",
        )
    } else if !(SMALLEST..=100_000).contains(&min) {
        Sentence::new(
            format!(
                "`min` can be {SMALLEST} to 100,000: of a smaller group only totals are shown, and it is not ranked"
            ),
            format!(
                "`min` は{SMALLEST}〜100,000の整数にしてください。{SMALLEST}人より少ないチームは合計だけを見せ、順位をつけません。"
            ),
        )
    } else if between == Between::Districts && max.is_some() {
        Sentence::new(
            "`max` is for groups that one chooses, and everyone walks for their own district; leave it out",
            "`max` は、選んで入るチームや職場の上限です。`between` が `districts` のときは、どなたもお住まいの地区で歩くので、消してください。",
        )
    } else if max.is_some_and(|max| max < min) {
        Sentence::new("`max` is below `min`", "`max` が `min` より小さくなっています。")
    } else {
        return TeamSize { min, max };
    };
    problem(size.span(), said);
    default
}

fn join_until(date: &Spanned<NaiveDateText>, from: Day, until: Day, problem: Tell<'_>) -> Day {
    let Some(day) = date.get_ref().day() else {
        problem(date.span(), no_date());
        return until;
    };
    if !(from..=until).contains(&day) {
        let said = Sentence::new(
            format!("`join_until` ({day}) is a day of the challenge, {from} to {until}"),
            format!("`join_until`（{day}）は、チャレンジの期間（{from}〜{until}）の中の日にしてください。"),
        );
        problem(date.span(), said);
    }
    day
}

fn handicap(said: Vec<Spanned<Handicap>>, problem: Tell<'_>) -> Vec<Handicap> {
    let mut age = 0;
    let mut all = Vec::new();
    for one in said {
        let Handicap { from_age, percent } = *one.get_ref();
        if !(1..=120).contains(&from_age) || !(100..=200).contains(&percent) {
            let said = Sentence::new(
                "`from_age` can be 1 to 120, and `percent` 100 to 200: it makes nobody's steps fewer",
                "`from_age` は1〜120、`percent` は100〜200の整数にしてください。歩数を減らすことはできません。",
            );
            problem(one.span(), said);
        } else if from_age <= age {
            let said = Sentence::new(
                "ages rise from one to the next; write the youngest first",
                "`from_age` は若い順に、同じ年齢が重ならないように並べてください。",
            );
            problem(one.span(), said);
        }
        age = age.max(from_age);
        all.push(one.into_inner());
    }
    all
}

fn leagues(said: Vec<Spanned<i64>>, between: Between, size: TeamSize, problem: Tell<'_>) -> Vec<i64> {
    let mut last = size.min;
    let mut all = Vec::new();
    for one in said {
        let begins = *one.get_ref();
        let said = if between == Between::People {
            Sentence::new(
                "`leagues` is for groups, and here `between` is `people`; leave it out",
                "`leagues` はチームのための設定です。`between` が `people` のときは、消してください。",
            )
        } else if begins <= last {
            Sentence::new(
                format!(
                    "a league begins above {last} members: sizes rise, and the first league is from {} on",
                    size.min
                ),
                format!(
                    "ここには{last}より大きい人数を書いてください。いちばん小さいリーグは{}人からで、人数の少ない順に並べます。",
                    size.min
                ),
            )
        } else {
            last = begins;
            all.push(begins);
            continue;
        };
        problem(one.span(), said);
    }
    all
}

fn ties(said: Option<Spanned<TiesFile>>, seed: Option<Spanned<String>>, problem: Tell<'_>) -> Ties {
    let (kind, span) = said.map_or((TiesFile::Shared, 0..0), |ties| (*ties.get_ref(), ties.span()));
    match (kind, seed) {
        (TiesFile::Shared, None) => Ties::Shared,
        (TiesFile::Participation, None) => Ties::Participation,
        (TiesFile::Draw, Some(seed)) if (1..=100).contains(&seed.get_ref().chars().count()) => {
            Ties::Draw { seed: seed.into_inner() }
        }
        (TiesFile::Draw, seed) => {
            let said = Sentence::new(
                "a draw needs `draw_seed`, a text of 1 to 100 characters: with it anyone can repeat the draw",
                "くじ（`draw`）には `draw_seed`（1〜100文字）が要ります。これで、だれでも同じくじを引き直して確かめられます。",
            );
            problem(seed.map_or(span, |seed| seed.span()), said);
            Ties::Shared
        }
        (_, Some(seed)) => {
            let said = Sentence::new(
                "`draw_seed` is for `ties = \"draw\"`; leave it out, or write that",
                "`draw_seed` は `ties = \"draw\"` のときだけ使います。どちらかを直してください。",
            );
            problem(seed.span(), said);
            Ties::Shared
        }
    }
}

fn places(said: Spanned<Vec<Spanned<PlaceFile>>>, problem: Tell<'_>) -> Vec<Place> {
    let mut last = None;
    let mut all = Vec::new();
    if !(2..=100).contains(&said.get_ref().len()) {
        let complaint = Sentence::new(
            "a route has 2 to 100 places, the start among them",
            "`route` には、出発の場所も入れて2〜100か所を書いてください。",
        );
        problem(said.span(), complaint);
    }
    let on_a_map = said.get_ref().iter().any(|place| place.get_ref().at.is_some());
    for place in said.into_inner() {
        let PlaceFile { name, km, at } = place.get_ref();
        let metres = (km * 1000.0).round();
        let is_named = (1..=50).contains(&name.trim().chars().count()) && !name.chars().any(char::is_control);
        if !is_named || !(0.0..=10_000_000.0).contains(&metres) {
            let complaint = Sentence::new(
                "a place has a `name` of 1 to 50 characters, and `km` from the start, 0 to 10,000",
                "場所には、`name`（1〜50文字）と、出発からの距離 `km`（0〜10,000）を書いてください。",
            );
            problem(place.span(), complaint);
            continue;
        }
        let metres = metres as i64;
        if last.is_some_and(|last| metres <= last) {
            let complaint = Sentence::new(
                "places are in order, each further from the start than the one before",
                "場所は、出発から近い順に並べてください。前の場所より `km` が大きくなります。",
            );
            problem(place.span(), complaint);
        }
        if on_a_map && at.is_none() {
            let complaint = Sentence::new(
                "other places of the route have `at`, and this one has none: all have it, or none",
                "ほかの場所に `at` があり、ここにはありません。全部の場所に書くか、どこにも書かないでください。",
            );
            problem(place.span(), complaint);
        }
        last = Some(metres);
        let at = at.as_ref().and_then(|at| spot(at, problem));
        all.push(Place { name: name.clone(), metres, at });
    }
    all
}

/// Where a place is: within Japan, where latitude and longitude cannot be taken for one another.
fn spot(said: &Spanned<Vec<f64>>, problem: Tell<'_>) -> Option<Spot> {
    if let [north, east] = said.get_ref().as_slice()
        && (20.0..=46.0).contains(north)
        && (122.0..=154.0).contains(east)
    {
        let parts = |degrees: f64| (degrees * 10_000.0).round() as i64;
        return Some(Spot { north: parts(*north), east: parts(*east) });
    }
    let complaint = Sentence::new(
        "`at` is latitude and longitude in degrees, such as `[32.98, 130.44]`: 20 to 46, then 122 to 154",
        "`at` には、緯度（20〜46）と経度（122〜154）を、`[32.98, 130.44]` のようにこの順に書いてください。",
    );
    problem(said.span(), complaint);
    None
}
