//! Where the doors are: one table for the router, for the description that `GET /openapi.json` gives,
//! and for the tests that hold the README to both.

use http::Method;

/// A door.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Door {
    /// CloudEvents in.
    Events,
    /// Health records in FHIR R4 in.
    Fhir,
    /// Step counts of Open mHealth in.
    OpenMHealth,
    /// A city OS's notifications, NGSIv2.
    NgsiV2,
    /// A city OS's notifications, NGSI-LD.
    NgsiLd,
    /// A pack in.
    Publish,
    /// Which packs were in force.
    Versions,
    /// An earlier pack in force again.
    Rollback,
    /// A campaign in force as a file.
    Export,
    /// The record of a campaign's randomised decision points.
    Record,
    /// Files in.
    Files,
    /// Which files came.
    Uploads,
    /// A file taken back.
    Undo,
    /// What happened to a resident, and why.
    Why,
    /// What a resident agreed to.
    Consents,
    /// A link that lets someone of the staff in.
    Invite,
    /// What staff did.
    Audit,
    /// A code by which a resident links.
    LinkCode,
    /// What is stopped.
    Stops,
    /// Something is stopped.
    Stop,
    /// Something goes on.
    Resume,
    /// What staff were told.
    Notices,
    /// What left.
    Sent,
    /// What LINE counted.
    Units,
    /// The style of the page for codes.
    LinkStyle,
    /// The page for codes.
    LinkPage,
    /// What was entered on it.
    LinkEntered,
    /// LINE's webhook.
    Line,
    /// The SMS provider's webhook: words.
    SmsInbound,
    /// The SMS provider's webhook: what became of messages.
    SmsStatus,
    /// The clock's.
    Tick,
    /// Whether all is well.
    Health,
    /// The description of all this.
    Description,
}

/// How a door is reached.
#[derive(Debug)]
pub struct Route {
    /// By which method.
    pub method: Method,
    /// Under which path; `{city}` and `{id}` are names.
    pub path: &'static str,
    /// What is there.
    pub door: Door,
}

/// Every door. Of two paths that a request could mean, the first counts.
pub static ROUTES: [Route; 33] = [
    post("/v1/{city}/events", Door::Events),
    post("/v1/{city}/fhir", Door::Fhir),
    post("/v1/{city}/openmhealth", Door::OpenMHealth),
    post("/v1/{city}/ngsi/v2/notify", Door::NgsiV2),
    post("/v1/{city}/ngsi-ld/notify", Door::NgsiLd),
    post("/v1/{city}/campaigns", Door::Publish),
    get("/v1/{city}/campaigns", Door::Versions),
    post("/v1/{city}/campaigns/rollback", Door::Rollback),
    get("/v1/{city}/campaigns/{id}/export", Door::Export),
    get("/v1/{city}/campaigns/{id}/record", Door::Record),
    post("/v1/{city}/checkups", Door::Files),
    get("/v1/{city}/uploads", Door::Uploads),
    post("/v1/{city}/uploads/{id}/undo", Door::Undo),
    get("/v1/{city}/residents/{id}/why", Door::Why),
    get("/v1/{city}/residents/{id}/consents", Door::Consents),
    post("/v1/{city}/residents/{id}/link-codes", Door::LinkCode),
    post("/v1/{city}/invitations", Door::Invite),
    get("/v1/{city}/audit", Door::Audit),
    get("/v1/{city}/stops", Door::Stops),
    post("/v1/{city}/stops", Door::Stop),
    post("/v1/{city}/stops/resume", Door::Resume),
    get("/v1/{city}/notices", Door::Notices),
    get("/v1/{city}/sent", Door::Sent),
    get("/v1/{city}/units", Door::Units),
    get("/link/style.css", Door::LinkStyle),
    get("/link/{city}", Door::LinkPage),
    post("/link/{city}", Door::LinkEntered),
    post("/webhooks/{city}/line", Door::Line),
    post("/webhooks/{city}/sms/inbound", Door::SmsInbound),
    post("/webhooks/{city}/sms/status", Door::SmsStatus),
    post("/internal/tick", Door::Tick),
    get("/healthz", Door::Health),
    get("/openapi.json", Door::Description),
];

const fn get(path: &'static str, door: Door) -> Route {
    Route { method: Method::GET, path, door }
}

const fn post(path: &'static str, door: Door) -> Route {
    Route { method: Method::POST, path, door }
}

/// What a path names.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Named {
    /// The text in the place of `{city}`.
    pub city: String,
    /// The text in the place of `{id}`.
    pub id: String,
}

/// Where a request leads.
#[derive(Debug, PartialEq, Eq)]
pub enum Found {
    /// To a door.
    Door(Door, Named),
    /// To a path that takes other methods: these, as `Allow` has them.
    Otherwise(String),
    /// Nowhere.
    Nothing,
}

/// Finds the door of a request. HEAD leads where GET does.
pub fn find(method: &Method, path: &str) -> Found {
    let Some(segments) = wire::path::segments(path) else { return Found::Nothing };
    let mut matching = ROUTES.iter().filter_map(|route| Some((route, named(route.path, &segments)?)));
    let Some((first, place)) = matching.next() else { return Found::Nothing };
    let method = if *method == Method::HEAD { &Method::GET } else { method };
    let here = || ROUTES.iter().filter(|route| route.path == first.path);
    match here().find(|route| route.method == *method) {
        Some(route) => Found::Door(route.door, place),
        None => {
            let methods = here().map(|route| if route.method == Method::GET { "GET, HEAD" } else { "POST" });
            let mut methods: Vec<&str> = methods.collect();
            methods.sort_unstable();
            Found::Otherwise(methods.join(", "))
        }
    }
}

/// What segments name where a path's own are met.
fn named(path: &str, segments: &[String]) -> Option<Named> {
    let mut named = Named::default();
    let mut given = segments.iter();
    for own in path.split('/').skip(1) {
        let segment = given.next()?;
        match own {
            "{city}" => named.city.clone_from(segment),
            "{id}" => named.id.clone_from(segment),
            _ if own == segment => {}
            _ => return None,
        }
    }
    given.next().is_none().then_some(named)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(city: &str, id: &str) -> Named {
        Named { city: city.to_owned(), id: id.to_owned() }
    }

    #[test]
    fn paths_lead_to_doors_and_name_what_they_are_about() {
        let found = |method: Method, path: &str| find(&method, path);
        assert_eq!(found(Method::POST, "/v1/432041/events"), Found::Door(Door::Events, at("432041", "")));
        // Clients may write what an id consists of as they like (RFC 3986 section 6.2.2.2).
        let why = Found::Door(Door::Why, at("432041", "ward:7"));
        assert_eq!(found(Method::GET, "/v1/432041/residents/ward%3A7/why"), why);
        assert_eq!(found(Method::HEAD, "/v1/432041/residents/ward:7/why"), why);
        assert_eq!(found(Method::GET, "/link/style.css"), Found::Door(Door::LinkStyle, Named::default()));
        for path in ["/", "/v1", "/v1/432041/events/x", "/healthz%ff", "/V1/432041/events"] {
            assert_eq!(found(Method::GET, path), Found::Nothing, "{path}");
        }
    }

    #[test]
    fn a_path_says_which_methods_it_takes() {
        for (path, allowed) in [
            ("/v1/432041/events", "POST"),
            ("/v1/432041/stops", "GET, HEAD, POST"),
            ("/link/style.css", "GET, HEAD"),
            ("/healthz", "GET, HEAD"),
        ] {
            assert_eq!(find(&Method::TRACE, path), Found::Otherwise(allowed.to_owned()));
        }
    }
}
