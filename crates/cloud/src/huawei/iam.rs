//! IAM (v3): tokens of IAM users, and the projects of an account.

use reqwest::Method;
use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;
use serde_json::json;

use super::{
    HuaweiKey, Login,
    access::{Bearer, Scope},
    client::{Client, Proof, Rest, invalid},
    wire,
};
use crate::{
    endpoint::Service,
    error::{CloudError, CloudErrorKind},
    look::Reply,
    provider::{Freshness, Looked, Seen},
    verdict::Advice,
};

const TOKEN: &str = "KeystoneCreateUserTokenByPassword";
const AUTH_PROJECTS: &str = "KeystoneListAuthProjects";
const PROJECTS: &str = "KeystoneListProjects";

/// A project: what an account owns in one region.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Project {
    pub id: String,
    /// The region's id, or that and `_` and a name for a project that the account made itself.
    pub name: String,
    /// The account.
    pub domain_id: String,
    /// Nothing can be bought in a project that is not enabled.
    #[serde(default = "yes")]
    pub enabled: bool,
}

const fn yes() -> bool {
    true
}

#[derive(Deserialize)]
struct Projects {
    projects: Vec<Project>,
}

#[derive(Deserialize)]
struct Issued {
    token: Token,
}

#[derive(Deserialize)]
struct Token {
    expires_at: String,
}

impl Client {
    /// A harmless read that shows that the key works and opens its project, and whose it is. Safe to repeat.
    ///
    /// A project that the key does not open is `PermissionDenied`.
    pub async fn verify(&self, key: &HuaweiKey, fresh: &dyn Freshness) -> Result<Looked, CloudError> {
        let (reply, projects) = self.read_projects(&auth_projects(), key, fresh).await?;
        let Some(project) = projects.into_iter().find(|project| project.id == key.project_id) else {
            let message = "the project is not among those of this key";
            return Err(reply.error(CloudErrorKind::PermissionDenied, Advice::PermissionMissing, message));
        };
        self.remember_account(key, &project.domain_id);
        let cloud_date = reply.date()?;
        Ok(Looked { cloud_date, request_id: reply.request_id, account: Some(project.domain_id) })
    }

    /// Every project that the key opens. Safe to repeat.
    pub async fn projects(
        &self,
        key: &HuaweiKey,
        fresh: &dyn Freshness,
    ) -> Result<Seen<Vec<Project>>, CloudError> {
        let (reply, projects) = self.read_projects(&auth_projects(), key, fresh).await?;
        Ok(reply.seen(projects))
    }

    /// The project that the account has in `region` by itself; `None` where it has none. Safe to repeat.
    ///
    /// The key's own project may still be empty: this is how one finds it.
    pub async fn project_of(
        &self,
        region: &str,
        key: &HuaweiKey,
        fresh: &dyn Freshness,
    ) -> Result<Option<Project>, CloudError> {
        let rest = Rest::get(Service::HuaweiIam, PROJECTS, "/v3/projects".to_owned()).with("name", region);
        let (_, projects) = self.read_projects(&rest, key, fresh).await?;
        Ok(projects.into_iter().find(|project| project.name == region))
    }

    async fn read_projects(
        &self,
        rest: &Rest,
        key: &HuaweiKey,
        fresh: &dyn Freshness,
    ) -> Result<(Reply, Vec<Project>), CloudError> {
        let reply = self.look(rest, key, fresh).await?;
        let Projects { projects } = reply.parse()?;
        Ok((reply, projects))
    }

    /// Fetches a token with the user's password. Safe to repeat, but not with a wrong password: after a few the
    /// cloud locks the user.
    pub(super) async fn token(
        &self,
        scope: Scope,
        key: &HuaweiKey,
        fresh: &dyn Freshness,
    ) -> Result<Bearer, CloudError> {
        let Login::IamUser { domain, user, password } = &key.login else {
            return Err(invalid(TOKEN, "an access key needs no token"));
        };
        let scope = match scope {
            Scope::Project => json!({"project": {"id": key.project_id}}),
            Scope::Account => json!({"domain": {"name": domain}}),
        };
        let user = json!({"name": user, "password": password.expose_secret(), "domain": {"name": domain}});
        let identity = json!({"methods": ["password"], "password": {"user": user}});
        let body = json!({"auth": {"identity": identity, "scope": scope}});
        let rest = Rest {
            method: Method::POST,
            body: Some(body.to_string().into_bytes()),
            // Without the catalogue the answer is short.
            ..Rest::get(Service::HuaweiIam, TOKEN, "/v3/auth/tokens".to_owned()).with("nocatalog", true)
        };
        let reply = self.look_with(&rest, key, Proof::Password, fresh).await.map_err(unopened)?;
        let Issued { token } = reply.parse()?;
        let issued = reply.headers.get("x-subject-token").and_then(|token| token.to_str().ok());
        match (issued, wire::time(&token.expires_at)) {
            (Some(token), Some(expires_at)) if !token.is_empty() => {
                Ok(Bearer { token: SecretString::from(token), expires_at })
            }
            _ => Err(reply.unreadable(&"the answer has no token, or not its end")),
        }
    }
}

/// Login finds neither project nor account: there may be such ones, but not for this user.
fn unopened(error: CloudError) -> CloudError {
    if error.kind != CloudErrorKind::NotFound {
        return error;
    }
    CloudError { kind: CloudErrorKind::PermissionDenied, advice: Advice::PermissionMissing, ..error }
}

fn auth_projects() -> Rest {
    Rest::get(Service::HuaweiIam, AUTH_PROJECTS, "/v3/auth/projects".to_owned())
}
