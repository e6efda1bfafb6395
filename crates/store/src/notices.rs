//! Notices: who was told of which event, what they read of it, and what they switched.

use domain::{
    catalog::Operation,
    ids::{EventId, NoticeId, OrderId, OrderNumber, PersonId},
    money::{Currency, Money},
    notice::{About, AboutOrder, AboutRight, Channel, Kind, Notice, Post, Switches},
};
use rust_decimal::Decimal;
use sqlx::PgConnection;
use time::OffsetDateTime;
use uuid::Uuid;

use crate::{StoreError, orders::Cursor};

/// One event that people are told of.
#[derive(Debug)]
pub struct New<'a> {
    pub kind: Kind,
    pub event: EventId,
    /// The order as it is after the event, where it is about one.
    pub order: Option<(OrderId, i32)>,
    /// Whom to tell, each with the id that their notice gets.
    pub people: &'a [(NoticeId, PersonId)],
    /// Whether mails leave this installation.
    pub mails: bool,
    /// The id of what the webhook is told, where there is one.
    pub webhook: Option<Uuid>,
}

/// Writes a notice, and what is to be sent, for everybody who may sign in and did not switch it off. Who was told of
/// the event before is not told again.
pub async fn tell(conn: &mut PgConnection, new: &New<'_>) -> Result<(), StoreError> {
    let ids: Vec<Uuid> = new.people.iter().map(|(id, _)| id.as_uuid()).collect();
    let people: Vec<Uuid> = new.people.iter().map(|(_, person)| person.as_uuid()).collect();
    let (order, revision) = new.order.map(|(order, revision)| (order.as_uuid(), revision)).unzip();
    sqlx::query!(
        r#"
        with wanted as (
            select
                told.notice_id,
                told.person_id,
                coalesce(portal.wanted, $7) as in_portal,
                $9 and coalesce(mail.wanted, $8) as by_mail
            from unnest($1::uuid[], $2::uuid[]) as told (notice_id, person_id)
            join purser.people p on p.person_id = told.person_id and p.disabled_at is null
            left join purser.notice_switches portal
                on portal.person_id = p.person_id and portal.kind = $3 and portal.channel = 'portal'
            left join purser.notice_switches mail
                on mail.person_id = p.person_id and mail.kind = $3 and mail.channel = 'mail'
        ), written as (
            insert into purser.notices (notice_id, person_id, kind, event_id, order_id, revision, in_portal)
            select notice_id, person_id, $3, $4, $5, $6, in_portal
            from wanted
            where in_portal or by_mail
            on conflict on constraint told_once do nothing
            returning notice_id
        )
        insert into purser.deliveries (delivery_id, channel, notice_id, person_id, kind, event_id, order_id, revision)
        select notice_id, 'mail', notice_id, person_id, $3, $4, $5, $6
        from wanted
        join written using (notice_id)
        where by_mail
        union all
        select $10::uuid, 'webhook', null::uuid, null::uuid, $3, $4, $5, $6
        where $10::uuid is not null
        on conflict do nothing
        "#,
        &ids,
        &people,
        new.kind.name(),
        new.event.as_uuid(),
        order,
        revision,
        new.kind.by_default(Channel::Portal),
        new.kind.by_default(Channel::Mail),
        new.mails,
        new.webhook,
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// What an event's words are read as.
pub(crate) struct Row {
    pub(crate) kind: Kind,
    pub(crate) at: OffsetDateTime,
    pub(crate) reason: Option<String>,
    pub(crate) doer: Option<String>,
    pub(crate) credential: Option<String>,
    pub(crate) number: Option<i64>,
    pub(crate) operation: Option<Operation>,
    pub(crate) requester: Option<String>,
    pub(crate) team: Option<String>,
    pub(crate) ceiling: Option<Decimal>,
    pub(crate) currency: Option<Currency>,
    pub(crate) why: Option<String>,
    pub(crate) receiver: Option<String>,
    /// What they are given.
    pub(crate) given: Option<String>,
    pub(crate) lead_of: Option<String>,
    pub(crate) is_own: bool,
    pub(crate) is_refused: bool,
    pub(crate) rule: Option<String>,
}

impl Row {
    pub(crate) fn about(self) -> Result<About, StoreError> {
        let ceiling = match self.ceiling.zip(self.currency) {
            Some((amount, currency)) => {
                Some(Money::new(amount, currency).map_err(|_| StoreError::unreadable("ceiling"))?)
            }
            None => None,
        };
        let order = self.number.zip(self.operation).map(|(number, operation)| AboutOrder {
            number: OrderNumber::new(number),
            operation,
            requester: self.requester.unwrap_or_default(),
            team: self.team.unwrap_or_default(),
            ceiling,
            reason: self.why.unwrap_or_default(),
        });
        let post = match (self.given.as_deref(), self.lead_of) {
            (None, _) => None,
            (Some(_), Some(team)) => Some(Post::LeadOf(team)),
            (Some(role), None) => {
                Some(Post::Role(role.parse().map_err(|_| StoreError::unreadable("right"))?))
            }
        };
        let right = post.zip(self.receiver).map(|(post, receiver)| AboutRight {
            post,
            receiver,
            is_own: self.is_own,
            is_refused: self.is_refused,
        });
        Ok(About {
            kind: self.kind,
            at: self.at,
            order,
            doer: self.doer,
            reason: self.reason,
            credential: self.credential,
            right,
            rule: self.rule,
        })
    }
}

/// At most `limit` of the person's notices, newest first.
pub async fn list(
    conn: &mut PgConnection,
    person: PersonId,
    after: Option<Cursor>,
    limit: i64,
) -> Result<Vec<Notice>, StoreError> {
    let rows = sqlx::query!(
        r#"
        select
            n.notice_id as "id: NoticeId",
            n.made_at,
            n.read_at,
            n.kind as "kind: Kind",
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
            coalesce(n.person_id = w.receiver_id, false) as "is_own!",
            w.refused as "is_refused!",
            w.rule
        from purser.notices n
        join purser.event_words w on w.event_id = n.event_id
        left join purser.revisions r on r.order_id = n.order_id and r.revision = n.revision
        where n.person_id = $1
          and n.in_portal
          and ($2::timestamptz is null or (n.made_at, n.notice_id) < ($2, $3::uuid))
        order by n.made_at desc, n.notice_id desc
        limit $4
        "#,
        person.as_uuid(),
        after.map(|cursor| cursor.at),
        after.map(|cursor| cursor.id),
        limit,
    )
    .fetch_all(conn)
    .await?;
    rows.into_iter()
        .map(|row| {
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
            Ok(Notice { id: row.id, about: words.about()?, made_at: row.made_at, read_at: row.read_at })
        })
        .collect()
}

/// How many of the person's notices they have not read.
pub async fn unread(conn: &mut PgConnection, person: PersonId) -> Result<i64, StoreError> {
    Ok(sqlx::query_scalar!(
        r#"
        select count(*) as "count!"
        from purser.notices
        where person_id = $1 and in_portal and read_at is null
        "#,
        person.as_uuid(),
    )
    .fetch_one(conn)
    .await?)
}

/// Notes that the person read these of theirs, or all up to a moment; says how many of them were news.
pub async fn read(conn: &mut PgConnection, person: PersonId, which: Read<'_>) -> Result<u64, StoreError> {
    let (ids, until) = match which {
        Read::Only(ids) => (Some(ids.iter().map(|id| id.as_uuid()).collect::<Vec<_>>()), None),
        Read::Until(moment) => (None, Some(moment)),
    };
    let done = sqlx::query!(
        r#"
        update purser.notices
        set read_at = purser.now()
        where person_id = $1
          and in_portal
          and read_at is null
          and ($2::uuid[] is null or notice_id = any($2))
          and ($3::timestamptz is null or made_at <= $3)
        "#,
        person.as_uuid(),
        ids.as_deref(),
        until,
    )
    .execute(conn)
    .await?;
    Ok(done.rows_affected())
}

/// Which notices were read.
#[derive(Debug, Clone, Copy)]
pub enum Read<'a> {
    Only(&'a [NoticeId]),
    /// All that were made until then: a later one was on nobody's screen.
    Until(OffsetDateTime),
}

/// Notes that the person saw the order, and with it whatever they were told of it.
pub async fn read_of_order(
    conn: &mut PgConnection,
    person: PersonId,
    order: OrderId,
) -> Result<u64, StoreError> {
    let done = sqlx::query!(
        r#"
        update purser.notices
        set read_at = purser.now()
        where person_id = $1 and order_id = $2 and in_portal and read_at is null
        "#,
        person.as_uuid(),
        order.as_uuid(),
    )
    .execute(conn)
    .await?;
    Ok(done.rows_affected())
}

/// What the person wants.
pub async fn switches(conn: &mut PgConnection, person: PersonId) -> Result<Switches, StoreError> {
    let rows = sqlx::query!(
        "select kind, channel, wanted from purser.notice_switches where person_id = $1",
        person.as_uuid(),
    )
    .fetch_all(conn)
    .await?;
    let known = rows.into_iter().filter_map(|row| {
        // A kind of another release is left to that.
        let channel = Channel::ALL.into_iter().find(|channel| channel.name() == row.channel)?;
        Some((row.kind.parse().ok()?, channel, row.wanted))
    });
    Ok(Switches::of(&known.collect::<Vec<_>>()))
}

/// Sets what the person wants of one kind by one channel.
pub async fn switch(
    conn: &mut PgConnection,
    person: PersonId,
    kind: Kind,
    channel: Channel,
    wanted: bool,
) -> Result<(), StoreError> {
    sqlx::query!(
        r#"
        insert into purser.notice_switches (person_id, kind, channel, wanted)
        values ($1, $2, $3, $4)
        on conflict (person_id, kind, channel) do update set wanted = excluded.wanted
        "#,
        person.as_uuid(),
        kind.name(),
        channel.name(),
        wanted,
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// An event that the database wrote by itself and nobody was told of yet.
#[derive(Debug)]
pub struct Untold {
    pub event: EventId,
    pub action: String,
    pub order: OrderId,
}

/// Takes one such event off the list, in the transaction that tells of it; another worker takes another one.
pub async fn take_untold(conn: &mut PgConnection) -> Result<Option<Untold>, StoreError> {
    Ok(sqlx::query_as!(
        Untold,
        r#"
        with taken as (
            delete from purser.untold_events
            where event_id = (select event_id from purser.untold_events limit 1 for update skip locked)
            returning event_id
        )
        select
            e.event_id as "event: EventId",
            e.action,
            e.subject_id as "order!: OrderId"
        from purser.events e
        join taken using (event_id)
        where e.subject_kind = 'order'
        "#
    )
    .fetch_optional(conn)
    .await?)
}
