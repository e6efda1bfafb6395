//! Secrets go in and never come out: canaries are entered in every way that the portal takes them, and then looked for
//! in the database, its WAL, the whole data folder, the logs at their loudest, and every answer that was given.

mod cloud;
mod database;
mod reader;
mod search;

use std::fs;

use reqwest::{
    Method, StatusCode,
    header::{CONTENT_TYPE, COOKIE, ORIGIN},
};
use serde_json::{Value, json};

use self::{
    cloud::{Cloud, Secrets},
    database::{cluster, dump, store_uncompressed},
    reader::Reader,
    search::Search,
};
use crate::{
    purser::{Place, call, eventually},
    wares,
};

/// What the clouds take.
const KEY: &str = "Canary/key+7Qx9=zK&w\"<3>";
const PASSWORD: &str = "Canary-password/8Rt+4=&\"q\"";
/// What they do not: typed first, replaced later.
const WRONG_KEY: &str = "Wrong/canary+1Bn6=vX&m\"<5>";
const WRONG_PASSWORD: &str = "Wrong-canary/2Lk+3=&\"y\"!";
const SECURITY_TOKEN: &str = "Token/canary+5Pd2=uW&j\"<9>";
/// Of the instance's administrator: good ones, and two that are refused.
const ADMIN: [&str; 4] =
    ["Canary-#%^Adm1n-form", "Canary-#%^Adm1n-api", "canary-too-plain-one", "Canary-(bad)-S1gns/+"];
/// Of somebody who signs in: the first, the second, and one that is neither.
const SIGN_IN: [&str; 3] =
    ["canary & first / sign-in+", "canary & second / sign-in+", "canary & wrong / sign-in+"];

/// Not secret, and found wherever the secrets are looked for: else nobody looked there.
const MARK: &str = "A mark, and no secret";

#[tokio::test(flavor = "multi_thread")]
async fn what_is_secret_stands_nowhere() {
    let cloud = Cloud::start(Secrets { key: KEY, password: PASSWORD }).await;
    let place = Place::loopback(&cloud.address)
        .with("PURSER_LOG", "trace")
        .with("PURSER_SETTLE_COMPRESS", "60")
        .with("PURSER_POLL_SECONDS", "1");
    let server = place.start(&["serve"]);
    store_uncompressed(&place);
    let mut said = Vec::new();
    let requester = person(&place, &mut said, "requester", false);
    let lead = person(&place, &mut said, "lead", true);
    let tokens = [requester.clone(), lead.clone()];
    let mut reader = Reader::new(&server.address, requester);
    let mut approver = Reader::new(&server.address, lead);

    let mut sessions = signing_in(&mut reader).await;
    let [user, key] = credentials(&mut reader, &cloud).await;
    let bought = purchases(&mut reader, &mut approver, &cloud, &user, &key).await;
    let shown_once = mistakes_and_settings(&mut reader).await;
    sessions.push(reader.cookie.clone());
    visits(&mut reader, &bought).await;
    assert!(cloud.echoed() >= 3, "the cloud repeated what it was sent: {}", cloud.echoed());

    let users = cloud.tokens();
    assert!(!users.is_empty(), "a user's token was used");
    let mut secrets = vec![
        ("a key", KEY),
        ("a user's password", PASSWORD),
        ("a wrong key", WRONG_KEY),
        ("a wrong password", WRONG_PASSWORD),
        ("a security token", SECURITY_TOKEN),
    ];
    secrets.extend(ADMIN.iter().map(|it| ("an administrator's password", *it)));
    secrets.extend(SIGN_IN.iter().map(|it| ("a sign-in's password", *it)));
    secrets.extend(sessions.iter().map(|it| ("a session", it.split_once('=').expect("a cookie").1)));
    secrets.extend(tokens.iter().map(|it| ("an API token", it.as_str())));
    secrets.extend(users.iter().map(|it| ("a user's token", it.as_str())));
    secrets.push(("an API token of a page", &shown_once));
    let (search, mark) = (Search::new(secrets), Search::new([("it", MARK)]));

    // Read while it runs: what is on the way to the disk is there by now.
    let dump = dump(&place);
    assert!(!mark.hits(&dump).is_empty(), "the dump holds what was typed");
    let mut hits: Vec<String> = search.hits(&dump).into_iter().map(|hit| format!("pg_dump: {hit}")).collect();
    let (kept, bytes) = answers(&search, [&reader, &approver], &shown_once);
    hits.extend(kept);
    for (command, output) in &said {
        hits.extend(search.hits(output).into_iter().map(|hit| format!("{command}: {hit}")));
    }
    server.stop();
    let log = fs::read(place.path("serve.log")).expect("a log");
    assert!(String::from_utf8_lossy(&log).contains("\"level\":\"TRACE\""), "the log is at its loudest");
    hits.extend(search.hits(&log).into_iter().map(|hit| format!("the log: {hit}")));
    assert!(!mark.hits_below(&cluster(&place).join("pg_wal")).0.is_empty(), "the WAL holds what was typed");
    let (below, read) = search.hits_below(&place.path("data"));
    hits.extend(below);

    println!(
        "searched: dump {} kB, log {} kB, data {} kB, {} answers of {} kB",
        dump.len() / 1024,
        log.len() / 1024,
        read / 1024,
        reader.kept.len() + approver.kept.len(),
        bytes / 1024
    );
    assert!(hits.is_empty(), "{} places: {hits:#?}", hits.len());
}

