//! Lotteries: bound before the first ticket, and drawn once, when their day has come.

use crate::store::{Drawn, Lottery, Store};
use crate::{Error, Sql};
use chrono::{DateTime, Utc};
use domain::pack::RewardKind;
use domain::rewards::{Commitment, draw, seed};
use domain::{CityCode, Ruleset};

/// What became of a city's lotteries.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Drawing {
    /// Those that were bound now.
    pub bound: Vec<String>,
    /// Those that were drawn now.
    pub drawn: Vec<String>,
    /// Those that wait, since the setting `link_key` is another than when they were bound.
    pub waiting: Vec<String>,
}

/// Binds the city's lotteries that are not bound yet, and draws those whose day has come. Each draw is one transaction;
/// what was drawn once is never drawn again.
///
/// # Errors
/// The database's own.
pub async fn draw_due(
    sql: &impl Sql,
    (city, key): (&CityCode, &str),
    ruleset: &Ruleset,
    now: DateTime<Utc>,
) -> Result<Drawing, Error> {
    let store = Store::new(sql);
    let today = ruleset.city.zone.day(now);
    let (known, mut drawing) = (store.lotteries(city).await?, Drawing::default());
    for (name, reward) in &ruleset.rewards {
        let RewardKind::Lottery { winners, drawn_on } = reward.kind else { continue };
        match known.get(name) {
            None => {
                store.at_once(async || bound(&store, (city, key), name, now).await).await?;
                drawing.bound.push(name.clone());
            }
            Some(Lottery { drawn: None, .. }) if drawn_on <= today => {
                let winners = usize::try_from(winners).unwrap_or(usize::MAX);
                match store.at_once(async || drawn(&store, (city, key), (name, winners), now).await).await? {
                    Outcome::Drawn => drawing.drawn.push(name.clone()),
                    Outcome::OtherKey => drawing.waiting.push(name.clone()),
                    Outcome::Before => {}
                }
            }
            Some(_) => {}
        }
    }
    Ok(drawing)
}

/// The lottery, which is bound now where it was not before. Within a transaction.
pub(super) async fn bound(
    store: &Store<'_, impl Sql>,
    (city, key): (&CityCode, &str),
    reward: &str,
    now: DateTime<Utc>,
) -> Result<Lottery, Error> {
    if let Some(known) = store.lottery(city, reward).await? {
        return Ok(known);
    }
    let commitment = Commitment::to(&seed(key, city, reward, now));
    store.bind_lottery(city, reward, &commitment, now).await?;
    Ok(Lottery { at: now, commitment, drawn: None })
}

enum Outcome {
    Drawn,
    /// It was drawn before.
    Before,
    /// With this key the seed is not the one that it is bound to.
    OtherKey,
}

async fn drawn(
    store: &Store<'_, impl Sql>,
    (city, key): (&CityCode, &str),
    (reward, winners): (&str, usize),
    now: DateTime<Utc>,
) -> Result<Outcome, Error> {
    // Read again, under the lock: another tick may have been faster.
    let Some(lottery) = store.lottery(city, reward).await?.filter(|lottery| lottery.drawn.is_none()) else {
        return Ok(Outcome::Before);
    };
    let seed = seed(key, city, reward, lottery.at);
    if !lottery.commitment.holds(&seed) {
        return Ok(Outcome::OtherKey);
    }
    let tickets = store.tickets(city, reward).await?;
    let winners = draw(&seed, &tickets, winners).into_iter().map(|won| won.ticket).collect();
    store.enter_draw(city, reward, &Drawn { seed, tickets, winners }, now).await?;
    Ok(Outcome::Drawn)
}
