//! Approval rules: as sentences, why they match, and what is wrong with them.

use std::collections::BTreeMap;

use domain::{
    approval::{Amount, Asked, Checked, Condition, Conditions, Counted, Outcome, Problem, Rule, Step, Tried},
    refusal::Reason,
    view::{Team, Who},
};

use crate::components::money::amount;

texts! {
    nav_rules = "Approval rules" | "审批规则";
    rules_sub = "Who must agree before an order is bought. The first rule from above that matches decides." | "下单购买前须由谁同意。自上而下第一条匹配的规则生效。";
    rules_panel = "Rules" | "规则";
    rules_none = "No rule is written yet: the built-in one below decides about every order." | "尚未编写规则，所有订单均按下方的内置规则处理。";
    rules_new = "Write a rule" | "新建规则";
    rules_built_in = "Where no rule matches" | "无规则匹配时";
    rules_up(name) = "Move “{name}” up" | "上移“{name}”";
    rules_down(name) = "Move “{name}” down" | "下移“{name}”";
    rules_on = "Switch on" | "启用";
    rules_off = "Switch off" | "停用";
    rules_edit = "Edit" | "编辑";
    rules_look = "Look" | "查看";
    rules_is_off = "Off" | "已停用";
    rules_is_pending = "Waits for a second administrator" | "待第二位管理员确认";
    rules_pending_text(name) = "{name} wrote this version. It takes a second administrator, because by it orders may need nobody, fewer people, or somebody who was given no right to approve." | "此版本由{name}编写。由于订单可能因此无需审批、减少审批人或由未获审批权限者审批，须由第二位管理员确认。";
    rules_pending_holds(version) = "Until then version {version} holds." | "在此之前，第 {version} 版有效。";
    rules_pending_none = "Until then it decides nothing." | "在此之前不生效。";
    rules_confirm = "Confirm" | "确认";
    rules_withdraw = "Withdraw" | "撤回";
    rules_done_withdrawn = "What waited is withdrawn." | "待确认的版本已撤回。";
    rules_from(at) = "Begins {at}." | "自{at}起。";
    rules_until(at) = "Ends {at}." | "至{at}前。";
    rules_version(n, name, at) = "Version {n}, written by {name} {at}" | "第 {n} 版，{name}，{at}编写";
    rules_done_saved = "The rule is saved." | "规则已保存。";
    rules_done_pending = "The rule is saved. It holds once a second administrator confirms it." | "规则已保存，待第二位管理员确认后生效。";
    rules_done_confirmed = "The rule holds now." | "规则已生效。";
    rules_done_group = "The group is saved." | "组已保存。";
    rules_done_named = "The approver is named. They find the order among their approvals." | "已指定审批人，对方可在审批页看到该订单。";
    conflict_own_rule = "You wrote this version, or one that it follows, yourself: another administrator confirms it." | "此版本或其所依据的版本由您编写，须由另一位管理员确认。";
    conflict_author_gone = "Who wrote it is no administrator any more. Withdraw it, and write it yourself." | "编写者已不再是管理员。请撤回后自行编写。";
    conflict_rule_waits = "The rule, or the one that it would move past, waits for a second administrator. Confirm or withdraw that first." | "该规则或与其换位的规则待第二位管理员确认。请先确认或撤回。";
    conflict_group_name_taken = "Another group has this name already." | "已有同名的组。";
    conflict_joins_alone = "Being in a group is a right to approve. Ask another administrator to add you." | "组成员拥有审批权，请由另一位管理员添加您。";
    conflict_enough_approvers = "The step has people enough now." | "该步骤现已有足够的审批人。";

    rule_any = "anything is bought" | "购买任何产品";
    rule_of(what) = "{what} is bought" | "购买{what}";
    rule_provider(what) = "anything of {what} is bought" | "购买{what}的任何产品";
    rule_amount_from(from) = "for {from} or more" | "金额不低于{from}";
    rule_amount_below(below) = "for less than {below}" | "金额低于{below}";
    rule_amount_between(from, below) = "for {from} or more, but less than {below}" | "金额不低于{from}且低于{below}";
    rule_regions(what) = "in {what}" | "地域为{what}";
    rule_billing(what) = "paid as {what}" | "计费方式为{what}";
    rule_teams(what) = "for team {what}" | "由{what}团队承担";
    rule_price_unknown = "at a price that nobody knows" | "价格未知";
    rule_price_known = "at a price that is known" | "价格已知";
    rule_sentence(what, steps) = "When {what}: {steps}." | "{what}时：{steps}。";
    rule_comma(first, second) = "{first}, {second}" | "{first}，{second}";
    rule_then(first, second) = "{first}, then {second}" | "{first}，然后{second}";
    rule_or(first, second) = "{first} or {second}" | "{first}或{second}";
    rule_nobody = "nobody has to approve" | "无需审批";
    rule_fallback(who, other) = "{who} (where they are too few or do not answer, also {other})" | "{who}（人数不足或未及时审批时另加{other}）";

    problem_shadowed(name) = "It never decides: “{name}” above holds wherever this one does." | "永不生效：上方的“{name}”在所有情形下均先匹配。";
    problem_impossible = "It never decides: no order can fulfil its conditions." | "永不生效：没有订单能满足其条件。";
    problem_empty_time = "It never decides: it ends before it begins." | "永不生效：结束时间早于开始时间。";
    problem_over = "It does not decide any more: its time is over." | "已不再生效：有效期已过。";
    problem_too_few(step, team) = "Step {step}: too few people can answer for team {team}. An administrator would have to name somebody." | "第 {step} 步：{team}团队可审批的人数不足，须由管理员指定审批人。";
    problem_too_few_of(step, team, name) = "Step {step}: too few people can answer when {name} of team {team} asks." | "第 {step} 步：{team}团队的{name}申请时，可审批的人数不足。";

    tried_matched(name) = "{name} matched" | "{name}匹配";
    tried_failed(name) = "{name} did not match" | "{name}不匹配";
    tried_disabled(name) = "{name} is switched off" | "{name}已停用";
    tried_not_yet(name) = "{name} begins later" | "{name}尚未开始生效";
    tried_over(name) = "The time of {name} is over" | "{name}的有效期已过";
    tried_built_in = "No other rule matched: the built-in one decided" | "其他规则均不匹配，由内置规则决定";
    tried_always = "it holds for every order" | "适用于所有订单";
    tried_because(what, why) = "{what}: {why}" | "{what}：{why}";
    tried_title = "Why this rule" | "为何采用此规则";
    checked_not(what) = "not {what}" | "{what}不符";
    checked_yes(what) = "{what}" | "{what}符合";
    checked_operation = "the product" | "产品";
    checked_provider = "the cloud" | "云厂商";
    checked_region = "the region" | "地域";
    checked_billing = "the billing" | "计费方式";
    checked_team = "the team" | "团队";
    checked_from = "the least amount" | "金额下限";
    checked_below = "the amount to stay below" | "金额上限";
    checked_price = "what is known of the price" | "价格是否已知";
    counted_unknown(what) = "{what} (no price is known: it counts as above every amount)" | "{what}（价格未知，视为高于任何金额）";
    counted_currency(what) = "{what} (another currency: it counts as above every amount)" | "{what}（币种不同，视为高于任何金额）";

    edit_rule = "The rule" | "规则";
    edit_new = "A new rule" | "新规则";
    edit_sub = "Every change is a new version. Orders that were submitted keep the version that they met." | "每次修改都会生成新版本，已提交的订单沿用其适用的版本。";
    edit_when = "When it holds" | "适用条件";
    edit_when_note = "What is left empty is no condition" | "留空即不限";
    edit_who = "Who is asked" | "审批人";
    edit_who_note = "In this order; a step begins when the one before has its answers" | "依次进行，上一步完成后开始下一步";
    edit_name = "Name" | "名称";
    edit_name_hint = "Requesters and approvers read it." | "申请人和审批人均可看到。";
    edit_enabled = "Switched on" | "启用";
    edit_enabled_tick = "The rule decides about orders" | "规则生效";
    edit_operations = "What is bought" | "购买内容";
    edit_providers = "Cloud" | "云厂商";
    edit_regions = "Regions" | "地域";
    edit_regions_hint = "Ids such as cn-hangzhou, with spaces or commas between them. BSS products have no region: a rule with regions does not hold for them." | "填写地域 ID，如 cn-hangzhou，以空格或逗号分隔。BSS 产品没有地域，含地域条件的规则对其不适用。";
    edit_billing = "Billing" | "计费方式";
    edit_teams = "Teams" | "团队";
    edit_currency = "Currency of the amounts" | "金额币种";
    edit_from = "From this amount on" | "金额不低于";
    edit_below = "Below this amount" | "金额低于";
    edit_amount_hint = "Of what may be spent at most; what is paid by the hour counts 730 hours. An unknown price and another currency count as above every amount." | "按订单金额上限计算，按小时计费的按 730 小时计。价格未知或币种不同均视为高于任何金额。";
    edit_price = "Price" | "价格";
    edit_price_any = "Known or not" | "不限";
    edit_price_known = "Only where the cloud names one" | "仅限云厂商给出价格时";
    edit_price_unknown = "Only where nobody knows it" | "仅限价格未知时";
    edit_valid_from = "From this day on" | "生效日期";
    edit_valid_until = "Until this day, not included" | "失效日期（不含当日）";
    edit_day_hint = "The day begins at midnight UTC." | "以 UTC 零点为准。";
    edit_step(n) = "Step {n}" | "第 {n} 步";
    edit_step_name = "Name of the step" | "步骤名称";
    edit_step_needs = "How many must approve" | "需要几人同意";
    edit_step_asks = "Whom it asks" | "询问对象";
    edit_step_person = "And this person" | "以及此人";
    edit_step_fallback = "Where they are too few or do not answer, also" | "人数不足或未及时审批时另请";
    edit_nobody = "Nobody" | "无";
    edit_lead = "The team’s lead" | "团队负责人";
    edit_approvers = "Everybody with the approver role" | "所有具有审批角色的人员";
    edit_group(name) = "Group {name}" | "{name}组";
    edit_step_remove(n) = "Remove step {n}" | "删除第 {n} 步";
    edit_step_add = "Add a step" | "添加步骤";
    edit_asks_nobody = "Without steps" | "无步骤";
    edit_asks_nobody_tick = "Nobody has to approve: orders that match are bought at once. A second administrator confirms this." | "无需审批：匹配的订单将直接购买。须由第二位管理员确认。";
    edit_refused_steps = "Add a step, or tick that nobody has to approve." | "请添加步骤，或勾选“无需审批”。";
    edit_refused_both = "Remove the steps, or take this tick away: a rule either asks somebody or nobody." | "请删除步骤或取消此勾选：规则要么有审批步骤，要么无需审批。";
    edit_refused_asks = "Tick or choose somebody: a step that asks nobody could never be answered." | "请至少选择一个询问对象：无人可答的步骤永远无法完成。";
    edit_refused_gone = "Choose others: somebody or something chosen here is gone." | "请重新选择：所选内容已不存在。";
    edit_refused_day = "Choose a day." | "请选择日期。";
    edit_refused_end = "Choose a later day: the rule would end before it begins." | "请选择更晚的日期：规则会在生效前失效。";
    edit_save = "Save the rule" | "保存规则";
    edit_replay = "Try on past orders" | "用历史订单试算";
    edit_never_requester = "The requester never answers, and one person answers only one step of an order." | "申请人不能审批，且同一人只能审批订单的一个步骤。";

    try_title = "Which rule would match?" | "会匹配哪条规则？";
    try_note = "Nothing is ordered" | "不会下单";
    try_button = "Try it" | "试算";
    try_ceiling = "May spend up to" | "金额上限";
    try_ceiling_hint = "Empty: no price is known." | "留空表示价格未知。";
    try_region = "Region" | "地域";
    try_requester = "Requester" | "申请人";
    try_anybody = "Somebody else" | "其他人";
    try_result(name) = "“{name}” would decide" | "将由“{name}”决定";
    try_result_built_in = "The built-in rule would decide" | "将由内置规则决定";
    try_lacks = "Too few people can answer this step: an administrator would name somebody." | "可审批此步骤的人数不足，须由管理员指定。";

    replay_title = "Past orders by these rules" | "历史订单试算";
    replay_button = "Replay past orders" | "试算历史订单";
    replay_none(n) = "The newest {n} order would go as it went." / "All of the {n} newest orders would go as they went." | "最近的 {n} 笔订单均不受影响。";
    replay_no_orders = "No order was submitted yet." | "尚无已提交的订单。";
    replay_some(n, all) = "{n} of the {all} newest orders would have gone elsewhere." / "{n} of the {all} newest orders would have gone elsewhere." | "最近的 {all} 笔订单中有 {n} 笔会适用其他规则。";
    replay_order = "Order" | "订单";
    replay_from = "It met" | "当时适用";
    replay_to = "It would meet" | "将会适用";
    replay_nobody = "nobody would be asked" | "无需审批";
    replay_built_in = "the built-in rule" | "内置规则";
    replay_more(n) = "and {n} more" | "另有 {n} 笔";

    groups_title = "Groups" | "组";
    groups_note = "People whom a step asks together; who is in it when they answer counts" | "步骤可询问整个组，以审批时的成员为准";
    groups_none = "No group is made yet." | "尚未创建组。";
    groups_new = "A new group" | "新建组";
    groups_name = "Name of the group" | "组名";
    groups_members = "Members" | "成员";
    groups_empty = "nobody" | "无成员";
    groups_save = "Save the group" | "保存组";
    groups_create = "Make the group" | "创建组";

    lacking_title = "Orders that too few people can approve" | "审批人不足的订单";
    lacking_note = "They wait; nothing is approved because nobody is there" | "订单将一直等待，不会因无人审批而自动通过";
    lacking_step(step, who) = "Step {step}: {who}" | "第 {step} 步：{who}";
    lacking_by(name, team) = "{name}, team {team}" | "{name}，{team}团队";
    lacking_person = "Who shall approve" | "指定审批人";
    lacking_why = "Why" | "原因";
    lacking_name = "Name the approver" | "指定审批人";
    lacking_own = "Your own order: another administrator names somebody." | "这是您本人的订单，须由另一位管理员指定。";
    lacking_expires(at) = "expires {at}" | "{at}过期";
    order_lacks_people = "Too few people can answer this step. An administrator has to name somebody." | "可审批此步骤的人数不足，须由管理员指定审批人。";
}

