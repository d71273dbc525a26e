use super::Share;
use crate::record::{DeliveryState, Row};

/// How many decision points came, and what became of the messages that were offered at them. Only rows that are closed
/// count: of others it is not known yet what became of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Doses {
    /// Decision points that were due.
    pub due: u64,
    /// Those at which the person could be helped.
    pub available: u64,
    /// Those at which a message was offered: it was drawn to send, and let out.
    pub offered: u64,
    /// Of those offered, those that a provider took: with or without a further word.
    pub taken: u64,
    /// Of those taken, those that are known to have arrived, or to have been read.
    pub arrived: u64,
    /// Of those that arrived, those that are known to have been read.
    pub read: u64,
    /// Of those offered, those that are known not to have arrived.
    pub failed: u64,
    /// Of those offered, those that were held back as they were to leave, or had not left at closing.
    pub unsent: u64,
    /// Of those offered, those of which nobody knows whether they left.
    pub unknown: u64,
}

impl Doses {
    /// Counts a row.
    pub fn count(&mut self, row: &Row) {
        if !row.is_closed() {
            return;
        }
        self.due += 1;
        self.available += u64::from(row.unavailable.is_none());
        let Some(delivery) = row.delivery else { return };
        self.offered += 1;
        match delivery.state {
            DeliveryState::Waiting | DeliveryState::HeldBack => self.unsent += 1,
            DeliveryState::Failed => self.failed += 1,
            DeliveryState::Unknown => self.unknown += 1,
            DeliveryState::Accepted => self.taken += 1,
            DeliveryState::Delivered => {
                self.taken += 1;
                self.arrived += 1;
            }
            DeliveryState::Read => {
                self.taken += 1;
                self.arrived += 1;
                self.read += 1;
            }
        }
    }

    /// Of rows.
    pub fn of<'r>(rows: impl IntoIterator<Item = &'r Row>) -> Self {
        let mut doses = Self::default();
        rows.into_iter().for_each(|row| doses.count(row));
        doses
    }

    /// The dose delivered: what a provider took of all that was due. Where nothing was due it is not applicable.
    pub fn delivered(&self) -> Share {
        Share { of: self.taken, all: self.due }
    }

    /// The dose received: what is known to have arrived of all that was due. By LINE, which tells of no arrival, it is
    /// not known, and so not counted: [`Doses::silent`] says of how much.
    pub fn received(&self) -> Share {
        Share { of: self.arrived, all: self.due }
    }

    /// Of what a provider took, that of which it said nothing more. Where nothing was offered it is not applicable.
    pub fn silent(&self) -> Share {
        Share { of: self.taken - self.arrived, all: self.taken }
    }

    /// Whether a message ever reached a provider: what counts for reach.
    pub fn is_reached(&self) -> bool {
        self.taken > 0
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::{Delivery, sample};

    #[test]
    fn what_is_known_is_kept_apart_and_adds_up() {
        let delivered = |state| {
            let row = sample::row();
            let delivery = Some(Delivery { state, accepted_at: None, delivered_at: None });
            crate::record::Row { delivery, ..row }
        };
        let mut rows: Vec<_> = DeliveryState::ALL.into_iter().map(delivered).collect();
        rows.push(sample::unavailable());
        let mut open = sample::row();
        open.outcome.watermark = None;
        rows.push(open);
        let doses = Doses::of(&rows);
        let Doses { due, available, offered, taken, arrived, read, failed, unsent, unknown } = doses;
        assert_eq!((due, available, offered), (8, 7, 7), "what is not closed is not counted");
        assert_eq!((taken, arrived, read, failed, unsent, unknown), (3, 2, 1, 1, 2, 1));
        assert_eq!(taken + failed + unsent + unknown, offered);
        assert_eq!(doses.delivered(), Share { of: 3, all: 8 });
        assert_eq!(doses.received(), Share { of: 2, all: 8 });
        assert_eq!(doses.silent(), Share { of: 1, all: 3 });
    }

    #[test]
    fn where_nothing_was_offered_nothing_is_said() {
        let doses = Doses::of(&[sample::unavailable()]);
        assert_eq!((doses.silent().value(), doses.is_reached()), (None, false));
        assert_eq!(doses.delivered().value(), Some(0.0), "due, and nothing delivered");
        assert_eq!(Doses::default().delivered().value(), None);
    }
}
