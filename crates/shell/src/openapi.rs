//! The description of the doors in OpenAPI 3.1. Written by hand, a file for each path and for each
//! schema, put together when this is compiled. Tests hold it to [`ROUTES`](crate::routes::ROUTES) and to
//! what the doors do.

/// One object of JSON of several files.
macro_rules! object {
    ($folder:literal, $first:literal: $first_file:literal, $($name:literal: $file:literal,)*) => {
        concat!(
            "{\"", $first, "\":", include_str!(concat!("openapi/", $folder, "/", $first_file, ".json")),
            $(",\"", $name, "\":", include_str!(concat!("openapi/", $folder, "/", $file, ".json")),)*
            "}"
        )
    };
}

/// The description, as JSON text.
pub const DOCUMENT: &str = concat!(
    "{\"openapi\":\"3.1.0\",\"info\":",
    include_str!("openapi/info.json"),
    ",\"servers\":[{\"url\":\"/\"}],\"tags\":",
    include_str!("openapi/tags.json"),
    ",\"paths\":",
    object! {
        "paths",
        "/v1/{city}/events": "events",
        "/v1/{city}/fhir": "fhir",
        "/v1/{city}/openmhealth": "openmhealth",
        "/v1/{city}/ngsi/v2/notify": "ngsi_v2",
        "/v1/{city}/ngsi-ld/notify": "ngsi_ld",
        "/v1/{city}/campaigns": "campaigns",
        "/v1/{city}/campaigns/rollback": "rollback",
        "/v1/{city}/campaigns/{id}/export": "export",
        "/v1/{city}/campaigns/{id}/record": "record",
        "/v1/{city}/checkups": "checkups",
        "/v1/{city}/uploads": "uploads",
        "/v1/{city}/uploads/{id}/undo": "undo",
        "/v1/{city}/residents/{id}/why": "why",
        "/v1/{city}/residents/{id}/consents": "consents",
        "/v1/{city}/residents/{id}/link-codes": "link_codes",
        "/v1/{city}/invitations": "invitations",
        "/v1/{city}/audit": "audit",
        "/v1/{city}/stops": "stops",
        "/v1/{city}/stops/resume": "resume",
        "/v1/{city}/notices": "notices",
        "/v1/{city}/sent": "sent",
        "/v1/{city}/units": "units",
        "/link/style.css": "link_style",
        "/link/{city}": "link",
        "/webhooks/{city}/line": "line",
        "/webhooks/{city}/sms/inbound": "sms_inbound",
        "/webhooks/{city}/sms/status": "sms_status",
        "/internal/tick": "tick",
        "/healthz": "healthz",
        "/openapi.json": "description",
    },
    ",\"components\":{\"securitySchemes\":",
    include_str!("openapi/security.json"),
    ",\"parameters\":",
    include_str!("openapi/parameters.json"),
    ",\"responses\":",
    include_str!("openapi/responses.json"),
    ",\"schemas\":",
    object! {
        "schemas",
        "Problem": "problem",
        "PackProblem": "pack_problem",
        "ResidentId": "resident_id",
        "Rejected": "rejected",
        "Report": "report",
        "Event": "event",
        "EventData": "event_data",
        "OperationOutcome": "operation_outcome",
        "Resource": "resource",
        "DataPoint": "data_point",
        "NgsiV2Notification": "ngsi_v2_notification",
        "NgsiLdNotification": "ngsi_ld_notification",
        "Version": "version",
        "WaitingVersion": "waiting_version",
        "FileOutcome": "file_outcome",
        "Upload": "upload",
        "Undone": "undone",
        "Story": "story",
        "Consents": "consents",
        "LinkWish": "link_wish",
        "LinkCode": "link_code",
        "AuditEntry": "audit_entry",
        "InvitationWish": "invitation_wish",
        "Invitation": "invitation",
        "Scope": "scope",
        "WhyStopped": "why_stopped",
        "Standing": "standing",
        "Notice": "notice",
        "SentDay": "sent_day",
        "Unit": "unit",
        "Ticked": "ticked",
    },
    "}}",
);
