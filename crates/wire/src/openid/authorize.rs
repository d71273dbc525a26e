use super::{Client, Discovery, Flow};

/// Where the browser goes (OpenID Connect Core 1.0 section 3.1.2.1). Nothing but the subject is asked for: what we
/// know of staff, they or their administrator wrote.
pub fn authorize(discovery: &Discovery, client: &Client<'_>, flow: &Flow) -> String {
    let pairs = [
        ("response_type", "code"),
        ("scope", "openid"),
        ("client_id", client.id),
        ("redirect_uri", client.redirect),
        ("state", &flow.state()),
        ("nonce", &flow.nonce()),
        ("code_challenge", &flow.challenge()),
        ("code_challenge_method", "S256"),
    ];
    // Pairs of texts always have a form.
    let query = serde_urlencoded::to_string(pairs).unwrap_or_default();
    let address = discovery.authorization.whole();
    let mark = if address.contains('?') { '&' } else { '?' };
    format!("{address}{mark}{query}")
}

#[cfg(test)]
mod tests {
    use super::super::made::{CLIENT, discovery, flow};
    use super::*;

    #[test]
    fn the_browser_is_sent_with_everything_that_comes_back() {
        let (discovery, flow) = (discovery(), flow());
        let address = authorize(&discovery, &CLIENT, &flow);
        let (place, query) = address.split_once("?tenant=1&").unwrap_or_default();
        assert_eq!(place, "https://idp.example.jp/auth");
        let asked = |name| crate::form::field(query, name).unwrap_or_default();
        assert_eq!(asked("redirect_uri"), "https://ayumi.example.jp/console/432041/openid/answer");
        assert_eq!((asked("state"), asked("nonce")), (flow.state(), flow.nonce()));
        assert_eq!((asked("response_type"), asked("scope")), ("code".into(), "openid".into()));
        assert_eq!((asked("code_challenge"), asked("code_challenge_method")), (flow.challenge(), "S256".into()));
        assert!(!address.contains(CLIENT.secret) && !address.contains(&flow.verifier()));
    }
}
