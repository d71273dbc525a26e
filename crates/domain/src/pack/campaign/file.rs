//! Reading `campaign.toml`, and the messages beside it.

use super::challenge::{ChallengeFile, Days};
use super::experiment::ExperimentFile;
use super::outcome::OutcomeFile;
use super::probability::{self, Probability, ProbabilityFile};
use super::rollout::RolloutFile;
use super::stamps::StampsFile;
use super::{Audience, Award, Between, Campaign, DecisionPoint, Fuse, Period, Unit};
use crate::nearest::instead;
use crate::pack::city::no_also_on_line;
use crate::pack::messages::{self, Around};
use crate::pack::{Caps, City, Contract, Fallback, Found, Pack, Problem, Read, is_name, no_clock, no_name, toml_words};
use crate::sentence::Sentence;
use crate::time::{Day, parse_clock};
use chrono::{NaiveDate, Weekday};
use serde::Deserialize;
use std::collections::BTreeMap;
use std::ops::Range;
use std::rc::Rc;
use toml::Spanned;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    title: String,
    from: Spanned<NaiveDateText>,
    until: Option<Spanned<NaiveDateText>>,
    #[serde(default)]
    techniques: Vec<Spanned<String>>,
    topic: Option<Spanned<String>>,
    #[serde(default)]
    who: Audience,
    #[serde(default)]
    caps: Caps,
    fuse: Option<Spanned<Fuse>>,
    fallback_after: Option<Spanned<String>>,
    #[serde(default)]
    decision_points: BTreeMap<Spanned<String>, PointFile>,
    #[serde(default)]
    points: BTreeMap<Spanned<String>, Spanned<Award>>,
    experiment: Option<ExperimentFile>,
    rollout: Option<Spanned<RolloutFile>>,
    outcome: Option<OutcomeFile>,
    challenge: Option<Spanned<ChallengeFile>>,
    stamps: Option<StampsFile>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PointFile {
    at: Spanned<String>,
    days: Option<Vec<Spanned<String>>>,
    probability: Option<Spanned<ProbabilityFile>>,
}

/// TOML's local date, whatever else may be written there.
#[derive(Deserialize)]
#[serde(transparent)]
pub(in crate::pack) struct NaiveDateText(toml::value::Datetime);

/// That something is not a date.
pub(in crate::pack) fn no_date() -> Sentence {
    Sentence::new(
        "this is not a date; write it as 2026-04-01, without quotes",
        "これは日付ではありません。2026-04-01 のように、時刻をつけず、`\" \"` で囲まずに書いてください。",
    )
}

impl NaiveDateText {
    pub(in crate::pack) fn day(&self) -> Option<Day> {
        let date = self.0.date.filter(|_| self.0.time.is_none())?;
        NaiveDate::from_ymd_opt(date.year.into(), date.month.into(), date.day.into()).map(Day::from_date)
    }
}

impl Campaign {
    /// Reads a campaign of a pack, as far as it can be understood.
    pub(in crate::pack) fn read(pack: &Pack, name: &str, city: Option<&City>, found: &mut Found) -> Option<Read<Self>> {
        let Found { problems, warnings } = found;
        let path = pack.campaign_path(name, "campaign.toml");
        let file = pack.read(&path, |text, problem| read(text, name, city, problem), problems);
        let own = file.as_ref().and_then(|file| file.value.fallback);
        let fallback = own.or_else(|| city.map(|city| city.fallback)).unwrap_or_default();
        let path = pack.campaign_path(name, "messages.toml");
        let read = |text: &str, problem: &mut dyn FnMut(Range<usize>, Sentence)| {
            let mut warning = |span: Range<usize>, said| warnings.push(Problem::at(&path, text, span.start, said));
            messages::read(text, Around { city, fallback }, problem, &mut warning)
        };
        let messages = pack.read(&path, read, problems);
        let contract = Contract::beside(pack, name, problems, warnings).map(Rc::new);
        let (mut campaign, messages) = (file?, messages?);
        campaign.value.messages = messages.value;
        campaign.value.contract = contract;
        campaign.is_whole &= messages.is_whole;
        Some(campaign)
    }
}

