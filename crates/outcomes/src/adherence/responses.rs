use super::Share;
use crate::record::Row;
use chrono::TimeDelta;

/// Who answered within a fixed time after the decision, in each arm over the same time. How many answer after a message is
/// no effect: it is held against how many answer without one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Responses {
    /// How long after the decision an answer counts.
    pub within: TimeDelta,
    /// Where it was drawn to send.
    pub sent: Answered,
    /// Where it was drawn to withhold.
    pub withheld: Answered,
}

/// Answers after decision points.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Answered {
    /// How many decision points.
    pub points: u64,
    /// Of them, those after which the first answer came in time.
    pub in_time: u64,
    /// Of them, those after which it came later, within the 72 hours in which answers are looked for.
    pub late: u64,
    /// Of them, those after which the person said `stop` within those hours.
    pub stopped: u64,
}

impl Answered {
    /// The share that was answered in time; of no decision points it is not applicable.
    pub fn share(&self) -> Share {
        Share { of: self.in_time, all: self.points }
    }
}

impl Responses {
    /// Nothing counted yet.
    pub fn within(within: TimeDelta) -> Self {
        Self { within, sent: Answered::default(), withheld: Answered::default() }
    }

    /// Counts a row, where it was drawn and is closed.
    pub fn count(&mut self, row: &Row) {
        let Some(sends) = row.sends().filter(|_| row.is_closed()) else { return };
        let answered = if sends { &mut self.sent } else { &mut self.withheld };
        answered.points += 1;
        answered.stopped += u64::from(row.stopped_at.is_some());
        if let Some(at) = row.replied_at {
            let in_time = at - row.decided <= self.within;
            answered.in_time += u64::from(in_time);
            answered.late += u64::from(!in_time);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::{Drawn, sample};

    #[test]
    fn both_arms_are_counted_over_the_same_time() {
        let mut responses = Responses::within(TimeDelta::minutes(30));
        let row = sample::row();
        let after = |minutes| Some(row.decided + TimeDelta::minutes(minutes));
        for (sends, replied_at) in
            [(true, after(30)), (true, after(31)), (true, None), (false, after(0)), (false, None)]
        {
            let drawn = Some(Drawn { sends, number: 0.5 });
            responses.count(&Row { drawn, replied_at, ..row.clone() });
        }
        responses.count(&Row { stopped_at: after(5), replied_at: None, ..row.clone() });
        responses.count(&sample::unavailable());
        assert_eq!(responses.sent, Answered { points: 4, in_time: 1, late: 1, stopped: 1 });
        assert_eq!(responses.withheld, Answered { points: 2, in_time: 1, late: 0, stopped: 0 });
        assert_eq!(responses.sent.share().value(), Some(0.25));
        assert_eq!(Answered::default().share().value(), None);
    }
}
