use super::figures::{Span, between, decimals, fixed, percent, with_unit, yen};
use super::missing::by_arm;
use super::paper::Paper;
use super::plots::{Paid, tiers};
use domain::pack::contract::Level;
use maud::{Markup, html};
use outcomes::payment::{Estimated, Line, LineKind, Statement, Tier};
use outcomes::report::{Answer, Money};

/// 10. What is to be paid, what should not have happened, and what all this cannot tell.
pub(super) fn section(p: &Paper<'_>) -> Markup {
    let report = p.report;
    let body = html! {
        h3 { (p.say("report-payment")) }
        @match &report.money {
            None => p { (p.say("report-no-contract")) },
            Some(Answer::Known(money)) => (statement(p, money)),
            Some(other) => { @if let Some(said) = other.instead() { p { (p.instead(said)) } } },
        }
        h3 { (p.say("report-harms")) }
        @for sentence in &report.harms.says { p { (p.said(sentence)) } }
        @if !report.harms.rows.is_empty() { (by_arm(p, "report-harms-table", &report.harms.rows)) }
        h3 { (p.say("report-limits")) }
        ul { @for limit in &report.limits { li { (p.said(limit)) } } }
    };
    p.part("money", &[], &body)
}

fn statement(p: &Paper<'_>, money: &Money) -> Markup {
    let w = p.w;
    let statement = &money.statement;
    let percent = statement.ends.as_ref().map_or(95, |ends| ends.percent);
    let estimated = statement.lines.iter().filter_map(|line| Some((line, line.estimated.as_ref()?)));
    html! {
        @for sentence in money.says.iter().chain(&statement.notes) { p { (p.said(sentence)) } }
        (lines(p, statement))
        @for (line, estimated) in estimated { (standing(p, line, estimated, percent)) }
        p.under { (w.with("report-contract", [("title", (&statement.title).into())])) br; code { (money.hash) } }
    }
}

/// 2,000,000円, or that it is open.
fn amount(p: &Paper<'_>, amount: Option<i64>) -> String {
    amount.map_or_else(|| p.say("report-yen-open"), |amount| yen(p.w, amount))
}

fn line_title(p: &Paper<'_>, line: &Line) -> String {
    let title = match (&line.title, line.kind) {
        (Some(title), _) => title.clone(),
        (None, LineKind::Fixed) => p.say("report-line-fixed"),
        (None, LineKind::Cut) => p.say("report-line-cut"),
        (None, LineKind::Metric) => line.name.clone(),
    };
    match &line.year {
        Some(year) => p.w.with("report-line-year", [("title", title.into()), ("year", year.into())]),
        None => title,
    }
}

fn valued(p: &Paper<'_>, value: Level, unit: Option<&String>) -> String {
    let value = value.number();
    with_unit(p.w, &fixed(value, decimals([value]).min(2)), unit.map_or("", String::as_str))
}

/// The statement, line by line, with its sum.
fn lines(p: &Paper<'_>, statement: &Statement) -> Markup {
    let w = p.w;
    let head = html! {
        th scope="col" { (w.say("report-line")) }
        th.number scope="col" { (w.say("report-line-value")) }
        th.number scope="col" { (w.say("report-line-yen")) }
        th scope="col" { (w.say("report-line-because")) }
        th.number scope="col" { (w.say("report-line-ends")) }
        th.number scope="col" { (w.say("report-line-before-after")) }
    };
    let ends = |worse: Option<i64>, better: Option<i64>| {
        w.with("report-between", [("low", amount(p, worse).into()), ("high", amount(p, better).into())])
    };
    let rows = html! {
        @for line in &statement.lines {
            tr {
                th scope="row" { (line_title(p, line)) }
                td.number { @match line.value { Some(value) => (valued(p, value, line.unit.as_ref())), None => "—" } }
                td.number { (amount(p, line.yen)) }
                td { @for sentence in &line.because { span.because { (p.said(sentence)) } } }
                td.number { @match &line.estimated { Some(one) => (ends(one.at_worse_yen, one.at_better_yen)), None => "—" } }
                td.number { @match &line.before_after { Some(one) => (amount(p, one.yen)), None => "—" } }
            }
        }
        tr.sum {
            th scope="row" { (w.say("report-line-sum")) }
            td.number { "—" }
            td.number { strong { (amount(p, statement.total_yen)) } }
            td {}
            td.number { @match &statement.ends { Some(one) => (ends(one.at_worse_yen, one.at_better_yen)), None => "—" } }
            td.number { @match statement.before_after_yen { Some(sum) => (yen(w, sum)), None => "—" } }
        }
    };
    let percent = statement.ends.as_ref().map_or(95, |ends| ends.percent);
    html! {
        (p.table(&w.say("report-statement"), &head, &rows))
        p.under { (w.with("report-ends-text", [("percent", i64::from(percent).into())])) }
    }
}

