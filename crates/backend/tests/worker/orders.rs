//! Writing, submitting, deciding and seeing orders.

use backend::{BackendError, approvals, orders, sessions::SignIn};
use domain::{
    approval::Decision,
    catalog::{Leftovers, Operation},
    order::{OrderFilter, State, can::Why},
};
use sqlx::postgres::{PgConnectOptions, PgPoolOptions};

use crate::portal::Portal;

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_revised_order_is_private_again(pool: PgPoolOptions, connect: PgConnectOptions) {
    let portal = Portal::new(pool, connect).await;
    let id = portal.approved("k").await;
    orders::revise(&portal.backend, &portal.requester, id).await.expect("a draft");

    let seen = orders::show(&portal.backend, &portal.lead, id).await;

    assert!(matches!(seen, Err(BackendError::NotFound)));
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_search_takes_every_sign_as_it_is(pool: PgPoolOptions, connect: PgConnectOptions) {
    let portal = Portal::new(pool, connect).await;
    portal.submitted("k").await;
    let found = async |text: &str| {
        let filter = OrderFilter { text: Some(text.into()), ..OrderFilter::default() };
        orders::list(&portal.backend, &portal.requester, &filter, None, 10).await.expect("a list").items.len()
    };

    assert_eq!(found("order mart").await, 1);
    for text in ["100%", "order_mart", "\\", "\0\0nothing"] {
        assert_eq!(found(text).await, 0, "{text:?}");
    }
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn submitting_twice_is_one_order(pool: PgPoolOptions, connect: PgConnectOptions) {
    let portal = Portal::new(pool, connect).await;
    let create = |input| {
        let (backend, requester) = (portal.backend.clone(), portal.requester.clone());
        async move {
            orders::create(
                &backend,
                &requester,
                Operation::DtsCreate,
                &input,
                Leftovers::Refuse,
                "k",
                true,
                false,
            )
            .await
        }
    };

    let (one, two) = tokio::join!(create(portal.input()), create(portal.input()));
    let (one, two) = (one.expect("an order"), two.expect("the same order"));
    assert_eq!(one.id, two.id);
    assert!(one.repeated ^ two.repeated);
    let mut other = portal.input();
    other.reason.push('!');
    assert!(matches!(create(other).await, Err(BackendError::Conflict("submit_key_reused"))));
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn an_approval_of_what_was_not_on_the_screen_decides_nothing(
    pool: PgPoolOptions,
    connect: PgConnectOptions,
) {
    let portal = Portal::new(pool, connect).await;
    let id = portal.submitted("k").await;
    let seen = portal.order(id).await.hash.expect("a hash");
    orders::revise(&portal.backend, &portal.requester, id).await.expect("a draft");
    let mut input = portal.input();
    input.ceiling = "9000".into();
    orders::resubmit(&portal.backend, &portal.requester, id, &input, Leftovers::Drop, false)
        .await
        .expect("revision 2");

    let decided = approvals::decide(
        &portal.backend,
        &portal.lead,
        id,
        approvals::Given {
            shown: &seen,
            decision: Decision::Approve,
            comment: "",
            sign_in: SignIn::Token,
            acknowledge_look_alikes: false,
        },
    )
    .await;

    assert!(matches!(decided, Err(BackendError::Conflict("changed_meanwhile"))));
    assert_eq!(portal.state(id).await, State::PendingApproval);
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn nobody_approves_an_order_of_their_own(pool: PgPoolOptions, connect: PgConnectOptions) {
    let portal = Portal::new(pool, connect).await;
    let id = portal.submitted("k").await;
    let hash = portal.order(id).await.hash.expect("a hash");

    let decided = approvals::decide(
        &portal.backend,
        &portal.requester,
        id,
        approvals::Given {
            shown: &hash,
            decision: Decision::Approve,
            comment: "",
            sign_in: SignIn::Token,
            acknowledge_look_alikes: false,
        },
    )
    .await;

    assert!(matches!(decided, Err(BackendError::NotAllowed(Why::OwnOrder))));
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_field_that_is_refused_stores_nothing(pool: PgPoolOptions, connect: PgConnectOptions) {
    let portal = Portal::new(pool, connect).await;
    let mut input = portal.input();
    input.spec.insert("SynchronizationJobClass".into(), "huge".into());
    input.credential_id = "00000000-0000-7000-8000-000000000000".into();

    let refused = orders::create(
        &portal.backend,
        &portal.requester,
        Operation::DtsCreate,
        &input,
        Leftovers::Refuse,
        "k",
        true,
        false,
    )
    .await;

    let Err(BackendError::Fields(errors)) = refused else { panic!("not refused") };
    assert_eq!(errors[0].field, "spec.SynchronizationJobClass");
    let orders: i64 = sqlx::query_scalar("select count(*) from purser.orders")
        .fetch_one(&portal.backend.db)
        .await
        .expect("a count");
    assert_eq!(orders, 0);
}
