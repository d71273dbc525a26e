//! Effects estimated from decision points: how long it takes beside merely reading them, what it holds, and how long
//! another program takes.

use super::BenchError;
use super::scene::Scene;
use super::table::{Figure, Target};
use crate::rows::Rows;
use outcomes::Unfit;
use outcomes::estimate::{Columns, Kept, Model, Named, Probability, Row, Wcls};
use std::fs::File;
use std::io::{BufWriter, Write as _};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Instant;

/// Decision points of a person: five a day, a hundred days.
const POINTS: usize = 500;

pub(super) fn measure(scene: &Scene, progress: &dyn Fn(&str)) -> Result<Vec<Figure>, BenchError> {
    let (decisions, compared) = scene.size.decisions;
    let folder = scene.state("estimates")?;
    let file = folder.join("decisions.csv");
    progress("decision points are written");
    write(&file, decisions)?;
    progress("decision points are read");
    // Once for the machine to have the file at hand, once for the time.
    let mut read = 0.0;
    for _ in 0..2 {
        let begun = Instant::now();
        let mut sum = 0.0;
        each(&file, |row| {
            // Of a row that is not available nothing is known.
            sum += if row.available { row.probability + row.outcome.unwrap_or_default() } else { 0.0 };
            Ok(())
        })?;
        read = decisions as f64 / begun.elapsed().as_secs_f64();
        if !f64::is_finite(sum) {
            return Err(BenchError::Events("the decision points are no numbers".to_owned()));
        }
    }
    progress("an effect is estimated");
    let (before, begun) = (resident(), Instant::now());
    let mut wcls = Wcls::new(model()).map_err(BenchError::service)?;
    each(&file, |row| wcls.add(row))?;
    wcls.solve().map_err(BenchError::service)?;
    let seconds = begun.elapsed().as_secs_f64();
    let after = resident();
    let mut figures = vec![Figure::new(
        "decision points a second, WCLS from a file",
        (decisions as f64 / seconds, "1/s"),
        ("the same file, only read", read),
        Some(Target::RatioAtLeast(0.5)),
    )];
    if let (Some(before), Some(after)) = (before, after) {
        let bytes = std::fs::metadata(&file)?.len();
        figures.push(Figure::new(
            "memory for it",
            (after.saturating_sub(before) as f64 / 1e6, "MB"),
            ("the file", bytes as f64 / 1e6),
            Some(Target::Below(100.0)),
        ));
    }
    drop(wcls);
    progress("another program estimates it");
    let file = folder.join("compared.csv");
    write(&file, compared)?;
    if let Some(theirs) = statsmodels(&scene.root, &file) {
        let ours = from_memory(&file)?;
        figures.push(Figure::new(
            "decision points a second, WCLS from memory",
            (compared as f64 / ours, "1/s"),
            ("GEE of statsmodels, from memory", compared as f64 / theirs),
            Some(Target::RatioAtLeast(50.0)),
        ));
    }
    Ok(figures)
}

/// Five terms: an intercept, two controls, an effect and how it changes with the day.
fn model() -> Model {
    let (controls, moderators) = (vec!["before".to_owned(), "day".to_owned()], vec!["day".to_owned()]);
    Model { controls, moderators, numerator: Some(0.5), ..Model::default() }
}

fn columns() -> Named {
    Named {
        person: "person".to_owned(),
        available: Some("available".to_owned()),
        treatment: "treated".to_owned(),
        probability: Probability::Column("probability".to_owned()),
        outcome: "outcome".to_owned(),
        weight: None,
    }
}

/// Reads every row of a file.
fn each(file: &Path, mut take: impl FnMut(&Row<'_>) -> Result<(), Unfit>) -> Result<(), BenchError> {
    let failed = |error: anyhow::Error| BenchError::Service(error.to_string());
    let mut rows = Rows::open(file).map_err(failed)?;
    let mut columns = Columns::find(&columns(), &model(), &rows.header()).map_err(BenchError::service)?;
    while let Some((number, record)) = rows.read().map_err(failed)? {
        let row = columns.read(number, &|place| record.get(place)).map_err(BenchError::service)?;
        take(&row).map_err(BenchError::service)?;
    }
    Ok(())
}

/// The seconds that an estimate takes from rows that are in memory.
fn from_memory(file: &Path) -> Result<f64, BenchError> {
    let mut kept: Vec<Kept> = Vec::new();
    each(file, |row| {
        kept.push(row.into());
        Ok(())
    })?;
    let begun = Instant::now();
    let mut wcls = Wcls::new(model()).map_err(BenchError::service)?;
    for row in &kept {
        wcls.add(&row.row()).map_err(BenchError::service)?;
    }
    wcls.solve().map_err(BenchError::service)?;
    Ok(begun.elapsed().as_secs_f64())
}

/// The seconds that statsmodels takes, where the tests have installed it or Python has it anyway.
fn statsmodels(root: &Path, file: &Path) -> Option<f64> {
    let installed = root.join("target/peers/python/venv/bin/python");
    let python = if installed.exists() { installed } else { PathBuf::from("python3") };
    let ran = Command::new(python).arg(root.join("bench/gee.py")).arg(file).output().ok()?;
    let said = String::from_utf8(ran.stdout).ok()?;
    if ran.status.success() { said.trim().parse().ok() } else { None }
}

/// What this process holds, in bytes.
fn resident() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
    Some(line.trim().trim_end_matches("kB").trim().parse::<u64>().ok()? * 1024)
}

/// Writes the decision points of people who walk more with a nudge.
fn write(file: &Path, decisions: usize) -> Result<(), BenchError> {
    let mut out = BufWriter::with_capacity(1 << 16, File::create(file)?);
    writeln!(out, "person,available,treated,probability,outcome,before,day")?;
    let mut state = 20_261_122;
    for number in 0..decisions {
        let (person, day) = (number / POINTS, number % POINTS / 5);
        let probability = 0.3 + 0.4 * uniform(&mut state);
        let treated = uniform(&mut state) < probability;
        let available = uniform(&mut state) < 0.8;
        let before = 9.0 * uniform(&mut state);
        let effect = if treated { 0.4 - 0.003 * day as f64 } else { 0.0 };
        let outcome = 1.0 + 0.4 * before + effect + 3.0 * (uniform(&mut state) + uniform(&mut state) - 1.0);
        let (available, treated) = (u8::from(available), u8::from(treated));
        writeln!(out, "p-{person:06},{available},{treated},{probability:.4},{outcome:.6},{before:.6},{day}")?;
    }
    out.flush()?;
    Ok(())
}

/// In [0, 1), by splitmix64.
pub(super) fn uniform(state: &mut u64) -> f64 {
    *state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let mut z = *state;
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    ((z ^ (z >> 31)) >> 11) as f64 / (1u64 << 53) as f64
}
