//! The list of orders and an order's page.

use domain::{approval::Asked, catalog::Operation, order::can::Why, person::Role};

texts! {
    orders_sub = "Yours, your teams’, and what was put to you" | "您的订单、所在团队的订单，以及交由您审批的订单";
    orders_views = "Views" | "视图";
    orders_view_all = "Everything" | "全部";
    orders_view_mine = "Mine" | "我的";
    orders_view_mine_open = "Mine, open" | "我的未完结";
    orders_filter = "Filter orders" | "筛选订单";
    orders_find = "Find in orders" | "在订单中查找";
    orders_find_placeholder = "Number, cloud id, request id, person, reason" | "编号、云资源 ID、请求 ID、人员、理由";
    orders_any_state = "Any state" | "所有状态";
    orders_any_operation = "Any operation" | "所有操作";
    orders_operation = "Operation" | "操作";
    orders_whose = "Whose" | "归属";
    orders_anybody = "Anybody’s" | "所有人的";
    orders_mine = "Mine" | "我的";
    orders_apply = "Apply" | "筛选";
    orders_by_state = "By state" | "按状态";
    orders_all = "All" | "全部";
    orders_open = "Open" | "未完结";
    orders_closed = "Closed unsent" | "未发送即关闭";
    orders_doubt = "In doubt" | "结果存疑";
    orders_chip_unknown = "Unknown" | "结果未知";
    orders_chip_needs_person = "Needs a person" | "需人工核实";
    orders_chip_approved = "Approved" | "已批准";

    orders_col_order = "Order" | "订单";
    orders_col_what = "What" | "内容";
    orders_col_state = "State" | "状态";
    orders_col_requester = "Requester" | "申请人";
    orders_col_up_to = "Up to" | "上限";
    orders_col_changed = "Changed" | "更新时间";
    orders_no_ceiling = "no ceiling yet" | "尚未填写上限";
    orders_not_bought_note = "No money was spent" | "未扣费";
    orders_unknown_note = "Settling by itself" | "自动核实中";
    orders_needs_person_note = "An administrator looks" | "由管理员核实";
    orders_draft_note = "Saved, not submitted" | "已保存，未提交";
    orders_caption = "Orders, newest first" | "订单，最新在前";
    orders_shown(first, last) = "{first} to {last}, newest first" | "第 {first} 至 {last} 条，最新在前";
    orders_shown_of(first, last, total) = "{first} to {last} of {total}, newest first" | "第 {first} 至 {last} 条，共 {total} 条，最新在前";
    orders_sum(sum) = "On this page up to {sum}" | "本页上限合计 {sum}";

    orders_none_title = "No orders yet" | "还没有订单";
    orders_none = "Every purchase starts in the catalogue: fill in a form, see who has to agree, and submit. Then it stands here with everything that happened to it." | "采购从产品目录开始：填写表单，查看审批人，然后提交。之后可在此查看订单的全部经过。";
    orders_none_act = "Open the catalogue" | "打开产品目录";
    orders_no_match_title = "No order matches" | "没有符合条件的订单";
    orders_no_match = "Nothing that you may see fits this filter." | "在您可见的订单中，没有符合当前筛选条件的。";
    orders_no_match_act = "Show all orders" | "显示全部订单";

    operation_dts_create = "DTS synchronisation" | "DTS 数据同步";
    operation_dts_change = "DTS change of billing" | "DTS 变更计费";
    operation_bss_create = "BSS instance" | "BSS 实例";
    operation_ddm_create = "DDM instance" | "DDM 实例";
    order_what_class(what, class) = "{what}, {class}" | "{what}，{class}";
    order_route(from, to) = "{from} → {to}" | "{from} → {to}";
    cloud_product_dts = "Alibaba Cloud DTS" | "阿里云 DTS";
    cloud_product_bss = "Alibaba Cloud BSS" | "阿里云 BSS";
    cloud_product_ddm = "Huawei Cloud DDM" | "华为云 DDM";
    order_term = "Term" | "购买时长";

    order_number = "order number" | "订单编号";
    order_request_id = "request id" | "请求 ID";
    order_instance_id = "instance id" | "实例 ID";
    order_hash = "hash" | "哈希";
    order_token = "client token" | "客户端令牌";
    order_for(person, team) = "{person} for {team}" | "{person}（{team}）";
    order_revision(n) = "Revision {n}" | "第 {n} 版";
    order_sheet(time, person, path) = "Purser order sheet · printed {time} by {person} · {path}" | "Purser 订单页 · {person} 打印于 {time} · {path}";

    order_progress = "Progress" | "进度";
    order_step_with(when, what) = "{when}, {what}" | "{when}，{what}";
    order_step_draft = "Draft" | "草稿";
    order_step_draft_note = "saved, not submitted" | "已保存，未提交";
    order_step_submitted = "Submitted" | "已提交";
    order_step_approval = "Approval" | "审批中";
    order_step_answers(given, needed) = "{given} of {needed} answered" | "{given}/{needed} 项审批";
    order_step_approved = "Approved" | "已批准";
    order_step_start = "Start" | "开始";
    order_step_start_note = "by itself, within minutes" | "数分钟内自动开始";
    order_step_waits = "waits, see above" | "等待中，见上方说明";
    order_step_written = "Written down" | "已记录";
    order_step_written_todo = "the intent, before it is sent" | "发送前先记录意图";
    order_step_intent(time) = "{time}, the intent" | "{time}，购买意图";
    order_step_sent = "Sent" | "已发送";
    order_step_sending = "Sending" | "发送中";
    order_step_sent_once(time) = "{time}, once" | "{time}，1 次";
    order_step_sent_times(time, n) = "{time}, {n} times the same" | "{time}，相同请求 {n} 次";
    order_step_settling = "Settling" | "核实中";
    order_step_settling_note(n, max) = "send {n} of {max}" | "第 {n}/{max} 次发送";
    order_step_looking = "looking in the account" | "在账户中查找";
    order_step_person = "A person looks" | "人工核实";
    order_step_person_note = "nothing is sent any more" | "不再发送任何请求";
    order_step_outcome = "Outcome" | "结果";
    order_step_outcome_note = "bought, not bought, or a person looks" | "已购买、未购买，或人工核实";
    order_step_verdict_note = "bought or not bought" | "已购买或未购买";
    order_step_after(time, seconds) = "{time}, after {seconds} s" | "{time}，用时 {seconds} 秒";

    order_hold_lead_token = "Purser repeats the very same request with the very same token. The cloud answers a repeat with the first purchase instead of making a second one." | "系统以同一令牌重复同一请求，云厂商会返回第一次购买的结果，而不会再次购买。";
    order_hold_lead_name = "Purser sends nothing again. It looks through the account’s list for the name that only this order has." | "系统不会再次发送，而是在账户列表中按本订单独有的名称查找。";
    order_hold_lead_setstate = "Purser sends nothing again. It compares the task with how it was before the request." | "系统不会再次发送，而是将任务与请求之前的状态进行比对。";
    order_hold_left(time) = "The request left at {time}." | "请求于 {time} 发出。";
    order_hold_lead_person = "An administrator who neither asked for this order nor approved it looks in the cloud account and records what is there. Nobody has to hurry: nothing is bought meanwhile." | "由既非申请人也非审批人的管理员查看云账户并记录结果。无需着急，其间不会购买任何资源。";
    order_hold_once = "once at most" | "至多一次";
    order_hold_asking(n, max) = "Asking, send {n} of {max}" | "查询中，第 {n}/{max} 次发送";
    order_hold_looking = "Looking in the account" | "正在账户中查找";
    order_hold_last(time) = "last send {time}" | "上次发送 {time}";
    order_hold_soon = "In a moment" | "即将进行";
    order_hold_by_itself = "by itself" | "自动进行";
    order_hold_until_soon = "Half an hour after the first send" | "首次发送后半小时";
    order_hold_until_note = "at the latest, then a person looks" | "最迟，之后由人工核实";
    order_hold_who = "Who can act" | "谁可处理";
    order_hold_who_person = "An administrator" | "管理员";
    order_hold_who_person_note = "not the requester, not an approver" | "不得是申请人或审批人";
    order_hold_who_taken_note = "looks after it" | "负责处理";
    order_hold_until_person = "A verdict is recorded" | "记录核实结果为止";
    order_hold_until_person_note = "with a reference or a reason" | "附单号或理由";
    order_hold_no_send = "Nothing is sent" | "不再发送";
    order_hold_no_send_note = "not by Purser, not by anybody here" | "系统与任何人都不会发送";

    order_not_bought_title = "Not bought. No money was spent." | "未购买，未扣费。";
    order_not_bought_text = "The cloud refused every request of this order. It stays as it is; buying takes a new order." | "云厂商拒绝了本订单的所有请求。本订单不再变化，如需购买请新建订单。";
    order_code = "The cloud’s code:" | "云厂商错误码：";
    order_rejected_title(person) = "{person} rejected it. Nothing was bought, no money was spent." | "{person} 已驳回。未购买，未扣费。";
    order_rejected_somebody = "It was rejected. Nothing was bought, no money was spent." | "订单已驳回。未购买，未扣费。";
    order_rejected_next = "The requester can change it and submit it again; the approvals then start anew." | "申请人可修改后重新提交，审批将重新开始。";
    order_expired_title = "It expired. Nothing was bought, no money was spent." | "订单已过期。未购买，未扣费。";
    order_expired_pending = "Nobody decided in time. The requester can take it back and submit it again." | "未在期限内审批。申请人可收回后重新提交。";
    order_expired_approved = "It was approved, but it could not start in time. The requester can take it back and submit it again." | "订单已获批准，但未能按时开始。申请人可收回后重新提交。";
    order_returned_title = "It came back before it was bought. No money was spent." | "订单在购买前被退回，未扣费。";
    order_waiting_title = "It is approved and cannot start yet. No money was spent." | "订单已批准，暂时无法开始，未扣费。";
    order_waiting_next(age) = "Purser looks again {age}." | "系统将在{age}再次检查。";
    order_waiting_expires(time) = "Without a start it expires {time}." | "若未开始，将于 {time} 过期。";

    order_sends = "What was sent, what came back" | "发送与应答";
    order_sends_note = "Same token, same bytes each time" | "每次令牌与内容相同";
    order_sends_caption = "Requests to the cloud, newest first" | "发往云厂商的请求，最新在前";
    order_send = "Send" | "次数";
    order_send_range(first, last) = "{first} to {last}" | "{first} 至 {last}";
    order_send_since(time) = "since {time}" | "自 {time} 起";
    order_send_time = "Time" | "时间";
    order_send_answer = "Answer" | "应答";
    order_send_means = "Means" | "含义";
    order_send_no_id = "No request id came back" | "没有返回请求 ID";
    order_send_pending_means = "It may have arrived: nobody knows yet" | "请求可能已到达，结果尚未知";
    order_send_pending = "No answer yet" | "尚无应答";

    order_timeline = "Timeline" | "时间线";
    order_timeline_note = "Newest first" | "最新在前";
    order_timeline_numbers = "Newest first. # is the number in the event log." | "最新在前，# 为事件日志编号";
    order_parameters = "Parameters as submitted" | "提交的参数";
    order_parameters_draft = "Parameters so far" | "目前的参数";
    order_timeline_earlier(n) = "{n} earlier line" / "{n} earlier lines" | "更早的 {n} 条";
    order_frozen = "Frozen, approved as" | "已冻结，审批依据";
    order_not_frozen = "Not frozen until it is submitted" | "提交后冻结";
    order_no_parameters = "Nothing is filled in yet." | "尚未填写任何参数。";

    order_cloud = "Cloud reference" | "云厂商单据";
    order_cloud_none = "None yet" | "暂无";
    order_cloud_instance = "Instance" | "实例";
    order_cloud_unknown = "Not known until the cloud answers" | "等待云厂商应答";
    order_cloud_never = "Nothing was bought" | "未购买";
    order_cloud_later = "Once it is bought" | "购买后显示";
    order_cloud_request = "Request" | "请求";
    order_cloud_requests(n) = "newest of {n}" | "共 {n} 个，此为最新";
    order_bought_with = "Bought with" | "使用凭证";
    order_credential_version(n) = "version {n}" | "第 {n} 版";
    order_cloud_token = "Token" | "令牌";
    order_cloud_endpoint = "Endpoint" | "接入点";
    order_see_instance = "See the instance" | "查看实例";

    order_price = "Price" | "价格";
    order_price_unknown = "Price not known" | "价格未知";
    order_price_asked = "As the cloud named it on submitting" | "提交时云厂商报价";
    order_price_list = "List price" | "原价";
    order_price_discount = "Discount" | "优惠";
    order_price_pay = "To pay" | "应付";
    order_price_pay_hour = "To pay an hour" | "每小时应付";
    order_price_pay_month = "To pay a month" | "每月应付";
    order_price_counted(hours) = "counts as {hours} hours" | "按 {hours} 小时计算";
    order_may_spend = "May spend up to" | "最多可花费";
    order_price_hint_open = "The ceiling is what the approvers agree to. Right before the purchase the price is asked again; above the ceiling nothing is bought." | "审批以该上限为准。购买前会再次询价，超出上限则不购买。";
    order_price_hint_doubt = "What was approved. Whether it was charged is not known yet." | "此为批准的上限。是否已扣费尚不确定。";
    order_price_hint_none = "What might have been spent. Nothing was." | "此为可花费的上限，实际未产生费用。";
    order_price_hint_bought = "What was approved. What the cloud charged stands on its bill." | "此为批准的上限。实际费用以云厂商账单为准。";
    order_price_hint_draft = "Asked when it is submitted; the form may state a ceiling." | "提交时查询，可在表单中填写上限。";

    order_why = "Why" | "申请理由";
    order_no_reason = "No reason yet" | "尚未填写";
    order_approvals = "Approvals" | "审批";
    order_approvals_count(given, needed) = "{given} of {needed}" | "{given}/{needed}";
    order_approvals_draft = "The chain is set when the order is submitted." | "提交时确定审批链。";
    order_approvals_none = "An explicit rule asks nobody." | "有明确规则规定无需审批。";
    order_answered_for(step) = "for {step}" | "（{step}）";
    order_asked_now = "now" | "当前";
    order_asked_then = "then" | "之后";
    order_asked_never = "not answered" | "未审批";
    order_no_comment = "No comment" | "无意见";
    order_rule(name) = "Rule: {name}." | "规则：{name}。";
    order_rule_built_in = "The built-in rule: the team’s lead, or anybody with the approver role. Never the requester." | "内置规则：团队负责人或任一具有审批角色的人员，不含申请人。";
    order_approval_expires(age) = "Expires {age}." | "{age}过期。";
    asked_team_lead = "the team’s lead" | "团队负责人";
    asked_approver = "an approver" | "审批人";
    asked_auditor = "an auditor" | "审计员";
    asked_admin = "an administrator" | "管理员";
    asked_group = "somebody of a group" | "某个组的成员";
    asked_group_named(name) = "somebody of group {name}" | "{name}组成员";
    asked_person = "a named person" | "指定人员";
    asked_or(first, second) = "{first} or {second}" | "{first}或{second}";
    asked_count(who, n) = "{n} of {who}" | "{who}中的 {n} 人";
    asked_and(first, second) = "{first} and {second}" | "{first}和{second}";
    asked_team_leads = "the team’s leads" | "团队负责人";
    asked_approvers = "the approvers" | "审批人";
    asked_auditors = "the auditors" | "审计员";
    asked_admins = "the administrators" | "管理员";
    asked_groups = "a group" | "某个组";
    asked_group_all(name) = "group {name}" | "{name}组";

    order_acts = "What you can do" | "可执行的操作";
    order_act_none = "Nothing, for now. What happens next happens by itself." | "目前无需操作，后续会自动进行。";
    order_act_edit = "Go on with the draft" | "继续填写草稿";
    order_act_revise = "Take back and change" | "收回并修改";
    order_act_revise_note = "Makes it a draft again. The approvals start anew." | "变回草稿，审批将重新开始。";
    order_act_cancel = "Withdraw the order" | "撤回订单";
    order_act_cancel_draft = "Discard the draft" | "放弃草稿";
    order_act_cancel_note = "For good. Nothing was sent yet." | "撤回后不可恢复。尚未发送任何请求。";
    order_act_cancel_sent(time) = "The request left at {time}. From then on nobody can withdraw it." | "请求已于 {time} 发出，此后任何人都无法撤回。";
    order_act_cancel_bought = "It is bought. To stop paying, release the instance in the cloud’s console." | "已购买。如需停止付费，请在云厂商控制台释放实例。";
    order_act_clone = "Copy into a new draft" | "复制为新草稿";
    order_act_again = "Buy another like this" | "再买一个相同的";
    order_act_instance_note = "The task is configured in the DTS console. Until then the instance costs money and copies nothing." | "需在 DTS 控制台配置同步任务；配置前实例会产生费用，但不会同步数据。";
    order_act_approve(amount) = "Approve {amount}" | "批准 {amount}";
    order_act_approve_plain = "Approve" | "批准";
    order_act_reject = "Reject" | "驳回";
    order_act_comment = "Comment" | "审批意见";
    order_act_comment_hint(person) = "Needed to reject. {person} reads it." | "驳回时必填，{person} 可见。";
    order_act_approving = "Approving" | "批准中";
    order_act_rejecting = "Rejecting" | "驳回中";

    order_comment_required = "Say why you reject it: the requester has to know what to change." | "请填写驳回理由，以便申请人了解需要修改的内容。";
    order_look_alike_text = "Money may have been spent on it already. Nothing was decided here. Look at it first; if a second one is wanted, say so with the tick above the buttons." | "该订单可能已扣费，本次未作决定。请先查看该订单；如确需再买一个，请勾选按钮上方的确认项。";
    order_look_alike_tick = "I know of the other order and approve a second one." | "我知道另一个订单，仍批准再购买一个。";
    order_changed_title = "It changed while you were looking. Your decision was not taken." | "订单内容已变化，您的决定未生效。";
    order_changed_text = "Below is what it says now. Decide on that." | "请按下方的最新内容重新决定。";
    order_refused_title = "Nothing was changed." | "没有任何改动。";

    why_not_yours = "Only the requester may." | "仅申请人可操作。";
    why_not_maker = "Only who made the template or the team’s lead may." | "仅模板创建者或团队负责人可操作。";
    why_own_order = "It is your own order. Somebody else decides about it." | "这是您自己的订单，须由他人审批。";
    why_already_sent = "The request may have left already. From then on nobody can take it back." | "请求可能已发出，此后任何人都无法撤回。";
    why_ended = "The order has ended." | "订单已结束。";
    why_not_submitted = "It was not submitted yet." | "订单尚未提交。";
    why_not_a_draft = "It is not a draft any more." | "订单已不是草稿。";
    why_not_waiting = "It does not wait for approval." | "订单不在待审批状态。";
    why_not_asked = "The step that is due asks others." | "当前步骤由其他人审批。";
    why_answered_already = "You answered a step of this order already. One person answers one." | "您已审批过本订单的一个步骤，每人只能审批一步。";
    why_nothing_due = "The cloud waits for no payment." | "云厂商没有待付款项。";
    why_being_settled = "It is being paid or cancelled at the cloud already." | "正在向云厂商付款或取消。";
    why_not_admin = "Only an administrator may." | "仅管理员可操作。";
    why_approver = "You decided about this order. Somebody else gives the verdict." | "您审批过本订单，须由他人给出核实结果。";
    why_not_needs_person = "It does not wait for a person." | "订单不在待人工核实状态。";
    why_not_in_doubt = "Its outcome is not in doubt." | "订单结果没有疑问。";
    why_token = "No API token does this. Somebody signs in and does it here." | "API 令牌不能执行此操作，须由本人登录后操作。";
    why_sign_in_old = "For an amount this high your sign-in must be at most 10 minutes old. Confirm your password, then do it again." | "金额较高，登录时间须在 10 分钟以内。请确认密码后重试。";
    why_auditor = "Auditors read everything and change nothing." | "审计员可查看全部内容，但不能更改。";
}

