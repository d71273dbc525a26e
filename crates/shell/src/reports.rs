//! Reports in the making: begun by the clock when a day of the record has closed, read a part of the people at a time, and
//! kept once they are made. Whoever has the record as a file makes the same one ([`crate::record`] hands it out in the
//! same order).

use crate::record::{Roll, Wanted};
use crate::store::{Deed, Finished, Halfway, KeptReport, MACHINE, Store};
use crate::{Cache, Error, Sql, Turn};
use chrono::{DateTime, Utc};
use domain::pack::{Campaign, Learning, Probability, Transform};
use domain::{CityCode, Learnt, Ruleset};
use outcomes::Unfit;
use outcomes::policy::{Better, Policy};
use outcomes::report::{Asked, Gathering, Point, Reader, Report, Stage, Told};
use serde_json::{Value, json};
use wire::signed::fingerprint;
use wire::table::Chain;

/// Of how many people a part is.
const PEOPLE: u32 = 200;

/// The version of the program that a report names.
pub const CODE: &str = env!("CARGO_PKG_VERSION");

/// Begins the reports of a city whose time has come, and goes on with those that were begun. Gives how many were made.
///
/// # Errors
/// The database's own; how far each came before is kept.
pub async fn make_due<C: Fn() -> DateTime<Utc>>(
    sql: &impl Sql,
    cache: &Cache,
    (city, key): (&CityCode, &str),
    ruleset: &Ruleset,
    turn: &Turn<C>,
) -> Result<usize, Error> {
    let store = Store::new(sql);
    let last = store.last_begun_reports(city).await?;
    let today = ruleset.city.zone.day(turn.now());
    let mut made = 0;
    for (name, campaign) in &ruleset.campaigns {
        if turn.is_over(made) {
            break;
        }
        let kept = match last.get(name) {
            Some(last) if last.made_at.is_none() => Some(last.clone()),
            // What begins after the last look is another trial.
            Some(last) if last.is_final && campaign.period.from <= last.day => None,
            Some(last) if last.day >= today => None,
            last => {
                let number = last.map_or(1, |last| last.number + 1);
                begin(&store, city, ruleset, (name, campaign), (number, turn.now())).await?
            }
        };
        let Some(kept) = kept else { continue };
        let making = Making { cache, city, key, ruleset, campaign };
        made += usize::from(making.go_on(&store, sql, &kept, turn).await?);
    }
    Ok(made)
}

/// Begins a report, unless there is nothing to tell yet: no outcome is named, nobody is on record, or what closes with the
/// day has not been closed.
async fn begin(
    store: &Store<'_, impl Sql>,
    city: &CityCode,
    ruleset: &Ruleset,
    (name, campaign): (&str, &Campaign),
    (number, now): (i64, DateTime<Utc>),
) -> Result<Option<KeptReport>, Error> {
    let today = ruleset.city.zone.day(now);
    if campaign.outcome.is_none() || !store.has_record(city, name).await? {
        return Ok(None);
    }
    if !store.rows_to_close(city, today, 1).await?.is_empty() || !store.weeks_to_close(city, today, 1).await?.is_empty()
    {
        return Ok(None);
    }
    let Some((gathering, record)) = fresh(store, city, ruleset, (name, campaign)).await? else { return Ok(None) };
    let (made_at, hash) = (None, String::new());
    let kept = KeptReport { campaign: name.to_owned(), number, day: today, as_of: now, made_at, is_final: false, hash };
    let halfway = Halfway { gathering: written(&gathering)?, record: record.as_str().to_owned() };
    store.begin_report(city, &kept, &halfway).await?;
    Ok(Some(kept))
}

