//! The JSON that programs rely on, made from what use cases return.

mod facts;

use domain::{approval::Decision, catalog::json_from_input, credential::short, view};
use serde::Serialize;
use serde_json::Value;
use time::OffsetDateTime;
use utoipa::ToSchema;
use uuid::Uuid;

#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Person {
    id: Uuid,
    name: String,
}

impl From<view::Who> for Person {
    fn from(who: view::Who) -> Self {
        Self { id: who.id.as_uuid(), name: who.name }
    }
}

/// An exact amount; never a float.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Money {
    #[schema(example = "12.50", pattern = r"^[0-9]{1,14}(\.[0-9]{1,6})?$")]
    amount: String,
    #[schema(example = "CNY")]
    currency: &'static str,
}

impl From<domain::money::Money> for Money {
    fn from(money: domain::money::Money) -> Self {
        Self { amount: money.amount_text(), currency: money.currency().code() }
    }
}

/// What the cloud asks.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Price {
    /// Before discounts.
    #[schema(example = "0.83")]
    list: String,
    /// What is taken off, where the cloud says it.
    discount: Option<String>,
    /// What is paid, for one `per`.
    #[schema(example = "0.83")]
    pay: String,
    #[schema(example = "CNY")]
    currency: &'static str,
    /// `once`, `hour` or `month`. Against ceilings, an hour counts 730 times.
    #[schema(example = "hour")]
    per: &'static str,
}

impl From<domain::quote::Price> for Price {
    fn from(price: domain::quote::Price) -> Self {
        Self {
            list: price.list().amount_text(),
            discount: price.discount().map(|discount| discount.amount_text()),
            pay: price.pay().amount_text(),
            currency: price.pay().currency().code(),
            per: price.per().name(),
        }
    }
}

/// What something would cost, and who would be asked.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Quote {
    /// Absent where the cloud names none: an order then needs a ceiling.
    price: Option<Price>,
    /// What an order may spend that states nothing else.
    ceiling: Option<Money>,
    /// Of the parameters; any edited field makes another.
    spec_hash: String,
    #[serde(with = "time::serde::rfc3339")]
    asked_at: OffsetDateTime,
    chain: Vec<Step>,
}

impl From<view::Quote> for Quote {
    fn from(quote: view::Quote) -> Self {
        Self {
            price: quote.price.map(Price::from),
            ceiling: quote.ceiling.map(Money::from),
            spec_hash: quote.spec_hash.to_string(),
            asked_at: quote.asked_at,
            chain: quote.chain.into_iter().map(Step::from).collect(),
        }
    }
}

/// A row of the order list.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct OrderRow {
    id: Uuid,
    #[schema(example = "P-10001")]
    number: String,
    #[schema(example = "dts.create")]
    operation: &'static str,
    #[schema(example = "pending_approval")]
    state: &'static str,
    fulfilment: Option<&'static str>,
    requester: Person,
    team: String,
    /// By the vendor's wire names, nested as there; never a secret.
    #[schema(value_type = Object)]
    spec: Value,
    ceiling: Option<Money>,
    #[serde(with = "time::serde::rfc3339")]
    created_at: OffsetDateTime,
    #[serde(with = "time::serde::rfc3339")]
    updated_at: OffsetDateTime,
}

impl From<view::OrderRow> for OrderRow {
    fn from(row: view::OrderRow) -> Self {
        Self {
            id: row.id.as_uuid(),
            number: row.number.to_string(),
            operation: row.operation.key(),
            state: row.state.name(),
            fulfilment: row.fulfilment.map(|fulfilment| fulfilment.name()),
            requester: row.requester.into(),
            team: row.team,
            spec: json_from_input(row.operation, &row.spec),
            ceiling: row.ceiling.map(Money::from),
            created_at: row.created_at,
            updated_at: row.updated_at,
        }
    }
}

/// An order with everything that is known of it.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Order {
    id: Uuid,
    #[schema(example = "P-10001")]
    number: String,
    #[schema(example = "dts.create")]
    operation: &'static str,
    #[schema(example = "pending_approval")]
    state: &'static str,
    fulfilment: Option<&'static str>,
    /// Counts how often it was submitted.
    revision: i32,
    /// What an approval refers to; absent for a draft that was never submitted.
    hash: Option<String>,
    requester: Person,
    team: String,
    credential_id: Option<Uuid>,
    /// By the vendor's wire names, nested as there; never a secret.
    #[schema(value_type = Object)]
    spec: Value,
    reason: String,
    /// The cloud's price when it was submitted; absent where the cloud named none.
    quote: Option<Price>,
    /// "May spend up to"; absent only for a draft without one.
    ceiling: Option<Money>,
    chain: Vec<Step>,
    attempts: Vec<Attempt>,
    /// Of what is, or was, ordered at the cloud and not paid.
    payment: Option<Payment>,
    /// The cloud's id of what was bought.
    cloud_reference: Option<String>,
    instance_id: Option<Uuid>,
    request_ids: Vec<String>,
    /// Why it does not start, or what it waits for: a code.
    waiting: Option<String>,
    /// Looks at the cloud, oldest first.
    looks: Vec<facts::Look>,
    /// What people said became of it, oldest first.
    statements: Vec<facts::Statement>,
    allowed_actions: Vec<&'static str>,
    #[serde(with = "time::serde::rfc3339")]
    created_at: OffsetDateTime,
    #[serde(with = "time::serde::rfc3339")]
    updated_at: OffsetDateTime,
}

