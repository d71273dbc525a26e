//! `Observation`: steps, weight, blood pressure, or an item of the specific health checkup.

use super::coding::{CHECKUP_ITEM, Coding, JP_BODY, JP_VITAL, LOINC, told};
use super::identity::Identity;
use super::issue::{Code, Issue};
use super::resource::Resource;
use super::standing::Standing;
use super::{Read, blood_pressure, checkup, steps, weight};
use domain::ResidentId;

/// What every kind of Observation has.
pub(super) struct Measured {
    pub(super) resident: ResidentId,
    pub(super) standing: Standing,
    pub(super) identity: Identity,
}

/// What an Observation is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    StepsOfDay,
    StepsOfPedometer,
    Weight,
    BloodPressure,
    Checkup,
}

const READ: &str = "steps (LOINC 41950-7, 55423-8), body weight (LOINC 29463-7, MEDIS 31000296, 31000297), blood \
                    pressure (LOINC 85354-9, MEDIS 31002365) and items of the specific checkup \
                    (urn:oid:1.2.392.200119.6.1005) are read";

pub(super) fn read(resource: &Resource<'_, '_>) -> Result<Read, Issue> {
    let node = resource.node;
    let standing = Standing::read(node, &["final", "amended", "corrected"])?;
    let resident = resource.resident("subject")?;
    node.refuse("dataAbsentReason", "there is no value to store")?;
    let code = node.need("code")?;
    let codings = Coding::all(&code)?;
    let measured = Measured { resident, standing, identity: Identity::read(resource)? };
    match kind(&codings) {
        Ok(Kind::StepsOfDay) => steps::read(resource, measured, steps::Counted::PerDay),
        Ok(Kind::StepsOfPedometer) => steps::read(resource, measured, steps::Counted::SoFar),
        Ok(Kind::Weight) => weight::read(resource, measured),
        Ok(Kind::BloodPressure) => blood_pressure::read(resource, measured),
        Ok(Kind::Checkup) => checkup::read(resource, measured, &codings),
        Err(Unclear::Unknown) => {
            Err(code.wrong(Code::CodeInvalid, format!("{} is not read here; {READ}", told(&codings))))
        }
        Err(Unclear::Several) => {
            Err(code.wrong(Code::CodeInvalid, format!("{} are different things; send one", told(&codings))))
        }
    }
}

enum Unclear {
    Unknown,
    Several,
}

/// The kind of the codes that are known. One of the specific checkup says that it was measured there,
/// whatever else it is called.
fn kind(codings: &[Coding<'_>]) -> Result<Kind, Unclear> {
    if codings.iter().any(|coding| coding.of(CHECKUP_ITEM).is_some()) {
        return Ok(Kind::Checkup);
    }
    let mut known = codings.iter().filter_map(|coding| match (coding.system?, coding.code) {
        (LOINC, "41950-7") => Some(Kind::StepsOfDay),
        (LOINC, "55423-8") => Some(Kind::StepsOfPedometer),
        (LOINC, "29463-7") | (JP_BODY, "31000296" | "31000297") => Some(Kind::Weight),
        (LOINC, "85354-9") | (JP_VITAL, "31002365") => Some(Kind::BloodPressure),
        _ => None,
    });
    let first = known.next().ok_or(Unclear::Unknown)?;
    if known.all(|other| other == first) { Ok(first) } else { Err(Unclear::Several) }
}
