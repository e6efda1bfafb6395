//! Statements that the application's role may try and the database must refuse, each for its own reason, and
//! beside it the statement that differs in that one thing and is taken. Everything happens in one transaction
//! that is rolled back.

mod forbidden {
    pub(crate) mod life;
    pub(crate) mod statements;
}

use forbidden::{
    life::{PEOPLE, SCRATCH},
    statements::{Case, every_case},
};
use sqlx::{AssertSqlSafe, PgConnection, PgPool};

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn every_forbidden_statement_is_refused_for_its_own_reason(pool: PgPool) {
    let cases = every_case();
    let mut wrong = Vec::new();
    for case in &cases {
        if let Err(what) = tried(&pool, case).await {
            wrong.push(format!("{}: {what}", case.rule));
        }
    }
    let twins = cases.iter().filter(|case| case.twin.is_some()).count();
    println!("{} statements refused, {twins} of them with an allowed twin", cases.len());
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(cases.len() >= 60);
}

async fn tried(pool: &PgPool, case: &Case) -> Result<(), String> {
    let mut tx = pool.begin().await.expect("a transaction");
    all(&mut tx, SCRATCH).await.expect("a scratch table");
    all(&mut tx, "grant all on from_state to purser_app; set local role purser_app").await.expect("the role");
    all(&mut tx, PEOPLE).await.expect("people");
    all(&mut tx, &case.before).await.map_err(|error| format!("before it: {error}"))?;
    all(&mut tx, "savepoint here").await.expect("a savepoint");
    let refused = all(&mut tx, &case.forbidden).await.err().map(|error| reason(&error));
    all(&mut tx, "rollback to here").await.expect("back");
    let twin = match &case.twin {
        Some(twin) => all(&mut tx, twin).await.err().map(|error| reason(&error)),
        None => None,
    };
    match (refused, twin) {
        (None, _) => Err(format!("not refused: {}", case.forbidden)),
        (Some(reason), _) if !reason.contains(case.why) => Err(format!("{reason}, not {}", case.why)),
        (_, Some(reason)) => Err(format!("its twin is refused: {reason}")),
        _ => Ok(()),
    }
}

async fn all(conn: &mut PgConnection, sql: &str) -> Result<(), sqlx::Error> {
    sqlx::raw_sql(AssertSqlSafe(sql.to_owned())).execute(conn).await.map(drop)
}

/// The SQLSTATE, the constraint and what was said.
fn reason(error: &sqlx::Error) -> String {
    let error = error.as_database_error().expect("the database's own error");
    format!(
        "{} {} {}",
        error.code().unwrap_or_default(),
        error.constraint().unwrap_or_default(),
        error.message()
    )
}
