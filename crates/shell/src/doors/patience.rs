//! An answer inside two seconds, whatever the database does, and as a rule within 50 milliseconds: what it does not
//! take at once, since messages leave or much comes in, waits in the inbox, which is as durable and apart from it. The
//! clock takes it in, before anything more leaves.

use super::answer::Refused;
use super::kept::cache;
use crate::hear::{Heard, hear};
use crate::log::log;
use crate::spin::{KeyValue, NotKept, Patience, Setting, connect_with, now, setting};
use crate::{Error, SqlError, inbox};
use domain::CityCode;
use futures_util::future::{Either, select};
use spin_sdk::time::sleep;
use std::cell::Cell;
use std::pin::pin;
use std::time::{Duration, Instant};
use wire::Problem;
use wire::problem::Kind;

/// How long the database may take. LINE waits for two seconds, and the inbox needs its share.
const DATABASE: Duration = Duration::from_millis(900);

/// How long the inbox may take.
const INBOX: Duration = Duration::from_millis(700);

/// For how long a database that let one wait is not asked by this instance: otherwise many that come
/// together would hold every instance for a while each, and those after them would wait for longer.
const PAUSE: Duration = Duration::from_millis(300);

thread_local! {
    static ASKED_IN_VAIN: Cell<Option<Instant>> = const { Cell::new(None) };
}

/// Takes in what was heard, or puts it where it is taken in later. When it returns, it is durable.
pub(super) async fn take(city: &CityCode, heard: Heard) -> Result<(), Refused> {
    // One line for all that wait together.
    let is_first = !is_paused();
    let why = match at_once(city, &heard).await {
        Ok(()) => return Ok(()),
        // A setting that names another engine: the service was never one that takes anything in.
        Err(Error::Engine) => return Err(Error::Engine.into()),
        Err(why) => why,
    };
    let (key, value) = inbox::entry(city, &heard);
    let put = async { KeyValue::open().await?.keep(&key, &value).await };
    let put: Result<(), Option<NotKept>> = match select(pin!(put), pin!(sleep(INBOX))).await {
        Either::Left((put, _)) => put.map_err(Some),
        Either::Right(_) => Err(None),
    };
    match put {
        Ok(()) => {
            if is_first {
                log(&format!("{city}: webhooks wait in the inbox: {why}"));
            }
            Ok(())
        }
        Err(error) => {
            let error =
                error.map_or_else(|| "the key-value store takes too long".to_owned(), |error| error.to_string());
            log(&format!("{city}: a webhook is lost unless it is sent again: {why}; {error}"));
            let detail = "neither the database nor the inbox takes anything; send the same request again in a moment";
            Err(Refused::problem(Problem::new(Kind::Unavailable).detail(detail)))
        }
    }
}

async fn at_once(city: &CityCode, heard: &Heard) -> Result<(), Error> {
    if is_paused() {
        return Err(SqlError::Busy.into());
    }
    let taken = match select(pin!(taken(city, heard)), pin!(sleep(DATABASE))).await {
        Either::Left((taken, _)) => taken,
        // What was begun goes with its connection, which nobody keeps: it is rolled back, or, where it
        // was just being committed, found to be known when it is taken in again.
        Either::Right(_) => Err(SqlError::Busy.into()),
    };
    let in_vain = matches!(taken, Err(Error::Sql(SqlError::Busy)));
    ASKED_IN_VAIN.set(in_vain.then(Instant::now));
    taken
}

fn is_paused() -> bool {
    ASKED_IN_VAIN.get().is_some_and(|at| at.elapsed() < PAUSE)
}

async fn taken(city: &CityCode, heard: &Heard) -> Result<(), Error> {
    let sql = connect_with(Patience::Short).await?;
    let key = setting("link_key").await.ok();
    hear(&sql, &cache(), city, heard, key.as_ref().map(Setting::value), now()).await?;
    sql.keep();
    Ok(())
}
