//! Alibaba Cloud: DTS and BSS, RPC at `/`.

mod book;
mod bss;
mod dts;
mod gate;
mod money;
mod parameters;
mod reply;
mod tokens;

use std::collections::{BTreeMap, HashMap};

use axum::response::Response;
use time::OffsetDateTime;

use crate::{
    accounts::Provider,
    config::SimConfig,
    door::{Arrival, Cloud, Incoming, Scene, Subject},
    fault::{self, Counter},
    state::State,
};
use reply::{Format, Refusal};

/// What Alibaba's side remembers beside the ledger.
#[derive(Debug, Default)]
pub(crate) struct Memory {
    /// Key id and nonce, with when it came.
    nonces: HashMap<(String, String), OffsetDateTime>,
}

/// The product that a version belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Service {
    Dts,
    Bss,
    /// No product of this simulator has the version.
    Unknown,
}

impl Service {
    fn of_version(version: &str) -> Self {
        match version {
            "2020-01-01" => Self::Dts,
            "2017-12-14" => Self::Bss,
            _ => Self::Unknown,
        }
    }

    const fn name(self) -> &'static str {
        match self {
            Self::Dts => "dts",
            Self::Bss => "bss",
            Self::Unknown => "",
        }
    }
}

/// A request whose sender is known.
#[derive(Debug)]
pub(crate) struct Call {
    account: String,
    access_key_id: String,
    service: Service,
    action: String,
    nonce: String,
    /// What is not part of the protocol itself.
    parameters: BTreeMap<String, String>,
    format: Format,
}

impl Call {
    fn parameter(&self, name: &str) -> Option<&str> {
        self.parameters.get(name).map(String::as_str).filter(|text| !text.is_empty())
    }
}

#[derive(Debug)]
pub(crate) struct Alibaba;

impl Cloud for Alibaba {
    const PROVIDER: Provider = Provider::Alibaba;
    type Call = Call;

    fn arrival(config: &SimConfig, request: &Incoming, at: OffsetDateTime) -> Arrival {
        gate::arrival(config, request, at)
    }

    fn admit(state: &mut State, scene: Scene<'_>, request: &Incoming) -> Result<Call, Response> {
        let admitted = gate::verify(scene, request).and_then(|call| {
            gate::use_nonce(&mut state.alibaba.nonces, scene, &call)?;
            Ok(call)
        });
        admitted.map_err(|refusal| {
            let format = gate::format(request);
            refusal.answer(gate::service(request), format, scene.request_id)
        })
    }

    fn subject(call: &Call) -> Subject<'_> {
        let regions = |names: &[&str]| {
            let sentinel = names.iter().find_map(|name| fault::of_region(call.parameter(name)?));
            sentinel.map(|sentinel| (sentinel, Counter::Dts))
        };
        let sentinel = match call.action.as_str() {
            "CreateSynchronizationJob" => regions(&["DestRegion", "SourceRegion"]),
            "TransferPayType" => regions(&["RegionId"]),
            "CreateInstance" => call
                .parameter("ProductCode")
                .and_then(fault::of_word)
                .map(|sentinel| (sentinel, Counter::Bss)),
            _ => None,
        };
        Subject {
            account: &call.account,
            action: &call.action,
            handle: call.parameters.get("ClientToken").map(String::as_str),
            sentinel,
        }
    }

    fn act(state: &mut State, scene: Scene<'_>, call: &Call) -> Response {
        let done = match call.service {
            Service::Dts => dts::act(state, scene, call),
            Service::Bss => bss::act(state, scene, call),
            Service::Unknown => Err(Refusal::new(400, "NoSuchVersion", "Specified version does not exist.")),
        };
        match done {
            Ok(body) => reply::success(call, body, scene.request_id),
            Err(refusal) => refusal.answer(call.service, call.format, scene.request_id),
        }
    }

    fn refuse(call: &Call, scene: Scene<'_>, status: u16, code: &str, xml: bool) -> Response {
        let format = if xml { Format::Xml } else { call.format };
        Refusal::new(status, code, "Refused on purpose by the simulator.").answer(
            call.service,
            format,
            scene.request_id,
        )
    }
}
