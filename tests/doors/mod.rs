//! The doors, as those who stand before them see them.

mod documented;
mod health_records;
mod limits;
mod modes;
mod publishing;
mod settings;
mod webhooks;
