//! `Consent`: given, refused or withdrawn, for one or more of our purposes.
//!
//! | status | decision | becomes |
//! |---|---|---|
//! | `active` | permit | given |
//! | `active` | deny | withdrawn |
//! | `inactive`, `rejected`, `entered-in-error` | permit | withdrawn |
//!
//! The decision is `provision.type`, or else `policyRule` `OPTIN` or `OPTOUT`.

use super::coding::{CONSENT_CATEGORY, CONSENT_PURPOSE, CONSENT_VIA, Coding};
use super::identity::Identity;
use super::issue::{Code, Issue};
use super::node::Node;
use super::resource::Resource;
use super::standing::checked;
use super::when::When;
use super::{Part, Read};
use crate::echo::clip_to;
use chrono::{DateTime, Utc};
use domain::event::{ConsentGiven, ConsentWithdrawn, Payload, Purpose};
use std::collections::{BTreeMap, BTreeSet};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Decision {
    Permit,
    Deny,
}

pub(super) fn read(resource: &Resource<'_, '_>) -> Result<Read, Issue> {
    let node = resource.node;
    let given = match (node.need_text("status")?, decision(node)?) {
        ("active", Decision::Permit) => Decision::Permit,
        ("active", Decision::Deny) | ("inactive" | "rejected" | "entered-in-error", Decision::Permit) => Decision::Deny,
        (status, _) => {
            let text = format!(
                "`status` is `{}`, and nothing follows from it: a consent is `active`, and `inactive` once it is withdrawn",
                clip_to(status, 40)
            );
            return Err(Issue::error(Code::BusinessRule, &format!("{}.status", node.place), text));
        }
    };
    let resident = resource.resident("patient")?;
    let identity = Identity::read(resource)?;
    let time = time(resource, &identity, given)?;
    let said = Said { categories: categories(node)?, text_version: text_version(node, given)?, via: via(node)? };
    let mut parts = Vec::new();
    for (name, purpose) in purposes(node)? {
        let payload = checked(&node.place, said.payload(given, purpose))?;
        parts.push(Part::Event(Box::new(identity.event(&resident, time, name, payload))));
    }
    Ok(Read { parts, issues: Vec::new() })
}

/// What is the same for each purpose.
struct Said {
    categories: Vec<String>,
    text_version: String,
    via: String,
}

impl Said {
    fn payload(&self, given: Decision, purpose: Purpose) -> Payload {
        let (categories, text_version) = (self.categories.clone(), self.text_version.clone());
        let via = self.via.clone();
        match given {
            Decision::Permit => Payload::ConsentGiven(ConsentGiven { purpose, categories, text_version, via }),
            Decision::Deny => Payload::ConsentWithdrawn(ConsentWithdrawn { purpose, categories, text_version, via }),
        }
    }
}

fn decision(node: &Node<'_>) -> Result<Decision, Issue> {
    let provision = node.child("provision");
    if let Some(provision) = &provision {
        provision.refuse("provision", "exceptions to a consent cannot be kept; send one Consent for each purpose")?;
        if let Some(kind) = provision.text("type")? {
            return match kind {
                "permit" => ends(provision).map(|()| Decision::Permit),
                "deny" => Ok(Decision::Deny),
                other => {
                    let text = format!("`type` is `{}`; it is `permit` or `deny`", clip_to(other, 40));
                    Err(provision.wrong(Code::CodeInvalid, text))
                }
            };
        }
    }
    let codings = match node.child("policyRule") {
        Some(rule) => Coding::all(&rule)?,
        None => Vec::new(),
    };
    match codings.iter().map(|coding| coding.code).find(|code| matches!(*code, "OPTIN" | "OPTOUT")) {
        Some("OPTIN") => provision.as_ref().map_or(Ok(()), ends).map(|()| Decision::Permit),
        Some(_) => Ok(Decision::Deny),
        None => Err(node.wrong(Code::Required, "agreed or not: send `provision.type` `permit` or `deny`")),
    }
}

/// A consent that ends by itself would have to be watched; who gave it would think that it ended.
fn ends(provision: &Node<'_>) -> Result<(), Issue> {
    match provision.child("period") {
        Some(period) => period.refuse("end", "a consent holds until it is withdrawn; send it `inactive` then"),
        None => Ok(()),
    }
}

