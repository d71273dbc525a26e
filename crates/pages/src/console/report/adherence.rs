use super::figures::{Span, between, count, percent, portion};
use super::paper::{Found, Paper};
use super::plots::{Line, lines, weeks};
use maud::{Markup, html};
use outcomes::report::{Answer, Lasting, Rate, Share, Week};

/// 8. What became of what was offered, and how that went on.
pub(super) fn section(p: &Paper<'_>) -> Markup {
    let adherence = &p.report.adherence;
    let w = p.w;
    let slope = [Found::new(w.say("report-slope"), None, &adherence.slope)];
    let body = html! {
        (rates(p, &adherence.shares))
        @if adherence.weeks.is_empty() { p { (w.say("report-no-weeks")) } } @else {
            h3 { (w.say("report-decay")) }
            (decay(p, &adherence.weeks))
            (decay_table(p, &adherence.weeks))
            @if !adherence.lasting.is_empty() { (lasting(p, &adherence.lasting)) }
            h3 { (w.say("report-effect-by-week")) }
            (effect_by_week(p, &adherence.weeks))
            (p.estimates(&w.with("report-as-table", [("title", w.say("report-effect-by-week").into())]), &by_week(p, &adherence.weeks)))
        }
        (p.estimates(&w.say("report-slope-table"), &slope))
    };
    p.part("adherence", &adherence.says, &body)
}

fn rates(p: &Paper<'_>, rates: &[Rate]) -> Markup {
    let has_arms = rates.iter().any(|rate| !rate.arms.is_empty());
    let head = html! {
        th scope="col" { (p.say("report-share-head")) }
        th.number scope="col" { (p.say("report-all")) }
        @if has_arms { (p.arm_heads()) }
    };
    let rows = html! {
        @for rate in rates {
            tr {
                th scope="row" { (p.said(&rate.title)) small.of { (p.said(&rate.of)) } }
                @match &rate.total { Some(total) => (p.share_cell(total)), None => td.number { "—" } }
                @if has_arms { (p.share_cells(&rate.arms)) }
            }
        }
    };
    html! {
        (p.table(&p.say("report-adherence-table"), &head, &rows))
        @if has_arms { p.under { (p.say("report-adherence-text")) } }
    }
}

/// 第3週, or 第12週以降.
fn week_name(p: &Paper<'_>, week: &Week) -> String {
    let key = if week.open { "report-week-open" } else { "report-week" };
    p.w.with(key, [("week", i64::from(week.week).into())])
}

/// 3, or 12+ where there is little room.
fn week_number(week: &Week) -> String {
    if week.open { format!("{}+", week.week) } else { week.week.to_string() }
}

fn known(answer: &Answer<Share>) -> Option<f64> {
    answer.known().map(|share| portion(*share))
}

fn decay(p: &Paper<'_>, all: &[Week]) -> Markup {
    let w = p.w;
    let line = |name: String, of: &dyn Fn(&Week) -> Option<f64>| Line { name, shares: all.iter().map(of).collect() };
    let mut drawn = vec![
        line(w.say("report-active"), &|week| known(&week.active)),
        line(w.say("report-delivered"), &|week| known(&week.delivered)),
    ];
    for (place, arm) in p.arm_titles().into_iter().enumerate() {
        let of = |week: &Week| week.responded.get(place).and_then(known);
        drawn.push(line(w.with("report-responded-arm", [("arm", arm.into())]), &of));
    }
    // What nothing is told of has no line.
    drawn.retain(|line| line.shares.iter().any(Option::is_some));
    let title = w.say("report-decay-plot");
    let said = drawn.iter().filter_map(|line| {
        let (first, last) = (line.shares.iter().flatten().next()?, line.shares.iter().flatten().next_back()?);
        let parts = [("name", (&line.name).into()), ("first", percent(*first).into()), ("last", percent(*last).into())];
        Some(w.with("report-decay-says", parts))
    });
    let says = std::iter::once(title.clone()).chain(said).collect::<Vec<_>>().join(" ");
    let names: Vec<String> = all.iter().map(week_number).collect();
    lines((&title, &w.say("report-weeks-under")), &says, &names, &drawn)
}

