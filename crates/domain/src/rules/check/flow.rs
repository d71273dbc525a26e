//! Where sensitive facts flow: what is proposed once one was read, or because of one.
//!
//! A function is sensitive when it or a function it calls reads a forecast, a checkup or guidance, when
//! it is asked about one, and when a sensitive function scheduled it or enrolled residents into its
//! campaign. What a resident's own goals and enrolments add is known only when a rule runs.

use super::asked::{hook, is_answer};
use super::program::Program;
use super::{AVAILABLE, Note, POINT, PROBABILITY};
use crate::sentence::Sentence;
use std::collections::{BTreeMap, BTreeSet};

/// (campaign, function) → why it is sensitive.
type Sensitive<'a> = BTreeMap<(&'a str, String), Sentence>;

/// Checks the flow. The campaigns into which a sensitive fact can lead come back: who is in one,
/// and who is not, tells of that fact.
pub(super) fn check(programs: &BTreeMap<&str, Program<'_>>, note: &mut Note<'_>) -> BTreeSet<String> {
    let sensitive = sensitive(programs);
    // What several functions lead to is said once.
    let mut told = BTreeSet::new();
    for ((campaign, asked), why) in &sensitive {
        let Some(program) = programs.get(campaign) else { continue };
        let Some(names) = program.reach(asked).first().map(|walked| &walked.script.names) else { continue };
        if asked == AVAILABLE {
            available(program, why, note);
            continue;
        }
        if let Some(point) = asked.strip_prefix(PROBABILITY) {
            probability(program, point, why, note);
            continue;
        }
        for walked in program.reach(asked) {
            for named in &walked.found.named {
                let place = named.place;
                match named.by {
                    "nudge" | "invite" => {
                        let known = named.names.iter().flatten().filter_map(|name| names.messages.get_key_value(name));
                        for (name, _) in known.filter(|known| !known.1.neutral) {
                            if !told.insert((*campaign, &walked.script.path, place.line, place.column, name.as_str())) {
                                continue;
                            }
                            note(&walked.script.path, place, not_neutral(name, why));
                        }
                    }
                    "award" if told.insert((*campaign, &walked.script.path, place.line, place.column, "")) => {
                        let said = Sentence::new(
                            format!("no points here, since {}: effort is rewarded, never risk", why.en),
                            format!("{}。病気の可能性にポイントはつけられないので、`award` を消してください。", why.ja),
                        );
                        note(&walked.script.path, place, said);
                    }
                    _ => {}
                }
            }
        }
    }
    entered(programs, &sensitive)
}

/// Where `available` reads a sensitive fact, every message rests on it.
fn available(program: &Program<'_>, why: &Sentence, note: &mut Note<'_>) {
    let Some(walked) = program.reach(AVAILABLE).into_iter().next() else { return };
    for (name, _) in walked.script.names.messages.iter().filter(|message| !message.1.neutral) {
        let said = Sentence::new(
            format!("`{name}` is not marked `neutral`, and {}: then every message of the campaign has to be", why.en),
            format!(
                "{}。それなら、この取り組みの文面はどれも `neutral` でなければなりませんが、`{name}` にはついていません。",
                why.ja
            ),
        );
        note(&walked.script.path, walked.function.place, said);
    }
}

/// Where the probability of a decision point rests on a sensitive fact, whether a message leaves there tells of it.
fn probability(program: &Program<'_>, point: &str, why: &Sentence, note: &mut Note<'_>) {
    let asked = format!("{PROBABILITY}{point}");
    let Some(walked) = program.reach(&asked).into_iter().next() else { return };
    let messages = &walked.script.names.messages;
    let reached = program.reach(&format!("{POINT}{point}"));
    let named = reached.iter().flat_map(|at| &at.found.named).filter(|named| matches!(named.by, "nudge" | "invite"));
    let said: BTreeSet<&String> = named.flat_map(|named| named.names.iter().flatten()).collect();
    for name in said.into_iter().filter(|name| messages.get(*name).is_some_and(|message| !message.neutral)) {
        note(&walked.script.path, walked.function.place, not_neutral(name, why));
    }
}

