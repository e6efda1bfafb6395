//! Making an order, and keeping what is typed.

use domain::{
    catalog::{Input, Leftovers, MAX_ENTRIES, MAX_NAME, MAX_TEXT, Operation, is_secret},
    digest::Digest,
    ids::{OrderId, OrderNumber, TeamId},
    order::{OrderInput, can},
    person::Person,
    refusal::{FieldError, MAX_REFUSALS, Reason},
};
use sqlx::PgConnection;
use store::orders::{self, Order};

use super::{
    secrets, show,
    submit::{self, Consent},
};
use crate::{Actor, Backend, BackendError, log::OrderEvent, quotes};

/// The order that was made, now or by an earlier call with the same key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Created {
    pub id: OrderId,
    pub number: OrderNumber,
    /// An earlier call made it.
    pub repeated: bool,
}

/// Makes an order, and submits it where `submit` says so. A repeated `submit_key` is the same order; the
/// same key with another body is a conflict (`submit_key_reused`). When a field is refused, or the cloud cannot be
/// asked for the price, nothing is stored.
#[tracing::instrument(skip_all, fields(actor.id = %person.id, %operation, submit), err)]
#[expect(clippy::too_many_arguments, reason = "each is a separate promise of the API")]
pub async fn create(
    backend: &Backend,
    person: &Person,
    operation: Operation,
    input: &OrderInput,
    leftovers: Leftovers,
    submit_key: &str,
    submit: bool,
    consent: impl Into<Consent<'_>>,
) -> Result<Created, BackendError> {
    can::clone(person).map_err(BackendError::NotAllowed)?;
    if submit_key.is_empty() || submit_key.len() > 200 || submit_key.bytes().any(|b| !b.is_ascii_graphic()) {
        return Err(BackendError::field("Idempotency-Key", Reason::BadCharacters));
    }
    let consent = consent.into();
    let hashes = body_hashes(backend, person, submit_key, (operation, input, submit), &consent)?;

    let mut conn = backend.db.acquire().await?;
    if let Some(created) = earlier(&mut conn, person, submit_key, &hashes).await? {
        return Ok(created);
    }
    drop(conn);
    let (team, errors) = chosen_team(person, &input.team);
    let mut errors: Vec<_> = errors.into_iter().chain(not_to_keep(input)).collect();
    if submit {
        let refused = input.check(operation, leftovers).err().into_iter().flatten();
        let secret = consent.secrets.map(|given| secrets::check(operation, given));
        let refused: Vec<_> = refused.chain(secret.into_iter().flatten()).collect();
        // What the field's own rule says is enough.
        errors.retain(|kept| refused.iter().all(|error| error.field != kept.field));
        errors.extend(refused);
    } else if let Some(given) = consent.secrets {
        errors
            .extend(given.keys().map(|name| FieldError::new(format!("spec.{name}"), Reason::SecretNotKept)));
    }
    let Some(team) = team.filter(|_| errors.is_empty()) else {
        return Err(BackendError::Fields(errors));
    };

    let quoted = match submit {
        true => Some(quotes::of_order(backend, person, operation, input, leftovers).await?),
        false => None,
    };

    let id = OrderId::from_uuid(backend.random.uuid(&backend.clock));
    let new = orders::New {
        id,
        mode: backend.mode,
        requester: person.id,
        team,
        operation,
        submit_key,
        submit_body_hash: hashes[0],
        draft: input,
    };
    let mut tx = backend.db.begin().await?;
    let Some(number) = orders::insert(&mut tx, &new).await? else {
        // Another call with this key was faster by a moment.
        return earlier(&mut tx, person, submit_key, &hashes).await?.ok_or(BackendError::Stale);
    };
    let mut order = orders::find(&mut tx, id).await?.ok_or(BackendError::Stale)?;
    backend.log_order(&mut tx, Actor::Person(person), &order, OrderEvent::new("order.created")).await?;
    if let Some(quoted) = quoted {
        submit::freeze(backend, &mut tx, person, &mut order, leftovers, consent, &quoted).await?;
    }
    tx.commit().await?;
    Ok(Created { id, number, repeated: false })
}

