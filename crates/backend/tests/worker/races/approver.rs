//! Whoever answers is taken away, hands over, or is not alone, while they answer.

use backend::{
    Actor, BackendError, approvals, deputies,
    people::{self, NewPerson},
};
use domain::{
    ids::{OrderId, PersonId},
    order::{State, can::Why},
    person::Role,
};
use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use time::Duration;

use super::track::{Race, Tie};

impl Race {
    /// Somebody of no team, who may approve by this role.
    async fn somebody(&self, name: &str, roles: &[Role]) -> PersonId {
        let new = NewPerson {
            email: format!("{name}@example.com"),
            name: name.to_owned(),
            roles: roles.to_vec(),
            team: None,
            lead: false,
            password: None,
        };
        people::add(&self.portal.backend, Actor::Operator, new).await.expect("a person")
    }

    /// The lead puts the step to a colleague; `false`: it was answered.
    async fn hands_over(&self, id: OrderId, to: &str) -> bool {
        let (backend, lead) = (&self.portal.backend, &self.portal.lead);
        match approvals::hand_over(backend, lead, id, to, "").await {
            Ok(()) => true,
            Err(BackendError::NotAllowed(Why::NotWaiting | Why::AnsweredAlready)) => false,
            Err(other) => panic!("no clear answer: {other:?}"),
        }
    }
}

