//! The sentences.

use super::{About, Words, amount};
use crate::{catalog::Operation, notice::Kind, person::Language};

impl Words {
    pub(super) const fn operation(self, operation: Operation) -> &'static str {
        match (self.0, operation) {
            (Language::English, Operation::DtsCreate) => "DTS synchronisation",
            (Language::English, Operation::DtsChange) => "DTS change of billing",
            (Language::English, Operation::BssCreate) => "BSS instance",
            (Language::English, Operation::DdmCreate) => "DDM instance",
            (Language::Chinese, Operation::DtsCreate) => "DTS 数据同步",
            (Language::Chinese, Operation::DtsChange) => "DTS 变更计费",
            (Language::Chinese, Operation::BssCreate) => "BSS 实例",
            (Language::Chinese, Operation::DdmCreate) => "DDM 实例",
        }
    }

    /// What a kind is called in the settings.
    pub const fn kind(self, kind: Kind) -> &'static str {
        let (english, chinese) = match kind {
            Kind::ApprovalAsked => ("An order waits for your approval", "有订单等您审批"),
            Kind::ApprovalReminder => ("It still waits and will expire", "等您审批的订单即将过期"),
            Kind::AskedToo => ("You are asked too, because others are away", "因他人不在，也请您审批"),
            Kind::ApproverMissing => ("An order lacks an approver", "有订单缺少审批人"),
            Kind::StepHandedOver => ("Somebody handed a step to you", "有人将审批转交给您"),
            Kind::QuestionAsked => ("Somebody asks about an order", "有人就订单提问"),
            Kind::QuestionAnswered => ("Your question is answered", "您的提问得到回复"),
            Kind::OrderApproved => ("Your order is approved", "您的订单已批准"),
            Kind::OrderRejected => ("Your order was rejected", "您的订单被驳回"),
            Kind::OrderExpired => ("Your order has expired", "您的订单已过期"),
            Kind::OrderReturned => ("Your order came back to you", "您的订单被退回"),
            Kind::OrderBought => ("Your order is bought", "您的订单已购买"),
            Kind::OrderNotBought => ("Your order was not bought", "您的订单未购买"),
            Kind::NeedsPerson => ("A person must look at an order", "订单需人工核实"),
            Kind::OrderUnpaid => ("Your order is ordered but not paid", "您的订单已下单未付款"),
            Kind::CredentialRefused => ("The cloud refused your credential", "云厂商拒绝了您的凭证"),
            Kind::SecondAdminAsked => {
                ("A right or a rule waits for a second administrator", "有权限或规则待第二位管理员确认")
            }
            Kind::SecondAdminAnswered => {
                ("A right was given or refused, or a rule confirmed", "权限已授予或被拒绝，或规则已确认")
            }
        };
        self.pick_static(english, chinese)
    }

    const fn pick_static(self, english: &'static str, chinese: &'static str) -> &'static str {
        match self.0 {
            Language::English => english,
            Language::Chinese => chinese,
        }
    }

    /// What happened, in one sentence that may still hold line breaks of people.
    pub(super) fn said(self, about: &About) -> String {
        let doer = about.doer.as_deref().unwrap_or("Purser");
        let Some(order) = &about.order else {
            if let Some(right) = &about.right {
                return right.said(self, about.kind, doer);
            }
            if let Some(rule) = &about.rule {
                return self.said_of_rule(about.kind, doer, rule);
            }
            let label = about.credential.as_deref().unwrap_or_default();
            return match self.0 {
                Language::English => format!("The cloud refused your credential “{label}”"),
                Language::Chinese => format!("云厂商拒绝了您的凭证“{label}”"),
            };
        };
        let number = order.number;
        let happened = match self.0 {
            Language::English => match about.kind {
                Kind::ApprovalAsked => format!("{number} waits for your approval"),
                Kind::ApprovalReminder => format!("{number} still waits for your approval and will expire"),
                Kind::AskedToo => format!("{number} waits for you too"),
                Kind::ApproverMissing => format!("{number} lacks an approver"),
                Kind::StepHandedOver => format!("{doer} handed a step of {number} to you"),
                Kind::QuestionAsked => format!("{doer} asks about {number}"),
                Kind::QuestionAnswered => format!("{doer} answered about {number}"),
                Kind::OrderApproved => format!("{number} is approved"),
                Kind::OrderRejected => format!("{number} was rejected"),
                Kind::OrderExpired => format!("{number} has expired"),
                Kind::OrderReturned => format!("{number} came back to you"),
                Kind::OrderBought => format!("{number} is bought"),
                Kind::OrderNotBought => format!("{number} was not bought"),
                Kind::NeedsPerson => format!("{number} needs a person to look"),
                Kind::OrderUnpaid => format!("{number} is ordered but not paid"),
                Kind::CredentialRefused => format!("The credential of {number} was refused"),
                Kind::SecondAdminAsked => format!("{number} waits for a second administrator"),
                Kind::SecondAdminAnswered => format!("A second administrator answered about {number}"),
            },
            Language::Chinese => match about.kind {
                Kind::ApprovalAsked => format!("{number} 等您审批"),
                Kind::ApprovalReminder => format!("{number} 仍等您审批，即将过期"),
                Kind::AskedToo => format!("{number} 现在也请您审批"),
                Kind::ApproverMissing => format!("{number} 缺少审批人"),
                Kind::StepHandedOver => format!("{doer} 将 {number} 的审批转交给您"),
                Kind::QuestionAsked => format!("{doer} 就 {number} 提问"),
                Kind::QuestionAnswered => format!("{doer} 就 {number} 回复"),
                Kind::OrderApproved => format!("{number} 已批准"),
                Kind::OrderRejected => format!("{number} 已被驳回"),
                Kind::OrderExpired => format!("{number} 已过期"),
                Kind::OrderReturned => format!("{number} 已退回给您"),
                Kind::OrderBought => format!("{number} 已购买"),
                Kind::OrderNotBought => format!("{number} 未购买"),
                Kind::NeedsPerson => format!("{number} 需人工核实"),
                Kind::OrderUnpaid => format!("{number} 已下单未付款"),
                Kind::CredentialRefused => format!("{number} 的凭证被拒绝"),
                Kind::SecondAdminAsked => format!("{number} 待第二位管理员确认"),
                Kind::SecondAdminAnswered => format!("第二位管理员已答复 {number}"),
            },
        };
        let what = self.operation(order.operation);
        let asks = matches!(
            about.kind,
            Kind::ApprovalAsked | Kind::ApprovalReminder | Kind::AskedToo | Kind::StepHandedOver
        );
        match (self.0, order.ceiling.filter(|_| asks)) {
            (Language::English, Some(ceiling)) => format!("{happened}: {what}, up to {}", amount(&ceiling)),
            (Language::English, None) => format!("{happened}: {what}"),
            (Language::Chinese, Some(ceiling)) => format!("{happened}：{what}，上限 {}", amount(&ceiling)),
            (Language::Chinese, None) => format!("{happened}：{what}"),
        }
    }

    /// What it means, and what the reader can do.
    pub(super) fn next(self, about: &About) -> String {
        let (english, chinese) = match about.kind {
            Kind::AskedToo => (
                "Those who were asked first left, are too few, or did not answer in half of the time. Open the order and decide there.",
                "原审批人已离开、人数不足，或审批时限过半仍未处理。请打开订单并在其中审批。",
            ),
            Kind::ApproverMissing => (
                "Too few people can answer one of its steps. An administrator names somebody under Administration, Approval rules; without that it expires.",
                "可审批某一步骤的人数不足。请管理员在“管理 - 审批规则”中指定审批人，否则订单将过期。",
            ),
            Kind::ApprovalAsked | Kind::StepHandedOver => (
                "Open the order to see exactly what would be bought, and decide there.",
                "请打开订单，查看将要购买的具体内容，并在其中审批。",
            ),
            Kind::ApprovalReminder => (
                "Without a decision it expires, and its requester has to submit it again. Open the order and decide there.",
                "若未审批，订单将过期，申请人须重新提交。请打开订单并在其中审批。",
            ),
            Kind::QuestionAsked => ("Open the order and answer there.", "请打开订单并在其中回答。"),
            Kind::QuestionAnswered => ("Open the order to go on.", "请打开订单继续处理。"),
            Kind::OrderApproved => (
                "Every step has its answers. It is bought next, by itself.",
                "所有步骤均已通过，系统将自动购买。",
            ),
            Kind::OrderRejected => (
                "No money was spent. You can change it and submit it again.",
                "未扣费。您可以修改后重新提交。",
            ),
            Kind::OrderExpired => (
                "No money was spent. You can take it back and submit it again.",
                "未扣费。您可以收回后重新提交。",
            ),
            Kind::OrderReturned => (
                "Right before the purchase it no longer fitted what was approved. No money was spent. Open it to see why, and submit it again.",
                "购买前发现与批准的内容不符，未扣费。请打开订单查看原因后重新提交。",
            ),
            Kind::OrderBought => (
                "The cloud confirmed it. The order shows its reference.",
                "云厂商已确认，订单中可查看其单号。",
            ),
            Kind::OrderNotBought => (
                "No money was spent. The order shows what the cloud answered and what can be done.",
                "未扣费。订单中可查看云厂商的应答与后续处理方式。",
            ),
            Kind::NeedsPerson => (
                "Money may have been spent, and nothing is sent again. An administrator has to look at the cloud account and say what became of it.",
                "可能已扣费，系统不会再次发送。需由管理员核实云账号后给出结论。",
            ),
            Kind::OrderUnpaid => (
                "The cloud waits for its money. Open the order to pay it or to cancel it there.",
                "云厂商等待付款。请打开订单付款或取消。",
            ),
            Kind::CredentialRefused => (
                "Nothing is bought with it until you verify it again or replace it.",
                "重新验证或更换之前，不会使用该凭证购买。",
            ),
            Kind::SecondAdminAsked if about.rule.is_some() => (
                "By this version orders may need nobody, fewer people, or somebody whom nobody gave a right to approve. It holds once you or another administrator confirms it under Administration, Approval rules.",
                "订单可能因此版本无需审批、减少审批人，或由尚无审批权限的人审批。须由您或另一位管理员在“管理 - 审批规则”中确认后生效。",
            ),
            Kind::SecondAdminAsked => (
                "It holds once you or another administrator confirms it under Administration, People. You can refuse it there too.",
                "须由您或另一位管理员在“管理 - 人员”中确认后生效，也可在其中拒绝。",
            ),
            Kind::SecondAdminAnswered => match &about.right {
                Some(right) => right.next(),
                None => ("It holds from now on.", "即刻生效。"),
            },
        };
        self.pick(english, chinese).to_owned()
    }
}
