//! `RiskAssessment`: the forecast of one blood test.
//!
//! `probabilityDecimal` is in percent, 0 to 100 (FHIR R4, RiskAssessment, constraint ras-2).
//! `relativeRisk` compares with the population and is not kept; what compares with other groups is an
//! extension of ours on the prediction:
//!
//! ```json
//! {"url": "https://ayumi.example.jp/fhir/StructureDefinition/risk-comparison",
//!  "extension": [{"url": "basis", "valueCode": "low_risk_group"},
//!                {"url": "ratioLow", "valueDecimal": 2}, {"url": "ratioHigh", "valueDecimal": 3}]}
//! ```

use super::coding::{Coding, RISK_COMPARISON};
use super::identity::Identity;
use super::issue::{Code, Issue};
use super::node::Node;
use super::quantity::{Quantity, whole};
use super::resource::{Resource, Target};
use super::standing::{Standing, checked};
use super::when::{Effective, When};
use super::{Foreseen, Part, Read, condition};
use crate::echo::clip_to;
use chrono::Months;
use domain::event::{Basis, Comparison, Forecast, Payload, Prediction};

pub(super) fn read(resource: &Resource<'_, '_>) -> Result<Read, Issue> {
    let node = resource.node;
    let standing = Standing::read(node, &["final", "amended", "corrected"])?;
    let resident = resource.resident("subject")?;
    let test_date = Effective::read(node, "occurrence")?.start().day(resource.arrival.zone);
    let mut issues = Vec::new();
    let mut predictions = Vec::new();
    for one in node.list("prediction")? {
        predictions.push(prediction(&one, resource, &mut issues)?);
    }
    if predictions.is_empty() {
        return Err(node.wrong(Code::Required, "there is no `prediction`"));
    }
    if standing == Standing::Withdrawn {
        // How it is read was said when it was sent.
        issues.clear();
    } else if predictions.iter().all(|one| one.probability_percent < 1.0) {
        issues.push(Issue::warning(
            &node.place,
            "every probability is below 1: FHIR R4 has percent, 2.35 for 2.35 %, and 0.0235 was read as 0.0235 %",
        ));
    }
    let identity = Identity::read(resource)?;
    let forecast = Forecast { test_date, provider: provider(resource)?, predictions, body_state: Vec::new() };
    checked(&node.place, Payload::Forecast(forecast.clone()))?;
    let part = Part::Foreseen(Foreseen { resident, standing, forecast, said: identity.said });
    Ok(Read { parts: vec![part], issues })
}

fn prediction(node: &Node<'_>, resource: &Resource<'_, '_>, issues: &mut Vec<Issue>) -> Result<Prediction, Issue> {
    let condition = condition::read(&node.need("outcome")?)?;
    node.refuse("probabilityRange", "the forecast is one number: send `probabilityDecimal`, in percent")?;
    let probability_percent = node.need_number("probabilityDecimal")?;
    if !(0.0..=100.0).contains(&probability_percent) {
        let text = format!("`probabilityDecimal` is {probability_percent}; percent go from 0 to 100");
        return Err(Issue::error(Code::Value, &format!("{}.probabilityDecimal", node.place), text));
    }
    if let Some(relative) = node.child("relativeRisk") {
        issues.push(Issue::information(
            &relative.place,
            format!("`relativeRisk` compares with the population and is not kept; a comparison is `{RISK_COMPARISON}`"),
        ));
    }
    Ok(Prediction {
        condition,
        horizon_years: horizon(node, resource)?,
        probability_percent,
        comparison: comparison(node)?,
    })
}

/// Within how many years.
fn horizon(node: &Node<'_>, resource: &Resource<'_, '_>) -> Result<u32, Issue> {
    let (range, period) = (node.child("whenRange"), node.child("whenPeriod"));
    match (range, period) {
        (Some(range), None) => years(&range),
        (None, Some(period)) => anniversaries(&period, resource),
        _ => Err(node.wrong(Code::Required, "within how many years: send `whenRange`, or `whenPeriod`")),
    }
}

