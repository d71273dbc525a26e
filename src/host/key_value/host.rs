//! The functions of `spin:key-value` as components call them.

use std::sync::Arc;

use wasmtime::component::{Accessor, FutureReader, HasSelf, Resource, StreamReader};

use super::{Opened, Stores};
use crate::host::bindings::key_value::{Error, Host, HostStore, HostStoreWithStore};
use crate::host::state::State;

/// Stores that one instance may have open; Spin's number.
const MOST_OPEN: usize = 256;

type Streamed = (StreamReader<String>, FutureReader<Result<(), Error>>);

impl Host for State {}

impl HostStore for State {
    fn drop(&mut self, store: Resource<Opened>) -> wasmtime::Result<()> {
        self.table.delete(store)?;
        self.opened = self.opened.saturating_sub(1);
        Ok(())
    }
}

impl HostStoreWithStore<State> for HasSelf<State> {
    async fn open(accessor: &Accessor<State, Self>, label: String) -> Result<Resource<Opened>, Error> {
        accessor.with(|mut store| {
            let state = store.get();
            if !state.grant.stores.contains(&label) {
                return Err(Error::AccessDenied);
            }
            if label != "default" {
                return Err(Error::NoSuchStore);
            }
            if state.opened >= MOST_OPEN {
                return Err(Error::StoreTableFull);
            }
            let opened = state.table.push(Opened).map_err(|_| Error::StoreTableFull)?;
            state.opened += 1;
            Ok(opened)
        })
    }

    async fn get(
        accessor: &Accessor<State, Self>,
        store: Resource<Opened>,
        key: String,
    ) -> wasmtime::Result<Result<Option<Vec<u8>>, Error>> {
        Ok(stores(accessor, &store)?.get(key).await)
    }

    async fn set(
        accessor: &Accessor<State, Self>,
        store: Resource<Opened>,
        key: String,
        value: Vec<u8>,
    ) -> wasmtime::Result<Result<(), Error>> {
        Ok(stores(accessor, &store)?.set(key, value).await)
    }

    async fn delete(
        accessor: &Accessor<State, Self>,
        store: Resource<Opened>,
        key: String,
    ) -> wasmtime::Result<Result<(), Error>> {
        Ok(stores(accessor, &store)?.delete(key).await)
    }

    async fn exists(
        accessor: &Accessor<State, Self>,
        store: Resource<Opened>,
        key: String,
    ) -> wasmtime::Result<Result<bool, Error>> {
        Ok(stores(accessor, &store)?.exists(key).await)
    }

    async fn get_keys(accessor: &Accessor<State, Self>, store: Resource<Opened>) -> wasmtime::Result<Streamed> {
        let (keys, ended) = match stores(accessor, &store)?.keys().await {
            Ok(keys) => (keys, Ok(())),
            Err(error) => (Vec::new(), Err(error)),
        };
        accessor.with(|mut store| {
            let keys = StreamReader::new(&mut store, keys)?;
            Ok((keys, FutureReader::new(&mut store, async { wasmtime::error::Ok(ended) })?))
        })
    }
}

/// The stores, for one that is open.
fn stores(accessor: &Accessor<State, HasSelf<State>>, store: &Resource<Opened>) -> wasmtime::Result<Arc<Stores>> {
    accessor.with(|mut access| {
        let state = access.get();
        state.table.get(store)?;
        Ok(state.stores.clone())
    })
}
