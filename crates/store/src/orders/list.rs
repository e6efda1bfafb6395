//! Lists of orders, limited to what the reader may see: the rule is `domain::order::can::see`, once more in SQL.

use std::{fmt, str::FromStr};

use domain::{
    catalog::{Input, Operation},
    ids::{OrderId, OrderNumber, PersonId},
    instance::Fulfilment,
    money::{Currency, Money},
    order::{OrderFilter, OrderInput, State},
    view::{OrderRow, StateCounts, Who},
};
use rust_decimal::Decimal;
use sqlx::{PgConnection, types::Json};
use time::OffsetDateTime;
use uuid::Uuid;

use super::Reader;
use crate::StoreError;

/// Where a list continues: after this row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cursor {
    pub at: OffsetDateTime,
    pub id: Uuid,
}

impl fmt::Display for Cursor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:x}.{}", self.at.unix_timestamp_nanos() / 1_000, self.id.simple())
    }
}

impl FromStr for Cursor {
    type Err = domain::ids::NotAnId;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (micros, id) = text.split_once('.').ok_or(domain::ids::NotAnId)?;
        let micros = i64::from_str_radix(micros, 16).map_err(|_| domain::ids::NotAnId)?;
        let at = OffsetDateTime::from_unix_timestamp_nanos(i128::from(micros) * 1_000);
        let id = Uuid::try_parse(id).map_err(|_| domain::ids::NotAnId)?;
        Ok(Self { at: at.map_err(|_| domain::ids::NotAnId)?, id })
    }
}

/// What a row is read as, before it is shown.
pub(super) struct Row {
    pub(super) id: OrderId,
    pub(super) number: i64,
    pub(super) operation: Operation,
    pub(super) state: State,
    pub(super) fulfilment: Option<Fulfilment>,
    pub(super) requester_id: PersonId,
    pub(super) requester_name: String,
    pub(super) team: String,
    pub(super) business: Option<Vec<u8>>,
    pub(super) draft: Json<OrderInput>,
    pub(super) ceiling: Option<Decimal>,
    pub(super) currency: Option<Currency>,
    pub(super) created_at: OffsetDateTime,
    pub(super) updated_at: OffsetDateTime,
}

impl Row {
    pub(super) fn view(self) -> Result<OrderRow, StoreError> {
        Ok(OrderRow {
            id: self.id,
            number: OrderNumber::new(self.number),
            operation: self.operation,
            state: self.state,
            fulfilment: self.fulfilment,
            requester: Who { id: self.requester_id, name: self.requester_name },
            team: self.team,
            ceiling: match self.ceiling.zip(self.currency) {
                Some((amount, currency)) => {
                    Some(Money::new(amount, currency).map_err(|_| StoreError::unreadable("ceiling"))?)
                }
                None => self.draft.stated_ceiling().ok().flatten(),
            },
            spec: match self.business {
                Some(business) => parameters(&business)?,
                None => self.draft.0.spec,
            },
            created_at: self.created_at,
            updated_at: self.updated_at,
        })
    }
}

/// A pattern for texts that contain this one, whatever it consists of. PostgreSQL has no NUL.
fn containing(text: &str) -> String {
    let mut pattern = String::from("%");
    for c in text.chars().filter(|c| *c != '\0') {
        if matches!(c, '\\' | '%' | '_') {
            pattern.push('\\');
        }
        pattern.push(c);
    }
    pattern.push('%');
    pattern
}

/// Reads business bytes back.
pub(crate) fn parameters(business: &[u8]) -> Result<Input, StoreError> {
    serde_json::from_slice(business).map_err(|_| StoreError::unreadable("business bytes"))
}

