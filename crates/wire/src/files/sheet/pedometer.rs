use super::super::dates;
use super::super::report::{Note, Taken};
use super::super::text::{half, whole};
use super::super::trouble::Trouble;
use super::header::{DATE, Field, Header, Place, RESIDENT};
use super::row::{Row, Wrong, at};
use chrono::NaiveDate;
use domain::event::{Modality, SourceKind, StepSource, Steps};
use domain::{Event, Payload, ResidentId};

/// Steps of one day.
pub(super) const STEPS: Field = Field { names: &["歩数", "steps", "stepcount"] };

/// Which device counted them.
const DEVICE: Field = Field {
    names: &[
        "機器番号",
        "機器id",
        "端末番号",
        "端末id",
        "歩数計番号",
        "歩数計id",
        "device",
        "deviceid",
        "serial",
        "serialnumber",
    ],
};

/// What is read out of pedometers: a row a day, or a row a person with a column for each day.
///
/// ```text
/// 住民番号,日付,歩数,機器番号            住民番号,2026/11/19,2026/11/20
/// p-0001,2026/11/20,6200,A-12           p-0001,5800,6200
/// ```
#[derive(Debug)]
pub(super) struct PedometerSheet {
    resident: Place,
    device: Option<Place>,
    days: Days,
}

#[derive(Debug)]
enum Days {
    Rows { date: Place, steps: Place },
    Columns(Vec<(Place, NaiveDate)>),
}

impl PedometerSheet {
    pub(super) fn new(mut header: Header, line: u64, taken: &mut Taken) -> Result<Self, Trouble> {
        let resident = header.need(RESIDENT)?;
        let device = header.find(DEVICE)?;
        let steps = header.find(STEPS)?;
        let days = match steps {
            Some(steps) => Days::Rows { date: header.need(DATE)?, steps },
            None => {
                let columns = header.others(dates::parse);
                if columns.is_empty() {
                    header.need(STEPS)?;
                }
                for (place, (column, date)) in columns.iter().enumerate() {
                    if columns.iter().take(place).any(|(_, other)| other == date) {
                        return Err(Trouble::DuplicateColumn(column.name.clone()));
                    }
                }
                Days::Columns(columns)
            }
        };
        header.leave(line, taken);
        Ok(Self { resident, device, days })
    }

    pub(super) fn read(&self, row: &mut Row<'_>, taken: &mut Taken) {
        match &self.days {
            Days::Rows { date, steps } => {
                let read = self.one(row, date, steps).map(|event| vec![event]);
                row.settle(read, taken);
            }
            Days::Columns(columns) => {
                let who = match self.who(row) {
                    Ok(who) => who,
                    Err(wrong) => return row.settle(Err(wrong), taken),
                };
                // Each day is told on its own: a slip in one does not take the month away.
                for (place, date) in columns {
                    if row.cell(place).is_empty() {
                        continue;
                    }
                    match day(row, &who, *date, place, place, &date.to_string()) {
                        Ok(event) => taken.events.push(event),
                        Err((column, trouble)) => {
                            let column = column.unwrap_or_else(|| place.name.clone());
                            taken.notes.push(Note::new(row.line, Some(&column), trouble));
                        }
                    }
                }
            }
        }
    }

    fn one(&self, row: &mut Row<'_>, date: &Place, steps: &Place) -> Result<Event, Wrong> {
        let who = self.who(row)?;
        let on = row.day(date)?;
        day(row, &who, on, date, steps, "")
    }

    fn who(&self, row: &Row<'_>) -> Result<(ResidentId, String), Wrong> {
        let resident = row.resident(&self.resident)?;
        let Some((place, device)) = row.filled(self.device.as_ref()) else {
            return Ok((resident, "pedometer".to_owned()));
        };
        let device = half(device);
        if device.chars().count() > 100 {
            return at(place, Err(Trouble::Lengthy(100)));
        }
        Ok((resident, device))
    }
}

/// The steps of one day in the column `steps`.
fn day(
    row: &mut Row<'_>,
    (resident, device): &(ResidentId, String),
    date: NaiveDate,
    dated: &Place,
    steps: &Place,
    part: &str,
) -> Result<Event, Wrong> {
    at(dated, dates::has_come(date, row.setting))?;
    let count = at(steps, self::steps(row.cell(steps)))?;
    row.once(&(resident, date, device))?;
    let source = StepSource { id: device.clone(), kind: SourceKind::PedometerReader, modality: Modality::Sensed };
    let payload = Payload::Steps(Steps { date, steps: count, source, version: row.setting.version(), complete: false });
    Ok(row.event(part, resident, row.setting.at(date), payload))
}

/// The steps of a day as they are typed.
pub(super) fn steps(text: &str) -> Result<i64, Trouble> {
    if text.is_empty() {
        return Err(Trouble::Empty);
    }
    whole(text, "歩", 0, 200_000, "0–200,000")
}
