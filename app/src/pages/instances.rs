//! Instances: what was bought, and one of them.

pub mod detail;
pub mod list;

use axum::{
    Router,
    extract::{Path, Query, State},
    response::Response,
    routing::get,
};
use backend::{BackendError, instances};
use domain::{ids::InstanceId, view::Instance};
use leptos::prelude::*;

use self::{
    detail::InstancePage,
    list::{InstancesPage, PAGE},
};
use crate::{
    chrome::Nav,
    fault,
    form::Typed,
    paths,
    portal::Portal,
    render::{self, Page},
    visitor::SignedIn,
};

pub fn routes() -> Router<Portal> {
    Router::new().route(paths::INSTANCES, get(all)).route("/instances/{id}", get(one))
}

async fn all(
    State(portal): State<Portal>,
    reader: SignedIn,
    Query(query): Query<Vec<(String, String)>>,
) -> Response {
    let chrome = reader.chrome.at(Nav::Instances);
    let query = Typed::from(query);
    let trail: Vec<_> = query.all("after").filter(|cursor| !cursor.is_empty()).map(str::to_owned).collect();
    let cursor = trail.last().map(String::as_str);
    match instances::list(&portal.backend, &reader.person, cursor, PAGE).await {
        Ok(listed) => {
            let (text, times) = (chrome.text(), chrome.times());
            render::page(&chrome, &Page::new(text.nav_instances()).live("list"), || {
                view! { <InstancesPage text times trail listed/> }
            })
        }
        Err(error) => fault::show(&chrome, error),
    }
}

async fn one(State(portal): State<Portal>, reader: SignedIn, Path(id): Path<String>) -> Response {
    let chrome = reader.chrome.clone().at(Nav::Instances);
    let instance = match find(&portal, &reader, &id).await {
        Ok(instance) => instance,
        Err(error) => return fault::show(&chrome, error),
    };
    let (text, times, may_buy) = (chrome.text(), chrome.times(), reader.person.may_buy());
    // What happens to an instance is told as an event of the order that bought it.
    let page = Page::new(instance.cloud_id.clone()).live(instance.order.to_string());
    render::page(&chrome, &page, || view! { <InstancePage text times instance may_buy/> })
}

async fn find(portal: &Portal, reader: &SignedIn, id: &str) -> Result<Instance, BackendError> {
    let id: InstanceId = id.parse().map_err(|_| BackendError::NotFound)?;
    instances::show(&portal.backend, &reader.person, id).await
}
