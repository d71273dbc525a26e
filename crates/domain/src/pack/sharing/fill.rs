use super::{Parameter, ParameterKind, Shared};
use crate::nearest::nearest;
use crate::pack::text::is_host;
use crate::pack::{City, Pack, PartFiles};
use crate::rules::{self, renamed};
use crate::sentence::Sentence;
use std::collections::{BTreeMap, BTreeSet};

/// The longest value, in letters.
const MOST: usize = 200;

/// Something that has to be said for this city, or what is known of it already.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asked {
    /// What is asked.
    pub parameter: Parameter,
    /// What it is here as far as the city's file tells; empty where only people know.
    pub known: String,
}

/// A campaign as it can be written in this city.
#[derive(Debug, Clone, PartialEq)]
pub struct Filled {
    /// Its files.
    pub files: PartFiles,
    /// Functions that came with it, since the city shares none that says the same.
    pub added: Vec<String>,
}

impl Shared {
    /// What has to be said for a city before the campaign is written there, under a name.
    pub fn asked(&self, city: &City, code: &str, name: &str) -> Vec<Asked> {
        let mut known_as = city.known_as.iter();
        let of = |parameter: &Parameter| {
            let known = match parameter.kind {
                ParameterKind::City => city.name.clone(),
                ParameterKind::Sender => city.sender.clone(),
                ParameterKind::KnownAs => known_as.next().cloned().unwrap_or_default(),
                ParameterKind::Seed => format!("{code}-{name}"),
                ParameterKind::Link | ParameterKind::Phone | ParameterKind::District => String::new(),
            };
            Asked { parameter: parameter.clone(), known }
        };
        self.parameters.iter().map(of).collect()
    }

    /// The campaign with the values of a city, by the parameters' names.
    ///
    /// # Errors
    /// What is missing or cannot stand there, by parameter; a name that the file does not ask for.
    pub fn fill(
        &self,
        pack: &Pack,
        city: &City,
        values: &BTreeMap<String, String>,
    ) -> Result<Filled, Vec<(String, Sentence)>> {
        let mut wrong: Vec<(String, Sentence)> = Vec::new();
        for parameter in &self.parameters {
            let value = values.get(&parameter.name).map_or("", |value| value.trim());
            wrong.extend(fault(parameter.kind, value, city).map(|said| (parameter.name.clone(), said)));
        }
        let names: Vec<&str> = self.parameters.iter().map(|parameter| parameter.name.as_str()).collect();
        for name in values.keys().filter(|name| !names.contains(&name.as_str())) {
            wrong.push((name.clone(), unknown(name, &names)));
        }
        if !wrong.is_empty() {
            return Err(wrong);
        }
        let filled = |text: &String| {
            self.parameters.iter().fold(text.clone(), |text, parameter| {
                text.replace(&parameter.mark(), values.get(&parameter.name).map_or("", |value| value.trim()))
            })
        };
        let mut files: PartFiles = self.files.iter().map(|(name, text)| (name.clone(), filled(text))).collect();
        let ours = rules::shared(pack);
        let mut brought: BTreeMap<String, String> =
            self.shared.iter().map(|(name, text)| (name.clone(), filled(text))).collect();
        // A function that says the same is the same only where all that it calls is.
        let mut other: BTreeSet<String> = brought
            .iter()
            .filter(|(name, text)| ours.get(*name) != Some(*text))
            .map(|(name, _)| name.clone())
            .collect();
        loop {
            let reach = |text: &String| rules::lent(text, &brought).keys().any(|name| other.contains(name));
            let more: Vec<String> = brought
                .iter()
                .filter(|(name, text)| !other.contains(*name) && reach(text))
                .map(|(name, _)| name.clone())
                .collect();
            if more.is_empty() {
                break;
            }
            other.extend(more);
        }
        brought.retain(|name, _| other.contains(name));
        let mut added = Vec::new();
        if let Some(script) = files.get_mut("rules.rhai") {
            for (name, text) in &brought {
                script.push_str(&format!("\n{text}\n"));
                added.push(name.clone());
            }
            for name in brought.keys().filter(|name| ours.contains_key(*name)) {
                // The city has another function of the name, which the campaign must not fall for.
                *script = renamed(script, name, &format!("{name}_here"));
            }
        }
        Ok(Filled { files, added })
    }
}

fn fault(kind: ParameterKind, value: &str, city: &City) -> Option<Sentence> {
    if value.is_empty() {
        return Some(Sentence::new("this has to be filled in", "記入してください。"));
    }
    let unsafe_here = |c: char| c.is_control() || "\"'\\{}`<>".contains(c);
    if value.chars().count() > MOST || value.chars().any(unsafe_here) {
        return Some(Sentence::new(
            format!("write up to {MOST} letters, without quotes, backslashes, braces and angle brackets"),
            format!("{MOST}文字までで、引用符（\" ' `）、\\、かっこ（{{ }} < >）を使わずに書いてください。"),
        ));
    }
    match kind {
        ParameterKind::Link => {
            let host =
                value.strip_prefix("https://").map(|rest| rest.split(['/', '?', '#']).next().unwrap_or_default());
            match host {
                Some(host) if is_host(host) && city.links.iter().any(|ours| ours == host) => None,
                Some(host) if is_host(host) => Some(Sentence::new(
                    format!(
                        "`{host}` is not among the `links` of city.toml; have it added there first, or choose another page"
                    ),
                    format!(
                        "`{host}` は、市の設定（city.toml）の `links` にありません。先に足すか、ほかのページにしてください。"
                    ),
                )),
                _ => Some(Sentence::new(
                    "write the address of a page, beginning with https://",
                    "https:// で始まるページのアドレスを書いてください。",
                )),
            }
        }
        ParameterKind::Phone => {
            let is_phone = value.starts_with('0')
                && value.bytes().all(|b| b.is_ascii_digit() || b == b'-')
                && matches!(value.bytes().filter(u8::is_ascii_digit).count(), 10 | 11);
            (!is_phone).then(|| {
                Sentence::new(
                    "write a telephone number with its area code, such as 0968-63-1111",
                    "電話番号を、市外局番から半角で書いてください（例：0968-63-1111）。",
                )
            })
        }
        _ => None,
    }
}

fn unknown(name: &str, names: &[&str]) -> Sentence {
    let near = nearest(name, names.iter().copied()).map(str::to_owned);
    let known = near.unwrap_or_else(|| names.join(", "));
    Sentence::new(
        format!("the file does not ask for `{name}`; it asks for {known}"),
        format!("`{name}` という項目はありません。あるのは {known} です。"),
    )
}
