//! What is written before a request goes out.

use super::*;

pub(super) fn intent(cases: &mut Vec<Case>) {
    let before = format!("{}; {}; {}", DTS.draft(), DTS.submit(), DTS.approve());
    let execute = "update purser.orders set state = 'executing', version = version + 1";
    add(
        cases,
        DTS,
        &before,
        "the intent comes first",
        (execute, "PU005  the intent", &format!("{ATTEMPT}; {SEND}; {execute}")),
    );
    add(
        cases,
        DTS,
        &before,
        "the intent is a send",
        (&format!("{ATTEMPT}; {execute}"), "PU005  the intent", &format!("{ATTEMPT}; {SEND}; {execute}")),
    );
    for (rule, what, by, why) in [
        ("an intent is for the hash that was approved", "sha256('frozen{n}')", "sha256('x')", "23503"),
        ("an intent is of its revision", "'{o}', 1", "'{o}', 2", "23503"),
        (
            "an intent sends the bytes that were approved",
            "'{}',\n        sha256('{}')",
            "'{\"more\": 1}',\n        sha256('{\"more\": 1}')",
            "23503",
        ),
        ("an intent's hash is of its bytes", "sha256('{}')", "sha256('x')", "attempts_check"),
        ("an intent carries the database's mode", "'sim'", "'live'", "attempts_mode_fkey"),
        ("what deduplicates has its token", "'token{n}'", "null", "attempts_check"),
        ("a class is known", "'{class}'", "'luck'", "attempts_class_check"),
        ("an intent uses a credential that there is", "c1', 1", "c1', 9", "23503"),
        (
            "an intent uses the credential that was approved",
            "c1', 1",
            "c1', 2",
            "PU005  an intent is the order's own",
        ),
        (
            "an intent uses no one else's credential",
            "0000000000c1', 1",
            "0000000000c3', 1",
            "PU005  an intent is the order's own",
        ),
        ("an intent has its operation's class", "'{class}'", "'name'", "PU005  an intent is the order's own"),
        (
            "an intent is for its order's cloud",
            "'{provider}'",
            "'huawei'",
            "PU005  an intent is the order's own",
        ),
    ] {
        add(cases, DTS, &before, rule, (&spoilt(ATTEMPT, what, by), why, ATTEMPT));
    }
    let ddm = format!("{}; {}; {}", DDM.draft(), DDM.submit(), DDM.approve());
    add(
        cases,
        DDM,
        &ddm,
        "what has a name has one",
        (&spoilt(ATTEMPT, "'name{n}'", "null"), "attempts_check", ATTEMPT),
    );
    let change = format!("{}; {}; {}", CHANGE.draft(), CHANGE.submit(), CHANGE.approve());
    add(
        cases,
        CHANGE,
        &change,
        "what changes a task says which",
        (&spoilt(ATTEMPT, "{task}", "null"), "attempts_check", ATTEMPT),
    );
    add(
        cases,
        CHANGE,
        &change,
        "what changes a task knows how it was",
        (&spoilt(ATTEMPT, "{task}, '{}'", "{task}, null"), "attempts_check", ATTEMPT),
    );
    let both = format!(
        "{}; {}; {}; {}",
        CHANGE.whole(),
        CHANGE_TOO.draft(),
        CHANGE_TOO.submit(),
        CHANGE_TOO.approve()
    );
    add(
        cases,
        CHANGE_TOO,
        &both,
        "one change of a task at a time",
        (ATTEMPT, "one_live_attempt_a_task", &spoilt(ATTEMPT, "{task}", "'task2'")),
    );
    let settled = format!("{both}; update purser.attempts set settled_at = now() where dts_job_id = 'task'");
    let read =
        spoilt(ATTEMPT, "{task}, '{}'", "{task}, jsonb_build_object('read_at', now() + interval '2 min')");
    let stale = spoilt(&read, "now() + interval '2 min'", "now()");
    add(
        cases,
        CHANGE_TOO,
        &settled,
        "a task is read again after another change",
        (&stale, "one_live_attempt_a_task", &read),
    );
    let intended = format!("{before}; {}", DTS.intend());
    let second =
        spoilt(&spoilt(ATTEMPT, "{a}", "00000000-0000-0000-0000-000000000999"), "token{n}", "token9");
    let second = spoilt(&second, "name{n}", "name9");
    add(cases, DTS, &intended, "one intent a revision", (&second, "one_purchase_a_revision", ""));
    let two = format!("{}; {}; {}; {}", DTS.whole(), DTS_TOO.draft(), DTS_TOO.submit(), DTS_TOO.approve());
    add(
        cases,
        DTS_TOO,
        &two,
        "a token is one order's",
        (&spoilt(ATTEMPT, "token{n}", "token1"), "attempts_client_token_key", ATTEMPT),
    );
    add(
        cases,
        DTS_TOO,
        &two,
        "a name is one order's",
        (&spoilt(ATTEMPT, "name{n}", "name1"), "attempts_resource_name_key", ATTEMPT),
    );
    let settle = "update purser.attempts set settled_at = now()";
    add(
        cases,
        DTS,
        &intended,
        "an intent stays as it was",
        ("update purser.attempts set endpoint = 'x'", "PU001", settle),
    );
    add(cases, DTS, &format!("{intended}; {settle}"), "an intent settles once", (settle, "PU001", ""));
}

