//! Dates as they stand in Japanese sheets.

use super::setting::Setting;
use super::text::{half, shown};
use super::trouble::Trouble;
use chrono::{Datelike, NaiveDate};

/// Reads a day that has come: `2026/11/20`, `2026-11-20`, `20261120`, `2026年11月20日`,
/// `令和8年11月20日`, `R8.11.20`. A time of day behind it, as Excel adds, is passed over.
pub(super) fn day(text: &str, setting: &Setting) -> Result<NaiveDate, Trouble> {
    if text.trim().is_empty() {
        return Err(Trouble::Empty);
    }
    let date = parse(text).ok_or_else(|| Trouble::Date(shown(text)))?;
    has_come(date, setting)?;
    Ok(date)
}

/// Whether a day has come, and is one of a living programme.
pub(super) fn has_come(date: NaiveDate, setting: &Setting) -> Result<(), Trouble> {
    if date > setting.today() {
        return Err(Trouble::Ahead(date.to_string()));
    }
    if date.year() < 2000 {
        return Err(Trouble::LongAgo(date.to_string()));
    }
    Ok(())
}

/// Eras by name and letter, and the year before their first.
const ERAS: [(&str, char, i32); 3] = [("令和", 'r', 2018), ("平成", 'h', 1988), ("昭和", 's', 1925)];

/// The date that a text names.
pub(super) fn parse(text: &str) -> Option<NaiveDate> {
    let plain = half(text).to_lowercase();
    let era = ERAS.iter().find_map(|(name, letter, before)| {
        let rest = plain.strip_prefix(name).or_else(|| plain.strip_prefix(*letter))?;
        Some((*before, rest))
    });
    let (before, rest) = era.unwrap_or((0, plain.as_str()));
    let rest = rest.trim().replace('元', "1");
    let rest = without_time(&rest);
    let (year, month, day) = if rest.bytes().all(|b| b.is_ascii_digit()) { packed(rest)? } else { parts(rest)? };
    // A year without an era has four digits: 26/11/20 might be the 26th of November.
    if era.is_none() && !(1900..2200).contains(&year) || era.is_some() && !(1..100).contains(&year) {
        return None;
    }
    NaiveDate::from_ymd_opt(before + year, month, day)
}

/// `2026/11/20 0:00:00` and `2026-11-20T00:00` without their time.
fn without_time(text: &str) -> &str {
    match text.split_once([' ', 't']) {
        Some((date, time)) if time.contains(':') => date,
        _ => text,
    }
}

/// `20261120`, or `081120` behind an era.
fn packed(text: &str) -> Option<(i32, u32, u32)> {
    let number: u32 = text.parse().ok()?;
    matches!(text.len(), 6 | 8).then(|| ((number / 10_000) as i32, number / 100 % 100, number % 100))
}

/// Three numbers, with `年`, `月` and `日` behind them or one kind of sign between them.
fn parts(text: &str) -> Option<(i32, u32, u32)> {
    let (year, month, day) = match text.split_once('年') {
        Some((year, rest)) => {
            let (month, rest) = rest.split_once('月')?;
            (year, month, rest.strip_suffix('日')?)
        }
        None => {
            let sign = ['/', '-', '.'].into_iter().find(|sign| text.contains(*sign))?;
            let mut parts = text.split(sign);
            let found = (parts.next()?, parts.next()?, parts.next()?);
            if parts.next().is_some() {
                return None;
            }
            found
        }
    };
    let short = |part: &str, most: usize| {
        let part = part.trim();
        let plain = !part.is_empty() && part.len() <= most && part.bytes().all(|b| b.is_ascii_digit());
        if plain { part.parse::<u32>().ok() } else { None }
    };
    Some((short(year, 4)? as i32, short(month, 2)?, short(day, 2)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_read_as_they_are_written() {
        let day = NaiveDate::from_ymd_opt(2026, 11, 20);
        for text in [
            "2026/11/20",
            "2026-11-20",
            "2026.11.20",
            "20261120",
            "２０２６／１１／２０",
            "2026年11月20日",
            "令和8年11月20日",
            "令和８年１１月２０日",
            "R8.11.20",
            "r8/11/20",
            "Ｒ０８－１１－２０",
            "R081120",
            "2026/11/20 0:00:00",
            "2026-11-20T09:30",
        ] {
            assert_eq!(parse(text), day, "{text}");
        }
        assert_eq!(parse("令和元年5月1日"), NaiveDate::from_ymd_opt(2019, 5, 1));
        assert_eq!(parse("平成31年4月30日"), NaiveDate::from_ymd_opt(2019, 4, 30));
        for text in ["", "26/11/20", "2026/13/1", "2026/2/30", "11/20", "R8", "2026/11-20", "+2026/1/1", "2026/11/20/1"]
        {
            assert_eq!(parse(text), None, "{text}");
        }
    }
}
