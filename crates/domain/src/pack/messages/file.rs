//! Reading `messages.toml`.

use super::texts::{Around, Complaint, complaints};
use super::wording::missing_values;
use super::{IfQuiet, Message, OncePer, Priority, Text, ValidFor};
use crate::pack::text::sensitive_word;
use crate::pack::{Read, is_name};
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
    ja: Spanned<Text>,
    easy_ja: Option<Spanned<Text>>,
    en: Option<Spanned<Text>>,
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
    problem: &mut dyn FnMut(Range<usize>, String),
    warning: &mut dyn FnMut(Range<usize>, String),
) -> Option<Read<BTreeMap<String, Message>>> {
    let files: BTreeMap<Spanned<String>, File> = match toml::from_str(text) {
        Ok(files) => files,
        Err(error) => {
            problem(error.span().unwrap_or_default(), error.message().to_owned());
            return None;
        }
    };
    let (mut messages, mut is_whole) = (BTreeMap::new(), true);
    for (name, file) in files {
        if !is_name(name.get_ref()) {
            let message =
                format!("`{}` is not a name: begin with a–z, then a–z, 0–9 and `_`, 40 at most", name.get_ref());
            problem(name.span(), message);
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
    problem: &mut dyn FnMut(Range<usize>, String),
    warning: &mut dyn FnMut(Range<usize>, String),
) -> Read<Message> {
    let mut is_whole = true;
    let valid_for = file.valid_for.and_then(|value| {
        let valid = ValidFor::read(value.get_ref());
        if valid.is_none() {
            let message =
                format!("`{}` is not a time; write `today`, `12h` (to 240h) or `3d` (to 60d)", value.get_ref());
            problem(value.span(), message);
        }
        is_whole = valid.is_some();
        valid
    });
    let max_parts = file.max_parts.map_or(1, |parts| {
        if !(1..=10).contains(parts.get_ref()) {
            problem(parts.span(), "`max_parts` can be 1 to 10; each part is paid for".to_owned());
        }
        parts.into_inner()
    });
    if let Some(approval) = &file.neutral
        && approval.get_ref().approved_by.trim().is_empty()
    {
        problem(approval.span(), "say in `approved_by` who found the text neutral".to_owned());
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
        let Some(text) = text else { continue };
        let span = text.span();
        for complaint in complaints(&message, language, text.get_ref(), around) {
            match complaint {
                Complaint::Problem(said) => problem(span.clone(), said),
                Complaint::Warning(said) => warning(span.clone(), said),
            }
        }
        for word in text.get_ref().said().filter_map(sensitive_word) {
            message.tells = true;
            let complaint = format!(
                "the text says 「{word}」, which tells of health; a message names no disease, risk or test value. \
                 Invite to a talk instead"
            );
            problem(span.clone(), complaint);
        }
        message.texts.insert(language.to_owned(), text.into_inner());
        for said in missing_values(&message, language) {
            warning(span.clone(), said);
        }
    }
    Read { value: message, is_whole }
}
