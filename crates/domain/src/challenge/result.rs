//! The ranking as it is published: with its rule, in a text that anyone can hash.

use super::{Between, Challenge, RanksBy, Row, Standing, Ties, shown};
use crate::chance;
use crate::time::Day;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use std::cmp::Reverse;
use std::collections::BTreeSet;
use std::fmt::Write as _;

/// A ranking with its rule: what is shown to everyone. Once it is not provisional, nothing that arrives changes it,
/// and whoever has the log, and of people the key of their marks, comes to the same text.
///
/// ```json
/// {"as_of": "2026-12-08", "challenge": "autumn_walk", "provisional": false,
///  "rows": [{"league": 1, "members": 7, "name": "桜山", "participation": 812, "place": 1, "steps": 1204311, "value": 7170}],
///  "rule": {"between": "teams", "cap_per_day": 20000, "…": "…"}}
/// ```
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Final {
    /// The campaign's name.
    pub challenge: String,
    /// The day as of which it was made.
    pub as_of: String,
    /// Whether days can still be revised.
    pub provisional: bool,
    /// The whole rule, by the names that `campaign.toml` has for it.
    pub rule: Value,
    /// The ranking as everyone sees it. Of people, a name is a [`mark`].
    pub rows: Vec<Row>,
}

impl Final {
    /// The ranking of a challenge as of a day, without the names that staff took out. `key` is what makes the marks
    /// of people.
    pub fn of(
        challenge: &Challenge,
        standings: &[Standing],
        unnamed: &BTreeSet<String>,
        today: Day,
        key: &str,
    ) -> Self {
        let mut rows = shown(challenge, standings, None, unnamed);
        if challenge.between == Between::People {
            for name in rows.iter_mut().filter_map(|row| row.name.as_mut()) {
                *name = mark(key, challenge, name);
            }
            // The order of those without a name would be that of their ids.
            rows.sort_by(|one, other| {
                let key = |row: &Row| (row.league, row.place, row.name.clone(), Reverse(row.steps));
                key(one).cmp(&key(other))
            });
        }
        Self {
            challenge: challenge.name.clone(),
            // Nothing becomes different after the last revision.
            as_of: today.min(challenge.until.plus(challenge.closes_after + 1)).to_string(),
            provisional: !challenge.is_final(today),
            rule: rule(challenge),
            rows,
        }
    }

    /// The text that is signed: JSON with names in order of their bytes, without spaces, whole numbers only.
    pub fn text(&self) -> String {
        let mut text = String::new();
        // A struct of strings, numbers and lists always has a JSON form.
        canonical(&serde_json::to_value(self).unwrap_or_default(), &mut text);
        text
    }

    /// SHA-256 of the text, as 64 hexadecimal digits.
    pub fn hash(&self) -> String {
        Sha256::digest(self.text().as_bytes()).iter().map(|byte| format!("{byte:02x}")).collect()
    }
}

/// What stands for a person in a ranking: the service tells each of them their own, and nobody that of another, since
/// who knows an id and not the key cannot tell its mark. 12 hexadecimal digits.
pub fn mark(key: &str, challenge: &Challenge, resident: &str) -> String {
    format!("{:012x}", chance::digest(key, &["mark", &challenge.name, resident]) >> 80)
}

fn rule(challenge: &Challenge) -> Value {
    let Challenge {
        name: _,
        from,
        until,
        between,
        ranks_by,
        least_steps,
        cap_per_day,
        team_size,
        join_until,
        closes_after,
        handicap,
        leagues,
        pause_days,
        ties,
        // It shows a way, and ranks nobody.
        route: _,
    } = challenge;
    let mut rule = json!({
        "from": from.to_string(),
        "until": until.to_string(),
        "between": between,
        "ranks_by": ranks_by,
        "least_steps": least_steps,
        "cap_per_day": cap_per_day,
        "team_size": { "min": team_size.min },
        "join_until": join_until.to_string(),
        "closes_after": closes_after,
        "handicap": handicap,
        "leagues": leagues,
        "pause_days": pause_days,
        "ties": match ties {
            Ties::Shared => "shared",
            Ties::Participation => "participation",
            Ties::Draw { .. } => "draw",
        },
    });
    if let Some(object) = rule.as_object_mut() {
        if let Ties::Draw { seed } = ties {
            object.insert("draw_seed".to_owned(), seed.as_str().into());
        }
        if let Some(max) = team_size.max {
            object.insert("team_size".to_owned(), json!({ "min": team_size.min, "max": max }));
        }
        if *ranks_by == RanksBy::Median {
            // Which middle of two it is would else be anyone's guess.
            object.insert("median".to_owned(), "of each member's steps a day; of two, half of both".into());
        }
    }
    rule
}

fn canonical(value: &Value, text: &mut String) {
    match value {
        Value::Object(members) => {
            // Another package's features decide how serde_json orders them.
            let mut names: Vec<(&String, &Value)> = members.iter().collect();
            names.sort_unstable_by_key(|(name, _)| name.as_str());
            text.push('{');
            for (place, (name, value)) in names.into_iter().enumerate() {
                if place > 0 {
                    text.push(',');
                }
                let _ = write!(text, "{}:", Value::from(name.as_str()));
                canonical(value, text);
            }
            text.push('}');
        }
        Value::Array(items) => {
            text.push('[');
            for (place, item) in items.iter().enumerate() {
                if place > 0 {
                    text.push(',');
                }
                canonical(item, text);
            }
            text.push(']');
        }
        plain => _ = write!(text, "{plain}"),
    }
}
