//! Engines, flavors, and the zones that have them.

use axum::response::Response;
use serde_json::{Value, json};

use super::{Page, parameter_error};
use crate::{
    door::Scene,
    huawei::{
        Call,
        reply::{self, Refusal},
    },
    state::State,
};

#[derive(Debug, PartialEq, Eq)]
pub(in crate::huawei) struct Engine {
    pub(super) id: &'static str,
    pub(super) name: &'static str,
    pub(super) version: &'static str,
}

#[derive(Debug, PartialEq, Eq)]
pub(in crate::huawei) struct Flavor {
    pub(super) id: &'static str,
    pub(super) engine_id: &'static str,
    /// What BSS calls it too.
    pub(in crate::huawei) code: &'static str,
    iaas_code: &'static str,
    /// `X86` or `ARM`.
    group: &'static str,
    pub(super) vcpus: u32,
    /// In GB.
    pub(super) memory: u32,
    /// Of one node.
    pub(in crate::huawei) cents_an_hour: i64,
    /// In the order of [`ZONES`].
    statuses: [&'static str; 3],
}

/// What a region's zones have after the region's name.
const ZONES: [&str; 3] = ["a", "b", "c"];

const ON_SALE: &str = "normal";
const NEVER: &str = "unsupported";
const SOLD_OUT: &str = "sellout";

pub(in crate::huawei) const RESOURCE_TYPE: &str = "hws.resource.type.ddm";

const CURRENT: &str = "2325a707-0361-8be6-dd01-13474bbac437";
const OLDER: &str = "367b68a3-b48b-3d8a-b3a4-4c463a75a4b4";

static ENGINES: [Engine; 2] = [
    Engine { id: CURRENT, name: "DDM", version: "3.1.5.1" },
    Engine { id: OLDER, name: "DDM", version: "2.5.1.3" },
];

static FLAVORS: [Flavor; 5] = [
    Flavor {
        id: "8f2e696c-a9c1-30bd-af90-25522bc67606",
        engine_id: CURRENT,
        code: "ddm.2xlarge.2",
        iaas_code: "c6.2xlarge.2",
        group: "X86",
        vcpus: 8,
        memory: 16,
        cents_an_hour: 320,
        statuses: [ON_SALE, ON_SALE, NEVER],
    },
    Flavor {
        id: "7267235a-80b0-3fd4-892f-4f3dd0cd60e4",
        engine_id: CURRENT,
        code: "ddm.4xlarge.2",
        iaas_code: "c6.4xlarge.2",
        group: "X86",
        vcpus: 16,
        memory: 32,
        cents_an_hour: 640,
        statuses: [ON_SALE, SOLD_OUT, NEVER],
    },
    Flavor {
        id: "c2d3b1aa-53ca-3b49-9dd4-67b87d9e0f31",
        engine_id: CURRENT,
        code: "ddm.8xlarge.2",
        iaas_code: "c6.8xlarge.2",
        group: "X86",
        vcpus: 32,
        memory: 64,
        cents_an_hour: 1_280,
        statuses: [SOLD_OUT, SOLD_OUT, NEVER],
    },
    Flavor {
        id: "5c8b7e5a-6a43-3e9b-8f0d-2f0c1f6d7b52",
        engine_id: CURRENT,
        code: "ddm.arm.2xlarge.2",
        iaas_code: "kc1.2xlarge.2",
        group: "ARM",
        vcpus: 8,
        memory: 16,
        cents_an_hour: 275,
        statuses: [ON_SALE, NEVER, NEVER],
    },
    Flavor {
        id: "a1f0c6d4-7b1e-3d55-9c0e-8e5d5c7b9e10",
        engine_id: OLDER,
        code: "ddm.old.2xlarge.2",
        iaas_code: "s3.2xlarge.2",
        group: "X86",
        vcpus: 8,
        memory: 16,
        cents_an_hour: 300,
        statuses: [NEVER, ON_SALE, NEVER],
    },
];

pub(super) fn engine(id: &str) -> Option<&'static Engine> {
    ENGINES.iter().find(|engine| engine.id == id)
}

pub(in crate::huawei) fn flavor(id: &str) -> Option<&'static Flavor> {
    FLAVORS.iter().find(|flavor| flavor.id == id)
}

pub(in crate::huawei) fn flavor_of_code(code: &str) -> Option<&'static Flavor> {
    FLAVORS.iter().find(|flavor| flavor.code == code)
}

impl Flavor {
    pub(super) fn engine(&self) -> Option<&'static Engine> {
        engine(self.engine_id)
    }

    /// Each zone of a region, with whether it has the flavor.
    fn zones(&self, region: &str) -> impl Iterator<Item = (String, &'static str)> {
        ZONES.iter().zip(self.statuses).map(move |(zone, status)| (format!("{region}{zone}"), status))
    }

    /// Sold there, sold out, or to be sold.
    pub(in crate::huawei) fn has_zone(&self, region: &str, zone: &str) -> bool {
        self.zones(region).any(|(code, status)| code.eq_ignore_ascii_case(zone) && status != NEVER)
    }

    pub(super) fn is_sold_in(&self, region: &str, zone: &str) -> bool {
        self.zones(region).any(|(code, status)| code == zone && status == ON_SALE)
    }
}

/// The region of the project that a call is about.
pub(super) fn region<'a>(scene: Scene<'a>, call: &Call) -> Result<&'a str, Refusal> {
    let projects = &call.owner(scene)?.projects;
    let project = projects.iter().find(|project| project.id == call.project());
    // The gate lets nobody in who names another's project.
    Ok(project.map_or("", |project| project.region.as_str()))
}

