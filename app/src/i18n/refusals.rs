//! Why a field cannot be taken: one sentence that says what to enter.

use domain::{
    catalog::{
        bss_create::names as bss, ddm_create::names as ddm, dts_change::names as change, dts_create::names,
        fits,
    },
    refusal::Reason,
};

use super::fields::bare;

texts! {
    refusal_required = "Fill this in." | "请填写此项。";
    refusal_required_choice = "Choose one." | "请选择一项。";
    refusal_required_region = "Choose a region, or type its id." | "请选择地域，或填写地域 ID。";
    refusal_required_credential = "Choose the credential that buys. Without one, store one first." | "请选择用于购买的凭证；尚无凭证时请先添加。";
    refusal_required_team = "Choose the team that pays." | "请选择承担费用的团队。";
    refusal_required_template = "Give the template a name." | "请填写模板名称。";
    refusal_required_reason = "Say in a sentence why this is needed." | "请用一句话说明原因。";
    refusal_required_ceiling = "The cloud names no price for this: enter what may be spent at most, such as 1200 or 980.50." | "云厂商未提供此项价格：请填写最多可花费的金额，例如 1200 或 980.50。";
    refusal_required_term = "Say for how long." | "请填写购买时长。";
    refusal_required_used_time = "Enter how long: 1 to 60 months, or 1 to 5 years." | "请填写时长：包月 1 至 60，包年 1 至 5。";
    refusal_required_job = "Enter the task’s id." | "请填写任务 ID。";
    refusal_required_product = "Enter the product’s code." | "请填写产品代码。";
    refusal_required_renewal = "Enter how many months each renewal adds." | "请填写每次续费的月数。";
    refusal_required_code = "Enter the code that this value is for, or empty the line." | "请填写该值对应的代码，或清空此行。";
    refusal_required_value = "Enter the value of this code, or empty the line." | "请填写该代码的值，或清空此行。";
    refusal_required_name = "Give the instance a name." | "请填写实例名称。";
    refusal_required_nodes = "Enter how many nodes it shall have." | "请填写节点个数。";
    refusal_required_id = "Enter its id." | "请填写 ID。";
    refusal_required_zone = "Enter at least one zone." | "请至少填写一个可用区。";
    refusal_required_period_num = "Enter how long: 1 to 9 months, or 1 year." | "请填写时长：按月 1 至 9，按年只能填 1。";
    refusal_required_password = "Type the password again: this order had one when it was submitted before, and it is kept nowhere." | "请重新填写密码：该订单之前提交时设置过密码，系统不会保存。";
    refusal_not_a_number = "Enter a whole number, such as 12." | "请填写整数，例如 12。";
    refusal_not_an_amount = "Enter an amount in figures, such as 1200 or 980.50." | "请用数字填写金额，例如 1200 或 980.50。";
    refusal_too_precise = "Enter at most six digits after the point." | "小数点后最多填写六位。";
    refusal_range(min, max) = "Enter a whole number from {min} to {max}." | "请填写 {min} 至 {max} 的整数。";
    refusal_months = "Enter a whole number from 1 to 60. For longer, choose years: 1 to 5." | "请填写 1 至 60 的整数；更长时请选择包年（1 至 5）。";
    refusal_years = "Enter a whole number from 1 to 5." | "请填写 1 至 5 的整数。";
    refusal_nine_months = "Enter a whole number from 1 to 9. For longer, choose years: 1." | "请填写 1 至 9 的整数；更长时请选择按年（1）。";
    refusal_one_year = "Enter 1: Huawei Cloud sells one year, or 1 to 9 months." | "请填写 1：华为云按年只售 1 年，按月可选 1 至 9。";
    refusal_amount_range = "Enter an amount above 0, with at most 14 digits before the point." | "请填写大于 0 的金额，小数点前最多 14 位。";
    refusal_not_an_option(options) = "Choose one of these: {options}." | "请从以下取值中选择：{options}。";
    refusal_too_long(max) = "Shorten it to at most {max} characters." | "请缩短到 {max} 个字符以内。";
    refusal_too_short(min) = "Enter at least {min} characters." | "请至少填写 {min} 个字符。";
    refusal_bad_characters = "Take out what cannot stand here: control characters, blanks, or signs that the field does not know." | "请去掉此处不能使用的字符：控制字符、空白或该字段不支持的符号。";
    refusal_bad_characters_reason = "Take out control characters and signs that turn the direction of text around." | "请去掉控制字符和改变文字方向的符号。";
    refusal_not_a_region = "Enter a region id, such as cn-hangzhou." | "请填写地域 ID，例如 cn-hangzhou。";
    refusal_must_equal(other) = "Enter the same as in “{other}”." | "请填写与“{other}”相同的值。";
    refusal_dest_region = "Choose the same region as the source: from Hong Kong and abroad, data stays in its region." | "请选择与源库相同的地域：源库位于中国香港或海外时，目标地域必须与其相同。";
    refusal_not_with(other, value) = "Choose another value: “{other}” is {value}." | "请选择其他取值：“{other}”为 {value}。";
    refusal_one_way_source(value) = "Choose one way: {value} as source does not allow both ways." | "请选择单向同步：源库为 {value} 时不支持双向。";
    refusal_one_way_destination(value) = "Choose one way: {value} as destination does not allow both ways." | "请选择单向同步：目标库为 {value} 时不支持双向。";
    refusal_not_applicable = "Leave this out: it means nothing beside the other fields." | "请删除此项：与其他字段的取值不相关。";
    refusal_unknown_field = "Leave this out: there is no parameter of this name." | "请删除此项：没有该名称的参数。";
    refusal_wrong_type = "Give what the parameter holds: a text, a number, true or false, or a list or object of these." | "请按参数类型提供：文本、数字、true/false，或由其组成的列表或对象。";
    refusal_not_found = "Choose one that is yours: this one is gone, or is not for you." | "请选择您自己的一项：所选内容不存在或不属于您。";
    refusal_other_currency(expected) = "Enter the amount in {expected}: the price is in that currency." | "请以 {expected} 填写金额：价格使用该币种。";
    refusal_below_price(price) = "Enter at least the price, or leave the ceiling empty: the cloud asks {price} (what is paid by the hour counts 730 times)." | "金额不得低于价格，也可留空：云厂商报价为 {price}（按小时计费的按 730 小时计算）。";
    refusal_other_provider = "Choose a credential of the cloud that sells this." | "请选择该产品所属云厂商的凭证。";
    refusal_too_common = "Choose another password: this one is among the first that are guessed." | "请更换密码：该密码过于常见，容易被猜中。";
    refusal_wrong_password = "Enter your current password; this is not it." | "当前密码不正确，请重新输入。";
    refusal_secret_not_kept = "Leave the secret out here: it is kept nowhere before the order is submitted, so send it with the submitted order." | "请勿在此提供密码：提交订单之前不会保存密码，请在提交订单时提供。";
    refusal_too_plain(signs) = "Use capital and small letters, digits and at least one of these signs: {signs}" | "请同时包含大写字母、小写字母、数字，以及至少一个以下符号：{signs}";
    refusal_duplicate = "Take this one out: it is given twice." | "请删除此项：重复填写。";
    refusal_taken = "Choose another name: this one is taken." | "该名称已被使用，请换一个名称。";
    refusal_too_many_templates(max) = "Remove a template first: the team has {max}." | "请先移除一个模板：该团队已有 {max} 个。";
    refusal_too_many(max) = "Keep at most {max} of these." | "最多保留 {max} 项。";
    refusal_not_a_multiple(of) = "Enter a whole multiple of {of}." | "请填写 {of} 的整数倍。";
    refusal_not_a_json_object(names) = "Enter a JSON object of texts, each once, with these names only: {names}." | "请填写 JSON 对象，取值均为文本且名称不重复，仅可使用以下名称：{names}。";
    refusal_sold_elsewhere = "Choose another product: Alibaba Cloud does not sell ECS and RDS through this call." | "请选择其他产品：阿里云不通过此接口销售 ECS 与 RDS。";
    refusal_required_person = "Choose somebody." | "请选择人员。";
    refusal_required_colleague = "Enter the address of a colleague." | "请输入同事的邮箱。";
    refusal_unknown_person = "Enter the address of a colleague: nobody here has this one." | "请输入同事的邮箱：系统中没有使用此邮箱的人员。";
    refusal_cannot_answer = "Choose somebody else: the requester, auditors and whoever is asked already cannot be it." | "请选择其他人：申请人、审计员以及已被请求审批的人不能担任。";
    refusal_too_early = "Choose a later moment: this one is over, or before the beginning." | "请选择更晚的时间：该时间已过，或早于开始时间。";
    refusal_too_late = "Choose an earlier moment: this is further away than is possible." | "请选择更早的时间：超出了允许的最长期限。";
    refusal_changed_topology(reason) = "Set back to one way: {reason}." | "已改回单向同步：{reason}。";
    refusal_changed_source(value) = "{value} as source does not allow both ways" | "源库为 {value} 时不支持双向";
    refusal_changed_destination(value) = "{value} as destination does not allow both ways" | "目标库为 {value} 时不支持双向";
    refusal_changed_region = "Set to the source’s region: from Hong Kong and abroad, data stays in its region." | "已改为源库地域：源库位于中国香港或海外时，目标地域必须与其相同。";
    list_comma = ", " | "、";
}

