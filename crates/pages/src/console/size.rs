//! How many people a trial takes: worked out from what is typed. Nothing is read and nothing is kept; the address has it all.

use super::Shown;
use super::visit::Visit;
use crate::design::{Tone, field, hidden, notice};
use crate::typed::narrow;
use crate::words::Words;
use domain::Sentence;
use maud::{Markup, html};
use outcomes::Unfit;
use outcomes::size::{Arms, Mrt, Outcome, Shape};
use shell::doors::Incoming;

/// The level of error of the tests.
const ALPHA: f64 = 0.05;

/// Of the effect that was asked for, those beside which it is shown.
const BESIDE: [f64; 4] = [0.5, 0.75, 1.0, 1.5];

/// A form, with its fields and what stands in them at first. Shares are in percent.
struct Design {
    name: &'static str,
    fields: &'static [(&'static str, &'static str)],
    work: fn(&[f64]) -> Asked,
}

const DESIGNS: [Design; 3] = [
    Design {
        name: "points",
        fields: &[
            ("days", "42"),
            ("per-day", "1"),
            ("probability", "50"),
            ("available", "80"),
            ("difference", "300"),
            ("sd", "2500"),
            ("power", "80"),
        ],
        work: |typed| match *typed {
            [days, per_day, probability, available, difference, sd, power] => {
                let shape = Shape::Constant;
                let (probability, available) = (probability / 100.0, available / 100.0);
                let (days, per_day) = (days as u32, per_day as u32);
                let at = |effect| Mrt { days, per_day, probability, available, effect, shape, alpha: ALPHA };
                Asked::new(power, difference, &|effect, power| {
                    let plan = at(effect / sd);
                    plan.size(power).map(|size| (size.people, plan.tell(&size)))
                })
            }
            _ => Asked::default(),
        },
    },
    Design {
        name: "mean",
        fields: &[("share", "50"), ("difference", "500"), ("sd", "3000"), ("known", "80"), ("power", "80")],
        work: |typed| match *typed {
            [share, difference, sd, known, power] => Asked::new(power, difference, &|difference, power| {
                arms(Outcome::Mean { difference, sd }, (share, known), power)
            }),
            _ => Asked::default(),
        },
    },
    Design {
        name: "yes",
        fields: &[("share", "50"), ("control", "30"), ("treated", "35"), ("known", "100"), ("power", "80")],
        work: |typed| match *typed {
            [share, control, treated, known, power] => {
                let control = control / 100.0;
                Asked::new(power, treated / 100.0 - control, &|difference, power| {
                    arms(Outcome::Share { control, treated: control + difference }, (share, known), power)
                })
            }
            _ => Asked::default(),
        },
    },
];

/// What was asked for and worked out.
#[derive(Default)]
struct Asked {
    answer: Option<Result<(u64, Sentence), Unfit>>,
    /// Other effects, with the people that they take, where they have an answer.
    beside: Vec<(f64, Option<u64>)>,
}

impl Asked {
    fn new(power: f64, effect: f64, size: &dyn Fn(f64, f64) -> Result<(u64, Sentence), Unfit>) -> Self {
        let power = power / 100.0;
        let beside = BESIDE.map(|part| (effect * part, size(effect * part, power).ok().map(|(people, _)| people)));
        Self { answer: Some(size(effect, power)), beside: beside.to_vec() }
    }
}

fn arms(outcome: Outcome, (share, known): (f64, f64), power: f64) -> Result<(u64, Sentence), Unfit> {
    let plan = Arms { outcome, share: share / 100.0, told_before: 0.0, known: known / 100.0, alpha: ALPHA };
    plan.size(power).map(|size| (size.people, plan.tell(&size)))
}

pub(super) fn show(visit: &Visit<'_>, request: &Incoming) -> Shown {
    let w = visit.words();
    let asked = request.asked("design").unwrap_or_default();
    let body = html! {
        p { (w.say("size-text")) }
        @for design in &DESIGNS {
            section id=(design.name) {
                h2 { (w.say(&format!("size-{}", design.name))) }
                p { (w.say(&format!("size-{}-text", design.name))) }
                @let sent = (asked == design.name).then_some(request);
                @let typed = typed(sent, design);
                @if sent.is_some() { (answer(w, design, &typed)) }
                (form(visit, design, &typed))
            }
        }
        p.hint { (w.say("size-more")) " " code { "ayumi plan size" } }
    };
    Ok(visit.page(&w.say("nav-size"), &body))
}

/// What stands in each field, with the number that it is: what was sent, or what stands there at first.
fn typed(sent: Option<&Incoming>, design: &Design) -> Vec<(String, Option<f64>)> {
    let of = |(name, first): &(&str, &str)| {
        let text = sent.map_or_else(|| (*first).to_owned(), |request| request.asked(name).unwrap_or_default());
        let text: String = text.chars().take(40).collect();
        let number = number(&text).filter(|number| !["days", "per-day"].contains(name) || is_count(*number));
        (text, number)
    };
    design.fields.iter().map(of).collect()
}

