//! A case as text.

use super::noted::{Noted, What};
use super::person::Age;
use super::shift::{Holidays, Shift};
use super::{History, PlayedStep, Tried, Unsaid, Wanted};
use crate::event::{CheckupValue, Condition};
use crate::sentence::Sentence;
use crate::time::Day;
use chrono::{DateTime, Utc};
use std::collections::BTreeMap;
use std::fmt::Write as _;

/// How a case is written.
#[derive(Debug, Clone, Copy)]
pub(super) struct Style {
    pub(super) shift: Shift,
    pub(super) health: Grain,
    pub(super) steps: Grain,
    /// What chance says at points with a probability, where there are such.
    pub(super) chance: Option<bool>,
}

/// How exact numbers are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Grain {
    Coarse,
    Middle,
    Fine,
}

/// The case without what is expected.
pub(super) fn bare(tried: &Tried<'_>, style: &Style) -> String {
    let steps: Vec<Option<&PlayedStep>> = vec![None; tried.found.noted.len() + 1];
    let name = Sentence::new("record", "record");
    written(tried, style, &name.ja, &steps)
}

/// The case with what it is about, what was changed, and what came of it.
pub(super) fn whole(
    tried: &Tried<'_>,
    style: &Style,
    played: &[PlayedStep],
    (history, wanted): (&History<'_>, &Wanted<'_>),
) -> String {
    let days = history.window.days();
    let name = Sentence::new(format!("From a record of {days} days"), format!("ある方の{days}日間の記録から"));
    let mut text = String::from("\n");
    for said in about(tried, style) {
        _ = writeln!(text, "# {}", said.say(wanted.language));
    }
    let steps: Vec<Option<&PlayedStep>> = played.iter().map(Some).collect();
    text.push_str(&written(tried, style, name.say(wanted.language), &steps));
    text
}

/// A text in TOML.
pub(super) fn quoted(text: &str) -> String {
    toml::Value::from(text).to_string()
}

fn written(tried: &Tried<'_>, style: &Style, name: &str, played: &[Option<&PlayedStep>]) -> String {
    // Writing to a String cannot fail.
    // So marked, it stays in the city when the campaign goes to another.
    let mut text =
        format!("[[case]]\nname = {}\nfrom_record = true\nresident = {}\n", quoted(name), tried.person.text());
    if let Some(arm) = &tried.arm {
        _ = writeln!(text, "arm = {}", quoted(arm));
    }
    if let Some(sends) = style.chance {
        _ = writeln!(text, "chance = \"{}\"", if sends { "send" } else { "withhold" });
    }
    let steps = tried.found.noted.iter().map(Some).chain([None]);
    for (noted, played) in steps.zip(played) {
        let at = noted.map_or(tried.found.last, |noted| noted.at);
        let civil = tried.zone.civil(at);
        let day = style.shift.day(Day::from_date(civil.date()));
        _ = writeln!(text, "[[case.step]]\nat = \"{day} {}\"", civil.format("%H:%M"));
        for line in noted.map(|noted| lines(noted, tried, style, at)).unwrap_or_default() {
            _ = writeln!(text, "{line}");
        }
        if let Some(played) = played {
            let (decided, left) = played.words();
            _ = writeln!(text, "expect = [{}]\nsent = [{}]", list(&decided), list(&left));
        }
    }
    text
}

fn list(words: &[String]) -> String {
    words.iter().map(|word| quoted(word)).collect::<Vec<_>>().join(", ")
}

fn lines(noted: &Noted, tried: &Tried<'_>, style: &Style, at: DateTime<Utc>) -> Vec<String> {
    let today = tried.zone.day(at);
    let with_date = |line: String, day: Option<Day>| {
        let date = day.filter(|day| *day != today).map(|day| format!("date = {}", style.shift.day(day)));
        [line].into_iter().chain(date).collect::<Vec<_>>()
    };
    match &noted.what {
        What::Steps { day, steps } => {
            let steps = match style.steps {
                Grain::Coarse => steps / 100 * 100,
                Grain::Middle => steps / 10 * 10,
                Grain::Fine => *steps,
            };
            with_date(format!("steps = {steps}"), Some(*day))
        }
        What::Goal(target) => vec![format!("goal = {target}")],
        What::Notebook(kind) => vec![format!("notebook = {}", quoted(kind.as_str()))],
        What::Forecast(ratios) => {
            let one =
                |(condition, ratio): (&Condition, &f64)| format!("{} = {:?}", condition.as_str(), style.ratio(*ratio));
            let ratios: Vec<String> = ratios.iter().map(one).collect();
            vec![format!("forecast = {{ {} }}", ratios.join(", "))]
        }
        What::Visit { kind, place, day } => {
            let mut lines = with_date(format!("visit = {}", quoted(kind.as_str())), Some(*day));
            lines.extend(place.iter().map(|place| format!("place = {}", quoted(place))));
            lines
        }
        What::Stamp { place, day } => with_date(format!("stamp = {}", quoted(place)), Some(*day)),
        What::Checkup { items, day } => {
            let one = |(name, value): &(&str, CheckupValue)| match value {
                CheckupValue::Number(number) => format!("{name} = {:?}", style.measured(*number)),
                CheckupValue::Word(word) => format!("{name} = {}", quoted(word)),
            };
            let items: Vec<String> = items.iter().map(one).collect();
            with_date(format!("checkup = {{ {} }}", items.join(", ")), Some(*day))
        }
        What::Guidance { program, session } => {
            vec![format!("guidance = {{ program = {}, session = {session} }}", quoted(program))]
        }
        What::Withdraw { kind, day } => {
            let date = day.map(|day| format!("date = {}", style.shift.day(day)));
            [format!("withdraw = {}", quoted(kind))].into_iter().chain(date).collect()
        }
        What::Reply(action) => vec![format!("reply = {}", quoted(action))],
        What::Text(text) => vec![format!("text = {}", quoted(text))],
        What::Consent(said) => vec![format!("consent = {said}")],
        What::Unlink(channel) => vec![format!("unlink = {}", quoted(channel.as_str()))],
        What::Alert(kind) => vec![format!("alert = {}", quoted(kind))],
    }
}

