use crate::id::ResidentId;
use std::fmt;

/// Where points can be. Every account belongs to a city.
///
/// | account | what it holds |
/// |---|---|
/// | `resident:<id>` | what a resident may spend; never below zero |
/// | `owed:<id>` | what a correction took back after it was spent, below zero: the next points go there first |
/// | `issued:<campaign>` | what a campaign gave, below zero |
/// | `reward:<name>` | what was spent on a reward |
/// | `expired:` | what was not used in time, of all residents |
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Account {
    /// What a resident may spend.
    Resident(ResidentId),
    /// What a resident owes.
    Owed(ResidentId),
    /// What a campaign gave.
    Issued(String),
    /// What was spent on a reward.
    Reward(String),
    /// What was not used in time.
    Expired,
}

impl fmt::Display for Account {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Resident(id) => write!(f, "resident:{id}"),
            Self::Owed(id) => write!(f, "owed:{id}"),
            Self::Issued(campaign) => write!(f, "issued:{campaign}"),
            Self::Reward(name) => write!(f, "reward:{name}"),
            Self::Expired => f.write_str("expired:"),
        }
    }
}

/// Points that move from one account to another. Never changed, only followed by others.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Transfer {
    /// Where they were.
    pub from: Account,
    /// Where they are now.
    pub to: Account,
    /// How many, above zero.
    pub points: i64,
}

/// What a resident has: to spend, or owed. One of the two is zero.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Holding {
    /// What may be spent.
    pub held: i64,
    /// What was spent and is not the resident's any more: the next points go there first.
    pub owed: i64,
}

impl Holding {
    /// What is left of what was granted after what was spent.
    pub fn of(left: i64) -> Self {
        Self { held: left.max(0), owed: left.saturating_neg().max(0) }
    }
}

/// How points that a campaign grants, or takes back where `change` is below zero, come to a resident of whom `left`
/// was left before: what is owed is settled first, and what is not there any more is owed.
pub fn granted(resident: &ResidentId, campaign: &str, left: i64, change: i64) -> Vec<Transfer> {
    between(resident, &Account::Issued(campaign.to_owned()), left, change)
}

/// How points that are spent on a reward leave a resident of whom `left` was left before, or come back where `change`
/// is above zero.
pub fn spent(resident: &ResidentId, reward: &str, left: i64, change: i64) -> Vec<Transfer> {
    between(resident, &Account::Reward(reward.to_owned()), left, change)
}

/// How points that were not used in time leave a resident of whom `left` was left before, or come back where `change`
/// is above zero.
pub fn expired(resident: &ResidentId, left: i64, change: i64) -> Vec<Transfer> {
    between(resident, &Account::Expired, left, change)
}

fn between(resident: &ResidentId, other: &Account, left: i64, change: i64) -> Vec<Transfer> {
    let (before, after) = (Holding::of(left), Holding::of(left.saturating_add(change)));
    let held = (Account::Resident(resident.clone()), after.held - before.held);
    let owed = (Account::Owed(resident.clone()), before.owed - after.owed);
    // What is taken back is taken from what is there, and only then owed.
    let moves = if change < 0 { [held, owed] } else { [owed, held] };
    let transfer = |(account, points): (Account, i64)| match points {
        0 => None,
        1.. => Some(Transfer { from: other.clone(), to: account, points }),
        _ => Some(Transfer { from: account, to: other.clone(), points: points.saturating_neg() }),
    };
    moves.into_iter().filter_map(transfer).collect()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;
    use proptest::prelude::*;
    use std::collections::BTreeMap;

    fn hana() -> ResidentId {
        "hana".parse().unwrap()
    }

    fn told(left: i64, change: i64) -> Vec<String> {
        let one = |made: &Transfer| format!("{} → {}: {}", made.from, made.to, made.points);
        granted(&hana(), "walk", left, change).iter().map(one).collect()
    }

    #[test]
    fn what_was_spent_and_is_taken_back_is_owed_and_settled_first() {
        assert_eq!(told(0, 10), ["issued:walk → resident:hana: 10"]);
        assert_eq!(told(4, -10), ["resident:hana → issued:walk: 4", "owed:hana → issued:walk: 6"]);
        assert_eq!(told(-6, 10), ["issued:walk → owed:hana: 6", "issued:walk → resident:hana: 4"]);
        assert_eq!(told(-6, 5), ["issued:walk → owed:hana: 5"]);
        assert_eq!(told(3, 0), [] as [&str; 0]);
    }

    proptest! {
        /// Whatever is given and taken back, accounts together hold nothing, nobody's is below zero, and a resident's
        /// two hold what is left.
        #[test]
        fn accounts_balance(changes in prop::collection::vec(-500_i64..500, 0..40)) {
            let mut accounts: BTreeMap<Account, i64> = BTreeMap::new();
            let mut left = 0;
            for change in changes {
                for Transfer { from, to, points } in granted(&hana(), "walk", left, change) {
                    prop_assert!(points > 0);
                    *accounts.entry(from).or_default() -= points;
                    *accounts.entry(to).or_default() += points;
                }
                left += change;
                let of = |account| accounts.get(&account).copied().unwrap_or_default();
                let (held, owed) = (of(Account::Resident(hana())), of(Account::Owed(hana())));
                prop_assert_eq!(accounts.values().sum::<i64>(), 0);
                prop_assert!(held >= 0 && owed <= 0 && (held == 0 || owed == 0));
                prop_assert_eq!(held + owed, left);
            }
        }
    }
}
