//! `spin.toml` grants each component the least.

use super::source::{quoted, read, rows};
use std::collections::{BTreeMap, BTreeSet};

#[derive(serde::Deserialize)]
struct Manifest {
    variables: BTreeMap<String, toml::Value>,
    component: BTreeMap<String, Component>,
}

#[derive(serde::Deserialize)]
struct Component {
    sqlite_databases: Vec<String>,
    key_value_stores: Vec<String>,
    allowed_outbound_hosts: Vec<String>,
    variables: BTreeMap<String, String>,
    #[serde(flatten)]
    rest: BTreeMap<String, toml::Value>,
}

fn manifest() -> Manifest {
    toml::from_str(&read("spin.toml")).unwrap()
}

#[test]
fn who_reaches_out_reaches_only_the_providers() {
    for (name, component) in manifest().component {
        let hosts: Vec<&str> = component.allowed_outbound_hosts.iter().map(String::as_str).collect();
        let expected: &[&str] = match name.as_str() {
            "dispatch" => &["{{ line_api_base }}", "{{ sms_api_base }}"],
            "console" => &["{{ openid_host }}", "{{ openid_other_host }}"],
            "resident" => &["{{ line_api_base }}"],
            _ => &[],
        };
        assert_eq!(hosts, expected, "{name}");
        assert_eq!(component.sqlite_databases, ["default"], "{name}");
        // The inbox is of those who take and of those who send.
        let stores: &[&str] = if ["console", "resident"].contains(&name.as_str()) { &[] } else { &["default"] };
        assert_eq!(component.key_value_stores, stores, "{name}");
        for granted in ["files", "ai_models", "environment"] {
            assert!(!component.rest.contains_key(granted), "{name} is granted {granted}");
        }
    }
}

#[test]
fn a_secret_goes_only_where_it_is_needed() {
    let components = manifest().component;
    let holders = |secret: &str| -> Vec<&str> {
        components.iter().filter(|(_, one)| one.variables.contains_key(secret)).map(|(name, _)| name.as_str()).collect()
    };
    assert_eq!(holders("line_channel_access_token"), ["dispatch"]);
    assert_eq!(holders("sms_account_sid"), ["dispatch"]);
    assert_eq!(holders("tick_token"), ["dispatch"]);
    assert_eq!(holders("line_channel_secret"), ["ingest"]);
    assert_eq!(holders("ingest_token"), ["ingest"]);
    assert_eq!(holders("staff_token"), ["ingest"]);
    assert_eq!(holders("link_key"), ["console", "dispatch", "ingest", "resident"]);
    assert_eq!(holders("line_login_channel_secret"), ["resident"]);
    assert_eq!(holders("openid_client_secret"), ["console"]);
}

#[test]
fn both_readmes_list_every_setting() {
    let settings: BTreeSet<String> = manifest().variables.into_keys().collect();
    for page in ["README.md", "README.ja.md"] {
        let listed: BTreeSet<String> = rows(&read(page))
            .iter()
            .filter_map(|row| quoted(row.first()?).into_iter().next())
            .filter(|name| settings.contains(name))
            .collect();
        assert_eq!(listed, settings, "{page}");
    }
}
