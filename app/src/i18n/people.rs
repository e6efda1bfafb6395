//! People: who they are, what they may do, and who agrees to it.

use domain::{
    person::{Answer, Right, Role},
    view::people::GrantRow,
};

texts! {
    nav_people = "People" | "人员";
    nav_grants_count(n) = "{n} right waits for you to confirm" / "{n} rights wait for you to confirm" | "{n} 项权限待您确认";
    people_sub = "Who signs in here, and what they may do." | "谁可以登录，以及各自的权限。";
    people_search = "Find people" | "查找人员";
    people_search_hint = "Name or address" | "姓名或邮箱";
    people_search_button = "Find" | "查找";
    people_new = "Add a person" | "添加人员";
    people_panel = "Everybody" | "所有人员";
    people_found(n) = "{n} person" / "{n} people" | "{n} 人";
    people_none = "Nobody has this in their name or address." | "没有姓名或邮箱匹配的人员。";
    people_more(n) = "{n} more is not listed. Search for them." / "{n} more are not listed. Search for them." | "另有 {n} 人未列出，请使用查找。";
    people_col_person = "Person" | "人员";
    people_col_roles = "Roles" | "角色";
    people_col_teams = "Teams" | "团队";
    people_col_since = "Here since" | "加入时间";
    people_is_disabled = "Disabled" | "已停用";
    people_is_active = "May sign in" | "可以登录";
    people_no_password = "Has no password, and cannot sign in" | "未设置密码，无法登录";
    people_state = "State" | "状态";
    people_disabled_since(at) = "Disabled since {at}" | "自{at}起停用";
    people_nobody = "–" | "–";
    people_team_as(team, role) = "{team} ({role})" | "{team}（{role}）";

    grants_title = "Waiting for a second administrator" | "待第二位管理员确认";
    grants_note = "A right to approve or to administer holds once an administrator agrees who neither proposed nor receives it." | "审批或管理权限须由提议人和接收人以外的另一位管理员确认后生效。";
    grant_approver = "Approver" | "审批人";
    people_auditor = "Auditor" | "审计员";
    grant_admin = "Administrator" | "管理员";
    grant_lead(team) = "Lead of {team}" | "{team}负责人";
    grant_sentence(who, what) = "{who}: {what}" | "{who}：{what}";
    grant_by(name, at) = "Proposed by {name} {at}" | "{name}，{at}提议";
    grant_confirm(what) = "Confirm {what}" | "确认{what}";
    grant_refuse(what) = "Refuse {what}" | "拒绝{what}";
    grant_withdraw(what) = "Withdraw {what}" | "撤回{what}";
    grant_confirm_short = "Confirm" | "确认";
    grant_refuse_short = "Refuse" | "拒绝";
    grant_withdraw_short = "Withdraw" | "撤回";

    person_profile = "Profile" | "个人资料";
    person_roles = "Roles" | "角色";
    person_roles_second = "What you give to approve or to administer holds once a second administrator confirms it. Taking it away needs nobody." | "授予审批或管理权限须由第二位管理员确认后生效；收回权限立即生效。";
    person_roles_alone = "There is no second administrator to ask: what you give holds at once." | "没有第二位管理员可确认，授予立即生效。";
    person_role_approver = "Answers the steps that ask everybody with this role." | "可处理面向所有审批人的审批步骤。";
    person_role_auditor = "Reads everything; buys, approves and administers nothing." | "可查看全部内容，不能购买、审批或管理。";
    person_role_admin = "Keeps people, teams, rules and settings." | "管理人员、团队、规则和设置。";
    person_role_has = "Has it" | "已拥有";
    person_role_waits = "Waits" | "待确认";
    person_give_approver = "Make approver" | "设为审批人";
    person_give_auditor = "Make auditor" | "设为审计员";
    person_give_admin = "Make administrator" | "设为管理员";
    person_take_role = "Take away" | "收回";
    person_take_spoken(what) = "Take away: {what}" | "收回：{what}";
    person_teams = "Teams" | "团队";
    person_teams_note = "Orders are charged to a team. Its leads are asked to approve." | "订单由团队承担，团队负责人参与审批。";
    person_teams_none = "In no team: they cannot buy anything yet." | "未加入任何团队，暂时无法购买。";
    person_lead = "Leads it" | "负责人";
    person_member = "Member" | "成员";
    person_make_lead = "Make lead" | "设为负责人";
    person_make_lead_of(team) = "Make lead of {team}" | "设为{team}负责人";
    person_no_lead = "No longer lead" | "不再担任负责人";
    person_no_lead_of(team) = "No longer lead of {team}" | "不再担任{team}负责人";
    person_leave = "Remove" | "移出";
    person_leave_of(team) = "Remove from {team}" | "移出{team}";
    person_team = "Team" | "团队";
    person_team_hint = "A team of a new name is made." | "输入新名称将创建团队。";
    person_join = "Add to the team" | "加入团队";
    person_access = "Signing in" | "登录";
    person_disable_text = "Their sessions and tokens end at once. What they ordered stays theirs, and nothing more is bought for it." | "其会话和令牌立即失效；已提交的订单保留，但不再购买。";
    person_disable = "Disable" | "停用";
    person_enable_text = "They come back as a member of their teams. Roles, leads and groups are given anew." | "恢复后仍为各团队成员，角色、负责人和组须重新授予。";
    person_enable = "Let them sign in again" | "恢复登录";
    person_self_text = "This is you. Another administrator disables you, or whoever runs Purser." | "这是您本人。停用须由另一位管理员或系统运维人员操作。";

    person_new_title = "Add a person" | "添加人员";
    person_new_panel = "Who they are" | "人员信息";
    person_new_note = "Roles are given afterwards, on their page." | "添加后在其页面授予角色。";
    person_name = "Name" | "姓名";
    person_email = "E-mail address" | "邮箱";
    person_email_hint = "They sign in with it." | "用于登录。";
    person_password = "First password" | "初始密码";
    person_password_hint = "At least 15 characters. Tell it to them in person; they change it in their settings." | "至少 15 个字符。请当面告知对方，对方可在设置中修改。";
    person_add = "Add the person" | "添加人员";

    people_done_added = "The person is added." | "已添加人员。";
    people_done_given = "They have the right now. They sign in anew." | "权限已生效，对方需重新登录。";
    people_done_proposed = "Proposed. It holds once a second administrator confirms it." | "已提议，待第二位管理员确认后生效。";
    people_done_confirmed = "Confirmed: they have the right now." | "已确认，权限已生效。";
    people_done_refused = "Refused. Nothing changed." | "已拒绝，未作更改。";
    people_done_withdrawn = "Withdrawn. Nothing changed." | "已撤回，未作更改。";
    people_done_taken = "Taken away. They sign in anew." | "已收回，对方需重新登录。";
    people_done_team = "The teams are saved." | "团队已保存。";
    people_done_disabled = "Disabled. Their sessions and tokens have ended." | "已停用，其会话和令牌已失效。";
    people_done_enabled = "They may sign in again." | "已恢复登录。";

    people_refused = "Nothing was changed." | "未作更改。";
    people_sign_in_old = "To give a right, your sign-in must be at most 10 minutes old. Confirm your password, then do it again." | "授予权限要求登录时间在 10 分钟以内。请确认密码后重试。";
    conflict_has_right = "They have it already, or it waits for a second administrator." | "对方已拥有该权限，或正待第二位管理员确认。";
    conflict_own_grant = "Neither who proposed a right nor who receives it confirms it. Ask another administrator." | "提议人和接收人均不能确认，请由另一位管理员处理。";
    conflict_proposer_gone = "Who proposed it is no administrator any more. Refuse it, and propose it yourself." | "提议人已不再是管理员。请拒绝后自行提议。";
    conflict_last_admin = "Nobody else is an administrator: somebody has to stay." | "没有其他管理员，必须保留一位。";
    conflict_only_other_admin = "You would be the only administrator left. The other one gives the role up themselves, or whoever runs Purser takes it." | "此操作后将只剩您一位管理员。须由对方自行放弃，或由系统运维人员收回。";
    conflict_audits = "An auditor holds no other role. Take that away first." | "审计员不能兼任其他角色，请先收回审计员角色。";
    conflict_has_rights = "An auditor holds no other role. Take away their roles, leads, groups and what waits for them first." | "审计员不能兼任其他角色。请先收回其角色、负责人、组及待确认的权限。";
    conflict_is_disabled = "They are disabled. Let them sign in again first." | "该人员已停用，请先恢复登录。";
    conflict_not_a_member = "They are not in the team. Add them first." | "该人员不在团队中，请先加入团队。";
}

