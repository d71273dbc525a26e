//! The doors, as those who stand before them see them.

mod documented;
mod limits;
mod modes;
mod publishing;
mod settings;
mod signed;
mod waiting;
mod webhooks;
