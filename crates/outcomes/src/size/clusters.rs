use super::noncentral::t_power;
use super::{Outcome, is_above_0, percent, smallest};
use crate::Unfit;
use domain::{Sentence, thousands};
use serde::Serialize;

/// Districts or teams drawn as a whole into one of two arms, as many into each.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Clusters {
    /// What is measured of persons, and the effect.
    pub outcome: Outcome,
    /// People with a known outcome in a cluster, in the mean.
    pub people_each: f64,
    /// How unequal the clusters are: the standard deviation of their sizes over the mean; 0 for equal ones.
    pub size_variation: f64,
    /// The intracluster correlation: the part of the variance that lies between clusters, from 0 up to 1.
    pub icc: f64,
    /// The level of error of the test, two-sided.
    pub alpha: f64,
}

/// How many clusters that takes.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct ClustersSize {
    /// In all, half of them in each arm.
    pub clusters: u64,
    /// People in all of them, in the mean.
    pub people: u64,
    /// By how much more people are needed than if persons were drawn.
    pub design_effect: f64,
    /// The probability of finding the effect with them.
    pub power: f64,
}

impl Clusters {
    /// The fewest clusters with which the effect is found with the probability `power`: variances grow by the design effect
    /// 1 + ((1 + cv²)m − 1)ρ (Eldridge, Ashby and Kerry 2006, doi:10.1093/ije/dyl129), and t has as many degrees of freedom
    /// as clusters less two.
    ///
    /// # Errors
    /// Where there is no such number.
    pub fn size(&self, power: f64) -> Result<ClustersSize, Unfit> {
        self.check()?;
        let each = smallest(power, self.alpha, 2, |each| self.found(each as f64))?;
        Ok(self.of(each))
    }

    /// The probability of finding the effect with so many clusters in all; of an odd number one is left out.
    ///
    /// # Errors
    /// As [`Clusters::size`]; and where an arm would have less than two.
    pub fn power(&self, clusters: u64) -> Result<ClustersSize, Unfit> {
        self.check()?;
        crate::arms::is_level(self.alpha)?;
        if clusters < 4 {
            return Err(Unfit::new(
                format!(
                    "{clusters} clusters give an arm less than two: what an arm changed cannot be told from what is \
                         special to a cluster"
                ),
                format!(
                    "クラスターが{clusters}個では、二つに満たない群ができます。群の違いと、クラスターに特有の事情を分けられません。"
                ),
            ));
        }
        Ok(self.of(clusters / 2))
    }

    /// What a size means, for who plans.
    pub fn tell(&self, size: &ClustersSize) -> Sentence {
        let Self { people_each, icc, .. } = self;
        let (clusters, people, half) = (thousands(size.clusters), thousands(size.people), thousands(size.clusters / 2));
        let (power, alpha) = (percent(size.power), percent(self.alpha));
        let effect = size.design_effect;
        let (en, ja) = self.outcome.tell();
        Sentence::new(
            format!(
                "With {clusters} clusters ({half} in each arm) of {people_each} people in the mean, {people} in all, {en} is \
                 found with a probability of {power} (test at {alpha}). Since people of a cluster are alike (correlation \
                 {icc}), that is {effect:.1} times as many as if persons were drawn."
            ),
            format!(
                "{clusters}クラスター（各群{half}）、1クラスター平均{people_each}人、合わせて{people}人がいれば、{ja}を、{power}の確率で\
                 見つけられます（有意水準{alpha}）。同じクラスターの方どうしは似ている（級内相関{icc}）ため、個人単位で割り当てる場合の\
                 {effect:.1}倍の人数が必要です。"
            ),
        )
    }

    fn check(&self) -> Result<(), Unfit> {
        self.outcome.check()?;
        is_above_0(self.people_each, "the number of people in a cluster", "1クラスターの人数")?;
        is_correlation(self.icc, "the intracluster correlation", "級内相関")?;
        if self.people_each >= 1.0 && self.size_variation >= 0.0 && self.size_variation.is_finite() {
            return Ok(());
        }
        Err(Unfit::new(
            "a cluster has one person or more, and the variation of sizes is 0 or more",
            "1クラスターの人数は1以上、人数のばらつき（変動係数）は0以上にしてください。",
        ))
    }

