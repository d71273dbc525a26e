//! What a contract pays for results: every line explained, so that an auditor can work it out again.
//!
//! Money is whole yen throughout and worked out in whole numbers; only the probabilities of tiers, and the mean over them,
//! are floating-point numbers, and neither is ever paid.

mod found;
mod notes;
mod observed;
mod odds;
mod settle;
mod statement;
mod table;
mod told;
mod value;
mod words;

pub use observed::{Observation, Observations};
pub use odds::Tier;
pub use statement::{BeforeAfter, Ends, Estimated, Line, LineKind, Statement};

use domain::pack::Contract;
use found::Scenario;
use settle::settle;

/// What a contract pays for what was observed: at the values themselves, at both ends of the intervals of those that are
/// estimates, and for what comparing before and after would have found.
///
/// What has no value and no rule for that is open, and so is the total; nothing is taken as 0 but what the contract says.
pub fn payment(contract: &Contract, observations: &Observations) -> Statement {
    let settled = |scenario| settle(contract, observations, scenario);
    statement::of(
        contract,
        observations,
        statement::Settlements {
            as_found: settled(Scenario::AsFound),
            worse: settled(Scenario::Worse),
            better: settled(Scenario::Better),
            before_after: settled(Scenario::BeforeAfter),
        },
    )
}
