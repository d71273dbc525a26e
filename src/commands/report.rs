use super::language::{Spoken, said};
use super::state::{Kept, StateFolder};
use super::{Ended, say};
use crate::native::Native;
use anyhow::{Context, bail};
use clap::{Args, Subcommand, ValueEnum};
use domain::{CityCode, Language, Sentence, Zone};
use futures::executor::block_on;
use outcomes::across::{self, across};
use outcomes::report::{Answer, Gathering, Point, Reader, Report as Made, TABLE, Told as Beside};
use serde_json::Value;
use shell::store::Store;
use shell::{Cache, reports};
use std::path::{Path, PathBuf};
use wire::signed::fingerprint;
use wire::table::{Chain, Table};

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
    Verify(Verify),
    /// Set reports of several cities side by side: what is comparable, and their effects taken together
    Compare(Compare),
}

#[derive(Args)]
struct Compare {
    /// The reports, as `ayumi report CAMPAIGN --format json` or the console gives them
    #[arg(required = true, num_args = 1..=1_000)]
    reports: Vec<PathBuf>,
    /// How it is told
    #[arg(long, value_enum, default_value_t = Told::Text)]
    format: Told,
    #[command(flatten)]
    spoken: Spoken,
}

/// How a comparison is told.
#[derive(Clone, Copy, ValueEnum)]
enum Told {
    /// A table and its sentences
    Text,
    /// All of it
    Json,
    /// Its numbers as one long table
    Csv,
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

#[derive(Args)]
struct Verify {
    /// The report, as `ayumi report CAMPAIGN --format json` or the console gives it
    report: PathBuf,
    /// The record, as `ayumi record CAMPAIGN --to FILE.csv` writes it
    #[arg(long, value_name = "FILE.csv")]
    record: PathBuf,
    #[command(flatten)]
    spoken: Spoken,
}

/// The most reports that are looked through for a number.
const MOST: i64 = 1_000;

impl Report {
    pub(super) fn run(self) -> Result<(), Ended> {
        let Self { what, campaign, number, format, city, state, spoken } = self;
        match what {
            Some(What::Verify(verify)) => return verify.run(),
            Some(What::Compare(compare)) => return compare.run(),
            None => {}
        }
        let language = spoken.language();
        let path = state.holding(Kept::Database, language)?;
        let sql = Native::open_to_read(&path)
            .with_context(|| format!("the database in `{}` cannot be read", path.display()))?;
        let store = Store::new(&sql);
        let campaign = campaign.unwrap_or_default();
        let made = block_on(store.reports_of(&city, &campaign, MOST))?
            .into_iter()
            .find(|kept| kept.made_at.is_some() && number.is_none_or(|number| kept.number == number));
        let text = match &made {
            Some(kept) => block_on(store.report_text(&city, &campaign, kept.number))?,
            None => None,
        };
        let Some(text) = text else {
            let told = Sentence::new(
                format!(
                    "there is no report of `{campaign}` yet: one is made each day once days of its record have closed; a \
                     campaign needs [outcome], and a draw: a decision point with a probability, arms, or a roll-out"
                ),
                format!(
                    "`{campaign}` の報告書はまだありません。記録の締まった日があると、1日に1回作られます。取り組みには [outcome] と、\
                     くじ（声かけの probability、グループ分け、地区ごとの開始）が要ります。"
                ),
            );
            say(told.say(language));
            return Err(Ended::Found);
        };
        match format {
            Format::Json => say(text),
            Format::Csv => {
                let made: Made = serde_json::from_str(&text).context("the report cannot be read")?;
                let mut table = Table::default();
                table.line(TABLE);
                made.table().iter().for_each(|row| table.line(row));
                say(table.text().trim_end());
            }
            Format::Html => {
                let report: Made = serde_json::from_str(&text).context("the report cannot be read")?;
                let zone = block_on(zone_of(&store, &city))?;
                let made = made.as_ref().map_or((report.missing.watermark, ""), |kept| {
                    (kept.made_at.unwrap_or(kept.as_of), kept.hash.as_str())
                });
                say(pages::report_file(&report, language, zone, made));
            }
            Format::Text => tell(&serde_json::from_str(&text).context("the report cannot be read")?, language),
        }
        Ok(())
    }
}

/// The time zone of the city's pack in force.
async fn zone_of(store: &Store<'_, Native>, city: &CityCode) -> anyhow::Result<Zone> {
    let Some(row) = store.city(city).await? else { return Ok(Zone::default()) };
    Ok(Cache::default().ruleset(store, city, &row.pack).await?.city.zone)
}

/// Every sentence of a report, in the order in which it is read, under the names of its parts.
fn tell(report: &Value, language: Language) {
    let key = match language {
        Language::Ja => "ja",
        Language::En => "en",
    };
    let Some(parts) = report.as_object() else { return };
    for name in ORDER {
        let mut sentences = Vec::new();
        if let Some(part) = parts.get(name) {
            gather(part, key, &mut sentences);
        }
        if !sentences.is_empty() {
            say(format!("## {name}"));
            sentences.into_iter().for_each(say);
            say("");
        }
    }
}

/// The parts of a report, in the order in which they are read.
const ORDER: [&str; 14] = [
    "summary",
    "about",
    "flow",
    "integrity",
    "effect",
    "looks",
    "contrast",
    "missing",
    "adherence",
    "quality",
    "money",
    "harms",
    "limits",
    "recompute",
];

fn gather<'v>(value: &'v Value, key: &str, sentences: &mut Vec<&'v str>) {
    match value {
        Value::Array(items) => items.iter().for_each(|item| gather(item, key, sentences)),
        Value::Object(members) => match members.get(key).and_then(Value::as_str) {
            Some(said) => sentences.push(said),
            None => {
                for name in ["says", "known", "unfit", "withheld", "hidden", "primary"] {
                    if let Some(inner) = members.get(name) {
                        gather(inner, key, sentences);
                    }
                }
            }
        },
        _ => {}
    }
}

