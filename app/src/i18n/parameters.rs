//! The names of parameters, what to know before filling them in, and what their values are called. Longer
//! than a file should be, because it is one table of words, read by the side of the form's own.

use std::borrow::Cow;

use domain::{
    catalog::{
        Input, Operation, bss_create, ddm_create, dts_change, dts_create, fits,
        form::{Takes, Topic},
    },
    region,
};

use super::fields::bare;

/// Names and hints of one operation's parameters: `wire name = name, hint;`, each in both languages.
macro_rules! parameters {
    ($($wire:path = $en:literal | $zh:literal, $hint_en:literal | $hint_zh:literal;)+) => {
        pub(super) fn name(text: super::super::Text, wire: &str) -> Option<&'static str> {
            Some(match wire {
                $($wire => text.pick($en, $zh),)+
                _ => return None,
            })
        }

        pub(super) fn hint(text: super::super::Text, wire: &str) -> Option<&'static str> {
            Some(match wire {
                $($wire => text.pick($hint_en, $hint_zh),)+
                _ => return None,
            })
        }
    };
}

mod bss;
mod change;
mod create;
mod ddm;

texts! {
    topic_source = "Source" | "源库";
    topic_source_note = "Where the data comes from" | "数据从哪里来";
    topic_destination = "Destination" | "目标库";
    topic_destination_note = "Where it goes, and where the instance lives" | "数据到哪里去，实例建在哪里";
    topic_link = "Link" | "同步链路";
    topic_link_note = "How fast, and in which directions" | "速度与方向";
    topic_task = "Task" | "任务";
    topic_task_note = "Which one is changed" | "变更哪个任务";
    topic_class = "Class" | "规格";
    topic_class_note = "How fast it is afterwards" | "变更后的速度";
    topic_product = "Product" | "产品";
    topic_product_note = "What is bought" | "购买什么";
    topic_attributes = "Attributes" | "属性";
    topic_attributes_note = "What the product asks for" | "产品所需的属性";
    topic_instance = "Instance" | "实例";
    topic_instance_note = "What is made, and how large" | "创建什么，多大规模";
    topic_network = "Network" | "网络";
    topic_network_note = "Where it can be reached" | "从哪里访问";
    topic_access = "Administrator" | "管理员";
    topic_access_note = "An account of the instance, if you want one from the start" | "如需在创建时设置管理员账号";
    topic_billing = "Billing" | "计费";
    topic_billing_note = "How it is paid" | "付费方式与时长";

    value_oneway = "One way" | "单向同步";
    value_bidirectional = "Both ways" | "双向同步";
    value_prepaid = "Subscription" | "预付费（包年包月）";
    value_postpaid = "Pay as you go" | "按量付费";
    value_month = "Months" | "包月";
    value_year = "Years" | "包年";
    value_day = "Days" | "按天";
    value_mysql = "MySQL, RDS or self-built" | "MySQL（RDS 或自建）";
    value_drds = "PolarDB-X 1.0" | "PolarDB-X 1.0";
    value_intranet = "Private line" | "专线";
    value_manual = "Renewed by hand" | "手动续费";
    value_auto = "Renewed by itself" | "自动续费";
    value_yes = "Yes" | "是";
    value_no = "No" | "否";
    value_left_out = "Left out" | "不填";
    value_unchanged = "Leave it as it is" | "保持不变";

    unit_months = "months" | "个月";
    unit_years = "years" | "年";
    unit_days = "days" | "天";
    unit_nodes = "nodes" | "个节点";
    unit_below_source = "below the source PolarDB-X" | "个，挂载于源 PolarDB-X";
    class_micro = "the smallest" | "最小规格";
    class_small = "the second smallest" | "较小规格";
    class_medium = "the second largest" | "较大规格";
    class_large = "the largest" | "最大规格";

    address_city_code = "City code" | "城市代码";
    address_city_name = "City" | "城市";
    address_contact_name = "Recipient" | "收货人";
    address_country_code = "Country code" | "国家代码";
    address_district_name = "District" | "区县";
    address_email = "E-mail" | "电子邮箱";
    address_mobile_phone = "Mobile phone" | "手机";
    address_phone = "Phone" | "固定电话";
    address_prov_code = "Province code" | "省份代码";
    address_prov_name = "Province" | "省份";
    address_street_code = "Street code" | "街道代码";
    address_street_name = "Street" | "街道";
    address_zip_code = "Postcode" | "邮编";

    term_months(count) = "{count} month" / "{count} months" | "{count} 个月";
    term_years(count) = "{count} year" / "{count} years" | "{count} 年";
    term_days(count) = "{count} day" / "{count} days" | "{count} 天";
    numbered_name(name, number) = "{name} {number}" | "{name} {number}";
    attribute_code(number) = "Code {number}" | "代码 {number}";
    attribute_value(number) = "Value {number}" | "值 {number}";
}