impl Style {
    /// How many times as likely, rounded down: rules ask for whole and half numbers.
    fn ratio(&self, ratio: f64) -> f64 {
        down(ratio, if self.health == Grain::Fine { 10.0 } else { 2.0 })
    }

    /// What was measured, rounded down.
    fn measured(&self, number: f64) -> f64 {
        match self.health {
            Grain::Fine => down(number, 10.0),
            Grain::Coarse if number.abs() >= 50.0 => down(number, 0.2),
            Grain::Coarse | Grain::Middle if number.abs() >= 10.0 => down(number, 1.0),
            Grain::Coarse | Grain::Middle => down(number, 2.0),
        }
    }
}

/// Rounded down to a part of one.
fn down(number: f64, parts: f64) -> f64 {
    // What is a tenth on paper is a little less in a computer.
    (number * parts + 1e-9).floor() / parts
}

/// What a reader has to know of the case.
fn about(tried: &Tried<'_>, style: &Style) -> Vec<Sentence> {
    let is = Sentence::new;
    let mut said = vec![is(
        "Made of one resident's record, so that nobody can tell whose it is:",
        "ある方の記録から作りました。どなたか分からないように、次のように変えてあります。",
    )];
    said.push(match (style.shift.days, style.shift.holidays) {
        (0, _) => is(
            "- Dates are as they were: the campaign is too short to move them.",
            "・日付は、もとのままです（取り組みの期間が短く、ずらせません）。",
        ),
        (_, Holidays::AsTheyDid) => {
            is("- Dates are moved by whole weeks.", "・日付は、曜日を変えずに、週の単位でずらしました。")
        }
        (_, Holidays::Otherwise) => is(
            "- Dates are moved by whole weeks; holidays and closed days fall on other days than they did.",
            "・日付は、曜日を変えずに、週の単位でずらしました。祝日や休みの日の並びは、もとと違います。",
        ),
    });
    said.push(match tried.person.age {
        Age::Rounded => is("- The year of birth is rounded to five years.", "・生まれた年は、5年ごとに丸めました。"),
        Age::Exact => is(
            "- The year of birth is exact: the campaign asks for the age.",
            "・生まれた年は、丸めていません（年齢で結果が変わります）。",
        ),
    });
    let has_health = tried.found.tells_of_health();
    let has_steps = tried.found.noted.iter().any(|one| matches!(one.what, What::Steps { .. }));
    for (is_there, grain, en, ja) in
        [(has_steps, style.steps, "Steps", "歩数"), (has_health, style.health, "Numbers about health", "健康の数値")]
    {
        match grain {
            _ if !is_there => {}
            Grain::Coarse | Grain::Middle => said
                .push(Sentence::new(format!("- {en} are rounded down."), format!("・{ja}は、切り下げて丸めました。"))),
            Grain::Fine => said.push(Sentence::new(
                format!("- {en} are not rounded: something else would be decided."),
                format!("・{ja}は、もとの数のままです（丸めると結果が変わります）。"),
            )),
        }
    }
    said.push(is(
        "- What somebody wrote, and what these rules do not read, is left out.",
        "・書かれた文章と、この取り組みのルールが読まない記録は、入れていません。",
    ));
    if style.chance.is_some() {
        said.push(is(
            "- Chance says the same each time here.",
            "・くじは毎回引きますが、この見本では結果を決めてあります（chance）。",
        ));
    }
    said.push(is(
        "What had happened before the first step is known no more: averages and days in a row begin here.",
        "はじめのステップより前のことは入っていません。平均や続いた日数は、ここから数えます。",
    ));
    if tried.found.cut > 0 {
        let cut = tried.found.cut;
        said.push(Sentence::new(
            format!("{cut} steps from before were left out: a case has 40 at most."),
            format!("長くなるため、これより前の{cut}件は省きました（ひとつの見本は40件までです）。"),
        ));
    }
    let mut unsaid: BTreeMap<Unsaid, usize> = BTreeMap::new();
    tried.found.unsaid.iter().for_each(|one| *unsaid.entry(*one).or_default() += 1);
    if !unsaid.is_empty() {
        said.push(is("A case has no words for:", "見本では表せないもの："));
        said.extend(unsaid.into_iter().map(|(one, count)| {
            let told = one.told(count);
            Sentence::new(format!("- {}", told.en), format!("・{}", told.ja))
        }));
    }
    said.push(is(
        "`expect` and `sent` are what the draft decides now. Change what should be otherwise.",
        "expect と sent は、いまの下書きで決まることです。望む結果と違うところを直してください。",
    ));
    said
}
