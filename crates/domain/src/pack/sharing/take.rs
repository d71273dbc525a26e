use super::read::FILES;
use super::{FORMAT, Parameter, ParameterKind, Shared};
use crate::pack::{Pack, Part, PartFiles, Ruleset};
use crate::rules;
use crate::time::Day;
use std::collections::{BTreeMap, BTreeSet};
use toml_edit::DocumentMut;

impl Shared {
    /// A campaign of a pack as one file; `None` where the pack has no such campaign.
    pub fn of(pack: &Pack, ruleset: &Ruleset, name: &str, today: Day) -> Option<Self> {
        let campaign = ruleset.campaigns.get(name)?;
        let mut files = pack.part(&Part::Campaign(name.to_owned()));
        // A plan is of its own city's evaluation, and a contract between that city and others: both are written anew.
        files.retain(|name, _| FILES.contains(&name.as_str()));
        if let Some(texts) = files.get_mut("messages.toml") {
            *texts = without_approvals(texts);
        }
        if let Some(settings) = files.get_mut("campaign.toml") {
            *settings = without_topic(settings);
        }
        let script = files.get("rules.rhai").cloned().unwrap_or_default();
        let mut shared = rules::lent(&script, &rules::shared(pack));
        let mut parameters = parameters(ruleset, name, &files, &shared);
        // What holds another within it comes first: `荒尾市 健康づくり` before `荒尾市`.
        parameters.sort_by_key(|parameter| std::cmp::Reverse(parameter.was.len()));
        if let Some(cases) = files.get_mut("cases.toml") {
            *cases = without_districts(&without_records(cases), &parameters);
        }
        for parameter in &parameters {
            for text in files.values_mut().chain(shared.values_mut()) {
                *text = marked(text, parameter);
            }
        }
        let is_used = |parameter: &Parameter| {
            let mark = parameter.mark();
            files.values().chain(shared.values()).any(|text| text.contains(&mark))
        };
        parameters.retain(is_used);
        parameters.sort_by(|one, other| one.name.cmp(&other.name));
        Some(Self {
            format: FORMAT,
            name: name.to_owned(),
            title: campaign.title.clone(),
            from: ruleset.city.name.clone(),
            written: today.to_string(),
            parameters,
            files,
            shared,
        })
    }
}

/// A text with a mark in the place of what a parameter was. Names of districts and draws are words that may stand anywhere
/// with another meaning: of them only whole values in quotes are meant.
fn marked(text: &str, parameter: &Parameter) -> String {
    let (was, mark) = (&parameter.was, parameter.mark());
    match parameter.kind {
        ParameterKind::District | ParameterKind::Seed => {
            let quoted = |quote: char, text: &str| format!("{quote}{text}{quote}");
            let text = text.replace(&quoted('"', was), &quoted('"', &mark));
            text.replace(&quoted('\'', was), &quoted('\'', &mark))
        }
        _ => text.replace(was, &mark),
    }
}

/// Cases without those that were made from a resident's record: these stay in their city.
fn without_records(text: &str) -> String {
    let Ok(mut document) = text.parse::<DocumentMut>() else { return text.to_owned() };
    let Some(cases) = document.get_mut("case").and_then(|cases| cases.as_array_of_tables_mut()) else {
        return text.to_owned();
    };
    if !cases.iter().any(|case| case.contains_key("from_record")) {
        return text.to_owned();
    }
    cases.retain(|case| !case.contains_key("from_record"));
    document.to_string()
}

/// Cases without the districts of their residents, where the campaign does not ask for them: they are this city's.
fn without_districts(text: &str, parameters: &[Parameter]) -> String {
    let Ok(mut document) = text.parse::<DocumentMut>() else { return text.to_owned() };
    let Some(cases) = document.get_mut("case").and_then(|cases| cases.as_array_of_tables_mut()) else {
        return text.to_owned();
    };
    let is_asked = |district: &str| parameters.iter().any(|one| one.was == district);
    let mut found = false;
    for case in cases.iter_mut() {
        let Some(resident) = case.get_mut("resident").and_then(|item| item.as_table_like_mut()) else { continue };
        if resident.get("district").and_then(|item| item.as_str()).is_some_and(|district| !is_asked(district)) {
            found |= resident.remove("district").is_some();
        }
    }
    if found { document.to_string() } else { text.to_owned() }
}

