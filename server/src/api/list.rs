//! How a list is asked for: `limit`, `cursor`, and filters that may stand several times.

use axum::{
    extract::{FromRequestParts, Query},
    http::request::Parts,
};
use domain::refusal::Reason;
use serde::Serialize;
use utoipa::{IntoParams, ToSchema};

use super::problem::Problem;

const DEFAULT_LIMIT: u32 = 50;
const MAX_LIMIT: u32 = 200;

/// The part of a list that is asked for.
#[derive(Debug, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct Paging {
    /// At most so many items.
    #[param(minimum = 1, maximum = 200, default = 50, required = false)]
    pub(super) limit: u32,
    /// What `next` of the previous part said.
    pub(super) cursor: Option<String>,
    /// The rest of the query, in its order.
    #[param(ignore)]
    filters: Vec<(String, String)>,
}

/// One part of a list; `next` asks for the one after it.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct List<T: ToSchema> {
    pub(super) items: Vec<T>,
    pub(super) next: Option<String>,
}

impl<S: Send + Sync> FromRequestParts<S> for Paging {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let pairs = Query::<Vec<(String, String)>>::from_request_parts(parts, state).await;
        let Ok(Query(pairs)) = pairs else {
            return Err(Problem::bad_request("query", Reason::BadCharacters));
        };
        let mut paging = Self { limit: DEFAULT_LIMIT, cursor: None, filters: Vec::new() };
        for (name, value) in pairs {
            if value.contains('\0') {
                return Err(Problem::bad_request(&name, Reason::BadCharacters));
            }
            match name.as_str() {
                _ if value.is_empty() => {}
                "limit" => match value.parse() {
                    Ok(limit @ 1..=MAX_LIMIT) => paging.limit = limit,
                    Ok(_) => {
                        let reason = Reason::OutOfRange { min: 1, max: MAX_LIMIT.into() };
                        return Err(Problem::bad_request("limit", reason));
                    }
                    Err(_) => return Err(Problem::bad_request("limit", Reason::NotANumber)),
                },
                "cursor" => paging.cursor = Some(value),
                _ => paging.filters.push((name, value)),
            }
        }
        Ok(paging)
    }
}

impl Paging {
    /// Every value of a filter, given several times or with commas.
    pub(super) fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        let given = self.filters.iter().filter(move |(key, _)| key == name);
        given.flat_map(|(_, value)| value.split(',')).filter(|value| !value.is_empty())
    }

    /// The one value of a filter.
    pub(super) fn one(&self, name: &str) -> Option<&str> {
        self.filters.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }
}
