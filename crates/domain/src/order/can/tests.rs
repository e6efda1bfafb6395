use uuid::Uuid;

use super::*;
use crate::{
    approval::Decision,
    order::settlement::Act,
    person::{Email, Language, Membership, Theme},
};

const TEAM: TeamId = TeamId::from_uuid(Uuid::from_u128(100));
const OTHER_TEAM: TeamId = TeamId::from_uuid(Uuid::from_u128(200));

fn person(number: u128, roles: &[Role], team: Option<(TeamId, bool)>) -> Person {
    Person {
        id: PersonId::from_uuid(Uuid::from_u128(number)),
        email: "x@demo.local".parse::<Email>().expect("an address"),
        name: "X".into(),
        language: Language::English,
        theme: Theme::Auto,
        zone: "UTC".into(),
        roles: roles.to_vec(),
        teams: team
            .map(|(team, lead)| Membership { team, name: "Platform".into(), lead })
            .into_iter()
            .collect(),
        groups: Vec::new(),
        stands_for: Vec::new(),
    }
}

fn facts<'a>(state: State, chain: &'a Chain, answers: &'a [Answer]) -> Facts<'a> {
    let requester = PersonId::from_uuid(Uuid::from_u128(1));
    let payment = Payment::NothingDue;
    Facts { state, requester, team: TEAM, chain, answers, handed: &[], payment, decided: &[] }
}

#[test]
fn nobody_decides_their_own_order_whatever_their_roles() {
    let chain = Chain::built_in();
    let requester = person(1, &[Role::Approver, Role::Admin], Some((TEAM, true)));

    assert_eq!(decide(&requester, &facts(State::PendingApproval, &chain, &[])), Err(Why::OwnOrder));
}

#[test]
fn the_built_in_step_asks_the_lead_of_the_team_or_the_approver_role() {
    let chain = Chain::built_in();
    let waiting = facts(State::PendingApproval, &chain, &[]);

    assert_eq!(decide(&person(2, &[], Some((TEAM, true))), &waiting), Ok(()));
    assert_eq!(decide(&person(2, &[Role::Approver], None), &waiting), Ok(()));
    assert_eq!(decide(&person(2, &[], Some((OTHER_TEAM, true))), &waiting), Err(Why::NotAsked));
    assert_eq!(decide(&person(2, &[], Some((TEAM, false))), &waiting), Err(Why::NotAsked));
    assert_eq!(
        decide(&person(2, &[Role::Admin], None), &waiting),
        Err(Why::NotAsked),
        "admins approve nothing"
    );
    assert_eq!(decide(&person(2, &[Role::Auditor, Role::Approver], None), &waiting), Err(Why::Auditor));
}

#[test]
fn one_person_answers_once() {
    let chain = Chain::built_in();
    let lead = person(2, &[], Some((TEAM, true)));
    let answers = [Answer { step: 0, by: lead.id, instead_of: None, decision: Decision::Approve }];

    assert_eq!(decide(&lead, &facts(State::PendingApproval, &chain, &answers)), Err(Why::AnsweredAlready));
}

#[test]
fn a_draft_is_private_and_an_order_is_its_teams() {
    let chain = Chain::built_in();
    let colleague = person(2, &[], Some((TEAM, false)));
    let stranger = person(3, &[], Some((OTHER_TEAM, true)));
    let auditor = person(4, &[Role::Auditor], None);

    assert!(!see(&colleague, &facts(State::Draft, &chain, &[])));
    assert!(!see(&auditor, &facts(State::Draft, &chain, &[])));
    assert!(see(&colleague, &facts(State::PendingApproval, &chain, &[])));
    assert!(see(&auditor, &facts(State::Bought, &chain, &[])));
    assert!(!see(&stranger, &facts(State::Bought, &chain, &[])));
    let decided = [stranger.id];
    let once = |state| Facts { decided: &decided, ..facts(state, &chain, &[]) };
    assert!(see(&stranger, &once(State::Bought)), "who answered keeps seeing it, also its next revision");
    assert!(!see(&stranger, &once(State::Draft)));
}

#[test]
fn only_the_requester_takes_it_back_and_only_before_a_send() {
    let chain = Chain::built_in();
    let requester = person(1, &[], Some((TEAM, false)));
    let lead = person(2, &[], Some((TEAM, true)));

    for state in State::ALL {
        let now = facts(state, &chain, &[]);
        let possible = matches!(state, State::Draft | State::PendingApproval | State::Approved);
        assert_eq!(cancel(&requester, &now).is_ok(), possible, "{state}");
        assert_eq!(cancel(&lead, &now), Err(Why::NotYours), "{state}");
    }
}