/// Hashes of what was sent, the one to store first: a secret stands in them as a code of the vault, and the same body
/// has another hash for each of its keys.
fn body_hashes(
    backend: &Backend,
    person: &Person,
    submit_key: &str,
    (operation, input, submit): (Operation, &OrderInput, bool),
    consent: &Consent<'_>,
) -> Result<Vec<Digest>, BackendError> {
    let marks = match consent.secrets {
        Some(secrets) => secrets::marks(backend, person.id, submit_key, secrets)?,
        None => vec![None],
    };
    let bytes = |mark: Option<[u8; 32]>| match mark {
        None => serde_json::to_vec(&(operation, input, submit)),
        Some(mark) => serde_json::to_vec(&(operation, input, submit, mark)),
    };
    let hashes: Result<Vec<_>, _> =
        marks.into_iter().map(|mark| bytes(mark).map(|it| Digest::of(&it))).collect();
    hashes.map_err(BackendError::internal)
}

async fn earlier(
    conn: &mut PgConnection,
    person: &Person,
    key: &str,
    hashes: &[Digest],
) -> Result<Option<Created>, BackendError> {
    match orders::by_submit_key(conn, person.id, key).await? {
        Some((id, number, hash)) if hashes.contains(&hash) => {
            Ok(Some(Created { id, number, repeated: true }))
        }
        Some(_) => Err(BackendError::Conflict("submit_key_reused")),
        None => Ok(None),
    }
}

/// The team that is charged: the one that was named, or the only one.
pub(crate) fn chosen_team(person: &Person, name: &str) -> (Option<TeamId>, Option<FieldError>) {
    let refuse = |reason| (None, Some(FieldError::new("team", reason)));
    match (name.trim(), person.teams.as_slice()) {
        ("", [only]) => (Some(only.team), None),
        ("", _) => refuse(Reason::Required),
        (name, teams) => match teams.iter().find(|membership| membership.name == name) {
            Some(membership) => (Some(membership.team), None),
            None => refuse(Reason::NotFound),
        },
    }
}

/// What is typed is kept, but not without bounds, and never a secret. The fields are `spec.<wire name>` and `spec`.
pub(crate) fn spec_not_to_keep(spec: &Input) -> Vec<FieldError> {
    let mut errors = Vec::new();
    for (name, value) in spec {
        // What is no parameter's name at all is not repeated in full.
        let field = || format!("spec.{}", name.chars().take(MAX_NAME).collect::<String>());
        if is_secret(name) && !value.is_empty() {
            errors.push(FieldError::new(field(), Reason::SecretNotKept));
        }
        if name.chars().count() > MAX_NAME {
            errors.push(FieldError::new(field(), Reason::TooLong { max: MAX_NAME }));
        } else if value.chars().count() > MAX_TEXT {
            errors.push(FieldError::new(field(), Reason::TooLong { max: MAX_TEXT }));
        } else if value.contains('\0') {
            errors.push(FieldError::new(field(), Reason::BadCharacters));
        }
    }
    if spec.len() > MAX_ENTRIES {
        errors.push(FieldError::new("spec", Reason::TooMany { max: MAX_ENTRIES }));
    }
    if spec.keys().any(|name| name.contains('\0')) {
        errors.push(FieldError::new("spec", Reason::BadCharacters));
    }
    errors.truncate(MAX_REFUSALS);
    errors
}

/// The same of a whole draft.
fn not_to_keep(input: &OrderInput) -> Vec<FieldError> {
    const MAX_VALUE: usize = 4_000;
    let mut errors = spec_not_to_keep(&input.spec);
    for (field, value) in [
        ("credential_id", &input.credential_id),
        ("reason", &input.reason),
        ("ceiling", &input.ceiling),
        ("currency", &input.currency),
    ] {
        if value.chars().count() > MAX_VALUE || value.contains('\0') {
            errors.push(FieldError::new(field, Reason::TooLong { max: MAX_VALUE }));
        }
    }
    errors.truncate(MAX_REFUSALS);
    errors
}

