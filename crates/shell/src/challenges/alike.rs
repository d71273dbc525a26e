//! Who has the same steps as somebody else of the same challenge. The clock looks once a day: what residents send is
//! compared with nobody while they wait.

use super::running;
use crate::store::{Compared, Doubted, Part, Store};
use crate::{Error, Sql, Turn};
use chrono::{DateTime, Utc};
use domain::challenge::{Challenge, Doubt, fingerprint, is_compared};
use domain::resident::StepDays;
use domain::{CityCode, Day, ResidentId, Ruleset};

/// How many members are looked at by one read.
const SOME: usize = 1_000;

/// Compares the members of running challenges by seven days, where that was not done today. The last of these days is the one
/// before yesterday: what devices had kept of it has come by then, and it is still open. Gives how many were looked at.
///
/// # Errors
/// The database's own; who was looked at before is not looked at again.
pub async fn compare<C: Fn() -> DateTime<Utc>>(
    sql: &impl Sql,
    city: &CityCode,
    ruleset: &Ruleset,
    turn: &Turn<C>,
) -> Result<usize, Error> {
    let store = Store::new(sql);
    let day = ruleset.city.zone.day(turn.now()).plus(-1);
    let mut looked = 0;
    for challenge in running(ruleset, day.plus(1)).into_iter().filter(|one| is_compared(one, day)) {
        while !turn.is_over(looked) {
            let after = match store.compared(city, &challenge.name, day).await? {
                Compared::Until(after) => after,
                Compared::All => break,
            };
            let most = turn.left(looked).min(SOME);
            let some = store.steps_after(city, &challenge.name, after.as_ref(), most).await?;
            looked += some.len();
            match some.last().map(|(id, _)| id.clone()) {
                Some(last) => {
                    let print =
                        |(id, steps): (ResidentId, StepDays)| Some((id, fingerprint(&steps, &ruleset.city, day)?));
                    let part = Part { after, last, prints: some.into_iter().filter_map(print).collect() };
                    store.enter_prints(city, &challenge.name, day, &part).await?;
                }
                None => end(&store, city, challenge, day, turn.now()).await?,
            }
        }
    }
    Ok(looked)
}

/// Finds who has the same steps, when all have been looked at.
async fn end(
    store: &Store<'_, impl Sql>,
    city: &CityCode,
    challenge: &Challenge,
    day: Day,
    now: DateTime<Utc>,
) -> Result<(), Error> {
    let doubt = Doubt::alike(day);
    let doubted = |resident| Doubted { challenge: challenge.name.clone(), resident, doubt };
    let found: Vec<Doubted> = store.alike(city, &challenge.name, day).await?.into_iter().map(doubted).collect();
    store.at_once(async || store.end_comparison(city, (&challenge.name, day), &found, now).await).await
}
