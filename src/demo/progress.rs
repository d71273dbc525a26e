//! What one sees while the month goes by: a bar on a terminal, a line a week elsewhere.

use super::calendar::DAYS;
use chrono::{Datelike, NaiveDate};
use indicatif::{ProgressBar, ProgressStyle};
use std::io::{IsTerminal, Write};

pub(super) enum Progress {
    Bar(ProgressBar),
    Lines,
}

impl Progress {
    pub(super) fn start() -> Self {
        if !std::io::stderr().is_terminal() {
            return Self::Lines;
        }
        let bar = ProgressBar::new(DAYS as u64);
        if let Ok(style) = ProgressStyle::with_template("  {msg} {bar:31.green} {pos}/{len} 日 days") {
            bar.set_style(style);
        }
        Self::Bar(bar)
    }

    pub(super) fn day(&self, date: NaiveDate) {
        let text = format!("{}月{}日", date.month(), date.day());
        match self {
            Self::Bar(bar) => {
                bar.set_message(text);
                bar.inc(1);
            }
            Self::Lines if date.weekday() == chrono::Weekday::Mon => {
                // A closed pipe is no reason to end the demo.
                let _ = writeln!(std::io::stderr(), "  {text} … ({date})");
            }
            Self::Lines => {}
        }
    }

    pub(super) fn end(&self) {
        if let Self::Bar(bar) = self {
            bar.finish_and_clear();
        }
    }
}
