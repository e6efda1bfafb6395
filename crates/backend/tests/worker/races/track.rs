//! Where a race is run: a portal of its own, orders that are told apart, and sides that start together.

use std::{
    cell::Cell,
    collections::{BTreeMap, BTreeSet},
    future::Future,
    sync::Mutex,
};

use backend::{Actor, BackendError, approvals, jobs::purchase, orders, people, rules, sessions::SignIn};
use domain::{
    approval::{Amount, Asked, Chain, Conditions, Decision, Draft, Step},
    catalog::{Leftovers, Operation},
    digest::Digest,
    ids::{OrderId, PersonId},
    money::{Currency, Money},
    order::{OrderInput, State, can::Why},
    person::Person,
};
use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use time::OffsetDateTime;

use super::ROUNDS;
use crate::portal::Portal;

/// From this ceiling on two leads answer.
pub(super) const TWO_LEADS: &str = "7000";

/// What approvers see.
const HASH: &str = "
    select encode(r.order_hash, 'hex')
    from purser.orders o join purser.revisions r on (r.order_id, r.revision) = (o.order_id, o.revision)
    where o.order_id = $1";

/// By how many questions at most a round begins earlier or later than its tie.
const JITTER: u64 = 8;

/// By how many questions a tie moves at least, and at most.
const STEPS: std::ops::RangeInclusive<i64> = 4..=128;

/// By how many questions to the database a change begins later than what it races with. Each round moves it towards
/// the point where either may be first, whatever machine this is and whatever else it does: in strides that double
/// while the same side stays first, and halve when the other one was.
#[derive(Default)]
pub(super) struct Tie {
    later: Cell<i64>,
    stride: Cell<i64>,
}

impl Tie {
    /// The change was first, or it was not: the next one has it harder, or easier.
    pub(super) fn moves(&self, change_was_first: bool) {
        let last = self.stride.get();
        let again = (last > 0) == change_was_first;
        let step = if again { last.abs() * 2 } else { last.abs() / 2 }.clamp(*STEPS.start(), *STEPS.end());
        self.stride.set(if change_was_first { step } else { -step });
        self.later.set(self.later.get() + self.stride.get());
    }
}

/// Why an answer counts for nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Refused {
    /// The order waits for approval, and is not what was shown.
    Changed,
    Else,
}

pub(super) struct Race {
    pub(super) portal: Portal,
    seed: u64,
    /// How often each end was seen.
    ends: Mutex<BTreeMap<&'static str, usize>>,
    /// Since when at the latest people are gone, by the database's clock.
    pub(super) left: Mutex<BTreeMap<PersonId, OffsetDateTime>>,
    /// What each person had on the screen when they answered.
    pub(super) screens: Mutex<BTreeSet<(PersonId, OrderId, String)>>,
    /// Orders whose price the cloud raised after it had told it.
    pub(super) raised_since: Mutex<BTreeSet<OrderId>>,
}

impl Race {
    /// Beside a cloud at which both accounts are rich, so that a purchase for the wrong one is not refused.
    pub(super) async fn new(options: PgPoolOptions, connect: PgConnectOptions, seed: u64) -> Self {
        let portal = Portal::beside(options, connect, |cloud| {
            for account in &mut cloud.accounts {
                account.balance = 10_000_000.into();
            }
        })
        .await;
        Self {
            portal,
            seed,
            ends: Mutex::default(),
            left: Mutex::default(),
            screens: Mutex::default(),
            raised_since: Mutex::default(),
        }
    }

    /// Runs every round, two of them at any time.
    pub(super) async fn rounds(&self, round: impl AsyncFn(usize)) {
        let lane = async |first: usize| {
            for number in (first..ROUNDS).step_by(2) {
                Box::pin(round(number)).await;
            }
        };
        tokio::join!(lane(0), lane(1));
    }

    /// Runs every round by itself, where a worker of another one would take part in the race.
    pub(super) async fn one_by_one(&self, round: impl AsyncFn(usize)) {
        for number in 0..ROUNDS {
            Box::pin(round(number)).await;
        }
    }

