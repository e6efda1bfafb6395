//! An order's parameters as a spec sheet: the human name, the wire name, and both values.

use domain::{
    catalog::{Input, Operation, dts_create::names, fits},
    digest::Digest,
};
use leptos::prelude::*;

use super::what::given;
use crate::{
    components::{
        identifier::Identifier,
        key_value::{KeyValues, Pair, Sheet},
        panel::{Pad, Panel},
    },
    i18n::Text,
};

/// `hash` is what approvers agree to; there is none before the order is submitted.
#[component]
pub fn Parameters(
    text: Text,
    operation: Operation,
    spec: Input,
    hash: Option<Digest>,
    frozen: bool,
) -> impl IntoView {
    let (title, note) = if frozen {
        (text.order_parameters(), text.order_frozen())
    } else {
        (text.order_parameters_draft(), text.order_not_frozen())
    };
    let hash = hash.filter(|_| frozen).map(|hash| {
        view! { <Identifier text value=hash.to_string() what=text.order_hash() short=true/> }
    });
    let call = Fact {
        name: text.orders_operation().to_owned(),
        wire: "Action".to_owned(),
        words: text.operation(operation).to_owned(),
        codes: vec![operation.call().to_owned()],
    };
    let sheet = std::iter::once(call)
        .chain(rows(text, operation, &spec))
        .map(|row| {
            let beside = (!row.words.is_empty()).then_some("dim");
            view! {
                <Pair name=row.name wire=row.wire>
                    {row.words}" "
                    {row.codes.into_iter().map(|code| view! { <code class=beside>{code}</code>" " }).collect_view()}
                </Pair>
            }
        })
        .collect_view();
    let body = if spec.is_empty() {
        view! { <p class="muted sm">{text.order_no_parameters()}</p> }.into_any()
    } else {
        view! { <KeyValues sheet=Sheet::Wire>{sheet}</KeyValues> }.into_any()
    };
    view! { <Panel title note=note.to_owned() aside=hash.into_any() pad=Pad::Tight>{body}</Panel> }
}

struct Fact {
    name: String,
    wire: String,
    /// What people call the value, where that differs from what is sent.
    words: String,
    codes: Vec<String>,
}

/// In the order in which a person decides; unit and number of a term are one fact where the vendor has two names.
fn rows(text: Text, operation: Operation, spec: &Input) -> Vec<Fact> {
    let has_term = operation == Operation::DtsCreate;
    let term = given(spec, names::PERIOD).zip(given(spec, names::USED_TIME)).filter(|_| has_term);
    let numbered = |pattern: &'static str| {
        let mut found: Vec<_> = spec.iter().filter(|(wire, _)| fits(pattern, wire)).collect();
        // 10 comes after 9.
        found.sort_by_key(|(wire, _)| wire.len());
        found
    };
    let known = operation.names().iter().flat_map(|pattern| numbered(pattern));
    let known = known.filter_map(|(wire, value)| match (wire.as_str(), term) {
        (names::PERIOD, Some((period, used_time))) => Some(Fact {
            name: text.order_term().to_owned(),
            wire: format!("{} · {}", names::PERIOD, names::USED_TIME),
            words: text.term(period, used_time),
            codes: vec![period.to_owned(), used_time.to_owned()],
        }),
        (names::USED_TIME, Some(_)) => None,
        _ => (!value.is_empty()).then(|| one(text, operation, wire, value)),
    });
    let unknown = spec
        .iter()
        .filter(|(wire, _)| !operation.names().iter().any(|pattern| fits(pattern, wire)))
        .map(|(wire, value)| one(text, operation, wire, value));
    known.chain(unknown).collect()
}

fn one(text: Text, operation: Operation, wire: &str, value: &str) -> Fact {
    let words = text.field_value(wire, value);
    let (words, codes) = match () {
        () if words != value => (words.to_owned(), vec![value.to_owned()]),
        () if value.bytes().all(|byte| byte.is_ascii_digit()) => (value.to_owned(), Vec::new()),
        () => (String::new(), vec![value.to_owned()]),
    };
    Fact { name: text.parameter(operation, wire).into_owned(), wire: wire.to_owned(), words, codes }
}
