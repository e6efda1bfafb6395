//! What was bought, as the clouds show it.

use domain::catalog::Billing;

texts! {
    instances_sub = "What your orders and your teams’ bought. The status is the cloud’s own, asked again and again." | "您与所在团队的订单所购买的资源。状态来自云厂商，系统会持续查询。";
    instances_caption = "Instances, newest first" | "实例，最新在前";
    instances_col_instance = "Instance" | "实例";
    instances_col_status = "Status" | "状态";
    instances_col_region = "Region" | "地域";
    instances_col_billing = "Billing" | "计费方式";
    instances_col_expires = "Expires" | "到期";
    instances_col_asked = "Last asked" | "上次查询";
    instances_never_asked = "not yet" | "尚未查询";
    instances_no_expiry = "no end" | "无到期日";
    instances_expiry_unknown = "not known" | "未知";
    instances_no_status = "no word yet" | "尚无状态";
    instances_vendor_word(status) = "cloud says {status}" | "云厂商状态：{status}";
    instances_unknown_word(status) = "{status}, a word that Purser does not know" | "{status}，系统尚不识别该状态";
    instances_shown(first, last) = "{first} to {last}" | "第 {first} 至 {last} 条";

    instances_empty_title = "No instances yet" | "还没有实例";
    instances_empty = "As soon as an order is bought, what it bought stands here with its status at the cloud and the day on which it ends." | "订单购买成功后，所购资源会显示在这里，包括云厂商状态与到期日。";

    instance_status = "Status" | "状态";
    instance_vendor = "The cloud’s own word" | "云厂商原始状态";
    instance_ours = "Status" | "对应状态";
    instance_asked = "Last asked" | "上次查询";
    instance_poll_error = "The last question brought nothing" | "上次查询没有结果";
    instance_poll_error_text = "What stands here is from before. Purser asks again by itself; the instance is not touched by this." | "此处显示的是之前的状态。系统会自动再次查询，实例不受影响。";
    instance_identifiers = "Identifiers" | "标识";
    instance_cloud_id = "Instance id" | "实例 ID";
    instance_name = "Name" | "名称";
    instance_no_name = "No name at the cloud" | "云端未命名";
    instance_provider = "Cloud" | "云厂商";
    instance_operation = "Bought as" | "购买操作";
    instance_region = "Region" | "地域";
    instance_order = "Order" | "订单";
    instance_requester = "Requester" | "申请人";
    instance_team = "Team" | "团队";
    instance_seen = "Known since" | "首次记录";
    instance_billing = "Billing" | "计费";
    instance_billing_method = "Method" | "方式";
    instance_ends = "Ends" | "到期";
    instance_renew_note = "Renew it in the cloud’s console before that day." | "请在到期前到云厂商控制台续费。";
    instance_postpaid_note = "Paid by use until it is released in the cloud’s console." | "按量计费，直至在云厂商控制台释放。";
    instance_console_title = "The task still has to be configured in the DTS console" | "仍需在 DTS 控制台配置同步任务";
    instance_console = "Buying makes an empty link. Databases, accounts and tables are set up in the vendor’s console, under the id below. Until then it costs money and copies nothing." | "购买得到的是空链路。数据库、账号与表需在厂商控制台中按下方 ID 配置。配置前会产生费用，但不会同步数据。";
    instance_change = "Change billing or class" | "变更计费或规格";
    instance_see_order = "See the order" | "查看订单";

    billing_prepaid = "Subscription" | "预付费";
    billing_postpaid = "Pay as you go" | "按量付费";
}

impl super::Text {
    pub const fn billing(self, billing: Billing) -> &'static str {
        match billing {
            Billing::Prepaid => self.billing_prepaid(),
            Billing::Postpaid => self.billing_postpaid(),
        }
    }
}
