//! The parameters are changed by their requester.

use backend::{BackendError, orders};
use domain::{
    approval::Decision,
    order::{OrderInput, State, can::Why},
};
use sqlx::postgres::{PgConnectOptions, PgPoolOptions};

use super::track::{Race, Refused, Tie};

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
    let (answering, resubmission, purchase) = (Tie::default(), Tie::default(), Tie::default());
    race.rounds(async |round| {
        let id = race.submitted(round, &race.input(round, "5000")).await;
        let shown = race.shown(id).await;

        let wanted = changed(&race, round);
        let worker_is_near = round % 4 < 2;
        let answers = async {
            let answer = race.clicks(lead, id, shown, Decision::Approve).await;
            if worker_is_near && answer.is_ok() {
                race.works().await;
            }
            answer
        };
        // Either when the order is taken back, or when it is submitted anew.
        let comes_late = round % 4 == 3;
        let tie = match (worker_is_near, comes_late) {
            (true, _) => &purchase,
            (false, true) => &resubmission,
            (false, false) => &answering,
        };
        let (changed, answer) = race.at_once(tie, round, race.resubmits(id, &wanted), answers).await;
        let refused = if comes_late { answer == Err(Refused::Changed) } else { answer.is_err() };
        tie.moves(changed && (worker_is_near || refused));

        let state = race.ends(id).await;
        race.saw(match (changed, answer, state) {
            (true, Err(Refused::Changed), State::PendingApproval) => "submitted anew before the answer",
            (true, Err(Refused::Else), State::PendingApproval) => "taken back before the answer",
            (true, Ok(_), State::PendingApproval) => "taken back after the answer",
            (false, Ok(_), State::Bought) => "bought as shown",
            other => panic!("{other:?}"),
        });
        if state == State::PendingApproval && round % 8 < 4 {
            race.is_bought_after_all(id, &[lead]).await;
        }
    })
    .await;
    let ends = [
        "submitted anew before the answer",
        "taken back before the answer",
        "taken back after the answer",
        "bought as shown",
    ];
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
