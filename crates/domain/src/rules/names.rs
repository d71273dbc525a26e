//! What a campaign's script may name: messages, awards, decision points, campaigns.

use crate::nearest::{instead, meant, nearest};
use crate::pack::{Between, Campaign, Entry, StampRally};
use crate::sentence::Sentence;
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
    /// The campaign's stamp rally, if it has one.
    pub(super) rally: Option<StampRally>,
    /// Walking challenges of the city that a rule may enter residents in, though they are open.
    pub(super) challenges: BTreeSet<String>,
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

/// Whether residents can be entered in a challenge without choosing a team.
fn is_joined(campaign: &Campaign) -> bool {
    let between = campaign.challenge.as_ref().map(|challenge| challenge.between);
    between.is_some_and(|between| matches!(between, Between::People | Between::Districts))
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
            rally: campaign.stamps.clone(),
            challenges: campaigns.iter().filter(|one| is_joined(one.1)).map(|one| one.0.clone()).collect(),
            campaigns: campaigns.iter().map(|(name, campaign)| (name.clone(), campaign.who.entry)).collect(),
        }
    }

    /// What is wrong with a message's name, if anything.
    pub(super) fn wrong_message(&self, name: &str) -> Option<Sentence> {
        let campaign = &self.campaign;
        (!self.messages.contains_key(name)).then(|| {
            let near = instead(name, self.messages.keys().map(String::as_str));
            Sentence::new(
                format!("`{name}` is not a message of `{campaign}`{}", near.en),
                format!("取り組み `{campaign}` の messages.toml に `{name}` という文面はありません。{}", near.ja),
            )
        })
    }

    pub(super) fn wrong_award(&self, name: &str) -> Option<Sentence> {
        let campaign = &self.campaign;
        (!self.awards.contains(name)).then(|| {
            let near = instead(name, self.awards.iter().map(String::as_str));
            Sentence::new(
                format!(
                    "`{name}` is not an award of `{campaign}`; write it as `[points.{name}]` in campaign.toml{}",
                    near.en
                ),
                format!(
                    "取り組み `{campaign}` に `{name}` というポイントはありません。{}新しいポイントなら、campaign.toml に \
                     `[points.{name}]` と書いてください。",
                    near.ja
                ),
            )
        })
    }

    pub(super) fn wrong_point(&self, name: &str) -> Option<Sentence> {
        (!self.points.contains(name)).then(|| {
            let near = nearest(name, self.points.iter().map(String::as_str)).map(meant).unwrap_or_default();
            Sentence::new(
                format!("there is no function `at_{name}(me)` in this script to call then{}", near.en),
                format!("予定した時刻に呼ぶ関数 `fn at_{name}(me)` が、このルールにありません。関数を書くか、名前を直してください。{}", near.ja),
            )
        })
    }

    pub(super) fn wrong_campaign(&self, name: &str) -> Option<Sentence> {
        match self.campaigns.get(name) {
            Some(Entry::Enrolled) => None,
            Some(Entry::Open) if self.challenges.contains(name) => None,
            Some(Entry::Open) => Some(Sentence::new(
                format!(
                    "`{name}` is open to everyone it is for; only a campaign with `entry = \"enrolled\"` is enrolled into, \
                     or a walking challenge between people or districts"
                ),
                format!(
                    "`{name}` は、対象の方みなさんが入る取り組みです。ルールで加えられるのは、campaign.toml の `[who]` が \
                     `entry = \"enrolled\"` の取り組みと、個人か地区で競う歩くチャレンジです。"
                ),
            )),
            None => {
                let near = instead(name, self.campaigns.keys().map(String::as_str));
                Some(Sentence::new(
                    format!("`{name}` is not a campaign of the city{}", near.en),
                    format!("市に `{name}` という取り組みはありません。{}", near.ja),
                ))
            }
        }
    }

    /// What is wrong with the values for a message, given their names.
    pub(super) fn wrong_values(&self, message: &str, given: &[&str]) -> Option<Sentence> {
        let fills = self.messages.get(message)?;
        let extra = || given.iter().filter(|name| !fills.values.iter().any(|known| known == *name));
        if let Some(name) = fills.values.iter().find(|name| !given.contains(&name.as_str())) {
            // A slip may be in the text as well as in the rule.
            if let Some(near) = nearest(name, extra().copied()) {
                return Some(Sentence::new(
                    format!(
                        "the text of `{message}` asks for `{{{name}}}`, and this gives it `{near}`; did you mean \
                         `{{{near}}}` in messages.toml, or `{name}` here?"
                    ),
                    format!(
                        "文面 `{message}` の印は `{{{name}}}` ですが、ここでは `{near}` を渡しています。messages.toml の印を \
                         `{{{near}}}` にするか、ここを `{name}` にして、名前をそろえてください。"
                    ),
                ));
            }
            return Some(Sentence::new(
                format!(
                    "the text of `{message}` needs a value for `{{{name}}}`; write `#{{ {name}: … }}` after the name"
                ),
                format!(
                    "文面 `{message}` の印 `{{{name}}}` に入れる値がありません。文面の名前のうしろに `#{{ {name}: … }}` と書いて\
                     渡すか、文面から印を消してください。"
                ),
            ));
        }
        let extra = extra().next()?;
        let near = instead(extra, fills.values.iter().map(String::as_str));
        Some(Sentence::new(
            format!("the text of `{message}` has no `{{{extra}}}`{}", near.en),
            format!("文面 `{message}` に `{{{extra}}}` という印はありません。{}", near.ja),
        ))
    }
}
