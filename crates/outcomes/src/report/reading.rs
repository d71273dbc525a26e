use super::Point;
use crate::Unfit;
use crate::record::{DeliveryState, Deviation, Missing, Source};
use crate::table::Column;
use chrono::{DateTime, NaiveDate, Utc};
use domain::event::Sex;
use domain::{Day, Reason};

/// Reads rows of the record from a file of it, by the names in its header. Columns that a report has no use for are not
/// looked at.
#[derive(Debug, Clone)]
pub struct Points {
    person: Column,
    number: Column,
    day: Column,
    decided: Column,
    available: Column,
    reason: Column,
    probability: Column,
    send: Column,
    arm: Column,
    arm_probability: Column,
    cluster: Column,
    rolled_out: Column,
    sensitive: Column,
    before: Column,
    days_in: Column,
    age_band: Column,
    sex: Column,
    weekend: Column,
    measured: Column,
    watermark: Column,
    outcome: Column,
    missing: Column,
    source: Column,
    doubted: Column,
    delivery: Column,
    replied_at: Column,
    stopped_at: Column,
    deviation: Column,
    revised: Column,
    latest: Column,
}

type Cells<'a, 'b> = &'b dyn Fn(usize) -> Option<&'a str>;

impl Points {
    /// Finds the columns in a header.
    ///
    /// # Errors
    /// If one is not there: which, and what there is.
    pub fn find(header: &[&str]) -> Result<Self, Unfit> {
        let find = |name: &str| Column::find(name, header);
        Ok(Self {
            person: find("person")?,
            number: find("number")?,
            day: find("day")?,
            decided: find("decided")?,
            available: find("available")?,
            reason: find("reason")?,
            probability: find("probability")?,
            send: find("send")?,
            arm: find("arm")?,
            arm_probability: find("arm_probability")?,
            cluster: find("cluster")?,
            rolled_out: find("rolled_out")?,
            sensitive: find("sensitive")?,
            before: find("before")?,
            days_in: find("days_in")?,
            age_band: find("age_band")?,
            sex: find("sex")?,
            weekend: find("weekend")?,
            measured: find("outcome_name")?,
            watermark: find("watermark")?,
            outcome: find("outcome")?,
            missing: find("missing")?,
            source: find("source")?,
            doubted: find("doubted")?,
            delivery: find("delivery")?,
            replied_at: find("replied_at")?,
            stopped_at: find("stopped_at")?,
            deviation: find("deviation")?,
            revised: find("revised")?,
            latest: find("latest")?,
        })
    }

    /// Reads the row of this number.
    ///
    /// # Errors
    /// If a cell is not what its column has to be.
    pub fn read(&self, number: u64, cells: Cells<'_, '_>) -> Result<Point, Unfit> {
        let text = |column: &Column| column.text(cells);
        let known = |column: &Column| column.known(number, cells);
        let maybe = |column: &Column| match text(column) {
            "" => Ok(None),
            _ => column.flag(number, cells).map(Some),
        };
        let sensitive = self.sensitive.flag(number, cells)?;
        let arm = match (text(&self.arm), known(&self.arm_probability)?) {
            ("", _) | (_, None) => None,
            (name, Some(probability)) => Some((name.to_owned(), probability)),
        };
        let cluster = match text(&self.cluster) {
            "" => None,
            name => Some((name.to_owned(), maybe(&self.rolled_out)?)),
        };
        let outcome = match known(&self.outcome)? {
            Some(value) => Ok(value),
            None => Err(word(number, &self.missing, cells, Missing::from_name)?.unwrap_or(Missing::NoData)),
        };
        let whole = |column: &Column| -> Result<i64, Unfit> {
            let value = column.number(number, cells)?;
            if value.fract() == 0.0 && value.abs() < 1e15 { Ok(value as i64) } else { Err(wrong(number, text(column))) }
        };
        Ok(Point {
            person: self.person.name(number, cells)?.to_owned(),
            number: u32::try_from(whole(&self.number)?).map_err(|_| wrong(number, text(&self.number)))?,
            day: date(number, text(&self.day))?,
            decided: instant(number, text(&self.decided))?.ok_or_else(|| wrong(number, ""))?,
            available: self.available.flag(number, cells)?,
            reason: word(number, &self.reason, cells, Reason::from_name)?.filter(|_| !sensitive),
            probability: known(&self.probability)?,
            sends: maybe(&self.send)?,
            arm,
            cluster,
            before: known(&self.before)?,
            days_in: i32::try_from(whole(&self.days_in)?).map_err(|_| wrong(number, text(&self.days_in)))?,
            age_band: match text(&self.age_band) {
                "" => None,
                age => Some(age.parse().map_err(|_| wrong(number, age))?),
            },
            sex: word(number, &self.sex, cells, Sex::from_name)?,
            weekend: self.weekend.flag(number, cells)?,
            measured: Some(text(&self.measured)).filter(|name| !name.is_empty()).map(str::to_owned),
            watermark: instant(number, text(&self.watermark))?,
            outcome,
            goals: None,
            source: word(number, &self.source, cells, Source::from_name)?,
            doubted: self.doubted.flag(number, cells)?,
            delivery: word(number, &self.delivery, cells, DeliveryState::from_name)?,
            replied_at: instant(number, text(&self.replied_at))?,
            stopped_at: instant(number, text(&self.stopped_at))?,
            deviation: word(number, &self.deviation, cells, Deviation::from_name)?,
            revised: u32::try_from(whole(&self.revised)?).map_err(|_| wrong(number, text(&self.revised)))?,
            latest: known(&self.latest)?,
        })
    }
}

/// A word of a closed list, or nothing.
fn word<T>(
    number: u64,
    column: &Column,
    cells: Cells<'_, '_>,
    known: impl Fn(&str) -> Option<T>,
) -> Result<Option<T>, Unfit> {
    match column.text(cells) {
        "" => Ok(None),
        text => known(text).map(Some).ok_or_else(|| wrong(number, text)),
    }
}

pub(super) fn date(number: u64, text: &str) -> Result<Day, Unfit> {
    text.parse::<NaiveDate>().map(Day::from_date).map_err(|_| wrong(number, text))
}

pub(super) fn instant(number: u64, text: &str) -> Result<Option<DateTime<Utc>>, Unfit> {
    match text {
        "" => Ok(None),
        text => text.parse().map(Some).map_err(|_| wrong(number, text)),
    }
}

pub(super) fn wrong(number: u64, text: &str) -> Unfit {
    Unfit::new(
        format!("row {number}: `{text}` is none of the words, numbers and days that docs/record.md has for its column"),
        format!("{number}行目：`{text}` は、その列に入る値ではありません（docs/record.ja.md の表を見てください）。"),
    )
}
