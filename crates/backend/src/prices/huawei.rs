//! Huawei Cloud: BSS rates what an account would pay for nodes of DDM.

use cloud::{
    CloudError, HuaweiKey,
    huawei::bss::{OnDemandProduct, PeriodProduct},
};
use domain::{
    catalog::{
        Input,
        ddm_create::{ChargeMode, PeriodType, names},
    },
    quote::{Per, Price},
};

use super::{fresh, unreadable};
use crate::Backend;

const RATINGS: &str = "ListRatings";

/// What BSS calls DDM, and its nodes: as GET /v2/products/service-types and /v2/products/resource-types list them.
/// The size is the flavor's code. No document says the three together: where one is wrong, BSS knows no such product,
/// and the price is unknown.
const SERVICE: &str = "hws.service.type.ddm";
const RESOURCE: &str = "hws.resource.type.ddm";

/// Names the one product of a question.
const ID: &str = "1";

/// Use is counted in time, in hours.
const DURATION: &str = "Duration";
const HOUR: u32 = 4;

/// What is paid, and for how long.
enum Term {
    Hour,
    /// In the numbers of BSS.
    Period {
        period_type: u8,
        period_num: u32,
    },
}

pub(super) async fn ask(
    backend: &Backend,
    parameters: &Input,
    key: &HuaweiKey,
) -> Result<Option<Price>, CloudError> {
    let (client, fresh) = (&backend.clouds.huawei, || fresh(backend));
    let Some((engine, flavor, nodes, term)) = wish(parameters) else { return Ok(None) };
    let flavors = client.flavors(key, engine, &fresh).await?.value;
    let found = flavors.iter().find(|known| known.id == flavor && !known.code.is_empty());
    let Some(resource_spec) = found.map(|known| known.code.as_str()) else { return Ok(None) };
    let (cloud_service_type, resource_type, region) = (SERVICE, RESOURCE, key.region.as_str());
    let (told, per) = match term {
        Term::Hour => {
            let product = OnDemandProduct {
                id: ID,
                cloud_service_type,
                resource_type,
                resource_spec,
                region,
                usage_factor: DURATION,
                usage_value: 1,
                usage_measure_id: HOUR,
                subscription_num: nodes,
            };
            (client.on_demand_price(key, &[product], &fresh).await?, Per::Hour)
        }
        Term::Period { period_type, period_num } => {
            let product = PeriodProduct {
                id: ID,
                cloud_service_type,
                resource_type,
                resource_spec,
                region,
                period_type,
                period_num,
                subscription_num: nodes,
            };
            (client.period_price(key, &[product], &fresh).await?, Per::Once)
        }
    };
    let told = told.value;
    let price = Price::new(told.official_website_amount, told.discount_amount, told.amount, per);
    price.map(Some).map_err(|why| unreadable(RATINGS, why))
}

/// Engine, flavor, nodes and term.
fn wish(parameters: &Input) -> Option<(&str, &str, u32, Term)> {
    let value = |name: &str| parameters.get(name).map(String::as_str);
    let term = match ChargeMode::parse(value(names::CHARGE_MODE)?).ok()? {
        ChargeMode::PostPaid => Term::Hour,
        ChargeMode::PrePaid => {
            let period_type = match PeriodType::parse(value(names::PERIOD_TYPE)?).ok()? {
                PeriodType::Month => 2,
                PeriodType::Year => 3,
            };
            Term::Period { period_type, period_num: value(names::PERIOD_NUM)?.parse().ok()? }
        }
    };
    let nodes = value(names::NODE_NUM)?.parse().ok()?;
    Some((value(names::ENGINE_ID)?, value(names::FLAVOR_ID)?, nodes, term))
}
