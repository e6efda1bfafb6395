//! The portal's pages: Leptos components, and the handlers that show them.
//!
//! Components, texts and islands compile for the server and for the browser; whatever reads a
//! request or the clock is the server's alone.
#![recursion_limit = "256"]

pub mod components;
pub mod form;
pub mod i18n;
pub mod islands;
pub mod paths;

#[cfg(feature = "ssr")]
pub mod chrome;
#[cfg(feature = "ssr")]
pub mod fault;
#[cfg(feature = "ssr")]
pub mod format;
#[cfg(feature = "ssr")]
pub mod pages;
#[cfg(feature = "ssr")]
pub mod portal;
#[cfg(feature = "ssr")]
pub mod render;
#[cfg(feature = "ssr")]
pub mod sent;
#[cfg(feature = "ssr")]
pub mod shell;
#[cfg(feature = "ssr")]
pub mod site;
#[cfg(feature = "ssr")]
pub mod visitor;

/// Started by the page's script before it wakes the islands one by one.
#[cfg(feature = "hydrate")]
#[wasm_bindgen::prelude::wasm_bindgen]
pub fn hydrate() {
    leptos::mount::hydrate_islands();
}
