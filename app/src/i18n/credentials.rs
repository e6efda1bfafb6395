//! Cloud credentials.

use domain::credential::{Kind, Permission, Site, State};

texts! {
    credentials_sub = "Orders are bought with your own keys" | "订单使用您自己的密钥购买";
    credentials_yours = "Yours" | "我的凭证";
    credentials_count(count) = "{count} stored" | "共 {count} 个";
    credentials_count_refused(count, refused) = "{count} stored, {refused} refused" | "共 {count} 个，{refused} 个被拒";
    credentials_caption = "Your cloud credentials" | "您的云凭证";
    credentials_col_name = "Name" | "名称";
    credentials_col_key = "Key" | "密钥";
    credentials_col_check = "Check" | "验证";
    credentials_col_used = "Last used" | "最近使用";
    credentials_never_used = "Never" | "从未使用";
    credentials_secret_stored(fingerprint) = "secret stored, never shown · {fingerprint}" | "密钥已保存，不再显示 · {fingerprint}";
    credentials_needed(count) = "{count} open order needs it" / "{count} open orders need it" | "{count} 个未完结订单正在使用";
    credentials_verify = "Verify" | "验证";
    credentials_verify_busy = "Verifying" | "验证中";
    credentials_replace = "Replace" | "更换";
    credentials_remove = "Remove" | "移除";
    credentials_verified_age(age) = "{age}, by a read that spends nothing" | "{age}，通过只读调用验证，不产生费用";
    credentials_unverified_hint = "The cloud has not confirmed it yet" | "云厂商尚未确认";
    credentials_refused_since(at) = "Since {at}." | "自 {at} 起。";
    credentials_refused_hint(code) = "{code}. Orders do not start with it." | "{code}。订单不会使用它开始购买。";

    credentials_missing(what) = "It may not read: {what}. The policy below allows it." | "无权读取：{what}。下方的策略可授予该权限。";
    credentials_policy_alibaba = "RAM policy to paste" | "可粘贴的 RAM 策略";
    credentials_policy_huawei = "IAM policy to paste" | "可粘贴的 IAM 策略";
    credentials_policy_alibaba_text = "What Purser does with a key, and nothing else. DTS knows no narrower right for a purchase." | "仅包含本系统使用密钥所做的操作。DTS 没有更细的购买权限。";
    credentials_policy_huawei_text = "What buying a DDM instance needs. Prices, orders and the balance take the system roles BSS Finance and BSS Operator." | "购买 DDM 实例所需的权限。询价、订单和余额还需要系统角色 BSS Finance 和 BSS Operator。";
    credential_permission_balance = "balance" | "余额";
    credential_permission_orders = "orders" | "订单";
    credential_permission_instances = "instances" | "实例";
    credential_permission_ddm = "DDM instances" | "DDM 实例";
    credential_permission_networks = "networks" | "网络";

    credential_state_unverified = "Not verified" | "未验证";
    credential_state_verified = "Verified" | "已验证";
    credential_state_suspect = "Refused by the cloud" | "云厂商拒绝";
    credential_state_removed = "Removed" | "已移除";
    credential_kind_site(kind, site) = "{kind}, {site}" | "{kind}，{site}";
    credential_kind_alibaba = "Alibaba Cloud" | "阿里云";
    credential_kind_huawei = "Huawei Cloud" | "华为云";
    credential_site_china = "China site" | "中国站";
    credential_site_international = "International site" | "国际站";

    credentials_empty = "No credential yet" | "尚无凭证";
    credentials_empty_text = "You can fill in forms, but nothing can be bought until Purser has a key of yours. About three minutes:" | "您可以填写表单，但在添加密钥之前无法购买。约需三分钟：";
    credentials_empty_one = "In the cloud console, create a RAM or IAM user with programmatic access only." | "在云控制台创建一个仅用于编程访问的 RAM 或 IAM 用户。";
    credentials_empty_two = "Give it the rights for what you buy, and nothing else." | "只授予它所需购买产品的权限。";
    credentials_empty_three = "Paste its access key below. Purser asks the cloud by a harmless read whether it works." | "在下方粘贴其访问密钥，系统会通过只读调用向云厂商验证。";

    credentials_add = "Add a credential" | "添加凭证";
    credentials_add_note = "Write-only: nobody can read a secret back, not even an administrator" | "只写：任何人（包括管理员）都无法读出密钥";
    credentials_field_kind = "Kind" | "类型";
    credentials_kind_alibaba = "Alibaba Cloud access key" | "阿里云 AccessKey";
    credentials_kind_huawei_key = "Huawei Cloud access key" | "华为云访问密钥";
    credentials_kind_huawei_user = "Huawei Cloud IAM user" | "华为云 IAM 用户";
    credentials_field_region = "Region" | "区域";
    credentials_field_region_hint = "The project’s region, such as cn-north-4. Everything is bought there." | "项目所在区域，例如 cn-north-4，所有资源都在此购买。";
    credentials_field_project = "Project ID" | "项目 ID";
    credentials_field_project_hint = "In the console under “My Credentials”." | "可在控制台“我的凭证”中查看。";
    credentials_field_domain = "Account name" | "账号名";
    credentials_field_domain_hint = "The account that the IAM user belongs to." | "IAM 用户所属的账号。";
    credentials_field_user = "IAM user name" | "IAM 用户名";
    credentials_field_user_hint = "An access key is safer: a password opens the console too." | "建议使用访问密钥：密码还可登录控制台。";
    credentials_field_password = "Password" | "密码";
    credentials_field_password_hint = "Sealed before it is stored; exchanged for a token that lives in memory alone." | "加密后保存；仅用于换取只存于内存的令牌。";
    credentials_field_secret_key = "Secret access key" | "Secret Access Key";
    credentials_field_secret_key_hint = "Sealed before it is stored. Use an IAM user that may only buy what you need." | "加密后保存。请使用仅具备所需购买权限的 IAM 用户。";
    credentials_field_label = "Name" | "名称";
    credentials_field_label_hint = "Only you see it, in the purchase form." | "仅您可见，用于采购表单。";
    credentials_field_site = "Site" | "站点";
    credentials_field_site_hint = "China: aliyun.com. International: alibabacloud.com. They share no accounts." | "中国站为 aliyun.com，国际站为 alibabacloud.com，账户互不相通。";
    credentials_field_key = "Access key ID" | "AccessKey ID";
    credentials_field_secret = "Access key secret" | "AccessKey Secret";
    credentials_field_secret_hint = "Sealed before it is stored. Use a RAM user that may only buy what you need." | "加密后保存。请使用仅具备所需购买权限的 RAM 用户。";
    credentials_field_token = "Security token" | "安全令牌";
    credentials_field_token_hint = "Temporary keys alone have one." | "仅临时密钥需要。";
    credentials_save = "Save and verify" | "保存并验证";
    credentials_save_why = "Verifying is a read. It spends nothing." | "验证为只读调用，不产生费用。";

    credentials_demo = "Use a demo credential" | "使用演示凭证";
    credentials_demo_note = "Keys of simulated accounts" | "模拟账户的密钥";
    credentials_demo_text = "With money, purchases succeed. Without, the simulated cloud says that the account has not enough." | "余额充足时可购买成功；余额不足时，模拟云会拒绝。";
    credentials_demo_rich = "Account with money" | "余额充足的账户";
    credentials_demo_poor = "Account without money" | "余额不足的账户";
    credentials_demo_named(kind, account) = "{kind}: {account}" | "{kind}：{account}";
    credentials_demo_rich_label = "Demo, with money" | "演示（余额充足）";
    credentials_demo_poor_label = "Demo, without money" | "演示（余额不足）";
    credentials_demo_rich_short = "with money" | "余额充足";
    credentials_demo_poor_short = "without money" | "余额不足";

    credentials_auditor = "Auditors buy nothing, so they keep no keys." | "审计员不采购，因此不保存密钥。";
    credentials_saved_verified = "Saved, and the cloud takes it." | "已保存，云厂商已确认可用。";
    credentials_is_verified = "The cloud takes it." | "云厂商已确认可用。";
    credentials_saved = "Saved. It was not verified yet." | "已保存，尚未验证。";
    credentials_is_refused(label) = "The cloud refused “{label}”" | "云厂商拒绝了“{label}”";
    credentials_is_refused_text(code) = "No money was spent. Orders do not start with it. Its owner replaces it, enables it again or gives it the missing right, then verifies. The cloud’s code: {code}." | "未产生费用，订单不会使用它开始购买。请更换、重新启用或补充权限后再验证。云厂商错误码：{code}。";
    credentials_silent = "The credential could not be verified" | "未能完成验证";
    credentials_was_removed = "The credential is removed." | "凭证已移除。";
    credentials_replaced_verified = "The new key is stored, and the cloud takes it." | "新密钥已保存，云厂商已确认可用。";
    credentials_replaced = "The new key is stored. It was not verified yet." | "新密钥已保存，尚未验证。";

    credentials_replace_title(label) = "Replace “{label}”" | "更换“{label}”";
    credentials_replace_note = "Orders that were submitted keep the old key until they end" | "已提交的订单在完结前继续使用旧密钥";
    credentials_replace_save = "Store the new key and verify" | "保存新密钥并验证";
    credentials_remove_title(label) = "Remove “{label}”" | "移除“{label}”";
    credentials_remove_text = "It can no longer be chosen or verified. What it bought stays. Take the key away at the cloud too, if nothing else uses it." | "移除后无法再选用或验证，已购买的内容不受影响。如无其他用途，请同时在云厂商处停用该密钥。";
    credentials_remove_needed(count) = "{count} order that has not ended needs it. Withdraw it, or wait until it has ended." / "{count} orders that have not ended need it. Withdraw them, or wait until they have ended." | "有 {count} 个未完结的订单正在使用它。请先撤回，或等待其完结。";
}

