//! What is counted by campaign and civil day, so that a page of numbers reads a few rows a day and neither decisions
//! nor messages. Each count is written in the transaction that stores what it counts, by one statement a batch.
//!
//! What is decided and what residents do counts on the city's day on which it happened; what became of a message
//! counts on the day on which it left, or else on the day on which that was known. What left itself stands in
//! `sent_days`. Where one word takes another's place, the other is taken back: the counts are what stands.

use super::{Batch, Store};
use crate::Error;
use crate::sql::{Columns, Sql, SqlError};
use domain::decide::Verdict;
use domain::{CityCode, Day};
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;

/// A name of a reason or of a kind of proposal.
type Name = Cow<'static, str>;

/// What is counted; as it is written in the table.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum What {
    /// `due`: a decision point was asked.
    Due,
    /// `nudge`, `invite`, `award`, `set_goal`, `enrol`, `schedule`, `flag_for_staff`: a proposal was allowed.
    Allowed(Name),
    /// `withheld:<reason>`: a message was not let out, a randomised point proposed none, or the rule stopped.
    Withheld(Name),
    /// `<kind>:<reason>`: anything else that was proposed was not done.
    NotDone(Name, Name),
    /// `answered`: somebody answered one of its messages, with anything but a stop.
    Answered,
    /// `stopped`: somebody who was sent messages till then wants none any more, and said so to one of its messages or
    /// after it.
    Stopped,
    /// `held:<reason>`: a message that was let out was held back as it was to leave.
    Held(Name),
    /// `dead:<reason>`: no provider takes a message, or nobody knows whether one did.
    Dead(Name),
    /// `delivered`: the provider says that a message arrived.
    Delivered,
    /// `read`: that it was read; then it was delivered too.
    Read,
    /// `failed`: that it did not arrive, and it does not leave again.
    Failed,
    /// `refused`: that its receiver refuses everything.
    Refused,
}

/// Kinds of proposals that become messages, or would have.
const OF_MESSAGES: [&str; 4] = ["nudge", "invite", "point", "rule"];

impl What {
    /// What a verdict counts as.
    pub fn of(verdict: &Verdict) -> Self {
        match &verdict.outcome {
            Ok(_) => Self::Allowed(verdict.kind.into()),
            Err(reason) if OF_MESSAGES.contains(&verdict.kind) => Self::Withheld(reason.as_str().into()),
            Err(reason) => Self::NotDone(verdict.kind.into(), reason.as_str().into()),
        }
    }

    /// What a message counts as in a state of the outbox in which it ends.
    pub(crate) fn of_end(state: &str, reason: &str) -> Option<Self> {
        match state {
            "withheld" => Some(Self::Held(reason.to_owned().into())),
            "dead" => Some(Self::Dead(reason.to_owned().into())),
            _ => None,
        }
    }

    /// What a message counts as by the last word of its provider.
    pub(super) fn of_receipt(receipt: &str) -> &'static [Self] {
        match receipt {
            "delivered" => &[Self::Delivered],
            "read" => &[Self::Delivered, Self::Read],
            "failed" => &[Self::Failed],
            "refused" => &[Self::Refused],
            _ => &[],
        }
    }

    /// As it is written in the table; nothing is unreadable, since kinds are what is left.
    pub fn parse(text: &str) -> Self {
        match (text, text.split_once(':')) {
            ("due", _) => Self::Due,
            ("answered", _) => Self::Answered,
            ("stopped", _) => Self::Stopped,
            ("delivered", _) => Self::Delivered,
            ("read", _) => Self::Read,
            ("failed", _) => Self::Failed,
            ("refused", _) => Self::Refused,
            (_, Some(("withheld", reason))) => Self::Withheld(reason.to_owned().into()),
            (_, Some(("held", reason))) => Self::Held(reason.to_owned().into()),
            (_, Some(("dead", reason))) => Self::Dead(reason.to_owned().into()),
            (_, Some((kind, reason))) => Self::NotDone(kind.to_owned().into(), reason.to_owned().into()),
            (kind, None) => Self::Allowed(kind.to_owned().into()),
        }
    }
}