/// A report of which nothing is read yet; `None` where the campaign measures nothing.
async fn fresh(
    store: &Store<'_, impl Sql>,
    city: &CityCode,
    ruleset: &Ruleset,
    (name, campaign): (&str, &Campaign),
) -> Result<Option<(Gathering, Chain)>, Error> {
    let sealed = store.sealed_plans(city, name).await?;
    let Some(asked) = Asked::of(city, &ruleset.city, name, campaign, &sealed) else { return Ok(None) };
    let mut record = Chain::default();
    record.line(asked.rows.shape().columns().iter().map(|(name, _)| name));
    Ok(Some((Gathering::new(asked), record)))
}

/// A report that is being made.
struct Making<'m> {
    cache: &'m Cache,
    city: &'m CityCode,
    key: &'m str,
    ruleset: &'m Ruleset,
    campaign: &'m Campaign,
}

impl Making<'_> {
    /// Reads on until the turn is over or nobody is left. Says whether it was made.
    async fn go_on<S: Sql, C: Fn() -> DateTime<Utc>>(
        &self,
        store: &Store<'_, S>,
        sql: &S,
        kept: &KeptReport,
        turn: &Turn<C>,
    ) -> Result<bool, Error> {
        let Some(before) = store.halfway(self.city, &kept.campaign, kept.number).await? else { return Ok(false) };
        let (mut gathering, mut record) = match serde_json::from_str::<Gathering>(&before.gathering) {
            Ok(gathering) => (gathering, Chain::after(&before.record)),
            // An older program kept it otherwise: what was read is read once more.
            Err(_) => {
                let anew = fresh(store, self.city, self.ruleset, (&kept.campaign, self.campaign)).await?;
                anew.ok_or_else(|| Error::corrupt("reports.gathering"))?
            }
        };
        let shape = gathering.asked().rows.shape();
        let names: Vec<&str> = shape.columns().iter().map(|(name, _)| *name).collect();
        let reader = Reader::find(gathering.asked(), &names).map_err(unread)?;
        let wanted = Wanted { city: self.city, campaign: &kept.campaign, shape, agreed: None, key: self.key };
        let roll = Roll::of(sql, self.cache, wanted).await?;
        loop {
            let part = roll.part(sql, gathering.last().unwrap_or_default(), PEOPLE).await?;
            for line in &part.lines {
                record.line(line);
            }
            add(&mut gathering, &reader, &part.lines).map_err(unread)?;
            if part.next.is_none() {
                return self.finish(store, kept, &gathering, record.as_str(), turn.now()).await;
            }
            if turn.is_over(0) {
                let halfway = Halfway { gathering: written(&gathering)?, record: record.as_str().to_owned() };
                store.keep_halfway(self.city, kept, &before.record, &halfway).await?;
                return Ok(false);
            }
        }
    }

    async fn finish(
        &self,
        store: &Store<'_, impl Sql>,
        kept: &KeptReport,
        gathering: &Gathering,
        record: &str,
        now: DateTime<Utc>,
    ) -> Result<bool, Error> {
        let told = Told {
            as_of: kept.as_of,
            today: kept.day,
            looks_made: store.looks_made(self.city, &kept.campaign).await?,
            record,
            code: CODE,
        };
        let report = gathering.finish(&told);
        let text = written(&report)?;
        let hash = fingerprint(&text);
        let is_final = report.about.stage == Stage::Final;
        // A look is where an effect can be read; before anything has closed there is none.
        let others = report.effect.others.iter().map(|other| &other.estimate);
        let shown = [&report.effect.primary, &report.contrast.naive].into_iter().chain(others);
        let shows_effect = shown.into_iter().any(|answer| answer.known().is_some());
        let detail = json!({
            "number": kept.number, "hash": hash, "record": record, "final": is_final,
            "until": self.campaign.period.until.map(|day| day.to_string()), "version": self.ruleset.hash,
        });
        let learnt = self.learnt(gathering, kept);
        let finished = Finished { record, made_at: now, is_final, shows_effect, hash: &hash, report: &text };
        store.begin().await?;
        let entered = async {
            if store.finish_report(self.city, kept, finished).await? {
                let deed = Deed::new(MACHINE, "report_made", &kept.campaign).with(detail);
                store.note_deed(self.city, &deed, now).await?;
                if let Some((learnt, detail)) = learnt {
                    self.keep(store, &kept.campaign, learnt).await?;
                    let deed = Deed::new(MACHINE, "probability_learnt", &kept.campaign).with(detail);
                    store.note_deed(self.city, &deed, now).await?;
                }
            }
            Ok::<(), Error>(())
        };
        match entered.await {
            Ok(()) => store.commit().await?,
            Err(error) => {
                store.rollback().await;
                return Err(error);
            }
        }
        Ok(true)
    }
}

