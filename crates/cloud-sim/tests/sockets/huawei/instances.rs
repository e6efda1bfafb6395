//! What is seen of an instance: late in the list, slow to run, failed, deleted.

use reqwest::Method;
use serde_json::{Value, json};

use super::desk::{Desk, POOR, RICH, Request, instances_of};

#[tokio::test]
async fn the_list_knows_an_instance_later_than_its_id_does() {
    let desk = Desk::open().await;
    let id = desk.buy("late").await.body["id"].as_str().expect("an id").to_owned();

    desk.pass(4);
    let list = desk.look("v1", "instances").await.body;
    assert_eq!((&list["instances"], &list["total_record"]), (&json!([]), &json!(0)));
    assert_eq!(desk.look("v1", &format!("instances/{id}")).await.body["name"], "late");
    desk.pass(1);
    assert_eq!(desk.names().await, ["late"]);
}

#[tokio::test]
async fn the_delay_of_the_list_is_chosen_and_compressed() {
    let desk = Desk::with(|config| {
        config.list_delay = time::Duration::minutes(2);
        config.compress = 60;
    })
    .await;
    desk.buy("late").await;

    desk.pass(1);
    assert_eq!(desk.names().await, [""; 0]);
    desk.pass(1);
    assert_eq!(desk.names().await, ["late"]);
}

#[tokio::test]
async fn an_instance_is_shown_as_it_was_bought() {
    let desk = Desk::open().await;
    let wish = desk.wish(&RICH, "ddm-1").await;
    let bought = desk.buy_as(&RICH, &wish).await.body;
    desk.pass(180);

    let shown = desk.look("v1", &format!("instances/{}", bought["id"].as_str().expect("an id"))).await.body;
    let list = desk.look("v1", "instances?offset=0&limit=10").await.body;

    let wish = &wish["instance"];
    for name in ["vpc_id", "subnet_id", "security_group_id", "name", "enterprise_project_id"] {
        assert_eq!(shown[name], wish[name], "{name}");
    }
    for (name, value) in [
        ("status", json!("RUNNING")),
        ("created", json!("2025-03-01T10:00:00+0000")),
        ("updated", json!("2025-03-01T10:03:00+0000")),
        ("node_count", json!(2)),
        ("available_zone", json!("cn-north-4a,cn-north-4b")),
        ("core_count", json!("8")),
        ("ram_capacity", json!("16")),
        ("access_port", json!("5066")),
        ("flavor_ref", json!("ddm.2xlarge.2")),
        ("project_id", json!(RICH.projects[0].1)),
        ("admin_user_name", json!("root_1")),
    ] {
        assert_eq!(shown[name], value, "{name}");
    }
    assert!(shown.get("order_id").is_none() && shown.get("error_msg").is_none());
    assert_eq!(list["instances"][0]["id"], bought["id"]);
    assert!(list["instances"][0].get("nodes").is_none());
    let ids = |nodes: &Value| -> Vec<Value> {
        nodes.as_array().expect("a list").iter().map(|node| node["node_id"].clone()).collect()
    };
    let nodes = desk.look("v1", &format!("instances/{}/nodes", bought["id"].as_str().expect("an id"))).await;
    assert_eq!((ids(&nodes.body["nodes"]), nodes.body["total"].clone()), (ids(&shown["nodes"]), json!(2)));
    assert_eq!(nodes.body["nodes"][0]["status"], "normal");
}

#[tokio::test]
async fn an_instance_is_made_within_minutes_and_its_job_says_how_far() {
    for compress in [1, 60] {
        let desk = Desk::with(|config| config.compress = compress).await;
        let bought = desk.buy("ddm-1").await.body;
        let of = |name: &str| bought[name].as_str().expect("an id").to_owned();
        let (id, job_id) = (of("id"), of("job_id"));
        let seen = async || {
            let status = desk.look("v1", &format!("instances/{id}")).await.body["status"].clone();
            let job = desk.look("v3", &format!("jobs/{job_id}")).await.body["job"].clone();
            (status, job["status"].clone(), job["process"].clone())
        };
        let step = 60 / i64::from(compress);

        assert_eq!(seen().await, (json!("CREATING"), json!("Running"), json!("0%")));
        desk.pass(2 * step);
        assert_eq!(seen().await, (json!("CREATING"), json!("Running"), json!("66%")));
        desk.pass(step);
        assert_eq!(seen().await, (json!("RUNNING"), json!("Completed"), json!("")));
        let jobs = desk.look("v3", "jobs").await.body;
        assert_eq!((&jobs["total"], &jobs["jobs"][0]["instance_id"]), (&json!(1), &json!(id)));
    }
}

