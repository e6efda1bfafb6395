//! Forms in general, and the names of an order's fields: the parameters by their wire names, and what every
//! order has beside them. Other fields' words stand in the file of their noun.

use domain::{catalog::dts_create::names, region};

texts! {
    fields_one_wrong = "One field needs a change" | "有 1 个字段需要修改";
    fields_some_wrong(count) = "{count} fields need a change" | "有 {count} 个字段需要修改";
    fields_required_note = "Everything is required unless marked optional. The grey code is the parameter’s name on the wire." | "除标注“可选”外均为必填。灰色代码为接口参数名。";
    fields_choose = "Choose" | "请选择";
    fields_none = "None" | "无";
    save = "Save" | "保存";
    cancel = "Cancel" | "取消";
    back = "Back" | "返回";
    pager_label = "Pages" | "分页";
    pager_previous = "Previous page" | "上一页";
    pager_next = "Next page" | "下一页";
    sort_ascending = "sorted, lowest first" | "升序";
    sort_descending = "sorted, highest first" | "降序";

    field_source_region = "Source region" | "源库地域";
    field_source_type = "Source type" | "源库实例类型";
    field_db_instance_count = "Private RDS instances" | "私有定制 RDS 数量";
    field_dest_region = "Destination region" | "目标库地域";
    field_destination_type = "Destination type" | "目标库实例类型";
    field_region_id = "Instance region" | "实例地域";
    field_network_type = "Network" | "网络类型";
    field_job_class = "Link class" | "链路规格";
    field_topology = "Topology" | "同步拓扑";
    field_pay_type = "Billing" | "付费类型";
    field_period = "Term unit" | "计费方式";
    field_used_time = "Length of term" | "购买时长";
    field_credential = "Credential" | "访问凭证";
    field_team = "Charge to" | "费用归属";
    field_reason = "Why" | "采购事由";
    field_ceiling = "Ceiling" | "金额上限";
    field_currency = "Currency" | "币种";

    hint_source_region = "Where the source database runs. Hong Kong and regions abroad force the same destination." | "源数据库所在地域。选择中国香港或海外地域时，目标地域必须与其相同。";
    hint_source_type = "MySQL if left out." | "不选按 MySQL 处理。";
    hint_db_instance_count = "Asked because the source is PolarDB-X 1.0. 1 if left empty." | "因源库为 PolarDB-X 1.0 而需填写，留空按 1 处理。";
    hint_dest_region = "Where the destination database runs." | "目标数据库所在地域。";
    hint_destination_type = "MySQL if left out. Alibaba Cloud does not support every pair of source and destination." | "不选按 MySQL 处理。并非所有源库与目标库的组合都受支持。";
    hint_region_id = "Follows the destination region." | "与目标库地域保持一致，自动填写。";
    hint_network_type = "Private line, the only value that Alibaba Cloud accepts here." | "专线，阿里云固定取值。";
    hint_job_class = "How much each class transfers stands on Alibaba Cloud’s page on link classes." | "各规格的同步性能以阿里云“数据同步链路规格说明”为准。";
    hint_topology = "Both ways only where source and destination are MySQL, PolarDB or Redis." | "仅当源库与目标库均为 MySQL、PolarDB 或 Redis 时可选双向。";
    hint_pay_type = "A subscription can never go back to pay as you go." | "预付费不能再转回按量付费。";
    hint_period = "Asked because a subscription is bought for a fixed term." | "预付费按固定时长购买，因此需填写。";
    hint_used_time = "1 to 60 months, or 1 to 5 years." | "包月可填 1 至 60；包年可填 1 至 5。";
    hint_team = "The team that pays. Its lead may approve." | "承担费用的团队，其负责人可审批。";
    hint_reason = "Approvers read this first." | "审批人最先看到这段话。";
    hint_ceiling = "What may be spent at most; approvers approve this amount. Empty: the cloud’s price, asked when you submit (by the hour: 730 hours of it)." | "最多可花费的金额，审批人批准的即是此金额。留空则以提交时云厂商的报价为准（按小时计费的按 730 小时计算）。";

    value_oneway = "One way" | "单向同步";
    value_bidirectional = "Both ways" | "双向同步";
    value_prepaid = "Subscription" | "预付费（包年包月）";
    value_postpaid = "Pay as you go" | "按量付费";
    value_month = "Months" | "包月";
    value_year = "Years" | "包年";
    value_mysql = "MySQL, RDS or self-built" | "MySQL（RDS 或自建）";
    value_drds = "PolarDB-X 1.0" | "PolarDB-X 1.0";
    value_intranet = "Private line" | "专线";
    term_months(count) = "{count} months" | "{count} 个月";
    term_one_month = "1 month" | "1 个月";
    term_years(count) = "{count} years" | "{count} 年";
    term_one_year = "1 year" | "1 年";
}

