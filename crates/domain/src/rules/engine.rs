//! Compiling and asking scripts. (Skeleton: the signatures that the rest relies on.)
use super::{Availability, Evaluation, Facts};
use crate::pack::{Campaign, Pack, Problem};
use std::collections::BTreeMap;

/// The compiled scripts of a pack.
#[derive(Debug)]
pub struct Rules {}

impl Rules {
    /// Compiles and checks every script of a pack; problems are added to the list.
    pub fn compile(_pack: &Pack, _campaigns: &BTreeMap<String, Campaign>, _problems: &mut Vec<Problem>) -> Self {
        Self {}
    }

    /// Whether a campaign's script has a function.
    pub fn has(&self, _campaign: &str, _function: &str) -> bool {
        false
    }

    /// Asks a campaign's function.
    pub fn ask(&self, _campaign: &str, _function: &str, _facts: Facts) -> Evaluation {
        Evaluation::default()
    }

    /// Asks a campaign's `available(me)`; `true` when it has none.
    pub fn available(&self, _campaign: &str, _facts: Facts) -> Availability {
        Availability { available: true, sensitive: false, error: None }
    }
}