impl super::Text {
    /// What somebody is given, as a title.
    pub fn right(self, right: Right, team: Option<&str>) -> String {
        match right {
            Right::Approver => self.grant_approver().to_owned(),
            Right::Admin => self.grant_admin().to_owned(),
            Right::Lead(_) => self.grant_lead(team.unwrap_or_default()),
        }
    }

    /// What waits: whom it is for, and what it is.
    pub fn grant(self, row: &GrantRow) -> String {
        self.grant_sentence(&row.receiver.name, self.right(row.right, row.team.as_deref()))
    }

    /// An answer's word, and its sentence for who hears it alone.
    pub fn grant_answer(self, answer: Answer, row: &GrantRow) -> (&'static str, String) {
        let what = self.grant(row);
        match answer {
            Answer::Confirm => (self.grant_confirm_short(), self.grant_confirm(what)),
            Answer::Refuse => (self.grant_refuse_short(), self.grant_refuse(what)),
            Answer::Withdraw => (self.grant_withdraw_short(), self.grant_withdraw(what)),
        }
    }

    /// The role's name, what it is there for, and the words of the button that gives it.
    pub const fn role_words(self, role: Role) -> (&'static str, &'static str, &'static str) {
        match role {
            Role::Approver => {
                (self.grant_approver(), self.person_role_approver(), self.person_give_approver())
            }
            Role::Auditor => (self.people_auditor(), self.person_role_auditor(), self.person_give_auditor()),
            Role::Admin => (self.grant_admin(), self.person_role_admin(), self.person_give_admin()),
        }
    }
}
