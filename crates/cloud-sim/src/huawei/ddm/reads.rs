//! Looking at instances.

use axum::response::Response;
use cloud::huawei::sign;
use serde_json::{Value, json};

use super::{
    MAX_LIMIT, Page, catalog,
    instance::{self, Instance, Stage},
};
use crate::{
    door::Scene,
    huawei::{
        Call, moment,
        reply::{self, Refusal},
    },
    state::State,
};

const PORT: &str = "5066";

/// `GET /v1/{project}/instances`: newest first, and some time behind. The vendor has no filter.
pub(in crate::huawei) fn instances(
    state: &mut State,
    scene: Scene<'_>,
    call: &Call,
) -> Result<Response, Refusal> {
    let page = Page::of(call, 10)?;
    let (total, list) = listed(state, scene, call, page);
    let pages = counts(page, &list, total);
    let mut body = json!({"instances": list, "total_record": total});
    merge(&mut body, pages);
    reply::ok(body)
}

/// `GET /v3/{project}/instances`.
pub(in crate::huawei) fn instances_v3(
    state: &mut State,
    scene: Scene<'_>,
    call: &Call,
) -> Result<Response, Refusal> {
    let page = Page::of(call, 10)?;
    let (total, mut list) = listed(state, scene, call, page);
    for one in list.iter_mut().filter_map(Value::as_object_mut) {
        one.remove("created");
        one.insert("tags".to_owned(), json!([]));
    }
    let pages = counts(page, &list, total);
    let mut body = json!({"instances": list, "total": total});
    merge(&mut body, pages);
    reply::ok(body)
}

fn listed(state: &State, scene: Scene<'_>, call: &Call, page: Page) -> (usize, Vec<Value>) {
    let mut found = instance::existing(state, scene, &call.account, call.project());
    found.retain(|instance| instance.is_listed(scene));
    found.reverse();
    (found.len(), page.cut(found.iter().map(|instance| brief(instance, scene))))
}

fn counts(page: Page, list: &[Value], total: usize) -> Value {
    json!({
        "instance_num": list.len(),
        "page_no": page.offset / page.limit + 1,
        "page_size": page.limit,
        "total_page": total.div_ceil(page.limit),
    })
}

fn merge(body: &mut Value, more: Value) {
    if let (Value::Object(body), Value::Object(more)) = (body, more) {
        body.extend(more);
    }
}

/// `GET /v1/{project}/instances/{id}`.
pub(in crate::huawei) fn instance(
    state: &mut State,
    scene: Scene<'_>,
    call: &Call,
) -> Result<Response, Refusal> {
    let found = find(state, scene, call, call.id())?;
    let mut body = brief(&found, scene);
    body["nodes"] = node_list(&found, scene).into();
    let user = found.parameter("instance.admin_user_name");
    body["admin_user_name"] = if user.is_empty() { Value::Null } else { user.into() };
    reply::ok(body)
}

/// `GET /v1/{project}/instances/{id}/nodes`.
pub(in crate::huawei) fn nodes(
    state: &mut State,
    scene: Scene<'_>,
    call: &Call,
) -> Result<Response, Refusal> {
    let page = Page::of(call, MAX_LIMIT)?;
    let found = find(state, scene, call, call.id())?;
    let nodes = node_list(&found, scene);
    let total = nodes.len();
    reply::ok(json!({
        "nodes": page.cut(nodes), "offset": page.offset, "limit": page.limit, "total": total
    }))
}

/// An instance of the project. Who knows its id finds it at once, before the list shows it.
pub(super) fn find<'a>(
    state: &'a State,
    scene: Scene<'_>,
    call: &'a Call,
    id: &str,
) -> Result<Instance<'a>, Refusal> {
    instance::existing(state, scene, &call.account, call.project())
        .into_iter()
        .find(|instance| instance.id() == id)
        .ok_or_else(|| Refusal::ddm(404, "DBS.200002", "The DB instance does not exist."))
}

fn brief(instance: &Instance<'_>, scene: Scene<'_>) -> Value {
    let stage = instance.stage(scene);
    let flavor = instance.flavor();
    let engine = flavor.and_then(catalog::Flavor::engine);
    let enterprise = match instance.parameter("instance.enterprise_project_id") {
        "" => "0",
        id => id,
    };
    let mut body = json!({
        "id": instance.id(),
        "status": stage.of_instance(),
        "name": instance.name(),
        "created": moment::of_ddm(instance.sold.at),
        "updated": moment::of_ddm(instance.made_at(scene).unwrap_or(instance.sold.at)),
        "available_zone": instance.zones().join(","),
        "vpc_id": instance.parameter("instance.vpc_id"),
        "subnet_id": instance.parameter("instance.subnet_id"),
        "security_group_id": instance.parameter("instance.security_group_id"),
        "node_count": instance.nodes(),
        "access_ip": address(instance, stage),
        "access_port": if stage == Stage::Running { PORT.into() } else { Value::Null },
        "core_count": flavor.map(|flavor| flavor.vcpus.to_string()),
        "ram_capacity": flavor.map(|flavor| flavor.memory.to_string()),
        "node_status": stage.of_node(),
        "enterprise_project_id": enterprise,
        "project_id": instance.parameter("project_id"),
        "engine_version": engine.map(|engine| engine.version),
        "enable_ssl": false,
        "flavor_ref": flavor.map(|flavor| flavor.code),
    });
    if !instance.order_id().is_empty() {
        body["order_id"] = instance.order_id().into();
    }
    if stage == Stage::Failed {
        body["error_msg"] = "Failed to create the instance.".into();
    }
    body
}

fn node_list(instance: &Instance<'_>, scene: Scene<'_>) -> Vec<Value> {
    let stage = instance.stage(scene);
    let id = |what: &str| sign::payload_hash(format!("{what}|{}", instance.id()).as_bytes(), None);
    let group = id("group");
    let one = |at: u32| {
        let node = id(&format!("node {at}"));
        let ip = if stage == Stage::Creating { Value::Null } else { format!("192.168.0.{}", 20 + at).into() };
        json!({
            "status": stage.of_node(),
            "port": PORT,
            "ip": ip,
            "node_id": format!("{}no09", &node[..32]),
            "group_id": format!("{}gr09", &group[..32]),
        })
    };
    (0..instance.nodes()).map(one).collect()
}

/// Where applications connect, once they can.
fn address(instance: &Instance<'_>, stage: Stage) -> Value {
    match stage {
        Stage::Running => format!("192.168.0.{}", 100 + instance.sold.number % 100).into(),
        Stage::Creating | Stage::Failed => Value::Null,
    }
}
