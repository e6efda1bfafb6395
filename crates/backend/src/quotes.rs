//! Quotes: prices that were asked for a person with a key of theirs, and kept with the hash of what they are for.

use cloud::{CloudError, CloudErrorKind};
use domain::{
    approval::Purchase,
    catalog::{Leftovers, Operation, Spec},
    digest::Digest,
    ids::{CredentialId, QuoteId},
    order::{OrderInput, can},
    person::Person,
    quote::{self, Price},
    view::{self, RuleRef},
};
use store::quotes::{self, Asked};
use time::{Duration, OffsetDateTime};

use crate::{Actor, Backend, BackendError, credentials, orders, prices, rules};

/// How old a quote may be when an order is submitted with it.
const FRESH_FOR: Duration = Duration::minutes(5);

/// What was asked and answered; what is submitted with it must be what was asked.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Quoted {
    pub(crate) asked: Asked,
    pub(crate) id: QuoteId,
    pub(crate) price: Option<Price>,
}

/// Asks the cloud what this would cost, and keeps the answer. Judged as an order is, but for its reason and ceiling;
/// nothing that is a secret is taken. Where the cloud says nothing about a price, the answer is `Conflict` with a code of
/// `cloud::Advice` (`cloud_unreachable`, `throttled`, …), or `credential_suspect`.
#[tracing::instrument(skip_all, fields(actor.id = %person.id, %operation), err(level = "debug"))]
pub async fn quote(
    backend: &Backend,
    person: &Person,
    operation: Operation,
    typed: &OrderInput,
    leftovers: Leftovers,
) -> Result<view::Quote, BackendError> {
    can::clone(person).map_err(BackendError::NotAllowed)?;
    let OrderInput { credential_id, team, spec: input, .. } = typed;
    let stated = typed.stated_ceiling().ok().flatten();
    let refused = typed.check(operation, leftovers).err().into_iter().flatten();
    let later = ["reason", "ceiling", "currency"];
    let mut errors: Vec<_> = refused.filter(|error| !later.contains(&error.field.as_str())).collect();
    let (team, refused) = orders::chosen_team(person, team);
    errors.extend(refused);
    let spec = Spec::check(operation, input, leftovers).ok().filter(|_| errors.is_empty());
    let Some((spec, team)) = spec.zip(team) else { return Err(BackendError::Fields(errors)) };

    let (quoted, asked_at) = ask(backend, person, &spec, credential_id).await?;
    let mut conn = backend.db.acquire().await?;
    let region = match spec.region() {
        Some(region) => region.to_owned(),
        None => {
            let chosen = credentials::chosen(backend, &mut conn, person, operation, credential_id).await?;
            chosen.usable.facts.region.unwrap_or_default()
        }
    };
    let counted = quoted.price.map(|price| price.counted());
    let purchase = Purchase {
        operation,
        region,
        billing: spec.billing(),
        team,
        // What the submit would refuse is said there.
        ceiling: quote::ceiling(quoted.price.as_ref(), stated).ok().or(counted),
        price_known: quoted.price.is_some(),
    };
    let met = rules::meet(&mut conn, &purchase, person.id).await?;
    let chain = rules::steps(&mut conn, &met.frozen.chain, &met.frozen.lacking).await?;
    Ok(view::Quote {
        price: quoted.price,
        ceiling: counted,
        spec_hash: quoted.asked.business_hash,
        asked_at,
        rule: RuleRef { id: met.rule.id, version: met.rule.version, name: met.rule.name },
        why: met.why,
        chain,
    })
}

/// The price of an order that is about to be submitted: one that was asked for moments ago, or a new one. Everything
/// that an order is refused for without asking a cloud is refused before.
pub(crate) async fn of_order(
    backend: &Backend,
    person: &Person,
    operation: Operation,
    input: &OrderInput,
    leftovers: Leftovers,
) -> Result<Quoted, BackendError> {
    let checked = input.check(operation, leftovers).map_err(BackendError::Fields)?;
    let mut conn = backend.db.acquire().await?;
    let credential = credentials::chosen(backend, &mut conn, person, operation, &input.credential_id).await?;
    let asked = asked(&checked.spec, credential.id, credential.usable.version);
    if let Some(kept) = quotes::newest(&mut conn, &asked, FRESH_FOR.as_seconds_f64()).await? {
        return Ok(Quoted { asked, id: kept.id, price: kept.price });
    }
    drop(conn);
    Ok(ask(backend, person, &checked.spec, &input.credential_id).await?.0)
}

/// What a quote of these parameters with this version is about.
pub(crate) fn asked(spec: &Spec, credential: CredentialId, credential_version: i32) -> Asked {
    let business_hash = Digest::of(&spec.canonical_bytes());
    Asked { operation: spec.operation(), business_hash, credential, credential_version }
}

/// No transaction is open while the cloud is asked.
async fn ask(
    backend: &Backend,
    person: &Person,
    spec: &Spec,
    credential_id: &str,
) -> Result<(Quoted, OffsetDateTime), BackendError> {
    let operation = spec.operation();
    let mut conn = backend.db.acquire().await?;
    let credential = credentials::chosen(backend, &mut conn, person, operation, credential_id).await?;
    let (id, version) = (credential.id, credential.usable.version);
    let key = credentials::decrypt_version(backend, &mut conn, id, version).await?;
    drop(conn);
    let answer = prices::ask(backend, operation, &spec.parameters(), &key).await;
    drop(key);

    let price = match answer {
        Ok(price) => price,
        Err(prices::Failed::Cloud(error)) => {
            return Err(refused(backend, person, (id, version), &error).await?);
        }
        Err(prices::Failed::Portal(error)) => return Err(error),
    };
    let asked = asked(spec, id, version);
    let mut conn = backend.db.acquire().await?;
    let id = QuoteId::from_uuid(backend.random.uuid(&backend.clock));
    let kept = quotes::insert(&mut conn, id, person.id, &asked, price).await?;
    Ok((Quoted { asked, id, price }, kept.asked_at))
}

/// What the caller hears where the cloud said nothing about a price. A key that it does not take is noted.
async fn refused(
    backend: &Backend,
    person: &Person,
    (id, version): (CredentialId, i32),
    error: &CloudError,
) -> Result<BackendError, BackendError> {
    tracing::info!(%error, message = error.message, "the cloud was asked for a price and named none");
    if error.kind != CloudErrorKind::CredentialRejected {
        return Ok(BackendError::Conflict(error.advice.name()));
    }
    let mut tx = backend.db.begin().await?;
    credentials::note_refusal(backend, &mut tx, Actor::Person(person), (id, version), error).await?;
    tx.commit().await?;
    Ok(BackendError::Conflict("credential_suspect"))
}
