//! The requests: each filled in so that nothing but rights is in its way.

use cloud_sim::DEMO_KEYS;
use reqwest::{Method, RequestBuilder, Response};
use serde_json::{Value, json};

use super::{
    stage::{Made, SECRET, Stage},
    table::{Kind, Row},
};
use crate::portal::{Portal, new_order};

/// What browsers say of a form that another site sends, and what a plain program says, which is nothing.
pub(super) const BY_ANOTHER_SITE: [&[(&str, &str)]; 4] =
    [&[("origin", "https://evil.example")], &[("origin", "null")], &[("sec-fetch-site", "cross-site")], &[]];

/// The row's request by somebody of that kind: pages by cookie, the API by token.
pub(super) async fn send(stage: &Stage, row: &Row, kind: Kind, made: Option<&Made>) -> Response {
    let mut request = filled(&stage.portal, row, made).header("origin", &stage.portal.base);
    if kind == Kind::Anonymous {
        // Shows nothing.
    } else if row.is_api() {
        request = request.bearer_auth(&stage.person(kind).token);
    } else {
        request = request.header("cookie", stage.cookie(kind, row.method != Method::GET).await);
    }
    request.send().await.expect("an answer")
}

/// The row's address, about that thing.
pub(super) fn address(row: &Row, made: Option<&Made>) -> String {
    let made = made.cloned().unwrap_or_default();
    let path = row.path.replace("{key}", "dts.create").replace("{file}", "purser.js");
    path.replace("{id}", &made.id).replace("{number}", &made.number)
}

/// The row's request, from nobody yet.
pub(super) fn filled(portal: &Portal, row: &Row, made: Option<&Made>) -> RequestBuilder {
    let request = portal.request(row.method.clone(), &address(row, made));
    let key = portal.backend.random.uuid(&portal.backend.clock).to_string();
    let made = made.cloned().unwrap_or_default();
    if row.method == Method::GET {
        request
    } else if row.is_api() {
        request.header("idempotency-key", &key).json(&body(row.route(), &made, &key))
    } else {
        let form = form(row.route(), &made, &key);
        request.header("content-type", "application/x-www-form-urlencoded").body(form)
    }
}

pub(super) fn with(request: RequestBuilder, headers: &[(&str, &str)]) -> RequestBuilder {
    headers.iter().fold(request, |request, (name, value)| request.header(*name, *value))
}

fn form(route: &str, made: &Made, key: &str) -> String {
    let Made { number, hash, .. } = made;
    let account = DEMO_KEYS[0];
    match route {
        "/approvals" => format!("decision=reject&comment=No.&order={number}+{hash}"),
        "/orders/{number}/approve" | "/orders/{number}/reject" => format!("comment=No.&hash={hash}"),
        "/orders/{number}/hand-over" => "to=nobody@example.com".to_owned(),
        "/orders/{number}/say" => "words=Why%3F".to_owned(),
        "/catalog/{key}" => format!("act=draft&submit_key={key}"),
        "/credentials" | "/credentials/{id}/replace" => format!(
            "kind=alibaba_access_key&label={SECRET}&site=china&access_key_id={}&access_key_secret={}",
            account.access_key_id, account.secret
        ),
        "/credentials/demo" => "account=alibaba_access_key.rich".to_owned(),
        "/admin/people" => "act=refuse&grant=00000000-0000-7000-8000-000000000009".to_owned(),
        "/admin/people/{id}" => "act=join&team=".to_owned(),
        "/settings/reading" => "language=en&theme=auto&zone=UTC".to_owned(),
        "/settings/tokens" => "scopes=read".to_owned(),
        _ => String::new(),
    }
}

fn body(route: &str, made: &Made, key: &str) -> Value {
    let account = DEMO_KEYS[0];
    match route.trim_start_matches("/api/v1") {
        "/orders" => {
            let mut order = new_order(&made.id, true);
            order["team"] = json!("Platform");
            order["acknowledge_look_alikes"] = json!(true);
            order
        }
        "/quotes" => {
            let mut asked = new_order(&made.id, true);
            let fields = asked.as_object_mut().expect("an order");
            fields.retain(|name, _| ["operation", "credential_id", "team", "spec"].contains(&name.as_str()));
            asked
        }
        "/orders/{id}/submit" => json!({ "acknowledge_look_alikes": true }),
        "/orders/{id}/approve" | "/orders/{id}/reject" => json!({ "hash": made.hash, "comment": "No." }),
        "/rules" => json!({ "name": SECRET, "steps": [{ "name": "", "needs": 1, "asks": ["team_lead"] }] }),
        "/rules/{id}" => json!({
            "name": SECRET, "version": 1, "steps": [{ "name": "", "needs": 1, "asks": ["team_lead"] }],
        }),
        "/templates" => json!({
            "operation": "dts.create", "name": format!("{SECRET} {key}"), "spec": new_order("", true)["spec"],
        }),
        "/orders/{id}/hand-over" => json!({ "to": "nobody@example.com" }),
        "/orders/{id}/comments" => json!({ "words": "Why?" }),
        "/credentials" => json!({
            "kind": "alibaba_access_key", "label": SECRET, "site": "china",
            "access_key_id": account.access_key_id, "access_key_secret": account.secret,
        }),
        "/credentials/{id}" => json!({
            "site": "china", "access_key_id": account.access_key_id, "access_key_secret": account.secret,
        }),
        _ => json!({}),
    }
}