/// The purposes, by their codes, from `category` and `provision.purpose`.
fn purposes<'a>(node: &Node<'a>) -> Result<BTreeMap<&'a str, Purpose>, Issue> {
    let mut codings = Vec::new();
    for category in node.list("category")? {
        codings.extend(Coding::all(&category)?);
    }
    if let Some(provision) = node.child("provision") {
        for purpose in provision.list("purpose")? {
            codings.extend(Coding::read(&purpose)?);
        }
    }
    let mut found = BTreeMap::new();
    for code in codings.iter().filter_map(|coding| coding.of(CONSENT_PURPOSE)) {
        let purpose = match code {
            "engagement" => Purpose::Engagement,
            "research" => Purpose::Research,
            "outcomes_sharing" => Purpose::OutcomesSharing,
            other => {
                let text =
                    format!("`{}` is no purpose: `engagement`, `research`, `outcomes_sharing`", clip_to(other, 40));
                return Err(node.wrong(Code::CodeInvalid, text));
            }
        };
        found.insert(code, purpose);
    }
    if found.is_empty() {
        let text = format!("for which purpose: send a `category` of the system `{CONSENT_PURPOSE}`");
        return Err(node.wrong(Code::CodeInvalid, text));
    }
    Ok(found)
}

/// The kinds of data, from `provision.code`.
fn categories(node: &Node<'_>) -> Result<Vec<String>, Issue> {
    let mut found = BTreeSet::new();
    if let Some(provision) = node.child("provision") {
        for concept in provision.list("code")? {
            let codings = Coding::all(&concept)?;
            let own: Vec<&str> = codings.iter().filter_map(|coding| coding.of(CONSENT_CATEGORY)).collect();
            if own.is_empty() {
                let text = format!("the kinds of data are codes of the system `{CONSENT_CATEGORY}`");
                return Err(concept.wrong(Code::CodeInvalid, text));
            }
            found.extend(own.into_iter().map(str::to_owned));
        }
    }
    Ok(found.into_iter().collect())
}

/// Which wording was seen. To withdraw, nobody has to know it.
fn text_version(node: &Node<'_>, given: Decision) -> Result<String, Issue> {
    let title = match node.child("sourceAttachment") {
        Some(source) => source.text("title")?,
        None => None,
    };
    let policies = node.list("policy")?;
    let policy = match policies.first() {
        Some(policy) => policy.text("uri")?,
        None => None,
    };
    match (title.or(policy), given) {
        (Some(text), _) => Ok(text.to_owned()),
        (None, Decision::Deny) => Ok(String::new()),
        (None, Decision::Permit) => Err(node.wrong(
            Code::Required,
            "which wording was seen: send `sourceAttachment.title` or `policy[0].uri`, 50 characters at most",
        )),
    }
}

fn via(node: &Node<'_>) -> Result<String, Issue> {
    for extension in node.list("extension")? {
        if extension.text("url")? == Some(CONSENT_VIA) {
            return extension.need_text("valueCode").map(str::to_owned);
        }
    }
    Ok("fhir".to_owned())
}

/// When it was said. A withdrawal of which only the day is known holds to the end of that day, so that
/// no consent of the morning outlives it.
fn time(resource: &Resource<'_, '_>, identity: &Identity, given: Decision) -> Result<DateTime<Utc>, Issue> {
    let zone = resource.arrival.zone;
    let Some(when) = When::child(resource.node, "dateTime")? else {
        return identity
            .said
            .ok_or_else(|| resource.node.wrong(Code::Required, "`dateTime` is missing: when was it said"));
    };
    let exact = identity.said.filter(|said| zone.day(*said).date() == when.day(zone));
    Ok(match (when, exact, given) {
        (When::At(at), _, _) => at,
        (When::Day(_), Some(said), _) => said,
        (When::Day(_), None, Decision::Permit) => when.instant(zone),
        (When::Day(_), None, Decision::Deny) => when.end(zone).min(resource.arrival.now).max(when.instant(zone)),
    })
}
