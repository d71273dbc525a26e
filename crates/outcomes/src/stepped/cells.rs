use super::Row;
use crate::clustered::Sums;
use crate::{Unfit, arms};
use nalgebra::DVector;
use std::collections::{BTreeMap, BTreeSet};

/// The rows, summed by cluster and period.
pub(super) struct Cells {
    /// The first period with an outcome, by its place, in which each cluster had begun. When that was does not hang on whose
    /// outcome is known, so that an order drawn again gives the same periods to other clusters.
    pub(super) starts: Vec<Option<usize>>,
    /// The mean of all outcomes, less which they are summed.
    pub(super) mean: f64,
    periods: Vec<i64>,
    clusters: Vec<Vec<Cell>>,
}

/// The known outcomes of a cluster in a period.
struct Cell {
    period: usize,
    rows: f64,
    sum: f64,
    squares: f64,
}

impl Cells {
    pub(super) fn read(rows: &[Row]) -> Result<Self, Unfit> {
        if let Some(row) = rows.iter().find(|row| row.outcome.is_some_and(|outcome| !outcome.is_finite())) {
            let (cluster, period) = (&row.cluster, row.period);
            return Err(Unfit::new(
                format!(
                    "an outcome of `{cluster}` in period {period} is no number; leave it empty where it is not known"
                ),
                format!("`{cluster}` の期間{period}に、数でない結果があります。わからないときは空欄にしてください。"),
            ));
        }
        begin_once(rows)?;
        let mut known: Vec<(&str, i64, bool, f64)> =
            rows.iter().filter_map(|row| Some((row.cluster.as_str(), row.period, row.treated, row.outcome?))).collect();
        known.sort_by(|one, other| (one.0, one.1).cmp(&(other.0, other.1)).then(one.3.total_cmp(&other.3)));
        has_a_comparison(&known)?;
        if known.iter().all(|row| Some(row.3) == known.first().map(|first| first.3)) {
            return Err(arms::constant());
        }
        let periods: Vec<i64> = known.iter().map(|row| row.1).collect::<BTreeSet<_>>().into_iter().collect();
        // Less their mean, so that squares of large numbers are not taken from each other.
        let mean = known.iter().map(|row| row.3).sum::<f64>() / known.len() as f64;
        let mut clusters: BTreeMap<&str, BTreeMap<usize, Cell>> = BTreeMap::new();
        for (name, at, _, outcome) in known {
            let period = periods.binary_search(&at).unwrap_or_default();
            let cell = clusters.entry(name).or_default().entry(period).or_insert(Cell {
                period,
                rows: 0.0,
                sum: 0.0,
                squares: 0.0,
            });
            cell.rows += 1.0;
            cell.sum += outcome - mean;
            cell.squares += (outcome - mean).powi(2);
        }
        let starts = starts(rows, &periods);
        let (starts, clusters) = clusters
            .into_iter()
            .map(|(name, cells)| (starts.get(name).copied(), cells.into_values().collect::<Vec<_>>()))
            .unzip();
        Ok(Self { starts, mean, periods, clusters })
    }

    /// The names of the columns: the first period, what each later one has beside it, and the effect.
    pub(super) fn names(&self) -> Vec<String> {
        let later = self.periods.iter().skip(1).map(|period| format!("period_{period}"));
        std::iter::once("intercept".to_owned()).chain(later).chain(["effect".to_owned()]).collect()
    }

    /// Each cluster's sums, had the clusters begun in these periods.
    pub(super) fn sums(&self, starts: &[Option<usize>]) -> Vec<Sums> {
        let width = self.periods.len() + 1;
        let of = |(cells, start): (&Vec<Cell>, &Option<usize>)| {
            let mut sums = Sums::new(width);
            for cell in cells {
                let treated = start.is_some_and(|start| start <= cell.period);
                let x = DVector::from_fn(width, |column, _| {
                    let is_one = if column + 1 == width { treated } else { column == 0 || column == cell.period };
                    if is_one { 1.0 } else { 0.0 }
                });
                sums.add_cell(&x, cell.rows, cell.sum, cell.squares);
            }
            sums
        };
        self.clusters.iter().zip(starts).map(of).collect()
    }
}

/// In which of these periods each cluster had begun first; those that had not begun by the last are not there.
fn starts<'a>(rows: &'a [Row], periods: &[i64]) -> BTreeMap<&'a str, usize> {
    let mut starts = BTreeMap::new();
    for row in rows.iter().filter(|row| row.treated) {
        // Where nothing is known of a period that lies between, the next one is the first that tells.
        let period = periods.partition_point(|period| *period < row.period);
        let start = starts.entry(row.cluster.as_str()).or_insert(period);
        *start = period.min(*start);
    }
    starts.retain(|_, start| *start < periods.len());
    starts
}

/// Whether each cluster begins as a whole, and goes on.
fn begin_once(rows: &[Row]) -> Result<(), Unfit> {
    let mut states: BTreeMap<(&str, i64), bool> = BTreeMap::new();
    for row in rows {
        if *states.entry((&row.cluster, row.period)).or_insert(row.treated) != row.treated {
            let (cluster, period) = (&row.cluster, row.period);
            return Err(Unfit::new(
                format!(
                    "in period {period} some of `{cluster}` had begun and others had not: a cluster begins as a whole"
                ),
                format!(
                    "期間{period}の `{cluster}` に、始めた方とまだの方がいます。段階的な導入では、クラスター全体が同時に始めます。"
                ),
            ));
        }
    }
    for (earlier, next) in states.iter().zip(states.iter().skip(1)) {
        let ((cluster, _), treated) = earlier;
        let ((other, period), goes_on) = next;
        if cluster == other && *treated && !goes_on {
            return Err(Unfit::new(
                format!(
                    "`{cluster}` had begun, and in period {period} it had not: in a stepped roll-out nobody goes back"
                ),
                format!(
                    "`{cluster}` は始めたあと、期間{period}で元に戻っています。段階的な導入では、始めたら続けます。"
                ),
            ));
        }
    }
    Ok(())
}

/// Whether there is a period in which some had begun and others had not.
fn has_a_comparison(known: &[(&str, i64, bool, f64)]) -> Result<(), Unfit> {
    if known.is_empty() {
        return Err(Unfit::new(
            "no outcome is known: bring rows with an outcome, or wait until the window has closed",
            "結果のわかる行がありません。結果のある行を加えるか、結果の出る期間が終わるまで待ってください。",
        ));
    }
    let mut seen: BTreeMap<i64, BTreeSet<bool>> = BTreeMap::new();
    for (_, period, treated, _) in known {
        seen.entry(*period).or_default().insert(*treated);
    }
    if seen.values().any(|states| states.len() == 2) {
        return Ok(());
    }
    Err(Unfit::new(
        "there is no period in which some clusters had begun and others had not: what beginning changed cannot be told from \
         what the calendar did",
        "始めたクラスターとまだのクラスターの両方がある期間がありません。始めた効果と、時期による違いを分けられません。",
    ))
}
