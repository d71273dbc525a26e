//! `POST /internal/tick`: the clock's work. Asks what is due, sends what may leave.

use super::answer::{Answer, Refused, json};
use super::kept::cache;
use super::overdue;
use super::providers::Providers;
use super::request::Incoming;
use crate::challenges::{advance, compare};
use crate::closing::close_due;
use crate::drain::{Drained, GROUP, Pages, drain};
use crate::due::due;
use crate::expiry::expire;
use crate::linking::{Linking, offer};
use crate::log::log;
use crate::reports::make_due;
use crate::rewards::draw_due;
use crate::spin::{Missing, connect, now, setting};
use crate::store::Store;
use crate::watch::{Month, count, watch};
use crate::{Error, Turn};
use chrono::{DateTime, TimeDelta, Utc};
use domain::{CityCode, chance};
use futures_util::future::join;
use http::StatusCode;
use serde::Serialize;
use std::cell::Cell;
use wire::Problem;
use wire::line::Unread;
use wire::problem::Kind;

/// What a tick did.
#[derive(Serialize, Default)]
struct Ticked {
    cities: usize,
    asked: usize,
    /// Webhooks that had waited in the inbox.
    heard: usize,
    /// Who was sent the way to link an account or a telephone.
    offered: usize,
    #[serde(flatten)]
    drained: Drained,
}

/// After which a tick begins nothing more. What it has begun then ends within the two minutes that a
/// host gives a request: a call takes fifteen seconds at most, and what became of it is noted within
/// the minute after that, also where the database is busy. The next tick goes on.
const TICK: TimeDelta = TimeDelta::seconds(20);

/// Between two questions about units, times the cities: LINE takes 60 an hour.
const COUNT: TimeDelta = TimeDelta::seconds(65);

/// The most codes that end in one tick.
const EXPIRED: i64 = 1_000;

/// The most residents whose points end in a city in one tick.
const LOOKED_AT: usize = 6_000;

/// The most rows of the record that are closed, or looked at again, in a city in one tick.
const ROWS: usize = 20_000;

/// The most residents whose steps are compared with others' in a city in one tick.
const COMPARED: usize = 50_000;

/// The most decision points that are asked in a city before the next one's.
const MOST: usize = 10_000;

/// The most reports that a tick makes of a city.
const REPORTS: usize = 20;

pub(super) async fn post(request: &Incoming) -> Result<Answer, Refused> {
    request.admit("tick_token").await?;
    let begun = now();
    // What residents said comes before what is said to them.
    let emptied = overdue::empty(begun + TICK / 2).await;
    let cities = in_turn(begun).await?;
    let mut work = Work {
        until: begun + TICK,
        providers: Providers::read().await,
        pages: pages().await,
        ticked: Ticked::default(),
        heard: Cell::default(),
    };
    work.ticked.cities = cities.len();
    // What is wrong in one city keeps no other waiting, nor does what is much.
    let mut failed = None;
    let mut told = |city: &CityCode, error: Error| {
        log(&format!("{city}: the clock's work broke off: {error}"));
        failed = Some(error);
    };
    for city in &cities {
        if let Err(error) = work.ask(city).await {
            told(city, error);
        }
        if let Err(error) = work.challenges(city).await {
            told(city, error);
        }
    }
    let mut month = None;
    for city in &cities {
        if let Err(error) = work.watch(city, &mut month).await {
            told(city, error);
        }
    }
    let mut sending: Vec<&CityCode> = Vec::new();
    match &emptied {
        Ok(emptied) => {
            work.ticked.heard = emptied.heard;
            sending.extend(cities.iter().filter(|city| !emptied.waiting.contains(city)));
        }
        Err(error) => log(&format!("nothing leaves, since the inbox may hold a stop: {error}")),
    }
    // Somebody is waiting for a link with the telephone in their hand; what leaves meanwhile does not wait for it.
    let (offered, drained) = join(work.offer(&sending), work.send(&sending)).await;
    (work.ticked.offered, work.ticked.drained) = (offered.done, drained.done);
    work.ticked.heard += work.heard.get();
    offered.failed.into_iter().chain(drained.failed).for_each(|(city, error)| told(city, error));
    if let Some(city) = cities.first().filter(|_| now() < work.until)
        && let Err(error) = work.count(city, cities.len()).await
    {
        told(city, error);
    }
    work.providers.tell_troubles();
    match (failed, emptied) {
        (Some(error), _) => Err(Refused::logged(error)),
        (None, Err(error)) => {
            Err(Refused::problem(Problem::new(Kind::Unavailable).detail(format!("nothing leaves: {error}"))))
        }
        (None, Ok(_)) => Ok(json(StatusCode::OK, &work.ticked)),
    }
}

/// The cities, beginning with another one each time: where a tick cannot do everything, all have
/// their turn.
async fn in_turn(now: DateTime<Utc>) -> Result<Vec<CityCode>, Error> {
    let sql = connect().await?;
    let mut cities = Store::new(&sql).cities().await?;
    sql.keep();
    let first = chance::number("tick", "first", &now.timestamp_millis().to_string()) * cities.len() as f64;
    let places = cities.len();
    cities.rotate_left((first as usize).min(places));
    Ok(cities)
}

async fn pages() -> Result<Pages, &'static str> {
    let missing = |Missing(name)| name;
    let (key, public) = (setting("link_key").await.map_err(missing)?, setting("public_url").await.map_err(missing)?);
    Ok(Pages::new(key.value(), public.value()))
}

struct Work {
    until: DateTime<Utc>,
    providers: Providers,
    /// What addresses of residents' own pages are written with, or the setting that is missing.
    pages: Result<Pages, &'static str>,
    ticked: Ticked,
    /// Webhooks that came to the inbox while messages left.
    heard: Cell<usize>,
}

