//! Who asks: the gateway's checks of a request, before anything is done.

mod signature;

use axum::http::header;
use serde_json::Value;
use time::OffsetDateTime;

pub(super) use signature::Failures;

use super::{
    Call, Memory,
    iam::token::{self, Token},
    reply::Refusal,
    routes::{self, Right, Service},
};
use crate::{
    accounts::{Account, Provider, Standing},
    config::SimConfig,
    door::{Arrival, Auth, Incoming, Scene},
};

/// Who sent a request, and how far it reaches.
struct Sender<'a> {
    account: &'a Account,
    /// Where the request carries a token: for one project, or for the account as a whole.
    token: Option<Token>,
}

/// Finds out what is asked and who asks; refuses who may not.
pub(super) fn admit(memory: &mut Memory, scene: Scene<'_>, request: &Incoming) -> Result<Call, Refusal> {
    let (route, ids) = routes::find(request.method.as_str(), &request.path).ok_or_else(|| {
        Refusal::gateway(
            404,
            "APIGW.0101",
            "The API does not exist or has not been published in the environment",
        )
    })?;
    let mut call = Call {
        route,
        account: String::new(),
        ids,
        query: request.query.clone(),
        body: serde_json::from_slice(&request.body).unwrap_or(Value::Null),
    };
    if route.right == Right::SignIn {
        return Ok(call);
    }
    let sender = identify(memory, scene, request)?;
    check_scope(&call, &sender, request)?;
    check_right(&call, sender.account)?;
    call.account = sender.account.name.clone();
    Ok(call)
}

/// What the gateway says of everybody whom it does not know.
fn unknown(why: impl AsRef<str>) -> Refusal {
    let message = format!("Incorrect IAM authentication information: {}", why.as_ref());
    Refusal::gateway(401, "APIGW.0301", message)
}

fn identify<'a>(memory: &mut Memory, scene: Scene<'a>, request: &Incoming) -> Result<Sender<'a>, Refusal> {
    if request.headers.contains_key(header::AUTHORIZATION) {
        let account = signature::verify(&mut memory.failures, scene, request)?;
        return Ok(Sender { account, token: None });
    }
    let text = request.header("x-auth-token").ok_or_else(|| unknown("neither a signature nor a token"))?;
    let (account, token) =
        token::verify(scene, memory.generation, text).ok_or_else(|| unknown("decrypt token fail"))?;
    Ok(Sender { account, token: Some(token) })
}

fn forbidden(why: &str) -> Refusal {
    Refusal::gateway(403, "APIGW.0302", format!("The IAM user is not allowed: {why}"))
}

/// The project or account that is meant must be the sender's, everywhere it is named.
fn check_scope(call: &Call, sender: &Sender<'_>, request: &Incoming) -> Result<(), Refusal> {
    let is_ours = |project: &str| sender.account.projects.iter().any(|own| own.id == project);
    let service = call.route.service;
    if let Some(domain) = request.header("x-domain-id")
        && domain != sender.account.owner_id
    {
        return Err(forbidden("the account is another"));
    }
    if let Some(project) = request.header("x-project-id")
        && (!is_ours(project) || service.is_of_a_project() && project != call.project())
    {
        return Err(forbidden("the project is another"));
    }
    if service.is_of_a_project() {
        if !is_ours(call.project()) {
            return Err(forbidden("the project is not one of the account's"));
        }
        if let Some(token) = &sender.token
            && token.project_id.as_deref() != Some(call.project())
        {
            return Err(forbidden("the token is for another scope"));
        }
    }
    if service == Service::Bss && sender.token.as_ref().is_some_and(|token| token.project_id.is_some()) {
        return Err(Refusal::bss(403, "CBC.0151", "Access denied. The token is not one of the account's."));
    }
    Ok(())
}

fn check_right(call: &Call, account: &Account) -> Result<(), Refusal> {
    let why = match (account.standing, call.route.right) {
        (Standing::NoPermission, Right::Change | Right::Buy) => "no permission for this action",
        (Standing::Incomplete, Right::Buy) => "the account has not completed real-name authentication",
        _ => return Ok(()),
    };
    Err(match call.route.service {
        Service::Bss => Refusal::bss(403, "CBC.0151", format!("Access denied: {why}.")),
        Service::Iam | Service::Ddm | Service::Vpc => forbidden(why),
    })
}

pub(super) fn arrival(config: &SimConfig, request: &Incoming, at: OffsetDateTime) -> Arrival {
    let route = routes::find(request.method.as_str(), &request.path).map(|(route, _)| route);
    let by_key = |authorization: &str| {
        let parsed = cloud::huawei::sign::Authorization::parse(authorization)?;
        Some(config.owner_of(Provider::Huawei, &parsed.access_key)?.name.clone())
    };
    let (auth, account) = match (request.header("authorization"), request.header("x-auth-token")) {
        (Some(authorization), _) => (Auth::SdkHmac, by_key(authorization)),
        (None, Some(token)) => (Auth::Token, token::account_of(token)),
        (None, None) => (Auth::None, None),
    };
    Arrival {
        at,
        provider: Provider::Huawei,
        service: route.map_or("", |route| route.service.name()).to_owned(),
        action: route.map_or("", |route| route.action).to_owned(),
        method: request.method.to_string(),
        path: request.path.clone(),
        client_token: None,
        nonce: None,
        auth,
        account,
    }
}
