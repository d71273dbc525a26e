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
        for times in [&mut first, &mut second] {
            let body = bodies.next().unwrap_or_default();
            let begun = Instant::now();
            door.send(body, 1).await?;
            if start > 0 {
                times.push(millis(begun.elapsed()));
            }
        }
        host.stop().await.map_err(ServiceError::from)?;
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
