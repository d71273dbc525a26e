use super::cells::Cells;
use super::{Question, Row, Variances, untold, variances};
use crate::chances::Stream;
use crate::redrawn::{Again, Redrawn, enumerate};
use crate::{Unfit, clustered};

/// Whether beginning made no difference to anybody, by drawing the order of the clusters again: each of the beginnings that
/// there were goes to a cluster anew. The statistic is the estimate over its error under the working model, whose variances
/// are found without the effect, so that they are the same for every order. That is exact for the order that was drawn.
///
/// # Errors
/// As [`super::stepped`].
pub fn order(rows: &[Row], question: &Question, again: Again<'_>) -> Result<Redrawn, Unfit> {
    let cells = Cells::read(rows)?;
    let names = cells.names();
    let weights = match question.variances {
        Variances::Given { within, between } => variances::given(within, between)?,
        Variances::Estimated => without_effect(&cells, &names)?,
    };
    let mut sorted = cells.starts.clone();
    sorted.sort_unstable();
    // Each cluster's sums, had it begun when any of them did: an order is one of these for each cluster.
    let mut starts = sorted.clone();
    starts.dedup();
    let of = |start: &Option<usize>| -> Vec<clustered::Sums> {
        let (within, between) = weights;
        cells.sums(&vec![*start; sorted.len()]).iter().map(|sums| sums.whitened(within, between)).collect()
    };
    let sums: Vec<Vec<clustered::Sums>> = starts.iter().map(of).collect();
    let statistic = |order: &[Option<usize>]| {
        let own = |(cluster, start)| sums.get(starts.binary_search(start).ok()?)?.get(cluster);
        let (coefficients, bread) = clustered::solved(order.iter().enumerate().filter_map(own), &names).ok()?;
        let error = bread.diagonal().iter().next_back().copied()?.sqrt();
        coefficients.iter().next_back().map(|effect| effect / error).filter(|it| it.is_finite())
    };
    let observed = statistic(&cells.starts).ok_or_else(untold)?;
    if orders(&sorted).is_some_and(|orders| orders <= u128::from(again.draws)) {
        let all = std::iter::successors(Some(sorted), |order| next(order.clone()));
        return Ok(enumerate(observed, all.map(|order| (statistic(&order).unwrap_or(f64::NAN), 1.0))));
    }
    again.estimate(observed, |number| {
        let mut drawn = sorted.clone();
        Stream::new(again.seed, "order", number).shuffle(&mut drawn);
        statistic(&drawn)
    })
}

/// The variances, as if beginning made no difference.
fn without_effect(cells: &Cells, names: &[String]) -> Result<(f64, f64), Unfit> {
    let never = vec![None; cells.starts.len()];
    let names = names.get(..names.len() - 1).unwrap_or_default();
    let sums: Vec<clustered::Sums> = cells.sums(&never).iter().map(clustered::Sums::without_last).collect();
    variances::estimated(&sums, names)
}

/// In how many orders these can stand; `None` for more than can be counted.
fn orders<T: PartialEq>(sorted: &[T]) -> Option<u128> {
    let (mut ways, mut alike) = (1_u128, 0);
    for (place, (value, before)) in sorted.iter().zip(std::iter::once(None).chain(sorted.iter().map(Some))).enumerate()
    {
        alike = if before == Some(value) { alike + 1 } else { 1 };
        ways = ways.checked_mul(place as u128 + 1)? / alike;
    }
    Some(ways)
}

/// The next order of values, by size; `None` after the last.
fn next<T: Ord>(mut order: Vec<T>) -> Option<Vec<T>> {
    let rises = (1..order.len()).rev().find(|&place| order.get(place - 1) < order.get(place))?;
    let larger = (rises..order.len()).rev().find(|&place| order.get(rises - 1) < order.get(place))?;
    order.swap(rises - 1, larger);
    order.get_mut(rises..)?.reverse();
    Some(order)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;

    #[test]
    fn every_order_is_gone_through_once() {
        let first = vec![0, 1, 1, 2, 2];
        assert_eq!(orders(&first), Some(30));
        let all: Vec<Vec<i32>> = std::iter::successors(Some(first), |order| next(order.clone())).collect();
        let distinct: std::collections::BTreeSet<_> = all.iter().collect();
        assert_eq!((all.len(), distinct.len()), (30, 30));
        assert_eq!(all.last().unwrap(), &[2, 2, 1, 1, 0]);
        assert_eq!(orders(&[1; 200]), Some(1));
        assert_eq!(orders(&(0..60).collect::<Vec<_>>()), None);
    }
}
