//! The vendor's rules for a new instance, read from its page and from nowhere else.

use serde_json::Value;

use super::{
    catalog::{self, Flavor},
    parameter_error,
};
use crate::huawei::{fields::Fields, price::Term, reply::Refusal};

const INSTANCE: [&str; 13] = [
    "name",
    "flavor_id",
    "node_num",
    "engine_id",
    "enterprise_project_id",
    "available_zones",
    "vpc_id",
    "security_group_id",
    "subnet_id",
    "param_group_id",
    "time_zone",
    "admin_user_name",
    "admin_user_password",
];

const EXTEND_PARAM: [&str; 5] = ["charge_mode", "period_type", "period_num", "is_auto_renew", "is_auto_pay"];

/// The page gives no range; a number that no instance has is refused all the same.
const NODES: std::ops::RangeInclusive<i64> = 1..=32;

/// What is to be bought.
#[derive(Debug)]
pub(super) struct Wish<'a> {
    pub(super) name: &'a str,
    pub(super) flavor: &'static Flavor,
    pub(super) nodes: u32,
    pub(super) zones: Vec<&'a str>,
    pub(super) vpc_id: &'a str,
    pub(super) subnet_id: &'a str,
    pub(super) security_group_id: &'a str,
    /// `None` is pay-per-use.
    pub(super) order: Option<OrderWish>,
}

/// How it is subscribed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct OrderWish {
    pub(super) term: Term,
    pub(super) pays_itself: bool,
}

/// The first rule that is broken, or what is to be sold.
pub(super) fn check(body: &Value) -> Result<Wish<'_>, Refusal> {
    let root = Fields::of(body, parameter_error)?;
    root.only(&["instance", "extend_param"])?;
    let instance = root.need("instance", root.object("instance")?)?;
    instance.only(&INSTANCE)?;

    let name = instance.needed_text("name")?;
    if !is_name(name, 4..=64, "-_") {
        return Err(instance.wrong("name"));
    }
    let engine_id = instance.needed_text("engine_id")?;
    catalog::engine(engine_id).ok_or_else(|| instance.wrong("engine_id"))?;
    let flavor = catalog::flavor(instance.needed_text("flavor_id")?)
        .filter(|flavor| flavor.engine_id == engine_id)
        .ok_or_else(|| instance.wrong("flavor_id"))?;
    let nodes = instance.number("node_num")?.filter(|nodes| NODES.contains(nodes));
    let nodes = instance.need("node_num", nodes.and_then(|nodes| u32::try_from(nodes).ok()))?;
    let zones = instance.need("available_zones", instance.texts("available_zones")?)?;
    if zones.is_empty() || (1..zones.len()).any(|at| zones[..at].contains(&zones[at])) {
        return Err(instance.wrong("available_zones"));
    }
    for name in ["enterprise_project_id", "param_group_id"] {
        if instance.text(name)?.is_some_and(|id| !is_id(id)) {
            return Err(instance.wrong(name));
        }
    }
    if instance.text("time_zone")?.is_some_and(|zone| !is_time_zone(zone)) {
        return Err(Refusal::ddm(400, "DBS.300376", "Invalid time zone."));
    }
    if instance.text("admin_user_name")?.is_some_and(|name| !is_name(name, 1..=32, "_")) {
        return Err(Refusal::ddm(400, "DBS.300305", "Invalid account name."));
    }
    if instance.text("admin_user_password")?.is_some_and(|password| !is_password(password)) {
        return Err(Refusal::ddm(400, "DBS.300306", "Invalid account password."));
    }
    Ok(Wish {
        name,
        flavor,
        nodes,
        zones,
        vpc_id: instance.needed_text("vpc_id")?,
        subnet_id: instance.needed_text("subnet_id")?,
        security_group_id: instance.needed_text("security_group_id")?,
        order: order(&root)?,
    })
}

fn order(root: &Fields<'_>) -> Result<Option<OrderWish>, Refusal> {
    let Some(extend) = root.object("extend_param")? else { return Ok(None) };
    extend.only(&EXTEND_PARAM)?;
    let mode = extend.one_of("charge_mode", &["prePaid", "postPaid"])?.unwrap_or("postPaid");
    let unit = extend.one_of("period_type", &["month", "year"])?;
    let number = extend.number("period_num")?;
    extend.one_of("is_auto_renew", &["true", "false"])?;
    let pays_itself = extend.one_of("is_auto_pay", &["true", "false"])? == Some("true");
    if mode == "postPaid" {
        // All the others are good for prePaid alone.
        return Ok(None);
    }
    let unit = extend.need("period_type", unit)?;
    let term = number.and_then(|number| Term::of(unit, number));
    Ok(Some(OrderWish { term: extend.need("period_num", term)?, pays_itself }))
}

fn is_name(text: &str, length: std::ops::RangeInclusive<usize>, others: &str) -> bool {
    length.contains(&text.len())
        && text.starts_with(|c: char| c.is_ascii_alphabetic())
        && text.chars().all(|c| c.is_ascii_alphanumeric() || others.contains(c))
}

fn is_id(text: &str) -> bool {
    (1..=64).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
}

/// `UTC`, and whole hours from `UTC-12:00` to `UTC+12:00` but for zero.
fn is_time_zone(text: &str) -> bool {
    let Some(rest) = text.strip_prefix("UTC") else { return false };
    let hours = rest.strip_prefix(['+', '-']).and_then(|rest| rest.strip_suffix(":00"));
    rest.is_empty()
        || hours.is_some_and(|hours| {
            hours.len() == 2
                && hours.bytes().all(|b| b.is_ascii_digit())
                && hours.parse().is_ok_and(|hours: u8| (1..=12).contains(&hours))
        })
}

/// Capitals, small letters, digits and special characters, and nothing else.
fn is_password(text: &str) -> bool {
    let is_special = |c: char| "~!@#%^*-_+?".contains(c);
    let kinds: [&dyn Fn(char) -> bool; 4] =
        [&|c| c.is_ascii_uppercase(), &|c| c.is_ascii_lowercase(), &|c| c.is_ascii_digit(), &is_special];
    (8..=32).contains(&text.len())
        && kinds.iter().all(|is_kind| text.chars().any(is_kind))
        && text.chars().all(|c| kinds.iter().any(|is_kind| is_kind(c)))
}

#[cfg(test)]
mod tests;
