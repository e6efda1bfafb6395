use super::*;

const LEAD: Asked = Asked::TeamLead;
const APPROVER: Asked = Asked::Role(Role::Approver);
const GROUP: Asked = Asked::Group(FINANCE);

/// 1 asks; 2 leads Platform; 3 and 4 are approvers; 5 and 6 are in finance; 7 is an auditor in everything.
fn people() -> Vec<Person> {
    vec![
        person(1, &[], PLATFORM, false),
        person(2, &[], PLATFORM, true),
        person(3, &[Role::Approver], DATA, false),
        person(4, &[Role::Approver], DATA, false),
        in_finance(person(5, &[], DATA, false)),
        in_finance(person(6, &[], DATA, true)),
        in_finance(person(7, &[Role::Auditor, Role::Approver], PLATFORM, true)),
    ]
}

#[test]
fn a_step_lacks_people_where_fewer_than_it_needs_may_answer() {
    let named = |number| Asked::Person(id(number));
    let table: &[(&str, u128, Vec<Step>, &[usize])] = &[
        ("no steps", 1, vec![], &[]),
        ("the lead", 1, vec![step(1, &[LEAD])], &[]),
        ("the lead asks: nobody else leads, an auditor does not count", 2, vec![step(1, &[LEAD])], &[0]),
        ("two leads", 1, vec![step(2, &[LEAD])], &[0]),
        ("two approvers", 1, vec![step(2, &[APPROVER])], &[]),
        ("two approvers, one of whom asks", 3, vec![step(2, &[APPROVER])], &[0]),
        ("three approvers", 1, vec![step(3, &[APPROVER])], &[0]),
        ("lead or approver, three", 1, vec![step(3, &[LEAD, APPROVER])], &[]),
        ("lead or approver, four", 1, vec![step(4, &[LEAD, APPROVER])], &[0]),
        ("two of a group", 1, vec![step(2, &[GROUP])], &[]),
        ("three of a group with an auditor", 1, vec![step(3, &[GROUP])], &[0]),
        (
            "a group that nobody is in",
            1,
            vec![step(1, &[Asked::Group(GroupId::from_uuid(uuid::Uuid::nil()))])],
            &[0],
        ),
        ("a person", 1, vec![step(1, &[named(5)])], &[]),
        ("the requester themselves", 1, vec![step(1, &[named(1)])], &[0]),
        ("an auditor", 1, vec![step(1, &[named(7)])], &[0]),
        ("somebody who is gone", 1, vec![step(1, &[named(99)])], &[0]),
        ("lead, then group", 1, vec![step(1, &[LEAD]), step(2, &[GROUP])], &[]),
        ("lead twice: one person answers one step", 1, vec![step(1, &[LEAD]), step(1, &[LEAD])], &[1]),
        ("approvers in two steps", 1, vec![step(1, &[APPROVER]), step(1, &[APPROVER])], &[]),
        (
            "approvers in three steps",
            1,
            vec![step(1, &[APPROVER]), step(1, &[APPROVER]), step(1, &[APPROVER])],
            &[2],
        ),
        (
            "whoever could answer both leaves the second to whom only it asks",
            1,
            vec![step(1, &[LEAD, named(5)]), step(1, &[LEAD])],
            &[],
        ),
        ("the same the other way round", 1, vec![step(1, &[LEAD]), step(1, &[named(5), LEAD])], &[]),
        (
            "three steps in a ring",
            1,
            vec![step(1, &[named(3), named(4)]), step(1, &[named(4), named(5)]), step(1, &[named(3)])],
            &[],
        ),
        ("first and last", 2, vec![step(1, &[LEAD]), step(1, &[GROUP]), step(9, &[APPROVER])], &[0, 2]),
    ];
    for (case, requester, steps, lacking) in table {
        let chain = Chain { steps: steps.clone() };
        assert_eq!(chain.lacking(PLATFORM, Some(id(*requester)), &people()), *lacking, "{case}");
    }
}

#[test]
fn a_fallback_is_asked_only_where_the_others_are_too_few() {
    let with = |fallback: &[Asked], step: Step| Step { fallback: fallback.to_vec(), ..step };
    let chain = Chain { steps: vec![with(&[GROUP], step(1, &[LEAD])), with(&[LEAD], step(1, &[APPROVER]))] };

    let enough = chain.frozen(PLATFORM, id(1), &people());
    assert_eq!((enough.chain, enough.lacking), (chain.clone(), vec![]));
    let few = chain.frozen(PLATFORM, id(2), &people());
    assert_eq!(few.chain.steps[0].asks, [LEAD, GROUP]);
    assert_eq!(few.chain.steps[1].asks, [APPROVER]);
    assert_eq!(few.lacking, [0_usize; 0]);
}

#[test]
fn the_fallback_of_one_step_sets_somebody_free_for_another() {
    let first = Step { fallback: vec![GROUP], ..step(1, &[LEAD]) };
    let chain = Chain { steps: vec![first, step(1, &[LEAD])] };

    let frozen = chain.frozen(PLATFORM, id(1), &people());

    assert_eq!(frozen.lacking, [0_usize; 0]);
    assert_eq!(frozen.chain.steps[0].asks, [LEAD, GROUP]);
}

#[test]
fn a_step_that_nobody_can_answer_stays_a_step() {
    let chain = Chain { steps: vec![step(1, &[LEAD]), step(2, &[GROUP])] };

    let frozen = chain.frozen(PLATFORM, id(1), &[]);

    assert_eq!(frozen.chain, chain);
    assert_eq!(frozen.lacking, [0, 1]);
}

#[test]
fn what_was_answered_is_answered_and_whoever_did_so_answers_nothing_more() {
    let chain = Chain { steps: vec![step(1, &[LEAD]), step(2, &[APPROVER, LEAD])] };
    let answer = |step, by| Answer { step, by: id(by), instead_of: None, decision: Decision::Approve };
    for (case, answers, lacking) in [
        ("nobody did", vec![], vec![]),
        ("the lead did", vec![answer(0, 2)], vec![]),
        ("an approver answered the lead's step", vec![answer(0, 3)], vec![]),
        ("both approvers did", vec![answer(0, 3), answer(0, 4)], vec![1]),
        ("all did", vec![answer(0, 2), answer(1, 3), answer(1, 4)], vec![]),
    ] {
        let places = Places { chain: &chain, team: PLATFORM, requester: id(1), handed: &[] };
        assert_eq!(places.lacking(&people(), &answers), lacking, "{case}");
    }
}

#[test]
fn a_place_that_was_handed_over_counts_with_whom_it_went_to() {
    let chain = Chain { steps: vec![step(1, &[LEAD]), step(2, &[APPROVER])] };
    let handed = |step, from, to| Handed { step, from: id(from), to: id(to) };
    for (case, handed, lacking) in [
        ("to somebody whom nothing asks", vec![handed(0, 2, 5)], vec![]),
        ("to somebody who left", vec![handed(0, 2, 99)], vec![0]),
        ("to whom another step needs", vec![handed(0, 2, 3)], vec![1]),
        ("and back", vec![handed(0, 2, 99), handed(0, 99, 2)], vec![]),
    ] {
        let places = Places { chain: &chain, team: PLATFORM, requester: id(1), handed: &handed };
        assert_eq!(places.lacking(&people(), &[]), lacking, "{case}");
    }
}
