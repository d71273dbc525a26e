//! What of steps is worth a look, of those who take part in a running challenge.

use super::Walked;
use crate::store::{Doubted, Known, Print};
use domain::challenge::{Challenge, doubts, fingerprint};
use domain::resident::StepDays;
use domain::{Day, Event, Payload, ResidentId};
use std::collections::HashMap;
use std::rc::Rc;

/// How many days before the present one are compared with those of others.
const COMPARED: i32 = 7;

impl Walked<'_> {
    /// What was found since a batch of events, and what those who walked have in common with others.
    pub(crate) fn doubted(
        &self,
        residents: &HashMap<ResidentId, Known>,
        events: &[Rc<Event>],
    ) -> (Vec<Doubted>, Vec<Print>) {
        let (mut found, mut prints) = (Vec::new(), Vec::new());
        let mut of: HashMap<&ResidentId, Vec<&Event>> = HashMap::new();
        for event in events {
            let Some(resident) = event.subject.as_ref().filter(|id| self.were.contains_key(*id)) else { continue };
            if matches!(event.payload, Payload::Steps(_) | Payload::Withdrawn(_)) {
                of.entry(resident).or_default().push(event);
            }
        }
        for (resident, said) in of {
            let (Some(before), Some(known)) = (self.were.get(resident), residents.get(resident)) else { continue };
            let after = &known.snapshot.steps;
            let city = &self.ruleset.city;
            let print = self.is_to_compare(before, after).then(|| fingerprint(after, city, self.today)).flatten();
            for challenge in self.running.iter().filter(|one| known.snapshot.challenges.get(&one.name).is_some()) {
                let all = doubts(challenge, before, said.iter().copied(), after, city, self.today);
                let (name, resident) = (&challenge.name, resident);
                let doubted = |doubt| Doubted { challenge: name.clone(), resident: resident.clone(), doubt };
                found.extend(all.into_iter().map(doubted));
                let print = print.clone().filter(|_| is_within(challenge, self.today));
                prints.extend(print.map(|print| Print { challenge: name.clone(), resident: resident.clone(), print }));
            }
        }
        (found, prints)
    }

    /// Steps are compared by the first reading of a day, and again where a day before it changed: about once a day.
    fn is_to_compare(&self, before: &StepDays, after: &StepDays) -> bool {
        let city = &self.ruleset.city;
        let is_first = before.on(self.today, city).is_none() && after.on(self.today, city).is_some();
        let mut days = (1..=COMPARED).map(|n| self.today.plus(-n));
        is_first || days.any(|day| before.on(day, city) != after.on(day, city))
    }
}

/// Whether all days that are compared are of a challenge.
fn is_within(challenge: &Challenge, today: Day) -> bool {
    challenge.from <= today.plus(-COMPARED) && today.plus(-1) <= challenge.until
}
