//! The console over HTTP, as browsers without scripts use it: real components, real database.

mod accounts;
mod approving;
mod clerk;
mod guarded;
mod log;
mod openid;
mod writing;

pub(crate) use clerk::Clerk;
