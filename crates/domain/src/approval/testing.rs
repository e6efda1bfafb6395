//! Rules and people in few words, for tables.

use time::{Duration, OffsetDateTime};
use uuid::Uuid;

use super::*;
use crate::{
    catalog::{Billing, Operation},
    ids::RuleId,
    money::{Currency, Money},
    person::{Email, Language, Membership, Theme},
};

pub(super) const NOW: OffsetDateTime = time::macros::datetime!(2026-03-01 12:00 UTC);
pub(super) const PLATFORM: TeamId = TeamId::from_uuid(Uuid::from_u128(100));
pub(super) const DATA: TeamId = TeamId::from_uuid(Uuid::from_u128(200));
pub(super) const FINANCE: GroupId = GroupId::from_uuid(Uuid::from_u128(300));

pub(super) fn hours(hours: i64) -> OffsetDateTime {
    NOW + Duration::hours(hours)
}

/// `CNY 10`.
pub(super) fn money(text: &str) -> Money {
    let (currency, amount) = text.split_once(' ').expect("a currency and an amount");
    Money::parse(amount, currency.parse::<Currency>().expect("a currency")).expect("an amount")
}

pub(super) fn purchase() -> Purchase {
    Purchase {
        operation: Operation::DtsCreate,
        region: "cn-hangzhou".into(),
        billing: Billing::Prepaid,
        team: PLATFORM,
        ceiling: Some(money("CNY 5000")),
        price_known: true,
    }
}

pub(super) fn amount(from: Option<&str>, below: Option<&str>) -> Conditions {
    let (from, below) = (from.map(money), below.map(money));
    let currency = from.or(below).expect("an end").currency();
    Conditions { amount: Some(Amount { currency, from, below }), ..Conditions::default() }
}

pub(super) fn operations(operations: &[Operation]) -> Conditions {
    Conditions { operations: operations.to_vec(), ..Conditions::default() }
}

pub(super) fn step(needs: u32, asks: &[Asked]) -> Step {
    Step { name: String::new(), needs, asks: asks.to_vec(), fallback: Vec::new() }
}

pub(super) fn rule(number: u128, conditions: Conditions, steps: &[Step]) -> Rule {
    Rule {
        id: RuleId::from_uuid(Uuid::from_u128(number)),
        version: 1,
        name: format!("Rule {number}"),
        rank: i32::try_from(number).expect("a small number") * 10,
        enabled: true,
        valid_from: None,
        valid_until: None,
        conditions,
        chain: Chain { steps: steps.to_vec() },
    }
}

pub(super) fn built_in() -> Rule {
    let rule = rule(999, Conditions::default(), &[]);
    Rule { name: String::new(), rank: i32::MAX, chain: Chain::built_in(), ..rule }
}

pub(super) fn id(number: u128) -> PersonId {
    PersonId::from_uuid(Uuid::from_u128(number))
}

/// A member of the team.
pub(super) fn person(number: u128, roles: &[Role], team: TeamId, lead: bool) -> Person {
    Person {
        id: id(number),
        email: "x@demo.local".parse::<Email>().expect("an address"),
        name: format!("Person {number}"),
        language: Language::English,
        theme: Theme::Auto,
        zone: "UTC".into(),
        roles: roles.to_vec(),
        teams: vec![Membership { team, name: "Team".into(), lead }],
        groups: Vec::new(),
        stands_for: Vec::new(),
    }
}

pub(super) fn in_finance(person: Person) -> Person {
    Person { groups: vec![FINANCE], ..person }
}
