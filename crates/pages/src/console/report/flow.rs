use super::figures::{count, percent};
use super::paper::Paper;
use super::plots::{Stage, chart};
use maud::{Markup, html};
use outcomes::report::{Count, Step, Why};

/// How many reasons stand in the picture; the table has them all.
const REASONS: usize = 4;

/// 2. From who is eligible to whose outcome is known.
pub(super) fn section(p: &Paper<'_>) -> Markup {
    let flow = &p.report.flow;
    let people = stages(p, &flow.people, "report-many-people");
    let mut points = stages(p, &flow.points, p.of_rows("report-many-points", "report-many-weeks"));
    if let Some(first) = points.first_mut() {
        first.left = left(p, &flow.unavailable);
    }
    let title = p.of_rows("report-flow-points", "report-flow-weeks");
    let body = html! {
        .pair {
            @if !people.is_empty() { (chart(&p.say("report-flow-people"), &people)) }
            @if !points.is_empty() { (chart(&p.say(title), &points)) }
        }
        @if !people.is_empty() { (steps(p, "report-flow-people", &flow.people)) }
        @if !points.is_empty() { (steps(p, title, &flow.points)) }
        @if !flow.unavailable.is_empty() { (reasons(p, "report-unavailable", &flow.unavailable)) }
    };
    p.part("flow", &flow.says, &body)
}

/// The stages of the picture, each with its share of the one before: of all, or by arm where they have parted.
fn stages(p: &Paper<'_>, steps: &[Step], unit: &str) -> Vec<Stage> {
    let mut stages: Vec<Stage> = Vec::new();
    let mut before: Option<&Step> = None;
    for step in steps {
        let total = before.and_then(|before| before.total);
        let parted = !step.arms.is_empty();
        let arms = p.arm_titles().into_iter().zip(&step.arms).enumerate();
        let arms = arms.map(|(place, (arm, many))| {
            (arm, told(p, *many, before.and_then(|before| before.arms.get(place)).copied(), unit))
        });
        stages.push(Stage {
            title: p.said(&step.title),
            all: step.total.map(|all| told(p, all, total.filter(|_| !parted), unit)),
            arms: arms.collect(),
            left: Vec::new(),
        });
        before = Some(step);
    }
    stages
}

/// 701人（58.2%）.
fn told(p: &Paper<'_>, many: Count, before: Option<Count>, unit: &str) -> String {
    let Some(shown) = many.shown() else { return count(p.w, many) };
    let all = p.w.with(unit, [("number", count(p.w, many).into())]);
    match before.and_then(Count::shown) {
        Some(before) if before >= shown && shown > 0 => {
            let share = percent(shown as f64 / before as f64);
            p.w.with("report-many-of", [("many", all.into()), ("percent", share.into())])
        }
        _ => all,
    }
}

/// The most frequent reasons why somebody could not be written to.
fn left(p: &Paper<'_>, reasons: &[Why]) -> Vec<String> {
    let said = reasons.iter().take(REASONS).map(|why| {
        let many = told(p, why.points, None, "report-many-points");
        p.w.with("report-left", [("why", p.said(&why.title).into()), ("many", many.into())])
    });
    said.chain((reasons.len() > REASONS).then(|| p.say("report-left-more"))).collect()
}

fn steps(p: &Paper<'_>, title: &str, steps: &[Step]) -> Markup {
    let parts = steps.iter().any(|step| !step.arms.is_empty());
    let head = html! {
        th scope="col" { (p.say("report-step")) }
        th.number scope="col" { (p.say("report-all")) }
        @if parts { (p.arm_heads()) }
    };
    let rows = html! {
        @for step in steps {
            tr {
                th scope="row" { (p.said(&step.title)) }
                td.number { @match step.total { Some(total) => (count(p.w, total)), None => "—" } }
                @if parts { (p.counts(&step.arms)) }
            }
        }
    };
    p.table(&p.w.with("report-as-table", [("title", p.say(title).into())]), &head, &rows)
}

/// What kept people from being written to, or what happened otherwise than drawn.
pub(super) fn reasons(p: &Paper<'_>, title: &str, reasons: &[Why]) -> Markup {
    let head = html! {
        th scope="col" { (p.say("report-why")) }
        th.number scope="col" { (p.say(p.of_rows("report-points-head", "report-weeks-head"))) }
        th.number scope="col" { (p.say("report-people")) }
    };
    let rows = html! {
        @for why in reasons {
            tr {
                th scope="row" { (p.said(&why.title)) }
                td.number { (count(p.w, why.points)) }
                td.number { (count(p.w, why.people)) }
            }
        }
    };
    p.table(&p.say(title), &head, &rows)
}
