//! What leaves the portal: mails and the webhook, claimed by a lease and tried until they are taken.

use domain::{
    catalog::Operation,
    ids::{OrderId, PersonId},
    money::Currency,
    notice::{About, Channel, Kind},
    person::{Email, Language},
};
use sqlx::PgConnection;
use uuid::Uuid;

use crate::{StoreError, notices::Row};

/// By what it leaves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Way {
    Mail,
    Webhook,
}

impl Way {
    /// The name in the database.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Mail => "mail",
            Self::Webhook => "webhook",
        }
    }
}

/// A delivery that this worker holds until its lease ends.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Claim {
    pub id: Uuid,
    /// With this one. It is the claim's fence: who claimed it before has a lower one.
    pub attempts: i32,
}

/// Takes one delivery that is due, or none.
pub async fn claim(
    conn: &mut PgConnection,
    way: Way,
    worker: &str,
    lease_s: f64,
) -> Result<Option<Claim>, StoreError> {
    Ok(sqlx::query_as!(
        Claim,
        r#"
        update purser.deliveries
        set lease_owner = $2,
            lease_until = purser.now() + make_interval(secs => $3),
            attempts = attempts + 1
        where delivery_id = (
            select delivery_id
            from purser.deliveries
            where channel = $1
              and state = 'waiting'
              and due_at <= (select purser.now())
              and (lease_until is null or lease_until < (select purser.now()))
            order by due_at
            limit 1
            for update skip locked
        )
        returning delivery_id as id, attempts
        "#,
        way.name(),
        worker,
        lease_s,
    )
    .fetch_optional(conn)
    .await?)
}

/// To whom a mail goes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct To {
    pub person: PersonId,
    pub email: Email,
    pub name: String,
    /// Absent: none was chosen.
    pub language: Option<Language>,
    /// Whether they may still sign in and still want it.
    pub wants: bool,
}

/// What a claimed delivery says, and to whom where it is a mail.
#[derive(Debug)]
pub struct Letter {
    pub about: About,
    /// The order that it is about, where it is about one.
    pub order: Option<OrderId>,
    pub to: Option<To>,
}

/// Reads a delivery.
pub async fn letter(conn: &mut PgConnection, id: Uuid) -> Result<Letter, StoreError> {
    let row = sqlx::query!(
        r#"
        select
            d.kind as "kind: Kind",
            w.at as "at!",
            w.reason,
            w.doer,
            w.credential,
            w.number,
            w.operation as "operation: Operation",
            w.requester,
            w.team,
            r.ceiling::numeric as ceiling,
            r.currency::text as "currency: Currency",
            r.reason as "why?",
            w.receiver,
            w.given,
            w.lead_of,
            coalesce(d.person_id = w.receiver_id, false) as "is_own!",
            w.refused as "is_refused!",
            w.rule,
            d.order_id as "order: OrderId",
            d.person_id as "person: PersonId",
            p.email as "email?: Email",
            p.name as "name?",
            coalesce(p.language, p.signed_in_language) as "language: Language",
            p.disabled_at is null as "may_sign_in!",
            s.wanted as "wanted?"
        from purser.deliveries d
        join purser.event_words w on w.event_id = d.event_id
        left join purser.revisions r on r.order_id = d.order_id and r.revision = d.revision
        left join purser.people p on p.person_id = d.person_id
        left join purser.notice_switches s
            on s.person_id = d.person_id and s.kind = d.kind and s.channel = 'mail'
        where d.delivery_id = $1
        "#,
        id,
    )
    .fetch_one(conn)
    .await?;
    let wants = row.may_sign_in && row.wanted.unwrap_or(row.kind.by_default(Channel::Mail));
    let to = row.person.zip(row.email).zip(row.name);
    let to = to.map(|((person, email), name)| To { person, email, name, language: row.language, wants });
    let order = row.order;
    let words = Row {
        kind: row.kind,
        at: row.at,
        reason: row.reason,
        doer: row.doer,
        credential: row.credential,
        number: row.number,
        operation: row.operation,
        requester: row.requester,
        team: row.team,
        ceiling: row.ceiling,
        currency: row.currency,
        why: row.why,
        receiver: row.receiver,
        given: row.given,
        lead_of: row.lead_of,
        is_own: row.is_own,
        is_refused: row.is_refused,
        rule: row.rule,
    };
    Ok(Letter { about: words.about()?, order, to })
}

/// What became of an attempt.
#[derive(Debug, Clone, PartialEq)]
pub enum Ended<'a> {
    Sent,
    /// The person does not want it any more, or may not see any more what it is about.
    Dropped,
    /// It is tried again so many seconds from now.
    Again {
        after_s: f64,
        error: &'a str,
    },
    /// It is not tried again.
    Failed {
        error: &'a str,
    },
}

/// Writes what became of the claim's attempt. `Stale`: it was claimed by another one meanwhile.
pub async fn end(conn: &mut PgConnection, claim: &Claim, ended: &Ended<'_>) -> Result<(), StoreError> {
    let (state, after_s, error) = match ended {
        Ended::Sent => ("sent", None, None),
        Ended::Dropped => ("dropped", None, None),
        Ended::Again { after_s, error } => ("waiting", Some(*after_s), Some(*error)),
        Ended::Failed { error } => ("failed", None, Some(*error)),
    };
    let done = sqlx::query!(
        r#"
        update purser.deliveries
        set state = $3,
            due_at = coalesce(purser.now() + make_interval(secs => $4::float8), due_at),
            last_error = coalesce($5, last_error),
            lease_owner = null,
            lease_until = null,
            ended_at = case when $3 = 'waiting' then null else purser.now() end
        where delivery_id = $1 and attempts = $2 and state = 'waiting'
        "#,
        claim.id,
        claim.attempts,
        state,
        after_s,
        error,
    )
    .execute(conn)
    .await?;
    if done.rows_affected() == 1 { Ok(()) } else { Err(StoreError::Stale) }
}
