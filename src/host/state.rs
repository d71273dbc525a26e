//! What one instance of a component has of the host: its WASI, its grants, its budgets.

use std::net::SocketAddr;
use std::sync::Arc;

use wasmtime::component::ResourceTable;
use wasmtime::{Engine, ResourceLimiter, Store, UpdateDeadline};
use wasmtime_wasi::{WasiCtx, WasiCtxBuilder, WasiCtxView, WasiView};
use wasmtime_wasi_http::{WasiHttpCtx, WasiHttpCtxView, WasiHttpView};

use super::Clock;
use super::outbound::{Client, Outbound};
use super::service::Grant;
use super::sqlite::Database;
use super::stdio::{Log, Stream};

/// The data of a store.
pub(super) struct State {
    pub(super) grant: Arc<Grant>,
    pub(super) database: Arc<Database>,
    /// Connections open, since each costs the host a file and memory of its own.
    pub(super) connections: usize,
    pub(super) table: ResourceTable,
    pub(super) memory: Memory,
    /// Slices of running time left to the request, each as long as an epoch.
    slices: u32,
    wasi: WasiCtx,
    http: WasiHttpCtx,
    outbound: Outbound,
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
            },
        };
        let mut store = Store::new(engine, state);
        store.limiter(|state| &mut state.memory);
        // Called once an epoch while the guest runs, and not while it waits: so it counts running
        // time, and a guest that waits for LINE is not taken for one that loops.
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
    /// Gives the next request its running time.
    pub(super) fn allow(store: &mut Store<Self>, slices: u32) {
        store.data_mut().slices = slices;
        store.set_epoch_deadline(1);
    }
}

impl ResourceLimiter for Memory {
    fn memory_growing(
        &mut self,
        current: usize,
        desired: usize,
        _: Option<usize>,
    ) -> wasmtime::Result<bool> {
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
