mod compare;
mod verify;

use super::language::Spoken;
use super::state::StateFolder;
use super::{Ended, say};
use crate::native::Native;
use anyhow::Context;
use clap::{Args, Subcommand, ValueEnum};
use domain::{CityCode, Language, Sentence, Zone};
use futures::executor::block_on;
use outcomes::report::{Report as Made, TABLE};
use serde_json::Value;
use shell::Cache;
use shell::store::Store;
use std::path::PathBuf;
use wire::table::Table;

/// Tell whether a campaign worked: the newest report of it, or whether one can be made again
///
/// Reports are made by the service, once a day after the record has closed. Reads the database of a local `ayumi up`,
/// also while it runs. docs/report.md says what each part means.
#[derive(Args)]
#[command(args_conflicts_with_subcommands = true, subcommand_negates_reqs = true)]
pub(super) struct Report {
    #[command(subcommand)]
    what: Option<What>,
    /// The campaign, by the name of its folder
    #[arg(required = true)]
    campaign: Option<String>,
    /// Another report than the newest, by its number
    #[arg(long, value_name = "NUMBER")]
    number: Option<i64>,
    /// How it is told
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
    /// The file to write instead of telling it here; of JSON the bytes that are hashed
    #[arg(long, value_name = "FILE")]
    to: Option<PathBuf>,
    /// The city
    #[arg(long, default_value = "432041", value_name = "CODE")]
    city: CityCode,
    #[command(flatten)]
    state: StateFolder,
    #[command(flatten)]
    spoken: Spoken,
}

#[derive(Subcommand)]
enum What {
    /// Make a report again from the exported record, and tell whether it is the same to the byte
    Verify(verify::Verify),
    /// Set reports of several cities side by side: what is comparable, and their effects taken together
    Compare(compare::Compare),
}

#[derive(Clone, Copy, ValueEnum)]
enum Format {
    /// Its sentences
    Text,
    /// All of it, as it is kept and hashed
    Json,
    /// Its numbers as one long table
    Csv,
    /// The page, as one file that loads nothing
    Html,
}

/// The most reports that are looked through for a number.
const MOST: i64 = 1_000;

impl Report {
    pub(super) fn run(self) -> Result<(), Ended> {
        let Self { what, campaign, number, format, to, city, state, spoken } = self;
        match what {
            Some(What::Verify(verify)) => return verify.run(),
            Some(What::Compare(compare)) => return compare.run(),
            None => {}
        }
        let language = spoken.language();
        let sql = state.database(language)?;
        let store = Store::new(&sql);
        let campaign = campaign.unwrap_or_default();
        let made = block_on(store.reports_of(&city, &campaign, MOST))?
            .into_iter()
            .find(|kept| kept.made_at.is_some() && number.is_none_or(|number| kept.number == number));
        let text = match &made {
            Some(kept) => block_on(store.report_text(&city, &campaign, kept.number))?,
            None => None,
        };
        let (Some(kept), Some(text)) = (made, text) else {
            let campaigns = block_on(campaigns(&store, &city))?;
            say(none_of(&campaign, &campaigns, number).say(language));
            return Err(Ended::Found);
        };
        let read = || serde_json::from_str::<Made>(&text).context("the report cannot be read");
        let told = match format {
            Format::Json => text,
            Format::Csv => {
                let mut table = Table::default();
                table.line(TABLE);
                read()?.table().iter().for_each(|row| table.line(row));
                table.text()
            }
            Format::Html => {
                let zone = block_on(zone_of(&store, &city))?;
                pages::report_file(&read()?, language, zone, (kept.made_at.unwrap_or(kept.as_of), &kept.hash))
            }
            Format::Text => tell(&serde_json::from_str(&text).context("the report cannot be read")?, language),
        };
        match to {
            None => say(told.trim_end()),
            Some(to) => {
                std::fs::write(&to, told).with_context(|| format!("`{}` cannot be written", to.display()))?;
                let path = to.display();
                let wrote = Sentence::new(format!("{path} is written"), format!("{path} に書き出しました。"));
                say(wrote.say(language));
            }
        }
        Ok(())
    }
}

