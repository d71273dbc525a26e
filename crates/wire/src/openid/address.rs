/// The longest address that is taken from a provider.
const LONGEST: usize = 2_048;

/// Where a provider listens: what calls are made of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Address {
    base: String,
    path: String,
}

impl Address {
    /// Reads `https://host[:port]/path`. Without TLS only this machine is called, as tests do: OpenID Connect
    /// Discovery 1.0 section 3 asks for `https`.
    pub fn parse(text: &str) -> Option<Self> {
        let plain = text.len() <= LONGEST && text.bytes().all(|b| b.is_ascii_graphic());
        let (scheme, rest) = text.split_once("://").filter(|_| plain)?;
        let (host, path) = rest.split_at(rest.find(['/', '?', '#']).unwrap_or(rest.len()));
        let is_host = !host.is_empty() && host.bytes().all(|b| b.is_ascii_alphanumeric() || b".-:[]".contains(&b));
        let is_safe = scheme == "https" || scheme == "http" && is_this_machine(host);
        let path = if path.starts_with('/') { path.to_owned() } else { format!("/{path}") };
        (is_host && is_safe && !path.contains('#')).then(|| Self { base: format!("{scheme}://{host}"), path })
    }

    /// Scheme, host and port.
    pub fn base(&self) -> &str {
        &self.base
    }

    /// The rest.
    pub fn path(&self) -> &str {
        &self.path
    }

    /// The whole.
    pub fn whole(&self) -> String {
        format!("{}{}", self.base, self.path)
    }
}

fn is_this_machine(host: &str) -> bool {
    let name = match host.strip_prefix('[') {
        Some(rest) => rest.split(']').next(),
        None => host.split(':').next(),
    };
    matches!(name, Some("127.0.0.1" | "localhost" | "::1"))
}

/// A provider, by the address that it calls itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Issuer {
    name: String,
    address: Address,
}

impl Issuer {
    /// Reads an issuer: an address without `?` and `#`.
    pub fn parse(text: &str) -> Option<Self> {
        let address = Address::parse(text).filter(|address| !address.path.contains('?'))?;
        Some(Self { name: text.to_owned(), address })
    }

    /// The name, letter by letter as it was set.
    pub fn as_str(&self) -> &str {
        &self.name
    }

    /// Where it listens.
    pub fn address(&self) -> &Address {
        &self.address
    }

    /// Its host, for people.
    pub fn host(&self) -> &str {
        self.address.base.split_once("://").map_or("", |(_, host)| host)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;

    #[test]
    fn an_address_is_taken_apart() {
        let parts = |text| {
            let address = Address::parse(text).unwrap();
            assert_eq!(Address::parse(&address.whole()), Some(address.clone()));
            (address.base, address.path)
        };
        let of = |base: &str, path: &str| (base.to_owned(), path.to_owned());
        assert_eq!(parts("https://idp.example.jp"), of("https://idp.example.jp", "/"));
        assert_eq!(parts("https://idp.example.jp:8443/a/b?c=d"), of("https://idp.example.jp:8443", "/a/b?c=d"));
        assert_eq!(parts("https://idp.example.jp?c"), of("https://idp.example.jp", "/?c"));
        assert_eq!(parts("http://[::1]:9/a"), of("http://[::1]:9", "/a"));
    }

    #[test]
    fn without_tls_only_this_machine_is_called() {
        for text in ["http://127.0.0.1:9/a", "http://localhost/a"] {
            assert!(Address::parse(text).is_some(), "{text}");
        }
        for text in [
            "http://idp.example.jp/a",
            "http://127.0.0.1.example.jp/",
            "http://127.0.0.1@example.jp/",
            "https://user:word@example.jp/",
            "https://example.jp/a#b",
            "https://example.jp/a b",
            "https:///a",
            "ftp://example.jp",
            "javascript://x",
            "//example.jp",
            "",
        ] {
            assert!(Address::parse(text).is_none(), "{text}");
        }
        assert!(Address::parse(&format!("https://a/{}", "a".repeat(LONGEST))).is_none());
        assert!(Issuer::parse("https://idp.example.jp/?a").is_none());
    }
}
