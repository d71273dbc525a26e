use super::figures::{fixed, percent, portion, with_unit};
use super::paper::Paper;
use super::plots::grouped;
use maud::{Markup, html};
use outcomes::report::{Answer, Bin};

/// How the outcome is distributed, by arm.
pub(super) fn body(p: &Paper<'_>) -> Markup {
    let distribution = &p.report.distribution;
    let w = p.w;
    let outcome = p.said(&p.report.about.outcome.title);
    let title = w.with("report-distribution-of", [("outcome", outcome.into())]);
    html! {
        h3 { (w.say("report-distribution")) }
        @for sentence in &distribution.says { p { (p.said(sentence)) } }
        @if distribution.bins.is_empty() { p { (w.say("report-no-distribution")) } } @else {
            (picture(p, &title, &distribution.bins))
            (table(p, &title, &distribution.bins))
        }
    }
}

fn picture(p: &Paper<'_>, title: &str, bins: &[Bin]) -> Markup {
    let w = p.w;
    let shares = |bin: &Bin| bin.arms.iter().map(|answer| answer.known().map(|share| portion(*share))).collect();
    let drawn: Vec<(String, Vec<Option<f64>>)> = bins.iter().map(|bin| (number(bin.from), shares(bin))).collect();
    let arms = p.arm_titles();
    let fullest = |arm: usize| {
        let of = |bin: &Bin| bin.arms.get(arm).and_then(Answer::known).map_or(-1.0, |share| portion(*share));
        bins.iter()
            .max_by(|one, other| of(one).total_cmp(&of(other)))
            .filter(|bin| of(bin) >= 0.0)
            .map(|bin| (bin, of(bin)))
    };
    let said = arms.iter().enumerate().filter_map(|(arm, name)| {
        let (bin, share) = fullest(arm)?;
        let parts = [("arm", name.into()), ("bin", between(p, bin).into()), ("percent", percent(share).into())];
        Some(w.with("report-distribution-says", parts))
    });
    let says = std::iter::once(title.to_owned()).chain(said).collect::<Vec<_>>().join(" ");
    let under = w.with("report-distribution-under", [("unit", p.said(&p.report.about.outcome.unit).into())]);
    grouped((title, &under), &says, &arms, &drawn)
}

fn table(p: &Paper<'_>, title: &str, bins: &[Bin]) -> Markup {
    let head = html! { th scope="col" { (p.say("report-bin")) } (p.arm_heads()) };
    let rows = html! {
        @for bin in bins { tr { th scope="row" { (between(p, bin)) } (p.share_cells(&bin.arms)) } }
    };
    p.table(&p.w.with("report-as-table", [("title", title.into())]), &head, &rows)
}

/// 2,000〜4,000歩未満, 20,000歩以上.
fn between(p: &Paper<'_>, bin: &Bin) -> String {
    let unit = p.said(&p.report.about.outcome.unit);
    match bin.to {
        Some(to) => {
            let to = with_unit(p.w, &number(to), &unit);
            p.w.with("report-bin-between", [("from", number(bin.from).into()), ("to", to.into())])
        }
        None => p.w.with("report-bin-last", [("from", with_unit(p.w, &number(bin.from), &unit).into())]),
    }
}

fn number(value: f64) -> String {
    fixed(value, if value.fract().abs() < 1e-9 { 0 } else { 2 })
}
