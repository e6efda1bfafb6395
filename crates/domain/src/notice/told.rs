//! Who is told: from the facts of an event to people.

use super::{Audience, Kind};
use crate::{
    ids::PersonId,
    order::can::{self, Facts},
    person::Person,
};

/// What decides who is told of one event.
#[derive(Debug, Clone, Copy)]
pub struct Scene<'a> {
    /// Who did it; nobody where the portal did it by itself.
    pub doer: Option<PersonId>,
    /// Whose order it is; absent where it is about no order.
    pub requester: Option<PersonId>,
    /// Whom the event names.
    pub addressed: &'a [PersonId],
    /// The order's rights, and people who may sign in: everybody where the kind's audience [`Audience::is_sought`], else
    /// those whom the event names. Absent where it is about no order.
    pub sought: Option<(&'a Facts<'a>, &'a [Person])>,
    /// Whether the event is somebody's answer to a step. Whom the step asks has been told already, so that only a
    /// step that comes due by this answer is news.
    pub is_answer: bool,
}

/// The people who are told, each once. The doer is never told of their own act, nor anybody of an order that they may
/// not see (any more).
pub fn told(kind: Kind, scene: &Scene<'_>) -> Vec<PersonId> {
    let sought = |may: fn(&Person, &Facts<'_>) -> can::May| {
        let (facts, everybody) = scene.sought?;
        let those = everybody.iter().filter(|person| may(person, facts).is_ok());
        Some(those.map(|person| person.id).collect::<Vec<_>>())
    };
    let sees = |id: PersonId| match scene.sought {
        Some((facts, people)) => people.iter().any(|person| person.id == id && can::see(person, facts)),
        None => true,
    };
    let addressed: Vec<_> = scene.addressed.iter().copied().filter(|person| sees(*person)).collect();
    let mut people = match kind.audience() {
        Audience::Requester => scene.requester.into_iter().collect(),
        Audience::Addressed => addressed,
        Audience::AddressedOrDeciders => match addressed.iter().any(|person| Some(*person) != scene.doer) {
            true => addressed,
            false => sought(can::decide).unwrap_or_default(),
        },
        Audience::Deciders if scene.is_answer && !is_next_step(scene.sought) => Vec::new(),
        Audience::Deciders => sought(can::decide).unwrap_or_default(),
        Audience::RequesterAndResolvers => {
            scene.requester.into_iter().chain(sought(can::resolve).unwrap_or_default()).collect()
        }
    };
    people.retain(|person| Some(*person) != scene.doer);
    people.sort_unstable();
    people.dedup();
    people
}

