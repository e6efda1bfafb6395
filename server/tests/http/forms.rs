//! The purchase forms as browsers without scripts send them: bad input at every field, secrets, and what comes back.

use cloud_sim::DEMO_HUAWEI;
use domain::catalog::{
    Operation,
    form::{Field, Takes},
    numbered,
};
use reqwest::{Method, StatusCode};
use serde_json::json;
use sqlx::postgres::{PgConnectOptions, PgPoolOptions};

use crate::portal::Portal;

const PASSWORD: &str = "Quite-Secret-79";

/// What a valid form of each operation sends, every dependent field asked.
fn filled(operation: Operation) -> &'static [(&'static str, &'static str)] {
    match operation {
        Operation::DtsCreate => &[
            ("SourceRegion", "cn-hangzhou"),
            ("SourceEndpoint.InstanceType", "DRDS"),
            ("DBInstanceCount", "2"),
            ("DestRegion", "cn-shanghai"),
            ("SynchronizationJobClass", "small"),
            ("PayType", "PrePaid"),
            ("Period", "Month"),
            ("UsedTime", "3"),
        ],
        Operation::DtsChange => &[
            ("DtsJobId", "o4nh3g7jg56"),
            ("RegionId", "cn-shanghai"),
            ("InstanceClass", "large"),
            ("ChargeType", "PrePaid"),
            ("Period", "Month"),
            ("BuyCount", "3"),
        ],
        Operation::BssCreate => &[
            ("ProductCode", "ddos"),
            ("ProductType", "ddoscoo"),
            ("Parameter.1.Code", "Bandwidth"),
            ("Parameter.1.Value", "30"),
            ("SubscriptionType", "Subscription"),
            ("PricingCycle", "2"),
            ("Period", "12"),
            ("RenewalStatus", "AutoRenewal"),
            ("RenewPeriod", "12"),
        ],
        Operation::DdmCreate => &[
            ("instance.name", "orders"),
            ("instance.engine_id", "e1"),
            ("instance.flavor_id", "f1"),
            ("instance.node_num", "2"),
            ("instance.available_zones.1", "cn-north-4a"),
            ("instance.vpc_id", "v1"),
            ("instance.subnet_id", "s1"),
            ("instance.security_group_id", "g1"),
            ("instance.admin_user_password", PASSWORD),
            ("extend_param.charge_mode", "prePaid"),
            ("extend_param.period_type", "month"),
            ("extend_param.period_num", "3"),
        ],
    }
}

/// Texts that people paste and machines send.
fn nasty() -> [String; 9] {
    [
        "x".repeat(100_000),
        "<script>alert('x')</script>\"&".to_owned(),
        "a\u{202e}b".to_owned(),
        "a\u{7}b".to_owned(),
        "a\0b".to_owned(),
        "🦀🦀🦀🦀".to_owned(),
        "-1".to_owned(),
        "1e9".to_owned(),
        "99999999999999999999".to_owned(),
    ]
}

/// As browsers encode a form.
fn encoded(pairs: &[(String, String)]) -> String {
    let encode = |text: &str| {
        text.bytes().fold(String::new(), |mut out, byte| {
            if byte.is_ascii_alphanumeric() {
                out.push(char::from(byte))
            } else {
                out += &format!("%{byte:02X}")
            }
            out
        })
    };
    pairs
        .iter()
        .map(|(name, value)| format!("{}={}", encode(name), encode(value)))
        .collect::<Vec<_>>()
        .join("&")
}

/// A value as it stands in an attribute or between tags.
fn escaped(text: &str) -> [String; 2] {
    let text = text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    [text.clone(), text.replace('"', "&quot;")]
}

/// Somebody with a browser and a credential of each cloud.
struct Visitor {
    portal: Portal,
    token: String,
    cookie: String,
    alibaba: String,
    huawei: String,
}

impl Visitor {
    async fn start(pool: PgPoolOptions, connect: PgConnectOptions) -> Self {
        let portal = Portal::start(pool, connect).await;
        let [token, ..] = portal.cast().await;
        let cookie = portal.cookie("requester@example.com").await;
        let alibaba = portal.credential(&token).await;
        let (rich, (region, project)) = (DEMO_HUAWEI[0], DEMO_HUAWEI[0].projects[0]);
        let body = json!({
            "kind": "huawei_access_key", "label": "Rich", "region": region, "project_id": project,
            "access_key_id": rich.access_key_id, "secret_access_key": rich.secret,
        });
        let huawei = portal.post(&token, "/credentials", &body).await.expect(201).text("/id").to_owned();
        Self { portal, token, cookie, alibaba, huawei }
    }

