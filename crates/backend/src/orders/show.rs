//! Showing one order to whom may see it.

use domain::{
    approval::{Answer, Chain, Handed},
    catalog::Input,
    ids::{OrderId, OrderNumber, PersonId},
    order::{
        State,
        can::{self, Can, Facts},
        settlement::Payment,
    },
    person::Person,
    view::{self, AnswerView, Changed, CredentialRef, EventView, HandedView, RuleRef, StepView},
};
use sqlx::{Connection as _, PgConnection};
use store::{
    approvers, credentials, decisions, facts as known_facts, hand_overs, holdings, holds, messages,
    orders::{self, Order},
    purchases,
    revisions::{self, Stored},
    settlements::{self, Settlement},
};

use crate::{Backend, BackendError, rules};

/// What rights depend on, read with the order.
pub(crate) struct Known {
    pub(crate) stored: Option<Stored>,
    /// Those that count.
    pub(crate) answers: Vec<Answer>,
    /// All of them, by step.
    shown: Vec<(usize, AnswerView)>,
    /// What holds of it.
    handed: Vec<Handed>,
    /// All of it, by step.
    handed_shown: Vec<(usize, HandedView)>,
    chain: Chain,
    payment: Payment,
    /// Everybody who answered a step of any revision.
    decided: Vec<PersonId>,
}

impl Known {
    pub(crate) fn borrow(&self, order: &Order) -> Facts<'_> {
        Facts {
            state: order.state,
            requester: order.requester.id,
            team: order.team,
            chain: &self.chain,
            answers: &self.answers,
            handed: &self.handed,
            payment: self.payment,
            decided: &self.decided,
        }
    }
}

/// Reads the facts of an order.
pub(crate) async fn facts(conn: &mut PgConnection, order: &Order) -> Result<Known, BackendError> {
    let stored = revisions::find(conn, order.id, order.revision).await?;
    let given = decisions::of_revision(conn, order.id, order.revision).await?;
    let answers = given.iter().filter(|given| given.counts).map(|given| given.answer).collect();
    // Who leaves later takes nothing back.
    let is_over = !matches!(order.state, State::PendingApproval | State::Approved);
    let shown = given.into_iter().map(|given| {
        let counts = given.counts || is_over;
        (given.answer.step, AnswerView { counts, ..given.view })
    });
    let shown = shown.collect();
    let chain = match &stored {
        Some(stored) => approvers::chain_now(conn, order.id, order.revision, &stored.revision.chain).await?,
        None => Chain::default(),
    };
    let payment = match order.state {
        State::Bought => settlements::payment(conn, order.id).await?,
        _ => Payment::NothingDue,
    };
    let decided = decisions::deciders(conn, order.id).await?;
    let handed = hand_overs::of_revision(conn, order.id, order.revision).await?;
    let hold = handed.iter().filter(|over| over.view.holds).map(|over| over.handed).collect();
    let handed_shown = handed.into_iter().map(|over| (over.handed.step, over.view)).collect();
    Ok(Known { stored, answers, shown, handed: hold, handed_shown, chain, payment, decided })
}

/// The order, if the person may see it; else it does not exist.
pub(crate) async fn seen(
    conn: &mut PgConnection,
    person: &Person,
    id: OrderId,
) -> Result<(Order, Known), BackendError> {
    let order = orders::find(conn, id).await?.ok_or(BackendError::NotFound)?;
    let known = facts(conn, &order).await?;
    if can::see(person, &known.borrow(&order)) { Ok((order, known)) } else { Err(BackendError::NotFound) }
}

/// As [`seen`], and nobody else writes the order until the transaction ends.
pub(crate) async fn locked(
    conn: &mut PgConnection,
    person: &Person,
    id: OrderId,
) -> Result<(Order, Known), BackendError> {
    let order = orders::lock(conn, id).await?.ok_or(BackendError::NotFound)?;
    let known = facts(conn, &order).await?;
    if can::see(person, &known.borrow(&order)) { Ok((order, known)) } else { Err(BackendError::NotFound) }
}

