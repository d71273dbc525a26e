use crate::sentence::Sentence;

/// How an entity's id is made up: texts, and named parts in braces between them.
///
/// `urn:ngsi-ld:DailySteps:{resident}:{date}`. Each part is as short as it can be, but for the last, which
/// goes up to what follows it at the end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IdForm {
    first: String,
    /// A part's name, and the text that follows it.
    parts: Vec<(String, String)>,
}

impl IdForm {
    /// Reads a form.
    ///
    /// # Errors
    /// What is wrong with it, in words.
    pub(super) fn read(text: &str) -> Result<Self, Sentence> {
        let wrong = |en: &str, ja: &str| Sentence::new(format!("`{text}` {en}"), format!("`{text}` {ja}"));
        let mut pieces = text.split('{');
        let first = pieces.next().unwrap_or_default().to_owned();
        let mut parts: Vec<(String, String)> = Vec::new();
        for piece in pieces {
            let open =
                || wrong("has a `{` without its `}`", "の `{` に、組になる `}` がありません。`}` を足してください。");
            let (name, after) = piece.split_once('}').ok_or_else(open)?;
            if !crate::pack::is_name(name) {
                return Err(wrong(
                    "names its parts by a–z, 0–9 and `_`: `{resident}`",
                    "の `{ }` の中は、`{resident}` のように英小文字、数字、`_` で書いてください。",
                ));
            }
            if parts.iter().any(|(known, _)| known == name) {
                return Err(wrong(
                    "has a part twice",
                    "に同じ名前の `{ }` が二度あります。片方の名前を変えてください。",
                ));
            }
            if parts.last().is_some_and(|(_, between)| between.is_empty()) {
                return Err(wrong(
                    "has two parts with nothing between them, so nobody can tell where one ends",
                    "は `{ }` が続いていて、どこで分かれるか決められません。間に `:` などの区切りを書いてください。",
                ));
            }
            parts.push((name.to_owned(), after.to_owned()));
        }
        let stray = first.contains('}') || parts.iter().any(|(_, after)| after.contains('}'));
        match () {
            () if stray => {
                Err(wrong("has a `}` without its `{`", "の `}` に、組になる `{` がありません。`{` を足してください。"))
            }
            () if parts.is_empty() => Err(wrong(
                "has no part in braces, so there is nothing to take from it",
                "に `{ }` で囲んだところがなく、取り出せるものがありません。`{resident}` のように囲んでください。",
            )),
            () => Ok(Self { first, parts }),
        }
    }

    /// Whether there is a part of a name.
    pub fn has(&self, name: &str) -> bool {
        self.parts.iter().any(|(known, _)| known == name)
    }

    /// The part of an id that has a name; `None` when the id is made up otherwise.
    pub fn part<'i>(&self, id: &'i str, wanted: &str) -> Option<&'i str> {
        let mut rest = id.strip_prefix(self.first.as_str())?;
        let mut found = None;
        let mut parts = self.parts.iter().peekable();
        while let Some((name, after)) = parts.next() {
            let part = if parts.peek().is_some() {
                let (part, behind) = rest.split_once(after.as_str())?;
                rest = behind;
                part
            } else {
                rest.strip_suffix(after.as_str())?
            };
            if part.is_empty() {
                return None;
            }
            if name == wanted {
                found = Some(part);
            }
        }
        found
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::IdForm;

    #[test]
    fn parts_of_an_id_are_found() {
        let form = IdForm::read("urn:ngsi-ld:DailySteps:{resident}:{date}").unwrap();
        let id = "urn:ngsi-ld:DailySteps:p-0001:2026-11-21";
        assert_eq!(form.part(id, "resident"), Some("p-0001"));
        assert_eq!(form.part(id, "date"), Some("2026-11-21"));
        assert_eq!(form.part(id, "place"), None);
        for other in
            ["urn:ngsi-ld:Room:p-0001:2026-11-21", "urn:ngsi-ld:DailySteps:p-0001", "urn:ngsi-ld:DailySteps::x"]
        {
            assert_eq!(form.part(other, "resident"), None, "{other}");
        }
        let form = IdForm::read("{resident}の歩数").unwrap();
        assert_eq!(form.part("p-1の歩数", "resident"), Some("p-1"));
        assert_eq!(form.part("p-1", "resident"), None);
    }

    #[test]
    fn forms_that_cannot_be_read_are_told() {
        for wrong in ["urn:x", "{", "{a", "a}", "{a}}", "{Ab}", "{a}{b}", "{a}:{a}", "{}"] {
            assert!(IdForm::read(wrong).is_err(), "{wrong}");
        }
    }
}
