//! The doors: HTTP requests in, answers out. Each door asks who it is, reads, checks, and hands
//! over; every error becomes a problem document in one place.

mod answer;
mod campaigns;
mod consents;
mod events;
mod fhir;
mod files;
mod health;
mod inlet;
mod kept;
mod link_codes;
mod linking;
mod ngsi;
mod openmhealth;
mod overdue;
mod patience;
mod providers;
mod request;
mod residents;
mod stops;
mod tick;
mod webhooks;
mod zone;

use answer::{Answer, Refused};
use http::Method;
use request::Incoming;
use spin_sdk::http::Request;

/// Answers a request to the outside doors: events, webhooks, packs, health.
pub async fn ingest(request: Request) -> Answer {
    let mut request = Incoming::new(request);
    let path = request.path.clone();
    let segments: Vec<&str> = path.split('/').filter(|segment| !segment.is_empty()).collect();
    // The host keeps the body of an answer to HEAD back.
    let method = if request.method == Method::HEAD { Method::GET } else { request.method.clone() };
    let answered = match door(&method, &segments) {
        Some(door) => door.answer(&mut request).await,
        None => Err(closed(&segments)),
    };
    end(request, answered).await
}

/// Answers the clock.
pub async fn dispatch(request: Request) -> Answer {
    let request = Incoming::new(request);
    let answered =
        if request.method == Method::POST { tick::post(&request).await } else { Err(Refused::method("POST")) };
    end(request, answered).await
}

async fn end(request: Incoming, answered: Result<Answer, Refused>) -> Answer {
    match answered {
        Ok(answer) => answer,
        Err(refused) => {
            request.let_go().await;
            refused.answer()
        }
    }
}

/// A door, with what its path names.
enum Door<'p> {
    Events(&'p str),
    Fhir(&'p str),
    OpenMHealth(&'p str),
    NgsiV2(&'p str),
    NgsiLd(&'p str),
    Publish(&'p str),
    Versions(&'p str),
    Rollback(&'p str),
    Why(&'p str, &'p str),
    Stops(&'p str),
    Stop(&'p str),
    Resume(&'p str),
    Notices(&'p str),
    Units(&'p str),
    Consents(&'p str, &'p str),
    LinkCode(&'p str, &'p str),
    LinkPage(&'p str),
    LinkEntered(&'p str),
    LinkStyle,
    Files(&'p str),
    Uploads(&'p str),
    Undo(&'p str, &'p str),
    Line(&'p str),
    SmsInbound(&'p str),
    SmsStatus(&'p str),
    Health,
}

/// Every door but the clock's.
fn door<'p>(method: &Method, segments: &[&'p str]) -> Option<Door<'p>> {
    Some(match (method, segments) {
        (&Method::POST, ["v1", city, "events"]) => Door::Events(city),
        (&Method::POST, ["v1", city, "fhir"]) => Door::Fhir(city),
        (&Method::POST, ["v1", city, "openmhealth"]) => Door::OpenMHealth(city),
        (&Method::POST, ["v1", city, "ngsi", "v2", "notify"]) => Door::NgsiV2(city),
        (&Method::POST, ["v1", city, "ngsi-ld", "notify"]) => Door::NgsiLd(city),
        (&Method::POST, ["v1", city, "campaigns"]) => Door::Publish(city),
        (&Method::GET, ["v1", city, "campaigns"]) => Door::Versions(city),
        (&Method::POST, ["v1", city, "campaigns", "rollback"]) => Door::Rollback(city),
        (&Method::GET, ["v1", city, "residents", id, "why"]) => Door::Why(city, id),
        (&Method::GET, ["v1", city, "stops"]) => Door::Stops(city),
        (&Method::POST, ["v1", city, "stops"]) => Door::Stop(city),
        (&Method::POST, ["v1", city, "stops", "resume"]) => Door::Resume(city),
        (&Method::GET, ["v1", city, "notices"]) => Door::Notices(city),
        (&Method::GET, ["v1", city, "units"]) => Door::Units(city),
        (&Method::GET, ["v1", city, "residents", id, "consents"]) => Door::Consents(city, id),
        (&Method::POST, ["v1", city, "residents", id, "link-codes"]) => Door::LinkCode(city, id),
        (&Method::GET, ["link", "style.css"]) => Door::LinkStyle,
        (&Method::GET, ["link", city]) => Door::LinkPage(city),
        (&Method::POST, ["link", city]) => Door::LinkEntered(city),
        (&Method::POST, ["v1", city, "checkups"]) => Door::Files(city),
        (&Method::GET, ["v1", city, "uploads"]) => Door::Uploads(city),
        (&Method::POST, ["v1", city, "uploads", id, "undo"]) => Door::Undo(city, id),
        (&Method::POST, ["webhooks", city, "line"]) => Door::Line(city),
        (&Method::POST, ["webhooks", city, "sms", "inbound"]) => Door::SmsInbound(city),
        (&Method::POST, ["webhooks", city, "sms", "status"]) => Door::SmsStatus(city),
        (&Method::GET, ["healthz"]) => Door::Health,
        _ => return None,
    })
}

impl Door<'_> {
    async fn answer(self, request: &mut Incoming) -> Result<Answer, Refused> {
        match self {
            Self::Events(city) => events::post(request, city).await,
            Self::Fhir(city) => fhir::post(request, city).await,
            Self::OpenMHealth(city) => openmhealth::post(request, city).await,
            Self::NgsiV2(city) => ngsi::v2(request, city).await,
            Self::NgsiLd(city) => ngsi::ld(request, city).await,
            Self::Publish(city) => campaigns::publish(request, city).await,
            Self::Versions(city) => campaigns::versions(request, city).await,
            Self::Rollback(city) => campaigns::rollback(request, city).await,
            Self::Why(city, id) => residents::why(request, city, id).await,
            Self::Stops(city) => stops::list(request, city).await,
            Self::Stop(city) => stops::post(request, city).await,
            Self::Resume(city) => stops::go_on(request, city).await,
            Self::Notices(city) => stops::notices(request, city).await,
            Self::Units(city) => stops::units(request, city).await,
            Self::Consents(city, id) => consents::get(request, city, id).await,
            Self::LinkCode(city, id) => link_codes::post(request, city, id).await,
            Self::LinkPage(city) => linking::page(request, city).await,
            Self::LinkEntered(city) => linking::entered(request, city).await,
            Self::LinkStyle => Ok(linking::style()),
            Self::Files(city) => files::post(request, city).await,
            Self::Uploads(city) => files::list(request, city).await,
            Self::Undo(city, id) => files::undo(request, city, id).await,
            Self::Line(city) => webhooks::line(request, city).await,
            Self::SmsInbound(city) => webhooks::sms_inbound(request, city).await,
            Self::SmsStatus(city) => webhooks::sms_status(request, city).await,
            Self::Health => health::get().await,
        }
    }
}

/// There is no door, or it takes other methods.
fn closed(segments: &[&str]) -> Refused {
    match [Method::GET, Method::POST].map(|method| door(&method, segments).is_some()) {
        [false, false] => Refused::not_found(),
        [true, false] => Refused::method("GET, HEAD"),
        [false, true] => Refused::method("POST"),
        [true, true] => Refused::method("GET, HEAD, POST"),
    }
}
