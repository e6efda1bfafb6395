use super::*;
use crate::catalog::{
    Operation::DtsChange as OPERATION,
    testing::{assert_refused, changed, codes, input, sent},
};

/// The English page's sample request.
fn sample() -> Input {
    input(&[("ChargeType", "PostPaid"), ("DtsJobId", "o4nh3g7jg56xxxx")])
}

fn prepaid(changes: &[(&str, &str)]) -> Input {
    let year = [("ChargeType", "PrePaid"), ("Period", "Year"), ("BuyCount", "5")];
    changed(&changed(&sample(), &year), changes)
}

#[test]
fn the_english_sample_is_sent_as_it_stands() {
    assert_eq!(sent(OPERATION, &sample()), sample());
}

#[test]
fn the_chinese_sample_passes_but_for_its_term_which_pay_as_you_go_has_not() {
    let chinese = changed(&sample(), &[("Period", "Year"), ("BuyCount", "5")]);

    assert_eq!(
        codes(OPERATION, &chinese, Leftovers::Refuse),
        ["Period", "BuyCount"].map(|field| (field.to_owned(), "not_applicable"))
    );
    let dropped = DtsChange::check(&chinese, Leftovers::Drop).expect("a form's leftovers are dropped");
    assert_eq!(dropped.parameters(), sample());
}

#[test]
fn every_parameter_is_sent_under_its_own_name() {
    let everything = prepaid(&[("RegionId", "cn-hangzhou"), ("InstanceClass", "large")]);

    assert_eq!(sent(OPERATION, &everything), everything);
    assert_eq!(everything.len(), names::ALL.len());
    let any_case = prepaid(&[
        ("ChargeType", "prepaid"),
        ("Period", "YEAR"),
        ("RegionId", "cn-hangzhou"),
        ("InstanceClass", "Large"),
    ]);
    assert_eq!(sent(OPERATION, &any_case), everything);
}

#[test]
fn every_required_parameter_is_asked_for() {
    let required =
        |fields: &[&str]| fields.iter().map(|it| ((*it).to_owned(), "required")).collect::<Vec<_>>();

    assert_eq!(codes(OPERATION, &Input::new(), Leftovers::Refuse), required(&["DtsJobId", "ChargeType"]));
    assert_eq!(
        codes(OPERATION, &prepaid(&[("Period", ""), ("BuyCount", "")]), Leftovers::Refuse),
        required(&["Period", "BuyCount"])
    );
}

#[test]
fn each_rule_refuses_at_its_own_field() {
    let too_long = "x".repeat(MAX_JOB_ID + 1);
    for (field, value, code) in [
        ("ChargeType", "sync_serverless", "not_an_option"),
        ("DtsJobId", "o4nh3g7jg56****", "bad_characters"),
        ("DtsJobId", "a b", "bad_characters"),
        ("DtsJobId", "任务", "bad_characters"),
        ("DtsJobId", &too_long, "too_long"),
        ("RegionId", "Hangzhou", "not_a_region"),
        ("InstanceClass", "huge", "not_an_option"),
        ("Period", "Day", "not_an_option"),
        ("BuyCount", "0", "out_of_range"),
        ("BuyCount", "-1", "out_of_range"),
        ("BuyCount", "6", "out_of_range"),
        ("BuyCount", "1.5", "not_a_number"),
        ("BuyCount", "99999999999", "out_of_range"),
        ("AutoPay", "true", "unknown_field"),
        ("MinDu", "1", "unknown_field"),
        ("MaxDu", "2", "unknown_field"),
        ("ResourceGroupId", "rg", "unknown_field"),
        ("Action", "TransferPayType", "unknown_field"),
        ("instance.admin_user_password", "Secret-word-1", "secret_not_kept"),
    ] {
        assert_refused(OPERATION, &prepaid(&[(field, value)]), field, code);
    }
    assert_refused(
        OPERATION,
        &prepaid(&[("Period", "Month"), ("BuyCount", "61")]),
        "BuyCount",
        "out_of_range",
    );
}

#[test]
fn the_longest_terms_are_five_years_or_sixty_months() {
    for (period, longest) in [("Year", 5), ("Month", 60)] {
        let spec = prepaid(&[("Period", period), ("BuyCount", &longest.to_string())]);
        let spec = DtsChange::check(&spec, Leftovers::Refuse).expect("the longest term");

        assert_eq!(spec.term().map(|term| term.buy_count), Some(longest));
        assert_eq!(spec.billing(), Billing::Prepaid);
    }
}

#[test]
fn a_value_out_of_its_own_range_is_refused_even_where_it_does_not_apply() {
    for leftovers in [Leftovers::Drop, Leftovers::Refuse] {
        let nonsense = changed(&sample(), &[("BuyCount", "99")]);
        assert_eq!(codes(OPERATION, &nonsense, leftovers), [("BuyCount".to_owned(), "out_of_range")]);
    }
}
