//! Every call that is published, as one table.

use axum::response::Response;
use percent_encoding::percent_decode_str;

use super::{Call, bss, ddm, iam, reply::Refusal, vpc};
use crate::{door::Scene, state::State};

/// What a call does.
type Act = fn(&mut State, Scene<'_>, &Call) -> Result<Response, Refusal>;

/// The part of the cloud that a call is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Service {
    Iam,
    Ddm,
    Vpc,
    Bss,
}

impl Service {
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Iam => "iam",
            Self::Ddm => "ddm",
            Self::Vpc => "vpc",
            Self::Bss => "bss",
        }
    }

    /// It is asked within a project, which the path names first.
    pub(super) const fn is_of_a_project(self) -> bool {
        matches!(self, Self::Ddm | Self::Vpc)
    }
}

/// What a sender must be allowed to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Right {
    /// Nothing: it says who he is.
    SignIn,
    Read,
    /// Change or give up what there is.
    Change,
    /// Spend money.
    Buy,
}

#[derive(Debug)]
pub(super) struct Route {
    method: &'static str,
    /// `{}` stands for an id.
    path: &'static str,
    pub(super) service: Service,
    /// The name for faults and lists.
    pub(super) action: &'static str,
    pub(super) right: Right,
    pub(super) act: Act,
}

pub(super) const CREATE_INSTANCE: &str = "CreateInstance";
pub(super) const PAY_ORDER: &str = "PayOrder";

use Right::{Buy, Change, Read, SignIn};
use Service::{Bss, Ddm, Iam, Vpc};

const fn route(
    method: &'static str,
    path: &'static str,
    service: Service,
    action: &'static str,
    right: Right,
    act: Act,
) -> Route {
    Route { method, path, service, action, right, act }
}

#[rustfmt::skip]
static ROUTES: [Route; 29] = [
    route("POST", "/v3/auth/tokens", Iam, "IssueToken", SignIn, iam::issue_token),
    route("GET", "/v3/projects", Iam, "ListProjects", Read, iam::projects),
    route("GET", "/v3/auth/projects", Iam, "ListAuthProjects", Read, iam::auth_projects),
    route("GET", "/v3/auth/domains", Iam, "ListAuthDomains", Read, iam::auth_domains),

    route("POST", "/v1/{}/instances", Ddm, CREATE_INSTANCE, Buy, ddm::create::create),
    route("GET", "/v1/{}/instances", Ddm, "ListInstances", Read, ddm::reads::instances),
    route("GET", "/v1/{}/instances/{}", Ddm, "ShowInstance", Read, ddm::reads::instance),
    route("DELETE", "/v1/{}/instances/{}", Ddm, "DeleteInstance", Change, ddm::delete::delete),
    route("GET", "/v1/{}/instances/{}/nodes", Ddm, "ListNodes", Read, ddm::reads::nodes),
    route("GET", "/v2/{}/engines", Ddm, "ListEngines", Read, ddm::catalog::engines),
    route("GET", "/v2/{}/flavors", Ddm, "ListFlavors", Read, ddm::catalog::flavors),
    route("GET", "/v3/{}/instances", Ddm, "ListInstances", Read, ddm::reads::instances_v3),
    route("GET", "/v3/{}/engines", Ddm, "ListEngines", Read, ddm::catalog::engines_v3),
    route("GET", "/v3/{}/flavors", Ddm, "ListFlavors", Read, ddm::catalog::flavors_v3),
    route("GET", "/v3/{}/jobs", Ddm, "ListJobs", Read, ddm::jobs::jobs),
    route("GET", "/v3/{}/jobs/{}", Ddm, "ShowJob", Read, ddm::jobs::job),

    route("GET", "/v1/{}/vpcs", Vpc, "ListVpcs", Read, vpc::vpcs),
    route("GET", "/v1/{}/subnets", Vpc, "ListSubnets", Read, vpc::subnets),
    route("GET", "/v1/{}/security-groups", Vpc, "ListSecurityGroups", Read, vpc::security_groups),

    route("GET", "/v2/orders/customer-orders", Bss, "ListOrders", Read, bss::reads::orders),
    route("GET", "/v2/orders/customer-orders/details/{}", Bss, "ShowOrder", Read, bss::reads::order),
    // The vendor's spelling.
    route("POST", "/v2/orders/suscriptions/resources/query", Bss, "ListOrderResources", Read, bss::resources::query),
    route("POST", "/v2/bills/ratings/on-demand-resources", Bss, "PriceOnDemand", Read, bss::ratings::on_demand),
    route("POST", "/v2/bills/ratings/period-resources/subscribe-rate", Bss, "PricePeriod", Read, bss::ratings::period),
    route("GET", "/v2/accounts/customer-accounts/balances", Bss, "ShowBalance", Read, bss::reads::balances),
    route("GET", "/v2/products/service-types", Bss, "ListServiceTypes", Read, bss::reads::service_types),
    route("GET", "/v2/products/resource-types", Bss, "ListResourceTypes", Read, bss::reads::resource_types),
    route("POST", "/v3/orders/customer-orders/pay", Bss, PAY_ORDER, Buy, bss::settle::pay),
    route("PUT", "/v2/orders/customer-orders/cancel", Bss, "CancelOrder", Change, bss::settle::cancel),
];

/// The call that a method and a path are, and what stands at the path's places.
pub(super) fn find(method: &str, path: &str) -> Option<(&'static Route, Vec<String>)> {
    ROUTES
        .iter()
        .filter(|route| route.method == method)
        .find_map(|route| Some((route, places(route.path, path)?)))
}

fn places(pattern: &str, path: &str) -> Option<Vec<String>> {
    let (mut wanted, mut given) = (pattern.split('/'), path.split('/'));
    let mut places = Vec::new();
    loop {
        match (wanted.next(), given.next()) {
            (None, None) => return Some(places),
            (Some("{}"), Some(id)) if !id.is_empty() => {
                places.push(percent_decode_str(id).decode_utf8_lossy().into_owned());
            }
            (Some(wanted), Some(given)) if wanted == given => {}
            _ => return None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_finds_its_call_and_no_other() {
        for (method, path, action, ids) in [
            ("GET", "/v1/p/instances", Some("ListInstances"), &["p"][..]),
            ("POST", "/v1/p/instances", Some("CreateInstance"), &["p"]),
            ("GET", "/v1/p/instances/a%2Fb", Some("ShowInstance"), &["p", "a/b"]),
            ("GET", "/v3/auth/projects", Some("ListAuthProjects"), &[]),
            ("GET", "/v3/auth/jobs", Some("ListJobs"), &["auth"]),
            ("PUT", "/v1/p/instances", None, &[]),
            ("GET", "/v1/p/instances/", None, &[]),
            ("GET", "/v1//instances", None, &[]),
            ("GET", "/v2/p/instances", None, &[]),
            ("POST", "/v2/orders/subscriptions/resources/query", None, &[]),
        ] {
            let found = find(method, path);
            assert_eq!(found.as_ref().map(|(route, _)| route.action), action, "{method} {path}");
            assert_eq!(found.map(|(_, ids)| ids).unwrap_or_default(), ids, "{method} {path}");
        }
    }
}
