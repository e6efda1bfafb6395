use super::*;
use crate::catalog::{
    Operation::BssCreate as OPERATION,
    testing::{assert_refused, changed, codes, input, sent},
};

/// The page's sample values, but for `rds`, which the page itself forbids.
fn sample() -> Input {
    input(&[
        ("ProductCode", "oss"),
        ("ProductType", "ossbag"),
        ("SubscriptionType", "Subscription"),
        ("Period", "12"),
        ("RenewalStatus", "ManualRenewal"),
        ("Parameter.1.Code", "InstanceType"),
        ("Parameter.1.Value", "disk"),
    ])
}

fn with(changes: &[(&str, &str)]) -> Input {
    changed(&sample(), changes)
}

fn by_use(changes: &[(&str, &str)]) -> Input {
    let by_use = [("SubscriptionType", "PayAsYouGo"), ("Period", ""), ("RenewalStatus", "")];
    changed(&with(&by_use), changes)
}

/// A product type that lets the cycle be chosen.
fn ddos(changes: &[(&str, &str)]) -> Input {
    changed(&with(&[("ProductCode", "ddos"), ("ProductType", "ddoscoo")]), changes)
}

#[test]
fn the_sample_is_sent_as_it_stands_and_defaults_are_spelled_out() {
    assert_eq!(sent(OPERATION, &sample()), sample());
    assert_eq!(sent(OPERATION, &with(&[("RenewalStatus", "")])), sample());
    assert_eq!(sent(OPERATION, &by_use(&[])), by_use(&[]));
}