/// Why there is no report of a campaign.
fn none_of(campaign: &str, campaigns: &[String], number: Option<i64>) -> Sentence {
    if campaigns.is_empty() {
        return Sentence::new(
            "no campaign is in force in this city; `ayumi publish` puts one in force",
            "この市には、公開された取り組みがありません。`ayumi publish` で公開できます。",
        );
    }
    if !campaigns.iter().any(|known| known == campaign) {
        let known = campaigns.join(", ");
        return Sentence::new(
            format!("the city has no campaign `{campaign}`; it has: {known}"),
            format!("`{campaign}` という取り組みはありません。あるのは {known} です。"),
        );
    }
    match number {
        Some(number) => Sentence::new(
            format!("there is no report number {number} of `{campaign}`; without --number the newest is told"),
            format!(
                "`{campaign}` の報告書に{number}番はありません。--number を付けなければ、いちばん新しいものを示します。"
            ),
        ),
        None => Sentence::new(
            format!(
                "there is no report of `{campaign}` yet: one is made each day once days of its record have closed; a \
                 campaign needs [outcome], and a draw: a decision point with a probability, arms, or a roll-out"
            ),
            format!(
                "`{campaign}` の報告書はまだありません。記録の締まった日があると、1日に1回作られます。取り組みには [outcome] と、\
                 くじ（声かけの probability、グループ分け、地区ごとの開始）が要ります。"
            ),
        ),
    }
}

/// The campaigns of the city's pack in force, by name.
async fn campaigns(store: &Store<'_, Native>, city: &CityCode) -> anyhow::Result<Vec<String>> {
    let Some(row) = store.city(city).await? else { return Ok(Vec::new()) };
    Ok(Cache::default().ruleset(store, city, &row.pack).await?.campaigns.keys().cloned().collect())
}

/// The time zone of the city's pack in force.
pub(super) async fn zone_of(store: &Store<'_, Native>, city: &CityCode) -> anyhow::Result<Zone> {
    let Some(row) = store.city(city).await? else { return Ok(Zone::default()) };
    Ok(Cache::default().ruleset(store, city, &row.pack).await?.city.zone)
}

/// Every sentence of a report, in the order in which it is read, under the names of its parts.
fn tell(report: &Value, language: Language) -> String {
    let key = match language {
        Language::Ja => "ja",
        Language::En => "en",
    };
    let mut told = String::new();
    for (name, en, ja) in PARTS {
        let mut sentences = Vec::new();
        if let Some(part) = report.get(name) {
            gather(part, key, &mut sentences);
        }
        if !sentences.is_empty() {
            told += &format!("## {}\n{}\n\n", if language == Language::Ja { ja } else { en }, sentences.join("\n"));
        }
    }
    told
}

/// The parts of a report, in the order in which they are read.
const PARTS: [(&str, &str, &str); 14] = [
    ("summary", "Summary", "まとめ"),
    ("about", "What was asked", "何を調べたか"),
    ("flow", "From who is eligible to what is known", "対象から結果まで"),
    ("integrity", "Whether chance did what it should", "くじの確かめ"),
    ("effect", "What the comparison shows", "くらべて分かったこと"),
    ("looks", "Looks", "途中で見たこと"),
    ("contrast", "What would have changed anyway", "送らなくても起きた変化"),
    ("missing", "What is not known, and what came late", "分からない結果と、遅れて届いたデータ"),
    ("adherence", "What arrived and what was answered", "届き方とお返事"),
    ("quality", "Where the numbers come from", "データの質"),
    ("money", "Payment", "支払い"),
    ("harms", "Stops, and what did not arrive", "停止のご希望や、届かなかったもの"),
    ("limits", "What this design cannot tell", "この方法では分からないこと"),
    ("recompute", "To compute it again", "計算し直すには"),
];

fn gather<'v>(value: &'v Value, key: &str, sentences: &mut Vec<&'v str>) {
    match value {
        Value::Array(items) => items.iter().for_each(|item| gather(item, key, sentences)),
        Value::Object(members) => match members.get(key).and_then(Value::as_str) {
            Some(said) => sentences.push(said),
            None => {
                for name in ["says", "statement", "notes", "known", "unfit", "withheld", "hidden", "primary"] {
                    if let Some(inner) = members.get(name) {
                        gather(inner, key, sentences);
                    }
                }
            }
        },
        _ => {}
    }
}
