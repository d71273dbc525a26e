use super::language::Lang;
use super::state::{Kept, StateFolder};
use super::{Ended, say};
use crate::packs;
use crate::replay::{self, Work};
use anyhow::{Context, anyhow, bail};
use chrono::NaiveDate;
use clap::Args;
use domain::replay::{Found, One, Window};
use domain::{CityCode, Pack, ResidentId};
use futures::executor::block_on;
use indicatif::{ProgressBar, ProgressStyle};
use shell::Cache;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::SystemTime;

/// Tell what a changed campaign would have added, removed or changed over recorded events
///
/// Reads the database of a local `ayumi up`, also while it runs, and the changed files below the two folders. Both
/// versions are lived through again; nothing is sent and nothing is stored. Ctrl-C ends it.
#[derive(Args)]
pub(super) struct Replay {
    /// The campaign, by the name of its folder
    campaign: String,
    /// How many whole days back
    #[arg(long, default_value_t = 90, value_name = "DAYS", allow_negative_numbers = true)]
    days: i64,
    /// The last of these days [default: yesterday]
    #[arg(long, value_name = "DATE")]
    until: Option<NaiveDate>,
    /// The version to hold it against, by the beginning of its hash [default: the one that is live]
    #[arg(long, value_name = "VERSION")]
    against: Option<String>,
    /// Only this resident, message by message
    #[arg(long, value_name = "ID")]
    resident: Option<ResidentId>,
    /// The city
    #[arg(long, default_value = "432041", value_name = "CODE")]
    city: CityCode,
    /// The folder of the changed campaigns
    #[arg(long, default_value = "campaigns", value_name = "DIR")]
    campaigns: PathBuf,
    /// The folder of the functions that campaigns share
    #[arg(long, default_value = "rules", value_name = "DIR")]
    rules: PathBuf,
    /// The language of the answer
    #[arg(long, value_enum, default_value_t = Lang::Ja)]
    lang: Lang,
    /// Print what was found as JSON
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    state: StateFolder,
}

impl Replay {
    pub(super) fn run(self) -> Result<(), Ended> {
        let Self { campaign, days, until, against, resident, city, campaigns, rules, lang, json, state } = self;
        let pack = packs::read(&campaigns, &rules)?.into_iter().find(|pack| pack.city == city);
        let pack = pack.with_context(|| format!("`{}` has no pack of {city}", campaigns.display()))?;
        check(&pack)?;
        let state = state.holding(Kept::Database, lang.into())?;
        let sql = replay::open(&state)?;
        let window = match until {
            Some(last) => Window::ending(days, last)?,
            None => {
                let now = SystemTime::now().into();
                block_on(shell::replay::window(&sql, &Cache::default(), &city, days, now))?
            }
        };
        let against = against.as_deref();
        let work = Work { state: &state, city: &city, campaign: &campaign, pack: &pack, window, against };
        if let Some(id) = resident {
            let (plan, lived) = replay::resident(work, &id)?.ok_or_else(|| anyhow!("nothing is known of `{id}`"))?;
            let one = One::new(&plan, &lived);
            say(if json { serde_json::to_string_pretty(&one)? } else { one.tell(lang.into()).trim_end().to_owned() });
            return Ok(());
        }
        let plan = replay::plan(work)?;
        let report = watched(work)?;
        let found = Found::new(&plan, report);
        say(if json { serde_json::to_string_pretty(&found)? } else { found.tell(lang.into()).trim_end().to_owned() });
        Ok(())
    }
}

/// A pack with problems is told as `ayumi check` tells it, and not replayed.
fn check(pack: &Pack) -> Result<(), Ended> {
    let Err(problems) = pack.compile() else { return Ok(()) };
    problems.iter().for_each(say);
    say(format!("{}: {} problem(s); nothing of this was replayed", pack.city, problems.len()));
    Err(Ended::Found)
}

/// Replays with a bar, until it is done or Ctrl-C is pressed.
fn watched(work: Work<'_>) -> anyhow::Result<domain::replay::Report> {
    let bar = ProgressBar::new(0)
        .with_style(ProgressStyle::with_template("{bar:30} {human_pos}/{human_len} residents  {elapsed}, {eta} left")?);
    let cancelled = Arc::new(AtomicBool::new(false));
    let flag = Arc::clone(&cancelled);
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build()?;
    let _waiting = runtime.spawn(async move {
        if tokio::signal::ctrl_c().await.is_ok() {
            flag.store(true, Ordering::Relaxed);
        }
    });
    let heard = |done: u64, all: u64| {
        bar.set_length(all);
        bar.inc(done);
    };
    let report = replay::run(work, &cancelled, &heard);
    bar.finish_and_clear();
    runtime.shutdown_background();
    match report? {
        Some(report) => Ok(report),
        None => bail!("the replay was ended before it was done; nothing was stored"),
    }
}
