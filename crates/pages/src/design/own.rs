use super::own_asset;
use crate::words::{Book, Language, Words};
use maud::{DOCTYPE, Markup, PreEscaped, html};

/// What is around a page for residents.
pub(crate) struct OwnFrame<'a> {
    pub(crate) words: Words,
    /// The page's name, above it and in the window's title.
    pub(crate) title: &'a str,
    /// The city's name.
    pub(crate) city: &'a str,
    /// The path of the reader's own first page; nobody is let in without it.
    pub(crate) root: Option<&'a str>,
    /// Where the page is, to which a change of language leads back; empty where it cannot be had again.
    pub(crate) here: &'a str,
    /// What is said first.
    pub(crate) said: Option<Markup>,
}

/// The ways that lead on from every page, and what each is called.
const WAYS: [(&str, &str); 5] = [
    ("", "way-home"),
    ("/notebook", "way-notebook"),
    ("/challenge", "way-challenge"),
    ("/points", "way-points"),
    ("/choices", "way-choices"),
];

impl OwnFrame<'_> {
    /// The whole page.
    pub(crate) fn around(&self, body: &Markup) -> String {
        let w = self.words;
        let path = self.here.split('?').next().unwrap_or_default();
        let is_here = |way: &str| self.root.is_some_and(|root| path == format!("{root}{way}"));
        let page = html! {
            (DOCTYPE)
            html lang=(w.language.code()) {
                (own_head(self.title, self.city))
                body {
                    a.skip href="#main" { (w.say("skip")) }
                    header.top {
                        p.brand { span { "歩み" } " " small { (self.city) } }
                        @if !self.here.is_empty() { (languages(w, self.here)) }
                    }
                    main #main tabindex="-1" {
                        @if let Some(said) = &self.said { (said) }
                        h1 { (self.title) }
                        (body)
                    }
                    @if let Some(root) = self.root {
                        nav.ways aria-label=(w.say("ways")) {
                            ul {
                                @for (way, key) in WAYS {
                                    li { a href={ (root) (way) } aria-current=[is_here(way).then_some("page")] { (w.say(key)) } }
                                }
                            }
                        }
                    }
                }
            }
        };
        let PreEscaped(text) = page;
        text
    }
}

/// What stands before each page for residents.
pub(crate) fn own_head(title: &str, city: &str) -> Markup {
    html! {
        head {
            meta charset="utf-8";
            meta name="viewport" content="width=device-width, initial-scale=1";
            meta name="robots" content="noindex";
            meta name="color-scheme" content="light dark";
            meta name="format-detection" content="telephone=no";
            title { (title) " | " (city) }
            link rel="stylesheet" href=(own_asset("own.css"));
            link rel="icon" href="data:,";
            script type="module" src=(own_asset("own.js")) {}
        }
    }
}

/// The same page in the other languages, each named in itself.
fn languages(w: Words, here: &str) -> Markup {
    let all = [
        ("ja", "日本語", w.language == Language::Ja && w.book == Book::Own),
        ("easy_ja", "やさしい日本語", w.book == Book::OwnEasy),
        ("en", "English", w.language == Language::En),
    ];
    html! {
        p.languages {
            @for (code, name, is_now) in all {
                @if !is_now { a lang=(if code == "en" { "en" } else { "ja" }) href=(super::frame::with_language(here, code)) { (name) } " " }
            }
        }
    }
}