impl super::Text {
    pub const fn credential_permission(self, permission: Permission) -> &'static str {
        match permission {
            Permission::Balance => self.credential_permission_balance(),
            Permission::Orders => self.credential_permission_orders(),
            Permission::Instances => self.credential_permission_instances(),
            Permission::Ddm => self.credential_permission_ddm(),
            Permission::Networks => self.credential_permission_networks(),
        }
    }

    /// What a policy is called at the cloud, and what is to be known of it.
    pub const fn credential_policy(self, kind: Kind) -> (&'static str, &'static str) {
        match kind {
            Kind::AlibabaAccessKey => {
                (self.credentials_policy_alibaba(), self.credentials_policy_alibaba_text())
            }
            Kind::HuaweiAccessKey | Kind::HuaweiIamUser => {
                (self.credentials_policy_huawei(), self.credentials_policy_huawei_text())
            }
        }
    }

    pub const fn credential_state(self, state: State) -> &'static str {
        match state {
            State::Unverified => self.credential_state_unverified(),
            State::Verified => self.credential_state_verified(),
            State::Suspect => self.credential_state_suspect(),
            State::Removed => self.credential_state_removed(),
        }
    }

    pub const fn credential_kind(self, kind: Kind) -> &'static str {
        match kind {
            Kind::AlibabaAccessKey => self.credential_kind_alibaba(),
            Kind::HuaweiAccessKey | Kind::HuaweiIamUser => self.credential_kind_huawei(),
        }
    }

    pub const fn credential_site(self, site: Site) -> &'static str {
        match site {
            Site::China => self.credential_site_china(),
            Site::International => self.credential_site_international(),
        }
    }

    /// A kind, where all of them stand side by side.
    pub const fn credential_kind_choice(self, kind: Kind) -> &'static str {
        match kind {
            Kind::AlibabaAccessKey => self.credentials_kind_alibaba(),
            Kind::HuaweiAccessKey => self.credentials_kind_huawei_key(),
            Kind::HuaweiIamUser => self.credentials_kind_huawei_user(),
        }
    }

    /// The name of a field of the credential forms.
    pub fn credential_field(self, name: &str) -> &'static str {
        match name {
            "kind" => self.credentials_field_kind(),
            "label" => self.credentials_field_label(),
            "site" => self.credentials_field_site(),
            "access_key_id" => self.credentials_field_key(),
            "secret_access_key" => self.credentials_field_secret_key(),
            "security_token" => self.credentials_field_token(),
            "region" => self.credentials_field_region(),
            "project_id" => self.credentials_field_project(),
            "domain" => self.credentials_field_domain(),
            "user" => self.credentials_field_user(),
            "password" => self.credentials_field_password(),
            _ => self.credentials_field_secret(),
        }
    }

    /// What helps to fill the field in; may be empty.
    pub fn credential_field_hint(self, name: &str) -> &'static str {
        match name {
            "access_key_secret" => self.credentials_field_secret_hint(),
            "secret_access_key" => self.credentials_field_secret_key_hint(),
            "security_token" => self.credentials_field_token_hint(),
            "region" => self.credentials_field_region_hint(),
            "project_id" => self.credentials_field_project_hint(),
            "domain" => self.credentials_field_domain_hint(),
            "user" => self.credentials_field_user_hint(),
            "password" => self.credentials_field_password_hint(),
            _ => "",
        }
    }

    /// What the vendor calls the field.
    pub fn credential_field_wire(self, name: &str) -> &'static str {
        match name {
            "access_key_id" => "AccessKeyId",
            "access_key_secret" => "AccessKeySecret",
            "secret_access_key" => "SecretAccessKey",
            "security_token" => "SecurityToken",
            "region" => "region",
            "project_id" => "project_id",
            "domain" => "domain.name",
            "user" => "user.name",
            "password" => "user.password",
            _ => "",
        }
    }
}
