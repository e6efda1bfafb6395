use super::*;

fn parameters(changes: &[(&str, Option<&str>)]) -> Parameters {
    let mut parameters: Parameters =
        [("ChargeType", "PrePaid"), ("DtsJobId", "o4nh3g7jg56"), ("Period", "Month"), ("BuyCount", "3")]
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

#[test]
fn what_the_pages_allow_is_changed() {
    for (changes, months) in [
        (&[][..], Some(3)),
        (&[("Period", Some("Year")), ("BuyCount", Some("5"))], Some(60)),
        (&[("BuyCount", Some("60"))], Some(60)),
        (&[("RegionId", Some("cn-hangzhou")), ("InstanceClass", Some("large"))], Some(3)),
        (&[("AutoPay", Some("True"))], Some(3)),
        // The Chinese page's sample: a term that says nothing.
        (&[("ChargeType", Some("PostPaid")), ("Period", Some("Year")), ("BuyCount", Some("5"))], None),
        (&[("ChargeType", Some("PostPaid")), ("BuyCount", Some("many"))], None),
        (&[("ChargeType", Some("PostPaid")), ("Period", None), ("BuyCount", None)], None),
    ] {
        let wish = check(&parameters(changes)).expect("a wish");
        assert_eq!(wish.months, months, "{changes:?}");
    }
}

#[test]
fn what_is_missing_is_refused_by_the_gateway() {
    for name in ["ChargeType", "DtsJobId", "Period", "BuyCount"] {
        for value in [None, Some("")] {
            let Err(Broken::Gateway(refusal)) = check(&parameters(&[(name, value)])) else {
                panic!("{name} {value:?}");
            };
            assert_eq!(refusal.code, "MissingParameter", "{name}");
        }
    }
}

#[test]
fn each_bad_value_is_refused_by_its_name() {
    for (name, values) in [
        // Not the spelling of the pages' notes.
        ("ChargeType", &["Prepaid", "prepaid", "sync_serverless", "Free"][..]),
        ("Period", &["Day", "month"]),
        ("BuyCount", &["0", "61", "+3", "three", "1.5"]),
        ("RegionId", &["hangzhou"]),
        ("InstanceClass", &["huge", "Small"]),
        ("AutoPay", &["false", "maybe"]),
        ("MinDu", &["1"]),
        ("MaxDu", &["2"]),
    ] {
        for value in values {
            let broken = check(&parameters(&[(name, Some(value))])).expect_err(value);
            assert_eq!(broken, Broken::Value(name), "{value}");
        }
    }
    let broken = check(&parameters(&[("Period", Some("Year")), ("BuyCount", Some("6"))]));
    assert_eq!(broken, Err(Broken::Value("BuyCount")));
    for name in ["ClientToken", "UsedTime", "PayType"] {
        assert!(matches!(check(&parameters(&[(name, Some("x"))])), Err(Broken::Gateway(_))), "{name}");
    }
}
