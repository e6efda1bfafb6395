use super::*;
use crate::catalog::Operation;

const LEAD: &[Asked] = &[Asked::TeamLead];

#[test]
fn the_first_rule_by_rank_that_matches_decides_and_the_others_say_why_not() {
    let other = operations(&[Operation::DdmCreate]);
    let matching = operations(&[Operation::DtsCreate]);
    let lead = [step(1, LEAD)];
    let off = |rule: Rule| Rule { enabled: false, ..rule };
    let from = |hours_: i64, rule: Rule| Rule { valid_from: Some(hours(hours_)), ..rule };
    let until = |hours_: i64, rule: Rule| Rule { valid_until: Some(hours(hours_)), ..rule };
    let ranked = |rank, rule: Rule| Rule { rank, ..rule };
    let one = |conditions: &Conditions| rule(1, conditions.clone(), &lead);
    let two = |conditions: &Conditions| rule(2, conditions.clone(), &lead);
    let any = Conditions::default();

    let table: &[(&str, Vec<Rule>, u128, &str)] = &[
        ("no rule at all", vec![], 999, "built_in"),
        ("one that matches", vec![one(&any)], 1, "matched"),
        ("one that does not", vec![one(&other)], 999, "failed built_in"),
        ("the lower rank of two", vec![one(&any), two(&any)], 1, "matched"),
        ("whatever their order in the list", vec![two(&any), one(&any)], 1, "matched"),
        ("the second where the first does not match", vec![one(&other), two(&matching)], 2, "failed matched"),
        ("one that is off", vec![off(one(&any))], 999, "disabled built_in"),
        ("the next one to that", vec![off(one(&any)), two(&any)], 2, "disabled matched"),
        ("one that begins now", vec![from(0, one(&any))], 1, "matched"),
        ("one that begins later", vec![from(1, one(&any))], 999, "not_yet built_in"),
        ("one that ends later", vec![until(1, one(&any))], 1, "matched"),
        ("one that ends now", vec![until(0, one(&any))], 999, "over built_in"),
        ("one that ended", vec![until(-1, one(&any)), two(&any)], 2, "over matched"),
        ("one in its time", vec![from(-1, until(1, one(&any)))], 1, "matched"),
        ("off goes before dates", vec![off(until(-1, one(&any)))], 999, "disabled built_in"),
        ("a rank far below zero", vec![one(&any), ranked(i32::MIN, two(&any))], 2, "matched"),
        ("of equal ranks the older id", vec![ranked(5, two(&any)), ranked(5, one(&any))], 1, "matched"),
        (
            "of equal ranks the one that asks somebody",
            vec![ranked(5, rule(1, any.clone(), &[])), ranked(5, two(&any))],
            2,
            "matched",
        ),
        ("the built-in one comes last at its rank too", vec![ranked(i32::MAX, one(&any))], 1, "matched"),
        ("the built-in one is not asked twice", vec![built_in()], 999, "built_in"),
        ("an explicit rule without steps", vec![rule(1, any.clone(), &[])], 1, "matched"),
    ];
    for (case, rules, matched, why) in table {
        let built_in = built_in();
        let found = evaluate(rules, &built_in, &purchase(), NOW);

        assert_eq!(found.matched.id.as_uuid().as_u128(), *matched, "{case}");
        let outcomes: Vec<_> = found
            .why
            .iter()
            .map(|tried| match &tried.outcome {
                Outcome::Matched { .. } => "matched",
                Outcome::Failed { .. } => "failed",
                Outcome::Disabled => "disabled",
                Outcome::NotYet { .. } => "not_yet",
                Outcome::Over { .. } => "over",
                Outcome::BuiltIn => "built_in",
            })
            .collect();
        assert_eq!(outcomes.join(" "), *why, "{case}");
        assert_eq!(found.why.last().map(|tried| tried.rule), Some(found.matched.id), "{case}");
    }
}

#[test]
fn why_is_said_in_codes() {
    let rules = [rule(1, amount(Some("CNY 10000"), None), &[step(1, LEAD)])];
    let built_in = built_in();
    let found = evaluate(&rules, &built_in, &purchase(), NOW);

    let json = serde_json::to_value(&found.why).expect("json");
    assert_eq!(
        json,
        serde_json::json!([
            {
                "rule": "00000000-0000-0000-0000-000000000001", "version": 1, "name": "Rule 1", "outcome": "failed",
                "checked": [{ "condition": "from", "held": false, "counted": "as_it_is" }],
            },
            { "rule": "00000000-0000-0000-0000-0000000003e7", "version": 1, "name": "", "outcome": "built_in" },
        ])
    );
    assert_eq!(serde_json::from_value::<Vec<Tried>>(json).expect("why"), found.why);
}
