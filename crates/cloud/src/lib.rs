//! Clients of the clouds: signing, wire formats, and what an answer means.
//!
//! Nothing here reads a clock, makes up a nonce or touches the environment: callers pass [`Fresh`], the
//! HTTP clients ([`Http`]) and the addresses ([`Endpoints`]) in. Nothing here sends a request twice.

pub mod alibaba;
pub mod endpoint;
pub mod error;
pub mod http;
pub mod provider;
mod scrub;
pub mod verdict;

pub use self::{
    alibaba::{AlibabaKey, client::SignedPurchase},
    endpoint::{EndpointError, Endpoints, Service},
    error::{CloudError, CloudErrorKind},
    http::{Http, HttpError, Limits},
    provider::{Answer, Fresh, InstanceStatus, Looked, Reach},
    verdict::Advice,
};
