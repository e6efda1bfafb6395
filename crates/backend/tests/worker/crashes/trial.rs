//! One order that is bought under bad conditions, and what must be true of it in the end.

use backend::{
    BackendError,
    failpoint::{Place, What},
    jobs::purchase::{self, look_now},
};
use cloud_sim::{Effect, Fault, LedgerEntry, When};
use domain::{
    catalog::Class,
    ids::OrderId,
    order::{OrderInput, State, client_token, ddm_name},
    view,
};
use time::Duration;
use tokio::task::JoinHandle;

use crate::{
    portal::Portal,
    wares::{Proof, Ware},
};

/// An order that has not ended after so long is stuck.
const LONGEST: Duration = Duration::hours(26);

/// How the clock goes on while an order settles: past leases and backoff, and then past the death of what was
/// signed, which absence waits for.
const PACE: [i64; 5] = [61, 1_260, 61, 61, 61];

/// A portal in which orders of one ware are bought one after the other, with one proof at a time.
pub(super) struct Bench {
    pub(super) portal: Portal,
    pub(super) ware: Ware,
    proof: Proof,
    input: OrderInput,
    orders: u32,
}

/// An order on the bench.
#[derive(Debug, Clone, Copy)]
pub(super) struct Trial {
    pub(super) id: OrderId,
    /// Purchases that had arrived before.
    arrived: usize,
}

impl Bench {
    pub(super) async fn new(portal: Portal, ware: Ware, proof: Proof) -> Self {
        let input = portal.ware(ware, proof, "k").await;
        Self { portal, ware, proof, input, orders: 0 }
    }

    /// The next orders are for this, and prove themselves so.
    pub(super) async fn turn_to(&mut self, ware: Ware, proof: Proof) {
        self.input = self.portal.ware(ware, proof, "k").await;
        (self.ware, self.proof) = (ware, proof);
    }

    /// What the next order would be bought with.
    pub(super) fn credential(&self) -> &str {
        &self.input.credential_id
    }

    /// An approved order that is no look-alike of another.
    pub(super) async fn approved(&mut self) -> Trial {
        self.submitted().await.approved(&self.portal).await
    }

    pub(super) async fn submitted(&mut self) -> Trial {
        self.orders += 1;
        let number = self.orders;
        let mut set = |name: &str, value: String| self.input.spec.insert(name.to_owned(), value);
        match self.ware {
            Ware::Dts | Ware::DtsPrepaid => set("DestRegion", format!("cn-lot-{number}")),
            Ware::Bss => None,
            Ware::Ddm | Ware::DdmPrepaid => set("instance.name", format!("orders-{number}")),
            Ware::Change => set("DtsJobId", self.portal.task().await),
        };
        let key = format!("trial-{number}");
        let id = self.portal.submitted_as(self.ware.operation(), &self.input, &key).await;
        Trial { id, arrived: self.arrived() }
    }

    /// As it is, whoever may see it.
    pub(super) async fn state(&self, trial: Trial) -> State {
        sqlx::query_scalar("select state from purser.orders where order_id = $1")
            .bind(trial.id.as_uuid())
            .fetch_one(&self.portal.backend.db)
            .await
            .expect("a state")
    }

    pub(super) fn class(&self) -> Class {
        self.ware.operation().class()
    }

    /// The next purchase gets no answer: before or after the cloud sold.
    pub(super) fn lose(&self, when: When) {
        self.portal.sim.fault(Fault::next(self.ware.action(), when, Effect::Drop));
    }

    /// A worker of its own.
    pub(super) fn worker(&self, name: &'static str) -> JoinHandle<Result<bool, BackendError>> {
        let backend = self.portal.backend.clone();
        tokio::spawn(async move { purchase::step(&backend, name).await })
    }

    /// Works until a worker comes to the place, and drops it there. `false`: the order ended without.
    pub(super) async fn crash(&self, trial: Trial, place: Place) -> bool {
        let Some(worker) = self.until(trial, place, What::Crash).await else { return false };
        worker.abort();
        assert!(worker.await.is_err_and(|error| error.is_cancelled()), "it went on after {place:?}");
        true
    }

    /// Works until a worker comes to the place and fails there. `false`: the order ended without.
    pub(super) async fn fail(&self, trial: Trial, place: Place) -> bool {
        let Some(worker) = self.until(trial, place, What::Fail).await else { return false };
        let failed = worker.await.expect("a worker");
        assert!(failed.is_err(), "{place:?}: {failed:?}");
        true
    }

