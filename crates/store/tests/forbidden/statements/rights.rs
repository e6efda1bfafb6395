//! What the role may not do at all.

use super::*;

pub(super) fn role(cases: &mut Vec<Case>) {
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

pub(super) fn append_only(cases: &mut Vec<Case>) {
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
        "delete from purser.rule_versions",
        "update purser.rule_confirmations set confirmed_by = proposed_by",
        "delete from purser.rule_confirmations",
        "update purser.named_approvers set person_id = named_by",
        "delete from purser.named_approvers",
        "update purser.escalations set step = 1",
        "delete from purser.escalations",
        "delete from purser.approvers_missed",
        "delete from purser.groups",
        "update purser.group_members set person_id = added_by",
        "update purser.grants set takes_second = false",
        "delete from purser.grants",
        "update purser.grant_answers set answer = 'confirm'",
        "delete from purser.grant_answers",
        "delete from purser.grants_used",
        "update purser.person_roles set role = 'admin'",
        "update purser.team_members set person_id = '{requester}'",
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
    for change in ["ciphertext = 'x'", "nonce = 'x'"] {
        let sql = format!("update purser.credential_versions set wrapped_key = 'y', {change}");
        let twin = "update purser.credential_versions set wrapped_key = 'y', key_id = 'newer'";
        add(cases, DTS, "", "what was sealed stays", (&sql, "PU001  what was sealed", twin));
    }
}

/// Which cluster the database lives in, and what no order owns.
pub(super) fn elsewhere(cases: &mut Vec<Case>) {
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
