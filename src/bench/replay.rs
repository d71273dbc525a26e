//! Replay before publishing: a city's three months, lived through again with a changed campaign.

use super::BenchError;
use super::past;
use super::scene::Scene;
use super::table::{Figure, Target};
use crate::packs;
use crate::replay::{Work, run};
use chrono::{DateTime, Utc};
use domain::replay::Window;
use domain::{CityCode, Pack, Zone};
use std::path::Path;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::Instant;

/// The city whose pack is changed, and the campaign.
const CITY: &str = "432041";
const CAMPAIGN: &str = "step_goal";

pub(super) fn measure(scene: &Scene, progress: &dyn Fn(&str)) -> Result<Vec<Figure>, BenchError> {
    let state = scene.state("replay")?;
    let (people, days) = (scene.size.lives, scene.size.days);
    progress("a city's past");
    let pack = own_pack(&scene.root)?;
    past::fill(&state, &pack, people, days, scene.begun)?;
    let mut figures = Vec::new();
    for (name, changed) in [
        ("90 days replayed, rules and texts changed", changed_rules(&pack)),
        ("90 days replayed, only texts changed", changed_texts(&pack)),
    ] {
        progress(name);
        let (seconds, events) = replay(&state, &changed, days, scene.begun)?;
        let against = ("events a second, in thousands", events as f64 / seconds / 1e3);
        figures.push(Figure::new(name, (seconds, "s"), against, Some(Target::Below(60.0))));
    }
    Ok(figures)
}

fn own_pack(root: &Path) -> Result<Pack, BenchError> {
    let packs = packs::read(&root.join("campaigns"), &root.join("rules"))?;
    let own = packs.into_iter().find(|pack| pack.city.as_str() == CITY);
    own.ok_or_else(|| BenchError::Events(format!("there is no pack of {CITY}")))
}

/// A gentler campaign: it begins earlier in the day and further from the goal, and says it otherwise.
fn changed_rules(pack: &Pack) -> Pack {
    let mut pack = changed_texts(pack);
    let change = |text: &mut String| {
        *text = text.replace("left <= 2500 && now.hour >= 16", "left <= 3500 && now.hour >= 15");
        *text = text.replace("days == 3 ||", "days == 2 || days == 4 ||");
    };
    pack.files.iter_mut().filter(|(path, _)| path.ends_with("step_goal/rules.rhai")).for_each(|(_, text)| change(text));
    pack
}

fn changed_texts(pack: &Pack) -> Pack {
    let mut pack = pack.clone();
    let change = |text: &mut String| *text = text.replace("よく歩かれましたね。", "よく歩かれました。");
    let texts = pack.files.iter_mut().filter(|(path, _)| path.ends_with("step_goal/messages.toml"));
    texts.for_each(|(_, text)| change(text));
    pack
}

/// Gives the seconds, and how many events were lived through.
fn replay(state: &Path, pack: &Pack, days: i64, now: DateTime<Utc>) -> Result<(f64, u64), BenchError> {
    let city: CityCode = CITY.parse().map_err(BenchError::service)?;
    let window = Window::last(days, now, Zone::default()).map_err(BenchError::service)?;
    let done = AtomicU64::new(0);
    let heard = |more: u64, _: u64| _ = done.fetch_add(more, Ordering::Relaxed);
    let work = Work { state, city: &city, campaign: CAMPAIGN, pack, window, against: None };
    let begun = Instant::now();
    let report = run(work, &AtomicBool::new(false), &heard).map_err(|error| BenchError::Service(error.to_string()))?;
    let seconds = begun.elapsed().as_secs_f64();
    let report = report.ok_or_else(|| BenchError::Service("the replay was cancelled".to_owned()))?;
    if report.touched == 0 || report.residents != done.load(Ordering::Relaxed) {
        return Err(BenchError::Service(format!("the replay of {} residents found nothing", report.residents)));
    }
    Ok((seconds, report.heard.values().sum()))
}
