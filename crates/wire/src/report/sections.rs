use super::table::{Of, Table};
use outcomes::report::{Arm, ByArm, Flow, Money, Report, Step, Uncertain, Why};

/// The sections of a report, in its order.
pub(super) fn write(table: &mut Table, report: &Report) {
    let arms = &report.about.design.arms;
    table.says("summary", &report.summary);
    about(table, report);
    flow(table, arms, &report.flow);
    integrity(table, report);
    effect(table, report);
    looks(table, report);
    contrast(table, report);
    missing(table, report);
    adherence(table, report);
    segments(table, report);
    distribution(table, report);
    quality(table, report);
    if let Some(answer) = &report.money {
        table.answer(Of::new("money", "statement"), answer, |table, _, known| money(table, known));
    }
    by_arm(table, "harms", arms, &report.harms.rows);
    table.says("harms", &report.harms.says);
    for limit in &report.limits {
        table.sentence(Of::new("limits", "limit"), limit);
    }
    recompute(table, report);
}

fn about(table: &mut Table, report: &Report) {
    let about = &report.about;
    let of = |item| Of::new("about", item);
    table.text(of("city"), "text", &about.city);
    table.text(of("campaign"), "text", &about.campaign);
    table.text(of("title"), "text", &about.title);
    table.text(of("from"), "day", &about.from.to_string());
    if let Some(until) = about.until {
        table.text(of("until"), "day", &until.to_string());
    }
    table.sentence(of("question"), &about.question);
    table.sentence(of("estimand"), &about.estimand);
    table.sentence(of("design"), &about.design.says);
    table.text(of("outcome").titled(&about.outcome.title), "text", &about.outcome.name);
    table.sentence(of("unit"), &about.outcome.unit);
    table.maybe(of("outcome").titled(&about.outcome.title), "cap", about.outcome.cap);
    for arm in &about.design.arms {
        table.maybe(of("arm").titled(&arm.title).within(&arm.key), "probability", arm.probability);
    }
    if let Some(plan) = &about.plan {
        table.text(of("plan"), "hash", &plan.hash);
        table.text(of("plan"), "sealed_on", &plan.sealed_on.to_string());
    }
    for change in &about.changes {
        table.sentence(of("change"), change);
    }
    table.says("about", &about.says);
}

fn flow(table: &mut Table, arms: &[Arm], flow: &Flow) {
    let mut steps = |section, steps: &[Step]| {
        for step in steps {
            let of = Of::new(section, &step.key).titled(&step.title);
            if let Some(total) = step.total {
                table.count(of, "count", total);
            }
            table.counts(of, arms, &step.arms);
        }
    };
    steps("flow.people", &flow.people);
    steps("flow.points", &flow.points);
    reasons(table, "flow.unavailable", &flow.unavailable);
    table.says("flow", &flow.says);
}

fn reasons(table: &mut Table, section: &str, reasons: &[Why]) {
    for why in reasons {
        let of = Of::new(section, &why.key).titled(&why.title);
        table.count(of, "points", why.points);
        table.count(of, "people", why.people);
    }
}

fn by_arm(table: &mut Table, section: &str, arms: &[Arm], rows: &[ByArm]) {
    for row in rows {
        let of = Of::new(section, &row.key).titled(&row.title);
        table.count(of, "count", row.total);
        table.counts(of, arms, &row.arms);
    }
}

fn integrity(table: &mut Table, report: &Report) {
    let (arms, integrity) = (&report.about.design.arms, &report.integrity);
    for (item, check) in [("points", &integrity.points), ("people", &integrity.people)] {
        if let Some(check) = check {
            table.check(Of::new("integrity", item), arms, check);
        }
    }
    reasons(table, "integrity.deviations", &integrity.deviations);
    for row in &integrity.balance {
        let of = Of::new("integrity.balance", &row.key).titled(&row.title);
        table.means(of, arms, &row.arms);
        table.answer(of, &row.standardised, |table, of, known| table.number(of, "standardised", known));
    }
    table.says("integrity", &integrity.says);
}

