//! The tables of the console: staff, sessions, the log, drafts, requests, and who was flagged for
//! staff.

mod audit;
mod drafts;
mod flags;
mod hands;
mod openid;
mod replays;
mod requests;
mod sessions;
mod staff;

pub use audit::{Deed, MACHINE, NOBODY};
pub use drafts::{Draft, DraftEnd, DraftLine};
pub use flags::{Flag, FlagState, Wanted as WantedFlags};
pub use hands::Hands;
pub use openid::Subject;
pub use replays::{Progress, Replay, ReplayState};
pub use requests::{Entry, NewRequest, Request, RequestState, Saying};
pub use sessions::{Invitation, Session};
pub use staff::{NewStaff, Person};
