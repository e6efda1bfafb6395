//! What happened to an order, one sentence for each kind of event, and why something waits.

use domain::order::Verdict;

texts! {
    event_approved_by_rule(rule) = "Approved: the rule “{rule}” asks nobody." | "已通过：规则“{rule}”规定无需审批。";
    event_approver_named(person, step) = "named {person} as approver for step {step}" | "指定{person}为第 {step} 步的审批人";
    event_portal = "Purser" | "Purser";
    event_created = "started a draft" | "新建了草稿";
    event_submitted = "submitted it for approval" | "提交了审批";
    event_submitted_revision(n) = "submitted revision {n} for approval" | "将第 {n} 版提交审批";
    event_decision_approve = "approved" | "批准";
    event_decision_reject = "rejected" | "驳回";
    event_decision_step(step) = "Step {step}" | "第 {step} 步";
    event_approved = "Approved: every step has its answers" | "审批完成：所有步骤均已通过";
    event_rejected = "Rejected. Nothing was sent, no money was spent" | "已驳回。未发送任何请求，未扣费";
    event_cancelled = "withdrew the order" | "撤回了订单";
    event_revised = "took it back to change it" | "收回订单以便修改";
    event_expired_pending = "Expired: nobody decided in time" | "已过期：未在期限内审批";
    event_expired_approved = "Expired: it was approved, but could not start in time" | "已过期：已获批准，但未能按时开始";
    event_started = "Intent written down, before anything is sent" | "购买意图已记录，尚未发送任何请求";
    event_send(n) = "Request sent, send {n}" | "请求已发送，第 {n} 次";
    event_signature_dead(time) = "Signature dead after {time}" | "签名于 {time} 后失效";
    event_looked = "The cloud was looked at." | "已查看云账户。";
    event_evidence_done = "The cloud confirmed it" | "云厂商已确认";
    event_evidence_not_done = "The cloud refused" | "云厂商拒绝";
    event_evidence_open = "An answer that settles nothing" | "应答无法判定结果";
    event_no_answer = "No usable answer came back" | "未收到可用的应答";
    event_bought = "Bought." | "已购买。";
    event_bought_as = "The cloud’s id:" | "云厂商实例 ID：";
    event_not_bought = "Not bought." | "未购买。";
    event_not_bought_text = "Every request was refused, no money was spent" | "所有请求均被拒绝，未扣费";
    event_unknown = "Outcome unknown." | "结果未知。";
    event_unknown_text = "A request left and no answer settles it: money may have been spent" | "请求已发出但没有能判定结果的应答，可能已扣费";
    event_needs_person = "A person must look." | "需人工核实。";
    event_found_by_sweep = "The daily look at the account found a purchase of this order" | "每日账号核对发现了本订单的购买记录";
    event_late_sale = "A sale came to light after all." | "事后发现购买记录。";
    event_approval_lost = "An approval fell away, it waits for another" | "一项审批失效，需重新审批";
    event_waiting = "Cannot start yet." | "暂时无法开始。";
    event_instance(status) = "The cloud shows the instance as {status}" | "云厂商显示实例状态为 {status}";
    event_bought_by = "says: it was bought." | "给出核实结果：已购买。";
    event_not_bought_by = "says: it was not bought." | "给出核实结果：未购买。";
    event_verdict_first(said) = "says: {said}. A second administrator has to say the same" | "认为：{said}。须另一位管理员给出相同结果";
    event_verdict_proposed(said) = "found out: {said}. It settles nothing by itself" | "提供情况：{said}。不直接决定结果";
    event_taken = "looks after it" | "负责处理";
    event_alarm_cleared = "put an alarm away" | "关闭了告警";
    event_request = "Request" | "请求";
    event_http(status) = "HTTP {status}" | "HTTP {status}";
    event_arrow(from, to) = "{from} → {to}" | "{from} → {to}";
    event_quote(words) = "“{words}”" | "“{words}”";

    waiting_credential_suspect = "The cloud refused the credential lately. Its owner has to verify it once more; then it goes on by itself." | "云厂商近期拒绝了该凭证。所有者重新验证后，会自动继续。";
    waiting_secret_unreadable = "The password of the order cannot be decrypted with the keys that this portal holds. Take the order back and give the password again." | "当前系统持有的密钥无法解密该订单的密码。请收回订单并重新填写密码。";
    waiting_order_busy = "The cloud is working on the order." | "云厂商正在处理该订单。";
    waiting_credential_unreadable = "The credential cannot be decrypted with the keys that this portal holds. Whoever runs the portal has to bring the key back." | "当前系统持有的密钥无法解密该凭证，需由系统运维人员恢复密钥。";
    waiting_cloud_unreachable = "The cloud does not answer, so nothing is sent. Purser tries again by itself." | "云厂商没有应答，因此不发送任何请求。系统会自动重试。";
    waiting_clock_off = "This portal’s clock and the cloud’s are too far apart to sign a request. Whoever runs the portal has to set it." | "系统时钟与云厂商时钟相差过大，无法签名。需由系统运维人员校时。";
    waiting_hold = "An operator put all first requests on hold. It starts when the hold is lifted." | "运维人员已暂停所有首次请求，解除后自动开始。";
    waiting_requester_disabled = "The requester’s account is disabled. Nothing is bought for it." | "申请人账户已停用，不会为其购买。";
    waiting_permission_missing = "The credential may not do what this needs. Whoever manages the cloud account has to grant the right; then it goes on by itself." | "该凭证缺少所需权限。由云账号管理员授权后，会自动继续。";
    waiting_look_alike = "Another order with the same parameters and account is on its way, or nobody knows yet what became of it. This one starts when that is settled." | "另一笔参数和账号相同的订单正在购买，或结果尚未知。待其有结果后，本订单才会开始。";
    waiting_approval_over = "The approval’s time is over. Purser ends the order in a moment." | "审批有效期已过，系统即将结束该订单。";
    waiting_approver_gone = "Somebody who approved it left before it was bought. The step is open again." | "一位审批人在购买前已离开，该审批步骤需重新审批。";
    waiting_credential_replaced = "Its credential was replaced or removed before it was bought. Check the order and submit it once more; approvers are asked anew." | "购买前凭证已被替换或移除。请检查订单并重新提交，需重新审批。";
    waiting_database_changed = "The database is not the one that this worker knew: it was moved to a standby or restored. Nothing is sent until an operator has looked." | "数据库与此前不同：可能已切换到备库或从备份恢复。运维人员核实之前，不发送任何请求。";
    waiting_provider_in_trouble = "More than twenty orders at this cloud have an outcome that nobody knows. It starts by itself when they are settled." | "该云厂商已有超过二十笔订单结果未知。待其有结果后，本订单会自动开始。";
    waiting_lists_may_lag = "After a hold, Purser first looks for purchases that the database may have lost. The cloud lists them with a delay; it starts by itself afterwards." | "暂停解除后，系统先核对数据库可能丢失的购买记录。云厂商的列表存在延迟，稍后会自动开始。";
    waiting_list_unreadable = "A list of what the account bought cannot be read to its end. Without it nobody can tell whether this was bought before, so nothing is sent. Purser tries again by itself." | "无法完整读取该账号的购买列表，因而无法确认是否已经购买过，所以不发送任何请求。系统会自动重试。";
    waiting_purchases_unsettled = "The account shows a purchase that may belong to another order whose outcome is still open. It starts when that is settled." | "该账号有一笔购买记录，可能属于另一笔结果未定的订单。待其有结果后，本订单才会开始。";
    waiting_prepaid_settling = "Another prepaid order of this account was sent and nobody knows yet what became of it. Only one at a time can be told apart; this one starts when that is settled." | "该账号另一笔包年/包月订单已发出但结果未知。同一时间只能核实一笔，待其有结果后本订单才会开始。";
    waiting_task_changing = "Another order is changing the same task. This one starts when that is settled." | "另一笔订单正在变更同一任务。待其有结果后，本订单才会开始。";
    waiting_task_busy = "The cloud is changing the task right now. It starts by itself afterwards." | "云厂商正在变更该任务，完成后会自动开始。";
    waiting_task_unreadable = "The cloud does not say how the task is paid now, so a change could not be told from what was there before. Nothing is sent; Purser tries again by itself." | "云厂商未返回任务当前的计费方式，无法判断变更前后的差异，因此不发送任何请求。系统会自动重试。";
    waiting_target_reached = "The task is already as this order wants it. Asking again could charge again, so nothing was sent." | "任务已处于本订单所要求的状态。重复请求可能再次扣费，因此未发送任何请求。";
    waiting_change_impossible = "The task is a subscription, and the cloud never turns one back to pay-as-you-go. Nothing was sent." | "该任务为包年包月，云厂商不支持转回按量付费。未发送任何请求。";
    waiting_task_missing = "The cloud does not show this task to this credential. Check the task’s id and region; nothing was sent." | "云厂商未向该凭证返回此任务。请检查任务 ID 和地域；未发送任何请求。";
    waiting_price_above_ceiling = "Right before the purchase the cloud asked more than was approved, so nothing was sent. Check the order and submit it once more; approvers are asked anew." | "购买前云厂商的报价超出已批准的上限，因此没有发出请求。请检查订单并重新提交，需重新审批。";
    waiting_price_gone = "Right before the purchase the cloud named no price any more, so nothing was sent. Check the order and state a ceiling; approvers are asked anew." | "购买前云厂商不再提供价格，因此没有发出请求。请检查订单并填写上限，需重新审批。";
    waiting_price_currency = "Right before the purchase the cloud named its price in another currency than was approved, so nothing was sent. Check the order and submit it once more; approvers are asked anew." | "购买前云厂商的报价币种与已批准的不同，因此没有发出请求。请检查订单并重新提交，需重新审批。";
    waiting_other(code) = "It waits: {code}" | "等待中：{code}";

    hold_failed_over = "The database was found in another PostgreSQL cluster or on another timeline: a standby was promoted, or a backup was restored." | "数据库位于另一个 PostgreSQL 集群或时间线：可能是备库已提升为主库，或从备份恢复。";
    hold_log_behind_anchor = "Events are missing that are known outside of the database: it was replaced by an older one." | "数据库缺少外部已记录的事件：它可能已被较旧的版本替换。";

    person_token_window_over = "The cloud did not settle it while it remembers the request’s token. From here on a repeat could buy twice, so nothing is sent any more." | "在云厂商记住请求令牌的时间内未能得出结果。此后重发可能重复购买，因此不再发送任何请求。";
    person_parameter_mismatch = "The cloud knows this order’s token with other parameters. That must not happen, so nothing is sent any more." | "云厂商记录的同一令牌对应其他参数。这种情况不应发生，因此不再发送任何请求。";
    person_late_sale = "After it ended as not bought, the cloud showed a sale that carries this order’s token." | "订单以“未购买”结束后，云厂商又显示了带有本订单令牌的购买记录。";
    person_second_owner = "The cloud named an instance that another order owns already. One of the two is wrong, and only a person can tell which." | "云厂商返回的实例已属于另一笔订单。两者必有一误，需人工核实。";
    person_endpoint_changed = "The cloud’s address was changed by configuration after the request left. Another address knows other tokens, so nothing is sent any more." | "请求发出后，配置中的云厂商地址已变更。新地址不识别原令牌，因此不再发送任何请求。";
    person_unowned_after_failover = "It was approved before the database was moved or restored, and since then the account shows a purchase that no order owns. It may be this one, so nothing was sent." | "该订单在数据库切换或恢复之前获批，而该账号此后有一笔不属于任何订单的购买记录，可能正是本订单，因此未发送任何请求。";
    person_partial_change = "The task changed, but not as it was asked for. Compare it with the order: money may have been spent." | "任务发生了变化，但与申请内容不一致。请与订单核对：可能已扣费。";
    person_absence_unproven = "It was not found at the cloud. Its request carried a token that lives on, so that alone does not prove that nothing was bought." | "在云厂商未找到该购买。其请求所带的令牌仍然有效，因此不能证明没有购买。";
    person_unmapped_order = "The account has an order at the cloud that belongs to no order here and may be this one. Compare them." | "该云账号有一笔不属于任何本地订单的云订单，可能正是本订单。请核对。";
    person_list_unreadable = "For a day the lists that would settle it could not be read to their end." | "连续一天无法完整读取用于核实的列表。";
    person_task_busy = "For a day the cloud has been changing the task, or holds an order to change it, without an end." | "连续一天云厂商一直在变更该任务，或持有未完成的变更订单。";
    person_other_protocol = "Another version of Purser began it by other rules, and this one does not know them. Nothing is sent any more." | "该订单由另一版本的 Purser 按其他规则发起，当前版本无法识别，因此不再发送任何请求。";
    person_other(code) = "The reason on record: {code}" | "记录的原因：{code}";
}

