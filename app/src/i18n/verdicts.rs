//! What people and looks found out about an order in doubt, and the forms to say it.

use domain::order::{Said, settlement::Act};

texts! {
    verdict_title = "Record a verdict" | "记录核实结果";
    verdict_paid = "It was paid" | "已付款";
    verdict_not_paid = "It was not paid" | "未付款";
    verdict_cancelled = "It was cancelled" | "已取消";
    verdict_not_cancelled = "It was not cancelled" | "未取消";
    verdict_payment_hint = "Look at the order in the cloud’s console first. What you say ends the doubt, and stays on record with your name." | "请先在云厂商控制台查看该订单。您的结论将结束此存疑状态，并与您的姓名一并存档。";
    verdict_lost = "No request of this order is on record: the database lost what was written after a point. What its account bought and no order owns may be it." | "没有本订单的请求记录：数据库遗失了某一时刻之后的内容。其账户中无对应订单的购买可能属于本订单。";
    verdict_lost_reference(references) = "One of what its account bought and no order owns: {references}" | "其账户中无对应订单的购买之一：{references}";
    verdict_lost_none = "Its account shows nothing that no order owns: it cannot be recorded as bought." | "其账户中没有无对应订单的购买，不能记为已购买。";
    verdict_lost_not_bought = "It was not bought, and none of these is ours" | "未购买，以上均不属于本订单";
    verdict_label = "What became of it" | "核实结果";
    verdict_bought = "It was bought" | "已购买";
    verdict_not_bought = "It was not bought" | "未购买";
    verdict_reference = "The cloud’s reference" | "云厂商单号";
    verdict_reference_hint = "The id of what was bought, as the cloud’s console shows it. Only if it was bought." | "云厂商控制台显示的资源 ID，仅在已购买时填写。";
    verdict_reason = "What you looked at" | "核实依据";
    verdict_reason_hint = "Needed for “not bought”. It stays on record with your name." | "“未购买”时必填，将与您的姓名一并存档。";
    verdict_reason_required = "Say what you looked at and found." | "请说明您查看了什么、结果如何。";
    verdict_reference_required = "Enter the id of what was bought, as the cloud shows it." | "请填写云厂商显示的资源 ID。";
    verdict_reference_without = "Leave this out: what was not bought has no reference." | "请删除此项：未购买则没有单号。";
    verdict_record = "Record the verdict" | "记录核实结果";
    verdict_recording = "Recording" | "记录中";
    verdict_two = "It is above the limit for one person: two administrators have to say the same, and the first one changes nothing." | "金额超过单人核实上限，须两位管理员给出相同结果，第一位的结果不会改变订单。";
    verdict_not_before(time) = "“Not bought” can be recorded from {time} on and after a look at the cloud: until then the last request could still arrive." | "“未购买”须在 {time} 之后且再次查看云账户后才能记录，在此之前最后一次请求仍可能到达。";
    verdict_no_look = "“Not bought” can be recorded once a look at the cloud, after the last request died, shows nothing that could be it. What could be it stands among the purchases that no order owns: there somebody says whose it is." | "“未购买”须在最后一次请求失效之后查看云账户，且未发现可能属于本订单的购买时才能记录。可能属于本订单的购买列在“无对应订单的购买”中，请先说明其归属。";
    verdict_payment_not_before(time) = "That it was not done can be recorded from {time} on and after a look at the cloud, which the portal takes by itself: until then the request could still arrive." | "“未完成”须在 {time} 之后且系统再次查看云账户后才能记录，在此之前请求仍可能到达。";
    verdict_payment_no_look = "That it was not done can be recorded once the portal has seen the order unpaid again. It looks by itself, every few minutes." | "“未完成”须在系统再次看到订单未付款后才能记录。系统每隔几分钟自动查看。";
    verdict_sale_known(reference) = "The cloud itself named a sale, {reference}: it cannot be recorded as not bought." | "云厂商已给出购买记录 {reference}，不能记为未购买。";
    verdict_nothing_sent = "No request of this order is on record, so no verdict can rest on one." | "没有本订单的请求记录，无法据此给出结果。";
    verdict_propose_title = "Tell the administrators what you found" | "告诉管理员您了解的情况";
    verdict_propose = "Tell them" | "提交";
    verdict_propose_note = "It changes nothing by itself. Whoever gives the verdict reads it." | "不会直接改变订单，由给出核实结果的管理员参考。";
    verdict_take = "I take it" | "由我处理";
    verdict_taken_you = "You look after it." | "由您负责处理。";
    verdict_taken(person) = "{person} looks after it." | "由 {person} 负责处理。";
    verdict_look = "Look at the cloud now" | "立即查看云账户";
    verdict_look_note = "Safe: it only reads. Nothing is bought and nothing is sent again." | "仅查询，不会购买或重新发送任何请求。";
    verdict_confirm = "Confirm your password" | "确认密码";

    known_title = "What looks and people found" | "查看与核实记录";
    known_caption = "Looks at the cloud and what people said, newest first" | "云账户查看与人工核实记录，最新在前";
    known_when = "Time" | "时间";
    known_who = "Who" | "来源";
    known_what = "Found" | "结果";
    known_means = "Means" | "含义";
    known_times(n) = "{n} times the same" | "结果相同，共 {n} 次";
    known_cloud_time(time) = "by the cloud’s clock {time}" | "云厂商时间 {time}";
    known_portal = "Purser" | "Purser";
    known_reference = "cloud reference" | "云厂商单号";
    known_said_bought = "Bought" | "已购买";
    known_said_not_bought = "Not bought" | "未购买";
    known_said_paid = "Paid" | "已付款";
    known_said_not_paid = "Not paid" | "未付款";
    known_said_cancelled = "Cancelled" | "已取消";
    known_said_not_cancelled = "Not cancelled" | "未取消";
    known_proposal = "The requester’s own word: it settles nothing by itself." | "申请人提供的情况，不直接决定结果。";
    known_verdict = "The verdict" | "核实结果";
    known_one_of_two = "One of two: another administrator has to say the same." | "两人之一：须另一位管理员给出相同结果。";
    look_found = "It is there" | "已找到";
    look_absent = "Not there, in a complete list" | "完整列表中未找到";
    look_unmapped = "An order of the account that nobody can place" | "账户中有无法对应的订单";
    look_unowned = "The account bought what no order owns" | "账户中有无对应订单的购买";
    look_means_unowned = "One of them may be this order’s: a person tells." | "其中之一可能属于本订单，须人工确认。";
    look_pay_found = "The order is paid at the cloud" | "云厂商处已付款";
    look_cancel_found = "The order is cancelled at the cloud" | "云厂商处已取消";
    look_still_unpaid = "The order still waits for its payment" | "订单仍待付款";
    look_order_busy = "The cloud is working on the order right now" | "云厂商正在处理该订单";
    look_means_done = "It was done." | "已完成。";
    look_means_still_unpaid = "It was not done, once no request can arrive any more." | "待请求不可能再到达后，可判定未完成。";
    look_busy = "The cloud is changing the task right now" | "云厂商正在变更该任务";
    look_partial = "Changed, but not as asked" | "有变更，但与申请不符";
    look_unreadable = "No complete list came back" | "未返回完整列表";
    look_other(code) = "Saw: {code}" | "查看结果：{code}";
    look_means_found = "It was bought." | "已购买。";
    look_means_absent = "It settles the order once no request can arrive any more." | "待请求不可能再到达后，可据此判定。";
    look_means_unmapped = "It may be ours: absence is not proven." | "可能属于本订单，不能证明未购买。";
    look_means_busy = "Nothing can be compared until it is done." | "完成之前无法比对。";
    look_means_partial = "A person must compare it." | "须人工比对。";
    look_means_unreadable = "Proves nothing." | "不能证明任何结果。";

    confirm_title = "Confirm your password" | "确认密码";
    confirm_panel = "A large amount" | "大额操作";
    confirm_text = "What you are about to do is about a lot of money, and you signed in more than 10 minutes ago." | "即将执行的操作涉及较大金额，而您登录已超过 10 分钟。";
    confirm_password = "Your password" | "密码";
    confirm_act = "Confirm and go on" | "确认并继续";
}

