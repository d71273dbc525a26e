//! What is paid by results: `contract.toml` of a campaign.

mod file;
mod level;
mod metric;
mod pays;

pub use level::Level;
pub use metric::{Better, Gate, IfMissing, IfUnknown, Kind, Metric, Missing, ValueRounding, Window, Year};
pub use pays::{Pays, PerUnit, Rung};

use super::{Pack, Problem};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

/// The name of the file.
pub const CONTRACT: &str = "contract.toml";

/// A contract by which a city pays for results. It decides nothing about residents: it is read by whoever works out
/// what is to be paid.
///
/// ```toml
/// title = "歩く習慣づくり 成果連動の委託"
/// city = "荒尾市"
/// provider = "株式会社れい"
/// evaluator = "第三者評価機関"
/// fixed_yen = 1_000_000
/// cap_yen = 4_000_000
///
/// [[metric]]
/// name = "steps"
/// title = "声かけで増えた歩数"
/// kind = "effect"
/// outcome = "steps_same_day"
/// population = "同意して参加した方の、声かけのくじを引いた日"
/// definition = "声かけをした日としなかった日の、その日の歩数の差（効果の報告書の推定値）"
/// unit = "歩"
/// from = 2026-04-01
/// until = 2027-03-31
/// data_until = 2027-04-30
/// points = [{ at = 100, pays = 500_000 }, { at = 300, pays = 2_000_000 }]
///
/// [[metric]]
/// name = "checkup"
/// title = "健診を受けた方の割合"
/// kind = "share"
/// population = "40〜74歳の参加者"
/// definition = "年度内に特定健診を受けた方の割合"
/// from = 2026-04-01
/// until = 2027-03-31
/// data_until = 2027-05-31
/// value_rounding = { decimals = 1, how = "down" }
/// steps = [{ from = 40, pays = 300_000 }, { from = 50, pays = 1_000_000 }]
/// missing = { unknown = "worse", least_known_percent = 80 }
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Contract {
    /// What people call it.
    pub title: String,
    /// What whoever reads a statement should know of it.
    pub note: Option<String>,
    /// Who pays.
    pub city: Option<String>,
    /// Who is paid.
    pub provider: Option<String>,
    /// Who finds the values.
    pub evaluator: Option<String>,
    /// What is paid whatever comes of it, in whole yen.
    pub fixed_yen: i64,
    /// The most that is paid in all, the fixed part included.
    pub cap_yen: Option<i64>,
    /// The most that is paid by results.
    pub outcome_cap_yen: Option<i64>,
    /// To what an amount that is computed between two points is rounded.
    pub yen_rounding: YenRounding,
    /// The level of the intervals at whose ends a payment is told, in percent: 95.
    pub interval_percent: u8,
    /// Why no amount follows from this file, where none does.
    pub not_stated: Option<String>,
    /// What is measured and paid, in the order of the file.
    pub metrics: Vec<Metric>,
}

/// To what an amount is rounded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct YenRounding {
    /// Amounts are multiples of so many yen.
    pub to_yen: i64,
    /// What becomes of the rest.
    pub how: Rounding,
}

/// What becomes of what is between two numbers that can be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Rounding {
    /// The smaller of the two (切り捨て).
    #[default]
    Down,
    /// The nearer of the two, and of two as near the one further from 0 (四捨五入).
    Nearest,
}

impl Contract {
    /// Reads a contract's file by itself. With it comes what is better done otherwise.
    ///
    /// # Errors
    /// Every problem found, in order of place; `path` is how the file is called there.
    pub fn open(path: &str, text: &str) -> Result<(Self, Vec<Problem>), Vec<Problem>> {
        let (mut problems, mut warnings) = (Vec::new(), Vec::new());
        let contract = Self::read(
            text,
            &mut |span, said| problems.push(Problem::at(path, text, span.start, said)),
            &mut |span, said| warnings.push(Problem::at(path, text, span.start, said)),
        );
        for found in [&mut problems, &mut warnings] {
            found.sort();
            found.dedup();
        }
        contract.map(|contract| (contract, warnings)).ok_or(problems)
    }

    /// The contract beside a campaign of a pack, where there is one. It is no part of what is decided: with one that is not
    /// understood a pack that was published goes on.
    pub(super) fn beside(
        pack: &Pack,
        campaign: &str,
        problems: &mut Vec<Problem>,
        warnings: &mut Vec<Problem>,
    ) -> Option<Self> {
        let path = pack.campaign_path(campaign, CONTRACT);
        pack.files.get(&path)?;
        let read = |text: &str, problem: &mut dyn FnMut(std::ops::Range<usize>, crate::Sentence)| {
            let mut warning =
                |span: std::ops::Range<usize>, said| warnings.push(Problem::at(&path, text, span.start, said));
            Self::read(text, problem, &mut warning)
        };
        pack.read(&path, read, problems)
    }

    /// The hash by which a sealed plan names a contract: SHA-256 of the file's bytes, as 64 hexadecimal digits.
    pub fn hash_of(text: &str) -> String {
        Sha256::digest(text.as_bytes()).iter().map(|byte| format!("{byte:02x}")).collect()
    }

    /// The metric of a name.
    pub fn metric(&self, name: &str) -> Option<&Metric> {
        self.metrics.iter().find(|metric| metric.name == name)
    }
}

#[cfg(test)]
mod tests;