impl Making<'_> {
    /// What a campaign that learns has found, with what the log says of it; `None` where it does not learn, or not yet.
    fn learnt(&self, gathering: &Gathering, kept: &KeptReport) -> Option<(Learnt, Value)> {
        let KeptReport { campaign, number, day, .. } = kept;
        let mut points = self.campaign.decision_points.values();
        let learning = points.find_map(|point| match point.probability {
            Some(Probability::Learning(learning)) => Some(learning),
            _ => None,
        })?;
        let Learning { least, most, start, expected_effect, people } = learning;
        let is_small = self
            .campaign
            .outcome
            .is_some_and(|outcome| outcome.proximal.is_binary() || outcome.transform == Transform::Log);
        let usual = if is_small { EXPECTED_SHARE } else { EXPECTED_STEPS };
        let policy = Policy {
            low: least,
            start,
            high: most,
            better: Better::Higher,
            prior_sd: expected_effect.unwrap_or(usual),
            least_people: people.into(),
        };
        let chosen = policy.probability(&gathering.so_far()).ok()?;
        let helps = (1000.0 * chosen.helps?).round() / 1000.0;
        // What is drawn with, and nothing more: how sure the effect is would be a look at it.
        let detail = json!({ "probability": chosen.probability, "number": number });
        Some((Learnt { helps, day: *day, experiment: self.campaign.binding(campaign, self.city) }, detail))
    }

    /// Keeps what was found with the city's state, within the transaction that made the report.
    async fn keep(&self, store: &Store<'_, impl Sql>, campaign: &str, learnt: Learnt) -> Result<(), Error> {
        let Some(mut row) = store.city(self.city).await? else { return Ok(()) };
        row.state.learnt.insert(campaign.to_owned(), learnt);
        store.write_city_state(self.city, &row).await?;
        Ok(())
    }
}

/// How large effects on steps are expected to be where a campaign does not say, and those on shares and on logarithms.
const EXPECTED_STEPS: f64 = 500.0;
const EXPECTED_SHARE: f64 = 0.1;

/// Takes lines of the record in, one person's after another's.
///
/// # Errors
/// Where a line is none of the record's, or people do not come in order.
pub fn add(gathering: &mut Gathering, reader: &Reader, lines: &[Vec<String>]) -> Result<(), Unfit> {
    let mut of_one: Vec<Point> = Vec::new();
    for (number, line) in (1..).zip(lines) {
        let point = reader.read(number, &|at| line.get(at).map(String::as_str))?;
        if of_one.first().is_some_and(|first| first.person != point.person) {
            gathering.add(&of_one)?;
            of_one.clear();
        }
        of_one.push(point);
    }
    gathering.add(&of_one)
}

/// The text of a report: compact JSON, as it is hashed.
///
/// # Errors
/// If it cannot be written, which its numbers rule out.
pub fn text_of(report: &Report) -> Result<String, Error> {
    written(report)
}

fn written(value: &impl serde::Serialize) -> Result<String, Error> {
    serde_json::to_string(value).map_err(|_| Error::corrupt("reports"))
}

/// The record's own lines that cannot be read: a fault of ours.
fn unread(_: Unfit) -> Error {
    Error::corrupt("trial_points")
}
