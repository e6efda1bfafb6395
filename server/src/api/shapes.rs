//! The JSON that programs rely on, made from what use cases return.

mod facts;
mod order;

use domain::{catalog::json_from_input, credential::short, view};
use serde::Serialize;
use serde_json::Value;
use time::OffsetDateTime;
use utoipa::ToSchema;
use uuid::Uuid;

pub(super) use self::order::Order;
use self::order::Step;

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
    /// What the cloud refused when it was verified last: `balance`, `orders`, `instances`, `ddm`, `networks`.
    #[schema(value_type = Vec<String>)]
    missing_permissions: Vec<domain::credential::Permission>,
    /// The cloud's words when it refused the credential last.
    suspect_code: Option<String>,
    /// When the cloud began to refuse it.
    #[serde(with = "time::serde::rfc3339::option")]
    suspect_since: Option<OffsetDateTime>,
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
            missing_permissions: credential.missing,
            suspect_code: credential.suspect_code,
            suspect_since: credential.suspect_since,
            created_at: credential.created_at,
        }
    }
}

/// A form to start from, a team's own.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Template {
    id: Uuid,
    team: String,
    #[schema(example = "dts.create")]
    operation: &'static str,
    #[schema(example = "Small sync, Shanghai")]
    name: String,
    /// By the vendor's wire names, nested as there, as typed; never a secret.
    #[schema(value_type = Object)]
    spec: Value,
    made_by: Person,
    #[serde(with = "time::serde::rfc3339")]
    made_at: OffsetDateTime,
}

impl From<domain::template::Template> for Template {
    fn from(template: domain::template::Template) -> Self {
        Self {
            id: template.id.as_uuid(),
            team: template.team.name,
            operation: template.operation.key(),
            name: template.name,
            spec: json_from_input(template.operation, &template.spec),
            made_by: template.made_by.into(),
            made_at: template.made_at,
        }
    }
}
