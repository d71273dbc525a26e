//! What a component prints, line by line, into the host's log under the component's name.

use std::io;
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll};

use tokio::io::AsyncWrite;
use wasmtime_wasi::cli::{IsTerminal, StdoutStream};

/// Lines longer than this are broken, so that a component cannot make the host keep any amount of text.
const LONGEST_LINE: usize = 8 * 1024;

/// Which of the two streams it is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Stream {
    Out,
    Err,
}

/// One stream of one instance; handles to it share the unfinished line.
#[derive(Clone)]
pub(super) struct Log {
    component: Arc<str>,
    stream: Stream,
    line: Arc<Mutex<Vec<u8>>>,
}

impl Log {
    pub(super) fn new(component: Arc<str>, stream: Stream) -> Self {
        Self { component, stream, line: Arc::default() }
    }

    fn write(&self, bytes: &[u8]) {
        let mut line = self.line.lock().unwrap_or_else(PoisonError::into_inner);
        for piece in bytes.split_inclusive(|byte| *byte == b'\n') {
            line.extend_from_slice(piece);
            if piece.ends_with(b"\n") || line.len() >= LONGEST_LINE {
                self.say(&line);
                line.clear();
            }
        }
    }

    fn say(&self, line: &[u8]) {
        let text = String::from_utf8_lossy(line);
        let text = text.trim_end_matches(['\n', '\r']);
        let component = self.component.as_ref();
        match self.stream {
            Stream::Out => tracing::info!(target: "component", component, "{text}"),
            Stream::Err => tracing::warn!(target: "component", component, "{text}"),
        }
    }
}

impl StdoutStream for Log {
    fn async_stream(&self) -> Box<dyn AsyncWrite + Send + Sync> {
        Box::new(self.clone())
    }
}

impl IsTerminal for Log {
    fn is_terminal(&self) -> bool {
        false
    }
}

impl AsyncWrite for Log {
    fn poll_write(self: Pin<&mut Self>, _: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        self.write(bytes);
        Poll::Ready(Ok(bytes.len()))
    }

    fn poll_flush(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(Ok(()))
    }

    fn poll_shutdown(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(Ok(()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Clone, Default)]
    struct Seen(Arc<Mutex<Vec<u8>>>);

    impl io::Write for Seen {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            let mut seen = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            seen.extend_from_slice(bytes);
            Ok(bytes.len())
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn lines_come_whole_and_with_their_component() {
        let seen = Seen::default();
        let writer = seen.clone();
        let subscriber =
            tracing_subscriber::fmt().with_ansi(false).without_time().with_writer(move || writer.clone()).finish();
        tracing::subscriber::with_default(subscriber, || {
            let log = Log::new("ingest".into(), Stream::Out);
            let same = log.clone();
            log.write("あ".as_bytes());
            same.write(b"ru\r\nnext");
            log.write(b" line\nunfinished");
            Log::new("ingest".into(), Stream::Err).write(b"bad\n");
        });
        let seen = seen.0.lock().unwrap_or_else(PoisonError::into_inner);
        assert_eq!(
            String::from_utf8_lossy(&seen),
            " INFO component: あru component=\"ingest\"\n \
             INFO component: next line component=\"ingest\"\n \
             WARN component: bad component=\"ingest\"\n"
        );
    }
}
