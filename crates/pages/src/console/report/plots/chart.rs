use maud::{Markup, html};

/// A stage of a flow: those who came so far.
pub(in super::super) struct Stage {
    pub(in super::super) title: String,
    /// How many of all, and what share of the stage before; `None` where it is not recorded.
    pub(in super::super) all: Option<String>,
    /// The same by arm: what it is called, and how many. Empty where they have not parted yet.
    pub(in super::super) arms: Vec<(String, String)>,
    /// Who left before the next stage, and why.
    pub(in super::super) left: Vec<String>,
}

/// A flow from top to bottom, which parts where arms do. It is a list, so that it is read as one where it is not seen.
pub(in super::super) fn chart(title: &str, stages: &[Stage]) -> Markup {
    html! {
        figure.plot {
            figcaption { (title) }
            ol.flow {
                @for (place, stage) in stages.iter().enumerate() {
                    li {
                        @if place > 0 { (arrows(stage.arms.len().max(1))) }
                        @if stage.arms.is_empty() {
                            .flow-box { span.flow-name { (stage.title) } @if let Some(all) = &stage.all { " " strong { (all) } } }
                        } @else {
                            p.flow-stage { (stage.title) @if let Some(all) = &stage.all { " " strong { (all) } } }
                            .flow-arms {
                                @for (arm, many) in &stage.arms {
                                    .flow-box { span.flow-name { (arm) } " " strong { (many) } }
                                }
                            }
                        }
                        @if !stage.left.is_empty() {
                            ul.flow-left { @for why in &stage.left { li { (why) } } }
                        }
                    }
                }
            }
        }
    }
}

/// One arrow down for each arm.
fn arrows(many: usize) -> Markup {
    html! {
        svg.flow-arrows height="24" aria-hidden="true" {
            @for place in 0..many {
                @let x = super::across(100.0 * (place as f64 + 0.5) / many as f64);
                line.flow-line x1=(x) x2=(x) y1="0" y2="16" {}
                text.flow-head x=(x) y="23" text-anchor="middle" { "▼" }
            }
        }
    }
}
