use super::{testing::*, *};

mod answerable;
mod conditions;
mod draft;
mod escalation;
mod evaluate;
mod problems;
mod properties;

#[test]
fn a_step_without_a_fallback_is_frozen_as_it_was_before_there_were_any() {
    let frozen = serde_json::to_string(&Chain::built_in()).expect("json");

    assert_eq!(frozen, r#"[{"name":"","needs":1,"asks":["team_lead",{"role":"approver"}]}]"#);
    assert_eq!(serde_json::from_str::<Chain>(&frozen).expect("a chain"), Chain::built_in());
}

#[test]
fn a_step_asks_whom_it_names_and_nobody_else() {
    let member = person(1, &[], PLATFORM, false);
    let lead = person(2, &[], PLATFORM, true);
    let other_lead = person(3, &[], DATA, true);
    let approver = person(4, &[Role::Approver], DATA, false);
    let finance = in_finance(person(5, &[], DATA, false));
    for (asked, who) in [
        (Asked::TeamLead, vec![2]),
        (Asked::Role(Role::Approver), vec![4]),
        (Asked::Person(id(1)), vec![1]),
        (Asked::Group(FINANCE), vec![5]),
        (Asked::Group(GroupId::from_uuid(uuid::Uuid::from_u128(301))), vec![]),
    ] {
        let people = [&member, &lead, &other_lead, &approver, &finance];
        let asked: Vec<_> = people
            .into_iter()
            .filter(|person| step(1, &[asked]).asks(person, PLATFORM))
            .map(|person| person.id)
            .collect();
        assert_eq!(asked, who.into_iter().map(id).collect::<Vec<_>>(), "{asked:?}");
    }
}
