//! Clients of the clouds: signing, wire formats, and what an answer means.
//!
//! Nothing here reads a clock, makes up a nonce or touches the environment: callers pass [`Fresh`], the
//! HTTP clients ([`Http`]) and the addresses ([`Endpoints`]) in. A purchase is sent once; only looks are repeated.

pub mod alibaba;
mod canonical;
pub mod endpoint;
pub mod error;
pub mod http;
pub mod huawei;
mod look;
pub mod provider;
pub mod purchase;
mod scrub;
pub mod verdict;

pub use self::{
    alibaba::AlibabaKey,
    endpoint::{EndpointError, Endpoints, Service},
    error::{CloudError, CloudErrorKind},
    http::{Http, HttpError, Limits},
    huawei::HuaweiKey,
    provider::{Answer, Fresh, Freshness, InstanceStatus, Looked, Reach},
    purchase::SignedPurchase,
    verdict::Advice,
};
