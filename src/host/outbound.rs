//! Calls that components make: only where they are granted, over connections kept open.

use std::collections::BTreeMap;
use std::error::Error as _;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use futures::stream;
use http::header::HOST;
use http::uri::{Authority, PathAndQuery, Scheme};
use http::{HeaderName, Request, Response, Uri};
use http_body_util::{BodyExt, StreamBody};
use hyper::body::Incoming;
use hyper_rustls::{HttpsConnector, HttpsConnectorBuilder};
use hyper_util::client::legacy;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::{TokioExecutor, TokioTimer};
use wasmtime_wasi_http::{DEFAULT_FORBIDDEN_HEADERS, Error, RequestOptions, WasiBody, WasiHttpHooks};

use super::HostError;
use super::service::Grant;

/// It follows no redirects: where a component may call is its grant's to say, not the answer's.
type Client = legacy::Client<HttpsConnector<HttpConnector>, WasiBody>;

/// The clients shared by all components: one for each time that they allow for connecting, since a
/// client has one such time for all its calls.
pub(super) struct Clients(Mutex<BTreeMap<Duration, Client>>);

/// Beyond these, components are making times up, and keep no connections by them.
const MOST_CLIENTS: usize = 8;

/// What Spin waits when a component sets no time of its own.
const PATIENCE: Duration = Duration::from_secs(600);

/// What a component waits for a connection when it sets no time of its own.
const CONNECT: Duration = Duration::from_secs(30);

impl Clients {
    /// Ready for calls.
    pub(super) fn new() -> Result<Self, HostError> {
        let usual = client(CONNECT).map_err(|reason| HostError::Engine { reason })?;
        Ok(Self(Mutex::new(BTreeMap::from([(CONNECT, usual)]))))
    }

    fn connecting_within(&self, time: Duration) -> Result<Client, Error> {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(client) = kept.get(&time) {
            return Ok(client.clone());
        }
        let made = client(time).map_err(|reason| Error::InternalError(Some(reason)))?;
        if kept.len() < MOST_CLIENTS {
            kept.insert(time, made.clone());
        }
        Ok(made)
    }
}

/// A client that trusts the web's usual authorities.
fn client(connect: Duration) -> Result<Client, String> {
    let mut connector = HttpConnector::new();
    connector.enforce_http(false);
    connector.set_nodelay(true);
    connector.set_connect_timeout(Some(connect));
    let connector = HttpsConnectorBuilder::new()
        .with_provider_and_webpki_roots(rustls::crypto::ring::default_provider())
        .map_err(|error| error.to_string())?
        .https_or_http()
        .enable_http1()
        .wrap_connector(connector);
    // Shorter than what servers usually allow, so that they seldom close a connection that we are about to use.
    Ok(legacy::Client::builder(TokioExecutor::new())
        .pool_timer(TokioTimer::new())
        .pool_idle_timeout(Duration::from_secs(15))
        .build(connector))
}

/// The calls of one instance.
pub(super) struct Outbound {
    pub(super) grant: Arc<Grant>,
    pub(super) clients: Arc<Clients>,
    pub(super) own_address: SocketAddr,
    /// While a request comes in. Its headers are shown as they were sent, `Host` among them, as on
    /// Spin; what a component may not set is a rule for the requests that it makes.
    pub(super) receiving: bool,
}

type Sent = Result<(Response<WasiBody>, Box<dyn Future<Output = Result<(), Error>> + Send>), Error>;

impl WasiHttpHooks for Outbound {
    fn is_forbidden_header(&mut self, name: &HeaderName) -> bool {
        !self.receiving && DEFAULT_FORBIDDEN_HEADERS.contains(name)
    }

    // The client writes the header itself, from the address called.
    fn set_host_header(&mut self) -> bool {
        false
    }

