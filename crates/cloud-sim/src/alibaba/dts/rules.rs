//! The vendor's rules for CreateSynchronizationJob, read from its page and from nowhere else.

use crate::alibaba::{
    parameters::{Parameters, invalid, number, one_of, only_known, region, required},
    reply::Refusal,
};

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

/// From the weakest on.
pub(super) const CLASSES: [&str; 4] = ["micro", "small", "medium", "large"];

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
    only_known(parameters, &KNOWN)?;
    if let Some(token) = parameters.get("ClientToken")
        && (token.is_empty() || token.len() > 64 || !token.is_ascii())
    {
        return Err(invalid("ClientToken", "must be 1 to 64 ASCII characters"));
    }
    let source = region("SourceRegion", required(parameters, "SourceRegion")?)?;
    let destination = region("DestRegion", required(parameters, "DestRegion")?)?;
    let is_mainland = source.starts_with("cn-") && source != "cn-hongkong";
    if !is_mainland && source != destination {
        return Err(invalid("DestRegion", "must be the source region, which is not in mainland China"));
    }
    if parameters.get("RegionId").is_some_and(|own| own != destination) {
        return Err(invalid("RegionId", "must be the destination region"));
    }
    let class = required(parameters, "SynchronizationJobClass")?;
    one_of("SynchronizationJobClass", class, &CLASSES)?;

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
        Some(count) => number("DBInstanceCount", count, 1..=u32::MAX)?,
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
    Ok(Some(months(parameters, "UsedTime")?))
}

/// The term of a subscription; its length has another name in each action.
pub(super) fn months(parameters: &Parameters, length: &str) -> Result<u32, Refusal> {
    let period = required(parameters, "Period")?;
    one_of("Period", period, &["Year", "Month"])?;
    let count = required(parameters, length)?;
    if period == "Year" { Ok(12 * number(length, count, 1..=5)?) } else { number(length, count, 1..=60) }
}

#[cfg(test)]
mod tests;
