//! `/notifications`.

use axum::{Json, extract::State};
use backend::notices::{self, Read};
use domain::{
    ids::NoticeId,
    notice::{Notice as Told, Words},
    person::Language,
    refusal::Reason,
};
use serde::Serialize;
use time::{OffsetDateTime, format_description::well_known::Rfc3339};
use utoipa::ToSchema;
use uuid::Uuid;

use super::{
    Api,
    body::Fields,
    caller::{Caller, Scope},
    list::{List, Paging},
    problem::Problem,
};

/// Something that the caller was told.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Notice {
    id: Uuid,
    /// What happened: `approval.asked`, `order.bought`, …
    kind: &'static str,
    #[serde(with = "time::serde::rfc3339")]
    at: OffsetDateTime,
    /// The order that it is about, where it is about one.
    #[schema(example = "P-10001")]
    order: Option<String>,
    /// In the caller's language.
    title: String,
    /// Who did it; absent where the portal did it by itself.
    by: Option<String>,
    /// What they wrote; of a credential, the cloud's code.
    reason: Option<String>,
    /// Below the portal's address.
    path: String,
    #[serde(with = "time::serde::rfc3339::option")]
    read_at: Option<OffsetDateTime>,
}

impl Notice {
    fn of(told: Told, language: Language) -> Self {
        Self {
            id: told.id.as_uuid(),
            kind: told.about.kind.name(),
            at: told.about.at,
            order: told.order().map(|number| number.to_string()),
            title: Words(language).subject(&told.about),
            path: told.about.path(),
            by: told.about.doer,
            reason: told.about.reason,
            read_at: told.read_at,
        }
    }
}

/// What the caller was told, newest first.
#[utoipa::path(get, path = "/notifications", tag = "notifications", params(Paging), responses((status = 200, body = List<Notice>)))]
pub(super) async fn list(
    State(api): State<Api>,
    caller: Caller,
    paging: Paging,
) -> Result<Json<List<Notice>>, Problem> {
    caller.may(Scope::Read)?;
    let listed = notices::list(&api.backend, &caller.person, paging.cursor.as_deref(), paging.limit).await?;
    let language = caller.person.language;
    Ok(Json(List {
        items: listed.items.into_iter().map(|told| Notice::of(told, language)).collect(),
        next: listed.next,
    }))
}

/// What was read: some notices, or all until one.
#[derive(Debug, ToSchema)]
#[schema(as = NoticesRead)]
pub(super) struct Seen {
    /// The newest that was shown: it and all before it. Or else `ids`.
    #[schema(value_type = String, format = DateTime, required = false)]
    until: Option<OffsetDateTime>,
    #[schema(value_type = Vec<Uuid>, required = false)]
    ids: Vec<NoticeId>,
}

impl Seen {
    fn read(mut body: Fields) -> Result<Self, Problem> {
        let (until, ids) = (body.text("until"), body.texts("ids"));
        let parsed = OffsetDateTime::parse(&until, &Rfc3339).ok();
        if parsed.is_none() && !until.is_empty() {
            body.refuse("until", Reason::BadCharacters);
        }
        let known: Vec<_> = ids.iter().filter_map(|id| id.parse().ok()).collect();
        if known.len() < ids.len() {
            body.refuse("ids", Reason::BadCharacters);
        } else if ids.is_empty() && until.is_empty() && body.is_fine() {
            body.refuse("ids", Reason::Required);
        }
        body.finish()?;
        Ok(Self { until: parsed, ids: known })
    }
}

/// How much is still unread.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Unread {
    unread: u32,
}

/// Notes that the caller read these of their notifications, or all until a moment. Others' stay as they are.
#[utoipa::path(post, path = "/notifications/read", tag = "notifications", request_body = Seen,
    responses((status = 200, body = Unread), (status = 422, body = Problem, content_type = "application/problem+json")))]
pub(super) async fn read(
    State(api): State<Api>,
    caller: Caller,
    body: Fields,
) -> Result<Json<Unread>, Problem> {
    caller.may(Scope::Read)?;
    let seen = Seen::read(body)?;
    if !seen.ids.is_empty() {
        notices::read(&api.backend, &caller.person, Read::Only(&seen.ids)).await?;
    }
    if let Some(moment) = seen.until {
        notices::read(&api.backend, &caller.person, Read::Until(moment)).await?;
    }
    Ok(Json(Unread { unread: notices::unread(&api.backend, &caller.person).await? }))
}
