//! `/rules`: approval rules, for admins; auditors read them.

use axum::{
    Json,
    extract::{Path, State},
    http::StatusCode,
};
use backend::{
    BackendError,
    rules::{self, Saved},
};
use domain::{
    approval::{Chain, Conditions, Draft},
    ids::RuleId,
    refusal::Reason,
    view::rules::RuleRow,
};
use serde::Serialize;
use serde_json::Value;
use time::{OffsetDateTime, format_description::well_known::Rfc3339};
use utoipa::ToSchema;
use uuid::Uuid;

use super::{
    Api,
    body::Fields,
    caller::{Caller, Scope},
    list::List,
    problem::Problem,
};

/// A rule as it is written. `PUT` also takes `version`, the one that was read.
#[derive(Debug, ToSchema)]
#[schema(as = NewRule)]
#[expect(dead_code, reason = "describes the body, which is read field by field")]
pub(super) struct New {
    #[schema(example = "Large")]
    name: String,
    #[schema(required = false)]
    enabled: bool,
    /// RFC 3339; may be left out.
    #[schema(required = false)]
    valid_from: String,
    #[schema(required = false)]
    valid_until: String,
    /// `operations`, `providers`, `regions`, `billing`, `teams` (ids), `amount` (`currency`, `from`, `below`) and
    /// `price_unknown`; what is left out is no condition. An amount in another currency and an unknown price count as
    /// above every amount.
    #[schema(required = false, value_type = Object)]
    conditions: Value,
    /// `name`, `needs`, `asks` and `fallback` of each; whoever is asked is `"team_lead"`, `{"role": "approver"}`,
    /// `{"person": id}` or `{"group": id}`.
    #[schema(value_type = Vec<Object>)]
    steps: Value,
    /// Has to be said where there are no steps.
    #[schema(required = false)]
    asks_nobody: bool,
    /// Of `PUT`: the version that was read.
    #[schema(required = false)]
    version: i32,
}

/// A rule in its newest version.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Rule {
    id: Uuid,
    version: i32,
    name: String,
    /// Lower ranks are asked first.
    rank: i32,
    enabled: bool,
    #[serde(with = "time::serde::rfc3339::option")]
    valid_from: Option<OffsetDateTime>,
    #[serde(with = "time::serde::rfc3339::option")]
    valid_until: Option<OffsetDateTime>,
    #[schema(value_type = Object)]
    conditions: Conditions,
    #[schema(value_type = Vec<Object>)]
    steps: Chain,
    /// It holds once a second admin confirms it.
    pending: bool,
    /// What should be mended.
    #[schema(value_type = Vec<Object>)]
    problems: Vec<domain::approval::Problem>,
}

impl From<RuleRow> for Rule {
    fn from(row: RuleRow) -> Self {
        Self {
            id: row.rule.id.as_uuid(),
            version: row.rule.version,
            name: row.rule.name,
            rank: row.rule.rank,
            enabled: row.rule.enabled,
            valid_from: row.rule.valid_from,
            valid_until: row.rule.valid_until,
            conditions: row.rule.conditions,
            steps: row.rule.chain,
            pending: row.is_pending,
            problems: row.problems,
        }
    }
}

/// A version that was written.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Written {
    id: Uuid,
    version: i32,
    /// It holds once a second admin confirms it.
    pending: bool,
}

impl From<Saved> for Written {
    fn from(saved: Saved) -> Self {
        Self { id: saved.id.as_uuid(), version: saved.version, pending: saved.is_pending }
    }
}

/// Every rule that admins wrote, by rank.
#[utoipa::path(get, path = "/rules", tag = "rules", responses((status = 200, body = List<Rule>)))]
pub(super) async fn list(State(api): State<Api>, caller: Caller) -> Result<Json<List<Rule>>, Problem> {
    caller.may(Scope::Read)?;
    let found = rules::list(&api.backend, &caller.person).await?;
    Ok(Json(List { items: found.rules.into_iter().map(Rule::from).collect(), next: None }))
}

/// Writes a rule behind those that there are.
#[utoipa::path(post, path = "/rules", tag = "rules", request_body = New,
    responses((status = 201, body = Written), (status = 422, body = Problem, content_type = "application/problem+json")))]
pub(super) async fn create(
    State(api): State<Api>,
    caller: Caller,
    mut body: Fields,
) -> Result<(StatusCode, Json<Written>), Problem> {
    caller.may(Scope::Admin)?;
    let draft = draft(&mut body);
    body.finish()?;
    let saved = rules::create(&api.backend, &caller.person, draft).await?;
    Ok((StatusCode::CREATED, Json(saved.into())))
}

/// Writes the next version of a rule; where somebody else wrote one meanwhile, nothing is written (409).
#[utoipa::path(put, path = "/rules/{id}", tag = "rules", params(("id" = Uuid, Path)), request_body = New,
    responses((status = 200, body = Written), (status = 409, body = Problem, content_type = "application/problem+json"), (status = 422, body = Problem, content_type = "application/problem+json")))]
pub(super) async fn save(
    State(api): State<Api>,
    caller: Caller,
    Path(id): Path<String>,
    mut body: Fields,
) -> Result<Json<Written>, Problem> {
    caller.may(Scope::Admin)?;
    let draft = draft(&mut body);
    let version = body.read("version", 0);
    body.finish()?;
    let id: RuleId = id.parse().map_err(|_| Problem::from(BackendError::NotFound))?;
    Ok(Json(rules::save(&api.backend, &caller.person, id, version, draft).await?.into()))
}

fn draft(body: &mut Fields) -> Draft {
    Draft {
        name: body.text("name"),
        enabled: body.flag("enabled"),
        valid_from: at(body, "valid_from"),
        valid_until: at(body, "valid_until"),
        conditions: body.read("conditions", Conditions::default()),
        steps: body.read("steps", Chain::default()),
        asks_nobody: body.flag("asks_nobody"),
    }
}

fn at(body: &mut Fields, name: &str) -> Option<OffsetDateTime> {
    let text = body.text(name);
    if text.is_empty() {
        return None;
    }
    let read = OffsetDateTime::parse(&text, &Rfc3339);
    if read.is_err() {
        body.refuse(name, Reason::BadCharacters);
    }
    read.ok()
}
