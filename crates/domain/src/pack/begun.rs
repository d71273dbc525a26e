//! How a campaign begins from texts that were written once: under a title of its own, at a time to come, by a
//! name that is free.

use super::PartFiles;
use crate::time::Day;
use chrono::{Datelike, NaiveDate};
use std::fmt;
use std::str::FromStr;
use toml_edit::{DocumentMut, Item, TableLike, Value};

/// What staff call a campaign: one line of at most [`Title::MOST`] characters.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Title(String);

/// Why a text is no title.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NoTitle {
    /// There is nothing in it.
    #[error("the title is empty")]
    Empty,
    /// It is longer than a title may be.
    #[error("a title has {} characters at most", Title::MOST)]
    Long,
}

impl Title {
    /// The most characters of a title.
    pub const MOST: usize = 60;
}

impl FromStr for Title {
    type Err = NoTitle;

    /// Line ends, tabs and whatever else is not seen become one space.
    fn from_str(text: &str) -> Result<Self, NoTitle> {
        let is_gap = |c: char| c.is_whitespace() || c.is_control();
        let words: Vec<&str> = text.split(is_gap).filter(|word| !word.is_empty()).collect();
        let title = words.join(" ");
        match title.chars().count() {
            0 => Err(NoTitle::Empty),
            count if count > Self::MOST => Err(NoTitle::Long),
            _ => Ok(Self(title)),
        }
    }
}

