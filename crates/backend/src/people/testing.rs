//! A portal for tests of use cases: a database of its own, worked in as the application's role.

use domain::{mode::Mode, person::Person};
use sqlx::{
    PgPool,
    postgres::{PgConnectOptions, PgPoolOptions},
};
use tower_sessions::{SessionStore as _, session::Record};

use super::{NewPerson, add, load};
use crate::{
    Actor, Backend, Clock, Random, Vault,
    sessions::{self, SignIn},
};

pub(crate) const PASSWORD: &str = "purser-demo-only";

/// Nothing listens there.
const NOWHERE: &str = "http://127.0.0.1:9";

/// The backend, and the owner's pool beside it. The cloud cannot be reached.
pub(crate) async fn portal(options: PgPoolOptions, connect: PgConnectOptions) -> (Backend, PgPool) {
    let owner = options.clone().connect_with(connect.clone()).await.expect("the owner's pool");
    sqlx::query("select purser.stamp_mode('sim')").execute(&owner).await.expect("a mode");
    let db = options
        .after_connect(|conn, _| {
            Box::pin(async move { sqlx::query("set role purser_app").execute(conn).await.map(drop) })
        })
        .connect_with(connect)
        .await
        .expect("the application's pool");
    let backend = Backend {
        db,
        clock: Clock::system(),
        random: Random::system(),
        vault: Vault::parse("test AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=").expect("a key"),
        clouds: cloud_at(NOWHERE),
        mode: Mode::Sim,
        settle: crate::Settle::new(1, None),
        identity: crate::cluster::Identity::default(),
        outbox: crate::Outbox::default(),
        failpoints: crate::Failpoints::default(),
    };
    (backend, owner)
}

/// Clients that send everything to `address`, once.
pub(crate) fn cloud_at(address: &str) -> cloud::Clouds {
    let endpoints = cloud::Endpoints::all_at(address).expect("an address");
    let limits = cloud::Limits { looks: 1, ..cloud::Limits::default() };
    cloud::Clouds::new(&cloud::Http::new(limits).expect("a client"), &endpoints)
}

/// Somebody new in team Platform, who signs in as `{name}@example.com` with [`PASSWORD`].
pub(crate) async fn somebody(backend: &Backend, name: &str, roles: &[domain::person::Role]) -> Person {
    let new = NewPerson {
        email: format!("{name}@example.com"),
        name: name.to_owned(),
        roles: roles.to_vec(),
        team: Some("Platform".to_owned()),
        lead: false,
        password: Some(PASSWORD.into()),
    };
    let id = add(backend, Actor::Operator, new).await.expect("a person");
    let mut conn = backend.db.acquire().await.expect("a connection");
    load(&mut conn, id).await.expect("an answer").expect("somebody")
}

/// The event log's actions, oldest first, without those of adding people.
pub(crate) async fn actions(owner: &PgPool) -> Vec<String> {
    sqlx::query_scalar(
        "select action from purser.events where action <> 'person.added' order by at, event_id",
    )
    .fetch_all(owner)
    .await
    .expect("events")
}

/// Somebody's fresh sign-in.
pub(crate) async fn signed_in(backend: &Backend, person: &Person) -> SignIn {
    let mut record = Record {
        id: tower_sessions::session::Id::default(),
        data: [(sessions::PERSON.to_owned(), serde_json::json!(person.id))].into(),
        expiry_date: backend.clock.now() + time::Duration::hours(1),
    };
    sessions::store(backend).create(&mut record).await.expect("a session");
    SignIn::Session(Some(sessions::IdHash::of(record.id)))
}
