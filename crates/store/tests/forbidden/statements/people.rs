//! Rights to approve and to administer: who gives them, and which admins go.

use super::*;

/// Three admins, an auditor, and somebody who left as an approver. `{other}` is in a team.
const ADMINS: &str = "
    insert into purser.people (person_id, email, name, disabled_at) values
        ('00000000-0000-0000-0000-0000000000a5', 'a@x', 'A', null), ('00000000-0000-0000-0000-0000000000a6', 'b@x', 'B', null),
        ('00000000-0000-0000-0000-0000000000a7', 'u@x', 'U', null), ('00000000-0000-0000-0000-0000000000a8', 'c@x', 'C', null);
    insert into purser.person_roles (person_id, role) values ('00000000-0000-0000-0000-0000000000a5', 'admin'),
        ('00000000-0000-0000-0000-0000000000a6', 'admin'), ('00000000-0000-0000-0000-0000000000a8', 'admin'),
        ('00000000-0000-0000-0000-0000000000a7', 'auditor'), ('{gone}', 'approver');
    insert into purser.team_members (team_id, person_id) values ('00000000-0000-0000-0000-0000000000b1', '{other}')";

const FIRST: &str = "00000000-0000-0000-0000-0000000000a5";
const SECOND: &str = "00000000-0000-0000-0000-0000000000a6";
const AUDITOR: &str = "00000000-0000-0000-0000-0000000000a7";
const THIRD: &str = "00000000-0000-0000-0000-0000000000a8";
const TEAM: &str = "00000000-0000-0000-0000-0000000000b1";

/// The first admin gives `{other}` a role.
const GRANT: &str = "insert into purser.grants (grant_id, person_id, what, team_id, proposed_by)
    values ('00000000-0000-0000-0000-0000000000f5', '{other}', 'approver', null, '00000000-0000-0000-0000-0000000000a5')";

const CONFIRM: &str = "insert into purser.grant_answers (grant_id, person_id, proposed_by, answer, answered_by)
    values ('00000000-0000-0000-0000-0000000000f5', '{other}', '00000000-0000-0000-0000-0000000000a5', 'confirm',
        '00000000-0000-0000-0000-0000000000a6')";

const GIVE: &str = "insert into purser.person_roles (person_id, role, grant_id)
    values ('{other}', 'approver', '00000000-0000-0000-0000-0000000000f5')";

const LEAD: &str =
    "update purser.team_members set lead = true, grant_id = '00000000-0000-0000-0000-0000000000f5'
    where person_id = '{other}'";

fn leaves(who: &str) -> String {
    format!("update purser.people set disabled_at = now() where person_id = '{who}'")
}

fn loses(who: &str) -> String {
    format!("delete from purser.person_roles where person_id = '{who}' and role = 'admin'")
}

pub(super) fn giving(cases: &mut Vec<Case>) {
    let lead = spoilt(GRANT, "'approver', null", &format!("'lead', '{TEAM}'"));
    for (rule, forbidden, why, twin) in [
        (
            "an admin gives rights",
            spoilt(GRANT, &format!("'{FIRST}')"), "'{lead}')"),
            "PU002  rights are given",
            GRANT,
        ),
        (
            "an auditor gives none",
            spoilt(GRANT, &format!("'{FIRST}')"), &format!("'{AUDITOR}')")),
            "PU002  rights are given",
            GRANT,
        ),
        (
            "an auditor is given none",
            spoilt(GRANT, "'{other}'", &format!("'{AUDITOR}'")),
            "PU002  who cannot use",
            GRANT,
        ),
        ("who left is given none", spoilt(GRANT, "'{other}'", "'{gone}'"), "PU002  who cannot use", GRANT),
        ("a lead has a team", spoilt(GRANT, "'approver'", "'lead'"), "23514 grants_check", &lead),
        ("a role has no team", spoilt(&lead, "'lead'", "'admin'"), "23514 grants_check", &lead),
        (
            "reading takes no grant",
            spoilt(GRANT, "'approver'", "'auditor'"),
            "23514 grants_what_check",
            GRANT,
        ),
        (
            "what waits is not proposed again",
            format!("{GRANT}; {}", spoilt(GRANT, "0000f5", "0000f6")),
            "PU003  they have it",
            GRANT,
        ),
        (
            "who has it is not given it",
            spoilt(&spoilt(GRANT, "'approver'", "'admin'"), "'{other}'", &format!("'{SECOND}'")),
            "PU003  they have it",
            GRANT,
        ),
    ] {
        add(cases, DTS, &DTS.sql(ADMINS), rule, (&forbidden, why, twin));
    }
}

