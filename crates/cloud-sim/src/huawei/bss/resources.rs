//! What orders became. BSS hears of an instance some time after its order is worked off.

use axum::response::Response;
use serde_json::{Value, json};
use time::{Duration, OffsetDateTime};

use super::{SERVICE_NAME, SERVICE_TYPE, order, page, parameter_error};
use crate::{
    door::Scene,
    huawei::{
        Call,
        ddm::{
            catalog::RESOURCE_TYPE,
            instance::{self, Instance},
        },
        fields::Fields,
        moment, price,
        reply::{self, Refusal},
    },
    state::State,
};

/// How long after its payment BSS knows what an order became, at real speed.
const KNOWN_AFTER: Duration = Duration::seconds(40);

const IN_USE: i64 = 2;
const CLOSED: i64 = 3;
const EXPIRED: i64 = 5;

const KNOWN: [&str; 10] = [
    "resource_ids",
    "order_id",
    "only_main_resource",
    "status_list",
    "offset",
    "limit",
    "expire_time_begin",
    "expire_time_end",
    "service_type_code",
    "customer_id",
];

/// `POST /v2/orders/suscriptions/resources/query`.
pub(in crate::huawei) fn query(
    state: &mut State,
    scene: Scene<'_>,
    call: &Call,
) -> Result<Response, Refusal> {
    let body = Fields::of(&call.body, parameter_error)?;
    body.only(&KNOWN)?;
    let (offset, limit) = page(body.number("offset")?, body.number("limit")?)?;
    let ids = body.texts("resource_ids")?.filter(|ids| !ids.is_empty());
    if ids.as_ref().is_some_and(|ids| ids.len() > 50) {
        return Err(body.wrong("resource_ids"));
    }
    // Only main resources exist here.
    if body.number("only_main_resource")?.is_some_and(|only| ![0, 1].contains(&only)) {
        return Err(body.wrong("only_main_resource"));
    }
    let statuses: Option<Vec<i64>> = match body.value("status_list") {
        Some(list) => {
            let list = list.as_array().ok_or_else(|| body.wrong("status_list"))?;
            let list = list.iter().map(|status| status.as_i64().filter(|status| (2..=5).contains(status)));
            let list = list.collect::<Option<Vec<_>>>().ok_or_else(|| body.wrong("status_list"))?;
            Some(list).filter(|list| !list.is_empty())
        }
        None => None,
    };
    let service = body.text("service_type_code")?;
    let order_id = body.text("order_id")?.filter(|id| !id.is_empty());

    let mut found = instance::bought(state, &call.account);
    found.retain(|instance| {
        !instance.order_id().is_empty()
            && scene.now >= instance.sold.at + scene.config.compressed(KNOWN_AFTER)
            && order_id.is_none_or(|id| id.eq_ignore_ascii_case(instance.order_id()))
            && ids.as_ref().is_none_or(|ids| ids.contains(&instance.id()))
            && service.is_none_or(|service| service == SERVICE_TYPE)
            && statuses.as_ref().is_none_or(|statuses| statuses.contains(&status(instance, scene)))
    });
    let account = call.owner(scene)?;
    let region =
        |project: &str| account.projects.iter().find(|own| own.id == project).map(|own| own.region.as_str());
    let list: Vec<_> =
        found.iter().skip(offset).take(limit).map(|instance| resource(instance, scene, region)).collect();
    reply::ok(json!({"data": list, "total_count": found.len()}))
}

fn expires_at(instance: &Instance<'_>) -> Option<OffsetDateTime> {
    let number = instance.parameter("extend_param.period_num").parse().ok()?;
    let term = price::Term::of(instance.parameter("extend_param.period_type"), number)?;
    Some(price::add_months(instance.sold.at, term.months()))
}

fn status(instance: &Instance<'_>, scene: Scene<'_>) -> i64 {
    if instance.deleted.is_some() {
        CLOSED
    } else if expires_at(instance).is_some_and(|end| scene.now >= end) {
        EXPIRED
    } else {
        IN_USE
    }
}

fn resource<'r>(
    instance: &Instance<'_>,
    scene: Scene<'_>,
    region: impl Fn(&str) -> Option<&'r str>,
) -> Value {
    let project = instance.parameter("project_id");
    let flavor = instance.flavor().map(|flavor| flavor.code);
    let enterprise = match instance.parameter("instance.enterprise_project_id") {
        "" => "0",
        id => id,
    };
    let renews = instance.parameter("extend_param.is_auto_renew") == "true";
    json!({
        "id": instance.sold.job_id,
        "resource_id": instance.id(),
        "resource_name": instance.name(),
        "region_code": region(project),
        "service_type_code": SERVICE_TYPE,
        "service_type_name": SERVICE_NAME,
        "resource_type_code": RESOURCE_TYPE,
        "resource_type_name": "DDM instance",
        "resource_spec_code": flavor,
        "project_id": project,
        "product_id": flavor.map(order::product_id),
        "parent_resource_id": null,
        "is_main_resource": 1,
        "status": status(instance, scene),
        "effective_time": moment::of_bss(instance.sold.at),
        "expire_time": expires_at(instance).map(moment::of_bss),
        "expire_policy": if renews { 3 } else { 0 },
        "product_spec_desc": flavor,
        "spec_size": null,
        "spec_size_measure_id": null,
        "update_time": moment::of_bss(instance.sold.at),
        "enterprise_project": {"id": enterprise, "name": "default"},
    })
}
