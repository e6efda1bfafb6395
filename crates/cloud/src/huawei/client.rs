//! The wire: builds and signs a request in memory, sends it, reads what came back.

use std::{
    collections::HashMap,
    fmt,
    sync::{Arc, Mutex, PoisonError},
};

use domain::{catalog::Provider, credential::Site};
use reqwest::{
    Method, Request, Url,
    header::{ACCEPT, AUTHORIZATION, HeaderName, HeaderValue},
};
use secrecy::{ExposeSecret, SecretString};
use time::Duration;

use super::{
    HuaweiKey, Login,
    access::{Access, Bearer, Scope, Tokens},
    sign, wire,
};
use crate::{
    endpoint::{Endpoints, Service},
    error::{CloudError, CloudErrorKind},
    http::Http,
    look::{self, Manner, Reply},
    provider::{Answer, Fresh, Freshness},
    purchase::{Reader, SignedPurchase},
    scrub::Scrubber,
    verdict::{Advice, Call},
};

/// How long the vendor takes a signature after its date.
pub const SIGNATURE_LIFE: Duration = Duration::minutes(15);

/// A key says nothing of the site, and both share all addresses but that of BSS; ours is the one in China. For
/// accounts of the other site the operator overrides [`Service::HuaweiBss`].
const SITE: Site = Site::China;

/// BSS: the token is illegal or has expired.
const TOKEN_REFUSED: &str = "CBC.0154";

const CONTENT_TYPE: &str = "application/json";

/// Huawei Cloud, for any number of keys. Clones share connections and tokens.
#[derive(Debug, Clone)]
pub struct Client {
    pub(super) http: Http,
    pub(super) endpoints: Endpoints,
    pub(super) tokens: Arc<Tokens>,
    /// By access key: the account's id, once a list of projects showed it.
    accounts: Arc<Mutex<HashMap<String, String>>>,
}

/// One call before it is signed.
#[derive(Clone)]
pub(super) struct Rest {
    pub(super) service: Service,
    /// The vendor's name.
    pub(super) action: &'static str,
    pub(super) method: Method,
    /// Percent-encoded.
    pub(super) path: String,
    pub(super) query: Vec<(String, String)>,
    /// JSON.
    pub(super) body: Option<Vec<u8>>,
}

impl Rest {
    pub(super) fn get(service: Service, action: &'static str, path: String) -> Self {
        Self { service, action, method: Method::GET, path, query: Vec::new(), body: None }
    }

    pub(super) fn with(mut self, name: &str, value: impl fmt::Display) -> Self {
        self.query.push((name.to_owned(), value.to_string()));
        self
    }

    fn scope(&self, key: &HuaweiKey) -> Scope {
        match self.service {
            Service::HuaweiDdm | Service::HuaweiVpc => Scope::Project,
            // A user without any right on the account as a whole still reads its own projects.
            Service::HuaweiIam if !key.project_id.is_empty() => Scope::Project,
            _ => Scope::Account,
        }
    }
}

/// How a request proves who sends it.
#[derive(Clone, Copy)]
pub(super) enum Proof<'a> {
    /// It asks for a token: the password is in its body.
    Password,
    Bearer(&'a Bearer),
    Signature,
}

impl<'a> From<&'a Access> for Proof<'a> {
    fn from(access: &'a Access) -> Self {
        access.bearer.as_ref().map_or(Self::Signature, Self::Bearer)
    }
}

impl Client {
    pub fn new(http: Http, endpoints: &Endpoints) -> Self {
        Self { http, endpoints: endpoints.clone(), tokens: Arc::default(), accounts: Arc::default() }
    }

    /// Spends money, pays or cancels. Sends the request once; there is no second attempt inside, whatever comes
    /// back, and no new token after a 401.
    pub async fn purchase(&self, signed: SignedPurchase) -> Answer {
        self.http.buy(signed).await
    }

