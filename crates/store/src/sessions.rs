//! Sessions. A browser holds a random id; only its SHA-256 is here.
//!
//! A session lives for [`LIFE_H`] hours, or until nobody used it for [`IDLE_MIN`] minutes, whichever comes
//! first. Ended ones are kept for the record and never found.

use std::{fmt, sync::Arc};

use async_trait::async_trait;
use domain::{
    catalog::Input,
    event::ActorKind,
    ids::{PersonId, SessionId},
    view,
};
use sha2::{Digest as _, Sha256};
use sqlx::{PgConnection, PgPool, types::Json};
use time::OffsetDateTime;
use tower_sessions::{
    SessionStore,
    session::{Id, Record},
    session_store,
};
use uuid::Uuid;

use crate::{StoreError, events};

/// No session is older.
pub const LIFE_H: i64 = 12;
/// Nor unused for longer.
pub const IDLE_MIN: i64 = 30;

tokio::task_local! {
    /// Set around what a page asks by itself while it stands open. That is no use of the session: else one whose reader
    /// has left would never end.
    pub static UNATTENDED: ();
}

/// Where the session's data names its person.
pub const PERSON: &str = "person";
/// Where it names the browser.
pub const USER_AGENT: &str = "user_agent";

/// What is kept of a browser's session id.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct IdHash([u8; 32]);

impl IdHash {
    pub fn of(id: Id) -> Self {
        Self(Sha256::digest(id.0.to_le_bytes()).into())
    }
}

/// What the session layer reads and writes.
#[derive(Clone)]
pub struct Store {
    db: PgPool,
    new_id: Arc<dyn Fn() -> Uuid + Send + Sync>,
}

impl Store {
    /// `new_id` makes the ids of rows; they are not secret.
    pub fn new(db: PgPool, new_id: impl Fn() -> Uuid + Send + Sync + 'static) -> Self {
        Self { db, new_id: Arc::new(new_id) }
    }

    async fn insert(&self, record: &mut Record) -> Result<(), StoreError> {
        let person = person_of(record)?;
        let user_agent = record.data.get(USER_AGENT).and_then(|text| text.as_str()).unwrap_or_default();
        let data = Json(record.data.clone());
        let session = (self.new_id)();
        let mut tx = self.db.begin().await?;
        loop {
            let hash = IdHash::of(record.id);
            let done = sqlx::query!(
                r#"
                insert into purser.sessions (
                    session_id,
                    id_hash,
                    person_id,
                    data,
                    user_agent,
                    confirmed_at,
                    expires_at
                )
                values (
                    $1,
                    $2,
                    $3,
                    $4,
                    $5,
                    case when $3::uuid is null then null else purser.now() end,
                    purser.now() + make_interval(hours => $6)
                )
                on conflict (id_hash) do nothing
                "#,
                session,
                hash.0.as_slice(),
                person.map(PersonId::as_uuid),
                &data as _,
                user_agent,
                LIFE_H as i32,
            )
            .execute(&mut *tx)
            .await?;
            if done.rows_affected() == 1 {
                break;
            }
            record.id = Id::default();
        }
        if let Some(person) = person {
            self.record(&mut tx, person, session, "session.started").await?;
        }
        Ok(tx.commit().await?)
    }

    async fn update(&self, record: &Record) -> Result<(), StoreError> {
        let person = person_of(record)?;
        let hash = IdHash::of(record.id);
        // A session that ended meanwhile stays ended.
        sqlx::query!(
            r#"
            update purser.sessions
            set data = $2, person_id = $3
            where id_hash = $1 and ended_at is null
            "#,
            hash.0.as_slice(),
            Json(record.data.clone()) as _,
            person.map(PersonId::as_uuid),
        )
        .execute(&self.db)
        .await?;
        Ok(())
    }

    async fn find(&self, id: Id) -> Result<Option<Record>, StoreError> {
        let hash = IdHash::of(id);
        let row = sqlx::query!(
            r#"
            select
                s.data as "data: Json<serde_json::Map<String, serde_json::Value>>",
                s.expires_at,
                s.last_seen_at < purser.now() - interval '1 minute' as "seen_long_ago!"
            from purser.sessions s
            left join purser.people p on p.person_id = s.person_id
            where s.id_hash = $1
              and s.ended_at is null
              and s.expires_at > purser.now()
              and s.last_seen_at > purser.now() - make_interval(mins => $2)
              and p.disabled_at is null
            "#,
            hash.0.as_slice(),
            IDLE_MIN as i32,
        )
        .fetch_optional(&self.db)
        .await?;
        let Some(row) = row else { return Ok(None) };
        let attended = UNATTENDED.try_with(|()| ()).is_err();
        if row.seen_long_ago && attended {
            sqlx::query!(
                r#"
                update purser.sessions
                set last_seen_at = purser.now()
                where id_hash = $1 and last_seen_at < purser.now() - interval '1 minute'
                "#,
                hash.0.as_slice(),
            )
            .execute(&self.db)
            .await?;
        }
        Ok(Some(Record { id, data: row.data.0.into_iter().collect(), expiry_date: row.expires_at }))
    }

