//! Error pages: what happened, and what the reader may do.

texts! {
    error_code(code) = "Error {code}" | "错误 {code}";
    error_not_found = "There is no such page" | "没有这个页面";
    error_not_found_text = "The address is wrong, or what it names is not yours to see." | "地址有误，或该内容不对您开放。";
    error_forbidden = "You may not do that" | "您无权执行此操作";
    error_forbidden_text = "Nothing was changed. Who may do it depends on your roles and on your part in the order." | "没有任何改动。能否操作取决于您的角色以及您与该订单的关系。";
    error_too_large = "That is too much at once" | "内容过大";
    error_too_large_text = "A form may hold up to 1 MiB. Nothing was saved. Go back, shorten it and send it again." | "表单最多 1 MiB，内容未保存。请返回缩短后重新提交。";
    error_stale = "Somebody was faster" | "内容已被他人更新";
    error_stale_text = "It changed while you were looking at it. Nothing of yours was saved. Open it again and decide on what it says now." | "您查看期间内容已变化，您的操作未保存。请重新打开，按最新内容处理。";
    error_internal = "Something broke on our side" | "系统内部出错";
    error_internal_text = "It was written to the log with the number below. An order is never sent twice because of this." | "已按下方编号记入日志。订单不会因此被重复发送。";
    error_unavailable = "Purser cannot reach its database" | "暂时无法连接数据库";
    error_unavailable_text = "Nothing half done was written. This page works again by itself as soon as the database answers." | "没有写入任何不完整的数据。数据库恢复后，本页会自动恢复。";
    error_request_id = "Request id" | "请求 ID";
    error_try_again = "Try again" | "重试";
    error_to_overview = "To the overview" | "返回概览";
    error_to_orders = "To the orders" | "查看订单";
    error_other_site = "The request came from another site" | "请求来自其他站点";
    error_other_site_text = "Purser takes forms from its own pages only. Nothing was changed. Open the page here and send the form again." | "系统只接受本站页面提交的表单，没有任何改动。请在本站打开页面后重新提交。";
}