pub(super) fn answering(cases: &mut Vec<Case>) {
    let before = DTS.sql(&format!("{ADMINS}; {GRANT}"));
    let by = |who: &str| spoilt(CONFIRM, &format!("'{SECOND}')"), &format!("'{who}')"));
    let refuse = spoilt(CONFIRM, "'confirm'", "'refuse'");
    let withdraw = spoilt(&by(FIRST), "'confirm'", "'withdraw'");
    for (rule, forbidden, why, twin) in [
        ("nobody confirms what they proposed", by(FIRST), "nobody_confirms_what_they_proposed", CONFIRM),
        ("who is no admin confirms nothing", by("{requester}"), "PU002  admins answer", CONFIRM),
        ("who left confirms nothing", by("{gone}"), "PU002  admins answer", CONFIRM),
        ("an auditor confirms nothing", by(AUDITOR), "PU002  admins answer", CONFIRM),
        (
            "nobody hides who proposed",
            spoilt(&by(FIRST), &format!("'{FIRST}', 'confirm'"), &format!("'{SECOND}', 'confirm'")),
            "23503",
            CONFIRM,
        ),
        ("nobody hides who receives", spoilt(CONFIRM, "'{other}'", "'{requester}'"), "23503", CONFIRM),
        ("one answer", format!("{refuse}; {CONFIRM}"), "PU003  the grant waits", CONFIRM),
        (
            "who proposed withdraws",
            spoilt(&withdraw, &format!("'{FIRST}')"), &format!("'{SECOND}')")),
            "who_proposed_withdraws",
            &withdraw,
        ),
        (
            "others refuse",
            spoilt(&refuse, &format!("'{SECOND}')"), &format!("'{FIRST}')")),
            "who_proposed_withdraws",
            &refuse,
        ),
    ] {
        add(cases, DTS, &before, rule, (&forbidden, why, twin));
    }
    // Of three admins the second receives: the third confirms.
    let own = |text: &str| text.replace("{other}", SECOND);
    add(
        cases,
        DTS,
        &DTS.sql(&format!("{ADMINS}; {}", own(GRANT))),
        "nobody confirms what they receive",
        (&own(CONFIRM), "nobody_confirms_what_they_receive", &own(&by(THIRD))),
    );
    let gone = format!("{}; {}", DTS.sql(ADMINS), DTS.sql(GRANT));
    add(
        cases,
        DTS,
        &gone,
        "two admins are admins when it begins to hold",
        (&format!("{}; {CONFIRM}", leaves(FIRST)), "PU002  who proposed it", CONFIRM),
    );
}

