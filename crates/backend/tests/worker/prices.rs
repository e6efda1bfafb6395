//! What is asked for a price, what is kept of it, and what it does to an order.

mod of_clouds;

use backend::{BackendError, credentials, orders, quotes};
use cloud_sim::{Effect, Fault, Prices, When};
use domain::{
    catalog::{Input, Leftovers, Operation, Spec},
    credential::State as KeyState,
    digest::Digest,
    ids::OrderId,
    order::{OrderInput, State},
    quote::Price,
    refusal::FieldError,
    view,
};
use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use time::Duration;

use crate::portal::Portal;

const NOT_TOLD: fn() -> Prices = || Prices { are_told: false, ..Prices::default() };

/// A month of hours of the portal's usual order.
const A_MONTH: &str = "CNY 605.90";

impl Portal {
    async fn create(&self, key: &str, input: &OrderInput) -> Result<OrderId, BackendError> {
        let (operation, leftovers) = (Operation::DtsCreate, Leftovers::Refuse);
        orders::create(&self.backend, &self.requester, operation, input, leftovers, key, true, false)
            .await
            .map(|created| created.id)
    }

    async fn quote(&self, operation: Operation, spec: &[(&str, &str)]) -> Result<view::Quote, BackendError> {
        self.quote_with(&self.credential, operation, &input(spec)).await
    }

    async fn quote_with(
        &self,
        credential: &str,
        operation: Operation,
        spec: &Input,
    ) -> Result<view::Quote, BackendError> {
        let (person, leftovers) = (&self.requester, Leftovers::Drop);
        let typed = OrderInput {
            spec: spec.clone(),
            credential_id: credential.to_owned(),
            team: "Platform".to_owned(),
            ..OrderInput::default()
        };
        quotes::quote(&self.backend, person, operation, &typed, leftovers).await
    }

    /// How often the cloud was asked what a purchase by the hour costs.
    fn asked(&self) -> usize {
        self.sim.requests().iter().filter(|arrival| arrival.action == "GetPayAsYouGoPrice").count()
    }

    async fn kept(&self) -> i64 {
        self.count("select count(*) from purser.quotes").await
    }
}

fn input(pairs: &[(&str, &str)]) -> Input {
    pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
}

/// `list − discount = pay per`, or nothing.
fn shown(price: Option<Price>) -> String {
    price.map_or_else(String::new, |price| {
        let discount = price.discount().map(|discount| discount.amount_text()).unwrap_or_default();
        format!("{} - {discount} = {} {}", price.list(), price.pay(), price.per())
    })
}

