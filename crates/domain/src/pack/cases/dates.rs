use crate::sentence::Sentence;
use chrono::NaiveDate;
use serde::Deserialize;
use serde::de::IgnoredAny;

/// A date as in campaign.toml, or in quotes as in an event.
#[derive(Debug, Clone, Deserialize)]
#[serde(untagged)]
pub(super) enum DateText {
    Plain(toml::value::Datetime),
    Quoted(String),
    Other(IgnoredAny),
}

impl DateText {
    pub(super) fn date(&self) -> Option<NaiveDate> {
        self.text().and_then(|text| text.parse().ok())
    }

    /// What is wrong where it is no date.
    pub(super) fn complaint(&self) -> Sentence {
        let (en, ja) = match self.text() {
            Some(text) => (format!("`{text}` is not a date"), format!("`{text}` は日付になりません。")),
            None => ("this is not a date".to_owned(), "これは日付になりません。".to_owned()),
        };
        Sentence::new(format!("{en}; write `2026-11-20`"), format!("{ja}`2026-11-20` のように書いてください。"))
    }

    fn text(&self) -> Option<String> {
        match self {
            Self::Plain(date) => Some(date.to_string()),
            Self::Quoted(text) => Some(text.clone()),
            Self::Other(_) => None,
        }
    }
}
