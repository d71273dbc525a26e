//! What one instance of a component has of the host: its WASI, its grants, its budgets.

use std::future::poll_fn;
use std::net::SocketAddr;
use std::pin::pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use tokio::sync::watch;
use wasmtime::component::ResourceTable;
use wasmtime::{Engine, ResourceLimiter, Store, UpdateDeadline};
use wasmtime_wasi::{WasiCtx, WasiCtxBuilder, WasiCtxView, WasiView};
use wasmtime_wasi_http::{WasiHttpCtx, WasiHttpCtxView, WasiHttpView};

use super::Clock;
use super::key_value::Stores;
use super::outbound::{Clients, Outbound};
use super::service::Grant;
use super::sqlite::Database;
use super::stdio::{Log, Stream};

/// The data of a store.
pub(super) struct State {
    pub(super) grant: Arc<Grant>,
    pub(super) database: Arc<Database>,
    pub(super) stores: Arc<Stores>,
    pub(super) deadline: Arc<Deadline>,
    /// Connections open, since each costs the host a file and memory of its own.
    pub(super) connections: usize,
    /// Key-value stores open.
    pub(super) opened: usize,
    pub(super) table: ResourceTable,
    pub(super) memory: Memory,
    pub(super) running: Arc<Running>,
    wasi: WasiCtx,
    http: WasiHttpCtx,
    pub(super) outbound: Outbound,
}

/// When a request must be over, whatever it is doing.
pub(super) struct Deadline {
    at: Mutex<Instant>,
    closed: watch::Receiver<bool>,
}

/// How long a request has run, and may.
pub(super) struct Running(Mutex<Budget>);

struct Budget {
    left: Duration,
    /// Up to when it is counted.
    since: Instant,
}

/// How much memory an instance may have and has.
pub(super) struct Memory {
    most: usize,
    pub(super) held: usize,
}

/// What all instances of a component are made from.
pub(super) struct Mould {
    pub(super) grant: Arc<Grant>,
    pub(super) database: Arc<Database>,
    pub(super) stores: Arc<Stores>,
    pub(super) clients: Arc<Clients>,
    pub(super) own_address: SocketAddr,
    pub(super) clock: Clock,
    pub(super) memory: usize,
    /// Turns true when the host gives up waiting for its requests.
    pub(super) closed: watch::Receiver<bool>,
}

impl Mould {
    /// A fresh store, without a network, without files, and with the host's clock.
    pub(super) fn store(&self, engine: &Engine) -> Store<State> {
        let grant = &self.grant;
        let mut wasi = WasiCtxBuilder::new();
        wasi.wall_clock(self.clock.clone())
            .stdout(Log::new(grant.component.clone(), Stream::Out))
            .stderr(Log::new(grant.component.clone(), Stream::Err));
        for (name, value) in &grant.environment {
            wasi.env(name, value);
        }
        let state = State {
            grant: grant.clone(),
            database: self.database.clone(),
            stores: self.stores.clone(),
            deadline: Arc::new(Deadline { at: Mutex::new(Instant::now()), closed: self.closed.clone() }),
            connections: 0,
            opened: 0,
            table: ResourceTable::new(),
            memory: Memory { most: self.memory, held: 0 },
            running: Arc::new(Running(Mutex::new(Budget { left: Duration::ZERO, since: Instant::now() }))),
            wasi: wasi.build(),
            http: WasiHttpCtx::new(),
            outbound: Outbound {
                grant: grant.clone(),
                clients: self.clients.clone(),
                own_address: self.own_address,
                receiving: false,
            },
        };
        let mut store = Store::new(engine, state);
        store.limiter(|state| &mut state.memory);
        // Called when an epoch has begun since the guest last looked, which a guest that wakes for
        // microseconds finds as often as one that loops: what counts is the time measured. It
        // yields, so that the request's other deadline is looked at too.
        store.epoch_deadline_callback(|store| {
            if store.data().running.spend() {
                return Ok(UpdateDeadline::Yield(1));
            }
            Err(wasmtime::Error::msg("the request used up its running time"))
        });
        store
    }
}

impl State {
    /// Gives the next request its running time, and its time altogether.
    pub(super) fn allow(store: &mut Store<Self>, cpu: Duration, wall: Duration) {
        let state = store.data_mut();
        state.running.allow(cpu);
        *state.deadline.lock() = Instant::now() + wall;
        store.set_epoch_deadline(1);
    }
}

impl Running {
    /// Polls `work`, in which the guest runs; what lies between two polls is waiting, and free.
    pub(super) async fn measure<T>(&self, work: impl Future<Output = T>) -> T {
        let mut work = pin!(work);
        poll_fn(|context| {
            self.resume();
            work.as_mut().poll(context)
        })
        .await
    }

    /// Counts from now on: the guest goes on after a wait, or after work that the host did for it.
    pub(super) fn resume(&self) {
        self.lock().since = Instant::now();
    }

    /// Takes off what was run; false if that was too much.
    pub(super) fn spend(&self) -> bool {
        let mut budget = self.lock();
        let now = Instant::now();
        budget.left = budget.left.saturating_sub(now - budget.since);
        budget.since = now;
        !budget.left.is_zero()
    }

    fn allow(&self, time: Duration) {
        *self.lock() = Budget { left: time, since: Instant::now() };
    }

    fn lock(&self) -> MutexGuard<'_, Budget> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Deadline {
    pub(super) fn passed(&self) -> bool {
        *self.closed.borrow() || Instant::now() > *self.lock()
    }

    /// An error if it has passed, which ends the guest: a statement cut off by the deadline is not
    /// the guest's to handle, for it might go on and commit the rest.
    pub(super) fn check(&self) -> wasmtime::Result<()> {
        if self.passed() {
            return Err(wasmtime::Error::msg("the request used up its time"));
        }
        Ok(())
    }

    fn lock(&self) -> MutexGuard<'_, Instant> {
        self.at.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl ResourceLimiter for Memory {
    fn memory_growing(&mut self, current: usize, desired: usize, _: Option<usize>) -> wasmtime::Result<bool> {
        let held = self.held.saturating_sub(current).saturating_add(desired);
        let fits = held <= self.most;
        if fits {
            self.held = held;
        }
        Ok(fits)
    }

    fn table_growing(&mut self, _: usize, desired: usize, _: Option<usize>) -> wasmtime::Result<bool> {
        Ok(desired <= 100_000)
    }
}

impl WasiView for State {
    fn ctx(&mut self) -> WasiCtxView<'_> {
        WasiCtxView { ctx: &mut self.wasi, table: &mut self.table }
    }
}

impl WasiHttpView for State {
    fn http(&mut self) -> WasiHttpCtxView<'_> {
        WasiHttpCtxView { hooks: &mut self.outbound, table: &mut self.table, ctx: &mut self.http }
    }
}