/// What people, groups and teams are called.
#[derive(Debug, Clone, Default)]
pub struct Names {
    pub asked: BTreeMap<Asked, String>,
    pub teams: Vec<Team>,
    pub people: Vec<Who>,
}

impl Names {
    fn of(&self, asked: &Asked) -> String {
        self.asked.get(asked).cloned().unwrap_or_default()
    }

    fn team(&self, id: domain::ids::TeamId) -> String {
        self.teams.iter().find(|team| team.id == id).map_or_else(|| id.to_string(), |team| team.name.clone())
    }

    fn person(&self, id: domain::ids::PersonId) -> String {
        self.people.iter().find(|who| who.id == id).map_or_else(|| id.to_string(), |who| who.name.clone())
    }
}

impl super::Text {
    /// A rule as one sentence: `When DTS synchronisation is bought, for CNY 10,000.00 or more: the team’s lead.`
    pub fn rule_words(self, rule: &Rule, names: &Names) -> String {
        self.rule_sentence(self.conditions_words(&rule.conditions, names), self.steps_words(rule, names))
    }

    /// What to enter instead, in the form of a rule.
    pub fn rule_refusal(self, field: &str, reason: &Reason) -> String {
        let part = field.strip_prefix("steps.").and_then(|rest| rest.split_once('.')).map(|(_, part)| part);
        match (part.unwrap_or(field), reason) {
            ("steps", Reason::Required) => self.edit_refused_steps().to_owned(),
            ("steps", Reason::NotWith { .. }) => self.edit_refused_both().to_owned(),
            ("asks", Reason::Required) => self.edit_refused_asks().to_owned(),
            ("valid_from" | "valid_until", Reason::BadCharacters) => self.edit_refused_day().to_owned(),
            ("valid_until", Reason::NotWith { .. }) => self.edit_refused_end().to_owned(),
            ("conditions.from" | "conditions.below", Reason::OutOfRange { .. }) => {
                self.refusal("ceiling", reason)
            }
            (_, Reason::NotFound) => self.edit_refused_gone().to_owned(),
            _ => self.refusal(field, reason),
        }
    }

