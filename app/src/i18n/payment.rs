//! What the cloud holds ordered and unpaid: paying and cancelling it.

use domain::{
    order::settlement::{Act, Stage},
    view::SettlementView,
};

texts! {
    event_ordered = "Ordered at the cloud." | "已在云厂商下单。";
    order_act_pay(amount) = "Pay {amount}" | "支付 {amount}";
    order_act_pay_plain = "Pay" | "支付";
    order_act_paying = "Paying" | "支付中";
    order_act_pay_note = "From the balance of the cloud account, at most up to the ceiling, once." | "从云账户余额支付，不超过订单上限，仅支付一次。";
    order_act_cancel_unpaid = "Cancel at the cloud" | "在云厂商处取消";
    order_act_cancel_unpaid_note = "The cloud gives the order up. Nothing is spent." | "云厂商将取消该订单，不产生费用。";
    order_unpaid_title = "Ordered, not paid" | "已下单未付款";
    order_unpaid_text(amount) = "The cloud took the order and waits for {amount}. Nothing is bought and nothing is spent before it is paid." | "云厂商已接受订单，等待支付 {amount}。付款前不会开通，也不产生费用。";
    order_unpaid_text_plain = "The cloud took the order and waits for its payment. Nothing is bought and nothing is spent before it is paid." | "云厂商已接受订单，等待付款。付款前不会开通，也不产生费用。";
    order_unpaid_until(time) = "If it stays unpaid, the cloud gives it up: {time}." | "{time} 后云厂商将自动取消。";
    order_given_up_title = "Ordered, not paid, cancelled" | "已下单未付款，已取消";
    order_given_up_text = "The cloud gave the order up before it was paid. Nothing was bought and nothing was spent." | "订单付款前已被云厂商取消，未购买，未产生费用。";
    settlement_pay_waiting = "The payment starts within a moment." | "即将开始付款。";
    settlement_pay_executing = "It is being paid." | "正在付款。";
    settlement_pay_unknown = "Nobody knows yet whether it was paid. The portal looks at the cloud and does not send it again." | "付款结果尚未知。系统正在向云厂商查询，不会重复付款。";
    settlement_pay_needs_person = "Nobody knows whether it was paid, and the portal cannot find out. Look at the order in the cloud’s console. It is never paid a second time by itself." | "付款结果未知，系统无法查明。请在云厂商控制台查看该订单；系统不会自动再次付款。";
    settlement_pay_not_done(why) = "It was not paid: {why}" | "未付款：{why}";
    settlement_cancel_waiting = "The cancelling starts within a moment." | "即将开始取消。";
    settlement_cancel_executing = "It is being cancelled." | "正在取消。";
    settlement_cancel_unknown = "Nobody knows yet whether it was cancelled. The portal looks at the cloud." | "取消结果尚未知，系统正在向云厂商查询。";
    settlement_cancel_needs_person = "Nobody knows whether it was cancelled, and the portal cannot find out. Look at the order in the cloud’s console." | "取消结果未知，系统无法查明。请在云厂商控制台查看该订单。";
    settlement_cancel_not_done(why) = "It was not cancelled: {why}" | "未取消：{why}";
    settlement_amount_above_ceiling = "The cloud wants more than the ceiling that was approved. Cancel it, and order anew." | "云厂商要求的金额超过已批准的上限。请取消后重新下单。";
    settlement_amount_other_currency = "The cloud wants another currency than the one that was approved. Cancel it, and order anew." | "云厂商要求的币种与批准的不同。请取消后重新下单。";
    settlement_amount_unknown = "The cloud did not say how much it wants." | "云厂商未说明应付金额。";
    settlement_approval_old = "The approval is older than a day. It needs a new decision: cancel it, and order anew." | "审批已超过一天，需重新审批：请取消后重新下单。";
    settlement_order_cancelled = "The order does not exist any more at the cloud." | "该订单在云厂商处已取消。";
    settlement_order_paid = "Somebody has paid it at the cloud." | "该订单在云厂商处已付款。";
    settlement_waited_too_long = "It waited for a day. Ask for it again." | "已等待一天，请重新发起。";
    settlement_absent = "The request did not arrive. Ask for it again." | "请求未送达，请重新发起。";
    settlement_person_looked = "an administrator looked and said so." | "管理员查看后确认。";
    event_payment_asked = "asked to pay it." | "申请付款。";
    event_payment_started = "The payment is sent." | "付款请求已发出。";
    event_payment_done = "Paid" | "已付款";
    event_payment_not_done = "Not paid" | "未付款";
    event_payment_unknown = "Nobody knows whether it was paid" | "付款结果未知";
    event_payment_waiting = "The payment waits" | "付款等待中";
    event_cancellation_asked = "asked to cancel it at the cloud." | "申请在云厂商处取消。";
    event_cancellation_started = "The cancelling is sent." | "取消请求已发出。";
    event_cancellation_done = "Cancelled at the cloud" | "已在云厂商处取消";
    event_cancellation_not_done = "Not cancelled" | "未取消";
    event_cancellation_unknown = "Nobody knows whether it was cancelled" | "取消结果未知";
    event_cancellation_waiting = "The cancelling waits" | "取消等待中";
}

impl super::Text {
    /// How far paying or cancelling at the cloud is; nothing where it was done.
    pub fn settlement(self, settlement: &SettlementView) -> Option<String> {
        let why = || self.settlement_why(settlement.code.as_deref().unwrap_or_default());
        Some(match (settlement.act, settlement.stage) {
            (_, Stage::Done) => return None,
            (Act::Pay, Stage::Waiting) => self.settlement_pay_waiting().to_owned(),
            (Act::Pay, Stage::Executing) => self.settlement_pay_executing().to_owned(),
            (Act::Pay, Stage::Unknown) => self.settlement_pay_unknown().to_owned(),
            (Act::Pay, Stage::NeedsPerson) => self.settlement_pay_needs_person().to_owned(),
            (Act::Pay, Stage::NotDone) => self.settlement_pay_not_done(why()),
            (Act::Cancel, Stage::Waiting) => self.settlement_cancel_waiting().to_owned(),
            (Act::Cancel, Stage::Executing) => self.settlement_cancel_executing().to_owned(),
            (Act::Cancel, Stage::Unknown) => self.settlement_cancel_unknown().to_owned(),
            (Act::Cancel, Stage::NeedsPerson) => self.settlement_cancel_needs_person().to_owned(),
            (Act::Cancel, Stage::NotDone) => self.settlement_cancel_not_done(why()),
        })
    }

    /// Why it was not done, or waits, by its code.
    pub fn settlement_why(self, code: &str) -> String {
        let known = match code {
            "amount_above_ceiling" => self.settlement_amount_above_ceiling(),
            "amount_other_currency" => self.settlement_amount_other_currency(),
            "amount_unknown" => self.settlement_amount_unknown(),
            "approval_old" => self.settlement_approval_old(),
            "order_cancelled" => self.settlement_order_cancelled(),
            "order_paid" => self.settlement_order_paid(),
            "waited_too_long" => self.settlement_waited_too_long(),
            "absent" => self.settlement_absent(),
            "person_looked" => self.settlement_person_looked(),
            other => return self.advice(other).map_or_else(|| self.waiting(other), str::to_owned),
        };
        known.to_owned()
    }
}