/// The state of an order that the person may see, for event streams; `None` if they may not.
pub async fn visible(backend: &Backend, person: &Person, id: OrderId) -> Result<Option<State>, BackendError> {
    let mut conn = backend.db.acquire().await?;
    match seen(&mut conn, person, id).await {
        Ok((order, _)) => Ok(Some(order.state)),
        Err(BackendError::NotFound) => Ok(None),
        Err(error) => Err(error),
    }
}

/// Everything that an order's page shows.
pub async fn show(backend: &Backend, person: &Person, id: OrderId) -> Result<view::Order, BackendError> {
    let mut conn = backend.db.acquire().await?;
    let (order, known) = seen(&mut conn, person, id).await?;
    let can = Can::of(person, &known.borrow(&order));
    let steps = steps(&mut conn, &known, &order).await?;
    let (cloud_reference, instance) = orders::reference(&mut conn, id).await?;
    let payment = settlements::shown(&mut conn, id).await?;
    let attempts = purchases::shown(&mut conn, id).await?;
    let looks = known_facts::looks(&mut conn, id).await?;
    let statements = known_facts::statements(&mut conn, id).await?;
    let mut tx = conn.begin().await?;
    known_facts::divide_waits(&mut tx, backend.settle.divisor()).await?;
    let grounds = match (order.state, settlements::in_doubt(&mut tx, id).await?) {
        (State::NeedsPerson, _) => Some(known_facts::grounds(&mut tx, id).await?),
        (_, Some(Settlement { attempt: Some(attempt), .. })) => {
            Some(known_facts::grounds_of(&mut tx, id, attempt).await?)
        }
        _ => None,
    };
    drop(tx);
    let is_lost = order.state == State::NeedsPerson && attempts.is_empty();
    let unowned = if is_lost { holdings::open_for(&mut conn, id).await? } else { Vec::new() };
    let request_ids = attempts
        .iter()
        .flat_map(|attempt| attempt.sends.iter().filter_map(|send| send.request_id.clone()))
        .collect();
    let editing = order.state == State::Draft;
    let stored = known.stored.filter(|_| !editing);
    let credential = match &stored {
        Some(stored) => {
            let revision = &stored.revision;
            let version =
                credentials::version(&mut conn, revision.credential, revision.credential_version).await?;
            version.map(|version| CredentialRef {
                id: revision.credential,
                label: version.label,
                identity: version.facts.identity(),
                version: revision.credential_version,
            })
        }
        None => None,
    };
    // Whoever claims orders passes over it meanwhile, so that nobody writes it there.
    let held = order.state == State::Approved && holds::stands(&mut conn).await?;
    let thread = messages::of_order(&mut conn, id).await?;
    let changed = match &stored {
        Some(stored) if order.revision > 1 => {
            let before = revisions::find(&mut conn, id, order.revision - 1).await?;
            before.map(|before| changed(&before, stored)).transpose()?.unwrap_or_default()
        }
        _ => Vec::new(),
    };
    let spec = match &stored {
        Some(stored) => serde_json::from_slice(&stored.revision.business).map_err(BackendError::internal)?,
        None => order.draft.spec.clone(),
    };
    Ok(view::Order {
        id,
        number: order.number,
        operation: order.operation,
        state: order.state,
        fulfilment: instance.map(|(_, fulfilment)| fulfilment),
        revision: order.revision,
        hash: stored.as_ref().map(|stored| stored.hash),
        team: order.team_name,
        credential,
        spec,
        reason: stored.as_ref().map_or_else(|| order.draft.reason.clone(), |s| s.revision.reason.clone()),
        quote: stored.as_ref().and_then(|stored| stored.price),
        ceiling: match &stored {
            Some(stored) => Some(stored.revision.ceiling),
            None => order.draft.stated_ceiling().ok().flatten(),
        },
        rule: stored.as_ref().map(|stored| RuleRef {
            id: stored.revision.rule,
            version: stored.revision.rule_version,
            name: stored.rule_name.clone(),
        }),
        why: stored.as_ref().map(|stored| stored.why.clone()).unwrap_or_default(),
        chain: steps,
        thread,
        changed,
        payment,
        attempts,
        cloud_reference,
        instance: instance.map(|(instance, _)| instance),
        request_ids,
        waiting: held.then(|| "hold".to_owned()).or(order.waiting).or(order.person_reason),
        due_at: order.due_at,
        expires_at: order.expires_at,
        state_since: order.state_since,
        assigned_to: order.assigned_to,
        looks,
        statements,
        grounds,
        unowned: unowned.into_iter().map(|row| row.reference).collect(),
        can,
        requester: order.requester,
        created_at: order.created_at,
        updated_at: order.updated_at,
    })
}