    fn conditions_words(self, conditions: &Conditions, names: &Names) -> String {
        let any_of = |words: Vec<String>| words.into_iter().reduce(|a, b| self.rule_or(a, b));
        let operations =
            any_of(conditions.operations.iter().map(|it| self.operation(*it).to_owned()).collect());
        let providers = any_of(conditions.providers.iter().map(|it| self.provider(*it).to_owned()).collect());
        let what = match (operations, providers) {
            (Some(operations), _) => self.rule_of(operations),
            (None, Some(providers)) => self.rule_provider(providers),
            (None, None) => self.rule_any().to_owned(),
        };
        let billing = any_of(conditions.billing.iter().map(|it| self.billing(*it).to_owned()).collect());
        let teams = any_of(conditions.teams.iter().map(|it| names.team(*it)).collect());
        let price = conditions.price_unknown.map(|unknown| {
            if unknown { self.rule_price_unknown() } else { self.rule_price_known() }.to_owned()
        });
        let more = [
            conditions.amount.and_then(|amount| self.amount_words(amount)),
            any_of(conditions.regions.clone()).map(|it| self.rule_regions(it)),
            billing.map(|it| self.rule_billing(it)),
            teams.map(|it| self.rule_teams(it)),
            price,
        ];
        more.into_iter().flatten().fold(what, |first, second| self.rule_comma(first, second))
    }