/// At most `limit` orders that the reader may see and the filter lets through, newest first.
pub async fn list(
    conn: &mut PgConnection,
    reader: &Reader,
    filter: &OrderFilter,
    after: Option<Cursor>,
    limit: i64,
) -> Result<Vec<OrderRow>, StoreError> {
    let states: Vec<String> = filter.states.iter().map(|state| state.name().to_owned()).collect();
    let words = filter.text.as_deref().map(containing);
    let rows = sqlx::query_as!(
        Row,
        r#"
        select
            o.order_id as "id: OrderId",
            o.number,
            o.operation as "operation: Operation",
            o.state as "state: State",
            i.fulfilment as "fulfilment?: Fulfilment",
            o.requester_id as "requester_id: PersonId",
            p.name as requester_name,
            t.name as team,
            r.business as "business?",
            o.draft as "draft: Json<OrderInput>",
            r.ceiling::numeric as "ceiling?",
            r.currency::text as "currency?: Currency",
            o.created_at,
            o.updated_at
        from purser.orders o
        join purser.people p on p.person_id = o.requester_id
        join purser.teams t on t.team_id = o.team_id
        left join purser.revisions r
            on r.order_id = o.order_id and r.revision = o.revision and o.state <> 'draft'
        left join purser.instances i on i.order_id = o.order_id
        where (
                o.requester_id = $1
                or (o.state <> 'draft' and (
                    $2
                    or o.team_id = any($3)
                    or exists (select from purser.decisions d where d.order_id = o.order_id and d.person_id = $1)
                    or (o.order_id, o.revision) in (
                        select h.order_id, h.revision from purser.hand_overs_that_hold h where h.to_id = any($13))
                    or purser.asks(
                        purser.chain_now(o.order_id, o.revision, r.chain), o.team_id, o.requester_id,
                        $13, $4, $14, $15, $16)
                ))
            )
            and (cardinality($5::text[]) = 0 or o.state = any($5))
            and ($6::text is null or o.operation = $6)
            and ($7::text is null or t.name = $7)
            and (not $8 or o.requester_id = $1)
            and (
                $9::text is null
                or 'P-' || o.number ilike $9
                or p.name ilike $9
                or r.reason ilike $9
                or exists (select from purser.purchases b where b.order_id = o.order_id and b.reference ilike $9)
                or exists (select from purser.evidence e where e.order_id = o.order_id and e.request_id ilike $9)
            )
            and ($10::timestamptz is null or (o.created_at, o.order_id) < ($10, $11))
        order by o.created_at desc, o.order_id desc
        limit $12
        "#,
        reader.person,
        reader.reads_all,
        &reader.teams,
        &reader.asked_as,
        &states,
        filter.operation.map(Operation::key),
        filter.team.as_deref().map(|team| team.replace('\0', "")),
        filter.mine,
        words,
        after.map(|cursor| cursor.at),
        after.map(|cursor| cursor.id),
        limit,
        &reader.people,
        &reader.asked_of,
        &reader.led,
        &reader.led_of,
    )
    .fetch_all(conn)
    .await?;
    rows.into_iter().map(Row::view).collect()
}

/// How many orders the reader may see in each state.
pub async fn counts(conn: &mut PgConnection, reader: &Reader) -> Result<StateCounts, StoreError> {
    let rows = sqlx::query!(
        r#"
        select
            o.state as "state: State",
            count(*) as "count!"
        from purser.orders o
        left join purser.revisions r
            on r.order_id = o.order_id and r.revision = o.revision and o.state <> 'draft'
        where o.requester_id = $1
            or (o.state <> 'draft' and (
                $2
                or o.team_id = any($3)
                or exists (select from purser.decisions d where d.order_id = o.order_id and d.person_id = $1)
                or (o.order_id, o.revision) in (
                    select h.order_id, h.revision from purser.hand_overs_that_hold h where h.to_id = any($5))
                or purser.asks(
                    purser.chain_now(o.order_id, o.revision, r.chain), o.team_id, o.requester_id,
                    $5, $4, $6, $7, $8)
            ))
        group by o.state
        "#,
        reader.person,
        reader.reads_all,
        &reader.teams,
        &reader.asked_as,
        &reader.people,
        &reader.asked_of,
        &reader.led,
        &reader.led_of,
    )
    .fetch_all(conn)
    .await?;
    Ok(rows.into_iter().map(|row| (row.state, row.count)).collect())
}

/// How many of the reader's own orders have not ended.
pub async fn count_open(conn: &mut PgConnection, requester: PersonId) -> Result<i64, StoreError> {
    Ok(sqlx::query_scalar!(
        r#"
        select count(*) as "count!"
        from purser.orders
        where requester_id = $1
          and state in ('draft', 'pending_approval', 'approved', 'executing', 'unknown', 'needs_person')
        "#,
        requester.as_uuid(),
    )
    .fetch_one(conn)
    .await?)
}

/// The cloud's reference of what the order bought, and the instance that it became, or that it changed: that one may
/// stand in the row of the order that bought it.
pub async fn reference(
    conn: &mut PgConnection,
    order: OrderId,
) -> Result<(Option<String>, Option<(domain::ids::InstanceId, Fulfilment)>), StoreError> {
    let reference =
        sqlx::query_scalar!("select reference from purser.purchases where order_id = $1", order.as_uuid())
            .fetch_optional(&mut *conn)
            .await?;
    let instance = sqlx::query!(
        r#"
        select
            instance_id as "id: domain::ids::InstanceId",
            fulfilment as "fulfilment: Fulfilment"
        from purser.instances i
        where i.order_id = $1
           or exists (
               select
               from purser.purchases p
               where p.order_id = $1 and p.kind = 'setstate' and p.provider = i.provider and p.reference = i.cloud_id)
        order by i.order_id = $1 desc, i.fulfilment = 'released', i.created_at desc
        limit 1
        "#,
        order.as_uuid(),
    )
    .fetch_optional(conn)
    .await?;
    Ok((reference, instance.map(|row| (row.id, row.fulfilment))))
}
