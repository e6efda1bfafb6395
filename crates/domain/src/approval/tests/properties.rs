use proptest::{collection::vec, option, prelude::*, sample::select};
use uuid::Uuid;

use super::*;
use crate::{
    catalog::{Billing, Operation, Provider},
    money::{Currency, Money},
};

const REGIONS: [&str; 3] = ["cn-hangzhou", "cn-shanghai", ""];

fn amounts() -> impl Strategy<Value = (Currency, u32)> {
    (select(vec![Currency::Cny, Currency::Usd]), 0_u32..6)
}

fn money_of((currency, amount): (Currency, u32)) -> Money {
    Money::new(amount.into(), currency).expect("an amount")
}

fn purchases() -> impl Strategy<Value = Purchase> {
    (
        select(Operation::ALL.to_vec()),
        select(REGIONS.to_vec()),
        select(vec![Billing::Prepaid, Billing::Postpaid]),
        select(vec![PLATFORM, DATA]),
        option::of(amounts()),
        any::<bool>(),
    )
        .prop_map(|(operation, region, billing, team, ceiling, price_known)| Purchase {
            operation,
            region: region.into(),
            billing,
            team,
            ceiling: ceiling.map(money_of),
            price_known,
        })
}

fn conditions() -> impl Strategy<Value = Conditions> {
    (
        vec(select(Operation::ALL.to_vec()), 0..3),
        vec(select(vec![Provider::Alibaba, Provider::Huawei]), 0..2),
        vec(select(REGIONS[..2].to_vec()), 0..2),
        vec(select(vec![Billing::Prepaid, Billing::Postpaid]), 0..2),
        vec(select(vec![PLATFORM, DATA]), 0..2),
        option::of((amounts(), option::of(0_u32..6), option::of(0_u32..6))),
        option::weighted(0.2, any::<bool>()),
    )
        .prop_map(|(operations, providers, regions, billing, teams, amount, price_unknown)| Conditions {
            operations,
            providers,
            regions: regions.into_iter().map(str::to_owned).collect(),
            billing,
            teams,
            amount: amount.map(|((currency, _), from, below)| Amount {
                currency,
                from: from.map(|amount| money_of((currency, amount))),
                below: below.map(|amount| money_of((currency, amount))),
            }),
            price_unknown,
        })
}

fn chains() -> impl Strategy<Value = Chain> {
    vec((1_u32..4).prop_map(|needs| step(needs, &[Asked::TeamLead])), 0..3).prop_map(|steps| Chain { steps })
}

fn rules() -> impl Strategy<Value = Vec<Rule>> {
    let one =
        (conditions(), chains(), -3_i32..3, any::<bool>(), option::of(-2_i64..2), option::of(-2_i64..3));
    vec(one, 0..6).prop_map(|rules| {
        let numbered = (1_u128..).zip(rules);
        numbered
            .map(|(number, (conditions, chain, rank, enabled, from, until))| Rule {
                rank,
                enabled,
                valid_from: from.map(hours),
                valid_until: until.map(hours),
                chain,
                ..rule(number, conditions, &[])
            })
            .collect()
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn no_order_is_approved_by_nobody_but_by_an_explicit_rule_that_matched(
        rules in rules(), purchase in purchases(),
    ) {
        let built_in = built_in();
        let found = evaluate(&rules, &built_in, &purchase, NOW);

        if found.matched.chain.steps.is_empty() {
            let rule = rules.iter().find(|rule| rule.id == found.matched.id).expect("a written rule");
            prop_assert!(rule.enabled && rule.conditions.hold(&purchase));
            prop_assert!(rule.valid_from.is_none_or(|from| from <= NOW));
            prop_assert!(rule.valid_until.is_none_or(|until| until > NOW));
        }
    }

    #[test]
    fn a_rule_above_that_asks_more_never_lowers_how_many_are_asked(
        rules in rules(), purchase in purchases(), conditions in conditions(), more in chains(),
    ) {
        let built_in = built_in();
        let before = evaluate(&rules, &built_in, &purchase, NOW).matched.chain.clone();
        let chain = Chain { steps: before.steps.iter().chain(&more.steps).cloned().collect() };
        let above = Rule { rank: i32::MIN, chain, ..rule(1_000, conditions, &[]) };

        let with_it: Vec<_> = rules.into_iter().chain([above]).collect();
        let after = &evaluate(&with_it, &built_in, &purchase, NOW).matched.chain;

        prop_assert!(after.needs() >= before.needs());
        prop_assert!(after.steps.starts_with(&before.steps));
    }

    #[test]
    fn a_rule_that_is_called_shadowed_never_decides(rules in rules(), purchase in purchases(), later in 0_i64..9) {
        let shadowed: Vec<_> = problems(&rules, &[], &[], NOW)
            .into_iter()
            .filter(|(_, found)| !found.is_empty())
            .map(|(rule, _)| rule)
            .collect();
        let built_in = built_in();
        let decides = evaluate(&rules, &built_in, &purchase, hours(later)).matched.id;

        prop_assert!(!shadowed.contains(&decides));
    }

    #[test]
    fn what_has_no_price_is_never_below_an_amount(conditions in conditions(), purchase in purchases()) {
        let unknown = Purchase { price_known: false, ..purchase };

        if conditions.amount.is_some_and(|amount| amount.below.is_some()) {
            prop_assert!(!conditions.hold(&unknown));
        }
    }

    #[test]
    fn a_frozen_chain_asks_as_many_in_as_many_steps_and_nobody_less(
        chain in chains(), people in vec((any::<bool>(), any::<bool>(), any::<bool>()), 0..6),
    ) {
        let people: Vec<_> = (1_u128..)
            .zip(people)
            .map(|(number, (approver, lead, finance))| {
                let roles: &[Role] = if approver { &[Role::Approver] } else { &[] };
                let person = person(number, roles, PLATFORM, lead);
                if finance { in_finance(person) } else { person }
            })
            .collect();
        let mut chain = chain;
        for step in &mut chain.steps {
            step.fallback = vec![Asked::Group(FINANCE)];
        }

        let frozen = chain.frozen(PLATFORM, PersonId::from_uuid(Uuid::from_u128(1)), &people);

        prop_assert_eq!(frozen.chain.steps.len(), chain.steps.len());
        prop_assert_eq!(frozen.chain.needs(), chain.needs());
        for (frozen, step) in frozen.chain.steps.iter().zip(&chain.steps) {
            prop_assert!(frozen.asks.starts_with(&step.asks));
        }
    }
}
