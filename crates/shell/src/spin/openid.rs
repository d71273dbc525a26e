use super::{Missing, Setting, ask, setting};
use crate::log::log;
use chrono::{DateTime, TimeDelta, Utc};
use domain::CityCode;
use std::cell::RefCell;
use wire::Request;
use wire::openid::{self, Answer, Client, Discovery, Distrust, Expected, Flow, Issuer, Keys};

/// For how long an instance believes what a provider said of itself.
const FRESH: TimeDelta = TimeDelta::minutes(10);

thread_local! {
    /// What the provider said of itself. A Spin host keeps an instance between requests, so not each of them asks.
    static KEPT: RefCell<Option<Kept>> = const { RefCell::new(None) };
}

struct Kept {
    issuer: Issuer,
    at: DateTime<Utc>,
    discovery: Discovery,
    keys: Option<Keys>,
}

/// The identity provider that the settings name, for one city.
#[derive(Debug)]
pub struct Provider {
    issuer: Issuer,
    id: Setting,
    secret: Setting,
    /// Where it sends browsers back to.
    redirect: String,
    /// Where a flow may be answered.
    realm: String,
}

/// Why the provider did not say who somebody is.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    /// A setting that goes with `openid_issuer` is not there.
    #[error(transparent)]
    Missing(#[from] Missing),
    /// The setting is no address.
    #[error("`openid_issuer` is no address with `https`")]
    Issuer,
    /// No answer came.
    #[error("{0} does not answer; may the console call it (`openid_host`, `openid_other_host`)?")]
    Silent(String),
    /// What came is not believed.
    #[error(transparent)]
    Distrust(#[from] Distrust),
}

/// What the provider is called for people: none where nobody signs in by one.
pub async fn provider_name() -> Option<String> {
    let issuer = setting("openid_issuer").await.ok()?;
    match setting("openid_name").await {
        Ok(name) => Some(name.value().to_owned()),
        Err(_) => Issuer::parse(issuer.value()).map(|issuer| issuer.host().to_owned()),
    }
}

impl Provider {
    /// The provider; none where the setting is empty.
    ///
    /// # Errors
    /// Settings that do not go together; they are in the log.
    pub async fn of(city: &CityCode) -> Result<Option<Self>, Fault> {
        let Ok(issuer) = setting("openid_issuer").await else { return Ok(None) };
        told(Self::from_settings(city, &issuer).await).map(Some)
    }

    async fn from_settings(city: &CityCode, issuer: &Setting) -> Result<Self, Fault> {
        let issuer = Issuer::parse(issuer.value()).ok_or(Fault::Issuer)?;
        let public = setting("public_url").await?;
        Ok(Self {
            id: setting("openid_client_id").await?,
            secret: setting("openid_client_secret").await?,
            redirect: format!("{}/console/{city}/openid/answer", public.value().trim_end_matches('/')),
            realm: format!("{city} {}", issuer.as_str()),
            issuer,
        })
    }

    /// The address that it calls itself.
    pub fn issuer(&self) -> &str {
        self.issuer.as_str()
    }

    /// Where a flow may be answered: in this city, by this provider.
    pub fn realm(&self) -> &str {
        &self.realm
    }

    /// Where a browser goes.
    ///
    /// # Errors
    /// The provider does not say where that is; why, is in the log.
    pub async fn authorize(&self, flow: &Flow, now: DateTime<Utc>) -> Result<String, Fault> {
        let discovery = told(self.discovery(now).await)?;
        Ok(openid::authorize(&discovery, &self.client(), flow))
    }

    /// Who has signed in there, after a browser came back.
    ///
    /// # Errors
    /// They did not, or the provider is not believed; why, is in the log.
    pub async fn subject(&self, flow: &Flow, answer: Answer, now: DateTime<Utc>) -> Result<String, Fault> {
        told(self.redeemed(flow, answer, now).await)
    }

    async fn redeemed(&self, flow: &Flow, answer: Answer, now: DateTime<Utc>) -> Result<String, Fault> {
        let code = answer.code(&self.issuer)?;
        let discovery = self.discovery(now).await?;
        let request = openid::exchange(&discovery, &self.client(), flow, &code)?;
        let (status, body) = asked(discovery.token.base(), request).await?;
        let token = openid::read_exchange(status, &body)?;
        let nonce = flow.nonce();
        let expected = Expected { issuer: &self.issuer, client: self.id.value(), nonce: &nonce, now };
        let known = KEPT.with_borrow(|kept| kept.as_ref().and_then(|kept| kept.keys.clone()));
        let known = known.map(|keys| openid::verify(&token, &keys, &expected));
        match known {
            // A provider changes its keys now and then.
            None | Some(Err(Distrust::UnknownKey)) => {
                let keys = self.keys(&discovery).await?;
                Ok(openid::verify(&token, &keys, &expected)?)
            }
            Some(verified) => Ok(verified?),
        }
    }

    async fn discovery(&self, now: DateTime<Utc>) -> Result<Discovery, Fault> {
        let is_fresh =
            |kept: &&Kept| kept.issuer == self.issuer && (TimeDelta::zero()..FRESH).contains(&(now - kept.at));
        let known = KEPT.with_borrow(|kept| kept.as_ref().filter(is_fresh).map(|kept| kept.discovery.clone()));
        if let Some(known) = known {
            return Ok(known);
        }
        let (status, body) = asked(self.issuer.address().base(), openid::discovery_request(&self.issuer)).await?;
        let discovery = Discovery::read(status, &body, &self.issuer)?;
        let kept = Kept { issuer: self.issuer.clone(), at: now, discovery: discovery.clone(), keys: None };
        KEPT.set(Some(kept));
        Ok(discovery)
    }

    async fn keys(&self, discovery: &Discovery) -> Result<Keys, Fault> {
        let (status, body) = asked(discovery.keys.base(), openid::keys_request(discovery)).await?;
        let keys = Keys::read(status, &body)?;
        KEPT.with_borrow_mut(|kept| {
            if let Some(kept) = kept.as_mut().filter(|kept| kept.discovery == *discovery) {
                kept.keys = Some(keys.clone());
            }
        });
        Ok(keys)
    }

    fn client(&self) -> Client<'_> {
        Client { id: self.id.value(), secret: self.secret.value(), redirect: &self.redirect }
    }
}

async fn asked(base: &str, request: Request) -> Result<(u16, Vec<u8>), Fault> {
    ask(base, request).await.ok_or_else(|| Fault::Silent(base.to_owned()))
}

/// Who runs the service learns why; that a person was refused is no fault of theirs.
fn told<T>(done: Result<T, Fault>) -> Result<T, Fault> {
    if let Err(fault) = &done
        && *fault != Fault::Distrust(Distrust::Denied)
    {
        log(&format!("signing in by the identity provider failed: {fault}"));
    }
    done
}
