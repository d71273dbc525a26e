use super::{FORMAT, Parameter, ParameterKind, Shared};
use crate::pack::{Pack, Part, Ruleset};
use crate::rules;
use crate::time::Day;
use std::collections::BTreeSet;
use toml_edit::DocumentMut;

impl Shared {
    /// A campaign of a pack as one file; `None` where the pack has no such campaign.
    pub fn of(pack: &Pack, ruleset: &Ruleset, name: &str, today: Day) -> Option<Self> {
        let campaign = ruleset.campaigns.get(name)?;
        let mut files = pack.part(&Part::Campaign(name.to_owned()));
        if let Some(texts) = files.get_mut("messages.toml") {
            *texts = without_approvals(texts);
        }
        let script = files.get("rules.rhai").cloned().unwrap_or_default();
        let mut parameters = parameters(ruleset, name, &files);
        // What holds another within it comes first: `荒尾市 健康づくり` before `荒尾市`.
        parameters.sort_by_key(|parameter| std::cmp::Reverse(parameter.was.len()));
        let mut shared = rules::lent(&script, &rules::shared(pack));
        for parameter in &parameters {
            let mark = parameter.mark();
            for text in files.values_mut().chain(shared.values_mut()) {
                *text = text.replace(&parameter.was, &mark);
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

fn parameters(ruleset: &Ruleset, name: &str, files: &crate::pack::PartFiles) -> Vec<Parameter> {
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
        .collect();
    let experiment = campaign.and_then(|campaign| campaign.experiment.as_ref());
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
    all.extend(experiment.map(|experiment| Parameter {
        name: "seed".to_owned(),
        kind: ParameterKind::Seed,
        was: experiment.seed.clone(),
    }));
    all.retain(|parameter| !parameter.was.is_empty());
    let mut seen = BTreeSet::new();
    all.retain(|parameter| seen.insert(parameter.was.clone()));
    all
}

/// Messages without what one city's people found of them: in another city somebody there has to read them.
fn without_approvals(text: &str) -> String {
    const NOTE: &str = "# ここに neutral がありました。この市の専門職の方が読んで、体のことが何も伝わらないと認めたら、\n\
                        # neutral = { approved_by = \"役職と名前\", on = 日付 } と書いてください。\n";
    let Ok(mut document) = text.parse::<DocumentMut>() else { return text.to_owned() };
    for (_, message) in document.as_table_mut().iter_mut() {
        let Some(table) = message.as_table_mut() else { continue };
        if table.remove("neutral").is_none() {
            continue;
        }
        let before = table.decor().prefix().and_then(|prefix| prefix.as_str()).unwrap_or_default().to_owned();
        table.decor_mut().set_prefix(format!("{before}{NOTE}"));
    }
    document.to_string()
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

/// The words with which a script compares a district, as far as its condition goes.
fn told(script: &str) -> BTreeSet<String> {
    let lines = script.lines().map(|line| line.split("//").next().unwrap_or_default());
    let conditions = lines.map(|line| line.split('{').next().unwrap_or_default());
    let near = conditions.filter(|line| line.contains("district"));
    near.flat_map(|line| line.split('"').skip(1).step_by(2))
        .filter(|word| !word.is_empty())
        .map(str::to_owned)
        .collect()
}
