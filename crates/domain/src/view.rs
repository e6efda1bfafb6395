//! What pages and the API show: plain data that use cases return, complete, already limited to what the
//! reader may see.

mod deciding;
pub mod inbox;
pub mod people;
pub mod rules;

use serde::{Deserialize, Serialize};
use time::OffsetDateTime;

pub use self::deciding::{AnswerView, Changed, Colleague, DeputyView, HandedView, MessageView, StepView};
use crate::{
    approval::Tried,
    catalog::{Billing, Input, Operation, Provider},
    credential,
    digest::Digest,
    ids::{
        AttemptId, CredentialId, GroupId, InstanceId, OrderId, OrderNumber, PersonId, RuleId, SessionId,
        TeamId, TokenId,
    },
    instance::Fulfilment,
    money::Money,
    order::{
        Grounds, Said, State, Verdict,
        can::Can,
        settlement::{Act, Stage},
    },
    quote::Price,
};

/// Somebody's name beside their id.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Who {
    pub id: PersonId,
    pub name: String,
}

/// One page of a list, newest first; `next` continues it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Listed<T> {
    pub items: Vec<T>,
    /// Opaque; absent on the last page.
    pub next: Option<String>,
}

/// A row of the order list.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct OrderRow {
    pub id: OrderId,
    pub number: OrderNumber,
    pub operation: Operation,
    pub state: State,
    pub fulfilment: Option<Fulfilment>,
    pub requester: Who,
    pub team: String,
    /// The parameters as submitted, or as typed so far.
    pub spec: Input,
    /// Absent only for a draft without one.
    pub ceiling: Option<Money>,
    pub created_at: OffsetDateTime,
    pub updated_at: OffsetDateTime,
}

/// How many orders the reader may see in each state.
pub type StateCounts = Vec<(State, i64)>;

/// An order with everything that its page shows.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Order {
    pub id: OrderId,
    pub number: OrderNumber,
    pub operation: Operation,
    pub state: State,
    pub fulfilment: Option<Fulfilment>,
    pub revision: i32,
    /// The current revision's `order_hash`; absent for a draft that was never submitted.
    pub hash: Option<Digest>,
    pub requester: Who,
    pub team: String,
    pub credential: Option<CredentialRef>,
    pub spec: Input,
    pub reason: String,
    /// The cloud's price when it was submitted; absent where the cloud named none.
    pub quote: Option<Price>,
    pub ceiling: Option<Money>,
    pub rule: Option<RuleRef>,
    /// The rules that were looked at when it was submitted; the last one decided.
    pub why: Vec<Tried>,
    pub chain: Vec<StepView>,
    /// What was said about it, oldest first.
    pub thread: Vec<MessageView>,
    /// What the revision before had otherwise; empty for the first one.
    pub changed: Vec<Changed>,
    pub attempts: Vec<AttemptView>,
    /// The cloud's id of what was bought.
    pub cloud_reference: Option<String>,
    pub instance: Option<InstanceId>,
    /// Of what is, or was, ordered and not paid.
    pub payment: Option<PaymentView>,
    /// The cloud's request ids, oldest first.
    pub request_ids: Vec<String>,
    /// Why an approved order does not start, or what an unknown one waits for: a code of `order.waiting`.
    pub waiting: Option<String>,
    /// When the worker looks at it next.
    pub due_at: Option<OffsetDateTime>,
    /// When it expires by itself, while it waits for people or for the worker.
    pub expires_at: Option<OffsetDateTime>,
    pub state_since: OffsetDateTime,
    /// Who looks after it while a person is needed.
    pub assigned_to: Option<Who>,
    /// Looks at the cloud, oldest first.
    pub looks: Vec<LookView>,
    /// What people said became of it, oldest first.
    pub statements: Vec<StatementView>,
    /// What a verdict rests on, while a person is needed.
    pub grounds: Option<Grounds>,
    /// What the account bought and no order owns, while one of them may be given to this order.
    pub unowned: Vec<String>,
    pub can: Can,
    pub created_at: OffsetDateTime,
    pub updated_at: OffsetDateTime,
}

/// What something would cost, and who would be asked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Quote {
    /// Absent where the cloud names none.
    pub price: Option<Price>,
    /// What may be spent where nothing else is stated; absent without a price: it has to be stated.
    pub ceiling: Option<Money>,
    /// Of the parameters that it was asked for: any edited field makes it stale.
    pub spec_hash: Digest,
    pub asked_at: OffsetDateTime,
    /// The rule that asks for them.
    pub rule: RuleRef,
    /// The rules that were looked at; the last one decides.
    pub why: Vec<Tried>,
    /// The steps that an order of this ceiling would go through. None: nobody is asked.
    pub chain: Vec<StepView>,
}

/// What the cloud wants for what is ordered and not paid, and what was done about it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PaymentView {
    /// Whether it is unpaid now.
    pub unpaid: bool,
    /// As the cloud said it last.
    pub due: Option<Money>,
    /// The cloud gives the order up then.
    pub pay_until: Option<OffsetDateTime>,
    /// The newest one.
    pub settlement: Option<SettlementView>,
}

/// Paying or cancelling, as far as it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SettlementView {
    pub act: Act,
    pub stage: Stage,
    /// Why it waits, was not done, or needs a person.
    pub code: Option<String>,
    pub asked_at: OffsetDateTime,
    /// What the cloud wanted before the request.
    pub amount: Option<Money>,
}

