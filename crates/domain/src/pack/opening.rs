use super::{City, Priority};
use crate::release::Hold;
use crate::resident::Snapshot;
use crate::time::{Day, QuietHours};
use chrono::{DateTime, Utc};

/// When a message may leave, and what keeps it until then.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Opening {
    /// The first instant that is neither quiet nor on a closed day.
    pub at: DateTime<Utc>,
    /// What has to pass until then; `None` when it may leave at once.
    pub held: Option<Hold>,
    /// The first closed day on the way, as it is called.
    pub closed: Option<String>,
}

/// How many nights and closed days are looked through: more than a year of them. No message is valid that long.
const MOST: usize = 800;

impl City {
    /// When a message that would leave at `from` may: after quiet hours, and on a closed day on the next open one.
    /// High priority waits for the night only.
    pub fn opening(&self, from: DateTime<Utc>, priority: Priority) -> Opening {
        self.opens(from, priority, None)
    }

    /// The same for a resident, who may have chosen hours of their own. Such hours hold for high priority as well:
    /// they are a resident's night.
    pub fn opening_for(&self, snapshot: &Snapshot, from: DateTime<Utc>, priority: Priority) -> Opening {
        self.opens(from, priority, snapshot.quiet_beside(&self.quiet))
    }

    fn opens(&self, from: DateTime<Utc>, priority: Priority, own: Option<QuietHours>) -> Opening {
        let mut opening = Opening { at: from, held: None, closed: None };
        for _ in 0..MOST {
            let day = self.zone.day(opening.at);
            if let Some(name) = self.closed_day(day, priority) {
                opening.held = Some(Hold::ClosedDay);
                opening.closed.get_or_insert_with(|| name.to_owned());
                opening.at = self.zone.end_of(day);
            } else if let Some(end) = self.quiet.end(self.zone, opening.at) {
                opening.held.get_or_insert(Hold::QuietHours);
                opening.at = end;
            } else if let Some(end) = own.and_then(|own| own.end(self.zone, opening.at)) {
                // Where the night has passed, it is for the resident's own hours that it waits on.
                if opening.held != Some(Hold::ClosedDay) {
                    opening.held = Some(Hold::OwnHours);
                }
                opening.at = end;
            } else {
                break;
            }
        }
        opening
    }

    fn closed_day(&self, day: Day, priority: Priority) -> Option<&str> {
        match priority {
            Priority::High => None,
            Priority::Normal => self.closed.name(day),
        }
    }
}
