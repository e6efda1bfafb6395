//! Inputs around what a vendor's page allows: a good one, and up to three things about it changed. The tests of the
//! simulated clouds, of the forms and of the browser try the same values: `inputs.json`.

use std::collections::BTreeMap;

use domain::catalog::{Input, Operation};
use proptest::{prelude::*, sample::select};

/// A name, its good value (empty: absent), and values to put in its place. `{vpc_id}` is what the caller says it is.
type Field = (String, String, Vec<String>);

#[derive(serde::Deserialize)]
struct Inputs {
    /// What no field means: control characters, marks, other scripts' digits, HTML.
    odd: Vec<String>,
    fields: BTreeMap<String, Vec<Field>>,
}

/// Good inputs with up to three fields changed or left out; `places` are the words that stand in braces.
pub(crate) fn of(operation: Operation, places: &[(&str, &str)]) -> impl Strategy<Value = Input> + use<> {
    let Inputs { odd, mut fields } = serde_json::from_str(include_str!("inputs.json")).expect("a table");
    let fields = fields.remove(operation.key()).expect("its fields");
    let filled = |value: &String| {
        let place = places.iter().find(|(name, _)| format!("{{{name}}}") == *value);
        place.map_or_else(|| value.clone(), |(_, value)| (*value).to_owned())
    };
    let good: Input = fields
        .iter()
        .filter(|(_, value, _)| !value.is_empty())
        .map(|(name, value, _)| (name.clone(), filled(value)))
        .collect();
    let names: Vec<String> = fields.iter().map(|(name, ..)| name.clone()).collect();
    let changes: Vec<(String, Option<String>)> = fields
        .into_iter()
        .flat_map(|(name, _, others)| {
            let others = others.into_iter().map(Some).chain([None]);
            others.map(move |other| (name.clone(), other))
        })
        .collect();
    let odd = (select(names), select(odd)).prop_map(|(name, value)| (name, Some(value)));
    prop::collection::vec(prop_oneof![7 => select(changes), 1 => odd], 0..=3).prop_map(move |changes| {
        let mut input = good.clone();
        for (name, value) in changes {
            match value {
                Some(value) => drop(input.insert(name, value)),
                None => drop(input.remove(&name)),
            }
        }
        input
    })
}
