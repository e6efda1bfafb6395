//! `DELETE /v1/{project}/instances/{id}`: for pay-per-use, at once.

use std::collections::BTreeMap;

use axum::response::Response;
use rust_decimal::Decimal;
use serde_json::json;

use super::{create, instance::Stage, parameter_error, reads};
use crate::{
    door::Scene,
    huawei::{
        Call,
        reply::{self, Refusal},
    },
    ledger::LedgerEffect,
    state::State,
};

pub(in crate::huawei) fn delete(
    state: &mut State,
    scene: Scene<'_>,
    call: &Call,
) -> Result<Response, Refusal> {
    // Left out or empty means yes.
    let with_data = call.query("delete_rds_data").unwrap_or("true");
    if !["true", "false"].contains(&with_data) {
        return Err(parameter_error("delete_rds_data"));
    }
    let found = reads::find(state, scene, call, call.id())?;
    if found.stage(scene) == Stage::Creating {
        return Err(Refusal::ddm(
            409,
            "DBS.200019",
            "Another operation is being performed on the DB instance.",
        ));
    }
    if !found.order_id().is_empty() {
        let message = "Failed to process the request. A yearly or monthly instance is unsubscribed from.";
        return Err(Refusal::ddm(400, "DBS.300005", message));
    }
    let mut entry = create::new_entry(state, scene, call, LedgerEffect::Delete, Decimal::ZERO)?;
    entry.instance_id = call.id().to_owned();
    entry.parameters = BTreeMap::from([
        ("project_id".to_owned(), call.project().to_owned()),
        ("delete_rds_data".to_owned(), with_data.to_owned()),
    ]);
    create::add(state, entry)?;
    reply::ok(json!({"id": call.id()}))
}
