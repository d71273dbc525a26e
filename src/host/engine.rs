//! The WebAssembly engine: how components are compiled, found compiled, and given memory.

use std::path::Path;
use std::time::Duration;

use wasmtime::component::{Component, HasSelf, InstancePre, Linker};
use wasmtime::{Cache, CacheConfig, Config, Engine, InstanceAllocationStrategy, PoolingAllocationConfig};

use super::state::State;
use super::{HostError, Limits, bindings};

/// How often a running guest looks up: the unit of running time, and how long one guest can keep
/// a thread from the others.
pub(super) const EPOCH: Duration = Duration::from_millis(10);

/// Starts the engine, with room for the instances of `components` components.
///
/// # Errors
/// [`HostError::Engine`].
pub(super) fn start(cache: Option<&Path>, limits: &Limits, components: u32) -> Result<Engine, HostError> {
    let mut config = Config::new();
    config
        .wasm_component_model(true)
        .wasm_component_model_async(true)
        .epoch_interruption(true)
        .cache(cache.and_then(open_cache));
    let pooled = Engine::new(config.clone().allocation_strategy(pool(limits, components)));
    // Where address space is short, memory is asked for as instances come; slower, and no different.
    let engine =
        pooled.or_else(|_| Engine::new(&config)).map_err(|error| HostError::Engine { reason: format!("{error:#}") })?;
    let weak = engine.weak();
    let ticking = std::thread::Builder::new().name("epoch".into()).spawn(move || {
        // A thread of its own, since looping guests can hold every thread of the executor.
        while let Some(engine) = weak.upgrade() {
            engine.increment_epoch();
            drop(engine);
            std::thread::sleep(EPOCH);
        }
    });
    match ticking {
        Ok(_) => Ok(engine),
        Err(error) => Err(HostError::Engine { reason: error.to_string() }),
    }
}

/// Compiles the component in `file`, or finds it compiled, and links it to this host.
///
/// # Errors
/// What the engine says, in words.
pub(super) fn load(engine: &Engine, file: &[u8]) -> Result<InstancePre<State>, String> {
    let link = || -> wasmtime::Result<_> {
        let component = Component::from_binary(engine, file)?;
        let mut linker = Linker::new(engine);
        wasmtime_wasi::p2::add_to_linker_async(&mut linker)?;
        wasmtime_wasi::p3::add_to_linker(&mut linker)?;
        wasmtime_wasi_http::p3::add_to_linker(&mut linker)?;
        bindings::sqlite::add_to_linker::<_, HasSelf<State>>(&mut linker, |state| state)?;
        bindings::key_value::add_to_linker::<_, HasSelf<State>>(&mut linker, |state| state)?;
        bindings::variables::add_to_linker::<_, HasSelf<State>>(&mut linker, |state| state)?;
        linker.instantiate_pre(&component)
    };
    link().map_err(|error| format!("{error:#}"))
}

fn open_cache(folder: &Path) -> Option<Cache> {
    let open = || -> Result<Cache, String> {
        std::fs::create_dir_all(folder).map_err(|error| error.to_string())?;
        let folder = folder.canonicalize().map_err(|error| error.to_string())?;
        let mut config = CacheConfig::new();
        config.with_directory(folder);
        Cache::new(config).map_err(|error| format!("{error:#}"))
    };
    open()
        .inspect_err(|error| {
            tracing::warn!("{}: {error}; components are compiled at every start", folder.display());
        })
        .ok()
}

fn pool(limits: &Limits, components: u32) -> InstanceAllocationStrategy {
    // A few more than may run, since an instance that has answered is put away a moment later.
    let instances = limits.instances.saturating_mul(components).saturating_add(8);
    let mut pool = PoolingAllocationConfig::new();
    pool.total_component_instances(instances)
        .total_core_instances(instances.saturating_mul(8))
        .total_memories(instances)
        .total_tables(instances.saturating_mul(4))
        .total_stacks(instances.saturating_mul(4))
        .max_memory_size(limits.memory)
        .max_component_instance_size(8 << 20)
        .max_core_instance_size(8 << 20)
        .table_elements(100_000)
        // What an instance is sure to use again is cleared instead of given back to the system.
        .linear_memory_keep_resident(1 << 20)
        .table_keep_resident(1 << 16);
    InstanceAllocationStrategy::Pooling(pool)
}
