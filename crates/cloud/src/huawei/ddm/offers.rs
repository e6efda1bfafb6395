//! What can be bought: engines, flavors, and where each flavor is on sale.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::{LIMIT, get, paged};
use crate::{
    error::{CloudError, CloudErrorKind},
    huawei::{
        HuaweiKey,
        client::Client,
        pages::{MAX_PAGES, Page, list, torn},
        wire::word,
    },
    provider::{Freshness, Seen},
    value::text,
    verdict::Advice,
};

const ENGINES: &str = "ListEngines";
const FLAVORS: &str = "ListFlavors";

/// What the vendor calls a flavor that is on sale in a zone; others are `unsupported` and `sellout`.
const ON_SALE: &str = "normal";

/// A version of the software.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Engine {
    pub id: String,
    #[serde(default, deserialize_with = "word")]
    pub name: String,
    #[serde(default, deserialize_with = "word")]
    pub version: String,
    #[serde(default)]
    pub support_azs: Vec<Zone>,
}

/// An availability zone of the region.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Zone {
    pub code: String,
    #[serde(default, deserialize_with = "word")]
    pub name: String,
    /// Whether the zone takes new instances.
    #[serde(default)]
    pub favored: bool,
}

/// The size of a node.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Flavor {
    /// What a purchase asks for as `flavor_id`.
    pub id: String,
    /// The vendor's name of the size, which prices are asked for by.
    #[serde(default, deserialize_with = "word")]
    pub code: String,
    #[serde(default, deserialize_with = "text")]
    pub iaas_code: Option<String>,
    #[serde(default, deserialize_with = "text")]
    pub type_code: Option<String>,
    /// Cores.
    #[serde(default, deserialize_with = "word")]
    pub cpu: String,
    /// GiB.
    #[serde(default, deserialize_with = "word")]
    pub mem: String,
    #[serde(default, deserialize_with = "text")]
    pub max_connections: Option<String>,
    /// `X86` or `ARM`.
    #[serde(default, deserialize_with = "word")]
    pub group_type: String,
    /// By zone: `normal`, `unsupported` or `sellout`.
    #[serde(default)]
    pub az_status: BTreeMap<String, String>,
}

impl Flavor {
    /// Whether it can be bought in this zone now.
    pub fn is_on_sale_in(&self, zone: &str) -> bool {
        self.az_status.get(zone).is_some_and(|status| status == ON_SALE)
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Engines {
    engine_groups: Option<Vec<Engine>>,
    total: Option<usize>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct FlavorGroups {
    compute_flavor_groups: Vec<FlavorGroup>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct FlavorGroup {
    #[serde(default, deserialize_with = "word")]
    group_type: String,
    compute_flavors: Vec<Flavor>,
    total: Option<usize>,
}

impl Page for Engines {
    type Item = Engine;

    fn id(item: &Engine) -> &str {
        &item.id
    }

    fn open(self) -> Option<(Vec<Engine>, Option<usize>)> {
        list(self.engine_groups, self.total)
    }
}

impl Client {
    /// Every engine, with the zones that it supports. Safe to repeat.
    pub async fn engines(
        &self,
        key: &HuaweiKey,
        fresh: &dyn Freshness,
    ) -> Result<Seen<Vec<Engine>>, CloudError> {
        let rest = get(key, ENGINES, "v2", "engines")?;
        self.by_offset::<Engines>(|offset| paged(&rest, offset), key, fresh).await
    }

    /// Every flavor of an engine, of all groups. Safe to repeat.
    pub async fn flavors(
        &self,
        key: &HuaweiKey,
        engine_id: &str,
        fresh: &dyn Freshness,
    ) -> Result<Seen<Vec<Flavor>>, CloudError> {
        let rest = get(key, FLAVORS, "v2", "flavors")?.with("engine_id", engine_id);
        let mut flavors: BTreeMap<String, Flavor> = BTreeMap::new();
        let mut first = None;
        // Each group counts for itself: a page holds a part of each.
        for page in 0..MAX_PAGES {
            let reply = self.look(&paged(&rest, page * LIMIT), key, fresh).await?;
            let FlavorGroups { compute_flavor_groups: groups } = reply.parse()?;
            let totals: Vec<_> =
                groups.iter().map(|group| group.total.unwrap_or(group.compute_flavors.len())).collect();
            for FlavorGroup { group_type, compute_flavors, .. } in groups {
                for mut flavor in compute_flavors {
                    if flavor.group_type.is_empty() {
                        flavor.group_type.clone_from(&group_type);
                    }
                    flavors.insert(flavor.id.clone(), flavor);
                }
            }
            let is_last = totals.iter().all(|total| *total <= (page + 1) * LIMIT);
            if is_last && flavors.len() != totals.iter().sum::<usize>() {
                return Err(torn(&reply));
            }
            let (cloud_date, request_id) =
                first.get_or_insert((reply.cloud_date, reply.request_id.clone())).clone();
            if is_last {
                return Ok(Seen { value: flavors.into_values().collect(), cloud_date, request_id });
            }
        }
        Err(CloudError::local(
            FLAVORS,
            CloudErrorKind::ProviderDown,
            Advice::Unreadable,
            "the list never ends",
        ))
    }
}
