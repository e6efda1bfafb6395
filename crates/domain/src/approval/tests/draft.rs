use super::*;
use crate::refusal::Reason;

fn sound() -> Draft {
    Draft {
        name: "Large".into(),
        enabled: true,
        conditions: amount(Some("CNY 10000"), None),
        steps: Chain { steps: vec![step(1, &[Asked::TeamLead])] },
        ..Draft::default()
    }
}

#[test]
fn what_is_wrong_with_a_rule_is_said_at_its_field() {
    let with = |change: fn(&mut Draft)| {
        let mut draft = sound();
        change(&mut draft);
        draft
    };
    let one = |change: fn(&mut Step)| {
        let mut draft = sound();
        change(&mut draft.steps.steps[0]);
        draft
    };
    let table = [
        (sound(), None),
        (with(|it| it.name = "  ".into()), Some(("name", "required"))),
        (with(|it| it.name = "x".repeat(101)), Some(("name", "too_long"))),
        (with(|it| it.steps = Chain::default()), Some(("steps", "required"))),
        (
            with(|it| {
                it.steps = Chain::default();
                it.asks_nobody = true;
            }),
            None,
        ),
        (with(|it| it.asks_nobody = true), Some(("steps", "not_with"))),
        (with(|it| it.steps.steps = vec![step(1, &[Asked::TeamLead]); 10]), Some(("steps", "too_many"))),
        (one(|it| it.needs = 0), Some(("steps.1.needs", "out_of_range"))),
        (one(|it| it.needs = 10), Some(("steps.1.needs", "out_of_range"))),
        (one(|it| it.asks.clear()), Some(("steps.1.asks", "required"))),
        (one(|it| it.asks = vec![Asked::Role(Role::Admin)]), Some(("steps.1.asks", "not_an_option"))),
        (
            one(|it| it.fallback = vec![Asked::Role(Role::Auditor)]),
            Some(("steps.1.fallback", "not_an_option")),
        ),
        (one(|it| it.name = "a\nb".into()), Some(("steps.1.name", "bad_characters"))),
        (
            with(|it| it.conditions.regions = vec!["Hangzhou".into()]),
            Some(("conditions.regions", "not_a_region")),
        ),
        (
            with(|it| it.conditions.amount.as_mut().expect("an amount").from = None),
            Some(("conditions.amount", "required")),
        ),
        (
            with(|it| it.conditions.amount.as_mut().expect("an amount").from = Some(money("USD 1"))),
            Some(("conditions.amount", "other_currency")),
        ),
        (
            with(|it| (it.valid_from, it.valid_until) = (Some(hours(1)), Some(hours(1)))),
            Some(("valid_until", "not_with")),
        ),
    ];
    for (number, (draft, refused)) in table.into_iter().enumerate() {
        let errors = draft.check().err().unwrap_or_default();
        let found: Vec<_> = errors.iter().map(|error| (error.field.as_str(), error.reason.code())).collect();
        assert_eq!(found, Vec::from_iter(refused), "row {number}");
    }
}

#[test]
fn whoever_is_named_twice_is_asked_once() {
    let mut draft = sound();
    draft.steps.steps[0].asks = vec![Asked::TeamLead, Asked::Person(id(1)), Asked::TeamLead];
    draft.name = " Large ".into();

    let checked = draft.check().expect("a rule");

    assert_eq!(checked.steps.steps[0].asks, [Asked::TeamLead, Asked::Person(id(1))]);
    assert_eq!(checked.name, "Large");
    assert!(matches!(Draft::default().check(), Err(errors) if errors[0].reason == Reason::Required));
}
