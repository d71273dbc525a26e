//! Reading the days of metrics and of their years.

use super::Tell;
use crate::pack::campaign::{NaiveDateText, no_date};
use crate::pack::contract::Window;
use crate::sentence::Sentence;
use crate::time::Day;
use toml::Spanned;

/// A day that is written, and where.
pub(super) type DayFile = Spanned<NaiveDateText>;

/// A day, where it is one.
pub(super) fn day(written: &DayFile, problem: Tell<'_>) -> Option<Day> {
    let day = written.get_ref().day();
    if day.is_none() {
        problem(written.span(), no_date());
    }
    day
}

/// The days between two that are written; both are, or none.
pub(super) fn window(from: Option<&DayFile>, until: Option<&DayFile>, problem: Tell<'_>) -> Option<Window> {
    let (from, until) = match (from, until) {
        (Some(from), Some(until)) => (from, until),
        (None, None) => return None,
        (Some(one), None) | (None, Some(one)) => {
            let said = Sentence::new(
                "a window has both `from` and `until`",
                "測る期間には、`from`（始まり）と `until`（終わり）の両方を書いてください。",
            );
            problem(one.span(), said);
            return None;
        }
    };
    let (first, last) = (day(from, problem), day(until, problem));
    let window = Window { from: first?, until: last? };
    if window.until < window.from {
        let said = Sentence::new(
            format!("the window ends ({}) before it begins ({})", window.until, window.from),
            format!(
                "測る期間の終わり（{}）が、始まり（{}）より前です。`from` と `until` を確かめてください。",
                window.until, window.from
            ),
        );
        problem(until.span(), said);
        return None;
    }
    Some(window)
}

/// The last day of data, which is not before the last day that is measured.
pub(super) fn data_until(written: Option<&DayFile>, window: Option<Window>, problem: Tell<'_>) -> Option<Day> {
    let written = written?;
    let cut_off = day(written, problem)?;
    if let Some(window) = window.filter(|window| cut_off < window.until) {
        let said = Sentence::new(
            format!(
                "`data_until` ({cut_off}) is before the last day that is measured ({}): its data could not count",
                window.until
            ),
            format!(
                "データの締め日 `data_until`（{cut_off}）が、測る期間の終わり（{}）より前です。終わりの日の記録が数えられません。",
                window.until
            ),
        );
        problem(written.span(), said);
    }
    Some(cut_off)
}
