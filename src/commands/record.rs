use super::language::{Spoken, said};
use super::remote::{Remote, TablePart};
use super::state::{Kept, StateFolder};
use super::{Ended, say};
use crate::{parquet, secrets};
use anyhow::Context;
use clap::{Args, ValueEnum};
use domain::event::Purpose;
use domain::{CityCode, Language, Sentence};
use futures::executor::block_on;
use outcomes::record::Shape;
use shell::Cache;
use shell::record::{MOST_PEOPLE, Roll, Wanted};
use std::fs::File;
use std::io::{BufWriter, Write as _};
use std::path::{Path, PathBuf};
use wire::table::Table;

/// Write the record of a campaign's randomised decision points as a file
///
/// One row for each decision point and person, pseudonymised: docs/record.md has every column. Reads the database of a
/// local `ayumi up`, also while it runs; with --from it asks a running service.
#[derive(Args)]
pub(super) struct Record {
    /// The campaign, by the name of its folder
    campaign: String,
    /// The file to write: a name that ends in .csv or .parquet
    #[arg(long, value_name = "FILE")]
    to: PathBuf,
    /// Every decision point and column, what the R package MRTAnalysis takes, or people
    #[arg(long, value_enum, default_value_t = In::Record)]
    shape: In,
    /// Only people who agreed to this
    #[arg(long, value_enum)]
    agreed: Option<Agreed>,
    /// The city
    #[arg(long, default_value = "432041", value_name = "CODE")]
    city: CityCode,
    /// Ask the service at this address instead of the local database
    #[arg(long, value_name = "URL")]
    from: Option<String>,
    #[command(flatten)]
    state: StateFolder,
    #[command(flatten)]
    spoken: Spoken,
}

#[derive(Clone, Copy, ValueEnum)]
enum In {
    /// Every decision point and column
    Record,
    /// What MRTAnalysis takes
    Mrtanalysis,
    /// One row for each person
    People,
    /// One row for each person and closed week
    Weeks,
    /// One row for each person, with checkups before and a year later
    Distal,
}

#[derive(Clone, Copy, ValueEnum)]
enum Agreed {
    /// Research
    Research,
    /// Sharing of outcomes
    OutcomesSharing,
}

impl Agreed {
    /// The purpose, and its name in the address of the door.
    fn purpose(self) -> (Purpose, &'static str) {
        match self {
            Self::Research => (Purpose::Research, "research"),
            Self::OutcomesSharing => (Purpose::OutcomesSharing, "outcomes_sharing"),
        }
    }
}

/// How a file is written.
enum Format {
    Csv(BufWriter<File>),
    Parquet(Box<parquet::Table>),
}

/// What was written.
#[derive(Default)]
struct Written {
    rows: u64,
    people: u64,
    left_out: u64,
    /// Whose the last row is.
    last: String,
}

/// Gives the part of a record after a pseudonym, wherever it comes from.
type Reading<'r> = Box<dyn Fn(&str) -> anyhow::Result<TablePart> + 'r>;

impl Record {
    pub(super) fn run(self) -> Result<(), Ended> {
        let Self { campaign, to, shape, agreed, city, from, state, spoken } = self;
        let language = spoken.language();
        let shape = match shape {
            In::Record => Shape::Record,
            In::Mrtanalysis => Shape::MrtAnalysis,
            In::People => Shape::People,
            In::Weeks => Shape::Weeks,
            In::Distal => Shape::Distal,
        };
        let agreed = agreed.map(Agreed::purpose);
        let key = if from.is_some() { String::new() } else { key(&state, language)? };
        let parts: Reading<'_> = match from {
            Some(from) => {
                let remote = Remote::new(from, state, spoken);
                let mut path = format!("/v1/{city}/campaigns/{campaign}/record?shape={}", shape.as_str());
                path.extend(agreed.map(|(_, name)| format!("&agreed={name}")));
                Box::new(move |after| match after {
                    "" => remote.part(&path),
                    after => remote.part(&format!("{path}&after={after}")),
                })
            }
            None => {
                let sql = state.database(language)?;
                let agreed = agreed.map(|(purpose, _)| purpose);
                let wanted = Wanted { city: &city, campaign: &campaign, shape, agreed, key: &key };
                let roll = block_on(Roll::of(&sql, &Cache::default(), wanted))?;
                Box::new(move |after| {
                    let part = block_on(roll.part(&sql, after, MOST_PEOPLE))?;
                    let mut table = Table::default();
                    table.line(shape.columns().iter().map(|(name, _)| name));
                    part.lines.iter().for_each(|line| table.line(line));
                    let next = part.next.map(|next| next.0);
                    Ok(TablePart { text: table.text(), next, left_out: part.left_out })
                })
            }
        };
        // What breaks off leaves no file that looks whole.
        let unfinished = beside(&to);
        let written = write(&unfinished, format_of(&to, language)?, shape, &parts);
        let written = written.inspect_err(|_| drop(std::fs::remove_file(&unfinished)))?;
        std::fs::rename(&unfinished, &to).with_context(|| format!("`{}` cannot be written", to.display()))?;
        tell(&written, &to, language);
        Ok(())
    }
}

/// What pseudonyms are made with: the key of a running service comes from where it has its settings, a local one's from
/// its secrets.
fn key(state: &StateFolder, language: Language) -> anyhow::Result<String> {
    if let Ok(key) = std::env::var("SPIN_VARIABLE_LINK_KEY") {
        return Ok(key);
    }
    let path = state.holding(Kept::Secrets, language)?;
    secrets::load(&path)?.remove("link_key").with_context(|| {
        let path = path.display();
        let told = Sentence::new(
            format!("`{path}` has no link_key, which pseudonyms are made with; set SPIN_VARIABLE_LINK_KEY"),
            format!("`{path}` に、仮の名前を作るための link_key がありません。環境変数 SPIN_VARIABLE_LINK_KEY に入れてください。"),
        );
        told.say(language).to_owned()
    })
}

