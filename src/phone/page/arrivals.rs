//! What came in by other doors, and whom it reached: on a page of its own, in a line above all phones, and on the
//! phones of those it is about.

use maud::{Markup, html};

use super::Place;
use super::people::Person;
use super::words::Lang;
use crate::phone::arrivals::{Arrival, Followed, Outcome};
use crate::phone::state::Inner;

/// What stands in the page's address for it, in the place of a person.
pub(super) const KEY: &str = "doors";

/// Its name.
pub(super) fn title(lang: Lang) -> &'static str {
    lang.t("別の入口から届いたもの", "What came in by other doors")
}

/// All of them, each with what followed for whom.
pub(super) fn all(inner: &Inner, place: &Place, people: &[Person]) -> Markup {
    let lang = place.lang();
    let arrivals = inner.arrivals();
    html! {
        section.arrivals {
            h1 { (title(lang)) }
            @if arrivals.is_empty() {
                p.lead { (lang.t(
                    "まだ何も届いていません。デモでは、ひと月の最後の日に届きます。",
                    "Nothing has come yet. In the demo it comes on the month's last day.")) }
            } @else {
                p.lead { (lang.t(
                    "歩数計のほかに、次の書類も届きました。だれに、どんなお知らせが届いたかを、書類ごとに示します。",
                    "Besides the bands' steps, these documents came in. Each is shown with the messages that followed, and for whom.")) }
                div.documents { @for arrival in &arrivals { (document(arrival, place, people, lang)) } }
            }
        }
    }
}

/// A line that leads there, once something has come.
pub(super) fn line(inner: &Inner, place: &Place) -> Markup {
    let lang = place.lang();
    let arrivals = inner.arrivals();
    html! {
        @if !arrivals.is_empty() {
            a.doors href=(place.with_person(KEY).href()) {
                b { (title(lang)) }
                @for arrival in &arrivals { span { (lang.of_both(&arrival.what)) } }
            }
        }
    }
}

fn document(arrival: &Arrival, place: &Place, people: &[Person], lang: Lang) -> Markup {
    html! {
        article.document {
            h2 { (lang.of_both(&arrival.what)) }
            p.how {
                time datetime=(arrival.at.to_rfc3339()) { (lang.day(arrival.at)) " " (lang.time(arrival.at)) }
                code { (arrival.file) }
                code { (arrival.door) }
            }
            p.taken { (lang.of_both(&arrival.taken)) }
            ul {
                @for followed in &arrival.people {
                    @if let Some(person) = people.get(followed.resident) {
                        li {
                            a href=(place.with_person(&person.key).href()) { (person.label) }
                            span.said { (lang.of_both(&followed.said)) }
                            (outcomes(followed, lang))
                        }
                    }
                }
            }
        }
    }
}

/// Those about one person, in small.
pub(super) fn about(inner: &Inner, person: &Person, lang: Lang) -> Markup {
    let arrivals = inner.arrivals();
    let place = person.key.parse::<usize>().ok().filter(|_| !person.stranger).and_then(|key| key.checked_sub(1));
    let mine = arrivals
        .iter()
        .flat_map(|arrival| arrival.people.iter().map(move |followed| (arrival, followed)))
        .filter(|(_, followed)| Some(followed.resident) == place);
    html! {
        @for (arrival, followed) in mine {
            div.arrival {
                p { b { (lang.of_both(&arrival.what)) } " " (lang.day(arrival.at)) " " (lang.time(arrival.at)) }
                p.said { (lang.of_both(&followed.said)) }
                (outcomes(followed, lang))
            }
        }
    }
}

fn outcomes(followed: &Followed, lang: Lang) -> Markup {
    html! {
        @for outcome in &followed.outcomes {
            @match outcome {
                Outcome::Reached(words) => {
                    p.outcome.reached {
                        b { (lang.t("届きました", "Reached")) }
                        q { (words.begins) }
                        @if let Some(why) = &words.why { span.why { (lang.of_both(why)) } }
                    }
                }
                Outcome::Withheld(why) => {
                    p.outcome.withheld { b { (lang.t("送っていません", "Not sent")) } span { (lang.of_both(why)) } }
                }
                Outcome::Noted(what) => {
                    p.outcome { b { (lang.t("記録", "Noted")) } span { (lang.of_both(what)) } }
                }
            }
        }
    }
}
