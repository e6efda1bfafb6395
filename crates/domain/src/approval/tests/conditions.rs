use super::*;
use crate::catalog::{
    Billing::{Postpaid, Prepaid},
    Operation,
    Operation::{BssCreate, DdmCreate, DtsChange, DtsCreate},
    Provider::{Alibaba, Huawei},
};

fn none() -> Conditions {
    Conditions::default()
}

#[test]
fn a_condition_holds_for_what_it_names() {
    let it = purchase;
    let priced = |text: &str| Purchase { ceiling: Some(money(text)), ..it() };
    let unknown = |text: &str| Purchase { price_known: false, ..priced(text) };
    let unstated = || Purchase { ceiling: None, price_known: false, ..it() };
    let of = |operation| Purchase { operation, ..it() };
    let at = |region: &str| Purchase { region: region.into(), ..it() };
    let providers = |list: &[_]| Conditions { providers: list.to_vec(), ..none() };
    let regions =
        |list: &[&str]| Conditions { regions: list.iter().map(|id| (*id).to_owned()).collect(), ..none() };
    let billing = |list: &[_]| Conditions { billing: list.to_vec(), ..none() };
    let teams = |list: &[_]| Conditions { teams: list.to_vec(), ..none() };
    let price_unknown = |it| Conditions { price_unknown: Some(it), ..none() };
    let from = |text| amount(Some(text), None);
    let below = |text| amount(None, Some(text));
    let between = |from, below| amount(Some(from), Some(below));

    let table = [
        (none(), it(), true),
        (none(), unstated(), true),
        (operations(&[DtsCreate]), it(), true),
        (operations(&[BssCreate]), it(), false),
        (operations(&[DtsChange, BssCreate]), of(BssCreate), true),
        (operations(&[DtsChange, BssCreate]), of(DdmCreate), false),
        (operations(&Operation::ALL), of(DdmCreate), true),
        (providers(&[Alibaba]), it(), true),
        (providers(&[Alibaba]), of(DdmCreate), false),
        (providers(&[Huawei]), of(DdmCreate), true),
        (providers(&[Huawei, Alibaba]), it(), true),
        (Conditions { operations: vec![DdmCreate], ..providers(&[Alibaba]) }, of(DdmCreate), false),
        (regions(&["cn-hangzhou"]), it(), true),
        (regions(&["cn-shanghai"]), it(), false),
        (regions(&["cn-shanghai", "cn-hangzhou"]), it(), true),
        // Where no region is known, no list of them holds.
        (regions(&["cn-hangzhou"]), at(""), false),
        (none(), at(""), true),
        (billing(&[Prepaid]), it(), true),
        (billing(&[Postpaid]), it(), false),
        (billing(&[Postpaid, Prepaid]), it(), true),
        (billing(&[Postpaid]), Purchase { billing: Postpaid, ..it() }, true),
        (teams(&[PLATFORM]), it(), true),
        (teams(&[DATA]), it(), false),
        (teams(&[DATA, PLATFORM]), it(), true),
        // From an amount on includes it, below does not.
        (from("CNY 5000"), it(), true),
        (from("CNY 5000.01"), it(), false),
        (from("CNY 0"), it(), true),
        (below("CNY 5000"), it(), false),
        (below("CNY 5000.000001"), it(), true),
        (below("CNY 0"), priced("CNY 0"), false),
        (between("CNY 5000", "CNY 5001"), it(), true),
        (between("CNY 4999", "CNY 5000"), it(), false),
        (between("CNY 1", "CNY 10000"), it(), true),
        (between("CNY 10000", "CNY 1"), it(), false),
        // Of two amounts that together are all there are, exactly one holds.
        (below("CNY 10000"), priced("CNY 9999.99"), true),
        (from("CNY 10000"), priced("CNY 9999.99"), false),
        (below("CNY 10000"), priced("CNY 10000"), false),
        (from("CNY 10000"), priced("CNY 10000"), true),
        // Nobody converts: another currency is above every amount.
        (from("CNY 100000"), priced("USD 0.01"), true),
        (below("CNY 100000"), priced("USD 0.01"), false),
        (from("USD 100000"), it(), true),
        (below("USD 100000"), it(), false),
        (between("USD 1", "USD 100000"), it(), false),
        // So is a price that nobody knows, whatever is stated.
        (from("CNY 100000"), unknown("CNY 1"), true),
        (below("CNY 100000"), unknown("CNY 1"), false),
        (between("CNY 0", "CNY 100000"), unknown("CNY 1"), false),
        (from("CNY 100000"), unstated(), true),
        (below("CNY 100000"), unstated(), false),
        (price_unknown(true), it(), false),
        (price_unknown(true), unknown("CNY 1"), true),
        (price_unknown(false), it(), true),
        (price_unknown(false), unknown("CNY 1"), false),
        (price_unknown(true), unstated(), true),
        // All of them must hold.
        (Conditions { billing: vec![Postpaid], ..operations(&[DtsCreate]) }, it(), false),
        (Conditions { billing: vec![Prepaid], ..operations(&[DtsCreate]) }, it(), true),
        (Conditions { price_unknown: Some(false), ..from("CNY 1") }, it(), true),
        (Conditions { price_unknown: Some(false), ..from("CNY 1") }, unknown("CNY 1"), false),
        (Conditions { teams: vec![DATA], ..from("CNY 1") }, it(), false),
    ];
    for (number, (conditions, purchase, holds)) in table.iter().enumerate() {
        assert_eq!(conditions.hold(purchase), *holds, "row {number}: {conditions:?} for {purchase:?}");
    }
    assert!(table.len() >= 50, "{} cases", table.len());
}

#[test]
fn a_condition_says_how_the_amount_was_counted() {
    let counted = |purchase: Purchase| {
        let checked = amount(Some("CNY 1"), Some("CNY 9999")).check(&purchase);
        checked.into_iter().map(|it| (it.condition, it.held, it.counted)).collect::<Vec<_>>()
    };

    assert_eq!(
        counted(purchase()),
        [(Condition::From, true, Counted::AsItIs), (Condition::Below, true, Counted::AsItIs)]
    );
    assert_eq!(
        counted(Purchase { ceiling: Some(money("EUR 5")), ..purchase() }),
        [(Condition::From, true, Counted::OtherCurrency), (Condition::Below, false, Counted::OtherCurrency)]
    );
    assert_eq!(
        counted(Purchase { price_known: false, ..purchase() }),
        [(Condition::From, true, Counted::PriceUnknown), (Condition::Below, false, Counted::PriceUnknown)]
    );
}

#[test]
fn conditions_are_stored_as_they_are_read_and_a_name_nobody_knows_is_an_error() {
    assert_eq!(serde_json::to_string(&none()).expect("json"), "{}");
    let all = Conditions {
        operations: vec![DtsCreate],
        providers: vec![Alibaba],
        regions: vec!["cn-hangzhou".into()],
        billing: vec![Prepaid],
        teams: vec![PLATFORM],
        price_unknown: Some(false),
        ..amount(Some("CNY 1"), Some("CNY 2"))
    };
    let json = serde_json::to_string(&all).expect("json");

    assert_eq!(serde_json::from_str::<Conditions>(&json).expect("conditions"), all);
    for unknown in [
        r#"{"zones":["a"]}"#,
        r#"{"amount":{"currency":"CNY","upto":{"amount":"1","currency":"CNY"}}}"#,
        r#"{"operations":["dts.drop"]}"#,
    ] {
        assert!(serde_json::from_str::<Conditions>(unknown).is_err(), "{unknown}");
    }
}
