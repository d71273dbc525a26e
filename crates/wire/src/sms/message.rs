use crate::send::Request;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};

/// A short message to one number.
///
/// ```text
/// POST /2010-04-01/Accounts/AC…/Messages.json
/// To=%2B819012345678&From=%2B815012345678&Body=…&StatusCallback=https%3A%2F%2F…&ValidityPeriod=3600
/// ```
///
/// The body may have 1,600 characters (21617 beyond); Japanese carriers take 660.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sms<'a> {
    /// The number, as `+81…`.
    pub to: &'a str,
    /// The sender: a number or name, or a messaging service (`MG…`).
    pub from: &'a str,
    /// What to say.
    pub text: &'a str,
    /// Where the provider reports what became of it. It should hold our message's id,
    /// since the report holds only the provider's.
    pub status_callback: Option<&'a str>,
    /// How long the provider may keep it before it lets it be, in seconds; it takes 1 to 36,000, and
    /// another number is brought there.
    pub valid_for: Option<u32>,
}

impl Sms<'_> {
    /// The call. The API knows no retry key: whoever makes it twice may send twice.
    pub fn request(&self, account_sid: &str, auth_token: &str) -> Request {
        let sender = if self.from.starts_with("MG") { "MessagingServiceSid" } else { "From" };
        let mut fields = vec![("To", self.to), (sender, self.from), ("Body", self.text)];
        fields.extend(self.status_callback.map(|url| ("StatusCallback", url)));
        let valid_for = self.valid_for.map(|seconds| seconds.clamp(1, 36_000).to_string());
        fields.extend(valid_for.as_deref().map(|seconds| ("ValidityPeriod", seconds)));
        let credentials = STANDARD.encode(format!("{account_sid}:{auth_token}"));
        Request {
            method: "POST",
            path: format!("/2010-04-01/Accounts/{}/Messages.json", utf8_percent_encode(account_sid, NON_ALPHANUMERIC)),
            headers: vec![
                ("authorization", format!("Basic {credentials}")),
                ("content-type", "application/x-www-form-urlencoded".to_owned()),
                ("accept", "application/json".to_owned()),
            ],
            // Pairs of texts always have a form.
            body: serde_urlencoded::to_string(fields).unwrap_or_default().into_bytes(),
        }
    }
}