fn effect(table: &mut Table, report: &Report) {
    let (arms, effect) = (&report.about.design.arms, &report.effect);
    table.estimate(Of::new("effect", "primary").planned(effect.planned), &effect.primary);
    let relative = Of::new("effect", "relative").planned(effect.planned);
    table.answer(relative, &effect.relative, |table, of, one| {
        table.number(of, "estimate", one.estimate);
        table.number(of, "ci_low", one.ci_low);
        table.number(of, "ci_high", one.ci_high);
    });
    table.means(Of::new("effect", "measured").titled(&report.about.outcome.title), arms, &effect.arms);
    for other in &effect.others {
        table.estimate(
            Of::new("effect.others", &other.key).titled(&other.title).planned(other.planned),
            &other.estimate,
        );
    }
    table.says("effect", &effect.says);
}

fn looks(table: &mut Table, report: &Report) {
    let looks = &report.looks;
    for look in &looks.planned {
        table.text(Of::new("looks", if look.last { "last" } else { "interim" }), "day", &look.day.to_string());
    }
    table.number(Of::new("looks", "made"), "count", looks.made);
    table.number(Of::new("looks", "questions"), "count", looks.questions);
    table.maybe(Of::new("looks", "n_star"), "people", looks.n_star);
    if let Some(anytime) = &looks.anytime {
        table.estimate(Of::new("looks", "anytime"), anytime);
    }
    table.says("looks", &looks.says);
}

fn contrast(table: &mut Table, report: &Report) {
    let contrast = &report.contrast;
    let of = |item| Of::new("contrast", item);
    table.mean(of("before"), &contrast.before);
    table.mean(of("with"), &contrast.with);
    table.mean(of("without"), &contrast.without);
    table.estimate(of("naive"), &contrast.naive);
    table.estimate(of("own_change"), &contrast.own_change);
    table.estimate(of("randomised"), &contrast.randomised);
    table.says("contrast", &contrast.says);
}

fn missing(table: &mut Table, report: &Report) {
    let (arms, missing) = (&report.about.design.arms, &report.missing);
    table.text(Of::new("missing", "watermark"), "instant", &missing.watermark.to_rfc3339());
    table.number(Of::new("missing", "open"), "points", missing.open);
    by_arm(table, "missing.reasons", arms, &missing.reasons);
    table.shares(Of::new("missing", "unknown"), arms, &missing.shares);
    table.shares(Of::new("missing", "revised"), arms, &missing.revised);
    for one in &missing.sensitivity {
        table.estimate(Of::new("missing.sensitivity", &one.key).titled(&one.title).planned(one.planned), &one.estimate);
    }
    table.says("missing", &missing.says);
}

fn adherence(table: &mut Table, report: &Report) {
    let (arms, adherence) = (&report.about.design.arms, &report.adherence);
    for rate in &adherence.shares {
        let of = Of::new("adherence", &rate.key).titled(&rate.title);
        if let Some(total) = &rate.total {
            table.share(of, total);
        }
        table.shares(of, arms, &rate.arms);
    }
    for week in &adherence.weeks {
        let name = format!("{}{}", week.week, if week.open { "+" } else { "" });
        table.count(Of::new("adherence.weeks", &name), "people", week.people);
        table.share(Of::new("adherence.active", &name), &week.active);
        table.share(Of::new("adherence.delivered", &name), &week.delivered);
        table.shares(Of::new("adherence.responded", &name), arms, &week.responded);
        table.estimate(Of::new("adherence.weeks", &name), &week.effect);
    }
    for one in &adherence.lasting {
        let name = one.week.to_string();
        let of = Of::new("adherence.lasting", &name);
        table.number(of, "share", one.share);
        table.number(of, "ci_low", one.ci_low);
        table.number(of, "ci_high", one.ci_high);
    }
    table.estimate(Of::new("adherence", "slope"), &adherence.slope);
    table.says("adherence", &adherence.says);
}

