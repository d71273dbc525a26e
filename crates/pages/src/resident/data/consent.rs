//! Consent: agreeing and taking it back, each in two taps, with the words in full before the second.

use crate::form::Form;
use crate::resident::Shown;
use crate::resident::failure::Failure;
use crate::resident::own::Own;
use domain::Payload;
use domain::event::{ConsentGiven, ConsentWithdrawn, Purpose};
use domain::ledger::{ShownLedger, What};
use domain::pack::City;
use maud::{Markup, html};

/// How it is said here.
const VIA: &str = "page";

/// The kinds of data of a first consent that is given here.
const CATEGORIES: [&str; 2] = ["steps", "notebook"];

const PURPOSES: [(Purpose, &str); 3] = [
    (Purpose::Engagement, "engagement"),
    (Purpose::Research, "research"),
    (Purpose::OutcomesSharing, "outcomes_sharing"),
];

/// The city's words on a purpose.
pub(in crate::resident) struct Wording<'c> {
    /// Their version.
    pub(in crate::resident) version: &'c str,
    /// Their title.
    pub(in crate::resident) title: &'c str,
    /// What they say of it.
    pub(in crate::resident) text: &'c str,
}

impl<'c> Wording<'c> {
    /// The latest that speak of it: versions are in the order of their names.
    pub(in crate::resident) fn latest(city: &'c City, purpose: Purpose) -> Option<Self> {
        city.consent_texts.iter().rev().find_map(|(version, text)| {
            let said = text.purposes.get(&purpose)?;
            Some(Self { version, title: &text.title, text: said })
        })
    }
}

/// Purposes that one can say something about.
pub(super) fn purposes(own: &Own<'_>) -> Vec<Purpose> {
    let city = &own.here.ruleset.city;
    let is_one =
        |purpose: &Purpose| own.snapshot.consents.contains_key(purpose) || Wording::latest(city, *purpose).is_some();
    PURPOSES.into_iter().map(|(purpose, _)| purpose).filter(is_one).collect()
}

fn code(purpose: Purpose) -> &'static str {
    PURPOSES.iter().find(|known| known.0 == purpose).map_or("", |known| known.1)
}

fn key(purpose: Purpose) -> String {
    format!("purpose-{}", code(purpose).replace('_', "-"))
}

/// What holds of a purpose, with the words that were agreed to and the way to change it.
pub(super) fn card(own: &Own<'_>, purpose: Purpose, ledger: &ShownLedger) -> Markup {
    let w = own.words();
    let holds = own.snapshot.consents_to(purpose);
    let now = ledger.now.iter().find(|now| now.purpose == purpose);
    let latest = Wording::latest(&own.here.ruleset.city, purpose);
    let path = |what: &str| own.path(&format!("/data/consent/{}/{what}", code(purpose)));
    html! {
        h3 { (w.say(&key(purpose))) }
        @match now {
            Some(now) => p { (now.words) },
            None => p { (w.say("consent-never")) },
        }
        @let words = now.filter(|now| now.holds).and_then(|now| now.wording.text.as_deref());
        @if let Some(text) = words.or(latest.as_ref().map(|latest| latest.text)) { p.soft { (text) } }
        @if !own.is_family() {
            @if holds { p { a.big.quiet href=(path("withdraw")) { (w.say("consent-withdraw")) } } }
            @else if latest.is_some() { p { a.big.second href=(path("give")) { (w.say("consent-give")) } } }
        }
    }
}

/// The first tap.
pub(super) fn ask(own: &Own<'_>, purpose: &str, what: &str) -> Shown {
    own.by_themselves()?;
    let w = own.words();
    let purpose = named(purpose)?;
    let latest = Wording::latest(&own.here.ruleset.city, purpose);
    let path = own.path(&format!("/data/consent/{}/{what}", code(purpose)));
    let body = match (what, latest) {
        ("give", Some(wording)) => html! {
            p.lead { (w.say("consent-give-ask")) }
            section.card { h2 { (wording.title) } h3 { (w.say(&key(purpose))) } p { (wording.text) } }
            form method="post" action=(path) {
                (own.form_fields())
                input type="hidden" name="version" value=(wording.version);
                button { (w.say("consent-give-yes")) }
            }
            p { a.big.second href=(own.path("/data")) { (w.say("choices-back")) } }
        },
        ("withdraw", latest) => html! {
            p.lead { (w.say("consent-withdraw-ask")) }
            section.card {
                h2 { (w.say(&key(purpose))) }
                @if let Some(wording) = latest { p { (wording.text) } }
                @if purpose == Purpose::Engagement { p { b { (w.say("consent-withdraw-engagement")) } } }
                p { (w.say("consent-withdraw-then")) }
            }
            form method="post" action=(path) { (own.form_fields()) button { (w.say("consent-withdraw-yes")) } }
            p { a.big.second href=(own.path("/data")) { (w.say("choices-back")) } }
        },
        _ => return Err(Failure::NotFound),
    };
    own.page(&w.say("consent"), &body)
}

/// The second.
pub(super) async fn say(own: &Own<'_>, purpose: &str, what: &str, form: &Form) -> Shown {
    own.by_themselves()?;
    let purpose = named(purpose)?;
    let (payload, said) = match what {
        "give" => (agreed(own, purpose, form.get("version")).await?, "consent-given"),
        "withdraw" => {
            let known = own.snapshot.consents.get(&purpose).ok_or(Failure::NotFound)?;
            let text_version = known.text_version.clone();
            let data = ConsentWithdrawn { purpose, categories: Vec::new(), text_version, via: VIA.to_owned() };
            (Payload::ConsentWithdrawn(data), "consent-withdrawn")
        }
        _ => return Err(Failure::NotFound),
    };
    own.say(form, payload).await?;
    Ok(own.here.go(&own.path("/data"), Some(said)))
}

/// What agreeing comes to: to the words that were shown, which must be the city's latest still, and to the kinds of
/// data that were agreed to before.
pub(in crate::resident) async fn agreed(own: &Own<'_>, purpose: Purpose, version: &str) -> Result<Payload, Failure> {
    let latest = Wording::latest(&own.here.ruleset.city, purpose).ok_or(Failure::NotFound)?;
    if latest.version != version {
        return Err(Failure::Stale);
    }
    let ledger = own.here.store().consents(&own.here.city, &own.resident).await?;
    let before = ledger.into_iter().rev().map(|(_, entry)| entry);
    let before =
        before.filter(|entry| entry.what == What::Given && entry.purpose == purpose).map(|entry| entry.categories);
    let categories = before.into_iter().next().unwrap_or_else(|| CATEGORIES.map(str::to_owned).to_vec());
    let (text_version, via) = (version.to_owned(), VIA.to_owned());
    Ok(Payload::ConsentGiven(ConsentGiven { purpose, categories, text_version, via }))
}

fn named(purpose: &str) -> Result<Purpose, Failure> {
    let known = PURPOSES.iter().find(|known| known.1 == purpose);
    known.map(|known| known.0).ok_or(Failure::NotFound)
}
