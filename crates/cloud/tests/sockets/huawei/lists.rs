//! Lists over a socket: whole, or an error; and what of an answer is read.

use std::collections::BTreeMap;

use cloud::{Advice, CloudErrorKind, huawei::vpc::Subnet};
use serde_json::{Value, json};
use time::macros::datetime;

use super::{
    cloud::{Cloud, PROJECT, Say, Seen, access_key, http, iam_user, json as answer, token},
    looks::is_signed,
};

fn query(seen: &Seen) -> BTreeMap<String, String> {
    let url = reqwest::Url::parse(&format!("http://cloud{}", seen.target)).expect("an address");
    url.query_pairs().into_owned().collect()
}

fn number(seen: &Seen, name: &str) -> usize {
    query(seen)[name].parse().expect("a number")
}

/// The page that was asked for, of `count` items.
fn page(seen: &Seen, count: usize, item: impl Fn(usize) -> Value) -> Vec<Value> {
    let (offset, limit) = (number(seen, "offset"), number(seen, "limit"));
    (offset..count.min(offset + limit)).map(item).collect()
}

fn instance(number: usize) -> Value {
    json!({
        "id": format!("i{number}"), "name": format!("orders-{number}"), "status": "RUNNING",
        "created": "2024-11-05T08:15:30+0000", "order_id": null, "node_count": 2, "flavor_ref": "ddm.c",
        "access_ip": "10.0.0.1", "access_port": "5066", "enterprise_project_id": "0",
    })
}

#[tokio::test]
async fn all_instances_are_read_page_by_page() {
    let http = http();
    // All pages but the last are read twice.
    for (count, pages, looks) in [(0, 1, 1), (1, 1, 1), (128, 1, 1), (129, 2, 3), (300, 3, 5)] {
        let cloud = Cloud::over(http.clone(), move |seen, _| {
            let instances = page(seen, count, instance);
            answer(json!({"instances": instances, "instance_num": count, "total_record": count, "total_page": pages}))
        })
        .await;

        let all = cloud.client.all_instances(&access_key(), &cloud.clock).await.expect("a list");

        assert_eq!((all.value.len(), cloud.seen().len()), (count, looks));
        assert_eq!(all.cloud_date, Some(datetime!(2024-11-05 08:15:31 UTC)));
        for seen in cloud.seen() {
            assert_eq!(seen.path(), format!("/v1/{PROJECT}/instances"));
            assert_eq!(number(&seen, "limit"), 128);
            assert!(is_signed(&seen));
        }
    }
}

#[tokio::test]
async fn an_instance_is_read_in_the_vendors_words() {
    let cloud = Cloud::start(|_, _| answer(json!({"instances": [instance(7)], "total_record": 1}))).await;

    let all = cloud.client.all_instances(&access_key(), &cloud.clock).await.expect("a list");

    let found = &all.value[0];
    assert_eq!(
        (found.id.as_str(), found.name.as_str(), found.status.as_str()),
        ("i7", "orders-7", "RUNNING")
    );
    assert_eq!(found.created, Some(datetime!(2024-11-05 08:15:30 UTC)));
    assert_eq!((found.node_count, found.order_id.as_deref()), (Some(2), None));
    assert_eq!((found.access_ip.as_deref(), found.access_port.as_deref()), (Some("10.0.0.1"), Some("5066")));
}

#[tokio::test]
async fn a_list_that_is_not_whole_is_an_error() {
    let http = http();
    let broken: [fn(&Seen, usize) -> Value; 7] = [
        // One more on the second page, one less, nothing, the same again, another total, no list at all.
        |seen, before| json!({"instances": page(seen, 129 + before, instance), "total_record": 129 + before}),
        |seen, before| json!({"instances": page(seen, 130 - before, instance), "total_record": 130 - before}),
        |seen, before| json!({"instances": if before == 0 { page(seen, 129, instance) } else { vec![] }, "total_record": 129}),
        |_, _| json!({"instances": [instance(1)], "total_record": 2}),
        |seen, before| json!({"instances": page(seen, 200, instance), "total_record": if before == 0 { Some(200) } else { None }}),
        |_, _| json!({"instances": null, "total_record": 1}),
        |_, _| json!({}),
    ];
    for (which, broken) in broken.into_iter().enumerate() {
        let cloud = Cloud::over(http.clone(), move |seen, before| answer(broken(seen, before))).await;

        let error = cloud.client.all_instances(&access_key(), &cloud.clock).await.expect_err("an error");

        assert_eq!((error.kind, error.advice), (CloudErrorKind::ProviderDown, Advice::Unreadable), "{which}");
    }
}

