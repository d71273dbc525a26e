//! The fields of the form, in groups.

use super::{FIELD, Faulty};
use crate::words::Words;
use domain::Problem;
use domain::pack::{Said, Setting, SettingFault, SettingKind, Settings, Wording};
use maud::{Markup, html};
use std::collections::BTreeMap;

/// A group of fields: what it is called, and the fields.
struct Group<'s> {
    title: String,
    fields: Vec<&'s Setting>,
}

/// Fields of the file as a whole, in groups.
const GROUPS: [(&str, &[&str]); 5] = [
    ("settings-basic", &["title", "from", "until", "topic"]),
    ("settings-who", &["who.min_age", "who.max_age", "who.districts", "who.reach", "who.entry"]),
    ("settings-caps", &["caps.per_day", "caps.per_week"]),
    ("settings-fuse", &["fuse.expected_per_day", "fuse.times", "fallback_after"]),
    ("settings-stamps", &["stamps.places", "stamps.complete"]),
];

/// Whether a field is one of boxes that can be ticked.
pub(super) fn is_of_boxes(key: &str) -> bool {
    key == "who.reach" || key.starts_with("decision_points.") && key.ends_with(".days")
}

/// The city's topics, by name.
pub(super) type Topics = BTreeMap<String, Wording>;

pub(super) fn shown(
    (w, topics): (Words, &Topics),
    settings: &Settings,
    problems: &[&Problem],
    faulty: Option<&Faulty>,
) -> Markup {
    html! {
        @for group in groups(w, settings, topics) {
            fieldset {
                legend { (group.title) }
                @for field in group.fields { (one((w, topics), field, problems, faulty)) }
            }
        }
    }
}

fn groups<'s>(w: Words, settings: &'s Settings, topics: &Topics) -> Vec<Group<'s>> {
    // Where there is no topic to choose there is no field either.
    let is_shown = |field: &&Setting| {
        let nothing = field.kind == SettingKind::Topic && topics.is_empty();
        !(nothing && matches!(&field.said, Said::Values(values) if values.is_empty()))
    };
    let shown = || settings.fields.iter().filter(is_shown);
    let of = |keys: &[&str]| shown().filter(|field| keys.contains(&field.key.as_str())).collect();
    let mut groups: Vec<Group<'_>> =
        GROUPS.iter().map(|(title, keys)| Group { title: w.say(title), fields: of(keys) }).collect();
    groups.retain(|group| !group.fields.is_empty());
    for (table, title) in [("decision_points.", "settings-point"), ("points.", "settings-award")] {
        for field in settings.fields.iter().filter(|field| field.key.starts_with(table)) {
            let name = field.key.split('.').nth(1).unwrap_or_default();
            let title = w.with(title, [("name", name.into())]);
            match groups.iter_mut().find(|group| group.title == title) {
                Some(group) => group.fields.push(field),
                None => groups.push(Group { title, fields: vec![field] }),
            }
        }
    }
    groups
}

fn one((w, topics): (Words, &Topics), field: &Setting, problems: &[&Problem], faulty: Option<&Faulty>) -> Markup {
    let id = format!("set-{}", field.key.replace(['.', '_'], "-"));
    let label = label_key(&field.key);
    let hint = w.find(&format!("{label}-hint"), &fluent_bundle::FluentArgs::new());
    let fault = faulty.and_then(|faulty| faulty.faults.get(&field.key)).map(|fault| w.say(fault_key(*fault)));
    let found = problems.iter().filter(|problem| field.line > 0 && problem.line == field.line);
    let faults: Vec<String> =
        fault.into_iter().chain(found.map(|problem| super::super::checking::said(w, problem).to_owned())).collect();
    let described = [hint.as_ref().map(|_| format!("{id}-hint")), (!faults.is_empty()).then(|| format!("{id}-fault"))];
    let described: Vec<String> = described.into_iter().flatten().collect();
    let input = Input {
        w,
        topics,
        field,
        name: format!("{FIELD}{}", field.key),
        id: &id,
        label: w.say(&label),
        described: (!described.is_empty()).then(|| described.join(" ")),
        invalid: (!faults.is_empty()).then_some("true"),
    };
    let typed = faulty.and_then(|faulty| faulty.answers.get(&field.key));
    html! {
        .field {
            @match (&field.said, typed) {
                (Said::Unusual, _) => {
                    p { strong { (input.label) } @if field.line > 0 { " " span.hint { (w.with("settings-line", [("line", field.line.into())])) } } }
                    p.hint { (w.say("settings-unusual")) }
                },
                (Said::Values(_), Some(values)) | (Said::Values(values), None) => (input.shown(values, hint.as_deref())),
            }
            @if !faults.is_empty() { div.fault id={ (id) "-fault" } { @for fault in &faults { p { (fault) } } } }
        }
    }
}

