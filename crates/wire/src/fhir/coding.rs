//! Codes: a code means something only together with its system.

use super::issue::Issue;
use super::node::Node;
use crate::echo::clip_to;

pub(super) const LOINC: &str = "http://loinc.org";
pub(super) const UCUM: &str = "http://unitsofmeasure.org";
pub(super) const SNOMED: &str = "http://snomed.info/sct";
pub(super) const ICD_10: &str = "http://hl7.org/fhir/sid/icd-10";
/// JP Core's codes of body measurements, from MEDIS's nursing terms.
pub(super) const JP_BODY: &str = "http://jpfhir.jp/fhir/core/CodeSystem/JP_ObservationBodyMeasurementCode_CS";
/// JP Core's codes of vital signs, from MEDIS's nursing terms.
pub(super) const JP_VITAL: &str = "http://jpfhir.jp/fhir/core/CodeSystem/JP_ObservationVitalSignsCode_CS";
/// The item codes of the specific health checkup.
pub(super) const CHECKUP_ITEM: &str = "urn:oid:1.2.392.200119.6.1005";

/// A name of ours, below the project's canonical address. It names; nothing is served there.
macro_rules! ours {
    ($path:literal) => {
        concat!("https://ayumi.example.jp/fhir/", $path)
    };
}
/// What counted steps: `phone`, `tracker`, `pedometer_reader`, `paper`.
pub(super) const STEP_SOURCE: &str = ours!("CodeSystem/step-source");
/// What is forecast: `mi_stroke`, `dementia`, `lung_cancer`, `renal_failure`.
pub(super) const FORECAST_CONDITION: &str = ours!("CodeSystem/forecast-condition");
/// What personal data is used for: `engagement`, `research`, `outcomes_sharing`.
pub(super) const CONSENT_PURPOSE: &str = ours!("CodeSystem/consent-purpose");
/// Which kinds of data a consent covers.
pub(super) const CONSENT_CATEGORY: &str = ours!("CodeSystem/consent-category");
/// The extension that sets a risk beside that of others.
pub(super) const RISK_COMPARISON: &str = ours!("StructureDefinition/risk-comparison");
/// The extension that says how consent was given.
pub(super) const CONSENT_VIA: &str = ours!("StructureDefinition/consent-via");
/// The naming system of residents' ids.
pub(super) const RESIDENT: &str = ours!("NamingSystem/resident");

/// A code with its system.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Coding<'a> {
    pub(super) system: Option<&'a str>,
    pub(super) code: &'a str,
}

impl<'a> Coding<'a> {
    /// Reads one `Coding`; `None` where it has no code.
    pub(super) fn read(node: &Node<'a>) -> Result<Option<Self>, Issue> {
        let system = node.text("system")?;
        Ok(node.text("code")?.map(|code| Self { system, code }))
    }

    /// The codings of a `CodeableConcept`.
    pub(super) fn all(concept: &Node<'a>) -> Result<Vec<Self>, Issue> {
        let mut found = Vec::new();
        for node in concept.list("coding")? {
            found.extend(Self::read(&node)?);
        }
        Ok(found)
    }

    /// The code, where it is one of a system.
    pub(super) fn of(self, system: &str) -> Option<&'a str> {
        (self.system == Some(system)).then_some(self.code)
    }
}

/// Codings for a message.
pub(super) fn told(codings: &[Coding<'_>]) -> String {
    let one = |coding: &Coding<'_>| {
        format!("`{}|{}`", clip_to(coding.system.unwrap_or_default(), 80), clip_to(coding.code, 40))
    };
    match codings {
        [] => "a concept without codes".to_owned(),
        some => some.iter().take(5).map(one).collect::<Vec<_>>().join(", "),
    }
}
