//! VPC (v1): the networks that an instance is put into. They must exist before it is bought.

use serde::Deserialize;

use super::{
    HuaweiKey,
    client::{Client, Rest, segment},
    pages::Page,
    wire::word,
};
use crate::{
    endpoint::Service,
    error::CloudError,
    provider::{Freshness, Seen},
    value::text,
};

const VPCS: &str = "ListVpcs";
const SUBNETS: &str = "ListSubnets";
const SECURITY_GROUPS: &str = "ListSecurityGroups";

/// Items on a page.
const LIMIT: usize = 100;

/// Security groups on a page: each comes with all its rules, and an answer of more than 1 MiB is none.
const GROUPS: usize = 20;

/// A virtual private cloud.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Vpc {
    pub id: String,
    #[serde(default, deserialize_with = "word")]
    pub name: String,
    #[serde(default, deserialize_with = "word")]
    pub cidr: String,
    /// `OK` or `CREATING`.
    #[serde(default, deserialize_with = "word")]
    pub status: String,
    #[serde(default, deserialize_with = "text")]
    pub enterprise_project_id: Option<String>,
}

/// A subnet. DDM asks for its `id`, not for the id that OpenStack has for it.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Subnet {
    pub id: String,
    #[serde(default, deserialize_with = "word")]
    pub name: String,
    #[serde(default, deserialize_with = "word")]
    pub cidr: String,
    pub vpc_id: String,
    /// `ACTIVE`, `UNKNOWN` or `ERROR`.
    #[serde(default, deserialize_with = "word")]
    pub status: String,
    #[serde(default, deserialize_with = "text")]
    pub availability_zone: Option<String>,
}

/// A security group; its rules are not read.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct SecurityGroup {
    pub id: String,
    #[serde(default, deserialize_with = "word")]
    pub name: String,
    #[serde(default, deserialize_with = "text")]
    pub description: Option<String>,
    #[serde(default, deserialize_with = "text")]
    pub enterprise_project_id: Option<String>,
}

macro_rules! pages {
    ($($page:ident { $items:ident: $item:ident })+) => {$(
        #[derive(Deserialize)]
        struct $page {
            $items: Vec<$item>,
        }

        impl Page for $page {
            type Item = $item;

            fn id(item: &$item) -> &str {
                &item.id
            }

            fn open(self) -> Option<(Vec<$item>, Option<usize>)> {
                Some((self.$items, None))
            }
        }
    )+};
}

pages! {
    Vpcs { vpcs: Vpc }
    Subnets { subnets: Subnet }
    SecurityGroups { security_groups: SecurityGroup }
}

fn get(key: &HuaweiKey, action: &'static str, path: &str) -> Result<Rest, CloudError> {
    let project = segment(action, &key.project_id)?;
    Ok(Rest::get(Service::HuaweiVpc, action, format!("/v1/{project}/{path}")))
}

impl Client {
    /// Every virtual private cloud of the project. Safe to repeat.
    pub async fn vpcs(&self, key: &HuaweiKey, fresh: &dyn Freshness) -> Result<Seen<Vec<Vpc>>, CloudError> {
        self.by_marker::<Vpcs>(&get(key, VPCS, "vpcs")?, LIMIT, key, fresh).await
    }

    /// Every subnet of a virtual private cloud. Safe to repeat.
    pub async fn subnets(
        &self,
        key: &HuaweiKey,
        vpc_id: &str,
        fresh: &dyn Freshness,
    ) -> Result<Seen<Vec<Subnet>>, CloudError> {
        let rest = get(key, SUBNETS, "subnets")?.with("vpc_id", vpc_id);
        self.by_marker::<Subnets>(&rest, LIMIT, key, fresh).await
    }

    /// Every security group of the project. Safe to repeat.
    pub async fn security_groups(
        &self,
        key: &HuaweiKey,
        fresh: &dyn Freshness,
    ) -> Result<Seen<Vec<SecurityGroup>>, CloudError> {
        let rest = get(key, SECURITY_GROUPS, "security-groups")?;
        self.by_marker::<SecurityGroups>(&rest, GROUPS, key, fresh).await
    }
}