    /// Sends a look. It may be repeated, each time signed anew, and once more with a new token where the cloud
    /// does not take the one that we have.
    pub(super) async fn look(
        &self,
        rest: &Rest,
        key: &HuaweiKey,
        fresh: &dyn Freshness,
    ) -> Result<Reply, CloudError> {
        let scope = rest.scope(key);
        let access = self.access(scope, key, fresh).await?;
        let refused = match self.look_with(rest, key, (&access).into(), fresh).await {
            Err(error) if access.bearer.is_some() && is_of_token(&error) => error,
            answered => return answered,
        };
        tracing::debug!(error = %refused, "a token is renewed");
        let access = self.access_but(scope, access.bearer.as_ref(), key, fresh).await?;
        self.look_with(rest, key, (&access).into(), fresh).await
    }

    pub(super) async fn look_with(
        &self,
        rest: &Rest,
        key: &HuaweiKey,
        proof: Proof<'_>,
        fresh: &dyn Freshness,
    ) -> Result<Reply, CloudError> {
        let account = match &key.login {
            Login::AccessKey { access_key_id, .. } => access_key_id.clone(),
            Login::IamUser { domain, user, .. } => format!("{domain}/{user}"),
        };
        let manner = Manner {
            provider: Provider::Huawei,
            action: rest.action,
            account: &account,
            scrubber: &scrubber(key, proof, None),
            read: &wire::look,
        };
        look::look(&self.http, &manner, fresh, |fresh| self.sign(rest, key, proof, &fresh)).await
    }

    /// Builds and signs a call that spends or saves money: nothing leaves.
    pub(super) fn sign_once(
        &self,
        call: Call,
        rest: &Rest,
        (key, access): (&HuaweiKey, &Access),
        fresh: &Fresh,
        secret: Option<&SecretString>,
        read: Reader,
    ) -> Result<SignedPurchase, CloudError> {
        let is_user = matches!(key.login, Login::IamUser { .. });
        if access.scope != Scope::of(call) || access.bearer.is_some() != is_user {
            return Err(invalid(rest.action, "the access is for another kind of call or key"));
        }
        // With another user's token or another project's, another account would pay.
        if access.holder != self.holder(access.scope, key)? {
            return Err(invalid(rest.action, "the access is another key's"));
        }
        // The signature carries whole seconds.
        let signed_at = fresh.now.replace_nanosecond(0).unwrap_or(fresh.now);
        let dead_at = access.expires_at().unwrap_or(signed_at + SIGNATURE_LIFE);
        if dead_at <= fresh.now {
            return Err(invalid(rest.action, "the token has expired"));
        }
        let proof = Proof::from(access);
        let request = self.sign(rest, key, proof, fresh)?;
        Ok(SignedPurchase {
            endpoint: request.url().origin().ascii_serialization(),
            signed_at,
            dead_at,
            call,
            request,
            scrubber: scrubber(key, proof, secret),
            read,
        })
    }

    fn sign(
        &self,
        rest: &Rest,
        key: &HuaweiKey,
        proof: Proof<'_>,
        fresh: &Fresh,
    ) -> Result<Request, CloudError> {
        let refuse = |error: &dyn fmt::Display| invalid(rest.action, &error.to_string());

        let mut url = self.locate(rest.service, rest.action, key)?;
        url.set_path(&rest.path);
        if !rest.query.is_empty() {
            url.set_query(Some(&sign::canonical_query(&rest.query)));
        }
        let mut headers = vec![("content-type", CONTENT_TYPE.to_owned())];
        match (proof, &key.login) {
            (Proof::Bearer(bearer), _) => {
                headers.push(("x-auth-token", bearer.token.expose_secret().to_owned()));
            }
            (Proof::Signature, Login::AccessKey { access_key_id, secret, security_token }) => {
                let date = sign::date(fresh.now).map_err(|error| refuse(&error))?;
                headers.push(("host", host(&url)));
                headers.push(("x-sdk-date", date.clone()));
                match rest.scope(key) {
                    Scope::Project => headers.push(("x-project-id", key.project_id.clone())),
                    Scope::Account => {
                        headers.extend(self.account(access_key_id).map(|id| ("x-domain-id", id)));
                    }
                }
                if let Some(token) = security_token {
                    headers.push(("x-security-token", token.expose_secret().to_owned()));
                }
                let signed: Vec<_> =
                    headers.iter().map(|(name, value)| ((*name).to_owned(), value.clone())).collect();
                let signature = sign::sign(
                    sign::Request {
                        method: rest.method.as_str(),
                        path: url.path(),
                        query: &rest.query,
                        headers: &signed,
                        payload_hash: &sign::payload_hash(rest.body.as_deref().unwrap_or_default(), None),
                    },
                    access_key_id,
                    secret,
                    &date,
                );
                headers.push((AUTHORIZATION.as_str(), signature.authorization));
            }
            (Proof::Password, _) | (Proof::Signature, Login::IamUser { .. }) => {}
        }

        let mut request = Request::new(rest.method.clone(), url);
        let sent = request.headers_mut();
        sent.insert(ACCEPT, HeaderValue::from_static("application/json"));
        for (name, value) in headers {
            // The connection writes `host` itself, from the same URL.
            if name != "host" {
                let mut value = HeaderValue::from_str(&value).map_err(|error| refuse(&error))?;
                value.set_sensitive(true);
                sent.insert(HeaderName::from_static(name), value);
            }
        }
        *request.body_mut() = rest.body.clone().map(reqwest::Body::from);
        Ok(request)
    }

