use super::pooled::Pooled;
use crate::estimate::correction;
use crate::report::Correction;
use crate::solve::inverse_of_gram;
use crate::{Role, Term, Unfit};
use nalgebra::{DMatrix, DVector};

/// What the sums of [`Pooled`] come to, for those of its terms that could be told apart.
pub(in crate::report) struct Solved {
    /// The coefficients, by the names of their terms.
    names: Vec<String>,
    estimates: DVector<f64>,
    covariance: DMatrix<f64>,
    /// The weighted means of the controls, with the intercept's 1 first.
    means: DVector<f64>,
    numerator: f64,
    pub(in crate::report) df: f64,
    pub(in crate::report) people: u64,
    pub(in crate::report) points: u64,
    pub(in crate::report) correction: Correction,
}

impl Pooled {
    /// The effect with the moderators that are asked for. Controls that these rows do not tell apart from the others are
    /// left out: they would take nothing out.
    ///
    /// # Errors
    /// Where the rows tell no effect: what they lack.
    pub(in crate::report) fn solve(&self, controls: usize, moderators: usize) -> Result<Solved, Unfit> {
        self.enough()?;
        let whole = self.unpacked(&self.total);
        let all = self.terms.names();
        let effect = self.terms.effect();
        let asked = effect..effect + 1 + moderators.min(self.terms.moderators.len());
        let mut kept: Vec<usize> = std::iter::once(0).chain(asked.clone()).collect();
        inverse_of_gram(&chosen(&whole, &kept), &named(&all, &kept))?;
        for control in 1..=controls.min(self.terms.controls.len()) {
            let mut more = kept.clone();
            more.insert(kept.len() - asked.len(), control);
            if self.people > more.len() as u64 && inverse_of_gram(&chosen(&whole, &more), &named(&all, &more)).is_ok() {
                kept = more;
            }
        }
        if self.people <= kept.len() as u64 {
            return Err(few(self.people, kept.len()));
        }
        let names = named(&all, &kept);
        let gram = chosen(&whole, &kept);
        let cross = self.cross(&whole, &kept);
        let inverse = inverse_of_gram(&gram, &names)?;
        let mut estimates = &inverse * &cross;
        estimates += &inverse * (&cross - &gram * &estimates);
        let (covariance, correction) = self.covariance(&kept, &gram, &inverse, &estimates)?;
        let finite = estimates.iter().chain(covariance.iter()).all(|value| value.is_finite());
        if !finite {
            return Err(too_large());
        }
        let rows = gram.get((0, 0)).copied().unwrap_or_default();
        let controls = kept.len() - asked.len();
        Ok(Solved {
            means: gram.column(0).rows(0, controls) / rows,
            df: self.people as f64 - names.len() as f64,
            names,
            estimates,
            covariance,
            numerator: self.terms.numerator,
            people: self.people,
            points: self.points,
            correction,
        })
    }

    fn enough(&self) -> Result<(), Unfit> {
        let Some((low, high)) = self.outcomes else { return Err(nothing()) };
        match self.arms {
            [_, 0] => Err(one_arm("none", "送らなかった")),
            [0, _] => Err(one_arm("a message", "送った")),
            _ if low == high => Err(crate::arms::constant()),
            _ => Ok(()),
        }
    }

    /// The sandwich, and how it is made.
    fn covariance(
        &self,
        kept: &[usize],
        gram: &DMatrix<f64>,
        inverse: &DMatrix<f64>,
        estimates: &DVector<f64>,
    ) -> Result<(DMatrix<f64>, Correction), Unfit> {
        // Columns of length 1, so that what one person settles does not hang on units.
        let lengths = gram.diagonal().map(f64::sqrt);
        let scale = &lengths * lengths.transpose();
        let bread = inverse.component_mul(&scale);
        let width = kept.len();
        if self.moments.is_empty() {
            let mut covariance = DMatrix::zeros(width, width);
            for own in self.each.chunks(self.total.len()) {
                let whole = self.unpacked(own);
                let own = chosen(&whole, kept);
                let score = (self.cross(&whole, kept) - &own * estimates).component_div(&lengths);
                let influence = correction::influence(&bread, &own.component_div(&scale), &score).ok_or_else(alone)?;
                covariance.ger(1.0, &influence, &influence, 1.0);
            }
            return Ok((covariance.component_div(&scale), Correction::ManclDeRouen));
        }
        let scores = self.scores(kept, estimates);
        let moments = triangle(&self.moments, self.total.len());
        let people = self.people as f64;
        let meat = &scores * moments * scores.transpose() * (people / (people - 1.0));
        Ok((inverse * meat * inverse, Correction::ClusterRobust))
    }

