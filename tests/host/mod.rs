//! The embedded host, by what it promises.

mod budgets;
mod cost;
mod grants;
mod key_value;
mod manifests;
mod serving;
mod sqlite;
mod starting;
mod time;
