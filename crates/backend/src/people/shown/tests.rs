use domain::person::{Right, Role};
use sqlx::postgres::{PgConnectOptions, PgPoolOptions};

use super::*;
use crate::{
    Actor,
    people::{
        disable, propose,
        testing::{portal, signed_in, somebody},
    },
};

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn people_are_found_by_name_and_address_by_those_who_may_look(o: PgPoolOptions, c: PgConnectOptions) {
    let (backend, _) = portal(o, c).await;
    let admin = somebody(&backend, "admin", &[Role::Admin]).await;
    let auditor = somebody(&backend, "otto", &[Role::Auditor]).await;
    let anna = somebody(&backend, "anna", &[Role::Approver]).await;
    disable(&backend, Actor::Operator, anna.id).await.expect("disabled");

    for (reader, searched, found) in [
        (&admin, "", &["admin", "otto", "anna"][..]),
        (&auditor, " ANNA@", &["anna"]),
        (&auditor, "nobody", &[]),
    ] {
        let people = shown(&backend, reader, searched).await.expect("people");
        let names: Vec<_> = people.people.iter().map(|row| row.person.name.as_str()).collect();
        assert_eq!(names, found, "{searched}");
    }
    assert!(matches!(shown(&backend, &anna, "").await, Err(BackendError::NotFound)));
    assert!(matches!(listed(&backend, &anna, None, 9).await, Err(BackendError::NotFound)));
    assert!(matches!(show(&backend, &anna, anna.id).await, Err(BackendError::NotFound)));
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn everybody_is_listed_once_over_pages_with_what_waits_for_them(o: PgPoolOptions, c: PgConnectOptions) {
    let (backend, _) = portal(o, c).await;
    let admin = somebody(&backend, "admin", &[Role::Admin]).await;
    somebody(&backend, "second", &[Role::Admin]).await;
    let auditor = somebody(&backend, "otto", &[Role::Auditor]).await;
    let anna = somebody(&backend, "anna", &[]).await;
    disable(&backend, Actor::Operator, somebody(&backend, "gone", &[]).await.id).await.expect("disabled");
    let sign_in = signed_in(&backend, &admin).await;
    propose(&backend, &admin, sign_in, anna.id, Right::Approver).await.expect("proposed");

    let (mut found, mut cursor) = (Vec::new(), None);
    loop {
        let part = listed(&backend, &auditor, cursor.as_deref(), 2).await.expect("a part");
        assert!(part.items.len() <= 2);
        found.extend(part.items);
        cursor = part.next;
        if cursor.is_none() {
            break;
        }
    }

    let said: Vec<_> = found
        .iter()
        .map(|item| (item.row.person.name.as_str(), item.row.disabled_at.is_some(), item.grants.len()))
        .collect();
    assert_eq!(
        said,
        [
            ("gone", true, 0),
            ("anna", false, 1),
            ("otto", false, 0),
            ("second", false, 0),
            ("admin", false, 0)
        ]
    );
}