#[tokio::test]
async fn a_creation_can_fail() {
    let desk = Desk::open().await;
    let id = desk.buy("x-fail-1").await.body["id"].as_str().expect("an id").to_owned();

    desk.pass(60);
    let shown = desk.look("v1", &format!("instances/{id}")).await.body;

    assert_eq!((&shown["status"], shown["error_msg"].is_string()), (&json!("CREATEFAILED"), true));
    assert_eq!(shown["nodes"][0]["status"], "createfail");
}

#[tokio::test]
async fn a_page_is_cut_from_the_newest_and_counts_itself() {
    let desk = Desk::open().await;
    for name in ["first", "second", "third"] {
        desk.buy(name).await;
    }
    desk.pass(5);
    let page = async |query: &str| desk.look("v1", &format!("instances{query}")).await;

    let body = page("?offset=2&limit=2").await.body;
    assert_eq!(body["instances"][0]["name"], "first");
    for (name, value) in
        [("instance_num", 1), ("page_no", 2), ("page_size", 2), ("total_record", 3), ("total_page", 2)]
    {
        assert_eq!(body[name], value, "{name}");
    }
    let newer = desk.look("v3", "instances?limit=1").await.body;
    assert_eq!((&newer["total"], &newer["instances"][0]["name"]), (&json!(3), &json!("third")));
    assert_eq!(page("?limit=128").await.status, 200);
    for (query, name) in
        [("?limit=0", "limit"), ("?limit=129", "limit"), ("?limit=x", "limit"), ("?offset=-1", "offset")]
    {
        let reply = page(query).await;
        assert_eq!(reply.code(), (400, "DBS.280001"), "{query}");
        assert!(reply.refusal().2.contains(name), "{}", reply.text);
    }
}

#[tokio::test]
async fn another_project_does_not_see_it() {
    let desk = Desk::open().await;
    let id = desk.buy("ddm-1").await.body["id"].as_str().expect("an id").to_owned();
    desk.pass(5);

    let elsewhere = format!("/v1/{}/instances", RICH.projects[1].1);
    assert_eq!(desk.get(&elsewhere).await.body["total_record"], 0);
    assert_eq!(desk.get(&format!("{elsewhere}/{id}")).await.code(), (404, "DBS.200002"));
    let theirs = Request::get(&format!("{}/{id}", instances_of(&POOR)));
    assert_eq!(desk.ask(&POOR, theirs).await.code(), (404, "DBS.200002"));
    assert_eq!(desk.look("v3", "jobs/nothing").await.code(), (400, "DBS.300400"));
}

#[tokio::test]
async fn a_running_instance_is_deleted_and_a_subscribed_one_is_not() {
    let desk = Desk::open().await;
    let id = desk.buy("ddm-1").await.body["id"].as_str().expect("an id").to_owned();
    let ordered = desk.order("ddm-2", "true").await.body;
    let delete = async |id: &str, query: &str| {
        let target = format!("{}/{id}{query}", instances_of(&RICH));
        desk.ask(&RICH, Request::new(Method::DELETE, &target, &Value::Null)).await
    };

    assert_eq!(delete(&id, "").await.code(), (409, "DBS.200019"), "it is being made");
    desk.pass(180);
    let subscribed = desk.bench.sim.ledger()[1].instance_id.clone();
    assert!(ordered["order_id"].is_string());
    assert_eq!(delete(&subscribed, "").await.code(), (400, "DBS.300005"));
    assert_eq!(delete(&id, "?delete_rds_data=maybe").await.code(), (400, "DBS.280001"));
    let deleted = delete(&id, "?delete_rds_data=false").await;
    assert_eq!((deleted.status, deleted.body), (200, json!({"id": id})));
    assert_eq!(delete(&id, "").await.code(), (404, "DBS.200002"));
    assert_eq!(desk.names().await, ["ddm-2"]);
}
