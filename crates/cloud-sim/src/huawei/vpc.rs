//! VPC (v1): the networks that every project has from the beginning.

use axum::response::Response;
use cloud::huawei::sign;
use serde_json::{Value, json};

use super::{
    Call,
    reply::{self, Refusal},
};
use crate::{door::Scene, state::State};

/// Name, range.
const VPCS: [(&str, &str); 2] = [("vpc-default", "192.168.0.0/16"), ("vpc-data", "10.8.0.0/16")];

/// Which VPC it is in, name, range, gateway.
const SUBNETS: [(usize, &str, &str, &str); 3] = [
    (0, "subnet-default", "192.168.0.0/24", "192.168.0.1"),
    (0, "subnet-backup", "192.168.1.0/24", "192.168.1.1"),
    (1, "subnet-data", "10.8.0.0/24", "10.8.0.1"),
];

/// Name, description.
const GROUPS: [(&str, &str); 2] = [("default", "Default security group"), ("sg-database", "Databases")];

/// The id of what stands at a place of a table, in a project.
fn id(project: &str, what: &str, at: usize) -> String {
    reply::uuid(&sign::payload_hash(format!("{project}|{what}|{at}").as_bytes(), None))
}

/// Whether a project has these networks, and they fit; else the name of the parameter that is wrong.
pub(super) fn find_place(
    project: &str,
    vpc_id: &str,
    subnet_id: &str,
    group_id: &str,
) -> Result<(), &'static str> {
    let at = |what: &str, count: usize, wanted: &str| (0..count).find(|at| id(project, what, *at) == wanted);
    let vpc = at("vpc", VPCS.len(), vpc_id).ok_or("vpc_id")?;
    at("subnet", SUBNETS.len(), subnet_id).filter(|at| SUBNETS[*at].0 == vpc).ok_or("subnet_id")?;
    at("group", GROUPS.len(), group_id).ok_or("security_group_id")?;
    Ok(())
}

/// `GET /v1/{project}/vpcs`.
pub(super) fn vpcs(_: &mut State, _: Scene<'_>, call: &Call) -> Result<Response, Refusal> {
    let one = |(at, (name, cidr)): (usize, &(&str, &str))| {
        json!({
            "id": id(call.project(), "vpc", at),
            "name": name,
            "description": "",
            "cidr": cidr,
            "status": "OK",
            "enterprise_project_id": "0",
            "routes": [],
        })
    };
    let list: Vec<_> = VPCS.iter().enumerate().map(one).collect();
    let list = list.into_iter().filter(|vpc| call.query("id").is_none_or(|id| vpc["id"] == id)).collect();
    reply::ok(json!({"vpcs": after_marker(call, list)?}))
}

/// `GET /v1/{project}/subnets`.
pub(super) fn subnets(_: &mut State, _: Scene<'_>, call: &Call) -> Result<Response, Refusal> {
    let one = |(at, (vpc, name, cidr, gateway)): (usize, &(usize, &str, &str, &str))| {
        let network = id(call.project(), "subnet", at);
        json!({
            "id": network,
            "name": name,
            "description": "",
            "cidr": cidr,
            "gateway_ip": gateway,
            "vpc_id": id(call.project(), "vpc", *vpc),
            "status": "ACTIVE",
            "availability_zone": "",
            "dhcp_enable": true,
            "ipv6_enable": false,
            "dnsList": [],
            "neutron_network_id": network,
            "neutron_subnet_id": id(call.project(), "neutron", at),
        })
    };
    let list: Vec<_> = SUBNETS.iter().enumerate().map(one).collect();
    let is_in = |subnet: &Value| call.query("vpc_id").is_none_or(|id| subnet["vpc_id"] == id);
    reply::ok(json!({"subnets": after_marker(call, list.into_iter().filter(is_in).collect())?}))
}

/// `GET /v1/{project}/security-groups`.
pub(super) fn security_groups(_: &mut State, _: Scene<'_>, call: &Call) -> Result<Response, Refusal> {
    let one = |(at, (name, description)): (usize, &(&str, &str))| {
        let group = id(call.project(), "group", at);
        let rule = json!({
            "id": id(call.project(), "rule", at),
            "description": "",
            "security_group_id": group,
            "direction": "egress",
            "ethertype": "IPv4",
            "protocol": null,
            "port_range_min": null,
            "port_range_max": null,
            "remote_ip_prefix": null,
            "remote_group_id": null,
        });
        json!({
            "id": group,
            "name": name,
            "description": description,
            "enterprise_project_id": "0",
            "security_group_rules": [rule],
        })
    };
    let list = GROUPS.iter().enumerate().map(one).collect();
    reply::ok(json!({"security_groups": after_marker(call, list)?}))
}

/// A page: so many after the one that the marker names.
fn after_marker(call: &Call, list: Vec<Value>) -> Result<Vec<Value>, Refusal> {
    let wrong =
        |name: &str| Refusal::vpc(400, "VPC.0101", format!("Check param error: {name} is not valid."));
    let limit = match call.query("limit") {
        Some(text) => text.parse().map_err(|_| wrong("limit"))?,
        None => 2_000,
    };
    let skip = match call.query("marker") {
        Some(marker) => 1 + list.iter().position(|one| one["id"] == marker).ok_or_else(|| wrong("marker"))?,
        None => 0,
    };
    Ok(list.into_iter().skip(skip).take(limit).collect())
}