#[test]
fn every_parameter_is_sent_under_its_own_name() {
    let everything = ddos(&[
        ("PricingCycle", "3"),
        ("Period", "7"),
        ("RenewalStatus", "AutoRenewal"),
        ("RenewPeriod", "1"),
        ("Logistics", r#"{"cityCode":"330100","zipCode":""}"#),
    ]);

    assert_eq!(sent(OPERATION, &everything), everything);
    assert_eq!(everything.len(), names::ALL.len());
}

#[test]
fn every_required_parameter_is_asked_for() {
    for (given, missing) in [
        (Input::new(), vec!["ProductCode", "SubscriptionType"]),
        (with(&[("Period", "")]), vec!["Period"]),
        (with(&[("RenewalStatus", "AutoRenewal")]), vec!["RenewPeriod"]),
        (with(&[("Parameter.1.Code", "")]), vec!["Parameter.1.Code"]),
        (with(&[("Parameter.1.Value", "")]), vec!["Parameter.1.Value"]),
    ] {
        let missing: Vec<_> = missing.into_iter().map(|field| (field.to_owned(), "required")).collect();
        assert_eq!(codes(OPERATION, &given, Leftovers::Refuse), missing);
        assert_eq!(codes(OPERATION, &given, Leftovers::Drop), missing);
    }
}

#[test]
fn each_rule_refuses_at_its_own_field() {
    let long = |length: usize| "x".repeat(length);
    let (product, code, value) = (long(MAX_PRODUCT + 1), long(MAX_CODE + 1), long(MAX_VALUE + 1));
    for (field, given, refused) in [
        ("ProductCode", "o s s", "bad_characters"),
        ("ProductCode", &product, "too_long"),
        ("ProductCode", "rds", "sold_elsewhere"),
        ("ProductCode", "ECS", "sold_elsewhere"),
        ("ProductType", "oss/bag", "bad_characters"),
        ("ProductType", &product, "too_long"),
        ("SubscriptionType", "Prepaid", "not_an_option"),
        ("Period", "0", "out_of_range"),
        ("Period", "1201", "out_of_range"),
        ("Period", "a year", "not_a_number"),
        ("Period", "13", "not_a_multiple"),
        ("PricingCycle", "2", "not_applicable"),
        ("PricingCycle", "4", "not_an_option"),
        ("RenewalStatus", "NotRenewal", "not_an_option"),
        ("RenewPeriod", "12", "not_applicable"),
        ("RenewPeriod", "0", "out_of_range"),
        ("Parameter.1.Code", &code, "too_long"),
        ("Parameter.1.Code", "a\tb", "bad_characters"),
        ("Parameter.1.Value", &value, "too_long"),
        ("Parameter.1.Value", "a\u{202e}b", "bad_characters"),
        ("Parameter.0.Code", "x", "unknown_field"),
        ("Parameter.1.Name", "x", "unknown_field"),
        ("Parameter", "x", "wrong_type"),
        ("OwnerId", "1", "unknown_field"),
        ("ClientToken", "mine", "unknown_field"),
        ("instance.admin_user_password", "Secret-word-1", "secret_not_kept"),
    ] {
        assert_refused(OPERATION, &with(&[(field, given)]), field, refused);
    }
    for field in ["Period", "RenewalStatus", "RenewPeriod", "PricingCycle"] {
        let value = if field == "RenewalStatus" { "ManualRenewal" } else { "2" };
        assert_refused(OPERATION, &by_use(&[(field, value)]), field, "not_applicable");
    }
}

#[test]
fn months_are_whole_years_whether_they_were_chosen_or_not() {
    let period = |input: &Input| {
        BssCreate::check(input, Leftovers::Refuse).map(|spec| spec.subscription().expect("one").period)
    };

    assert_eq!(period(&with(&[("Period", "1200")])), Ok(1200));
    assert_eq!(period(&ddos(&[("PricingCycle", "2"), ("Period", "24")])), Ok(24));
    assert_eq!(period(&ddos(&[("PricingCycle", "1"), ("Period", "1")])), Ok(1));
    assert_eq!(period(&ddos(&[("PricingCycle", "3"), ("Period", "7")])), Ok(7));
    assert_refused(OPERATION, &ddos(&[("PricingCycle", "2"), ("Period", "7")]), "Period", "not_a_multiple");
    assert_refused(OPERATION, &ddos(&[("Period", "7")]), "Period", "not_a_multiple");
    assert_eq!(sent(OPERATION, &ddos(&[]))["PricingCycle"], "2", "months are spelled out");
}

#[test]
fn nobody_subscribes_for_more_than_a_hundred_years_in_any_unit() {
    for (cycle, longest) in [("1", 100), ("2", 1_200), ("3", 36_500), ("", 1_200)] {
        let given = |period: u32| ddos(&[("PricingCycle", cycle), ("Period", &period.to_string())]);
        assert_eq!(sent(OPERATION, &given(longest))["Period"], longest.to_string());
        assert_refused(OPERATION, &given(longest + 1), "Period", "out_of_range");
    }
    let unknown = |period| ddos(&[("ProductType", "oss/bag"), ("PricingCycle", "3"), ("Period", period)]);
    let codes = |period| codes(OPERATION, &unknown(period), Leftovers::Refuse);
    assert_eq!(codes("36500"), [("ProductType".to_owned(), "bad_characters")], "what it counts is not known");
    assert_eq!(codes("36501").len(), 2, "too long in each unit");
}

#[test]
fn a_cycle_is_for_six_product_types() {
    for product_type in CYCLE_TYPES {
        let given = ddos(&[("ProductType", product_type), ("PricingCycle", "1")]);
        assert_eq!(sent(OPERATION, &given)["PricingCycle"], "1");
    }
    for product_type in ["", "ossbag", "DDOSCOO"] {
        let given = ddos(&[("ProductType", product_type), ("PricingCycle", "1")]);
        assert_refused(OPERATION, &given, "PricingCycle", "not_applicable");
        let dropped = BssCreate::check(&given, Leftovers::Drop).expect("a form drops it");
        assert_eq!(dropped.parameters().get("PricingCycle"), None);
        let months = codes(OPERATION, &changed(&given, &[("Period", "7")]), Leftovers::Drop);
        assert_eq!(months, [("Period".to_owned(), "not_a_multiple")], "a dropped cycle chooses nothing");
    }
}

#[test]
fn a_programs_modules_have_no_gap_and_a_forms_empty_rows_are_closed_up() {
    let third = [("Parameter.3.Code", "Region"), ("Parameter.3.Value", "cn-hangzhou")];
    let rows = [("Parameter.2.Code", " "), ("Parameter.2.Value", "")];
    let form: Vec<_> = third.into_iter().chain(rows).collect();

    assert_refused(OPERATION, &with(&third), "Parameter.2.Code", "required");
    let closed = BssCreate::check(&with(&form), Leftovers::Drop).expect("a form");
    assert_eq!(closed.parameters()["Parameter.2.Code"], "Region");
    assert_eq!(closed.modules().len(), 2);
    let late =
        input(&[("ProductCode", "oss"), ("SubscriptionType", "PayAsYouGo"), ("Parameter.900.Code", "a")]);
    assert_eq!(
        codes(OPERATION, &late, Leftovers::Drop),
        [("Parameter.900.Value".to_owned(), "required")],
        "named as the form has it"
    );
}

#[test]
fn there_are_at_most_a_hundred_modules_and_no_code_twice() {
    let mut many = by_use(&[]);
    for number in 1..=100 {
        many.insert(numbered(names::PARAMETER_CODE, number), format!("c{number}"));
        many.insert(numbered(names::PARAMETER_VALUE, number), "v".to_owned());
    }
    assert_eq!(sent(OPERATION, &many), many);
    let spec = BssCreate::check(&many, Leftovers::Refuse).expect("a hundred");
    assert_eq!(spec.modules()[9].code, "c10", "by number, not by the order of the names");

    let one_more = [("Parameter.101.Code", "more"), ("Parameter.101.Value", "v")];
    for leftovers in [Leftovers::Drop, Leftovers::Refuse] {
        let refused = codes(OPERATION, &changed(&many, &one_more), leftovers);
        assert_eq!(refused, [("Parameter.101.Code".to_owned(), "too_many")]);
    }
    assert_refused(
        OPERATION,
        &changed(&many, &[("Parameter.7.Code", "c3")]),
        "Parameter.7.Code",
        "duplicate",
    );
}

/// The page's sample. It writes `\*\*` for the masked part of the address, which is no JSON: a slip of the
/// page's markup, so that the stars stand alone here.
const LOGISTICS: &str = r#"{"cityCode":"330100","cityName":"Hangzhou","contactName":"Test","countryCode":"","districtName":"Puyan Street","email":"**@example.com","mobilePhone":"153564848844","phone":"1234567","provCode":"330000","provName":"Zhejiang","streetCode":"33010610","streetName":"Zhuantang","zipCode":"0000"}"#;

#[test]
fn the_sample_of_an_address_passes_and_is_its_own_canonical_form() {
    let given = with(&[("Logistics", LOGISTICS)]);

    assert_eq!(sent(OPERATION, &given)["Logistics"], LOGISTICS);
    let address: serde_json::Value = serde_json::from_str(LOGISTICS).expect("JSON");
    assert_eq!(address.as_object().map(serde_json::Map::len), Some(LOGISTICS_KEYS.len()));
    let spaced = with(&[("Logistics", r#" { "zipCode" : "0000", "cityCode":"3301\u0030\u0030" } "#)]);
    assert_eq!(sent(OPERATION, &spaced)["Logistics"], r#"{"cityCode":"330100","zipCode":"0000"}"#);
}

#[test]
fn an_address_is_an_object_of_texts_under_known_names() {
    let long = format!(r#"{{"phone":"{}"}}"#, "1".repeat(crate::catalog::MAX_TEXT));
    for (given, code) in [
        ("Hangzhou", "not_a_json_object"),
        ("[]", "not_a_json_object"),
        (r#"{"city":"x"}"#, "not_a_json_object"),
        (r#"{"phone":1}"#, "not_a_json_object"),
        (r#"{"phone":null}"#, "not_a_json_object"),
        (r#"{"phone":"1","phone":"2"}"#, "not_a_json_object"),
        (r#"{"phone":"1"} x"#, "not_a_json_object"),
        (r#"{"phone":"\u0000"}"#, "bad_characters"),
        (&long, "too_long"),
    ] {
        assert_refused(OPERATION, &with(&[("Logistics", given)]), "Logistics", code);
    }
}

#[test]
fn a_value_out_of_its_own_range_is_refused_even_where_it_does_not_apply() {
    for (field, value, code) in [
        ("Period", "0", "out_of_range"),
        ("RenewPeriod", "1201", "out_of_range"),
        ("PricingCycle", "9", "not_an_option"),
        ("RenewalStatus", "Never", "not_an_option"),
    ] {
        for leftovers in [Leftovers::Drop, Leftovers::Refuse] {
            let refused = codes(OPERATION, &by_use(&[(field, value)]), leftovers);
            assert_eq!(refused, [(field.to_owned(), code)]);
        }
    }
}

#[test]
fn a_form_drops_what_does_not_apply() {
    let leftovers = by_use(&[("Period", "7"), ("RenewPeriod", "3"), ("PricingCycle", "1")]);

    let spec = BssCreate::check(&leftovers, Leftovers::Drop).expect("dropped");

    assert_eq!(spec.parameters(), by_use(&[]));
    assert_eq!(spec.billing(), Billing::Postpaid);
}