impl Work {
    /// Asks what is due, for half of the tick: the other half is for what waits to leave.
    async fn ask(&mut self, city: &CityCode) -> Result<(), Error> {
        let sql = connect().await?;
        self.ticked.asked += due(&sql, &cache(), city, &Turn::new(now, self.until - TICK / 2, MOST)).await?;
        sql.keep();
        Ok(())
    }

    /// Adds to challenges what the day brings, publishes results, ends codes of rewards and points whose last day is
    /// over, compares who walks, draws lotteries, closes the record, and makes reports of what is closed.
    async fn challenges(&self, city: &CityCode) -> Result<(), Error> {
        let key = setting("link_key").await.ok();
        let sql = connect().await?;
        let store = Store::new(&sql);
        if let Some(row) = store.city(city).await? {
            let ruleset = cache().ruleset(&store, city, &row.pack).await?;
            advance(&sql, city, &ruleset, key.as_ref().map(|key| key.value()), now()).await?;
            let today = ruleset.city.zone.day(now());
            store.expire_redemptions(city, today, EXPIRED, now()).await?;
            expire(&sql, city, &ruleset, &Turn::new(now, self.until - TICK / 4, LOOKED_AT)).await?;
            close_due(&sql, city, &ruleset, &Turn::new(now, self.until - TICK / 4, ROWS)).await?;
            compare(&sql, city, &ruleset, &Turn::new(now, self.until - TICK / 4, COMPARED)).await?;
            if let Some(key) = &key {
                let turn = Turn::new(now, self.until - TICK / 4, REPORTS);
                make_due(&sql, &cache(), (city, key.value()), &ruleset, &turn).await?;
                for name in draw_due(&sql, (city, key.value()), &ruleset, now()).await?.waiting {
                    log(&format!("{city}: the lottery `{name}` waits: it is bound by another `link_key`"));
                }
            }
        }
        sql.keep();
        Ok(())
    }

    /// Asks how the month stands, now and then: once for all cities, since they have one account. At these
    /// times it is also forgotten what linking no longer needs.
    async fn watch(&self, city: &CityCode, month: &mut Option<Asked>) -> Result<(), Error> {
        let sql = connect().await?;
        let ask = async || match month {
            Some(known) => known.clone(),
            None => month.insert(self.providers.month().await).clone(),
        };
        if watch(&sql, city, now(), ask).await? {
            Store::new(&sql).forget_links(city, now()).await?;
        }
        sql.keep();
        Ok(())
    }

    /// Asks what was counted of one unit, one city each time.
    async fn count(&self, city: &CityCode, cities: usize) -> Result<(), Error> {
        let sql = connect().await?;
        let pause = COUNT * i32::try_from(cities).unwrap_or(i32::MAX);
        let ask = async |unit: &str, from, to| self.providers.usage(unit, from, to).await;
        count(&sql, city, now() - pause, now(), ask).await?;
        sql.keep();
        Ok(())
    }

    /// Offers links to those who asked; without the key there is nothing to offer.
    async fn offer<'c>(&self, cities: &[&'c CityCode]) -> Part<'c, usize> {
        let mut part = Part::default();
        let (Ok(key), Ok(public)) = (setting("link_key").await, setting("public_url").await) else { return part };
        for city in cities.iter().take_while(|_| now() < self.until) {
            match self.offer_in(city, key.value(), public.value()).await {
                Ok(offered) => part.done += offered,
                Err(error) => part.failed.push((*city, error)),
            }
        }
        part
    }

    async fn offer_in(&self, city: &CityCode, key: &str, public_url: &str) -> Result<usize, Error> {
        let sql = connect().await?;
        let cache = cache();
        let linking = Linking { sql: &sql, cache: &cache, key, city };
        let token = async |user: &str| self.providers.link_token(user).await;
        let offered = offer(&linking, public_url, now, token, async |offer| self.providers.offer(offer).await).await?;
        sql.keep();
        Ok(offered)
    }

    /// Sends what may leave, a group of each city in turn.
    async fn send<'c>(&self, cities: &[&'c CityCode]) -> Part<'c, Drained> {
        let (mut part, mut sending) = (Part::<Drained>::default(), cities.to_vec());
        while !sending.is_empty() && now() < self.until {
            // What residents said meanwhile, which may be a stop.
            let emptied = match overdue::empty(self.until).await {
                Ok(emptied) => emptied,
                Err(error) => {
                    log(&format!("nothing more leaves, since the inbox may hold a stop: {error}"));
                    break;
                }
            };
            self.heard.set(self.heard.get() + emptied.heard);
            sending.retain(|city| !emptied.waiting.contains(city));
            let mut more = Vec::new();
            for city in sending {
                match self.send_group(city).await {
                    Ok(drained) => {
                        more.extend((drained.total() > 0).then_some(city));
                        part.done = part.done.and(drained);
                    }
                    Err(error) => part.failed.push((city, error)),
                }
            }
            sending = more;
        }
        part
    }

    async fn send_group(&self, city: &CityCode) -> Result<Drained, Error> {
        let sql = connect().await?;
        let turn = Turn::new(now, self.until, GROUP);
        let pages = self.pages.as_ref().map_err(|missing| *missing);
        let send = async |call| self.providers.call(city, call).await;
        let drained = drain(&sql, &cache(), city, &turn, pages, send).await?;
        sql.keep();
        Ok(drained)
    }
}

/// What LINE told of the month, where its settings are there.
type Asked = Option<Result<Month, Unread>>;

/// What a part of a tick did, and the cities in which it broke off.
#[derive(Default)]
struct Part<'c, T> {
    done: T,
    failed: Vec<(&'c CityCode, Error)>,
}