struct Input<'f> {
    w: Words,
    topics: &'f Topics,
    field: &'f Setting,
    name: String,
    id: &'f str,
    label: String,
    described: Option<String>,
    invalid: Option<&'static str>,
}

impl Input<'_> {
    fn shown(&self, values: &[String], hint: Option<&str>) -> Markup {
        let Self { w, id, name, label, described, invalid, .. } = self;
        let value = values.first().map(String::as_str).unwrap_or_default();
        let plain = |kind: &str, mode: Option<&str>| {
            html! { input id=(id) type=(kind) name=(name) value=(value) inputmode=[mode] aria-describedby=[described] aria-invalid=[*invalid]; }
        };
        let input = match self.field.kind {
            SettingKind::Title => plain("text", None),
            SettingKind::FirstDay | SettingKind::LastDay => plain("date", None),
            SettingKind::Number | SettingKind::Count => plain("text", Some("numeric")),
            SettingKind::Percent => plain("text", Some("decimal")),
            SettingKind::Clock => plain("time", None),
            SettingKind::Words | SettingKind::Places => html! {
                textarea id=(id) name=(name) rows="3" aria-describedby=[described] aria-invalid=[*invalid] { "\n" (values.join("\n")) }
            },
            SettingKind::OneOf(known) => html! {
                select id=(id) name=(name) aria-describedby=[described] aria-invalid=[*invalid] {
                    option value="" { (self.none()) }
                    @for word in known { option value=(word) selected[*word == value] { (w.say(&format!("settings-choice-{word}"))) } }
                }
            },
            SettingKind::Topic => html! {
                select id=(id) name=(name) aria-describedby=[described] aria-invalid=[*invalid] {
                    option value="" { (self.none()) }
                    @for (topic, words) in self.topics { option value=(topic) selected[topic == value] { (words.of(w.language.code()).unwrap_or(&words.ja)) } }
                    // One that the city does not have is told below, and stays until another is chosen.
                    @if !value.is_empty() && !self.topics.contains_key(value) { option value=(value) selected { (value) } }
                }
            },
            SettingKind::Several(known) => {
                return html! {
                    fieldset aria-describedby=[described] {
                        legend { (label) }
                        @if let Some(hint) = hint { p.hint id={ (id) "-hint" } { (hint) } }
                        .boxes { @for word in known {
                            label.choice for={ (id) "-" (word) } {
                                input id={ (id) "-" (word) } type="checkbox" name=(name) value=(word) checked[values.iter().any(|value| value == word)];
                                span { (w.say(&format!("settings-choice-{word}"))) }
                            }
                        } }
                    }
                };
            }
        };
        html! {
            label for=(id) { (label) }
            @if let Some(hint) = hint { p.hint id={ (id) "-hint" } { (hint) } }
            (input)
        }
    }

    /// What leaving it out means.
    fn none(&self) -> String {
        let name = self.field.key.rsplit_once('.').filter(|_| self.field.key.starts_with("points."));
        let name = name.map_or(self.field.key.as_str(), |(_, last)| last).replace(['.', '_'], "-");
        let key = format!("settings-default-{name}");
        self.w.find(&key, &fluent_bundle::FluentArgs::new()).unwrap_or_else(|| self.w.say("settings-none"))
    }
}

/// The key of a field's label.
fn label_key(key: &str) -> String {
    let last = key.rsplit('.').next().unwrap_or_default();
    let name = if key.starts_with("decision_points.") {
        format!("point-{last}")
    } else if key.starts_with("points.") {
        format!("award-{last}")
    } else {
        key.to_owned()
    };
    format!("settings-{}", name.replace(['.', '_'], "-"))
}

