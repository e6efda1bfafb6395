//! A point in time: what the reader sees, and the exact one as a title.

use leptos::prelude::*;
use serde::{Deserialize, Serialize};

/// A time already written for its reader; the server's `format::Times` makes it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Moment {
    pub iso: String,
    pub title: String,
    pub label: String,
}

#[component]
pub fn Time(at: Moment) -> impl IntoView {
    view! { <time datetime=at.iso title=at.title>{at.label}</time> }
}