impl fmt::Display for Title {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

const CAMPAIGN: &str = "campaign.toml";
const CASES: &str = "cases.toml";

/// A campaign's files under another title. All else stays as it was written, comments too. A file that is not
/// understood is left alone: what is wrong with it is told where it is checked.
#[must_use]
pub fn retitled(files: &PartFiles, title: &Title) -> PartFiles {
    edited(files, CAMPAIGN, |settings| replace(settings.entry("title").or_insert(Item::None), title.0.as_str().into()))
}

/// The title that a campaign's file says, though the rest of it may be wrong still.
pub fn title_of(files: &PartFiles) -> Option<String> {
    let mut lines = files.get(CAMPAIGN)?.lines();
    lines.find_map(|line| {
        let line: DocumentMut = line.parse().ok()?;
        line.get("title")?.as_str().filter(|title| !title.is_empty()).map(str::to_owned)
    })
}

/// A template's files with their dates moved to a time to come. Cases move to the first year in which they are more
/// than a week ahead: the first day that they write, to the same weekday of the same week of the month, and the others
/// with it, so that weekdays stay true and no other season's holidays are reached. A campaign with an end keeps its
/// season in that year, and so does the last day to join its challenge; one without begins today.
#[must_use]
pub fn dated(files: &PartFiles, today: Day) -> PartFiles {
    let Some((first, years)) = files.get(CASES).and_then(|cases| ahead(cases, today)) else {
        return files.clone();
    };
    let days = moved(first, years).since(first);
    let files = edited(files, CASES, |cases| {
        each_date(cases, |value| {
            let Some((date, rest)) = value.as_str().and_then(split_date) else { return };
            let date = Day::from_date(date).plus(days);
            replace_value(value, format!("{}{rest}", date.date()).into());
        });
    });
    edited(&files, CAMPAIGN, |settings| {
        let has_end = settings.contains_key("until");
        let there = |date: NaiveDate| match has_end {
            true => date.with_year(date.year() + years).unwrap_or(date),
            false => today.date(),
        };
        for key in ["from", "until"] {
            settings.get_mut(key).into_iter().for_each(|item| move_date(item, there));
        }
        let joining = settings.get_mut("challenge").and_then(|of| of.get_mut("join_until"));
        joining.into_iter().for_each(|item| move_date(item, there));
    })
}

/// A campaign's files as if it had begun by a day; nothing where it had, or where its file is not understood. What is
/// still to begin is tried on days that were.
pub fn begun_by(files: &PartFiles, day: Day) -> Option<PartFiles> {
    let mut is_later = false;
    let begun = edited(files, CAMPAIGN, |settings| {
        let Some(item) = settings.get_mut("from") else { return };
        let from = item.as_datetime().and_then(|time| time.to_string().parse::<NaiveDate>().ok());
        if let Ok(date) = day.date().to_string().parse::<toml_edit::Datetime>()
            && from.is_some_and(|from| from > day.date())
        {
            is_later = true;
            replace(item, date.into());
        }
    });
    is_later.then_some(begun)
}

/// A name like the one wished for that is not taken: `walk`, `walk_2`, `walk_3` and so on.
pub fn free_name(wish: &str, is_taken: impl Fn(&str) -> bool) -> String {
    let is_number = |end: &str| !end.is_empty() && end.bytes().all(|b| b.is_ascii_digit());
    let base = wish.rsplit_once('_').filter(|(_, end)| is_number(end)).map_or(wish, |(base, _)| base);
    let numbered = |number: u32| {
        let end = format!("_{number}");
        let base: String = base.chars().take(LONGEST_NAME - end.len()).collect();
        format!("{base}{end}")
    };
    let mut names = std::iter::once(wish.to_owned()).chain((2..).map(numbered));
    names.find(|name| !is_taken(name)).unwrap_or_else(|| wish.to_owned())
}

/// The most characters of a name.
const LONGEST_NAME: usize = 40;

/// A week, in which the draft is written.
const AHEAD: i32 = 7;

/// The first day that cases write, and how many years on it is ahead.
fn ahead(cases: &str, today: Day) -> Option<(Day, i32)> {
    let mut cases: DocumentMut = cases.parse().ok()?;
    let mut first = None;
    each_date(&mut cases, |value| {
        first = first.or_else(|| value.as_str().and_then(split_date).map(|(date, _)| Day::from_date(date)));
    });
    let first = first?;
    let years = (today.date().year() - first.date().year()).max(0);
    [years, years + 1].into_iter().find(|years| moved(first, *years) > today.plus(AHEAD)).map(|years| (first, years))
}

/// Another date in the place of one. What is none is left alone.
fn move_date(item: &mut Item, there: impl Fn(NaiveDate) -> NaiveDate) {
    let Some(date) = item.as_datetime().and_then(|time| time.to_string().parse().ok()) else { return };
    // A civil day is a date of TOML as it is written.
    if let Ok(date) = there(date).to_string().parse::<toml_edit::Datetime>() {
        replace(item, date.into());
    }
}

/// The same weekday of the same week of the same month, in a later year.
fn moved(day: Day, years: i32) -> Day {
    let date = day.date();
    let week = u8::try_from(date.day0() / 7 + 1).unwrap_or(1);
    let there = NaiveDate::from_weekday_of_month_opt(date.year() + years, date.month(), date.weekday(), week);
    there.map_or(day, Day::from_date)
}

/// `2026-06-16` of `2026-06-16 17:10`, and what follows it.
fn split_date(text: &str) -> Option<(NaiveDate, &str)> {
    let (date, rest) = text.split_at_checked("2026-06-16".len())?;
    Some((date.parse().ok()?, rest))
}

/// Every `at` and `date` of the steps of cases, however steps are written.
fn each_date(cases: &mut DocumentMut, mut act: impl FnMut(&mut Value)) {
    let all = cases.get_mut("case").and_then(Item::as_array_of_tables_mut);
    for steps in all.into_iter().flat_map(|all| all.iter_mut()).filter_map(|case| case.get_mut("step")) {
        let tables: Vec<&mut dyn TableLike> = match steps {
            Item::ArrayOfTables(steps) => steps.iter_mut().map(|step| -> &mut dyn TableLike { step }).collect(),
            Item::Value(Value::Array(steps)) => {
                let tables = steps.iter_mut().filter_map(Value::as_inline_table_mut);
                tables.map(|step| -> &mut dyn TableLike { step }).collect()
            }
            _ => Vec::new(),
        };
        for step in tables {
            for key in ["at", "date"] {
                step.get_mut(key).and_then(Item::as_value_mut).into_iter().for_each(&mut act);
            }
        }
    }
}

fn edited(files: &PartFiles, name: &str, edit: impl FnOnce(&mut DocumentMut)) -> PartFiles {
    let mut files = files.clone();
    if let Some(text) = files.get_mut(name)
        && let Ok(mut document) = text.parse::<DocumentMut>()
    {
        edit(&mut document);
        *text = document.to_string();
    }
    files
}

fn replace(item: &mut Item, by: Value) {
    match item.as_value_mut() {
        Some(value) => replace_value(value, by),
        None => *item = Item::Value(by),
    }
}

/// Another value in the place of one, with the spaces and the comment beside it.
fn replace_value(value: &mut Value, by: Value) {
    let decor = value.decor().clone();
    *value = by;
    *value.decor_mut() = decor;
}

#[cfg(test)]
mod tests;
