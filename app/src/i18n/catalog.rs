//! The catalogue and the purchase forms.

use domain::catalog::{Operation, Provider};

texts! {
    catalog_title = "Catalogue" | "产品目录";
    catalog_sub = "What can be bought here, and from which cloud." | "可购买的产品及其所属云厂商。";
    catalog_products = "Products" | "产品";
    catalog_search = "Search the catalogue" | "搜索产品目录";
    catalog_search_hint = "Product, cloud or API name" | "产品、云厂商或接口名";
    catalog_search_button = "Search" | "搜索";
    catalog_column_product = "Product" | "产品";
    catalog_column_cloud = "Cloud" | "云厂商";
    catalog_column_call = "Operation" | "接口";
    catalog_column_act = "Act" | "操作";
    catalog_buy = "Buy" | "购买";
    catalog_none_title = "Nothing in the catalogue matches" | "目录中没有匹配的产品";
    catalog_none(query) = "No product, cloud or API name holds “{query}”." | "没有产品、云厂商或接口名包含“{query}”。";
    catalog_show_all = "Show all" | "显示全部";
    catalog_shown(count) = "{count} shown" | "共 {count} 项";

    provider_alibaba = "Alibaba Cloud" | "阿里云";
    provider_huawei = "Huawei Cloud" | "华为云";

    product_dts_create = "DTS synchronisation instance" | "DTS 数据同步实例";
    product_dts_change = "DTS billing method or class" | "DTS 计费方式或规格变更";
    product_bss_create = "Any product sold through BSS" | "经 BSS 销售的任意产品";
    product_ddm_create = "DDM instance" | "DDM 实例";
    product_dts_create_note = "A link that keeps two databases in step. Bought unconfigured: set up the task in the DTS console afterwards." | "使两个数据库保持同步的链路。购买后为未配置状态，需到 DTS 控制台配置同步任务。";
    product_dts_change_note = "Turns a running DTS task into a subscription, or gives it another class." | "将运行中的 DTS 任务转为预付费，或变更其规格。";
    product_bss_create_note = "By product code and its own parameters, as the vendor’s price list has them." | "按产品代码及其参数购买，以厂商价目为准。";
    product_ddm_create_note = "Distributed database middleware in a network of yours." | "部署在您网络中的分布式数据库中间件。";

    purchase_title_dts_create = "Buy a data synchronisation instance" | "购买数据同步实例";
    purchase_title_dts_change = "Change how a DTS task is paid, or its class" | "变更 DTS 任务的计费方式或规格";
    purchase_title_bss_create = "Buy an instance of any product" | "购买任意产品的实例";
    purchase_title_ddm_create = "Buy a DDM instance" | "购买 DDM 实例";
    purchase_sub_dts_create = "Bought unconfigured: set up the task in the DTS console afterwards." | "购买后为未配置状态，需到 DTS 控制台配置同步任务。";
    purchase_sub_dts_change = "The running link is not disturbed. A subscription can never go back to pay as you go." | "不影响正在运行的链路。预付费不能再转回按量付费。";
    purchase_sub_bss_create = "Whatever Alibaba Cloud sells by product code, but for ECS and RDS. The order is paid at once." | "阿里云按产品代码销售的产品（ECS 与 RDS 除外），下单后立即付款。";
    purchase_sub_ddm_create = "In a VPC of yours, which has to exist with a subnet and a security group." | "部署在您的虚拟私有云中，须已配置子网与安全组。";
    purchase_edit_title(number) = "Draft {number}" | "草稿 {number}";
    purchase_cloned(number) = "Filled in from {number}. Change what differs; it becomes an order of its own." | "已按 {number} 填写。修改不同之处后将作为新订单提交。";
    purchase_change_of(id) = "This changes the task of {id}" | "变更 {id} 的任务";
    purchase_change_of_text = "Its task id is another one: it is chosen below as soon as the lists are loaded." | "任务 ID 与实例 ID 不同，加载可选项后将自动选中。";
    purchase_restored = "What you typed before is back" | "已恢复您之前填写的内容";
    purchase_restored_text = "This browser kept it until an order was made of it, without passwords. From" | "内容保存在本浏览器中，直至生成订单，不含密码。保存时间：";
    purchase_restored_discard = "Start with an empty form" | "清空表单";
    purchase_discard = "Discard" | "放弃";
    purchase_back_to_order = "Back to the order" | "返回订单";

    purchase_payer = "Account" | "账号";
    purchase_payer_note = "Whose key buys, and which team pays" | "使用谁的凭证购买，由哪个团队承担费用";
    purchase_why = "Reason and ceiling" | "事由与上限";
    purchase_not_sent = "Not sent to the cloud" | "不会发送给云厂商";
    purchase_charge = "Charge and reason" | "归属与事由";

    purchase_other_region = "Another region: type its id" | "其他地域：填写 ID";
    purchase_region_id_of(field) = "{field}: region id" | "{field}：地域 ID";

    purchase_no_credential(cloud) = "You have no {cloud} credential yet" | "您还没有{cloud}凭证";
    purchase_no_credential_text = "Purser buys with your own access key. What you typed here is kept if you save it as a draft." | "系统使用您本人的访问密钥购买。保存草稿可保留已填写的内容。";
    purchase_credential_hint = "Yours. Purser buys with it, and nobody else can use it." | "您本人的凭证，仅用于您的订单，他人无法使用。";
    purchase_credential_hint_huawei = "Yours. Region and project of the instance are those of the credential." | "您本人的凭证。实例的区域和项目即为该凭证的区域和项目。";
    purchase_store_credential = "Store a credential" | "添加凭证";
    purchase_credential_unverified = "not verified yet" | "未验证";
    purchase_credential_verified = "verified" | "已验证";
    purchase_credential_suspect = "refused by the cloud" | "被云厂商拒绝";
    purchase_no_team = "You are in no team" | "您不属于任何团队";
    purchase_no_team_text = "Every order is charged to a team. An admin can add you to one." | "每个订单都归属一个团队，请联系管理员将您加入团队。";
    purchase_auditor = "Auditors read everything and buy nothing." | "审计员可查看全部内容，但不能购买。";

    purchase_by_itself = "What Purser sends by itself" | "系统自动填写的参数";
    purchase_action = "Operation" | "接口";
    purchase_token = "Once-only token" | "幂等令牌";
    purchase_token_text = "Made from the order when it is submitted. A repeat with the same token buys nothing new." | "提交时由订单生成。相同令牌重复请求不会再次购买。";

    purchase_retired(name) = "{name} is being retired: never sent" | "{name} 即将下线：不发送";
    purchase_retired_name = "Account of the buyer" | "主账号 ID";
    purchase_project = "Project" | "项目";
    purchase_project_text = "The credential’s." | "以凭证所属项目为准。";
    purchase_more = "More parameters, rarely needed" | "更多参数（较少使用）";
    purchase_more_lines = "More lines" | "增加行";
    purchase_lines_code = "Code" | "代码";
    purchase_lines_value = "Value" | "值";
    purchase_password_again = "It was not kept: type it again before you submit." | "密码未保存，请在提交前重新填写。";
    purchase_zone_line(number) = "Zone {number}" | "可用区 {number}";
    purchase_json = "Delivery address as JSON" | "收货地址（JSON）";

    purchase_summary = "Summary" | "采购摘要";
    purchase_product = "Product" | "产品";
    purchase_price = "Price" | "价格";
    fact_route = "Route" | "链路";
    fact_class = "Class" | "规格";
    fact_task = "Task" | "任务";
    fact_item = "Item" | "产品代码";
    fact_attributes = "Attributes" | "模块属性";
    fact_name = "Name" | "名称";
    fact_size = "Size" | "规格";
    fact_network = "Network" | "网络";
    fact_billing = "Billing" | "计费";
    fact_unchanged = "as it is" | "保持不变";
    fact_count(count) = "{count} attribute" / "{count} attributes" | "{count} 项";
    fact_nodes(count, flavor) = "{count} × {flavor}" | "{count} × {flavor}";
    purchase_ask = "Check the form and ask the price" | "检查表单并询价";
    purchase_ask_again = "Ask the price again" | "重新询价";
    purchase_asking = "Asking the price" | "询价中";
    purchase_not_asked = "Not asked yet. If you submit now, it is asked then." | "尚未询价；若直接提交，将在提交时询价。";
    purchase_price_none = "The cloud names no price for this. State a ceiling: rules treat an unknown price as above every amount." | "云厂商未提供此项价格。请填写金额上限；审批规则将未知价格视为高于任何金额。";
    purchase_price_stale = "Out of date: the form has changed since." | "已过期：表单内容已变更。";
    purchase_submit_stale = "The price must be asked again: the form has changed." | "表单已变更，请重新询价后再提交。";
    purchase_asked_at = "Asked" | "询价于";
    purchase_price_note = "Approvers approve the ceiling. Purser asks the price again right before it buys, and buys nothing above it." | "审批人批准的是金额上限；购买前会再次询价，超出上限则不购买。";
    purchase_stale = "The price is not the one that you saw" | "价格与您看到的不一致";
    purchase_stale_text = "The form or the price changed after it was asked. Nothing was submitted. The price beside the form is new: submit again if it suits you." | "询价之后，表单内容或价格发生了变化，本次未提交。旁边显示的是最新价格，确认后请再次提交。";
    purchase_key_reused_text = "Nothing was submitted now. Look into your orders; to order once more, send the form again." | "本次未提交。请先查看订单列表；如需再次下单，请重新提交本表单。";
    purchase_up_to = "May spend up to" | "最多可花费";
    purchase_will_need = "Will need" | "需要审批";
    purchase_chain_open = "Whom the rules ask depends on the price: ask for it first." | "审批人取决于价格，请先询价。";
    purchase_rule_built_in = "By the built-in rule" | "按内置规则";
    purchase_step_not_you = "Never you yourself." | "不能由您本人审批。";
    purchase_submit = "Submit for approval" | "提交审批";
    purchase_submitting = "Submitting" | "提交中";
    purchase_save_draft = "Save draft" | "保存草稿";
    purchase_after_submit = "Submitting locks the parameters and the ceiling. Sending it twice makes one order." | "提交后参数与金额上限即锁定；重复提交只产生一个订单。";
    purchase_not_chosen = "not chosen yet" | "未选择";
    purchase_as_sent = "As last sent. It follows when the form is sent again." | "按上次提交的内容显示，再次提交后更新。";
    purchase_to_fill(count) = "Left to fill in or change: {count}" | "待填写或修改：{count} 项";
    purchase_ready = "Ready to submit" | "可以提交";
    purchase_review = "Review and submit" | "核对并提交";
    purchase_no_ceiling = "The cloud’s price" | "云厂商报价";

    purchase_look_alike = "An order just like this one is not settled" | "存在一个相同且未结清的订单";
    purchase_look_alike_text = "Money may have been spent on it already. Nothing was submitted. Look at it first; then say below that you want a second one." | "该订单可能已扣费，本次未提交。请先查看该订单；如仍需再买一个，请在下方确认。";
    purchase_look_alike_tick = "I know of the other order and want to buy a second one." | "我知道另一个订单，仍要再购买一个。";
    purchase_key_reused = "This form was sent before, with other values" | "该表单已用其他内容提交过";
    purchase_not_now = "Not submitted: the price could not be asked" | "未提交：无法查询价格";
    purchase_suspect = "The cloud refused this credential" | "云厂商拒绝了该凭证";
    purchase_suspect_text = "Nothing was submitted. Verify or replace the credential, or choose another one." | "本次未提交。请重新验证或更换凭证，或选择其他凭证。";
    purchase_to_orders = "To the orders" | "查看订单";
}

