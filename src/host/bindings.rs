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
            default: trappable,
        },
        with: {
            "spin:sqlite/sqlite.connection": crate::host::sqlite::Connection,
        },
    });
}

pub(super) use generated::spin::sqlite::sqlite;
pub(super) use generated::spin::variables::variables;
