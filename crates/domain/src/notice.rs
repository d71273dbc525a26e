//! What staff have to be told, in words.

use crate::city::{By, Scope};
use serde::{Deserialize, Serialize};

/// Something that staff should know of.
///
/// ```json
/// {"kind": "paused", "scope": "campaign:steps", "by": "fuse", "why": {"more_than": {"sent": 900, "most": 900}}}
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Notice {
    /// Something is stopped.
    Paused {
        /// What.
        scope: Scope,
        /// Who did it.
        by: By,
        /// Why.
        why: Why,
    },
    /// It goes on.
    Resumed {
        /// What.
        scope: Scope,
    },
    /// Four fifths of the month's messages by LINE are used.
    QuotaLow {
        /// How many are used.
        used: u64,
        /// How many the plan has.
        limit: u64,
    },
    /// The month's messages by LINE are used up.
    QuotaSpent,
    /// What a provider told and waited could not be read, and was put aside.
    WebhookUnreadable {
        /// Under which key of the key-value store.
        key: String,
    },
}

/// Why something was stopped.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Why {
    /// In someone's words.
    Said(String),
    /// A day's messages would be more than were to be expected.
    MoreThan {
        /// How many left on the day.
        sent: u64,
        /// How many could be expected at the most.
        most: u64,
    },
    /// A resident would have got the same text a second time on a day.
    SameTextAgain {
        /// The message's name.
        message: String,
    },
}

impl Notice {
    /// The name of its kind.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Paused { .. } => "paused",
            Self::Resumed { .. } => "resumed",
            Self::QuotaLow { .. } => "quota_low",
            Self::QuotaSpent => "quota_spent",
            Self::WebhookUnreadable { .. } => "webhook_unreadable",
        }
    }

    /// What it is about: what is stopped or goes on, or the channel.
    pub fn about(&self) -> String {
        match self {
            Self::Paused { scope, .. } | Self::Resumed { scope } => scope.to_string(),
            Self::QuotaLow { .. } | Self::QuotaSpent => "channel:line".to_owned(),
            Self::WebhookUnreadable { key } => key.clone(),
        }
    }

    /// In Japanese, for staff.
    pub fn ja(&self) -> String {
        match self {
            Self::Paused { scope, by, why } => {
                let who = if *by == By::Fuse { "送りすぎを防ぐ安全装置が" } else { "職員が" };
                format!("{who}{}を止めました。{}", what_ja(scope), why.ja())
            }
            Self::Resumed { scope } => format!("{}を再開しました。", what_ja(scope)),
            Self::QuotaLow { used, limit } => format!(
                "LINEの今月の配信数が、上限の8割をこえました({}通のうち{}通)。プランをご確認ください。",
                grouped(*limit),
                grouped(*used)
            ),
            Self::QuotaSpent => {
                "LINEの今月の配信数を使い切りました。上限を上げるか、来月になるまで、LINEでは送りません。".to_owned()
            }
            Self::WebhookUnreadable { key } => format!(
                "LINEまたはSMSから届いた知らせをひとつ、読み取れませんでした。停止のご希望かもしれません。\
                 システムの担当者に、保管した場所（{key}）をお伝えください。"
            ),
        }
    }

    /// In English, for the log and for engineers.
    pub fn en(&self) -> String {
        match self {
            Self::Paused { scope, by, why } => {
                let who = if *by == By::Fuse { "a fuse" } else { "staff" };
                format!("{who} stopped {scope}: {}", why.en())
            }
            Self::Resumed { scope } => format!("{scope} goes on"),
            Self::QuotaLow { used, limit } => format!("{used} of the month's {limit} messages by LINE are used"),
            Self::QuotaSpent => "the month's messages by LINE are used up".to_owned(),
            Self::WebhookUnreadable { key } => {
                format!("a webhook that waited cannot be read and is kept as `{key}`; a stop may be in it")
            }
        }
    }
}

impl Why {
    fn ja(&self) -> String {
        match self {
            Self::Said(words) => format!("理由: {words}"),
            Self::MoreThan { sent, most } => format!(
                "きょうの送信が見込みの上限({}通)に達しました({}通送信済み)。内容を確かめてから再開してください。",
                grouped(*most),
                grouped(*sent)
            ),
            Self::SameTextAgain { message } => format!(
                "同じ人に、同じ文面「{message}」を1日に2度送るところでした。ルールを確かめてから再開してください。"
            ),
        }
    }

    /// In English.
    pub fn en(&self) -> String {
        match self {
            Self::Said(words) => words.clone(),
            Self::MoreThan { sent, most } => {
                format!("{sent} messages left today, and {most} at the most were to be expected")
            }
            Self::SameTextAgain { message } => {
                format!("a resident would have got the text of `{message}` twice on one day")
            }
        }
    }
}

fn what_ja(scope: &Scope) -> String {
    match scope {
        Scope::All => "すべての送信".to_owned(),
        Scope::Channel(channel) => match channel {
            crate::event::ChannelKind::Line => "LINEでの送信".to_owned(),
            _ => "SMSでの送信".to_owned(),
        },
        Scope::Campaign(name) => format!("取り組み「{name}」"),
    }
}

/// 12,000 for 12000.
fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut said = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            said.push(',');
        }
        said.push(digit);
    }
    said
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_happened_and_what_to_do_is_said() {
        let blown = Notice::Paused {
            scope: Scope::Campaign("steps".to_owned()),
            by: By::Fuse,
            why: Why::MoreThan { sent: 900, most: 900 },
        };
        assert_eq!(
            blown.ja(),
            "送りすぎを防ぐ安全装置が取り組み「steps」を止めました。きょうの送信が見込みの上限(900通)に達しました(900通送信済み)。\
             内容を確かめてから再開してください。"
        );
        let low = Notice::QuotaLow { used: 24_100, limit: 30_000 };
        assert_eq!(
            low.ja(),
            "LINEの今月の配信数が、上限の8割をこえました(30,000通のうち24,100通)。プランをご確認ください。"
        );
    }
}