/// Somebody with a canary for a password; their token.
fn person(place: &Place, said: &mut Vec<(String, Vec<u8>)>, name: &str, lead: bool) -> String {
    let email = format!("{name}@example.com");
    let mut add =
        vec!["user", "add", "--email", &email, "--name", MARK, "--team", "Platform", "--password-stdin"];
    add.extend(lead.then_some("--lead"));
    let output = place.try_run(&add, &format!("{}\n", SIGN_IN[0]));
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    said.push(("user add".to_owned(), [output.stdout, output.stderr].concat()));
    let output = place.try_run(&["token", "create", "--user", &email], "");
    // It says the token, once, to who asked for it.
    said.push(("token create".to_owned(), output.stderr));
    String::from_utf8(output.stdout).expect("text").trim_end().to_owned()
}

/// Wrong, right, changed and again; the sessions.
async fn signing_in(reader: &mut Reader) -> Vec<String> {
    const EMAIL: &str = "requester@example.com";
    let [first, second, wrong] = SIGN_IN;
    assert_ne!(reader.sign_in(EMAIL, wrong).await, StatusCode::SEE_OTHER);
    assert_eq!(reader.sign_in(EMAIL, first).await, StatusCode::SEE_OTHER);
    let mut sessions = vec![reader.cookie.clone()];
    for (current, new) in [(wrong, second), (first, "short")] {
        let answer = reader.form("/settings/password", &[("current", current), ("password", new)]).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", answer.text);
    }
    let answer = reader.form("/settings/password", &[("current", first), ("password", second)]).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text);
    reader.form("/signout", &[]).await;
    assert_eq!(reader.sign_in(EMAIL, second).await, StatusCode::SEE_OTHER);
    sessions.push(reader.cookie.clone());
    assert!(sessions.iter().all(|cookie| cookie.len() > 20), "{sessions:?}");
    sessions
}

/// What each kind consists of, with these secrets; temporary keys have a token beside them.
fn kinds(key: &str, password: &str, security_token: &str) -> [Value; 3] {
    let rich = cloud_sim::DEMO_HUAWEI[0];
    let (region, project) = rich.projects[0];
    [
        json!({ "kind": "alibaba_access_key", "label": MARK, "site": "china", "access_key_id": crate::purser::RICH.0,
            "access_key_secret": key, "security_token": security_token }),
        json!({ "kind": "huawei_access_key", "label": MARK, "region": region, "project_id": project,
            "access_key_id": rich.access_key_id, "secret_access_key": key, "security_token": security_token }),
        json!({ "kind": "huawei_iam_user", "label": MARK, "region": region, "project_id": project,
            "domain": rich.domain_name, "user": rich.user, "password": password }),
    ]
}

fn pairs(body: &Value) -> Vec<(&str, &str)> {
    let fields = body.as_object().expect("fields");
    fields.iter().map(|(name, value)| (name.as_str(), value.as_str().expect("text"))).collect()
}

