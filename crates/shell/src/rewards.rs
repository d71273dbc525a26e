//! What residents spend points on: taking a reward, giving it back, and what a shop confirms. Each is one transaction,
//! which counts what there is before it decides, so that the last one is had by one.

mod lottery;
mod shops;

pub use lottery::{Drawing, draw_due};
pub use shops::{AtShop, WRONG_CODES, WRONG_CODES_IN_CITY, hand_over};

use crate::expiry::{end, put};
use crate::store::{Batch, Redemption, Store};
use crate::{Cache, Error, Sql};
use chrono::{DateTime, Utc};
use domain::linking::{Code, Secret, code, seal};
use domain::pack::{Reward, RewardKind};
use domain::points::spent;
use domain::rewards::{NotTaken, State, good_until, is_counted, take as judged, units};
use domain::{CityCode, Day, ResidentId};
use std::rc::Rc;

/// Where rewards are taken: one city, on one connection.
#[derive(Debug)]
pub struct Counter<'a, S> {
    /// The database.
    pub sql: &'a S,
    /// Compiled rules.
    pub cache: &'a Cache,
    /// The setting `link_key`, under which codes are kept.
    pub key: &'a str,
    /// The city.
    pub city: &'a CityCode,
}

/// What a resident asks for.
#[derive(Debug, Clone, Copy)]
pub struct Wish<'a> {
    /// Who asks.
    pub resident: &'a ResidentId,
    /// The reward's name.
    pub reward: &'a str,
    /// The number that came with the form: a second tap asks for the same.
    pub form: &'a str,
    /// What it is known by if it is taken now: made here at random, whatever the form says, since it is a lottery's
    /// ticket, and who chose tickets could choose one that wins.
    pub id: &'a str,
}

/// What came of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answer {
    /// It is the resident's; where a shop is to confirm it, with the code.
    Had(Redemption, Option<Code>),
    /// It is not given.
    Not(NotTaken),
}

/// Why a code, or an id, does nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Void {
    /// Nothing was taken with it.
    Unknown,
    /// It was used, cancelled or drawn before: as it stands.
    Settled(Box<Redemption>),
    /// Its last day was this one.
    Over(Day),
    /// It is on a list that is being paid.
    OnList,
}

/// Takes a reward. The points leave at once.
///
/// # Errors
/// An unknown city, resident or reward, or the database's own.
pub async fn take(counter: &Counter<'_, impl Sql>, wish: Wish<'_>, now: DateTime<Utc>) -> Result<Answer, Error> {
    let store = Store::new(counter.sql);
    store.at_once(async || taken(counter, &store, wish, now).await).await
}

async fn taken<S: Sql>(
    counter: &Counter<'_, S>,
    store: &Store<'_, S>,
    wish: Wish<'_>,
    now: DateTime<Utc>,
) -> Result<Answer, Error> {
    let Wish { resident, reward: name, form, id } = wish;
    if let Some(known) = store.redemption_by_form(counter.city, form).await? {
        // The number came with one form, to one resident.
        let is_same = known.resident == *resident && known.reward == name;
        return if is_same { Ok(had(counter, known)) } else { Err(Error::UnknownReward(name.to_owned())) };
    }
    let row = store.city(counter.city).await?.ok_or_else(|| Error::UnknownCity(counter.city.to_string()))?;
    let ruleset = counter.cache.ruleset(store, counter.city, &row.pack).await?;
    let reward = ruleset.rewards.get(name).ok_or_else(|| Error::UnknownReward(name.to_owned()))?;
    let mut known = store.residents(counter.city, [resident]).await?.remove(resident).unwrap_or_default();
    if known.rev == 0 {
        return Err(Error::UnknownResident(resident.to_string()));
    }
    let today = ruleset.city.zone.day(now);
    let ended = end(resident, &mut known, &ruleset.city, today);
    let left = known.snapshot.awards.left();
    let counted = is_counted(reward).then_some(name);
    let taken = store.taken_of(counter.city, resident, counted).await?.remove(name).unwrap_or_default();
    if let Err(why) = judged(reward, taken, left, today) {
        return Ok(Answer::Not(why));
    }
    if let RewardKind::Lottery { drawn_on, .. } = reward.kind {
        // Whoever takes a ticket finds the lottery bound, and not drawn, whatever dates staff have written since.
        let bound = lottery::bound(store, (counter.city, counter.key), name, now).await?;
        if bound.drawn.is_some() {
            return Ok(Answer::Not(NotTaken::Over(reward.period.until.unwrap_or(drawn_on))));
        }
    }
    let made = Redemption {
        id: id.to_owned(),
        resident: resident.clone(),
        reward: name.to_owned(),
        points: reward.points,
        state: if has_end(reward) { State::Taken } else { State::Used },
        good_until: good_until(reward, today),
        at: now,
        changed: now,
        by: "resident".to_owned(),
        units: units(reward),
        list: None,
    };
    let code = is_confirmed(reward).then(|| code_of(counter, id));
    let hash = code.as_ref().map(|code| seal(counter.key, counter.city, Secret::Coupon, code.digits()));
    if !store.enter_redemption(counter.city, &made, form, hash.as_deref()).await? {
        // Two ids with the same nine digits: the next tap has another id.
        return Err(Error::Contended);
    }
    Rc::make_mut(&mut known.snapshot).awards.spend(reward.points);
    let mut batch = Batch::new(row.pack, today);
    batch.ended.extend(ended);
    put(&mut batch, resident.clone(), known, &ruleset.city);
    store.write(counter.city, &batch, now).await.map_err(crate::store::Conflict::told)?;
    let moves = spent(resident, name, left.held - left.owed, -reward.points);
    store.move_points(counter.city, "spent", id, moves, now).await?;
    Ok(Answer::Had(made, code))
}

