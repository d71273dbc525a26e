//! The doors: events, webhooks, packs.
//!
//! Everything a door does is in `shell::doors`; what is decided about people is in `domain`.

use spin_sdk::http::{IntoResponse, Request};
use spin_sdk::http_service;

#[http_service]
async fn handle(request: Request) -> impl IntoResponse {
    shell::doors::ingest(request).await
}
