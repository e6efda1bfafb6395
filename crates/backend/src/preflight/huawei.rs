//! Huawei Cloud: balance, name, zones and network of an instance of DDM.

use cloud::{
    CloudError, HuaweiKey,
    huawei::{
        bss::Balances,
        ddm::Flavor,
        vpc::{SecurityGroup, Subnet, Vpc},
    },
};
use domain::{
    catalog::ddm_create::{DdmCreate, Instance},
    preflight::{Check, Found, Obstacle, Warning},
    quote::{Per, Price},
};

use super::Looked;
use crate::{Backend, jobs::purchase::fresh};

/// Money, and credit: what an order can be paid from.
const PURSES: [&str; 2] = ["1", "2"];

pub(super) async fn look(
    backend: &Backend,
    key: &HuaweiKey,
    spec: &DdmCreate,
    price: Option<&Price>,
    looked: &mut Looked,
) {
    let (client, fresh) = (&backend.clouds.huawei, || fresh(backend));
    let wish = spec.instance();
    let network = async {
        let (vpcs, subnets, groups) = tokio::join!(
            client.vpcs(key, &fresh),
            client.subnets(key, &wish.vpc_id, &fresh),
            client.security_groups(key, &fresh),
        );
        Ok::<_, CloudError>(is_there(wish, &vpcs?.value, &subnets?.value, &groups?.value))
    };
    let (balances, instances, flavors, network) = tokio::join!(
        client.balances(key, &fresh),
        client.all_instances(key, &fresh),
        client.flavors(key, &wish.engine_id, &fresh),
        network,
    );
    looked.keep(Check::Balance, balances.map(|seen| suffices(&seen.value, price)));
    looked.keep(
        Check::Name,
        instances.map(|seen| {
            let is_taken = seen.value.iter().any(|instance| instance.name == wish.name);
            if is_taken { Found::Blocks(Obstacle::NameTaken) } else { Found::Fine }
        }),
    );
    looked.keep(Check::Zones, flavors.map(|seen| is_on_sale(wish, &seen.value)));
    looked.keep(Check::Network, network);
}

fn suffices(balances: &Balances, price: Option<&Price>) -> Found {
    let Some(price) = price.filter(|price| price.per() != Per::Hour) else { return Found::Fine };
    let purses = balances.accounts.iter().filter(|purse| PURSES.contains(&purse.account_type.as_str()));
    let mut is_other = false;
    for purse in purses.filter(|purse| !purse.amount.is_negative) {
        match price.pay().exceeds(&purse.amount.amount) {
            // One purse that holds it is enough; whether two can be added is the vendor's to say.
            Ok(false) => return Found::Fine,
            Ok(true) => {}
            Err(_) => is_other = true,
        }
    }
    Found::Warns(if is_other { Warning::BalanceOther } else { Warning::BalanceShort })
}

fn is_on_sale(wish: &Instance, flavors: &[Flavor]) -> Found {
    let Some(flavor) = flavors.iter().find(|flavor| flavor.id == wish.flavor_id) else {
        return Found::Warns(Warning::FlavorUnknown);
    };
    // A flavor without a word about zones may be on sale.
    let is_sold = |zone: &String| flavor.az_status.is_empty() || flavor.is_on_sale_in(zone);
    if wish.zones.iter().all(is_sold) { Found::Fine } else { Found::Warns(Warning::ZoneNotOnSale) }
}

fn is_there(wish: &Instance, vpcs: &[Vpc], subnets: &[Subnet], groups: &[SecurityGroup]) -> Found {
    let fits = vpcs.iter().any(|vpc| vpc.id == wish.vpc_id)
        && subnets.iter().any(|subnet| subnet.id == wish.subnet_id && subnet.vpc_id == wish.vpc_id)
        && groups.iter().any(|group| group.id == wish.security_group_id);
    if fits { Found::Fine } else { Found::Warns(Warning::NetworkUnknown) }
}
