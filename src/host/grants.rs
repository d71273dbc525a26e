//! `allowed_outbound_hosts`: where a component may call, read and matched as Spin does.

use std::net::IpAddr;
use std::ops::Range;

use http::Uri;

/// What one component may call.
#[derive(Debug, Default)]
pub(super) struct HostGrants(Vec<HostGrant>);

/// One entry: `scheme://host[:port]`.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct HostGrant {
    scheme: Option<String>,
    host: Host,
    port: Port,
}

#[derive(Clone, Debug, PartialEq)]
enum Host {
    Any,
    Itself,
    Below(String),
    Address(IpAddr),
    Named(String),
}

#[derive(Clone, Debug, PartialEq)]
enum Port {
    Any,
    In(Range<u32>),
}

impl HostGrants {
    pub(super) fn new(grants: Vec<HostGrant>) -> Self {
        Self(grants)
    }

    /// May the component call `uri`?
    pub(super) fn allow(&self, uri: &Uri) -> bool {
        let scheme = uri.scheme_str().unwrap_or("https");
        let Some(host) = uri.host() else { return false };
        let port = uri.port_u16().or_else(|| default_port(scheme));
        self.0.iter().any(|grant| {
            grant.scheme.as_deref().is_none_or(|granted| granted == scheme)
                && grant.host.covers(host)
                && grant.port.covers(port)
        })
    }

    /// May the component call the application it belongs to?
    pub(super) fn allow_itself(&self) -> bool {
        let web = |scheme: &str| scheme == "http" || scheme == "https";
        self.0
            .iter()
            .any(|grant| grant.scheme.as_deref().is_none_or(web) && matches!(grant.host, Host::Any | Host::Itself))
    }
}

impl HostGrant {
    /// Reads an entry whose variables were filled in; an empty one grants nothing, so that a
    /// setting left empty closes its door and no other.
    pub(super) fn parse_filled(text: &str) -> Result<Option<Self>, String> {
        match text {
            "" | "http://" | "https://" => Ok(None),
            text => Self::parse(text).map(Some),
        }
    }

    /// Reads an entry as written.
    pub(super) fn parse(text: &str) -> Result<Self, String> {
        let Some((scheme, rest)) = text.trim().split_once("://") else {
            return Err(format!(
                "`{text}` must be written scheme://host[:port], with * for any, as in https://api.line.me"
            ));
        };
        if scheme != "*" && !scheme.chars().all(char::is_alphabetic) {
            return Err(format!("`{scheme}` in `{text}` is not a scheme"));
        }
        let (host, port) = split_port(rest);
        let port = Port::parse(port.strip_suffix('/').unwrap_or(port), scheme)
            .map_err(|problem| format!("`{text}`: {problem}"))?;
        let host =
            Host::parse(host.strip_suffix('/').unwrap_or(host)).map_err(|problem| format!("`{text}`: {problem}"))?;
        Ok(Self { scheme: (scheme != "*").then(|| scheme.to_owned()), host, port })
    }
}

impl Host {
    fn parse(host: &str) -> Result<Self, String> {
        let host = host.to_ascii_lowercase();
        match host.as_str() {
            "*" => return Ok(Self::Any),
            "self" | "self.alt" => return Ok(Self::Itself),
            "" => return Err("it names no host".into()),
            _ => {}
        }
        if let Some(address) = address(&host) {
            return Ok(Self::Address(address));
        }
        if host.contains('/') {
            return Err("it must not have a path; ranges of addresses are not supported by this host".into());
        }
        if host.ends_with("spin.internal") {
            return Err("service chaining is not supported by this host".into());
        }
        let (below, name) = match host.strip_prefix("*.") {
            Some(name) => (true, name),
            None => (false, host.as_str()),
        };
        let letter = |c: char| c.is_alphanumeric() || matches!(c, '.' | '-' | '_');
        if name.is_empty() || !name.chars().all(letter) {
            return Err(format!("`{host}` is not a host; * may stand alone or in front, as in *.example.com"));
        }
        Ok(if below { Self::Below(format!(".{name}")) } else { Self::Named(name.to_owned()) })
    }

