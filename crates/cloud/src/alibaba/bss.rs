//! BSS (API version 2017-12-14): buying an instance of any product.

use domain::catalog::Input;

use super::{
    client::{Rpc, invalid, named, with_token},
    wire::Shape,
};
use crate::{endpoint::Service, error::CloudError};

const VERSION: &str = "2017-12-14";
const CREATE: &str = "CreateInstance";

/// What [`CREATE`] knows, but for the numbered ones.
const CREATE_NAMES: [&str; 8] = [
    "ProductCode",
    "ProductType",
    "SubscriptionType",
    "Period",
    "PricingCycle",
    "RenewalStatus",
    "RenewPeriod",
    "Logistics",
];

/// CreateInstance: buys an instance; the order is paid at once.
///
/// It goes to the address of the account's site, whatever its parameters say.
pub(super) fn create<'a>(parameters: &'a Input, client_token: &str) -> Result<(Rpc<'a>, Shape), CloudError> {
    if parameters.get("ProductCode").is_none_or(String::is_empty) {
        return Err(invalid(CREATE, "no product"));
    }
    let rpc = Rpc { parameters: with_token(CREATE, parameters, client_token)?, ..Rpc::bss(CREATE) };
    let shape = Shape {
        instance: &["Data", "InstanceId"],
        order: &["Data", "OrderId"],
        parameters: named(&CREATE_NAMES, parameters),
        ..Shape::default()
    };
    Ok((rpc, shape))
}

impl Rpc<'_> {
    /// A call of BSS without parameters. BSS has no regions.
    fn bss(action: &'static str) -> Self {
        Self { service: Service::AlibabaBss, version: VERSION, action, region: None, parameters: Vec::new() }
    }
}