/// Each kind by page and by API: refused, wrong, replaced, asked of the cloud, which repeats what it was sent. The
/// Huawei user of the page, and the Huawei key of the API.
async fn credentials(reader: &mut Reader, cloud: &Cloud) -> [String; 2] {
    let wrong = kinds(WRONG_KEY, WRONG_PASSWORD, SECURITY_TOKEN);
    let right = kinds(KEY, PASSWORD, "");
    let (mut of_pages, mut of_api) = (Vec::new(), Vec::new());
    for (wrong, right) in wrong.iter().zip(&right) {
        cloud.echo(Some("/v3/auth/tokens"));
        let nameless: Vec<_> = pairs(wrong).into_iter().filter(|(name, _)| *name != "label").collect();
        let refused = reader.form("/credentials", &nameless).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", refused.text);
        let added = reader.form("/credentials", &pairs(wrong)).await;
        assert_eq!(added.status, StatusCode::SEE_OTHER, "{}", added.text);
        reader.get(&added.location.clone()).await;
        let id = added.location.split("id=").nth(1).and_then(|rest| rest.split('&').next());
        let id = id.expect("an id").to_owned();
        let page = format!("/credentials/{id}/replace");
        reader.get(&page).await;
        let refused =
            reader.form(&page, &[("access_key_secret", WRONG_KEY), ("password", WRONG_PASSWORD)]).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", refused.text);
        cloud.echo(None);
        let replaced = reader.form(&page, &pairs(right)).await;
        assert_eq!(replaced.status, StatusCode::SEE_OTHER, "{}", replaced.text);
        let list = reader.get(&replaced.location.clone()).await;
        assert!(list.text.contains("Verified"), "the cloud takes it");
        of_pages.push(id);

        let mut unknown = wrong.clone();
        unknown["surprise"] = WRONG_KEY.into();
        let refused = reader.api(Method::POST, "/credentials", Some(&unknown)).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", refused.text);
        let added = reader.api(Method::POST, "/credentials", Some(wrong)).await;
        assert_eq!(added.status, StatusCode::CREATED, "{}", added.text);
        let id = added.json()["id"].as_str().expect("an id").to_owned();
        let (own, verify) = (format!("/credentials/{id}"), format!("/credentials/{id}/verify"));
        cloud.echo(Some("/v3/auth/tokens"));
        reader.api(Method::POST, &verify, None).await;
        cloud.echo(None);
        let replaced = reader.api(Method::PUT, &own, Some(right)).await;
        assert_eq!(replaced.status, StatusCode::OK, "{}", replaced.text);
        let verified = reader.api(Method::POST, &verify, None).await;
        assert_eq!(verified.json()["state"], "verified", "{}", verified.text);
        of_api.push(id);
    }
    [of_pages.remove(2), of_api.remove(1)]
}

/// An instance with a password, by page and by API: refused, priced, as a draft, submitted, refused by the cloud with
/// all that it was sent, and bought. The orders' numbers.
async fn purchases(
    reader: &mut Reader,
    approver: &mut Reader,
    cloud: &Cloud,
    user: &str,
    key: &str,
) -> Vec<String> {
    let spec = wares::ddm_of(&cloud.address, KEY, "canary-bird").await;
    let mut form: Vec<(&str, &str)> = pairs(&spec);
    form.extend([("credential_id", user), ("reason", MARK), ("ceiling", "90000"), ("currency", "CNY")]);
    let page = "/catalog/ddm.create";
    let mut orders = Vec::new();
    for (number, (act, password, name, status)) in [
        ("submit", ADMIN[0], "-bad name-", 422),
        ("submit", ADMIN[2], "canary-bird", 422),
        ("submit", ADMIN[3], "canary-bird", 422),
        ("quote", ADMIN[0], "canary-bird", 200),
        ("lines", ADMIN[0], "canary-bird", 200),
        ("options", ADMIN[0], "canary-bird", 200),
        ("draft", ADMIN[0], "canary-bird", 303),
        ("submit", ADMIN[0], "canary-bird", 303),
        ("submit", ADMIN[0], "canary-echo", 303),
    ]
    .into_iter()
    .enumerate()
    {
        let key = format!("canary-form-{number}");
        let mut fields: Vec<_> =
            form.iter().filter(|(field, _)| *field != "instance.name").copied().collect();
        fields.extend([("act", act), ("submit_key", &key), ("instance.name", name)]);
        fields.extend([("instance.admin_user_name", "root"), ("instance.admin_user_password", password)]);
        let answer = reader.form(page, &fields).await;
        assert_eq!(answer.status, status, "{act} {name}: {}", answer.text);
        orders.extend(answer.location.strip_prefix("/orders/").map(str::to_owned));
    }
    for (name, submit, password, status) in [
        ("-bad name-", true, ADMIN[1], 422),
        ("canary-api", true, ADMIN[2], 422),
        ("canary-api", true, ADMIN[3], 422),
        ("canary-api", false, ADMIN[1], 422),
        ("canary-api", true, ADMIN[1], 201),
    ] {
        let mut spec = spec.clone();
        spec["instance.name"] = name.into();
        spec["instance.admin_user_name"] = "root".into();
        spec["instance.admin_user_password"] = password.into();
        let order = json!({ "operation": "ddm.create", "credential_id": key, "reason": MARK, "spec": spec,
            "ceiling": { "amount": "90000", "currency": "CNY" }, "submit": submit });
        let answer = reader.api(Method::POST, "/orders", Some(&order)).await;
        assert_eq!(answer.status, status, "{name}: {}", answer.text);
        orders.extend(answer.json()["number"].as_str().map(str::to_owned));
        let quote = json!({ "operation": "ddm.create", "credential_id": key, "spec": order["spec"] });
        reader.api(Method::POST, "/quotes", Some(&quote)).await;
    }
    let listed = reader.api(Method::GET, "/orders?limit=100", None).await.json();
    let listed = listed["items"].as_array().expect("items");
    for (order, state) in [(&orders[1], "bought"), (&orders[3], "bought"), (&orders[2], "not_bought")] {
        let order = listed.iter().find(|it| it["number"] == **order).expect("an order");
        let path = format!("/orders/{}", order["id"].as_str().expect("an id"));
        let shown = approver.api(Method::GET, &path, None).await.json();
        cloud.echo((state == "not_bought").then_some("/instances"));
        let approved = approver
            .api(Method::POST, &format!("{path}/approve"), Some(&json!({ "hash": shown["hash"] })))
            .await;
        assert_eq!(approved.status, StatusCode::OK, "{}", approved.text);
        // Without keeping: what is polled is read once more when it is settled.
        let (url, bearer) =
            (format!("{}/api/v1{path}", reader.portal), format!("Authorization: Bearer {}", reader.token));
        let reached = eventually(&format!("{path} is {state}"), async || {
            let (_, now) = call(Method::GET, &url, &[&bearer], None).await;
            let now = now["state"].as_str().unwrap_or_default().to_owned();
            ["bought", "not_bought", "needs_person"].contains(&now.as_str()).then_some(now)
        })
        .await;
        assert_eq!(reached, state);
    }
    cloud.echo(None);
    orders
}

