//! Rules that admins write, groups, and approvers that they name.

use super::*;

/// Two admins, an auditor and a rule without a version.
const ADMINS: &str = "
    insert into purser.people (person_id, email, name) values
        ('00000000-0000-0000-0000-0000000000a5', 'a@x', 'A'), ('00000000-0000-0000-0000-0000000000a6', 'b@x', 'B'),
        ('00000000-0000-0000-0000-0000000000a7', 'u@x', 'U');
    insert into purser.person_roles (person_id, role) values ('00000000-0000-0000-0000-0000000000a5', 'admin'),
        ('00000000-0000-0000-0000-0000000000a6', 'admin'), ('00000000-0000-0000-0000-0000000000a7', 'auditor');
    insert into purser.rules (rule_id, name) values ('00000000-0000-0000-0000-0000000000e1', 'Small');
    insert into purser.groups (group_id, name) values ('00000000-0000-0000-0000-0000000000f1', 'Finance')";

const FREE: &str = "insert into purser.rule_versions (rule_id, version, name, rank, enabled, conditions, steps, made_by)
    values ('00000000-0000-0000-0000-0000000000e1', 1, 'Small', 1, true, '{}', '[]', '00000000-0000-0000-0000-0000000000a5')";

const CONFIRM: &str = "insert into purser.rule_confirmations (rule_id, version, proposed_by, confirmed_by)
    values ('00000000-0000-0000-0000-0000000000e1', 1, '00000000-0000-0000-0000-0000000000a5', '00000000-0000-0000-0000-0000000000a6')";

const JOIN: &str = "insert into purser.group_members (group_id, person_id, added_by)
    values ('00000000-0000-0000-0000-0000000000f1', '00000000-0000-0000-0000-0000000000a5', '00000000-0000-0000-0000-0000000000a6')";

const NAME: &str =
    "insert into purser.named_approvers (order_id, revision, step, requester_id, person_id, named_by, reason)
    values ('{o}', 1, 0, '{requester}', '{other}', '00000000-0000-0000-0000-0000000000a5', 'nobody else')";

const ESCALATE: &str =
    "insert into purser.escalations (order_id, revision, step, cause) values ('{o}', 1, 0, 'too_few')";

const MISS: &str =
    "insert into purser.approvers_missed (order_id, revision, step, named) values ('{o}', 1, 0, 0)";

fn asking(step: &str) -> String {
    spoilt(FREE, "'[]'", &format!("'[{step}]'"))
}

/// The next version after it.
fn next(version: &str) -> String {
    spoilt(version, "e1', 1", "e1', 2")
}