/// Where the estimate stands among the parts of the table, and how sure that is.
fn standing(p: &Paper<'_>, line: &Line, estimated: &Estimated, percent: u8) -> Markup {
    let w = p.w;
    let Some(value) = line.value else { return html! {} };
    let unit = line.unit.as_ref();
    let title = w.with("report-standing", [("title", line_title(p, line).into())]);
    let (low, high) = (estimated.low.number(), estimated.high.number());
    let interval = between(w, low, high, decimals([low, high]).min(2));
    let interval = with_unit(w, &interval, unit.map_or("", String::as_str));
    let parts = [
        ("value", valued(p, value, unit).into()),
        ("percent", i64::from(percent).into()),
        ("interval", interval.into()),
        ("yen", amount(p, line.yen).into()),
    ];
    let says = format!("{title} {}", w.with("report-standing-says", parts));
    let paid = Paid {
        tiers: &estimated.tiers,
        rises: rises(line, &estimated.tiers),
        span: Span { at: value.number(), low, high },
        before_after: line.before_after.as_ref().map(|one| one.value.number()),
    };
    let legend = (w.say("report-legend-estimate"), w.say("report-legend-before-after"));
    html! {
        (tiers((&title, &says), &paid, (&legend.0, &legend.1), &|amount| yen(w, amount), &|number| with_unit(w, number, unit.map_or("", String::as_str))))
        (tier_table(p, &title, line, estimated))
        @if let Some(mean) = estimated.mean_yen { p.under { (w.with("report-mean-yen", [("yen", yen(w, mean).into())])) } }
    }
}

/// Whether a greater value pays more.
fn rises(line: &Line, tiers: &[Tier]) -> bool {
    let both = tiers.iter().find_map(|tier| Some((tier.from?, tier.until?)));
    if let Some((from, until)) = both {
        return until > from;
    }
    // Two parts with one level between them: the part in which the value is tells the direction.
    let level = tiers.iter().find_map(|tier| tier.from);
    let is_best = tiers.last().is_some_and(|best| best.most_yen == line.yen);
    match (level, line.value) {
        (Some(level), Some(value)) => (value >= level) == is_best,
        _ => true,
    }
}

fn tier_table(p: &Paper<'_>, title: &str, line: &Line, estimated: &Estimated) -> Markup {
    let w = p.w;
    let level = |value: Level| valued(p, value, line.unit.as_ref());
    let rises = rises(line, &estimated.tiers);
    let head = html! {
        th scope="col" { (w.say("report-tier")) }
        th.number scope="col" { (w.say("report-line-yen")) }
        th.number scope="col" { (w.say("report-tier-chance")) }
    };
    let name = |tier: &Tier| match (tier.from, tier.until) {
        (Some(from), Some(until)) => {
            let (low, high) = if rises { (from, until) } else { (until, from) };
            w.with("report-between", [("low", level(low).into()), ("high", level(high).into())])
        }
        (Some(from), None) => w.with(if rises { "report-from" } else { "report-to" }, [("level", level(from).into())]),
        (None, Some(until)) => {
            w.with(if rises { "report-below" } else { "report-above" }, [("level", level(until).into())])
        }
        (None, None) => w.say("report-all"),
    };
    let paid = |tier: &Tier| match (tier.least_yen, tier.most_yen) {
        (Some(least), Some(most)) if least != most => {
            w.with("report-between", [("low", yen(w, least).into()), ("high", yen(w, most).into())])
        }
        (_, most) => amount(p, most),
    };
    let rows = html! {
        @for tier in &estimated.tiers {
            tr { th scope="row" { (name(tier)) } td.number { (paid(tier)) } td.number { (percent(tier.probability)) } }
        }
    };
    p.table(&w.with("report-as-table", [("title", title.into())]), &head, &rows)
}
