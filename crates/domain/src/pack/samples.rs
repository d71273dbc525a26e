//! What stands in the places of values where a message is only shown: what the campaign's own cases filled in, or else
//! something of the kind.

use super::{Message, Played, Ruleset, SAMPLE, Text, Values};
use crate::decide::{Effect, Outgoing};
use crate::journey::Happened;
use std::collections::BTreeMap;

/// Values to show messages of a campaign with.
#[derive(Debug, Clone, PartialEq)]
pub struct Samples {
    /// What every text may have.
    given: Values,
    /// What cases filled in, by message.
    filled: BTreeMap<String, Values>,
}

/// What is shown for a value that no case fills in, by a part of its name; the first that fits. Most values are numbers.
const USUAL: [(&str, &str); 12] = [
    ("minute", "15"),
    ("hour", "2"),
    ("day", "3"),
    ("week", "2"),
    ("point", "10"),
    ("time", "3"),
    ("percent", "80"),
    ("goal", "6,000"),
    ("target", "6,000"),
    ("average", "5,200"),
    ("left", "1,200"),
    ("step", "1,200"),
];

/// What is shown for a value of which nothing is known.
const SOMETHING: &str = "○○";

impl Samples {
    /// The values of a campaign, from its cases as they were played.
    pub fn of(ruleset: &Ruleset, campaign: &str, played: &[Played]) -> Self {
        let city = &ruleset.city;
        let given = [("city", city.name.as_str()), ("sender", &city.sender), ("my_page", SAMPLE)];
        let mut filled: BTreeMap<String, Values> = BTreeMap::new();
        let messages = ruleset.campaigns.get(campaign).map(|campaign| &campaign.messages);
        for sent in played.iter().flat_map(sent).filter(|sent| sent.campaign == campaign) {
            let Some(message) = messages.and_then(|messages| messages.get(&sent.message)) else { continue };
            let values = filled.entry(sent.message.clone()).or_default();
            for (name, value) in values_in(message, sent) {
                values.entry(name).or_insert(value);
            }
        }
        Self { given: given.map(|(name, value)| (name.to_owned(), value.to_owned())).into(), filled }
    }

    /// What stands for a value of a message.
    pub fn value(&self, message: &str, name: &str) -> &str {
        let own = self.filled.get(message).and_then(|values| values.get(name));
        // One name means one thing in a campaign, most often.
        let others = || self.filled.values().find_map(|values| values.get(name));
        let known = self.given.get(name).or(own).or_else(others).map(String::as_str);
        let usual = || USUAL.iter().find(|(part, _)| name.contains(part)).map(|(_, value)| *value);
        known.or_else(usual).unwrap_or(SOMETHING)
    }
}

/// The messages that a case let go.
fn sent(played: &Played) -> impl Iterator<Item = &Outgoing> {
    let came = played.steps.iter().flat_map(|step| &step.came).filter_map(|came| came.happened.as_ref());
    let decided = came.filter_map(|happened| match happened {
        Happened::Decided(_, decision) => Some(&decision.verdicts),
        Happened::Left(..) | Happened::HeldBack(..) => None,
    });
    decided.flatten().filter_map(|verdict| match &verdict.outcome {
        Ok(Effect::Send(message)) => Some(message.as_ref()),
        _ => None,
    })
}

/// What was filled into a message's text, in whichever language it was.
fn values_in(message: &Message, sent: &Outgoing) -> Values {
    let line = sent.bodies.line.as_ref();
    let of = |text: &Text| {
        let bodies = [
            (&text.title, line.and_then(|line| line.title.as_deref())),
            (&text.line, line.map(|line| line.text.as_str())),
            (&text.sms, sent.bodies.sms.as_deref()),
            (&text.page, sent.bodies.page.as_deref()),
        ];
        let told = bodies.into_iter().filter_map(|(body, said)| matched(body.as_deref()?, said?));
        told.flatten().collect::<Values>()
    };
    message.texts.values().map(of).find(|values| !values.is_empty()).unwrap_or_default()
}

