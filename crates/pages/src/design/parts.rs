use crate::words::Words;
use maud::{Markup, html};

/// How something is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Tone {
    /// It went well.
    Good,
    /// It has to be looked at.
    Warning,
    /// It did not go.
    Bad,
    /// It is so.
    Plain,
}

impl Tone {
    fn class(self) -> &'static str {
        match self {
            Self::Good => "good",
            Self::Warning => "warning",
            Self::Bad => "bad",
            Self::Plain => "plain",
        }
    }
}

/// Something that is said above a page; read aloud where it appears.
pub(crate) fn notice(tone: Tone, body: &Markup) -> Markup {
    let role = if tone == Tone::Bad { "alert" } else { "status" };
    html! { div class={ "notice " (tone.class()) } role=(role) { (body) } }
}

/// A word that says how something stands.
pub(crate) fn tag(tone: Tone, text: &str) -> Markup {
    html! { span class={ "tag " (tone.class()) } { (text) } }
}

/// What is said where there is nothing yet, and what to do.
pub(crate) fn empty(text: &str, next: Option<(&str, &str)>) -> Markup {
    html! {
        div.empty {
            p { (text) }
            @if let Some((path, name)) = next { p { a.button href=(path) { (name) } } }
        }
    }
}

/// A field with its label, and a hint below the label.
pub(crate) fn field(name: &str, label: &str, hint: Option<&str>, input: &Markup) -> Markup {
    html! {
        div.field {
            label for=(name) { (label) }
            @if let Some(hint) = hint { p.hint id={ (name) "-hint" } { (hint) } }
            (input)
        }
    }
}

/// A sentence in which names stand between backticks, as commands print it: on a page they are set apart.
pub(crate) fn coded(text: &str) -> Markup {
    html! {
        @for (place, part) in text.split('`').enumerate() {
            @if place % 2 == 0 { (part) } @else { code { (part) } }
        }
    }
}

/// A field that is not seen.
pub(crate) fn hidden(name: &str, value: &str) -> Markup {
    html! { input type="hidden" name=(name) value=(value); }
}

/// Lines that went and came, of a difference in unified form.
pub(crate) fn diff(words: Words, before: &str, after: &str) -> Markup {
    let patch = diffy::create_patch(before, after);
    html! {
        pre.diff tabindex="0" {
            @for hunk in patch.hunks() {
                span.place { (words.with("diff-line", [("line", hunk.new_range().start().into())])) "\n" }
                @for line in hunk.lines() {
                    @match line {
                        diffy::Line::Context(text) => { " " (text) },
                        diffy::Line::Delete(text) => del { "-" (text) },
                        diffy::Line::Insert(text) => ins { "+" (text) },
                    }
                }
            }
        }
    }
}
