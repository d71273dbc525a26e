//! What one instance of a component has of the host: its WASI, its grants, its budgets.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Instant;

use tokio::sync::watch;
use wasmtime::component::ResourceTable;
use wasmtime::{Engine, ResourceLimiter, Store, UpdateDeadline};
use wasmtime_wasi::{WasiCtx, WasiCtxBuilder, WasiCtxView, WasiView};
use wasmtime_wasi_http::{WasiHttpCtx, WasiHttpCtxView, WasiHttpView};

use super::engine::EPOCH;
use super::outbound::{Client, Outbound};
use super::service::Grant;
use super::sqlite::Database;
use super::stdio::{Log, Stream};
use super::{Clock, Limits};

/// The data of a store.
pub(super) struct State {
    pub(super) grant: Arc<Grant>,
    pub(super) database: Arc<Database>,
    pub(super) deadline: Arc<Deadline>,
    /// Connections open, since each costs the host a file and memory of its own.
    pub(super) connections: usize,
    pub(super) table: ResourceTable,
    pub(super) memory: Memory,
    /// Slices of running time left to the request, each as long as an epoch.
    slices: u32,
    wasi: WasiCtx,
    http: WasiHttpCtx,
    pub(super) outbound: Outbound,
}

/// When a request must be over, whatever it is doing.
pub(super) struct Deadline {
    at: Mutex<Instant>,
    closed: watch::Receiver<bool>,
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
    pub(super) client: Client,
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
            deadline: Arc::new(Deadline { at: Mutex::new(Instant::now()), closed: self.closed.clone() }),
            connections: 0,
            table: ResourceTable::new(),
            memory: Memory { most: self.memory, held: 0 },
            slices: 0,
            wasi: wasi.build(),
            http: WasiHttpCtx::new(),
            outbound: Outbound {
                grant: grant.clone(),
                client: self.client.clone(),
                own_address: self.own_address,
                receiving: false,
            },
        };
        let mut store = Store::new(engine, state);
        store.limiter(|state| &mut state.memory);
        // Called once an epoch while the guest runs, and not while it waits: so it counts running
        // time, and a guest that waits for LINE is not taken for one that loops. It yields, so that
        // the request's other deadline is looked at too.
        store.epoch_deadline_callback(|mut store| {
            let state = store.data_mut();
            match state.slices.checked_sub(1) {
                Some(left) => {
                    state.slices = left;
                    Ok(UpdateDeadline::Yield(1))
                }
                None => Err(wasmtime::Error::msg("the request used up its running time")),
            }
        });
        store
    }
}

impl State {
    /// Gives the next request its running time, and its time altogether.
    pub(super) fn allow(store: &mut Store<Self>, limits: &Limits) {
        let slices = limits.cpu.as_millis() / EPOCH.as_millis();
        let state = store.data_mut();
        state.slices = u32::try_from(slices).unwrap_or(u32::MAX);
        *state.deadline.lock() = Instant::now() + limits.wall;
        store.set_epoch_deadline(1);
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
