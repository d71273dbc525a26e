//! `GET /healthz`: alive, and able to reach the database.

use super::answer::{Answer, Refused, json};
use crate::spin::connect;
use crate::sql::Sql;
use http::StatusCode;
use serde::Serialize;

#[derive(Serialize)]
struct Health {
    status: &'static str,
    schema: i64,
}

pub(super) async fn get() -> Result<Answer, Refused> {
    let sql = connect().await?;
    sql.run("SELECT 1", Vec::new()).await.map_err(crate::Error::from)?;
    sql.keep();
    Ok(json(StatusCode::OK, &Health { status: "ok", schema: crate::store::schema::NEWEST }))
}
