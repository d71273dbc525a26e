use crate::commands::language::Spoken;
use crate::commands::report::zone_of;
use crate::commands::state::StateFolder;
use crate::commands::{Ended, say};
use anyhow::Context;
use clap::Args;
use domain::pack::SealedPlan;
use domain::{CityCode, Language, Sentence, Zone};
use futures::executor::block_on;
use shell::store::Store;
use std::path::PathBuf;

/// The plans of a campaign's evaluation that were sealed.
#[derive(Args)]
pub(super) struct Sealed {
    /// The campaign, by the name of its folder
    campaign: String,
    /// Write what was sealed to a file: the bytes whose SHA-256 is told
    #[arg(long, value_name = "FILE")]
    to: Option<PathBuf>,
    /// With --to, another than the last, by its number
    #[arg(long, value_name = "NUMBER", requires = "to")]
    number: Option<i64>,
    /// The city
    #[arg(long, default_value = "432041", value_name = "CODE")]
    city: CityCode,
    #[command(flatten)]
    state: StateFolder,
    #[command(flatten)]
    spoken: Spoken,
}

impl Sealed {
    pub(super) fn run(self) -> Result<(), Ended> {
        let Self { campaign, to, number, city, state, spoken } = self;
        let language = spoken.language();
        let sql = state.database(language)?;
        let store = Store::new(&sql);
        let plans = block_on(store.sealed_plans(&city, &campaign))?;
        let zone = block_on(zone_of(&store, &city))?;
        let Some(to) = to else {
            if plans.is_empty() {
                say(none(&campaign).say(language));
                return Err(Ended::Found);
            }
            plans.iter().for_each(|plan| say(told(plan, zone, language)));
            return Ok(());
        };
        let plan = match number {
            Some(number) => plans.iter().find(|plan| plan.number == number),
            None => plans.iter().rev().find(|plan| !plan.is_withdrawn()),
        };
        let why = match plan {
            None => none(&campaign),
            Some(plan) if plan.is_withdrawn() => Sentence::new(
                format!("plan {} of `{campaign}` was taken away, and has no text", plan.number),
                format!("`{campaign}` の{}番の計画は取り下げられていて、文がありません。", plan.number),
            ),
            Some(plan) if !plan.holds() => Sentence::new(
                format!("the text of plan {} is not what was sealed: its hash is another", plan.number),
                format!("{}番の計画の文が、封をしたものと違います。照合値が合いません。", plan.number),
            ),
            Some(plan) => {
                std::fs::write(&to, &plan.text).with_context(|| format!("`{}` cannot be written", to.display()))?;
                say(told(plan, zone, language));
                return Ok(());
            }
        };
        say(why.say(language));
        Err(Ended::Found)
    }
}

/// A plan in a line.
fn told(plan: &SealedPlan, zone: Zone, language: Language) -> String {
    let SealedPlan { number, hash, sealed_at, before_start, .. } = plan;
    let at = zone.civil(*sealed_at).format("%Y-%m-%d %H:%M");
    let told = match (hash.as_str(), before_start) {
        _ if plan.is_withdrawn() => {
            Sentence::new(format!("{number}  {at}  taken away"), format!("{number}  {at}  取り下げ"))
        }
        (hash, true) => Sentence::new(
            format!("{number}  {at}  before the start  sha256 {hash}"),
            format!("{number}  {at}  開始前  sha256 {hash}"),
        ),
        (hash, false) => Sentence::new(
            format!("{number}  {at}  after the start   sha256 {hash}"),
            format!("{number}  {at}  開始後  sha256 {hash}"),
        ),
    };
    told.say(language).to_owned()
}

fn none(campaign: &str) -> Sentence {
    Sentence::new(
        format!("no such plan of `{campaign}` was sealed; a plan.toml in its folder is sealed when it is published"),
        format!("`{campaign}` に、封をした計画はありません。plan.toml を置いて公開すると、封がされます。"),
    )
}