impl Verify {
    fn run(self) -> Result<(), Ended> {
        let Self { report, record, spoken } = self;
        let language = spoken.language();
        let text =
            std::fs::read_to_string(&report).with_context(|| format!("`{}` cannot be read", report.display()))?;
        let theirs: Made =
            serde_json::from_str(&text).with_context(|| format!("`{}` is no report", report.display()))?;
        let (ours, lines) = again(&theirs, &record)?;
        let made_of = theirs.recompute.rows;
        let (theirs, ours) = (reports::text_of(&theirs)?, reports::text_of(&ours)?);
        let (hash, other) = (fingerprint(&theirs), fingerprint(&ours));
        if theirs == ours {
            let told = Sentence::new(
                format!("the same report comes out of {lines} lines of the record, byte by byte: sha256 {hash}"),
                format!("記録{lines}行から、1バイトも違わない同じ報告書ができました。sha256 {hash}"),
            );
            say(told.say(language));
            return Ok(());
        }
        let told = Sentence::new(
            format!("another report comes out of {lines} lines of the record: sha256 {other}, not {hash}"),
            format!(
                "記録{lines}行からできた報告書は、元のものと違います。sha256 は {other} で、{hash} ではありません。"
            ),
        );
        say(told.say(language));
        if made_of != lines {
            let told = Sentence::new(
                format!(
                    "the report was made of {made_of} lines. A record goes on each day: take it on the day of the report, before \
                     anything more closes, or a newer report with it"
                ),
                format!(
                    "元の報告書は記録{made_of}行から作られています。記録は毎日ふえます。報告書と同じ日に書き出した記録か、新しい報告書を\
                     使ってください。"
                ),
            );
            say(told.say(language));
        }
        let (theirs, ours): (Value, Value) = (serde_json::from_str(&theirs)?, serde_json::from_str(&ours)?);
        differences("", &theirs, &ours);
        Err(Ended::Found)
    }
}

