//! One login for everything: makes the two roles that the schema knows, as far as the login may.

use sqlx::{Connection as _, PgConnection};

use crate::failure::Failure;

/// Makes what is missing. Roles belong to the whole server, hence the lock.
const BOOTSTRAP: &str = "
do $$
declare
    missing text;
begin
    perform pg_advisory_xact_lock(7267737, 1);
    for missing in
        select name from unnest(array['purser_owner', 'purser_app']) name
        where not exists (select from pg_roles where rolname = name)
    loop
        execute format('create role %I', missing);
        execute format('grant %I to %I', missing, current_user);
    end loop;
    if not has_database_privilege('purser_owner', current_database(), 'create') then
        execute format('grant create on database %I to purser_owner', current_database());
    end if;
    if not has_schema_privilege('purser_owner', 'public', 'create') then
        grant usage, create on schema public to purser_owner;
    end if;
end $$";

/// The owner's address, made from the one that was given; none where the login is the application itself.
pub(super) async fn prepare(url: &str) -> Result<Option<String>, Failure> {
    let mut conn = PgConnection::connect(url).await.map_err(Failure::of("cannot reach the database"))?;
    let login: String = sqlx::query_scalar("select current_user::text")
        .fetch_one(&mut conn)
        .await
        .map_err(Failure::of("cannot use the database"))?;
    if login == "purser_app" {
        return Ok(None);
    }
    sqlx::raw_sql(BOOTSTRAP).execute(&mut conn).await.map_err(Failure::of(
        "the login of DATABASE_URL cannot make the roles purser_owner and purser_app; make them, or set PURSER_OWNER_URL",
    ))?;
    conn.close().await.map_err(Failure::of("cannot use the database"))?;
    let joint = if url.contains('?') { '&' } else { '?' };
    Ok(Some(format!("{url}{joint}options[role]=purser_owner")))
}
