//! The clock's work: decision points that are due, messages that may leave.
//!
//! The only component that may reach LINE and SMS. What it does is in `shell::doors`.

use spin_sdk::http::{IntoResponse, Request};
use spin_sdk::http_service;

#[http_service]
async fn handle(request: Request) -> impl IntoResponse {
    shell::doors::dispatch(request).await
}