fn fault_key(fault: SettingFault) -> &'static str {
    match fault {
        SettingFault::Missing => "settings-fault-missing",
        SettingFault::TooLong => "settings-fault-too-long",
        SettingFault::NoNumber => "settings-fault-no-number",
        SettingFault::NoDate => "settings-fault-no-date",
        SettingFault::NoClock => "settings-fault-no-clock",
        SettingFault::NoPercent => "settings-fault-no-percent",
        SettingFault::NoChoice => "settings-fault-no-choice",
        SettingFault::Gone | SettingFault::Unreadable => "settings-fault-gone",
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;
    use crate::words::Language;
    use domain::Zone;

    const TEXT: &str = "title = \"<歩く>\"\nfrom = 2026-04-01\nuntil = 2026-03-01\n[decision_points.evening]\nat = \"9:05\"\n\
                        days = [\"mon\"]\nprobability = 0.6\n[points.goal_day]\npoints = 10\n[caps]\nper_day = \"x\"\n[stamps]\ncomplete = 2\n";

    fn topics() -> Topics {
        let words = Wording { ja: "歩くこと".to_owned(), easy_ja: None, en: Some("Walking".to_owned()) };
        [("walking".to_owned(), words)].into()
    }

    #[test]
    fn a_topic_is_chosen_among_the_citys_and_stamps_have_fields_where_there_are_stamps() {
        let w = Words { language: Language::Ja, book: crate::words::Book::Console, zone: Zone::default() };
        let html =
            |text: &str, topics: &Topics| shown((w, topics), &Settings::read(text).unwrap(), &[], None).into_string();
        let plain = html("title = \"歩く\"\n", &topics());
        assert!(plain.contains("<option value=\"walking\">歩くこと</option>"), "{plain}");
        assert!(!plain.contains("set:stamps"), "{plain}");
        assert!(!html("title = \"歩く\"\n", &Topics::new()).contains("set:topic"));
        let rally = "title = \"歩く\"\ntopic = \"swimming\"\n[stamps]\nplaces = [{ name = \"万田坑\" }, { name = \"四山神社\" }]\n";
        let rally = html(rally, &Topics::new());
        assert!(rally.contains("<option value=\"swimming\" selected>swimming</option>"), "{rally}");
        assert!(rally.contains(">\n万田坑\n四山神社</textarea>") && rally.contains("set:stamps.complete"), "{rally}");
    }

    #[test]
    fn every_field_has_its_words_a_label_and_what_is_wrong_with_it() {
        let settings = Settings::read(TEXT).unwrap();
        let problem = Problem::new("campaign.toml", (3, 9), domain::Sentence::new("too early", "早すぎます。"));
        for language in [Language::Ja, Language::En] {
            let w = Words { language, book: crate::words::Book::Console, zone: Zone::default() };
            let html = shown((w, &topics()), &settings, &[&problem], None).into_string();
            // A key without words shows itself.
            let keys = html.split('>').filter(|part| part.starts_with("settings-")).count();
            assert_eq!(keys, 0, "{html}");
            for input in
                html.split('<').filter(|tag| ["input", "select", "textarea"].iter().any(|kind| tag.starts_with(kind)))
            {
                let id = input.split(" id=\"").nth(1).and_then(|rest| rest.split('"').next()).unwrap();
                assert!(html.contains(&format!("for=\"{id}\"")), "{id}");
            }
            assert!(html.contains("&lt;歩く&gt;") && html.contains("value=\"09:05\"") && html.contains("value=\"60\""));
            let (_, fault) = html.split_once("id=\"set-until-fault\"").unwrap();
            assert!(fault.starts_with("><p>too early") || fault.starts_with("><p>早すぎます"), "{fault}");
            assert!(
                html.contains("aria-describedby=\"set-until-hint set-until-fault\" aria-invalid=\"true\""),
                "{html}"
            );
            assert!(!html.contains("name=\"set:caps.per_day\"") && html.contains("name=\"set:caps.per_week\""));
        }
    }

    #[test]
    fn boxes_are_known_as_such() {
        let settings = Settings::read(TEXT).unwrap();
        for field in settings.fields {
            assert_eq!(is_of_boxes(&field.key), matches!(field.kind, SettingKind::Several(_)), "{}", field.key);
        }
    }
}
