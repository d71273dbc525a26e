//! The doors: HTTP requests in, answers out. Each door reads, checks, and hands over; every
//! error becomes a problem document in one place.

mod answer;
mod campaigns;
mod events;
mod health;
mod providers;
mod request;
mod residents;
mod tick;
mod webhooks;

use answer::{Answer, Refused};
use http::Method;
use request::Incoming;
use spin_sdk::http::Request;

/// Answers a request to the outside doors: events, webhooks, packs, health.
pub async fn ingest(request: Request) -> Answer {
    let incoming = match Incoming::read(request).await {
        Ok(incoming) => incoming,
        Err(refused) => return refused.answer(),
    };
    let path = incoming.path.clone();
    let segments: Vec<&str> = path.split('/').filter(|segment| !segment.is_empty()).collect();
    let answered = match (&incoming.method, segments.as_slice()) {
        (&Method::POST, ["v1", city, "events"]) => events::post(&incoming, city).await,
        (&Method::POST, ["v1", city, "campaigns"]) => campaigns::publish(&incoming, city).await,
        (&Method::GET, ["v1", city, "campaigns"]) => campaigns::versions(&incoming, city).await,
        (&Method::POST, ["v1", city, "campaigns", "rollback"]) => campaigns::rollback(&incoming, city).await,
        (&Method::GET, ["v1", city, "residents", id, "why"]) => residents::why(&incoming, city, id).await,
        (&Method::POST, ["webhooks", city, "line"]) => webhooks::line(&incoming, city).await,
        (&Method::POST, ["webhooks", city, "sms", "inbound"]) => webhooks::sms_inbound(&incoming, city).await,
        (&Method::GET, ["healthz"]) => health::get().await,
        (_, known) => Err(match allowed(known) {
            Some(methods) => Refused::method(methods),
            None => Refused::not_found(),
        }),
    };
    answered.unwrap_or_else(Refused::answer)
}

/// Answers the clock.
pub async fn dispatch(request: Request) -> Answer {
    match Incoming::read(request).await {
        Ok(incoming) if incoming.method == Method::POST => tick::post(&incoming).await.unwrap_or_else(Refused::answer),
        Ok(_) => Refused::method("POST").answer(),
        Err(refused) => refused.answer(),
    }
}

/// The methods that a path takes, `None` where there is no door.
fn allowed(segments: &[&str]) -> Option<&'static str> {
    match segments {
        ["v1", _, "events"] | ["v1", _, "campaigns", "rollback"] => Some("POST"),
        ["webhooks", _, "line"] | ["webhooks", _, "sms", "inbound"] => Some("POST"),
        ["v1", _, "campaigns"] => Some("GET, POST"),
        ["v1", _, "residents", _, "why"] | ["healthz"] => Some("GET"),
        _ => None,
    }
}