    async fn end(&self, id: Id) -> Result<(), StoreError> {
        let hash = IdHash::of(id);
        let mut tx = self.db.begin().await?;
        let ended = sqlx::query!(
            r#"
            update purser.sessions
            set ended_at = purser.now()
            where id_hash = $1 and ended_at is null
            returning session_id, person_id as "person: PersonId"
            "#,
            hash.0.as_slice(),
        )
        .fetch_optional(&mut *tx)
        .await?;
        if let Some((session, person)) = ended.and_then(|row| Some((row.session_id, row.person?))) {
            self.record(&mut tx, person, session, "session.ended").await?;
        }
        Ok(tx.commit().await?)
    }

    async fn record(
        &self,
        conn: &mut PgConnection,
        person: PersonId,
        session: Uuid,
        action: &str,
    ) -> Result<(), StoreError> {
        let event = events::New {
            id: (self.new_id)(),
            actor_kind: ActorKind::Person,
            actor: Some(person),
            subject_kind: "session",
            subject: Some(session),
            subject_version: None,
            action,
            from: None,
            to: None,
            reason: None,
            request_id: None,
            data: &Input::new(),
        };
        events::record(conn, &event).await?;
        Ok(())
    }
}

impl fmt::Debug for Store {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Store").finish_non_exhaustive()
    }
}

fn person_of(record: &Record) -> Result<Option<PersonId>, StoreError> {
    record
        .data
        .get(PERSON)
        .map(|id| serde_json::from_value(id.clone()))
        .transpose()
        .map_err(|_| StoreError::unreadable("session"))
}

fn backend(error: StoreError) -> session_store::Error {
    session_store::Error::Backend(error.to_string())
}

#[async_trait]
impl SessionStore for Store {
    async fn create(&self, record: &mut Record) -> session_store::Result<()> {
        self.insert(record).await.map_err(backend)
    }

    async fn save(&self, record: &Record) -> session_store::Result<()> {
        self.update(record).await.map_err(backend)
    }

    async fn load(&self, id: &Id) -> session_store::Result<Option<Record>> {
        self.find(*id).await.map_err(backend)
    }

    async fn delete(&self, id: &Id) -> session_store::Result<()> {
        self.end(*id).await.map_err(backend)
    }
}

/// The person's live sessions, the last used first; `current` is the one that asks.
pub async fn list(
    conn: &mut PgConnection,
    person: PersonId,
    current: Option<IdHash>,
) -> Result<Vec<view::Session>, StoreError> {
    let sessions = sqlx::query_as!(
        view::Session,
        r#"
        select
            session_id as "id: SessionId",
            created_at,
            last_seen_at,
            user_agent,
            coalesce(id_hash = $2, false) as "current!"
        from purser.sessions
        where person_id = $1
          and ended_at is null
          and expires_at > purser.now()
          and last_seen_at > purser.now() - make_interval(mins => $3)
        order by last_seen_at desc, session_id
        "#,
        person.as_uuid(),
        current.as_ref().map(|hash| hash.0.as_slice()),
        IDLE_MIN as i32,
    )
    .fetch_all(conn)
    .await?;
    Ok(sessions)
}

/// Ends the person's sessions: the one of that id, or all but `keep`. Gives the ids of those that were ended.
pub async fn end(
    conn: &mut PgConnection,
    person: PersonId,
    which: Which,
) -> Result<Vec<SessionId>, StoreError> {
    let (only, keep) = match which {
        Which::Only(id) => (Some(id.as_uuid()), None),
        Which::AllBut(keep) => (None, keep),
    };
    let ended = sqlx::query_scalar!(
        r#"
        update purser.sessions
        set ended_at = purser.now()
        where person_id = $1
          and ended_at is null
          and ($2::uuid is null or session_id = $2)
          and ($3::bytea is null or id_hash <> $3)
        returning session_id as "id: SessionId"
        "#,
        person.as_uuid(),
        only,
        keep.as_ref().map(|hash| hash.0.as_slice()),
    )
    .fetch_all(conn)
    .await?;
    Ok(ended)
}

/// Which sessions [`end`] ends.
#[derive(Debug, Clone, Copy)]
pub enum Which {
    Only(SessionId),
    AllBut(Option<IdHash>),
}

/// When the session's person showed the password last.
pub async fn confirmed_at(conn: &mut PgConnection, id: IdHash) -> Result<Option<OffsetDateTime>, StoreError> {
    let at = sqlx::query_scalar!(
        "select confirmed_at from purser.sessions where id_hash = $1 and ended_at is null",
        id.0.as_slice(),
    )
    .fetch_optional(conn)
    .await?;
    Ok(at.flatten())
}

/// The session's person showed the password again; the session's id, if it is theirs and lives.
pub async fn confirm(
    conn: &mut PgConnection,
    person: PersonId,
    id: IdHash,
) -> Result<Option<SessionId>, StoreError> {
    Ok(sqlx::query_scalar!(
        r#"
        update purser.sessions
        set confirmed_at = purser.now()
        where id_hash = $1 and person_id = $2 and ended_at is null and expires_at > purser.now()
        returning session_id as "id: SessionId"
        "#,
        id.0.as_slice(),
        person.as_uuid(),
    )
    .fetch_optional(conn)
    .await?)
}

#[cfg(test)]
mod tests;
