//! What the clouds make of a client token: one purchase, whatever number of calls.

use std::collections::BTreeMap;

use super::{Call, reply::Refusal};
use crate::{accounts::Provider, door::Scene, ledger::LedgerEntry, state::State};

/// The parameters that a token stands for.
pub(super) fn business(call: &Call) -> BTreeMap<String, String> {
    let mut parameters = call.parameters.clone();
    parameters.remove("ClientToken");
    parameters
}

/// What was sold with this token, while the cloud still knows it. A failed call never used its token.
pub(super) fn remembered(
    state: &State,
    scene: Scene<'_>,
    call: &Call,
) -> Result<Option<LedgerEntry>, Refusal> {
    let Some(token) = call.parameters.get("ClientToken") else { return Ok(None) };
    let handle = (Provider::Alibaba, call.account.clone(), call.action.clone(), token.clone());
    if state.held.contains(&handle) {
        return Err(Refusal::new(
            403,
            "LastTokenProcessing",
            "The last request with this client token is still being processed.",
        ));
    }
    let earlier = state
        .entries_of(Provider::Alibaba, &call.account)
        .rev()
        .find(|entry| entry.action == call.action && entry.client_token.as_ref() == Some(token))
        .filter(|entry| scene.now - entry.at <= scene.config.token_memory());
    match earlier {
        Some(earlier) if earlier.parameters != business(call) => Err(Refusal::new(
            400,
            "IdempotentParameterMismatch",
            "The request uses the same client token as a previous, but non-identical request.",
        )),
        earlier => Ok(earlier.cloned()),
    }
}
