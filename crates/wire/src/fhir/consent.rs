//! `Consent`: given, refused or withdrawn, for one or more of our purposes.
//!
//! | status | decision | becomes |
//! |---|---|---|
//! | `active` | permit | given |
//! | `active` | deny | withdrawn |
//! | `inactive`, `rejected`, `entered-in-error` | permit | withdrawn |
//!
//! The decision is `provision.type`, or else `policyRule` `OPTIN` or `OPTOUT`.
//!
//! `dateTime` is when it was decided so (FHIR R4, Consent). What takes a consent back by its status
//! keeps the `dateTime` of the consent, and is itself as old as the resource's last change.

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
use domain::Zone;
use domain::event::{ConsentGiven, ConsentWithdrawn, Payload, Purpose};
use std::collections::{BTreeMap, BTreeSet};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Decision {
    Permit,
    Deny,
}

/// What the resource comes to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Word {
    Given,
    /// By an `active` no.
    Denied,
    /// By the status of what had been a yes.
    TakenBack,
}

pub(super) fn read(resource: &Resource<'_, '_>) -> Result<Read, Issue> {
    let node = resource.node;
    let word = match (node.need_text("status")?, decision(node)?) {
        ("active", Decision::Permit) => Word::Given,
        ("active", Decision::Deny) => Word::Denied,
        ("inactive" | "rejected" | "entered-in-error", Decision::Permit) => Word::TakenBack,
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
    let time = time(resource, &identity, word)?;
    narrowed(node, word, time, resource.arrival.zone)?;
    let said = Said { categories: categories(node)?, text_version: text_version(node, word)?, via: via(node)? };
    let mut parts = Vec::new();
    for (name, purpose) in purposes(node)? {
        let payload = checked(&node.place, said.payload(word, purpose))?;
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
    fn payload(&self, word: Word, purpose: Purpose) -> Payload {
        let (categories, text_version) = (self.categories.clone(), self.text_version.clone());
        let via = self.via.clone();
        match word {
            Word::Given => Payload::ConsentGiven(ConsentGiven { purpose, categories, text_version, via }),
            Word::Denied | Word::TakenBack => {
                Payload::ConsentWithdrawn(ConsentWithdrawn { purpose, categories, text_version, via })
            }
        }
    }
}

fn decision(node: &Node<'_>) -> Result<Decision, Issue> {
    if let Some(provision) = node.child("provision")
        && let Some(kind) = provision.text("type")?
    {
        return match kind {
            "permit" => Ok(Decision::Permit),
            "deny" => Ok(Decision::Deny),
            other => {
                let text = format!("`type` is `{}`; it is `permit` or `deny`", clip_to(other, 40));
                Err(provision.wrong(Code::CodeInvalid, text))
            }
        };
    }
    let codings = match node.child("policyRule") {
        Some(rule) => Coding::all(&rule)?,
        None => Vec::new(),
    };
    match codings.iter().map(|coding| coding.code).find(|code| matches!(*code, "OPTIN" | "OPTOUT")) {
        Some("OPTIN") => Ok(Decision::Permit),
        Some(_) => Ok(Decision::Deny),
        None => Err(node.wrong(Code::Required, "agreed or not: send `provision.type` `permit` or `deny`")),
    }
}

/// What makes a provision less than all of its purposes and kinds of data, and is not kept.
const NARROWING: [&str; 6] = ["actor", "action", "data", "dataPeriod", "class", "securityLabel"];

/// Refuses what would be kept as more than was agreed to. What takes a consent back takes it back
/// whatever it was narrowed to.
fn narrowed(node: &Node<'_>, word: Word, time: DateTime<Utc>, zone: Zone) -> Result<(), Issue> {
    let Some(provision) = node.child("provision").filter(|_| word != Word::TakenBack) else { return Ok(()) };
    provision.refuse("provision", "exceptions to a consent cannot be kept; send one Consent for each purpose")?;
    if word == Word::Denied {
        return Ok(());
    }
    for name in NARROWING {
        provision.refuse(name, "a consent is kept by purpose and kinds of data, and would be kept as a wider one")?;
    }
    let Some(period) = provision.child("period") else { return Ok(()) };
    // It would have to be watched; who gave it would think that it ended.
    period.refuse("end", "a consent holds until it is withdrawn; send it `inactive` then")?;
    match When::child(&period, "start")? {
        Some(start) if start.instant(zone) > time => {
            period.refuse("start", "it lies after `dateTime`, from which on a consent holds; send it once it has begun")
        }
        _ => Ok(()),
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
fn text_version(node: &Node<'_>, word: Word) -> Result<String, Issue> {
    let title = match node.child("sourceAttachment") {
        Some(source) => source.text("title")?,
        None => None,
    };
    let policies = node.list("policy")?;
    let policy = match policies.first() {
        Some(policy) => policy.text("uri")?,
        None => None,
    };
    match (title.or(policy), word) {
        (Some(text), _) => Ok(text.to_owned()),
        (None, Word::Denied | Word::TakenBack) => Ok(String::new()),
        (None, Word::Given) => Err(node.wrong(
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

/// When it was said. A no of which only the day is known holds to the end of that day, so that no
/// consent of the morning outlives it. What takes a consent back is not dated by `dateTime`: a consent
/// that was given again since then would win, and messages would go on.
fn time(resource: &Resource<'_, '_>, identity: &Identity, word: Word) -> Result<DateTime<Utc>, Issue> {
    let zone = resource.arrival.zone;
    if word == Word::TakenBack {
        return Ok(identity.time());
    }
    let Some(when) = When::child(resource.node, "dateTime")? else {
        return identity
            .said
            .ok_or_else(|| resource.node.wrong(Code::Required, "`dateTime` is missing: when was it said"));
    };
    let exact = identity.said.filter(|said| zone.day(*said).date() == when.day(zone));
    Ok(match (when, exact, word) {
        (When::At(at), _, _) => at,
        (When::Day(_), Some(said), _) => said,
        (When::Day(_), None, Word::Denied) => when.end(zone).min(resource.arrival.now).max(when.instant(zone)),
        (When::Day(_), None, Word::Given | Word::TakenBack) => when.instant(zone),
    })
}
