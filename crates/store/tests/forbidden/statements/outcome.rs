//! What came back and what it makes of the order.

use super::*;

pub(super) fn evidence(cases: &mut Vec<Case>) {
    let before = DTS.whole();
    for (rule, what, by, why) in [
        ("a sale names what was sold", "'dts{n}'", "null", "evidence_check"),
        ("evidence is of a known kind", "'answer'", "'rumour'", "evidence_kind_check"),
    ] {
        add(cases, DTS, &before, rule, (&spoilt(SALE, what, by), why, SALE));
    }
    let said =
        spoilt(&spoilt(SALE, "reference)", "reference, person_id)"), "'dts{n}')", "'dts{n}', '{lead}')");
    add(cases, DTS, &before, "a cloud's answer is nobody's word", (&said, "evidence_check", SALE));
    let two = format!("{before}; {}", DTS_TOO.whole());
    let foreign = spoilt(SALE, "'{a}', '{s}'", &format!("'{}', '{{s}}'", DTS_TOO.id('e')));
    add(cases, DTS, &two, "evidence is of its order's attempt", (&foreign, "23503", SALE));
    let refused = format!("{two}; {}; {}", DTS.sql(REFUSAL), DTS_TOO.sql(REFUSAL));
    let by_other = spoilt(NOT_DONE, "'{s}')", &format!("'{}')", DTS_TOO.id('f')));
    add(
        cases,
        DTS,
        &refused,
        "a verdict rests on its own order's evidence",
        (&by_other, "PU005  a verdict", NOT_DONE),
    );
    let look = spoilt(&spoilt(REFUSAL, "'answer'", "'look'"), "'NoBalance'", "null");
    add(
        cases,
        DTS,
        &before,
        "a look says what it saw",
        (&look, "a_look_is_of_an_attempt", &spoilt(&look, "null", "'absent'")),
    );
    let sold = format!(
        "{before}; {}; insert into purser.verdicts (send_id, verdict, evidence_id) values ('{}', 'done', '{}')",
        DTS.sql(SALE),
        DTS.id('f'),
        DTS.id('f')
    );
    let done = spoilt(NOT_DONE, "not_done", "done");
    add(cases, DTS, &sold, "a sale is not taken back", (NOT_DONE, "PU001  a sale", &done));
    add(
        cases,
        DTS,
        &sold,
        "a sale does not become open again",
        (&spoilt(NOT_DONE, "not_done", "open"), "PU001  a sale", &done),
    );
}

pub(super) fn outcome(cases: &mut Vec<Case>) {
    let before = DTS.whole();
    let bought = "update purser.orders set state = 'bought', version = version + 1";
    add(
        cases,
        DTS,
        &before,
        "bought needs what was bought",
        (bought, "PU005  bought needs", &format!("{PURCHASE}; {bought}")),
    );
    let not_bought = "update purser.orders set state = 'not_bought', version = version + 1";
    let refused = format!("{REFUSAL}; {NOT_DONE}; {not_bought}");
    add(
        cases,
        DTS,
        &before,
        "not bought needs a verdict for every send",
        (not_bought, "PU005  not bought needs", &refused),
    );
    let open = format!("{REFUSAL}; {}; {not_bought}", spoilt(NOT_DONE, "not_done", "open"));
    add(cases, DTS, &before, "an open send is not a refusal", (&open, "PU005  not bought needs", &refused));
    let second =
        spoilt(&spoilt(SEND, "{s}", "00000000-0000-0000-0000-000000000999"), "'{class}', 1", "'{class}', 2");
    add(
        cases,
        DTS,
        &before,
        "one open send is enough",
        (&format!("{second}; {refused}"), "PU005  not bought needs", &refused),
    );
    let sold = format!("{SALE}; {NOT_DONE}; {not_bought}");
    add(
        cases,
        DTS,
        &before,
        "not bought stands beside no sale",
        (&sold, "PU005  there is evidence", &refused),
    );
    add(
        cases,
        DTS,
        &format!("{before}; {}", DTS.sql(PURCHASE)),
        "one purchase an order",
        (PURCHASE, "purchases_order_id_key", ""),
    );
    add(
        cases,
        DTS,
        &before,
        "a purchase names something",
        (&spoilt(PURCHASE, "'dts{n}'", "''"), "purchases_reference_check", PURCHASE),
    );
    let two = format!("{before}; {}; {}", DTS.sql(PURCHASE), DTS_TOO.whole());
    add(
        cases,
        DTS_TOO,
        &two,
        "an instance has one owner",
        (&spoilt(PURCHASE, "dts{n}", "dts1"), "one_owner_of_a_purchase", PURCHASE),
    );
    let foreign = spoilt(PURCHASE, "'{a}'", &format!("'{}'", DTS.id('e')));
    add(cases, DTS_TOO, &two, "a purchase is of its order's attempt", (&foreign, "23503", PURCHASE));
    add(
        cases,
        DTS,
        &before,
        "one hold at a time",
        (
            "insert into purser.holds (reason, set_by) values ('x', 'x'), ('y', 'y')",
            "one_hold",
            "insert into purser.holds (reason, set_by) values ('x', 'x')",
        ),
    );
}
