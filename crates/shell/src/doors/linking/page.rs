use super::words::{Language, wait};
use domain::linking::Slip;
use http::StatusCode;
use maud::{DOCTYPE, Markup, html};

/// The page of a link token.
pub(super) struct Page<'a> {
    pub(super) city: &'a str,
    /// The city's name.
    pub(super) name: &'a str,
    pub(super) token: &'a str,
    pub(super) form: &'a str,
    pub(super) language: Language,
    /// What is said first; nothing when the page is opened.
    pub(super) said: Option<Said>,
}

/// What became of what was entered, or of the page itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Said {
    /// It was typed wrong.
    Slip(Slip),
    /// There is no such code.
    Wrong,
    /// Too many were wrong.
    Locked(i64),
    /// The page can no longer be used.
    Gone,
    /// The form was not this browser's own.
    Stale,
}

impl Said {
    pub(super) fn status(self) -> StatusCode {
        match self {
            Self::Slip(_) | Self::Wrong => StatusCode::UNPROCESSABLE_ENTITY,
            Self::Locked(_) => StatusCode::TOO_MANY_REQUESTS,
            Self::Gone => StatusCode::GONE,
            Self::Stale => StatusCode::FORBIDDEN,
        }
    }

    /// Whether another try makes sense now.
    fn is_final(self) -> bool {
        matches!(self, Self::Locked(_) | Self::Gone)
    }
}

impl Page<'_> {
    pub(super) fn html(&self) -> String {
        let words = self.language.words();
        let page = html! {
            (DOCTYPE)
            html lang=(self.language.code()) {
                head {
                    meta charset="utf-8";
                    meta name="viewport" content="width=device-width, initial-scale=1";
                    meta name="robots" content="noindex";
                    title { (words.title) " | " (self.name) }
                    link rel="stylesheet" href="/link/style.css";
                }
                body {
                    main {
                        header {
                            p.city { (self.name) }
                            (self.other_language())
                        }
                        h1 { (words.title) }
                        @if let Some(said) = self.said {
                            p #said .said role="alert" { (self.told(said)) }
                        }
                        @if !self.said.is_some_and(Said::is_final) { (self.form()) }
                    }
                }
            }
        };
        page.into_string()
    }

    fn form(&self) -> Markup {
        let words = self.language.words();
        let described = if self.said.is_some() { "said hint" } else { "hint" };
        html! {
            p { (words.intro) }
            form method="post" action={ "/link/" (self.city) } {
                input type="hidden" name="linkToken" value=(self.token);
                input type="hidden" name="form" value=(self.form);
                input type="hidden" name="lang" value=(self.language.code());
                label for="code" { (words.label) }
                input #code type="text" name="code" inputmode="numeric" autocomplete="off" maxlength="30" required
                    autofocus[self.said.is_some()] aria-describedby=(described)
                    aria-invalid=[self.said.map(|_| "true")];
                p #hint .hint { (words.hint) }
                button type="submit" { (words.button) }
            }
            h2 { (words.then) }
            ol { @for step in words.next { li { (step) } } }
            p.unasked { (words.unasked) }
        }
    }

    /// The same page in the other language.
    fn other_language(&self) -> Markup {
        let other = match self.language {
            Language::Ja => Language::En,
            Language::En => Language::Ja,
        };
        let words = self.language.words();
        html! {
            form.language method="get" action={ "/link/" (self.city) } {
                input type="hidden" name="linkToken" value=(self.token);
                input type="hidden" name="lang" value=(other.code());
                button type="submit" lang=(other.code()) { (words.other) }
            }
        }
    }

    fn told(&self, said: Said) -> String {
        let words = self.language.words();
        match said {
            Said::Slip(slip) => words.slip(slip).to_owned(),
            Said::Wrong => words.wrong.to_owned(),
            Said::Locked(seconds) => wait(self.language, seconds),
            Said::Gone => words.gone.to_owned(),
            Said::Stale => words.stale.to_owned(),
        }
    }
}
