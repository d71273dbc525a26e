//! The pages that residents and groups hold in their hands, and the one on the city hall's screen.
//!
//! Every page is in `crates/pages`; what is done for it is in `shell::resident` and `shell::challenges`.

use spin_sdk::http::{IntoResponse, Request};
use spin_sdk::http_service;

#[http_service]
async fn handle(request: Request) -> impl IntoResponse {
    pages::resident(request).await
}
