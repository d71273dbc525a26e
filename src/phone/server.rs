//! The listening side: the routes, and connections that can be cut in the middle.

use std::convert::Infallible;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::response::Response;
use axum::routing::{get, post};
use http::Request;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::{Service as _, service_fn};
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::service::TowerToHyperService;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;

use super::state::Inner;
use super::{faults_api, line, line_counts, linking, login, page, sms};

/// Marks a response that must not be sent: the connection ends instead.
#[derive(Clone, Copy, Debug)]
pub(super) enum Cut {
    /// Closed as if the other side had gone (FIN).
    Close,
    /// Reset (RST).
    Reset,
}

impl Cut {
    pub(super) fn into_response(self) -> Response {
        let mut response = Response::new(Body::empty());
        response.extensions_mut().insert(self);
        response
    }
}

pub(super) fn routes(inner: Arc<Inner>) -> Router {
    Router::new()
        .route("/v2/bot/message/push", post(line::push))
        .route("/v2/bot/message/multicast", post(line::multicast))
        .route("/v2/bot/message/reply", post(line::reply))
        .route("/v2/bot/message/validate/push", post(line::validate))
        .route("/v2/bot/message/validate/multicast", post(line::validate))
        .route("/v2/bot/message/validate/reply", post(line::validate))
        .route("/v2/bot/message/quota", get(line::quota))
        .route("/v2/bot/message/quota/consumption", get(line::consumption))
        .route("/v2/bot/message/delivery/{kind}", get(line_counts::delivery))
        .route("/v2/bot/message/aggregation/info", get(line_counts::units))
        .route("/v2/bot/message/aggregation/list", get(line_counts::unit_names))
        .route("/v2/bot/insight/message/event/aggregation", get(line_counts::unit_usage))
        .route("/v2/bot/profile/{user}", get(line::profile))
        .route("/v2/bot/user/{user}/linkToken", post(linking::link_token))
        .route("/dialog/bot/accountLink", get(linking::account_link))
        .route("/oauth2/v2.1/authorize", get(login::authorize))
        .route("/oauth2/v2.1/token", post(login::token))
        .route("/oauth2/v2.1/verify", post(login::verify))
        .route("/2010-04-01/Accounts/{sid}/Messages.json", post(sms::create))
        .route("/phone", get(page::show))
        .route("/phone/live", get(page::live))
        .route("/phone/style.css", get(page::style))
        .route("/phone/script.js", get(page::script))
        .route("/phone/say", post(page::say))
        .route("/phone/tap", post(page::tap))
        .route("/phone/block", post(page::block))
        .route("/phone/api/faults", get(faults_api::show).post(faults_api::set))
        .route("/phone/api/messages", get(faults_api::messages))
        .fallback(line::unknown)
        .method_not_allowed_fallback(line::wrong_method)
        .with_state(inner)
}

/// Accepts until told to stop; then every connection ends at once.
pub(super) async fn serve(listener: TcpListener, inner: Arc<Inner>, mut stop: watch::Receiver<bool>) {
    let routes = routes(inner);
    // An error means that the handle is gone, which is a stop as well.
    let stopped = async move { drop(stop.wait_for(|stop| *stop).await) };
    tokio::pin!(stopped);
    let mut connections = tokio::task::JoinSet::new();
    loop {
        tokio::select! {
            biased;
            () = &mut stopped => break,
            accepted = listener.accept() => match accepted {
                Ok((stream, _)) => { connections.spawn(connection(stream, routes.clone())); }
                // Out of file handles, or a caller who left in the queue: neither ends the phone.
                Err(error) => {
                    tracing::warn!(%error, "phone: a connection could not be accepted");
                    tokio::time::sleep(std::time::Duration::from_millis(20)).await;
                }
            },
            Some(_) = connections.join_next(), if !connections.is_empty() => {}
        }
    }
    drop(listener);
    connections.shutdown().await;
}

type Answer = Pin<Box<dyn Future<Output = Result<Response, Cut>> + Send>>;

async fn connection(stream: TcpStream, routes: Router) {
    // Without it a small answer may wait 40 ms for the other side's acknowledgement.
    let _ = stream.set_nodelay(true);
    let routes = TowerToHyperService::new(routes);
    let service = service_fn(move |request: Request<Incoming>| -> Answer {
        let answer = routes.call(request);
        Box::pin(async move {
            let response: Result<Response, Infallible> = answer.await;
            let Ok(response) = response;
            match response.extensions().get::<Cut>() {
                Some(cut) => Err(*cut),
                None => Ok(response),
            }
        })
    });
    let mut connection = http1::Builder::new().timer(TokioTimer::new()).serve_connection(TokioIo::new(stream), service);
    // An error from the service makes hyper drop the connection without a word, which is the point.
    let Err(error) = (&mut connection).await else {
        return;
    };
    let cut = std::error::Error::source(&error).and_then(|source| source.downcast_ref::<Cut>());
    if matches!(cut, Some(Cut::Reset)) {
        let _ = connection.into_parts().io.into_inner().set_zero_linger();
    }
}

impl std::fmt::Display for Cut {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str("the phone cut the connection on purpose")
    }
}

impl std::error::Error for Cut {}
