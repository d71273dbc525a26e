//! The doors: HTTP requests in, answers out. Each door asks who it is, reads, checks, and hands
//! over; every error becomes a problem document in one place.

mod answer;
mod audit;
mod campaigns;
mod consents;
mod description;
mod events;
mod fhir;
mod files;
mod health;
mod inlet;
mod invitations;
mod kept;
mod link_codes;
mod linking;
mod ngsi;
mod openmhealth;
mod overdue;
mod patience;
mod providers;
mod record;
mod request;
mod residents;
mod stops;
mod tick;
mod webhooks;
mod zone;

use crate::routes::{Door, Found, Named, find};
pub use answer::{Answer, Refused};
pub use kept::cache;
pub use request::{Incoming, city};

use spin_sdk::http::Request;

/// Answers a request to the outside doors: events, webhooks, packs, health.
pub async fn ingest(request: Request) -> Answer {
    let mut request = Incoming::new(request);
    // The host keeps the body of an answer to HEAD back.
    let answered = match find(&request.method, &request.path) {
        Found::Door(door, named) => answer(door, &named, &mut request).await,
        found => Err(closed(found)),
    };
    end(request, answered).await
}

/// Answers the clock.
pub async fn dispatch(request: Request) -> Answer {
    let request = Incoming::new(request);
    let answered = match find(&request.method, &request.path) {
        Found::Door(Door::Tick, _) => tick::post(&request).await,
        found => Err(closed(found)),
    };
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

async fn answer(door: Door, named: &Named, request: &mut Incoming) -> Result<Answer, Refused> {
    let Named { city, id } = named;
    match door {
        Door::Events => events::post(request, city).await,
        Door::Fhir => fhir::post(request, city).await,
        Door::OpenMHealth => openmhealth::post(request, city).await,
        Door::NgsiV2 => ngsi::v2(request, city).await,
        Door::NgsiLd => ngsi::ld(request, city).await,
        Door::Publish => campaigns::publish(request, city).await,
        Door::Versions => campaigns::versions(request, city).await,
        Door::Rollback => campaigns::rollback(request, city).await,
        Door::Export => campaigns::export(request, city, id).await,
        Door::Record => record::get(request, city, id).await,
        Door::Files => files::post(request, city).await,
        Door::Uploads => files::list(request, city).await,
        Door::Undo => files::undo(request, city, id).await,
        Door::Why => residents::why(request, city, id).await,
        Door::Consents => consents::get(request, city, id).await,
        Door::Invite => invitations::post(request, city).await,
        Door::Audit => audit::list(request, city).await,
        Door::LinkCode => link_codes::post(request, city, id).await,
        Door::Stops => stops::list(request, city).await,
        Door::Stop => stops::post(request, city).await,
        Door::Resume => stops::go_on(request, city).await,
        Door::Notices => stops::notices(request, city).await,
        Door::Sent => stops::sent(request, city).await,
        Door::Units => stops::units(request, city).await,
        Door::LinkStyle => Ok(linking::style()),
        Door::LinkPage => linking::page(request, city).await,
        Door::LinkEntered => linking::entered(request, city).await,
        Door::Line => webhooks::line(request, city).await,
        Door::SmsInbound => webhooks::sms_inbound(request, city).await,
        Door::SmsStatus => webhooks::sms_status(request, city).await,
        Door::Health => health::get().await,
        Door::Description => Ok(description::get()),
        // The clock's own component answers it.
        Door::Tick => Err(Refused::not_found()),
    }
}

/// There is no door, or it takes other methods.
fn closed(found: Found) -> Refused {
    match found {
        Found::Otherwise(allowed) => Refused::method(&allowed),
        Found::Door(..) | Found::Nothing => Refused::not_found(),
    }
}
