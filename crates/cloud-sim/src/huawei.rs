//! Huawei Cloud: IAM, DDM, VPC and BSS, REST on every path but `/`.

mod bss;
mod ddm;
mod fields;
mod gate;
mod iam;
mod moment;
mod price;
mod reply;
mod routes;
mod vpc;

use std::collections::HashMap;

use axum::response::Response;
use serde_json::Value;
use time::OffsetDateTime;

use crate::{
    accounts::{Account, Provider},
    config::SimConfig,
    door::{Arrival, Cloud, Incoming, Scene, Subject},
    fault::{self, Counter},
    state::State,
};
use reply::Refusal;
use routes::Route;

/// What Huawei's side remembers beside the ledger.
#[derive(Debug, Default)]
pub(crate) struct Memory {
    /// By access key: how often in a row the signature was wrong, and when it last was.
    failures: HashMap<String, gate::Failures>,
    /// Tokens of another generation are dead.
    generation: u64,
}

impl Memory {
    /// Kills every token that was issued so far.
    pub(crate) fn revoke_tokens(&mut self) {
        self.generation += 1;
    }
}

/// A request whose sender is known. Only a sign-in has none: who it is shows when it is done.
#[derive(Debug)]
pub(crate) struct Call {
    route: &'static Route,
    account: String,
    /// What stands at the places of the path, decoded. The first one of DDM and VPC is the project.
    ids: Vec<String>,
    query: Vec<(String, String)>,
    /// Null where there is none, or no JSON.
    body: Value,
}

impl Call {
    fn project(&self) -> &str {
        self.ids.first().map_or("", String::as_str)
    }

    /// What the path names at its end.
    fn id(&self) -> &str {
        self.ids.last().map_or("", String::as_str)
    }

    /// A parameter of the query; an empty one is none.
    fn query(&self, name: &str) -> Option<&str> {
        self.query
            .iter()
            .find(|(other, value)| other == name && !value.is_empty())
            .map(|(_, value)| value.as_str())
    }

    /// What the caller calls that which he buys.
    fn name(&self) -> Option<&str> {
        match self.route.action {
            routes::CREATE_INSTANCE => self.body.pointer("/instance/name")?.as_str(),
            _ => None,
        }
    }

    fn owner<'a>(&self, scene: Scene<'a>) -> Result<&'a Account, Refusal> {
        scene
            .config
            .account(Provider::Huawei, &self.account)
            .ok_or_else(|| Refusal::gateway(401, "APIGW.0301", "Incorrect IAM authentication information"))
    }
}

#[derive(Debug)]
pub(crate) struct Huawei;

impl Cloud for Huawei {
    const PROVIDER: Provider = Provider::Huawei;
    type Call = Call;

    fn arrival(config: &SimConfig, request: &Incoming, at: OffsetDateTime) -> Arrival {
        gate::arrival(config, request, at)
    }

    fn admit(state: &mut State, scene: Scene<'_>, request: &Incoming) -> Result<Call, Response> {
        gate::admit(&mut state.huawei, scene, request).map_err(|refusal| refusal.answer(scene))
    }

    fn subject(call: &Call) -> Subject<'_> {
        let name = call.name();
        Subject {
            account: &call.account,
            action: call.route.action,
            handle: name,
            sentinel: name.and_then(fault::of_name).map(|sentinel| (sentinel, Counter::Ddm)),
        }
    }

    fn act(state: &mut State, scene: Scene<'_>, call: &Call) -> Response {
        match (call.route.act)(state, scene, call) {
            Ok(response) => reply::with_request_id(response, scene),
            Err(refusal) => refusal.answer(scene),
        }
    }

    fn refuse(call: &Call, scene: Scene<'_>, status: u16, code: &str, _: bool) -> Response {
        Refusal::on_purpose(call.route.service, status, code).answer(scene)
    }
}
