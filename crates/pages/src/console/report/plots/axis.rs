/// A scale with few round numbers on it, from below the lowest value to above the highest.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Axis {
    pub(super) ticks: Vec<f64>,
    /// How many decimals its numbers have.
    pub(super) places: usize,
}

impl Axis {
    /// A scale that holds some values and 0, in `steps` steps or about so many.
    pub(super) fn around(values: impl IntoIterator<Item = f64>, steps: usize) -> Self {
        Self::over(values.into_iter().chain([0.0]), steps)
    }

    /// A scale that holds some values.
    pub(super) fn over(values: impl IntoIterator<Item = f64>, steps: usize) -> Self {
        let (mut low, mut high) = (f64::INFINITY, f64::NEG_INFINITY);
        for value in values.into_iter().filter(|value| value.is_finite()) {
            (low, high) = (low.min(value), high.max(value));
        }
        if low > high {
            (low, high) = (0.0, 1.0);
        }
        if high - low <= f64::EPSILON * high.abs().max(1.0) {
            high = low + low.abs().max(1.0);
        }
        let rough = (high - low) / steps.max(1) as f64;
        let ten = 10_f64.powf(rough.log10().floor());
        let step = [1.0, 2.0, 5.0].into_iter().map(|factor| factor * ten).find(|step| *step >= rough * 0.999_999);
        let step = step.unwrap_or(ten * 10.0);
        let (first, last) = ((low / step + 1e-9).floor(), (high / step - 1e-9).ceil());
        let count = (last - first).max(1.0) as usize;
        // Counting from a whole multiple keeps nothing at nothing.
        let ticks = (0..=count).map(|place| (first + place as f64) * step).collect();
        Self { ticks, places: if step >= 1.0 { 0 } else { (-step.log10().floor()).max(0.0) as usize } }
    }

    /// Where a value is, from 0 at the lowest number to 1 at the highest.
    pub(super) fn place(&self, value: f64) -> f64 {
        let (low, high) = self.ends();
        if high > low { (value - low) / (high - low) } else { 0.0 }
    }

    /// The lowest and the highest number.
    pub(super) fn ends(&self) -> (f64, f64) {
        (self.ticks.first().copied().unwrap_or_default(), self.ticks.last().copied().unwrap_or(1.0))
    }
}

#[cfg(test)]
mod tests {
    use super::Axis;

    #[test]
    fn a_scale_has_few_round_numbers_and_holds_all() {
        assert_eq!(Axis::around([312.0, -20.0, 640.0], 4).ticks, [-200.0, 0.0, 200.0, 400.0, 600.0, 800.0]);
        assert_eq!(Axis::around([0.3, 0.91], 4).ticks, [0.0, 0.5, 1.0]);
        assert_eq!(Axis::around([], 4), Axis::around([0.0], 4));
        let share = Axis::around([0.052], 4);
        assert_eq!((share.ticks.len(), share.places), (4, 2));
        for many in 1..400 {
            let (low, high) = (-f64::from(many) * 1.7, f64::from(many * many) * 0.3);
            let axis = Axis::around([low, high, f64::NAN, f64::INFINITY], 4);
            let (first, last) = axis.ends();
            assert!(first <= low && last >= high && axis.ticks.len() <= 7, "{low}..{high}: {axis:?}");
            assert!(axis.ticks.contains(&0.0), "{axis:?}");
        }
    }
}
