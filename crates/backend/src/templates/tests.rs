use domain::{
    catalog::{MAX_TEXT, ddm_create, dts_create::names},
    order::can::Why,
    person::{Membership, Role},
};
use sqlx::postgres::{PgConnectOptions, PgPoolOptions};

use super::*;
use crate::people::testing::{actions, portal, somebody};

fn spec(pairs: &[(&str, &str)]) -> Input {
    pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
}

/// A template of this name with one parameter.
async fn add_named(backend: &Backend, person: &Person, name: &str) -> Result<Template, BackendError> {
    let spec = spec(&[(names::SOURCE_REGION, "cn-shanghai")]);
    let new = NewTemplate { operation: Operation::DtsCreate, team: "", name, spec: &spec };
    add(backend, person, &new).await
}

/// The same person in another team alone.
async fn elsewhere(backend: &Backend, person: Person) -> Person {
    let team = TeamId::from_uuid(backend.random.uuid(&backend.clock));
    let mut conn = backend.db.acquire().await.expect("a connection");
    let team = store::teams::find_or_insert(&mut conn, team, "Elsewhere").await.expect("a team");
    Person { teams: vec![Membership { team: team.id, name: team.name, lead: true }], ..person }
}

fn lead(person: &Person) -> Person {
    let teams = person.teams.iter().map(|team| Membership { lead: true, ..team.clone() });
    Person { teams: teams.collect(), ..person.clone() }
}

fn refused<T: std::fmt::Debug>(result: Result<T, BackendError>) -> Vec<(String, &'static str)> {
    match result {
        Err(BackendError::Fields(errors)) => {
            errors.into_iter().map(|error| (error.field, error.reason.code())).collect()
        }
        other => panic!("{other:?}"),
    }
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_template_is_everybodys_in_its_team_and_nobodys_outside(o: PgPoolOptions, c: PgConnectOptions) {
    let (backend, owner) = portal(o, c).await;
    let (anna, bea) = (somebody(&backend, "anna", &[]).await, somebody(&backend, "bea", &[]).await);
    let auditor = somebody(&backend, "audrey", &[Role::Auditor]).await;
    let stranger = elsewhere(&backend, somebody(&backend, "carl", &[Role::Admin]).await).await;

    let added = add_named(&backend, &anna, "  Small sync, Shanghai ").await.expect("a template");

    assert_eq!((added.name.as_str(), added.made_by.id), ("Small sync, Shanghai", anna.id));
    for reader in [&anna, &bea, &auditor] {
        assert_eq!(list(&backend, reader).await.expect("a list"), std::slice::from_ref(&added));
    }
    assert_eq!(list(&backend, &stranger).await.expect("a list"), []);
    assert!(matches!(remove(&backend, &stranger, added.id).await, Err(BackendError::NotFound)));
    assert_eq!(actions(&owner).await, ["template.added"]);
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn its_maker_and_the_lead_remove_a_template_and_auditors_make_none(
    o: PgPoolOptions,
    c: PgConnectOptions,
) {
    let (backend, owner) = portal(o, c).await;
    let (anna, bea) = (somebody(&backend, "anna", &[]).await, somebody(&backend, "bea", &[]).await);
    let auditor = somebody(&backend, "audrey", &[Role::Auditor]).await;
    let one = add_named(&backend, &anna, "One").await.expect("a template").id;
    let two = add_named(&backend, &anna, "Two").await.expect("a template").id;

    let made = add_named(&backend, &auditor, "Three").await;
    assert!(matches!(made, Err(BackendError::NotAllowed(Why::Auditor))));
    assert!(matches!(remove(&backend, &bea, one).await, Err(BackendError::NotAllowed(Why::NotMaker))));
    assert!(matches!(remove(&backend, &auditor, one).await, Err(BackendError::NotAllowed(Why::Auditor))));
    remove(&backend, &anna, one).await.expect("removed");
    remove(&backend, &lead(&bea), two).await.expect("removed");

    assert!(matches!(remove(&backend, &anna, one).await, Err(BackendError::NotFound)));
    assert_eq!(list(&backend, &anna).await.expect("a list"), []);
    let log = actions(&owner).await;
    assert_eq!(log, ["template.added", "template.added", "template.removed", "template.removed"]);
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn no_secret_and_nothing_endless_is_kept_in_a_template(o: PgPoolOptions, c: PgConnectOptions) {
    let (backend, owner) = portal(o, c).await;
    let anna = somebody(&backend, "anna", &[]).await;
    let (endless, password) = ("x".repeat(MAX_TEXT + 1), "Quite-Secret-79");
    let long = "n".repeat(MAX_NAME + 1);
    let bad =
        spec(&[(ddm_create::names::ADMIN_PASSWORD, password), ("instance.name", &endless), ("a", "\0")]);
    let operation = Operation::DdmCreate;

    let new = NewTemplate { operation, team: "Elsewhere", name: &long, spec: &bad };
    let all = refused(add(&backend, &anna, &new).await);

    let secret = format!("spec.{}", ddm_create::names::ADMIN_PASSWORD);
    for (field, code) in [
        ("team", "not_found"),
        ("name", "too_long"),
        (secret.as_str(), "secret_not_kept"),
        ("spec.instance.name", "too_long"),
        ("spec.a", "bad_characters"),
    ] {
        assert!(all.contains(&(field.to_owned(), code)), "{field}: {all:?}");
    }
    assert_eq!(refused(add_named(&backend, &anna, "a\u{202e}b").await), [("name".into(), "bad_characters")]);
    assert_eq!(refused(add_named(&backend, &anna, " ").await), [("name".into(), "required")]);
    let rows: i64 =
        sqlx::query_scalar("select count(*) from purser.templates").fetch_one(&owner).await.expect("a count");
    assert_eq!(rows, 0);
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_name_is_one_templates_in_its_team_and_operation_until_that_is_removed(
    o: PgPoolOptions,
    c: PgConnectOptions,
) {
    let (backend, _) = portal(o, c).await;
    let (anna, bea) = (somebody(&backend, "anna", &[]).await, somebody(&backend, "bea", &[]).await);
    let carl = elsewhere(&backend, somebody(&backend, "carl", &[]).await).await;
    let first = add_named(&backend, &anna, "Small").await.expect("a template");

    assert_eq!(refused(add_named(&backend, &bea, "Small").await), [("name".into(), "taken")]);

    add_named(&backend, &carl, "Small").await.expect("another team's");
    let new = NewTemplate { operation: Operation::BssCreate, team: "", name: "Small", spec: &first.spec };
    add(&backend, &bea, &new).await.expect("of another operation");
    remove(&backend, &anna, first.id).await.expect("removed");
    add_named(&backend, &bea, "Small").await.expect("the name is free again");
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_team_keeps_a_hundred_templates_at_a_time(o: PgPoolOptions, c: PgConnectOptions) {
    let (backend, _) = portal(o, c).await;
    let anna = somebody(&backend, "anna", &[]).await;
    for number in 0..MAX_OF_TEAM {
        add_named(&backend, &anna, &number.to_string()).await.expect("a template");
    }

    let more = add_named(&backend, &anna, "One more").await;

    assert_eq!(refused(more), [("name".into(), "too_many")]);
}
