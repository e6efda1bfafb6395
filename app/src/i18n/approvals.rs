//! The approver's inbox.

texts! {
    approvals_wait(n) = "{n} waits for you" / "{n} wait for you" | "{n} 笔等您审批";
    approvals_some(shown, n) = "{shown} of {n} that wait for you" | "{n} 笔待审批，显示 {shown} 笔";
    approvals_sum(sum) = "{sum} in all" | "上限合计 {sum}";
    approvals_next_expiry(age) = "The first expires {age}" | "最早的一笔{age}过期";
    approvals_nothing = "Nothing waits for you" | "没有等您审批的订单";
    approvals_caption = "Orders that wait for your decision" | "等待您审批的订单";
    approvals_col_pick = "Pick" | "选择";
    approvals_col_left = "Time left" | "剩余时间";
    approvals_waits(length) = "waits {length}" | "已等待 {length}";
    approvals_left(length) = "{length} left" | "剩余 {length}";
    approvals_over = "time is over" | "已到期";
    approvals_filter = "Narrow what waits for you" | "筛选待审批订单";
    approvals_by = "Requester" | "申请人";
    approvals_team = "Team" | "团队";
    approvals_any_team = "Any team" | "全部团队";
    approvals_all_of(provider) = "All of {provider}" | "{provider}的全部操作";
    approvals_sort = "Sorted by" | "排序";
    approvals_sort_age = "Oldest first" | "等待最久优先";
    approvals_sort_left = "Due soonest first" | "最早到期优先";
    approvals_soon = "Expires within a day" | "一天内到期";
    approvals_reset = "Show all" | "显示全部";
    approvals_pick(number) = "Pick {number}" | "选择 {number}";
    approvals_shown(first, last, n) = "{first} to {last} of {n}" | "第 {first} 至 {last} 笔，共 {n} 笔";
    approvals_own = "Your own orders never appear here." | "您自己的订单不会出现在这里。";
    approvals_step(step, steps) = "step {step} of {steps}" | "第 {step}/{steps} 步";
    approvals_with_picked = "With the picked orders" | "对所选订单";
    approvals_picked = "picked" | "笔已选";
    approvals_bulk_comment = "Comment, needed to reject" | "审批意见，驳回时必填";
    approvals_each = "Each gets its own answer" | "逐笔处理，分别反馈";

    approvals_all(n) = "All {n}" | "全部 {n} 笔";
    approvals_close = "Close the panel" | "关闭面板";
    approvals_to_decide = "Order to decide" | "待审批订单";
    approvals_money_prepaid(term, provider) = "at most, for {term}, at once, to {provider}." | "为上限，{term}，一次性支付给{provider}。";
    approvals_money_postpaid(provider) = "at most, by use, to {provider}." | "为上限，按量支付给{provider}。";
    approvals_price_known(amount) = "The cloud’s price on submitting: {amount}." | "提交时云厂商报价：{amount}。";
    approvals_price_hour(amount) = "The cloud’s price on submitting: {amount} an hour; 730 hours count." | "提交时云厂商报价：每小时 {amount}，按 730 小时计算。";
    approvals_price_month(amount) = "The cloud’s price on submitting: {amount} a month." | "提交时云厂商报价：每月 {amount}。";
    approvals_price_unknown = "The price is not known; the requester stated this ceiling." | "价格未知，上限由申请人填写。";
    approvals_exactly = "What exactly" | "具体内容";
    approvals_operation = "Operation" | "操作";
    approvals_route = "Route" | "链路";
    approvals_types = "Types" | "类型";
    approvals_class = "Class" | "规格";
    approvals_class_topology(topology) = " · {topology}" | " · {topology}";
    approvals_billing = "Billing" | "计费";
    approvals_bought_with = "Bought with" | "使用凭证";
    approvals_hash = "You approve exactly this:" | "您批准的正是此内容：";
    approvals_whole_order = "The whole order" | "查看完整订单";
    approvals_all_parameters(n) = "All {n} parameters" | "全部 {n} 个参数";
    approvals_who = "Who decides" | "审批人";
    approvals_expires = "Without a decision it expires" | "若未审批，将过期于";
    approvals_not_now = "It does not wait for you any more." | "该订单已不再等您审批。";

    approvals_done_title = "What became of each" | "各订单的处理结果";
    approvals_done_approved = "approved" | "已批准";
    approvals_done_approved_more = "your answer counts, another step is due" | "已记录您的审批，还有后续步骤";
    approvals_done_rejected = "rejected" | "已驳回";
    approvals_done_changed = "changed meanwhile, nothing was decided: open it and look again" | "内容已变化，未作决定：请打开后重新查看";
    approvals_done_comment = "not decided: the comment is too long, or has signs that cannot be shown" | "未处理：审批意见过长，或含有无法显示的字符";
    approvals_done_gone = "is not here any more" | "已不存在";
    approvals_done_busy = "somebody else was faster, nothing was decided: look again" | "他人已先操作，未作决定：请重新查看";
    approvals_done_look_alike = "not decided: an order just like it is not settled. Open this one to approve it by itself; there you can say that you know of the other one" | "未作决定：存在一个相同且未结清的订单。请打开本订单单独审批，并在其中确认知悉另一订单";
    approvals_done_failed = "not decided: something went wrong here. Try it again" | "未作决定：系统出错，请重试";
    approvals_none_picked = "Pick at least one order." | "请至少选择一笔订单。";

    approvals_empty_title = "Nothing waits for your decision" | "没有等您审批的订单";
    approvals_empty = "When a rule asks you, or a team that you lead orders something, it stands here with what it is, why, and how much it may spend. Your own orders never do." | "当规则要求您审批，或您负责的团队提交订单时，会在此显示内容、理由与上限金额。您自己的订单不会出现在这里。";
    approvals_none_title = "None of what waits for you fits" | "没有符合筛选条件的待审批订单";
    approvals_none(n) = "{n} order waits for you, but not with this filter. Show all of them, or narrow by something else." / "{n} orders wait for you, but none with this filter. Show all of them, or narrow by something else." | "有 {n} 笔订单等您审批，但都不符合当前筛选条件。请显示全部，或更改条件。";
    approvals_none_act(n) = "Show the {n}" / "Show all {n}" | "显示全部 {n} 笔";
    approvals_empty_act = "See all orders" | "查看全部订单";
}
