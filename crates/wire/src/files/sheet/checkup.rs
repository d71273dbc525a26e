use super::super::codes;
use super::super::report::{Note, Taken};
use super::super::text::{half, is_item_code, number};
use super::super::trouble::Trouble;
use super::header::{DATE, Header, Place, RESIDENT, plain};
use super::row::{Row, Wrong, at};
use domain::event::{Checkup, CheckupItem, CheckupValue};
use domain::{Event, Payload};

/// Results of checkups: a row a person, a column an item, by its code or by its name.
///
/// ```text
/// 住民番号,健診日,体重,9N016160100000001,HbA1c,保健指導レベル
/// p-0001,2026/06/12,61.5,84.0,5.6,2
/// ```
#[derive(Debug)]
pub(super) struct CheckupSheet {
    resident: Place,
    date: Place,
    items: Vec<(Place, String)>,
}

impl CheckupSheet {
    pub(super) fn new(mut header: Header, line: u64, taken: &mut Taken) -> Result<Self, Trouble> {
        let (resident, date) = (header.need(RESIDENT)?, header.need(DATE)?);
        let items = header.others(code);
        let known = codes::known();
        for (place, (column, code)) in items.iter().enumerate() {
            if items.iter().take(place).any(|(_, other)| other == code) {
                return Err(Trouble::DuplicateColumn(column.name.clone()));
            }
            if !known.contains(code.as_str()) {
                taken.notes.push(Note::new(line, Some(&column.name), Trouble::UnknownCode(code.clone())));
            }
        }
        header.leave(line, taken);
        match items.len() {
            0 => Err(Trouble::NoItems),
            1..=400 => Ok(Self { resident, date, items }),
            _ => Err(Trouble::ManyItems(400)),
        }
    }

    pub(super) fn read(&self, row: &mut Row<'_>, taken: &mut Taken) {
        let read = self.event(row).map(|event| vec![event]);
        row.settle(read, taken);
    }

    fn event(&self, row: &mut Row<'_>) -> Result<Event, Wrong> {
        let resident = row.resident(&self.resident)?;
        let date = row.day(&self.date)?;
        let mut items = Vec::new();
        for (place, code) in &self.items {
            let text = row.cell(place);
            if text.is_empty() {
                continue;
            }
            let value = at(place, value(code, text))?;
            let unit = match value {
                CheckupValue::Number(_) => codes::unit(code).map(str::to_owned),
                CheckupValue::Word(_) => None,
            };
            items.push(CheckupItem { code: code.clone(), value, unit });
        }
        if items.is_empty() {
            return Err((None, Trouble::NoItems));
        }
        row.once(&(&resident, date))?;
        Ok(row.event("", &resident, row.setting.at(date), Payload::Checkup(Checkup { date, items })))
    }
}

/// The code that a column stands for: its own, or that of its name.
fn code(name: &str) -> Option<String> {
    let written = half(name);
    if is_item_code(&written) { Some(written) } else { codes::named(&plain(name)).map(str::to_owned) }
}

fn value(code: &str, text: &str) -> Result<CheckupValue, Trouble> {
    if codes::is_choice(code) {
        return word(&half(text));
    }
    match codes::unit(code) {
        Some(unit) => measured(text, &unit.to_lowercase()),
        // What kind of value an item has whose unit is not known, its value tells.
        None => measured(text, "").or_else(|_| word(text)),
    }
}

fn measured(text: &str, unit: &str) -> Result<CheckupValue, Trouble> {
    let number = number(text, unit)?;
    if number.abs() > 1e9 {
        return Err(Trouble::Number(super::super::text::shown(text)));
    }
    Ok(CheckupValue::Number(number))
}

fn word(text: &str) -> Result<CheckupValue, Trouble> {
    if text.chars().count() > 500 { Err(Trouble::Lengthy(500)) } else { Ok(CheckupValue::Word(text.to_owned())) }
}