pub(super) fn using(cases: &mut Vec<Case>) {
    let before = DTS.sql(&format!("{ADMINS}; {GRANT}"));
    let held = format!("{CONFIRM}; {GIVE}");
    let refused = spoilt(CONFIRM, "'confirm'", "'refuse'");
    let taken = "delete from purser.person_roles where person_id = '{other}'";
    for (rule, forbidden, why) in [
        ("no role without a second admin", GIVE.to_owned(), "PU002  a second admin confirms"),
        ("no role after a refusal", format!("{refused}; {GIVE}"), "PU002  a second admin confirms"),
        (
            "another role than was confirmed",
            format!("{CONFIRM}; {}", spoilt(GIVE, "'approver'", "'admin'")),
            "PU002  the grant is of something else",
        ),
        (
            "a role of somebody else",
            format!("{CONFIRM}; {}", spoilt(GIVE, "'{other}'", "'{requester}'")),
            "PU002  the grant is of something else",
        ),
        ("a grant is used once", format!("{held}; {taken}; {GIVE}"), "23505 grants_used_pkey"),
        ("who left meanwhile", format!("{CONFIRM}; {}; {GIVE}", leaves("{other}")), "PU002  who cannot use"),
        (
            "who audits meanwhile",
            format!(
                "{CONFIRM}; insert into purser.person_roles (person_id, role) values ('{{other}}', 'auditor'); {GIVE}"
            ),
            "PU002  who cannot use",
        ),
        ("a grant that is none", spoilt(GIVE, "0000f5", "0000f9"), "PU002  the grant is of something else"),
    ] {
        add(cases, DTS, &before, rule, (&forbidden, why, &held));
    }
    // One admin alone: at once. What they proposed alone does not stay open until a second one comes.
    let alone = DTS.sql(&format!("{ADMINS}; {}; {}", loses(SECOND), loses(THIRD)));
    let joined = format!("insert into purser.person_roles (person_id, role) values ('{SECOND}', 'admin')");
    add(
        cases,
        DTS,
        &alone,
        "where there is a second admin again they confirm",
        (
            &format!("{GRANT}; {joined}; {GIVE}"),
            "PU002  a second admin confirms",
            &format!("{GRANT}; {GIVE}"),
        ),
    );
    // Where the receiver is the only other admin, two people have their part in it.
    let two = DTS.sql(&format!("{ADMINS}; {}", loses(THIRD)));
    let own = |receiver: &str| format!("{GRANT}; {GIVE}").replace("{other}", receiver);
    add(
        cases,
        DTS,
        &two,
        "nobody gives themselves a right where there is a second admin",
        (&own(FIRST), "PU002  a second admin confirms", &own(SECOND)),
    );
}

pub(super) fn leads(cases: &mut Vec<Case>) {
    let grant = spoilt(GRANT, "'approver', null", &format!("'lead', '{TEAM}'"));
    let before = DTS.sql(&format!("{ADMINS}; {grant}"));
    let held = format!("{CONFIRM}; {LEAD}");
    let taken = "update purser.team_members set lead = false where person_id = '{other}'";
    let other_team = "insert into purser.team_members (team_id, person_id, lead, grant_id)
        values ('00000000-0000-0000-0000-0000000000b2', '{other}', true, '00000000-0000-0000-0000-0000000000f5')";
    for (rule, forbidden, why) in [
        ("no lead without a second admin", LEAD.to_owned(), "PU002  a second admin confirms"),
        (
            "no lead of another team",
            format!("{CONFIRM}; {other_team}"),
            "PU002  the grant is of something else",
        ),
        ("no role by a lead's grant", format!("{CONFIRM}; {GIVE}"), "PU002  the grant is of something else"),
        ("a lead's grant is used once", format!("{held}; {taken}; {LEAD}"), "23505 grants_used_pkey"),
    ] {
        add(cases, DTS, &before, rule, (&forbidden, why, &held));
    }
}

pub(super) fn coming_back(cases: &mut Vec<Case>) {
    let back = "update purser.people set disabled_at = null where person_id = '{gone}'";
    let stripped = "delete from purser.person_roles where person_id = '{gone}'";
    let lead = format!(
        "{stripped}; insert into purser.team_members (team_id, person_id, lead) values ('{TEAM}', '{{gone}}', true)"
    );
    let group = format!(
        "{stripped}; insert into purser.groups (group_id, name) values ('00000000-0000-0000-0000-0000000000f1', 'G');
         insert into purser.group_members (group_id, person_id, added_by) values ('00000000-0000-0000-0000-0000000000f1', '{{gone}}', '{FIRST}')"
    );
    let deputy = |principal: &str, deputy: &str| {
        format!(
            "{stripped}; insert into purser.deputies (deputy_period_id, principal_id, deputy_id, starts_at, ends_at)
             values (gen_random_uuid(), '{principal}', '{deputy}', now(), now() + interval '1 day')"
        )
    };
    for (rule, forbidden) in [
        ("who comes back is nobody's deputy", format!("{}; {back}", deputy(FIRST, "{gone}"))),
        ("who comes back has no deputy", format!("{}; {back}", deputy("{gone}", FIRST))),
        ("who comes back has no role", back.to_owned()),
        ("who comes back leads nobody", format!("{lead}; {back}")),
        ("who comes back is in no group", format!("{group}; {back}")),
    ] {
        add(
            cases,
            DTS,
            &DTS.sql(ADMINS),
            rule,
            (&forbidden, "PU002  who comes back", &format!("{stripped}; {back}")),
        );
    }
}
