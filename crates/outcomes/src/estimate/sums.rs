//! Sums in which the order of what is added does not show.

/// Adds values to running totals, each to the one in its place. A total is `high + low`, rounded once to `high`: 106 bits,
/// by Knuth's two-sum (The Art of Computer Programming 2, 4.2.2). As long as values lie within some twelve orders of
/// magnitude of one another the total is exact, so that rows in another order, or added up in parts, give the same bytes;
/// beyond that a difference could only show where the exact total lies within 1e-32 of its size of a tie.
pub(super) fn add(high: &mut [f64], low: &mut [f64], values: &[f64]) {
    for ((high, low), value) in high.iter_mut().zip(low.iter_mut()).zip(values) {
        let sum = *high + value;
        let back = sum - *high;
        let lost = (*high - (sum - back)) + (value - back);
        let rest = *low + lost;
        *high = sum + rest;
        *low = rest - (*high - sum);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_small_is_not_lost_beside_what_is_large() {
        let (mut high, mut low) = ([0.0], [0.0]);
        for value in [1e16, 1.0, -1e16, 1e-9, 1.0, -2.0] {
            add(&mut high, &mut low, &[value]);
        }
        assert_eq!(high, [1e-9]);
    }
}
