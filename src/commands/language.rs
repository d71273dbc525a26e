//! The language in which a command tells what it found.

use clap::{Args, ValueEnum};
use domain::{Language, Sentence};

/// In which language.
#[derive(Args)]
pub(super) struct Spoken {
    /// The language of what is told [default: Japanese where LC_ALL, LC_MESSAGES or LANG says so]
    #[arg(long, value_enum, value_name = "LANGUAGE")]
    lang: Option<Lang>,
}

/// A language as it is asked for.
#[derive(Clone, Copy, ValueEnum)]
pub(super) enum Lang {
    /// Japanese
    Ja,
    /// English
    En,
}

impl Spoken {
    /// A language that was chosen otherwise.
    pub(super) fn of(lang: Lang) -> Self {
        Self { lang: Some(lang) }
    }

    /// The language that was asked for, or else that of the environment.
    pub(super) fn language(&self) -> Language {
        match self.lang {
            Some(lang) => lang.into(),
            None => of_environment(|name| std::env::var(name).ok()),
        }
    }
}

/// Why something cannot be done, in a language.
pub(super) fn said(told: &Sentence, language: Language) -> anyhow::Error {
    anyhow::Error::msg(told.say(language).to_owned())
}

impl From<Lang> for Language {
    fn from(lang: Lang) -> Self {
        match lang {
            Lang::Ja => Self::Ja,
            Lang::En => Self::En,
        }
    }
}

/// Of the variables of a locale the first that says something counts, in POSIX's order.
fn of_environment(variable: impl Fn(&str) -> Option<String>) -> Language {
    let said = ["LC_ALL", "LC_MESSAGES", "LANG"].into_iter().filter_map(variable).find(|said| !said.is_empty());
    if said.is_some_and(|said| said.starts_with("ja")) { Language::Ja } else { Language::En }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_variable_that_says_something_counts() {
        let of = |all: &[(&str, &str)]| {
            of_environment(|name| all.iter().find(|known| known.0 == name).map(|known| known.1.to_owned()))
        };
        assert_eq!(of(&[("LANG", "ja_JP.UTF-8")]), Language::Ja);
        assert_eq!(of(&[("LC_ALL", ""), ("LC_MESSAGES", "ja"), ("LANG", "C")]), Language::Ja);
        assert_eq!(of(&[("LC_ALL", "C.UTF-8"), ("LANG", "ja_JP.UTF-8")]), Language::En);
        assert_eq!(of(&[]), Language::En);
    }
}
