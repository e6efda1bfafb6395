use super::*;
use crate::catalog::{Billing, Operation, Provider};

/// What is wrong with the last of the rules, nobody being short of people.
fn of_last(rules: &[Rule]) -> Vec<Problem> {
    problems(rules, &[], &[], NOW).pop().expect("a rule").1
}

#[test]
fn a_rule_is_shadowed_where_an_earlier_one_holds_wherever_it_does() {
    let any = Conditions::default;
    let ops = operations;
    let regions =
        |list: &[&str]| Conditions { regions: list.iter().map(|id| (*id).to_owned()).collect(), ..any() };
    let cloud = |provider| Conditions { providers: vec![provider], ..any() };
    let unknown = |it| Conditions { price_unknown: Some(it), ..any() };
    let (dts, ddm) = (Operation::DtsCreate, Operation::DdmCreate);
    let prepaid = || Conditions { billing: vec![Billing::Prepaid], ..any() };
    let table = [
        (any(), any(), true),
        (any(), ops(&[dts]), true),
        (ops(&[dts]), any(), false),
        (ops(&Operation::ALL), any(), true),
        (ops(&[dts, ddm]), ops(&[dts]), true),
        (ops(&[dts]), ops(&[dts, ddm]), false),
        (cloud(Provider::Huawei), ops(&[ddm]), true),
        (ops(&[ddm]), cloud(Provider::Huawei), true),
        (cloud(Provider::Alibaba), ops(&[ddm, dts]), false),
        (regions(&["cn-hangzhou"]), regions(&["cn-hangzhou"]), true),
        (regions(&["cn-hangzhou"]), any(), false),
        (regions(&["cn-hangzhou"]), regions(&["cn-shanghai"]), false),
        (prepaid(), Conditions { regions: vec!["cn-hangzhou".into()], ..prepaid() }, true),
        (Conditions { regions: vec!["cn-hangzhou".into()], ..prepaid() }, prepaid(), false),
        (
            Conditions { teams: vec![DATA], ..any() },
            Conditions { teams: vec![DATA, PLATFORM], ..any() },
            false,
        ),
        (
            Conditions { teams: vec![DATA, PLATFORM], ..any() },
            Conditions { teams: vec![DATA], ..any() },
            true,
        ),
        (amount(Some("CNY 10"), None), amount(Some("CNY 10"), None), true),
        (amount(Some("CNY 10"), None), amount(Some("CNY 9"), None), false),
        (amount(Some("CNY 10"), None), amount(Some("CNY 11"), Some("CNY 20")), true),
        (amount(Some("CNY 10"), None), any(), false),
        (amount(Some("CNY 0"), None), any(), true),
        (amount(None, Some("CNY 10")), amount(None, Some("CNY 10")), true),
        (amount(None, Some("CNY 10")), amount(None, Some("CNY 11")), false),
        (amount(None, Some("CNY 10")), amount(Some("CNY 1"), None), false),
        (amount(None, Some("CNY 10")), any(), false),
        (amount(Some("CNY 1"), Some("CNY 10")), amount(Some("CNY 2"), Some("CNY 9")), true),
        (amount(Some("CNY 3"), Some("CNY 10")), amount(Some("CNY 2"), Some("CNY 9")), false),
        (any(), amount(Some("CNY 3"), Some("CNY 10")), true),
        // Another currency is above every amount: the first holds for every dollar.
        (amount(Some("CNY 10"), None), amount(None, Some("USD 5")), true),
        (amount(Some("CNY 10"), None), amount(Some("USD 5"), None), false),
        (amount(None, Some("CNY 10")), amount(None, Some("USD 5")), false),
        // So is a price that nobody knows.
        (amount(Some("CNY 10"), None), unknown(true), true),
        (amount(Some("CNY 10"), None), unknown(false), false),
        (amount(None, Some("CNY 10")), unknown(true), false),
        (unknown(false), amount(None, Some("CNY 10")), true),
        (unknown(false), amount(Some("CNY 10"), None), false),
        (unknown(true), amount(Some("CNY 10"), None), false),
        (unknown(true), unknown(true), true),
        (unknown(true), unknown(false), false),
        (unknown(false), any(), false),
    ];
    for (number, (earlier, later, shadowed)) in table.into_iter().enumerate() {
        let found = of_last(&[rule(1, earlier.clone(), &[]), rule(2, later.clone(), &[])]);
        let expected = if shadowed {
            vec![Problem::Shadowed { by: rule(1, any(), &[]).id, name: "Rule 1".into() }]
        } else {
            vec![]
        };
        assert_eq!(found, expected, "row {number}: {earlier:?} before {later:?}");
    }
}

