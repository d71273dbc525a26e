//! The doors, as those who stand before them see them.

mod browser;
mod consents;
mod documented;
mod limits;
mod linking;
mod modes;
mod publishing;
mod settings;
mod webhooks;