/// Bodies that are no bodies, and a token that a page shows once; the token.
async fn mistakes_and_settings(reader: &mut Reader) -> String {
    for path in ["/credentials", "/orders", "/quotes"] {
        for body in [format!("{{\"access_key_secret\": {KEY:?}"), format!("[{KEY:?}]"), format!("{KEY:?}")] {
            let refused = reader.send(Method::POST, path, Some(body)).await;
            assert!(refused.status.is_client_error(), "{path}: {}", refused.status);
        }
        let misplaced = json!({ "label": KEY.to_owned().len(), "access_key_secret": [KEY], "password": { "x": PASSWORD } });
        reader.api(Method::POST, path, Some(&misplaced)).await;
    }
    let url = format!("{}/credentials", reader.portal);
    let request = reader.http.post(url).header(COOKIE, &reader.cookie).header(ORIGIN, &reader.portal);
    let request = request.header(CONTENT_TYPE, "text/plain").body(KEY);
    reader.keep("POST text".to_owned(), request).await;
    let made = [("label", MARK), ("scopes", "read"), ("ceiling", ""), ("currency", "CNY")];
    let made = reader.form("/settings/tokens", &made).await;
    let token = made.text.split("pur_").nth(1).unwrap_or_else(|| panic!("a token: {}", made.text));
    let token: String = token.chars().take_while(|c| c.is_ascii_alphanumeric() || *c == '_').collect();
    format!("pur_{token}")
}

/// Everything that may show what was typed.
async fn visits(reader: &mut Reader, orders: &[String]) {
    let mut pages: Vec<String> = [
        "/",
        "/catalog",
        "/catalog/dts.create",
        "/catalog/ddm.create",
        "/credentials",
        "/orders",
        "/instances",
        "/approvals",
        "/settings",
        "/nothing",
        "/orders/P-99999",
        "/admin/attention",
        "/signin",
    ]
    .map(str::to_owned)
    .to_vec();
    for order in orders {
        pages.push(format!("/orders/{order}"));
        pages.push(format!("/orders/{order}/edit"));
        pages.push(format!("/catalog/ddm.create?from={order}"));
    }
    for page in pages {
        reader.get(&page).await;
    }
    let listed = reader.api(Method::GET, "/orders?limit=100", None).await.json();
    let mut paths: Vec<String> =
        ["/credentials", "/instances", "/catalog", "/events", "/approvals", "/nothing"]
            .map(str::to_owned)
            .to_vec();
    for order in listed["items"].as_array().expect("items") {
        let id = order["id"].as_str().expect("an id");
        paths.extend(["", "/events", "/sends", "/attempts"].map(|part| format!("/orders/{id}{part}")));
    }
    for path in paths {
        // A stream does not end.
        if path != "/events" {
            reader.api(Method::GET, &path, None).await;
        }
    }
}

/// What stands in the answers, and how many bytes they have.
fn answers(search: &Search, readers: [&Reader; 2], shown_once: &str) -> (Vec<String>, usize) {
    let (mut hits, mut bytes) = (Vec::new(), 0);
    for (what, answer) in readers.iter().flat_map(|reader| &reader.kept) {
        bytes += answer.len();
        let mut found = search.hits(answer);
        if what.starts_with("POST /settings/tokens") {
            assert!(String::from_utf8_lossy(answer).contains(shown_once), "shown to who made it");
            found.remove("an API token of a page, plain");
        }
        hits.extend(found.into_iter().map(|hit| format!("{what}: {hit}")));
    }
    (hits, bytes)
}
