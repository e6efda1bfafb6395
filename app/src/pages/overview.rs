//! The first page.

pub mod view;

use axum::{Router, extract::State, response::Response, routing::get};
use backend::orders;
use leptos::prelude::*;

use self::view::OverviewPage;
use crate::{
    chrome::Nav,
    fault, paths,
    portal::Portal,
    render::{self, Page},
    visitor::SignedIn,
};

pub fn routes() -> Router<Portal> {
    Router::new().route(paths::OVERVIEW, get(show))
}

async fn show(State(portal): State<Portal>, reader: SignedIn) -> Response {
    let chrome = reader.chrome.at(Nav::Overview);
    match orders::overview(&portal.backend, &reader.person).await {
        Ok(overview) => {
            let (text, times, may_buy) = (chrome.text(), chrome.times(), reader.person.may_buy());
            let today = times.day_heading(chrome.now);
            let teams: Vec<_> = reader.person.teams.iter().map(|team| team.name.as_str()).collect();
            let teams = teams.join(text.list_comma());
            render::page(&chrome, &Page::new(text.nav_overview()).live("list"), || {
                view! { <OverviewPage text times today teams may_buy overview/> }
            })
        }
        Err(error) => fault::show(&chrome, error),
    }
}
