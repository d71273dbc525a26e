//! Functions that are asked from outside, and the names of all others.

use super::asked::{POINT, PROBABILITY, hook, hook_names, is_answer, is_asked};
use super::program::Program;
use super::{Function, Note, Script, Sources};
use crate::nearest::{instead, meant, nearest};
use crate::pack::{Campaign, Pack, Probability};
use crate::rules::errors::Place;
use crate::rules::facts::facts;
use crate::rules::language::FUNCTIONS;
use crate::rules::proposals::OFFERS;
use crate::sentence::Sentence;
use std::collections::BTreeMap;

/// What is wrong with the names of functions.
pub(super) fn definitions(sources: &Sources, note: &mut Note<'_>) {
    let mut known: BTreeMap<&str, (&str, Place)> = BTreeMap::new();
    for script in &sources.shared {
        for function in &script.functions {
            if is_asked(&function.name) {
                let name = &function.name;
                let said = Sentence::new(
                    format!("`{name}` is asked of a campaign; write it in the campaign's rules.rhai"),
                    format!("`{name}` は取り組みごとに呼ばれる関数です。取り組みの rules.rhai に書いてください。"),
                );
                note(&script.path, function.place, said);
            }
            define(script, function, &mut known, note);
        }
    }
    for script in sources.campaigns.values() {
        let mut known = known.clone();
        for function in &script.functions {
            define(script, function, &mut known, note);
        }
    }
}

fn define<'a>(
    script: &'a Script,
    function: &'a Function,
    known: &mut BTreeMap<&'a str, (&'a str, Place)>,
    note: &mut Note<'_>,
) {
    let name = function.name.as_str();
    let taken = OFFERS.iter().any(|offer| offer.name == name)
        || FUNCTIONS.iter().any(|known| known.name == name)
        || facts().any(|fact| fact.name == name);
    if taken {
        let said = Sentence::new(
            format!("`{name}` is there already; call the function something else"),
            format!("`{name}` は、もともとある名前です。関数をほかの名前にしてください。"),
        );
        note(&script.path, function.place, said);
    }
    if let Some((file, place)) = known.insert(name, (&script.path, function.place)) {
        let Place { line, column } = place;
        let said = Sentence::new(
            format!("there is a function `{name}` already, at {file}:{line}:{column}"),
            format!(
                "`{name}` という関数は、すでに {file}:{line}:{column} にあります。どちらかの名前を変えてください。"
            ),
        );
        note(&script.path, function.place, said);
    }
}

