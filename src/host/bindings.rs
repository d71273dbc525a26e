//! What `bindgen!` makes of `wit/`: the host side of Spin's interfaces.

mod generated {
    #![allow(
        missing_docs,
        unreachable_pub,
        clippy::all,
        clippy::unwrap_used,
        clippy::expect_used,
        clippy::panic,
        clippy::indexing_slicing,
        reason = "generated code"
    )]

    wasmtime::component::bindgen!({
        path: "src/host/wit",
        world: "ayumi:host/host",
        imports: {
            "spin:sqlite/sqlite.[static]connection.open-async": store,
            "spin:sqlite/sqlite.[method]connection.execute-async": store | trappable,
            "spin:sqlite/sqlite.[method]connection.last-insert-rowid-async": store | trappable,
            "spin:sqlite/sqlite.[method]connection.changes-async": store | trappable,
            "spin:sqlite/sqlite.[method]connection.execute": async | trappable,
            "spin:sqlite/sqlite.[method]connection.last-insert-rowid": async | trappable,
            "spin:sqlite/sqlite.[method]connection.changes": async | trappable,
            "spin:sqlite/sqlite.[static]connection.open": async,
            "spin:variables/variables.get": store,
            "spin:key-value/key-value.[static]store.open": store,
            "spin:key-value/key-value.[method]store.get": store | trappable,
            "spin:key-value/key-value.[method]store.set": store | trappable,
            "spin:key-value/key-value.[method]store.delete": store | trappable,
            "spin:key-value/key-value.[method]store.exists": store | trappable,
            "spin:key-value/key-value.[method]store.get-keys": store | trappable,
            default: trappable,
        },
        with: {
            "spin:sqlite/sqlite.connection": crate::host::sqlite::Connection,
            "spin:key-value/key-value.store": crate::host::key_value::Opened,
        },
    });
}

pub(super) use generated::spin::key_value::key_value;
pub(super) use generated::spin::sqlite::sqlite;
pub(super) use generated::spin::variables::variables;
