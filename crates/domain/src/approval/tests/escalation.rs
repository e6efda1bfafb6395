use time::Duration;

use super::*;

const LEAD: Asked = Asked::TeamLead;
const APPROVER: Asked = Asked::Role(Role::Approver);
const GROUP: Asked = Asked::Group(FINANCE);

/// 1 asks; 2 leads; 3 is an approver; 5 and 6 are in finance.
fn people() -> Vec<Person> {
    vec![
        person(1, &[], PLATFORM, false),
        person(2, &[], PLATFORM, true),
        person(3, &[Role::Approver], DATA, false),
        in_finance(person(5, &[], DATA, false)),
        in_finance(person(6, &[], DATA, false)),
    ]
}

fn but(gone: &[u128]) -> Vec<Person> {
    people().into_iter().filter(|person| !gone.iter().any(|number| person.id == id(*number))).collect()
}

fn with(fallback: &[Asked], step: Step) -> Step {
    Step { fallback: fallback.to_vec(), ..step }
}

fn escalated(chain: &Chain, people: &[Person], answers: &[Answer], half: bool) -> Vec<(usize, Cause)> {
    let places = Places { chain, team: PLATFORM, requester: id(1), handed: &[] };
    places.escalations(people, answers, half).into_iter().map(|found| (found.step, found.cause)).collect()
}

#[test]
fn a_fallback_is_asked_once_people_left_or_half_of_the_time_is_over() {
    use Cause::{HalfTime, TooFew};
    let lead = || with(&[GROUP], step(1, &[LEAD]));
    let approver = || with(&[GROUP], step(1, &[APPROVER]));
    let answer = |step, by| Answer { step, by: id(by), instead_of: None, decision: Decision::Approve };
    let asked = || with(&[GROUP], step(1, &[LEAD, GROUP]));
    for (case, steps, gone, answers, half, expected) in [
        ("all is well", vec![lead(), approver()], vec![], vec![], false, vec![]),
        ("nobody answers", vec![lead(), approver()], vec![], vec![], true, vec![(0, HalfTime)]),
        (
            "of the step that is due alone",
            vec![lead(), approver()],
            vec![],
            vec![answer(0, 2)],
            true,
            vec![(1, HalfTime)],
        ),
        (
            "who is to be asked first left",
            vec![lead(), approver()],
            vec![2],
            vec![],
            false,
            vec![(0, TooFew)],
        ),
        (
            "who is to be asked later left",
            vec![lead(), approver()],
            vec![3],
            vec![],
            false,
            vec![(1, TooFew)],
        ),
        ("both", vec![lead(), approver()], vec![3], vec![], true, vec![(0, HalfTime), (1, TooFew)]),
        ("left, and the time is over", vec![lead()], vec![2], vec![], true, vec![(0, TooFew)]),
        ("without a fallback nothing is to be done", vec![step(1, &[LEAD])], vec![2], vec![], true, vec![]),
        ("it is asked already", vec![asked()], vec![2, 5, 6], vec![], true, vec![]),
        (
            "the fallback left too, and is asked all the same",
            vec![lead()],
            vec![2, 5, 6],
            vec![],
            false,
            vec![(0, TooFew)],
        ),
        (
            "the fallback of one sets somebody free for another",
            vec![lead(), step(1, &[LEAD, APPROVER])],
            vec![3],
            vec![],
            false,
            vec![(0, TooFew)],
        ),
        ("all have answered", vec![lead()], vec![], vec![answer(0, 2)], true, vec![]),
    ] {
        assert_eq!(escalated(&Chain { steps }, &but(&gone), &answers, half), expected, "{case}");
    }
}

#[test]
fn once_asked_a_fallback_is_not_asked_again() {
    let mut chain = Chain { steps: vec![with(&[GROUP], step(1, &[LEAD]))] };
    assert_eq!(escalated(&chain, &people(), &[], true).len(), 1);

    chain.steps[0].ask_fallback();

    assert_eq!(chain.steps[0].asks, [LEAD, GROUP]);
    assert_eq!(escalated(&chain, &but(&[2]), &[], true), []);
}

#[test]
fn half_is_over_at_half() {
    let end = NOW + Duration::days(7);
    for (hours_later, over) in [(0, false), (83, false), (84, true), (168, true), (200, true)] {
        assert_eq!(is_half_over(NOW, end, hours(hours_later)), over, "after {hours_later} hours");
    }
}
