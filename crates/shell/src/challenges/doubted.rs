//! What of steps is worth a look, of those who take part in a running challenge.

use super::Walked;
use crate::store::{Doubted, Known};
use domain::challenge::doubts;
use domain::{Event, Payload, ResidentId};
use std::collections::HashMap;
use std::rc::Rc;

impl Walked<'_> {
    /// What was found since a batch of events.
    pub(crate) fn doubted(&self, residents: &HashMap<ResidentId, Known>, events: &[Rc<Event>]) -> Vec<Doubted> {
        let mut found = Vec::new();
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
            for challenge in self.running.iter().filter(|one| known.snapshot.challenges.get(&one.name).is_some()) {
                let all = doubts(challenge, before, said.iter().copied(), after, &self.ruleset.city, self.today);
                let (name, resident) = (&challenge.name, resident);
                found.extend(all.into_iter().map(|doubt| Doubted {
                    challenge: name.clone(),
                    resident: resident.clone(),
                    doubt,
                }));
            }
        }
        found
    }
}
