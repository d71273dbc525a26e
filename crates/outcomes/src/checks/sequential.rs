use super::persons::probabilities;
use super::{ALARM, Ratio};
use crate::Unfit;
use statrs::function::gamma::ln_gamma;

/// How sure the prior is of the plan's shares: as if so many people had been seen in them.
const SURE: f64 = 10_000.0;

/// A check of the numbers in arms that may be looked at after every person: the Bayes factor of "otherwise" (Dirichlet
/// about the plan's shares, multinomial) against "as planned". Under the plan it exceeds 1/α with a probability of at most
/// α over all looks together, so p = min over looks of 1/BF (Lindon and Malek 2022, NeurIPS 35, arXiv 2011.03567).
#[derive(Debug, Clone, PartialEq)]
pub struct SequentialRatio {
    shares: Vec<f64>,
    counts: Vec<u64>,
    largest: f64,
}

impl SequentialRatio {
    /// Of arms with these shares.
    ///
    /// # Errors
    /// Where shares are none.
    pub fn new(shares: &[f64]) -> Result<Self, Unfit> {
        let shares = probabilities(shares.len(), shares)?;
        Ok(Self { counts: vec![0; shares.len()], shares, largest: 0.0 })
    }

    /// A look: how many there are in each arm by now. What is told are the Bayes factor's logarithm at this look, and the p
    /// of all looks so far.
    ///
    /// # Errors
    /// Where there are fewer than at the look before, or not the same arms.
    pub fn look(&mut self, counts: &[u64]) -> Result<Ratio, Unfit> {
        let fewer = counts.iter().zip(&self.counts).any(|(now, before)| now < before);
        if counts.len() != self.counts.len() || fewer {
            return Err(Unfit::new(
                "at a later look the same arms have as many people as before, or more",
                "あとの確認では、どの群の人数も、前の確認のときと同じか多くなければなりません。",
            ));
        }
        self.counts = counts.to_vec();
        let all = counts.iter().sum::<u64>() as f64;
        let of = |(count, share): (&u64, &f64)| {
            let (count, prior) = (*count as f64, SURE * share);
            ln_gamma(prior + count) - ln_gamma(prior) - count * share.ln()
        };
        let factor = counts.iter().zip(&self.shares).map(of).sum::<f64>() + ln_gamma(SURE) - ln_gamma(SURE + all);
        self.largest = self.largest.max(factor);
        let p = (-self.largest).exp();
        Ok(Ratio { statistic: factor, p, alarm: p < ALARM })
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;
    use crate::chances::Stream;

    /// Against scipy 1.17 (`gammaln`).
    #[test]
    fn a_bayes_factor_is_that_of_its_definition() {
        let cases: [(&[u64], &[f64], f64); 4] = [
            (&[50, 40], &[0.5, 0.5], 0.00047579966758348746),
            (&[500, 900], &[0.5, 0.5], 6.9540832964048604),
            (&[5_100, 4_900], &[0.5, 0.5], 0.6534805811825208),
            (&[12, 30, 55], &[0.2, 0.3, 0.5], 0.009281213410531564),
        ];
        for (counts, shares, factor) in cases {
            let told = SequentialRatio::new(shares).unwrap().look(counts).unwrap();
            assert!((told.statistic - factor).abs() < 1e-9 && (told.p - (-factor).exp()).abs() < 1e-9, "{told:?}");
        }
        // What was once seen is not taken back.
        let mut check = SequentialRatio::new(&[0.5, 0.5]).unwrap();
        let far = check.look(&[500, 900]).unwrap();
        let near = check.look(&[900, 900]).unwrap();
        assert!(near.statistic < far.statistic && near.p == far.p && far.alarm, "{near:?} {far:?}");
    }

    #[test]
    fn looks_at_every_person_raise_no_false_alarm() {
        let mut alarms = 0;
        for run in 0..200 {
            let (mut stream, mut check) =
                (Stream::new("srm", "looks", run), SequentialRatio::new(&[0.7, 0.3]).unwrap());
            let (mut counts, mut p) = ([0, 0], 1.0);
            for _ in 0..300 {
                let [first, second] = &mut counts;
                *(if stream.number() < 0.7 { first } else { second }) += 1;
                p = check.look(&counts).unwrap().p;
            }
            alarms += usize::from(p < 0.05);
        }
        assert!(alarms <= 20, "{alarms}");
    }

    #[test]
    fn what_has_no_answer_is_a_sentence() {
        let mut check = SequentialRatio::new(&[1.0, 1.0]).unwrap();
        check.look(&[5, 6]).unwrap();
        for counts in [&[5, 5][..], &[5, 6, 7], &[9]] {
            let unfit = check.look(counts).unwrap_err();
            assert!(unfit.to_string().starts_with("at a later look"), "{unfit}");
        }
        assert!(SequentialRatio::new(&[1.0, -1.0]).unwrap_err().to_string().starts_with("a check of numbers"));
    }
}