impl super::Text {
    /// The heading of an operation's form.
    pub const fn purchase_title(self, operation: Operation) -> &'static str {
        match operation {
            Operation::DtsCreate => self.purchase_title_dts_create(),
            Operation::DtsChange => self.purchase_title_dts_change(),
            Operation::BssCreate => self.purchase_title_bss_create(),
            Operation::DdmCreate => self.purchase_title_ddm_create(),
        }
    }

    /// What to know before filling it in.
    pub const fn purchase_sub(self, operation: Operation) -> &'static str {
        match operation {
            Operation::DtsCreate => self.purchase_sub_dts_create(),
            Operation::DtsChange => self.purchase_sub_dts_change(),
            Operation::BssCreate => self.purchase_sub_bss_create(),
            Operation::DdmCreate => self.purchase_sub_ddm_create(),
        }
    }

    /// A cloud's name.
    pub const fn provider(self, provider: Provider) -> &'static str {
        match provider {
            Provider::Alibaba => self.provider_alibaba(),
            Provider::Huawei => self.provider_huawei(),
        }
    }

    /// What an operation buys, in a few words.
    pub const fn product(self, operation: Operation) -> &'static str {
        match operation {
            Operation::DtsCreate => self.product_dts_create(),
            Operation::DtsChange => self.product_dts_change(),
            Operation::BssCreate => self.product_bss_create(),
            Operation::DdmCreate => self.product_ddm_create(),
        }
    }

    /// What it is, in a sentence or two.
    pub const fn product_note(self, operation: Operation) -> &'static str {
        match operation {
            Operation::DtsCreate => self.product_dts_create_note(),
            Operation::DtsChange => self.product_dts_change_note(),
            Operation::BssCreate => self.product_bss_create_note(),
            Operation::DdmCreate => self.product_ddm_create_note(),
        }
    }
}