#[tokio::test]
async fn a_list_that_lost_one_and_won_one_while_it_was_read_is_an_error() {
    let http = http();
    // After the first look one item of the first, second or third page goes, and one comes last. What moved over an
    // edge was never seen; what moved within the last page was.
    for (after, gone, is_whole) in
        [(1, 0, false), (1, 127, false), (2, 5, false), (2, 200, false), (1, 299, true)]
    {
        let cloud = Cloud::over(http.clone(), move |seen, before| {
            let rows: Vec<_> = match before {
                before if before < after => (0..300).collect(),
                _ => (0..301).filter(|number| *number != gone).collect(),
            };
            let instances = page(seen, rows.len(), |at| instance(rows[at]));
            answer(json!({"instances": instances, "total_record": rows.len()}))
        })
        .await;

        let all = cloud.client.all_instances(&access_key(), &cloud.clock).await;

        match all {
            Ok(all) => assert!(is_whole && all.value.len() == 300, "{after} {gone}"),
            Err(error) => {
                assert!(!is_whole, "{after} {gone}");
                assert_eq!(
                    (error.kind, error.message.as_deref()),
                    (CloudErrorKind::ProviderDown, Some("the list changed while it was read"))
                );
            }
        }
    }
}

#[tokio::test]
async fn a_first_page_that_counts_otherwise_when_it_is_read_again_is_an_error() {
    let cloud = Cloud::start(|seen, before| {
        answer(json!({"instances": page(seen, 129, instance), "total_record": if before < 2 { 129 } else { 130 }}))
    })
    .await;

    let error = cloud.client.all_instances(&access_key(), &cloud.clock).await.expect_err("an error");

    assert_eq!((error.kind, cloud.seen().len()), (CloudErrorKind::ProviderDown, 3));
}

