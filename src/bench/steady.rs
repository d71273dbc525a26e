//! One event a request at a steady rate: how long a sender waits.

use super::alone::Alone;
use super::load::{Door, steadily};
use super::scene::{Scene, WALKING, city};
use super::service::Running;
use super::table::{Figure, Target};
use super::{BenchError, millis, quantile};
use bytes::Bytes;
use std::time::{Duration, Instant};

/// 200 requests a second.
pub(super) const PERIOD: Duration = Duration::from_millis(5);

pub(super) async fn measure(
    scene: &Scene,
    service: &Running,
    progress: &dyn Fn(&str),
) -> Result<Vec<Figure>, BenchError> {
    progress("one event a request");
    let people = scene.people(WALKING, scene.size.people);
    let pass = people.passes - 1;
    let count = scene.size.singles.min(scene.size.people);
    let bodies: Vec<String> = (0..count).map(|person| people.told(person, pass)).collect();
    let alone = Alone::open(&scene.copy("steady")?)?;
    let mut natively = Vec::with_capacity(count);
    for body in &bodies {
        let begun = Instant::now();
        alone.take(&city(WALKING), body.as_bytes(), scene.instant())?;
        natively.push(millis(begun.elapsed()));
    }
    let door = Door::new(&service.url, WALKING, service.token("ingest_token"));
    let send = |body: String| {
        let door = door.clone();
        async move { door.send(Bytes::from(body), 1).await }
    };
    let latencies = steadily(bodies, PERIOD, send).await?;
    let mut sent: Vec<f64> = latencies.into_iter().map(millis).collect();
    Ok(vec![
        Figure::new(
            "one event a request, 200/s: p50",
            (quantile(&mut sent, 0.5), "ms"),
            ("natively, one by one: p50", quantile(&mut natively, 0.5)),
            None,
        ),
        Figure::new(
            "one event a request, 200/s: p99",
            (quantile(&mut sent, 0.99), "ms"),
            ("natively, one by one: p99", quantile(&mut natively, 0.99)),
            Some(Target::Below(20.0)),
        ),
    ])
}
