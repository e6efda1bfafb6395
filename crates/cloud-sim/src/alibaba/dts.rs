//! DTS (API version 2020-01-01): the purchase, its change, what follows it, and the reads around it.

mod change;
mod configure;
pub(super) mod job;
pub(super) mod price;
mod reads;
mod rules;
pub(super) mod stage;

use serde_json::{Value, json};

pub(super) use change::upgrade_of;

use super::{Call, book, money, reply::Refusal, tokens};
use crate::{
    accounts::{Provider, Standing},
    door::Scene,
    ledger::{LedgerEffect, LedgerEntry},
    state::State,
};

/// Does what a verified request asks for.
pub(super) fn act(state: &mut State, scene: Scene<'_>, call: &Call) -> Result<Value, Refusal> {
    let writes = |state: &mut State, write: fn(&mut State, Scene<'_>, &Call) -> Result<Value, Refusal>| {
        book::may_change(scene.config, call)?;
        write(state, scene, call)
    };
    match call.action.as_str() {
        "CreateSynchronizationJob" => writes(state, create),
        "TransferPayType" => writes(state, change::act),
        "ConfigureSynchronizationJob" => writes(state, configure::configure),
        "StartSynchronizationJob" => writes(state, configure::start),
        "DescribeDtsJobs" => reads::jobs::list(state, scene, call),
        "DescribeDtsJobDetail" => reads::jobs::detail(state, scene, call),
        "DescribeSynchronizationJobs" => reads::synchronization::list(state, scene, call),
        "DescribeSynchronizationJobStatus" => reads::synchronization::status(state, scene, call),
        _ => Err(Refusal::new(404, "InvalidApi.NotFound", "Specified api is not found.")),
    }
}

fn create(state: &mut State, scene: Scene<'_>, call: &Call) -> Result<Value, Refusal> {
    let wish = rules::check(&call.parameters)?;
    let entry = match tokens::remembered(state, scene, call)? {
        Some(earlier) => earlier,
        None => sell(state, scene, call, &price::of(&wish))?,
    };
    // The document says text, its sample shows a boolean: callers must take both, so they get both.
    let flag = if entry.number % 2 == 1 { json!(true) } else { json!("true") };
    Ok(json!({"SynchronizationJobId": entry.instance_id, "Success": flag}))
}

fn sell(
    state: &mut State,
    scene: Scene<'_>,
    call: &Call,
    sale: &price::Sale,
) -> Result<LedgerEntry, Refusal> {
    if book::account(scene.config, call).is_some_and(|own| own.standing == Standing::Incomplete) {
        return Err(Refusal::new(
            403,
            "Forbidden.UserVerification",
            "Your account must pass real-name verification first.",
        ));
    }
    let mut entry = book::entry(state, scene, call, LedgerEffect::Purchase);
    let now = |cny| state.prices.of(money::in_currency(cny, &entry.currency));
    let (price, needs) = (now(sale.price), now(sale.needs));
    if state.balance(scene.config, Provider::Alibaba, &call.account) < needs {
        return Err(poor());
    }
    let id = |what: &str| state.id_hash(what, &call.account, scene.now);
    entry.price = price;
    entry.instance_id = format!("dts{}", &id("instance")[..16]);
    entry.job_id = id("job")[..16].to_owned();
    entry.order_id = book::order_id(state, scene, call);
    book::add(state, entry)
}

fn poor() -> Refusal {
    Refusal::new(
        400,
        "DTS.Msg.LXPayOrder.InsufficientBalance",
        "Your account does not have enough balance to pay the order.",
    )
}
