use super::*;

fn parameters(changes: &[(&str, Option<&str>)]) -> Parameters {
    let mut parameters: Parameters = [
        ("SourceRegion", "cn-hangzhou"),
        ("DestRegion", "cn-beijing"),
        ("RegionId", "cn-beijing"),
        ("SynchronizationJobClass", "small"),
        ("PayType", "PrePaid"),
        ("Period", "Month"),
        ("UsedTime", "3"),
        ("SourceEndpoint.InstanceType", "PolarDB"),
        ("DestinationEndpoint.InstanceType", "Redis"),
        ("Topology", "bidirectional"),
        ("networkType", "Intranet"),
        ("ClientToken", "t"),
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

fn code(changes: &[(&str, Option<&str>)]) -> Option<String> {
    check(&parameters(changes)).err().map(|refusal| refusal.code)
}

#[test]
fn what_the_page_allows_is_sold() {
    let long = "x".repeat(64);
    for changes in [
        &[][..],
        &[("PayType", Some("Prepaid"))],
        &[("PayType", Some("Postpaid")), ("Period", None), ("UsedTime", None)],
        &[("PayType", Some("PostPaid"))],
        &[("Period", Some("Year")), ("UsedTime", Some("5"))],
        &[("UsedTime", Some("60"))],
        &[("SourceRegion", Some("cn-hongkong")), ("DestRegion", Some("cn-hongkong")), ("RegionId", None)],
        &[("Topology", None), ("SourceEndpoint.InstanceType", Some("DRDS")), ("DBInstanceCount", Some("8"))],
        &[("Topology", Some("oneway")), ("DestinationEndpoint.InstanceType", Some("MaxCompute"))],
        &[("networkType", None), ("ClientToken", None), ("RegionId", None)],
        &[("ClientToken", Some(&long))],
    ] {
        assert_eq!(code(changes), None, "{changes:?}");
    }
}

#[test]
fn each_required_parameter_is_missed() {
    for name in ["SourceRegion", "DestRegion", "SynchronizationJobClass", "PayType", "Period", "UsedTime"] {
        let changes: &[_] =
            if name == "DestRegion" { &[(name, None), ("RegionId", None)] } else { &[(name, None)] };
        assert_eq!(code(changes).as_deref(), Some("MissingParameter"), "{name}");
        assert_eq!(code(&[(name, Some(""))]).as_deref(), Some("MissingParameter"), "{name}");
    }
}

#[test]
fn each_rule_broken_alone_is_refused() {
    let long = "x".repeat(65);
    for changes in [
        &[("ClientToken", Some(long.as_str()))][..],
        &[("ClientToken", Some("订"))],
        &[("ClientToken", Some(""))],
        &[("SourceRegion", Some("hangzhou"))],
        &[("DestRegion", Some("cn-")), ("RegionId", Some("cn-"))],
        &[("RegionId", Some("cn-hangzhou"))],
        &[("SourceRegion", Some("cn-hongkong"))],
        &[("SourceRegion", Some("eu-west-1"))],
        &[("SynchronizationJobClass", Some("Small"))],
        &[("SynchronizationJobClass", Some("huge"))],
        &[("PayType", Some("Free"))],
        &[("Period", Some("Day"))],
        &[("Period", Some("Year")), ("UsedTime", Some("6"))],
        &[("UsedTime", Some("0"))],
        &[("UsedTime", Some("61"))],
        &[("UsedTime", Some("+3"))],
        &[("UsedTime", Some("three"))],
        &[("Topology", Some("both"))],
        &[("SourceEndpoint.InstanceType", Some("DRDS"))],
        &[("DestinationEndpoint.InstanceType", Some("MaxCompute"))],
        &[("SourceEndpoint.InstanceType", Some("MaxCompute"))],
        &[("DestinationEndpoint.InstanceType", Some("DRDS"))],
        &[("networkType", Some("Internet"))],
        &[("NetworkType", Some("Intranet"))],
        &[("DBInstanceCount", Some("0"))],
        &[("DBInstanceCount", Some("many"))],
        &[("Surprise", Some("1"))],
    ] {
        assert_eq!(code(changes).as_deref(), Some("InvalidParameter"), "{changes:?}");
    }
}
