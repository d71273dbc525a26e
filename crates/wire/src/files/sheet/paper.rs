use super::super::report::Taken;
use super::super::text::{between, half, shown, whole};
use super::super::trouble::Trouble;
use super::header::{DATE, Field, Header, Place, RESIDENT};
use super::pedometer::{STEPS, steps};
use super::row::{Row, Wrong, at};
use domain::event::{EntryKind, Modality, NotebookEntry, SourceKind, StepSource, Steps, Visit, VisitKind};
use domain::{Event, Payload};

const WEIGHT: Field = Field { names: &["体重", "weight", "weightkg"] };

const SYSTOLIC: Field =
    Field { names: &["血圧(上)", "血圧上", "最高血圧", "収縮期血圧", "systolic", "systolicmmhg"] };

const DIASTOLIC: Field =
    Field { names: &["血圧(下)", "血圧下", "最低血圧", "拡張期血圧", "diastolic", "diastolicmmhg"] };

const CLASS: Field =
    Field { names: &["教室", "教室参加", "教室に参加", "参加", "class", "attended", "attendedclass"] };

const PLACE: Field = Field { names: &["会場", "場所", "教室名", "place"] };

/// A paper sheet keyed in by staff: a row a person's day. A row with a mistake is not stored at all.
///
/// ```text
/// 住民番号,日付,歩数,体重,血圧(上),血圧(下),教室,会場
/// p-0001,令和8年11月20日,6200,61.5,132,84,○,中央公民館
/// ```
#[derive(Debug)]
pub(super) struct PaperSheet {
    resident: Place,
    date: Place,
    steps: Option<Place>,
    weight: Option<Place>,
    systolic: Option<Place>,
    diastolic: Option<Place>,
    class: Option<Place>,
    place: Option<Place>,
}

impl PaperSheet {
    pub(super) fn new(mut header: Header, line: u64, taken: &mut Taken) -> Result<Self, Trouble> {
        let sheet = Self {
            resident: header.need(RESIDENT)?,
            date: header.need(DATE)?,
            steps: header.find(STEPS)?,
            weight: header.find(WEIGHT)?,
            systolic: header.find(SYSTOLIC)?,
            diastolic: header.find(DIASTOLIC)?,
            class: header.find(CLASS)?,
            place: header.find(PLACE)?,
        };
        if [&sheet.steps, &sheet.weight, &sheet.systolic, &sheet.class].iter().all(|place| place.is_none()) {
            header.need(STEPS)?;
        }
        header.leave(line, taken);
        Ok(sheet)
    }

    pub(super) fn read(&self, row: &mut Row<'_>, taken: &mut Taken) {
        let read = self.events(row);
        row.settle(read, taken);
    }

    fn events(&self, row: &mut Row<'_>) -> Result<Vec<Event>, Wrong> {
        let resident = row.resident(&self.resident)?;
        let date = row.day(&self.date)?;
        let time = row.setting.at(date);
        let mut parts: Vec<(&str, Payload)> = Vec::new();
        if let Some((place, text)) = row.filled(self.steps.as_ref()) {
            let source =
                StepSource { id: "paper".to_owned(), kind: SourceKind::Paper, modality: Modality::SelfReported };
            let steps = at(place, steps(text))?;
            parts.push((
                "steps",
                Payload::Steps(Steps { date, steps, source, version: row.setting.version(), complete: false }),
            ));
        }
        let empty = NotebookEntry {
            kind: EntryKind::Weight,
            at: time,
            weight_kg: None,
            systolic_mmhg: None,
            diastolic_mmhg: None,
            hours: None,
            score: None,
            text: None,
        };
        if let Some((place, text)) = row.filled(self.weight.as_ref()) {
            let weight_kg = Some(at(place, between(text, "kg", 10.0, 400.0, "10–400 kg"))?);
            parts.push(("weight", Payload::Notebook(NotebookEntry { weight_kg, ..empty.clone() })));
        }
        match (row.filled(self.systolic.as_ref()), row.filled(self.diastolic.as_ref())) {
            (None, None) => {}
            (Some((upper, systolic)), Some((lower, diastolic))) => {
                let systolic_mmhg = Some(at(upper, whole(systolic, "mmhg", 40, 300, "40–300 mmHg"))?);
                let diastolic_mmhg = Some(at(lower, whole(diastolic, "mmhg", 20, 200, "20–200 mmHg"))?);
                if systolic_mmhg <= diastolic_mmhg {
                    return at(upper, Err(Trouble::Swapped));
                }
                let entry = NotebookEntry { kind: EntryKind::BloodPressure, systolic_mmhg, diastolic_mmhg, ..empty };
                parts.push(("blood_pressure", Payload::Notebook(entry)));
            }
            (Some((place, _)), None) | (None, Some((place, _))) => return at(place, Err(Trouble::Half)),
        }
        if let Some(place) = &self.class
            && at(place, came(row.cell(place)))?
        {
            let venue = match row.filled(self.place.as_ref()) {
                Some((place, text)) if text.chars().count() > 100 => return at(place, Err(Trouble::Lengthy(100))),
                other => other.map(|(_, text)| text.to_owned()),
            };
            parts.push(("class", Payload::Visit(Visit { kind: VisitKind::Class, place: venue, date })));
        }
        if parts.is_empty() {
            return Err((None, Trouble::Nothing));
        }
        row.once(&(&resident, date))?;
        Ok(parts.into_iter().map(|(part, payload)| row.event(part, &resident, time, payload)).collect())
    }
}

/// Whether somebody came.
fn came(text: &str) -> Result<bool, Trouble> {
    match half(text).to_lowercase().as_str() {
        "1" | "○" | "〇" | "◯" | "◎" | "✓" | "✔" | "レ" | "はい" | "有" | "参加" | "出席" | "yes" | "y" | "true" => {
            Ok(true)
        }
        "" | "0" | "×" | "x" | "✕" | "-" | "いいえ" | "無" | "不参加" | "欠席" | "no" | "n" | "false" => {
            Ok(false)
        }
        _ => Err(Trouble::YesNo(shown(text))),
    }
}
