//! The statements, by the stage of the order that they are tried on. Long because it is one table.

use domain::catalog::Operation;

use super::life::*;

/// One forbidden statement.
pub(crate) struct Case {
    /// The rule that it breaks.
    pub(crate) rule: &'static str,
    /// What is done before.
    pub(crate) before: String,
    pub(crate) forbidden: String,
    /// A part of the reason: SQLSTATE, constraint and message.
    pub(crate) why: &'static str,
    /// The same without the fault.
    pub(crate) twin: Option<String>,
}

const DTS: Life = Life { digit: 1, operation: Operation::DtsCreate };
const DDM: Life = Life { digit: 2, operation: Operation::DdmCreate };
const CHANGE: Life = Life { digit: 3, operation: Operation::DtsChange };
const CHANGE_TOO: Life = Life { digit: 4, operation: Operation::DtsChange };
const DTS_TOO: Life = Life { digit: 5, operation: Operation::DtsCreate };

pub(crate) fn every_case() -> Vec<Case> {
    let mut cases = Vec::new();
    for stage in [
        role,
        order,
        transitions,
        freezing,
        deciding,
        intent,
        sends,
        evidence,
        outcome,
        append_only,
        elsewhere,
    ] {
        stage(&mut cases);
    }
    cases
}

/// Adds a case of the order `life`; `twin` may be empty.
fn add(
    cases: &mut Vec<Case>,
    life: Life,
    before: &str,
    rule: &'static str,
    (forbidden, why, twin): (&str, &'static str, &str),
) {
    cases.push(Case {
        rule,
        before: before.to_owned(),
        forbidden: life.sql(forbidden),
        why,
        twin: (!twin.is_empty()).then(|| life.sql(twin)),
    });
}

/// A statement with one thing changed, and the statement itself.
fn spoilt(text: &str, what: &str, by: &str) -> String {
    assert!(text.contains(what), "{what} is not in {text}");
    text.replacen(what, by, 1)
}

fn role(cases: &mut Vec<Case>) {
    let no_right = [
        ("no tables", "create table purser.x (x int)"),
        ("no tables elsewhere", "create table public.x (x int)"),
        ("no functions", "create function purser.f() returns int language sql as 'select 1'"),
        ("guards stay on", "alter table purser.orders disable trigger all"),
        ("guards stay", "drop trigger order_changes on purser.orders"),
        (
            "guards are not changed",
            "alter table purser.sends drop constraint one_send_unless_the_cloud_deduplicates",
        ),
        ("tables stay", "drop table purser.events"),
        ("guards are not slept through", "set session_replication_role = replica"),
        ("the clock is the owner's", "update purser.clock set ahead = '1 hour'"),
        ("the mode is stamped once", "update purser.modes set mode = 'live'"),
        ("there is one mode", "insert into purser.modes (mode, only_row) values ('live', false)"),
        ("transitions are the schema's", "insert into purser.order_transitions values ('draft', 'bought')"),
        ("states are the schema's", "insert into purser.order_states values ('paid')"),
        (
            "events have one pen",
            "insert into purser.events (event_id, at, actor_kind, subject_kind, action, data) values (gen_random_uuid(), now(), 'worker', 'order', 'x', '')",
        ),
        ("nothing is emptied", "truncate purser.evidence"),
        ("orders are not deleted", "delete from purser.orders"),
        ("attempts are not deleted", "delete from purser.attempts"),
        ("people are not deleted", "delete from purser.people"),
        ("alarms are not deleted", "delete from purser.alarms"),
        ("holds are not deleted", "delete from purser.holds"),
        ("owners stay", "alter table purser.events owner to purser_app"),
    ];
    for (rule, sql) in no_right {
        let before = DTS.whole();
        add(cases, DTS, &before, rule, (sql, "42501", ""));
    }
}

fn order(cases: &mut Vec<Case>) {
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

fn transitions(cases: &mut Vec<Case>) {
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

fn freezing(cases: &mut Vec<Case>) {
    let before = DTS.draft();
    for (rule, what, by, why) in [
        ("the order's hash is of what is frozen", "sha256('frozen{n}')", "sha256('x')", "revisions_check1"),
        ("the business hash is of its bytes", "sha256('{}')", "sha256('x')", "revisions_check "),
        (
            "a credential is its requester's",
            "0000000000c1",
            "0000000000c3",
            "credential_id_credential_version",
        ),
        (
            "a credential version exists",
            "0000000000c1', 1",
            "0000000000c1', 9",
            "credential_id_credential_version",
        ),
        ("a revision is its requester's", "1, '{requester}'", "1, '{other}'", "23503"),
        ("revisions count from one", "'{o}', 1,", "'{o}', 0,", "revisions_revision_check"),
        ("a ceiling is not below zero", "1, 10,", "1, -1,", "amount_check"),
        ("a ceiling is in a currency", "'CNY'", "'XYZ'", "currency_check"),
        ("a rule's version exists", "'{rule}', 1", "'{rule}', 9", "rule_id"),
    ] {
        add(cases, DTS, &before, rule, (&spoilt(REVISION, what, by), why, REVISION));
    }
    let frozen = format!("{before}; {}", DTS.freeze());
    let second = spoilt(REVISION, "'{o}', 1,", "'{o}', 2,");
    let changed = second.replace("frozen{n}", "another{n}");
    add(
        cases,
        DTS,
        &frozen,
        "a hash that was seen is never valid again",
        (&second, "revisions_order_id_order_hash_key", &changed),
    );
    add(cases, DTS, &frozen, "a revision is made once", (REVISION, "revisions_pkey", &changed));
    let approved = format!("{before}; {}; {}; {}", DTS.submit(), DTS.approve(), DTS.sql(&changed));
    let anew = "update purser.orders set state = 'pending_approval', revision = 2, version = version + 1";
    let back = "update purser.orders set state = 'pending_approval', version = version + 1";
    add(
        cases,
        DTS,
        &approved,
        "a revision is made of a draft",
        (anew, "PU001  a revision is made by submitting a draft", back),
    );
    let submit = "update purser.orders set state = 'pending_approval', revision = 1, version = version + 1";
    add(cases, DTS, &before, "submitting freezes", (submit, "PU001  submitting makes a revision", ""));
    add(
        cases,
        DTS,
        &frozen,
        "submitting counts the revision",
        (&spoilt(submit, "revision = 1", "revision = 0"), "PU001  submitting makes a revision", submit),
    );
    add(
        cases,
        DTS,
        &before,
        "a step asks somebody",
        (
            &format!("{REVISION}; {}", spoilt(STEP, "'', 1)", "'', 0)")),
            "chain_steps_needs_check",
            &format!("{REVISION}; {STEP}"),
        ),
    );
}

fn deciding(cases: &mut Vec<Case>) {
    let before = format!("{}; {}", DTS.draft(), DTS.submit());
    for (rule, what, by, why) in [
        ("nobody decides about an order of their own", "'{lead}'", "'{requester}'", "four_eyes"),
        ("nobody hides whose order it is", "'{requester}'", "'{other}'", "23503"),
        ("an answer is about the hash that was shown", "sha256('frozen{n}')", "sha256('x')", "23503"),
        ("an answer is about the current revision", "'{o}', 1", "'{o}', 2", "PU002  the order has changed"),
        ("an answer is to a step that there is", "'person', 0", "'person', 7", "23503"),
        ("a person answers a step", "'person', 0", "'person', null", "decisions_check"),
        ("who left decides nothing", "'{lead}'", "'{gone}'", "PU002  a disabled person"),
        ("a rejection has a reason", "'approve'", "'reject'", "a_rejection_has_a_reason"),
    ] {
        add(cases, DTS, &before, rule, (&spoilt(ANSWER, what, by), why, ANSWER));
    }
    let answered = format!("{before}; {}", DTS.sql(ANSWER));
    add(
        cases,
        DTS,
        &answered,
        "one answer a person",
        (ANSWER, "one_answer_a_person", &spoilt(ANSWER, "'{lead}'", "'{other}'")),
    );
    let to_approved = "update purser.orders set state = 'approved', version = version + 1";
    add(
        cases,
        DTS,
        &before,
        "approved needs its answers",
        (to_approved, "PU005  order", &format!("{ANSWER}; {to_approved}")),
    );
    let by_rule = format!("{before}; {}", DTS.sql(RULE_ANSWER));
    add(
        cases,
        DTS,
        &by_rule,
        "a rule with steps approves nothing",
        (to_approved, "PU005  order", &format!("{ANSWER}; {to_approved}")),
    );
    let no_steps = format!(
        "{}; {}; {}; {}",
        DTS.draft(),
        DTS.sql(REVISION),
        DTS.to("pending_approval, revision = 1"),
        DTS.sql(RULE_ANSWER)
    );
    add(cases, DTS, &no_steps, "steps that were not frozen do not help", (to_approved, "PU005  order", ""));
    let rejected = "update purser.orders set state = 'rejected', version = version + 1";
    let no = spoilt(&spoilt(ANSWER, "decision)", "decision, comment)"), "'approve'", "'reject', 'no'");
    add(
        cases,
        DTS,
        &before,
        "rejected needs its answer",
        (rejected, "PU005  a rejection", &format!("{no}; {rejected}")),
    );
    let refused = format!("{before}; {}", DTS.sql(&no));
    let other = spoilt(ANSWER, "'{lead}'", "'{other}'");
    add(
        cases,
        DTS,
        &refused,
        "who said no is heard",
        (&format!("{other}; {to_approved}"), "PU005  order", ""),
    );
    add(
        cases,
        DTS,
        &DTS.draft(),
        "a draft is not decided",
        (&spoilt(ANSWER, "'{o}', 1", "'{o}', 0"), "PU002  the order does not wait", ""),
    );
}

fn intent(cases: &mut Vec<Case>) {
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

fn sends(cases: &mut Vec<Case>) {
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

fn evidence(cases: &mut Vec<Case>) {
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

fn outcome(cases: &mut Vec<Case>) {
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

fn append_only(cases: &mut Vec<Case>) {
    let sale = format!("{}; {}; {}", DTS.whole(), DTS.sql(SALE), DTS.sql(PURCHASE));
    for sql in [
        "update purser.revisions set reason = 'x'",
        "delete from purser.revisions",
        "update purser.chain_steps set needs = 9",
        "update purser.decisions set comment = 'x'",
        "delete from purser.decisions",
        "update purser.sends set dead_at = now()",
        "delete from purser.sends",
        "update purser.evidence set sale = false",
        "delete from purser.evidence",
        "update purser.verdicts set verdict = 'done'",
        "update purser.purchases set reference = 'x'",
        "delete from purser.purchases",
        "update purser.events set action = 'x'",
        "delete from purser.events",
        "delete from purser.seals",
        "update purser.rule_versions set steps = '[]'",
    ] {
        add(cases, DTS, &sale, "what was written stays", (sql, "42501", ""));
    }
    let version = "update purser.credential_versions set last_used_at = now()";
    for change in ["fingerprint = 'x'", "owner_id = '{other}'", "access_key_id = 'x'", "region = 'x'"] {
        let sql = format!(
            "update purser.credential_versions set {change} where credential_id = '00000000-0000-0000-0000-0000000000c1'"
        );
        add(
            cases,
            DTS,
            "",
            "a credential version keeps its facts",
            (&sql, "PU001  a credential version", version),
        );
    }
    let free = "insert into purser.rule_versions (rule_id, version, rank, enabled, conditions, steps) values ('{rule}', 2, 1, true, '{}', '[]')";
    let asks = spoilt(free, "'[]'", "'[{}]'");
    add(cases, DTS, "", "the built-in rule asks somebody", (free, "PU001  the built-in rule", &asks));
}

/// Which cluster the database lives in, and what no order owns.
fn elsewhere(cases: &mut Vec<Case>) {
    let seen = "insert into purser.cluster_seen (system_identifier, timeline, missed_sequence, missed_hash) values (1, 1, 5, 'x')";
    let hold = "insert into purser.holds (reason, set_by) values ('x', 'x')";
    add(cases, DTS, "", "a log without its tail is put on hold", (seen, "PU007", &format!("{hold}; {seen}")));
    let first = "insert into purser.cluster_seen (system_identifier, timeline) values (1, 1)";
    let other = spoilt(first, "(1, 1)", "(2, 1)");
    add(cases, DTS, first, "another cluster is put on hold", (&other, "PU007", &format!("{hold}; {other}")));
    let fresh = "update purser.cluster_seen set last_seen_at = now()";
    add(
        cases,
        DTS,
        first,
        "where a database was is not changed",
        ("update purser.cluster_seen set timeline = 2", "PU001", fresh),
    );
    let approved =
        format!("{first}; {}; {}; {}; {}", DTS.draft(), DTS.submit(), DTS.approve(), DTS.sql(ATTEMPT));
    add(cases, DTS, &approved, "nothing is sent from a cluster that nobody confirmed", (SEND, "PU007", ""));
    let found = "insert into purser.unowned_purchases (provider, account, kind, reference) values ('alibaba', 'a', 'instance', 'i')";
    let clear =
        "update purser.unowned_purchases set cleared_at = now(), cleared_by = '{lead}', clear_reason = 'x'";
    add(
        cases,
        DTS,
        found,
        "what was found stays",
        ("update purser.unowned_purchases set reference = 'x'", "PU001", clear),
    );
    add(
        cases,
        DTS,
        found,
        "what was found is found once",
        (found, "unowned_purchases_provider_account_kind_reference_key", ""),
    );
    add(
        cases,
        DTS,
        found,
        "what was found is cleared for a reason",
        (&spoilt(clear, "'x'", "null"), "unowned_purchases_check", clear),
    );
}
