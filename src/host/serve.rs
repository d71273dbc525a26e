//! The door to the network: HTTP/1.1, limited in headers and connections, closed with care.

use std::convert::Infallible;
use std::net::SocketAddr;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use http_body_util::BodyExt;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Semaphore, watch};
use tokio::task::JoinSet;
use wasmtime_wasi_http::Error;

use super::HostError;
use super::app::App;

/// Connections open at once; further ones wait in the system's queue.
const CONNECTIONS: usize = 1024;
/// Bytes of a request's headers together; beyond them, or beyond hyper's 100 headers, the answer is 431.
const HEADER_BYTES: usize = 64 * 1024;
/// How long a client may take over its headers, and how long it may keep an idle connection.
const HEADER_TIME: Duration = Duration::from_secs(30);

/// Listens on `address`.
///
/// # Errors
/// [`HostError::AddressInUse`] and [`HostError::Listen`].
pub(super) async fn listen(address: SocketAddr) -> Result<TcpListener, HostError> {
    TcpListener::bind(address).await.map_err(|cause| match cause.kind() {
        std::io::ErrorKind::AddrInUse => HostError::AddressInUse { address },
        _ => HostError::Listen { address, cause },
    })
}

/// Serves until `stop` changes, then lets each connection finish the request it is in.
pub(super) async fn serve(listener: TcpListener, app: Arc<App>, mut stop: watch::Receiver<bool>) {
    let places = Arc::new(Semaphore::new(CONNECTIONS));
    let mut connections = JoinSet::new();
    loop {
        let accepted = tokio::select! {
            accepted = accept(&listener, &places) => accepted,
            _ = stop.changed() => break,
        };
        let Some((stream, client, place)) = accepted else {
            continue;
        };
        let (app, stop) = (app.clone(), stop.clone());
        connections.spawn(async move {
            connection(stream, client, app, stop).await;
            drop(place);
        });
        while connections.try_join_next().is_some() {}
    }
    drop(listener);
    while connections.join_next().await.is_some() {}
}

async fn accept(
    listener: &TcpListener,
    places: &Arc<Semaphore>,
) -> Option<(TcpStream, SocketAddr, tokio::sync::OwnedSemaphorePermit)> {
    let place = places.clone().acquire_owned().await.ok()?;
    match listener.accept().await {
        Ok((stream, client)) => Some((stream, client, place)),
        Err(error) => {
            // Out of files, most often: it passes when connections close.
            tracing::warn!(%error, "a connection could not be accepted");
            tokio::time::sleep(Duration::from_millis(50)).await;
            None
        }
    }
}

async fn connection(stream: TcpStream, client: SocketAddr, app: Arc<App>, mut stop: watch::Receiver<bool>) {
    _ = stream.set_nodelay(true);
    let answer = service_fn(|request: http::Request<hyper::body::Incoming>| async {
        let request = request.map(|body| body.map_err(Error::from).boxed_unsync());
        Ok::<_, Infallible>(app.answer(request, client).await)
    });
    let serving = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(HEADER_TIME)
        .max_buf_size(HEADER_BYTES)
        .serve_connection(TokioIo::new(stream), answer);
    let mut serving = pin!(serving);
    let stopping = async { while !*stop.borrow() && stop.changed().await.is_ok() {} };
    let ended = tokio::select! {
        ended = serving.as_mut() => ended,
        () = stopping => {
            serving.as_mut().graceful_shutdown();
            serving.await
        }
    };
    if let Err(error) = ended {
        tracing::debug!(%error, %client, "a connection ended early");
    }
}
