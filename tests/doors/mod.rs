//! The doors, as those who stand before them see them.

mod browser;
mod consents;
mod described;
mod documented;
mod files;
mod health_records;
mod limits;
mod linking;
mod modes;
mod ngsi;
mod offers;
mod publishing;
mod settings;
mod signed;
mod waiting;
mod webhooks;
