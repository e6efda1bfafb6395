//! What BSS sells: products with their attributes, and the modules that have a price.

mod rows;

use std::collections::BTreeMap;

use crate::{accounts::Site, alibaba::reply::Refusal, fault::SENTINELS};

/// How long a subscription may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Terms {
    /// The page's rule: months, a whole multiple of twelve.
    Years,
    /// The SDK's exception: the product is sold by the month.
    Months,
    /// `PricingCycle` says what a period is; without it, the page's rule.
    Cycles,
}

/// A row of the product list: a code may have several types.
#[derive(Debug, Clone, Copy)]
pub(super) struct Product {
    pub(super) code: &'static str,
    pub(super) product_type: &'static str,
    pub(super) name: &'static str,
    pub(super) site: Site,
    /// CreateInstance sells it; else an API of its own does.
    pub(super) is_sold_here: bool,
    /// `None`: no subscriptions.
    pub(super) terms: Option<Terms>,
    pub(super) is_pay_as_you_go: bool,
    /// Taken off a subscription of twelve months or more.
    pub(super) percent_off_a_year: u32,
    pub(super) attributes: &'static [Attribute],
    pub(super) modules: &'static [Module],
}

/// Something about an instance that the buyer chooses.
#[derive(Debug, Clone, Copy)]
pub(super) struct Attribute {
    pub(super) code: &'static str,
    pub(super) name: &'static str,
    pub(super) unit: &'static str,
    pub(super) values: Values,
    /// What it is where nothing is chosen. `None`: it has to be chosen.
    pub(super) default: Option<&'static str>,
}

#[derive(Debug, Clone, Copy)]
pub(super) enum Values {
    /// Value, name.
    OneOf(&'static [(&'static str, &'static str)]),
    Range {
        from: u32,
        to: u32,
        step: u32,
    },
}

impl Values {
    pub(super) fn take(self, value: &str) -> bool {
        match self {
            Self::OneOf(values) => values.iter().any(|(known, _)| *known == value),
            Self::Range { from, to, step } => {
                let is_plain = value.bytes().all(|b| b.is_ascii_digit());
                let number = value.parse::<u32>().ok().filter(|_| is_plain);
                number.is_some_and(|number| {
                    (from..=to).contains(&number) && (number - from).is_multiple_of(step)
                })
            }
        }
    }
}

/// A part of the price.
#[derive(Debug, Clone, Copy)]
pub(super) struct Module {
    pub(super) code: &'static str,
    pub(super) name: &'static str,
    /// The attributes that its price depends on.
    pub(super) config: &'static [&'static str],
    pub(super) rate: Rate,
}

/// What a module costs a month, in hundredths of a CNY.
#[derive(Debug, Clone, Copy)]
pub(super) enum Rate {
    /// By the value of its only attribute.
    Each(&'static [(&'static str, i64)]),
    /// For each unit of its only attribute.
    PerUnit(i64),
    Flat(i64),
    /// What DTS itself asks for.
    Synchronization,
}

/// Chosen values by attribute code.
pub(super) type Chosen<'a> = BTreeMap<&'a str, &'a str>;

/// Everything that is on sale at a site, as the product list orders it.
pub(super) fn products(site: Site) -> impl Iterator<Item = Product> {
    rows::PRODUCTS.into_iter().filter(move |product| product.site == site).chain(sentinels(site))
}

/// Products whose code asks for a fault.
fn sentinels(site: Site) -> impl Iterator<Item = Product> {
    SENTINELS.into_iter().map(move |sentinel| Product { code: sentinel.word, site, ..rows::FAULT })
}

/// Why there is no such product.
pub(super) enum NoProduct {
    Unknown,
    /// The other site has it.
    Elsewhere,
}

/// The product of a code and a type. The type may be left out where there is just one.
pub(super) fn find(site: Site, code: &str, product_type: Option<&str>) -> Result<Product, NoProduct> {
    let fits = |product: &Product| {
        product.code == code && product_type.is_none_or(|wanted| wanted == product.product_type)
    };
    let mut found = products(site).filter(fits);
    match (found.next(), found.next()) {
        (Some(product), None) => Ok(product),
        (Some(_), Some(_)) => Err(NoProduct::Unknown),
        (None, _) => {
            let other = if site == Site::China { Site::International } else { Site::China };
            Err(if products(other).any(|product| fits(&product)) {
                NoProduct::Elsewhere
            } else {
                NoProduct::Unknown
            })
        }
    }
}

impl NoProduct {
    pub(super) fn refusal(self) -> Refusal {
        match self {
            Self::Unknown => check_failed("the product is not known"),
            Self::Elsewhere => not_applicable(),
        }
    }
}

/// The page's word for an order that does not pass its check.
pub(super) fn check_failed(why: &str) -> Refusal {
    Refusal::new(400, "400", format!("Failure to check order before create instance: {why}."))
}

/// Accounts, products and endpoints of one site are nothing at the other.
pub(super) fn not_applicable() -> Refusal {
    Refusal::new(
        400,
        "NotApplicable",
        "This API is not applicable for caller: not found article by given param.",
    )
}

impl Product {
    pub(super) fn attribute(&self, code: &str) -> Option<&'static Attribute> {
        self.attributes.iter().find(|attribute| attribute.code == code)
    }

    pub(super) fn module(&self, code: &str) -> Option<&'static Module> {
        self.modules.iter().find(|module| module.code == code)
    }

    /// Subscription, PayAsYouGo, or both.
    pub(super) fn ways(&self) -> impl Iterator<Item = &'static str> {
        let subscription = self.terms.map(|_| "Subscription");
        subscription.into_iter().chain(self.is_pay_as_you_go.then_some("PayAsYouGo"))
    }
}
