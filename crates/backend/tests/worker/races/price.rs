//! What it may cost, or what it costs, is changed.

use cloud_sim::Prices;
use domain::{approval::Decision, order::State};
use sqlx::postgres::{PgConnectOptions, PgPoolOptions};

use super::{
    ROUNDS,
    track::{Race, Refused, Tie},
};

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_ceiling_that_is_changed_while_an_approver_looks_is_approved_anew_or_not_spent(
    pool: PgPoolOptions,
    connect: PgConnectOptions,
) {
    let race = Race::new(pool, connect, 3).await;
    let (lead, second) = (race.portal.lead.id, race.two_leads().await);
    let (answering, resubmission, purchase) = (Tie::default(), Tie::default(), Tie::default());
    race.rounds(async |round| {
        let id = race.submitted(round, &race.input(round, "5000")).await;
        let shown = race.shown(id).await;

        // Above the limit the next revision takes two answers; what the first one got is none of them.
        let rises = round % 8 < 4;
        let wanted = race.input(round, if rises { "9000" } else { "700" });
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
            (false, Ok(_), State::Bought) => "bought within what was shown",
            other => panic!("{other:?}"),
        });
        if state == State::PendingApproval && round % 16 < 8 {
            let by = [lead, second];
            race.is_bought_after_all(id, if rises { &by } else { &by[..1] }).await;
        }
    })
    .await;
    let ends = [
        "submitted anew before the answer",
        "taken back before the answer",
        "taken back after the answer",
        "bought within what was shown",
    ];
    race.is_over("price, view to approve", &ends).await;
}

/// No cloud sells at most for a price: one that rises after it was told is charged. Here that is told apart from a price
/// that was above the ceiling when it was told.
#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_price_that_moves_while_a_worker_starts_is_the_last_one_told_or_nothing_is_bought(
    pool: PgPoolOptions,
    connect: PgConnectOptions,
) {
    let race = Race::new(pool, connect, 4).await;
    let (sim, lead) = (&race.portal.sim, race.portal.lead.id);
    let dear = || Prices { percent: 1_000, ..Prices::default() };
    let (rising, falling) = (Tie::default(), Tie::default());
    // One after the other: the cloud's prices are of all orders.
    for round in 0..ROUNDS {
        sim.set_prices(Prices::default());
        let id = race.submitted(round, &race.input(round, "5000")).await;
        race.approves(lead, id, race.shown(id).await).await.expect("an approval");
        let rises = round % 2 == 0;
        if !rises {
            sim.set_prices(dear());
        }
        let sold = sim.ledger().len();
        let tie = if rises { &rising } else { &falling };
        let began_at = sim.now();

        let moves = async {
            sim.set_prices(if rises { dear() } else { Prices::default() });
            sim.now()
        };
        let (moved_at, _) = race.at_once(tie, round, moves, race.works()).await;

        let state = race.ends(id).await;
        tie.moves(rises == (state == State::Draft));
        let asked = sim.requests().into_iter().rfind(|arrival| arrival.action == "GetSubscriptionPrice");
        let asked_at = asked.expect("a question for the price").at;
        assert!(
            began_at <= asked_at,
            "{id}: nothing is bought, nor given back, without asking for the price"
        );
        let sale = sim.ledger().get(sold).cloned();
        if rises && sale.as_ref().is_some_and(|sale| moved_at < sale.at) {
            assert!(asked_at < moved_at, "{id}: the price was above the ceiling when it was asked");
            race.raised_since.lock().expect("orders").insert(id);
        }
        match (rises, state) {
            (true, State::Bought) => race.saw("bought before it rose"),
            (true, State::Draft) => race.saw("sent back after it rose"),
            (false, State::Bought) => race.saw("bought after it fell"),
            (false, State::Draft) => race.saw("sent back before it fell"),
            other => panic!("{other:?}"),
        }
        if state == State::Draft {
            let waits = race.portal.waiting(id).await;
            assert_eq!(waits.as_deref(), Some("price_above_ceiling"));
            assert!(
                rises || asked_at <= moved_at,
                "{id}: the price was within the ceiling when it was asked"
            );
        }
    }
    println!(
        "price, approve to purchase: rose after it was told {}",
        race.raised_since.lock().expect("orders").len()
    );
    let ends = [
        "bought before it rose",
        "sent back after it rose",
        "bought after it fell",
        "sent back before it fell",
    ];
    race.is_over("price, approve to purchase", &ends).await;
}