impl super::Text {
    /// What to enter instead. `field` may carry `spec.`.
    pub fn refusal(self, field: &str, reason: &Reason) -> String {
        let field = bare(field);
        match reason {
            Reason::Required => self.required(field).to_owned(),
            Reason::NotANumber => self.refusal_not_a_number().to_owned(),
            Reason::NotAnAmount => self.refusal_not_an_amount().to_owned(),
            Reason::TooPrecise => self.refusal_too_precise().to_owned(),
            Reason::OutOfRange { min, max } => match (field, *max) {
                (names::USED_TIME | change::BUY_COUNT, 60) => self.refusal_months().to_owned(),
                (names::USED_TIME | change::BUY_COUNT, 5) => self.refusal_years().to_owned(),
                (ddm::PERIOD_NUM, 9) => self.refusal_nine_months().to_owned(),
                (ddm::PERIOD_NUM, 1) => self.refusal_one_year().to_owned(),
                ("ceiling", _) => self.refusal_amount_range().to_owned(),
                (_, max) => self.refusal_range(min, max),
            },
            Reason::NotAnOption { options } => self.refusal_not_an_option(options.join(self.list_comma())),
            Reason::TooLong { max } => self.refusal_too_long(max),
            Reason::TooShort { min } => self.refusal_too_short(min),
            Reason::BadCharacters if field == "reason" => self.refusal_bad_characters_reason().to_owned(),
            Reason::BadCharacters => self.refusal_bad_characters().to_owned(),
            Reason::NotARegion => self.refusal_not_a_region().to_owned(),
            Reason::MustEqual { other } if field == names::DEST_REGION && other == names::SOURCE_REGION => {
                self.refusal_dest_region().to_owned()
            }
            Reason::MustEqual { other } => self.refusal_must_equal(self.field_name(other)),
            Reason::NotWith { other, value } => {
                let shown = self.field_value(other, value);
                match (field, other.as_str()) {
                    (names::TOPOLOGY, names::SOURCE_TYPE) => self.refusal_one_way_source(shown),
                    (names::TOPOLOGY, names::DESTINATION_TYPE) => self.refusal_one_way_destination(shown),
                    _ => self.refusal_not_with(self.field_name(other), shown),
                }
            }
            Reason::NotApplicable => self.refusal_not_applicable().to_owned(),
            Reason::UnknownField => self.refusal_unknown_field().to_owned(),
            Reason::WrongType => self.refusal_wrong_type().to_owned(),
            Reason::NotFound => self.refusal_not_found().to_owned(),
            Reason::OtherCurrency { expected } => self.refusal_other_currency(expected),
            Reason::BelowPrice { price } => self.refusal_below_price(price),
            Reason::OtherProvider => self.refusal_other_provider().to_owned(),
            Reason::TooCommon => self.refusal_too_common().to_owned(),
            Reason::WrongPassword => self.refusal_wrong_password().to_owned(),
            Reason::SecretNotKept => self.refusal_secret_not_kept().to_owned(),
            Reason::TooPlain { signs } => self.refusal_too_plain(signs),
            Reason::Duplicate => self.refusal_duplicate().to_owned(),
            Reason::Taken => self.refusal_taken().to_owned(),
            Reason::TooMany { max } if field == "template_name" => self.refusal_too_many_templates(max),
            Reason::TooMany { max } => self.refusal_too_many(max),
            Reason::NotAMultiple { of } => self.refusal_not_a_multiple(of),
            Reason::NotAJsonObject { names } => self.refusal_not_a_json_object(names.join(self.list_comma())),
            Reason::SoldElsewhere => self.refusal_sold_elsewhere().to_owned(),
            Reason::UnknownPerson => self.refusal_unknown_person().to_owned(),
            Reason::CannotAnswer => self.refusal_cannot_answer().to_owned(),
            Reason::TooEarly => self.refusal_too_early().to_owned(),
            Reason::TooLate => self.refusal_too_late().to_owned(),
        }
    }

