//! What came in by other doors, and what followed: a few lines of the summary.

use super::title;
use crate::phone::{Arrival, Followed, Outcome};
use std::fmt;

/// A line for each document, and one for each resident in it; `id` names whose phone it is.
pub(super) fn list<'p>(
    f: &mut fmt::Formatter<'_>,
    arrivals: &[Arrival],
    id: impl Fn(usize) -> Option<&'p str>,
) -> fmt::Result {
    if arrivals.is_empty() {
        return Ok(());
    }
    title(f, "別の入口から届いたもの", "What came in by other doors")?;
    for Arrival { what, file, taken, people, .. } in arrivals {
        writeln!(f, "  {} · {}  {file}", what.ja, what.en)?;
        writeln!(f, "    {}\n    {}", taken.ja, taken.en)?;
        for Followed { resident, outcomes, .. } in people {
            let id = id(*resident).unwrap_or_default();
            let (ja, en): (Vec<_>, Vec<_>) = outcomes.iter().map(outcome).unzip();
            writeln!(f, "      {id}  {} · {}", ja.join(" "), en.join(" "))?;
        }
    }
    Ok(())
}

fn outcome(outcome: &Outcome) -> (String, String) {
    match outcome {
        Outcome::Reached(words) => {
            let (ja, en) = match words.why {
                Some(_) => ("（だれに届いてもよい文面）", " (a text that anyone may see)"),
                None => ("", ""),
            };
            (format!("お知らせが届いた{ja}。"), format!("A message arrived{en}."))
        }
        Outcome::Withheld(why) => (format!("送らない：{}。", why.ja), format!("Not sent: {}.", why.en)),
        Outcome::Noted(what) => (what.ja.clone(), what.en.clone()),
    }
}
