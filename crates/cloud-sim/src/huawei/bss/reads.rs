//! Looking at orders, at the balance, and at what is sold at all.

use axum::response::Response;
use serde_json::json;
use time::{Duration, OffsetDateTime};

use super::{
    SERVICE_NAME, SERVICE_TYPE, YUAN,
    order::{self, Order},
    page, parameter_error,
};
use crate::{
    accounts::Provider,
    door::Scene,
    huawei::{
        Call,
        ddm::catalog::RESOURCE_TYPE,
        moment,
        reply::{self, Refusal},
    },
    state::State,
};

/// No list covers more time than this.
const WINDOW: Duration = Duration::days(366);

fn number(call: &Call, name: &str) -> Result<Option<i64>, Refusal> {
    call.query(name).map(|text| text.parse().map_err(|_| parameter_error(name))).transpose()
}

/// `GET /v2/orders/customer-orders`.
pub(in crate::huawei) fn orders(
    state: &mut State,
    scene: Scene<'_>,
    call: &Call,
) -> Result<Response, Refusal> {
    let (offset, limit) = page(number(call, "offset")?, number(call, "limit")?)?;
    let created = window(call, "create_time_begin", "create_time_end")?;
    let status = number(call, "status")?;
    let kind = number(call, "order_type")?;
    let is_newest_first = match call.query("order_by").map(str::to_ascii_lowercase).as_deref() {
        None | Some("createtime") => false,
        Some("-createtime") => true,
        Some(_) => return Err(parameter_error("order_by")),
    };
    let is = |wanted: &str, given: &str| {
        call.query(wanted).is_none_or(|wanted| wanted.eq_ignore_ascii_case(given))
    };
    let account = call.owner(scene)?;
    let is_meant = |order: &Order<'_>| {
        is("order_id", &order.wish.order_id)
            && is("service_type_code", SERVICE_TYPE)
            && is("customer_id", &account.owner_id)
            && created.0.is_none_or(|from| order.created_at() >= from)
            && created.1.is_none_or(|to| order.created_at() <= to)
            && status.is_none_or(|wanted| wanted == order.status(scene).number())
            && kind.is_none_or(|wanted| wanted == 1)
    };
    let mut found = order::all(state, &call.account);
    found.retain(is_meant);
    if is_newest_first {
        found.reverse();
    }
    let total = found.len();
    let list: Vec<_> =
        found.iter().skip(offset).take(limit).map(|order| order.brief(scene, account)).collect();
    reply::ok(json!({"total_count": total, "order_infos": list}))
}

type Window = (Option<OffsetDateTime>, Option<OffsetDateTime>);

fn window(call: &Call, begin: &str, end: &str) -> Result<Window, Refusal> {
    let read = |name: &str| {
        call.query(name).map(|text| moment::parse(text).ok_or_else(|| parameter_error(name))).transpose()
    };
    let (from, to) = (read(begin)?, read(end)?);
    match from.zip(to) {
        Some((from, to)) if to < from || to - from > WINDOW => Err(parameter_error(end)),
        _ => Ok((from, to)),
    }
}

/// `GET /v2/orders/customer-orders/details/{order}`.
pub(in crate::huawei) fn order(
    state: &mut State,
    scene: Scene<'_>,
    call: &Call,
) -> Result<Response, Refusal> {
    let (offset, limit) = page(number(call, "offset")?, number(call, "limit")?)?;
    let found = order::named(state, call, call.id(), || parameter_error("order_id"))?;
    let lines: Vec<_> = [found.line(scene)].into_iter().skip(offset).take(limit).collect();
    reply::ok(json!({
        "total_count": 1,
        "order_info": found.whole(scene, call.owner(scene)?),
        "order_line_items": lines,
    }))
}

/// `GET /v2/accounts/customer-accounts/balances`.
pub(in crate::huawei) fn balances(
    state: &mut State,
    scene: Scene<'_>,
    call: &Call,
) -> Result<Response, Refusal> {
    let account = call.owner(scene)?;
    let cash = state.balance(scene.config, Provider::Huawei, &call.account);
    let one = |kind: u8, amount: serde_json::Value| {
        json!({
            "account_id": format!("AC{}{kind}", &account.owner_id),
            "account_type": kind,
            "amount": amount,
            "currency": account.currency,
            "designated_amount": 0,
            "credit_amount": 0,
            "measure_id": YUAN,
        })
    };
    reply::ok(json!({
        "account_balances": [one(1, reply::money(cash)), one(2, 0.into())],
        "debt_amount": 0,
        "measure_id": YUAN,
        "currency": account.currency,
    }))
}

/// `GET /v2/products/service-types`.
pub(in crate::huawei) fn service_types(_: &mut State, _: Scene<'_>, _: &Call) -> Result<Response, Refusal> {
    let ddm = json!({
        "service_type_code": SERVICE_TYPE, "service_type_name": SERVICE_NAME, "abbreviation": "DDM"
    });
    reply::ok(json!({"service_types": [ddm], "total_count": 1}))
}

/// `GET /v2/products/resource-types`.
pub(in crate::huawei) fn resource_types(_: &mut State, _: Scene<'_>, _: &Call) -> Result<Response, Refusal> {
    let ddm = json!({
        "resource_type_code": RESOURCE_TYPE, "resource_type_name": "DDM instance", "resource_type_desc": ""
    });
    reply::ok(json!({"resource_types": [ddm], "total_count": 1}))
}