#[tokio::test]
async fn a_page_that_fails_fails_the_list() {
    let cloud = Cloud::start(|seen, before| match before {
        0 => answer(json!({"instances": page(seen, 129, instance), "total_record": 129})),
        _ => Say::Answer(403, r#"{"error_code": "APIGW.0302", "error_msg": "m"}"#.into()),
    })
    .await;

    let error = cloud.client.all_instances(&access_key(), &cloud.clock).await.expect_err("an error");

    assert_eq!(error.kind, CloudErrorKind::PermissionDenied);
}

#[tokio::test]
async fn an_empty_list_may_be_null_or_left_out() {
    let http = http();
    for body in
        [json!({"instances": null, "total_record": 0}), json!({"total_record": 0}), json!({"instances": []})]
    {
        let cloud = Cloud::over(http.clone(), move |_, _| answer(body.clone())).await;

        let all = cloud.client.all_instances(&access_key(), &cloud.clock).await.expect("a list");

        assert!(all.value.is_empty());
    }
}

#[tokio::test]
async fn an_instance_its_nodes_and_its_task_are_shown() {
    let cloud = Cloud::start(|seen, _| {
        let path = seen.path();
        answer(if path.ends_with("/nodes") {
            json!({"nodes": [{"node_id": "n1", "status": "normal", "ip": "10.0.0.2", "port": 5066}], "total": 1})
        } else if path.contains("/jobs/") {
            json!({"job": {"id": "j1", "name": "CreateInstance", "status": "Running", "process": "60%",
                "created_time": "2024-11-05T16:15:30+0800", "end_time": "", "instance": {"id": "i1", "name": "n"}}})
        } else {
            instance(1)
        })
    })
    .await;
    let (client, key, clock) = (&cloud.client, access_key(), &cloud.clock);

    let shown = client.instance(&key, "i1", clock).await.expect("an instance");
    let nodes = client.nodes(&key, "i1", clock).await.expect("nodes");
    let job = client.job(&key, "j1", clock).await.expect("a task");

    assert_eq!(shown.name, "orders-1");
    assert_eq!((nodes.value[0].node_id.as_str(), nodes.value[0].port.as_deref()), ("n1", Some("5066")));
    assert_eq!((job.status.as_str(), job.process.as_deref(), job.end_time), ("Running", Some("60%"), None));
    let paths: Vec<_> = cloud.seen().iter().map(|seen| seen.path().to_owned()).collect();
    assert_eq!(
        paths,
        [
            format!("/v1/{PROJECT}/instances/i1"),
            format!("/v1/{PROJECT}/instances/i1/nodes"),
            format!("/v3/{PROJECT}/jobs/j1"),
        ]
    );
}

#[tokio::test]
async fn engines_and_flavors_say_where_they_are_on_sale() {
    let cloud = Cloud::start(|seen, _| {
        answer(if seen.path().ends_with("/engines") {
            json!({"engineGroups": [{"id": "e1", "name": "DDM", "version": "3.0",
                "supportAzs": [{"code": "az1", "name": "AZ 1", "favored": true}, {"code": "az2", "name": "AZ 2"}]}],
                "offset": 0, "limit": 128, "total": 1})
        } else {
            json!({"computeFlavorGroups": [
                {"groupType": "X86", "offset": 0, "limit": 128, "total": 1, "computeFlavors": [
                    {"id": "f1", "typeCode": "hws.resource.type.ddm", "code": "ddm.c6.2xlarge.2", "iaasCode": "c6.2xlarge.2",
                     "cpu": "8", "mem": "16", "maxConnections": "20000", "groupType": "X86",
                     "azStatus": {"az1": "normal", "az2": "sellout", "az3": "unsupported"}}]},
                {"groupType": "ARM", "offset": 0, "limit": 128, "total": 1, "computeFlavors": [
                    {"id": "f2", "code": "ddm.kc1", "cpu": 8, "mem": 16, "azStatus": {}}]},
            ]})
        })
    })
    .await;

    let engines = cloud.client.engines(&access_key(), &cloud.clock).await.expect("engines").value;
    let flavors = cloud.client.flavors(&access_key(), "e1", &cloud.clock).await.expect("flavors").value;

    assert_eq!((engines[0].id.as_str(), engines[0].version.as_str()), ("e1", "3.0"));
    assert_eq!(engines[0].support_azs.iter().map(|zone| zone.favored).collect::<Vec<_>>(), [true, false]);
    assert_eq!(flavors.iter().map(|flavor| flavor.id.as_str()).collect::<Vec<_>>(), ["f1", "f2"]);
    assert_eq!((flavors[1].group_type.as_str(), flavors[1].cpu.as_str()), ("ARM", "8"));
    let on_sale = ["az1", "az2", "az3", "az4"].map(|zone| flavors[0].is_on_sale_in(zone));
    assert_eq!(on_sale, [true, false, false, false]);
    let seen = cloud.seen();
    assert_eq!(seen[0].target, format!("/v2/{PROJECT}/engines?limit=128&offset=0"));
    assert_eq!(seen[1].target, format!("/v2/{PROJECT}/flavors?engine_id=e1&limit=128&offset=0"));
}

#[tokio::test]
async fn flavors_are_read_whole_although_each_group_counts_for_itself() {
    let group = |seen: &Seen, name: &str, count: usize, total: usize| {
        let name = name.to_owned();
        let flavors = page(seen, count, |number| json!({"id": format!("{name}{number}"), "code": "c"}));
        json!({"groupType": name, "total": total, "computeFlavors": flavors})
    };
    let cloud = Cloud::start(move |seen, _| {
        answer(json!({"computeFlavorGroups": [group(seen, "X86", 130, 130), group(seen, "ARM", 3, 3)]}))
    })
    .await;
    let torn =
        Cloud::start(move |seen, _| answer(json!({"computeFlavorGroups": [group(seen, "X86", 1, 2)]}))).await;
    let endless = Cloud::start(move |seen, _| {
        answer(json!({"computeFlavorGroups": [group(seen, "X86", 1, 1_000_000)]}))
    })
    .await;

    let flavors = cloud.client.flavors(&access_key(), "e1", &cloud.clock).await.expect("flavors").value;
    assert_eq!((flavors.len(), cloud.seen().len()), (133, 2));
    for cloud in [torn, endless] {
        let error = cloud.client.flavors(&access_key(), "e1", &cloud.clock).await.expect_err("an error");
        assert_eq!((error.kind, error.advice), (CloudErrorKind::ProviderDown, Advice::Unreadable));
    }
}

/// Answers as VPC does: what comes after the marker.
fn after(seen: &Seen, list: &'static str, count: usize, item: impl Fn(usize) -> Value) -> Say {
    let query = query(seen);
    let start = query.get("marker").map_or(0, |marker| marker.parse::<usize>().expect("a marker") + 1);
    let limit: usize = query["limit"].parse().expect("a limit");
    answer(json!({list: (start..count.min(start + limit)).map(item).collect::<Vec<_>>()}))
}

#[tokio::test]
async fn networks_are_read_marker_by_marker() {
    let cloud = Cloud::start(|seen, _| match seen.path().rsplit('/').next() {
        Some("vpcs") => after(seen, "vpcs", 250, |number| {
            json!({"id": number.to_string(), "name": "v", "cidr": "10.0.0.0/8", "status": "OK", "routes": [], "enterprise_project_id": "0"})
        }),
        Some("subnets") => after(seen, "subnets", 1, |number| {
            json!({"id": number.to_string(), "name": "s", "cidr": "10.0.0.0/24", "vpc_id": "v1", "status": "ACTIVE",
                "neutron_subnet_id": "other", "availability_zone": ""})
        }),
        _ => after(seen, "security_groups", 25, |number| {
            json!({"id": number.to_string(), "name": "g", "description": "", "security_group_rules": [{"id": "r"}]})
        }),
    })
    .await;
    let (client, key, clock) = (&cloud.client, access_key(), &cloud.clock);

    let vpcs = client.vpcs(&key, clock).await.expect("networks").value;
    let subnets = client.subnets(&key, "v1", clock).await.expect("subnets").value;
    let groups = client.security_groups(&key, clock).await.expect("groups").value;

    assert_eq!((vpcs.len(), vpcs[0].status.as_str()), (250, "OK"));
    let expected = Subnet {
        id: "0".into(),
        name: "s".into(),
        cidr: "10.0.0.0/24".into(),
        vpc_id: "v1".into(),
        status: "ACTIVE".into(),
        availability_zone: None,
    };
    assert_eq!(subnets, [expected]);
    assert_eq!((groups.len(), groups[0].description.as_deref()), (25, None));
    let targets: Vec<_> = cloud.seen().iter().map(|seen| seen.target.clone()).collect();
    assert_eq!(
        targets,
        [
            format!("/v1/{PROJECT}/vpcs?limit=100"),
            format!("/v1/{PROJECT}/vpcs?limit=100&marker=99"),
            format!("/v1/{PROJECT}/vpcs?limit=100&marker=199"),
            format!("/v1/{PROJECT}/vpcs?limit=100&marker=249"),
            format!("/v1/{PROJECT}/subnets?limit=100&vpc_id=v1"),
            format!("/v1/{PROJECT}/subnets?limit=100&marker=0&vpc_id=v1"),
            format!("/v1/{PROJECT}/security-groups?limit=20"),
            format!("/v1/{PROJECT}/security-groups?limit=20&marker=19"),
            format!("/v1/{PROJECT}/security-groups?limit=20&marker=24"),
        ]
    );
    assert!(cloud.seen().iter().all(is_signed));
}

#[tokio::test]
async fn a_cloud_that_gives_less_than_was_asked_for_is_read_to_its_end() {
    let cloud = Cloud::start(|seen, _| {
        let start =
            query(seen).get("marker").map_or(0, |marker| marker.parse::<usize>().expect("a marker") + 1);
        let vpcs: Vec<_> =
            (start..25.min(start + 10)).map(|number| json!({"id": number.to_string()})).collect();
        answer(json!({"vpcs": vpcs}))
    })
    .await;

    let vpcs = cloud.client.vpcs(&access_key(), &cloud.clock).await.expect("networks").value;

    assert_eq!((vpcs.len(), cloud.seen().len()), (25, 4));
}

#[tokio::test]
async fn a_list_of_networks_that_never_ends_is_not_believed() {
    let cloud = Cloud::start(|_, before| answer(json!({"vpcs": [{"id": before.to_string()}]}))).await;

    let error = cloud.client.vpcs(&access_key(), &cloud.clock).await.expect_err("an error");

    assert_eq!((error.kind, cloud.seen().len()), (CloudErrorKind::ProviderDown, 500));
}

#[tokio::test]
async fn a_cloud_that_starts_again_at_every_marker_is_not_believed() {
    let cloud = Cloud::start(|_, _| {
        let vpcs: Vec<_> = (0..100).map(|number| json!({"id": number.to_string()})).collect();
        answer(json!({"vpcs": vpcs}))
    })
    .await;

    let error = cloud.client.vpcs(&access_key(), &cloud.clock).await.expect_err("an error");

    assert_eq!((error.kind, cloud.seen().len()), (CloudErrorKind::ProviderDown, 2));
}

#[tokio::test]
async fn a_users_lists_carry_the_token_of_their_scope() {
    let cloud = Cloud::start(|seen, _| match seen.path() {
        "/v3/auth/tokens" => {
            let scope = &seen.json()["auth"]["scope"];
            token(
                if scope["project"].is_object() { "MII-project" } else { "MII-account" },
                "2024-11-06T08:15:30Z",
            )
        }
        path if path.ends_with("/instances") => answer(json!({"instances": [], "total_record": 0})),
        path if path.ends_with("/vpcs") => answer(json!({"vpcs": []})),
        _ => answer(json!({"order_infos": [], "total_count": 0})),
    })
    .await;
    let (client, key, clock) = (&cloud.client, iam_user("fake-password"), &cloud.clock);
    let window = (datetime!(2024-11-05 08:00 UTC), datetime!(2024-11-05 09:00 UTC));

    client.all_instances(&key, clock).await.expect("a list");
    client.vpcs(&key, clock).await.expect("a list");
    client.orders(&key, window, clock).await.expect("a list");

    let tokens: Vec<_> =
        cloud.seen().iter().filter_map(|seen| seen.header("x-auth-token").map(str::to_owned)).collect();
    assert_eq!(tokens, ["MII-project", "MII-project", "MII-account"]);
}
