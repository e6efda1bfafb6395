//! `bss.create`.

use domain::catalog::bss_create::names;

parameters! {
    names::PRODUCT_CODE = "Product code" | "产品代码",
        "As Alibaba Cloud’s list of product codes has it, for the site of the credential’s account. ECS and RDS are not sold through this call." | "以阿里云产品代码表为准，并与凭证账号所属站点一致。ECS 与 RDS 不通过此接口销售。";
    names::PRODUCT_TYPE = "Product type" | "产品类型",
        "Several products need it. It decides whether the term can be counted in years or days." | "部分产品必须填写；是否可按年或按天计时长由它决定。";
    names::PARAMETER_CODE = "Attributes" | "模块属性",
        "What the product asks for beside its code, as its price list has it: up to 100 codes with one value each, no code twice. A new line appears when the last one is used." | "产品所需的其他属性，以其价目为准：最多 100 项，每项一个代码和一个值，代码不可重复。填写最后一行后会出现新的一行。";
    names::PARAMETER_VALUE = "Value" | "属性值",
        "The value of the code beside it." | "左侧代码对应的值。";
    names::SUBSCRIPTION_TYPE = "Billing" | "付费类型",
        "A subscription is paid at once, for its whole term, from the account’s balance." | "预付费将立即从账户余额中一次性扣除整个时长的费用。";
    names::PRICING_CYCLE = "Term unit" | "时长单位",
        "Only these product types can be counted in years or days: ddos_originpre_public_cn, ddosDip, ddoscoo, and the same with _intl. For all others it is months." | "仅以下产品类型可按年或按天计：ddos_originpre_public_cn、ddosDip、ddoscoo 及其 _intl 类型；其他产品按月计。";
    names::PERIOD = "Length of term" | "购买时长",
        "In months, a whole multiple of 12. Where the product type lets you choose years or days, any number of them." | "以月为单位，须为 12 的整数倍。产品类型允许按年或按天计时，可填任意数量。";
    names::RENEWAL_STATUS = "When it ends" | "续费方式",
        "Renewed by hand if left out." | "不选按手动续费处理。";
    names::RENEW_PERIOD = "Renewed for" | "续费时长",
        "Asked because it is renewed by itself: how many months each time." | "因选择自动续费而需填写：每次续费的月数。";
    names::LOGISTICS = "Delivery address" | "收货地址",
        "Only for what is sent by post. What you leave empty is not sent to the cloud." | "仅实物商品需要。未填写的项不会发送给云厂商。";
}
