use super::figures::{Scale, count, decimals, fixed, freedom, p_value, share};
use crate::design::{Tone, tag};
use crate::words::Words;
use domain::Sentence;
use maud::{Markup, html};
use outcomes::report::{Answer, Arm, Correction, Count, Estimate, Mean, Report, Rows, Share};

/// A report on its way to paper or to a screen: what its sections are made with.
#[derive(Clone, Copy)]
pub(super) struct Paper<'r> {
    pub(super) w: Words,
    pub(super) report: &'r Report,
    /// What differences are told in.
    pub(super) scale: Scale,
}

/// A row of a table of estimates.
pub(super) struct Found<'a> {
    pub(super) title: String,
    /// Whether the plan has it; nothing is said where the question makes no sense.
    pub(super) planned: Option<bool>,
    pub(super) answer: &'a Answer<Estimate>,
}

impl<'a> Found<'a> {
    pub(super) fn new(title: String, planned: Option<bool>, answer: &'a Answer<Estimate>) -> Self {
        Self { title, planned, answer }
    }
}

impl<'r> Paper<'r> {
    pub(super) fn new(w: Words, report: &'r Report) -> Self {
        Self { w, report, scale: Scale::of(&report.about.outcome) }
    }

    pub(super) fn say(&self, key: &str) -> String {
        self.w.say(key)
    }

    /// The key of what is said of rows: they are decision points, or weeks of people.
    pub(super) fn of_rows(&self, key: &'static str, weeks: &'static str) -> &'static str {
        if self.report.recompute.asked.rows == Rows::Points { key } else { weeks }
    }

    pub(super) fn said(&self, sentence: &Sentence) -> String {
        self.w.said(sentence)
    }

    pub(super) fn arms(&self) -> &'r [Arm] {
        &self.report.about.design.arms
    }

    pub(super) fn arm_titles(&self) -> Vec<String> {
        self.arms().iter().map(|arm| self.said(&arm.title)).collect()
    }

    /// A section with its number and its sentences.
    pub(super) fn part(&self, id: &str, says: &[Sentence], body: &Markup) -> Markup {
        html! {
            section.part id=(id) aria-labelledby={ (id) "-title" } {
                h2 id={ (id) "-title" } { (self.say(&format!("report-{id}"))) }
                @for sentence in says { p { (self.said(sentence)) } }
                (body)
            }
        }
    }

    /// What stands for a value that is not there.
    pub(super) fn instead(&self, sentence: &Sentence) -> Markup {
        html! { span.instead { (self.said(sentence)) } }
    }

    /// Whether something was fixed before the start.
    pub(super) fn planned(&self, planned: bool) -> Markup {
        if planned {
            tag(Tone::Good, &self.say("report-planned"))
        } else {
            tag(Tone::Warning, &self.say("report-exploratory"))
        }
    }

    /// A table with its name above it, which is scrolled where it is wider than the screen.
    pub(super) fn table(&self, title: &str, head: &Markup, rows: &Markup) -> Markup {
        html! {
            .scroll tabindex="0" role="region" aria-label=(title) {
                table {
                    caption { (title) }
                    thead { tr { (head) } }
                    tbody { (rows) }
                }
            }
        }
    }

    /// The heads of columns, one for each arm.
    pub(super) fn arm_heads(&self) -> Markup {
        html! { @for title in self.arm_titles() { th.number scope="col" { (title) } } }
    }

    /// Cells of counts, one for each arm; nothing was told by arm where there are none.
    pub(super) fn counts(&self, counts: &[Count]) -> Markup {
        html! {
            @if counts.is_empty() { @for _ in self.arms() { td.number { "—" } } }
            @for one in counts { td.number { (count(self.w, *one)) } }
        }
    }

    /// A cell of a share.
    pub(super) fn share_cell(&self, answer: &Answer<Share>) -> Markup {
        html! {
            @match (answer.known(), answer.instead()) {
                (Some(known), _) => td.number { (share(self.w, *known)) },
                (None, _) => (self.cell_instead(answer)),
            }
        }
    }

    /// Cells of shares, one for each arm.
    pub(super) fn share_cells(&self, answers: &[Answer<Share>]) -> Markup {
        html! {
            @if answers.is_empty() { @for _ in self.arms() { td.number { "—" } } }
            @for answer in answers { (self.share_cell(answer)) }
        }
    }

    /// A cell of a mean, in the outcome's unit or as `number` writes it.
    pub(super) fn mean_cell(&self, answer: &Answer<Mean>, number: impl Fn(f64) -> String) -> Markup {
        html! {
            @match (answer.known(), answer.instead()) {
                (Some(mean), _) => td.number {
                    (number(mean.mean))
                    small { (self.w.with("report-sd", [("sd", number(mean.sd).into())])) }
                },
                (None, _) => (self.cell_instead(answer)),
            }
        }
    }

    /// A cell of a table whose value is not there. Why it is hidden is the same in all of them, and short here.
    pub(super) fn cell_instead<T>(&self, answer: &Answer<T>) -> Markup {
        html! {
            @match (answer, answer.instead()) {
                (Answer::Hidden(_), _) => td.number { (count(self.w, Count::Hidden)) },
                (_, said) => td { @if let Some(said) = said { (self.instead(said)) } },
            }
        }
    }

    /// Estimates, one below the other, with all that belongs to them.
    pub(super) fn estimates(&self, title: &str, rows: &[Found<'_>]) -> Markup {
        let w = self.w;
        let head = html! {
            th scope="col" { (w.say("report-analysis")) }
            th.number scope="col" { (w.say("report-difference")) }
            th.number scope="col" { (w.say("report-interval-head")) }
            th.number scope="col" { "p" }
            th.number scope="col" { (w.say("report-se")) }
            th.number scope="col" { (w.say("report-df")) }
            th.number scope="col" { (w.say("report-people")) }
            th.number scope="col" { (w.say("report-rows")) }
            th scope="col" { (w.say("report-correction")) }
        };
        self.table(title, &head, &html! { @for row in rows { (self.estimate_row(row)) } })
    }

    fn estimate_row(&self, row: &Found<'_>) -> Markup {
        let w = self.w;
        html! {
            tr {
                th scope="row" { (row.title) @if let Some(planned) = row.planned { " " (self.planned(planned)) } }
                @match (row.answer.known(), row.answer.instead()) {
                    (Some(known), _) => {
                        td.number { (self.difference(known)) }
                        td.number { (self.interval(known)) }
                        td.number { (p_value(w, known.p)) }
                        td.number { (self.standard_error(known)) }
                        td.number { @match known.df { Some(df) => (freedom(df)), None => "—" } }
                        td.number { (count(w, known.people)) }
                        td.number { (count(w, known.points)) }
                        td { (w.say(correction(known.correction))) }
                    },
                    (None, said) => td colspan="8" { @if let Some(said) = said { (self.instead(said)) } },
                }
            }
        }
    }

    /// A standard error. That of a logarithm stays one: in percent it would be none.
    pub(super) fn standard_error(&self, estimate: &Estimate) -> String {
        let told = if self.scale == Scale::Points { estimate.se * 100.0 } else { estimate.se };
        fixed(told, decimals([told]))
    }
}

/// The key of what an estimate's error is made by.
pub(super) fn correction(correction: Correction) -> &'static str {
    match correction {
        Correction::ManclDeRouen => "report-mancl-de-rouen",
        Correction::ClusterRobust => "report-cluster-robust",
        Correction::BellMcCaffrey => "report-bell-mccaffrey",
        Correction::Welch => "report-welch",
        Correction::Plain => "report-plain",
        Correction::Anytime => "report-anytime-correction",
    }
}
