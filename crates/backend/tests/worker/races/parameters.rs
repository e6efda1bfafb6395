//! The parameters are changed by their requester.

use backend::{BackendError, orders};
use domain::order::{OrderInput, State, can::Why};
use sqlx::postgres::{PgConnectOptions, PgPoolOptions};

use super::track::{Race, Tie};

/// What the requester wants instead.
fn changed(race: &Race, round: usize) -> OrderInput {
    let mut input = race.input(round, "5000");
    input.spec.insert("SynchronizationJobClass".into(), "large".into());
    input
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn parameters_that_are_changed_while_an_approver_looks_are_approved_anew_or_not_bought(
    pool: PgPoolOptions,
    connect: PgConnectOptions,
) {
    let race = Race::new(pool, connect, 1).await;
    let lead = race.portal.lead.id;
    let (answering, purchase) = (Tie::default(), Tie::default());
    race.rounds(async |round| {
        let id = race.submitted(round, &race.input(round, "5000")).await;
        let shown = race.shown(id).await;

        let wanted = changed(&race, round);
        let worker_is_near = round % 4 < 2;
        let answers = async {
            let answer = race.approves(lead, id, shown).await;
            if worker_is_near && answer.is_some() {
                race.works().await;
            }
            answer
        };
        let tie = if worker_is_near { &purchase } else { &answering };
        let (changed, answer) = race.at_once(tie, round, race.resubmits(id, &wanted), answers).await;
        tie.moves(changed && (worker_is_near || answer.is_none()));

        let state = race.ends(id).await;
        race.saw(match (changed, answer, state) {
            (true, None, State::PendingApproval) => "changed before the answer",
            (true, Some(_), State::PendingApproval) => "taken back after the answer",
            (false, Some(_), State::Bought) => "bought as shown",
            other => panic!("{other:?}"),
        });
        if state == State::PendingApproval && round % 8 < 4 {
            race.is_bought_after_all(id, &[lead]).await;
        }
    })
    .await;
    let ends = ["changed before the answer", "taken back after the answer", "bought as shown"];
    race.is_over("parameters, view to approve", &ends).await;
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn parameters_that_are_changed_while_a_worker_starts_are_approved_anew_or_not_bought(
    pool: PgPoolOptions,
    connect: PgConnectOptions,
) {
    let race = Race::new(pool, connect, 2).await;
    let lead = race.portal.lead.id;
    let tie = Tie::default();
    race.rounds(async |round| {
        let id = race.submitted(round, &race.input(round, "5000")).await;
        race.approves(lead, id, race.shown(id).await).await.expect("an approval");

        let withdraws = round % 4 >= 2;
        let wanted = changed(&race, round);
        let changes = async {
            if !withdraws {
                return race.resubmits(id, &wanted).await;
            }
            match orders::cancel(&race.portal.backend, &race.portal.requester, id).await {
                Ok(()) => true,
                Err(BackendError::NotAllowed(Why::AlreadySent | Why::Ended)) => false,
                Err(other) => panic!("no clear answer: {other:?}"),
            }
        };
        let (changed, _) = race.at_once(&tie, round, changes, race.works()).await;
        tie.moves(changed);

        let state = race.ends(id).await;
        race.saw(match (withdraws, changed, state) {
            (false, true, State::PendingApproval) => "changed",
            (true, true, State::Cancelled) => "withdrawn",
            (false, false, State::Bought) => "bought before the change",
            (true, false, State::Bought) => "bought before the withdrawal",
            other => panic!("{other:?}"),
        });
        if state == State::PendingApproval && round % 8 < 2 {
            race.is_bought_after_all(id, &[lead]).await;
        }
    })
    .await;
    let ends = ["changed", "withdrawn", "bought before the change", "bought before the withdrawal"];
    race.is_over("parameters, approve to purchase", &ends).await;
}
