//! The command line, beside a running server and without one.

use std::time::Duration;

use reqwest::Method;

use crate::purser::{Place, RICH, call, credential, eventually};

#[tokio::test(flavor = "multi_thread")]
async fn commands_work_beside_a_running_server_and_without_one() {
    let place = Place::new();
    let portal = place.start(&["serve"]);
    let beside = place.person("beside", false);
    let orders = format!("{}/api/v1/orders", portal.address);
    let list = async |token: &str| {
        call(Method::GET, &orders, &[&format!("Authorization: Bearer {token}")], None).await.0
    };
    assert_eq!(list(&beside).await, 200);

    place.run(&["user", "disable", "--email", "beside@example.com"], "");
    assert_eq!(list(&beside).await, 401);
    let (took, code) = portal.stop();
    assert!(took < Duration::from_secs(15), "{took:?}");
    assert_eq!(code, Some(0));

    let listed = place.run(&["user", "list"], "");
    assert!(listed.contains("requester@demo.local\tRita Requester\tactive"), "{listed}");
    assert!(listed.contains("beside@example.com\tbeside\tdisabled"), "{listed}");
    assert!(place.run(&["audit", "verify"], "").contains("as they were written"));
}

/// A running server finds a key that is younger than itself.
#[tokio::test(flavor = "multi_thread")]
async fn keys_are_rotated_beside_a_running_server() {
    let place = Place::new();
    let portal = place.start(&["serve"]);
    let requester = place.run(&["token", "create", "--user", "requester@demo.local"], "");
    let id = credential(&portal.address, &requester, RICH).await;

    let newest = place.run(&["key", "new"], "");
    let planned = place.run(&["key", "rotate", "--dry-run"], "");
    let said = |verb: &str| format!("1 credentials and 0 secrets of orders {verb} put under key {newest}");
    assert_eq!(planned, said("would be"));
    assert_eq!(place.run(&["key", "rotate"], ""), said("were"));

    let verify = format!("{}/api/v1/credentials/{id}/verify", portal.address);
    let bearer = format!("Authorization: Bearer {requester}");
    let (status, verified) = call(Method::POST, &verify, &[&bearer], None).await;
    assert_eq!((status.as_u16(), verified["state"].as_str()), (200, Some("verified")), "{verified}");
    assert!(place.run(&["audit", "verify"], "").contains("as they were written"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refusal_is_one_sentence_and_the_exit_code_one() {
    let place = Place::new();
    place.run(&["migrate"], "");

    for (arguments, input, expected) in [
        (&["user", "add", "--email", "a@b.c", "--name", "A", "--password-stdin"][..], "short\n", "password"),
        (&["user", "disable", "--email", "nobody@example.com"], "", "nobody@example.com"),
        (&["token", "create", "--user", "nobody@example.com"], "", "nobody@example.com"),
        (&["user", "list", "--clouds", "loopback"], "", "PURSER_ENDPOINT_"),
        (&["user", "list", "--clouds", "live"], "", "mode sim"),
        (&["serve", "--clouds", "live", "--settle-compress", "5"], "", "PURSER_SETTLE_COMPRESS"),
        (&["release", "--reason", "None stands."], "", "no hold"),
        (&["healthcheck", "--listen", "127.0.0.1:9"], "", "does not answer"),
        (&["sim", "--listen", "0.0.0.0:0"], "", "loopback"),
    ] {
        let output = place.try_run(arguments, input);
        let said = String::from_utf8(output.stderr).expect("text");
        assert_eq!(output.status.code(), Some(1), "{arguments:?}: {said}");
        assert!(output.stdout.is_empty(), "{arguments:?}");
        assert!(
            said.lines().last().is_some_and(|line| line.starts_with("purser: ") && line.contains(expected)),
            "{arguments:?}: {said}"
        );
    }
    for arguments in [
        &["serve", "--role", "boss"][..],
        &["user", "add"],
        &["fly"],
        &["user", "list", "--poll-seconds", "x"],
    ] {
        assert_eq!(place.try_run(arguments, "").status.code(), Some(2), "{arguments:?}");
    }
    let help = place.run(&["serve", "--help"], "");
    for setting in [
        "DATABASE_URL",
        "PURSER_CLOUDS",
        "PURSER_SETTLE_COMPRESS",
        "PURSER_ENDPOINT_HUAWEI_BSS",
        "127.0.0.1:3000",
    ] {
        assert!(help.contains(setting), "{setting}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_demo_fills_an_empty_portal_and_the_server_buys_it() {
    let place = Place::new().with("PURSER_SETTLE_COMPRESS", "50");
    place.run(&["demo", "--orders", "7"], "");
    place.run(&["demo", "--orders", "7"], "");
    let portal = place.start(&["serve"]);
    let token = place.run(&["token", "create", "--user", "requester@demo.local", "--scope", "read"], "");
    let orders = format!("{}/api/v1/orders", portal.address);

    let states = eventually("what is approved is bought", async || {
        let (_, listed) =
            call(Method::GET, &orders, &[&format!("Authorization: Bearer {token}")], None).await;
        let states: Vec<_> = listed["items"]
            .as_array()?
            .iter()
            .filter_map(|order| order["state"].as_str().map(str::to_owned))
            .collect();
        (states.iter().filter(|state| *state == "bought").count() == 4).then_some(states)
    })
    .await;

    assert_eq!(states.len(), 7, "twice is once: {states:?}");
    for state in ["draft", "pending_approval", "rejected"] {
        assert!(states.iter().any(|known| known == state), "{state} in {states:?}");
    }
}