impl super::Text {
    /// Why an order that is due does not go on, by the code of `order.waiting`.
    pub fn waiting(self, code: &str) -> String {
        match code {
            "credential_suspect" => self.waiting_credential_suspect().to_owned(),
            "credential_unreadable" => self.waiting_credential_unreadable().to_owned(),
            "secret_unreadable" => self.waiting_secret_unreadable().to_owned(),
            "order_busy" => self.waiting_order_busy().to_owned(),
            "cloud_unreachable" => self.waiting_cloud_unreachable().to_owned(),
            "clock_off" => self.waiting_clock_off().to_owned(),
            "hold" => self.waiting_hold().to_owned(),
            "permission_missing" => self.waiting_permission_missing().to_owned(),
            "look_alike" => self.waiting_look_alike().to_owned(),
            "approval_over" => self.waiting_approval_over().to_owned(),
            "approver_gone" => self.waiting_approver_gone().to_owned(),
            "credential_replaced" => self.waiting_credential_replaced().to_owned(),
            "price_above_ceiling" => self.waiting_price_above_ceiling().to_owned(),
            "price_gone" => self.waiting_price_gone().to_owned(),
            "price_currency" => self.waiting_price_currency().to_owned(),
            "requester_disabled" => self.waiting_requester_disabled().to_owned(),
            "database_changed" => self.waiting_database_changed().to_owned(),
            "provider_in_trouble" => self.waiting_provider_in_trouble().to_owned(),
            "lists_may_lag" => self.waiting_lists_may_lag().to_owned(),
            "list_unreadable" => self.waiting_list_unreadable().to_owned(),
            "purchases_unsettled" => self.waiting_purchases_unsettled().to_owned(),
            "prepaid_settling" => self.waiting_prepaid_settling().to_owned(),
            "task_changing" => self.waiting_task_changing().to_owned(),
            "task_busy" => self.waiting_task_busy().to_owned(),
            "task_unreadable" => self.waiting_task_unreadable().to_owned(),
            "target_reached" => self.waiting_target_reached().to_owned(),
            "change_impossible" => self.waiting_change_impossible().to_owned(),
            "task_missing" => self.waiting_task_missing().to_owned(),
            other => self.waiting_other(other),
        }
    }