impl super::Text {
    /// What people call a parameter of this operation; of one in a list, with its number. A name that is not known
    /// stands for itself.
    pub fn parameter(self, operation: Operation, name: &str) -> Cow<'_, str> {
        let name = bare(name);
        let known = |wire| match operation {
            Operation::DtsCreate => create::name(self, wire),
            Operation::DtsChange => change::name(self, wire),
            Operation::BssCreate => bss::name(self, wire),
            Operation::DdmCreate => ddm::name(self, wire),
        };
        if let Some(name) = known(name) {
            return name.into();
        }
        let pattern = operation.names().iter().find(|pattern| fits(pattern, name));
        let number = name.split('.').find(|part| part.bytes().all(|byte| byte.is_ascii_digit()));
        match (pattern, number) {
            (Some(&bss_create::names::PARAMETER_CODE), Some(number)) => self.attribute_code(number).into(),
            (Some(&bss_create::names::PARAMETER_VALUE), Some(number)) => self.attribute_value(number).into(),
            (Some(pattern), Some(number)) => {
                self.numbered_name(known(pattern).unwrap_or(pattern), number).into()
            }
            _ => name.to_owned().into(),
        }
    }

    /// What to know before filling it in.
    pub fn parameter_hint(self, operation: Operation, name: &str) -> Option<&'static str> {
        match operation {
            Operation::DtsCreate => create::hint(self, name),
            Operation::DtsChange => change::hint(self, name),
            Operation::BssCreate => bss::hint(self, name),
            Operation::DdmCreate => ddm::hint(self, name),
        }
    }

    /// What stands behind a number that is always of the same.
    pub const fn parameter_unit(self, name: &str) -> Option<&'static str> {
        match name.as_bytes() {
            b"DBInstanceCount" => Some(self.unit_below_source()),
            b"RenewPeriod" => Some(self.unit_months()),
            b"instance.node_num" => Some(self.unit_nodes()),
            _ => None,
        }
    }

    /// What a number is counted in, by the value of the parameter that says it.
    pub const fn counted_in(self, value: &str) -> &'static str {
        match value.as_bytes() {
            b"Year" | b"year" | b"1" => self.unit_years(),
            b"3" => self.unit_days(),
            _ => self.unit_months(),
        }
    }

    /// The fact about a class that decides.
    pub const fn class_note(self, class: dts_create::JobClass) -> &'static str {
        match class {
            dts_create::JobClass::Micro => self.class_micro(),
            dts_create::JobClass::Small => self.class_small(),
            dts_create::JobClass::Medium => self.class_medium(),
            dts_create::JobClass::Large => self.class_large(),
        }
    }

    /// What a part of a delivery address is called; its own name where it is not known.
    pub fn address_part(self, part: &str) -> &str {
        match part {
            "cityCode" => self.address_city_code(),
            "cityName" => self.address_city_name(),
            "contactName" => self.address_contact_name(),
            "countryCode" => self.address_country_code(),
            "districtName" => self.address_district_name(),
            "email" => self.address_email(),
            "mobilePhone" => self.address_mobile_phone(),
            "phone" => self.address_phone(),
            "provCode" => self.address_prov_code(),
            "provName" => self.address_prov_name(),
            "streetCode" => self.address_street_code(),
            "streetName" => self.address_street_name(),
            "zipCode" => self.address_zip_code(),
            other => other,
        }
    }

    /// What people call a parameter's value; one that has no other name is its own.
    pub fn field_value<'a>(self, field: &str, value: &'a str) -> &'a str {
        use bss_create::names as bss;
        use ddm_create::names as ddm;
        use dts_change::names as change;
        use dts_create::names as create;
        match (bare(field), value) {
            (create::SOURCE_REGION | create::DEST_REGION | create::REGION_ID, id) => self.region(id),
            (create::TOPOLOGY, "oneway") => self.value_oneway(),
            (create::TOPOLOGY, "bidirectional") => self.value_bidirectional(),
            (create::PAY_TYPE | change::CHARGE_TYPE, "PrePaid")
            | (ddm::CHARGE_MODE, "prePaid")
            | (bss::SUBSCRIPTION_TYPE, "Subscription") => self.value_prepaid(),
            (create::PAY_TYPE | change::CHARGE_TYPE, "PostPaid")
            | (ddm::CHARGE_MODE, "postPaid")
            | (bss::SUBSCRIPTION_TYPE, "PayAsYouGo") => self.value_postpaid(),
            (create::PERIOD, "Month") | (ddm::PERIOD_TYPE, "month") | (bss::PRICING_CYCLE, "2") => {
                self.value_month()
            }
            (create::PERIOD, "Year") | (ddm::PERIOD_TYPE, "year") | (bss::PRICING_CYCLE, "1") => {
                self.value_year()
            }
            (bss::PRICING_CYCLE, "3") => self.value_day(),
            (bss::RENEWAL_STATUS, "ManualRenewal") => self.value_manual(),
            (bss::RENEWAL_STATUS, "AutoRenewal") => self.value_auto(),
            (ddm::IS_AUTO_PAY | ddm::IS_AUTO_RENEW, "true") => self.value_yes(),
            (ddm::IS_AUTO_PAY | ddm::IS_AUTO_RENEW, "false") => self.value_no(),
            (create::SOURCE_TYPE | create::DESTINATION_TYPE, "MySQL") => self.value_mysql(),
            (create::SOURCE_TYPE, "DRDS") => self.value_drds(),
            (create::NETWORK_TYPE, "Intranet") => self.value_intranet(),
            (_, other) => other,
        }
    }

    /// The name of a region; one that the forms do not offer is its own.
    pub fn region(self, id: &str) -> &str {
        region::alibaba(id).map_or(id, |region| self.pick(region.english, region.chinese))
    }

    /// A subscription's length, `12 months`; the unit in any vendor's spelling.
    pub fn term(self, unit: &str, count: &str) -> String {
        match unit {
            "Year" | "year" | "1" => self.term_years(count),
            "3" => self.term_days(count),
            _ => self.term_months(count),
        }
    }

    /// How something is paid, and for how long where that is fixed; nothing while the first is not said.
    pub fn paid(self, operation: Operation, spec: &Input) -> Option<(&'static str, Option<String>)> {
        let form = operation.form();
        let (how, count) = match operation {
            Operation::DtsCreate => (dts_create::names::PAY_TYPE, dts_create::names::USED_TIME),
            Operation::DtsChange => (dts_change::names::CHARGE_TYPE, dts_change::names::BUY_COUNT),
            Operation::BssCreate => (bss_create::names::SUBSCRIPTION_TYPE, bss_create::names::PERIOD),
            Operation::DdmCreate => (ddm_create::names::CHARGE_MODE, ddm_create::names::PERIOD_NUM),
        };
        let (how, count) = (form.field(how)?, form.field(count)?);
        let method = match how.value(spec) {
            "" => return None,
            _ if form.asks(count, spec) => self.value_prepaid(),
            _ => self.value_postpaid(),
        };
        let unit = match count.takes {
            Takes::Number { unit: Some(unit) } => form.field(unit).filter(|unit| form.asks(unit, spec)),
            _ => None,
        };
        let number = Some(count.value(spec)).filter(|number| form.asks(count, spec) && !number.is_empty());
        Some((method, number.map(|number| self.term(unit.map_or("", |unit| unit.value(spec)), number))))
    }

    /// What a group of fields is called, and what it decides.
    pub const fn topic(self, topic: Topic) -> (&'static str, &'static str) {
        match topic {
            Topic::Source => (self.topic_source(), self.topic_source_note()),
            Topic::Destination => (self.topic_destination(), self.topic_destination_note()),
            Topic::Link => (self.topic_link(), self.topic_link_note()),
            Topic::Task => (self.topic_task(), self.topic_task_note()),
            Topic::Class => (self.topic_class(), self.topic_class_note()),
            Topic::Product => (self.topic_product(), self.topic_product_note()),
            Topic::Attributes => (self.topic_attributes(), self.topic_attributes_note()),
            Topic::Instance => (self.topic_instance(), self.topic_instance_note()),
            Topic::Network => (self.topic_network(), self.topic_network_note()),
            Topic::Access => (self.topic_access(), self.topic_access_note()),
            Topic::Billing => (self.topic_billing(), self.topic_billing_note()),
        }
    }
}