fn read(
    text: &str,
    name: &str,
    city: Option<&City>,
    problem: &mut dyn FnMut(Range<usize>, Sentence),
) -> Option<Read<Campaign>> {
    let file: File = toml_words::read(text, problem)?;
    let mut day = |value: &Spanned<NaiveDateText>| {
        let day = value.get_ref().day();
        if day.is_none() {
            problem(value.span(), no_date());
        }
        day
    };
    let from = day(&file.from);
    let until = file.until.as_ref().map(&mut day);
    let is_whole_days = from.is_some() && until != Some(None);
    let mut is_whole = is_whole_days;
    let (from, until) = (from.unwrap_or(Day(0)), until.flatten());
    if until.is_some_and(|until| until < from) {
        let span = file.until.as_ref().map(Spanned::span).unwrap_or_default();
        let until = until.unwrap_or(from);
        let said = Sentence::new(
            format!("the campaign ends ({until}) before it begins ({from})"),
            format!("終わりの日（{until}）が、始まりの日（{from}）より前です。`from` と `until` を確かめてください。"),
        );
        problem(span, said);
    }
    for technique in &file.techniques {
        if !is_technique(technique.get_ref()) {
            let number = technique.get_ref();
            let said = Sentence::new(
                format!("`{number}` is not a number of the BCT Taxonomy v1; these go from `1.1` to `16.3`"),
                format!(
                    "`{number}` は、行動を変える手だての番号（BCT Taxonomy v1）にありません。`1.1`〜`16.3` の番号から選んで\
                     ください。"
                ),
            );
            problem(technique.span(), said);
        }
    }
    if let Some((fuse, said)) = file.fuse.as_ref().and_then(|fuse| Some((fuse, fuse.get_ref().wrong()?))) {
        problem(fuse.span(), said);
    }
    if let Some((topic, city)) = file.topic.as_ref().zip(city) {
        check_topic(topic, city, problem);
    }
    let mut decision_points = BTreeMap::new();
    let mut learns = None;
    for (name, point) in file.decision_points {
        check_name(&name, problem);
        let span = point.probability.as_ref().map(Spanned::span);
        let point = read_point(point, problem);
        is_whole &= point.is_whole;
        if let Some(Probability::Learning(_)) = point.value.probability {
            if let Some(span) = span.clone().filter(|_| learns.is_some()) {
                let said = Sentence::new(
                    "one decision point of a campaign can learn: what is found is of all of its messages together",
                    "割合を学べるタイミングは、取り組みにひとつだけです。効き目は、取り組みの声かけを合わせて調べるためです。",
                );
                problem(span, said);
            }
            learns = learns.or(span);
        }
        decision_points.insert(name.into_inner(), point.value);
    }
    let mut points = BTreeMap::new();
    for (name, award) in file.points {
        check_name(&name, problem);
        if !(1..=10_000).contains(&award.get_ref().points) {
            let said = Sentence::new("`points` can be 1 to 10,000", "`points` は1〜10,000の整数にしてください。");
            problem(award.span(), said);
        }
        points.insert(name.into_inner(), award.into_inner());
    }
    let fallback = file.fallback_after.map(|after| {
        let read = Fallback::read(after.get_ref());
        is_whole &= read.is_some();
        if read.is_none() {
            problem(after.span(), Fallback::complaint(after.get_ref()));
        } else if read != Some(Fallback::Never) && city.is_some_and(|city| city.also_on_line.is_none()) {
            problem(after.span(), no_also_on_line());
        }
        read.unwrap_or_default()
    });
    let is_challenge = file.challenge.is_some();
    // Where its days are not understood, that is said already.
    let days_hold = is_whole_days && until.is_none_or(|until| from <= until);
    let challenge = file.challenge.filter(|_| days_hold).and_then(|challenge| {
        let span = challenge.span();
        challenge.into_inner().read(name, Days { from, until }, span, problem)
    });
    is_whole &= challenge.as_ref().map_or(!is_challenge, |challenge| challenge.is_whole);
    let between = challenge.as_ref().map(|challenge| challenge.value.between);
    let has_teams = matches!(between, Some(Between::Teams | Between::Workplaces));
    let is_experiment = file.experiment.is_some();
    let experiment = file.experiment.and_then(|experiment| experiment.read(&file.who, has_teams, problem)).map(Rc::new);
    is_whole &= experiment.is_some() == is_experiment;
    let is_rollout = file.rollout.is_some();
    let rollout = file.rollout.filter(|_| days_hold).and_then(|rollout| {
        if experiment.as_ref().is_some_and(|experiment| experiment.by != Unit::Resident) {
            problem(rollout.span(), dealt_twice());
        }
        rollout.into_inner().read(&file.who, Period { from, until }, problem)
    });
    is_whole &= rollout.is_some() == is_rollout;
    let stamps = file.stamps.map(|stamps| stamps.read(name, Period { from, until }, problem));
    is_whole &= stamps.as_ref().is_none_or(|stamps| stamps.is_whole);
    let is_measured = file.outcome.is_some();
    let outcome = file.outcome.and_then(|outcome| outcome.read(problem));
    if let Some(span) = learns.filter(|_| !is_measured) {
        let said = Sentence::new(
            "a probability is learnt from what is measured: write `[outcome]`, or a number here",
            "測るものがないと、割合を学べません。`[outcome]` を書くか、ここを数にしてください。",
        );
        problem(span, said);
    }
    let value = Campaign {
        title: file.title,
        period: Period { from, until },
        techniques: file.techniques.into_iter().map(Spanned::into_inner).collect(),
        topic: file.topic.map(Spanned::into_inner),
        who: file.who,
        caps: file.caps,
        fuse: file.fuse.map(Spanned::into_inner).unwrap_or_default(),
        fallback,
        decision_points,
        points,
        experiment,
        rollout,
        outcome,
        challenge: challenge.map(|challenge| challenge.value),
        stamps: stamps.map(|stamps| stamps.value),
        plan: None,
        contract: None,
        messages: BTreeMap::new(),
    };
    Some(Read { value, is_whole })
}

