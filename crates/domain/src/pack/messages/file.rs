//! Reading `messages.toml`.

use super::style::LinkFile;
use super::texts::{Around, Complaint, complaints};
use super::wording::missing_values;
use super::{IfQuiet, Message, OncePer, Part, Priority, Reply, Style, Text, ValidFor};
use crate::pack::text::sensitive_word;
use crate::pack::{Read, is_name, no_name, toml_words};
use crate::sentence::Sentence;
use serde::Deserialize;
use std::collections::BTreeMap;
use std::ops::Range;
use toml::Spanned;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default)]
    once_per: OncePer,
    valid_for: Option<Spanned<String>>,
    #[serde(default)]
    if_quiet: IfQuiet,
    #[serde(default)]
    outdoor: bool,
    #[serde(default)]
    priority: Priority,
    max_parts: Option<Spanned<usize>>,
    neutral: Option<Spanned<Approval>>,
    ja: Spanned<TextFile>,
    easy_ja: Option<Spanned<TextFile>>,
    en: Option<Spanned<TextFile>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct TextFile {
    #[serde(default)]
    style: Style,
    title: Option<Spanned<String>>,
    line: Option<Spanned<String>>,
    sms: Option<Spanned<String>>,
    #[serde(default)]
    replies: Vec<Spanned<Reply>>,
    link: Option<Spanned<LinkFile>>,
    page: Option<Spanned<String>>,
}