    /// What a filled-in form sends, with these changes.
    fn form(&self, operation: Operation, act: &str, changes: &[(&str, &str)]) -> Vec<(String, String)> {
        let credential = if operation == Operation::DdmCreate { &self.huawei } else { &self.alibaba };
        let key = self.portal.backend.random.uuid(&self.portal.backend.clock).to_string();
        let mut pairs: Vec<(String, String)> = filled(operation)
            .iter()
            .copied()
            .chain([
                ("credential_id", credential.as_str()),
                ("reason", "Feeds the order mart."),
                ("ceiling", "90000"),
                ("acknowledge", "1"),
                ("submit_key", key.as_str()),
                ("act", act),
            ])
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .collect();
        for (name, value) in changes {
            pairs.retain(|(known, _)| known != name);
            pairs.push(((*name).to_owned(), (*value).to_owned()));
        }
        pairs
    }

    async fn send(&self, operation: Operation, pairs: &[(String, String)]) -> (StatusCode, String, String) {
        let request = self.portal.request(Method::POST, &format!("/catalog/{operation}"));
        let response = request
            .header("cookie", &self.cookie)
            .header("origin", &self.portal.base)
            .header("content-type", "application/x-www-form-urlencoded")
            .body(encoded(pairs))
            .send()
            .await
            .expect("an answer");
        let to =
            response.headers().get("location").and_then(|to| to.to_str().ok()).unwrap_or_default().to_owned();
        (response.status(), to, response.text().await.expect("a body"))
    }

    async fn page(&self, path: &str) -> String {
        let request = self.portal.request(Method::GET, path).header("cookie", &self.cookie);
        request.send().await.expect("an answer").text().await.expect("a body")
    }

    async fn orders(&self) -> usize {
        let listed = self.portal.get(&self.token, "/orders?limit=200").await.expect(200);
        listed.json["items"].as_array().map_or(0, Vec::len)
    }
}

/// The name under which a form sends the field's first control.
fn control(field: &Field) -> Vec<String> {
    field.names().map(|pattern| numbered(pattern, 1)).collect()
}

