//! `POST /v1/{project_id}/instances`: the one call that buys a DDM instance.

use domain::catalog::{Input, Operation};
use reqwest::Method;
use secrecy::{ExposeSecret, SecretString};
use serde::Serialize;

use super::get;
use crate::{
    error::CloudError,
    huawei::{
        Access, HuaweiKey,
        client::{Client, Rest, invalid},
        wire,
    },
    provider::Fresh,
    purchase::SignedPurchase,
    verdict::Call,
};

const CREATE: &str = "CreateInstance";

const ZONES: &str = "instance.available_zones";

/// The wire names of what a refusal can be about.
const NAMES: &[&str] = &[
    "instance.name",
    "instance.flavor_id",
    "instance.node_num",
    "instance.engine_id",
    "instance.enterprise_project_id",
    ZONES,
    "instance.vpc_id",
    "instance.security_group_id",
    "instance.subnet_id",
    "instance.param_group_id",
    "instance.time_zone",
    "instance.admin_user_name",
    "instance.admin_user_password",
    "extend_param.charge_mode",
    "extend_param.period_type",
    "extend_param.period_num",
    "extend_param.is_auto_renew",
    "extend_param.is_auto_pay",
];

/// What is bought. Has no `Debug`: it may hold a password.
#[derive(Clone, Copy)]
pub struct Purchase<'a> {
    pub operation: Operation,
    /// By flat wire name, such as `instance.flavor_id`, `instance.available_zones.1`, `extend_param.charge_mode`.
    /// Never the password.
    pub parameters: &'a Input,
    /// The whole unique name: 4 to 64 letters, digits and `-`, a letter first. It replaces `instance.name`.
    pub name: &'a str,
    pub admin_user_password: Option<&'a SecretString>,
}

impl Client {
    /// Builds and signs the purchase in memory: nothing leaves. `access` is what [`Client::authenticate`] gave
    /// for this operation.
    ///
    /// The cloud has no memory of it and takes the same bytes twice: it must be sent once.
    pub fn sign_purchase(
        &self,
        purchase: &Purchase<'_>,
        key: &HuaweiKey,
        access: &Access,
        fresh: &Fresh,
    ) -> Result<SignedPurchase, CloudError> {
        let Operation::DdmCreate = purchase.operation else {
            return Err(invalid(purchase.operation.key(), "another cloud sells this"));
        };
        let body = body(purchase)?;
        let rest = Rest { method: Method::POST, body: Some(body), ..get(key, CREATE, "v1", "instances")? };
        self.sign_once(
            Call::Buy(purchase.operation),
            &rest,
            (key, access),
            fresh,
            purchase.admin_user_password,
            Box::new(|http, body| wire::created(http, body, NAMES)),
        )
    }
}

#[derive(Serialize)]
struct Body<'a> {
    instance: Instance<'a>,
    #[serde(skip_serializing_if = "Extend::is_empty")]
    extend_param: Extend,
}

#[derive(Serialize)]
struct Instance<'a> {
    name: &'a str,
    #[serde(flatten)]
    texts: Input,
    #[serde(skip_serializing_if = "Option::is_none")]
    node_num: Option<u32>,
    available_zones: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    admin_user_password: Option<&'a str>,
}

#[derive(Serialize)]
struct Extend {
    /// `is_auto_renew` and `is_auto_pay` too: in this version of the API they are texts.
    #[serde(flatten)]
    texts: Input,
    #[serde(skip_serializing_if = "Option::is_none")]
    period_num: Option<u32>,
}

impl Extend {
    fn is_empty(&self) -> bool {
        self.texts.is_empty() && self.period_num.is_none()
    }
}

/// The nested body. A parameter that the vendor's page does not have is refused: nothing is dropped silently.
fn body(purchase: &Purchase<'_>) -> Result<Vec<u8>, CloudError> {
    let Purchase { parameters, name, admin_user_password, .. } = *purchase;
    if !is_name(name) {
        return Err(invalid(CREATE, "the name must be 4 to 64 letters, digits and hyphens, a letter first"));
    }
    let mut instance = Input::new();
    let mut extend = Input::new();
    let mut zones = Vec::new();
    for (wire_name, value) in parameters {
        let (object, field) = wire_name.split_once('.').unwrap_or_default();
        let is_known = NAMES.contains(&wire_name.as_str()) && wire_name != ZONES;
        match object {
            "instance" if field == "admin_user_password" => {
                return Err(invalid(CREATE, "the password must stand apart from the parameters"));
            }
            "instance" if is_known => drop(instance.insert(field.to_owned(), value.clone())),
            "extend_param" if is_known => drop(extend.insert(field.to_owned(), value.clone())),
            _ => match zone(wire_name) {
                Some(number) => zones.push((number, value.clone())),
                None => return Err(invalid(CREATE, &format!("unknown parameter {wire_name}"))),
            },
        }
    }
    // `10` comes before `2` among the names.
    zones.sort();
    instance.remove("name");
    let body = Body {
        instance: Instance {
            name,
            node_num: number(&mut instance, "node_num")?,
            texts: instance,
            available_zones: zones.into_iter().map(|(_, zone)| zone).collect(),
            admin_user_password: admin_user_password.map(ExposeSecret::expose_secret),
        },
        extend_param: Extend { period_num: number(&mut extend, "period_num")?, texts: extend },
    };
    serde_json::to_vec(&body).map_err(|_| invalid(CREATE, "the body cannot be written"))
}

/// The number of `instance.available_zones.1` and on.
fn zone(wire_name: &str) -> Option<u32> {
    wire_name.strip_prefix(ZONES)?.strip_prefix('.')?.parse().ok()
}

fn number(fields: &mut Input, name: &str) -> Result<Option<u32>, CloudError> {
    let Some(text) = fields.remove(name) else { return Ok(None) };
    text.parse().map(Some).map_err(|_| invalid(CREATE, &format!("{name} is not a number")))
}

fn is_name(name: &str) -> bool {
    (4..=64).contains(&name.len())
        && name.starts_with(|c: char| c.is_ascii_alphabetic())
        && name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
}