/// A number as people type it: `1,200`, `２．５`, `-300`, `40%`.
fn number(text: &str) -> Option<f64> {
    let plain: String = text.chars().map(narrow).filter(|c| !c.is_whitespace() && *c != ',' && *c != '%').collect();
    let plain = plain.replace(['−', 'ー'], "-");
    plain.parse().ok().filter(|number: &f64| number.is_finite() && number.abs() <= 1e12)
}

fn is_count(number: f64) -> bool {
    number.fract() == 0.0 && (1.0..=10_000.0).contains(&number)
}

fn answer(w: Words, design: &Design, typed: &[(String, Option<f64>)]) -> Markup {
    let numbers: Vec<f64> = typed.iter().filter_map(|(_, number)| *number).collect();
    if numbers.len() < typed.len() {
        let wrong = design.fields.iter().zip(typed).filter(|(_, (_, number))| number.is_none());
        return notice(
            Tone::Bad,
            &html! { @for ((name, _), _) in wrong {
                p { (w.with("size-no-number", [("field", w.say(&format!("size-field-{name}")).into())])) }
            } },
        );
    }
    let asked = (design.work)(&numbers);
    match asked.answer {
        Some(Ok((people, sentence))) => html! {
            (notice(Tone::Good, &html! {
                p { strong { (w.with("size-people", [("people", count(people).into())])) } }
                p { (w.said(&sentence)) }
            }))
            (beside(w, design, &asked.beside))
        },
        Some(Err(unfit)) => notice(Tone::Warning, &html! { p { (w.said(unfit.sentence())) } }),
        None => html! {},
    }
}

/// What a smaller or larger effect would take.
fn beside(w: Words, design: &Design, all: &[(f64, Option<u64>)]) -> Markup {
    // A difference of shares is one of points of percent.
    let (unit, scale) =
        if design.name == "yes" { (w.say("size-points-of-percent"), 100.0) } else { (String::new(), 1.0) };
    html! {
        .scroll tabindex="0" {
            table {
                caption { (w.say("size-beside")) }
                thead { tr { th.number scope="col" { (w.say("size-effect")) } th.number scope="col" { (w.say("nav-size")) } } }
                tbody {
                    @for (effect, people) in all {
                        tr {
                            td.number { ((effect * scale * 100.0).round() / 100.0) (unit) }
                            td.number { @match people { Some(people) => (w.number(count(*people))), None => "–" } }
                        }
                    }
                }
            }
        }
    }
}

fn count(people: u64) -> i64 {
    i64::try_from(people).unwrap_or(i64::MAX)
}

fn form(visit: &Visit<'_>, design: &Design, typed: &[(String, Option<f64>)]) -> Markup {
    let w = visit.words();
    html! {
        form.card method="get" action={ (visit.path("/size")) "#" (design.name) } {
            (hidden("design", design.name))
            @for ((name, _), (text, number)) in design.fields.iter().zip(typed) {
                @let id = format!("{}-{name}", design.name);
                @let invalid = number.is_none().then_some("true");
                (field(&id, &w.say(&format!("size-field-{name}")), Some(&w.say(&format!("size-field-{name}-hint"))), &html! {
                    input id=(id) name=(name) type="text" inputmode="decimal" maxlength="40" value=(text) required
                        aria-invalid=[invalid] aria-describedby={ (id) "-hint" };
                }))
            }
            button.button { (w.say("size-work-out")) }
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;

    #[test]
    fn numbers_are_read_as_people_type_them() {
        for (text, expected) in [("1,200", 1_200.0), ("２．５", 2.5), (" -300 ", -300.0), ("40％", 40.0), ("−3", -3.0)]
        {
            assert_eq!(number(text), Some(expected), "{text}");
        }
        for text in ["", "たくさん", "1e400", "NaN", "inf", "1 2 x", "%"] {
            assert_eq!(number(text), None, "{text}");
        }
        assert!(is_count(42.0) && !is_count(0.0) && !is_count(1.5) && !is_count(1e9));
    }

    #[test]
    fn each_form_has_an_answer_as_it_stands() {
        for design in &DESIGNS {
            let first: Vec<f64> = design.fields.iter().map(|(_, text)| number(text).unwrap()).collect();
            let asked = (design.work)(&first);
            let (people, _) = asked.answer.unwrap().unwrap();
            let beside: Vec<u64> = asked.beside.iter().map(|(_, people)| people.unwrap()).collect();
            assert!(beside.is_sorted_by(|one, next| one > next) && beside.contains(&people), "{beside:?}");
        }
    }

    #[test]
    fn every_field_has_its_words() {
        for design in &DESIGNS {
            for language in [crate::words::Language::Ja, crate::words::Language::En] {
                let words = Words { language, book: crate::words::Book::Console, zone: domain::Zone::default() };
                let keys = design
                    .fields
                    .iter()
                    .flat_map(|(name, _)| [format!("size-field-{name}"), format!("size-field-{name}-hint")]);
                let own = [format!("size-{}", design.name), format!("size-{}-text", design.name)];
                for key in keys.chain(own) {
                    assert_ne!(words.say(&key), key);
                }
            }
        }
    }
}