impl From<view::Order> for Order {
    fn from(order: view::Order) -> Self {
        Self {
            id: order.id.as_uuid(),
            number: order.number.to_string(),
            operation: order.operation.key(),
            state: order.state.name(),
            fulfilment: order.fulfilment.map(|fulfilment| fulfilment.name()),
            revision: order.revision,
            hash: order.hash.map(|hash| hash.to_string()),
            requester: order.requester.into(),
            team: order.team,
            credential_id: order.credential.map(|credential| credential.id.as_uuid()),
            spec: json_from_input(order.operation, &order.spec),
            reason: order.reason,
            quote: order.quote.map(Price::from),
            ceiling: order.ceiling.map(Money::from),
            chain: order.chain.into_iter().map(Step::from).collect(),
            attempts: order.attempts.into_iter().map(Attempt::from).collect(),
            payment: order.payment.map(Payment::from),
            cloud_reference: order.cloud_reference,
            instance_id: order.instance.map(|id| id.as_uuid()),
            request_ids: order.request_ids,
            waiting: order.waiting,
            looks: order.looks.into_iter().map(facts::Look::from).collect(),
            statements: order.statements.into_iter().map(facts::Statement::from).collect(),
            allowed_actions: order.can.allowed(),
            created_at: order.created_at,
            updated_at: order.updated_at,
        }
    }
}

/// What the cloud wants, and what was done about it.
#[derive(Debug, Serialize, ToSchema)]
struct Payment {
    /// Whether it is unpaid now.
    unpaid: bool,
    /// As the cloud said it last.
    due: Option<Money>,
    /// The cloud gives the order up then.
    #[serde(with = "time::serde::rfc3339::option")]
    pay_until: Option<OffsetDateTime>,
    /// Paying or cancelling, the newest.
    settlement: Option<Settlement>,
}

impl From<view::PaymentView> for Payment {
    fn from(payment: view::PaymentView) -> Self {
        Self {
            unpaid: payment.unpaid,
            due: payment.due.map(Money::from),
            pay_until: payment.pay_until,
            settlement: payment.settlement.map(Settlement::from),
        }
    }
}

#[derive(Debug, Serialize, ToSchema)]
struct Settlement {
    #[schema(example = "pay")]
    act: &'static str,
    #[schema(example = "done")]
    state: &'static str,
    /// Why it waits, was not done, or needs a person.
    code: Option<String>,
    /// What the cloud wanted before the request.
    amount: Option<Money>,
    #[serde(with = "time::serde::rfc3339")]
    asked_at: OffsetDateTime,
}

impl From<view::SettlementView> for Settlement {
    fn from(settlement: view::SettlementView) -> Self {
        Self {
            act: settlement.act.name(),
            state: settlement.stage.name(),
            code: settlement.code,
            amount: settlement.amount.map(Money::from),
            asked_at: settlement.asked_at,
        }
    }
}

/// One step of the chain of approvals.
#[derive(Debug, Serialize, ToSchema)]
struct Step {
    /// Empty: named after whom it asks.
    name: String,
    /// How many different people have to approve.
    needs: u32,
    answers: Vec<Answer>,
    /// Whether this is the step that everybody waits for.
    due: bool,
}

impl From<view::StepView> for Step {
    fn from(step: view::StepView) -> Self {
        let answers = step.answers.into_iter().map(Answer::from).collect();
        Self { name: step.name, needs: step.needs, answers, due: step.due }
    }
}

#[derive(Debug, Serialize, ToSchema)]
struct Answer {
    by: Person,
    #[schema(example = "approve")]
    decision: &'static str,
    comment: String,
    #[serde(with = "time::serde::rfc3339")]
    at: OffsetDateTime,
}

impl From<view::AnswerView> for Answer {
    fn from(answer: view::AnswerView) -> Self {
        let decision = match answer.decision {
            Decision::Approve => "approve",
            Decision::Reject => "reject",
        };
        Self { by: answer.by.into(), decision, comment: answer.comment, at: answer.at }
    }
}

/// One intent to buy.
#[derive(Debug, Serialize, ToSchema)]
struct Attempt {
    id: Uuid,
    /// By which the cloud recognises a repeat.
    client_token: Option<String>,
    endpoint: String,
    #[serde(with = "time::serde::rfc3339")]
    created_at: OffsetDateTime,
    sends: Vec<Send>,
}

impl From<view::AttemptView> for Attempt {
    fn from(attempt: view::AttemptView) -> Self {
        Self {
            id: attempt.id.as_uuid(),
            client_token: attempt.client_token,
            endpoint: attempt.endpoint,
            created_at: attempt.created_at,
            sends: attempt.sends.into_iter().map(Send::from).collect(),
        }
    }
}

