use super::{Ended, default_state, say};
use crate::native::Native;
use anyhow::Context;
use clap::{Args, ValueEnum};
use domain::why::{Language, Story};
use domain::{CityCode, ResidentId, Zone};
use std::path::PathBuf;

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
    /// The state folder of `ayumi up`
    #[arg(long, default_value_os_t = default_state(), value_name = "DIR")]
    state: PathBuf,
}

#[derive(Clone, Copy, ValueEnum)]
enum Lang {
    /// Japanese
    Ja,
    /// English
    En,
}

impl Why {
    pub(super) fn run(self) -> Result<(), Ended> {
        let story = self.story()?;
        if self.json {
            say(serde_json::to_string_pretty(&story)?);
            return Ok(());
        }
        let language = match self.lang {
            Lang::Ja => Language::Ja,
            Lang::En => Language::En,
        };
        say(story.tell(language, self.zone, self.message.as_deref()).trim_end());
        if story.known { Ok(()) } else { Err(Ended::Found) }
    }

    fn story(&self) -> anyhow::Result<Story> {
        if let Some(to) = &self.to {
            let remote = super::remote::Remote::new(to.clone(), self.state.clone());
            return remote.get(&format!("/v1/{}/residents/{}/why", self.city, self.resident));
        }
        let sql = Native::open_to_read(&self.state)
            .with_context(|| format!("`{}` has no database; name the folder with --state", self.state.display()))?;
        let story = shell::why::why(&sql, &self.city, &self.resident, chrono::DateTime::UNIX_EPOCH);
        Ok(futures::executor::block_on(story)?)
    }
}
