//! A city's yearly file of checkups, sent whole: how long it takes, and what the service holds at most.

use super::BenchError;
use super::alone::Alone;
use super::checkups::{Checkups, Written};
use super::scene::{SILENT, Scene, city};
use super::service::Running;
use super::table::{Figure, Target};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use futures::stream;
use http::Request;
use http_body::Frame;
use http_body_util::{BodyExt, StreamBody};
use hyper_util::client::legacy::Client;
use hyper_util::rt::TokioExecutor;
use serde::Deserialize;
use sha2::{Digest, Sha256};
use std::convert::Infallible;
use std::time::Instant;

/// What the door answers.
#[derive(Deserialize)]
struct Outcome {
    rows: usize,
    accepted: usize,
}

pub(super) async fn measure(scene: &Scene, progress: &dyn Fn(&str)) -> Result<Vec<Figure>, BenchError> {
    let people = scene.size.checkups;
    let service = scene.service("files", Default::default())?;
    let idle = service.memory("VmRSS");
    let mut figures = Vec::new();
    for (written, name) in [(Written::Xml, "a file of checkups, XML"), (Written::Csv, "a file of checkups, CSV")] {
        progress(name);
        let file = Checkups { people, written };
        let sent = send(&service, file).await?;
        let alone = Alone::open(&scene.copy(&format!("files-{}", written.media().replace('/', "-")))?)?;
        let begun = Instant::now();
        let accepted = alone.load(&city(SILENT), file, scene.instant())?;
        let native = begun.elapsed().as_secs_f64();
        if accepted != people {
            return Err(BenchError::Events(format!("{accepted} of {people} checkups were read")));
        }
        figures.push(Figure::new(name, (sent, "s"), ("natively", native), Some(Target::Below(60.0))));
    }
    if let (Some(peak), Some(idle)) = (service.memory("VmHWM"), idle) {
        let megabytes = |bytes: u64| bytes as f64 / 1e6;
        let against = ("before the first request", megabytes(idle));
        let target = Some(Target::Below(200.0));
        figures.push(Figure::new("peak memory under these files", (megabytes(peak), "MB"), against, target));
    }
    Ok(figures)
}

/// Sends a file as it is made, and gives the seconds until it was answered.
async fn send(service: &Running, file: Checkups) -> Result<f64, BenchError> {
    let mut hash = Sha256::new();
    file.pieces().for_each(|piece| hash.update(&piece));
    let pieces = file.pieces().map(|piece| Ok::<_, Infallible>(Frame::data(Bytes::from(piece))));
    let client = Client::builder(TokioExecutor::new()).build_http();
    let request = Request::post(format!("{}/v1/{SILENT}/checkups?kind=checkup", service.url))
        .header("authorization", format!("Bearer {}", service.token("staff_token")))
        .header("content-type", file.written.media())
        .header("content-digest", format!("sha-256=:{}:", STANDARD.encode(hash.finalize())))
        .body(StreamBody::new(stream::iter(pieces)))
        .map_err(BenchError::service)?;
    let begun = Instant::now();
    let response = client.request(request).await.map_err(BenchError::service)?;
    let status = response.status();
    let body = response.into_body().collect().await.map_err(BenchError::service)?.to_bytes();
    let taken = begun.elapsed().as_secs_f64();
    match serde_json::from_slice::<Outcome>(&body) {
        Ok(outcome) if outcome.rows == file.people && outcome.accepted == file.people => Ok(taken),
        _ => {
            let told: String = String::from_utf8_lossy(&body).chars().take(300).collect();
            Err(BenchError::Service(format!("a file was answered with {status}: {told}")))
        }
    }
}