    fn design_effect(&self) -> f64 {
        1.0 + ((1.0 + self.size_variation * self.size_variation) * self.people_each - 1.0) * self.icc
    }

    fn of(&self, each: u64) -> ClustersSize {
        let people = (2.0 * each as f64 * self.people_each - 1e-9).ceil() as u64;
        ClustersSize { clusters: 2 * each, people, design_effect: self.design_effect(), power: self.found(each as f64) }
    }

    /// The power with so many clusters in each arm.
    fn found(&self, each: f64) -> f64 {
        let (v0, v1) = self.outcome.variances();
        let se = ((v0 + v1) * self.design_effect() / (each * self.people_each)).sqrt();
        t_power(self.outcome.difference() / se, 2.0 * each - 2.0, self.alpha)
    }
}

pub(super) fn is_correlation(value: f64, en: &str, ja: &str) -> Result<(), Unfit> {
    if (0.0..1.0).contains(&value) {
        return Ok(());
    }
    Err(Unfit::new(
        format!("{en} is {value}; it is 0 or more, and below 1"),
        format!("{ja}が{value}です。0以上1未満の値にしてください。"),
    ))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;

    fn districts() -> Clusters {
        let outcome = Outcome::Mean { difference: 0.3, sd: 1.0 };
        Clusters { outcome, people_each: 40.0, size_variation: 0.5, icc: 0.02, alpha: 0.05 }
    }

    /// Against scipy 1.17 (`nct`), with the design effect written out.
    #[test]
    fn sizes_are_by_the_noncentral_t() {
        let size = districts().size(0.8).unwrap();
        assert_eq!((size.clusters, size.people), (20, 800));
        assert!(
            (size.power - 0.8135532251296692).abs() < 1e-10 && (size.design_effect - 1.98).abs() < 1e-12,
            "{size:?}"
        );
        let fewer = districts().power(19).unwrap();
        assert!((fewer.power - 0.7659225015767757).abs() < 1e-10 && fewer.clusters == 18, "{fewer:?}");
        let outcome = Outcome::Mean { difference: 1.0, sd: 2.0 };
        let teams = Clusters { outcome, people_each: 15.0, size_variation: 0.0, icc: 0.1, alpha: 0.05 };
        assert!((teams.power(12).unwrap().power - 0.4984842481657268).abs() < 1e-10);
    }

    #[test]
    fn a_size_is_told() {
        let told = districts().tell(&districts().size(0.8).unwrap());
        assert!(
            told.en.starts_with("With 20 clusters (10 in each arm) of 40 people in the mean, 800 in all"),
            "{}",
            told.en
        );
        assert!(told.ja.contains("個人単位で割り当てる場合の2.0倍"), "{}", told.ja);
    }

    #[test]
    fn what_cannot_be_is_a_sentence() {
        let share = |control, treated| Clusters { outcome: Outcome::Share { control, treated }, ..districts() };
        for (clusters, power, en) in [
            (share(0.1, 0.1), 0.8, "the effect to be found is nothing"),
            (share(0.1, 0.0), 0.8, "the share with is 0"),
            (Clusters { icc: 1.0, ..districts() }, 0.8, "the intracluster correlation is 1"),
            (Clusters { icc: -0.1, ..districts() }, 0.8, "the intracluster correlation is -0.1"),
            (Clusters { people_each: 0.0, ..districts() }, 0.8, "the number of people in a cluster is 0"),
            (Clusters { people_each: 0.5, ..districts() }, 0.8, "a cluster has one person or more"),
            (Clusters { size_variation: -1.0, ..districts() }, 0.8, "a cluster has one person or more"),
            (districts(), 1.0, "an effect is to be found with probability 1;"),
        ] {
            let unfit = clusters.size(power).unwrap_err();
            assert!(unfit.to_string().starts_with(en) && unfit.sentence().ja.ends_with('。'), "{unfit}");
        }
        assert!(districts().power(3).unwrap_err().to_string().starts_with("3 clusters give an arm less than two"));
    }
}
