//! The console: what the city's staff see and do.
//!
//! Every page is in `crates/pages`; what is done for it is in `shell::office`.

use spin_sdk::http::{IntoResponse, Request};
use spin_sdk::http_service;

#[http_service]
async fn handle(request: Request) -> impl IntoResponse {
    pages::console(request).await
}
