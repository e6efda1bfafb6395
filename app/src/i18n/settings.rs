//! Settings, and what people are.

use domain::person::Role;

texts! {
    role_requester = "requester" | "申请人";
    role_lead = "team lead" | "团队负责人";
    role_approver = "approver" | "审批人";
    role_auditor = "auditor" | "审计员";
    role_admin = "admin" | "管理员";

    demo_requester = "Fills in forms, submits orders, sees what became of them." | "填写表单、提交订单并查看结果。";
    demo_lead = "Decides the orders of the team." | "审批本团队的订单。";
    demo_approver = "Decides what the rules put to approvers." | "审批规则交由审批人处理的订单。";
    demo_auditor = "Reads everything, changes nothing." | "查看全部内容，不作任何改动。";
    demo_admin = "Keeps people, teams and rules; looks at orders in doubt." | "管理人员、团队与规则，核实结果存疑的订单。";

    settings_sub = "Who you are here, how you read, how you sign in" | "个人资料、显示偏好与登录方式";
    settings_profile = "Profile" | "个人资料";
    settings_profile_note = "An administrator changes these" | "由管理员维护";
    settings_name = "Name" | "姓名";
    settings_email = "E-mail" | "邮箱";
    settings_teams = "Teams" | "团队";
    settings_no_team = "None: without a team no order can be charged" | "无：没有团队就无法归集订单费用";
    settings_roles = "Roles" | "角色";
    settings_reading = "Display" | "显示";
    settings_reading_note = "In every browser that you sign in with" | "对您登录的所有浏览器生效";
    settings_language = "Language" | "语言";
    settings_theme = "Theme" | "主题";
    settings_theme_hint = "Auto follows the system." | "“自动”跟随系统设置。";
    settings_zone = "Time zone" | "时区";
    settings_zone_hint = "Times everywhere are shown in it; hovering shows the exact one." | "所有时间按该时区显示，悬停可看精确时间。";
    settings_zone_unknown = "Choose a zone from the list: there is none of this name." | "请从列表中选择时区：没有该名称的时区。";
    settings_reading_save = "Save the display settings" | "保存显示设置";
    settings_reading_saved = "Saved. Pages now show as you chose." | "已保存，页面按所选设置显示。";

    settings_password = "Password" | "密码";
    settings_password_note = "Changing it ends your other sessions" | "修改后其他会话随即结束";
    settings_password_current = "Current password" | "当前密码";
    settings_password_new = "New password" | "新密码";
    settings_password_hint = "15 to 128 characters. A few words in a row are good; nothing else is asked." | "15 至 128 个字符。可用几个词连成一句，无其他限制。";
    settings_password_change = "Change the password" | "修改密码";
    settings_password_changed = "The password is changed. Your other sessions have ended." | "密码已修改，其他会话已结束。";
    settings_password_locked(minutes) = "Too many wrong passwords. Nothing was changed. Try again in {minutes} minute." / "Too many wrong passwords. Nothing was changed. Try again in {minutes} minutes." | "密码错误次数过多，没有任何改动。请 {minutes} 分钟后再试。";

    settings_sessions = "Sessions" | "会话";
    settings_sessions_note(idle, life) = "End after {idle} minutes without use, and after {life} hours" | "{idle} 分钟未使用或满 {life} 小时后自动结束";
    settings_sessions_caption = "Where you are signed in" | "您的登录会话";
    settings_session_browser = "Browser" | "浏览器";
    settings_session_on(browser, system) = "{browser} on {system}" | "{browser}，{system}";
    settings_session_unknown = "Says nothing about itself" | "未提供浏览器信息";
    settings_session_began = "Signed in" | "登录时间";
    settings_session_seen = "Last used" | "最近使用";
    settings_session_here = "This one" | "当前会话";
    settings_session_end = "End" | "结束";
    settings_session_ended = "The session has ended." | "会话已结束。";
    settings_sessions_end_others = "End all others" | "结束其他全部会话";
    settings_sessions_alone = "There is no other session." | "没有其他会话。";
    settings_sessions_ended = "All your other sessions have ended." | "其他会话已全部结束。";
    actions = "Actions" | "操作";

    settings_tokens = "API tokens" | "API 令牌";
    settings_tokens_note = "For programs: as you, within limits" | "供程序以您的身份在限定范围内使用";
    settings_tokens_caption = "Your API tokens" | "您的 API 令牌";
    settings_tokens_none = "No token yet. A program that orders or reads for you needs one." | "尚无令牌。程序代您下单或查询时需要令牌。";
    settings_token_label = "Name" | "名称";
    settings_token_unnamed = "Without a name" | "未命名";
    settings_token_label_hint = "What uses it, such as “nightly report”." | "说明用途，例如“每日报表”。";
    settings_token_scopes = "May" | "权限";
    settings_token_scopes_wrong = "Tick at least one." | "请至少勾选一项。";
    settings_token_ceiling = "Orders up to" | "单笔上限";
    settings_token_ceiling_hint = "What one order may spend at most. Empty: what you may." | "单笔订单最多可花费的金额；留空则与您本人相同。";
    settings_token_currency = "Currency" | "币种";
    settings_token_no_ceiling = "no limit of its own" | "无单独上限";
    settings_token_made = "Made" | "创建时间";
    settings_token_used = "Last used" | "最近使用";
    settings_token_never = "Never" | "从未使用";
    settings_token_revoke = "Revoke" | "吊销";
    settings_token_revoked = "The token is revoked. Programs that use it are refused from now on." | "令牌已吊销，使用它的程序将被拒绝。";
    settings_token_create = "Make a token" | "创建令牌";
    settings_token_fresh = "Copy the token now. It is shown this once." | "请立即复制令牌，仅显示这一次。";
    settings_token_fresh_text = "Only a hash of it is kept. Whoever has it can do what you ticked, as you." | "系统只保存其哈希。持有者可以您的身份执行所勾选的操作。";
    settings_token_what = "token" | "令牌";
    scope_read = "Read: orders, instances, the catalogue" | "读取：订单、实例与产品目录";
    scope_buy = "Buy: draft, submit and withdraw your orders" | "采购：起草、提交与撤回您的订单";
    scope_approve = "Approve: decide what waits for you" | "审批：处理等您审批的订单";
    scope_credentials = "Credentials: keep your cloud keys" | "凭证：管理您的云密钥";
    scope_admin = "Administer: what you may do as an admin" | "管理：您作为管理员可执行的操作";
}

impl super::Text {
    pub const fn role(self, role: Role) -> &'static str {
        match role {
            Role::Approver => self.role_approver(),
            Role::Auditor => self.role_auditor(),
            Role::Admin => self.role_admin(),
        }
    }

    /// What a token's scope allows, by its name; the bare name if it is of a later release.
    pub fn scope(self, name: &str) -> &str {
        match name {
            "read" => self.scope_read(),
            "buy" => self.scope_buy(),
            "approve" => self.scope_approve(),
            "credentials" => self.scope_credentials(),
            "admin" => self.scope_admin(),
            other => other,
        }
    }
}