fn not_neutral(message: &str, why: &Sentence) -> Sentence {
    Sentence::new(
        format!("`{message}` is not marked `neutral`, and {}: only a text that was found neutral may leave", why.en),
        format!(
            "{}。送れるのは、保健師などが読んで `neutral` をつけた文面だけですが、`{message}` にはついていません。",
            why.ja
        ),
    )
}

fn sensitive<'a>(programs: &BTreeMap<&'a str, Program<'_>>) -> Sensitive<'a> {
    let mut sensitive = Sensitive::new();
    for (campaign, program) in programs {
        for asked in asked(program) {
            let read = program.reach(&asked).into_iter().find_map(|walked| walked.found.sensitive.clone());
            let why = match hook(&asked).and_then(|hook| hook.because) {
                Some((what, what_ja)) => Some(Sentence::new(
                    format!("`{asked}` is asked because of {what}, which is sensitive"),
                    format!("`{asked}` は、要配慮の事実である{what_ja}がきっかけで呼ばれます"),
                )),
                None => read.map(|fact| {
                    Sentence::new(
                        format!("`{asked}` reads `{fact}`, which is sensitive"),
                        format!("`{asked}` は、要配慮の事実 `{fact}` を読んでいます"),
                    )
                }),
            };
            if let Some(why) = why {
                sensitive.insert((campaign, asked), why);
            }
        }
    }
    loop {
        let led = led(programs, &sensitive);
        let before = sensitive.len();
        for (function, why) in led {
            sensitive.entry(function).or_insert(why);
        }
        if sensitive.len() == before {
            return sensitive;
        }
    }
}

/// The campaigns that sensitive functions enrol into; all that one could, where the name is not
/// written out.
fn entered(programs: &BTreeMap<&str, Program<'_>>, sensitive: &Sensitive<'_>) -> BTreeSet<String> {
    let mut entered = BTreeSet::new();
    for (campaign, by) in sensitive.keys() {
        let reached = programs.get(campaign).into_iter().flat_map(|program| program.reach(by));
        for named in reached.flat_map(|walked| &walked.found.named).filter(|named| named.by == "enrol") {
            match &named.names {
                Some(names) => entered.extend(names.iter().cloned()),
                None => entered.extend(programs.keys().map(|name| (*name).to_owned())),
            }
        }
    }
    entered
}

/// What sensitive functions schedule and enrol into.
fn led<'a>(programs: &BTreeMap<&'a str, Program<'_>>, sensitive: &Sensitive<'a>) -> Vec<((&'a str, String), Sentence)> {
    let mut led = Vec::new();
    for (campaign, by) in sensitive.keys() {
        let Some(program) = programs.get(campaign) else { continue };
        for named in program.reach(by).into_iter().flat_map(|walked| &walked.found.named) {
            for name in named.names.iter().flatten() {
                if named.by == "schedule" && program.has(&format!("at_{name}")) {
                    let why = Sentence::new(
                        format!("`at_{name}` is scheduled by `{by}`, which has to do with a sensitive fact"),
                        format!("`at_{name}` は、要配慮の事実にかかわる `{by}` が予定しています"),
                    );
                    led.push(((*campaign, format!("at_{name}")), why));
                }
                let Some((into, other)) = programs.get_key_value(name.as_str()).filter(|_| named.by == "enrol") else {
                    continue;
                };
                let why = Sentence::new(
                    format!("`{by}` of `{campaign}` enrols residents here because of a sensitive fact"),
                    format!(
                        "取り組み `{campaign}` の `{by}` が、要配慮の事実をもとに、この取り組みに住民の方を加えています"
                    ),
                );
                led.extend(
                    asked(other)
                        .into_iter()
                        .filter(|asked| !is_answer(asked))
                        .map(|asked| ((*into, asked), why.clone())),
                );
            }
        }
    }
    led
}

/// The functions of a campaign that are asked from outside.
fn asked(program: &Program<'_>) -> Vec<String> {
    let names = program.functions().map(|walked| walked.function.name.as_str());
    let asked = names.filter(|name| hook(name).is_some() || name.starts_with(POINT) || is_answer(name));
    asked.map(str::to_owned).collect()
}
