//! `/catalog`: what can be bought, and the JSON Schema of each one's `spec`.

use axum::{Json, extract::Path};
use domain::catalog::{
    Operation,
    dts_create::{
        DestinationType, JobClass, MAX_DB_INSTANCES, NetworkType, PayType, Period, SourceType, Topology,
        names,
    },
};
use serde::Serialize;
use serde_json::{Value, json};
use utoipa::ToSchema;

use super::{
    caller::{Caller, Scope},
    list::List,
    problem::Problem,
};

/// One thing that can be bought.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Entry {
    #[schema(example = "dts.create")]
    key: &'static str,
    #[schema(example = "alibaba")]
    provider: &'static str,
    /// Whether orders of it can be submitted.
    available: bool,
    /// JSON Schema of `spec`; absent while it is not available.
    #[schema(value_type = Option<Object>)]
    spec: Option<Value>,
}

impl From<Operation> for Entry {
    fn from(operation: Operation) -> Self {
        let spec = match operation {
            Operation::DtsCreate => Some(dts_create()),
            Operation::DtsChange | Operation::BssCreate | Operation::DdmCreate => None,
        };
        Self {
            key: operation.key(),
            provider: operation.provider().name(),
            available: operation.is_available(),
            spec,
        }
    }
}

/// What can be bought.
#[utoipa::path(get, path = "/catalog", tag = "catalog", responses((status = 200, body = List<Entry>)))]
pub(super) async fn list(caller: Caller) -> Result<Json<List<Entry>>, Problem> {
    caller.may(Scope::Read)?;
    Ok(Json(List { items: Operation::ALL.into_iter().map(Entry::from).collect(), next: None }))
}

/// One thing that can be bought.
#[utoipa::path(get, path = "/catalog/{key}", tag = "catalog", params(("key" = String, Path, example = "dts.create")),
    responses((status = 200, body = Entry), (status = 404, body = Problem, content_type = "application/problem+json")))]
pub(super) async fn show(caller: Caller, Path(key): Path<String>) -> Result<Json<Entry>, Problem> {
    caller.may(Scope::Read)?;
    let operation: Operation = key.parse().map_err(|_| Problem::not_found())?;
    Ok(Json(operation.into()))
}

/// The names and values of the vendor's page. What depends on another field is in the descriptions and in the
/// refusals: the one implementation of the rules is the domain's.
fn dts_create() -> Value {
    let options = |values: Vec<&'static str>| json!({ "type": "string", "enum": values });
    let region = |description: &str| json!({ "type": "string", "pattern": "^[a-z][a-z0-9]*(-[a-z0-9]+)+$", "maxLength": 32, "description": description });
    let number = |max: u32, description: &str| json!({ "type": ["integer", "string"], "minimum": 1, "maximum": max, "description": description });
    let described = |mut schema: Value, description: &str| {
        schema["description"] = description.into();
        schema
    };
    json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "type": "object",
        "additionalProperties": false,
        "required": [names::SOURCE_REGION, names::DEST_REGION, names::JOB_CLASS, names::PAY_TYPE],
        "properties": {
            names::SOURCE_REGION: region("Region of the source."),
            names::DEST_REGION: region("Region of the destination; that of the source where it is Hong Kong or abroad."),
            names::REGION_ID: region("Region of the instance: that of the destination."),
            names::JOB_CLASS: options(JobClass::ALL.iter().map(|value| value.wire()).collect()),
            names::PAY_TYPE: options(PayType::ALL.iter().map(|value| value.wire()).collect()),
            names::PERIOD: described(options(Period::ALL.iter().map(|value| value.wire()).collect()), "Needed with PrePaid."),
            names::USED_TIME: number(Period::Month.longest(), "Needed with PrePaid: 1 to 60 months, or 1 to 5 years."),
            names::TOPOLOGY: described(options(Topology::ALL.iter().map(|value| value.wire()).collect()), "oneway unless given; both ways not from DRDS and not to MaxCompute."),
            names::SOURCE_TYPE: options(SourceType::ALL.iter().map(|value| value.wire()).collect()),
            names::DESTINATION_TYPE: options(DestinationType::ALL.iter().map(|value| value.wire()).collect()),
            names::NETWORK_TYPE: options(NetworkType::ALL.iter().map(|value| value.wire()).collect()),
            names::DB_INSTANCE_COUNT: number(MAX_DB_INSTANCES, "Only with DRDS as source."),
        },
        "if": { "properties": { names::PAY_TYPE: { "const": PayType::PrePaid.wire() } } },
        "then": { "required": [names::PERIOD, names::USED_TIME] },
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_schema_names_every_parameter_and_no_other() {
        let schema = dts_create();
        let properties = schema["properties"].as_object().expect("properties");
        let mut named: Vec<_> = properties.keys().map(String::as_str).collect();
        let mut known = names::ALL.to_vec();
        named.sort_unstable();
        known.sort_unstable();

        assert_eq!(named, known);
    }
}