/// Whether a name is of a file that can be written, and of which kind.
fn format_of(to: &Path, language: Language) -> anyhow::Result<bool> {
    match to.extension().and_then(|extension| extension.to_str()) {
        Some("csv") => Ok(false),
        Some("parquet") => Ok(true),
        _ => {
            let told = Sentence::new(
                format!("`{}` ends neither in .csv nor in .parquet; one of them says what to write", to.display()),
                format!(
                    "`{}` の終わりを `.csv` か `.parquet` にしてください。書き出す形式が決まります。",
                    to.display()
                ),
            );
            Err(said(&told, language))
        }
    }
}

/// The name under which a file is written until it is whole.
fn beside(to: &Path) -> PathBuf {
    let mut name = to.file_name().unwrap_or_default().to_owned();
    name.push(".unfinished");
    to.with_file_name(name)
}

fn write(
    to: &Path,
    is_parquet: bool,
    shape: Shape,
    parts: &dyn Fn(&str) -> anyhow::Result<TablePart>,
) -> anyhow::Result<Written> {
    let mut first = parts("")?;
    let mut format = if is_parquet {
        Format::Parquet(Box::new(parquet::Table::create(to, &shape.columns())?))
    } else {
        let file = File::create(to).with_context(|| format!("`{}` cannot be written", to.display()))?;
        let mut file = BufWriter::new(file);
        let head = first.text.split_inclusive("\r\n").next().unwrap_or_default();
        file.write_all(head.as_bytes())?;
        Format::Csv(file)
    };
    let mut written = Written::default();
    loop {
        add(&mut format, &first.text, &mut written)?;
        written.left_out += first.left_out;
        let Some(next) = first.next.take() else { break };
        first = parts(&next)?;
    }
    match format {
        Format::Csv(mut file) => file.flush()?,
        Format::Parquet(table) => table.end()?,
    }
    Ok(written)
}

/// Adds the rows of a part, without its head.
fn add(format: &mut Format, text: &str, written: &mut Written) -> anyhow::Result<()> {
    let mut reader = csv::ReaderBuilder::new().from_reader(text.as_bytes());
    for line in reader.records() {
        let line = line?;
        let person = line.get(0).unwrap_or_default();
        if written.last != person {
            written.people += 1;
            person.clone_into(&mut written.last);
        }
        written.rows += 1;
        if let Format::Parquet(table) = format {
            table.add(&line.iter().collect::<Vec<_>>())?;
        }
    }
    if let Format::Csv(file) = format {
        let head = text.split_inclusive("\r\n").next().map_or(0, str::len);
        file.write_all(text.as_bytes().get(head..).unwrap_or_default())?;
    }
    Ok(())
}

fn tell(written: &Written, to: &Path, language: Language) {
    let Written { rows, people, left_out, .. } = written;
    let path = to.display();
    let left = match left_out {
        0 => Sentence::default(),
        left_out => Sentence::new(
            format!("; {left_out} more did not agree and are left out"),
            format!("同意していない{left_out}人の分は除きました。"),
        ),
    };
    let told = Sentence::new(
        format!("{path}: {rows} rows of {people} people{}", left.en),
        format!("{path} に、{people}人分の{rows}行を書き出しました。{}", left.ja),
    );
    say(told.say(language));
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;

    fn part_of(people: &[&str], next: Option<&str>) -> TablePart {
        let mut table = Table::default();
        table.line(Shape::MrtAnalysis.columns().iter().map(|(name, _)| name));
        for person in people {
            table.line([person, "1", "0", "6500", "5000.5", "1", "1", "0.6", "1"]);
        }
        TablePart { text: table.text(), next: next.map(str::to_owned), left_out: 1 }
    }

    #[test]
    fn parts_become_one_file_with_one_head() {
        let folder = tempfile::tempdir().unwrap();
        let parts = |after: &str| {
            Ok(match after {
                "" => part_of(&["aa", "aa", "bb"], Some("bb")),
                _ => part_of(&["cc"], None),
            })
        };
        let path = folder.path().join("record.csv");
        let written = write(&path, false, Shape::MrtAnalysis, &parts).unwrap();
        assert_eq!((written.rows, written.people, written.left_out), (4, 3, 2));
        let text = std::fs::read_to_string(&path).unwrap();
        assert_eq!(text.matches("userid").count(), 1);
        assert_eq!(text.lines().count(), 5);
        assert!(text.ends_with("cc,1,0,6500,5000.5,1,1,0.6,1\r\n"));
        let written = write(&folder.path().join("record.parquet"), true, Shape::MrtAnalysis, &parts).unwrap();
        assert_eq!(written.rows, 4);
    }

    #[test]
    fn a_name_says_what_is_written() {
        let of = |name: &str| format_of(Path::new(name), Language::En).map_err(|error| error.to_string());
        assert_eq!((of("a.csv"), of("a.parquet")), (Ok(false), Ok(true)));
        assert_eq!(
            of("a.xlsx"),
            Err("`a.xlsx` ends neither in .csv nor in .parquet; one of them says what to write".into())
        );
        assert_eq!(beside(Path::new("x/a.csv")), Path::new("x/a.csv.unfinished"));
    }
}