    fn covers(&self, host: &str) -> bool {
        let host = host.to_ascii_lowercase();
        match (self, address(&host)) {
            (Self::Any, _) => true,
            (Self::Address(granted), Some(address)) => *granted == address,
            (Self::Named(granted), None) => *granted == host,
            (Self::Below(suffix), None) => host.ends_with(suffix),
            // `self` is asked for by its own name, never by the address it happens to have.
            (Self::Itself | Self::Address(_) | Self::Named(_) | Self::Below(_), _) => false,
        }
    }
}

impl Port {
    fn parse(port: &str, scheme: &str) -> Result<Self, String> {
        let number = |text: &str| text.parse::<u16>().map(u32::from).map_err(|_| format!("`{text}` is not a port"));
        let one = |port: u32| Self::In(port..port + 1);
        if port == "*" {
            return Ok(Self::Any);
        }
        if port.is_empty() {
            return default_port(scheme)
                .map(|port| one(port.into()))
                .ok_or_else(|| format!("name a port, since `{scheme}` has no usual one"));
        }
        match port.split_once("..") {
            Some((from, to)) => Ok(Self::In(number(from)?..number(to)?)),
            None => number(port).map(one),
        }
    }

    fn covers(&self, port: Option<u16>) -> bool {
        match (self, port) {
            (Self::Any, _) => true,
            (Self::In(range), Some(port)) => range.contains(&port.into()),
            (Self::In(_), None) => false,
        }
    }
}

/// Splits off the port, leaving the colons of an IPv6 address alone.
fn split_port(rest: &str) -> (&str, &str) {
    match rest.rsplit_once(':') {
        Some((host, port)) if !port.contains(']') && (!host.contains(':') || host.ends_with(']')) => (host, port),
        _ => (rest, ""),
    }
}

fn address(host: &str) -> Option<IpAddr> {
    host.trim_start_matches('[').trim_end_matches(']').parse().ok()
}

fn default_port(scheme: &str) -> Option<u16> {
    match scheme {
        "http" => Some(80),
        "https" => Some(443),
        "postgres" => Some(5432),
        "mysql" => Some(3306),
        "redis" => Some(6379),
        "mqtt" => Some(1883),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;

    #[track_caller]
    fn check(entry: &str, allowed: &[&str], denied: &[&str]) {
        let grants = HostGrants::new(vec![HostGrant::parse(entry).unwrap()]);
        for uri in allowed {
            assert!(grants.allow(&uri.parse().unwrap()), "{entry} should allow {uri}");
        }
        for uri in denied {
            assert!(!grants.allow(&uri.parse().unwrap()), "{entry} should deny {uri}");
        }
    }

    #[test]
    fn scheme_host_and_port_must_all_match() {
        check(
            "https://api.line.me",
            &["https://api.line.me/v2", "https://API.LINE.ME:443/"],
            &["http://api.line.me/", "https://api.line.me:8443/", "https://line.me/", "https://xapi.line.me/"],
        );
        check("http://127.0.0.1:9000/", &["http://127.0.0.1:9000/x"], &["http://127.0.0.1/", "http://localhost:9000/"]);
        check("http://[::1]:9000", &["http://[::1]:9000/x"], &["http://[::1]/"]);
        check("*://*:*", &["http://a/", "https://b:1/"], &[]);
        check("https://*.example.com", &["https://a.example.com/"], &["https://example.com/", "https://aexample.com/"]);
        check("http://a:8000..8002", &["http://a:8000/", "http://a:8001/"], &["http://a:8002/", "http://a/"]);
        check("http://self", &[], &["http://self/", "http://127.0.0.1/"]);
    }

    #[test]
    fn only_self_and_any_allow_the_application_itself() {
        for (entry, allowed) in [("http://self", true), ("*://*:*", true), ("https://a", false)] {
            let grants = HostGrants::new(vec![HostGrant::parse(entry).unwrap()]);
            assert_eq!(grants.allow_itself(), allowed, "{entry}");
        }
    }

    #[test]
    fn what_is_not_an_entry_is_refused() {
        for entry in [
            "",
            "*",
            "api.line.me",
            "https://",
            "https://a/b",
            "https://a*b",
            "foo://a",
            "https://a:b",
            "http://x.spin.internal",
            "http://10.0.0.0/8",
        ] {
            assert!(HostGrant::parse(entry).is_err(), "{entry}");
        }
        for empty in ["", "http://", "https://"] {
            assert_eq!(HostGrant::parse_filled(empty), Ok(None));
        }
    }
}
