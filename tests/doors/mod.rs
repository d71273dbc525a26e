//! The doors, as those who stand before them see them.

mod documented;
mod files;
mod limits;
mod modes;
mod publishing;
mod settings;
mod webhooks;
