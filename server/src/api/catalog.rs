//! `/catalog`: what can be bought, and the JSON Schema of each one's `spec`.
//!
//! A schema is for editors and generators: whatever the rules take, spelled as the vendor does, it takes too. What
//! it cannot say is in its descriptions and in the refusals: the one implementation of the rules is the domain's.

mod bss_create;
mod ddm_create;
mod dts_change;
mod dts_create;
mod schema;

use axum::{Json, extract::Path};
use domain::catalog::Operation;
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

use super::{
    caller::{Caller, Scope},
    list::List,
    problem::Problem,
};

/// One thing that can be bought.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Entry {
    #[schema(example = "dts.create")]
    key: &'static str,
    #[schema(example = "alibaba")]
    provider: &'static str,
    /// Whether orders of it can be submitted.
    available: bool,
    /// JSON Schema (2020-12) of `spec`.
    #[schema(value_type = Object)]
    spec: Value,
}

impl From<Operation> for Entry {
    fn from(operation: Operation) -> Self {
        Self {
            key: operation.key(),
            provider: operation.provider().name(),
            available: true,
            spec: spec(operation),
        }
    }
}

/// What can be bought.
#[utoipa::path(get, path = "/catalog", tag = "catalog", responses((status = 200, body = List<Entry>)))]
pub(super) async fn list(caller: Caller) -> Result<Json<List<Entry>>, Problem> {
    caller.may(Scope::Read)?;
    Ok(Json(List { items: Operation::ALL.into_iter().map(Entry::from).collect(), next: None }))
}

/// One thing that can be bought.
#[utoipa::path(get, path = "/catalog/{key}", tag = "catalog", params(("key" = String, Path, example = "dts.create")),
    responses((status = 200, body = Entry), (status = 404, body = Problem, content_type = "application/problem+json")))]
pub(super) async fn show(caller: Caller, Path(key): Path<String>) -> Result<Json<Entry>, Problem> {
    caller.may(Scope::Read)?;
    let operation: Operation = key.parse().map_err(|_| Problem::not_found())?;
    Ok(Json(operation.into()))
}

fn spec(operation: Operation) -> Value {
    match operation {
        Operation::DtsCreate => dts_create::schema(),
        Operation::DtsChange => dts_change::schema(),
        Operation::BssCreate => bss_create::schema(),
        Operation::DdmCreate => ddm_create::schema(),
    }
}

#[cfg(test)]
mod tests;
