use super::Snapshot;
use crate::event::{NotebookEntry, Payload, Steps, Withdrawn};
use crate::pack::City;
use crate::time::Day;
use chrono::{DateTime, Utc};

impl Snapshot {
    /// Takes a record back. Tells whether a fact has changed.
    pub(super) fn withdraw(&mut self, data: &Withdrawn, at: DateTime<Utc>, city: &City, today: Day) -> bool {
        match data.record() {
            Ok(Payload::Steps(record)) => self.steps.withdraw(&record, city, today),
            Ok(Payload::Notebook(record)) => self.notebook.withdraw(&record, at, city.zone.day(record.at), today),
            Ok(Payload::Checkup(record)) => self.checkups.withdraw(&record, at),
            Ok(Payload::Forecast(record)) => self.forecasts.withdraw(&record, at),
            Ok(Payload::Visit(record)) => self.visits.withdraw(&record, at, today),
            Ok(Payload::Stamp(record)) => self.stamps.withdraw(&record, at),
            // Nothing else can be taken back, and the door has said so.
            _ => false,
        }
    }

    /// What counts on a day of the kind of a record that was taken back, as what would be said now: of
    /// steps one, which says 0 where nothing counts; of entries, visits and stamps one for each that is left.
    pub(crate) fn left_of(&self, record: &Payload, day: Day) -> Vec<Payload> {
        match record {
            Payload::Steps(record) => {
                vec![Payload::Steps(Steps { steps: 0, date: day.date(), ..record.clone() })]
            }
            Payload::Notebook(record) => {
                let entry = |kind| Payload::Notebook(NotebookEntry { kind, ..record.clone() });
                self.notebook.kinds(day).into_iter().map(entry).collect()
            }
            Payload::Visit(_) => self.visits.on(day).into_iter().map(Payload::Visit).collect(),
            Payload::Stamp(record) => self.stamps.on(&record.campaign, day).into_iter().map(Payload::Stamp).collect(),
            _ => Vec::new(),
        }
    }
}
