//! `ddm.create`: Huawei Cloud DDM "购买DDM实例", every parameter and rule of the vendor's page.
//!
//! Source: the vendor's page on `POST /v1/{project_id}/instances`. The page lost its column of what is required;
//! that is the SDK's. Where page and SDK differ, only what both take is taken: a name without underscores, a
//! password without `=`. `project_id` and the region belong to the credential; the password is a secret and
//! stands apart ([`check_password`]).

mod extend;
mod form;
mod instance;

use self::{extend::extend, instance::instance};
pub use self::{
    extend::{ChargeMode, Extend, PeriodType, Term, YesNo},
    form::FORM,
    instance::{
        Instance, MAX_ID, MAX_NAME, MAX_NODES, MAX_USER, MAX_ZONES, MIN_NAME, PASSWORD_LENGTH,
        PASSWORD_SIGNS, TIME_ZONES, check_password,
    },
};
use super::{Billing, Input, Leftovers, fields::Fields, numbered::numbered};
use crate::refusal::FieldError;

/// The wire names of the parameters, with the object that they stand in.
pub mod names {
    pub const NAME: &str = "instance.name";
    pub const FLAVOR_ID: &str = "instance.flavor_id";
    pub const NODE_NUM: &str = "instance.node_num";
    pub const ENGINE_ID: &str = "instance.engine_id";
    pub const ENTERPRISE_PROJECT_ID: &str = "instance.enterprise_project_id";
    pub const AVAILABLE_ZONE: &str = "instance.available_zones.N";
    pub const VPC_ID: &str = "instance.vpc_id";
    pub const SUBNET_ID: &str = "instance.subnet_id";
    pub const SECURITY_GROUP_ID: &str = "instance.security_group_id";
    pub const PARAM_GROUP_ID: &str = "instance.param_group_id";
    pub const TIME_ZONE: &str = "instance.time_zone";
    pub const ADMIN_USER: &str = "instance.admin_user_name";
    pub const CHARGE_MODE: &str = "extend_param.charge_mode";
    pub const PERIOD_TYPE: &str = "extend_param.period_type";
    pub const PERIOD_NUM: &str = "extend_param.period_num";
    pub const IS_AUTO_RENEW: &str = "extend_param.is_auto_renew";
    pub const IS_AUTO_PAY: &str = "extend_param.is_auto_pay";

    /// All of them, in the order in which a person decides: what `spec` may hold, secrets aside.
    pub const ALL: [&str; 17] = [
        NAME,
        ENGINE_ID,
        FLAVOR_ID,
        NODE_NUM,
        AVAILABLE_ZONE,
        VPC_ID,
        SUBNET_ID,
        SECURITY_GROUP_ID,
        PARAM_GROUP_ID,
        TIME_ZONE,
        ADMIN_USER,
        ENTERPRISE_PROJECT_ID,
        CHARGE_MODE,
        PERIOD_TYPE,
        PERIOD_NUM,
        IS_AUTO_RENEW,
        IS_AUTO_PAY,
    ];

    /// The administrator's password: never among the parameters.
    pub const ADMIN_PASSWORD: &str = "instance.admin_user_password";

    /// What stands apart from the parameters.
    pub const SECRETS: [&str; 1] = [ADMIN_PASSWORD];
}

/// A purchase that the vendor's rules allow. Defaults are filled in: what is approved is explicit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DdmCreate {
    instance: Instance,
    extend: Extend,
}

impl DdmCreate {
    /// Applies every rule; all refusals come at once, by wire name.
    pub fn check(input: &Input, leftovers: Leftovers) -> Result<Self, Vec<FieldError>> {
        let mut fields = Fields::new(input, leftovers, &names::ALL);

        let instance = instance(&mut fields);
        let extend = extend(&mut fields);

        let read = instance.zip(extend).map(|(instance, extend)| Self { instance, extend });
        fields.finish(read)
    }

    /// Everything that is sent but what makes the name unique and the password, defaults spelled out.
    pub fn parameters(&self) -> Input {
        let mut parameters = Input::new();
        let mut put = |name: &str, value: &str| drop(parameters.insert(name.to_owned(), value.to_owned()));
        let Instance { zones, node_num, .. } = &self.instance;
        put(names::NAME, &self.instance.name);
        put(names::FLAVOR_ID, &self.instance.flavor_id);
        put(names::NODE_NUM, &node_num.to_string());
        put(names::ENGINE_ID, &self.instance.engine_id);
        put(names::VPC_ID, &self.instance.vpc_id);
        put(names::SUBNET_ID, &self.instance.subnet_id);
        put(names::SECURITY_GROUP_ID, &self.instance.security_group_id);
        put(names::TIME_ZONE, self.instance.time_zone);
        for (number, zone) in (1..).zip(zones) {
            put(&numbered(names::AVAILABLE_ZONE, number), zone);
        }
        for (name, value) in [
            (names::ENTERPRISE_PROJECT_ID, &self.instance.enterprise_project_id),
            (names::PARAM_GROUP_ID, &self.instance.param_group_id),
            (names::ADMIN_USER, &self.instance.admin_user_name),
        ] {
            if let Some(value) = value {
                put(name, value);
            }
        }
        match self.extend {
            Extend::PostPaid => put(names::CHARGE_MODE, ChargeMode::PostPaid.wire()),
            Extend::PrePaid { term, is_auto_renew, is_auto_pay } => {
                put(names::CHARGE_MODE, ChargeMode::PrePaid.wire());
                put(names::PERIOD_TYPE, term.period_type.wire());
                put(names::PERIOD_NUM, &term.period_num.to_string());
                put(names::IS_AUTO_RENEW, YesNo::from(is_auto_renew).wire());
                put(names::IS_AUTO_PAY, YesNo::from(is_auto_pay).wire());
            }
        }
        parameters
    }

    /// How it is paid.
    pub const fn billing(&self) -> Billing {
        match self.extend {
            Extend::PrePaid { .. } => Billing::Prepaid,
            Extend::PostPaid => Billing::Postpaid,
        }
    }

    /// What is made.
    pub const fn instance(&self) -> &Instance {
        &self.instance
    }

    /// How it is paid, in full.
    pub const fn extend(&self) -> Extend {
        self.extend
    }
}

#[cfg(test)]
mod tests;
