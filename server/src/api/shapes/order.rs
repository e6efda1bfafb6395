//! An order with all that belongs to it.

use domain::{approval::Decision, catalog::json_from_input, view};
use serde::Serialize;
use serde_json::Value;
use time::OffsetDateTime;
use utoipa::ToSchema;
use uuid::Uuid;

use super::{Money, Person, Price, facts};

/// An order with everything that is known of it.
#[derive(Debug, Serialize, ToSchema)]
pub(in crate::api) struct Order {
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
    /// What was said about it, oldest first.
    thread: Vec<Comment>,
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
            thread: order.thread.into_iter().map(Comment::from).collect(),
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
pub(super) struct Step {
    /// Empty: named after whom it asks.
    name: String,
    /// How many different people have to approve.
    needs: u32,
    answers: Vec<Answer>,
    /// Whose place at the step went to whom, oldest first.
    handed_over: Vec<HandOver>,
    /// Whether this is the step that everybody waits for.
    due: bool,
}

impl From<view::StepView> for Step {
    fn from(step: view::StepView) -> Self {
        let answers = step.answers.into_iter().map(Answer::from).collect();
        let handed_over = step.handed.into_iter().map(HandOver::from).collect();
        Self { name: step.name, needs: step.needs, answers, handed_over, due: step.due }
    }
}

#[derive(Debug, Serialize, ToSchema)]
struct Answer {
    by: Person,
    /// Whose deputy answered.
    instead_of: Option<Person>,
    #[schema(example = "approve")]
    decision: &'static str,
    comment: String,
    #[serde(with = "time::serde::rfc3339")]
    at: OffsetDateTime,
    /// Not once whoever gave it has left, unless the purchase had begun by then.
    counts: bool,
}

impl From<view::AnswerView> for Answer {
    fn from(answer: view::AnswerView) -> Self {
        let decision = match answer.decision {
            Decision::Approve => "approve",
            Decision::Reject => "reject",
        };
        let instead_of = answer.instead_of.map(Person::from);
        Self {
            by: answer.by.into(),
            instead_of,
            decision,
            comment: answer.comment,
            at: answer.at,
            counts: answer.counts,
        }
    }
}

/// A step's place that went to a colleague.
#[derive(Debug, Serialize, ToSchema)]
struct HandOver {
    from: Person,
    to: Person,
    comment: String,
    #[serde(with = "time::serde::rfc3339")]
    at: OffsetDateTime,
}

impl From<view::HandedView> for HandOver {
    fn from(handed: view::HandedView) -> Self {
        Self { from: handed.from.into(), to: handed.to.into(), comment: handed.comment, at: handed.at }
    }
}

/// Something said about the order.
#[derive(Debug, Serialize, ToSchema)]
struct Comment {
    by: Person,
    /// The revision that it was said about.
    revision: i32,
    words: String,
    #[serde(with = "time::serde::rfc3339")]
    at: OffsetDateTime,
}

impl From<view::MessageView> for Comment {
    fn from(message: view::MessageView) -> Self {
        Self { by: message.by.into(), revision: message.revision, words: message.words, at: message.at }
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