fn decay_table(p: &Paper<'_>, all: &[Week]) -> Markup {
    let w = p.w;
    let answers = p.arm_titles().into_iter().map(|arm| w.with("report-responded-arm", [("arm", arm.into())]));
    let head = html! {
        th scope="col" { (w.say("report-week-head")) }
        th.number scope="col" { (w.say("report-people")) }
        th.number scope="col" { (w.say("report-active")) }
        th.number scope="col" { (w.say("report-delivered")) }
        @for answer in answers { th.number scope="col" { (answer) } }
    };
    let rows = html! {
        @for week in all {
            tr {
                th scope="row" { (week_name(p, week)) }
                td.number { (count(w, week.people)) }
                (p.share_cell(&week.active))
                (p.share_cell(&week.delivered))
                (p.share_cells(&week.responded))
            }
        }
    };
    p.table(&w.with("report-as-table", [("title", w.say("report-decay-plot").into())]), &head, &rows)
}

/// For how long people go on, at the ends of weeks.
fn lasting(p: &Paper<'_>, all: &[Lasting]) -> Markup {
    let w = p.w;
    let title = w.say("report-lasting");
    let span = |one: &Lasting| Span { at: one.share * 100.0, low: one.ci_low * 100.0, high: one.ci_high * 100.0 };
    let drawn: Vec<_> = all.iter().map(|one| (one.week.to_string(), Some(span(one)))).collect();
    let said = all.last().map(|one| {
        let parts = [("week", i64::from(one.week).into()), ("percent", percent(one.share).into())];
        w.with("report-lasting-says", parts)
    });
    let says = format!("{title} {}", said.unwrap_or_default());
    let unit = w.with("report-in-unit", [("unit", "%".into())]);
    let head = html! {
        th scope="col" { (w.say("report-week-head")) }
        th.number scope="col" { (w.say("report-lasting-share")) }
        th.number scope="col" { (w.say("report-interval-head")) }
    };
    let rows = html! {
        @for one in all {
            tr {
                th scope="row" { (w.with("report-week", [("week", i64::from(one.week).into())])) }
                td.number { (percent(one.share)) }
                td.number { (between(w, one.ci_low * 100.0, one.ci_high * 100.0, 1)) "%" }
            }
        }
    };
    html! {
        h3 { (title) }
        p.under { (w.say("report-lasting-text")) }
        (weeks((&title, &unit, &w.say("report-weeks-under")), &says, &drawn))
        (p.table(&w.with("report-as-table", [("title", (&title).into())]), &head, &rows))
    }
}

fn by_week<'r>(p: &Paper<'r>, all: &'r [Week]) -> Vec<Found<'r>> {
    all.iter().map(|week| Found::new(week_name(p, week), None, &week.effect)).collect()
}

fn effect_by_week(p: &Paper<'_>, all: &[Week]) -> Markup {
    let w = p.w;
    let told = all.iter().filter_map(|week| {
        let known = week.effect.known()?;
        let parts = [("week", week_name(p, week).into()), ("value", p.difference_told(known).into())];
        Some(w.with("report-week-says", parts))
    });
    let told: Vec<String> = told.collect();
    let ends = match told.as_slice() {
        [] => vec![w.say("report-no-weeks")],
        [only] => vec![only.clone()],
        [first, .., last] => vec![first.clone(), last.clone()],
    };
    let title = w.say("report-effect-by-week");
    let says = std::iter::once(title.clone()).chain(ends).collect::<Vec<_>>().join(" ");
    let drawn: Vec<_> =
        all.iter().map(|week| (week_number(week), week.effect.known().map(|known| p.span(known)))).collect();
    let unit = w.with("report-in-unit", [("unit", p.in_unit("").trim().into())]);
    weeks((&title, &unit, &w.say("report-weeks-under")), &says, &drawn)
}
