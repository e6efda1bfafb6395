use super::*;

fn minimal() -> Input {
    [
        ("SourceRegion", "cn-hangzhou"),
        ("DestRegion", "cn-shanghai"),
        ("SynchronizationJobClass", "small"),
        ("PayType", "PostPaid"),
    ]
    .into_iter()
    .map(|(name, value)| (name.to_owned(), value.to_owned()))
    .collect()
}

fn with(changes: &[(&str, &str)]) -> Input {
    let mut input = minimal();
    for (name, value) in changes {
        input.insert((*name).to_owned(), (*value).to_owned());
    }
    input
}

fn codes(input: &Input, leftovers: Leftovers) -> Vec<(String, &'static str)> {
    match DtsCreate::check(input, leftovers) {
        Ok(_) => Vec::new(),
        Err(errors) => errors.into_iter().map(|error| (error.field, error.reason.code())).collect(),
    }
}

#[track_caller]
fn assert_refused(changes: &[(&str, &str)], field: &str, code: &str) {
    assert_eq!(codes(&with(changes), Leftovers::Refuse), [(field.to_owned(), code)], "{changes:?}");
}

#[test]
fn defaults_are_spelled_out_in_what_is_sent() {
    let spec = DtsCreate::check(&minimal(), Leftovers::Refuse).expect("a valid spec");

    let parameters = spec.parameters();
    let sent: Vec<_> = parameters.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    assert_eq!(
        sent,
        [
            ("DestRegion", "cn-shanghai"),
            ("DestinationEndpoint.InstanceType", "MySQL"),
            ("PayType", "PostPaid"),
            ("RegionId", "cn-shanghai"),
            ("SourceEndpoint.InstanceType", "MySQL"),
            ("SourceRegion", "cn-hangzhou"),
            ("SynchronizationJobClass", "small"),
            ("Topology", "oneway"),
            ("networkType", "Intranet"),
        ]
    );
}

#[test]
fn every_required_parameter_is_asked_for() {
    assert_eq!(
        codes(&Input::new(), Leftovers::Refuse),
        ["SourceRegion", "DestRegion", "SynchronizationJobClass", "PayType"]
            .map(|field| (field.to_owned(), "required"))
    );
}

#[test]
fn each_rule_refuses_at_its_own_field() {
    assert_refused(&[("SourceRegion", "Hangzhou")], "SourceRegion", "not_a_region");
    assert_refused(&[("DestRegion", "cn-")], "DestRegion", "not_a_region");
    assert_refused(&[("RegionId", "cn-hangzhou")], "RegionId", "must_equal");
    assert_refused(&[("SynchronizationJobClass", "huge")], "SynchronizationJobClass", "not_an_option");
    assert_refused(&[("PayType", "free")], "PayType", "not_an_option");
    assert_refused(&[("Topology", "star")], "Topology", "not_an_option");
    assert_refused(
        &[("SourceEndpoint.InstanceType", "Oracle")],
        "SourceEndpoint.InstanceType",
        "not_an_option",
    );
    assert_refused(
        &[("DestinationEndpoint.InstanceType", "DRDS")],
        "DestinationEndpoint.InstanceType",
        "not_an_option",
    );
    assert_refused(&[("networkType", "Internet")], "networkType", "not_an_option");
    assert_refused(&[("AccountId", "12323344")], "AccountId", "unknown_field");
    assert_refused(&[("ClientToken", "mine")], "ClientToken", "unknown_field");
}

#[test]
fn hong_kong_and_regions_abroad_stay_in_their_region() {
    assert_refused(&[("SourceRegion", "cn-hongkong")], "DestRegion", "must_equal");
    assert_refused(&[("SourceRegion", "eu-central-1")], "DestRegion", "must_equal");
    assert!(
        codes(&with(&[("SourceRegion", "eu-central-1"), ("DestRegion", "eu-central-1")]), Leftovers::Refuse)
            .is_empty()
    );
    assert!(
        codes(&with(&[("DestRegion", "ap-southeast-1")]), Leftovers::Refuse).is_empty(),
        "from the mainland anywhere"
    );
}

