//! `/events`: what changed, for those who may see it, as server-sent events.

use std::{convert::Infallible, pin::pin, time::Duration};

use axum::{
    extract::State,
    http::{HeaderMap, HeaderName, header},
    response::{
        IntoResponse,
        sse::{Event, KeepAlive, Sse},
    },
};
use backend::{BackendError, orders};
use domain::ids::{InstanceId, OrderId};
use futures::stream::{self, Stream};
use serde::Serialize;
use tokio::sync::broadcast::{Receiver, error::RecvError};

use super::{
    Api,
    caller::{Caller, Scope},
    problem::Problem,
};
use crate::changes::{Change, Told};

/// Comments that keep proxies from closing a quiet stream.
const HEARTBEAT: Duration = Duration::from_secs(15);
/// So soon a browser asks again when the stream broke.
const RETRY: Duration = Duration::from_secs(2);

/// One change.
#[derive(Debug, Serialize)]
struct Changed {
    /// The order's id; `notices` when the caller was told something; `*` when anything may have changed.
    subject: String,
    /// The order's state now.
    #[serde(skip_serializing_if = "Option::is_none")]
    state: Option<&'static str>,
    /// The instance, where it is what changed.
    #[serde(skip_serializing_if = "Option::is_none")]
    instance: Option<InstanceId>,
}

impl Changed {
    fn anything() -> Self {
        Self { subject: "*".to_owned(), state: None, instance: None }
    }

    fn notices() -> Self {
        Self { subject: "notices".to_owned(), ..Self::anything() }
    }
}

/// One open stream.
struct Open {
    api: Api,
    caller: Caller,
    changes: Receiver<Told>,
    /// What is sent first: that it listens, or, to a browser that comes back, that it may have missed something.
    first: Option<Event>,
}

/// What changes from now on and the caller may see, until the server stops.
#[utoipa::path(get, path = "/events", tag = "events",
    responses((status = 200, description = "`data` is a JSON object: `subject` is the order's id (`notices`: the caller was told something; `*`: anything may have changed), `state` its state, `instance` the instance's id where that changed.", content_type = "text/event-stream", body = String)))]
pub(super) async fn stream(
    State(api): State<Api>,
    caller: Caller,
    headers: HeaderMap,
) -> Result<impl IntoResponse, Problem> {
    caller.may(Scope::Read)?;
    let changes = api.changes.subscribe();
    let first = Event::default().retry(RETRY).comment("listening");
    let first = match headers.contains_key("last-event-id") {
        true => first.json_data(Changed::anything()).map_err(BackendError::internal)?,
        false => first,
    };
    let events = Open { api, caller, changes, first: Some(first) }.events();
    let headers = [(HeaderName::from_static("x-accel-buffering"), "no"), (header::CACHE_CONTROL, "no-store")];
    Ok((headers, Sse::new(events).keep_alive(KeepAlive::new().interval(HEARTBEAT))))
}

impl Open {
    fn events(self) -> impl Stream<Item = Result<Event, Infallible>> {
        stream::unfold(self, |mut open| async move {
            let event = open.next().await?;
            Some((Ok(event), open))
        })
    }

    /// The next event that the caller may see; none at the end, or when the caller is signed out.
    async fn next(&mut self) -> Option<Event> {
        if let Some(first) = self.first.take() {
            return Some(first);
        }
        loop {
            let mut ending = pin!(self.api.ending.clone().wait());
            let told = tokio::select! {
                () = &mut ending => return None,
                told = self.changes.recv() => match told {
                    Ok(told) => told,
                    Err(RecvError::Lagged(_)) => Told { sequence: None, change: Change::Anything },
                    Err(RecvError::Closed) => return None,
                },
            };
            let changed = match self.judge(told.change).await {
                Ok(Some(changed)) => changed,
                Ok(None) => continue,
                Err(BackendError::SignedOut) => return None,
                Err(error) => {
                    // The browser asks again, and is told then that anything may have changed.
                    tracing::debug!(%error, "an event stream ends");
                    return None;
                }
            };
            let event = Event::default().json_data(changed).ok()?;
            return Some(match told.sequence {
                Some(sequence) => event.id(sequence.to_string()),
                None => event,
            });
        }
    }

    /// Rights are asked anew for each event: roles, teams and sessions may have changed meanwhile.
    async fn judge(&mut self, change: Change) -> Result<Option<Changed>, BackendError> {
        let backend = &self.api.backend;
        let (order, instance): (OrderId, _) = match change {
            Change::Anything => {
                return Ok(Some(Changed::anything()));
            }
            Change::Notice(person) => {
                return Ok((person == self.caller.person.id).then(Changed::notices));
            }
            Change::Order(order) => (order, None),
            Change::Instance(instance, order) => (order, Some(instance)),
        };
        self.caller = self.caller.again(backend).await?;
        let state = orders::visible(backend, &self.caller.person, order).await?;
        Ok(state.map(|state| Changed { subject: order.to_string(), state: Some(state.name()), instance }))
    }
}
