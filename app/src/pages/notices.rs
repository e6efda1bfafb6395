//! Notifications: what one was told, and what one read of it.

pub mod view;

use axum::{
    Router,
    extract::{Query, State},
    response::{IntoResponse, Redirect, Response},
    routing::{get, post},
};
use backend::{
    BackendError,
    notices::{self, Read},
};
use domain::ids::{NoticeId, OrderId};
use http::HeaderMap;
use leptos::prelude::*;
use time::{OffsetDateTime, format_description::well_known::Rfc3339};

use self::view::{NoticesPage, PAGE};
use crate::{
    fault,
    form::Typed,
    paths,
    portal::Portal,
    render::{self, Page},
    sent::Sent,
    visitor::SignedIn,
};

pub fn routes() -> Router<Portal> {
    Router::new().route(paths::NOTICES, get(all)).route(paths::NOTICES_READ, post(read))
}

async fn all(
    State(portal): State<Portal>,
    reader: SignedIn,
    Query(query): Query<Vec<(String, String)>>,
) -> Response {
    let chrome = reader.chrome;
    let query = Typed::from(query);
    let trail: Vec<_> = query.all("after").filter(|cursor| !cursor.is_empty()).map(str::to_owned).collect();
    let cursor = trail.last().map(String::as_str);
    match notices::list(&portal.backend, &reader.person, cursor, PAGE).await {
        Ok(listed) => {
            let (text, times, unread) = (chrome.text(), chrome.times(), chrome.unread);
            render::page(&chrome, &Page::new(text.notices_title()).live("list"), || {
                view! { <NoticesPage text times trail listed unread/> }
            })
        }
        Err(error) => fault::show(&chrome, error),
    }
}

/// Notes that the reader has the order before them, if they opened its page: a page that is refreshed behind their back,
/// or fetched beforehand, was seen by nobody.
pub(super) async fn opened(
    portal: &Portal,
    reader: &mut SignedIn,
    headers: &HeaderMap,
    order: OrderId,
) -> Result<(), BackendError> {
    let is_opened = headers.get("sec-fetch-mode").is_some_and(|mode| mode == "navigate")
        && !headers.contains_key("sec-purpose");
    if is_opened && reader.chrome.unread > 0 {
        let read = notices::read_of_order(&portal.backend, &reader.person, order).await?;
        // What the bell shows was counted before.
        reader.chrome.unread = reader.chrome.unread.saturating_sub(read);
    }
    Ok(())
}

/// Notes that one, or all up to the newest on the screen, were read. What is no notice of the reader's stays as it is.
async fn read(State(portal): State<Portal>, reader: SignedIn, Sent(typed): Sent) -> Response {
    let ids: Vec<NoticeId> = typed.all("id").filter_map(|id| id.parse().ok()).collect();
    let until = OffsetDateTime::parse(typed.get("until"), &Rfc3339).ok();
    // The button of one stands in the same form as that of all.
    let which = match until {
        Some(moment) if ids.is_empty() => Read::Until(moment),
        _ => Read::Only(&ids),
    };
    match notices::read(&portal.backend, &reader.person, which).await {
        Ok(_) => Redirect::to(paths::NOTICES).into_response(),
        Err(error) => fault::show(&reader.chrome, error),
    }
}
