//! DTS (API version 2020-01-01): the purchase, and the reads around it.

mod price;
mod reads;
mod rules;
mod stage;

use serde_json::{Value, json};

use super::{Call, reply::Refusal, tokens};
use crate::{
    accounts::Provider,
    door::Scene,
    ledger::{LedgerEffect, LedgerEntry},
    state::State,
};

/// Does what a verified request asks for.
pub(super) fn act(state: &mut State, scene: Scene<'_>, call: &Call) -> Result<Value, Refusal> {
    match call.action.as_str() {
        "CreateSynchronizationJob" => create(state, scene, call),
        "DescribeDtsJobs" => reads::jobs(state, scene, call),
        "DescribeDtsJobDetail" => reads::detail(state, scene, call),
        "DescribeSynchronizationJobs" => reads::synchronization_jobs(state, scene, call),
        "DescribeSynchronizationJobStatus" => reads::synchronization_status(state, scene, call),
        _ => Err(Refusal::new(404, "InvalidApi.NotFound", "Specified api is not found.")),
    }
}

fn create(state: &mut State, scene: Scene<'_>, call: &Call) -> Result<Value, Refusal> {
    let wish = rules::check(&call.parameters)?;
    let entry = match tokens::remembered(state, scene, call)? {
        Some(earlier) => earlier,
        None => sell(state, scene, call, price::of(&wish))?,
    };
    // The document says text, its sample shows a boolean: callers must take both, so they get both.
    let flag = if entry.number % 2 == 1 { json!(true) } else { json!("true") };
    Ok(json!({"SynchronizationJobId": entry.instance_id, "Success": flag}))
}

fn sell(state: &mut State, scene: Scene<'_>, call: &Call, sale: price::Sale) -> Result<LedgerEntry, Refusal> {
    if state.balance(scene.config, Provider::Alibaba, &call.account) < sale.needs {
        return Err(Refusal::new(
            400,
            "DTS.Msg.LXPayOrder.InsufficientBalance",
            "Your account does not have enough balance to pay the order.",
        ));
    }
    let id = |what: &str| state.id_hash(what, &call.account, scene.now);
    let entry = LedgerEntry {
        number: state.ledger.next_number(),
        at: scene.now,
        provider: Provider::Alibaba,
        account: call.account.clone(),
        action: call.action.clone(),
        effect: LedgerEffect::Purchase,
        client_token: call.parameters.get("ClientToken").cloned(),
        name: None,
        parameters: tokens::business(call),
        price: sale.price,
        currency: "CNY".to_owned(),
        instance_id: format!("dts{}", &id("instance")[..16]),
        order_id: String::new(),
        job_id: id("job")[..16].to_owned(),
        request_id: scene.request_id.to_owned(),
    };
    state
        .ledger
        .add(entry.clone())
        .map_err(|error| Refusal::new(500, "InternalError", format!("the ledger: {error}")))?;
    Ok(entry)
}
