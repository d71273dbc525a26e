//! Facts about a prediction of a forecast.

use crate::rules::facts::Gives::{self, Number, Whole};
use crate::rules::facts::{Fact, Get, Marks, Of, Prediction, Takes, Value, prediction};
use crate::rules::told::{Told, told, unit};

pub(super) static FACTS: &[Fact] = &[
    of_prediction(
        "ratio_low",
        Number(unit("倍", "times")),
        prediction::ratio_low,
        told(
            "比べる基準の人の何倍か、の低いほう。比べる値がなければ 0.0",
            "How many times as likely as in those it is compared with, at least; 0.0 when none was given",
            "if event.has(\"mi_stroke\") && event.worst(\"mi_stroke\").ratio_low >= 2.0 { invite(\"talk\"); }",
        ),
    ),
    of_prediction(
        "ratio_high",
        Number(unit("倍", "times")),
        prediction::ratio_high,
        told(
            "比べる基準の人の何倍か、の高いほう。比べる値がなければ 0.0",
            "How many times as likely as in those it is compared with, at most; 0.0 when none was given",
            "if event.has(\"dementia\") && event.worst(\"dementia\").ratio_high >= 3.0 { invite(\"talk\"); }",
        ),
    ),
    of_prediction(
        "probability",
        Number(unit("%", "%")),
        prediction::probability,
        told(
            "起きる見込み（%）",
            "How likely it is, in percent",
            "if event.has(\"mi_stroke\") && event.worst(\"mi_stroke\").probability >= 2.0 { invite(\"talk\"); }",
        ),
    ),
    of_prediction(
        "horizon_years",
        Whole(unit("年以内", "years")),
        prediction::horizon_years,
        told(
            "何年以内についての予測か",
            "Within how many years",
            "if event.has(\"mi_stroke\") && event.worst(\"mi_stroke\").horizon_years <= 5 { invite(\"talk\"); }",
        ),
    ),
];

const fn of_prediction(name: &'static str, gives: Gives, get: fn(&Prediction) -> Value, told: Told) -> Fact {
    Fact {
        of: Of::Prediction,
        name,
        takes: Takes::Nothing,
        gives,
        lacks: false,
        hooks: &[],
        marks: Marks::Always,
        get: Get::Prediction(get),
        told,
    }
}
