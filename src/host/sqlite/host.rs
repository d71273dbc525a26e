//! The functions of `spin:sqlite` as components call them.

use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use tokio::sync::mpsc;
use wasmtime::StoreContextMut;
use wasmtime::component::{
    Accessor, Destination, FutureReader, HasSelf, Resource, StreamProducer, StreamReader, StreamResult, VecBuffer,
};

use super::query::{self, Head, Rest};
use super::{Connection, Database, Shared};
use crate::host::bindings::sqlite::{
    Error, Host, HostConnection, HostConnectionWithStore, QueryResult, RowResult, Value,
};
use crate::host::state::State;

/// Connections that one instance may have open; Spin's number.
const MOST_CONNECTIONS: usize = 256;

type Streamed = (Vec<String>, StreamReader<RowResult>, FutureReader<Result<(), Error>>);

impl Host for State {}

impl HostConnection for State {
    async fn open(&mut self, name: String) -> Result<Resource<Connection>, Error> {
        let database = self.granted(&name)?;
        self.keep(database.connect(&self.deadline)?)
    }

    async fn execute(
        &mut self,
        connection: Resource<Connection>,
        statement: String,
        parameters: Vec<Value>,
    ) -> wasmtime::Result<Result<QueryResult, Error>> {
        let shared = self.shared(&connection)?;
        self.running.spend();
        let result = query::whole(shared, statement, parameters).await;
        self.running.resume();
        self.deadline.check()?;
        Ok(result)
    }

    async fn last_insert_rowid(&mut self, connection: Resource<Connection>) -> wasmtime::Result<i64> {
        query::ask(self.shared(&connection)?, rusqlite::Connection::last_insert_rowid).await
    }

    async fn changes(&mut self, connection: Resource<Connection>) -> wasmtime::Result<u64> {
        query::ask(self.shared(&connection)?, rusqlite::Connection::changes).await
    }

    fn drop(&mut self, connection: Resource<Connection>) -> wasmtime::Result<()> {
        let mut connection = self.table.delete(connection)?;
        // Rows still being read outlive the handle, as they do in Spin.
        connection.closed = true;
        self.connections = self.connections.saturating_sub(1);
        Ok(())
    }
}

impl HostConnectionWithStore<State> for HasSelf<State> {
    async fn open_async(accessor: &Accessor<State, Self>, name: String) -> Result<Resource<Connection>, Error> {
        accessor.with(|mut store| {
            let state = store.get();
            let connection = state.granted(&name)?.connect(&state.deadline)?;
            state.keep(connection)
        })
    }

    async fn execute_async(
        accessor: &Accessor<State, Self>,
        connection: Resource<Connection>,
        statement: String,
        parameters: Vec<Value>,
    ) -> wasmtime::Result<Result<Streamed, Error>> {
        let (shared, running) = accessor.with(|mut store| {
            let state = store.get();
            state.shared(&connection).map(|shared| (shared, state.running.clone()))
        })?;
        // A statement runs on the guest's thread, but the disk that it waits for is not the guest.
        running.spend();
        let begun = query::start(shared, statement, parameters).await;
        running.resume();
        let head = match begun {
            Ok(head) => head,
            Err(error) => return Ok(Err(error)),
        };
        let Head { columns, rows: first, rest } = head;
        accessor.with(|mut store| {
            store.get().deadline.check()?;
            let (rows, ended) = match rest {
                Rest::Ended(ended) => (
                    StreamReader::new(&mut store, first)?,
                    FutureReader::new(&mut store, async { wasmtime::error::Ok(ended) })?,
                ),
                Rest::Following { rows, ended } => (
                    StreamReader::new(&mut store, Rows { first, following: rows })?,
                    FutureReader::new(&mut store, async {
                        wasmtime::error::Ok(ended.await.unwrap_or_else(|_| Err(query::thread_gone())))
                    })?,
                ),
            };
            Ok(Ok((columns, rows, ended)))
        })
    }

    async fn last_insert_rowid_async(
        accessor: &Accessor<State, Self>,
        connection: Resource<Connection>,
    ) -> wasmtime::Result<i64> {
        let shared = accessor.with(|mut store| store.get().shared(&connection))?;
        query::ask(shared, rusqlite::Connection::last_insert_rowid).await
    }

    async fn changes_async(
        accessor: &Accessor<State, Self>,
        connection: Resource<Connection>,
    ) -> wasmtime::Result<u64> {
        let shared = accessor.with(|mut store| store.get().shared(&connection))?;
        query::ask(shared, rusqlite::Connection::changes).await
    }
}

impl State {
    fn granted(&self, name: &str) -> Result<Arc<Database>, Error> {
        if !self.grant.databases.iter().any(|granted| granted == name) {
            return Err(Error::AccessDenied);
        }
        if name != "default" {
            return Err(Error::NoSuchDatabase);
        }
        Ok(self.database.clone())
    }

    fn keep(&mut self, connection: Connection) -> Result<Resource<Connection>, Error> {
        if self.connections >= MOST_CONNECTIONS {
            return Err(Error::Io("too many connections opened".into()));
        }
        let kept = self.table.push(connection).map_err(|error| Error::Io(error.to_string()))?;
        self.connections += 1;
        Ok(kept)
    }

    fn shared(&self, connection: &Resource<Connection>) -> wasmtime::Result<Arc<Shared>> {
        Ok(self.table.get(connection)?.shared.clone())
    }
}

/// Rows that come in batches.
struct Rows {
    first: Vec<RowResult>,
    following: mpsc::Receiver<Vec<RowResult>>,
}

impl StreamProducer<State> for Rows {
    type Item = RowResult;
    type Buffer = VecBuffer<RowResult>;

    fn poll_produce<'a>(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        _: StoreContextMut<'a, State>,
        mut destination: Destination<'a, Self::Item, Self::Buffer>,
        finish: bool,
    ) -> Poll<wasmtime::Result<StreamResult>> {
        if !self.first.is_empty() {
            destination.set_buffer(std::mem::take(&mut self.first).into());
            return Poll::Ready(Ok(StreamResult::Completed));
        }
        match self.following.poll_recv(context) {
            Poll::Ready(Some(rows)) => {
                destination.set_buffer(rows.into());
                Poll::Ready(Ok(StreamResult::Completed))
            }
            Poll::Ready(None) => Poll::Ready(Ok(StreamResult::Dropped)),
            Poll::Pending if finish => Poll::Ready(Ok(StreamResult::Cancelled)),
            Poll::Pending => Poll::Pending,
        }
    }
}