impl Compare {
    fn run(self) -> Result<(), Ended> {
        let language = self.spoken.language();
        let read = |path: &PathBuf| -> anyhow::Result<Made> {
            let text = std::fs::read_to_string(path).with_context(|| format!("`{}` cannot be read", path.display()))?;
            serde_json::from_str(&text).with_context(|| format!("`{}` is no report", path.display()))
        };
        let reports: Vec<Made> = self.reports.iter().map(read).collect::<Result<_, _>>()?;
        let across = across(&reports).map_err(|unfit| said(unfit.sentence(), language))?;
        match self.format {
            Told::Json => say(serde_json::to_string_pretty(&across).context("it cannot be written")?),
            Told::Csv => {
                let mut table = Table::default();
                table.line(across::TABLE);
                across.table().iter().for_each(|row| table.line(row));
                say(table.text().trim_end());
            }
            Told::Text => {
                for row in &across.rows {
                    let found = match &row.effect {
                        Answer::Known(effect) => format!(
                            "{} [{}, {}]{}",
                            effect.estimate,
                            effect.ci_low,
                            effect.ci_high,
                            effect.people.shown().map(|people| format!("  n = {people}")).unwrap_or_default()
                        ),
                        other => other.instead().map(|said| said.say(language).to_owned()).unwrap_or_default(),
                    };
                    say(format!("{} {} / {}  {found}", row.city, row.city_name, row.campaign));
                    row.left_out.iter().for_each(|why| say(format!("    {}", why.say(language))));
                }
                for apart in &across.apart {
                    let why = apart.why.say(language);
                    say(format!("{} {} / {}\n    {why}", apart.city, apart.city_name, apart.campaign));
                }
                across.says.iter().for_each(|sentence| say(sentence.say(language)));
            }
        }
        Ok(())
    }
}

/// Makes a report again by what it says that it was asked, from a file of the record.
fn again(theirs: &Made, record: &Path) -> anyhow::Result<(Made, u64)> {
    let mut file = csv::Reader::from_path(record).with_context(|| format!("`{}` cannot be read", record.display()))?;
    let head = file.headers().context("the record's first line cannot be read")?.clone();
    let reader = Reader::find(&theirs.recompute.asked, &head.iter().collect::<Vec<_>>())?;
    let mut chain = Chain::default();
    chain.line(head.iter());
    let mut gathering = Gathering::new(theirs.recompute.asked.clone());
    let (mut of_one, mut lines) = (Vec::new(), 0);
    for line in file.records() {
        let line = line.context("a line of the record cannot be read")?;
        lines += 1;
        chain.line(line.iter());
        let point = reader.read(lines, &|at| line.get(at))?;
        if of_one.first().is_some_and(|first: &Point| first.person != point.person) {
            gathering.add(&of_one)?;
            of_one.clear();
        }
        of_one.push(point);
    }
    gathering.add(&of_one)?;
    if lines == 0 {
        bail!("`{}` has no rows", record.display());
    }
    let told = Beside {
        as_of: theirs.recompute.as_of,
        today: theirs.recompute.today,
        eligible: theirs.recompute.eligible,
        consented: theirs.recompute.consented,
        looks_made: theirs.recompute.looks_made,
        record: chain.as_str(),
        code: reports::CODE,
    };
    Ok((gathering.finish(&told), lines))
}

/// Tells where two reports differ, by the path of each value.
fn differences(path: &str, theirs: &Value, ours: &Value) {
    match (theirs, ours) {
        (Value::Object(theirs), Value::Object(ours)) => {
            for (name, value) in theirs {
                differences(&format!("{path}.{name}"), value, ours.get(name).unwrap_or(&Value::Null));
            }
        }
        (Value::Array(theirs), Value::Array(ours)) if theirs.len() == ours.len() => {
            for (at, (value, other)) in theirs.iter().zip(ours).enumerate() {
                differences(&format!("{path}[{at}]"), value, other);
            }
        }
        _ if theirs == ours => {}
        _ => say(format!("{}: {theirs} ≠ {ours}", path.trim_start_matches('.'))),
    }
}
