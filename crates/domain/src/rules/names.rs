//! What a campaign's script may name: messages, awards, decision points, campaigns.

use crate::pack::{Campaign, Entry};
use std::collections::{BTreeMap, BTreeSet};

/// The names that hold in one campaign.
#[derive(Debug, Default)]
pub(super) struct Names {
    /// The campaign's own name.
    pub(super) campaign: String,
    /// The path of its script.
    pub(super) script: String,
    /// Messages, and what fills their texts.
    pub(super) messages: BTreeMap<String, Fills>,
    /// Awards.
    pub(super) awards: BTreeSet<String>,
    /// Points that the script has a function for: `x` of `at_x`.
    pub(super) points: BTreeSet<String>,
    /// Campaigns of the city, and how residents come in.
    pub(super) campaigns: BTreeMap<String, Entry>,
}

/// A message as a script sees it.
#[derive(Debug)]
pub(super) struct Fills {
    /// The values its texts ask for.
    pub(super) values: Vec<String>,
    /// Whether it may leave because of a sensitive fact.
    pub(super) neutral: bool,
}

impl Names {
    pub(super) fn of(
        name: &str,
        script: &str,
        campaign: &Campaign,
        campaigns: &BTreeMap<String, Campaign>,
        points: BTreeSet<String>,
    ) -> Self {
        let fills = |message: &crate::pack::Message| Fills {
            values: message.placeholders().into_iter().map(str::to_owned).collect(),
            neutral: message.neutral,
        };
        Self {
            campaign: name.to_owned(),
            script: script.to_owned(),
            messages: campaign.messages.iter().map(|(name, message)| (name.clone(), fills(message))).collect(),
            awards: campaign.points.keys().cloned().collect(),
            points,
            campaigns: campaigns.iter().map(|(name, campaign)| (name.clone(), campaign.who.entry)).collect(),
        }
    }

    /// What is wrong with a message's name, if anything.
    pub(super) fn wrong_message(&self, name: &str) -> Option<String> {
        let known = self.messages.keys().map(String::as_str);
        (!self.messages.contains_key(name))
            .then(|| format!("`{name}` is not a message of `{}`{}", self.campaign, instead(name, known)))
    }

    pub(super) fn wrong_award(&self, name: &str) -> Option<String> {
        let known = self.awards.iter().map(String::as_str);
        (!self.awards.contains(name)).then(|| {
            format!(
                "`{name}` is not an award of `{}`; write it as `[points.{name}]` in campaign.toml{}",
                self.campaign,
                instead(name, known)
            )
        })
    }

    pub(super) fn wrong_point(&self, name: &str) -> Option<String> {
        let known = self.points.iter().map(String::as_str);
        (!self.points.contains(name)).then(|| {
            format!("there is no function `at_{name}(me)` in this script to call then{}", instead(name, known))
        })
    }

    pub(super) fn wrong_campaign(&self, name: &str) -> Option<String> {
        match self.campaigns.get(name) {
            Some(Entry::Enrolled) => None,
            Some(Entry::Open) => Some(format!(
                "`{name}` is open to everyone it is for; only a campaign with `entry = \"enrolled\"` is enrolled into"
            )),
            None => {
                let known = self.campaigns.keys().map(String::as_str);
                Some(format!("`{name}` is not a campaign of the city{}", instead(name, known)))
            }
        }
    }

    /// What is wrong with the values for a message, given their names.
    pub(super) fn wrong_values(&self, message: &str, given: &[&str]) -> Option<String> {
        let fills = self.messages.get(message)?;
        let missing = fills.values.iter().find(|name| !given.contains(&name.as_str()));
        if let Some(name) = missing {
            return Some(format!(
                "the text of `{message}` needs a value for `{{{name}}}`; write `#{{ {name}: … }}` after the name"
            ));
        }
        let extra = given.iter().find(|name| !fills.values.iter().any(|known| known == *name))?;
        Some(format!(
            "the text of `{message}` has no `{{{extra}}}`{}",
            instead(extra, fills.values.iter().map(String::as_str))
        ))
    }
}

/// `; did you mean …?`, or nothing when no known name is near.
pub(super) fn instead<'a>(name: &str, known: impl Iterator<Item = &'a str>) -> String {
    match nearest(name, known) {
        Some(near) => format!("; did you mean `{near}`?"),
        None => String::new(),
    }
}

/// The known name that a slip of the hand is nearest to.
pub(super) fn nearest<'a>(name: &str, known: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let most = (name.chars().count() / 3).clamp(1, 3);
    known
        .map(|near| (distance(name, near), near))
        .filter(|(far, _)| (1..=most).contains(far))
        .min()
        .map(|(_, near)| near)
}

/// How many letters are to be changed, added, taken out or swapped with their neighbour.
fn distance(one: &str, other: &str) -> usize {
    let other: Vec<char> = other.chars().collect();
    let mut before: Vec<usize> = Vec::new();
    let mut last: Vec<usize> = (0..=other.len()).collect();
    let mut previous = None;
    for (row, letter) in one.chars().enumerate() {
        let mut next = vec![row + 1];
        for (column, against) in other.iter().enumerate() {
            let cell = |line: &[usize], place: usize| line.get(place).copied().unwrap_or(usize::MAX / 2);
            let changed = cell(&last, column) + usize::from(letter != *against);
            let mut best = changed.min(cell(&last, column + 1) + 1).min(cell(&next, column) + 1);
            let left = column.checked_sub(1).and_then(|left| other.get(left).map(|c| (left, *c)));
            if let Some((left, c)) = left
                && c == letter
                && previous == Some(*against)
            {
                best = best.min(cell(&before, left) + 1);
            }
            next.push(best);
        }
        before = std::mem::replace(&mut last, next);
        previous = Some(letter);
    }
    last.last().copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slips_of_the_hand_are_near() {
        assert_eq!(distance("gaol", "goal"), 1);
        assert_eq!(distance("", "goal"), 4);
        assert_eq!(nearest("nugde", ["nudge", "invite"].into_iter()), Some("nudge"));
        assert_eq!(nearest("heart_rate", ["steps", "age"].into_iter()), None);
    }
}
