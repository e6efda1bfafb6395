use domain::{
    ids::TeamId,
    person::{Person, Role},
    view::people::PersonPage,
};
use sqlx::postgres::{PgConnectOptions, PgPoolOptions};

use super::*;
use crate::{
    deputies,
    people::{
        disable, enable, join, leave, load, make_auditor, show, step_down, take,
        testing::{actions, portal, signed_in, somebody},
    },
    rules, sessions,
};

async fn now(backend: &Backend, person: &Person) -> Person {
    let mut conn = backend.db.acquire().await.expect("a connection");
    load(&mut conn, person.id).await.expect("an answer").expect("somebody")
}

async fn page(backend: &Backend, reader: &Person, of: &Person) -> PersonPage {
    show(backend, reader, of.id).await.expect("a page")
}

fn is_conflict<T>(result: Result<T, BackendError>, code: &str) -> bool {
    matches!(result, Err(BackendError::Conflict(found)) if found == code)
}

/// Gives as an admin who has just signed in.
async fn gives(backend: &Backend, admin: &Person, to: &Person, right: Right) -> Result<Given, BackendError> {
    propose(backend, admin, signed_in(backend, admin).await, to.id, right).await
}

/// Answers the one thing that waits for somebody.
async fn says(backend: &Backend, admin: &Person, of: &Person, said: Answer) -> Result<(), BackendError> {
    let id = page(backend, admin, of).await.grants[0].id;
    answer(backend, admin, signed_in(backend, admin).await, id, said).await
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_right_holds_once_a_second_admin_confirms_it(o: PgPoolOptions, c: PgConnectOptions) {
    let (backend, owner) = portal(o, c).await;
    let first = somebody(&backend, "first", &[Role::Admin]).await;
    let second = somebody(&backend, "second", &[Role::Admin]).await;
    let anna = somebody(&backend, "anna", &[]).await;
    let team = anna.teams[0].team;

    for right in [Right::Approver, Right::Lead(team), Right::Admin] {
        assert!(page(&backend, &first, &anna).await.takes_second);
        assert_eq!(gives(&backend, &first, &anna, right).await.expect("proposed"), Given::Waits);

        assert!(!right.is_held_by(&now(&backend, &anna).await), "{right:?}");
        assert!(is_conflict(gives(&backend, &second, &anna, right).await, "has_right"), "{right:?}");
        assert!(is_conflict(says(&backend, &first, &anna, Answer::Confirm).await, "own_grant"), "{right:?}");
        says(&backend, &second, &anna, Answer::Confirm).await.expect("confirmed");

        assert!(right.is_held_by(&now(&backend, &anna).await), "{right:?}");
        assert!(page(&backend, &first, &anna).await.grants.is_empty());
        assert!(is_conflict(gives(&backend, &first, &anna, right).await, "has_right"), "{right:?}");
    }
    let said = actions(&owner).await;
    let said: Vec<_> = said.iter().filter(|action| !action.starts_with("session.")).collect();
    assert_eq!(said, ["grant.proposed", "grant.confirmed"].repeat(3));
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn nobody_gives_themselves_a_right_where_there_is_a_second_admin(
    o: PgPoolOptions,
    c: PgConnectOptions,
) {
    let (backend, _) = portal(o, c).await;
    let first = somebody(&backend, "first", &[Role::Admin]).await;
    let second = somebody(&backend, "second", &[Role::Admin]).await;
    let team = first.teams[0].team;

    for right in [Right::Approver, Right::Lead(team)] {
        assert_eq!(gives(&backend, &first, &first, right).await.expect("proposed"), Given::Waits);
        assert!(is_conflict(says(&backend, &first, &first, Answer::Confirm).await, "own_grant"));
        assert!(!right.is_held_by(&now(&backend, &first).await));
        says(&backend, &second, &first, Answer::Confirm).await.expect("confirmed");
    }
    let first = now(&backend, &first).await;
    assert!(first.has(Role::Approver) && first.leads(team));
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn who_receives_a_right_does_not_confirm_it(o: PgPoolOptions, c: PgConnectOptions) {
    let (backend, _) = portal(o, c).await;
    let first = somebody(&backend, "first", &[Role::Admin]).await;
    let second = somebody(&backend, "second", &[Role::Admin]).await;
    let third = somebody(&backend, "third", &[Role::Admin]).await;
    gives(&backend, &first, &second, Right::Approver).await.expect("proposed");

    assert!(is_conflict(says(&backend, &second, &second, Answer::Confirm).await, "own_grant"));
    assert_eq!(page(&backend, &second, &second).await.grants[0].answers, [Answer::Refuse]);
    assert_eq!(page(&backend, &first, &second).await.grants[0].answers, [Answer::Withdraw]);
    assert_eq!(page(&backend, &third, &second).await.grants[0].answers, [Answer::Confirm, Answer::Refuse]);

    says(&backend, &third, &second, Answer::Confirm).await.expect("confirmed");
    assert!(now(&backend, &second).await.has(Role::Approver));
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn the_only_admin_gives_rights_alone(o: PgPoolOptions, c: PgConnectOptions) {
    let (backend, owner) = portal(o, c).await;
    let admin = somebody(&backend, "admin", &[Role::Admin]).await;
    let anna = somebody(&backend, "anna", &[]).await;
    assert!(!page(&backend, &admin, &anna).await.takes_second);

    assert_eq!(gives(&backend, &admin, &anna, Right::Admin).await.expect("given"), Given::AtOnce);

    assert!(now(&backend, &anna).await.has(Role::Admin));
    assert!(actions(&owner).await.contains(&"grant.given".to_owned()));
    assert_eq!(gives(&backend, &admin, &admin, Right::Approver).await.expect("proposed"), Given::Waits);
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn what_was_refused_or_withdrawn_does_not_hold(o: PgPoolOptions, c: PgConnectOptions) {
    let (backend, owner) = portal(o, c).await;
    let first = somebody(&backend, "first", &[Role::Admin]).await;
    let second = somebody(&backend, "second", &[Role::Admin]).await;
    let anna = somebody(&backend, "anna", &[]).await;

    for (by, said) in [(&second, Answer::Refuse), (&first, Answer::Withdraw)] {
        gives(&backend, &first, &anna, Right::Approver).await.expect("proposed again");
        let id = page(&backend, &first, &anna).await.grants[0].id;
        says(&backend, by, &anna, said).await.expect("answered");

        let late = answer(&backend, &second, signed_in(&backend, &second).await, id, Answer::Confirm).await;
        assert!(matches!(late, Err(BackendError::Stale)));
        assert!(!now(&backend, &anna).await.has(Role::Approver));
    }
    let said = actions(&owner).await;
    assert!(said.contains(&"grant.refused".to_owned()) && said.contains(&"grant.withdrawn".to_owned()));
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn two_admins_are_admins_when_a_right_begins_to_hold(o: PgPoolOptions, c: PgConnectOptions) {
    let (backend, _) = portal(o, c).await;
    let first = somebody(&backend, "first", &[Role::Admin]).await;
    let second = somebody(&backend, "second", &[Role::Admin]).await;
    let anna = somebody(&backend, "anna", &[]).await;
    gives(&backend, &first, &anna, Right::Approver).await.expect("proposed");

    disable(&backend, Actor::Operator, first.id).await.expect("disabled");

    assert!(is_conflict(says(&backend, &second, &anna, Answer::Confirm).await, "proposer_gone"));
    says(&backend, &second, &anna, Answer::Refuse).await.expect("refused");
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn giving_a_right_takes_a_fresh_sign_in_of_a_person(o: PgPoolOptions, c: PgConnectOptions) {
    let (backend, owner) = portal(o, c).await;
    let first = somebody(&backend, "first", &[Role::Admin]).await;
    let second = somebody(&backend, "second", &[Role::Admin]).await;
    let anna = somebody(&backend, "anna", &[]).await;
    let old = signed_in(&backend, &first).await;
    gives(&backend, &second, &anna, Right::Admin).await.expect("proposed");
    let id = page(&backend, &first, &anna).await.grants[0].id;
    sqlx::query("update purser.clock set ahead = '11 min'").execute(&owner).await.expect("later");

    for sign_in in [old, SignIn::Token, SignIn::Session(None)] {
        assert!(propose(&backend, &first, sign_in, anna.id, Right::Approver).await.is_err(), "{sign_in:?}");
        assert!(make_auditor(&backend, &first, sign_in, anna.id).await.is_err(), "{sign_in:?}");
        assert!(answer(&backend, &first, sign_in, id, Answer::Confirm).await.is_err(), "{sign_in:?}");
    }
    assert!(now(&backend, &anna).await.roles.is_empty());
    answer(&backend, &first, old, id, Answer::Refuse).await.expect("a refusal takes none");
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn who_cannot_use_a_right_is_not_given_it(o: PgPoolOptions, c: PgConnectOptions) {
    let (backend, _) = portal(o, c).await;
    let admin = somebody(&backend, "admin", &[Role::Admin]).await;
    let auditor = somebody(&backend, "auditor", &[Role::Auditor]).await;
    let gone = somebody(&backend, "gone", &[]).await;
    disable(&backend, Actor::Operator, gone.id).await.expect("disabled");
    let nowhere = TeamId::from_uuid(backend.random.uuid(&backend.clock));

    assert!(is_conflict(gives(&backend, &admin, &auditor, Right::Approver).await, "audits"));
    assert!(is_conflict(gives(&backend, &admin, &gone, Right::Approver).await, "is_disabled"));
    assert!(is_conflict(gives(&backend, &admin, &admin, Right::Lead(nowhere)).await, "not_a_member"));
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn who_audits_holds_nothing_else(o: PgPoolOptions, c: PgConnectOptions) {
    let (backend, _) = portal(o, c).await;
    let admin = somebody(&backend, "admin", &[Role::Admin]).await;
    let approver = somebody(&backend, "approver", &[Role::Approver]).await;
    let sign_in = signed_in(&backend, &admin).await;

    assert!(is_conflict(make_auditor(&backend, &admin, sign_in, approver.id).await, "has_rights"));
    take(&backend, &admin, sign_in, approver.id, Role::Approver).await.expect("taken");
    make_auditor(&backend, &admin, sign_in, approver.id).await.expect("an auditor");

    let auditor = now(&backend, &approver).await;
    assert_eq!(auditor.roles, [Role::Auditor]);
    assert!(is_conflict(make_auditor(&backend, &admin, sign_in, auditor.id).await, "has_right"));
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn no_admin_makes_themselves_the_only_one(o: PgPoolOptions, c: PgConnectOptions) {
    let (backend, _) = portal(o, c).await;
    let first = somebody(&backend, "first", &[Role::Admin]).await;
    let second = somebody(&backend, "second", &[Role::Admin]).await;
    let sign_in = signed_in(&backend, &first).await;
    let acting = Actor::Person(&first);

    assert!(is_conflict(take(&backend, &first, sign_in, second.id, Role::Admin).await, "only_other_admin"));
    assert!(is_conflict(disable(&backend, acting, second.id).await, "only_other_admin"));

    let own = signed_in(&backend, &second).await;
    take(&backend, &second, own, second.id, Role::Admin).await.expect("their own doing");
    assert!(is_conflict(take(&backend, &first, sign_in, first.id, Role::Admin).await, "last_admin"));
    assert!(is_conflict(disable(&backend, acting, first.id).await, "last_admin"));
    disable(&backend, Actor::Operator, first.id).await.expect("the operator may");
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn two_admins_who_both_step_down_at_once_leave_one(o: PgPoolOptions, c: PgConnectOptions) {
    let (backend, _) = portal(o, c).await;
    let first = somebody(&backend, "first", &[Role::Admin]).await;
    let second = somebody(&backend, "second", &[Role::Admin]).await;
    let (a, b) = (signed_in(&backend, &first).await, signed_in(&backend, &second).await);

    let (one, other) = tokio::join!(
        take(&backend, &first, a, first.id, Role::Admin),
        take(&backend, &second, b, second.id, Role::Admin),
    );

    assert!(one.is_ok() != other.is_ok(), "{one:?} {other:?}");
    let refused = if one.is_err() { one } else { other };
    assert!(is_conflict(refused, "last_admin"));
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn who_comes_back_is_given_their_rights_anew(o: PgPoolOptions, c: PgConnectOptions) {
    let (backend, _) = portal(o, c).await;
    let first = somebody(&backend, "first", &[Role::Admin]).await;
    let anna = somebody(&backend, "anna", &[Role::Approver]).await;
    let team = anna.teams[0].team;
    gives(&backend, &first, &anna, Right::Lead(team)).await.expect("a lead");
    rules::groups::create(&backend, &first, "Finance", &[anna.id]).await.expect("a group");
    disable(&backend, Actor::Person(&first), anna.id).await.expect("disabled");

    enable(&backend, &first, anna.id).await.expect("back");

    let anna = now(&backend, &anna).await;
    assert!(anna.is_in(team) && !anna.leads(team));
    assert!(anna.roles.is_empty() && anna.groups.is_empty());
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn who_comes_back_is_nobodys_deputy_and_has_none(o: PgPoolOptions, c: PgConnectOptions) {
    let (backend, owner) = portal(o, c).await;
    let first = somebody(&backend, "first", &[Role::Admin]).await;
    let (anna, ben) = (somebody(&backend, "anna", &[]).await, somebody(&backend, "ben", &[]).await);
    let at = backend.clock.now();
    for (principal, deputy, from) in
        [(&anna, &ben, 0), (&ben, &anna, 0), (&first, &anna, 5), (&first, &ben, 0)]
    {
        let (from, until) = (at + time::Duration::days(from), at + time::Duration::days(9));
        deputies::name(&backend, principal, deputy.email.as_str(), from, until).await.expect("a deputy");
    }
    let open = async || -> i64 {
        let sql = "select count(*) from purser.deputies where ended_at is null";
        sqlx::query_scalar(sql).fetch_one(&owner).await.expect("a number")
    };

    disable(&backend, Actor::Person(&first), anna.id).await.expect("disabled");
    assert_eq!(open().await, 1, "the other two's");
    // One of the time before periods ended with their people.
    let sql = "insert into purser.deputies (deputy_period_id, principal_id, deputy_id, starts_at, ends_at)
        values (gen_random_uuid(), $1, $2, now(), now() + interval '1 day')";
    sqlx::query(sql)
        .bind(first.id.as_uuid())
        .bind(anna.id.as_uuid())
        .execute(&owner)
        .await
        .expect("a period");
    enable(&backend, &first, anna.id).await.expect("back");

    assert_eq!(open().await, 1);
    assert!(now(&backend, &anna).await.stands_for.is_empty());
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_change_of_rights_ends_the_persons_sessions(o: PgPoolOptions, c: PgConnectOptions) {
    let (backend, _) = portal(o, c).await;
    let first = somebody(&backend, "first", &[Role::Admin]).await;
    let anna = somebody(&backend, "anna", &[]).await;
    let live = async || sessions::list(&backend, &anna, None).await.expect("a list").len();
    let team = anna.teams[0].team;
    let sign_in = signed_in(&backend, &first).await;

    for number in 0..4 {
        signed_in(&backend, &anna).await;
        assert_eq!(live().await, 1);
        match number {
            0 => drop(gives(&backend, &first, &anna, Right::Approver).await.expect("given")),
            1 => take(&backend, &first, sign_in, anna.id, Role::Approver).await.expect("taken"),
            2 => drop(gives(&backend, &first, &anna, Right::Lead(team)).await.expect("given")),
            _ => step_down(&backend, &first, sign_in, anna.id, team).await.expect("taken"),
        }
        assert_eq!(live().await, 0, "{number}");
    }
    let own = signed_in(&backend, &first).await;
    propose(&backend, &first, own, first.id, Right::Approver).await.expect("given");
    assert_eq!(sessions::list(&backend, &first, None).await.expect("a list").len(), 1, "the one that asks");
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn people_join_and_leave_teams(o: PgPoolOptions, c: PgConnectOptions) {
    let (backend, owner) = portal(o, c).await;
    let admin = somebody(&backend, "admin", &[Role::Admin]).await;
    let anna = somebody(&backend, "anna", &[]).await;

    join(&backend, &admin, anna.id, "Finance").await.expect("joined");
    join(&backend, &admin, anna.id, "Finance").await.expect("once");
    let empty = join(&backend, &admin, anna.id, " ").await;
    assert!(matches!(empty, Err(BackendError::Fields(errors)) if errors[0].field == "team"));
    let teams: Vec<_> = now(&backend, &anna).await.teams;
    assert_eq!(teams.iter().map(|team| team.name.as_str()).collect::<Vec<_>>(), ["Finance", "Platform"]);

    leave(&backend, &admin, anna.id, teams[0].team).await.expect("left");
    assert!(matches!(leave(&backend, &admin, anna.id, teams[0].team).await, Err(BackendError::NotFound)));
    assert_eq!(now(&backend, &anna).await.teams.len(), 1);
    assert_eq!(actions(&owner).await, ["team.joined", "team.left"]);
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn what_an_admin_may_confirm_is_counted_for_them(o: PgPoolOptions, c: PgConnectOptions) {
    let (backend, _) = portal(o, c).await;
    let first = somebody(&backend, "first", &[Role::Admin]).await;
    let second = somebody(&backend, "second", &[Role::Admin]).await;
    let third = somebody(&backend, "third", &[Role::Admin]).await;
    let auditor = somebody(&backend, "otto", &[Role::Auditor]).await;
    let anna = somebody(&backend, "anna", &[]).await;
    gives(&backend, &first, &second, Right::Approver).await.expect("proposed");
    gives(&backend, &second, &anna, Right::Approver).await.expect("proposed");
    let of = async |who: &Person| count(&backend, who).await.expect("a count");

    assert_eq!([of(&first).await, of(&second).await, of(&third).await, of(&auditor).await], [1, 0, 2, 0]);
    says(&backend, &third, &anna, Answer::Confirm).await.expect("confirmed");
    assert_eq!([of(&first).await, of(&second).await, of(&third).await], [0, 0, 1]);
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn whoever_is_no_admin_changes_nobody(o: PgPoolOptions, c: PgConnectOptions) {
    let (backend, _) = portal(o, c).await;
    somebody(&backend, "admin", &[Role::Admin]).await;
    let auditor = somebody(&backend, "auditor", &[Role::Auditor]).await;
    let anna = somebody(&backend, "anna", &[Role::Approver]).await;
    let team = anna.teams[0].team;
    let id = GrantId::from_uuid(backend.random.uuid(&backend.clock));

    for who in [&auditor, &anna] {
        let sign_in = signed_in(&backend, who).await;
        let refused = [
            propose(&backend, who, sign_in, anna.id, Right::Admin).await.map(drop),
            answer(&backend, who, sign_in, id, Answer::Confirm).await,
            make_auditor(&backend, who, sign_in, anna.id).await,
            take(&backend, who, sign_in, anna.id, Role::Approver).await,
            join(&backend, who, anna.id, "Finance").await,
            leave(&backend, who, anna.id, team).await,
            step_down(&backend, who, sign_in, anna.id, team).await,
            disable(&backend, Actor::Person(who), anna.id).await,
            enable(&backend, who, anna.id).await,
        ];
        for (number, refused) in refused.into_iter().enumerate() {
            let refused = refused.expect_err("refused");
            assert!(matches!(refused, BackendError::NotFound | BackendError::NotAllowed(_)), "{number}");
        }
    }
    assert_eq!(now(&backend, &anna).await.roles, [Role::Approver]);
}