pub(super) fn sends(cases: &mut Vec<Case>) {
    let before = DTS.whole();
    let second =
        spoilt(&spoilt(SEND, "{s}", "00000000-0000-0000-0000-000000000999"), "'{class}', 1", "'{class}', 2");
    add(
        cases,
        DTS,
        &before,
        "sends are counted",
        (&spoilt(&second, "'{class}', 2", "'{class}', 1"), "sends_attempt_id_send_no_key", &second),
    );
    add(
        cases,
        DTS,
        &before,
        "at most twenty sends",
        (&spoilt(&second, "'{class}', 2", "'{class}', 21"), "sends_send_no_check", &second),
    );
    add(
        cases,
        DTS,
        &before,
        "a signature dies after it was made",
        (&spoilt(&second, "now() +", "now() -"), "sends_check", &second),
    );
    add(
        cases,
        DTS,
        &before,
        "a send has its attempt's class",
        (&spoilt(&second, "'{class}'", "'name'"), "23", &second),
    );
    for life in [DDM, CHANGE] {
        add(
            cases,
            life,
            &life.whole(),
            "one send unless the cloud deduplicates",
            (&second, "one_send_unless_the_cloud_deduplicates", ""),
        );
        add(
            cases,
            life,
            &life.whole(),
            "nobody pretends that it does",
            (&spoilt(&second, "'{class}'", "'token'"), "sends_attempt_id_class_fkey", ""),
        );
    }
    let pending = format!("{}; {}", DTS.draft(), DTS.submit());
    let approved = format!("{pending}; {}", DTS.approve());
    let both = format!("{ATTEMPT}; {SEND}");
    add(cases, DTS, &pending, "nothing is sent before it is approved", (&both, "PU005  nothing is sent", ""));
    let taken = format!("{approved}; {}", DTS.to("cancelled, fence = fence + 1"));
    add(cases, DTS, &taken, "nothing is sent after it was taken back", (&both, "PU005  nothing is sent", ""));
    let left = format!("{before}; {}", DTS.to("needs_person, person_reason = 'x'"));
    add(cases, DTS, &left, "nothing is sent while a person decides", (&second, "PU005  nothing is sent", ""));
    let held = format!("{approved}; insert into purser.holds (reason, set_by) values ('x', 'x')");
    add(cases, DTS, &held, "nothing new is sent on hold", (&both, "PU007", ""));
}
