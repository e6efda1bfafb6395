//! `ddm.create`.

use domain::catalog::ddm_create::{
    ChargeMode, MAX_ID, MAX_NAME, MAX_NODES, MAX_USER, MAX_ZONES, MIN_NAME, PASSWORD_LENGTH, PASSWORD_SIGNS,
    PeriodType, TIME_ZONES, names,
};
use serde_json::{Map, Value, json};

use super::schema::{
    anything, described, flag, is, needs, object, options, plain, plain_name, spec, when, whole, without,
};

pub(super) fn schema() -> Value {
    spec(json!({
        "required": ["instance"],
        "properties": { "instance": instance(), "extend_param": extend_param() },
    }))
}

/// The name in its object.
fn inner(name: &str) -> &str {
    name.split('.').nth(1).unwrap_or(name)
}

fn inners<const N: usize>(names: [&str; N]) -> [&str; N] {
    names.map(inner)
}

/// Properties under the names in their object.
fn properties<const N: usize>(properties: [(&str, Value); N]) -> Map<String, Value> {
    properties.into_iter().map(|(name, schema)| (inner(name).to_owned(), schema)).collect()
}

fn instance() -> Value {
    let id = || plain(MAX_ID, "_.-");
    object(json!({
        "required": inners([
            names::NAME, names::FLAVOR_ID, names::NODE_NUM, names::ENGINE_ID, names::AVAILABLE_ZONE, names::VPC_ID,
            names::SUBNET_ID, names::SECURITY_GROUP_ID,
        ]),
        "properties": properties([
            (names::NAME, described(plain_name(MIN_NAME, MAX_NAME, "-"), "What makes it unique is added when it is bought.")),
            (names::FLAVOR_ID, id()),
            (names::NODE_NUM, whole(MAX_NODES)),
            (names::ENGINE_ID, id()),
            (names::ENTERPRISE_PROJECT_ID, described(id(), "0 is the default project.")),
            (names::AVAILABLE_ZONE, json!({
                "type": "array", "minItems": 1, "maxItems": MAX_ZONES, "uniqueItems": true, "items": id(),
            })),
            (names::VPC_ID, id()),
            (names::SUBNET_ID, id()),
            (names::SECURITY_GROUP_ID, id()),
            (names::PARAM_GROUP_ID, id()),
            (names::TIME_ZONE, described(options(TIME_ZONES), "UTC unless given.")),
            (names::ADMIN_USER, plain_name(1, MAX_USER, "_")),
            (names::ADMIN_PASSWORD, password()),
        ]),
    }))
}

fn password() -> Value {
    let signs = PASSWORD_SIGNS.replace('-', r"\-").replace('^', r"\^");
    json!({
        "type": "string",
        "writeOnly": true,
        "minLength": PASSWORD_LENGTH.start(),
        "maxLength": PASSWORD_LENGTH.end(),
        "pattern": format!("^(?=.*[A-Z])(?=.*[a-z])(?=.*[0-9])(?=.*[{signs}])[A-Za-z0-9{signs}]+$"),
        "description": "Only with submit: a draft and a quote keep no secret, and no answer has it.",
    })
}

fn extend_param() -> Value {
    let term = inners([names::PERIOD_TYPE, names::PERIOD_NUM]);
    let of_subscriptions =
        inners([names::PERIOD_TYPE, names::PERIOD_NUM, names::IS_AUTO_RENEW, names::IS_AUTO_PAY]);
    let longest = Map::from_iter([(
        inner(names::PERIOD_NUM).to_owned(),
        json!({ "maximum": PeriodType::Year.longest() }),
    )]);
    object(json!({
        "properties": properties([
            (names::CHARGE_MODE, described(options(ChargeMode::ALL.iter().map(|value| value.wire())), "postPaid unless given.")),
            (names::PERIOD_TYPE, described(options(PeriodType::ALL.iter().map(|value| value.wire())), "Needed with prePaid.")),
            (names::PERIOD_NUM, described(whole(PeriodType::Month.longest()), "Needed with prePaid: 1 to 9 months, or 1 year.")),
            (names::IS_AUTO_RENEW, described(flag(), "Only with prePaid; \"false\" unless given.")),
            (names::IS_AUTO_PAY, described(flag(), "Only with prePaid; \"false\" unless given: then a person pays the cloud's order by hand.")),
        ]),
        "allOf": [
            when(is(inner(names::CHARGE_MODE), &[ChargeMode::PrePaid.wire()]), needs(&term), without(&of_subscriptions)),
            when(is(inner(names::PERIOD_TYPE), &[PeriodType::Year.wire()]), json!({ "properties": longest }), anything()),
        ],
    }))
}
