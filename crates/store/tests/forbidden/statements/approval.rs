//! What was frozen and who answered.

use super::*;

pub(super) fn freezing(cases: &mut Vec<Case>) {
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
        ("a rule's version exists", "'{rule}', 1", "'{rule}', 9", "PU003  the rule does not hold"),
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

pub(super) fn deciding(cases: &mut Vec<Case>) {
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
    for (rule, meanwhile, why) in [
        (
            "nothing is answered once its time is over",
            "update purser.orders set expires_at = purser.now() - interval '1 second', version = version + 1",
            "PU002  the order has waited too long",
        ),
        (
            "who reads everything decides nothing",
            "insert into purser.person_roles (person_id, role) values ('{lead}', 'auditor')",
            "PU002  an auditor decides nothing",
        ),
    ] {
        let before = format!("{before}; {}", DTS.sql(meanwhile));
        let other = spoilt(ANSWER, "'{lead}'", "'{other}'");
        let fits = if meanwhile.contains("auditor") { other.as_str() } else { "" };
        add(cases, DTS, &before, rule, (ANSWER, why, fits));
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
    add(
        cases,
        DTS,
        &before,
        "a rule with steps approves nothing",
        (RULE_ANSWER, "PU003  no rule decides", ANSWER),
    );
    let no_steps =
        format!("{}; {}; {}", DTS.draft(), DTS.sql(REVISION), DTS.to("pending_approval, revision = 1"));
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
