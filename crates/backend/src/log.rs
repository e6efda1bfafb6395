//! Writing to the event log: one call per thing that happened, in its transaction.

use domain::{
    catalog::Input,
    ids::{EventId, PersonId},
    order::State,
};
use sqlx::PgConnection;
use store::{events, orders::Order};

use uuid::Uuid;

use crate::{Actor, Backend, BackendError, notices};

/// Something that happened to an order.
pub(crate) struct OrderEvent<'a> {
    pub(crate) action: &'a str,
    /// The state before, where it changed.
    pub(crate) from: Option<State>,
    pub(crate) reason: Option<&'a str>,
    pub(crate) request_id: Option<&'a str>,
    pub(crate) data: Vec<(&'a str, String)>,
    /// Whom it names: those of them are told whom `domain::notice` says so of.
    pub(crate) addressed: Vec<PersonId>,
}

impl<'a> OrderEvent<'a> {
    pub(crate) fn new(action: &'a str) -> Self {
        Self { action, from: None, reason: None, request_id: None, data: Vec::new(), addressed: Vec::new() }
    }

    /// It is about this person too: a step was handed to them, a question put to them.
    pub(crate) fn to(mut self, person: PersonId) -> Self {
        self.addressed.push(person);
        self
    }

    pub(crate) fn from(mut self, state: State) -> Self {
        self.from = Some(state);
        self
    }

    pub(crate) fn because(mut self, reason: &'a str) -> Self {
        self.reason = Some(reason).filter(|reason| !reason.is_empty());
        self
    }

    pub(crate) fn request(mut self, id: Option<&'a str>) -> Self {
        self.request_id = id;
        self
    }

    pub(crate) fn with(mut self, name: &'a str, value: impl Into<String>) -> Self {
        self.data.push((name, value.into()));
        self
    }
}

impl Backend {
    /// Writes what happened to `order`, which was saved already: its state and version are the new ones. Whom it
    /// concerns is told in the same transaction.
    pub(crate) async fn log_order(
        &self,
        conn: &mut PgConnection,
        actor: Actor<'_>,
        order: &Order,
        event: OrderEvent<'_>,
    ) -> Result<(), BackendError> {
        let id = self.random.uuid(&self.clock);
        let data: Input = event.data.into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
        events::record(
            &mut *conn,
            &events::New {
                id,
                actor_kind: actor.kind(),
                actor: actor.id(),
                subject_kind: "order",
                subject: Some(order.id.as_uuid()),
                subject_version: Some(order.version),
                action: event.action,
                from: event.from.map(State::name),
                to: event.from.map(|_| order.state.name()),
                reason: event.reason,
                request_id: event.request_id,
                data: &data,
            },
        )
        .await?;
        let told = notices::Event {
            id: EventId::from_uuid(id),
            action: event.action,
            facts: &data,
            doer: actor.id(),
            addressed: &event.addressed,
        };
        notices::tell(self, conn, &told, Some(order)).await
    }
}

/// An event about something that is no order. `facts` never hold a secret.
pub(crate) struct Happened<'a> {
    pub(crate) subject_kind: &'a str,
    pub(crate) subject: Uuid,
    pub(crate) version: Option<i32>,
    pub(crate) action: &'a str,
    pub(crate) reason: Option<&'a str>,
    pub(crate) request_id: Option<&'a str>,
    pub(crate) facts: &'a [(&'a str, &'a str)],
    /// Whom it names: those of them are told whom `domain::notice` says so of.
    pub(crate) addressed: &'a [PersonId],
}

impl<'a> Happened<'a> {
    pub(crate) fn to_person(id: PersonId, action: &'a str, facts: &'a [(&'a str, &'a str)]) -> Self {
        Self::to("person", id.as_uuid(), action, facts)
    }

    pub(crate) fn to(
        subject_kind: &'a str,
        subject: Uuid,
        action: &'a str,
        facts: &'a [(&'a str, &'a str)],
    ) -> Self {
        Self {
            subject_kind,
            subject,
            version: None,
            action,
            reason: None,
            request_id: None,
            facts,
            addressed: &[],
        }
    }
}

/// Writes the event in the transaction of what it tells, and tells whom it concerns.
pub(crate) async fn record(
    backend: &Backend,
    conn: &mut PgConnection,
    actor: Actor<'_>,
    happened: &Happened<'_>,
) -> Result<(), BackendError> {
    let facts = happened.facts.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
    let (id, facts) = (backend.random.uuid(&backend.clock), facts.collect::<Input>());
    let event = events::New {
        id,
        actor_kind: actor.kind(),
        actor: actor.id(),
        subject_kind: happened.subject_kind,
        subject: Some(happened.subject),
        subject_version: happened.version,
        action: happened.action,
        from: None,
        to: None,
        reason: happened.reason,
        request_id: happened.request_id,
        data: &facts,
    };
    events::record(&mut *conn, &event).await?;
    let told = notices::Event {
        id: EventId::from_uuid(id),
        action: happened.action,
        facts: &facts,
        doer: actor.id(),
        addressed: happened.addressed,
    };
    notices::tell(backend, conn, &told, None).await
}