fn years(range: &Node<'_>) -> Result<u32, Issue> {
    let in_years = |end: &Node<'_>| {
        let quantity = Quantity::exact(end)?;
        match quantity.code {
            "a" => Ok(quantity.value),
            _ => Err(quantity.strange("the time is read in years: `a`")),
        }
    };
    if let Some(low) = range.child("low")
        && in_years(&low)? != 0.0
    {
        let text = "`low` is 0 or left out: a forecast is for the years from the test on, not between two ages";
        return Err(low.wrong(Code::NotSupported, text));
    }
    let high = range.need("high")?;
    let value = in_years(&high)?;
    whole_years(whole(value))
        .ok_or_else(|| high.wrong(Code::Value, format!("{value} years; it can be 1 to 50, in whole")))
}

/// A period from some day to the same day of a later year, or to the day before.
fn anniversaries(period: &Node<'_>, resource: &Resource<'_, '_>) -> Result<u32, Issue> {
    let zone = resource.arrival.zone;
    let (Some(start), Some(end)) = (When::child(period, "start")?, When::child(period, "end")?) else {
        return Err(period.wrong(Code::Required, "a period has `start` and `end`"));
    };
    let (start, end) = (start.day(zone), end.day(zone));
    (1..=50_u32)
        .find(|years| {
            let same = start.checked_add_months(Months::new(years * 12));
            same.is_some_and(|same| same == end || same.pred_opt() == Some(end))
        })
        .ok_or_else(|| period.wrong(Code::Value, format!("{start} to {end} is not 1 to 50 whole years")))
}

fn whole_years(value: Option<i64>) -> Option<u32> {
    value.and_then(|years| u32::try_from(years).ok()).filter(|years| (1..=50).contains(years))
}

/// The comparison of our extension; none without it.
fn comparison(node: &Node<'_>) -> Result<Option<Comparison>, Issue> {
    let mut found = None;
    for extension in node.list("extension")? {
        if extension.text("url")? != Some(RISK_COMPARISON) {
            continue;
        }
        let (mut basis, mut low, mut high) = (None, None, None);
        for part in extension.list("extension")? {
            match part.text("url")? {
                Some("basis") => basis = Some(basis_of(&part)?),
                Some("ratioLow") => low = Some(part.need_number("valueDecimal")?),
                Some("ratioHigh") => high = Some(part.need_number("valueDecimal")?),
                _ => return Err(part.wrong(Code::CodeInvalid, "`url` is `basis`, `ratioLow` or `ratioHigh`")),
            }
        }
        let (Some(basis), Some(ratio_low), Some(ratio_high)) = (basis, low, high) else {
            return Err(extension.wrong(Code::Required, "a comparison has `basis`, `ratioLow` and `ratioHigh`"));
        };
        if found.replace(Comparison { basis, ratio_low, ratio_high }).is_some() {
            return Err(extension.wrong(Code::BusinessRule, "a prediction has one comparison"));
        }
    }
    Ok(found)
}

fn basis_of(part: &Node<'_>) -> Result<Basis, Issue> {
    match part.need_text("valueCode")? {
        "low_risk_group" => Ok(Basis::LowRiskGroup),
        "average" => Ok(Basis::Average),
        other => {
            let text = format!("`{}` is no basis: `low_risk_group`, `average`", clip_to(other, 40));
            Err(part.wrong(Code::CodeInvalid, text))
        }
    }
}

/// Who made the forecast: the performer, or else how it was made.
fn provider(resource: &Resource<'_, '_>) -> Result<String, Issue> {
    if let Some(performer) = resource.node.child("performer") {
        let shown = performer.text("display")?;
        let name = match (shown, resource.follow(&performer)?) {
            (Some(shown), _) => shown,
            (None, Target::Here(found)) => found.text("name").ok().flatten().or(found.text("id")?).unwrap_or("fhir"),
            (None, Target::Elsewhere(_, id) | Target::Named(id) | Target::Shown(id)) => id,
        };
        return Ok(clip_to(name, 50));
    }
    let Some(method) = resource.node.child("method") else { return Ok("fhir".to_owned()) };
    let codings = Coding::all(&method)?;
    let name = method.text("text")?.or_else(|| codings.first().map(|coding| coding.code));
    Ok(clip_to(name.unwrap_or("fhir"), 50))
}
