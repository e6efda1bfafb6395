use rust_decimal::Decimal;

use super::*;
use crate::accounts::{Site, demo_accounts};

type Changes<'a> = &'a [(&'a str, Option<&'a str>)];

/// The page's own kind of purchase: a firewall for a year.
fn parameters(changes: Changes<'_>) -> Parameters {
    let mut parameters: Parameters = [
        ("ProductCode", "waf"),
        ("ProductType", "waf"),
        ("SubscriptionType", "Subscription"),
        ("Period", "12"),
        ("RenewalStatus", "AutoRenewal"),
        ("RenewPeriod", "12"),
        ("ClientToken", "JASIOFKVNVIXXXXXX"),
        ("Parameter.1.Code", "PackageCode"),
        ("Parameter.1.Value", "version_3"),
        ("Parameter.2.Code", "ExtBandwidth"),
        ("Parameter.2.Value", "100"),
    ]
    .map(|(name, value)| (name.to_owned(), value.to_owned()))
    .into();
    for (name, value) in changes {
        match value {
            Some(value) => drop(parameters.insert((*name).to_owned(), (*value).to_owned())),
            None => drop(parameters.remove(*name)),
        }
    }
    parameters
}

/// Another product, with one attribute.
fn other<'a>(
    code: &'a str,
    kind: &'a str,
    attribute: &'a str,
    value: &'a str,
) -> Vec<(&'a str, Option<&'a str>)> {
    vec![
        ("ProductCode", Some(code)),
        ("ProductType", Some(kind)),
        ("Parameter.1.Code", Some(attribute)),
        ("Parameter.1.Value", Some(value)),
        ("Parameter.2.Code", None),
        ("Parameter.2.Value", None),
    ]
}

fn ddos<'a>(changes: Changes<'a>) -> Vec<(&'a str, Option<&'a str>)> {
    other("ddos", "ddoscoo", "BaseBandwidth", "30").into_iter().chain(changes.iter().copied()).collect()
}

fn account() -> Account {
    demo_accounts().remove(0)
}

fn code(changes: Changes<'_>) -> Option<String> {
    check(&parameters(changes), &account()).err().map(|refusal| refusal.code)
}

