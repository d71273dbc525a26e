//! FHIR's dates and times: a day is a civil day of the city, a time has a zone.

use super::issue::{Code, Issue};
use super::node::Node;
use crate::civil;
use crate::echo::clip_to;
use chrono::{DateTime, NaiveDate, Utc};
use domain::{Day, Zone};

/// A `dateTime` to the day or to the instant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum When {
    Day(NaiveDate),
    At(DateTime<Utc>),
}

impl When {
    /// Reads a `date`, `dateTime` or `instant`.
    pub(super) fn read(node: &Node<'_>) -> Result<Self, Issue> {
        let wrong = || {
            let found = node.value.as_str().map_or("no text".to_owned(), |text| format!("`{}`", clip_to(text, 40)));
            let text = format!("a day is written `2026-11-21` and a time `2026-11-21T07:10:00+09:00`; this is {found}");
            node.wrong(Code::Value, text)
        };
        let text = node.value.as_str().ok_or_else(wrong)?;
        if text.len() == 10 && text.is_ascii() {
            return NaiveDate::parse_from_str(text, "%Y-%m-%d").map(Self::Day).map_err(|_| wrong());
        }
        let read = DateTime::parse_from_rfc3339(text).ok().filter(|_| text.contains('T'));
        read.map(|at| Self::At(at.with_timezone(&Utc))).ok_or_else(wrong)
    }

    /// The same of an element that may be missing.
    pub(super) fn child(node: &Node<'_>, name: &str) -> Result<Option<Self>, Issue> {
        node.child(name).map(|child| Self::read(&child)).transpose()
    }

    /// The civil day.
    pub(super) fn day(self, zone: Zone) -> NaiveDate {
        match self {
            Self::Day(date) => date,
            Self::At(at) => zone.day(at).date(),
        }
    }

    /// The instant; of a day its beginning.
    pub(super) fn instant(self, zone: Zone) -> DateTime<Utc> {
        match self {
            Self::Day(date) => civil::begin(Day::from_date(date), zone),
            Self::At(at) => at,
        }
    }

    /// The last instant that it may mean; of a day the beginning of the next.
    pub(super) fn end(self, zone: Zone) -> DateTime<Utc> {
        match self {
            Self::Day(date) => civil::begin(Day::from_date(date).plus(1), zone),
            Self::At(at) => at,
        }
    }
}

/// For when a measurement holds.
#[derive(Debug, Clone)]
pub(super) enum Effective<'a> {
    Once(When),
    Period { start: When, end: When, node: Node<'a> },
}

impl<'a> Effective<'a> {
    /// Reads `effective[x]` or `occurrence[x]`.
    pub(super) fn read(resource: &Node<'a>, stem: &str) -> Result<Self, Issue> {
        for ending in ["DateTime", "Instant"] {
            if let Some(when) = When::child(resource, &format!("{stem}{ending}"))? {
                return Ok(Self::Once(when));
            }
        }
        let Some(node) = resource.child(&format!("{stem}Period")) else {
            let text = format!("`{stem}DateTime` is missing: when was it so");
            return Err(resource.wrong(Code::Required, text));
        };
        match (When::child(&node, "start")?, When::child(&node, "end")?) {
            (Some(start), Some(end)) => Ok(Self::Period { start, end, node }),
            _ => Err(node.wrong(Code::Required, "a period has `start` and `end`")),
        }
    }

    /// When it began.
    pub(super) fn start(&self) -> When {
        match self {
            Self::Once(when) => *when,
            Self::Period { start, .. } => *start,
        }
    }
}
