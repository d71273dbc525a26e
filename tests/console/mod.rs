//! The console over HTTP, as browsers without scripts use it: real components, real database.

mod accounts;
mod approving;
mod cases;
mod challenges;
pub(crate) mod clerk;
mod following;
mod guarded;
mod history;
mod log;
mod machine;
mod openid;
mod settings;
mod sharing;
mod size;
mod writing;

pub(crate) use clerk::Clerk;
