//! Campaigns: those there are, how they do, and the texts of which they are made.

mod beginning;
mod checking;
mod editing;
mod following;
mod history;
mod listing;
mod numbers;
mod preview;
mod settings;
mod sharing;
mod templates;
mod timeline;

pub(super) use beginning::{make, new};
pub(super) use checking::{Checked, check, look, problems};
pub(super) use editing::{begin, discard, edit, part_title, save, texts_changed, written_title};
pub(super) use following::{resume, show, stop};
pub(super) use history::{list as history, restore, show as earlier};
pub(super) use listing::{list, standing_of};
pub(super) use numbers::numbers;
pub(super) use preview::{changed as messages_changed, preview};
pub(super) use sharing::{choose, export, import};
pub(super) use timeline::{beginning, shown as timeline};
