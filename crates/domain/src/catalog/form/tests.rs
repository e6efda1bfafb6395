//! What the forms say of themselves, compared with the rules.

use proptest::prelude::*;

use super::*;
use crate::catalog::{
    Leftovers, Spec,
    tests::{operation, typed},
};

/// What a program that sends this is told about the field.
fn said(operation: Operation, input: &Input, field: &Field) -> Vec<&'static str> {
    let refused = Spec::check(operation, input, Leftovers::Refuse).err().unwrap_or_default();
    refused.iter().filter(|error| field.holds(&error.field)).map(|error| error.reason.code()).collect()
}

fn without(input: &Input, field: &Field) -> Input {
    input
        .iter()
        .filter(|(name, _)| !field.holds(name))
        .map(|(name, text)| (name.clone(), text.clone()))
        .collect()
}

/// Whether something that was decided leaves no place for the field. What has to be decided and is not, rules nothing
/// out.
fn is_ruled_out(form: &Form, field: &Field, input: &Input) -> bool {
    field.asked.iter().any(|asked| {
        let parent = form.field(asked.field).expect("a field of the form");
        let value = parent.value(input);
        let is_open = parent.required && value.is_empty();
        !is_open && !asked.values.contains(&value) || is_ruled_out(form, parent, input)
    })
}

#[test]
fn a_form_shows_every_parameter_once_and_every_secret() {
    for operation in Operation::ALL {
        let mut shown: Vec<_> = operation.form().fields().flat_map(Field::names).collect();
        let mut known = [operation.names(), operation.secret_names()].concat();
        shown.sort_unstable();
        known.sort_unstable();

        assert_eq!(shown, known, "{operation}");
    }
}

#[test]
fn a_field_is_asked_beside_choices_that_exist() {
    for operation in Operation::ALL {
        let form = operation.form();
        for asked in form.fields().flat_map(|field| field.asked) {
            let parent = form.field(asked.field).expect("a field of the form");
            if let Takes::OneOf { values, .. } = parent.takes {
                assert!(asked.values.iter().all(|value| values.contains(value)), "{asked:?}");
            }
        }
    }
}

#[test]
fn a_choice_of_nothing_is_one_of_the_choices() {
    for field in Operation::ALL.into_iter().flat_map(|operation| operation.form().fields()) {
        if let Takes::OneOf { values, default } = field.takes {
            assert!(default.is_empty() || values.contains(&default), "{}", field.name);
        }
    }
}

proptest! {
    #[test]
    fn a_form_asks_for_what_means_something_and_for_nothing_else(
        (operation, input) in operation().prop_flat_map(|it| (Just(it), typed(it))),
    ) {
        let form = operation.form();
        for field in form.fields().filter(|field| !field.is_secret()) {
            if without(&input, field) == input {
                continue;
            }
            let said = said(operation, &input, field);
            // What is refused for its own sake says nothing here.
            if said.iter().any(|code| *code != "not_applicable") {
                continue;
            }
            let is_refused = !said.is_empty();
            prop_assert_eq!(is_refused, is_ruled_out(form, field, &input), "{}: {:?}", field.name, input);
            prop_assert!(!(is_refused && form.asks(field, &input)));
        }
    }

    #[test]
    fn a_form_marks_what_nothing_is_bought_without(
        (operation, input) in operation().prop_flat_map(|it| (Just(it), typed(it))),
    ) {
        let form = operation.form();
        for field in form.fields().filter(|field| !field.is_secret()) {
            let empty = without(&input, field);
            let is_missed = said(operation, &empty, field).contains(&"required");
            prop_assert_eq!(is_missed, field.required && form.asks(field, &empty), "{}: {:?}", field.name, empty);
        }
    }

    #[test]
    fn a_form_that_is_sent_as_it_was_shown_says_the_same(
        (operation, input) in operation().prop_flat_map(|it| (Just(it), typed(it))),
    ) {
        let read = operation.form().read(|name| input.get(name).cloned().unwrap_or_default());

        prop_assert_eq!(read, input);
    }
}

#[test]
fn a_region_that_is_not_listed_is_read_from_the_field_beside() {
    let sent =
        [("SourceRegion", OTHER), ("SourceRegion.other", " cn-north-9 "), ("DestRegion", "cn-beijing")];
    let input = Operation::DtsCreate.form().read(|name| {
        sent.iter().find(|(sent, _)| *sent == name).map_or_else(String::new, |(_, value)| (*value).to_owned())
    });

    assert_eq!(input["SourceRegion"], "cn-north-9");
    assert_eq!(input["DestRegion"], "cn-beijing");
}

#[test]
fn a_code_that_the_form_wrote_itself_says_nothing_without_a_value() {
    let sent = [
        ("Parameter.1.Code", "Region"),
        ("Parameter.1.Code.listed", "1"),
        ("Parameter.2.Code", "Class"),
        ("Parameter.2.Code.listed", "1"),
        ("Parameter.2.Value", "small"),
        ("Parameter.3.Code", "Typed"),
    ];
    let input = Operation::BssCreate.form().read(|name| {
        sent.iter().find(|(sent, _)| *sent == name).map_or_else(String::new, |(_, value)| (*value).to_owned())
    });

    let names: Vec<_> = input.keys().map(String::as_str).collect();
    assert_eq!(names, ["Parameter.2.Code", "Parameter.2.Value", "Parameter.3.Code"]);
}

#[test]
fn an_address_is_asked_for_part_by_part() {
    let sent = [("Logistics.phone", " 1 "), ("Logistics.cityName", "杭州"), ("Logistics.nothing", "x")];
    let value = |name: &str| {
        sent.iter().find(|(sent, _)| *sent == name).map_or_else(String::new, |(_, value)| (*value).to_owned())
    };
    let input = Operation::BssCreate.form().read(value);

    assert_eq!(input["Logistics"], r#"{"cityName":"杭州","phone":"1"}"#);
    let parts = parts(&input["Logistics"], &bss_create::LOGISTICS_KEYS).expect("parts");
    assert_eq!(parts.keys().collect::<Vec<_>>(), ["cityName", "phone"]);
}

#[test]
fn a_control_belongs_to_the_parameter_that_it_says_something_of() {
    for (operation, control, field) in [
        (Operation::BssCreate, "Logistics.phone", "Logistics"),
        (Operation::BssCreate, "Logistics", "Logistics"),
        (Operation::BssCreate, "Parameter.1.Code", "Parameter.1.Code"),
        (Operation::DtsCreate, "SourceRegion.other", "SourceRegion"),
        (Operation::DtsCreate, "SourceEndpoint.InstanceType", "SourceEndpoint.InstanceType"),
        (Operation::DdmCreate, "reason", "reason"),
    ] {
        assert_eq!(operation.form().field_of(control), field);
    }
}

#[test]
fn an_address_that_is_none_is_shown_as_it_was_written() {
    for text in ["Hangzhou", r#"{"planet":"Earth"}"#, r#"{"phone":1}"#] {
        assert_eq!(parts(text, &bss_create::LOGISTICS_KEYS), None, "{text}");
    }
    assert_eq!(parts(" ", &bss_create::LOGISTICS_KEYS), Some(Input::new()));
}

#[test]
fn no_form_reads_a_secret() {
    let input = Operation::DdmCreate.form().read(|_| "Secret-word-1".to_owned());

    assert!(!input.contains_key(ddm_create::names::ADMIN_PASSWORD));
}