    fn required(self, field: &str) -> &'static str {
        match field {
            names::SOURCE_REGION | names::DEST_REGION => self.refusal_required_region(),
            names::JOB_CLASS | names::PAY_TYPE | change::CHARGE_TYPE | bss::SUBSCRIPTION_TYPE => {
                self.refusal_required_choice()
            }
            // A unit to choose for DTS, a number for BSS.
            names::PERIOD | ddm::PERIOD_TYPE => self.refusal_required_term(),
            names::USED_TIME | change::BUY_COUNT => self.refusal_required_used_time(),
            change::JOB_ID => self.refusal_required_job(),
            bss::PRODUCT_CODE => self.refusal_required_product(),
            bss::RENEW_PERIOD => self.refusal_required_renewal(),
            ddm::NAME => self.refusal_required_name(),
            ddm::NODE_NUM => self.refusal_required_nodes(),
            ddm::ENGINE_ID | ddm::FLAVOR_ID | ddm::VPC_ID | ddm::SUBNET_ID | ddm::SECURITY_GROUP_ID => {
                self.refusal_required_id()
            }
            ddm::PERIOD_NUM => self.refusal_required_period_num(),
            ddm::ADMIN_PASSWORD => self.refusal_required_password(),
            "credential_id" => self.refusal_required_credential(),
            "team" => self.refusal_required_team(),
            "template_name" => self.refusal_required_template(),
            "template_team" => self.refusal_required_choice(),
            "reason" => self.refusal_required_reason(),
            "person" => self.refusal_required_person(),
            "deputy" => self.refusal_required_colleague(),
            "ceiling" => self.refusal_required_ceiling(),
            field if fits(bss::PARAMETER_CODE, field) => self.refusal_required_code(),
            field if fits(bss::PARAMETER_VALUE, field) => self.refusal_required_value(),
            field if fits(ddm::AVAILABLE_ZONE, field) => self.refusal_required_zone(),
            _ => self.refusal_required(),
        }
    }
}

