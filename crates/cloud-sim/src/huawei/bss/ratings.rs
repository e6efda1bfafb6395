//! What something would cost. DDM is sold by nodes: `resource_spec` is the flavor's code, `subscription_num` how many.

use axum::response::Response;
use rust_decimal::Decimal;
use serde_json::{Value, json};

use super::{SERVICE_TYPE, YUAN, order::product_id, parameter_error};
use crate::{
    door::Scene,
    huawei::{
        Call,
        ddm::catalog::{self, Flavor, RESOURCE_TYPE},
        fields::Fields,
        price::{self, Term},
        reply::{self, Refusal},
    },
    prices::Prices,
    state::State,
};

/// The number of hours among the units of use.
const HOUR: i64 = 4;

fn unknown_product() -> Refusal {
    Refusal::bss(400, "CBC.99006006", "Product not found.")
}

/// One thing that is asked about.
struct Item<'a> {
    fields: Fields<'a>,
    id: &'a str,
    flavor: &'static Flavor,
    count: u32,
}

/// The project must be the account's, the things be sold in its region, their ids be different. Where prices are not
/// told, there is no product.
fn items<'a>(
    body: &Fields<'a>,
    scene: Scene<'_>,
    call: &Call,
    prices: &Prices,
) -> Result<Vec<Item<'a>>, Refusal> {
    let project_id = body.needed_text("project_id")?;
    let projects = &call.owner(scene)?.projects;
    let project = projects.iter().find(|own| own.id == project_id);
    let project = body.need("project_id", project)?;
    let list = body.objects("product_infos")?;
    if list.is_empty() || list.len() > 100 {
        return Err(body.wrong("product_infos"));
    }
    let mut items: Vec<Item<'a>> = Vec::new();
    for fields in list {
        let id = fields.needed_text("id")?;
        if id.len() > 64 || items.iter().any(|item| item.id == id) {
            return Err(fields.wrong("id"));
        }
        let count = fields.number("subscription_num")?.filter(|count| (1..=10_000).contains(count));
        let count = fields.need("subscription_num", count.and_then(|count| u32::try_from(count).ok()))?;
        let is_ddm = fields.needed_text("cloud_service_type")? == SERVICE_TYPE
            && fields.needed_text("resource_type")? == RESOURCE_TYPE;
        let is_here = fields.needed_text("region")? == project.region;
        let zone = fields.text("available_zone")?.filter(|zone| !zone.is_empty());
        let flavor = catalog::flavor_of_code(fields.needed_text("resource_spec")?)
            .filter(|flavor| {
                prices.are_told
                    && is_ddm
                    && is_here
                    && zone.is_none_or(|zone| flavor.has_zone(&project.region, zone))
            })
            .ok_or_else(unknown_product)?;
        items.push(Item { fields, id, flavor, count });
    }
    Ok(items)
}

/// `POST /v2/bills/ratings/on-demand-resources`.
pub(in crate::huawei) fn on_demand(
    state: &mut State,
    scene: Scene<'_>,
    call: &Call,
) -> Result<Response, Refusal> {
    let prices = &state.prices;
    let body = Fields::of(&call.body, parameter_error)?;
    body.only(&["project_id", "inquiry_precision", "product_infos"])?;
    if body.number("inquiry_precision")?.is_some_and(|precision| ![0, 1].contains(&precision)) {
        return Err(body.wrong("inquiry_precision"));
    }
    let mut total = Decimal::ZERO;
    let mut results = Vec::new();
    for Item { fields, id, flavor, count } in items(&body, scene, call, prices)? {
        if !fields.needed_text("usage_factor")?.eq_ignore_ascii_case("duration") {
            return Err(unknown_product());
        }
        if fields.need("usage_measure_id", fields.number("usage_measure_id")?)? != HOUR {
            return Err(Refusal::bss(400, "CBC.99006050", "The usage unit is not valid."));
        }
        let hours = fields.value("usage_value").filter(|value| value.is_number());
        let hours = hours.and_then(|value| value.to_string().parse::<Decimal>().ok());
        let hours = fields.need("usage_value", hours.filter(|hours| *hours >= Decimal::ZERO))?;
        let amount = prices
            .of(price::hour(flavor, count))
            .checked_mul(hours)
            .ok_or_else(|| Refusal::bss(400, "CBC.99006055", "The price is too high."))?;
        total += amount;
        results.push(json!({
            "id": id,
            "product_id": product_id(flavor.code),
            "amount": reply::money(amount),
            "discount_amount": 0,
            "official_website_amount": reply::money(amount),
            "measure_id": YUAN,
            "discount_rating_results": [],
        }));
    }
    reply::ok(json!({
        "amount": reply::money(total),
        "discount_amount": 0,
        "official_website_amount": reply::money(total),
        "measure_id": YUAN,
        "currency": prices.currency(&call.owner(scene)?.currency),
        "product_rating_results": results,
    }))
}

/// `POST /v2/bills/ratings/period-resources/subscribe-rate`: what is listed, and what is paid where that is less.
pub(in crate::huawei) fn period(
    state: &mut State,
    scene: Scene<'_>,
    call: &Call,
) -> Result<Response, Refusal> {
    let prices = &state.prices;
    let body = Fields::of(&call.body, parameter_error)?;
    body.only(&["project_id", "product_infos"])?;
    let (mut official, mut paid) = (Decimal::ZERO, Decimal::ZERO);
    let (mut listed, mut discounted): (Vec<Value>, Vec<Value>) = (Vec::new(), Vec::new());
    for Item { fields, id, flavor, count } in items(&body, scene, call, prices)? {
        let unit = match fields.need("period_type", fields.number("period_type")?)? {
            2 => "month",
            3 => "year",
            // Days and hours are units of other products.
            0 | 4 => return Err(unknown_product()),
            _ => return Err(fields.wrong("period_type")),
        };
        let number = fields.need("period_num", fields.number("period_num")?)?;
        let term = Term::of(unit, number).ok_or_else(unknown_product)?;
        let price = prices.of(price::official(flavor, count, term));
        let amount = prices.of(price::period(flavor, count, term));
        (official, paid) = (official + price, paid + amount);
        let result = json!({
            "id": id,
            "product_id": product_id(flavor.code),
            "official_website_amount": reply::money(price),
            "measure_id": YUAN,
        });
        let mut offer = result.clone();
        offer["amount"] = reply::money(amount);
        offer["discount_amount"] = reply::money(price - amount);
        listed.push(result);
        discounted.push(offer);
    }
    let offer = json!({
        "discount_id": "DISCOUNT-YEAR",
        "discount_type": 605,
        "discount_name": "A year for ten months",
        "best_offer": 1,
        "official_website_amount": reply::money(official),
        "discount_amount": reply::money(official - paid),
        "amount": reply::money(paid),
        "measure_id": YUAN,
        "product_rating_results": discounted,
    });
    reply::ok(json!({
        "official_website_rating_result": {
            "official_website_amount": reply::money(official),
            "measure_id": YUAN,
            "product_rating_results": listed,
        },
        "optional_discount_rating_results": if official > paid { json!([offer]) } else { json!([]) },
        "currency": prices.currency(&call.owner(scene)?.currency),
    }))
}