fn parameters(ruleset: &Ruleset, name: &str, files: &PartFiles, shared: &BTreeMap<String, String>) -> Vec<Parameter> {
    let city = &ruleset.city;
    let mut all = vec![
        Parameter { name: "city".to_owned(), kind: ParameterKind::City, was: city.name.clone() },
        Parameter { name: "sender".to_owned(), kind: ParameterKind::Sender, was: city.sender.clone() },
    ];
    let text = |file: &str| files.get(file).map_or("", String::as_str);
    let campaign = ruleset.campaigns.get(name);
    let districts: BTreeSet<String> = campaign
        .into_iter()
        .flat_map(|campaign| campaign.who.districts.iter().cloned())
        .chain(told(text("rules.rhai")))
        .chain(shared.values().flat_map(|function| told(function)))
        .collect();
    let seeds = campaign.into_iter().flat_map(|campaign| {
        let experiment = campaign.experiment.as_ref().map(|experiment| ("seed", experiment.seed.clone()));
        let rollout = campaign.rollout.as_ref().map(|rollout| ("rollout_seed", rollout.seed.clone()));
        experiment.into_iter().chain(rollout)
    });
    let found = [
        (ParameterKind::KnownAs, "known_as", city.known_as.iter().cloned().collect::<BTreeSet<_>>()),
        (ParameterKind::Link, "link", links(text("messages.toml"))),
        (ParameterKind::Phone, "phone", phones(text("messages.toml"))),
        (ParameterKind::District, "district", districts),
    ];
    for (kind, start, values) in found {
        let numbered = values.into_iter().enumerate();
        all.extend(numbered.map(|(place, was)| Parameter { name: format!("{start}_{}", place + 1), kind, was }));
    }
    all.extend(seeds.map(|(name, was)| Parameter { name: name.to_owned(), kind: ParameterKind::Seed, was }));
    all.retain(|parameter| !parameter.was.is_empty());
    let mut seen = BTreeSet::new();
    all.retain(|parameter| seen.insert(parameter.was.clone()));
    all
}

/// Messages without what one city's people found of them: in another city somebody there has to read them.
fn without_approvals(text: &str) -> String {
    const NOTE: &str = "# neutral は抜いてあります。この市の専門職の方が読んで、健康のことが伝わらないと認めた文面に、\n\
                        # neutral = { approved_by = \"役職と名前\", on = 日付 } と書いてください。\n";
    let Ok(mut document) = text.parse::<DocumentMut>() else { return text.to_owned() };
    let mut found = false;
    for (_, message) in document.as_table_mut().iter_mut() {
        let Some(message) = message.as_table_like_mut() else { continue };
        found |= message.remove("neutral").is_some();
    }
    if found { format!("{NOTE}{document}") } else { text.to_owned() }
}

/// Settings without their topic: each city has its own.
fn without_topic(text: &str) -> String {
    const NOTE: &str = "# topic は抜いてあります。市の設定（city.toml）の [topics] に合うものがあれば、topic = \"名前\" を\n\
                        # title の下に書いてください。\n";
    let Ok(mut document) = text.parse::<DocumentMut>() else { return text.to_owned() };
    match document.remove("topic") {
        Some(_) => format!("{NOTE}{document}"),
        None => text.to_owned(),
    }
}

/// The pages to which texts lead.
fn links(text: &str) -> BTreeSet<String> {
    let is_part = |c: char| c.is_ascii_alphanumeric() || "-._~:/?#[]@!$&()*+,;=%".contains(c);
    let after = text.match_indices("https://").filter_map(|(place, _)| text.get(place..));
    let whole = after.map(|rest| rest.split(|c| !is_part(c)).next().unwrap_or_default());
    whole.map(|link| link.trim_end_matches(['.', ',', ';', ':', ')', '!', '?']).to_owned()).collect()
}

/// The telephone numbers of Japan that stand in texts, as people write them: `0968-63-1111`.
fn phones(text: &str) -> BTreeSet<String> {
    let words = text.split(|c: char| !c.is_ascii_digit() && c != '-').map(|word| word.trim_matches('-'));
    let is_phone = |word: &&str| {
        let digits = word.bytes().filter(u8::is_ascii_digit).count();
        let hyphens = word.bytes().filter(|b| *b == b'-').count();
        word.starts_with('0') && matches!(digits, 10 | 11) && (hyphens == 2 || hyphens == 0)
    };
    words.filter(is_phone).map(str::to_owned).collect()
}

/// The words with which a script compares a district: `me.district == "…"`, or a list that is asked whether it
/// `.contains(me.district)`.
fn told(script: &str) -> BTreeSet<String> {
    let lines = script.lines().map(|line| line.split("//").next().unwrap_or_default());
    let mut words = BTreeSet::new();
    for line in lines {
        for (place, name) in line.match_indices("district") {
            let after = line.get(place + name.len()..).unwrap_or_default().trim_start();
            let before = line.get(..place).unwrap_or_default().trim_end_matches(['.', '_']);
            let before = before.trim_end_matches(|c: char| c.is_ascii_alphanumeric()).trim_end();
            let compared = |text: &str| text.starts_with("==") || text.starts_with("!=");
            if compared(after) {
                words.extend(literals(after).take(1));
            } else if before.ends_with("==") || before.ends_with("!=") {
                words.extend(literals(before).last());
            } else if let Some(list) = before.strip_suffix(".contains(").and_then(|text| text.rsplit_once('[')) {
                words.extend(literals(list.1));
            } else if let Some(list) = after.strip_prefix("in").and_then(|text| text.split_once('[')) {
                words.extend(literals(list.1.split(']').next().unwrap_or_default()));
            }
        }
    }
    words
}

/// The words in quotes.
fn literals(text: &str) -> impl Iterator<Item = String> {
    text.split('"').skip(1).step_by(2).filter(|word| !word.is_empty()).map(str::to_owned)
}
