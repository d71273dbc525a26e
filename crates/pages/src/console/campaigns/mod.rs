//! Campaigns: those there are, how they do, and the texts of which they are made.

mod checking;
mod editing;
mod following;
mod listing;
mod numbers;
mod preview;
mod templates;

pub(super) use checking::{check, look, problems};
pub(super) use editing::{begin, discard, edit, part_title, save, texts_changed, written_title};
pub(super) use following::{resume, show, stop};
pub(super) use listing::{list, make, new, standing_of};
pub(super) use numbers::numbers;
pub(super) use preview::preview;