#[test]
fn both_ways_needs_two_ends_that_can() {
    let both = ("Topology", "bidirectional");
    for source in SourceType::ALL {
        for target in DestinationType::ALL {
            let input = with(&[
                both,
                ("SourceEndpoint.InstanceType", source.wire()),
                ("DestinationEndpoint.InstanceType", target.wire()),
            ]);
            let possible = source.may_be_bidirectional() && target.may_be_bidirectional();
            assert_eq!(codes(&input, Leftovers::Refuse).is_empty(), possible, "{source:?} {target:?}");
        }
    }
}

#[test]
fn a_subscription_needs_its_term() {
    assert_eq!(
        codes(&with(&[("PayType", "Prepaid")]), Leftovers::Refuse),
        [("Period".to_owned(), "required"), ("UsedTime".to_owned(), "required")]
    );
    for (period, longest) in [("Month", 60_u32), ("Year", 5)] {
        for (used_time, code) in [
            ("0", "out_of_range"),
            ("-1", "out_of_range"),
            ("x", "not_a_number"),
            ("1.5", "not_a_number"),
            ("99999999999", "out_of_range"),
        ] {
            assert_refused(
                &[("PayType", "PrePaid"), ("Period", period), ("UsedTime", used_time)],
                "UsedTime",
                code,
            );
        }
        let one_more = (longest + 1).to_string();
        assert_refused(
            &[("PayType", "PrePaid"), ("Period", period), ("UsedTime", &one_more)],
            "UsedTime",
            "out_of_range",
        );
        let spec = DtsCreate::check(
            &with(&[("PayType", "prepaid"), ("Period", period), ("UsedTime", &longest.to_string())]),
            Leftovers::Refuse,
        );
        assert_eq!(spec.expect("the longest term").term().map(|term| term.used_time), Some(longest));
    }
}

#[test]
fn fields_that_do_not_apply_are_refused_for_programs_and_dropped_for_forms() {
    let leftover = with(&[("Period", "Year"), ("UsedTime", "2"), ("DBInstanceCount", "3")]);

    assert_eq!(
        codes(&leftover, Leftovers::Refuse),
        ["DBInstanceCount", "Period", "UsedTime"].map(|field| (field.to_owned(), "not_applicable"))
    );
    let dropped = DtsCreate::check(&leftover, Leftovers::Drop).expect("a form's leftovers are dropped");
    assert_eq!(
        dropped.parameters(),
        DtsCreate::check(&minimal(), Leftovers::Refuse).expect("valid").parameters()
    );
}

#[test]
fn a_value_out_of_its_own_range_is_refused_even_where_it_does_not_apply() {
    for leftovers in [Leftovers::Drop, Leftovers::Refuse] {
        assert_eq!(codes(&with(&[("UsedTime", "99")]), leftovers), [("UsedTime".to_owned(), "out_of_range")]);
        assert_eq!(
            codes(&with(&[("DBInstanceCount", "0")]), leftovers),
            [("DBInstanceCount".to_owned(), "out_of_range")]
        );
    }
}

#[test]
fn a_polardb_x_source_counts_its_private_instances() {
    let drds = ("SourceEndpoint.InstanceType", "DRDS");
    let counted = |changes: &[(&str, &str)]| {
        DtsCreate::check(&with(changes), Leftovers::Refuse)
            .expect("valid")
            .parameters()
            .get("DBInstanceCount")
            .cloned()
    };

    assert_eq!(counted(&[drds]), Some("1".to_owned()));
    assert_eq!(counted(&[drds, ("DBInstanceCount", "3")]), Some("3".to_owned()));
    assert_eq!(counted(&[]), None);
}

#[test]
fn what_is_sent_passes_its_own_rules_and_comes_out_the_same() {
    let input = with(&[
        ("PayType", "PrePaid"),
        ("Period", "Month"),
        ("UsedTime", "12"),
        ("SourceEndpoint.InstanceType", "DRDS"),
    ]);
    let spec = DtsCreate::check(&input, Leftovers::Refuse).expect("valid");

    assert_eq!(DtsCreate::check(&spec.parameters(), Leftovers::Refuse), Ok(spec));
}
