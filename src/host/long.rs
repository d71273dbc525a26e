//! Bodies too long to be gathered. A city's yearly file is hundreds of megabytes: it is handed on as
//! it comes, no faster than the component reads it, so that no more than a piece of it is here.
//!
//! Whoever sends so holds an instance for as long as it takes. So it is for named paths only, a few at
//! a time, and a sender who pauses too long is cut off.

use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use futures::stream;
use http_body::Frame;
use http_body_util::{BodyExt, StreamBody};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use wasmtime_wasi_http::{Error, WasiBody};

use super::Limits;

/// Where bodies may be long, and how many at a time.
pub(super) struct Long {
    paths: Vec<String>,
    turns: Arc<Semaphore>,
    between: Duration,
}

impl Long {
    pub(super) fn new(limits: &Limits) -> Self {
        let turns = Arc::new(Semaphore::new(limits.long_at_once));
        Self { paths: limits.long_paths.clone(), turns, between: limits.between }
    }

    /// Whether bodies to a path may be long. `*` stands for one segment.
    pub(super) fn may_be(&self, path: &str) -> bool {
        self.paths.iter().any(|pattern| {
            let mut segments = path.split('/');
            let fits = pattern.split('/').all(|part| segments.next().is_some_and(|found| part == "*" || part == found));
            fits && segments.next().is_none()
        })
    }

    /// A turn for one long body, if there is one.
    pub(super) fn turn(&self) -> Option<OwnedSemaphorePermit> {
        self.turns.clone().try_acquire_owned().ok()
    }

    /// What has come of a body, and after it the rest as it comes.
    pub(super) fn hand_on(&self, come: Bytes, rest: WasiBody) -> WasiBody {
        let between = self.between;
        let frames = stream::unfold((Some(come), Some(rest)), move |(come, rest)| async move {
            if let Some(come) = come.filter(|come| !come.is_empty()) {
                return Some((Ok(Frame::data(come)), (None, rest)));
            }
            let mut rest = rest?;
            match tokio::time::timeout(between, rest.frame()).await {
                Ok(Some(Ok(frame))) => Some((Ok(frame), (None, Some(rest)))),
                Ok(Some(Err(error))) => Some((Err(error), (None, None))),
                Ok(None) => None,
                Err(_) => {
                    let reason = Some("the body did not arrive in time".to_owned());
                    Some((Err(Error::InternalError(reason)), (None, None)))
                }
            }
        });
        StreamBody::new(Box::pin(frames)).boxed_unsync()
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::super::app::body;
    use super::*;

    fn long(paths: &[&str]) -> Long {
        let paths = paths.iter().map(|path| (*path).to_owned()).collect();
        Long::new(&Limits { long_paths: paths, between: Duration::from_millis(20), ..Limits::default() })
    }

    #[test]
    fn only_named_paths_take_long_bodies() {
        let long = long(&["/v1/*/checkups"]);
        assert!(long.may_be("/v1/432041/checkups"));
        for path in ["/v1/432041/events", "/v1/checkups", "/v1/432041/checkups/x", "/", "/v1/432041/x/checkups"] {
            assert!(!long.may_be(path), "{path}");
        }
    }

    #[tokio::test]
    async fn what_came_is_followed_by_the_rest() {
        let whole = long(&[]).hand_on(Bytes::from("ab"), body("cd")).collect().await.unwrap().to_bytes();
        assert_eq!(whole, "abcd");
    }

    #[tokio::test]
    async fn a_sender_who_pauses_is_cut_off() {
        let silent = StreamBody::new(stream::pending::<Result<Frame<Bytes>, Error>>()).boxed_unsync();
        assert!(long(&[]).hand_on(Bytes::new(), silent).collect().await.is_err());
    }
}