/// One request that may have left, and what is known of it.
#[derive(Debug, Serialize, ToSchema)]
struct Send {
    number: i32,
    #[serde(with = "time::serde::rfc3339")]
    signed_at: OffsetDateTime,
    /// `done`, `not_done` or `open`.
    verdict: &'static str,
    http_status: Option<i32>,
    code: Option<String>,
    message: Option<String>,
    request_id: Option<String>,
}

impl From<view::SendView> for Send {
    fn from(send: view::SendView) -> Self {
        Self {
            number: send.number,
            signed_at: send.signed_at,
            verdict: send.verdict.name(),
            http_status: send.http_status,
            code: send.code,
            message: send.message,
            request_id: send.request_id,
        }
    }
}

/// Something that happened to an order.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Event {
    /// Its number in the sealed log; absent for the second before it is sealed.
    sequence: Option<i64>,
    #[serde(with = "time::serde::rfc3339")]
    at: OffsetDateTime,
    /// Absent when the portal itself did it.
    actor: Option<Person>,
    #[schema(example = "order.approved")]
    action: String,
    from: Option<String>,
    to: Option<String>,
    reason: Option<String>,
    request_id: Option<String>,
    #[schema(value_type = Object)]
    data: domain::catalog::Input,
}

impl From<view::EventView> for Event {
    fn from(event: view::EventView) -> Self {
        Self {
            sequence: event.sequence,
            at: event.at,
            actor: event.actor.map(Person::from),
            action: event.action,
            from: event.from,
            to: event.to,
            reason: event.reason,
            request_id: event.request_id,
            data: event.data,
        }
    }
}

/// An order that waits for the caller's decision.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Approval {
    order: OrderRow,
    /// What a decision has to name.
    hash: String,
    reason: String,
    #[serde(with = "time::serde::rfc3339")]
    submitted_at: OffsetDateTime,
    #[serde(with = "time::serde::rfc3339::option")]
    expires_at: Option<OffsetDateTime>,
    /// The step that is due, counted from 1.
    step: usize,
    steps: usize,
}

impl From<view::ApprovalRow> for Approval {
    fn from(row: view::ApprovalRow) -> Self {
        Self {
            order: row.order.into(),
            hash: row.hash.to_string(),
            reason: row.reason,
            submitted_at: row.submitted_at,
            expires_at: row.expires_at,
            step: row.step,
            steps: row.steps,
        }
    }
}

/// Something that an order bought.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Instance {
    id: Uuid,
    #[schema(example = "alibaba")]
    provider: &'static str,
    operation: &'static str,
    region: String,
    cloud_id: String,
    name: Option<String>,
    /// The vendor's own word.
    status: Option<String>,
    fulfilment: &'static str,
    order_id: Uuid,
    #[schema(example = "prepaid")]
    billing: &'static str,
    #[serde(with = "time::serde::rfc3339::option")]
    expires_at: Option<OffsetDateTime>,
    #[serde(with = "time::serde::rfc3339::option")]
    last_polled_at: Option<OffsetDateTime>,
}

impl From<view::Instance> for Instance {
    fn from(instance: view::Instance) -> Self {
        Self {
            id: instance.id.as_uuid(),
            provider: instance.provider.name(),
            operation: instance.operation.key(),
            region: instance.region,
            cloud_id: instance.cloud_id,
            name: instance.name,
            status: instance.status,
            fulfilment: instance.fulfilment.name(),
            order_id: instance.order.as_uuid(),
            billing: instance.billing.name(),
            expires_at: instance.expires_at,
            last_polled_at: instance.last_polled_at,
        }
    }
}

/// A credential without its secrets.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Credential {
    id: Uuid,
    #[schema(example = "alibaba_access_key")]
    kind: &'static str,
    label: String,
    version: i32,
    /// Shortened in the middle; a `huawei_iam_user` has none.
    access_key_id: Option<String>,
    site: Option<&'static str>,
    project_id: Option<String>,
    region: Option<String>,
    domain: Option<String>,
    user: Option<String>,
    /// Tells two secrets apart, gives nothing away.
    fingerprint: String,
    #[schema(example = "unverified", value_type = String)]
    state: domain::credential::State,
    #[serde(with = "time::serde::rfc3339::option")]
    last_verified_at: Option<OffsetDateTime>,
    /// The cloud's words when it refused the credential last.
    suspect_code: Option<String>,
    #[serde(with = "time::serde::rfc3339")]
    created_at: OffsetDateTime,
}

impl From<view::Credential> for Credential {
    fn from(credential: view::Credential) -> Self {
        Self {
            id: credential.id.as_uuid(),
            kind: credential.kind.name(),
            label: credential.label,
            version: credential.version,
            access_key_id: credential.facts.access_key_id.as_deref().map(short),
            site: credential.facts.site.map(|site| site.name()),
            project_id: credential.facts.project_id,
            region: credential.facts.region,
            domain: credential.facts.domain,
            user: credential.facts.user,
            fingerprint: credential.fingerprint,
            state: credential.state,
            last_verified_at: credential.last_verified_at,
            suspect_code: credential.suspect_code,
            created_at: credential.created_at,
        }
    }
}
