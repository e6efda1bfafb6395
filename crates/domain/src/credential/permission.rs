//! What a key must be allowed to do at its cloud, what of it a harmless read can try, and the policy to paste.

use serde::{Deserialize, Serialize};

use super::Kind;
use crate::catalog::Provider;

/// Something that the portal reads with a key beside buying, and that a key may be forbidden.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Permission {
    /// What is left on the account.
    Balance,
    /// The account's orders: without them a lost answer cannot be settled.
    Orders,
    /// Alibaba Cloud: instances of products sold through BSS.
    Instances,
    /// Huawei Cloud: DDM instances.
    Ddm,
    /// Huawei Cloud: networks, subnets and security groups to choose from.
    Networks,
}

impl Permission {
    pub const ALL: [Self; 5] = [Self::Balance, Self::Orders, Self::Instances, Self::Ddm, Self::Networks];

    /// What is tried with keys of that cloud. Buying cannot be tried.
    pub const fn tried(provider: Provider) -> &'static [Self] {
        match provider {
            Provider::Alibaba => &[Self::Balance, Self::Orders, Self::Instances],
            Provider::Huawei => &[Self::Ddm, Self::Networks, Self::Balance, Self::Orders],
        }
    }

    /// The name in database and API.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Balance => "balance",
            Self::Orders => "orders",
            Self::Instances => "instances",
            Self::Ddm => "ddm",
            Self::Networks => "networks",
        }
    }

    /// One that [`Self::name`] gave.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|permission| permission.name() == name)
    }
}

impl Kind {
    /// A policy in the cloud's own language that allows what the portal does and nothing else. Alibaba Cloud: BSS knows
    /// an action for each call (Authorization for API calls), DTS none for a purchase. Huawei Cloud: what buying a DDM
    /// instance depends on (DDM API reference, Instance Management); orders, balance and prices are system roles.
    pub const fn policy(self) -> &'static str {
        match self.provider() {
            Provider::Alibaba => ALIBABA,
            Provider::Huawei => HUAWEI,
        }
    }
}

const ALIBABA: &str = r#"{
  "Version": "1",
  "Statement": [
    {
      "Effect": "Allow",
      "Resource": "*",
      "Action": [
        "dts:*",
        "bssapi:CreateInstance",
        "bssapi:DescribePricingModule",
        "bssapi:GetOrderDetail",
        "bssapi:GetPayAsYouGoPrice",
        "bssapi:GetSubscriptionPrice",
        "bssapi:QueryAccountBalance",
        "bssapi:QueryAvailableInstances",
        "bssapi:QueryOrders",
        "bssapi:QueryProductList"
      ]
    }
  ]
}"#;

const HUAWEI: &str = r#"{
  "Version": "1.1",
  "Statement": [
    {
      "Effect": "Allow",
      "Action": [
        "ddm:instance:create",
        "ddm:instance:get",
        "ddm:instance:list",
        "ecs:*:get*",
        "ecs:*:list*",
        "ecs:cloudServerNics:update",
        "ecs:serverInterfaces:use",
        "vpc:*:get*",
        "vpc:*:list*",
        "vpc:ports:*"
      ]
    }
  ]
}"#;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_policy_is_json_that_allows_something() {
        for kind in Kind::ALL {
            let policy: serde_json::Value = serde_json::from_str(kind.policy()).expect("JSON");
            let statement = &policy["Statement"][0];
            assert_eq!(statement["Effect"], "Allow", "{kind:?}");
            assert!(statement["Action"].as_array().is_some_and(|actions| actions.len() > 5), "{kind:?}");
        }
    }

    #[test]
    fn what_is_tried_has_a_name_of_its_own() {
        for provider in [Provider::Alibaba, Provider::Huawei] {
            for permission in Permission::tried(provider) {
                assert_eq!(Permission::named(permission.name()), Some(*permission));
            }
        }
    }
}
