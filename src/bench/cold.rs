//! The first request to a component that has no instance yet: made, connected, the pack
//! read and compiled, one event decided and stored.

use super::load::Door;
use super::scene::{Scene, WALKING};
use super::table::{Figure, Target};
use super::{BenchError, median, millis};
use crate::host::{self, Clock, Limits, Options};
use crate::secrets;
use crate::service::ServiceError;
use bytes::Bytes;
use std::collections::BTreeMap;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::Path;
use std::time::Instant;

pub(super) async fn measure(scene: &Scene, progress: &dyn Fn(&str)) -> Result<Vec<Figure>, BenchError> {
    let state = scene.copy("cold")?;
    let people = scene.people(WALKING, scene.size.people);
    let secrets = secrets::load_or_make(&state)?;
    let token = secrets.get("ingest_token").cloned().unwrap_or_default();
    let (mut first, mut second) = (Vec::new(), Vec::new());
    let mut bodies = (0..).map(|person| Bytes::from(people.told(person, 0)));
    // One start before those that count: the compiled components may not be in the cache yet.
    for start in 0..=scene.size.starts {
        progress(&format!("a cold start: {start}"));
        let host = host::start(options(scene, &state, &secrets)).await.map_err(ServiceError::from)?;
        let door = Door::new(&format!("http://{}", host.addr()), WALKING, &token);
        let sent = one_and_another(&door, [bodies.next(), bodies.next()].map(Option::unwrap_or_default)).await;
        // Also where that failed: its instances must not outlive what they run on.
        host.stop().await.map_err(ServiceError::from)?;
        let [cold, warm] = sent?;
        if start > 0 {
            first.push(cold);
            second.push(warm);
        }
    }
    let least = first.iter().copied().fold(f64::INFINITY, f64::min);
    let second = median(&mut second);
    Ok(vec![
        Figure::new(
            "first request, cold instance: median",
            (median(&mut first), "ms"),
            ("the second request: median", second),
            Some(Target::Below(25.0)),
        ),
        Figure::new("first request, cold instance: best", (least, "ms"), ("the second request: median", second), None),
    ])
}

/// How long two requests take, one after the other.
async fn one_and_another(door: &Door, bodies: [Bytes; 2]) -> Result<[f64; 2], BenchError> {
    let mut times = [0.0; 2];
    for (time, body) in times.iter_mut().zip(bodies) {
        let begun = Instant::now();
        door.send(body, 1).await?;
        *time = millis(begun.elapsed());
    }
    Ok(times)
}

/// The host alone: `ayumi up` would already have published through the component.
fn options(scene: &Scene, state: &Path, secrets: &BTreeMap<String, String>) -> Options {
    Options {
        manifest: scene.root.join("spin.toml"),
        listen: SocketAddr::from((Ipv4Addr::LOCALHOST, 0)),
        state: state.to_owned(),
        variables: secrets.clone(),
        clock: Clock::virtual_at(scene.begun),
        cache: Some(scene.root.join("target").join("compiled")),
        limits: Limits::default(),
        redirect: BTreeMap::new(),
    }
}
