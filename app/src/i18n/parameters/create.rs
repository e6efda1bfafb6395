//! `dts.create`.

use domain::catalog::dts_create::names;

parameters! {
    names::SOURCE_REGION = "Source region" | "源库地域",
        "Where the source database runs. Hong Kong and regions abroad force the same destination." | "源数据库所在地域。选择中国香港或海外地域时，目标地域必须与其相同。";
    names::SOURCE_TYPE = "Source type" | "源库实例类型",
        "MySQL if left out." | "不选按 MySQL 处理。";
    names::DB_INSTANCE_COUNT = "Private RDS instances" | "私有定制 RDS 数量",
        "Asked because the source is PolarDB-X 1.0. 1 if left empty." | "因源库为 PolarDB-X 1.0 而需填写，留空按 1 处理。";
    names::DEST_REGION = "Destination region" | "目标库地域",
        "Where the destination database runs." | "目标数据库所在地域。";
    names::DESTINATION_TYPE = "Destination type" | "目标库实例类型",
        "MySQL if left out. Alibaba Cloud does not support every pair of source and destination." | "不选按 MySQL 处理。并非所有源库与目标库的组合都受支持。";
    names::REGION_ID = "Instance region" | "实例地域",
        "Follows the destination region." | "与目标库地域保持一致，自动填写。";
    names::NETWORK_TYPE = "Network" | "网络类型",
        "Private line, the only value that Alibaba Cloud accepts here." | "专线，阿里云固定取值。";
    names::JOB_CLASS = "Link class" | "链路规格",
        "How much each class transfers stands on Alibaba Cloud’s page on link classes." | "各规格的同步性能以阿里云“数据同步链路规格说明”为准。";
    names::TOPOLOGY = "Topology" | "同步拓扑",
        "Both ways only where source and destination are MySQL, PolarDB or Redis." | "仅当源库与目标库均为 MySQL、PolarDB 或 Redis 时可选双向。";
    names::PAY_TYPE = "Billing" | "付费类型",
        "A subscription can never go back to pay as you go." | "预付费不能再转回按量付费。";
    names::PERIOD = "Term unit" | "计费方式",
        "Asked because a subscription is bought for a fixed term." | "预付费按固定时长购买，因此需填写。";
    names::USED_TIME = "Length of term" | "购买时长",
        "1 to 60 months, or 1 to 5 years." | "包月可填 1 至 60；包年可填 1 至 5。";
}
