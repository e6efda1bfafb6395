//! The credential is replaced, by a key of another account or of the same, or removed.

use backend::{
    BackendError,
    credentials::{self, NewCredential},
};
use cloud_sim::DemoKey;
use domain::{
    approval::Decision,
    credential::Kind,
    order::{OrderInput, State},
};
use sqlx::postgres::{PgConnectOptions, PgPoolOptions};

use super::track::{Race, Tie};
use crate::portal::{POOR, RICH};

fn key(key: &DemoKey) -> NewCredential {
    NewCredential::new(Kind::AlibabaAccessKey, key.account)
        .text("access_key_id", key.access_key_id)
        .text("site", "china")
        .secret("access_key_secret", key.secret)
}

impl Race {
    /// What the round buys, with a credential of its own.
    async fn with_own_key(&self, round: usize) -> OrderInput {
        let credential_id = self.portal.store(&key(&RICH)).await;
        OrderInput { credential_id, ..self.input(round, "5000") }
    }

    /// Puts a key of the other account, or another version of the same, in its place.
    async fn replaces(&self, round: usize, credential: &str) {
        self.portal.replace_with(credential, &key(if round % 4 < 2 { &POOR } else { &RICH })).await;
    }

    /// Takes the credential away; `false`: an order needs it.
    async fn removes(&self, credential: &str) -> bool {
        let (backend, owner) = (&self.portal.backend, &self.portal.requester);
        match credentials::remove(backend, owner, credential.parse().expect("an id")).await {
            Ok(()) => true,
            Err(BackendError::Conflict("credential_in_use")) => false,
            Err(other) => panic!("no clear answer: {other:?}"),
        }
    }

    /// Whether the last version was made before the last answer was given.
    async fn was_replaced_first(&self, id: &str, credential: &str) -> bool {
        let sql = format!(
            "select count(*) from purser.decisions d, purser.credential_versions v
             where d.order_id = '{id}' and v.credential_id = '{credential}' and v.version = 2
               and v.created_at < d.decided_at"
        );
        self.portal.count(&sql).await == 1
    }
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_credential_that_is_replaced_while_an_approver_looks_buys_nothing_by_that_approval(
    pool: PgPoolOptions,
    connect: PgConnectOptions,
) {
    let race = Race::new(pool, connect, 5).await;
    let lead = race.portal.lead.id;
    let (replacing, removing) = (Tie::default(), Tie::default());
    race.one_by_one(async |round| {
        let input = race.with_own_key(round).await;
        let credential = &input.credential_id;
        let id = race.submitted(round, &input).await;
        let shown = race.shown(id).await;

        match round % 8 {
            // Removed while somebody approves: never, the order needs it.
            6 => {
                let approves = race.approves(lead, id, shown);
                let (removed, answer) =
                    race.at_once(&removing, round, race.removes(credential), approves).await;
                assert_eq!((removed, answer), (false, Some(State::Approved)));
                assert_eq!(race.ends(id).await, State::Bought);
                race.saw("needed");
            }
            // Removed while somebody rejects.
            7 => {
                let rejects = race.answers(lead, id, shown, Decision::Reject);
                let (removed, answer) =
                    race.at_once(&removing, round, race.removes(credential), rejects).await;
                removing.moves(!removed);
                assert_eq!(answer, Some(State::Rejected));
                race.saw(if removed { "removed after the rejection" } else { "needed until the rejection" });
            }
            _ => {
                let approves = race.approves(lead, id, shown);
                let ((), answer) =
                    race.at_once(&replacing, round, race.replaces(round, credential), approves).await;
                assert_eq!(answer, Some(State::Approved), "an answer is about what was shown");
                assert_eq!(race.ends(id).await, State::Draft);
                assert_eq!(race.portal.waiting(id).await.as_deref(), Some("credential_replaced"));
                let is_first = race.was_replaced_first(&id.to_string(), credential).await;
                replacing.moves(is_first);
                race.saw(if is_first { "replaced before the answer" } else { "replaced after the answer" });
                if round % 8 < 2 {
                    race.resubmits_draft(id, &input).await;
                    race.is_bought_after_all(id, &[lead]).await;
                }
            }
        }
    })
    .await;
    let ends = [
        "replaced before the answer",
        "replaced after the answer",
        "needed",
        "removed after the rejection",
        "needed until the rejection",
    ];
    race.is_over("credential, view to approve", &ends).await;
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_credential_that_is_replaced_while_a_worker_starts_buys_for_the_approved_account_or_nothing(
    pool: PgPoolOptions,
    connect: PgConnectOptions,
) {
    let race = Race::new(pool, connect, 6).await;
    let lead = race.portal.lead.id;
    let tie = Tie::default();
    race.rounds(async |round| {
        let input = race.with_own_key(round).await;
        let id = race.submitted(round, &input).await;
        race.approves(lead, id, race.shown(id).await).await.expect("an approval");

        race.at_once(&tie, round, race.replaces(round, &input.credential_id), race.works()).await;

        let state = race.ends(id).await;
        tie.moves(state == State::Draft);
        match state {
            State::Bought => race.saw("bought with the approved one"),
            State::Draft => {
                race.saw("sent back");
                assert_eq!(race.portal.waiting(id).await.as_deref(), Some("credential_replaced"));
            }
            other => panic!("{other:?}"),
        }
        if state == State::Draft && round % 8 < 2 {
            race.resubmits_draft(id, &input).await;
            race.is_bought_after_all(id, &[lead]).await;
        }
    })
    .await;
    race.is_over("credential, approve to purchase", &["bought with the approved one", "sent back"]).await;
}
