//! IAM (v3): tokens for passwords, and the projects of an account.

pub(super) mod token;

use axum::{
    Json,
    http::{HeaderValue, StatusCode},
    response::{IntoResponse, Response},
};
use secrecy::ExposeSecret;
use serde_json::{Value, json};
use subtle::ConstantTimeEq;
use time::Duration;

use super::{
    Call,
    fields::Fields,
    moment,
    reply::{self, Refusal},
};
use crate::{
    accounts::{Account, IamUser, Project, Provider},
    door::Scene,
    state::State,
};
use token::Token;

/// How long a token lives.
const LIFE: Duration = Duration::hours(24);

/// `POST /v3/auth/tokens`.
pub(super) fn issue_token(state: &mut State, scene: Scene<'_>, call: &Call) -> Result<Response, Refusal> {
    let wish = Wish::of(&call.body)?;
    let (account, user) = sign_in(scene, &wish)?;
    let project = match wish.scope {
        Scope::Account => None,
        Scope::Project { id, name } => {
            let is_meant = |project: &&Project| {
                id.is_none_or(|id| id == project.id) && name.is_none_or(|name| name == project.region)
            };
            let project = account.projects.iter().find(is_meant);
            Some(project.ok_or_else(|| Refusal::iam(404, "Could not find project."))?)
        }
    };
    let expires_at = scene.now + scene.config.compressed(LIFE);
    let token = Token {
        account: account.name.clone(),
        user_id: user.id.clone(),
        project_id: project.map(|project| project.id.clone()),
        expires_at,
        generation: state.huawei.generation,
        request_id: reply::request_id(scene),
    };
    let text = HeaderValue::from_str(&token.seal(user)).map_err(|_| {
        Refusal::iam(500, "An unexpected error prevented the server from fulfilling your request.")
    })?;

    let domain = json!({"id": account.owner_id, "name": account.domain_name});
    let mut body = json!({
        "issued_at": moment::of_iam(scene.now),
        "expires_at": moment::of_iam(expires_at),
        "methods": ["password"],
        "user": {"id": user.id, "name": user.name, "domain": domain, "password_expires_at": ""},
        "roles": [{"id": "0", "name": "te_admin"}],
        "catalog": if call.query("nocatalog").is_some() { json!([]) } else { catalog(account) },
    });
    match project {
        Some(project) => {
            body["project"] = json!({"id": project.id, "name": project.region, "domain": domain});
        }
        None => body["domain"] = domain,
    }
    Ok((StatusCode::CREATED, [("x-subject-token", text)], Json(json!({"token": body}))).into_response())
}

/// `GET /v3/projects`: those of the account, one name if that is asked for.
pub(super) fn projects(_: &mut State, scene: Scene<'_>, call: &Call) -> Result<Response, Refusal> {
    let account = call.owner(scene)?;
    let is_meant = |project: &&Project| {
        call.query("name").is_none_or(|name| name == project.region)
            && call.query("domain_id").is_none_or(|domain| domain == account.owner_id)
            && call.query("enabled").is_none_or(|enabled| enabled == "true")
    };
    let list: Vec<_> = account.projects.iter().filter(is_meant).map(|own| project(account, own)).collect();
    let links = json!({"self": link("projects"), "previous": null, "next": null});
    reply::ok(json!({"links": links, "projects": list}))
}

/// `GET /v3/auth/projects`: those that the sender may enter.
pub(super) fn auth_projects(_: &mut State, scene: Scene<'_>, call: &Call) -> Result<Response, Refusal> {
    let account = call.owner(scene)?;
    let list: Vec<_> = account.projects.iter().map(|own| project(account, own)).collect();
    reply::ok(json!({"links": {"self": link("auth/projects")}, "projects": list}))
}

/// `GET /v3/auth/domains`: the sender's account.
pub(super) fn auth_domains(_: &mut State, scene: Scene<'_>, call: &Call) -> Result<Response, Refusal> {
    let account = call.owner(scene)?;
    let domain = json!({
        "id": account.owner_id,
        "name": account.domain_name,
        "enabled": true,
        "description": "",
        "links": {"self": link(&format!("domains/{}", account.owner_id))},
    });
    reply::ok(json!({"links": {"self": link("auth/domains")}, "domains": [domain]}))
}

/// What a sign-in says.
struct Wish<'a> {
    domain: &'a str,
    user: &'a str,
    password: &'a str,
    scope: Scope<'a>,
}

enum Scope<'a> {
    Account,
    Project { id: Option<&'a str>, name: Option<&'a str> },
}

impl<'a> Wish<'a> {
    fn of(body: &'a Value) -> Result<Self, Refusal> {
        let refuse = |name: &str| Refusal::iam(400, format!("The request body is invalid: {name}"));
        let root = Fields::of(body, refuse)?;
        let auth = root.need("auth", root.object("auth")?)?;
        let identity = auth.need("identity", auth.object("identity")?)?;
        if identity.texts("methods")?.as_deref() != Some(&["password"]) {
            return Err(identity.wrong("methods"));
        }
        let password = identity.need("password", identity.object("password")?)?;
        let user = password.need("user", password.object("user")?)?;
        let domain = user.need("domain", user.object("domain")?)?;
        let scope = match auth.object("scope")? {
            Some(scope) => match (scope.object("project")?, scope.object("domain")?) {
                // Where both are given, the project counts.
                (Some(project), _) => {
                    let (id, name) = (project.text("id")?, project.text("name")?);
                    if id.is_none() && name.is_none() {
                        return Err(scope.wrong("project"));
                    }
                    Scope::Project { id, name }
                }
                (None, _) => Scope::Account,
            },
            None => Scope::Account,
        };
        Ok(Self {
            domain: domain.needed_text("name")?,
            user: user.needed_text("name")?,
            password: user.needed_text("password")?,
            scope,
        })
    }
}

/// The user with this name and password. Who is wrong about either is told the same.
fn sign_in<'a>(scene: Scene<'a>, wish: &Wish<'_>) -> Result<(&'a Account, &'a IamUser), Refusal> {
    let accounts = scene.config.accounts.iter();
    accounts
        .filter(|account| account.provider == Provider::Huawei && account.domain_name == wish.domain)
        .flat_map(|account| account.users.iter().map(move |user| (account, user)))
        .find(|(_, user)| user.name == wish.user)
        .filter(|(_, user)| {
            bool::from(user.password.expose_secret().as_bytes().ct_eq(wish.password.as_bytes()))
        })
        .ok_or_else(|| Refusal::iam(401, "The username or password is wrong."))
}

fn project(account: &Account, project: &Project) -> Value {
    json!({
        "id": project.id,
        "name": project.region,
        "domain_id": account.owner_id,
        "parent_id": account.owner_id,
        "is_domain": false,
        "enabled": true,
        "description": "",
        "links": {"self": link(&format!("projects/{}", project.id))},
    })
}

fn catalog(account: &Account) -> Value {
    let endpoints: Vec<_> = account
        .projects
        .iter()
        .map(|project| {
            let region = &project.region;
            json!({
                "id": project.id,
                "interface": "public",
                "region": region,
                "region_id": region,
                "url": format!("https://ddm.{region}.myhuaweicloud.com/v1/{}", project.id),
            })
        })
        .collect();
    json!([{"id": "ddm", "type": "ddm", "name": "ddm", "endpoints": endpoints}])
}

fn link(path: &str) -> String {
    format!("https://iam.myhuaweicloud.com/v3/{path}")
}