    fn amount_words(self, ends: Amount) -> Option<String> {
        match (ends.from, ends.below) {
            (Some(from), Some(below)) => Some(self.rule_amount_between(amount(&from), amount(&below))),
            (Some(from), None) => Some(self.rule_amount_from(amount(&from))),
            (None, Some(below)) => Some(self.rule_amount_below(amount(&below))),
            (None, None) => None,
        }
    }

    /// The steps of a rule, one after the other.
    pub fn steps_words(self, rule: &Rule, names: &Names) -> String {
        let steps = rule.chain.steps.iter().map(|step| self.step_words(step, names));
        steps.reduce(|a, b| self.rule_then(a, b)).unwrap_or_else(|| self.rule_nobody().to_owned())
    }

    fn step_words(self, step: &Step, names: &Names) -> String {
        let who = |asked: &[Asked], needs| {
            let names: Vec<_> = asked.iter().map(|asked| names.of(asked)).collect();
            self.asked(asked, &names, needs)
        };
        let asked = who(&step.asks, step.needs);
        if step.fallback.is_empty() { asked } else { self.rule_fallback(asked, who(&step.fallback, 1)) }
    }

    /// What an admin should mend.
    pub fn problem(self, problem: &Problem, names: &Names) -> String {
        match problem {
            Problem::Shadowed { name, .. } => self.problem_shadowed(name),
            Problem::Impossible => self.problem_impossible().to_owned(),
            Problem::EmptyTime => self.problem_empty_time().to_owned(),
            Problem::Over => self.problem_over().to_owned(),
            Problem::TooFew { step, team, requester: None } => {
                self.problem_too_few(step + 1, names.team(*team))
            }
            Problem::TooFew { step, team, requester: Some(who) } => {
                self.problem_too_few_of(step + 1, names.team(*team), names.person(*who))
            }
        }
    }

