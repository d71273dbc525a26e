use super::{asset, has_editor, other_language};
use crate::words::Words;
use maud::{DOCTYPE, Markup, PreEscaped, html};

/// What is around a page.
pub(crate) struct Frame<'a> {
    pub(crate) words: Words,
    /// The page's name, above it and in the window's title.
    pub(crate) title: &'a str,
    /// The city's name.
    pub(crate) city: &'a str,
    /// Where the reader is; nobody is signed in without it.
    pub(crate) place: Option<Place<'a>>,
    /// Where the page is, to which a change of language leads back.
    pub(crate) here: &'a str,
    /// What is said first.
    pub(crate) said: Option<Markup>,
    /// Whether the page has the editor.
    pub(crate) editor: bool,
    /// Whether the page has a table or a form that wants the whole width.
    pub(crate) wide: bool,
    /// Whether the page is of a report: printed, and light or dark as the reader has it.
    pub(crate) report: bool,
}

/// Where a reader is, and where they may go.
pub(crate) struct Place<'a> {
    /// The path of the console's first page.
    pub(crate) root: &'a str,
    /// The reader's name.
    pub(crate) person: &'a str,
    /// What leads elsewhere: path, name, how much waits there.
    pub(crate) ways: Vec<(String, String, i64)>,
    /// The hidden field that forms carry.
    pub(crate) csrf: &'a str,
}

impl Frame<'_> {
    /// The whole page.
    pub(crate) fn around(&self, body: &Markup) -> String {
        let w = self.words;
        let (code, other) = other_language(w);
        let page = html! {
            (DOCTYPE)
            html lang=(w.language.code()) class=[self.report.then_some("of-report")] {
                head {
                    meta charset="utf-8";
                    meta name="viewport" content="width=device-width, initial-scale=1";
                    meta name="robots" content="noindex";
                    meta name="color-scheme" content=(if self.report { "light dark" } else { "light" });
                    title { (self.title) " | " (self.city) " | ayumi" }
                    link rel="stylesheet" href=(asset("tokens.css"));
                    link rel="stylesheet" href=(asset("style.css"));
                    @if self.report { link rel="stylesheet" href=(asset("report.css")); }
                    link rel="icon" href="data:,";
                    script type="module" src=(asset("live.js")) {}
                    @if self.editor && has_editor() { script type="module" src=(asset("editor.js")) {} }
                }
                body {
                    a.skip href="#main" { (w.say("frame-skip")) }
                    header.top {
                        .top-inner {
                            p.brand {
                                @match &self.place {
                                    Some(place) => a href=(place.root) { span.brand-name { "歩み" } span.brand-city { (self.city) } },
                                    None => { span.brand-name { "歩み" } span.brand-city { (self.city) } },
                                }
                            }
                            .top-tools {
                                a.language lang=(code) hreflang=(code) href=(with_language(self.here, code)) { (other) }
                                @if let Some(place) = &self.place {
                                    a href={ (place.root) "/account" } { (place.person) }
                                    form method="post" action={ (place.root) "/sign-out" } {
                                        input type="hidden" name="csrf" value=(place.csrf);
                                        button.plain { (w.say("frame-sign-out")) }
                                    }
                                }
                            }
                        }
                        @if let Some(place) = &self.place {
                            nav aria-label=(w.say("frame-nav")) {
                                ul {
                                    @for (path, name, waiting) in &place.ways {
                                        li {
                                            a href=(path) aria-current=[is_here(self.here, path, place.root).then_some("page")] {
                                                (name)
                                                @if *waiting > 0 {
                                                    " " span.count { (w.number(*waiting)) span.unseen { (w.say("frame-waiting")) } }
                                                }
                                            }
                                        }
                                    }
                                }
                            }
                        }
                    }
                    main #main tabindex="-1" class=[self.wide.then_some("wide")] {
                        @if let Some(said) = &self.said { (said) }
                        h1 { (self.title) }
                        (body)
                    }
                    footer { p { (w.say("frame-foot")) } }
                }
            }
        };
        let PreEscaped(text) = page;
        text
    }
}

/// Whether a way leads to where the reader is.
fn is_here(here: &str, path: &str, root: &str) -> bool {
    let here = here.split('?').next().unwrap_or_default();
    if path == root { here == root } else { here == path || here.starts_with(&format!("{path}/")) }
}

/// The same page in another language.
pub(super) fn with_language(here: &str, code: &str) -> String {
    let (path, query) = here.split_once('?').unwrap_or((here, ""));
    let kept: Vec<&str> = query
        .split('&')
        .filter(|part| !part.is_empty() && !part.starts_with("lang=") && !part.starts_with("said="))
        .collect();
    let mut asked = kept.join("&");
    if !asked.is_empty() {
        asked.push('&');
    }
    format!("{path}?{asked}lang={code}")
}