    fn send_request(
        &mut self,
        request: Request<WasiBody>,
        options: Option<RequestOptions>,
        _answer_read: Box<dyn Future<Output = Result<(), Error>> + Send>,
    ) -> Box<dyn Future<Output = Sent> + Send> {
        let permitted = self.permitted(request);
        let connect = options.and_then(|o| o.connect_timeout).unwrap_or(CONNECT);
        let client = self.clients.connecting_within(connect);
        Box::new(async move {
            let sending = client?.request(permitted?);
            // The first byte is waited for from the connection on.
            let first = connect.saturating_add(options.and_then(|o| o.first_byte_timeout).unwrap_or(PATIENCE));
            let between = options.and_then(|o| o.between_bytes_timeout).unwrap_or(PATIENCE);
            let response = tokio::time::timeout(first, sending)
                .await
                .map_err(|_| Error::ConnectionReadTimeout)?
                .map_err(|error| explain(&error))?;
            let response = response.map(|body| patient(body, between));
            let nothing_left: Box<dyn Future<Output = _> + Send> = Box::new(async { Ok(()) });
            Ok((response, nothing_left))
        })
    }
}

impl Outbound {
    fn permitted(&self, mut request: Request<WasiBody>) -> Result<Request<WasiBody>, Error> {
        let itself = match request.uri().authority() {
            None => true,
            Some(authority) => matches!(authority.host(), "" | "self.alt"),
        };
        // Who is called is said by the address, which is what was granted; Spin drops it too.
        request.headers_mut().remove(HOST);
        if itself && self.grant.hosts.allow_itself() {
            let path = request.uri().path_and_query().cloned();
            *request.uri_mut() = own_uri(self.own_address, path)?;
            return Ok(request);
        }
        if !itself && self.grant.hosts.allow(request.uri()) {
            return Ok(request);
        }
        let scheme = request.uri().scheme_str().unwrap_or("http");
        let host = request.uri().authority().map_or("self", |authority| authority.as_str());
        tracing::warn!(
            component = %self.grant.component,
            "refused a call to {scheme}://{host}: it is not in allowed_outbound_hosts of [component.{}]",
            self.grant.component
        );
        Err(Error::HttpRequestDenied)
    }
}

fn own_uri(address: SocketAddr, path: Option<PathAndQuery>) -> Result<Uri, Error> {
    let authority = Authority::try_from(address.to_string()).map_err(|_| Error::HttpRequestUriInvalid)?;
    Uri::builder()
        .scheme(Scheme::HTTP)
        .authority(authority)
        .path_and_query(path.unwrap_or(PathAndQuery::from_static("/")))
        .build()
        .map_err(|_| Error::HttpRequestUriInvalid)
}

/// The body of an answer, given up when nothing comes for `between`.
fn patient(body: Incoming, between: Duration) -> WasiBody {
    let frames = stream::unfold(Some(body), move |body| async move {
        let mut body = body?;
        match tokio::time::timeout(between, body.frame()).await {
            Ok(None) => None,
            Ok(Some(frame)) => Some((frame.map_err(Error::from), Some(body))),
            Err(_) => Some((Err(Error::ConnectionReadTimeout), None)),
        }
    });
    StreamBody::new(Box::pin(frames)).boxed_unsync()
}

/// The closest of WASI's errors; what they cannot say goes to the log.
fn explain(error: &legacy::Error) -> Error {
    tracing::debug!(?error, "a component's call failed");
    if !error.is_connect() {
        return Error::HttpProtocolError;
    }
    let causes = || std::iter::successors(error.source(), |cause| (*cause).source());
    if causes().any(|cause| cause.to_string().contains("dns error")) {
        return Error::DnsError { rcode: Some("address not available".into()), info_code: Some(0) };
    }
    let system = causes().find_map(|cause| cause.downcast_ref::<std::io::Error>());
    match system.map(std::io::Error::kind) {
        Some(std::io::ErrorKind::TimedOut) => Error::ConnectionTimeout,
        Some(std::io::ErrorKind::InvalidData) => Error::TlsProtocolError,
        _ => Error::ConnectionRefused,
    }
}
