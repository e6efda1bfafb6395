//! The vendor's rules for CreateInstance, read from its page and from nowhere else.

use serde_json::Value;

use super::{
    catalogue::{self, Chosen, Module, Product, Terms, check_failed},
    price::Term,
};
use crate::{
    accounts::Account,
    alibaba::{
        parameters::{Parameters, invalid, number, numbered, one_of, only_known_beside, optional},
        reply::Refusal,
    },
};

/// The page's parameters, `OwnerId` of the SDKs, and `RegionId`, which the older SDK adds to every call.
const KNOWN: [&str; 11] = [
    "ClientToken",
    "Logistics",
    "OwnerId",
    "Period",
    "PricingCycle",
    "ProductCode",
    "ProductType",
    "RegionId",
    "RenewPeriod",
    "RenewalStatus",
    "SubscriptionType",
];

/// More than anybody means.
const LONGEST: u32 = 1_200;

/// What is to be sold.
pub(super) struct Wish<'a> {
    pub(super) product: Product,
    pub(super) term: Term,
    /// What was chosen, by attribute.
    pub(super) chosen: Chosen<'a>,
}

impl<'a> Wish<'a> {
    /// All modules of the product, each with what was chosen of its attributes.
    pub(super) fn modules(&self) -> impl Iterator<Item = (&'static Module, Chosen<'a>)> {
        self.product.modules.iter().map(|module| {
            let own = |(code, _): &(&'a str, &'a str)| module.config.contains(code);
            (module, self.chosen.iter().map(|(code, value)| (*code, *value)).filter(own).collect())
        })
    }
}

/// The first rule that is broken, or what is to be sold.
pub(super) fn check<'a>(parameters: &'a Parameters, account: &Account) -> Result<Wish<'a>, Refusal> {
    only_known_beside(parameters, &KNOWN, &["Parameter"])?;
    let code = required(parameters, "ProductCode")?;
    let way = required(parameters, "SubscriptionType")?;
    one_of("SubscriptionType", way, &["Subscription", "PayAsYouGo"])?;
    if optional(parameters, "OwnerId").is_some_and(|owner| owner != account.owner_id) {
        return Err(Refusal::new(400, "InvalidOwner", "The specified owner doesn't belong to caller."));
    }
    if let Some(token) = parameters.get("ClientToken")
        && (token.is_empty() || !token.is_ascii())
    {
        return Err(invalid("ClientToken", "must be ASCII characters"));
    }
    if let Some(text) = optional(parameters, "Logistics")
        && !matches!(serde_json::from_str(text), Ok(Value::Object(_)))
    {
        return Err(invalid("Logistics", "must be a JSON object"));
    }
    let renewal = optional(parameters, "RenewalStatus").unwrap_or("ManualRenewal");
    one_of("RenewalStatus", renewal, &["AutoRenewal", "ManualRenewal"])?;
    if renewal == "AutoRenewal" {
        number("RenewPeriod", required(parameters, "RenewPeriod")?, 1..=LONGEST)?;
    } else if let Some(text) = optional(parameters, "RenewPeriod") {
        number("RenewPeriod", text, 1..=LONGEST)?;
    }
    let members = numbered(parameters, "Parameter", &["Code", "Value"], 100)?;

    let product_type = optional(parameters, "ProductType");
    let product = catalogue::find(account.site, code, product_type).map_err(catalogue::NoProduct::refusal)?;
    if !product.is_sold_here {
        return Err(check_failed("this product is not sold by this operation"));
    }
    if !product.ways().any(|known| known == way) {
        return Err(check_failed("the product is not sold by this billing method"));
    }
    let term = if way == "Subscription" { term(parameters, &product)? } else { Term::Hour };
    let chosen = chosen(&product, members)?;
    Ok(Wish { product, term, chosen })
}

fn term(parameters: &Parameters, product: &Product) -> Result<Term, Refusal> {
    let period = number("Period", required(parameters, "Period")?, 1..=LONGEST)?;
    let cycle = match optional(parameters, "PricingCycle") {
        Some(text) => Some(number("PricingCycle", text, 1..=3)?),
        None => None,
    };
    match (product.terms, cycle) {
        (Some(Terms::Cycles), Some(1)) => Ok(Term::Months(12 * period)),
        (Some(Terms::Cycles), Some(3)) => Ok(Term::Days(period)),
        (Some(Terms::Cycles), Some(_)) | (Some(Terms::Months), None) => Ok(Term::Months(period)),
        (Some(Terms::Years | Terms::Cycles), None) if period.is_multiple_of(12) => Ok(Term::Months(period)),
        (_, None) => Err(check_failed("the period must be an integral multiple of 12")),
        (_, Some(_)) => Err(check_failed("this product type has no pricing cycle")),
    }
}

fn chosen<'a>(product: &Product, members: Vec<Chosen<'a>>) -> Result<Chosen<'a>, Refusal> {
    let mut chosen = Chosen::new();
    for member in members {
        let (Some(code), Some(value)) = (member.get("Code").copied(), member.get("Value").copied()) else {
            return Err(missing("Parameter.N.Code and Parameter.N.Value"));
        };
        let attribute =
            product.attribute(code).ok_or_else(|| check_failed(&format!("{code} is no parameter")))?;
        if !attribute.values.take(value) {
            return Err(check_failed(&format!("{code} cannot be {value}")));
        }
        if chosen.insert(code, value).is_some() {
            return Err(check_failed(&format!("{code} is there twice")));
        }
    }
    let absent = product
        .attributes
        .iter()
        .find(|attribute| attribute.default.is_none() && !chosen.contains_key(attribute.code));
    match absent {
        Some(attribute) => Err(check_failed(&format!("{} is missing", attribute.code))),
        None => Ok(chosen),
    }
}

/// BSS names what is missing in the code itself.
fn required<'a>(parameters: &'a Parameters, name: &str) -> Result<&'a str, Refusal> {
    optional(parameters, name).ok_or_else(|| missing(name))
}

fn missing(name: &str) -> Refusal {
    let code = name.split(['.', ' ']).next().unwrap_or(name);
    Refusal::new(400, &format!("Missing{code}"), format!("{name} is mandatory for this action."))
}

#[cfg(test)]
mod tests;
