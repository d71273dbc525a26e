//! Durable events a second: through HTTP and the component, natively, and as bare inserts.

use super::alone::Alone;
use super::bare::{Bare, Tried};
use super::load::Door;
use super::scene::{Scene, WALKING, city};
use super::service::Running;
use super::table::{Figure, Target};
use super::{BenchError, median};
use std::time::{Duration, Instant};

/// Events a second, one sample a pass.
#[derive(Default)]
struct Samples {
    one_sender: Vec<f64>,
    two_senders: Vec<f64>,
    alone: Vec<f64>,
    bare: Vec<f64>,
}

pub(super) async fn measure(
    scene: &Scene,
    service: &Running,
    progress: &dyn Fn(&str),
) -> Result<Vec<Figure>, BenchError> {
    let size = scene.size;
    let people = scene.people(WALKING, size.people);
    let door = Door::new(&service.url, WALKING, service.token("ingest_token"));
    let (alone, bare) = (Alone::open(&scene.copy("alone")?)?, Bare::open(&scene.copy("bare")?)?);
    let state = scene.copy("tried")?;
    let (trying, tried) = (Alone::open(&state)?, Tried::open(&state)?);
    let mut samples = Samples::default();
    for pass in 0..=size.rounds * size.passes * 2 {
        progress(&format!("events a second: pass {pass}"));
        let bodies = people.today(pass, size.batch);
        let sizes: Vec<usize> =
            (0..size.people).step_by(size.batch).map(|first| size.batch.min(size.people - first)).collect();
        let mut rows = Vec::new();
        let (mut native, mut inserted) = (Duration::ZERO, Duration::ZERO);
        for (body, size) in bodies.iter().zip(&sizes) {
            let now = scene.instant();
            trying.take(&city(WALKING), body, now)?;
            rows.push(tried.rows(now.timestamp_millis())?);
            let begun = Instant::now();
            let accepted = alone.take(&city(WALKING), body, now)?;
            native += begun.elapsed();
            if accepted != *size {
                return Err(BenchError::Events(format!("{accepted} of {size} were new")));
            }
        }
        for rows in &rows {
            let begun = Instant::now();
            bare.insert(rows)?;
            inserted += begun.elapsed();
        }
        let senders = 1 + pass % 2;
        let sent = door.send_all(&bodies, &sizes, senders).await?;
        // The first pass warms everyone up.
        if pass > 0 {
            let rate = |time: Duration| size.people as f64 / time.as_secs_f64();
            samples.alone.push(rate(native));
            samples.bare.push(rate(inserted));
            if senders == 1 { samples.one_sender.push(rate(sent)) } else { samples.two_senders.push(rate(sent)) }
        }
    }
    let Samples { mut one_sender, mut two_senders, mut alone, mut bare } = samples;
    let (one, two, alone, bare) =
        (median(&mut one_sender), median(&mut two_senders), median(&mut alone), median(&mut bare));
    let unit = "events/s";
    Ok(vec![
        Figure::new("events, one sender", (one, unit), ("natively", alone), Some(Target::RatioAtLeast(0.4))),
        Figure::new("events, one sender", (one, unit), ("bare inserts", bare), Some(Target::RatioAtLeast(0.25))),
        Figure::new("events, two senders", (two, unit), ("one sender", one), Some(Target::AtLeast(15_000.0))),
        Figure::new("events natively", (alone, unit), ("bare inserts", bare), None),
    ])
}
