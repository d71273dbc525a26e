//! The I/O, once: read what is known, let the pure core decide, store it in one
//! transaction, send what may leave. No `if` about people or campaigns lives here.
//!
//! Everything runs on any [`Sql`] connection: in components on Spin's SQLite, and natively
//! for tests, benchmarks and the program's own commands.

pub mod challenges;
pub mod closing;
pub mod consents;
pub mod drain;
pub mod due;
pub mod expiry;
pub mod handle;
pub mod hear;
pub mod inbound;
pub mod inbox;
pub mod linking;
pub mod office;
pub mod openapi;
pub mod publish;
pub mod record;
pub mod replay;
pub mod reports;
pub mod resident;
pub mod rewards;
pub mod routes;
pub mod sql;
pub mod stop;
pub mod store;
pub mod undo;
pub mod upload;
pub mod watch;
pub mod why;

#[cfg(feature = "spin")]
pub mod doors;
#[cfg(feature = "spin")]
pub mod spin;

mod cache;
mod error;
mod log;
mod turn;

pub use cache::Cache;
pub use error::Error;
pub use log::log;
pub use sql::{Sql, SqlError, Value};
pub use turn::Turn;
