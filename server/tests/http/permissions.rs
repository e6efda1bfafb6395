//! Who may do what: `docs/permissions.md` is the expectation, read line by line and tried against a whole portal.

mod calls;
mod routes;
mod stage;
mod table;

use std::collections::BTreeSet;

use reqwest::{Method, Response};
use sqlx::postgres::{PgConnectOptions, PgPoolOptions};

use self::{
    calls::BY_ANOTHER_SITE,
    stage::{Made, SECRET, Stage},
    table::{Expected, Kind, Row, Thing, Whose},
};
use crate::portal::Portal;

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn every_route_has_a_row_and_every_row_a_route(pool: PgPoolOptions, connect: PgConnectOptions) {
    let portal = Portal::start(pool, connect).await;

    let registered = routes::registered(&portal).await;
    let rows = table::read();

    let listed: BTreeSet<_> =
        rows.iter().map(|row| (row.route().to_owned(), row.method.to_string())).collect();
    let unlisted: Vec<_> = registered.difference(&listed).collect();
    assert!(unlisted.is_empty(), "routes without a row in docs/permissions.md: {unlisted:#?}");
    let gone: Vec<_> = listed.difference(&registered).collect();
    assert!(gone.is_empty(), "rows of docs/permissions.md without a route: {gone:#?}");
    for row in rows {
        let about_one = row.path.contains("{id}") || row.path.contains("{number}");
        assert!(!about_one || row.thing.is_some(), "{row}: say what it is of");
    }
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn pages_answer_everybody_as_the_table_says(pool: PgPoolOptions, connect: PgConnectOptions) {
    answers(Stage::set(Portal::start(pool, connect).await).await, |row| !row.is_api()).await;
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn the_api_answers_everybody_as_the_table_says(pool: PgPoolOptions, connect: PgConnectOptions) {
    answers(Stage::set(Portal::start(pool, connect).await).await, Row::is_api).await;
}

/// Tries each row of those as each kind of person with their own, a colleague's and another team's thing.
async fn answers(mut stage: Stage, of: impl Fn(&Row) -> bool) {
    let mut wrong = Vec::new();
    // Looking comes first, before acting has filled the lists.
    let (looks, acts): (Vec<_>, Vec<_>) =
        table::read().into_iter().filter(of).partition(|row| row.method == Method::GET);
    for row in looks.iter().chain(&acts) {
        for kind in Kind::ALL {
            for whose in Whose::ALL.into_iter().take(if row.thing.is_some() { 3 } else { 1 }) {
                let expected = row.expected(kind, whose);
                let made = match row.thing {
                    Some(thing) => Some(stage.thing(kind, whose, thing, row.uses_up(expected)).await),
                    None => None,
                };
                let response = calls::send(&stage, row, kind, made.as_ref()).await;
                if let Err(got) = matches(expected, row, response, made.as_ref()).await {
                    wrong.push(format!("{row}, {whose:?}, by {kind:?}: {expected:?}, but {got}"));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "docs/permissions.md says otherwise:\n{}", wrong.join("\n"));
}

/// Whether the answer is the expected one; if not, what it was.
async fn matches(
    expected: Expected,
    row: &Row,
    response: Response,
    made: Option<&Made>,
) -> Result<(), String> {
    let status = response.status().as_u16();
    let location = response.headers().get("location").and_then(|value| value.to_str().ok());
    let signs_in = location.is_some_and(|to| to == "/signin" || to.starts_with("/signin?next="));
    let got = if signs_in { "sign-in".to_owned() } else { status.to_string() };
    let is_endless = response.headers().get("content-type").is_some_and(|kind| kind == "text/event-stream");
    let text = if is_endless { String::new() } else { response.text().await.expect("text") };

    let is_shown = made.is_some_and(|made| made.is_in(&text));
    let right = match expected {
        Expected::Status(expected) => status == expected && !signs_in,
        Expected::SignIn => status == 303 && signs_in,
        Expected::Shown => status == 200 && is_shown,
        Expected::Hidden => status == 200 && !is_shown,
    };
    if !right {
        return Err(match expected {
            Expected::Shown | Expected::Hidden => format!("{got}, and shown is {is_shown}"),
            Expected::Status(_) | Expected::SignIn => got,
        });
    }
    let knows = !matches!(expected, Expected::SignIn | Expected::Status(401 | 404));
    if !knows && row.thing.is_some() && text.contains(SECRET) {
        return Err(format!("{got} that tells of it"));
    }
    Ok(())
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn what_changes_something_takes_neither_a_get_nor_another_sites_form(
    pool: PgPoolOptions,
    connect: PgConnectOptions,
) {
    let mut stage = Stage::set(Portal::start(pool, connect).await).await;
    let rows = table::read();
    let looks: BTreeSet<_> = rows.iter().filter(|row| row.method == Method::GET).map(Row::route).collect();

    for row in rows.iter().filter(|row| row.method != Method::GET) {
        let made = match row.thing {
            Some(thing) => Some(stage.thing(Kind::Requester, Whose::Own, thing, false).await),
            None => None,
        };
        let cookie = stage.cookie(Kind::Requester, true).await;
        let address = calls::address(row, made.as_ref());
        for foreign in BY_ANOTHER_SITE {
            let request = calls::filled(&stage.portal, row, made.as_ref()).header("cookie", &cookie);
            let refused = calls::with(request, foreign).send().await.expect("an answer");
            assert_eq!(refused.status(), 403, "{row} with {foreign:?}");
        }
        if !looks.contains(row.route()) {
            let get = stage.portal.request(Method::GET, &address).header("cookie", &cookie);
            assert_eq!(get.send().await.expect("an answer").status(), 405, "GET on {row}");
        }
    }
    let order = stage.thing(Kind::Requester, Whose::Own, Thing::Order, false).await;
    let token = &stage.person(Kind::Requester).token;
    let untouched = stage.portal.get(token, &format!("/orders/{}", order.id)).await.expect(200);
    assert_eq!(untouched.text("/state"), "pending_approval");
}