/// Gives back a reward that was taken and not used. `by` is the resident, or a member of staff.
///
/// # Errors
/// The database's own.
pub async fn cancel(
    counter: &Counter<'_, impl Sql>,
    id: &str,
    by: &str,
    now: DateTime<Utc>,
) -> Result<Result<Redemption, Void>, Error> {
    let store = Store::new(counter.sql);
    let work = async || {
        let Some(made) = store.redemption(counter.city, id).await? else { return Ok(Err(Void::Unknown)) };
        let row = store.city(counter.city).await?.ok_or_else(|| Error::UnknownCity(counter.city.to_string()))?;
        let ruleset = counter.cache.ruleset(&store, counter.city, &row.pack).await?;
        if let Err(why) = can_come_back(&made, ruleset.rewards.get(&made.reward), ruleset.city.zone.day(now)) {
            return Ok(Err(why));
        }
        let change = (State::Taken, State::Cancelled);
        if !store.change_redemption(counter.city, id, change, by, now).await? {
            return Ok(Err(Void::Settled(Box::new(made))));
        }
        let known = store.residents(counter.city, [&made.resident]).await?.remove(&made.resident);
        let mut known = known.unwrap_or_default();
        let mut batch = Batch::new(row.pack, ruleset.city.zone.day(now));
        batch.ended.extend(end(&made.resident, &mut known, &ruleset.city, batch.today));
        let left = known.snapshot.awards.left();
        Rc::make_mut(&mut known.snapshot).awards.spend(-made.points);
        put(&mut batch, made.resident.clone(), known, &ruleset.city);
        store.write(counter.city, &batch, now).await.map_err(crate::store::Conflict::told)?;
        let moves = spent(&made.resident, &made.reward, left.held - left.owed, made.points);
        store.move_points(counter.city, "back", id, moves, now).await?;
        Ok(Ok(Redemption { state: State::Cancelled, changed: now, by: by.to_owned(), ..made }))
    };
    store.at_once(work).await
}

/// Whether what was taken can be given back.
///
/// # Errors
/// Why not.
pub fn can_come_back(made: &Redemption, reward: Option<&Reward>, today: Day) -> Result<(), Void> {
    if made.state != State::Taken {
        return Err(Void::Settled(Box::new(made.clone())));
    }
    if made.list.is_some() {
        return Err(Void::OnList);
    }
    // Of a lottery that takes no tickets any more none leaves either: nobody chooses from what list is drawn.
    let closed = reward.filter(|reward| matches!(reward.kind, RewardKind::Lottery { .. }));
    let closed = closed.and_then(|reward| reward.period.until);
    match made.good_until.or(closed).filter(|last| *last < today) {
        Some(last) => Err(Void::Over(last)),
        None => Ok(()),
    }
}

/// Confirms a code: what was taken with it is handed over. `by` names the shop. Within a transaction.
async fn confirmed<S: Sql>(
    counter: &Counter<'_, S>,
    store: &Store<'_, S>,
    code: &Code,
    by: &str,
    now: DateTime<Utc>,
) -> Result<Result<Redemption, Void>, Error> {
    let hash = seal(counter.key, counter.city, Secret::Coupon, code.digits());
    let Some(made) = store.redemption_of(counter.city, &hash).await? else { return Ok(Err(Void::Unknown)) };
    let row = store.city(counter.city).await?.ok_or_else(|| Error::UnknownCity(counter.city.to_string()))?;
    let today = counter.cache.ruleset(store, counter.city, &row.pack).await?.city.zone.day(now);
    if made.state != State::Taken {
        return Ok(Err(Void::Settled(Box::new(made))));
    }
    if let Some(last) = made.good_until.filter(|last| *last < today) {
        return Ok(Err(Void::Over(last)));
    }
    if !store.change_redemption(counter.city, &made.id, (State::Taken, State::Used), by, now).await? {
        return Ok(Err(Void::Settled(Box::new(made))));
    }
    Ok(Ok(Redemption { state: State::Used, changed: now, by: by.to_owned(), ..made }))
}

/// What was taken with its code, for the resident's own page.
pub fn had(counter: &Counter<'_, impl Sql>, made: Redemption) -> Answer {
    // Only what a shop confirms has a last day.
    let code = made.good_until.map(|_| code_of(counter, &made.id));
    Answer::Had(made, code)
}

fn code_of(counter: &Counter<'_, impl Sql>, id: &str) -> Code {
    code(counter.key, counter.city, &format!("coupon:{id}"))
}

/// Whether a shop has to confirm it.
fn is_confirmed(reward: &Reward) -> bool {
    matches!(reward.kind, RewardKind::Coupon { .. })
}

/// Whether something is still to become of it.
fn has_end(reward: &Reward) -> bool {
    match reward.kind {
        RewardKind::Coupon { .. } | RewardKind::Lottery { .. } | RewardKind::Currency { .. } => true,
        RewardKind::Cause => false,
    }
}
