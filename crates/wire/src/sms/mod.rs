//! SMS in the shape of Twilio's API: forms out, forms in.
//!
//! Sources: twilio/twilio-oai `twilio_api_v2010` and the error pages at
//! www.twilio.com/docs/errors.

mod code;
mod form;
mod message;
mod outcome;
mod signature;
mod status;

pub use domain::pack::{Alphabet, SmsLength, sms_length as length};
pub use form::{Form, NotAForm, is_number};
pub use message::Sms;
pub use outcome::{classify, unanswered, unsent};
pub use signature::{CHALLENGE, SIGNATURE_HEADER, verify};
pub use status::{Status, reported, status_callback};