    /// Runs both sides at once, one of them a little later: as many questions to the database as the tie says.
    pub(super) async fn at_once<A, B>(
        &self,
        tie: &Tie,
        round: usize,
        change: impl Future<Output = A>,
        other: impl Future<Output = B>,
    ) -> (A, B) {
        let jitter = mixed(self.seed ^ mixed(round as u64)) % (2 * JITTER + 1);
        let later = tie.later.get() + i64::try_from(jitter).expect("small") - JITTER as i64;
        let (change, other) = (Box::pin(change), Box::pin(other));
        tokio::join!(self.after(later, change), self.after(-later, other))
    }

    async fn after<T>(&self, questions: i64, side: impl Future<Output = T>) -> T {
        let mut conn = self.portal.backend.db.acquire().await.expect("a connection");
        for _ in 0..questions {
            sqlx::query("select").execute(&mut *conn).await.expect("an answer");
        }
        drop(conn);
        side.await
    }

    /// A subscription, because it is paid at once; no two rounds' are look-alikes.
    pub(super) fn input(&self, round: usize, ceiling: &str) -> OrderInput {
        let mut input = self.portal.input();
        let lot = format!("cn-lot-{round}");
        let more =
            [("DestRegion", lot.as_str()), ("PayType", "PrePaid"), ("Period", "Month"), ("UsedTime", "1")];
        input.spec.extend(more.map(|(name, value)| (name.to_owned(), value.to_owned())));
        OrderInput { ceiling: ceiling.to_owned(), ..input }
    }

    pub(super) async fn submitted(&self, round: usize, input: &OrderInput) -> OrderId {
        self.portal.submitted_as(Operation::DtsCreate, input, &format!("round-{round}")).await
    }

    /// What whoever opens the order's page now has on the screen.
    pub(super) async fn shown(&self, id: OrderId) -> Digest {
        let hash: String = self.of_order(id, HASH).await;
        hash.parse().expect("a hash")
    }

    pub(super) async fn state(&self, id: OrderId) -> State {
        let state: String =
            self.of_order(id, "select state::text from purser.orders where order_id = $1").await;
        state.parse().expect("a state")
    }

    /// A page would ask for much more than this.
    async fn of_order(&self, id: OrderId, sql: &'static str) -> String {
        let row = sqlx::query_scalar(sql).bind(id.as_uuid()).fetch_one(&self.portal.backend.db);
        row.await.expect("the order")
    }

    pub(super) async fn answers(
        &self,
        person: PersonId,
        id: OrderId,
        shown: Digest,
        decision: Decision,
    ) -> Option<State> {
        self.clicks(person, id, shown, decision).await.ok()
    }

    /// Answers what was on the screen, as whoever a session would find. Whatever refuses it says so clearly: as if there
    /// were no order, where it is a draft by then.
    pub(super) async fn clicks(
        &self,
        person: PersonId,
        id: OrderId,
        shown: Digest,
        decision: Decision,
    ) -> Result<State, Refused> {
        let given = approvals::Given {
            shown: &shown,
            decision,
            comment: "Because.",
            sign_in: SignIn::Token,
            acknowledge_look_alikes: false,
        };
        self.screens.lock().expect("screens").insert((person, id, shown.to_string()));
        let backend = &self.portal.backend;
        let answered = match self.person(person).await {
            Some(person) => approvals::decide(backend, &person, id, given).await,
            None => Err(BackendError::SignedOut),
        };
        match answered {
            Ok(state) => Ok(state),
            Err(BackendError::Conflict("changed_meanwhile")) => Err(Refused::Changed),
            Err(
                BackendError::NotFound
                | BackendError::SignedOut
                | BackendError::Stale
                | BackendError::NotAllowed(Why::NotWaiting | Why::NotAsked | Why::AnsweredAlready),
            ) => Err(Refused::Else),
            Err(other) => panic!("no clear answer: {other:?}"),
        }
    }

    pub(super) async fn approves(&self, person: PersonId, id: OrderId, shown: Digest) -> Option<State> {
        self.answers(person, id, shown, Decision::Approve).await
    }

    /// The person as of now; nobody where they were disabled.
    pub(super) async fn person(&self, id: PersonId) -> Option<Person> {
        let mut conn = self.portal.backend.db.acquire().await.expect("a connection");
        people::load(&mut conn, id).await.expect("an answer")
    }