impl super::Text {
    /// What kind of purchase it is.
    pub const fn operation(self, operation: Operation) -> &'static str {
        match operation {
            Operation::DtsCreate => self.operation_dts_create(),
            Operation::DtsChange => self.operation_dts_change(),
            Operation::BssCreate => self.operation_bss_create(),
            Operation::DdmCreate => self.operation_ddm_create(),
        }
    }

    /// Whose product an operation buys.
    pub const fn cloud_product(self, operation: Operation) -> &'static str {
        match operation {
            Operation::DtsCreate | Operation::DtsChange => self.cloud_product_dts(),
            Operation::BssCreate => self.cloud_product_bss(),
            Operation::DdmCreate => self.cloud_product_ddm(),
        }
    }

    /// Why something cannot be done now.
    pub const fn why(self, why: Why) -> &'static str {
        match why {
            Why::NotYours => self.why_not_yours(),
            Why::NotMaker => self.why_not_maker(),
            Why::OwnOrder => self.why_own_order(),
            Why::AlreadySent => self.why_already_sent(),
            Why::Ended => self.why_ended(),
            Why::NotSubmitted => self.why_not_submitted(),
            Why::NotADraft => self.why_not_a_draft(),
            Why::NotWaiting => self.why_not_waiting(),
            Why::NotAsked => self.why_not_asked(),
            Why::AnsweredAlready => self.why_answered_already(),
            Why::Auditor => self.why_auditor(),
            Why::NothingDue => self.why_nothing_due(),
            Why::BeingSettled => self.why_being_settled(),
            Why::NotAdmin => self.why_not_admin(),
            Why::Approver => self.why_approver(),
            Why::NotNeedsPerson => self.why_not_needs_person(),
            Why::NotInDoubt => self.why_not_in_doubt(),
            Why::Token => self.why_token(),
            Why::SignInOld => self.why_sign_in_old(),
        }
    }

    /// Whom a step of a chain asks: `the team’s lead or an approver`, `2 of group Finance`. `names` are those of people
    /// and groups.
    pub fn asked(self, asks: &[Asked], names: &[String], needs: u32) -> String {
        let many = needs > 1;
        let named = |at: usize| names.get(at).filter(|name| !name.is_empty());
        let who = asks
            .iter()
            .enumerate()
            .map(|(at, asked)| match (asked, named(at)) {
                (Asked::TeamLead, _) if many => self.asked_team_leads().to_owned(),
                (Asked::TeamLead, _) => self.asked_team_lead().to_owned(),
                (Asked::Role(role), _) => self.asked_role(*role, many).to_owned(),
                (Asked::Person(_), Some(name)) => name.clone(),
                (Asked::Person(_), None) => self.asked_person().to_owned(),
                (Asked::Group(_), Some(name)) if many => self.asked_group_all(name),
                (Asked::Group(_), Some(name)) => self.asked_group_named(name),
                (Asked::Group(_), None) if many => self.asked_groups().to_owned(),
                (Asked::Group(_), None) => self.asked_group().to_owned(),
            })
            .reduce(|first, second| match many {
                true => self.asked_and(first, second),
                false => self.asked_or(first, second),
            })
            .unwrap_or_default();
        if many { self.asked_count(who, needs) } else { who }
    }

    const fn asked_role(self, role: Role, many: bool) -> &'static str {
        match (role, many) {
            (Role::Approver, false) => self.asked_approver(),
            (Role::Approver, true) => self.asked_approvers(),
            (Role::Auditor, false) => self.asked_auditor(),
            (Role::Auditor, true) => self.asked_auditors(),
            (Role::Admin, false) => self.asked_admin(),
            (Role::Admin, true) => self.asked_admins(),
        }
    }
}

#[cfg(test)]
mod tests {
    use domain::person::Language;

    use super::*;
    use crate::i18n::Text;

    #[test]
    fn a_step_says_how_many_of_whom_it_needs() {
        let group = Asked::Group("00000000-0000-7000-8000-000000000001".parse().expect("an id"));
        let (lead, approver) = (Asked::TeamLead, Asked::Role(Role::Approver));
        for (asks, name, needs, english, chinese) in [
            (vec![lead, approver], "", 1, "the team’s lead or an approver", "团队负责人或审批人"),
            (
                vec![lead, approver],
                "",
                2,
                "2 of the team’s leads and the approvers",
                "团队负责人和审批人中的 2 人",
            ),
            (vec![group], "Finance", 1, "somebody of group Finance", "Finance组成员"),
            (vec![group], "Finance", 2, "2 of group Finance", "Finance组中的 2 人"),
            (vec![group], "", 2, "2 of a group", "某个组中的 2 人"),
        ] {
            let said = |language| Text::new(language).asked(&asks, &[name.to_owned()], needs);
            assert_eq!((said(Language::English), said(Language::Chinese)), (english.into(), chinese.into()));
        }
    }
}