fn segments(table: &mut Table, report: &Report) {
    for division in &report.segments.divisions {
        for segment in &division.segments {
            let of = Of::new("segments", &division.key)
                .planned(division.planned)
                .titled(&segment.title)
                .within(&segment.key);
            table.estimate(of, &segment.estimate);
            table.maybe(of, "p_holm", segment.p_holm);
        }
    }
    table.says("segments", &report.segments.says);
}

fn distribution(table: &mut Table, report: &Report) {
    let arms = &report.about.design.arms;
    for bin in &report.distribution.bins {
        let name = match bin.to {
            Some(to) => format!("{}..{to}", bin.from),
            None => format!("{}..", bin.from),
        };
        table.shares(Of::new("distribution", &name), arms, &bin.arms);
    }
    table.says("distribution", &report.distribution.says);
}

fn quality(table: &mut Table, report: &Report) {
    let (arms, quality) = (&report.about.design.arms, &report.quality);
    by_arm(table, "quality.sources", arms, &quality.sources);
    table.shares(Of::new("quality", "capped"), arms, &quality.capped);
    if let Some(flagged) = quality.flagged {
        table.count(Of::new("quality", "flagged"), "people", flagged);
    }
    table.counts(Of::new("quality", "flagged"), arms, &quality.flagged_arms);
    for (item, answer) in [("uncapped", &quality.uncapped), ("without_flagged", &quality.without_flagged)] {
        if let Some(answer) = answer {
            table.estimate(Of::new("quality", item), answer);
        }
    }
    table.says("quality", &quality.says);
}

fn money(table: &mut Table, money: &Money) {
    table.text(Of::new("money", "contract"), "hash", &money.hash);
    for line in &money.lines {
        let of = Of::new("money", &line.name).within(line.year.as_deref().unwrap_or_default());
        table.text(of, "kind", &line.kind);
        table.maybe(of, "value", line.value);
        table.maybe(of, "yen", line.yen);
        for because in &line.because {
            table.sentence(of, because);
        }
        if let Some(one) = &line.uncertain {
            uncertain(table, of, one);
        }
        if let Some(one) = &line.before_after {
            table.number(of, "before_after_value", one.value);
            table.maybe(of, "before_after_yen", one.yen);
        }
    }
    let total = Of::new("money", "total");
    table.maybe(total, "yen", money.total_yen);
    if let Some(ends) = &money.ends {
        table.maybe(total, "at_worse_yen", ends.at_worse_yen);
        table.maybe(total, "at_better_yen", ends.at_better_yen);
    }
    table.maybe(total, "before_after_yen", money.before_after_yen);
    table.says("money", &money.says);
}

fn uncertain(table: &mut Table, of: Of<'_>, one: &Uncertain) {
    table.number(of, "low", one.low);
    table.number(of, "high", one.high);
    table.maybe(of, "at_worse_yen", one.at_worse_yen);
    table.maybe(of, "at_better_yen", one.at_better_yen);
    table.maybe(of, "mean_yen", one.mean_yen);
    for tier in &one.tiers {
        let end = |level: Option<f64>| level.map(|level| level.to_string()).unwrap_or_default();
        let name = format!("{}..{}", end(tier.from), end(tier.until));
        let of = Of { section: "money.tiers", group: &name, ..of };
        table.maybe(of, "least_yen", tier.least_yen);
        table.maybe(of, "most_yen", tier.most_yen);
        table.number(of, "probability", tier.probability);
    }
}

fn recompute(table: &mut Table, report: &Report) {
    let recompute = &report.recompute;
    let of = |item| Of::new("recompute", item);
    if let Some(plan) = &recompute.plan {
        table.text(of("plan"), "hash", plan);
    }
    table.text(of("record"), "hash", &recompute.record);
    table.number(of("record"), "rows", recompute.rows);
    table.text(of("code"), "version", &recompute.code);
    table.text(of("command"), "text", &recompute.command);
    table.says("recompute", &recompute.says);
}
