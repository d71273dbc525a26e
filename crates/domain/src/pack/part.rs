use super::{Pack, is_name};
use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

/// A part of a pack that is written and published on its own.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Part {
    /// A campaign's folder.
    Campaign(String),
    /// The city's own file.
    City,
    /// The functions that campaigns share.
    Rules,
}

/// Contents of a part's files by their name.
pub type PartFiles = BTreeMap<String, String>;

impl Part {
    /// The campaign, if it is one.
    pub fn campaign(&self) -> Option<&str> {
        match self {
            Self::Campaign(name) => Some(name),
            Self::City | Self::Rules => None,
        }
    }

    /// The path of one of its files.
    pub fn path(&self, city: &crate::CityCode, file: &str) -> String {
        match self {
            Self::Campaign(name) => format!("campaigns/{city}/{name}/{file}"),
            Self::City => format!("campaigns/{city}/{file}"),
            Self::Rules => format!("rules/{city}/{file}"),
        }
    }

    /// The part to which a path belongs, and the file's name in it.
    pub fn of_path(city: &crate::CityCode, path: &str) -> Option<(Self, String)> {
        if let Some(file) = path.strip_prefix(&format!("rules/{city}/")) {
            return Some((Self::Rules, file.to_owned()));
        }
        let rest = path.strip_prefix(&format!("campaigns/{city}/"))?;
        match rest.split_once('/') {
            Some((name, file)) => Some((Self::Campaign(name.to_owned()), file.to_owned())),
            None => Some((Self::City, rest.to_owned())),
        }
    }
}

impl fmt::Display for Part {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Campaign(name) => write!(f, "campaign:{name}"),
            Self::City => f.write_str("city"),
            Self::Rules => f.write_str("rules"),
        }
    }
}

/// A text names no part.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a part of a pack is `campaign:<name>`, `city` or `rules`")]
pub struct UnknownPart;

impl FromStr for Part {
    type Err = UnknownPart;

    fn from_str(text: &str) -> Result<Self, UnknownPart> {
        match text {
            "city" => Ok(Self::City),
            "rules" => Ok(Self::Rules),
            _ => match text.strip_prefix("campaign:") {
                Some(name) if is_name(name) => Ok(Self::Campaign(name.to_owned())),
                _ => Err(UnknownPart),
            },
        }
    }
}

impl Pack {
    /// The files of a part by their names; none where the pack has no such part.
    pub fn part(&self, part: &Part) -> PartFiles {
        let own = self.files.iter().filter_map(|(path, text)| {
            let (of, file) = Part::of_path(&self.city, path)?;
            (of == *part).then(|| (file, text.clone()))
        });
        own.collect()
    }

    /// The pack with other files in the place of a part's; with none, the part is gone.
    #[must_use]
    pub fn with_part(&self, part: &Part, files: &PartFiles) -> Self {
        let mut pack = self.clone();
        pack.files.retain(|path, _| Part::of_path(&self.city, path).is_none_or(|(of, _)| of != *part));
        pack.files.extend(files.iter().map(|(file, text)| (part.path(&self.city, file), text.clone())));
        pack
    }

    /// The parts in which this pack and another differ.
    pub fn parts_changed(&self, other: &Self) -> Vec<Part> {
        let differs = |path: &&String| self.files.get(*path) != other.files.get(*path);
        let paths = self.files.keys().chain(other.files.keys()).filter(differs);
        let mut parts: Vec<Part> = paths.filter_map(|path| Some(Part::of_path(&self.city, path)?.0)).collect();
        parts.sort();
        parts.dedup();
        parts
    }

    /// The names of its campaigns.
    pub fn campaigns(&self) -> Vec<String> {
        self.campaign_names()
    }
}

impl super::Ruleset {
    /// Whether a campaign has a text that may be sent because of health information: then its changes are
    /// for someone to agree to who can tell that the texts tell nothing.
    pub fn speaks_after_health(&self, campaign: &str) -> bool {
        self.campaigns.get(campaign).is_some_and(|campaign| campaign.messages.values().any(|message| message.neutral))
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;

    #[test]
    fn a_part_is_taken_out_put_back_and_found_changed() {
        let city: crate::CityCode = "432041".parse().unwrap();
        let file = |path: &str| (path.to_owned(), path.to_owned());
        let paths = ["campaigns/432041/city.toml", "campaigns/432041/walk/rules.rhai", "rules/432041/goals.rhai"];
        let pack = Pack { city, files: paths.map(file).into() };
        let walk: Part = "campaign:walk".parse().unwrap();
        assert_eq!(pack.part(&walk).into_keys().collect::<Vec<_>>(), ["rules.rhai"]);
        assert_eq!(pack.with_part(&walk, &pack.part(&walk)), pack);
        let without = pack.with_part(&walk, &PartFiles::new());
        assert_eq!((without.campaigns(), without.parts_changed(&pack)), (Vec::new(), vec![walk]));
        for part in ["city", "rules", "campaign:walk"] {
            assert_eq!(part.parse::<Part>().unwrap().to_string(), part);
        }
        assert_eq!(["campaign:", "campaign:../x", "x"].map(|part| part.parse::<Part>().is_ok()), [false; 3]);
    }
}