    /// The address of IAM for this key.
    pub(super) fn iam(&self, key: &HuaweiKey) -> Result<Url, CloudError> {
        self.locate(Service::HuaweiIam, "IAM", key)
    }

    /// Where a DDM instance is bought: the key's region decides.
    pub(crate) fn endpoint(&self, key: &HuaweiKey) -> Result<String, CloudError> {
        let url = self.locate(Service::HuaweiDdm, "CreateInstance", key)?;
        Ok(url.origin().ascii_serialization())
    }

    /// Where the key's orders are paid and cancelled.
    pub fn settling_endpoint(&self, key: &HuaweiKey) -> Result<String, CloudError> {
        let url = self.locate(Service::HuaweiBss, "PayOrders", key)?;
        Ok(url.origin().ascii_serialization())
    }

    fn locate(&self, service: Service, action: &'static str, key: &HuaweiKey) -> Result<Url, CloudError> {
        let located = self.endpoints.locate(service, SITE, Some(&key.region));
        located.map_err(|error| invalid(action, &error.to_string()))
    }

    /// The account's id, where a list of projects showed it.
    fn account(&self, access_key_id: &str) -> Option<String> {
        self.accounts.lock().unwrap_or_else(PoisonError::into_inner).get(access_key_id).cloned()
    }

    pub(super) fn remember_account(&self, key: &HuaweiKey, account: &str) {
        if let Login::AccessKey { access_key_id, .. } = &key.login {
            let mut accounts = self.accounts.lock().unwrap_or_else(PoisonError::into_inner);
            accounts.insert(access_key_id.clone(), account.to_owned());
        }
    }
}

/// Whether a new token may help. BSS says so at 403 too.
fn is_of_token(error: &CloudError) -> bool {
    error.http_status == Some(401)
        || error.http_status == Some(403) && error.code.as_deref() == Some(TOKEN_REFUSED)
}

/// A part of a path, percent-encoded. What could leave its place in the path is refused.
pub(super) fn segment(action: &'static str, id: &str) -> Result<String, CloudError> {
    if !wire::is_id(id) || id.bytes().all(|b| b == b'.') {
        return Err(invalid(action, "not an id"));
    }
    Ok(sign::encode(id))
}

/// Signing failed: a matter of what was passed in.
pub(super) fn invalid(action: &'static str, message: &str) -> CloudError {
    CloudError::local(action, CloudErrorKind::Invalid, Advice::PortalBug, message)
}

fn scrubber(key: &HuaweiKey, proof: Proof<'_>, secret: Option<&SecretString>) -> Scrubber {
    let of_key = match &key.login {
        Login::AccessKey { secret, security_token, .. } => [Some(secret), security_token.as_ref()],
        Login::IamUser { password, .. } => [Some(password), None],
    };
    let token = match proof {
        Proof::Bearer(bearer) => Some(&bearer.token),
        Proof::Password | Proof::Signature => None,
    };
    Scrubber::new(of_key.into_iter().chain([token, secret]).flatten())
}

/// The `Host` header that HTTP/1.1 will carry.
fn host(url: &Url) -> String {
    let host = url.host_str().unwrap_or_default();
    match url.port() {
        Some(port) => format!("{host}:{port}"),
        None => host.to_owned(),
    }
}

#[cfg(test)]
mod tests;
