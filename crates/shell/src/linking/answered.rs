use super::own_page::asks_for_page;
use super::{Linking, guessed, guesses_of, locked};
use crate::handle::handle_within;
use crate::inbound::is_nobodys;
use crate::log::log;
use crate::store::Store;
use crate::{Cache, Error, Sql};
use chrono::{DateTime, Utc};
use domain::event::{ChannelKind, ChannelLinked, Event, Payload, Reply};
use domain::linking::{Code, LINK, MY_PAGE, OFFERS, Secret, hour, seal};
use domain::{CityCode, ResidentId};
use std::rc::Rc;
use wire::{Inbound, What};

/// Enters who asked to be sent something by the clock: an account that is to be linked, and whoever asks for their own
/// page.
///
/// # Errors
/// The database's own.
pub async fn asked(sql: &impl Sql, city: &CityCode, inbound: &[Inbound], now: DateTime<Utc>) -> Result<(), Error> {
    let store = Store::new(sql);
    for one in inbound {
        let Some(address) = one.address.as_deref() else { continue };
        let Some(asked) = asks(sql, city, one, now).await? else { continue };
        let (hour, _) = hour(now);
        let (what, code) = match asked {
            Asked::ToBeLinked => ("offer", ""),
            Asked::OwnPage => ("page", MY_PAGE),
        };
        // What is reported again, also later, asks for nothing new: a second page would close the first.
        let (offers, report) = (format!("{what}:{address}"), format!("asked:{}", one.id));
        if store.times(city, &offers, hour).await? < OFFERS && !store.was_counted(city, &report).await? {
            store.want_link(city, one.channel, address, code, now).await?;
            store.count(city, &offers, hour).await?;
            store.count(city, &report, hour).await?;
        }
    }
    Ok(())
}

/// What is asked for.
enum Asked {
    /// The page on which a LINE account is linked.
    ToBeLinked,
    /// One's own page.
    OwnPage,
}

/// What somebody asks for: by LINE, who taps `link`, and who follows, or asks for their own page, and is nobody's yet, is
/// to be linked. A telephone that is nobody's is told nothing.
async fn asks(sql: &impl Sql, city: &CityCode, one: &Inbound, now: DateTime<Utc>) -> Result<Option<Asked>, Error> {
    let by_line = one.channel == ChannelKind::Line;
    let to_be_linked = Some(Asked::ToBeLinked).filter(|_| by_line);
    Ok(match &one.what {
        What::Postback { action, .. } if action == LINK => to_be_linked,
        What::Follow if is_nobodys(sql, city, one, now).await? => to_be_linked,
        what if asks_for_page(what) => match is_nobodys(sql, city, one, now).await? {
            true => to_be_linked,
            false => Some(Asked::OwnPage),
        },
        _ => None,
    })
}

/// Links what was answered: numbers that LINE gave back, and codes that a telephone sent back. Gives
/// what is left to be read as ever.
///
/// # Errors
/// The database's own; what was linked before is linked.
pub async fn answered(
    linking: &Linking<'_, impl Sql>,
    inbound: Vec<Inbound>,
    now: DateTime<Utc>,
) -> Result<Vec<Inbound>, Error> {
    let store = Store::new(linking.sql);
    let &Linking { cache, key, city, .. } = linking;
    let answers = Answers { store: &store, cache, key, city, now };
    let mut left = Vec::with_capacity(inbound.len());
    for one in inbound {
        match &one.what {
            What::AccountLink { ok: true, nonce } => answers.by_line(&one, nonce).await?,
            What::AccountLink { ok: false, .. } => log(&format!("{city}: LINE could not link an account")),
            What::Text { text, action, .. } if one.channel == ChannelKind::Sms => {
                if *action == Reply::STOP
                    && let Some(address) = one.address.as_deref()
                {
                    store.drop_codes(city, address).await?;
                }
                if !answers.by_sms(&one, text).await? {
                    left.push(one);
                }
            }
            _ => left.push(one),
        }
    }
    Ok(left)
}

struct Answers<'a, S> {
    store: &'a Store<'a, S>,
    cache: &'a Cache,
    key: &'a str,
    city: &'a CityCode,
    now: DateTime<Utc>,
}

impl<S: Sql> Answers<'_, S> {
    /// A number is used up and its account linked in one transaction: reported again, it links nothing,
    /// and a report that broke off before leaves it good for the next one.
    async fn by_line(&self, one: &Inbound, nonce: &str) -> Result<(), Error> {
        let Some(address) = one.address.as_deref() else { return Ok(()) };
        let nonce = seal(self.key, self.city, Secret::Nonce, nonce);
        // LINE says when it was, so that a report which was late through our fault still counts.
        let at = one.at.map_or(self.now, |at| at.min(self.now));
        self.link(one, self.store.use_nonce(self.city, &nonce, address, at)).await.map(drop)
    }

    /// Whether the words were a code that this telephone was sent, or a guess at one.
    async fn by_sms(&self, one: &Inbound, text: &str) -> Result<bool, Error> {
        let (Some(address), Ok(code)) = (one.address.as_deref(), Code::parse(text)) else { return Ok(false) };
        if !self.store.awaits_code(self.city, address, self.now).await? {
            return Ok(false);
        }
        let who = guesses_of(ChannelKind::Sms, address);
        if locked(self.store, self.city, &who, self.now).await?.is_some() {
            return Ok(true);
        }
        let code = seal(self.key, self.city, Secret::Code, code.digits());
        let owner = async {
            let owner = self.store.code(self.city, &code, ChannelKind::Sms, Some(address), self.now).await?;
            Ok(if self.store.use_code(self.city, &code, self.now).await? { owner } else { None })
        };
        if !self.link(one, owner).await? {
            guessed(self.store, self.city, &who, self.now).await?;
        }
        Ok(true)
    }

    /// Uses a secret up and links the address to whose it was, in one transaction.
    async fn link(
        &self,
        one: &Inbound,
        owner: impl Future<Output = Result<Option<ResidentId>, Error>>,
    ) -> Result<bool, Error> {
        self.store.begin().await?;
        let linked = async {
            let Some(owner) = owner.await? else { return Ok(false) };
            let Some(event) = self.event(one, &owner) else { return Ok(false) };
            let _ = handle_within(self.store, self.cache, self.city, &[Rc::new(event)], self.now).await?;
            Ok(true)
        };
        let linked = linked.await;
        match linked {
            Ok(true) => self.store.commit().await?,
            _ => self.store.rollback().await,
        }
        if let Ok(false) = linked {
            let channel = one.channel.as_str();
            log(&format!("{}: nothing was linked by {channel}: the number is unknown, used or too old", self.city));
        }
        linked
    }

    /// Its id is the provider's, as of all that a provider reports.
    fn event(&self, one: &Inbound, owner: &ResidentId) -> Option<Event> {
        let address = one.address.clone()?;
        Some(Event {
            source: one.channel.as_str().to_owned(),
            id: format!("{}:{owner}", one.id),
            subject: Some(owner.clone()),
            time: one.at.map_or(self.now, |at| at.min(self.now)),
            payload: Payload::ChannelLinked(ChannelLinked { channel: one.channel, address }),
        })
    }
}