#[test]
fn a_rule_shadows_only_while_it_decides_itself() {
    let first = || rule(1, Conditions::default(), &[]);
    let second = || rule(2, Conditions::default(), &[]);
    let from = |at, rule: Rule| Rule { valid_from: Some(hours(at)), ..rule };
    let until = |at, rule: Rule| Rule { valid_until: Some(hours(at)), ..rule };
    for (case, rules, shadowed) in [
        ("for ever", vec![first(), second()], true),
        ("off", vec![Rule { enabled: false, ..first() }, second()], false),
        ("after it", vec![Rule { rank: 99, ..first() }, second()], false),
        ("ends", vec![until(5, first()), second()], false),
        ("ends after it", vec![until(5, first()), until(5, second())], true),
        ("ends before it", vec![until(5, first()), until(6, second())], false),
        ("began", vec![from(-5, first()), second()], true),
        ("begins", vec![from(5, first()), second()], false),
        ("begins before it", vec![from(5, first()), from(5, second())], true),
        ("both began", vec![from(-1, first()), from(-5, second())], true),
    ] {
        assert_eq!(!of_last(&rules).is_empty(), shadowed, "{case}");
    }
}

#[test]
fn a_rule_that_can_never_match_says_so() {
    let any = Conditions::default;
    let time = |from: Option<i64>, until: Option<i64>| Rule {
        valid_from: from.map(hours),
        valid_until: until.map(hours),
        ..rule(1, any(), &[])
    };
    let ddm = operations(&[Operation::DdmCreate]);
    for (case, rule, found) in [
        ("nothing", rule(1, any(), &[]), None),
        ("nothing between", rule(1, amount(Some("CNY 5"), Some("CNY 5")), &[]), Some(Problem::Impossible)),
        ("upside down", rule(1, amount(Some("CNY 6"), Some("CNY 5")), &[]), Some(Problem::Impossible)),
        ("below nothing", rule(1, amount(None, Some("CNY 0")), &[]), Some(Problem::Impossible)),
        (
            "of another cloud",
            rule(1, Conditions { providers: vec![Provider::Alibaba], ..ddm }, &[]),
            Some(Problem::Impossible),
        ),
        (
            "below an amount without a price",
            rule(1, Conditions { price_unknown: Some(true), ..amount(None, Some("CNY 5")) }, &[]),
            Some(Problem::Impossible),
        ),
        ("ends first", time(Some(2), Some(1)), Some(Problem::EmptyTime)),
        ("ends at once", time(Some(1), Some(1)), Some(Problem::EmptyTime)),
        ("over", time(None, Some(0)), Some(Problem::Over)),
        ("to come", time(Some(1), Some(2)), None),
        ("off", Rule { enabled: false, ..time(None, Some(0)) }, None),
    ] {
        assert_eq!(of_last(&[rule]), Vec::from_iter(found), "{case}");
    }
}

#[test]
fn a_step_that_too_few_can_answer_is_named_with_team_and_requester() {
    let lead = step(1, &[Asked::TeamLead]);
    let people =
        [person(1, &[], PLATFORM, true), person(2, &[], PLATFORM, false), person(3, &[], DATA, false)];
    let found = |conditions, steps: &[Step], teams: &[TeamId]| {
        problems(&[rule(1, conditions, steps)], &people, teams, NOW).pop().expect("a rule").1
    };
    let any = Conditions::default;

    assert_eq!(
        found(any(), std::slice::from_ref(&lead), &[PLATFORM]),
        [Problem::TooFew { step: 0, team: PLATFORM, requester: Some(id(1)) }],
        "the only lead asks"
    );
    assert_eq!(
        found(any(), std::slice::from_ref(&lead), &[DATA]),
        [Problem::TooFew { step: 0, team: DATA, requester: None }],
        "nobody leads"
    );
    let with_fallback = Step { fallback: vec![Asked::Person(id(3))], ..lead.clone() };
    assert_eq!(found(any(), &[with_fallback], &[PLATFORM]), []);
    assert_eq!(
        found(
            Conditions { teams: vec![PLATFORM], ..any() },
            &[step(1, &[Asked::Person(id(3))])],
            &[PLATFORM, DATA]
        ),
        [],
        "the rule is not for the other team"
    );
}