/// Whether the newest answer completed its step.
fn is_next_step(sought: Option<(&Facts<'_>, &[Person])>) -> bool {
    let Some((facts, _)) = sought else { return false };
    match (facts.answers.last(), facts.chain.due_number(facts.answers)) {
        (Some(last), Some(due)) => due != last.step,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;
    use crate::{
        approval::{Answer, Asked, Chain, Decision, Step},
        ids::TeamId,
        order::{State, settlement::Payment},
        person::{Language, Membership, Role, Theme},
    };

    const TEAM: TeamId = TeamId::from_uuid(Uuid::from_u128(100));
    const REQUESTER: PersonId = id(1);
    const LEAD: PersonId = id(2);
    const APPROVER: PersonId = id(3);
    const FINANCE: PersonId = id(4);
    const ADMIN: PersonId = id(5);
    const AUDITOR: PersonId = id(6);
    const COLLEAGUE: PersonId = id(7);

    const fn id(n: u128) -> PersonId {
        PersonId::from_uuid(Uuid::from_u128(n))
    }

    fn person(id: PersonId, roles: &[Role], lead: bool) -> Person {
        Person {
            id,
            email: "somebody@example.com".parse().expect("an address"),
            name: "Somebody".to_owned(),
            language: Language::English,
            theme: Theme::Auto,
            zone: "UTC".to_owned(),
            roles: roles.to_vec(),
            teams: vec![Membership { team: TEAM, name: "Platform".to_owned(), lead }],
            groups: Vec::new(),
            stands_for: Vec::new(),
        }
    }

    /// The requester and the finance person are approvers too; the admin decided nothing.
    fn everybody() -> Vec<Person> {
        vec![
            person(REQUESTER, &[Role::Approver], false),
            person(LEAD, &[], true),
            person(APPROVER, &[Role::Approver], false),
            person(FINANCE, &[], false),
            person(ADMIN, &[Role::Admin], false),
            person(AUDITOR, &[Role::Auditor, Role::Approver], false),
            person(COLLEAGUE, &[], false),
        ]
    }

    /// Two of the lead and the approvers, then finance.
    fn chain() -> Chain {
        let first = vec![Asked::TeamLead, Asked::Role(Role::Approver)];
        Chain {
            steps: vec![
                Step { name: String::new(), needs: 2, asks: first, fallback: Vec::new() },
                Step {
                    name: String::new(),
                    needs: 1,
                    asks: vec![Asked::Person(FINANCE)],
                    fallback: Vec::new(),
                },
            ],
        }
    }

    fn approval(step: usize, by: PersonId) -> Answer {
        Answer { step, by, instead_of: None, decision: Decision::Approve }
    }

    struct Case<'a> {
        kind: Kind,
        state: State,
        answers: &'a [Answer],
        decided: &'a [PersonId],
        doer: Option<PersonId>,
        is_answer: bool,
        expected: &'a [PersonId],
    }

    fn told_in(case: &Case<'_>) -> Vec<PersonId> {
        let (chain, everybody) = (chain(), everybody());
        let facts = Facts {
            state: case.state,
            requester: REQUESTER,
            team: TEAM,
            chain: &chain,
            answers: case.answers,
            handed: &[],
            payment: Payment::NothingDue,
            decided: case.decided,
        };
        let scene = Scene {
            doer: case.doer,
            requester: Some(REQUESTER),
            addressed: &[COLLEAGUE, REQUESTER, COLLEAGUE],
            sought: Some((&facts, &everybody)),
            is_answer: case.is_answer,
        };
        told(case.kind, &scene)
    }

    #[test]
    fn the_first_word_of_a_requester_reaches_whom_the_due_step_asks() {
        use State as S;
        /// State, answers, whom the event names, who wrote, who is told.
        type Row<'a> = (State, &'a [Answer], &'a [PersonId], PersonId, &'a [PersonId]);
        let (none, one, two) = ([], [approval(0, LEAD)], [approval(0, LEAD), approval(0, APPROVER)]);
        let cases: [Row<'_>; 7] = [
            (S::PendingApproval, &none, &[REQUESTER], REQUESTER, &[LEAD, APPROVER]),
            (S::PendingApproval, &one, &[REQUESTER], REQUESTER, &[APPROVER]),
            (S::PendingApproval, &two, &[REQUESTER], REQUESTER, &[FINANCE]),
            // Nobody is asked any more.
            (S::Approved, &two, &[REQUESTER], REQUESTER, &[]),
            (S::Expired, &none, &[REQUESTER], REQUESTER, &[]),
            // Others who ask reach the requester alone, and whoever wrote before.
            (S::PendingApproval, &none, &[REQUESTER], LEAD, &[REQUESTER]),
            (S::PendingApproval, &none, &[REQUESTER, COLLEAGUE, LEAD], LEAD, &[REQUESTER, COLLEAGUE]),
        ];
        let (chain, everybody) = (chain(), everybody());
        for (state, answers, addressed, doer, expected) in cases {
            let facts = Facts {
                state,
                requester: REQUESTER,
                team: TEAM,
                chain: &chain,
                answers,
                handed: &[],
                payment: Payment::NothingDue,
                decided: &[],
            };
            let scene = Scene {
                doer: Some(doer),
                requester: Some(REQUESTER),
                addressed,
                sought: Some((&facts, &everybody)),
                is_answer: false,
            };

            assert_eq!(told(Kind::QuestionAsked, &scene), expected, "{state}, {addressed:?} by {doer}");
        }
    }

    #[test]
    fn each_kind_tells_those_whom_it_concerns_and_never_the_doer() {
        use State as S;
        let pending = Case {
            kind: Kind::ApprovalAsked,
            state: S::PendingApproval,
            answers: &[],
            decided: &[],
            doer: Some(REQUESTER),
            is_answer: false,
            expected: &[LEAD, APPROVER],
        };
        let one = [approval(0, LEAD)];
        let two = [approval(0, LEAD), approval(0, APPROVER)];
        let ended = |kind, state, doer| Case {
            kind,
            state,
            answers: &two,
            decided: &[LEAD, APPROVER],
            doer,
            is_answer: false,
            expected: &[REQUESTER],
        };
        let cases = [
            Case { ..pending },
            Case { answers: &one, doer: Some(LEAD), is_answer: true, expected: &[], ..pending },
            Case { answers: &two, doer: Some(APPROVER), is_answer: true, expected: &[FINANCE], ..pending },
            // An answer fell away: whoever is asked anew has not been told of it.
            Case { answers: &one, doer: None, expected: &[APPROVER], ..pending },
            Case {
                kind: Kind::ApprovalReminder,
                answers: &one,
                doer: None,
                expected: &[APPROVER],
                ..pending
            },
            Case { kind: Kind::ApprovalReminder, state: S::Cancelled, doer: None, expected: &[], ..pending },
            ended(Kind::OrderApproved, S::Approved, Some(FINANCE)),
            ended(Kind::OrderRejected, S::Rejected, Some(FINANCE)),
            ended(Kind::OrderExpired, S::Expired, None),
            ended(Kind::OrderBought, S::Bought, None),
            ended(Kind::OrderNotBought, S::NotBought, None),
            ended(Kind::OrderUnpaid, S::Bought, None),
            ended(Kind::OrderReturned, S::Draft, None),
            // Who takes back their own order knows.
            Case { expected: &[], ..ended(Kind::OrderReturned, S::Draft, Some(REQUESTER)) },
            Case { expected: &[REQUESTER, ADMIN], ..ended(Kind::NeedsPerson, S::NeedsPerson, None) },
            // Who decided about it gives no verdict.
            Case { decided: &[ADMIN], ..ended(Kind::NeedsPerson, S::NeedsPerson, None) },
            Case {
                expected: &[REQUESTER, COLLEAGUE],
                ..ended(Kind::QuestionAsked, S::PendingApproval, None)
            },
            Case {
                expected: &[COLLEAGUE],
                ..ended(Kind::QuestionAnswered, S::PendingApproval, Some(REQUESTER))
            },
            Case {
                expected: &[REQUESTER],
                ..ended(Kind::StepHandedOver, S::PendingApproval, Some(COLLEAGUE))
            },
            Case { expected: &[REQUESTER, COLLEAGUE], ..ended(Kind::CredentialRefused, S::Approved, None) },
        ];

        for (number, case) in cases.iter().enumerate() {
            assert_eq!(told_in(case), case.expected, "case {number}: {:?}, {}", case.kind, case.state);
        }
    }
    #[test]
    fn nobody_is_told_of_an_order_that_they_may_not_see_any_more() {
        let stranger = Person { teams: Vec::new(), ..person(COLLEAGUE, &[], false) };
        let everybody = [person(REQUESTER, &[], false), stranger];
        let chain = chain();
        let of = |state, decided| Facts {
            state,
            requester: REQUESTER,
            team: TEAM,
            chain: &chain,
            answers: &[],
            handed: &[],
            payment: Payment::NothingDue,
            decided,
        };
        let waits = of(State::PendingApproval, &[]);
        let answered = of(State::Bought, &[COLLEAGUE]);
        let all = Kind::ALL
            .into_iter()
            .filter(|kind| matches!(kind.audience(), Audience::Addressed | Audience::AddressedOrDeciders));
        for kind in all {
            let scene = |facts| Scene {
                doer: None,
                requester: Some(REQUESTER),
                addressed: &[REQUESTER, COLLEAGUE, AUDITOR],
                sought: Some((facts, everybody.as_slice())),
                is_answer: false,
            };

            assert_eq!(told(kind, &scene(&waits)), [REQUESTER], "{kind:?}");
            assert_eq!(told(kind, &scene(&answered)), [REQUESTER, COLLEAGUE], "{kind:?}");
            let of_no_order = Scene { requester: None, sought: None, ..scene(&waits) };
            assert_eq!(told(kind, &of_no_order), [REQUESTER, AUDITOR, COLLEAGUE], "{kind:?}");
        }
    }
}