/// Where a text and its parts stand in the file.
struct Places {
    whole: Range<usize>,
    title: Option<Range<usize>>,
    line: Option<Range<usize>>,
    sms: Option<Range<usize>>,
    replies: Vec<Range<usize>>,
    link: Option<Range<usize>>,
    page: Option<Range<usize>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Approval {
    approved_by: String,
    /// Kept for readers of the file; a valid date is all that is asked of it.
    #[serde(rename = "on")]
    _on: toml::value::Datetime,
}

/// Reads a campaign's messages.
pub(in crate::pack) fn read(
    text: &str,
    around: Around<'_>,
    problem: &mut dyn FnMut(Range<usize>, Sentence),
    warning: &mut dyn FnMut(Range<usize>, Sentence),
) -> Option<Read<BTreeMap<String, Message>>> {
    let files: BTreeMap<Spanned<String>, File> = toml_words::read(text, problem)?;
    let (mut messages, mut is_whole) = (BTreeMap::new(), true);
    for (name, file) in files {
        if !is_name(name.get_ref()) {
            problem(name.span(), no_name(name.get_ref()));
        }
        let message = read_message(file, around, problem, warning);
        is_whole &= message.is_whole;
        messages.insert(name.into_inner(), message.value);
    }
    Some(Read { value: messages, is_whole })
}

fn read_message(
    file: File,
    around: Around<'_>,
    problem: &mut dyn FnMut(Range<usize>, Sentence),
    warning: &mut dyn FnMut(Range<usize>, Sentence),
) -> Read<Message> {
    let mut is_whole = true;
    let valid_for = file.valid_for.and_then(|value| {
        let valid = ValidFor::read(value.get_ref());
        if valid.is_none() {
            let text = value.get_ref();
            let said = Sentence::new(
                format!("`{text}` is not a time; write `today`, `12h` (to 240h) or `3d` (to 60d)"),
                format!(
                    "`{text}` は `valid_for` に書けません。`today`（その日まで）、`12h`（時間。`240h` まで）、`3d`（日数。\
                     `60d` まで）のように書いてください。"
                ),
            );
            problem(value.span(), said);
        }
        is_whole = valid.is_some();
        valid
    });
    let max_parts = file.max_parts.map_or(1, |parts| {
        if !(1..=10).contains(parts.get_ref()) {
            let said = Sentence::new(
                "`max_parts` can be 1 to 10; each part is paid for",
                "`max_parts` は1〜10にしてください。通数分の料金がかかります。",
            );
            problem(parts.span(), said);
        }
        parts.into_inner()
    });
    if let Some(approval) = &file.neutral
        && approval.get_ref().approved_by.trim().is_empty()
    {
        let said = Sentence::new(
            "say in `approved_by` who found the text neutral",
            "`approved_by` が空です。この文面を `neutral` と認めた方を書いてください。",
        );
        problem(approval.span(), said);
    }
    let mut message = Message {
        once_per: file.once_per,
        valid_for: valid_for.unwrap_or_default(),
        if_quiet: file.if_quiet,
        outdoor: file.outdoor,
        priority: file.priority,
        max_parts,
        neutral: file.neutral.is_some(),
        tells: false,
        texts: BTreeMap::new(),
    };
    for (language, text) in [("ja", Some(file.ja)), ("easy_ja", file.easy_ja), ("en", file.en)] {
        let Some(file) = text else { continue };
        let (text, places) = read_text(file, problem);
        for complaint in complaints(&message, language, &text, around) {
            match complaint {
                Complaint::Problem(part, said) => problem(places.of(part), said),
                Complaint::Warning(part, said) => warning(places.of(part), said),
            }
        }
        for (part, said) in text.said() {
            let Some(word) = sensitive_word(said) else { continue };
            if part == Part::Page {
                // Only the resident reads it, signed in; whoever approves the message approves it too.
                if !message.neutral {
                    problem(places.of(part), unapproved(word));
                }
                continue;
            }
            message.tells = true;
            let complaint = Sentence::new(
                format!(
                    "the text says 「{word}」, which tells of health; a message names no disease, risk or test value. \
                     Invite to a talk instead"
                ),
                format!(
                    "「{word}」は病気や検査を思わせる言葉なので、文面には書けません。その言葉を使わずに、お話へのお誘いなどに\
                     直してください。"
                ),
            );
            problem(places.of(part), complaint);
        }
        message.texts.insert(language.to_owned(), text);
        for (part, said) in missing_values(&message, language) {
            warning(places.of(part), said);
        }
    }
    Read { value: message, is_whole }
}

fn unapproved(word: &str) -> Sentence {
    Sentence::new(
        format!(
            "the text of the page says 「{word}」, which tells of health; say in `neutral` who approved the message, page \
             and all"
        ),
        format!(
            "`page` の文に、病気や検査を思わせる「{word}」があります。ご本人のページの文も含めて認めた方を、`neutral` に書いて\
             ください。"
        ),
    )
}

/// A text, and where its parts stand.
fn read_text(file: Spanned<TextFile>, problem: &mut dyn FnMut(Range<usize>, Sentence)) -> (Text, Places) {
    let whole = file.span();
    let TextFile { style, title, line, sms, replies, link, page } = file.into_inner();
    let places = Places {
        whole,
        title: title.as_ref().map(Spanned::span),
        line: line.as_ref().map(Spanned::span),
        sms: sms.as_ref().map(Spanned::span),
        replies: replies.iter().map(Spanned::span).collect(),
        link: link.as_ref().map(Spanned::span),
        page: page.as_ref().map(Spanned::span),
    };
    let text = Text {
        style,
        title: title.map(Spanned::into_inner),
        line: line.map(Spanned::into_inner),
        sms: sms.map(Spanned::into_inner),
        replies: replies.into_iter().map(Spanned::into_inner).collect(),
        link: link.map(|link| {
            let place = link.span();
            link.into_inner().read(&mut |said| problem(place.clone(), said))
        }),
        page: page.map(Spanned::into_inner),
    };
    (text, places)
}

impl Places {
    /// Where a part stands; the text as a whole, where it has none.
    fn of(&self, part: Part) -> Range<usize> {
        let found = match part {
            Part::Whole => None,
            Part::Title => self.title.as_ref(),
            Part::Line => self.line.as_ref(),
            Part::Sms => self.sms.as_ref(),
            Part::Reply(place) => self.replies.get(place),
            Part::Link => self.link.as_ref(),
            Part::Page => self.page.as_ref(),
        };
        found.unwrap_or(&self.whole).clone()
    }
}
