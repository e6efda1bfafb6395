//! BSS (API version 2017-12-14): buying an instance of any product, and looking at products, prices, instances,
//! orders and the balance.

mod balance;
mod instances;
mod orders;
mod prices;
mod products;
mod window;

use domain::catalog::{Input, bss_create::names};
use serde::Deserialize;

pub use self::{
    balance::Balance,
    instances::{BssInstance, BssInstanceFilter},
    orders::{BssOrder, BssOrderDetail, BssOrderFilter},
    prices::{
        ModulePrice, OrderType, PayAsYouGoModule, PayAsYouGoPrice, PayAsYouGoQuote, PeriodUnit, Promotion,
        SubscriptionModule, SubscriptionPrice, SubscriptionQuote,
    },
    products::{AttributeValue, BssProduct, PricingAttribute, PricingModule, PricingModules, ProductRef},
    window::Window,
};
use super::{
    client::{Rpc, invalid, named, with_token},
    wire::Shape,
};
use crate::{endpoint::Service, error::CloudError};

const VERSION: &str = "2017-12-14";
const CREATE: &str = "CreateInstance";

/// CreateInstance: buys an instance; the order is paid at once.
///
/// It goes to the address of the account's site, whatever its parameters say.
pub(super) fn create<'a>(parameters: &'a Input, client_token: &str) -> Result<(Rpc<'a>, Shape), CloudError> {
    if parameters.get(names::PRODUCT_CODE).is_none_or(String::is_empty) {
        return Err(invalid(CREATE, "no product"));
    }
    let rpc = Rpc { parameters: with_token(CREATE, parameters, client_token)?, ..Rpc::bss(CREATE) };
    let shape = Shape {
        instance: &["Data", "InstanceId"],
        order: &["Data", "OrderId"],
        parameters: named(&names::ALL, parameters),
        ..Shape::default()
    };
    Ok((rpc, shape))
}

/// Every answer has what it is about in here; one without is none.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Answered<T> {
    data: T,
}

impl Rpc<'_> {
    /// A call of BSS without parameters. BSS has no regions.
    fn bss(action: &'static str) -> Self {
        Self { service: Service::AlibabaBss, version: VERSION, action, region: None, parameters: Vec::new() }
    }
}
