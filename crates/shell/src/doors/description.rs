//! `GET /openapi.json`: what the doors take and answer, for programs.

use super::answer::{Answer, written};
use crate::openapi;

pub(super) fn get() -> Answer {
    written("application/json", openapi::DOCUMENT)
}
