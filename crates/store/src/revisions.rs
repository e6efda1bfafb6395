//! What submitting froze: append-only, but for the secrets, which are deleted.

mod secrets;

use domain::{
    approval::{Chain, Tried},
    catalog::{Billing, Operation},
    digest::Digest,
    ids::{CredentialId, OrderId, OrderNumber, PersonId, QuoteId, RuleId, TeamId},
    money::{Currency, Money},
    order::{PROTOCOL_VERSION, Revision},
    quote::{Per, Price},
};
use sqlx::{PgConnection, types::Json};
use time::OffsetDateTime;

pub use self::secrets::{keep_secrets, secrets};
use crate::{StoreError, quotes};

/// A revision as it was frozen, with what the database added.
#[derive(Debug, Clone)]
pub struct Stored {
    pub revision: Revision,
    pub hash: Digest,
    /// What the cloud asked when it was submitted, where it named a price.
    pub price: Option<Price>,
    pub rule_name: String,
    /// The rules that were looked at, until the one that decided. Empty for what was submitted before this was kept.
    pub why: Vec<Tried>,
    pub billing: Billing,
    pub region: String,
    pub submitted_at: OffsetDateTime,
    /// Whether the requester knew of look-alikes whose outcome is open.
    pub acknowledged: bool,
    /// Whether its parameters had secrets. They may be deleted by now.
    pub has_secrets: bool,
}

/// What is kept beside a new revision.
#[derive(Debug)]
pub struct New<'a> {
    pub requester: PersonId,
    pub billing: Billing,
    pub region: &'a str,
    pub acknowledged: bool,
    /// The rules that were looked at, until the one that decided.
    pub why: &'a [Tried],
    /// The answer of the cloud that the ceiling comes from, and the price in it.
    pub quote: QuoteId,
    pub price: Option<&'a Price>,
    /// A code that nobody can make without the vault's key; `None` where no parameter is secret.
    pub secret_fingerprint: Option<&'a [u8; 32]>,
}

/// Freezes the revision and its steps, with the answer of the cloud that its ceiling comes from.
pub async fn insert(conn: &mut PgConnection, revision: &Revision, new: &New<'_>) -> Result<(), StoreError> {
    let price = quotes::Columns::of(new.price);
    let (business_hash, order_hash) = (revision.business_hash(), revision.hash());
    sqlx::query!(
        r#"
        insert into purser.revisions (
            order_id, revision, requester_id, operation, business, business_hash, credential_id,
            credential_version, ceiling, currency, billing, region, team_id, rule_id, rule_version, chain, reason,
            protocol_version, order_hash, frozen, acknowledged, price, price_list, price_discount, price_per, quote_id,
            secret_fingerprint, why
        )
        values (
            $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21,
            $22, $23, $24, $25, $26, $27, $28
        )
        "#,
        revision.order.as_uuid(),
        revision.number,
        new.requester.as_uuid(),
        revision.operation.key(),
        revision.business,
        business_hash.as_bytes().as_slice(),
        revision.credential.as_uuid(),
        revision.credential_version,
        revision.ceiling.amount() as _,
        revision.ceiling.currency().code() as _,
        new.billing.name(),
        new.region,
        revision.team.as_uuid(),
        revision.rule.as_uuid(),
        revision.rule_version,
        Json(&revision.chain) as _,
        revision.reason,
        PROTOCOL_VERSION,
        order_hash.as_bytes().as_slice(),
        revision.canonical_bytes(),
        new.acknowledged,
        price.pay as _,
        price.list as _,
        price.discount as _,
        price.per,
        new.quote.as_uuid(),
        new.secret_fingerprint.map(<[u8; 32]>::as_slice),
        Json(new.why) as _,
    )
    .execute(&mut *conn)
    .await?;
    for (number, step) in (0_i32..).zip(&revision.chain.steps) {
        let needs = i32::try_from(step.needs).map_err(|_| StoreError::unreadable("step"))?;
        sqlx::query!(
            "insert into purser.chain_steps (order_id, revision, step, name, needs) values ($1, $2, $3, $4, $5)",
            revision.order.as_uuid(),
            revision.number,
            number,
            step.name,
            needs,
        )
        .execute(&mut *conn)
        .await?;
    }
    Ok(())
}

