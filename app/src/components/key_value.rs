//! The spec sheet: name, wire name, value.

use leptos::prelude::*;

use super::field::wire_name;

/// How the sheet is set.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Sheet {
    #[default]
    Plain,
    /// Three columns: name, wire name, value.
    Wire,
    /// Amounts at the right.
    Money,
}

/// Holds `Pair`s. `tight` leaves out the hairlines.
#[component]
pub fn KeyValues(
    #[prop(optional)] sheet: Sheet,
    #[prop(optional)] tight: bool,
    children: Children,
) -> impl IntoView {
    view! {
        <dl
            class="kv"
            data-wire=(sheet == Sheet::Wire).then_some("")
            data-money=(sheet == Sheet::Money).then_some("")
            data-tight=tight.then_some("")
        >
            {children()}
        </dl>
    }
}

/// One fact. `total` carries the double rule of a ledger.
#[component]
pub fn Pair(
    #[prop(into)] name: String,
    #[prop(optional, into)] wire: Option<String>,
    #[prop(optional)] total: bool,
    children: Children,
) -> impl IntoView {
    view! {
        <div class=total.then_some("total")>
            <dt>{name}{wire.map(wire_name)}</dt>
            <dd>{children()}</dd>
        </div>
    }
}
