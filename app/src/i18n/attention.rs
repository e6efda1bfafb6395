//! What people have to look after, and what admins set for everybody.

use domain::attention::{Stuck, Unowned};

texts! {
    nav_admin = "Administration" | "管理";
    nav_attention = "Needs attention" | "待处理";
    nav_limits = "Limits" | "金额上限";
    nav_attention_count(n) = "{n} waits for a person" / "{n} wait for a person" | "{n} 项待人工处理";

    attention_sub = "Orders whose money is in doubt, orders that do not move, alarms, and the hold" | "结果存疑或停滞的订单、告警，以及全局暂停";
    attention_none_title = "Nothing waits for a person" | "没有待人工处理的事项";
    attention_none = "Every order moves on by itself. What stops doing so appears here at once." | "所有订单均在自动进行。出现异常时会立即显示在此。";
    attention_order = "Order" | "订单";
    attention_what = "What happened" | "情况";
    attention_money = "The money" | "金额";
    attention_since = "Since" | "自";
    attention_who = "Who can act" | "谁可处理";
    attention_act = "Act" | "操作";
    attention_for(person) = "for {person}" | "申请人：{person}";
    attention_may_be_spent = "may have been spent" | "可能已扣费";
    attention_not_spent = "not spent yet" | "尚未扣费";
    attention_on_its_way = "may be being spent right now" | "可能正在扣费";
    attention_persons = "A person must look" | "需人工核实";
    attention_persons_note = "Nothing is sent until somebody says what the cloud shows" | "给出核实结果之前不会发送任何请求";
    attention_unknown = "Outcome unknown" | "结果未知";
    attention_unknown_note = "Settles by itself; nobody buys it again" | "自动核实中，不会重复购买";
    attention_stuck = "Does not move" | "停滞";
    attention_stuck_note = "Longer than it should take" | "已超过正常时间";
    attention_an_admin = "An administrator who neither asked for it nor decided about it" | "既非申请人也非审批人的管理员";
    attention_nobody_yet = "Nobody looks after it yet" | "尚无人负责";
    attention_operator = "Whoever runs the portal: look at the workers and the database" | "系统运维人员：请检查工作进程与数据库";
    attention_by_itself = "Nobody has to: Purser asks the cloud by itself" | "无需处理，系统会自动查询";
    attention_next_at(age) = "again {age}" | "{age}再次查询";
    stuck_executing = "A request left, and nobody drew a conclusion." | "请求已发出，但未得出结论。";
    stuck_unknown = "It should have settled by now." | "早该有结果。";
    stuck_unassigned = "Nobody took it within the hour." | "一小时内无人接手。";
    stuck_unclaimed = "It is due, and no worker takes it." | "已到时间，但没有工作进程接手。";
    stuck_taken_over(n) = "Workers went away over it {n} times." | "已有 {n} 次工作进程中断。";
    stuck_mark = "Stuck" | "停滞";

    alarms_title = "Alarms" | "告警";
    alarms_note = "Open until somebody puts them away, saying why" | "需有人说明理由后关闭";
    alarms_caption = "Open alarms, the oldest first" | "未关闭的告警，最早在前";
    alarms_what = "What came to light" | "情况";
    alarm_late_sale = "A sale came to light after the order ended as not bought." | "订单以“未购买”结束后，出现购买记录。";
    alarm_late_sale_money = "The money was spent after all. An administrator gives a new verdict." | "实际已扣费，须由管理员重新核实。";
    alarm_second_reference = "The cloud named a second purchase for one order." | "云厂商对同一订单给出第二个购买记录。";
    alarm_second_reference_money = "It may have been bought twice. Look at both in the cloud’s console; release the one that is too many." | "可能重复购买。请在云厂商控制台核对，释放多余的资源。";
    alarm_unowned = "An account bought what no order owns." | "云账户中有无对应订单的购买。";
    alarm_unowned_money = "Money was spent. Find out who bought it; an order may own it by now." | "已扣费。请确认购买者；可能已有订单对应。";
    alarm_other_money = "Read the order, then look at the cloud account." | "请查看订单，再核对云账户。";
    alarm_no_order = "no order" | "无对应订单";
    alarm_clear = "Put away" | "关闭告警";
    alarm_clear_reason = "Why it is settled" | "处理结论";

    unowned_title = "Purchases that no order owns" | "无对应订单的购买";
    unowned_note = "The accounts’ own lists show them" | "云账户列表中显示";
    unowned_caption = "Purchases that no order owns, the oldest first" | "无对应订单的购买，最早在前";
    unowned_what = "Purchase" | "购买内容";
    unowned_instance = "instance" | "实例";
    unowned_order = "order" | "云厂商订单";
    unowned_account = "Account" | "账户";
    unowned_means = "Bought outside of Purser, or by an order whose record was lost. Ask whoever owns the account. If it belongs to an order that needs a person, give its reference there; otherwise say here whose it is." | "可能在系统之外购买，或对应订单的记录已遗失。请向账户所有者确认：若属于需人工核实的订单，请在该订单中填写其单号；否则在此说明归属。";
    unowned_points(number) = "Its name points to {number}" | "名称指向 {number}";
    unowned_spent = "spent" | "已扣费";
    unowned_since = "Bought" | "购买时间";
    unowned_no_time = "the cloud does not say" | "云厂商未说明";
    unowned_seen(time) = "first seen {time}" | "首次发现 {time}";
    unowned_reason = "Whose it is" | "归属说明";
    unowned_clear = "Put away" | "标记为已处理";
    hold_stands = "First requests are on hold. Nothing new is bought anywhere." | "已暂停所有首次请求，不会购买任何新资源。";
    hold_stands_text = "Orders wait where they are and start by themselves when the hold is lifted. What was sent before is still settled." | "订单原地等待，解除后自动开始。此前已发送的请求仍会继续核实。";
    hold_since(time) = "Since {time}" | "自 {time} 起";
    hold_by(person) = "by {person}" | "操作人：{person}";
    hold_by_operator = "by an operator" | "操作人：系统运维人员";
    hold_panel = "Hold" | "全局暂停";
    hold_none = "None stands: approved orders start by themselves." | "当前未暂停，已批准的订单会自动开始。";
    hold_release_note = "Lift it once everything that the accounts bought has its owner, and nothing above is in doubt." | "确认云账户中每笔购买的归属且上述事项无存疑后再解除。";
    hold_why = "Why" | "理由";
    hold_reason_hint = "Everybody whose order waits reads it." | "所有受影响的用户均可见。";
    attention_reason_required = "Say why: whoever looks next reads it." | "请说明理由，供后续处理人员参考。";
    hold_set = "Hold all first requests" | "暂停所有首次请求";
    hold_release = "Lift the hold" | "解除暂停";
    attention_done_held = "Held. Nothing new is bought." | "已暂停，不会购买任何新资源。";
    attention_done_released = "Lifted. Approved orders start again." | "已解除，已批准的订单将继续。";
    attention_done_cleared = "The alarm is put away." | "告警已关闭。";
    attention_done_unowned = "The purchase is put away." | "该购买已处理。";

    limits_sub = "What one person alone may not decide" | "单人不能决定的金额";
    limits_panel = "Above this amount" | "超过以下金额时";
    limits_note = "Nothing is set until you set it" | "默认不设上限";
    limits_text = "Approving needs a sign-in that is at most 10 minutes old and cannot be done with an API token, and a verdict on an order in doubt takes two administrators who say the same. It is compared with what an order may spend." | "审批须在登录后 10 分钟内完成且不能使用 API 令牌；存疑订单的核实须两位管理员给出相同结果。比较对象为订单的可花费上限。";
    limits_hint = "Empty: no limit for this currency." | "留空表示该币种不设上限。";
    limits_save = "Save the limits" | "保存上限";
    limits_sign_in_old = "To change a limit, your sign-in must be at most 10 minutes old. Confirm your password, then do it again." | "修改上限要求登录时间在 10 分钟以内。请确认密码后重试。";
    limits_saved = "Saved." | "已保存。";
}

impl super::Text {
    /// Why an order counts as stuck.
    pub fn stuck(self, stuck: Stuck, takeovers: i32) -> String {
        match stuck {
            Stuck::Executing => self.stuck_executing().to_owned(),
            Stuck::Unknown => self.stuck_unknown().to_owned(),
            Stuck::Unassigned => self.stuck_unassigned().to_owned(),
            Stuck::Unclaimed => self.stuck_unclaimed().to_owned(),
            Stuck::TakenOver => self.stuck_taken_over(takeovers),
        }
    }

    /// What came to light, and what it means for the money, by the alarm's code.
    pub fn alarm(self, code: &str) -> (String, &'static str) {
        match code {
            "late_sale" => (self.alarm_late_sale().to_owned(), self.alarm_late_sale_money()),
            "second_reference" => {
                (self.alarm_second_reference().to_owned(), self.alarm_second_reference_money())
            }
            Unowned::ALARM => (self.alarm_unowned().to_owned(), self.alarm_unowned_money()),
            other => (self.person_reason(other), self.alarm_other_money()),
        }
    }
}