#[track_caller]
fn refused<T: std::fmt::Debug>(answer: Result<T, BackendError>) -> Vec<(String, &'static str)> {
    let Err(BackendError::Fields(errors)) = answer else { panic!("no refused fields: {answer:?}") };
    let said = |error: FieldError| (error.field, error.reason.code());
    errors.into_iter().map(said).collect()
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_quote_is_kept_and_good_for_what_it_was_asked_for(pool: PgPoolOptions, connect: PgConnectOptions) {
    let portal = Portal::new(pool, connect).await;
    let unstated = OrderInput { ceiling: String::new(), ..portal.input() };

    let quote = portal.quote_with(&portal.credential, Operation::DtsCreate, &unstated.spec).await;
    let quote = quote.expect("a quote");
    let spec = Spec::check(Operation::DtsCreate, &unstated.spec, Leftovers::Refuse).expect("a spec");
    assert_eq!(quote.spec_hash, Digest::of(&spec.canonical_bytes()));
    assert_eq!(shown(quote.price), "CNY 0.83 - 0.00 = CNY 0.83 hour");
    assert_eq!(quote.ceiling.map(|ceiling| ceiling.to_string()).as_deref(), Some(A_MONTH));
    assert_eq!((quote.chain.len(), portal.kept().await, portal.asked()), (1, 1, 1));

    let id = portal.create("k1", &unstated).await.expect("an order");
    let order = portal.order(id).await;
    assert_eq!(order.ceiling.map(|ceiling| ceiling.to_string()).as_deref(), Some(A_MONTH));
    assert_eq!(order.quote, quote.price);
    assert_eq!((portal.kept().await, portal.asked()), (1, 1), "moments later it is good");

    let mut other = unstated.clone();
    other.spec.insert("SynchronizationJobClass".into(), "micro".into());
    portal.create("k2", &other).await.expect("an order");
    assert_eq!(portal.asked(), 2, "for other parameters it is not");
    portal.replace_key().await;
    portal.create("k3", &unstated).await.expect("an order");
    assert_eq!(portal.asked(), 3, "nor with another version of the key");
    portal.advance(Duration::minutes(5) + Duration::SECOND).await;
    portal.create("k4", &unstated).await.expect("an order");
    assert_eq!((portal.kept().await, portal.asked()), (4, 4), "nor later");
    portal.create("k4", &unstated).await.expect("the same order");
    assert_eq!(portal.asked(), 4, "a repeated key asks nothing");
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_stated_ceiling_is_at_least_the_price_and_in_its_currency(
    pool: PgPoolOptions,
    connect: PgConnectOptions,
) {
    let portal = Portal::new(pool, connect).await;
    let stated = |ceiling: &str, currency: &str| OrderInput {
        ceiling: ceiling.to_owned(),
        currency: currency.to_owned(),
        ..portal.input()
    };

    let below = refused(portal.create("k1", &stated("605.89", "CNY")).await);
    let foreign = refused(portal.create("k1", &stated("5000", "USD")).await);
    let just = portal.create("k1", &stated("605.9", "CNY")).await.expect("an order");

    assert_eq!(below, [("ceiling".to_owned(), "below_price")]);
    assert_eq!(foreign, [("currency".to_owned(), "other_currency")]);
    assert_eq!(portal.order(just).await.state, State::PendingApproval);
    assert_eq!(portal.count("select count(*) from purser.orders").await, 1, "a refused order is not stored");
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn an_unknown_price_needs_a_ceiling_and_buys_with_it(pool: PgPoolOptions, connect: PgConnectOptions) {
    let portal = Portal::new(pool, connect).await;
    portal.sim.set_prices(NOT_TOLD());

    let quote = portal.quote_with(&portal.credential, Operation::DtsCreate, &portal.input().spec).await;
    let quote = quote.expect("a quote");
    let without = portal.create("k1", &OrderInput { ceiling: String::new(), ..portal.input() }).await;
    let id = portal.approved("k1").await;

    assert_eq!((quote.price, quote.ceiling), (None, None));
    assert_eq!(refused(without), [("ceiling".to_owned(), "required")]);
    assert_eq!(portal.order(id).await.quote, None);
    assert_eq!(portal.settle(id).await, State::Bought);
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn what_the_price_became_since_the_approval_decides_about_the_purchase(
    pool: PgPoolOptions,
    connect: PgConnectOptions,
) {
    let portal = Portal::new(pool, connect).await;
    let unstated = OrderInput { ceiling: String::new(), ..portal.input() };
    let listed = Prices::default;
    let percent = |percent| Prices { percent, ..Prices::default() };
    let dollars = Prices { currency: Some("USD".to_owned()), ..Prices::default() };
    let mut sold = 0;
    for (number, (then, ceiling, now, expected)) in [
        (listed(), "", listed(), None),
        (listed(), "", percent(90), None),
        (listed(), "", percent(102), Some("price_above_ceiling")),
        (listed(), "5000", percent(102), None),
        (listed(), "5000", percent(1_000), Some("price_above_ceiling")),
        (listed(), "5000", dollars, Some("price_currency")),
        (listed(), "5000", NOT_TOLD(), Some("price_gone")),
        (NOT_TOLD(), "5000", NOT_TOLD(), None),
        (NOT_TOLD(), "5000", listed(), None),
        (NOT_TOLD(), "600", listed(), Some("price_above_ceiling")),
    ]
    .into_iter()
    .enumerate()
    {
        portal.advance(Duration::minutes(6)).await;
        portal.sim.set_prices(then);
        let typed = OrderInput { ceiling: ceiling.to_owned(), ..unstated.clone() };
        let id = portal.create(&format!("k{number}"), &typed).await.expect("an order");
        portal.approve(id).await;
        portal.sim.set_prices(now);
        let requests = portal.requests();

        portal.settle(id).await;

        let order = portal.order(id).await;
        match expected {
            None => {
                sold += 1;
                assert_eq!((order.state, order.waiting), (State::Bought, None), "row {number}");
            }
            Some(code) => {
                assert_eq!(
                    (order.state, order.waiting.as_deref()),
                    (State::Draft, Some(code)),
                    "row {number}"
                );
                assert_eq!(portal.requests(), requests, "row {number}: nothing was sent");
            }
        }
        assert_eq!(portal.sold(), sold, "row {number}");
    }
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn while_the_cloud_names_no_price_an_approved_order_waits(
    pool: PgPoolOptions,
    connect: PgConnectOptions,
) {
    let portal = Portal::new(pool, connect).await;
    let id = portal.approved("k").await;
    portal.sim.fault(Fault::next("DescribePricingModule", When::Before, Effect::Drop));

    assert!(portal.step().await);

    let order = portal.order(id).await;
    assert_eq!((order.state, order.waiting.as_deref()), (State::Approved, Some("cloud_unreachable")));
    assert_eq!(portal.requests(), 0);
    assert_eq!(portal.settle(id).await, State::Bought);
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn where_the_cloud_cannot_be_asked_nothing_is_submitted(
    pool: PgPoolOptions,
    connect: PgConnectOptions,
) {
    let portal = Portal::new(pool, connect).await;
    let refuse = |status, code: &str| Effect::Refuse { status, code: code.to_owned(), xml: false };
    for (effect, expected) in [
        (Effect::Drop, "no_answer"),
        (Effect::Status { status: 502 }, "cloud_down"),
        (Effect::Html, "unreadable"),
        (refuse(400, "Throttling.User"), "throttled"),
        (refuse(403, "NoPermission"), "permission_missing"),
    ] {
        portal.sim.fault(Fault::next("DescribePricingModule", When::Before, effect));

        let answer = portal.create("k", &portal.input()).await;

        assert!(
            matches!(answer, Err(BackendError::Conflict(code)) if code == expected),
            "{expected}: {answer:?}"
        );
    }
    let state =
        async || credentials::list(&portal.backend, &portal.requester).await.expect("credentials")[0].state;
    assert_ne!(state().await, KeyState::Suspect);
    let refused = refuse(404, "InvalidAccessKeyId.NotFound");
    portal.sim.fault(Fault::next("DescribePricingModule", When::Before, refused));

    let answer = portal.create("k", &portal.input()).await;

    assert!(matches!(answer, Err(BackendError::Conflict("credential_suspect"))), "{answer:?}");
    assert_eq!(state().await, KeyState::Suspect, "the key is noted");
    let stored = "select (select count(*) from purser.orders) + (select count(*) from purser.quotes)";
    assert_eq!(portal.count(stored).await, 0);
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_draft_that_changed_while_the_cloud_was_asked_is_not_submitted(
    pool: PgPoolOptions,
    connect: PgConnectOptions,
) {
    let portal = Portal::new(pool, connect).await;
    let (backend, requester) = (&portal.backend, &portal.requester);
    let (operation, leftovers) = (Operation::DtsCreate, Leftovers::Refuse);
    let mut typed = portal.input();
    let draft = orders::create(backend, requester, operation, &typed, leftovers, "k", false, false).await;
    let id = draft.expect("a draft").id;
    portal.sim.fault(Fault::next("GetPayAsYouGoPrice", When::Before, Effect::Delay { ms: 500 }));
    typed.spec.insert("SynchronizationJobClass".into(), "large".into());

    let change = async {
        while !portal.sim.faults().is_empty() {
            tokio::task::yield_now().await;
        }
        orders::save_draft(backend, requester, id, &typed).await.expect("saved");
    };
    let (submitted, ()) = tokio::join!(orders::submit(backend, requester, id, leftovers, false), change);

    assert!(matches!(submitted, Err(BackendError::Stale)), "{submitted:?}");
    assert_eq!(portal.state(id).await, State::Draft);
    orders::submit(backend, requester, id, leftovers, false).await.expect("submitted");
    assert_eq!(
        portal.order(id).await.quote.map(|price| price.pay().to_string()).as_deref(),
        Some("CNY 3.33")
    );
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn nothing_is_submitted_at_another_price_than_was_seen(pool: PgPoolOptions, connect: PgConnectOptions) {
    let portal = Portal::new(pool, connect).await;
    let input = portal.input();
    let (operation, leftovers) = (Operation::DtsCreate, Leftovers::Refuse);
    let seen = portal.quote_with(&portal.credential, operation, &input.spec).await.expect("a quote");
    let mark = domain::quote::mark(&seen.spec_hash, seen.price.as_ref());
    let consent = || orders::Consent { seen: Some(mark), ..orders::Consent::default() };
    let submit = async |key: &str, input: &OrderInput| {
        let backend = &portal.backend;
        orders::create(backend, &portal.requester, operation, input, leftovers, key, true, consent()).await
    };

    let mut edited = input.clone();
    edited.spec.insert("SynchronizationJobClass".into(), "medium".into());
    let stale = submit("edited", &edited).await;
    assert!(matches!(stale, Err(BackendError::Conflict("price_stale"))), "{stale:?}");

    portal.advance(Duration::minutes(6)).await;
    portal.sim.set_prices(Prices { percent: 130, ..Prices::default() });
    let stale = submit("dearer", &input).await;
    assert!(matches!(stale, Err(BackendError::Conflict("price_stale"))), "{stale:?}");
    assert_eq!(portal.count("select count(*) from purser.orders").await, 0);

    portal.sim.set_prices(Prices::default());
    portal.advance(Duration::minutes(6)).await;
    submit("as-seen", &input).await.expect("the price that was seen");
}
