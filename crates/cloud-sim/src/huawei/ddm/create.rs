//! `POST /v1/{project}/instances`: sells at once, or makes an order.
//!
//! The page knows no client token, and names need not be unique: every call that passes the rules is a new instance.

use std::collections::BTreeMap;

use axum::response::Response;
use cloud::huawei::sign;
use rust_decimal::Decimal;
use serde_json::{Value, json};

use super::{catalog, parameter_error, rules};
use crate::{
    accounts::Provider,
    door::Scene,
    huawei::{
        Call, moment, price,
        reply::{self, Refusal},
        vpc,
    },
    ledger::{LedgerEffect, LedgerEntry},
    state::State,
};

/// Pay-per-use needs this much on the account, in its currency.
const DEPOSIT: i64 = 100;

const PASSWORD: &str = "instance.admin_user_password";

pub(in crate::huawei) fn create(
    state: &mut State,
    scene: Scene<'_>,
    call: &Call,
) -> Result<Response, Refusal> {
    let wish = rules::check(&call.body)?;
    let region = catalog::region(scene, call)?;
    if !wish.zones.iter().all(|zone| wish.flavor.is_sold_in(region, zone)) {
        return Err(parameter_error("instance.available_zones"));
    }
    vpc::find_place(call.project(), wish.vpc_id, wish.subnet_id, wish.security_group_id)
        .map_err(|name| parameter_error(&format!("instance.{name}")))?;

    let balance = state.balance(scene.config, Provider::Huawei, &call.account);
    let (price, effect) = match wish.order {
        // What is booked at once is the first hour.
        None => {
            let price = state.prices.of(price::hour(wish.flavor, wish.nodes));
            if balance < price.max(DEPOSIT.into()) {
                // No code of DDM says this; BSS has one.
                return Err(Refusal::ddm(400, "CBC.99005003", "The account balance is insufficient."));
            }
            (price, LedgerEffect::Purchase)
        }
        Some(order) => {
            let price = state.prices.of(price::period(wish.flavor, wish.nodes, order.term));
            let is_paid = order.pays_itself && balance >= price;
            (price, if is_paid { LedgerEffect::Purchase } else { LedgerEffect::Order })
        }
    };
    let mut entry = new_entry(state, scene, call, effect, price)?;
    entry.name = Some(wish.name.to_owned());
    entry.parameters = parameters(call);
    if wish.order.is_some() {
        let hash = state.id_hash("order", &call.account, scene.now).to_ascii_uppercase();
        entry.order_id = format!("CS{}{}", moment::of_order(scene.now), &hash[..8]);
    }
    if effect == LedgerEffect::Purchase {
        name_instance(state, scene, &mut entry);
    }
    let body = answer(&entry, wish.order.is_some());
    add(state, entry)?;
    reply::ok(body)
}

/// The page shows nulls, the vendor's SDK leaves fields out: callers must take both, so they get both.
fn answer(entry: &LedgerEntry, is_order: bool) -> Value {
    let mut body = if is_order {
        json!({"id": null, "job_id": null, "order_id": entry.order_id})
    } else {
        json!({"id": entry.instance_id, "job_id": entry.job_id, "order_id": null})
    };
    if entry.number.is_multiple_of(2)
        && let Some(fields) = body.as_object_mut()
    {
        fields.retain(|_, value| !value.is_null());
    }
    body
}

/// An entry for what a call does, with nothing in it that the call itself does not say.
pub(in crate::huawei) fn new_entry(
    state: &State,
    scene: Scene<'_>,
    call: &Call,
    effect: LedgerEffect,
    price: Decimal,
) -> Result<LedgerEntry, Refusal> {
    Ok(LedgerEntry {
        number: state.ledger.next_number(),
        at: scene.now,
        provider: Provider::Huawei,
        account: call.account.clone(),
        action: call.route.action.to_owned(),
        effect,
        client_token: None,
        name: None,
        parameters: BTreeMap::new(),
        price,
        currency: call.owner(scene)?.currency.clone(),
        instance_id: String::new(),
        order_id: String::new(),
        job_id: String::new(),
        request_id: reply::request_id(scene),
    })
}

/// Gives an instance that is now bought its ids.
pub(in crate::huawei) fn name_instance(state: &State, scene: Scene<'_>, entry: &mut LedgerEntry) {
    let hash = |what: &str| state.id_hash(what, &entry.account, scene.now);
    let (instance, job) = (hash("instance"), hash("job"));
    entry.instance_id = format!("{}in09", &instance[..32]);
    entry.job_id = reply::uuid(&job);
}

pub(in crate::huawei) fn add(state: &mut State, entry: LedgerEntry) -> Result<(), Refusal> {
    state
        .ledger
        .add(entry)
        .map_err(|error| Refusal::ddm(500, "DBS.200412", format!("Server failure. The ledger: {error}")))
}

/// The body, flat, with the project and without the password.
fn parameters(call: &Call) -> BTreeMap<String, String> {
    let mut flat = BTreeMap::from([("project_id".to_owned(), call.project().to_owned())]);
    flatten("", &call.body, &mut flat);
    if let Some(password) = flat.get_mut(PASSWORD) {
        *password = format!("sha256:{}", sign::payload_hash(password.as_bytes(), None));
    }
    flat
}

fn flatten(name: &str, value: &Value, flat: &mut BTreeMap<String, String>) {
    match value {
        Value::Null => {}
        Value::Object(fields) => {
            for (field, value) in fields {
                let name = if name.is_empty() { field.clone() } else { format!("{name}.{field}") };
                flatten(&name, value, flat);
            }
        }
        Value::Array(items) => {
            for (item, number) in items.iter().zip(1..) {
                flatten(&format!("{name}.{number}"), item, flat);
            }
        }
        Value::String(text) => drop(flat.insert(name.to_owned(), text.clone())),
        Value::Bool(_) | Value::Number(_) => drop(flat.insert(name.to_owned(), value.to_string())),
    }
}
