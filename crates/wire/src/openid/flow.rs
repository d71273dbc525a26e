use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, TimeDelta, Utc};
use hmac::{Hmac, Mac};
use sha2::{Digest, Sha256};

/// For how long a browser may be away at the provider.
pub const LIVES: TimeDelta = TimeDelta::minutes(10);

/// The longest that a cookie is; browsers keep 4,096 bytes with its attributes.
const LONGEST: usize = 2_048;

/// One browser's way to the provider and back.
///
/// Its secret stays in the browser's cookie. `state`, `nonce` and the PKCE verifier are made of it, of where it may
/// be answered, of when it began and of what it is for, so that another browser's answer, another city's, or one for
/// something else is told from ours, and nothing has to be stored of those who never come back.
///
/// ```
/// use wire::openid::{Aim, Flow};
/// let now = "2026-11-30T03:00:00Z".parse().unwrap();
/// let flow = Flow::begin([1, 2], "432041", Aim::Invitation("t0ken".to_owned()), now);
/// assert_eq!(Flow::read(&flow.cookie(), "432041"), Some(flow.clone()));
/// assert_ne!(Flow::read(&flow.cookie(), "432059").unwrap().state(), flow.state());
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct Flow {
    /// 256 random bits, in hexadecimal.
    secret: String,
    realm: String,
    begun: DateTime<Utc>,
    aim: Aim,
}

/// What somebody goes to the provider for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Aim {
    /// To sign in, and to go on to a page.
    SignIn(String),
    /// To use an invitation, by its token.
    Invitation(String),
    /// To sign in by the provider from now on, as a member of staff who is signed in, by a mark of their session.
    Tie(String),
}

/// Shows neither the secret nor an invitation's token.
impl std::fmt::Debug for Flow {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Flow").field("begun", &self.begun).finish_non_exhaustive()
    }
}

impl Flow {
    /// A new one. `random` are bits that nobody can foresee, `realm` is where it may be answered.
    pub fn begin(random: [u128; 2], realm: &str, aim: Aim, now: DateTime<Utc>) -> Self {
        let [one, two] = random;
        let begun = DateTime::from_timestamp(now.timestamp(), 0).unwrap_or(now);
        Self { secret: format!("{one:032x}{two:032x}"), realm: realm.to_owned(), begun, aim }
    }

    /// What the browser keeps of it.
    pub fn cookie(&self) -> String {
        format!("{}.{}.{}", self.secret, self.begun.timestamp(), self.aim.written())
    }

    /// Reads what a browser kept.
    pub fn read(cookie: &str, realm: &str) -> Option<Self> {
        let mut parts = cookie.splitn(3, '.').filter(|_| cookie.len() <= LONGEST);
        let (secret, begun, aim) = (parts.next()?, parts.next()?, parts.next()?);
        let is_secret = secret.len() == 64 && secret.bytes().all(|b| b.is_ascii_hexdigit());
        let begun = DateTime::from_timestamp(begun.parse().ok()?, 0)?;
        let aim = Aim::read(aim)?;
        is_secret.then(|| Self { secret: secret.to_owned(), realm: realm.to_owned(), begun, aim })
    }

    /// Whether it took too long.
    pub fn is_over(&self, now: DateTime<Utc>) -> bool {
        !(TimeDelta::minutes(-1)..LIVES).contains(&(now - self.begun))
    }

    /// What it is for.
    pub fn aim(&self) -> &Aim {
        &self.aim
    }

    /// What comes back with the answer (RFC 6749 section 10.12).
    pub fn state(&self) -> String {
        self.made("state")
    }

    /// What comes back within the ID token (OpenID Connect Core 1.0 section 15.5.2).
    pub fn nonce(&self) -> String {
        self.made("nonce")
    }

    /// What only who began can show when the code is exchanged (RFC 7636 section 4.1).
    pub fn verifier(&self) -> String {
        self.made("verifier")
    }

    /// What is shown of it before: `S256` (section 4.2).
    pub fn challenge(&self) -> String {
        URL_SAFE_NO_PAD.encode(Sha256::digest(self.verifier()))
    }

    fn made(&self, what: &str) -> String {
        let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(self.secret.as_bytes()) else {
            // HMAC takes keys of any length.
            return String::new();
        };
        for field in [what, &self.realm, &self.begun.timestamp().to_string(), &self.aim.written()] {
            mac.update(&(field.len() as u64).to_be_bytes());
            mac.update(field.as_bytes());
        }
        mac.finalize().into_bytes().iter().map(|byte| format!("{byte:02x}")).collect()
    }
}

impl Aim {
    fn written(&self) -> String {
        let (kind, what) = match self {
            Self::SignIn(path) => ('s', path),
            Self::Invitation(token) => ('i', token),
            Self::Tie(staff) => ('t', staff),
        };
        format!("{kind}{}", URL_SAFE_NO_PAD.encode(what))
    }

    fn read(text: &str) -> Option<Self> {
        let mut letters = text.chars();
        let kind = letters.next()?;
        let what = String::from_utf8(URL_SAFE_NO_PAD.decode(letters.as_str()).ok()?).ok()?;
        match kind {
            's' => Some(Self::SignIn(what)),
            'i' => Some(Self::Invitation(what)),
            't' => Some(Self::Tie(what)),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;

    fn now() -> DateTime<Utc> {
        "2026-11-30T03:00:00.5Z".parse().unwrap()
    }

    #[test]
    fn each_part_of_it_makes_another_state() {
        let aim = Aim::SignIn("/campaigns".to_owned());
        let flow = Flow::begin([1, 2], "432041", aim.clone(), now());
        let others = [
            Flow::begin([1, 3], "432041", aim.clone(), now()),
            Flow::begin([1, 2], "432059", aim.clone(), now()),
            Flow::begin([1, 2], "432041", Aim::Tie("/campaigns".to_owned()), now()),
            Flow::begin([1, 2], "432041", aim, now() + TimeDelta::seconds(1)),
        ];
        for other in others {
            assert_ne!(other.state(), flow.state());
        }
        assert_ne!(flow.state(), flow.nonce());
        // RFC 7636 section 4.1: 43 to 128 unreserved letters.
        assert_eq!(flow.verifier().len(), 64);
        assert_eq!(flow.challenge().len(), 43);
        assert!(!format!("{flow:?}").contains(&flow.secret));
    }

    #[test]
    fn a_cookie_that_was_made_up_is_none() {
        let secret = "0".repeat(64);
        let begun = now().timestamp();
        for cookie in [
            String::new(),
            secret.clone(),
            format!("{secret}.{begun}"),
            format!("{secret}.{begun}."),
            format!("{secret}.{begun}.x"),
            format!("{secret}.{begun}.s*"),
            format!("{secret}.now.s"),
            format!("{secret}.99999999999999999.s"),
            format!("{}.{begun}.s", "g".repeat(64)),
            format!("{secret}.{begun}.s{}", "A".repeat(LONGEST)),
        ] {
            assert_eq!(Flow::read(&cookie, "432041"), None, "{cookie}");
        }
        assert!(Flow::read(&format!("{secret}.{begun}.s"), "432041").is_some());
    }

    #[test]
    fn it_is_over_after_ten_minutes() {
        let flow = Flow::begin([1, 2], "432041", Aim::SignIn(String::new()), now());
        assert!(!flow.is_over(now() + TimeDelta::minutes(9)));
        assert!(flow.is_over(now() + LIVES));
        assert!(flow.is_over(now() - TimeDelta::minutes(5)));
    }
}
