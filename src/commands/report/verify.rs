use crate::commands::language::{Spoken, said};
use crate::commands::{Ended, say};
use anyhow::{Context, bail};
use clap::Args;
use domain::Sentence;
use outcomes::report::{Gathering, Point, Reader, Report as Made, Told};
use serde_json::Value;
use shell::reports;
use std::path::{Path, PathBuf};
use wire::signed::fingerprint;
use wire::table::Chain;

/// A report, and the record that it was made of.
#[derive(Args)]
pub(super) struct Verify {
    /// The report, as `ayumi report CAMPAIGN --format json` or the console gives it
    report: PathBuf,
    /// The record, as `ayumi record CAMPAIGN --to FILE.csv` writes it
    #[arg(long, value_name = "FILE.csv")]
    record: PathBuf,
    #[command(flatten)]
    spoken: Spoken,
}

impl Verify {
    pub(super) fn run(self) -> Result<(), Ended> {
        let Self { report, record, spoken } = self;
        let language = spoken.language();
        if record.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("parquet")) {
            let told = Sentence::new(
                "the hash of a record is of its CSV: write it again with `ayumi record CAMPAIGN --to FILE.csv`",
                "記録の照合値は CSV のものです。`ayumi record 取り組み名 --to ファイル.csv` で書き出し直してください。",
            );
            return Err(Ended::Failed(said(&told, language)));
        }
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
    let told = Told {
        as_of: theirs.recompute.as_of,
        today: theirs.recompute.today,
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
