//! The overview.

texts! {
    overview_figures = "Figures" | "关键数字";
    overview_doubt = "In doubt" | "结果存疑";
    overview_doubt_unknown(n) = "{n} settles by itself" / "{n} settle by themselves" | "{n} 笔自动核实中";
    overview_doubt_person(n) = "{n} needs a person" / "{n} need a person" | "{n} 笔需人工核实";
    overview_doubt_both(unknown, person) = "{unknown}, {person}" | "{unknown}，{person}";
    overview_my_open = "My open orders" | "我的未完结订单";
    overview_my_open_note(n) = "{n} waits for approval" / "{n} wait for approval" | "{n} 笔待审批";
    overview_my_open_none = "nothing on its way" | "没有进行中的订单";
    overview_waiting = "Waiting for me" | "等我审批";
    overview_waiting_note(sum) = "up to {sum}" | "上限合计 {sum}";
    overview_waiting_none = "nothing to decide" | "没有待审批的订单";
    overview_running = "Instances running" | "运行中实例";
    overview_running_note(n) = "of {n} not released" | "共 {n} 个未释放";
    overview_running_none = "none bought yet" | "尚未购买";
    overview_all_orders = "All orders" | "全部订单";
    overview_all_approvals = "To the inbox" | "进入审批";
    overview_all_instances = "All instances" | "全部实例";
    overview_open_caption = "My open orders" | "我的未完结订单";
    overview_col_since = "Changed" | "更新";
    overview_no_open = "Nothing of yours is on its way." | "您没有进行中的订单。";
    overview_by_status = "Instances by status" | "实例状态分布";
    overview_expiring = "Expires soon" | "即将到期";
    overview_expiring_note = "Renew in the cloud’s console." | "请在云厂商控制台续费。";

    overview_welcome = "Nothing bought here yet" | "还没有任何采购";
    overview_welcome_text = "An order takes three steps; then others agree, and Purser buys it once." | "下单只需三步，之后由他人审批，系统只购买一次。";
    overview_step_credential = "Store a cloud credential" | "存入云凭证";
    overview_step_credential_note = "An access key of your own. It is encrypted and never shown again." | "您自己的访问密钥，加密保存，不再显示。";
    overview_step_catalog = "Choose from the catalogue" | "在产品目录中选择";
    overview_step_catalog_note = "Every parameter of the vendor, with its rule." | "包含厂商的全部参数及其规则。";
    overview_step_submit = "State a ceiling and submit" | "填写上限并提交";
    overview_step_submit_note = "The form shows who has to agree before you send it." | "提交前表单会显示审批人。";
    overview_new_purchase = "Open the catalogue" | "打开产品目录";
    overview_store_credential = "Store a credential" | "存入凭证";
}