    /// Takes the order back and submits it with this instead; `false`: too late, its purchase has begun.
    pub(super) async fn resubmits(&self, id: OrderId, input: &OrderInput) -> bool {
        let (backend, requester) = (&self.portal.backend, &self.portal.requester);
        match orders::revise(backend, requester, id).await {
            Ok(()) => {
                self.resubmits_draft(id, input).await;
                true
            }
            Err(BackendError::NotAllowed(Why::AlreadySent | Why::Ended)) => false,
            Err(other) => panic!("no clear answer: {other:?}"),
        }
    }

    /// Disables somebody, and notes when it was done.
    pub(super) async fn disables(&self, id: PersonId) {
        people::disable(&self.portal.backend, Actor::Operator, id).await.expect("disabled");
        let now = self.portal.backend.clock.now();
        self.left.lock().expect("those who left").insert(id, now);
    }

    /// One step of a worker; whether there was anything to do.
    pub(super) async fn works(&self) -> bool {
        match purchase::step(&self.portal.backend, "racer").await {
            Ok(worked) => worked,
            Err(BackendError::Stale) => true,
            Err(other) => panic!("a step failed: {other:?}"),
        }
    }

    /// Steps until nothing is due, and says where the order is.
    pub(super) async fn ends(&self, id: OrderId) -> State {
        // Another round's worker may be at it.
        for _ in 0..10_000 {
            let state = self.state(id).await;
            if !matches!(state, State::Approved | State::Executing) {
                return state;
            }
            self.works().await;
        }
        panic!("{id} waits for {:?}", self.portal.waiting(id).await);
    }

    /// Submits an order again that was given back.
    pub(super) async fn resubmits_draft(&self, id: OrderId, input: &OrderInput) {
        let (backend, requester) = (&self.portal.backend, &self.portal.requester);
        orders::resubmit(backend, requester, id, input, Leftovers::Refuse, false).await.expect("a revision");
    }

    /// Whoever is asked by now approves the order as it is now, and it is bought.
    pub(super) async fn is_bought_after_all(&self, id: OrderId, by: &[PersonId]) {
        let shown = self.shown(id).await;
        for person in by {
            self.approves(*person, id, shown).await.expect("an answer that counts");
        }
        assert_eq!(self.ends(id).await, State::Bought);
    }

    /// Counts an end of a round.
    pub(super) fn saw(&self, end: &'static str) {
        *self.ends.lock().expect("the ends").entry(end).or_default() += 1;
    }

    /// Judges what was written down, and whether each of these ends was seen and no other.
    pub(super) async fn is_over(&self, race: &str, possible: &[&'static str]) {
        self.is_as_written_down().await;
        let ends = self.ends.lock().expect("the ends").clone();
        println!("{race}: {ends:?}");
        for end in possible {
            assert!(ends.contains_key(end), "{race}: never {end:?}, so it is no race: {ends:?}");
        }
        assert!(ends.keys().all(|end| possible.contains(end)), "{race}: {ends:?}");
    }

    /// A rule by which two leads answer from [`TWO_LEADS`] on, and the second lead.
    pub(super) async fn two_leads(&self) -> PersonId {
        let admin = self.portal.approver("second").await;
        let role =
            format!("insert into purser.person_roles (person_id, role) values ('{}', 'admin')", admin.id);
        self.portal.as_owner(&role).await;
        let admin = self.person(admin.id).await.expect("an admin");
        let from = Money::parse(TWO_LEADS, Currency::Cny).ok();
        let step = Step { name: String::new(), needs: 2, asks: vec![Asked::TeamLead], fallback: Vec::new() };
        let rule = Draft {
            name: "Large".to_owned(),
            enabled: true,
            conditions: Conditions {
                amount: Some(Amount { currency: Currency::Cny, from, below: None }),
                ..Conditions::default()
            },
            steps: Chain { steps: vec![step] },
            ..Draft::default()
        };
        rules::create(&self.portal.backend, &admin, rule).await.expect("a rule");
        admin.id
    }
}

/// A number that looks like chance and is the same in every run.
fn mixed(number: u64) -> u64 {
    let number = number.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let number = (number ^ (number >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let number = (number ^ (number >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    number ^ (number >> 31)
}