/// What the order came to, from what both sides were told.
fn one_of_two(answer: Option<State>, change: bool) -> bool {
    match (answer, change) {
        (Some(State::Approved), false) => true,
        (None, true) => false,
        other => panic!("both or none: {other:?}"),
    }
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn who_is_taken_away_while_they_answer_has_answered_or_has_not(
    pool: PgPoolOptions,
    connect: PgConnectOptions,
) {
    let race = Race::new(pool, connect, 7).await;
    let lead = race.portal.lead.id;
    let second = race.two_leads().await;
    let third = race.portal.approver("third").await.id;
    let colleague = race.somebody("colleague", &[]).await;
    let (approvers, deputies) = (
        [
            race.somebody("approver-0", &[Role::Approver]).await,
            race.somebody("approver-1", &[Role::Approver]).await,
        ],
        [race.somebody("deputy-0", &[]).await, race.somebody("deputy-1", &[]).await],
    );
    let ties: [Tie; 6] = std::array::from_fn(|_| Tie::default());
    race.rounds(async |round| {
        let kind = round / 2 % 6;
        let takes_two = kind >= 4 && round / 12 % 2 == 0;
        let ceiling = if takes_two { "9000" } else { "5000" };
        let id = race.submitted(round, &race.input(round, ceiling)).await;
        let shown = race.shown(id).await;
        let tie = &ties[kind];
        let answers = |person| race.approves(person, id, shown);

        match kind {
            0 => {
                let leaver = race.portal.approver(&format!("leaver-{round}")).await.id;
                let ((), answer) = race.at_once(tie, round, race.disables(leaver), answers(leaver)).await;
                tie.moves(answer.is_none());
                let state = race.ends(id).await;
                race.saw(match (answer, state) {
                    (None, State::PendingApproval) => "disabled before the answer",
                    // The answer counts no more when the worker comes; the other lane's may have come before.
                    (Some(_), State::PendingApproval | State::Bought) => "disabled after the answer",
                    other => panic!("{other:?}"),
                });
            }
            1 => {
                let approver = approvers[round % 2];
                let takes = format!("delete from purser.person_roles where person_id = '{approver}'");
                let ((), answer) =
                    race.at_once(tie, round, race.portal.as_owner(&takes), answers(approver)).await;
                tie.moves(answer.is_none());
                race.saw(match (answer, race.ends(id).await) {
                    (None, State::PendingApproval) => "without the role before the answer",
                    (Some(_), State::Bought) => "without the role after the answer",
                    other => panic!("{other:?}"),
                });
                let gives = format!(
                    "insert into purser.person_roles (person_id, role) values ('{approver}', 'approver')"
                );
                race.portal.as_owner(&gives).await;
            }
            2 => {
                let hands_over = race.hands_over(id, "colleague@example.com");
                let (handed, answer) = race.at_once(tie, round, hands_over, answers(lead)).await;
                tie.moves(handed);
                race.saw(if one_of_two(answer, handed) { "answered" } else { "handed over" });
                if handed {
                    race.is_bought_after_all(id, &[colleague]).await;
                }
            }
            3 => {
                let deputy = deputies[round % 2];
                let (backend, now) = (&race.portal.backend, race.portal.backend.clock.now());
                let email = format!("deputy-{}@example.com", round % 2);
                let until = now + Duration::DAY;
                let period =
                    deputies::name(backend, &race.portal.lead, &email, now, until).await.expect("a period");
                let ends = async {
                    deputies::end(backend, &race.portal.lead, period).await.expect("ended");
                };
                let ((), answer) = race.at_once(tie, round, ends, answers(deputy)).await;
                tie.moves(answer.is_none());
                race.saw(match (answer, race.ends(id).await) {
                    (None, State::PendingApproval) => "a deputy no more",
                    (Some(_), State::Bought) => "a deputy still",
                    other => panic!("{other:?}"),
                });
            }
            4 => {
                if takes_two {
                    assert_eq!(race.approves(lead, id, shown).await, Some(State::PendingApproval));
                }
                let rivals = if takes_two { [second, third] } else { [lead, second] };
                let (one, two) = race.at_once(tie, round, answers(rivals[0]), answers(rivals[1])).await;
                tie.moves(one.is_some());
                assert!(one.is_some() ^ two.is_some(), "the last answer is given once: {one:?}, {two:?}");
                assert_eq!(race.ends(id).await, State::Bought);
                race.saw(if one.is_some() { "the one was faster" } else { "the other was faster" });
            }
            _ => {
                let (one, two) = race.at_once(tie, round, answers(lead), answers(lead)).await;
                tie.moves(one.is_some());
                assert!(one.is_some() ^ two.is_some(), "one person answers once: {one:?}, {two:?}");
                let expected = if takes_two { State::PendingApproval } else { State::Bought };
                assert_eq!(race.ends(id).await, expected);
                race.saw(if one.is_some() { "the first click" } else { "the second click" });
            }
        }
    })
    .await;
    let ends = [
        "disabled before the answer",
        "disabled after the answer",
        "without the role before the answer",
        "without the role after the answer",
        "answered",
        "handed over",
        "a deputy no more",
        "a deputy still",
        "the one was faster",
        "the other was faster",
        "the first click",
        "the second click",
    ];
    race.is_over("approver, view to approve", &ends).await;
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn without_an_approver_who_leaves_while_a_worker_starts_nothing_is_bought_unless_it_had_begun(
    pool: PgPoolOptions,
    connect: PgConnectOptions,
) {
    let race = Race::new(pool, connect, 8).await;
    let (lead, second) = (race.portal.lead.id, race.two_leads().await);
    let tie = Tie::default();
    race.rounds(async |round| {
        let takes_two = round % 4 < 2;
        let ceiling = if takes_two { "9000" } else { "5000" };
        let id = race.submitted(round, &race.input(round, ceiling)).await;
        let shown = race.shown(id).await;
        let leaver = race.portal.approver(&format!("leaver-{round}")).await.id;
        if takes_two {
            assert_eq!(race.approves(lead, id, shown).await, Some(State::PendingApproval));
        }
        assert_eq!(race.approves(leaver, id, shown).await, Some(State::Approved));

        race.at_once(&tie, round, race.disables(leaver), race.works()).await;

        let state = race.ends(id).await;
        tie.moves(state == State::PendingApproval);
        match state {
            State::Bought => race.saw("bought before they left"),
            State::PendingApproval => {
                race.saw("others are asked");
                assert_eq!(race.portal.waiting(id).await.as_deref(), Some("approver_gone"));
            }
            other => panic!("{other:?}"),
        }
        if state == State::PendingApproval && round % 8 < 4 {
            race.is_bought_after_all(id, &[second]).await;
        }
    })
    .await;
    race.is_over("approver, approve to purchase", &["bought before they left", "others are asked"]).await;
}
