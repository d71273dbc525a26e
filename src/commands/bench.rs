use super::{Ended, say};
use crate::bench::{self, Markdown, Part, Size};
use crate::components;
use anyhow::Context;
use clap::Args;
use indicatif::{ProgressBar, ProgressStyle};
use std::path::PathBuf;
use std::time::Duration;

/// Measure the service on this machine, each figure beside what it is held against
#[derive(Args)]
pub(super) struct Bench {
    /// Only try whether every figure can be had; it says nothing about speed
    #[arg(long)]
    quick: bool,
    /// Measure only this
    #[arg(long, value_enum)]
    only: Option<Part>,
    /// Print the figures as JSON
    #[arg(long)]
    json: bool,
    /// Print the figures as the table of README.md
    #[arg(long, conflicts_with = "json")]
    markdown: bool,
    /// Draw how challenges grow with a city into this file, as SVG
    #[arg(long, value_name = "FILE")]
    plot: Option<PathBuf>,
    /// Measure the components as they are, without building
    #[arg(long)]
    no_build: bool,
}

impl Bench {
    pub(super) fn run(self) -> Result<(), Ended> {
        let here = std::env::current_dir()?;
        let root = components::project_root(&here)
            .context("there is no spin.toml here or above; start this in the project's folder")?;
        if !self.no_build {
            components::build(&root)?;
        }
        let bar = ProgressBar::new_spinner().with_style(ProgressStyle::with_template("{spinner} {elapsed} {msg}")?);
        bar.enable_steady_tick(Duration::from_millis(500));
        let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
        let size = if self.quick { Size::QUICK } else { Size::FULL };
        let report = runtime.block_on(bench::run(&root, size, self.only, &|doing| bar.set_message(doing.to_owned())));
        bar.finish_and_clear();
        let report = report?;
        if let Some(file) = &self.plot {
            report.draw(file)?;
        }
        if self.json {
            say(serde_json::to_string_pretty(&report)?);
        } else if self.markdown {
            say(Markdown(&report));
        } else {
            say(report);
        }
        Ok(())
    }
}
