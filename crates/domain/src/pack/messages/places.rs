//! The texts for LINE as they would leave, each with its place in the files.

use super::{SAMPLE, Values};
use crate::decide::LineBody;
use crate::event::ChannelKind;
use crate::pack::{Pack, Problem, Ruleset};
use crate::sentence::Sentence;
use serde::Deserialize;
use serde::de::IgnoredAny;
use std::collections::BTreeMap;
use toml::Spanned;

/// A text for LINE.
#[derive(Debug, Clone, PartialEq)]
pub struct LineText {
    /// Where it stands, with nothing to say yet.
    place: Problem,
    /// What would leave, with a long value for each that a rule fills in.
    pub body: LineBody,
}

impl LineText {
    /// Something wrong with it.
    pub fn problem(&self, said: Sentence) -> Problem {
        Problem { message: said.en, message_ja: said.ja, ..self.place.clone() }
    }
}

/// Where the texts for LINE of a message stand, by language.
#[derive(Deserialize)]
struct Places {
    ja: Place,
    easy_ja: Option<Place>,
    en: Option<Place>,
}

#[derive(Deserialize)]
struct Place {
    line: Option<Spanned<IgnoredAny>>,
}

impl Pack {
    /// Every text of the pack that may leave by LINE, in order of file and name. `ruleset` is what this
    /// pack compiles to.
    pub fn line_texts(&self, ruleset: &Ruleset) -> Vec<LineText> {
        let mut texts = Vec::new();
        for (campaign, compiled) in &ruleset.campaigns {
            let path = self.campaign_path(campaign, "messages.toml");
            let file = self.files.get(&path).map(String::as_str).unwrap_or_default();
            let places: BTreeMap<String, Places> = toml::from_str(file).unwrap_or_default();
            for (name, message) in &compiled.messages {
                let values: Values =
                    message.placeholders().into_iter().map(|name| (name.to_owned(), "200,000".to_owned())).collect();
                for (language, text) in &message.texts {
                    let place = places.get(name).and_then(|places| match language.as_str() {
                        "easy_ja" => places.easy_ja.as_ref(),
                        "en" => places.en.as_ref(),
                        _ => Some(&places.ja),
                    });
                    let byte = place.and_then(|place| place.line.as_ref()).map(|line| line.span().start);
                    // Every value is there, so nothing is missing.
                    let said = text.body(ChannelKind::Line, &values, &ruleset.city).and_then(Result::ok);
                    let title = text.heading(&values, &ruleset.city).and_then(Result::ok);
                    texts.extend(said.map(|said| LineText {
                        place: Problem::at(&path, file, byte.unwrap_or_default(), Sentence::default()),
                        body: LineBody::new(text, title, said).with_page(SAMPLE),
                    }));
                }
            }
        }
        texts
    }
}
