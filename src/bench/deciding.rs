//! Decisions a second. The product has no door for deciding alone, so it is the difference
//! between two cities with the same people and events: eight campaigns of ten rules that
//! lead to nothing, and none. Reading, storing and answering are the same in both.

use super::alone::Alone;
use super::load::Door;
use super::scene::{QUIET, QUIET_CAMPAIGNS, SILENT, Scene, city};
use super::service::Running;
use super::table::Figure;
use super::{BenchError, median};
use std::time::Instant;

/// Seconds an event.
#[derive(Default)]
struct Samples {
    service: Vec<f64>,
    alone: Vec<f64>,
}

pub(super) async fn measure(
    scene: &Scene,
    service: &Running,
    progress: &dyn Fn(&str),
) -> Result<Vec<Figure>, BenchError> {
    let size = scene.size;
    let alone = Alone::open(&scene.copy("deciding")?)?;
    let (mut quiet, mut silent) = (Samples::default(), Samples::default());
    let sizes: Vec<usize> =
        (0..size.others).step_by(size.batch).map(|first| size.batch.min(size.others - first)).collect();
    for pass in 0..=size.rounds * size.passes * 2 {
        progress(&format!("decisions a second: pass {pass}"));
        for (code, samples) in [(QUIET, &mut quiet), (SILENT, &mut silent)] {
            let bodies = scene.people(code, size.others).today(pass, size.batch);
            let begun = Instant::now();
            for body in &bodies {
                alone.take(&city(code), body, scene.instant())?;
            }
            let native = begun.elapsed().as_secs_f64();
            let sent =
                Door::new(&service.url, code, service.token("ingest_token")).send_all(&bodies, &sizes, 1).await?;
            if pass > 0 {
                samples.alone.push(native / size.others as f64);
                samples.service.push(sent.as_secs_f64() / size.others as f64);
            }
        }
    }
    let rate = |quiet: &mut [f64], silent: &mut [f64]| QUIET_CAMPAIGNS as f64 / (median(quiet) - median(silent));
    let service = rate(&mut quiet.service, &mut silent.service);
    let alone = rate(&mut quiet.alone, &mut silent.alone);
    Ok(vec![Figure::new("decisions of ten rules, in wasm", (service, "decisions/s"), ("natively", alone), None)])
}