pub(super) fn writing(cases: &mut Vec<Case>) {
    let lead = asking(r#"{"needs": 1, "asks": ["team_lead"]}"#);
    for (rule, forbidden, why, twin) in [
        ("an admin writes rules", spoilt(FREE, "0000a5')", "0000a3')"), "PU002  rules are written", FREE),
        ("an auditor writes none", spoilt(FREE, "0000a5')", "0000a7')"), "PU002  rules are written", FREE),
        (
            "somebody writes a rule",
            spoilt(FREE, "'00000000-0000-0000-0000-0000000000a5')", "null)"),
            "PU002  rules are written",
            FREE,
        ),
        ("versions begin with one", next(FREE), "PU003  the rule was written", FREE),
        ("a version is written once", format!("{FREE}; {FREE}"), "PU003  the rule was written", FREE),
        (
            "a step needs somebody",
            asking(r#"{"needs": 0, "asks": ["team_lead"]}"#),
            "PU001  a step asks somebody",
            &lead,
        ),
        ("a step says how many", asking(r#"{"asks": ["team_lead"]}"#), "PU001  a step asks somebody", &lead),
        ("a step asks somebody", asking(r#"{"needs": 1, "asks": []}"#), "PU001  a step asks somebody", &lead),
        (
            "the built-in rule stays",
            spoilt(&lead, "00000000-0000-0000-0000-0000000000e1', 1", "{rule}', 2"),
            "PU001  the built-in rule",
            &lead,
        ),
    ] {
        add(cases, DTS, ADMINS, rule, (&forbidden, why, twin));
    }
    let name = "update purser.rules set name = 'x'";
    add(cases, DTS, ADMINS, "a rule changes by a version", (name, "PU001  a rule changes", ""));

    let written = format!("{ADMINS}; {FREE}");
    for (rule, who, why) in [
        ("nobody confirms their own rule", "0000a5')", "two_admins"),
        ("an admin confirms", "0000a3')", "PU002  a second admin"),
    ] {
        add(cases, DTS, &written, rule, (&spoilt(CONFIRM, "0000a6')", who), why, CONFIRM));
    }
    let as_other = spoilt(&spoilt(CONFIRM, "0000a6')", "0000a5')"), "0000a5', ", "0000a6', ");
    add(
        cases,
        DTS,
        &written,
        "nobody hides whose rule it is",
        (&as_other, "PU002  who wrote a part", CONFIRM),
    );
    let with_steps = format!("{ADMINS}; {lead}");
    add(
        cases,
        DTS,
        &with_steps,
        "what waits for nobody is not confirmed",
        (CONFIRM, "PU003  the version", ""),
    );
    let newer = format!("{written}; {}", next(&lead));
    add(cases, DTS, &newer, "only the newest version is confirmed", (CONFIRM, "PU003  the version", ""));
}

pub(super) fn deciding(cases: &mut Vec<Case>) {
    let of_rule = |text: &str| spoilt(text, "{rule}", "00000000-0000-0000-0000-0000000000e1");
    let pending = DTS.to("pending_approval, revision = 1");
    let met = |version: &str| {
        format!("{ADMINS}; {version}; {}; {}; {pending}", DTS.draft(), DTS.sql(&of_rule(REVISION)))
    };
    let decision = of_rule(RULE_ANSWER);
    let approved = "update purser.orders set state = 'approved', version = version + 1";
    let confirmed = format!("{FREE}; {CONFIRM}");
    let both = format!("{decision}; {approved}");
    let drafted = format!("{ADMINS}; {FREE}; {}", DTS.draft());
    let freezes = of_rule(REVISION);
    let taken = format!("{CONFIRM}; {freezes}");
    for (rule, frozen) in [
        ("no order is frozen by a rule that waits for a second admin", freezes.clone()),
        (
            "no order is frozen by a rule that is switched off",
            format!("{}; {freezes}", spoilt(&next(FREE), "true", "false")),
        ),
        (
            "no order is frozen by a version that held once",
            format!("{CONFIRM}; {}; {freezes}", spoilt(&next(FREE), "true", "false")),
        ),
    ] {
        add(cases, DTS, &drafted, rule, (&frozen, "PU003  the rule does not hold", &taken));
    }
    for (rule, what, by) in [
        ("a rule decides only from its time on", "(rule_id", "(valid_from, rule_id"),
        ("a rule decides only in its time", "(rule_id", "(valid_until, rule_id"),
    ] {
        let mut version = spoilt(FREE, what, by);
        for (column, value) in
            [("valid_from", "now() + interval '1 h'"), ("valid_until", "now() - interval '1 h'")]
        {
            if version.contains(column) {
                version = spoilt(&version, "values (", &format!("values ({value}, "));
            }
        }
        add(
            cases,
            DTS,
            &met(&format!("{version}; {CONFIRM}")),
            rule,
            (&decision, "PU003  no rule decides", ""),
        );
    }
    let newer = spoilt(&next(FREE), "true", "false");
    add(
        cases,
        DTS,
        &met(&confirmed),
        "a rule decides by its newest version",
        (&format!("{newer}; {decision}"), "PU003  no rule decides", &both),
    );
    add(
        cases,
        DTS,
        &met(&confirmed),
        "a rule without steps approves nothing unless it decided",
        (approved, "PU005  order", &both),
    );
    add(
        cases,
        DTS,
        &met(&confirmed),
        "another rule than the one that was met decides nothing",
        (RULE_ANSWER, "PU003  no rule decides", &decision),
    );
    let two = asking(r#"{"needs": 2, "asks": ["team_lead"]}"#);
    let frozen = format!(
        "{ADMINS}; {two}; {}; {}; {pending}",
        DTS.draft(),
        DTS.sql(&format!("{}; {STEP}", of_rule(REVISION)))
    );
    let other = spoilt(ANSWER, "'{lead}'", "'{other}'");
    add(
        cases,
        DTS,
        &frozen,
        "fewer answers than the rule asks for do not help, whatever was frozen",
        (&format!("{ANSWER}; {approved}"), "PU005  order", &format!("{ANSWER}; {other}; {approved}")),
    );
}

pub(super) fn groups(cases: &mut Vec<Case>) {
    for (rule, what, by, why) in [
        ("no admin joins a group alone", "0000a6')", "0000a5')", "PU002  another admin"),
        ("an admin keeps groups", "0000a6')", "0000a3')", "PU002  groups are kept"),
    ] {
        add(cases, DTS, ADMINS, rule, (&spoilt(JOIN, what, by), why, JOIN));
    }
    let alone = "delete from purser.person_roles where person_id = '00000000-0000-0000-0000-0000000000a6'";
    let own = spoilt(JOIN, "0000a6')", "0000a5')");
    add(
        cases,
        DTS,
        ADMINS,
        "where there is no other admin the only one may",
        (&own, "PU002", &format!("{alone}; {own}")),
    );
    let again = "insert into purser.groups (group_id, name) values (gen_random_uuid(), 'Finance')";
    add(
        cases,
        DTS,
        ADMINS,
        "a group's name is its own",
        (again, "group_name_taken", &spoilt(again, "Fin", "Sec")),
    );
}

pub(super) fn naming(cases: &mut Vec<Case>) {
    let before = format!("{ADMINS}; {}; {}", DTS.draft(), DTS.submit());
    for (rule, what, by, why) in [
        (
            "an admin names somebody else",
            "'{other}'",
            "'00000000-0000-0000-0000-0000000000a5'",
            "names_somebody_else",
        ),
        ("an admin does not name the requester", "'{other}'", "'{requester}'", "names_not_the_requester"),
        ("nobody hides whose order it is", "'{requester}'", "'{lead}'", "23503"),
        (
            "an approver names nobody",
            "'00000000-0000-0000-0000-0000000000a5'",
            "'{lead}'",
            "PU002  an admin names",
        ),
        (
            "an auditor is not named",
            "'{other}'",
            "'00000000-0000-0000-0000-0000000000a7'",
            "PU002  who cannot",
        ),
        ("who left is not named", "'{other}'", "'{gone}'", "PU002  who cannot"),
        ("a step that is not there", "1, 0,", "1, 7,", "23503"),
        ("a revision that is not decided", "1, 0,", "2, 0,", "PU002  the order does not wait"),
        ("a reason is given", "'nobody else'", "' '", "named_approvers_reason_check"),
    ] {
        add(cases, DTS, &before, rule, (&spoilt(NAME, what, by), why, NAME));
    }
    let own = format!(
        "{before}; insert into purser.person_roles (person_id, role) values ('{REQUESTER}', 'admin')"
    );
    add(
        cases,
        DTS,
        &own,
        "an admin names nobody for an order of their own",
        (
            &spoilt(NAME, "'00000000-0000-0000-0000-0000000000a5'", "'{requester}'"),
            "names_not_for_oneself",
            NAME,
        ),
    );
    let approved = format!("{before}; {}", DTS.approve());
    add(
        cases,
        DTS,
        &approved,
        "what was decided takes no more people",
        (NAME, "PU002  the order does not wait", ""),
    );
    for (rule, insert) in
        [("what was decided asks no fallback", ESCALATE), ("what was decided lacks nobody", MISS)]
    {
        add(cases, DTS, &approved, rule, (insert, "PU002  the order does not wait", ""));
        let step = spoilt(insert, "1, 0,", "1, 7,");
        add(cases, DTS, &before, "a step that is not there", (&step, "23503", insert));
    }
}