#[test]
fn what_the_page_allows_is_sold_for_its_term() {
    let year = Term::Months(12);
    for (changes, term) in [
        (vec![], year),
        (vec![("Period", Some("1"))], Term::Months(1)),
        (vec![("Period", Some("36"))], Term::Months(36)),
        (vec![("ProductType", None), ("ClientToken", None)], year),
        (vec![("RenewalStatus", Some("ManualRenewal")), ("RenewPeriod", None)], year),
        (vec![("RenewalStatus", None), ("RenewPeriod", None)], year),
        (vec![("Logistics", Some(r#"{"cityCode": "330100"}"#)), ("OwnerId", Some("1000000000000001"))], year),
        // Of the older SDK's own making.
        (vec![("RegionId", Some("cn-beijing"))], year),
        (ddos(&[("Period", Some("12"))]), year),
        (ddos(&[("Period", Some("2")), ("PricingCycle", Some("1"))]), Term::Months(24)),
        (ddos(&[("Period", Some("2")), ("PricingCycle", Some("2"))]), Term::Months(2)),
        (ddos(&[("Period", Some("2")), ("PricingCycle", Some("3"))]), Term::Days(2)),
        (other("cas", "cas", "CertificateType", "dv"), year),
        (
            [
                other("alikafka", "alikafka_post", "IoMax", "20"),
                vec![("SubscriptionType", Some("PayAsYouGo")), ("Period", None)],
            ]
            .concat(),
            Term::Hour,
        ),
        (other("x-lost", "", "Edition", "standard"), year),
    ] {
        let parameters = parameters(&changes);
        let wish =
            check(&parameters, &account()).unwrap_or_else(|refusal| panic!("{changes:?}: {refusal:?}"));
        assert_eq!(wish.term, term, "{changes:?}");
    }
}

#[test]
fn what_is_missing_is_named_by_the_code() {
    for (name, missing) in [
        ("ProductCode", "MissingProductCode"),
        ("SubscriptionType", "MissingSubscriptionType"),
        ("Period", "MissingPeriod"),
        ("RenewPeriod", "MissingRenewPeriod"),
        ("Parameter.2.Code", "MissingParameter"),
        ("Parameter.2.Value", "MissingParameter"),
    ] {
        assert_eq!(code(&[(name, None)]).as_deref(), Some(missing), "{name}");
    }
}

#[test]
fn each_bad_value_is_refused() {
    for changes in [
        &[("SubscriptionType", Some("PrePaid"))][..],
        &[("Period", Some("0"))],
        &[("Period", Some("+12"))],
        &[("Period", Some("1.5"))],
        &[("Period", Some("year"))],
        &[("RenewalStatus", Some("NotRenewal"))],
        &[("RenewPeriod", Some("0"))],
        &[("RenewalStatus", Some("ManualRenewal")), ("RenewPeriod", Some("often"))],
        &[("Logistics", Some("Hangzhou"))],
        &[("Logistics", Some("[]"))],
        &[("ClientToken", Some("订"))],
        &[("ClientToken", Some(""))],
        &[("PricingCycle", Some("4"))],
        &[("Parameter.3.Code", Some("a")), ("Parameter.3.Colour", Some("red"))],
        &[("Parameter.4.Code", Some("ExtDomainPackage")), ("Parameter.4.Value", Some("1"))],
        &[("Parameter.101.Code", Some("a")), ("Parameter.101.Value", Some("b"))],
        &[("Parameter.0.Code", Some("a")), ("Parameter.0.Value", Some("b"))],
        &[("Surprise", Some("1"))],
        &[("UsedTime", Some("1"))],
    ] {
        assert_eq!(code(changes).as_deref(), Some("InvalidParameter"), "{changes:?}");
    }
    assert_eq!(code(&[("OwnerId", Some("1"))]).as_deref(), Some("InvalidOwner"));
}

#[test]
fn each_order_that_does_not_pass_its_check_is_code_400() {
    for changes in [
        vec![("ProductCode", Some("nothing"))],
        vec![("ProductType", Some("nothing"))],
        // Two types, and none is named.
        ddos(&[("ProductType", None)]),
        vec![("ProductCode", Some("rds")), ("ProductType", Some("rds"))],
        vec![("ProductCode", Some("ecs")), ("ProductType", Some("ecs"))],
        other("dts", "dts", "SynchronizationJobClass", "small"),
        vec![("SubscriptionType", Some("PayAsYouGo"))],
        other("alikafka", "alikafka_post", "IoMax", "20"),
        vec![("PricingCycle", Some("2"))],
        [other("cas", "cas", "CertificateType", "dv"), vec![("Period", Some("6"))]].concat(),
        ddos(&[("Period", Some("6"))]),
        vec![("Parameter.1.Code", Some("InstanceType"))],
        vec![("Parameter.1.Value", Some("version_9"))],
        vec![("Parameter.2.Value", Some("75"))],
        vec![("Parameter.2.Value", Some("1050"))],
        vec![("Parameter.2.Value", Some("many"))],
        vec![("Parameter.2.Code", Some("PackageCode")), ("Parameter.2.Value", Some("version_4"))],
        vec![("Parameter.1.Code", Some("ExtDomainPackage")), ("Parameter.1.Value", Some("1"))],
    ] {
        assert_eq!(code(&changes).as_deref(), Some("400"), "{changes:?}");
    }
}

#[test]
fn a_product_of_the_other_site_is_not_applicable() {
    let abroad = Account { site: Site::International, ..account() };
    let intl = other("ddos", "ddoscoo_intl", "BaseBandwidth", "30");
    assert_eq!(code(&intl).as_deref(), Some("NotApplicable"));
    assert!(check(&parameters(&intl), &abroad).is_ok());
    let refusal = check(&parameters(&[]), &abroad).err().expect("a refusal");
    assert_eq!(refusal.code, "NotApplicable");
}

#[test]
fn everything_on_sale_has_a_price() {
    for site in [Site::China, Site::International] {
        for product in catalogue::products(site).filter(|product| product.is_sold_here) {
            for attribute in product.attributes {
                let is_good = match attribute.values {
                    catalogue::Values::OneOf(values) => !values.is_empty(),
                    catalogue::Values::Range { from, to, step } => from <= to && step > 0,
                };
                assert!(is_good && attribute.default.is_none_or(|value| attribute.values.take(value)));
            }
            let chosen = product.attributes.iter().filter_map(|attribute| match attribute.values {
                catalogue::Values::OneOf(values) => values.last().map(|(value, _)| (attribute.code, *value)),
                catalogue::Values::Range { .. } => None,
            });
            let wish = Wish { product, term: Term::Months(12), chosen: chosen.collect() };
            let quoted = crate::alibaba::bss::price::quote(&product, wish.modules(), wish.term, "CNY");
            assert!(
                quoted.expect("a price").pay() > Decimal::ZERO,
                "{} {}",
                product.code,
                product.product_type
            );
        }
    }
}
