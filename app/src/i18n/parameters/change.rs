//! `dts.change`.

use domain::catalog::dts_change::names;

parameters! {
    names::JOB_ID = "Task id" | "任务 ID",
        "The id of the task, as the DTS console shows it. What starts with “dts” is the instance’s id, another one. Migration tasks are always paid by use and need no change." | "DTS 控制台显示的任务 ID。以 dts 开头的是实例 ID，两者不同。数据迁移任务只支持按量付费，无需变更。";
    names::REGION_ID = "Instance region" | "实例地域",
        "Where the task’s instance lives. Alibaba Cloud finds the task without it." | "任务实例所在地域。不填时阿里云也能找到该任务。";
    names::INSTANCE_CLASS = "Class from then on" | "变更后的规格",
        "Only if the class is to change. The vendor’s page names no parameter for it; this is the SDK’s." | "仅在变更规格时选择。厂商文档未列出该参数，此处采用其 SDK 的参数。";
    names::CHARGE_TYPE = "Billing from then on" | "变更后的付费方式",
        "A subscription can never go back to pay as you go. To change the class alone, choose how the task is paid now. The running link is not disturbed." | "预付费不能再转回按量付费。仅变更规格时，请选择任务当前的付费方式。变更不影响正在运行的链路。";
    names::PERIOD = "Term unit" | "计费方式",
        "Asked because a subscription is bought for a fixed term." | "预付费按固定时长购买，因此需填写。";
    names::BUY_COUNT = "Length of term" | "购买时长",
        "1 to 60 months, or 1 to 5 years." | "包月可填 1 至 60；包年可填 1 至 5。";
}