/// Which credential an order uses, without any secret.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CredentialRef {
    pub id: CredentialId,
    pub label: String,
    /// Who asks: an access key id, shortened in the middle, or an IAM user.
    pub identity: String,
    pub version: i32,
}

/// Which rule asked for the approvals.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RuleRef {
    pub id: RuleId,
    pub version: i32,
    /// Empty for the built-in one.
    pub name: String,
}

/// People whom a rule's step asks together.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Group {
    pub id: GroupId,
    pub name: String,
    /// Grows with every change.
    pub version: i32,
    /// Those who may sign in.
    pub members: Vec<Who>,
}

/// One intent to buy, with its sends.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AttemptView {
    pub id: AttemptId,
    pub client_token: Option<String>,
    pub endpoint: String,
    pub created_at: OffsetDateTime,
    pub sends: Vec<SendView>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SendView {
    /// Counted from 1.
    pub number: i32,
    pub signed_at: OffsetDateTime,
    /// After this the cloud takes the signature no more.
    pub dead_at: OffsetDateTime,
    pub verdict: Verdict,
    pub http_status: Option<i32>,
    pub code: Option<String>,
    pub message: Option<String>,
    pub request_id: Option<String>,
    /// What to tell whom: a code.
    pub advice: Option<String>,
}

/// One look at the cloud for what an order may have bought.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LookView {
    pub at: OffsetDateTime,
    /// By the cloud's own clock.
    pub cloud_date: Option<OffsetDateTime>,
    /// What was seen: a code.
    pub saw: String,
    /// Of paying or cancelling, where it was not for the purchase itself.
    pub act: Option<Act>,
    pub reference: Option<String>,
    pub message: Option<String>,
    pub request_id: Option<String>,
}

/// What somebody said became of an order. The requester's own word is a proposal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StatementView {
    pub by: Who,
    pub said: Said,
    pub reference: Option<String>,
    pub reason: String,
    pub at: OffsetDateTime,
}

/// One row of an order's timeline (and of the event log).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EventView {
    /// Its number in the sealed log; absent for the second before it is sealed.
    pub sequence: Option<i64>,
    pub at: OffsetDateTime,
    /// Absent when the portal itself did it.
    pub actor: Option<Who>,
    /// A name such as `order.approved`.
    pub action: String,
    pub from: Option<String>,
    pub to: Option<String>,
    pub reason: Option<String>,
    pub request_id: Option<String>,
    /// Facts of the action: a JSON object of texts.
    pub data: Input,
}

/// An order that waits for the reader's decision.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ApprovalRow {
    pub order: OrderRow,
    pub hash: Digest,
    pub reason: String,
    pub submitted_at: OffsetDateTime,
    pub expires_at: Option<OffsetDateTime>,
    /// The step that is due, counted from 1, and of how many.
    pub step: usize,
    pub steps: usize,
}

/// A row of the instance list, and all that its page shows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Instance {
    pub id: InstanceId,
    pub provider: Provider,
    pub operation: Operation,
    pub region: String,
    pub cloud_id: String,
    pub name: Option<String>,
    /// The vendor's own word.
    pub status: Option<String>,
    pub fulfilment: Fulfilment,
    pub order: OrderId,
    pub order_number: OrderNumber,
    pub requester: Who,
    pub team: String,
    pub billing: Billing,
    pub expires_at: Option<OffsetDateTime>,
    pub last_polled_at: Option<OffsetDateTime>,
    /// Why the last poll brought nothing: a code.
    pub poll_error: Option<String>,
    pub created_at: OffsetDateTime,
}

/// A credential without its secrets.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Credential {
    pub id: CredentialId,
    pub kind: credential::Kind,
    pub label: String,
    pub version: i32,
    pub facts: credential::Facts,
    /// First eight hex digits of a keyed hash over the secret: tells two apart, gives nothing away.
    pub fingerprint: String,
    pub state: credential::State,
    pub last_verified_at: Option<OffsetDateTime>,
    /// What the cloud refused when it was verified last.
    pub missing: Vec<credential::Permission>,
    /// The cloud's words when it refused the credential last.
    pub suspect_code: Option<String>,
    /// When the cloud began to refuse it.
    pub suspect_since: Option<OffsetDateTime>,
    pub last_used_at: Option<OffsetDateTime>,
    pub created_at: OffsetDateTime,
    /// Orders that still need it; it cannot be removed while there are any.
    pub needed_by: i64,
}

/// A team that the reader may charge.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Team {
    pub id: TeamId,
    pub name: String,
}

/// One of the reader's sign-ins.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Session {
    pub id: SessionId,
    pub created_at: OffsetDateTime,
    pub last_seen_at: OffsetDateTime,
    /// The browser's own description, shortened.
    pub user_agent: String,
    pub current: bool,
}

/// An API token without its secret.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Token {
    pub id: TokenId,
    pub label: String,
    pub scopes: Vec<String>,
    pub ceiling: Option<Money>,
    pub created_at: OffsetDateTime,
    pub last_used_at: Option<OffsetDateTime>,
}

/// What the overview shows.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Overview {
    pub counts: StateCounts,
    pub my_open_orders: Vec<OrderRow>,
    pub waiting_for_me: Vec<ApprovalRow>,
    pub instances: Vec<(Fulfilment, i64)>,
    /// Instances whose subscription ends soon, soonest first.
    pub expiring: Vec<Instance>,
}
