//! What staff and residents see alike of walking challenges: what decides the order, and a group's poster.

use crate::design::picture_of;
use crate::words::{Book, Words};
use domain::challenge::{Between, Challenge, RanksBy};
use maud::{Markup, html};

/// The words of residents, for what they read though staff print it.
pub(crate) fn for_residents(w: Words) -> Words {
    match w.book {
        Book::Console => Words { book: Book::Own, ..w },
        Book::Own | Book::OwnEasy => w,
    }
}

/// What decides the order, in residents' words.
pub(crate) fn value_name(w: Words, challenge: &Challenge) -> String {
    for_residents(w).say(match challenge.ranks_by {
        RanksBy::Participation => "value-participation",
        _ if challenge.between == Between::People => "value-own",
        RanksBy::Mean => "value-mean",
        RanksBy::Median => "value-median",
    })
}

/// What a group has of it, with its unit.
pub(crate) fn value(w: Words, challenge: &Challenge, value: i64) -> String {
    match challenge.ranks_by {
        RanksBy::Participation => share(value),
        RanksBy::Mean | RanksBy::Median => for_residents(w).with("steps", [("steps", value.into())]),
    }
}

/// A share that is counted in thousandths.
pub(crate) fn share(thousandths: i64) -> String {
    format!("{}.{}%", thousandths / 10, thousandths % 10)
}

/// A group as its poster needs it.
pub(crate) struct Poster<'a> {
    pub(crate) challenge: &'a Challenge,
    pub(crate) code: &'a str,
    /// Of the group's page.
    pub(crate) address: &'a str,
    /// Who asks to take part.
    pub(crate) sender: &'a str,
}

/// What a group's poster says below its name. Residents read it, whoever prints it.
pub(crate) fn poster(w: Words, of: &Poster<'_>) -> Markup {
    let w = for_residents(w);
    let days = [("from", w.day(of.challenge.from).into()), ("until", w.day(of.challenge.until).into())];
    html! {
        p { (w.with("challenge-days", days)) }
        p { (w.say("poster-scan")) }
        (picture_of(of.address))
        p { (w.say("poster-code")) }
        p.code { (of.code) }
        p { (w.with("poster-join-until", [("day", w.day(of.challenge.join_until).into())])) }
        p { (of.sender) }
        p { small { (of.address) } }
    }
}
