//! `POST /internal/tick`: the clock's work. Asks what is due, sends what may leave.

use super::answer::{Answer, Refused, json};
use super::kept::cache;
use super::overdue;
use super::providers::Providers;
use super::request::Incoming;
use crate::drain::{Drained, GROUP, drain};
use crate::due::due;
use crate::linking::{Linking, offer};
use crate::log::log;
use crate::spin::{connect, now, setting};
use crate::store::Store;
use crate::watch::{count, watch};
use crate::{Error, Turn};
use chrono::{DateTime, TimeDelta, Utc};
use domain::{CityCode, chance};
use http::StatusCode;
use serde::Serialize;
use wire::Problem;
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

/// The most decision points that are asked in a city before the next one's.
const MOST: usize = 10_000;

pub(super) async fn post(request: &Incoming) -> Result<Answer, Refused> {
    request.admit("tick_token").await?;
    let begun = now();
    // What residents said comes before what is said to them.
    let emptied = overdue::empty(begun + TICK / 2).await;
    let cities = in_turn(begun).await?;
    let mut work = Work { until: begun + TICK, providers: Providers::read().await, ticked: Ticked::default() };
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
    }
    for city in &cities {
        if let Err(error) = work.watch(city).await {
            told(city, error);
        }
    }
    // Somebody is waiting with the telephone in their hand.
    for city in &cities {
        if let Err(error) = work.offer(city).await {
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
    while !sending.is_empty() && now() < work.until {
        let mut more = Vec::new();
        for city in sending {
            match work.send_group(city).await {
                Ok(0) => {}
                Ok(_) => more.push(city),
                Err(error) => told(city, error),
            }
        }
        sending = more;
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

struct Work {
    until: DateTime<Utc>,
    providers: Providers,
    ticked: Ticked,
}

impl Work {
    /// Asks what is due, for half of the tick: the other half is for what waits to leave.
    async fn ask(&mut self, city: &CityCode) -> Result<(), Error> {
        let sql = connect().await?;
        self.ticked.asked += due(&sql, &cache(), city, &Turn::new(now, self.until - TICK / 2, MOST)).await?;
        sql.keep();
        Ok(())
    }

    /// Asks how the month stands and what was counted, now and then.
    async fn watch(&self, city: &CityCode) -> Result<(), Error> {
        let sql = connect().await?;
        watch(&sql, city, now(), async || self.providers.month().await).await?;
        count(&sql, city, now(), async |unit, from, to| self.providers.usage(unit, from, to).await).await?;
        sql.keep();
        Ok(())
    }

    /// Offers links to those who asked; without the key there is nothing to offer.
    async fn offer(&mut self, city: &CityCode) -> Result<(), Error> {
        let (Ok(key), Ok(public)) = (setting("link_key").await, setting("public_url").await) else { return Ok(()) };
        let sql = connect().await?;
        let cache = cache();
        let linking = Linking { sql: &sql, cache: &cache, key: key.value(), city };
        let providers = &self.providers;
        let token = async |user: &str| providers.link_token(user).await;
        let offered = offer(&linking, public.value(), now, token, async |offer| providers.offer(offer).await).await?;
        self.ticked.offered += offered;
        sql.keep();
        Ok(())
    }

    /// Sends one group. Says how many messages were looked at.
    async fn send_group(&mut self, city: &CityCode) -> Result<usize, Error> {
        let sql = connect().await?;
        let turn = Turn::new(now, self.until, GROUP);
        let drained = drain(&sql, &cache(), city, &turn, async |call| self.providers.call(city, call).await).await?;
        sql.keep();
        self.ticked.drained = self.ticked.drained.and(drained);
        Ok(drained.total())
    }
}