impl super::Text {
    /// What people call an order's field: a wire name with or without `spec.`, or `reason`, `ceiling`, …
    /// A name that is not known stands for itself.
    pub fn field_name(self, field: &str) -> &str {
        match bare(field) {
            names::SOURCE_REGION => self.field_source_region(),
            names::SOURCE_TYPE => self.field_source_type(),
            names::DB_INSTANCE_COUNT => self.field_db_instance_count(),
            names::DEST_REGION => self.field_dest_region(),
            names::DESTINATION_TYPE => self.field_destination_type(),
            names::REGION_ID => self.field_region_id(),
            names::NETWORK_TYPE => self.field_network_type(),
            names::JOB_CLASS => self.field_job_class(),
            names::TOPOLOGY => self.field_topology(),
            names::PAY_TYPE => self.field_pay_type(),
            names::PERIOD => self.field_period(),
            names::USED_TIME => self.field_used_time(),
            "credential_id" => self.field_credential(),
            "team" => self.field_team(),
            "reason" => self.field_reason(),
            "ceiling" => self.field_ceiling(),
            "currency" => self.field_currency(),
            other => other,
        }
    }

    /// What to know before filling it in.
    pub fn field_hint(self, field: &str) -> Option<&'static str> {
        Some(match bare(field) {
            names::SOURCE_REGION => self.hint_source_region(),
            names::SOURCE_TYPE => self.hint_source_type(),
            names::DB_INSTANCE_COUNT => self.hint_db_instance_count(),
            names::DEST_REGION => self.hint_dest_region(),
            names::DESTINATION_TYPE => self.hint_destination_type(),
            names::REGION_ID => self.hint_region_id(),
            names::NETWORK_TYPE => self.hint_network_type(),
            names::JOB_CLASS => self.hint_job_class(),
            names::TOPOLOGY => self.hint_topology(),
            names::PAY_TYPE => self.hint_pay_type(),
            names::PERIOD => self.hint_period(),
            names::USED_TIME => self.hint_used_time(),
            "team" => self.hint_team(),
            "reason" => self.hint_reason(),
            "ceiling" => self.hint_ceiling(),
            _ => return None,
        })
    }

    /// What people call a parameter's value; one that has no other name is its own.
    pub fn field_value<'a>(self, field: &str, value: &'a str) -> &'a str {
        match (bare(field), value) {
            (names::SOURCE_REGION | names::DEST_REGION | names::REGION_ID, id) => self.region(id),
            (names::TOPOLOGY, "oneway") => self.value_oneway(),
            (names::TOPOLOGY, "bidirectional") => self.value_bidirectional(),
            (names::PAY_TYPE, "PrePaid") => self.value_prepaid(),
            (names::PAY_TYPE, "PostPaid") => self.value_postpaid(),
            (names::PERIOD, "Month") => self.value_month(),
            (names::PERIOD, "Year") => self.value_year(),
            (names::SOURCE_TYPE | names::DESTINATION_TYPE, "MySQL") => self.value_mysql(),
            (names::SOURCE_TYPE, "DRDS") => self.value_drds(),
            (names::NETWORK_TYPE, "Intranet") => self.value_intranet(),
            (_, other) => other,
        }
    }

    /// The name of a region; one that the forms do not offer is its own.
    pub fn region(self, id: &str) -> &str {
        region::alibaba(id).map_or(id, |region| self.pick(region.english, region.chinese))
    }

    /// A subscription's length: `12 months`.
    pub fn term(self, period: &str, used_time: &str) -> String {
        match (period, used_time) {
            ("Year", "1") => self.term_one_year().to_owned(),
            ("Year", count) => self.term_years(count),
            (_, "1") => self.term_one_month().to_owned(),
            (_, count) => self.term_months(count),
        }
    }
}

/// The name without the prefix that an order's refusals carry.
pub(crate) fn bare(field: &str) -> &str {
    field.strip_prefix("spec.").unwrap_or(field)
}

#[cfg(test)]
mod tests {
    use domain::person::Language;

    use super::*;
    use crate::i18n::Text;

    #[test]
    fn every_parameter_has_a_human_name_and_a_hint_in_both_languages() {
        for language in Language::ALL {
            let text = Text::new(language);
            for name in names::ALL {
                // “Topology” is its own name in English.
                assert!(text.field_name(name) != name || name == names::TOPOLOGY, "{name}");
                assert!(text.field_hint(name).is_some(), "{name}");
            }
        }
    }

    #[test]
    fn a_value_without_another_name_is_its_own() {
        let text = Text::new(Language::English);

        assert_eq!(text.field_value("spec.DestRegion", "cn-shanghai"), "China East 2, Shanghai");
        assert_eq!(text.field_value("UsedTime", "12"), "12");
    }
}
