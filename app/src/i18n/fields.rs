//! Forms in general, and the names of what every order has beside its parameters. Other fields' words stand in the
//! file of their noun.

use std::borrow::Cow;

use domain::catalog::Operation;

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

    field_credential = "Credential" | "访问凭证";
    field_team = "Charge to" | "费用归属";
    field_reason = "Why" | "采购事由";
    field_ceiling = "Ceiling" | "金额上限";
    field_currency = "Currency" | "币种";

    hint_team = "The team that pays. Its lead may approve." | "承担费用的团队，其负责人可审批。";
    hint_reason = "Approvers read this first." | "审批人最先看到这段话。";
    hint_ceiling = "What may be spent at most; approvers approve this amount. Empty: the cloud’s price, asked when you submit (by the hour: 730 hours of it)." | "最多可花费的金额，审批人批准的即是此金额。留空则以提交时云厂商的报价为准（按小时计费的按 730 小时计算）。";
}

impl super::Text {
    /// What people call an order's field: a wire name with or without `spec.`, or `reason`, `ceiling`, …
    /// A name that is not known stands for itself.
    pub fn field_name(self, field: &str) -> Cow<'_, str> {
        let other = match bare(field) {
            "credential_id" => self.field_credential(),
            "team" => self.field_team(),
            "reason" => self.field_reason(),
            "ceiling" => self.field_ceiling(),
            "currency" => self.field_currency(),
            "template_name" => self.template_name(),
            "template_team" => self.template_team(),
            name => {
                let names = Operation::ALL.into_iter().map(|operation| self.parameter(operation, name));
                return names
                    .into_iter()
                    .find(|words| words != name)
                    .unwrap_or_else(|| name.to_owned().into());
            }
        };
        other.into()
    }
}

/// The name without the prefix that an order's refusals carry.
pub(crate) fn bare(field: &str) -> &str {
    field.strip_prefix("spec.").unwrap_or(field)
}
