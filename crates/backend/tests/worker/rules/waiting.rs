//! Versions of rules that wait for a second admin.

use backend::{Actor, BackendError, people, rules};
use domain::{
    approval::{Asked, Conditions},
    person::{Person, Role},
};
use sqlx::postgres::{PgConnectOptions, PgPoolOptions};

use super::{LEAD, admins, below, draft, somebody, step};

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn what_waits_is_not_moved_into_force(options: PgPoolOptions, connect: PgConnectOptions) {
    let it = admins(options, connect).await;
    let backend = &it.portal.backend;
    let first = it.write(draft("First", Conditions::default(), &[step(1, &[LEAD])])).await;
    let own = it.write(draft("Own", Conditions::default(), &[step(1, &[Asked::Person(it.anna.id)])])).await;
    assert!(own.is_pending);

    for (id, up) in [(own.id, true), (first.id, false)] {
        let moved = rules::move_by_one(backend, &it.ben, id, 1, up).await;
        assert!(matches!(moved, Err(BackendError::Conflict("rule_waits"))), "{moved:?}");
    }
    let back = rules::withdraw(backend, &it.ben, own.id, 1).await.expect("withdrawn");
    assert_eq!((back.version, back.is_pending), (2, false), "switched off: nothing of it held");
    let again = rules::withdraw(backend, &it.ben, own.id, 2).await;
    assert!(matches!(again, Err(BackendError::Stale)), "{again:?}");
    rules::move_by_one(backend, &it.ben, own.id, 2, true).await.expect("moved");
    assert_eq!(it.names().await, ["Own", "First"]);
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn whoever_wrote_a_part_of_what_waits_does_not_confirm_it(
    options: PgPoolOptions,
    connect: PgConnectOptions,
) {
    let it = admins(options, connect).await;
    let backend = &it.portal.backend;
    let cleo = somebody(&it.portal, "cleo", &[Role::Admin]).await;
    let free = it.write(draft("Small", below("10"), &[])).await;
    rules::save(backend, &it.ben, free.id, 1, draft("Small", below("6000"), &[])).await.expect("saved");

    let part = rules::confirm(backend, &it.anna, free.id, 2).await;
    assert!(matches!(part, Err(BackendError::Conflict("own_rule"))), "{part:?}");
    let may = async |person: &Person| rules::list(backend, person).await.expect("rules").rules[0].may_confirm;
    assert_eq!((may(&it.anna).await, may(&it.ben).await, may(&cleo).await), (false, false, true));
    people::disable(backend, Actor::Person(&cleo), it.ben.id).await.expect("disabled");
    let gone = rules::confirm(backend, &cleo, free.id, 2).await;
    assert!(matches!(gone, Err(BackendError::Conflict("author_gone"))), "{gone:?}");
    assert!(!may(&cleo).await);
}
