//! The reads before a purchase: QueryProductList, DescribePricingModule, and the two prices.

use rust_decimal::prelude::ToPrimitive;
use serde_json::{Value, json};

use super::{
    catalogue::{self, Chosen, Module, Product, Values},
    price::{Quote, Term, quote},
};
use crate::{
    accounts::{Account, Site},
    alibaba::{
        Call,
        dts::{self, job::Job},
        parameters::{flag, invalid, number, numbered, on_page, one_of, optional, page, region, required},
        reply::Refusal,
    },
    door::Scene,
    prices::Prices,
    state::State,
};

pub(super) fn products(call: &Call, site: Site) -> Result<Value, Refusal> {
    required(&call.parameters, "PageNum")?;
    let page = page(&call.parameters, "PageNum", 20, |size| size <= 300)?;
    let is_counted = match call.parameter("QueryTotalCount") {
        Some(text) => flag("QueryTotalCount", text)?,
        None => false,
    };
    let all: Vec<_> = catalogue::products(site)
        .flat_map(|product| product.ways().map(move |way| (product, way)).collect::<Vec<_>>())
        .map(|(product, way)| {
            json!({
                "ProductCode": product.code,
                "ProductName": product.name,
                "ProductType": product.product_type,
                "SubscriptionType": way,
            })
        })
        .collect();
    let total = all.len();
    let list: Vec<_> = on_page(all, page).collect();
    let mut answer = json!({"PageNum": page.0, "PageSize": page.1, "ProductList": {"Product": list}});
    if is_counted {
        answer["TotalCount"] = total.into();
    }
    Ok(answer)
}

pub(super) fn modules(call: &Call, account: &Account) -> Result<Value, Refusal> {
    let (product, way) = product(call, account.site)?;
    let price_type = if way == "Subscription" { "Month" } else { "Hour" };
    let modules: Vec<_> = product
        .modules
        .iter()
        .map(|module| {
            json!({
                "ModuleCode": module.code,
                "ModuleName": module.name,
                "PriceType": price_type,
                "Currency": account.currency,
                "ConfigList": {"ConfigList": module.config},
            })
        })
        .collect();
    let attributes: Vec<_> = product
        .attributes
        .iter()
        .map(|attribute| {
            let values = match attribute.values {
                Values::OneOf(values) => values
                    .iter()
                    .map(
                        |(value, name)| json!({"Value": value, "Name": name, "Type": "single", "Remark": ""}),
                    )
                    .collect(),
                Values::Range { from, to, step } => vec![json!({
                    "Value": format!("{from}-{to}"),
                    "Name": format!("{from}-{to}"),
                    "Type": "range",
                    "Remark": format!("{step}"),
                })],
            };
            json!({
                "Code": attribute.code,
                "Name": attribute.name,
                "Unit": attribute.unit,
                "Values": {"AttributeValue": Value::Array(values)},
            })
        })
        .collect();
    Ok(json!({"ModuleList": {"Module": modules}, "AttributeList": {"Attribute": attributes}}))
}

pub(super) fn subscription_price(
    state: &State,
    scene: Scene<'_>,
    call: &Call,
    account: &Account,
) -> Result<Value, Refusal> {
    one_of("SubscriptionType", required(&call.parameters, "SubscriptionType")?, &["Subscription"])?;
    let (product, _) = product(call, account.site)?;
    let order_type = required(&call.parameters, "OrderType")?;
    one_of("OrderType", order_type, &["NewOrder", "Renewal", "Upgrade"])?;
    let count = |name: &str, most| match call.parameter(name) {
        Some(text) => number(name, text, 1..=most),
        None => Ok(1),
    };
    let quantity = count("Quantity", 10_000)?;
    let periods = count("ServicePeriodQuantity", 1_200)?;
    let unit = call.parameter("ServicePeriodUnit").unwrap_or("Month");
    one_of("ServicePeriodUnit", unit, &["Year", "Month"])?;
    let months = if unit == "Year" { 12 * periods } else { periods };

    let asked = asked(call, &product, &["ModuleCode", "Config", "ModuleStatus", "Tag"])?;
    let mut quoted = quote(&product, asked, Term::Months(months), &account.currency)?;
    if order_type == "Upgrade" {
        quoted = upgrade(state, scene, call, &product, &account.currency)?;
    }
    for line in &mut quoted.lines {
        line.list *= rust_decimal::Decimal::from(quantity);
        line.pay *= rust_decimal::Decimal::from(quantity);
    }
    let prices = &state.prices;
    told(prices, &mut quoted)?;
    let (list, pay) = (quoted.list(), quoted.pay());
    let cents = (pay * rust_decimal::Decimal::from(100)).normalize().to_string();
    Ok(json!({
        "Currency": prices.currency(&account.currency),
        "OriginalPrice": list.to_f64(),
        "DiscountPrice": (list - pay).to_f64(),
        "TradePrice": pay.to_f64(),
        "Quantity": quantity,
        "ModuleDetails": {"ModuleDetail": details(&quoted)},
        "PromotionDetails": {"PromotionDetail": []},
        "PaymentScheme": {
            "PaymentType": "PAYMENT_NORMAL",
            "OrderTotalFee": cents,
            "OrderTotalSettleFee": cents,
            "OrderDownPaymentFee": cents,
            "OrderDownPaymentSettleFee": cents,
        },
    }))
}

