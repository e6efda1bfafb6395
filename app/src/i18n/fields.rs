//! Forms in general, and the names of the purchases' parameters and of their values. Other fields' words
//! stand in the file of their noun.

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
    password_rule = "At least 12 characters." | "至少 12 个字符。";

    field_source_region = "Source region" | "源地域";
    field_source_type = "Source type" | "源实例类型";
    field_db_instance_count = "Private RDS instances" | "私有 RDS 实例数";
    field_dest_region = "Destination region" | "目标地域";
    field_destination_type = "Destination type" | "目标实例类型";
    field_region_id = "Instance region" | "实例所在地域";
    field_network_type = "Network" | "网络类型";
    field_job_class = "Link class" | "链路规格";
    field_topology = "Topology" | "同步拓扑";
    field_pay_type = "Billing" | "计费方式";
    field_period = "Unit of the term" | "时长单位";
    field_used_time = "Length of term" | "购买时长";

    value_prepaid = "Subscription" | "预付费";
    value_postpaid = "Pay as you go" | "按量付费";
    value_one_way = "One way" | "单向同步";
    value_both_ways = "Both ways" | "双向同步";
    value_month = "Months" | "月";
    value_year = "Years" | "年";
    value_private_line = "Private line" | "专线";
}

impl super::Text {
    /// What people call a parameter; a name that is not on the list is its own.
    pub fn field_name(self, wire: &str) -> &str {
        match wire {
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
            other => other,
        }
    }

    /// What people call a parameter's value; one that has no other name is its own.
    pub fn field_value<'a>(self, wire: &str, value: &'a str) -> &'a str {
        match (wire, value) {
            (names::SOURCE_REGION | names::DEST_REGION | names::REGION_ID, id) => self.region(id),
            (names::PAY_TYPE, "PrePaid") => self.value_prepaid(),
            (names::PAY_TYPE, "PostPaid") => self.value_postpaid(),
            (names::TOPOLOGY, "oneway") => self.value_one_way(),
            (names::TOPOLOGY, "bidirectional") => self.value_both_ways(),
            (names::PERIOD, "Month") => self.value_month(),
            (names::PERIOD, "Year") => self.value_year(),
            (names::NETWORK_TYPE, "Intranet") => self.value_private_line(),
            (names::SOURCE_TYPE, "DRDS") => "PolarDB-X 1.0",
            (_, value) => value,
        }
    }

    /// The name of a region; one that the forms do not offer is its own.
    pub fn region(self, id: &str) -> &str {
        region::alibaba(id).map_or(id, |region| self.pick(region.english, region.chinese))
    }
}
