use super::language::{Lang, Spoken};
use super::remote::Remote;
use super::state::StateFolder;
use super::{Ended, say};
use clap::Args;
use domain::why::Story;
use domain::{CityCode, Language, ResidentId, Zone};

/// Tell why a resident did or did not get something
///
/// Reads the database of a local `ayumi up`, also while it runs; with --to it asks a
/// running service anywhere.
#[derive(Args)]
pub(super) struct Why {
    /// The resident
    #[arg(long, value_name = "ID")]
    resident: ResidentId,
    /// Only this message, or this decision
    #[arg(long, value_name = "ID")]
    message: Option<String>,
    /// The city
    #[arg(long, default_value = "432041", value_name = "CODE")]
    city: CityCode,
    /// The language of the answer
    #[arg(long, value_enum, default_value_t = Lang::Ja)]
    lang: Lang,
    /// The zone of the times in the answer
    #[arg(long, default_value = "Asia/Tokyo", value_name = "ZONE")]
    zone: Zone,
    /// Print the whole story as JSON
    #[arg(long)]
    json: bool,
    /// Ask the service at this address instead of the local database
    #[arg(long, value_name = "URL")]
    to: Option<String>,
    #[command(flatten)]
    state: StateFolder,
}

impl Why {
    pub(super) fn run(self) -> Result<(), Ended> {
        let Self { resident, message, city, lang, zone, json, to, state } = self;
        let story = match to {
            Some(to) => {
                Remote::new(to, state, Spoken::of(lang)).get(&format!("/v1/{city}/residents/{resident}/why"))?
            }
            None => local(&state, lang.into(), (&city, &resident))?,
        };
        if json {
            say(serde_json::to_string_pretty(&story)?);
        } else {
            say(story.tell(lang.into(), zone, message.as_deref()).trim_end());
        }
        let told = message.is_none_or(|id| story.decisions.iter().any(|one| one.is_about(&id)));
        if story.known && told { Ok(()) } else { Err(Ended::Found) }
    }
}

fn local(state: &StateFolder, language: Language, (city, resident): (&CityCode, &ResidentId)) -> anyhow::Result<Story> {
    let sql = state.database(language)?;
    Ok(futures::executor::block_on(shell::why::why(&sql, city, resident, chrono::DateTime::UNIX_EPOCH))?)
}