#[test]
fn who_became_an_auditor_takes_their_orders_back_and_does_no_more_with_them() {
    let chain = Chain::built_in();
    let auditor = person(1, &[Role::Auditor], Some((TEAM, false)));

    let draft = facts(State::Draft, &chain, &[]);
    assert_eq!(edit(&auditor, &draft), Err(Why::Auditor));
    assert_eq!(submit(&auditor, &draft), Err(Why::Auditor));
    assert_eq!(cancel(&auditor, &draft), Ok(()));
    let waiting = facts(State::PendingApproval, &chain, &[]);
    assert_eq!(revise(&auditor, &waiting), Err(Why::Auditor));
    assert_eq!(cancel(&auditor, &waiting), Ok(()));
}

#[test]
fn what_is_allowed_agrees_with_the_transition_table() {
    let chain = Chain::built_in();
    let requester = person(1, &[], Some((TEAM, false)));
    for state in State::ALL {
        let now = facts(state, &chain, &[]);
        use super::super::Change;
        for (may, change) in [
            (submit(&requester, &now), Change::Submitted),
            (cancel(&requester, &now), Change::Cancelled),
            (revise(&requester, &now), Change::Revised),
        ] {
            assert_eq!(may.is_ok(), state.apply(change).is_ok(), "{change:?} while {state}");
        }
    }
}

#[test]
fn only_the_requester_settles_what_is_unpaid_and_once() {
    let chain = Chain::default();
    let (own, other) = (person(1, &[], None), person(2, &[Role::Admin], Some((TEAM, true))));
    let with = |state, payment| Facts { payment, ..facts(state, &chain, &[]) };
    let due = with(State::Bought, Payment::Due);

    for act in [pay, cancel_unpaid] {
        assert_eq!(act(&own, &due), Ok(()));
        assert_eq!(act(&other, &due), Err(Why::NotYours));
        assert_eq!(act(&own, &with(State::Bought, Payment::Settling)), Err(Why::BeingSettled));
        assert_eq!(act(&own, &with(State::Bought, Payment::NothingDue)), Err(Why::NothingDue));
        for state in State::ALL.into_iter().filter(|state| *state != State::Bought) {
            assert_eq!(act(&own, &with(state, Payment::Due)), Err(Why::NothingDue), "{state}");
        }
    }
    let auditor = person(1, &[Role::Auditor], None);
    assert_eq!((pay(&auditor, &due), cancel_unpaid(&auditor, &due)), (Err(Why::Auditor), Ok(())));
}

#[test]
fn a_verdict_is_an_admins_who_neither_asked_for_the_order_nor_decided_about_it() {
    let chain = Chain::built_in();
    let decided = [PersonId::from_uuid(Uuid::from_u128(7))];
    let now = |state| Facts { decided: &decided, ..facts(state, &chain, &[]) };
    let open = now(State::NeedsPerson);
    for (number, roles, may) in [
        (2, &[Role::Admin][..], Ok(())),
        (2, &[Role::Admin, Role::Approver], Ok(())),
        (1, &[Role::Admin], Err(Why::OwnOrder)),
        (1, &[], Err(Why::OwnOrder)),
        (7, &[Role::Admin], Err(Why::Approver)),
        (2, &[], Err(Why::NotAdmin)),
        (2, &[Role::Approver], Err(Why::NotAdmin)),
        (2, &[Role::Auditor], Err(Why::Auditor)),
    ] {
        assert_eq!(resolve(&person(number, roles, Some((TEAM, true))), &open), may, "{number} {roles:?}");
    }
    let admin = person(2, &[Role::Admin], None);
    for state in State::ALL.into_iter().filter(|state| *state != State::NeedsPerson) {
        assert_eq!(resolve(&admin, &now(state)), Err(Why::NotNeedsPerson), "{state}");
    }
    assert!(Can::of(&admin, &open).allowed().contains(&"resolve"));
}

#[test]
fn a_payment_in_doubt_is_settled_by_the_same_people_as_an_order_and_nobody_pays_meanwhile() {
    let chain = Chain::built_in();
    let decided = [PersonId::from_uuid(Uuid::from_u128(7))];
    for act in Act::ALL {
        let now =
            |state| Facts { decided: &decided, payment: Payment::InDoubt(act), ..facts(state, &chain, &[]) };
        let admin = |number| person(number, &[Role::Admin], None);
        assert_eq!(resolve(&admin(2), &now(State::Bought)), Ok(()));
        assert_eq!(resolve(&admin(1), &now(State::Bought)), Err(Why::OwnOrder));
        assert_eq!(resolve(&admin(7), &now(State::Bought)), Err(Why::Approver));
        assert_eq!(resolve(&admin(2), &now(State::Executing)), Err(Why::NotNeedsPerson));
        assert_eq!(take(&admin(2), &now(State::Bought)), Err(Why::NotNeedsPerson));
        let own = person(1, &[], None);
        assert_eq!(propose(&own, &now(State::Bought)), Ok(()));
        for begin in [pay, cancel_unpaid] {
            assert_eq!(begin(&own, &now(State::Bought)), Err(Why::BeingSettled));
        }
    }
}

