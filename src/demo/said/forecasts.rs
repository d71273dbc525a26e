use super::World;
use crate::demo::door::about;
use serde_json::{Value, json};

/// Seven people whose blood was drawn a week before, with (condition, percent, times those at
/// low risk). Four have a figure of twice or more.
const RESULTS: [(&str, &str, f64, f64, f64); 7] = [
    ("u07", "mi_stroke", 6.2, 2.0, 3.0),
    ("u11", "renal_failure", 4.8, 2.4, 3.6),
    ("u15", "dementia", 7.5, 2.1, 2.9),
    ("u31", "mi_stroke", 5.1, 2.2, 3.1),
    ("u10", "mi_stroke", 2.1, 0.9, 1.3),
    ("u18", "lung_cancer", 0.8, 1.1, 1.6),
    ("u25", "mi_stroke", 1.4, 0.7, 1.0),
];

/// The forecasts of the eighth day.
pub(crate) fn forecasts(world: World<'_>, day: usize) -> Vec<Value> {
    if day != 7 {
        return Vec::new();
    }
    let drawn = world.calendar.day(0).plus(-5).date();
    let at = world.calendar.at(day, "14:00");
    let forecast = |(id, condition, percent, low, high): &(&str, &str, f64, f64, f64)| {
        let others = ["mi_stroke", "dementia", "lung_cancer", "renal_failure"];
        let mut predictions = vec![prediction(condition, *percent, *low, *high)];
        predictions
            .extend(others.iter().filter(|other| *other != condition).map(|other| prediction(other, 0.9, 0.7, 1.2)));
        let data = json!({ "test_date": drawn, "provider": "fonesvisuas", "predictions": predictions });
        about(id, "forecast.issued", &format!("forecast:{drawn}"), at, data)
    };
    RESULTS.iter().map(forecast).collect()
}

fn prediction(condition: &str, percent: f64, low: f64, high: f64) -> Value {
    let years = if condition == "dementia" { 5 } else { 4 };
    json!({
        "condition": condition, "horizon_years": years, "probability_percent": percent,
        "comparison": { "basis": "low_risk_group", "ratio_low": low, "ratio_high": high },
    })
}
