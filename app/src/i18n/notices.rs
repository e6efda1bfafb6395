//! What people are told, in the portal. The sentences of notices themselves are `domain::notice`'s: mails say them too.

texts! {
    notices_title = "Notifications" | "通知";
    notices_sub = "What concerns you, newest first" | "与您有关的事项，最新在前";
    notices_bell(n) = "Notifications: {n} unread" / "Notifications: {n} unread" | "通知：{n} 条未读";
    notices_caption = "Your notifications" | "您的通知";
    notices_col_what = "What happened" | "内容";
    notices_col_when = "When" | "时间";
    notices_unread = "Unread" | "未读";
    notices_read = "Mark as read" | "标为已读";
    notices_read_one(what) = "Mark as read: {what}" | "标为已读：{what}";
    notices_read_all = "Mark all as read" | "全部标为已读";
    notices_shown(first, last) = "{first} to {last}" | "第 {first} 至 {last} 条";
    notices_settings = "Choose what you are told" | "设置接收哪些通知";
    notices_empty_title = "Nothing yet" | "暂无通知";
    notices_empty = "When an order waits for you, or something becomes of one of yours, it is told here." | "有订单等您处理，或您的订单有进展时，会显示在这里。";
    notices_by(who) = "{who}: " | "{who}：";

    settings_notices = "Notifications" | "通知";
    settings_notices_note = "Your own acts are never told to you" | "您自己的操作不会通知您";
    settings_notices_caption = "What you are told about, and how" | "通知事项与方式";
    settings_notices_what = "What" | "事项";
    settings_notices_portal = "In the portal" | "站内";
    settings_notices_mail = "By mail" | "邮件";
    settings_notices_mail_to(email) = "Mails go to {email}." | "邮件发送至 {email}。";
    settings_notices_no_mail = "This portal sends no mails: whoever runs it has set no mail server." | "系统未配置邮件服务器，不发送邮件。";
    settings_notices_save = "Save the notifications" | "保存通知设置";
    settings_notices_saved = "Saved. From now on you are told what you ticked." | "已保存，今后按所勾选的事项通知您。";
    settings_notices_tick(channel, what) = "{channel}: {what}" | "{channel}：{what}";
}