impl fmt::Display for What {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Due => f.write_str("due"),
            Self::Allowed(kind) => f.write_str(kind),
            Self::Withheld(reason) => write!(f, "withheld:{reason}"),
            Self::NotDone(kind, reason) => write!(f, "{kind}:{reason}"),
            Self::Answered => f.write_str("answered"),
            Self::Stopped => f.write_str("stopped"),
            Self::Held(reason) => write!(f, "held:{reason}"),
            Self::Dead(reason) => write!(f, "dead:{reason}"),
            Self::Delivered => f.write_str("delivered"),
            Self::Read => f.write_str("read"),
            Self::Failed => f.write_str("failed"),
            Self::Refused => f.write_str("refused"),
        }
    }
}

/// How often something is to be counted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Count {
    /// The campaign.
    pub campaign: String,
    /// The civil day.
    pub day: Day,
    /// What.
    pub what: What,
    /// How often; below nothing where it is taken back.
    pub times: i64,
}

/// What was counted of a campaign on a day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DayCount {
    /// The civil day.
    pub day: Day,
    /// What.
    pub what: What,
    /// How often.
    pub times: i64,
}

impl<S: Sql> Store<'_, S> {
    /// What was counted of a campaign since a day, by day.
    ///
    /// # Errors
    /// The database's own.
    pub async fn campaign_days(&self, city: &CityCode, campaign: &str, since: Day) -> Result<Vec<DayCount>, Error> {
        let sql = "SELECT day, what, times FROM campaign_days WHERE city = ? AND campaign = ? AND day >= ? \
                   ORDER BY day, what";
        let params = vec![city.as_str().into(), campaign.into(), i64::from(since.0).into()];
        let read = |row: &crate::sql::Row| DayCount {
            day: Day(i32::try_from(row.integer(0)).unwrap_or_default()),
            what: What::parse(row.text(1)),
            times: row.integer(2),
        };
        Ok(self.sql.query(sql, params).await?.iter().map(read).collect())
    }

    /// Counts. Within the transaction that stores what is counted.
    pub(crate) async fn count_days<'c>(
        &self,
        code: &str,
        counts: impl IntoIterator<Item = (&'c str, Day, What, i64)>,
    ) -> Result<(), SqlError> {
        let mut sums: BTreeMap<(&str, Day, What), i64> = BTreeMap::new();
        for (campaign, day, what, times) in counts {
            *sums.entry((campaign, day, what)).or_default() += times;
        }
        let counted = sums.into_iter().filter(|(_, times)| *times != 0);
        let rows: Vec<_> =
            counted.map(|((campaign, day, what), times)| (campaign, day.0, what.to_string(), times)).collect();
        let sql = "INSERT INTO campaign_days (city, campaign, day, what, times) \
                   SELECT ?1, value ->> 0, value ->> 1, value ->> 2, value ->> 3 FROM json_each(?2) WHERE true \
                   ON CONFLICT (city, campaign, day, what) DO UPDATE SET times = times + excluded.times";
        self.write_all(sql, code, &rows).await?;
        Ok(())
    }

    /// Counts what a batch holds, and what its receipts changed.
    pub(super) async fn count_batch(&self, code: &str, batch: &Batch, receipts: &[Count]) -> Result<(), SqlError> {
        let asked = batch.asked.iter().map(|(_, due)| (due.campaign.as_str(), batch.today, What::Due, 1));
        let verdicts = batch.decided.iter().flat_map(|decided| &decided.verdicts);
        let decided = verdicts.map(|verdict| (verdict.campaign.as_str(), batch.today, What::of(verdict), 1));
        let others = batch.heard.iter().chain(receipts);
        let others = others.map(|count| (count.campaign.as_str(), count.day, count.what.clone(), count.times));
        self.count_days(code, asked.chain(decided).chain(others)).await
    }
}

#[cfg(test)]
mod tests {
    use super::What;

    #[test]
    fn what_is_written_is_read() {
        let all = ["due", "nudge", "withheld:capped", "award:no_consent", "answered", "stopped", "held:expired"];
        let more = ["dead:refused", "delivered", "read", "failed", "refused"];
        for text in all.into_iter().chain(more) {
            assert_eq!(What::parse(text).to_string(), text);
        }
        assert_eq!(What::parse("award:no_consent"), What::NotDone("award".into(), "no_consent".into()));
        assert_eq!(What::parse("nudge"), What::Allowed("nudge".into()));
    }
}
