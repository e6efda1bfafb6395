//! Alibaba Cloud's client.

mod billing;
mod bodies;
mod jobs;
mod looks;
mod once;
mod prices;
mod purchase;
mod repeats;
mod samples;
mod setup;
mod signing;

use cloud::{AlibabaKey, Endpoints, Fresh, Http, Limits, Service, SignedPurchase, alibaba::Client};
use domain::{
    catalog::{Input, Operation},
    credential::Site,
};

use crate::cloud_at::{CloudAt, NOW, answer, limits};

/// What this client buys.
pub(crate) const BUYS: [Operation; 3] = [Operation::DtsCreate, Operation::DtsChange, Operation::BssCreate];

pub(crate) fn client(cloud: &CloudAt) -> Client {
    client_at(&cloud.origin(), limits())
}

pub(crate) fn client_at(origin: &str, limits: Limits) -> Client {
    client_over(Http::new(limits).expect("HTTP"), origin)
}

/// Making [`Http`] takes longer than using it: tests with many clouds make one.
pub(crate) fn client_over(http: Http, origin: &str) -> Client {
    let endpoints = [Service::AlibabaDts, Service::AlibabaBss]
        .into_iter()
        .try_fold(Endpoints::vendor(), |endpoints, service| endpoints.with(service, origin))
        .expect("an address");
    Client::new(http, &endpoints)
}

pub(crate) fn key() -> AlibabaKey {
    AlibabaKey {
        access_key_id: "LTAI-fake".into(),
        secret: "fake-secret/1+2".into(),
        security_token: None,
        site: Site::China,
    }
}

pub(crate) fn fresh() -> Fresh {
    Fresh { now: NOW, nonce: "nonce-1".into() }
}

pub(crate) fn parameters(operation: Operation) -> Input {
    let pairs: &[(&str, &str)] = match operation {
        Operation::DtsCreate => &[
            ("SourceRegion", "cn-hangzhou"),
            ("DestRegion", "cn-hangzhou"),
            ("RegionId", "cn-hangzhou"),
            ("SynchronizationJobClass", "small"),
            ("PayType", "PostPaid"),
            ("networkType", "Intranet"),
        ],
        Operation::DtsChange => &[
            ("ChargeType", "PrePaid"),
            ("DtsJobId", "job1"),
            ("Period", "Year"),
            ("BuyCount", "1"),
            ("RegionId", "cn-hangzhou"),
        ],
        Operation::BssCreate => &[
            ("ProductCode", "ons"),
            ("SubscriptionType", "Subscription"),
            ("Period", "12"),
            ("Parameter.1.Code", "Region"),
            ("Parameter.1.Value", "cn-hangzhou"),
            ("Parameter.10.Code", "Size"),
            ("Parameter.10.Value", "1 + 1"),
            ("Parameter.2.Code", "Engine"),
            ("Parameter.2.Value", "mysql 8.0"),
        ],
        Operation::DdmCreate => &[],
    };
    pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
}

pub(crate) fn sign(client: &Client, operation: Operation) -> SignedPurchase {
    client
        .sign_purchase(operation, &parameters(operation), "ord1-token", &key(), fresh())
        .expect("a signed purchase")
}

/// A whole answer with status 200.
pub(crate) fn ok(body: &str) -> String {
    answer(200, "", body)
}

/// The query of a request.
pub(crate) fn query(head: &str) -> &str {
    let line = head.lines().next().expect("a request line");
    line.strip_prefix("POST /?").and_then(|rest| rest.strip_suffix(" HTTP/1.1")).unwrap_or(line)
}
