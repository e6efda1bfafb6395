//! Signing in, and the projects of an account.

use serde_json::{Value, json};

use super::desk::{Desk, POOR, RICH, Request};
use crate::huawei::tokens::{by_project, sign_in_body};

async fn sign_in(desk: &Desk, body: &Value) -> super::desk::Reply {
    desk.send(&Request::post("/v3/auth/tokens?nocatalog=true", body)).await
}

#[tokio::test]
async fn a_password_is_exchanged_for_a_long_token_of_one_day() {
    let desk = Desk::open().await;

    let reply = sign_in(&desk, &sign_in_body(&RICH, by_project(&RICH))).await;

    assert_eq!(reply.status, 201, "{}", reply.text);
    let text = reply.headers["x-subject-token"].to_str().expect("text");
    assert!(text.starts_with("MII") && text.len() >= 3 * 1024, "{}", text.len());
    let token = &reply.body["token"];
    assert_eq!(token["issued_at"], "2025-03-01T10:00:00.000000Z");
    assert_eq!(token["expires_at"], "2025-03-02T10:00:00.000000Z");
    assert_eq!(token["methods"], json!(["password"]));
    assert_eq!(token["user"]["name"], RICH.user);
    assert_eq!(token["user"]["domain"], json!({"id": RICH.domain_id, "name": RICH.domain_name}));
    assert_eq!(token["project"]["id"], RICH.projects[0].1);
    assert_eq!(token["project"]["domain"]["id"], RICH.domain_id);
    assert_eq!(token["catalog"], json!([]));
    assert!(token.get("domain").is_none());
    assert!(!reply.text.contains(RICH.password));
}

#[tokio::test]
async fn the_scope_decides_what_a_token_names() {
    let desk = Desk::open().await;
    let both = json!({"project": {"id": RICH.projects[1].1}, "domain": {"name": RICH.domain_name}});
    for (scope, project) in [
        (json!({"project": {"name": RICH.projects[1].0}}), Some(RICH.projects[1].1)),
        (json!({"project": {"id": RICH.projects[0].1}}), Some(RICH.projects[0].1)),
        (both, Some(RICH.projects[1].1)),
        (json!({"domain": {"name": RICH.domain_name}}), None),
        (Value::Null, None),
    ] {
        let reply = sign_in(&desk, &sign_in_body(&RICH, scope.clone())).await;
        let token = &reply.body["token"];
        assert_eq!(token["project"]["id"].as_str(), project, "{scope}");
        assert_eq!(token["domain"]["id"].as_str(), project.is_none().then_some(RICH.domain_id), "{scope}");
    }
    let foreign = json!({"project": {"id": POOR.projects[0].1}});
    assert_eq!(sign_in(&desk, &sign_in_body(&RICH, foreign)).await.code(), (404, "Not Found"));
}

#[tokio::test]
async fn a_wrong_name_or_password_is_told_the_same() {
    let desk = Desk::open().await;
    let user = "/auth/identity/password/user";
    for (place, value) in [("/password", "wrong"), ("/name", "nobody"), ("/domain/name", POOR.domain_name)] {
        let mut body = sign_in_body(&RICH, by_project(&RICH));
        *body.pointer_mut(&format!("{user}{place}")).expect("a place") = value.into();

        let reply = sign_in(&desk, &body).await;

        assert_eq!(
            (reply.status, &reply.body),
            (
                401,
                &json!({"error": {
                    "code": 401, "message": "The username or password is wrong.", "title": "Unauthorized"
                }})
            )
        );
    }
}

#[tokio::test]
async fn a_malformed_sign_in_is_a_bad_request() {
    let desk = Desk::open().await;
    let user = "/auth/identity/password/user";
    for place in ["/auth", "/auth/identity", "/auth/identity/password", user] {
        for place in [place.to_owned(), format!("{place}/name")].iter().filter(|place| place.len() > 5) {
            let mut body = sign_in_body(&RICH, by_project(&RICH));
            if let Some(there) = body.pointer_mut(place) {
                *there = json!(7);
                assert_eq!(sign_in(&desk, &body).await.code(), (400, "Bad Request"), "{place}");
            }
        }
    }
    let mut totp = sign_in_body(&RICH, by_project(&RICH));
    totp["auth"]["identity"]["methods"] = json!(["password", "totp"]);
    let nowhere = sign_in_body(&RICH, json!({"project": {}}));
    for body in [Value::Null, json!({}), json!([]), totp, nowhere] {
        assert_eq!(sign_in(&desk, &body).await.code(), (400, "Bad Request"), "{body}");
    }
}

#[tokio::test]
async fn projects_say_whose_they_are() {
    let desk = Desk::open().await;

    let named = desk.get("/v3/projects?name=ap-southeast-1").await.body;
    let all = desk.get("/v3/auth/projects").await.body;
    let domains = desk.get("/v3/auth/domains").await.body;

    let ids = |list: &Value| -> Vec<String> {
        let list = list["projects"].as_array().expect("a list");
        assert!(list.iter().all(|project| project["domain_id"] == RICH.domain_id));
        list.iter().map(|project| project["id"].as_str().expect("an id").to_owned()).collect()
    };
    assert_eq!(ids(&named), [RICH.projects[1].1]);
    assert_eq!(ids(&all), RICH.projects.map(|(_, id)| id));
    assert_eq!(ids(&desk.get("/v3/projects?name=nowhere").await.body), [""; 0]);
    assert_eq!(domains["domains"][0]["id"], RICH.domain_id);
}