#[cfg(test)]
mod tests {
    use domain::{
        catalog::{Leftovers, Operation},
        order::input::OrderInput,
        person::Language,
    };

    use super::*;
    use crate::i18n::Text;

    #[test]
    fn an_empty_form_is_told_at_every_field_what_to_enter() {
        for operation in Operation::ALL {
            let errors = OrderInput::default().check(operation, Leftovers::Drop).expect_err("an empty form");
            for text in Language::ALL.map(Text::new) {
                for error in &errors {
                    let said = text.refusal(&error.field, &error.reason);
                    assert_ne!(said, text.refusal_required(), "{}", error.field);
                }
            }
        }
    }

    #[test]
    fn a_term_too_long_says_what_else_there_is() {
        let text = Text::new(Language::English);
        let reason = Reason::OutOfRange { min: 1, max: 60 };

        assert_eq!(
            text.refusal("spec.UsedTime", &reason),
            "Enter a whole number from 1 to 60. For longer, choose years: 1 to 5."
        );
        assert_eq!(text.refusal("spec.DBInstanceCount", &reason), "Enter a whole number from 1 to 60.");
    }

    #[test]
    fn what_forbids_both_ways_is_named_as_people_call_it() {
        let reason = Reason::NotWith { other: names::SOURCE_TYPE.into(), value: "DRDS".into() };

        assert_eq!(
            Text::new(Language::Chinese).refusal("spec.Topology", &reason),
            "请选择单向同步：源库为 PolarDB-X 1.0 时不支持双向。"
        );
    }
}
