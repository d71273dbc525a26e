//! The doors.
use spin_sdk::{http::Request, http_service};

#[http_service]
async fn handle(_req: Request) -> &'static str {
    "ok"
}