/// Whether a form has a place for any text there.
fn takes_text(field: &Field) -> bool {
    matches!(
        field.takes,
        Takes::Region
            | Takes::Number { .. }
            | Takes::Text { .. }
            | Takes::Id { .. }
            | Takes::List { .. }
            | Takes::Pairs { .. }
            | Takes::Parts { .. }
    )
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn bad_input_is_told_at_its_field_with_what_was_typed_still_there_and_nothing_is_stored(
    pool: PgPoolOptions,
    connect: PgConnectOptions,
) {
    let visitor = Visitor::start(pool, connect).await;
    let mut refused = 0;
    let mut taken = 0;
    for operation in Operation::ALL {
        for field in operation.form().fields() {
            for name in control(field) {
                for text in nasty() {
                    let stored = visitor.orders().await;
                    let pairs = visitor.form(operation, "submit", &[(&name, &text)]);
                    let (status, to, body) = visitor.send(operation, &pairs).await;
                    let what = format!("{operation} {name} {:?}", text.chars().take(30).collect::<String>());

                    assert!(!body.contains("<script>alert"), "{what}");
                    if status == StatusCode::SEE_OTHER {
                        // What the vendor takes as well, such as a picture in an attribute.
                        taken += 1;
                        assert!(!visitor.page(&to).await.contains("<script>alert"), "{what}");
                        continue;
                    }
                    refused += 1;
                    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{what}");
                    assert!(body.contains(&format!("href=\"#f-{name}\"")), "{what}: the summary leads to it");
                    assert!(body.contains(&format!("id=\"f-{name}-error\"")), "{what}: the reason");
                    if takes_text(field) {
                        let kept = escaped(&text).iter().any(|text| body.contains(text));
                        assert!(kept, "{what}: what was typed");
                    }
                    assert!(!body.contains(PASSWORD), "{what}: no page holds the password");
                    assert_eq!(visitor.orders().await, stored, "{what}: nothing is stored");
                }
            }
        }
    }
    println!("{refused} refused, {taken} taken by the rules");
    assert!(refused > 300, "{refused}");
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn somebody_elses_credential_is_refused_at_its_field(pool: PgPoolOptions, connect: PgConnectOptions) {
    let visitor = Visitor::start(pool, connect).await;
    let stranger = visitor.portal.token("stranger@example.com", &backend::tokens::Scope::ALL, None).await;
    let theirs = visitor.portal.credential(&stranger).await;
    let before = visitor.portal.sim.requests().len();
    for operation in Operation::ALL {
        for act in ["submit", "quote", "options"] {
            let pairs = visitor.form(operation, act, &[("credential_id", &theirs)]);
            let (status, _, body) = visitor.send(operation, &pairs).await;

            if act == "options" && operation == Operation::DtsCreate {
                assert_eq!(status, StatusCode::OK, "it has no lists");
                continue;
            }
            assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{operation} {act}");
            assert!(body.contains("id=\"f-credential_id-error\""), "{operation} {act}");
        }
    }
    assert_eq!(visitor.orders().await, 0);
    assert_eq!(visitor.portal.sim.requests().len(), before, "no cloud heard of it");
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_password_goes_with_the_submit_alone(pool: PgPoolOptions, connect: PgConnectOptions) {
    let visitor = Visitor::start(pool, connect).await;
    let ddm = Operation::DdmCreate;
    for act in ["quote", "options", "lines"] {
        let (_, _, body) = visitor.send(ddm, &visitor.form(ddm, act, &[])).await;
        assert!(body.contains("id=\"f-instance.admin_user_password\""), "{act}");
        assert!(!body.contains(PASSWORD), "{act}");
    }

    let (status, draft, _) = visitor.send(ddm, &visitor.form(ddm, "draft", &[])).await;
    assert_eq!(status, StatusCode::SEE_OTHER);
    let number = draft.rsplit('/').next().unwrap_or_default();
    for path in [
        draft.clone(),
        format!("/catalog/ddm.create?draft={number}"),
        format!("/catalog/ddm.create?from={number}"),
    ] {
        assert!(!visitor.page(&path).await.contains(PASSWORD), "{path}");
    }
    let secrets = "select count(*) from purser.revision_secrets";
    let count = async || sqlx::query_scalar::<_, i64>(secrets).fetch_one(&visitor.portal.backend.db).await;
    assert_eq!(count().await.expect("a count"), 0, "a draft keeps none");

    let (status, order, _) = visitor.send(ddm, &visitor.form(ddm, "submit", &[])).await;
    assert_eq!(status, StatusCode::SEE_OTHER);
    assert_eq!(count().await.expect("a count"), 1, "the submit does");
    assert!(!visitor.page(&order).await.contains(PASSWORD));
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn what_stands_in_a_form_is_saved_as_a_template_and_fills_the_next_one_in(
    pool: PgPoolOptions,
    connect: PgConnectOptions,
) {
    let visitor = Visitor::start(pool, connect).await;
    for operation in Operation::ALL {
        let form = |name: &str| visitor.form(operation, "template", &[("template_name", name)]);

        let (status, _, saved) = visitor.send(operation, &form("Heron & sons")).await;

        assert_eq!(status, StatusCode::OK, "{operation}");
        assert!(saved.contains("Saved as the template “Heron &amp; sons”"), "{operation}");
        assert!(saved.contains("Feeds the order mart."), "{operation}: nothing that was typed is lost");
        assert!(!saved.contains(PASSWORD), "{operation}");

        let catalogue = visitor.page("/catalog").await;
        let path = format!("/catalog/{operation}?template=");
        let (_, after) = catalogue.split_once(&path).expect("a link to use it");
        let id = after.split('"').next().unwrap_or_default();
        let started = visitor.page(&format!("{path}{id}")).await;
        assert!(started.contains("Filled in from the template “Heron &amp; sons”"), "{operation}");
        for (name, value) in filled(operation).iter().filter(|(_, value)| *value != PASSWORD) {
            assert!(started.contains(value), "{operation}: {name}");
        }
        for own in ["Feeds the order mart.", "90000", PASSWORD] {
            assert!(!started.contains(own), "{operation}: {own} is the buyer's own");
        }

        let (status, _, taken) = visitor.send(operation, &form("Heron & sons")).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{operation}");
        assert!(taken.contains("id=\"f-template_name-error\"") && taken.contains("Heron &amp; sons"));
        assert!(taken.contains("Feeds the order mart."), "{operation}");
    }
    assert_eq!(visitor.orders().await, 0, "nothing is bought by a template");
    let kept: Vec<String> = sqlx::query_scalar("select t::text from purser.templates t")
        .fetch_all(&visitor.portal.backend.db)
        .await
        .expect("rows");
    assert_eq!(kept.len(), Operation::ALL.len());
    assert!(kept.iter().all(|row| !row.contains(PASSWORD) && !row.contains(&visitor.alibaba)));
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_form_asks_for_more_lines_and_loses_nothing(pool: PgPoolOptions, connect: PgConnectOptions) {
    let visitor = Visitor::start(pool, connect).await;
    let bss = Operation::BssCreate;
    let changes = [("Parameter.7.Code", "Seventh"), ("Parameter.7.Value", "7")];

    let (status, _, body) = visitor.send(bss, &visitor.form(bss, "lines", &changes)).await;

    assert_eq!(status, StatusCode::OK);
    for text in
        ["value=\"Seventh\"", "value=\"Bandwidth\"", "name=\"Parameter.12.Code\"", "Feeds the order mart."]
    {
        assert!(body.contains(text), "{text}");
    }
    assert_eq!(visitor.orders().await, 0);
}
