//! A component at work: instances kept warm, one request in each at a time.
//!
//! A trap takes down the whole instance, and with it every request in it. Since a trap must harm
//! no request but its own, an instance is lent to one request, until its answer has left it. The
//! `ProxyHandler` of wasmtime-wasi-http would lend it again as soon as an answer has its head, and
//! a trap in the rest of that answer would take the next request down: hence a pool of our own.

use std::collections::BTreeMap;
use std::future::poll_fn;
use std::pin::Pin;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll};
use std::time::{Duration, Instant};

use bytes::Bytes;
use http::{Request, Response, StatusCode};
use http_body::{Body, Frame, SizeHint};
use http_body_util::BodyExt;
use tokio::runtime::Handle;
use tokio::sync::{OwnedSemaphorePermit, Semaphore, oneshot};
use wasmtime::component::InstancePre;
use wasmtime::{Engine, Store};
use wasmtime_wasi_http::p3;
use wasmtime_wasi_http::p3::bindings::ServicePre;
use wasmtime_wasi_http::{Error, WasiBody};

use super::Limits;
use super::grants::HostGrants;
use super::state::{Mould, State};

/// What the manifest gives to a component.
pub(super) struct Grant {
    pub(super) component: Arc<str>,
    pub(super) environment: BTreeMap<String, String>,
    pub(super) variables: BTreeMap<String, String>,
    pub(super) databases: Vec<String>,
    pub(super) stores: Vec<String>,
    pub(super) hosts: HostGrants,
}

/// One component.
pub(super) struct Service {
    engine: Engine,
    mould: Mould,
    parts: ServicePre<State>,
    limits: Limits,
    turns: Arc<Semaphore>,
    idle: Mutex<Vec<Instance>>,
}

/// Why there is no answer from the component.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Failure {
    /// It trapped, returned an error, or used up its running time.
    Broken,
    /// It took longer than a request may.
    Late,
    /// All instances are taken, for longer than a request may wait.
    Busy,
}

/// Whether a request has the usual time, or that of one whose body is handed on as it comes.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Length {
    Usual,
    Long,
}

struct Instance {
    store: Store<State>,
    service: p3::bindings::Service,
    served: u32,
    idle_since: Instant,
}

type Answer = Result<Response<WasiBody>, Failure>;

/// An instance left alone for this long is given up, with the memory that it holds.
const IDLE: Duration = Duration::from_secs(300);

impl Service {
    /// A component ready to make instances, or why its parts do not fit.
    pub(super) fn new(
        engine: Engine,
        mould: Mould,
        parts: InstancePre<State>,
        limits: Limits,
    ) -> Result<Arc<Self>, String> {
        Ok(Arc::new(Self {
            engine,
            mould,
            parts: ServicePre::new(parts).map_err(|error| format!("{error:#}"))?,
            turns: Arc::new(Semaphore::new(usize::try_from(limits.instances).unwrap_or(1))),
            idle: Mutex::default(),
            limits,
        }))
    }

    /// The component's id.
    pub(super) fn name(&self) -> &str {
        &self.mould.grant.component
    }

    /// Has an instance answer `request`, as soon as one is free.
    pub(super) async fn handle(self: &Arc<Self>, request: Request<WasiBody>, length: Length) -> Answer {
        let waiting = self.turns.clone().acquire_owned();
        let turn = match tokio::time::timeout(self.limits.wall, waiting).await {
            Ok(Ok(turn)) => turn,
            Ok(Err(_)) | Err(_) => return Err(Failure::Busy),
        };
        let (answer, answered) = oneshot::channel();
        // A thread of its own, on which the guest runs and its statements wait without holding up
        // anybody else, and without a change of thread for each statement. An instance finishes
        // what it began though the client has gone.
        let (service, runtime) = (self.clone(), Handle::current());
        tokio::task::spawn_blocking(move || runtime.block_on(service.lend(turn, (request, length), answer)));
        answered.await.unwrap_or(Err(Failure::Broken))
    }

    /// How many requests are in instances.
    pub(super) fn running(&self) -> usize {
        usize::try_from(self.limits.instances).unwrap_or(1).saturating_sub(self.turns.available_permits())
    }

    /// Waits until no request is in any instance.
    pub(super) async fn settled(&self) {
        _ = self.turns.acquire_many(self.limits.instances).await;
    }

