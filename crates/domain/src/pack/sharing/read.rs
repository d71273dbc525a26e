use super::{FORMAT, MAX_SHARED_BYTES, Shared, Unusable};
use crate::pack::{is_name, toml_words};
use crate::sentence::{Sentence, thousands};
use serde::Deserialize;
use std::collections::BTreeSet;

pub(super) const FILES: [&str; 4] = ["campaign.toml", "cases.toml", "messages.toml", "rules.rhai"];

/// The most that is asked for anew.
const MOST_PARAMETERS: usize = 50;

/// What every form of the file has said so far.
#[derive(Deserialize)]
struct Head {
    format: i64,
}

impl Shared {
    /// The file.
    pub fn to_text(&self) -> String {
        let note = "# 歩み（ayumi）の取り組みをひとつ、ほかの市でも使えるように書き出したものです。\n\
                    # 職員の画面の「ほかの市のファイルから作る」か `ayumi import` で取り込めます。市の名前などは、取り込むときにお尋ねします。\n\
                    # 市の名前のふりがななど、ほかの書き方が文面に残っていないかは、人が読んで確かめてください。\n\n";
        // Every value of it can be written as TOML.
        format!("{note}{}", toml::to_string_pretty(self).unwrap_or_default())
    }

    /// Reads such a file.
    ///
    /// # Errors
    /// It is too large, none of ours, of a newer program, or was changed into something that cannot be used.
    pub fn read(text: &str) -> Result<Self, Unusable> {
        if text.len() > MAX_SHARED_BYTES {
            let most = thousands(MAX_SHARED_BYTES);
            return Err(unusable(
                format!("the file has more than {most} bytes"),
                format!("ファイルが{most}バイトをこえています。書き出したままのファイルかを確かめてください。"),
            ));
        }
        let Ok(head) = toml::from_str::<Head>(text) else {
            return Err(unusable(
                "this is no campaign that ayumi wrote; take the file as `ayumi export` or the console wrote it",
                "歩みから書き出した取り組みのファイルではありません。書き出したままのファイルを使ってください。",
            ));
        };
        if head.format > FORMAT {
            return Err(unusable(
                format!(
                    "the file has the form {} of a newer program, and this one knows up to {FORMAT}; use a newer program, or \
                     have it exported by an older one",
                    head.format
                ),
                format!(
                    "このファイルは新しい版の歩みで書き出されています（形式{}。いまの歩みが読めるのは形式{FORMAT}までです）。\
                     歩みを新しくしてから、取り込んでください。",
                    head.format
                ),
            ));
        }
        let mut wrong = None;
        let read: Option<Self> = toml_words::read(text, &mut |_, said| wrong = Some(said));
        let shared = read.ok_or_else(|| {
            let said = wrong.unwrap_or_default();
            unusable(format!("the file cannot be used: {}", said.en), format!("このファイルは使えません。{}", said.ja))
        })?;
        shared.checked()
    }

    fn checked(self) -> Result<Self, Unusable> {
        let names: BTreeSet<&str> = self.files.keys().map(String::as_str).collect();
        if names != BTreeSet::from(FILES) || !is_name(&self.name) || !self.shared.keys().all(|name| is_name(name)) {
            return Err(unusable(
                format!("the file has not just {}, or a name in it is none", FILES.join(", ")),
                "ファイルの中身が足りないか、余分なものがあります。書き出したままのファイルを使ってください。",
            ));
        }
        let mut seen = BTreeSet::new();
        let twice = self.parameters.iter().any(|parameter| !is_name(&parameter.name) || !seen.insert(&parameter.name));
        if twice || self.parameters.len() > MOST_PARAMETERS {
            return Err(unusable(
                format!("its parameters have a name each, all different, {MOST_PARAMETERS} at most"),
                format!(
                    "置きかえる項目は、それぞれ別の名前で{MOST_PARAMETERS}個までです。ファイルを確かめてください。"
                ),
            ));
        }
        Ok(self)
    }
}

fn unusable(en: impl Into<String>, ja: impl Into<String>) -> Unusable {
    Unusable(Sentence::new(en, ja))
}
