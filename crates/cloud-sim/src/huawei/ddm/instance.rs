//! Instances, read from the ledger: bought at once, or by an order that was paid then or later.

use std::collections::HashMap;

use time::{Duration, OffsetDateTime};

use super::catalog::{self, Flavor};
use crate::{
    accounts::Provider,
    door::Scene,
    huawei::routes,
    ledger::{LedgerEffect, LedgerEntry},
    state::State,
};

/// How long after its payment an order is worked off, at real speed. Then its instance exists.
pub(in crate::huawei) const WORKED_OFF: Duration = Duration::seconds(20);

/// How long an instance takes to run, at real speed.
pub(super) const RUNNING_AFTER: Duration = Duration::seconds(180);

/// How long one takes to fail.
pub(super) const FAILED_AFTER: Duration = Duration::seconds(60);

/// An instance whose name begins like this is bought and never runs.
const FAILING: &str = "x-fail-";

/// An instance that was bought.
#[derive(Debug, Clone, Copy)]
pub(in crate::huawei) struct Instance<'a> {
    /// What was asked for.
    wish: &'a LedgerEntry,
    /// What paid for it; the same entry, where that was one step.
    pub(in crate::huawei) sold: &'a LedgerEntry,
    pub(in crate::huawei) deleted: Option<&'a LedgerEntry>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Stage {
    Creating,
    Failed,
    Running,
}

/// Every instance that an account ever bought, oldest first.
pub(in crate::huawei) fn bought<'a>(state: &'a State, account: &'a str) -> Vec<Instance<'a>> {
    let (mut instances, mut orders, mut places) = (Vec::new(), HashMap::new(), HashMap::new());
    for entry in state.entries_of(Provider::Huawei, account) {
        let wish = match entry.effect {
            LedgerEffect::Purchase if entry.action == routes::CREATE_INSTANCE => entry,
            LedgerEffect::Order => {
                orders.insert(&entry.order_id, entry);
                continue;
            }
            LedgerEffect::Pay => match orders.get(&entry.order_id) {
                Some(order) => *order,
                None => continue,
            },
            LedgerEffect::Delete => {
                if let Some(at) = places.get(&entry.instance_id) {
                    let instance: &mut Instance<'_> = &mut instances[*at];
                    instance.deleted = Some(entry);
                }
                continue;
            }
            _ => continue,
        };
        places.insert(&entry.instance_id, instances.len());
        instances.push(Instance { wish, sold: entry, deleted: None });
    }
    instances
}

/// The instances of a project that exist by now, oldest first.
pub(super) fn existing<'a>(
    state: &'a State,
    scene: Scene<'_>,
    account: &'a str,
    project: &str,
) -> Vec<Instance<'a>> {
    let mut instances = bought(state, account);
    instances.retain(|instance| {
        instance.deleted.is_none()
            && instance.parameter("project_id") == project
            && instance.exists_since(scene) <= scene.now
    });
    instances
}

impl<'a> Instance<'a> {
    /// A parameter of the purchase; empty where there was none.
    pub(in crate::huawei) fn parameter(&self, name: &str) -> &'a str {
        self.wish.parameters.get(name).map_or("", String::as_str)
    }

    /// In the order of the purchase.
    pub(super) fn zones(&self) -> Vec<&'a str> {
        (1..)
            .map(|number| self.parameter(&format!("instance.available_zones.{number}")))
            .take_while(|zone| !zone.is_empty())
            .collect()
    }

    pub(in crate::huawei) fn id(&self) -> &'a str {
        &self.sold.instance_id
    }

    pub(in crate::huawei) fn name(&self) -> &'a str {
        self.wish.name.as_deref().unwrap_or_default()
    }

    /// Empty for pay-per-use.
    pub(in crate::huawei) fn order_id(&self) -> &'a str {
        &self.wish.order_id
    }

    pub(in crate::huawei) fn flavor(&self) -> Option<&'static Flavor> {
        catalog::flavor(self.parameter("instance.flavor_id"))
    }

    pub(in crate::huawei) fn nodes(&self) -> u32 {
        self.parameter("instance.node_num").parse().unwrap_or_default()
    }

    fn exists_since(&self, scene: Scene<'_>) -> OffsetDateTime {
        let wait = if self.order_id().is_empty() { Duration::ZERO } else { WORKED_OFF };
        self.sold.at + scene.config.compressed(wait)
    }

    /// Lists know an instance later than the instance exists.
    pub(super) fn is_listed(&self, scene: Scene<'_>) -> bool {
        scene.now >= self.exists_since(scene) + scene.config.compressed(scene.config.list_delay)
    }

    /// How long it is under way, at real speed.
    pub(super) fn age(&self, scene: Scene<'_>) -> Duration {
        scene.config.stretched(scene.now - self.sold.at)
    }

    pub(super) fn stage(&self, scene: Scene<'_>) -> Stage {
        let age = self.age(scene);
        if self.name().starts_with(FAILING) {
            if age < FAILED_AFTER { Stage::Creating } else { Stage::Failed }
        } else if age < RUNNING_AFTER {
            Stage::Creating
        } else {
            Stage::Running
        }
    }

    /// When its creation ended, well or not.
    pub(super) fn made_at(&self, scene: Scene<'_>) -> Option<OffsetDateTime> {
        let after = match self.stage(scene) {
            Stage::Creating => return None,
            Stage::Failed => FAILED_AFTER,
            Stage::Running => RUNNING_AFTER,
        };
        Some(self.sold.at + scene.config.compressed(after))
    }
}

impl Stage {
    pub(super) const fn of_instance(self) -> &'static str {
        match self {
            Self::Creating => "CREATING",
            Self::Failed => "CREATEFAILED",
            Self::Running => "RUNNING",
        }
    }

    pub(super) const fn of_node(self) -> &'static str {
        match self {
            Self::Creating => "creating",
            Self::Failed => "createfail",
            Self::Running => "normal",
        }
    }

    pub(super) const fn of_job(self) -> &'static str {
        match self {
            Self::Creating => "Running",
            Self::Failed => "Failed",
            Self::Running => "Completed",
        }
    }
}