/// The caller's own order, locked until the transaction ends, if it is a draft.
pub(super) async fn own_draft(
    conn: &mut PgConnection,
    person: &Person,
    id: OrderId,
) -> Result<Order, BackendError> {
    let (order, facts) = show::locked(conn, person, id).await?;
    can::edit(person, &facts.borrow(&order)).map_err(BackendError::NotAllowed)?;
    Ok(order)
}

/// Whether what was typed could be kept: its team, and nothing secret or endless.
pub(super) fn may_keep(person: &Person, input: &OrderInput) -> Result<Option<TeamId>, BackendError> {
    let (team, error) = chosen_team(person, &input.team);
    let errors: Vec<_> = error.into_iter().chain(not_to_keep(input)).collect();
    if errors.is_empty() { Ok(team) } else { Err(BackendError::Fields(errors)) }
}

/// Writes what was typed into the draft.
pub(super) async fn write_draft(
    conn: &mut PgConnection,
    person: &Person,
    order: &mut Order,
    input: &OrderInput,
) -> Result<(), BackendError> {
    let team = may_keep(person, input)?;
    order.team = team.unwrap_or(order.team);
    order.draft = input.clone();
    orders::save(conn, order).await?;
    Ok(())
}

/// Keeps what was typed so far.
#[tracing::instrument(skip_all, fields(actor.id = %person.id, order.id = %id), err)]
pub async fn save_draft(
    backend: &Backend,
    person: &Person,
    id: OrderId,
    input: &OrderInput,
) -> Result<(), BackendError> {
    let mut tx = backend.db.begin().await?;
    let mut order = own_draft(&mut tx, person, id).await?;
    write_draft(&mut tx, person, &mut order, input).await?;
    tx.commit().await?;
    Ok(())
}

/// A draft as its form shows it. Only its requester has one.
pub async fn draft_input(
    backend: &Backend,
    person: &Person,
    number: OrderNumber,
) -> Result<(OrderId, Operation, OrderInput), BackendError> {
    let mut conn = backend.db.acquire().await?;
    let id = orders::id_of(&mut conn, number).await?.ok_or(BackendError::NotFound)?;
    let (order, facts) = show::seen(&mut conn, person, id).await?;
    can::edit(person, &facts.borrow(&order)).map_err(BackendError::NotAllowed)?;
    let input = OrderInput { team: order.team_name, ..order.draft };
    Ok((order.id, order.operation, input))
}

/// What a new order starts from when it copies this one. Of another person's order the credential is not
/// taken over, nor a team that the caller is not in.
pub async fn clone_input(
    backend: &Backend,
    person: &Person,
    number: OrderNumber,
) -> Result<(Operation, OrderInput), BackendError> {
    can::clone(person).map_err(BackendError::NotAllowed)?;
    let mut conn = backend.db.acquire().await?;
    let id = orders::id_of(&mut conn, number).await?.ok_or(BackendError::NotFound)?;
    let (order, _) = show::seen(&mut conn, person, id).await?;
    let spec = match store::revisions::find(&mut conn, id, order.revision).await? {
        Some(stored) => serde_json::from_slice(&stored.revision.business).map_err(BackendError::internal)?,
        None => order.draft.spec,
    };
    let own = order.requester.id == person.id;
    let input = OrderInput {
        spec,
        credential_id: if own { order.draft.credential_id } else { String::new() },
        team: if person.is_in(order.team) { order.team_name } else { String::new() },
        reason: String::new(),
        ceiling: order.draft.ceiling,
        currency: order.draft.currency,
    };
    Ok((order.operation, input))
}
