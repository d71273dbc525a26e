//! `POST /v1/{city}/checkups`: files of checkups, pedometers and paper sheets, and what was sent
//! before, listed and undone.

use super::answer::{Answer, Refused, json};
use super::kept::cache;
use super::request::{Incoming, city};
use crate::spin::{connect, now};
use crate::store::Store;
use crate::undo;
use crate::upload::{self, Outcome, Preview, Upload};
use chrono::TimeDelta;
use domain::CityCode;
use http::StatusCode;
use wire::Problem;
use wire::files::{Asked, Fingerprint, Purpose, Reader, Setting, Taken, Trouble};
use wire::problem::Kind;

/// The most bytes of a file that does not say its fingerprint in advance: it is held until it is known.
const MOST_HELD: usize = 8 * 1024 * 1024;

/// The most bytes of a file that does, or that is only looked at.
const MOST: u64 = 512 * 1024 * 1024;

/// The most bytes that are read at once, so that no more of their rows are in memory.
const PIECE: usize = 256 * 1024;

/// No batch of an undo is begun after so long; the rest is for the next request.
const ENOUGH: TimeDelta = TimeDelta::seconds(5);

pub(super) async fn post(request: &mut Incoming, code: &str) -> Result<Answer, Refused> {
    request.admit_any(["ingest_token", "staff_token"]).await?;
    let city = city(code)?;
    let asked = Asked::read(&request.query, request.header("content-type"))
        .map_err(|error| Refused::problem(Problem::from(error)))?;
    let outcome = match asked.purpose {
        Purpose::Preview => preview(request, &city, asked).await?,
        Purpose::Store => store(request, &city, asked).await?,
    };
    Ok(json(StatusCode::OK, &outcome))
}

pub(super) async fn list(request: &Incoming, code: &str) -> Result<Answer, Refused> {
    request.admit("staff_token").await?;
    let city = city(code)?;
    let sql = connect().await?;
    let uploads = Store::new(&sql).uploads(&city).await?;
    sql.keep();
    Ok(json(StatusCode::OK, &uploads))
}

pub(super) async fn undo(request: &Incoming, code: &str, id: &str) -> Result<Answer, Refused> {
    request.admit("staff_token").await?;
    let city = city(code)?;
    let sql = connect().await?;
    let begun = std::time::Instant::now();
    let enough = ENOUGH.to_std().unwrap_or_default();
    let undone = undo::undo(&sql, &cache(), &city, id, now(), || begun.elapsed() < enough).await?;
    sql.keep();
    let status = if undone.done { StatusCode::OK } else { StatusCode::ACCEPTED };
    Ok(json(status, &undone))
}

async fn preview(request: &mut Incoming, city: &CityCode, asked: Asked) -> Result<Outcome, Refused> {
    let sql = connect().await?;
    let zone = upload::zone(&sql, &cache(), city).await?;
    sql.keep();
    let mut preview = Preview::new(asked.language, now());
    let mut reader = Reader::new(setting(&asked, "preview", zone));
    let (mut taken, mut left) = (Taken::default(), MOST);
    let refused = |trouble: Trouble| unusable(&trouble, &asked);
    while let Some(chunk) = request.piece(&mut left, MOST).await? {
        for piece in chunk.chunks(PIECE) {
            reader.push(piece, &mut taken).map_err(refused)?;
            preview.take(&mut taken);
        }
    }
    reader.end(&mut taken).map_err(refused)?;
    preview.take(&mut taken);
    Ok(preview.end())
}

async fn store(request: &mut Incoming, city: &CityCode, asked: Asked) -> Result<Outcome, Refused> {
    let told = request.header("content-digest").and_then(Fingerprint::told);
    // Without a fingerprint the file is held until it has one: events are named by it.
    let held = match &told {
        Some(_) => None,
        None => Some(held(request).await?),
    };
    let fingerprint = match (&told, &held) {
        (Some(told), _) => told.clone(),
        (None, held) => {
            let mut fingerprint = Fingerprint::default();
            fingerprint.push(held.as_deref().unwrap_or_default());
            fingerprint.end()
        }
    };
    let (sql, cache, now) = (connect().await?, cache(), now());
    let zone = upload::zone(&sql, &cache, city).await?;
    let content = upload::content(city, &asked.way(), &fingerprint);
    let mut upload = Upload::begin(&sql, &cache, city, (asked.kind, content), asked.language, now).await?;
    let mut reader = Reader::new(setting(&asked, &upload.source(), zone));
    let mut taken = Taken::default();
    let refused = |trouble: Trouble| unusable(&trouble, &asked);
    match held {
        Some(bytes) => {
            for piece in bytes.chunks(PIECE) {
                reader.push(piece, &mut taken).map_err(refused)?;
                upload.take(&mut taken).await?;
            }
        }
        None => {
            let (mut seen, mut left) = (Fingerprint::default(), MOST);
            while let Some(chunk) = request.piece(&mut left, MOST).await? {
                seen.push(&chunk);
                for piece in chunk.chunks(PIECE) {
                    reader.push(piece, &mut taken).map_err(refused)?;
                    upload.take(&mut taken).await?;
                }
            }
            if seen.end() != fingerprint {
                let detail = "the bytes that came are not those of `Content-Digest`; what was stored of them can be \
                              undone by the id of this upload";
                let problem = Problem::new(Kind::Refused).detail(detail);
                return Err(Refused::problem(problem.with("upload", upload.id().to_owned())));
            }
        }
    }
    reader.end(&mut taken).map_err(refused)?;
    upload.take(&mut taken).await?;
    let outcome = upload.end().await?;
    sql.keep();
    Ok(outcome)
}

/// The whole of a file, which must not be too large to be held.
async fn held(request: &mut Incoming) -> Result<Vec<u8>, Refused> {
    request.read(MOST_HELD).await.map_err(|refused| match refused.kind() {
        Kind::TooLarge => Refused::problem(Problem::new(Kind::TooLarge).detail(format!(
            "a file beyond {MOST_HELD} bytes is read as it comes, and must say its fingerprint in advance: send \
             `Content-Digest: sha-256=:<base64>:`, as `ayumi load` does"
        ))),
        _ => refused,
    })
}

fn setting(asked: &Asked, source: &str, zone: domain::Zone) -> Setting {
    let mut setting = Setting::new(asked.kind, asked.format, source, now());
    setting.zone = zone;
    setting.charset = asked.charset;
    setting.id_root.clone_from(&asked.id_root);
    setting
}

fn unusable(trouble: &Trouble, asked: &Asked) -> Refused {
    Refused::problem(Problem::new(Kind::Refused).detail(trouble.say(asked.language)))
}