    /// The matrix that makes of one person's sums z their score Σ w x (y − x'θ).
    fn scores(&self, kept: &[usize], estimates: &DVector<f64>) -> DMatrix<f64> {
        let last = self.terms.count();
        let mut scores = DMatrix::zeros(kept.len(), self.total.len());
        for (row, from) in kept.iter().enumerate() {
            let mut put = |with: usize, value: f64| {
                let place = packed(*from, with);
                if let Some(cell) = scores.get_mut((row, place)) {
                    *cell += value;
                }
            };
            put(last, 1.0);
            for (with, estimate) in kept.iter().zip(estimates.iter()) {
                put(*with, -estimate);
            }
        }
        scores
    }

    fn unpacked(&self, sums: &[f64]) -> DMatrix<f64> {
        triangle(sums, self.terms.count() + 1)
    }

    fn cross(&self, whole: &DMatrix<f64>, kept: &[usize]) -> DVector<f64> {
        let last = self.terms.count();
        DVector::from_iterator(kept.len(), kept.iter().map(|at| whole.get((*at, last)).copied().unwrap_or_default()))
    }
}

impl Solved {
    /// A term by its name, with the interval of level 1 − `alpha`; in spans of `unit` of its column.
    pub(in crate::report) fn term(&self, name: &str, alpha: f64) -> Result<Term, Unfit> {
        let at = self.names.iter().position(|known| known == name).ok_or_else(nothing)?;
        let variance = self.covariance.get((at, at)).copied().unwrap_or(f64::NAN);
        let estimate = self.estimates.get(at).copied().unwrap_or(f64::NAN);
        if variance.is_nan() || variance <= 0.0 {
            return Err(crate::arms::constant());
        }
        Ok(Term::by_t(name, Role::Effect, estimate, variance.sqrt(), self.df, alpha))
    }

    /// The controls that were taken out.
    pub(in crate::report) fn controls(&self) -> Vec<String> {
        self.names.iter().skip(1).take(self.means.len() - 1).cloned().collect()
    }

    /// The effect in relation to the mean without: β/m with m = ᾱ − p̃β, and by the delta method its standard error, the
    /// controls' means taken as they are. `None` where the mean without cannot be told from 0 or less.
    pub(in crate::report) fn relative(&self, alpha: f64) -> Option<Term> {
        let controls = self.means.len();
        let mut of = DVector::zeros(self.estimates.len());
        of.rows_mut(0, controls).copy_from(&self.means);
        *of.get_mut(controls)? = -self.numerator;
        let (mean, effect) = (of.dot(&self.estimates), *self.estimates.get(controls)?);
        let variance = |of: &DVector<f64>| of.dot(&(&self.covariance * of));
        let low = mean - crate::tails::t_critical(alpha, self.df) * variance(&of).sqrt();
        if low.is_nan() || low <= 0.0 {
            return None;
        }
        let mut gradient = of * (-effect / mean.powi(2));
        *gradient.get_mut(controls)? += 1.0 / mean;
        Some(Term::by_t("relative", Role::Effect, effect / mean, variance(&gradient).sqrt(), self.df, alpha))
    }
}

/// The place of a product of two columns in a packed triangle.
fn packed(one: usize, other: usize) -> usize {
    let (low, high) = (one.min(other), one.max(other));
    high * (high + 1) / 2 + low
}

fn triangle(sums: &[f64], width: usize) -> DMatrix<f64> {
    DMatrix::from_fn(width, width, |row, column| sums.get(packed(row, column)).copied().unwrap_or_default())
}

fn chosen(whole: &DMatrix<f64>, kept: &[usize]) -> DMatrix<f64> {
    whole.select_rows(kept).select_columns(kept)
}

fn named(all: &[String], kept: &[usize]) -> Vec<String> {
    kept.iter().filter_map(|at| all.get(*at).cloned()).collect()
}

fn nothing() -> Unfit {
    Unfit::new(
        "no outcome is known of any decision point that was drawn: wait until windows are closed and data has arrived",
        "くじを引いた判断時点のうち、結果の分かるものがまだありません。結果の出る期間が終わり、データが届くまで待ってください。",
    )
}

fn one_arm(en: &str, ja: &str) -> Unfit {
    Unfit::new(
        format!("all decision points whose outcome is known are such with {en}: there is nothing to compare with"),
        format!("結果の分かる判断時点が、「{ja}」ほうしかありません。比べる相手がないため、計算できません。"),
    )
}

fn few(people: u64, terms: usize) -> Unfit {
    Unfit::new(
        format!("{people} people cannot tell {terms} terms apart and how much people differ; bring more people"),
        format!("{people}人では、{terms}個の項目と個人差を分けられません。人数が増えるまで待ってください。"),
    )
}

fn alone() -> Unfit {
    Unfit::new(
        "one person's rows alone settle part of the model: without them it could not be told; wait for more people",
        "一人の方の行だけで決まってしまう項目があります。人数が増えるまで待ってください。",
    )
}

fn too_large() -> Unfit {
    Unfit::new(
        "outcomes are so large that their sums are no numbers any more: look for what is not steps among them",
        "値が大きすぎて合計を計算できません。歩数でない値が混じっていないか確かめてください。",
    )
}