fn check_name(name: &Spanned<String>, problem: &mut dyn FnMut(Range<usize>, Sentence)) {
    if !is_name(name.get_ref()) {
        problem(name.span(), no_name(name.get_ref()));
    }
}

/// A topic that the city does not have could be chosen by nobody.
fn check_topic(topic: &Spanned<String>, city: &City, problem: &mut dyn FnMut(Range<usize>, Sentence)) {
    let name = topic.get_ref();
    if city.topics.contains_key(name) {
        return;
    }
    let said = if city.topics.is_empty() {
        Sentence::new(
            format!(
                "city.toml has no `[topics]`, and so none of the name `{name}`; write it there, or leave `topic` out"
            ),
            format!(
                "市の設定（city.toml）に `[topics]` がないため、`{name}` は使えません。そこに書き足すか、`topic` の行を\
                     消してください。"
            ),
        )
    } else {
        let known: Vec<String> = city.topics.keys().map(|known| format!("`{known}`")).collect();
        let meant = instead(name, city.topics.keys().map(String::as_str));
        Sentence::new(
            format!("city.toml has no topic `{name}`; there are {}{}", known.join(", "), meant.en),
            format!(
                "`{name}` という話題は、市の設定（city.toml）の `[topics]` にありません。書けるのは {} です。{}",
                known.join("、"),
                meant.ja
            ),
        )
    };
    problem(topic.span(), said);
}

fn read_point(file: PointFile, problem: &mut dyn FnMut(Range<usize>, Sentence)) -> Read<DecisionPoint> {
    let at = parse_clock(file.at.get_ref());
    if at.is_none() {
        problem(file.at.span(), no_clock(file.at.get_ref(), "17:30"));
    }
    let mut is_whole = true;
    let mut weekday = |name: Spanned<String>| {
        let day = name.get_ref().parse::<Weekday>().ok();
        if day.is_none() {
            let said = Sentence::new(
                format!("`{}` is not a weekday; write `mon` to `sun`", name.get_ref()),
                format!(
                    "`{}` は曜日ではありません。`mon`（月）`tue`（火）`wed`（水）`thu`（木）`fri`（金）`sat`（土）`sun`（日）\
                     で書いてください。",
                    name.get_ref()
                ),
            );
            problem(name.span(), said);
        }
        is_whole &= day.is_some();
        day
    };
    let days = match file.days {
        None => EVERY_DAY.to_vec(),
        Some(names) => names.into_iter().filter_map(&mut weekday).collect(),
    };
    if days.is_empty() && is_whole {
        let said = Sentence::new(
            "`days` is empty; leave it out for every day",
            "`days` に曜日がありません。毎日なら、`days` の行を消してください。",
        );
        problem(file.at.span(), said);
        is_whole = false;
    }
    is_whole &= at.is_some();
    let is_randomised = file.probability.is_some();
    let probability = file.probability.and_then(|written| probability::read(&written, problem));
    is_whole &= probability.is_some() == is_randomised;
    // What is not understood is not used; the point stands, so that nothing else seems to miss it.
    Read { value: DecisionPoint { at: at.unwrap_or_default(), days, probability }, is_whole }
}

/// Steps and arms that are both dealt to clusters could not be told apart.
fn dealt_twice() -> Sentence {
    Sentence::new(
        "`[rollout]` goes with arms of residents only; leave it out, or `by` of `[experiment]`",
        "`[rollout]` は、住民ごとのグループとだけ組み合わせられます。`[rollout]` か、`[experiment]` の `by` を消してください。",
    )
}

const EVERY_DAY: [Weekday; 7] =
    [Weekday::Mon, Weekday::Tue, Weekday::Wed, Weekday::Thu, Weekday::Fri, Weekday::Sat, Weekday::Sun];

/// How many techniques each group of the BCT Taxonomy v1 has (Michie et al. 2013, 93 in all).
const TECHNIQUES_OF_GROUP: [u32; 16] = [9, 7, 3, 4, 6, 3, 8, 7, 3, 11, 4, 6, 5, 10, 4, 3];

fn is_technique(text: &str) -> bool {
    let number = |part: &str| part.parse::<u32>().ok().filter(|n| *n > 0 && !part.starts_with('0'));
    let Some((group, item)) = text.split_once('.').and_then(|(a, b)| number(a).zip(number(b))) else {
        return false;
    };
    TECHNIQUES_OF_GROUP.get(group as usize - 1).is_some_and(|count| item <= *count)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_taxonomy_has_93_techniques() {
        assert_eq!(TECHNIQUES_OF_GROUP.iter().sum::<u32>(), 93);
        assert!(is_technique("16.3") && is_technique("1.9"));
        assert!(!is_technique("16.4") && !is_technique("0.1") && !is_technique("17.1") && !is_technique("1.10"));
    }
}