/// What stands in what was said where a text has its values; nothing where it is another text. Something may stand
/// behind it, such as how to stop.
fn matched(text: &str, said: &str) -> Option<Values> {
    let mut pieces = text.split('{');
    let (_, mut rest) = said.split_once(pieces.next()?)?;
    let mut values = Values::new();
    for piece in pieces {
        let (name, then) = piece.split_once('}')?;
        // At the very end a value ends with its line.
        let (value, behind) = match then {
            "" => rest.split_once('\n').unwrap_or((rest, "")),
            then => rest.split_once(then)?,
        };
        if value.is_empty() || value.contains('\n') {
            return None;
        }
        values.entry(name.to_owned()).or_insert_with(|| value.to_owned());
        rest = behind;
    }
    Some(values)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;
    use crate::pack::Pack;

    fn samples(rules: &str, cases: &str) -> Samples {
        let files = [
            (
                "city.toml",
                "name = \"荒尾市\"\nsender = \"荒尾市役所\"\ntime_zone = \"Asia/Tokyo\"\n\
                 quiet_hours = { from = \"21:00\", until = \"8:00\" }\ncaps = { per_day = 2, per_week = 5 }\n",
            ),
            ("walk/campaign.toml", "title = \"歩く\"\nfrom = 2026-04-01\n"),
            (
                "walk/messages.toml",
                "[near.ja]\nline = \"あと{left}歩、{place}まで\"\nsms = \"{sender}:あと{left}歩。終わりは「停止」\"\n\
                 [near.en]\nline = \"{left} steps to {place}\"\n",
            ),
            ("walk/rules.rhai", rules),
            ("walk/cases.toml", cases),
        ];
        let files = files.map(|(path, text)| (format!("campaigns/432041/{path}"), text.to_owned())).into();
        let pack = Pack { city: "432041".parse().unwrap(), files };
        let ruleset = pack.compile().unwrap();
        let played: Vec<Played> = pack.cases(&ruleset).unwrap().iter().map(|case| case.play(&ruleset)).collect();
        Samples::of(&ruleset, "walk", &played)
    }

    const RULES: &str =
        "fn on_steps(me, event) { nudge(\"near\", #{ left: 6000 - event.steps, place: \"四ツ山\" }); }\n";

    #[test]
    fn a_case_says_what_stands_in_a_text() {
        for (language, reach) in [("ja", "line"), ("en", "line"), ("ja", "sms")] {
            let cases = format!(
                "[[case]]\nname = \"近い\"\nresident = {{ birth_year = 1952, language = \"{language}\", reach = [\"{reach}\"] }}\n\
                 [[case.step]]\nat = \"2026-11-20 12:00\"\nsteps = 4200\n"
            );
            let samples = samples(RULES, &cases);
            assert_eq!(samples.value("near", "left"), "1,800", "{language} {reach}");
            // The SMS does not name the place.
            let place = if reach == "line" { "四ツ山" } else { SOMETHING };
            assert_eq!(samples.value("near", "place"), place, "{language} {reach}");
            assert_eq!(samples.value("far", "left"), "1,800", "one name means one thing");
        }
    }

    #[test]
    fn without_a_case_something_of_the_kind_stands_there() {
        let samples = samples(RULES, "");
        let names = ["left", "goal", "minutes", "days", "place", "sender", "city"];
        assert_eq!(
            names.map(|name| samples.value("near", name)),
            ["1,200", "6,000", "15", "3", SOMETHING, "荒尾市役所", "荒尾市"]
        );
    }

    #[test]
    fn another_text_gives_no_values() {
        for (text, said) in [("あと{left}歩", "こんにちは"), ("{a}{b}歩", "12歩"), ("{a}歩", "1\n2歩"), ("{a歩", "1歩")]
        {
            assert_eq!(matched(text, said), None, "{text} {said}");
        }
        let values = matched("{a}分、{b}", "5分、7\n\nやめるときは「停止」").unwrap();
        assert_eq!(values, Values::from([("a".to_owned(), "5".to_owned()), ("b".to_owned(), "7".to_owned())]));
    }
}
