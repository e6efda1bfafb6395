//! `instance`: what is made.

use std::collections::BTreeSet;

use super::names;
use crate::{
    catalog::{
        Secret,
        fields::{Fields, plain, plain_name, whole_number},
        numbered::numbered,
    },
    refusal::Reason,
};

/// A name's length. The cloud takes 64; what makes it unique is added when it is bought
/// ([`crate::order::ddm_name`]).
pub const MIN_NAME: usize = 4;
pub const MAX_NAME: usize = 30;

/// The most nodes that we believe; the vendor states no limit.
pub const MAX_NODES: u32 = 256;

/// The most availability zones, and the longest id, that we believe; the vendor states no limits.
pub const MAX_ZONES: usize = 10;
pub const MAX_ID: usize = 64;

/// The longest name of the administrator.
pub const MAX_USER: usize = 32;

/// The length of the administrator's password, and the signs that both of the vendor's texts take.
pub const PASSWORD_LENGTH: std::ops::RangeInclusive<usize> = 8..=32;
pub const PASSWORD_SIGNS: &str = "~!@#%^*-_+?";

/// Every value of `time_zone`; the first is the default. `UTC+00:00` is not among them.
pub const TIME_ZONES: [&str; 25] = [
    "UTC",
    "UTC-12:00",
    "UTC-11:00",
    "UTC-10:00",
    "UTC-09:00",
    "UTC-08:00",
    "UTC-07:00",
    "UTC-06:00",
    "UTC-05:00",
    "UTC-04:00",
    "UTC-03:00",
    "UTC-02:00",
    "UTC-01:00",
    "UTC+01:00",
    "UTC+02:00",
    "UTC+03:00",
    "UTC+04:00",
    "UTC+05:00",
    "UTC+06:00",
    "UTC+07:00",
    "UTC+08:00",
    "UTC+09:00",
    "UTC+10:00",
    "UTC+11:00",
    "UTC+12:00",
];

/// What is made, without its password.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Instance {
    /// As it was typed: not yet unique.
    pub name: String,
    pub flavor_id: String,
    pub node_num: u32,
    pub engine_id: String,
    /// `0` is the default project. What leaving it out means is documented nowhere, so it stays left out.
    pub enterprise_project_id: Option<String>,
    /// Different ones, at least one.
    pub zones: Vec<String>,
    pub vpc_id: String,
    pub subnet_id: String,
    pub security_group_id: String,
    pub param_group_id: Option<String>,
    pub time_zone: &'static str,
    pub admin_user_name: Option<String>,
}

pub(super) fn instance(fields: &mut Fields<'_>) -> Option<Instance> {
    let name = fields.required(names::NAME, name);
    let engine_id = fields.required(names::ENGINE_ID, id);
    let flavor_id = fields.required(names::FLAVOR_ID, id);
    let node_num = fields.required(names::NODE_NUM, |text| whole_number(text, MAX_NODES));
    let zones = zones(fields);
    let vpc_id = fields.required(names::VPC_ID, id);
    let subnet_id = fields.required(names::SUBNET_ID, id);
    let security_group_id = fields.required(names::SECURITY_GROUP_ID, id);
    let param_group_id = fields.optional(names::PARAM_GROUP_ID, id);
    let time_zone = fields.or_default(names::TIME_ZONE, time_zone, TIME_ZONES[0]);
    let admin_user_name = fields.optional(names::ADMIN_USER, |text| plain_name(text, MAX_USER, "_"));
    let enterprise_project_id = fields.optional(names::ENTERPRISE_PROJECT_ID, id);
    Some(Instance {
        name: name?,
        flavor_id: flavor_id?,
        node_num: node_num?,
        engine_id: engine_id?,
        enterprise_project_id,
        zones,
        vpc_id: vpc_id?,
        subnet_id: subnet_id?,
        security_group_id: security_group_id?,
        param_group_id,
        time_zone: time_zone?,
        admin_user_name,
    })
}

/// The rules of the administrator's password: its length, letters of both cases, a digit and a sign, and no
/// other character.
pub fn check_password(password: &Secret) -> Result<(), Reason> {
    let text = password.expose();
    let length = text.chars().count();
    if length < *PASSWORD_LENGTH.start() {
        return Err(Reason::TooShort { min: *PASSWORD_LENGTH.start() });
    }
    if length > *PASSWORD_LENGTH.end() {
        return Err(Reason::TooLong { max: *PASSWORD_LENGTH.end() });
    }
    let is_sign = |c: char| PASSWORD_SIGNS.contains(c);
    if !text.chars().all(|c| c.is_ascii_alphanumeric() || is_sign(c)) {
        return Err(Reason::BadCharacters);
    }
    let has_all = text.contains(|c: char| c.is_ascii_uppercase())
        && text.contains(|c: char| c.is_ascii_lowercase())
        && text.contains(|c: char| c.is_ascii_digit())
        && text.contains(is_sign);
    if has_all { Ok(()) } else { Err(Reason::TooPlain { signs: PASSWORD_SIGNS.to_owned() }) }
}

fn zones(fields: &mut Fields<'_>) -> Vec<String> {
    let numbers = fields.numbers(&[names::AVAILABLE_ZONE], MAX_ZONES);
    if numbers.is_empty() {
        fields.ask_for(&numbered(names::AVAILABLE_ZONE, 1));
    }
    let mut seen = BTreeSet::new();
    let mut zones = Vec::new();
    for number in numbers {
        let field = numbered(names::AVAILABLE_ZONE, number);
        let Some(zone) = fields.optional(&field, id) else { continue };
        if seen.insert(zone.clone()) {
            zones.push(zone);
        } else {
            fields.refuse(&field, Reason::Duplicate);
        }
    }
    zones
}

fn name(text: &str) -> Result<String, Reason> {
    let name = plain_name(text, MAX_NAME, "-")?;
    if name.len() < MIN_NAME { Err(Reason::TooShort { min: MIN_NAME }) } else { Ok(name) }
}

fn id(text: &str) -> Result<String, Reason> {
    plain(text, MAX_ID, "-_.")
}

fn time_zone(text: &str) -> Result<&'static str, Reason> {
    TIME_ZONES
        .into_iter()
        .find(|zone| zone.eq_ignore_ascii_case(text))
        .ok_or_else(|| Reason::NotAnOption { options: TIME_ZONES.map(str::to_owned).to_vec() })
}
