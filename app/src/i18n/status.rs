//! The words of states: of orders, and of what the cloud makes of a purchase.

use domain::{instance::Fulfilment, order::State};

texts! {
    state_draft = "Draft" | "草稿";
    state_pending_approval = "Awaiting approval" | "待审批";
    state_approved = "Approved, not started" | "已批准，待购买";
    state_executing = "Buying" | "购买中";
    state_bought = "Bought" | "已购买";
    state_not_bought = "Not bought" | "未购买";
    state_unknown = "Outcome unknown" | "结果未知";
    state_needs_person = "A person must look" | "需人工核实";
    state_rejected = "Rejected" | "已驳回";
    state_cancelled = "Cancelled" | "已取消";
    state_expired = "Expired" | "已过期";

    fulfilment_not_configured = "Not configured" | "未配置";
    fulfilment_creating = "Creating" | "创建中";
    fulfilment_running = "Running" | "运行中";
    fulfilment_unpaid = "Ordered, not paid" | "已下单未付款";
    fulfilment_failed = "Failed" | "失败";
    fulfilment_released = "Released" | "已释放";

    hold_title_unknown = "Money may have been spent. Nobody will buy it again." | "可能已扣费，不会重复购买。";
    hold_title_needs_person = "Money may have been spent. A person must look before anything else happens." | "可能已扣费，须人工核实后才会继续。";
    hold_at_stake = "At stake" | "涉及金额";
    hold_now = "Now" | "目前";
    hold_next = "Next" | "下一步";
    hold_until = "Until" | "截止";
    progress_of_order = "Progress of the order" | "订单进度";
}

impl super::Text {
    pub const fn state(self, state: State) -> &'static str {
        match state {
            State::Draft => self.state_draft(),
            State::PendingApproval => self.state_pending_approval(),
            State::Approved => self.state_approved(),
            State::Executing => self.state_executing(),
            State::Bought => self.state_bought(),
            State::NotBought => self.state_not_bought(),
            State::Unknown => self.state_unknown(),
            State::NeedsPerson => self.state_needs_person(),
            State::Rejected => self.state_rejected(),
            State::Cancelled => self.state_cancelled(),
            State::Expired => self.state_expired(),
        }
    }

    pub const fn fulfilment(self, fulfilment: Fulfilment) -> &'static str {
        match fulfilment {
            Fulfilment::NotConfigured => self.fulfilment_not_configured(),
            Fulfilment::Creating => self.fulfilment_creating(),
            Fulfilment::Running => self.fulfilment_running(),
            Fulfilment::Unpaid => self.fulfilment_unpaid(),
            Fulfilment::Failed => self.fulfilment_failed(),
            Fulfilment::Released => self.fulfilment_released(),
        }
    }
}