/// What is wrong between a campaign and the functions of its script.
pub(super) fn campaign(
    name: &str,
    script: &Script,
    program: &Program<'_>,
    campaign: &Campaign,
    pack: &Pack,
    note: &mut Note<'_>,
) {
    let mut scheduled = Vec::new();
    let mut anything = false;
    for named in program.functions().flat_map(|walked| &walked.found.named).filter(|named| named.by == "schedule") {
        match &named.names {
            Some(names) => scheduled.extend(names.iter().map(String::as_str)),
            None => anything = true,
        }
    }
    for function in &script.functions {
        let asked = function.name.as_str();
        if asked.starts_with("on_") && hook(asked).is_none() {
            let all = || {
                Sentence::new(
                    format!("; there are `{}`", hook_names().collect::<Vec<_>>().join("`, `")),
                    format!("呼ばれるのは `{}` です。", hook_names().collect::<Vec<_>>().join("`、`")),
                )
            };
            let hint = nearest(asked, hook_names()).map_or_else(all, meant);
            let said = Sentence::new(
                format!("`{asked}` is never asked{}", hint.en),
                format!("`{asked}` という関数は、呼ばれることがありません。{}", hint.ja),
            );
            note(&script.path, function.place, said);
        }
        if asked == "on_stamp" && campaign.stamps.is_none() {
            let said = Sentence::new(
                "`on_stamp` is never asked: campaign.toml has no `[stamps]`",
                "`on_stamp` は呼ばれることがありません。campaign.toml に `[stamps]` を書くか、この関数を消してください。",
            );
            note(&script.path, function.place, said);
        }
        if let Some(point) = asked.strip_prefix(POINT)
            && !campaign.decision_points.contains_key(point)
            && !scheduled.contains(&point)
            && !anything
        {
            let near = instead(point, campaign.decision_points.keys().map(String::as_str));
            let said = Sentence::new(
                format!(
                    "`{asked}` is never asked: `{point}` is neither a decision point of campaign.toml nor scheduled \
                     here{}",
                    near.en
                ),
                format!(
                    "`{asked}` は呼ばれることがありません。campaign.toml に `[decision_points.{point}]` がなく、`schedule` でも\
                     予定されていません。{}",
                    near.ja
                ),
            );
            note(&script.path, function.place, said);
        }
        if let Some(point) = asked.strip_prefix(PROBABILITY)
            && !is_by_rule(campaign, point)
        {
            note(&script.path, function.place, no_probability(asked, point, campaign));
        }
        let needed: &[&str] = if asked.starts_with("on_") { &["me", "event"] } else { &["me"] };
        if is_asked(asked) && function.parameters.len() != needed.len() {
            let written = format!("fn {asked}({})", needed.join(", "));
            let said = Sentence::new(
                format!("`{asked}` is written `{written}`"),
                format!("`{asked}` は `{written}` と書いてください。"),
            );
            note(&script.path, function.place, said);
        }
    }
    for answer in script.functions.iter().map(|function| function.name.as_str()).filter(|name| is_answer(name)) {
        for walked in program.reach(answer) {
            for named in walked.found.named.iter().filter(|named| OFFERS.iter().any(|offer| offer.name == named.by)) {
                note(&walked.script.path, named.place, only_answers(answer, named.by));
            }
        }
    }
    let path = pack.campaign_path(name, "campaign.toml");
    for point in campaign.decision_points.keys().filter(|point| !program.has(&format!("at_{point}"))) {
        let said = Sentence::new(
            format!("nothing happens at `{point}`: rules.rhai has no function `at_{point}(me)`"),
            format!(
                "時刻 `{point}` に呼ばれる関数がありません。rules.rhai に `fn at_{point}(me)` を書くか、この時刻を消してください。"
            ),
        );
        note(&path, heading(pack, &path, &["decision_points", point]), said);
    }
    let by_rule = campaign.decision_points.keys().filter(|point| is_by_rule(campaign, point));
    for point in by_rule.filter(|point| !program.has(&format!("{PROBABILITY}{point}"))) {
        let said = Sentence::new(
            format!(
                "the probability of `{point}` is said by nobody: rules.rhai has no function `{PROBABILITY}{point}(me)`"
            ),
            format!(
                "`{point}` の確率を答える関数がありません。rules.rhai に `fn {PROBABILITY}{point}(me)` を書くか、`probability` を数に\
                 してください。"
            ),
        );
        note(&path, heading(pack, &path, &["decision_points", point]), said);
    }
}

/// Whether a rule says the probability of a decision point.
fn is_by_rule(campaign: &Campaign, point: &str) -> bool {
    let probability = campaign.decision_points.get(point).and_then(|point| point.probability);
    matches!(probability, Some(Probability::ByRule { .. }))
}

fn no_probability(asked: &str, point: &str, campaign: &Campaign) -> Sentence {
    let by_rule = campaign.decision_points.keys().map(String::as_str).filter(|point| is_by_rule(campaign, point));
    let near = nearest(point, by_rule).map(meant).unwrap_or_default();
    Sentence::new(
        format!(
            "`{asked}` is never asked: campaign.toml has no `[decision_points.{point}]` with `probability = {{ by = \"rule\", \
             … }}`{}",
            near.en
        ),
        format!(
            "`{asked}` は呼ばれることがありません。campaign.toml の `[decision_points.{point}]` に \
             `probability = {{ by = \"rule\", … }}` がありません。{}",
            near.ja
        ),
    )
}

fn only_answers(answer: &str, by: &str) -> Sentence {
    let ja = if answer.starts_with(PROBABILITY) { "数" } else { " `true` か `false` " };
    Sentence::new(
        format!("`{answer}` only answers: what it proposes with `{by}` goes nowhere"),
        format!("`{answer}` は{ja}を返すだけの関数です。`{by}` はほかの関数に書いてください。"),
    )
}

/// Where the heading of a table of a TOML file is; the file as a whole where it is not found.
pub(super) fn heading(pack: &Pack, path: &str, keys: &[&str]) -> Place {
    let text = pack.files.get(path).map(String::as_str).unwrap_or_default();
    let heading = format!("[{}", keys.join("."));
    let found = text.match_indices(&heading).find(|(place, found)| {
        let (before, rest) = text.split_at(*place);
        let after = rest.strip_prefix(found).unwrap_or_default();
        (before.is_empty() || before.ends_with('\n')) && after.starts_with([']', '.'])
    });
    let lines = |place: usize| text.get(..place).unwrap_or_default().matches('\n').count();
    found.map(|(place, _)| Place { line: lines(place) + 1, column: 1 }).unwrap_or_default()
}