#[cfg(test)]
mod tests {
    use domain::{catalog::form::Field, person::Language};

    use super::*;
    use crate::i18n::Text;

    #[test]
    fn every_parameter_has_a_human_name_and_a_hint_in_both_languages() {
        for operation in Operation::ALL {
            for field in operation.form().fields() {
                for name in field.names() {
                    for language in Language::ALL {
                        let text = Text::new(language);
                        // “Topology” is its own name in English.
                        assert!(text.parameter(operation, name) != name || name == "Topology", "{name}");
                        assert!(text.parameter_hint(operation, name).is_some(), "{name}");
                    }
                }
            }
        }
    }

    #[test]
    fn every_choice_has_words_of_its_own() {
        let text = Text::new(Language::Chinese);
        let choices = |field: &Field| match field.takes {
            Takes::OneOf { values, .. } => values,
            _ => &[],
        };
        for field in Operation::ALL.into_iter().flat_map(|operation| operation.form().fields()) {
            for value in choices(field) {
                let words = text.field_value(field.name, value);
                let is_a_name = ["PolarDB", "Redis", "MaxCompute", "micro", "small", "medium", "large"];
                let is_its_own = is_a_name.contains(value) || value.starts_with("UTC");
                assert!(words != *value || is_its_own, "{} {value}", field.name);
            }
        }
    }