/// The revision, or `None` if there is none of that number.
pub async fn find(
    conn: &mut PgConnection,
    order: OrderId,
    number: i32,
) -> Result<Option<Stored>, StoreError> {
    let row = sqlx::query!(
        r#"
        select
            r.operation as "operation: Operation",
            r.business,
            r.credential_id as "credential: CredentialId",
            r.credential_version,
            r.ceiling::numeric as "ceiling!",
            r.currency::text as "currency!: Currency",
            r.price::numeric as price,
            r.price_list::numeric as price_list,
            r.price_discount::numeric as price_discount,
            r.price_per as "price_per: Per",
            r.billing as "billing: Billing",
            r.region,
            r.team_id as "team: TeamId",
            r.rule_id as "rule: RuleId",
            r.rule_version,
            u.name as rule_name,
            r.why as "why: Json<Vec<Tried>>",
            r.chain as "chain: Json<Chain>",
            r.reason,
            r.order_hash,
            r.submitted_at,
            r.acknowledged,
            r.secret_fingerprint is not null as "has_secrets!"
        from purser.revisions r
        join purser.rule_versions u on u.rule_id = r.rule_id and u.version = r.rule_version
        where r.order_id = $1 and r.revision = $2
        "#,
        order.as_uuid(),
        number,
    )
    .fetch_optional(conn)
    .await?;
    row.map(|row| {
        let currency = Some(row.currency);
        let price = quotes::price(row.price_list, row.price_discount, row.price, currency, row.price_per)?;
        Ok(Stored {
            price,
            hash: Digest::from_slice(&row.order_hash).ok_or_else(|| StoreError::unreadable("order hash"))?,
            rule_name: row.rule_name,
            why: row.why.map(|why| why.0).unwrap_or_default(),
            billing: row.billing,
            region: row.region,
            submitted_at: row.submitted_at,
            acknowledged: row.acknowledged,
            has_secrets: row.has_secrets,
            revision: Revision {
                order,
                number,
                operation: row.operation,
                business: row.business,
                credential: row.credential,
                credential_version: row.credential_version,
                ceiling: Money::new(row.ceiling, row.currency)
                    .map_err(|_| StoreError::unreadable("ceiling"))?,
                price_known: price.is_some(),
                team: row.team,
                rule: row.rule,
                rule_version: row.rule_version,
                chain: row.chain.0,
                reason: row.reason,
            },
        })
    })
    .transpose()
}

/// An order whose outcome nobody knows, with the same parameters and the same account.
pub async fn look_alike(
    conn: &mut PgConnection,
    business_hash: &Digest,
    account: &str,
    but: OrderId,
) -> Result<Option<OrderNumber>, StoreError> {
    let number = sqlx::query_scalar!(
        r#"
        select o.number
        from purser.attempts a
        join purser.orders o on o.order_id = a.order_id
        where a.business_hash = $1
          and a.account = $2
          and o.state in ('unknown', 'needs_person')
          and o.order_id <> $3
        limit 1
        "#,
        business_hash.as_bytes().as_slice(),
        account,
        but.as_uuid(),
    )
    .fetch_optional(conn)
    .await?;
    Ok(number.map(OrderNumber::new))
}

/// Whether an order with the same parameters and account is being bought right now, or may have been and
/// nobody knows (which `acknowledged` passes over). Until the transaction ends nobody else asks this of the same
/// parameters and account, so that of two that start at once the second sees the first.
pub async fn twin_is_open(
    conn: &mut PgConnection,
    business_hash: &Digest,
    account: &str,
    but: OrderId,
    acknowledged: bool,
) -> Result<bool, StoreError> {
    sqlx::query!(
        "select pg_advisory_xact_lock(hashtextextended($1 || encode($2::bytea, 'hex'), 0)) as lock",
        account,
        business_hash.as_bytes().as_slice(),
    )
    .fetch_one(&mut *conn)
    .await?;
    Ok(sqlx::query_scalar!(
        r#"
        select exists (
            select
            from purser.attempts a
            join purser.orders o on o.order_id = a.order_id
            where a.business_hash = $1
              and a.account = $2
              and (o.state = 'executing' or (not $4 and o.state in ('unknown', 'needs_person')))
              and o.order_id <> $3
        ) as "open!"
        "#,
        business_hash.as_bytes().as_slice(),
        account,
        but.as_uuid(),
        acknowledged,
    )
    .fetch_one(conn)
    .await?)
}
