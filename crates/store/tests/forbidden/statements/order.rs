//! What an order is, and the ways between its states.

use super::*;

pub(super) fn order(cases: &mut Vec<Case>) {
    let before = DTS.draft();
    let second = DTS_TOO.sql(ORDER);
    for (rule, what, by, why) in [
        ("one order for a submit key", "key5", "key1", "one_order_for_a_submit_key"),
        ("an order is for a known operation", "dts.create", "ecs.create", "orders_operation_check"),
        ("an order carries the database's mode", "'sim'", "'live'", "orders_mode_fkey"),
        (
            "an order has a requester",
            REQUESTER,
            "00000000-0000-0000-0000-000000000000",
            "orders_requester_id_fkey",
        ),
    ] {
        add(cases, DTS_TOO, &before, rule, (&spoilt(&second, what, by), why, &second));
    }
    let begun = spoilt(&spoilt(&second, "draft)", "draft, state)"), "'{}')", "'{}', 'approved')");
    add(cases, DTS_TOO, &before, "an order begins as a draft", (&begun, "PU004 ", &second));
    let begun = spoilt(&spoilt(&second, "draft)", "draft, revision)"), "'{}')", "'{}', 1)");
    add(cases, DTS_TOO, &before, "an order begins without a revision", (&begun, "PU004 ", &second));

    let touch = "update purser.orders set waiting = 'x', version = version + 1";
    for (rule, change, why) in [
        ("every write counts", "waiting = 'x'", "PU003"),
        ("a requester stays", "requester_id = '{other}', version = version + 1", "PU001  what an order is"),
        ("an operation stays", "operation = 'bss.create', version = version + 1", "PU001  what an order is"),
        ("a provider stays", "provider = 'huawei', version = version + 1", "PU001  what an order is"),
        ("a submit key stays", "submit_key = 'x', version = version + 1", "PU001  what an order is"),
        (
            "a submit body stays",
            "submit_body_hash = sha256('x'), version = version + 1",
            "PU001  what an order is",
        ),
        ("a mode stays", "mode = 'live', version = version + 1", "PU001  what an order is"),
        ("fences never fall", "fence = -1, version = version + 1", "PU001  fences never fall"),
        (
            "states are counted by the database",
            "state_no = 7, version = version + 1",
            "PU001  states are counted by the database",
        ),
        (
            "a revision is made by submitting",
            "revision = 1, version = version + 1",
            "PU001  a revision is made",
        ),
    ] {
        let sql = format!("update purser.orders set {change}");
        add(cases, DTS, &before, rule, (&sql, why, touch));
    }
    let pending = format!("{before}; {}", DTS.submit());
    for (rule, change, why) in [
        ("only a draft is edited", "draft = '{\"a\": 1}'", "PU001  only a draft"),
        (
            "a submitted order keeps its team",
            "team_id = '00000000-0000-0000-0000-0000000000b2'",
            "PU001  the team",
        ),
    ] {
        let sql = format!("update purser.orders set {change}, version = version + 1");
        add(cases, DTS, &pending, rule, (&sql, why, touch));
    }
}

pub(super) fn transitions(cases: &mut Vec<Case>) {
    let draft = DTS.draft();
    let cancel = "update purser.orders set state = 'cancelled', fence = fence + 1, version = version + 1";
    for state in
        ["approved", "executing", "bought", "not_bought", "unknown", "needs_person", "rejected", "expired"]
    {
        let sql = format!(
            "update purser.orders set state = '{state}', person_reason = 'x', fence = fence + 1, version = version + 1"
        );
        add(cases, DTS, &draft, "no way from a draft", (&sql, "PU004", cancel));
    }
    let whole = DTS.whole();
    for state in ["cancelled", "draft", "expired", "approved", "pending_approval", "rejected"] {
        let sql =
            format!("update purser.orders set state = '{state}', fence = fence + 1, version = version + 1");
        add(cases, DTS, &whole, "no way back from executing", (&sql, "PU004", &DTS.to("unknown")));
    }
    let cancelled = format!("{draft}; {}", DTS.to("cancelled, fence = fence + 1"));
    let again = "update purser.orders set state = 'draft', fence = fence + 1, version = version + 1";
    add(cases, DTS, &cancelled, "cancelled is final", (again, "PU004", ""));
    add(
        cases,
        DTS,
        &draft,
        "taking back raises the fence",
        (&spoilt(cancel, "fence + 1", "fence"), "PU001  taking back", cancel),
    );
    let pending = format!("{draft}; {}", DTS.submit());
    let revise = "update purser.orders set state = 'draft', fence = fence + 1, version = version + 1";
    add(
        cases,
        DTS,
        &pending,
        "revising raises the fence",
        (&spoilt(revise, "fence + 1", "fence"), "PU001  taking back", revise),
    );
    let logged = DTS.to("cancelled, fence = fence + 1");
    let at_once = |sql: &str| format!("{sql}; set constraints all immediate");
    for (rule, sql) in [
        ("a change is logged", cancel.to_owned()),
        ("a change is logged as what it is", spoilt(&logged, "version, 'test'", "version - 1, 'test'")),
        (
            "a change is logged from where it came",
            spoilt(&logged, "(select state from from_state), state", "'approved', state"),
        ),
        (
            "a change is logged to where it went",
            spoilt(
                &logged,
                "(select state from from_state), state",
                "(select state from from_state), 'bought'",
            ),
        ),
    ] {
        add(cases, DTS, &draft, rule, (&at_once(&sql), "PU006", &at_once(&logged)));
    }
    let reason =
        "update purser.orders set state = 'needs_person', person_reason = 'x', version = version + 1";
    add(
        cases,
        DTS,
        &whole,
        "a person is told why",
        (&spoilt(reason, "'x'", "null"), "PU005  a person must be told why", reason),
    );
}