    /// Works until a worker meets that at the place: it, in its step. Nobody, if the order ended before.
    pub(super) async fn until(
        &self,
        trial: Trial,
        place: Place,
        what: What,
    ) -> Option<JoinHandle<Result<bool, BackendError>>> {
        let failpoints = &self.portal.backend.failpoints;
        let visits = failpoints.visits(place);
        // A worker does not look for what has a token: a person does.
        let looks = place == Place::Looked && self.class() == Class::Token;
        if !looks {
            failpoints.arm(place, 0, what.clone());
        }
        for wait in self.pace().take(PACE.len()) {
            loop {
                let mut worker = if looks && self.state(trial).await == State::Unknown {
                    failpoints.arm(place, 0, what.clone());
                    let backend = self.portal.backend.clone();
                    tokio::spawn(async move { look_now(&backend, trial.id).await.map(|()| true) })
                } else {
                    self.worker("doomed")
                };
                tokio::select! {
                    biased;
                    () = failpoints.reached() => {
                        assert_eq!(failpoints.visits(place), visits + 1, "{place:?}: the first visit");
                        return Some(worker);
                    }
                    stepped = &mut worker => if !stepped.expect("a worker").expect("a step") {
                        break;
                    }
                }
            }
            if is_over(self.state(trial).await) {
                break;
            }
            self.portal.advance(wait).await;
        }
        failpoints.disarm();
        None
    }

    /// A resend comes soon or never.
    fn pace(&self) -> impl Iterator<Item = Duration> {
        let soon = self.class() == Class::Token;
        PACE.into_iter().cycle().map(move |wait| Duration::seconds(if soon { 61 } else { wait }))
    }

    /// Lets the lease of whoever has the order end.
    pub(super) async fn outlive_the_lease(&self) {
        self.portal.advance(Duration::seconds(61)).await;
    }

    /// Works until the order has ended, and checks everything that must be true then.
    pub(super) async fn ends(&self, trial: Trial, what: &str) -> State {
        self.is_worked_off(trial, what).await;
        self.check(trial, what).await
    }

    /// Works until the order has ended.
    pub(super) async fn is_worked_off(&self, trial: Trial, what: &str) {
        let mut waited = Duration::ZERO;
        for wait in self.pace() {
            while self.portal.step().await {}
            if is_over(self.state(trial).await) {
                break;
            }
            waited += wait;
            assert!(waited < LONGEST, "{what}: stuck");
            self.portal.advance(wait).await;
        }
    }

    /// What must be true of an order that has ended.
    pub(super) async fn check(&self, trial: Trial, what: &str) -> State {
        let what = format!("{:?} {:?}: {what}", self.ware, self.proof);
        let order = self.portal.order(trial.id).await;
        let sales = self.sales(&order);
        assert!(sales.len() <= 1, "{what}: bought {} times", sales.len());
        let sends = order.attempts.iter().map(|attempt| attempt.sends.len()).sum::<usize>();
        let arrived = self.arrived_since(trial);
        assert!(arrived <= sends, "{what}: {arrived} purchases arrived, {sends} were written down");
        if self.class() != Class::Token {
            assert!(arrived <= 1, "{what}: sent {arrived} times");
        }
        match order.state {
            State::Bought => {
                let sale = sales.first().expect(&what);
                assert_eq!(order.cloud_reference.as_deref(), Some(self.reference(sale)), "{what}");
            }
            State::NotBought => {
                assert_eq!(sales, [], "{what}: not bought, beside a sale");
                assert_ne!(self.class(), Class::Token, "{what}: a resend would have bought it");
            }
            State::NeedsPerson => {
                assert_eq!(order.waiting.as_deref(), Some("absence_unproven"), "{what}");
                assert_eq!((self.proof, sales), (Proof::Bearer, Vec::new()), "{what}");
            }
            state => panic!("{what}: {state:?}, {:?}", order.waiting),
        }
        self.make_room(order.state).await;
        order.state
    }

    pub(super) fn sales(&self, order: &view::Order) -> Vec<LedgerEntry> {
        let is_its = |entry: &LedgerEntry| match self.class() {
            Class::Token => {
                entry.client_token.as_deref() == Some(client_token(order.id, order.revision).as_str())
            }
            Class::Name => entry.name == Some(ddm_name(&order.spec["instance.name"], order.id)),
            Class::Setstate => entry.parameters.get("DtsJobId") == order.spec.get("DtsJobId"),
        };
        self.portal.sales_of(self.ware).into_iter().filter(is_its).collect()
    }

    fn reference<'a>(&self, sale: &'a LedgerEntry) -> &'a str {
        if self.ware == Ware::DdmPrepaid { &sale.order_id } else { &sale.instance_id }
    }

    /// How often this order arrived at the cloud.
    pub(super) fn arrived_since(&self, trial: Trial) -> usize {
        self.arrived() - trial.arrived
    }

    /// How many purchases of this ware arrived at the cloud.
    pub(super) fn arrived(&self) -> usize {
        self.portal.arrived(self.ware)
    }

    /// Nothing of this order is in the next one's way.
    async fn make_room(&self, state: State) {
        self.portal.sim.clear_faults();
        self.portal.backend.failpoints.disarm();
        if state == State::NeedsPerson {
            // A person says what became of it.
            self.portal
                .as_owner(
                    "set session_replication_role = replica;
                     update purser.attempts set settled_at = purser.now() where settled_at is null;
                     set session_replication_role = origin",
                )
                .await;
        }
        self.portal.let_the_cloud_work().await;
    }
}

impl Trial {
    async fn approved(self, portal: &Portal) -> Self {
        portal.approve(self.id).await;
        self
    }
}

pub(super) const fn is_over(state: State) -> bool {
    !matches!(state, State::Approved | State::Executing | State::Unknown)
}