    /// Why only a person can tell what became of an order.
    pub fn person_reason(self, code: &str) -> String {
        match code {
            "token_window_over" => self.person_token_window_over().to_owned(),
            "parameter_mismatch" => self.person_parameter_mismatch().to_owned(),
            "second_owner" => self.person_second_owner().to_owned(),
            "endpoint_changed" => self.person_endpoint_changed().to_owned(),
            "late_sale" => self.person_late_sale().to_owned(),
            "unowned_after_failover" => self.person_unowned_after_failover().to_owned(),
            "partial_change" => self.person_partial_change().to_owned(),
            "absence_unproven" => self.person_absence_unproven().to_owned(),
            "unmapped_order" => self.person_unmapped_order().to_owned(),
            "list_unreadable" => self.person_list_unreadable().to_owned(),
            "task_busy" => self.person_task_busy().to_owned(),
            "other_protocol" => self.person_other_protocol().to_owned(),
            other => self.person_other(other),
        }
    }

    /// Why first requests are on hold: words for the codes that a worker gives, and what an operator wrote as it is.
    pub fn hold_reason(self, reason: &str) -> String {
        match reason {
            "failed_over" => self.hold_failed_over().to_owned(),
            "log_behind_anchor" => self.hold_log_behind_anchor().to_owned(),
            written => written.to_owned(),
        }
    }

    /// What an answer says about the money.
    pub const fn verdict(self, verdict: Verdict) -> &'static str {
        match verdict {
            Verdict::Done => self.event_evidence_done(),
            Verdict::NotDone => self.event_evidence_not_done(),
            Verdict::Open => self.event_evidence_open(),
        }
    }
}
