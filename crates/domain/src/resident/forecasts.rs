use super::words::{Parts, Word, Words};
use crate::event::Forecast;
use crate::time::Day;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Deserializer, Serialize};
use std::borrow::Cow;
use std::collections::BTreeSet;

/// The latest forecasts, by the test. All of it is sensitive.
#[derive(Debug, Clone, PartialEq, Default, Serialize)]
#[serde(transparent)]
pub struct Forecasts {
    words: Words<Forecast>,
}

impl Forecasts {
    /// Whether nothing was said.
    pub fn is_empty(&self) -> bool {
        self.words.is_empty()
    }

    /// What holds: of the latest test, what was said last.
    pub fn latest(&self) -> Option<Cow<'_, Forecast>> {
        self.words.newest().map(|(_, says)| says)
    }

    /// Takes a forecast in. Tells whether what holds is another than before; said again, it is no news.
    pub(super) fn record(&mut self, data: &Forecast, at: DateTime<Utc>) -> bool {
        self.hear(data, at, Some(data.clone()), Vec::new())
    }

    pub(super) fn withdraw(&mut self, data: &Forecast, at: DateTime<Utc>) -> bool {
        self.hear(data, at, None, parts(data).collect())
    }

    fn hear(&mut self, data: &Forecast, at: DateTime<Utc>, says: Option<Forecast>, parts: Vec<u32>) -> bool {
        let before = self.latest().map(Cow::into_owned);
        let (day, hash) = (Day::from_date(data.test_date), content(data));
        self.words.hear(Word { day, at, hash, says, parts });
        self.latest().map(Cow::into_owned) != before
    }
}

impl Parts for Forecast {
    /// The state of the body belongs to what is foreseen, and goes with the last of it.
    fn without(&self, gone: &BTreeSet<u32>) -> Option<Self> {
        let left = self.predictions.iter().zip(parts(self)).filter(|(_, part)| !gone.contains(part));
        let predictions: Vec<_> = left.map(|(prediction, _)| prediction.clone()).collect();
        (!predictions.is_empty()).then(|| Self { predictions, ..self.clone() })
    }
}

/// What is foreseen, by whom.
fn parts(data: &Forecast) -> impl Iterator<Item = u32> + '_ {
    data.predictions.iter().map(|prediction| super::hash(&(&data.provider, prediction)))
}

/// The hash of what a forecast says, in whatever order it says it.
fn content(data: &Forecast) -> u32 {
    let mut predictions: Vec<_> = parts(data).collect();
    predictions.sort_unstable();
    super::hash(&(data.test_date, &data.provider, predictions, &data.body_state))
}

impl<'de> Deserialize<'de> for Forecasts {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(match Stored::deserialize(deserializer)? {
            Stored::Words(words) => Self { words },
            Stored::Latest { issued, says } => {
                let mut forecasts = Self::default();
                forecasts.record(&says, issued);
                forecasts
            }
        })
    }
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Stored {
    Words(Words<Forecast>),
    /// As it was kept before a forecast could be taken back: the latest alone.
    Latest {
        #[serde(default)]
        issued: DateTime<Utc>,
        #[serde(flatten)]
        says: Forecast,
    },
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;
    use crate::event::{Condition, Prediction};

    fn forecast(test: &str, predictions: &[(&str, f64)]) -> Forecast {
        let one = |(condition, percent): &(&str, f64)| Prediction {
            condition: Condition::from_name(condition).unwrap(),
            horizon_years: 4,
            probability_percent: *percent,
            comparison: None,
        };
        Forecast {
            test_date: test.parse().unwrap(),
            provider: "lab".to_owned(),
            predictions: predictions.iter().map(one).collect(),
            body_state: Vec::new(),
        }
    }

    fn at(hour: u32) -> DateTime<Utc> {
        format!("2026-11-20T{hour:02}:00:00Z").parse().unwrap()
    }

    fn holds(forecasts: &Forecasts) -> Option<Forecast> {
        forecasts.latest().map(Cow::into_owned)
    }

    #[test]
    fn one_of_the_wrong_person_goes_and_the_one_before_stands() {
        let (last_year, wrong) =
            (forecast("2025-10-20", &[("dementia", 1.0)]), forecast("2026-10-20", &[("dementia", 9.0)]));
        let (before, said, back) = ((&last_year, 8, true), (&wrong, 9, true), (&wrong, 10, false));
        let orders = [[before, said, back], [before, back, said], [said, before, back]];
        for order in orders.into_iter().chain([[said, back, before], [back, before, said], [back, said, before]]) {
            let mut forecasts = Forecasts::default();
            for (data, hour, said) in order {
                let _ = if said { forecasts.record(data, at(hour)) } else { forecasts.withdraw(data, at(hour)) };
            }
            assert_eq!(holds(&forecasts), Some(last_year.clone()), "{order:?}");
            assert!(forecasts.record(&wrong, at(11)), "said anew");
        }
    }

    #[test]
    fn predictions_are_taken_back_one_by_one() {
        let mut forecasts = Forecasts::default();
        let both = forecast("2026-10-20", &[("dementia", 1.0), ("lung_cancer", 2.0)]);
        assert!(forecasts.record(&both, at(9)));
        let elsewhere = Forecast { provider: "other".to_owned(), ..both.clone() };
        assert!(!forecasts.withdraw(&elsewhere, at(10)), "another provider's");
        assert!(forecasts.withdraw(&forecast("2026-10-20", &[("lung_cancer", 2.0)]), at(10)));
        assert_eq!(holds(&forecasts), Some(forecast("2026-10-20", &[("dementia", 1.0)])));
        assert!(forecasts.withdraw(&forecast("2026-10-20", &[("dementia", 1.0)]), at(10)));
        assert_eq!(holds(&forecasts), None);
        let json = serde_json::to_string(&forecasts).unwrap();
        assert_eq!(serde_json::from_str::<Forecasts>(&json).unwrap(), forecasts);
    }

    #[test]
    fn what_was_stored_as_the_latest_alone_is_read() {
        let stored = r#"{"issued": "2026-11-20T09:00:00Z", "test_date": "2026-10-20", "provider": "lab",
            "predictions": [{"condition": "dementia", "horizon_years": 4, "probability_percent": 1.0}]}"#;
        let mut forecasts: Forecasts = serde_json::from_str(stored).unwrap();
        let said = forecast("2026-10-20", &[("dementia", 1.0)]);
        assert_eq!(holds(&forecasts), Some(said.clone()));
        assert!(!forecasts.withdraw(&said, at(8)), "it was said later");
        assert!(forecasts.withdraw(&said, at(9)));
    }
}
