//! Which component answers a path, and the headers by which Spin tells it so.

use std::net::SocketAddr;

use http::{HeaderMap, HeaderName, HeaderValue, Uri};
use routefinder::{Captures, RouteSpec};

use super::manifest::Route;

/// The routes of an application. Spin matches with the same library, so the most specific one wins alike.
pub(super) struct Router(routefinder::Router<Route>);

/// A path matched to a component.
pub(super) struct Match<'a> {
    route: &'a Route,
    captures: Captures<'a, 'a>,
    path: &'a str,
}

/// What is wrong with a route's pattern, if anything.
pub(super) fn check(pattern: &str) -> Result<(), String> {
    if !pattern.starts_with('/') {
        return Err(format!("route `{pattern}` must begin with `/`"));
    }
    let prefix = pattern.strip_suffix("/...").unwrap_or(pattern);
    if prefix.contains('*') || prefix.contains("...") {
        return Err(format!("route `{pattern}` may end in `/...` and has no other wildcard"));
    }
    spec(pattern).map(|_| ()).map_err(|problem| format!("route `{pattern}`: {problem}"))
}

/// Whether two patterns match the same paths, whatever they call what they capture.
pub(super) fn same(one: &str, other: &str) -> bool {
    let segments = |pattern: &str| -> Vec<String> {
        let name = |segment: &str| if segment.starts_with(':') { ":".to_owned() } else { segment.to_owned() };
        pattern.split('/').filter(|segment| !segment.is_empty()).map(name).collect()
    };
    segments(one) == segments(other)
}

impl Router {
    /// A router over patterns that [`check`] has accepted, no two of them the [`same`].
    pub(super) fn new(routes: Vec<Route>) -> Self {
        let specs = routes.into_iter().filter_map(|route| Some((spec(&route.pattern).ok()?, route)));
        Self(specs.collect())
    }

    /// The component for `path`, if any route covers it.
    pub(super) fn find<'a>(&'a self, path: &'a str) -> Option<Match<'a>> {
        let found = self.0.best_match(path)?;
        Some(Match { route: found.handler(), captures: found.captures(), path })
    }
}

impl Match<'_> {
    /// The component's id.
    pub(super) fn component(&self) -> &str {
        &self.route.component
    }

    /// Adds the headers that Spin adds, over any that the client sent under their names.
    pub(super) fn tell(&self, headers: &mut HeaderMap, uri: &Uri, client: SocketAddr) {
        let pattern = self.route.pattern.as_str();
        let prefix = pattern.strip_suffix("/...").unwrap_or(pattern);
        let mut tell = |name: &str, value: &str| {
            if let (Ok(name), Ok(value)) = (HeaderName::try_from(name), HeaderValue::try_from(value)) {
                headers.insert(name, value);
            }
        };
        tell("spin-path-info", &self.rest());
        tell("spin-full-url", &uri.to_string());
        tell("spin-matched-route", pattern);
        tell("spin-base-path", "/");
        tell("spin-raw-component-route", pattern);
        tell("spin-component-route", prefix);
        tell("spin-client-addr", &client.to_string());
        for (name, value) in self.captures.iter() {
            let name = name.to_ascii_lowercase().replace('_', "-");
            tell(&format!("spin-path-match-{name}"), value);
        }
    }

    /// What the trailing `/...` took, with the slash before it and, as Spin keeps it, the one after.
    fn rest(&self) -> String {
        let slash = if self.path.ends_with('/') { "/" } else { "" };
        match self.captures.wildcard() {
            None => String::new(),
            Some("") => slash.to_owned(),
            Some(taken) => format!("/{taken}{slash}"),
        }
    }
}

fn spec(pattern: &str) -> Result<RouteSpec, String> {
    match pattern.strip_suffix("/...") {
        Some(prefix) => format!("{prefix}/*").parse(),
        None => pattern.parse(),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;

    fn router(patterns: &[&str]) -> Router {
        let route = |pattern: &&str| Route { pattern: (*pattern).into(), component: (*pattern).into() };
        Router::new(patterns.iter().map(route).collect())
    }

    #[test]
    fn the_most_specific_route_wins() {
        let router = router(&["/...", "/internal/tick", "/v1/:city/events", "/v1/..."]);
        for (path, expected) in [
            ("/", "/..."),
            ("/healthz", "/..."),
            ("/internal/tick", "/internal/tick"),
            ("/internal/tick/x", "/..."),
            ("/v1/432041/events", "/v1/:city/events"),
            ("/v1/432041/fhir", "/v1/..."),
            ("/v1", "/v1/..."),
        ] {
            assert_eq!(router.find(path).unwrap().component(), expected, "{path}");
        }
        assert!(self::router(&["/a"]).find("/b").is_none());
    }

    #[test]
    fn spins_headers_are_told() {
        let router = router(&["/v1/:city/..."]);
        let uri: Uri = "http://localhost:3000/v1/432041/a/b?c=d".parse().unwrap();
        let mut headers = HeaderMap::new();
        headers.insert("spin-client-addr", HeaderValue::from_static("forged"));
        let client = "127.0.0.1:9".parse().unwrap();
        router.find(uri.path()).unwrap().tell(&mut headers, &uri, client);
        for (name, value) in [
            ("spin-path-info", "/a/b"),
            ("spin-full-url", "http://localhost:3000/v1/432041/a/b?c=d"),
            ("spin-matched-route", "/v1/:city/..."),
            ("spin-raw-component-route", "/v1/:city/..."),
            ("spin-component-route", "/v1/:city"),
            ("spin-base-path", "/"),
            ("spin-client-addr", "127.0.0.1:9"),
            ("spin-path-match-city", "432041"),
        ] {
            assert_eq!(headers.get(name).unwrap(), value, "{name}");
        }
    }
}
