//! A request's body, gathered before an instance is asked.
//!
//! Spin hands a body on as it comes, and so lends an instance to whoever sends slowly. Our
//! components need a body whole before they do anything with it (a signature is over all of it, a
//! batch is one transaction), so nothing is lost by waiting for its end here, where a slow sender
//! costs a connection and no instance. Only a file too long for that is handed on as it comes (`long.rs`).

use std::sync::Arc;
use std::time::Duration;

use bytes::BytesMut;
use http_body::Body;
use http_body_util::BodyExt;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use wasmtime_wasi_http::WasiBody;

use super::app::body;
use super::long::Long;
use super::service::Length;

/// Bytes of a body; far more than any door of ours takes.
const MOST: usize = 8 << 20;
/// Bytes of all bodies together that are here at a time, since anybody may send one.
const ROOM: usize = 128 << 20;

/// Where bodies are gathered.
pub(super) struct Gatherer {
    room: Arc<Semaphore>,
    between: Duration,
    whole: Duration,
}

/// A body that has arrived, and its place here.
pub(super) struct Gathered {
    pub(super) body: WasiBody,
    pub(super) length: Length,
    pub(super) _place: Option<OwnedSemaphorePermit>,
}

/// Why a body was not waited for.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Unfit {
    /// It is larger than a body may be.
    TooLarge,
    /// Nothing came for too long, or it took too long altogether.
    TooSlow,
    /// The sender left, or sent what is no body.
    BrokenOff,
    /// There is no room for it beside the others.
    NoRoom,
}

impl Gatherer {
    /// Waits `between` for the next piece of a body, and for a `whole` one.
    pub(super) fn new(between: Duration, whole: Duration) -> Self {
        Self { room: Arc::new(Semaphore::new(ROOM)), between, whole }
    }

    /// The whole of `body`, once it has arrived; or its beginning and what follows, where it may be `long`.
    pub(super) async fn gather(&self, body: WasiBody, long: Option<&Long>) -> Result<Gathered, Unfit> {
        if body.is_end_stream() {
            return Ok(Gathered { body, length: Length::Usual, _place: None });
        }
        // What its length says already need not arrive to be refused.
        if body.size_hint().lower() > MOST as u64 {
            return hand_on(BytesMut::new(), body, long);
        }
        tokio::time::timeout(self.whole, self.arrive(body, long)).await.unwrap_or(Err(Unfit::TooSlow))
    }

    async fn arrive(&self, mut arriving: WasiBody, long: Option<&Long>) -> Result<Gathered, Unfit> {
        let mut bytes = BytesMut::new();
        let mut place: Option<OwnedSemaphorePermit> = None;
        let next = |timed: Result<_, _>| timed.map_err(|_| Unfit::TooSlow);
        while let Some(frame) = next(tokio::time::timeout(self.between, arriving.frame()).await)? {
            let Ok(data) = frame.map_err(|_| Unfit::BrokenOff)?.into_data() else { continue };
            if bytes.len() + data.len() > MOST {
                bytes.extend_from_slice(&data);
                return hand_on(bytes, arriving, long);
            }
            let more = u32::try_from(data.len()).map_err(|_| Unfit::TooLarge)?;
            let more = self.room.clone().try_acquire_many_owned(more).map_err(|_| Unfit::NoRoom)?;
            match &mut place {
                Some(place) => place.merge(more),
                None => place = Some(more),
            }
            bytes.extend_from_slice(&data);
        }
        Ok(Gathered { body: body(bytes.freeze()), length: Length::Usual, _place: place })
    }
}

/// A body beyond the most that is gathered: its beginning, and the rest as it comes, where that may be.
fn hand_on(come: BytesMut, rest: WasiBody, long: Option<&Long>) -> Result<Gathered, Unfit> {
    let long = long.ok_or(Unfit::TooLarge)?;
    let turn = long.turn().ok_or(Unfit::NoRoom)?;
    Ok(Gathered { body: long.hand_on(come.freeze(), rest), length: Length::Long, _place: Some(turn) })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use std::collections::VecDeque;

    use bytes::Bytes;
    use futures::stream;
    use http_body::Frame;
    use http_body_util::StreamBody;
    use wasmtime_wasi_http::Error;

    use super::*;

    /// A body that comes in these pieces; at a piece that is not there it waits for ever.
    fn pieces(pieces: impl IntoIterator<Item = Option<usize>>) -> WasiBody {
        let frames = stream::unfold(pieces.into_iter().collect::<VecDeque<_>>(), |mut rest| async {
            let size = match rest.pop_front()? {
                Some(size) => size,
                None => std::future::pending().await,
            };
            Some((Ok::<_, Error>(Frame::data(Bytes::from(vec![b'a'; size]))), rest))
        });
        StreamBody::new(Box::pin(frames)).boxed_unsync()
    }

    fn gatherer() -> Gatherer {
        Gatherer::new(Duration::from_millis(20), Duration::from_secs(60))
    }

    #[tokio::test]
    async fn a_body_arrives_whole() {
        let gathered = gatherer().gather(pieces([Some(3), Some(0), Some(4)]), None).await.ok().unwrap();
        assert_eq!(gathered.body.collect().await.unwrap().to_bytes(), "aaaaaaa");
    }

    #[tokio::test]
    async fn what_cannot_be_had_is_refused() {
        let piece = MOST / 2;
        for (body, expected) in [
            (body(vec![b'a'; MOST + 1]), Unfit::TooLarge),
            (pieces([Some(piece), Some(piece), Some(1)]), Unfit::TooLarge),
            (pieces([Some(1), None]), Unfit::TooSlow),
        ] {
            assert_eq!(gatherer().gather(body, None).await.err(), Some(expected));
        }
    }

    #[tokio::test]
    async fn what_may_be_long_is_handed_on() {
        let limits = super::super::Limits { long_at_once: 1, ..super::super::Limits::default() };
        let long = Long::new(&limits);
        let piece = MOST / 2;
        let gathered =
            gatherer().gather(pieces([Some(piece), Some(piece), Some(piece)]), Some(&long)).await.ok().unwrap();
        assert!(matches!(gathered.length, Length::Long));
        // One at a time.
        assert_eq!(gatherer().gather(body(vec![b'a'; MOST + 1]), Some(&long)).await.err(), Some(Unfit::NoRoom));
        assert_eq!(gathered.body.collect().await.unwrap().to_bytes().len(), 3 * piece);
    }

    #[tokio::test]
    async fn there_is_room_for_so_many() {
        let gatherer = gatherer();
        let mut held = Vec::new();
        for _ in 0..ROOM / MOST {
            held.push(gatherer.gather(pieces([Some(MOST)]), None).await.ok().unwrap());
        }
        assert_eq!(gatherer.gather(pieces([Some(1)]), None).await.err(), Some(Unfit::NoRoom));
        held.pop();
        assert!(gatherer.gather(pieces([Some(1)]), None).await.is_ok());
    }
}
