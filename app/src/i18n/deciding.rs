//! Words around a decision: handing over, deputies, the thread, what a revision changed.

texts! {
    hand_over_title = "Ask somebody else" | "转交他人审批";
    hand_over_hint = "They are asked instead of you. Nothing is decided by it." | "由对方代替您审批；转交本身不作出任何决定。";
    hand_over_to = "E-mail of a colleague" | "同事的邮箱";
    hand_over_comment = "A word to them" | "留言";
    hand_over_act = "Hand over" | "转交";
    handed_by(from, to) = "{from} handed it to {to}" | "{from} 已转交给 {to}";
    instead_of(name) = "in the place of {name}" | "代 {name} 审批";
    thread_title = "Questions and answers" | "问答";
    thread_empty = "Nobody asked anything yet. Everybody who sees the order reads what is written here." | "暂无留言。所有可查看该订单的人都能看到此处内容。";
    thread_words = "Ask or answer" | "提问或回复";
    thread_act = "Send" | "发送";
    thread_revision(revision) = "about revision {revision}" | "针对第 {revision} 版";
    thread_required = "Write something first." | "请先填写内容。";
    changed_title(revision) = "Different from revision {revision}" | "与第 {revision} 版的差异";
    changed_none = "not given" | "未填写";
    changed_caption = "What this revision has otherwise: before, and now" | "本版变更内容：原值与现值";
    changed_field = "Field" | "字段";
    changed_before = "Before" | "原值";
    changed_after = "Now" | "现值";
    similar_title = "Similar orders" | "类似订单";
    event_handed_over = "handed the step to somebody else" | "将审批步骤转交他人";
    event_said = "wrote" | "留言";
    event_escalated_half(step) = "Nobody answered step {step} in half of its time: its fallback is asked too" | "第 {step} 步的审批时限已过半，已同时请备用审批人审批";
    event_escalated_few(step) = "Too few people are left for step {step}: its fallback is asked too" | "第 {step} 步的审批人不足，已同时请备用审批人审批";
    event_approver_missing(step) = "Too few people can answer step {step}: administrators are asked to name somebody" | "第 {step} 步的审批人不足，已请管理员指定审批人";
    handed_back(name) = "{name} has left: the step is back where it was" | "{name} 已离开，该步骤已退回";
    answer_lapsed = "Does not count any more: the account was disabled since" | "不再计入：该账号此后被停用";
    event_asked_again(step) = "Somebody who had answered step {step} left: it is asked again" | "第 {step} 步的一位审批人已离开，该步骤需重新审批";
    event_reminded_half = "Whoever is asked was reminded: half of the time is over" | "已提醒审批人：审批时限已过半";
    event_reminded_last = "Whoever is asked was reminded: it expires in a day" | "已提醒审批人：将在一天内过期";
    deputies_title = "Deputies" | "代理人";
    deputies_note = "Asked in your place while you are away; you stay asked too" | "您不在时由其代为审批，您本人仍可审批";
    deputies_for(name) = "{name} stands in for you" | "{name} 代理您";
    deputies_of(name) = "You stand in for {name}" | "您代理 {name}";
    deputies_period(from, until) = "from {from} to {until}" | "{from} 至 {until}";
    deputies_end = "End it" | "结束";
    deputies_who = "E-mail of your deputy" | "代理人的邮箱";
    deputies_who_hint = "They decide what you are asked, never an order of yours." | "代理人可审批请求您审批的订单，但不能审批您本人的订单。";
    deputies_from = "First day" | "开始日期";
    deputies_until = "Last day" | "结束日期";
    deputies_act = "Name the deputy" | "设置代理人";
    deputies_named = "Deputy named" | "已设置代理人";
    deputies_ended = "The deputy’s time is over" | "代理已结束";
    deputies_no_day = "Choose a day." | "请选择日期。";
}
