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
mod value;
pub mod verdict;

use domain::catalog::{Input, Operation, Provider};

pub use self::{
    alibaba::AlibabaKey,
    endpoint::{EndpointError, Endpoints, Service},
    error::{CloudError, CloudErrorKind},
    http::{Http, HttpError, Limits},
    huawei::HuaweiKey,
    provider::{Answer, Fresh, Freshness, InstanceStatus, Looked, Reach, Seen},
    purchase::SignedPurchase,
    value::SignedMoney,
    verdict::Advice,
};

/// A credential of either cloud, decrypted for one call. Has no `Debug`: it is never printed.
#[derive(Clone)]
pub enum Key {
    Alibaba(AlibabaKey),
    Huawei(HuaweiKey),
}

/// The clients of all clouds. Clones share connections, turns and tokens.
#[derive(Debug, Clone)]
pub struct Clouds {
    pub alibaba: alibaba::Client,
    pub huawei: huawei::Client,
}

impl Clouds {
    pub fn new(http: &Http, endpoints: &Endpoints) -> Self {
        Self {
            alibaba: alibaba::Client::new(http.clone(), endpoints),
            huawei: huawei::Client::new(http.clone(), endpoints),
        }
    }

    /// Spends money. Sends the request once; there is no second attempt inside, whatever comes back.
    pub async fn purchase(&self, signed: SignedPurchase) -> Answer {
        match signed.provider() {
            Provider::Alibaba => self.alibaba.purchase(signed).await,
            Provider::Huawei => self.huawei.purchase(signed).await,
        }
    }

    /// Where a purchase would go today, as [`SignedPurchase::endpoint`] says it. Nothing is signed.
    pub fn endpoint(
        &self,
        operation: Operation,
        parameters: &Input,
        key: &Key,
    ) -> Result<String, CloudError> {
        match key {
            Key::Alibaba(key) => self.alibaba.endpoint(operation, parameters, key),
            Key::Huawei(key) => self.huawei.endpoint(key),
        }
    }
}