    #[test]
    fn every_part_of_an_address_has_a_name() {
        let text = Text::new(Language::English);
        assert!(bss_create::LOGISTICS_KEYS.iter().all(|part| text.address_part(part) != *part));
    }

    #[test]
    fn a_parameter_of_a_list_carries_its_number() {
        let text = Text::new(Language::English);

        assert_eq!(text.parameter(Operation::BssCreate, "spec.Parameter.12.Code"), "Code 12");
        assert_eq!(
            text.parameter(Operation::DdmCreate, "instance.available_zones.2"),
            "Availability zones 2"
        );
        assert_eq!(text.parameter(Operation::DdmCreate, "nothing.2"), "nothing.2");
    }

    #[test]
    fn one_name_on_two_wires_is_called_after_what_it_is() {
        let text = Text::new(Language::English);

        assert_eq!(text.parameter(Operation::DtsCreate, "Period"), "Term unit");
        assert_eq!(text.parameter(Operation::BssCreate, "Period"), "Length of term");
    }

    #[test]
    fn a_term_is_counted_in_what_the_vendor_counts_it_in() {
        let text = Text::new(Language::English);
        let paid = |operation, pairs: &[(&str, &str)]| {
            let spec = pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
            text.paid(operation, &spec).map(|(_, term)| term.unwrap_or_default())
        };

        for (operation, spec, term) in [
            (
                Operation::DtsCreate,
                &[("PayType", "prepaid"), ("Period", "Year"), ("UsedTime", "2")][..],
                "2 years",
            ),
            (Operation::DtsCreate, &[("PayType", "PostPaid"), ("Period", "Year"), ("UsedTime", "2")], ""),
            (Operation::DtsChange, &[("ChargeType", "PrePaid"), ("BuyCount", "1")], "1 month"),
            (
                Operation::BssCreate,
                &[("SubscriptionType", "Subscription"), ("Period", "12"), ("PricingCycle", "3")],
                "12 months",
            ),
            (
                Operation::BssCreate,
                &[
                    ("SubscriptionType", "Subscription"),
                    ("Period", "12"),
                    ("PricingCycle", "3"),
                    ("ProductType", "ddoscoo"),
                ],
                "12 days",
            ),
            (
                Operation::DdmCreate,
                &[
                    ("extend_param.charge_mode", "prePaid"),
                    ("extend_param.period_type", "year"),
                    ("extend_param.period_num", "1"),
                ],
                "1 year",
            ),
        ] {
            assert_eq!(paid(operation, spec).as_deref(), Some(term), "{operation}");
        }
        assert_eq!(paid(Operation::DtsCreate, &[]), None);
    }

    #[test]
    fn a_value_without_another_name_is_its_own() {
        let text = Text::new(Language::English);

        assert_eq!(text.field_value("spec.DestRegion", "cn-shanghai"), "China East 2, Shanghai");
        assert_eq!(text.field_value("UsedTime", "12"), "12");
        assert_eq!((text.term("Year", "1"), text.term("month", "9")), ("1 year".into(), "9 months".into()));
    }
}
