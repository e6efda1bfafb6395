//! An order in a few words: what it buys, where, and how that is paid.

use std::collections::BTreeMap;

use domain::{
    catalog::{
        Input, Operation, bss_create, ddm_create, dts_change,
        dts_create::{self, names},
    },
    money::{Currency, Money},
};

use leptos::prelude::*;

use crate::{components::money::amount, i18n::Text};

/// What is bought: `DTS synchronisation, small`. A draft may not say its class yet.
pub fn what(text: Text, operation: Operation, spec: &Input) -> String {
    let which = match operation {
        Operation::DtsCreate => dts_create::names::JOB_CLASS,
        Operation::DtsChange => dts_change::names::JOB_ID,
        Operation::BssCreate => bss_create::names::PRODUCT_CODE,
        Operation::DdmCreate => ddm_create::names::NAME,
    };
    match given(spec, which) {
        Some(which) => text.order_what_class(text.operation(operation), which),
        None => text.operation(operation).to_owned(),
    }
}

/// From where to where, by region id; one id where both are the same.
pub fn route(text: Text, spec: &Input) -> Option<String> {
    match (given(spec, names::SOURCE_REGION), given(spec, names::DEST_REGION)) {
        (Some(from), Some(to)) if from != to => Some(text.order_route(from, to)),
        (from, to) => to.or(from).map(str::to_owned),
    }
}

/// The same as codes.
pub fn route_codes(spec: &Input) -> Option<AnyView> {
    let code = |id: &str| view! { <code class="keep">{id.to_owned()}</code> };
    match (given(spec, names::SOURCE_REGION), given(spec, names::DEST_REGION)) {
        (Some(from), Some(to)) if from != to => Some(view! { {code(from)}" → "{code(to)} }.into_any()),
        (from, to) => to.or(from).map(|id| code(id).into_any()),
    }
}

/// Whose product, and where: the dim line under what is bought.
pub fn place(text: Text, operation: Operation, spec: &Input) -> String {
    let product = text.cloud_product(operation);
    match route(text, spec) {
        Some(route) => format!("{product} · {route}"),
        None => product.to_owned(),
    }
}

/// The length of a subscription; nothing for what is paid by use.
pub fn term(text: Text, operation: Operation, spec: &Input) -> Option<String> {
    text.paid(operation, spec)?.1
}

/// How it is paid: `Subscription, 12 months`.
pub fn payment(text: Text, operation: Operation, spec: &Input) -> Option<String> {
    let (method, term) = text.paid(operation, spec)?;
    Some(match term {
        Some(term) => text.order_what_class(method, term),
        None => method.to_owned(),
    })
}

/// A parameter's value, where there is one.
pub fn given<'a>(spec: &'a Input, name: &str) -> Option<&'a str> {
    spec.get(name).map(String::as_str).filter(|value| !value.is_empty())
}

/// The sum of each currency: `CNY 12,400.00 + USD 318.40`. Nothing where there is no amount.
pub fn sum<'a>(amounts: impl IntoIterator<Item = &'a Money>) -> Option<String> {
    let mut sums: BTreeMap<Currency, Vec<&Money>> = BTreeMap::new();
    for money in amounts {
        sums.entry(money.currency()).or_default().push(money);
    }
    let sums: Vec<String> = sums
        .into_iter()
        .filter_map(|(currency, parts)| {
            let total = parts.iter().map(|part| part.amount()).sum();
            Money::new(total, currency).ok().map(|total| amount(&total))
        })
        .collect();
    (!sums.is_empty()).then(|| sums.join(" + "))
}

#[cfg(test)]
mod tests {
    use domain::person::Language;

    use super::*;

    fn spec(pairs: &[(&str, &str)]) -> Input {
        pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
    }

    #[test]
    fn a_draft_without_values_still_has_a_name() {
        let text = Text::new(Language::English);
        let none = Input::new();

        assert_eq!(what(text, Operation::DtsCreate, &none), "DTS synchronisation");
        assert_eq!((route(text, &none), payment(text, Operation::DtsCreate, &none)), (None, None));
    }

    #[test]
    fn one_region_is_named_once() {
        let text = Text::new(Language::English);
        let here = spec(&[("SourceRegion", "cn-beijing"), ("DestRegion", "cn-beijing")]);
        let there = spec(&[("SourceRegion", "cn-beijing"), ("DestRegion", "cn-shanghai")]);

        assert_eq!(route(text, &here).as_deref(), Some("cn-beijing"));
        assert_eq!(route(text, &there).as_deref(), Some("cn-beijing → cn-shanghai"));
    }

    #[test]
    fn amounts_of_two_currencies_are_never_added() {
        let money = |text, currency| Money::parse(text, currency).expect("an amount");
        let amounts = [money("10.5", Currency::Cny), money("3", Currency::Usd), money("0.5", Currency::Cny)];

        assert_eq!(sum(&amounts).as_deref(), Some("CNY\u{a0}11.00 + USD\u{a0}3.00"));
        assert_eq!(sum(&[]), None);
    }
}