/// `GET /v2/{project}/engines`.
pub(in crate::huawei) fn engines(_: &mut State, scene: Scene<'_>, call: &Call) -> Result<Response, Refusal> {
    let region = region(scene, call)?;
    let page = Page::of(call, super::MAX_LIMIT)?;
    let zones: Vec<_> = ZONES
        .iter()
        .enumerate()
        .map(|(at, zone)| {
            // Nothing is sold in the last one.
            let is_open = FLAVORS.iter().any(|flavor| flavor.statuses[at] == ON_SALE);
            json!({"code": format!("{region}{zone}"), "name": format!("AZ{}", at + 1), "favored": is_open})
        })
        .collect();
    let one = |engine: &Engine| json!({"id": engine.id, "name": engine.name, "version": engine.version, "supportAzs": zones});
    let list = page.cut(ENGINES.iter().map(one));
    reply::ok(json!({
        "engineGroups": list, "offset": page.offset, "limit": page.limit, "total": ENGINES.len()
    }))
}

/// `GET /v3/{project}/engines`.
pub(in crate::huawei) fn engines_v3(_: &mut State, _: Scene<'_>, call: &Call) -> Result<Response, Refusal> {
    let page = Page::of(call, 10)?;
    let one = |engine: &Engine| json!({"id": engine.id, "name": engine.name, "version": engine.version});
    let list = page.cut(ENGINES.iter().map(one));
    reply::ok(json!({
        "engine_groups": list, "offset": page.offset, "limit": page.limit, "total": ENGINES.len()
    }))
}

/// `GET /v2/{project}/flavors`.
pub(in crate::huawei) fn flavors(_: &mut State, scene: Scene<'_>, call: &Call) -> Result<Response, Refusal> {
    let region = region(scene, call)?;
    let page = Page::of(call, super::MAX_LIMIT)?;
    let engine = call.query("engine_id").and_then(engine).ok_or_else(|| parameter_error("engine_id"))?;
    let one = |flavor: &Flavor| {
        let zones: serde_json::Map<_, _> =
            flavor.zones(region).map(|(code, status)| (code, Value::from(status))).collect();
        json!({
            "id": flavor.id,
            "typeCode": RESOURCE_TYPE,
            "code": flavor.code,
            "iaasCode": flavor.iaas_code,
            "cpu": flavor.vcpus.to_string(),
            "mem": flavor.memory.to_string(),
            "maxConnections": null,
            "serverType": "KVM",
            "architecture": flavor.group,
            "azStatus": zones,
            "regionStatus": ON_SALE,
            "groupType": flavor.group,
            "dbType": "ddm",
            "extendFields": null,
        })
    };
    let groups: Vec<_> = groups(engine)
        .map(|(group, flavors)| {
            let total = flavors.len();
            let list = page.cut(flavors.into_iter().map(one));
            json!({
                "groupType": group, "computeFlavors": list,
                "offset": page.offset, "limit": page.limit, "total": total,
            })
        })
        .collect();
    reply::ok(json!({"computeFlavorGroups": groups}))
}

/// `GET /v3/{project}/flavors`: by engine or by version.
pub(in crate::huawei) fn flavors_v3(
    _: &mut State,
    scene: Scene<'_>,
    call: &Call,
) -> Result<Response, Refusal> {
    let region = region(scene, call)?;
    let page = Page::of(call, 10)?;
    let engine = match (call.query("engine_id"), call.query("engine_version")) {
        (Some(id), _) => engine(id).ok_or_else(|| parameter_error("engine_id"))?,
        (None, Some(version)) => ENGINES
            .iter()
            .find(|engine| engine.version == version)
            .ok_or_else(|| parameter_error("engine_version"))?,
        (None, None) => return Err(parameter_error("engine_id")),
    };
    let wanted: Option<Vec<_>> = call.query("available_zones").map(|zones| zones.split(',').collect());
    let is_wanted = |code: &str| wanted.as_ref().is_none_or(|wanted| wanted.contains(&code));
    let one = |flavor: &Flavor| {
        let zones: Vec<_> = flavor
            .zones(region)
            .filter(|(code, _)| is_wanted(code))
            .map(|(code, status)| {
                json!({"code": code, "description": code, "status": status, "support_ipv6": false})
            })
            .collect();
        json!({
            "id": flavor.id,
            "spec_code": flavor.code,
            "vcpus": flavor.vcpus.to_string(),
            "ram": flavor.memory.to_string(),
            "az_infos": zones,
        })
    };
    let groups: Vec<_> = groups(engine)
        .map(|(group, flavors)| {
            let total = flavors.len();
            let list = page.cut(flavors.into_iter().map(one));
            json!({
                "group_type": group, "flavors": list,
                "offset": page.offset, "limit": page.limit, "total": total,
            })
        })
        .collect();
    reply::ok(json!({"flavor_groups": groups}))
}

/// An engine's flavors by architecture.
fn groups(engine: &Engine) -> impl Iterator<Item = (&'static str, Vec<&'static Flavor>)> {
    let of = |group: &str| -> Vec<&'static Flavor> {
        FLAVORS.iter().filter(|flavor| flavor.engine_id == engine.id && flavor.group == group).collect()
    };
    ["X86", "ARM"].map(|group| (group, of(group))).into_iter().filter(|(_, flavors)| !flavors.is_empty())
}