#[test]
fn the_requester_proposes_and_nobody_else() {
    let chain = Chain::built_in();
    let open = facts(State::NeedsPerson, &chain, &[]);

    assert_eq!(propose(&person(1, &[], None), &open), Ok(()));
    assert_eq!(propose(&person(1, &[Role::Auditor], None), &open), Err(Why::Auditor));
    assert_eq!(propose(&person(2, &[Role::Admin], None), &open), Err(Why::NotYours));
    assert_eq!(propose(&person(1, &[], None), &facts(State::Unknown, &chain, &[])), Err(Why::NotNeedsPerson));
}

#[test]
fn the_requester_and_admins_have_the_cloud_looked_at_while_money_is_in_doubt() {
    let chain = Chain::built_in();
    for state in State::ALL {
        let now = facts(state, &chain, &[]);
        let in_doubt = matches!(state, State::Unknown | State::NeedsPerson);
        assert_eq!(look(&person(1, &[], None), &now).is_ok(), in_doubt, "{state}");
        assert_eq!(look(&person(2, &[Role::Admin], None), &now).is_ok(), in_doubt, "{state}");
        assert_eq!(look(&person(2, &[], Some((TEAM, true))), &now), Err(Why::NotAdmin), "{state}");
        assert_eq!(look(&person(1, &[Role::Auditor], None), &now), Err(Why::Auditor), "{state}");
    }
}

#[test]
fn a_deputy_answers_in_the_place_of_whom_they_stand_in_for_and_each_place_once() {
    let chain = Chain::built_in();
    let lead = person(2, &[], Some((TEAM, true)));
    let deputy = Person { stands_for: vec![lead.clone()], ..person(3, &[], None) };
    let waiting = facts(State::PendingApproval, &chain, &[]);

    assert_eq!(standing(&deputy, &waiting), Ok(Standing { step: 0, instead_of: Some(lead.id) }));
    assert!(see(&deputy, &waiting));
    let auditor = Person { roles: vec![Role::Auditor], ..deputy.clone() };
    assert_eq!(decide(&auditor, &waiting), Err(Why::Auditor));

    let mut two = chain.clone();
    two.steps[0].needs = 2;
    let answers = [Answer { step: 0, by: deputy.id, instead_of: Some(lead.id), decision: Decision::Approve }];
    let answered = facts(State::PendingApproval, &two, &answers);
    assert_eq!(decide(&lead, &answered), Err(Why::AnsweredAlready), "their place is taken");
    let other = Person { stands_for: vec![lead.clone()], ..person(4, &[], None) };
    assert_eq!(decide(&other, &answered), Err(Why::NotAsked), "by another deputy too");
    let approver = Person { roles: vec![Role::Approver], ..other };
    assert_eq!(standing(&approver, &answered), Ok(Standing { step: 0, instead_of: None }));
}

#[test]
fn the_deputy_of_the_requester_gets_no_right_from_them() {
    let chain = Chain::built_in();
    let requester = person(1, &[Role::Approver], Some((TEAM, true)));
    let deputy = Person { stands_for: vec![requester], ..person(3, &[], None) };

    assert_eq!(decide(&deputy, &facts(State::PendingApproval, &chain, &[])), Err(Why::NotAsked));
}

#[test]
fn what_is_handed_over_is_asked_of_one_and_not_of_the_other() {
    let chain = Chain::built_in();
    let (lead, colleague) = (person(2, &[], Some((TEAM, true))), person(3, &[], None));
    let waiting = |handed| Facts { handed, ..facts(State::PendingApproval, &chain, &[]) };
    let [there, back] =
        [(lead.id, colleague.id), (colleague.id, lead.id)].map(|(from, to)| Handed { step: 0, from, to });

    let handed = [there];
    assert_eq!(decide(&lead, &waiting(&handed)), Err(Why::NotAsked));
    assert_eq!(decide(&colleague, &waiting(&handed)), Ok(()));
    assert!(see(&colleague, &waiting(&handed)));
    let handed = [there, back];
    assert_eq!(decide(&lead, &waiting(&handed)), Ok(()));
    assert_eq!(decide(&colleague, &waiting(&handed)), Err(Why::NotAsked));
    let requester = person(1, &[], None);
    let deputy = Person { stands_for: vec![requester.clone()], ..person(5, &[], None) };
    let handed = [Handed { step: 0, from: lead.id, to: requester.id }];
    assert_eq!(decide(&requester, &waiting(&handed)), Err(Why::OwnOrder));
    assert_eq!(decide(&deputy, &waiting(&handed)), Err(Why::NotAsked));
}
