//! `POST /v1/{project_id}/instances`: the one call that buys a DDM instance.

use domain::catalog::{Input, Operation, ddm_create::names, fits};
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

/// Stands before the number of a zone.
const ZONES: &str = "instance.available_zones.";

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
            Box::new(wire::created),
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

/// The nested body. What the vendor's page does not have is refused, as is a password: nothing is dropped silently.
fn body(purchase: &Purchase<'_>) -> Result<Vec<u8>, CloudError> {
    let Purchase { parameters, name, admin_user_password, .. } = *purchase;
    if !is_name(name) {
        return Err(invalid(CREATE, "the name must be 4 to 64 letters, digits and hyphens, a letter first"));
    }
    let mut instance = Input::new();
    let mut extend = Input::new();
    let mut zones = Vec::new();
    for (wire_name, value) in parameters {
        if !names::ALL.iter().any(|known| fits(known, wire_name)) {
            let message = format!("{wire_name} does not belong among the parameters");
            return Err(invalid(CREATE, &message));
        }
        let number = wire_name.strip_prefix(ZONES).and_then(|number| number.parse::<u32>().ok());
        match (number, wire_name.split_once('.')) {
            (Some(number), _) => zones.push((number, value.clone())),
            (None, Some(("instance", field))) => drop(instance.insert(field.to_owned(), value.clone())),
            (None, Some((_, field))) => drop(extend.insert(field.to_owned(), value.clone())),
            (None, None) => {}
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

fn number(fields: &mut Input, name: &str) -> Result<Option<u32>, CloudError> {
    let Some(text) = fields.remove(name) else { return Ok(None) };
    // Exactly what was approved: `+3` is another text than the `3` that it would be sent as.
    let is_plain = text.bytes().all(|b| b.is_ascii_digit());
    let number = text.parse().ok().filter(|_| is_plain);
    number.map(Some).ok_or_else(|| invalid(CREATE, &format!("{name} is not a number")))
}

fn is_name(name: &str) -> bool {
    (4..=64).contains(&name.len())
        && name.starts_with(|c: char| c.is_ascii_alphabetic())
        && name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
}

#[cfg(test)]
mod tests;
