//! The outside formats: bytes ⇄ domain, and the checks of signatures and tokens.
//!
//! Everything here is a function of its arguments: nothing is read, sent or looked up, and
//! no clock is asked. One outside format lives in one place, named after it:
//!
//! | module | outside | what for |
//! |---|---|---|
//! | [`cloudevents`] | CloudEvents 1.0 over HTTP | events come in |
//! | [`fhir`] | FHIR R4 | health records come in, an `OperationOutcome` goes back |
//! | [`openmhealth`] | Open mHealth | step counts come in |
//! | [`ngsi`] | NGSIv2 and NGSI-LD notifications | facts come in from a city OS |
//! | [`mod@line`] | LINE Messaging API | messages go out, replies come in |
//! | [`sms`] | Twilio-shaped SMS | messages go out, replies and receipts come in |
//! | [`files`] | specific-checkup XML and CSV, sheets of steps | files come in |
//! | [`currency`] | CSV | what a local currency is to pay goes out |
//! | [`openid`] | OpenID Connect | staff sign in by their city's identity provider |
//! | [`problem`] | RFC 9457 | errors go back |
//! | [`bearer`] | RFC 6750 | who may call |
//! | [`form`] | queries, forms, cookies | what a page is asked and sends |
//! | [`path`] | paths of addresses | which door, and whom it is about |
//!
//! Both channels share what a call is and how it ended ([`send`]) and what people answer
//! ([`inbound`]).

pub mod bearer;
mod civil;
pub mod cloudevents;
pub mod currency;
mod document;
mod echo;
pub mod fhir;
pub mod files;
pub mod form;
pub mod headers;
pub mod inbound;
pub mod json;
pub mod line;
pub mod ngsi;
pub mod openid;
pub mod openmhealth;
pub mod path;
pub mod problem;
pub mod received;
pub mod send;
pub mod signed;
pub mod sms;
pub mod stamp;
pub mod table;
pub mod ticket;

pub use headers::Headers;
pub use inbound::{Inbound, What};
pub use problem::Problem;
pub use received::{Received, Rejected, Report};
pub use send::{DeadReason, Outcome, Request, RetryReason};
