//! What can be bought and where: engines, flavors, networks.

use serde_json::{Value, json};

use super::desk::{Desk, POOR, RICH, Request};

fn ids(list: &Value) -> Vec<&str> {
    list.as_array().expect("a list").iter().map(|one| one["id"].as_str().expect("an id")).collect()
}

#[tokio::test]
async fn flavors_say_in_which_zones_they_are_sold() {
    let desk = Desk::open().await;
    let engines = desk.look("v2", "engines").await.body;
    let engine = ids(&engines["engineGroups"])[0];

    let flavors = desk.look("v2", &format!("flavors?engine_id={engine}")).await.body;

    assert_eq!((&engines["total"], &engines["limit"]), (&json!(2), &json!(128)));
    assert_eq!(engines["engineGroups"][0]["supportAzs"][0]["code"], "cn-north-4a");
    let groups = flavors["computeFlavorGroups"].as_array().expect("groups");
    assert_eq!(groups.iter().map(|group| &group["groupType"]).collect::<Vec<_>>(), ["X86", "ARM"]);
    let all: Vec<&Value> =
        groups.iter().flat_map(|group| group["computeFlavors"].as_array().expect("a list")).collect();
    assert!(all.iter().all(|flavor| flavor["cpu"].is_string() && flavor["mem"].is_string()));
    let statuses: std::collections::BTreeSet<&str> = all
        .iter()
        .flat_map(|flavor| flavor["azStatus"].as_object().expect("zones").values())
        .map(|status| status.as_str().expect("text"))
        .collect();
    assert_eq!(statuses.into_iter().collect::<Vec<_>>(), ["normal", "sellout", "unsupported"]);
    for query in ["", "?engine_id=nothing"] {
        assert_eq!(desk.look("v2", &format!("flavors{query}")).await.code(), (400, "DBS.280001"));
    }
}

#[tokio::test]
async fn both_versions_name_the_same_engines_and_flavors() {
    let desk = Desk::open().await;
    let old = desk.look("v2", "engines").await.body;
    let new = desk.look("v3", "engines").await.body;
    assert_eq!(ids(&old["engineGroups"]), ids(&new["engine_groups"]));

    for (engine, version) in ids(&new["engine_groups"]).into_iter().zip([0, 1]) {
        let version = new["engine_groups"][version]["version"].as_str().expect("a version");
        let old = desk.look("v2", &format!("flavors?engine_id={engine}")).await.body;
        let by_id = desk.look("v3", &format!("flavors?engine_id={engine}")).await.body;
        let by_version = desk.look("v3", &format!("flavors?engine_version={version}")).await.body;
        assert_eq!(by_id, by_version);
        assert_eq!(
            ids(&old["computeFlavorGroups"][0]["computeFlavors"]),
            ids(&by_id["flavor_groups"][0]["flavors"])
        );
    }
    assert_eq!(desk.look("v3", "flavors").await.code(), (400, "DBS.280001"));
}

#[tokio::test]
async fn every_project_has_networks_of_its_own() {
    let desk = Desk::open().await;

    let vpcs = desk.look("v1", "vpcs").await.body;
    let subnets = desk.look("v1", "subnets").await.body;
    let groups = desk.look("v1", "security-groups").await.body;
    let theirs = desk.ask(&POOR, Request::get(&format!("/v1/{}/vpcs", POOR.projects[0].1))).await.body;

    let (vpcs, subnets) = (ids(&vpcs["vpcs"]), &subnets["subnets"]);
    assert_eq!((vpcs.len(), ids(subnets).len(), ids(&groups["security_groups"]).len()), (2, 3, 2));
    assert!(ids(&theirs["vpcs"]).iter().all(|id| !vpcs.contains(id)));
    for (vpc, count) in vpcs.iter().zip([2, 1]) {
        let found = desk.look("v1", &format!("subnets?vpc_id={vpc}")).await.body;
        assert_eq!(ids(&found["subnets"]).len(), count);
    }
    assert_eq!(subnets[0]["id"], subnets[0]["neutron_network_id"]);
    assert_ne!(subnets[0]["id"], subnets[0]["neutron_subnet_id"]);
}

#[tokio::test]
async fn a_page_of_networks_begins_after_its_marker() {
    let desk = Desk::open().await;
    let all = desk.look("v1", "subnets").await.body;
    let all = ids(&all["subnets"]);

    let (mut found, mut marker) = (Vec::new(), String::new());
    loop {
        let query = if marker.is_empty() { String::new() } else { format!("&marker={marker}") };
        let page = desk.look("v1", &format!("subnets?limit=1{query}")).await.body;
        let Some(id) = ids(&page["subnets"]).first().map(|id| (*id).to_owned()) else { break };
        marker = id.clone();
        found.push(id);
    }

    assert_eq!(found, all);
    for query in ["limit=x", "marker=nothing"] {
        assert_eq!(desk.look("v1", &format!("vpcs?{query}")).await.code(), (400, "VPC.0101"), "{query}");
    }
    assert_eq!(RICH.projects.len(), 2);
}