impl super::Text {
    pub const fn said(self, said: Said) -> &'static str {
        match said {
            Said::Bought => self.known_said_bought(),
            Said::NotBought => self.known_said_not_bought(),
            Said::Paid => self.known_said_paid(),
            Said::NotPaid => self.known_said_not_paid(),
            Said::Cancelled => self.known_said_cancelled(),
            Said::NotCancelled => self.known_said_not_cancelled(),
        }
    }

    /// The choice that says it.
    pub const fn verdict_of(self, said: Said) -> &'static str {
        match said {
            Said::Bought => self.verdict_bought(),
            Said::NotBought => self.verdict_not_bought(),
            Said::Paid => self.verdict_paid(),
            Said::NotPaid => self.verdict_not_paid(),
            Said::Cancelled => self.verdict_cancelled(),
            Said::NotCancelled => self.verdict_not_cancelled(),
        }
    }

    /// What a look at the cloud saw, and what that means for the order or its payment, by its code.
    pub fn look(self, code: &str, act: Option<Act>) -> (String, &'static str) {
        let (saw, means) = match (code, act) {
            ("found", Some(Act::Pay)) => (self.look_pay_found(), self.look_means_done()),
            ("found", Some(Act::Cancel)) => (self.look_cancel_found(), self.look_means_done()),
            ("absent", Some(_)) => (self.look_still_unpaid(), self.look_means_still_unpaid()),
            ("busy", Some(_)) => (self.look_order_busy(), self.look_means_busy()),
            _ => return self.look_for_purchase(code),
        };
        (saw.to_owned(), means)
    }

    fn look_for_purchase(self, code: &str) -> (String, &'static str) {
        let (saw, means) = match code {
            "unowned" => (self.look_unowned(), self.look_means_unowned()),
            "found" => (self.look_found(), self.look_means_found()),
            "absent" => (self.look_absent(), self.look_means_absent()),
            "unmapped" => (self.look_unmapped(), self.look_means_unmapped()),
            "busy" => (self.look_busy(), self.look_means_busy()),
            "partial" => (self.look_partial(), self.look_means_partial()),
            "unreadable" => (self.look_unreadable(), self.look_means_unreadable()),
            other => return (self.look_other(other), ""),
        };
        (saw.to_owned(), means)
    }
}