/// What a revision has otherwise than the one before: parameters by their wire names, then what is not sent.
fn changed(before: &Stored, after: &Stored) -> Result<Vec<Changed>, BackendError> {
    let facts = |stored: &Stored| {
        let revision = &stored.revision;
        let spec: Input = serde_json::from_slice(&revision.business).map_err(BackendError::internal)?;
        let more = [
            ("credential_id", revision.credential.to_string()),
            ("ceiling", revision.ceiling.to_string()),
            ("reason", revision.reason.clone()),
        ];
        Ok::<Vec<_>, BackendError>(
            spec.into_iter().chain(more.map(|(name, value)| (name.to_owned(), value))).collect(),
        )
    };
    let (before, after) = (facts(before)?, facts(after)?);
    let value = |facts: &[(String, String)], name: &str| {
        facts.iter().find(|(known, _)| known == name).map(|(_, value)| value.clone())
    };
    let gone = before.iter().filter(|(name, _)| value(&after, name).is_none());
    let names = after.iter().chain(gone).map(|(name, _)| name.clone());
    let compared = names.map(|name| {
        let (before, after) = (value(&before, &name), value(&after, &name));
        Changed { name, before, after }
    });
    Ok(compared.filter(|changed| changed.before != changed.after).collect())
}

async fn steps(conn: &mut PgConnection, known: &Known, order: &Order) -> Result<Vec<StepView>, BackendError> {
    if order.state == State::Draft {
        return Ok(Vec::new());
    }
    let waits = order.state == State::PendingApproval;
    let lacking = if waits {
        let people = rules::active(conn).await?;
        known.borrow(order).places().lacking(&people, &known.answers)
    } else {
        Vec::new()
    };
    let due = known.chain.due_number(&known.answers).filter(|_| waits);
    let mut steps = rules::steps(conn, &known.chain, &lacking).await?;
    for (number, step) in steps.iter_mut().enumerate() {
        let answered = known.shown.iter().filter(|(step, _)| *step == number);
        step.answers = answered.map(|(_, view)| view.clone()).collect();
        let handed = known.handed_shown.iter().filter(|(step, _)| *step == number);
        step.handed = handed.map(|(_, view)| view.clone()).collect();
        step.due = due == Some(number);
    }
    Ok(steps)
}

/// As [`show`], by the number that people know.
pub async fn show_by_number(
    backend: &Backend,
    person: &Person,
    number: OrderNumber,
) -> Result<view::Order, BackendError> {
    let mut conn = backend.db.acquire().await?;
    let id = orders::id_of(&mut conn, number).await?.ok_or(BackendError::NotFound)?;
    drop(conn);
    show(backend, person, id).await
}

/// What happened to the order, newest first.
pub async fn events(backend: &Backend, person: &Person, id: OrderId) -> Result<Vec<EventView>, BackendError> {
    let mut conn = backend.db.acquire().await?;
    seen(&mut conn, person, id).await?;
    Ok(store::events::of_order(&mut conn, id).await?)
}
