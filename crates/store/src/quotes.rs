//! What clouds answered when they were asked for a price: append-only.

use domain::{
    catalog::Operation,
    digest::Digest,
    ids::{CredentialId, PersonId, QuoteId},
    money::{Currency, Money},
    quote::{Per, Price},
};
use rust_decimal::Decimal;
use sqlx::PgConnection;
use time::OffsetDateTime;

use crate::StoreError;

/// What a price is asked for, and with which key: prices differ between accounts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Asked {
    pub operation: Operation,
    pub business_hash: Digest,
    pub credential: CredentialId,
    pub credential_version: i32,
}

/// A kept answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Quote {
    pub id: QuoteId,
    /// Absent where the cloud named none.
    pub price: Option<Price>,
    pub asked_at: OffsetDateTime,
}

/// Keeps an answer; when it was asked is the database's to say.
pub async fn insert(
    conn: &mut PgConnection,
    id: QuoteId,
    requester: PersonId,
    asked: &Asked,
    price: Option<Price>,
) -> Result<Quote, StoreError> {
    let columns = Columns::of(price.as_ref());
    let asked_at = sqlx::query_scalar!(
        r#"
        insert into purser.quotes (
            quote_id, requester_id, operation, business_hash, credential_id, credential_version, list, discount, pay,
            currency, per
        )
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
        returning asked_at
        "#,
        id.as_uuid(),
        requester.as_uuid(),
        asked.operation.key(),
        asked.business_hash.as_bytes().as_slice(),
        asked.credential.as_uuid(),
        asked.credential_version,
        columns.list as _,
        columns.discount as _,
        columns.pay as _,
        columns.currency as _,
        columns.per,
    )
    .fetch_one(conn)
    .await?;
    Ok(Quote { id, price, asked_at })
}

/// The newest answer to this very question that is younger than `max_age_s`.
pub async fn newest(
    conn: &mut PgConnection,
    asked: &Asked,
    max_age_s: f64,
) -> Result<Option<Quote>, StoreError> {
    let row = sqlx::query!(
        r#"
        select
            quote_id as "id: QuoteId",
            list::numeric as list,
            discount::numeric as discount,
            pay::numeric as pay,
            currency::text as "currency: Currency",
            per as "per: Per",
            asked_at
        from purser.quotes
        where credential_id = $1
          and credential_version = $2
          and business_hash = $3
          and operation = $4
          and asked_at > purser.now() - make_interval(secs => $5)
        order by asked_at desc
        limit 1
        "#,
        asked.credential.as_uuid(),
        asked.credential_version,
        asked.business_hash.as_bytes().as_slice(),
        asked.operation.key(),
        max_age_s,
    )
    .fetch_optional(conn)
    .await?;
    row.map(|row| {
        let price = price(row.list, row.discount, row.pay, row.currency, row.per)?;
        Ok(Quote { id: row.id, price, asked_at: row.asked_at })
    })
    .transpose()
}

/// A price as its columns have it: all absent without one.
#[derive(Default)]
pub(crate) struct Columns {
    pub(crate) list: Option<Decimal>,
    pub(crate) discount: Option<Decimal>,
    pub(crate) pay: Option<Decimal>,
    pub(crate) currency: Option<&'static str>,
    pub(crate) per: Option<&'static str>,
}

impl Columns {
    pub(crate) fn of(price: Option<&Price>) -> Self {
        price.map_or_else(Self::default, |price| Self {
            list: Some(price.list().amount()),
            discount: price.discount().map(|discount| discount.amount()),
            pay: Some(price.pay().amount()),
            currency: Some(price.pay().currency().code()),
            per: Some(price.per().name()),
        })
    }
}

/// The price of its columns.
pub(crate) fn price(
    list: Option<Decimal>,
    discount: Option<Decimal>,
    pay: Option<Decimal>,
    currency: Option<Currency>,
    per: Option<Per>,
) -> Result<Option<Price>, StoreError> {
    let (Some(list), Some(pay), Some(currency), Some(per)) = (list, pay, currency, per) else {
        return Ok(None);
    };
    let unreadable = |_| StoreError::unreadable("price");
    let money = |amount| Money::new(amount, currency).map_err(unreadable);
    let discount = discount.map(money).transpose()?;
    Price::new(money(list)?, discount, money(pay)?, per).map(Some).map_err(unreadable)
}