    /// What became of a rule that was looked at, and why.
    pub fn tried(self, tried: &Tried) -> String {
        let name = &tried.name;
        let because = |what: String, checked: &[Checked], held: bool| {
            let words = checked.iter().filter(|checked| checked.held == held).map(|it| self.checked(*it));
            match words.reduce(|a, b| self.rule_comma(a, b)) {
                Some(why) => self.tried_because(what, why),
                None => self.tried_because(what, self.tried_always()),
            }
        };
        match &tried.outcome {
            Outcome::Matched { checked } => because(self.tried_matched(name), checked, true),
            Outcome::Failed { checked } => because(self.tried_failed(name), checked, false),
            Outcome::Disabled => self.tried_disabled(name),
            Outcome::NotYet { .. } => self.tried_not_yet(name),
            Outcome::Over { .. } => self.tried_over(name),
            Outcome::BuiltIn => self.tried_built_in().to_owned(),
        }
    }

    fn checked(self, checked: Checked) -> String {
        let what = match checked.condition {
            Condition::Operation => self.checked_operation(),
            Condition::Provider => self.checked_provider(),
            Condition::Region => self.checked_region(),
            Condition::Billing => self.checked_billing(),
            Condition::Team => self.checked_team(),
            Condition::From => self.checked_from(),
            Condition::Below => self.checked_below(),
            Condition::PriceUnknown => self.checked_price(),
        };
        let what = if checked.held { self.checked_yes(what) } else { self.checked_not(what) };
        match checked.counted {
            Counted::AsItIs => what,
            Counted::PriceUnknown => self.counted_unknown(what),
            Counted::OtherCurrency => self.counted_currency(what),
        }
    }
}
