//! Paying and cancelling an order that waits for its payment.

use std::collections::BTreeMap;

use axum::{
    http::StatusCode,
    response::{IntoResponse, Response},
};
use rust_decimal::Decimal;

use super::{
    order::{self, Status},
    parameter_error,
};
use crate::{
    accounts::Provider,
    door::Scene,
    huawei::{Call, ddm::create, fields::Fields, reply::Refusal},
    ledger::{LedgerEffect, LedgerEntry},
    state::State,
};

/// `POST /v3/orders/customer-orders/pay`: from the balance, without coupons and discounts, which nobody has.
pub(in crate::huawei) fn pay(state: &mut State, scene: Scene<'_>, call: &Call) -> Result<Response, Refusal> {
    let body = Fields::of(&call.body, parameter_error)?;
    body.only(&["order_id", "use_coupon", "use_discount", "coupon_infos", "discount_infos"])?;
    for (name, list) in [("use_coupon", "coupon_infos"), ("use_discount", "discount_infos")] {
        let uses = body.one_of(name, &["YES", "NO"])?;
        if body.need(name, uses)? == "YES" {
            return Err(body.wrong(name));
        }
        if body.value(list).is_some() {
            return Err(body.wrong(list));
        }
    }
    let id = body.needed_text("order_id")?;
    let found = order::named(state, call, id, || {
        Refusal::bss(400, "CBC.30000010", "The order is not valid: it may not exist.")
    })?;
    if found.is_overdue(scene) {
        return Err(Refusal::bss(400, "CBC.99003110", "The time to pay the order is over."));
    }
    if found.status(scene) != Status::PendingPayment {
        return Err(Refusal::bss(
            400,
            "CBC.99003106",
            "The status of the order has changed: it cannot be paid.",
        ));
    }
    let wish = found.wish.clone();
    if state.balance(scene.config, Provider::Huawei, &call.account) < wish.price {
        return Err(Refusal::bss(400, "CBC.99005003", "The account balance is insufficient."));
    }
    let mut entry = settling(state, scene, call, &wish, LedgerEffect::Pay, wish.price)?;
    create::name_instance(state, scene, &mut entry);
    done(state, entry)
}

/// `PUT /v2/orders/customer-orders/cancel`.
pub(in crate::huawei) fn cancel(
    state: &mut State,
    scene: Scene<'_>,
    call: &Call,
) -> Result<Response, Refusal> {
    let body = Fields::of(&call.body, parameter_error)?;
    body.only(&["order_id"])?;
    let id = body.needed_text("order_id")?;
    let found = order::named(state, call, id, || parameter_error("order_id"))?;
    if found.status(scene) != Status::PendingPayment {
        return Err(Refusal::bss(
            400,
            "CBC.99005010",
            "The status of the order does not allow to cancel it.",
        ));
    }
    let wish = found.wish.clone();
    let entry = settling(state, scene, call, &wish, LedgerEffect::Cancel, Decimal::ZERO)?;
    done(state, entry)
}

fn settling(
    state: &State,
    scene: Scene<'_>,
    call: &Call,
    wish: &LedgerEntry,
    effect: LedgerEffect,
    price: Decimal,
) -> Result<LedgerEntry, Refusal> {
    let mut entry = create::new_entry(state, scene, call, effect, price)?;
    entry.order_id = wish.order_id.clone();
    entry.parameters = BTreeMap::from([("order_id".to_owned(), wish.order_id.clone())]);
    Ok(entry)
}

/// The vendor answers with nothing at all.
fn done(state: &mut State, entry: LedgerEntry) -> Result<Response, Refusal> {
    state
        .ledger
        .add(entry)
        .map_err(|error| Refusal::bss(500, "CBC.0999", format!("Other errors. The ledger: {error}")))?;
    Ok(StatusCode::NO_CONTENT.into_response())
}
