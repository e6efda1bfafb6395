//! What happened, on its way into the ledger.

use super::{Call, reply::Refusal, tokens};
use crate::{
    accounts::{Account, Provider, Standing},
    config::SimConfig,
    door::Scene,
    ledger::{LedgerEffect, LedgerEntry},
    state::State,
};

/// An entry of this call's that has cost nothing yet and names nothing yet.
pub(super) fn entry(state: &State, scene: Scene<'_>, call: &Call, effect: LedgerEffect) -> LedgerEntry {
    let mut parameters = tokens::business(call);
    parameters.retain(|name, _| !name.ends_with("Password"));
    LedgerEntry {
        number: state.ledger.next_number(),
        at: scene.now,
        provider: Provider::Alibaba,
        account: call.account.clone(),
        action: call.action.clone(),
        effect,
        client_token: call.parameters.get("ClientToken").cloned(),
        name: None,
        parameters,
        price: 0.into(),
        currency: account(scene.config, call).map_or_else(|| "CNY".to_owned(), |own| own.currency.clone()),
        instance_id: String::new(),
        order_id: String::new(),
        job_id: String::new(),
        request_id: scene.request_id.to_owned(),
    }
}

/// The id of the order that comes with a sale: fifteen digits.
pub(super) fn order_id(state: &State, scene: Scene<'_>, call: &Call) -> String {
    let hash = state.id_hash("order", &call.account, scene.now);
    let number = u64::from_str_radix(&hash[..12], 16).unwrap_or_default();
    format!("2{:014}", number % 100_000_000_000_000)
}

/// Keeps an entry for good.
pub(super) fn add(state: &mut State, entry: LedgerEntry) -> Result<LedgerEntry, Refusal> {
    state
        .ledger
        .add(entry.clone())
        .map_err(|error| Refusal::new(500, "InternalError", format!("the ledger: {error}")))?;
    Ok(entry)
}

pub(super) fn account<'a>(config: &'a SimConfig, call: &Call) -> Option<&'a Account> {
    config.account(Provider::Alibaba, &call.account)
}

/// Who may only look changes nothing.
pub(super) fn may_change(config: &SimConfig, call: &Call) -> Result<(), Refusal> {
    if account(config, call).is_some_and(|own| own.standing == Standing::NoPermission) {
        return Err(Refusal::new(
            403,
            "Forbidden.RAM",
            "User not authorized to operate on the specified resource, or this API doesn't support RAM.",
        ));
    }
    Ok(())
}
