//! Huawei Cloud: engines, flavors, zones and networks for an instance of DDM.

use cloud::{
    HuaweiKey,
    huawei::{
        ddm::{Engine, Flavor},
        vpc::Subnet,
    },
};
use domain::{
    catalog::{Input, ddm_create::names},
    options::{Offer, OnSale},
};

use super::{Asked, given};
use crate::{Backend, jobs::purchase::fresh};

/// What the vendor calls a flavor that is sold out in a zone.
const SOLD_OUT: &str = "sellout";

pub(super) async fn places(backend: &Backend, key: &HuaweiKey, spec: &Input, asked: &mut Asked) {
    let (client, fresh) = (&backend.clouds.huawei, || fresh(backend));
    let (engine, vpc) = (given(spec, names::ENGINE_ID), given(spec, names::VPC_ID));
    let flavors = async {
        match engine {
            Some(engine) => Some(client.flavors(key, engine, &fresh).await),
            None => None,
        }
    };
    let (engines, flavors, vpcs, subnets, groups) = tokio::join!(
        client.engines(key, &fresh),
        flavors,
        client.vpcs(key, &fresh),
        client.subnets(key, vpc.unwrap_or_default(), &fresh),
        client.security_groups(key, &fresh),
    );

    let chosen_engine = engines
        .as_ref()
        .ok()
        .and_then(|seen| seen.value.iter().find(|known| Some(known.id.as_str()) == engine).cloned());
    asked.keep(names::ENGINE_ID, engines.map(|seen| seen.value.iter().map(engine_offer).collect()));
    match flavors {
        None => asked.waits(names::FLAVOR_ID, names::ENGINE_ID),
        Some(answer) => {
            let wanted = given(spec, names::FLAVOR_ID);
            let flavor = answer
                .as_ref()
                .ok()
                .and_then(|seen| seen.value.iter().find(|known| Some(known.id.as_str()) == wanted).cloned());
            asked.keep(names::FLAVOR_ID, answer.map(|seen| seen.value.iter().map(flavor_offer).collect()));
            if let Some(engine) = &chosen_engine {
                asked.keep(names::AVAILABLE_ZONE, Ok(zones(engine, flavor.as_ref())));
            }
        }
    }
    if chosen_engine.is_none() {
        asked.waits(names::AVAILABLE_ZONE, names::ENGINE_ID);
    }
    asked.keep(
        names::VPC_ID,
        vpcs.map(|seen| seen.value.iter().map(|vpc| Offer::new(&vpc.id, &vpc.name, &vpc.cidr)).collect()),
    );
    match vpc {
        None => asked.waits(names::SUBNET_ID, names::VPC_ID),
        Some(vpc) => asked.keep(
            names::SUBNET_ID,
            subnets.map(|seen| {
                let inside = |subnet: &&Subnet| subnet.vpc_id == vpc;
                let offer = |subnet: &Subnet| Offer::new(&subnet.id, &subnet.name, &subnet.cidr);
                seen.value.iter().filter(inside).map(offer).collect()
            }),
        ),
    }
    asked.keep(
        names::SECURITY_GROUP_ID,
        groups.map(|seen| {
            let groups = seen.value.iter();
            let note = |text: &Option<String>| text.clone().unwrap_or_default();
            groups.map(|group| Offer::new(&group.id, &group.name, note(&group.description))).collect()
        }),
    );
}

fn engine_offer(engine: &Engine) -> Offer {
    Offer::new(&engine.id, format!("{} {}", engine.name, engine.version).trim(), "")
}

fn flavor_offer(flavor: &Flavor) -> Offer {
    let zones = || flavor.az_status.keys().filter(|zone| flavor.is_on_sale_in(zone));
    let state = match () {
        () if zones().next().is_some() => OnSale::Yes,
        () if flavor.az_status.values().any(|status| status == SOLD_OUT) => OnSale::SoldOut,
        // A flavor without a word about zones may be on sale.
        () if flavor.az_status.is_empty() => OnSale::Yes,
        () => OnSale::Unsupported,
    };
    let sizes = [(&flavor.cpu, "vCPU"), (&flavor.mem, "GiB")];
    let sizes =
        sizes.iter().filter(|(size, _)| !size.is_empty()).map(|(size, unit)| format!("{size} {unit}"));
    let note: Vec<_> = sizes.chain(Some(flavor.group_type.clone()).filter(|kind| !kind.is_empty())).collect();
    Offer::new(&flavor.id, &flavor.code, note.join(" · ")).state(state)
}

/// The engine's zones: whether each sells the flavor, or takes new instances at all where none is chosen.
fn zones(engine: &Engine, flavor: Option<&Flavor>) -> Vec<Offer> {
    let zones = engine.support_azs.iter();
    let offers = zones.map(|zone| {
        let state = match flavor {
            Some(flavor) if flavor.is_on_sale_in(&zone.code) => OnSale::Yes,
            Some(flavor) if flavor.az_status.get(&zone.code).is_some_and(|status| status == SOLD_OUT) => {
                OnSale::SoldOut
            }
            Some(flavor) if !flavor.az_status.is_empty() => OnSale::Unsupported,
            _ if zone.favored => OnSale::Yes,
            _ => OnSale::SoldOut,
        };
        Offer::new(&zone.code, &zone.name, "").state(state)
    });
    offers.collect()
}
