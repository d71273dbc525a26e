use super::language::Spoken;
use super::{Ended, say, say_found};
use anyhow::Context;
use clap::Args;
use domain::pack::Contract as Agreed;
use domain::{Language, Sentence};
use outcomes::payment::{Observations, Statement, payment};
use serde::Serialize;
use std::io::Read as _;
use std::path::{Path, PathBuf};

/// Work out what a contract pays for results
///
/// Reads a `contract.toml` and what was found of its metrics, and prints every line of the payment with its reason, so
/// that anyone can work it out again. Without --observed it only checks the contract. docs/contracts.md has both files.
/// Exit code 1 where the contract has problems, or a line is open.
#[derive(Args)]
pub(super) struct Contract {
    /// The contract's file
    path: PathBuf,
    /// What was found, as JSON; `-` is standard input
    #[arg(long, value_name = "FILE")]
    observed: Option<PathBuf>,
    /// Print the statement as JSON, in both languages
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    spoken: Spoken,
}

/// A statement, and the contract that it belongs to.
#[derive(Serialize)]
struct Told {
    /// The hash of the contract's bytes, by which a sealed plan names it.
    contract_sha256: String,
    statement: Statement,
}

impl Contract {
    pub(super) fn run(self) -> Result<(), Ended> {
        let Self { path, observed, json, spoken } = self;
        let language = spoken.language();
        let text = std::fs::read_to_string(&path).with_context(|| format!("`{}` cannot be read", path.display()))?;
        let (contract, warnings) = match Agreed::open(&path.display().to_string(), &text) {
            Ok(read) => read,
            Err(problems) => {
                say_found(&problems, &[], language);
                return Err(Ended::Found);
            }
        };
        let contract_sha256 = Agreed::hash_of(&text);
        let Some(observed) = observed else {
            say_found(&[], &warnings, language);
            say(checked(&contract, &contract_sha256).say(language));
            return Ok(());
        };
        let told = Told { statement: payment(&contract, &read(&observed)?), contract_sha256 };
        if json {
            say(serde_json::to_string_pretty(&told)?);
        } else {
            say(told.text(language).trim_end());
        }
        if told.statement.total_yen.is_some() { Ok(()) } else { Err(Ended::Found) }
    }
}

impl Told {
    fn text(&self, language: Language) -> String {
        let named = Sentence::new("contract", "契約");
        format!("{}: SHA-256 {}\n{}", named.say(language), self.contract_sha256, self.statement.tell(language))
    }
}

fn read(path: &Path) -> anyhow::Result<Observations> {
    let mut text = String::new();
    if path == Path::new("-") {
        std::io::stdin().read_to_string(&mut text).context("standard input cannot be read")?;
    } else {
        text = std::fs::read_to_string(path).with_context(|| format!("`{}` cannot be read", path.display()))?;
    }
    serde_json::from_str(&text).with_context(|| {
        format!("`{}` is not what a contract's metrics were found to be; see docs/contracts.md", path.display())
    })
}

fn checked(contract: &Agreed, hash: &str) -> Sentence {
    let metrics = contract.metrics.len();
    Sentence::new(
        format!("the contract is good: {metrics} metric(s), SHA-256 {hash}"),
        format!("契約のファイルに間違いはありません（成果指標{metrics}個、SHA-256 {hash}）。"),
    )
}
