//! The vendor's rules for CreateSynchronizationJob, read from its page and from nowhere else.

use std::collections::BTreeMap;

use crate::alibaba::reply::Refusal;

type Parameters = BTreeMap<String, String>;

/// What the vendor knows; anything else is a mistake of the caller's.
const KNOWN: [&str; 16] = [
    "AccountId",
    "ClientToken",
    "DBInstanceCount",
    "DestRegion",
    "DestinationEndpoint.InstanceType",
    "OwnerId",
    "PayType",
    "Period",
    "RegionId",
    "ResourceGroupId",
    "SourceEndpoint.InstanceType",
    "SourceRegion",
    "SynchronizationJobClass",
    "Topology",
    "UsedTime",
    "networkType",
];

/// What decides the price.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Wish {
    pub(super) class: String,
    /// Months, for a subscription.
    pub(super) months: Option<u32>,
    pub(super) is_bidirectional: bool,
    pub(super) databases: u32,
}

/// The first rule that is broken, or what is to be sold.
pub(super) fn check(parameters: &Parameters) -> Result<Wish, Refusal> {
    if let Some(unknown) = parameters.keys().find(|name| !KNOWN.contains(&name.as_str())) {
        return Err(invalid(unknown, "is not a parameter of this action"));
    }
    if let Some(token) = parameters.get("ClientToken")
        && (token.is_empty() || token.len() > 64 || !token.is_ascii())
    {
        return Err(invalid("ClientToken", "must be 1 to 64 ASCII characters"));
    }
    let source = region(parameters, "SourceRegion")?;
    let destination = region(parameters, "DestRegion")?;
    let is_mainland = source.starts_with("cn-") && source != "cn-hongkong";
    if !is_mainland && source != destination {
        return Err(invalid("DestRegion", "must be the source region, which is not in mainland China"));
    }
    if parameters.get("RegionId").is_some_and(|own| own != destination) {
        return Err(invalid("RegionId", "must be the destination region"));
    }
    let class = required(parameters, "SynchronizationJobClass")?;
    one_of("SynchronizationJobClass", class, &["micro", "small", "medium", "large"])?;

    let source_type = parameters.get("SourceEndpoint.InstanceType").map_or("MySQL", String::as_str);
    one_of("SourceEndpoint.InstanceType", source_type, &["MySQL", "PolarDB", "Redis", "DRDS"])?;
    let destination_type = parameters.get("DestinationEndpoint.InstanceType").map_or("MySQL", String::as_str);
    one_of(
        "DestinationEndpoint.InstanceType",
        destination_type,
        &["MySQL", "PolarDB", "Redis", "MaxCompute"],
    )?;

    let topology = parameters.get("Topology").map_or("oneway", String::as_str);
    one_of("Topology", topology, &["oneway", "bidirectional"])?;
    let is_bidirectional = topology == "bidirectional";
    if is_bidirectional && (source_type == "DRDS" || destination_type == "MaxCompute") {
        return Err(invalid("Topology", "can be bidirectional for MySQL, PolarDB and Redis alone"));
    }
    if let Some(network) = parameters.get("networkType") {
        one_of("networkType", network, &["Intranet"])?;
    }
    let databases = match parameters.get("DBInstanceCount") {
        Some(_) => number(parameters, "DBInstanceCount", 1..=u32::MAX)?,
        None => 1,
    };
    let databases = if source_type == "DRDS" { databases } else { 1 };
    let months = term(parameters)?;
    Ok(Wish { class: class.to_owned(), months, is_bidirectional, databases })
}

fn term(parameters: &Parameters) -> Result<Option<u32>, Refusal> {
    let pay_type = required(parameters, "PayType")?;
    // The page and the vendor's SDK spell it differently.
    one_of("PayType", &pay_type.to_ascii_lowercase(), &["prepaid", "postpaid"])?;
    if pay_type.eq_ignore_ascii_case("postpaid") {
        return Ok(None);
    }
    let period = required(parameters, "Period")?;
    one_of("Period", period, &["Year", "Month"])?;
    required(parameters, "UsedTime")?;
    if period == "Year" {
        Ok(Some(12 * number(parameters, "UsedTime", 1..=5)?))
    } else {
        Ok(Some(number(parameters, "UsedTime", 1..=60)?))
    }
}

fn region<'a>(parameters: &'a Parameters, name: &str) -> Result<&'a str, Refusal> {
    let region = required(parameters, name)?;
    let mut parts = region.split('-');
    let area = parts.next().unwrap_or_default();
    let mut rest = parts.peekable();
    let is_region = ["cn", "ap", "us", "eu", "me", "na", "sa", "rus"].contains(&area)
        && rest.peek().is_some()
        && rest.all(|part| {
            !part.is_empty() && part.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit())
        });
    if is_region { Ok(region) } else { Err(invalid(name, "is not a region")) }
}

fn required<'a>(parameters: &'a Parameters, name: &str) -> Result<&'a str, Refusal> {
    match parameters.get(name).map(String::as_str) {
        Some("") | None => Err(Refusal::new(
            400,
            "MissingParameter",
            format!(
                "The input parameter \"{name}\" that is mandatory for processing this request is not supplied."
            ),
        )),
        Some(value) => Ok(value),
    }
}

fn one_of(name: &str, value: &str, values: &[&str]) -> Result<(), Refusal> {
    if values.contains(&value) {
        Ok(())
    } else {
        Err(invalid(name, &format!("must be one of {}", values.join(", "))))
    }
}

fn number(parameters: &Parameters, name: &str, range: std::ops::RangeInclusive<u32>) -> Result<u32, Refusal> {
    let text = parameters.get(name).map_or("", String::as_str);
    let is_plain = text.bytes().all(|b| b.is_ascii_digit());
    text.parse()
        .ok()
        .filter(|number| is_plain && range.contains(number))
        .ok_or_else(|| invalid(name, &format!("must be a number from {} to {}", range.start(), range.end())))
}

fn invalid(name: &str, why: &str) -> Refusal {
    Refusal::new(400, "InvalidParameter", format!("The specified parameter {name} is not valid: it {why}."))
}

#[cfg(test)]
mod tests {
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
            &[
                ("Topology", None),
                ("SourceEndpoint.InstanceType", Some("DRDS")),
                ("DBInstanceCount", Some("8")),
            ],
            &[("Topology", Some("oneway")), ("DestinationEndpoint.InstanceType", Some("MaxCompute"))],
            &[("networkType", None), ("ClientToken", None), ("RegionId", None)],
            &[("ClientToken", Some(&long))],
        ] {
            assert_eq!(code(changes), None, "{changes:?}");
        }
    }

    #[test]
    fn each_required_parameter_is_missed() {
        for name in ["SourceRegion", "DestRegion", "SynchronizationJobClass", "PayType", "Period", "UsedTime"]
        {
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
}
