//! What comes in by other doors on the last day: a notification of the city OS, a Bundle in FHIR, and a paper
//! sheet. The files are samples that anybody can post by hand, with dates as of a month that ended on
//! [`WRITTEN`]; the demo moves them to its own.

mod told;

pub(super) use told::told;

use super::calendar::{Calendar, DAYS};
use super::door::{CITY, Door, Letter};
use crate::phone::Both;
use anyhow::Context;
use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use serde::Deserialize;
use std::path::Path;

/// The last day of the files.
const WRITTEN: &str = "2026-11-21";

/// How many letters a date has, such as `2026-11-21` or `2026/11/21`.
const LETTERS: usize = 10;

/// A document that comes in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Document {
    /// A notification of the city OS, in NGSIv2.
    CityOs,
    /// Forecasts, as a Bundle in FHIR.
    Forecast,
    /// A paper sheet keyed in, in CSV.
    Sheet,
}

/// One that came.
#[derive(Debug, Clone)]
pub(super) struct Brought {
    pub(super) document: Document,
    pub(super) at: DateTime<Utc>,
    /// What the door said was not taken, as the end of a sentence; nothing where all was.
    pub(super) mistake: Option<Both>,
}

impl Document {
    pub(super) fn file(self) -> &'static str {
        match self {
            Self::CityOs => "demo/doors/city-os.json",
            Self::Forecast => "demo/doors/forecast.json",
            Self::Sheet => "demo/doors/sheet.csv",
        }
    }

    /// The door's path.
    pub(super) fn path(self) -> String {
        let door = match self {
            Self::CityOs => "ngsi/v2/notify",
            Self::Forecast => "fhir",
            Self::Sheet => "checkups?kind=paper",
        };
        format!("/v1/{CITY}/{door}")
    }

    /// How the events begin to be named that come of it.
    pub(super) fn source(self) -> &'static str {
        match self {
            Self::CityOs => "/ngsi/v2",
            Self::Forecast => "fhir",
            Self::Sheet => "upload/",
        }
    }

    pub(super) fn what(self) -> Both {
        match self {
            Self::CityOs => Both::new("都市OSの通知", "A notification of the city OS"),
            Self::Forecast => Both::new("健康予測（FHIR）", "Health forecasts (FHIR)"),
            Self::Sheet => Both::new("紙の記録表（CSV）", "A paper sheet (CSV)"),
        }
    }

    /// Posts it as its sender would, with the token that its door asks for.
    pub(super) async fn bring(
        self,
        root: &Path,
        calendar: &Calendar,
        door: &Door,
        at: DateTime<Utc>,
    ) -> anyhow::Result<Brought> {
        let path = root.join(self.file());
        let text = std::fs::read_to_string(&path).with_context(|| format!("`{}` cannot be read", path.display()))?;
        let body = moved(&text, calendar)?;
        let letter = |headers: &'static [(&'static str, &'static str)], token| Letter { headers, token, body: &body };
        let mistake = match self {
            Self::CityOs => {
                let headers = &[
                    ("content-type", "application/json"),
                    ("fiware-service", "arao"),
                    ("fiware-servicepath", "/kenko"),
                ];
                door.send(&self.path(), &letter(headers, "ingest_token")).await?;
                None
            }
            Self::Forecast => {
                let headers = &[("content-type", "application/fhir+json")];
                door.send(&self.path(), &letter(headers, "ingest_token")).await?;
                None
            }
            Self::Sheet => {
                let sheet = letter(&[("content-type", "text/csv")], "staff_token");
                // As staff do: they look first, and then load what is left.
                let mistake = mistake(door, &format!("{}&preview=true", self.path()), &sheet).await?;
                door.send(&self.path(), &sheet).await?;
                mistake
            }
        };
        Ok(Brought { document: self, at, mistake })
    }
}

#[derive(Deserialize)]
struct Preview {
    rejected: Vec<Rejected>,
}

#[derive(Deserialize)]
struct Rejected {
    line: u64,
    column: Option<String>,
    reason: String,
}

/// How many rows a preview finds mistakes in, and the first of them, in both languages.
async fn mistake(door: &Door, path: &str, sheet: &Letter<'_>) -> anyhow::Result<Option<Both>> {
    let (mut words, mut rows) = (Vec::new(), 0);
    for language in ["ja", "en"] {
        let answer = door.send(&format!("{path}&language={language}"), sheet).await?;
        let preview: Preview = serde_json::from_slice(&answer).context("a preview was answered by something else")?;
        rows = preview.rejected.len();
        words.extend(preview.rejected.into_iter().next());
    }
    let [ja, en] = words.as_slice() else { return Ok(None) };
    let column = ja.column.as_deref().unwrap_or_default();
    // On a page for people, quotation marks are those of the language.
    let mut quoted = String::new();
    for (place, part) in ja.reason.split('`').enumerate() {
        quoted.push_str(match place {
            0 => "",
            odd if odd % 2 == 1 => "「",
            _ => "」",
        });
        quoted.push_str(part);
    }
    let found = if rows == 1 { "a mistake in one row".to_owned() } else { format!("mistakes in {rows} rows") };
    Ok(Some(Both::new(
        format!("まちがいが{rows}行みつかりました（{}行目の{column}：{quoted}）。", ja.line),
        format!("{found} (line {}, column {column}: {}).", en.line, en.reason),
    )))
}

/// The text with its dates moved by as many days as the demo's last day is from the files'.
fn moved(text: &str, calendar: &Calendar) -> anyhow::Result<String> {
    let by = calendar.date(DAYS - 1) - WRITTEN.parse::<NaiveDate>()?;
    Ok(with_dates_moved(text, by))
}

fn with_dates_moved(text: &str, by: TimeDelta) -> String {
    let mut moved = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(letter) = rest.chars().next() {
        let date = ["%Y-%m-%d", "%Y/%m/%d"].into_iter().find_map(|form| {
            let date = NaiveDate::parse_from_str(rest.get(..LETTERS)?, form).ok()?;
            Some(date.checked_add_signed(by)?.format(form).to_string())
        });
        let length = if date.is_some() { LETTERS } else { letter.len_utf8() };
        match date {
            Some(date) => moved.push_str(&date),
            None => moved.push(letter),
        }
        rest = rest.get(length..).unwrap_or_default();
    }
    moved
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_move_and_nothing_else_does() {
        let text = "教室,2026/11/21,138\n\"2026-11-21T09:10:00+09:00\" 57458eb60962 2026-13-01";
        let moved = with_dates_moved(text, TimeDelta::days(10));
        assert_eq!(moved, "教室,2026/12/01,138\n\"2026-12-01T09:10:00+09:00\" 57458eb60962 2026-13-01");
    }
}
