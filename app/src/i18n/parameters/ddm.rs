//! `ddm.create`.

use domain::catalog::ddm_create::names;

parameters! {
    names::NAME = "Name" | "实例名称",
        "4 to 30 letters, digits and hyphens, starting with a letter. Purser adds an ending of its own, so that the instance is found again and never bought twice." | "4 至 30 个字符，可包含字母、数字和中划线，以字母开头。系统会追加唯一后缀，用于找回实例并避免重复购买。";
    names::ENGINE_ID = "Engine" | "引擎",
        "The id of the engine, as Huawei Cloud’s list of engines has it." | "引擎 ID，以华为云引擎列表为准。";
    names::FLAVOR_ID = "Flavor" | "规格",
        "The id of the node size, as the engine’s list of flavors has it." | "节点规格 ID，以该引擎的规格列表为准。";
    names::NODE_NUM = "Nodes" | "节点个数",
        "Each node is paid for." | "按节点数计费。";
    names::AVAILABLE_ZONE = "Availability zones" | "可用区",
        "Codes of zones in which the flavor is on sale, such as cn-north-4a; no zone twice. A new line appears when the last one is used." | "该规格在售的可用区代码，例如 cn-north-4a，不可重复。填写最后一行后会出现新的一行。";
    names::PARAM_GROUP_ID = "Parameter group" | "参数组",
        "The id of a parameter group of yours. The engine’s own settings if left empty." | "已有参数组的 ID。留空则使用引擎默认参数。";
    names::TIME_ZONE = "Time zone" | "时区",
        "UTC if left out. Huawei Cloud takes UTC and whole hours from −12 to +12, but not +00:00." | "不选按 UTC 处理。可选 UTC 及 −12 至 +12 的整点时区，不含 +00:00。";
    names::ENTERPRISE_PROJECT_ID = "Enterprise project" | "企业项目",
        "Its id; 0 is the default project. Left empty, nothing is sent." | "企业项目 ID，0 为默认项目。留空则不发送。";
    names::VPC_ID = "VPC" | "虚拟私有云",
        "It has to exist, in the region of the credential, with a subnet and a security group." | "须已存在于凭证所属区域，并已配置子网与安全组。";
    names::SUBNET_ID = "Subnet" | "子网",
        "A subnet of this VPC." | "该虚拟私有云下的子网。";
    names::SECURITY_GROUP_ID = "Security group" | "安全组",
        "Decides who may reach the instance." | "决定哪些来源可以访问该实例。";
    names::ADMIN_USER = "Administrator’s name" | "管理员账号",
        "1 to 32 letters, digits and underscores, starting with a letter." | "1 至 32 个字符，可包含字母、数字和下划线，以字母开头。";
    names::ADMIN_PASSWORD = "Administrator’s password" | "管理员密码",
        "8 to 32 characters: capital and small letters, digits, and at least one of ~!@#%^*-_+? It goes with the submitted order alone: no draft, page or log keeps it. Type it right before you submit." | "8 至 32 个字符，须同时包含大写字母、小写字母、数字，以及 ~!@#%^*-_+? 中至少一个。仅随提交的订单发送，不会保存在草稿、页面或日志中，请在提交前填写。";
    names::CHARGE_MODE = "Billing" | "计费模式",
        "Pay as you go if left out. A subscription is paid for its whole term." | "不选按按需计费处理。包年/包月需支付整个时长的费用。";
    names::PERIOD_TYPE = "Term unit" | "订购周期类型",
        "Asked because a subscription is bought for a fixed term." | "包年/包月按固定时长购买，因此需填写。";
    names::PERIOD_NUM = "Length of term" | "订购周期数",
        "1 to 9 months, or 1 year." | "按月可填 1 至 9；按年只能填 1。";
    names::IS_AUTO_PAY = "Pay at once" | "自动支付",
        "No: Huawei Cloud takes the order and waits; nothing is made before somebody pays it, here or in its console." | "选“否”时，华为云仅生成待支付订单；在此处或其控制台付款后才会创建实例。";
    names::IS_AUTO_RENEW = "Renew by itself" | "自动续订",
        "No if left out: the subscription ends with its term." | "不选按不自动续订处理，到期后不再续订。";
}
