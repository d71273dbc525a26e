//! The doors, as those who stand before them see them.

mod documented;
mod limits;
mod modes;
mod ngsi;
mod publishing;
mod settings;
mod webhooks;
