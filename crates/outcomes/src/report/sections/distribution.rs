use super::words::number;
use crate::report::gathering::{Person, Tab};
use crate::report::hiding::{is_small, too_few};
use crate::report::{Answer, Asked, Bin, DesignKind, Distribution, Rows, Share};
use domain::Sentence;
use serde::{Deserialize, Serialize};

/// Outcomes by bins that are fixed beforehand: of steps 2,000 wide up to 20,000; of yes and no two.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub(in crate::report) struct Distributing(Tab);

const WIDTH: f64 = 2_000.0;
const LAST: usize = 10;

impl Distributing {
    pub(in crate::report) fn add(&mut self, person: &Person<'_>) {
        let is_binary = person.asked.is_binary();
        let rows: Vec<(String, usize)> =
            person.counted().map(|(_, arm, value)| (key(bin(value, is_binary)), arm)).collect();
        self.0.add(rows.iter().map(|(key, arm)| (key.as_str(), Some(*arm))));
    }

    pub(in crate::report) fn report(&self, asked: &Asked, withheld: Option<&Sentence>) -> Distribution {
        if asked.kind == DesignKind::Nothing {
            return Distribution { bins: Vec::new(), says: Vec::new() };
        }
        let (width, last) = if asked.is_binary() { (1.0, 1) } else { (WIDTH, LAST) };
        let arms = [0, 1].map(|arm| self.arm(arm, last));
        let bins: Vec<Bin> = (0..=last)
            .map(|at| Bin {
                from: at as f64 * width,
                to: (at < last).then(|| (at + 1) as f64 * width),
                arms: arms
                    .iter()
                    .filter_map(|shares| match withheld {
                        Some(said) => Some(Answer::Withheld(said.clone())),
                        None => shares.get(at).cloned(),
                    })
                    .collect(),
            })
            .collect();
        let says = match withheld {
            Some(said) => vec![said.clone()],
            None => says(asked, &bins),
        };
        Distribution { bins, says }
    }

    /// The shares of one arm. Their numbers add up to what is shown elsewhere: where one bin is hidden, another is.
    fn arm(&self, arm: usize, last: usize) -> Vec<Answer<Share>> {
        let cells: Vec<_> =
            (0..=last).map(|at| self.0.line(&key(at)).arms.get(arm).copied().unwrap_or_default()).collect();
        let of: u64 = cells.iter().map(|cell| cell.points).sum();
        let hides = cells.iter().any(|cell| is_small(cell.people));
        let large = cells.iter().filter(|cell| cell.people > 0 && !is_small(cell.people));
        let also = large.min_by_key(|cell| cell.points).copied().filter(|_| hides);
        // Where none is large enough to be hidden beside it, all are: what is left of the total is found by subtracting.
        let hides_all = hides && also.is_none();
        let mut left = also;
        let share = |cell: &super::super::gathering::Cell| {
            let is_also = left.is_some_and(|also| also == *cell);
            if is_also {
                left = None;
            }
            match of {
                0 => Answer::Unfit(Sentence::new("there are no such rows", "当てはまる行がありません。")),
                _ if is_small(cell.people) || is_also || hides_all => Answer::Hidden(too_few()),
                _ => Answer::Known(Share { part: cell.points, of }),
            }
        };
        cells.iter().map(share).collect()
    }
}

fn bin(value: f64, is_binary: bool) -> usize {
    let (width, last) = if is_binary { (1.0, 1) } else { (WIDTH, LAST) };
    // As a cast saturates, what is below 0 is in the first bin.
    ((value / width) as usize).min(last)
}

fn key(bin: usize) -> String {
    format!("{bin:02}")
}

fn says(asked: &Asked, bins: &[Bin]) -> Vec<Sentence> {
    if asked.is_binary() {
        return Vec::new();
    }
    let low = bins.first().map(|bin| &bin.arms);
    let shares: Vec<f64> = low
        .into_iter()
        .flatten()
        .filter_map(|share| share.known().map(|share| 100.0 * share.part as f64 / share.of as f64))
        .collect();
    let [without, with] = shares.as_slice() else { return Vec::new() };
    let (without, with) = (number(*without, 1), number(*with, 1));
    let (per_en, per_ja, maybe_en, maybe_ja) = match asked.rows {
        // The rows do not tell whether a device was worn. Of a week with little it is not even likely that it was not.
        Rows::Points => (
            "",
            "",
            " There may be days among them on which the device was not worn.",
            "歩数計を身につけていなかった日も、含まれているかもしれません。",
        ),
        Rows::Weeks | Rows::Holdout => (" a day", "1日平均", "", ""),
    };
    vec![Sentence::new(
        format!("Under 2,000 steps{per_en}: {without}% without and {with}% with messages.{maybe_en}"),
        format!("{per_ja}2,000歩未満は、送らなかった側で{without}%、送った側で{with}%です。{maybe_ja}"),
    )]
}
