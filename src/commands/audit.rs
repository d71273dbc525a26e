use super::language::{Spoken, said};
use super::remote::Remote;
use super::state::StateFolder;
use super::{Ended, say};
use clap::{Args, Subcommand};
use domain::audit::{BEGINNING, Broken, Entry, Held, follow};
use domain::{CityCode, Sentence};
use serde_json::json;
use shell::store::Store;

/// Check the log of what staff did
#[derive(Args)]
pub(super) struct Audit {
    #[command(subcommand)]
    what: What,
}

#[derive(Subcommand)]
enum What {
    /// Go through the log and tell whether anything was changed, left out or put in
    ///
    /// Reads the database of a local `ayumi up`, also while it runs; with --to it asks a running service.
    Verify(Verify),
}

#[derive(Args)]
struct Verify {
    /// The city
    #[arg(long, default_value = "432041", value_name = "CODE")]
    city: CityCode,
    /// A hash that was kept elsewhere: the log must have an entry with it
    #[arg(long, value_name = "HASH")]
    kept: Option<String>,
    /// Print the answer as JSON
    #[arg(long)]
    json: bool,
    /// Ask the service at this address instead of the local database
    #[arg(long, value_name = "URL")]
    to: Option<String>,
    #[command(flatten)]
    state: StateFolder,
    #[command(flatten)]
    spoken: Spoken,
}

/// How many entries are read at a time.
const PAGE: i64 = 1_000;

impl Audit {
    pub(super) fn run(self) -> Result<(), Ended> {
        match self.what {
            What::Verify(verify) => verify.run(),
        }
    }
}

impl Verify {
    fn run(self) -> Result<(), Ended> {
        let Self { city, kept, json, to, state, spoken } = self;
        let language = spoken.language();
        let tell = |en: String, ja: String| say(Sentence::new(en, ja).say(language));
        let pages: Box<dyn Fn(i64) -> anyhow::Result<Vec<Entry>>> = match to {
            Some(to) => {
                let remote = Remote::new(to, state, spoken);
                let city = city.clone();
                Box::new(move |after| remote.get(&format!("/v1/{city}/audit?after={after}")))
            }
            None => {
                let sql = state.database(language)?;
                let city = city.clone();
                Box::new(move |after| {
                    Ok(futures::executor::block_on(Store::new(&sql).deeds_after(&city, after, PAGE))?)
                })
            }
        };
        let mut seen = kept.is_none();
        let kept = kept.unwrap_or_default();
        // Pages show the first twelve digits: as much is enough to tell an entry by.
        if !kept.is_empty() && kept.len() < 12 {
            let told = Sentence::new(
                "write 12 digits or more of the hash that was kept",
                "`--kept` には、控えておいた照合値のはじめの12文字以上を書いてください。",
            );
            return Err(Ended::Failed(said(&told, language)));
        }
        let held = through(&city, &pages, |entry| seen |= entry.hash.starts_with(&kept))?;
        match held {
            Ok(held) if seen => {
                let Held { entries, hash } = &held;
                if json {
                    say(json!({ "holds": true, "entries": entries, "hash": hash }));
                } else {
                    tell(
                        format!("the log of {city} holds: {entries} entries, none changed or left out"),
                        format!("{city} の操作の記録{entries}件に、変えられたところ、抜けたところはありません。"),
                    );
                    tell(format!("  last hash {hash}"), format!("  最後の照合値 {hash}"));
                    tell(
                        "  keep it elsewhere; later, --kept <hash> tells that nothing up to here was cut off".to_owned(),
                        "  ほかの場所に控えておくと、あとで `--kept 照合値` をつけて、ここまでが切り取られていないことも確かめられます。"
                            .to_owned(),
                    );
                }
                Ok(())
            }
            Ok(held) => {
                let entries = held.entries;
                if json {
                    say(json!({ "holds": false, "entries": entries, "kept": kept }));
                } else {
                    tell(
                        format!(
                            "no entry of the log of {city} has the hash that was kept: its end was cut off, or\n\
                             all of it was written anew"
                        ),
                        format!(
                            "{city} の操作の記録に、控えておいた照合値がありません。終わりが切り取られたか、すべて書き直されたおそれがあります。\n\
                             このデータベースを消さずに、システムの担当者に伝えてください。"
                        ),
                    );
                }
                Err(Ended::Found)
            }
            Err(broken) => {
                if json {
                    say(json!({ "holds": false, "why": broken.to_string() }));
                } else {
                    let ja = match &broken {
                        Broken::Missing { expected, found } => {
                            format!("{expected}番の記録がなく、次は{found}番です")
                        }
                        Broken::Changed(number) => format!("{number}番の記録が、書かれたときのままではありません"),
                    };
                    tell(
                        format!("the log of {city} is broken: {broken}"),
                        format!(
                            "{city} の操作の記録が変えられています：{ja}。\n\
                             このデータベースを消さずに、システムの担当者に伝えてください。"
                        ),
                    );
                }
                Err(Ended::Found)
            }
        }
    }
}

fn through(
    city: &CityCode,
    pages: &dyn Fn(i64) -> anyhow::Result<Vec<Entry>>,
    mut look: impl FnMut(&Entry),
) -> anyhow::Result<Result<Held, Broken>> {
    let mut held = Held { entries: 0, hash: BEGINNING.to_owned() };
    loop {
        let page = pages(held.entries)?;
        if page.is_empty() {
            return Ok(Ok(held));
        }
        for entry in &page {
            match follow(city.as_str(), held, entry) {
                Ok(further) => held = further,
                Err(broken) => return Ok(Err(broken)),
            }
            look(entry);
        }
    }
}
