use super::{Client, Code, Discovery, Distrust, Flow};
use crate::send::Request;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::Deserialize;

/// What the answer is called where it is told of.
const NAME: &str = "the exchange of the code";

/// Asks for the ID token of a code (OpenID Connect Core 1.0 section 3.1.3.1), as `client_secret_basic`: id and secret
/// as in a form, and then as Basic (RFC 6749 section 2.3.1).
///
/// # Errors
/// The provider promised to name itself in its answers, and this one does not.
pub fn exchange(discovery: &Discovery, client: &Client<'_>, flow: &Flow, code: &Code) -> Result<Request, Distrust> {
    if discovery.names_itself && !code.is_named {
        return Err(Distrust::OtherAnswers);
    }
    let pairs = [
        ("grant_type", "authorization_code"),
        ("code", &code.code),
        ("redirect_uri", client.redirect),
        ("code_verifier", &flow.verifier()),
    ];
    // Pairs of texts always have a form.
    let body = serde_urlencoded::to_string(pairs).unwrap_or_default();
    let basic = STANDARD.encode(format!("{}:{}", in_form(client.id), in_form(client.secret)));
    Ok(Request {
        method: "POST",
        path: discovery.token.path().to_owned(),
        headers: vec![
            ("authorization", format!("Basic {basic}")),
            ("content-type", "application/x-www-form-urlencoded".to_owned()),
            ("accept", "application/json".to_owned()),
        ],
        body: body.into_bytes(),
    })
}

/// A text as it stands in a form.
fn in_form(text: &str) -> String {
    let pair = serde_urlencoded::to_string([("", text)]).unwrap_or_default();
    pair.trim_start_matches('=').to_owned()
}

/// Reads `{"id_token": "…", "token_type": "Bearer", …}`, or of a refusal `{"error": "invalid_grant"}`. What else is
/// there, such as tokens for the provider's own doors, is let go.
///
/// # Errors
/// A refusal, or something else than an answer.
pub fn read_exchange(status: u16, body: &[u8]) -> Result<String, Distrust> {
    #[derive(Deserialize)]
    struct Given {
        id_token: String,
    }
    #[derive(Deserialize)]
    struct Refused {
        error: String,
    }
    if status == 200 {
        let given: Given = serde_json::from_slice(body).map_err(|_| Distrust::Unreadable(NAME))?;
        return Ok(given.id_token);
    }
    let refused = serde_json::from_slice(body).ok().filter(|_| (400..500).contains(&status));
    Err(refused.map_or(Distrust::Status(NAME, status), |refused: Refused| match Distrust::refused(&refused.error) {
        // Who is refused here is us, not the person.
        Distrust::Denied => Distrust::Refused("access_denied".to_owned()),
        other => other,
    }))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]
    use super::super::made::{CLIENT, discovery, flow, issuer};
    use super::super::{Answer, Distrust};
    use super::*;

    fn code(query: &str) -> Code {
        Answer::read(query).code(&issuer()).unwrap()
    }

    #[test]
    fn a_code_is_exchanged_by_who_asked() {
        let request = exchange(&discovery(), &CLIENT, &flow(), &code("code=a%26b")).unwrap();
        assert_eq!((request.method, request.path.as_str()), ("POST", "/token?tenant=1"));
        let body = String::from_utf8(request.body.clone()).unwrap();
        let sent = |name| crate::form::field(&body, name).unwrap();
        assert_eq!((sent("code"), sent("grant_type")), ("a&b".into(), "authorization_code".into()));
        assert_eq!((sent("code_verifier"), sent("redirect_uri")), (flow().verifier(), CLIENT.redirect.into()));
        let (_, authorization) = &request.headers[0];
        let basic = STANDARD.decode(authorization.strip_prefix("Basic ").unwrap()).unwrap();
        assert_eq!(basic, b"arao%3Astaff:s%2Fcret+1");
        assert!(!format!("{request:?}").contains("code="));
    }

    #[test]
    fn a_provider_that_names_itself_has_to() {
        let promised = Discovery { names_itself: true, ..discovery() };
        let refused = exchange(&promised, &CLIENT, &flow(), &code("code=a"));
        assert_eq!(refused.err(), Some(Distrust::OtherAnswers));
        let named = code("code=a&iss=https%3A%2F%2Fidp.example.jp");
        assert!(exchange(&promised, &CLIENT, &flow(), &named).is_ok());
    }

    #[test]
    fn answers_are_read() {
        let given = br#"{"access_token":"x","id_token":"a.b.c","token_type":"Bearer"}"#;
        assert_eq!(read_exchange(200, given), Ok("a.b.c".to_owned()));
        let refused = |code: &str| Err(Distrust::Refused(code.to_owned()));
        assert_eq!(read_exchange(400, br#"{"error":"invalid_grant"}"#), refused("invalid_grant"));
        assert_eq!(read_exchange(401, br#"{"error":"invalid_client"}"#), refused("invalid_client"));
        assert_eq!(read_exchange(403, br#"{"error":"access_denied"}"#), refused("access_denied"));
        assert_eq!(read_exchange(502, b"<html>"), Err(Distrust::Status(NAME, 502)));
        assert_eq!(read_exchange(200, br#"{"access_token":"x"}"#), Err(Distrust::Unreadable(NAME)));
        assert_eq!(read_exchange(200, br#"{"id_token":"#), Err(Distrust::Unreadable(NAME)));
    }
}
