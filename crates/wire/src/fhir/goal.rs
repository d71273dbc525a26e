//! `Goal`: so many steps a day, from `startDate` to `dueDate`.

use super::Read;
use super::coding::{Coding, LOINC, told};
use super::identity::Identity;
use super::issue::{Code, Issue};
use super::quantity::Quantity;
use super::resource::Resource;
use super::standing::checked;
use super::when::When;
use crate::echo::clip_to;
use domain::event::{Goal, Metric, Payload};

pub(super) fn read(resource: &Resource<'_, '_>) -> Result<Read, Issue> {
    let node = resource.node;
    let zone = resource.arrival.zone;
    match node.need_text("lifecycleStatus")? {
        "active" | "accepted" => {}
        other => {
            let text = format!(
                "`lifecycleStatus` is `{}`; a goal that the resident agreed to is `accepted` or `active`",
                clip_to(other, 40)
            );
            return Err(Issue::error(Code::BusinessRule, &format!("{}.lifecycleStatus", node.place), text));
        }
    }
    let resident = resource.resident("subject")?;
    let targets = node.list("target")?;
    let [target] = targets.as_slice() else {
        return Err(
            node.wrong(Code::NotSupported, format!("there are {} `target`; a goal here has one", targets.len()))
        );
    };
    let measure = target.need("measure")?;
    let codings = Coding::all(&measure)?;
    if !codings.iter().any(|coding| coding.of(LOINC) == Some("41950-7")) {
        let text = format!("{} is not read here; a goal is of steps a day (LOINC 41950-7)", told(&codings));
        return Err(measure.wrong(Code::CodeInvalid, text));
    }
    let detail = target.need("detailQuantity")?;
    let quantity = Quantity::read(&detail)?;
    if let Some(sign) = quantity.comparator.filter(|sign| *sign != ">=") {
        let text = format!("`comparator` `{}`: a goal is reached at so many or more, `>=`", clip_to(sign, 10));
        return Err(detail.wrong(Code::NotSupported, text));
    }
    if !matches!(quantity.bare().as_str(), "/d" | "1/d") {
        return Err(quantity.strange("steps a day have the unit `/d`"));
    }
    target.refuse("dueDuration", "send `dueDate`, the last day")?;
    let from = match When::child(node, "startDate")? {
        Some(start) => start,
        None => When::child(node, "statusDate")?
            .ok_or_else(|| node.wrong(Code::Required, "`startDate` is missing: from which day does the goal hold"))?,
    };
    let goal = Goal {
        metric: Metric::StepsPerDay,
        target: quantity.whole()?,
        from: from.day(zone),
        until: When::child(target, "dueDate")?.map(|due| due.day(zone)),
    };
    let identity = Identity::read(resource)?;
    let payload = checked(&node.place, Payload::Goal(goal))?;
    Ok(Read::event(identity.event(&resident, identity.time(), "", payload)))
}