/// What a stronger class of an instance costs for the rest of its term: DTS has them, nothing else here does.
fn upgrade(
    state: &State,
    scene: Scene<'_>,
    call: &Call,
    product: &Product,
    currency: &str,
) -> Result<Quote, Refusal> {
    let id = required(&call.parameters, "InstanceId")?;
    let job = Job::of_account(state, &call.account).into_iter().find(|job| job.instance_id == id);
    let job = job
        .filter(|_| product.code == "dts")
        .ok_or_else(|| invalid("InstanceId", "is no instance whose class can be changed"))?;
    let mut quoted = Quote { lines: Vec::new() };
    for (module, chosen) in asked(call, product, &["ModuleCode", "Config", "ModuleStatus", "Tag"])? {
        let class = chosen.get("SynchronizationJobClass").copied().unwrap_or_default();
        let price = crate::alibaba::money::in_currency(dts::upgrade_of(&job, class, scene.now), currency);
        quoted.lines.push(super::price::Line { module: module.code, list: price, pay: price });
    }
    Ok(quoted)
}

pub(super) fn pay_as_you_go_price(state: &State, call: &Call, account: &Account) -> Result<Value, Refusal> {
    one_of("SubscriptionType", required(&call.parameters, "SubscriptionType")?, &["PayAsYouGo"])?;
    let (product, _) = product(call, account.site)?;
    for member in numbered(&call.parameters, "ModuleList", &["ModuleCode", "Config", "PriceType"], 50)? {
        let price_type = member.get("PriceType").copied().unwrap_or_default();
        one_of("ModuleList.PriceType", price_type, &["Hour"])?;
    }
    let asked = asked(call, &product, &["ModuleCode", "Config", "PriceType"])?;
    let mut quoted = quote(&product, asked, Term::Hour, &account.currency)?;
    told(&state.prices, &mut quoted)?;
    Ok(json!({
        "Currency": state.prices.currency(&account.currency),
        "ModuleDetails": {"ModuleDetail": details(&quoted)},
        "PromotionDetails": {"PromotionDetail": []},
    }))
}

/// Listed prices as they are told now, if they are.
fn told(prices: &Prices, quoted: &mut Quote) -> Result<(), Refusal> {
    if !prices.are_told {
        return Err(Refusal::new(400, "InvalidParameter", "There is no price plan for these modules."));
    }
    for line in &mut quoted.lines {
        (line.list, line.pay) = (prices.of(line.list), prices.of(line.pay));
    }
    Ok(())
}

fn details(quoted: &Quote) -> Vec<Value> {
    let line = |line: &super::price::Line| {
        json!({
            "ModuleCode": line.module,
            "OriginalCost": line.list.to_f64(),
            "CostAfterDiscount": line.pay.to_f64(),
            "InvoiceDiscount": (line.list - line.pay).to_f64(),
            "UnitPrice": line.list.to_f64(),
        })
    };
    quoted.lines.iter().map(line).collect()
}

/// The product that is asked about, and how it is to be paid.
fn product(call: &Call, site: Site) -> Result<(Product, &str), Refusal> {
    let code = required(&call.parameters, "ProductCode")?;
    let way = required(&call.parameters, "SubscriptionType")?;
    one_of("SubscriptionType", way, &["Subscription", "PayAsYouGo"])?;
    if let Some(id) = optional(&call.parameters, "Region") {
        region("Region", id)?;
    }
    let product = catalogue::find(site, code, call.parameter("ProductType")).map_err(|none| match none {
        catalogue::NoProduct::Unknown => invalid("ProductCode", "is no product, or one of several types"),
        elsewhere @ catalogue::NoProduct::Elsewhere => elsewhere.refusal(),
    })?;
    if product.ways().any(|known| known == way) {
        Ok((product, way))
    } else {
        Err(invalid("SubscriptionType", "is not how this product is sold"))
    }
}

/// The modules that are asked about: `ModuleList.1.ModuleCode`, with `ModuleList.1.Config` as `AA:aa,BB:bb`.
fn asked<'a>(
    call: &'a Call,
    product: &Product,
    fields: &[&str],
) -> Result<Vec<(&'static Module, Chosen<'a>)>, Refusal> {
    let members = numbered(&call.parameters, "ModuleList", fields, 50)?;
    if members.is_empty() {
        required(&call.parameters, "ModuleList")?;
    }
    let mut asked: Vec<(&'static Module, Chosen<'a>)> = Vec::new();
    for member in members {
        let field = |name: &str| member.get(name).copied().filter(|text| !text.is_empty());
        let code = field("ModuleCode").ok_or_else(|| missing("ModuleList.ModuleCode"))?;
        let config = field("Config").ok_or_else(|| missing("ModuleList.Config"))?;
        let module = product
            .module(code)
            .ok_or_else(|| invalid("ModuleList.ModuleCode", "is no module of this product"))?;
        if asked.iter().any(|(other, _)| other.code == code) {
            return Err(invalid("ModuleList.ModuleCode", "is there twice"));
        }
        let pairs = config.split(',').map(|pair| pair.split_once(':'));
        let chosen: Option<Chosen<'_>> = pairs.collect();
        asked.push((module, chosen.ok_or_else(|| invalid("ModuleList.Config", "must be AA:aa,BB:bb"))?));
    }
    Ok(asked)
}

fn missing(name: &str) -> Refusal {
    Refusal::new(400, "MissingParameter", format!("The input parameter \"{name}\" is mandatory."))
}