    async fn lend(
        self: Arc<Self>,
        _turn: OwnedSemaphorePermit,
        (request, length): (Request<WasiBody>, Length),
        answer: oneshot::Sender<Answer>,
    ) {
        let (cpu, wall) = match length {
            Length::Usual => (self.limits.cpu, self.limits.wall),
            Length::Long => (self.limits.long_cpu, self.limits.long_wall),
        };
        let mut instance = match self.take().await {
            Ok(instance) => instance,
            Err(error) => {
                tracing::error!(component = self.name(), "no instance: {error:#}");
                _ = answer.send(Err(Failure::Broken));
                return;
            }
        };
        State::allow(&mut instance.store, cpu, wall);
        let broken = Arc::new(AtomicBool::new(false));
        let mut answer = Some(answer);
        let mut send = |response: Response<WasiBody>| {
            let whole = |body| Whole { body, broken: broken.clone() }.boxed_unsync();
            if let Some(answer) = answer.take() {
                _ = answer.send(Ok(response.map(whole)));
            }
        };
        let running = instance.store.data().running.clone();
        let serving = running.measure(serve(&mut instance, request, &mut send));
        let mut closed = self.mould.closed.clone();
        let ended = tokio::select! {
            ended = tokio::time::timeout(wall, serving) => ended,
            _ = closed.wait_for(|closed| *closed) => Ok(Err(wasmtime::Error::msg("the host stops"))),
        };
        let failure = match ended {
            Ok(Ok(())) => {
                self.put_back(instance);
                return;
            }
            Ok(Err(error)) => {
                tracing::error!(component = self.name(), "the request failed: {error:#}");
                let late = instance.store.data().deadline.passed();
                if late { Failure::Late } else { Failure::Broken }
            }
            Err(_) => {
                tracing::error!(component = self.name(), "no end after {wall:?}");
                Failure::Late
            }
        };
        // First the instance, whose connections roll back, then the word that it failed.
        broken.store(true, Ordering::SeqCst);
        drop(instance);
        if let Some(answer) = answer {
            _ = answer.send(Err(failure));
        }
    }

    async fn take(&self) -> wasmtime::Result<Instance> {
        let warm = self.idle.lock().unwrap_or_else(PoisonError::into_inner).pop();
        if let Some(instance) = warm {
            return Ok(instance);
        }
        let mut store = self.mould.store(&self.engine);
        State::allow(&mut store, self.limits.cpu, self.limits.wall);
        let service = self.parts.instantiate_async(&mut store).await?;
        Ok(Instance { store, service, served: 0, idle_since: Instant::now() })
    }

    fn put_back(&self, mut instance: Instance) {
        instance.served += 1;
        instance.idle_since = Instant::now();
        // Memory of a guest only grows; one that has grown far is worth replacing.
        let heavy = instance.store.data().memory.held > self.limits.memory / 2;
        if heavy || instance.served >= self.limits.reuse {
            return;
        }
        let mut idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner);
        idle.push(instance);
        let stale = idle.iter().take_while(|idle| idle.idle_since.elapsed() > IDLE).count();
        let stale = idle.drain(..stale).collect::<Vec<_>>();
        drop(idle);
        drop(stale);
    }
}

/// Has `instance` answer, and returns once nothing of the request runs in it any more.
async fn serve(
    instance: &mut Instance,
    request: Request<WasiBody>,
    send: &mut (dyn FnMut(Response<WasiBody>) + Send),
) -> wasmtime::Result<()> {
    let Instance { store, service, .. } = instance;
    let outbound = &mut store.data_mut().outbound;
    outbound.receiving = true;
    let (request, sent) = p3::Request::from_http(outbound, request);
    outbound.receiving = false;
    store
        .run_concurrent(async |accessor| {
            let response = service.handle(accessor, request).await??;
            let response = accessor.with(|store| response.into_http(store, sent))?;
            send(response);
            poll_fn(|context| accessor.poll_no_interesting_tasks(context)).await;
            Ok(())
        })
        .await?
}

/// A body that ends in an error if its instance broke: the pipe from a guest just closes then, and
/// half an answer would be taken for a whole one.
struct Whole {
    body: WasiBody,
    broken: Arc<AtomicBool>,
}

impl Body for Whole {
    type Data = Bytes;
    type Error = Error;

    fn poll_frame(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, Error>>> {
        match Pin::new(&mut self.body).poll_frame(context) {
            Poll::Ready(None) if self.broken.swap(false, Ordering::SeqCst) => {
                let reason = Some("the component failed within its answer".to_owned());
                Poll::Ready(Some(Err(Error::InternalError(reason))))
            }
            polled => polled,
        }
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

impl Failure {
    /// The status that says it.
    pub(super) fn status(self) -> StatusCode {
        match self {
            Self::Broken => StatusCode::INTERNAL_SERVER_ERROR,
            Self::Late => StatusCode::GATEWAY_TIMEOUT,
            Self::Busy => StatusCode::SERVICE_UNAVAILABLE,
        }
    }
}
