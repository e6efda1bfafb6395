//! The frame around every page: navigation, search, preferences, keys.

texts! {
    nav_label = "Main navigation" | "主导航";
    nav_overview = "Overview" | "概览";
    nav_catalog = "Catalogue" | "产品目录";
    nav_orders = "Orders" | "订单";
    nav_approvals = "Approvals" | "审批";
    nav_instances = "Instances" | "实例";
    nav_account = "Account" | "账户";
    nav_credentials = "Credentials" | "凭证";
    nav_settings = "Settings" | "设置";
    nav_open_orders(count) = "{count} open" | "{count} 个未完结";
    nav_waiting(count) = "{count} waiting for you" | "{count} 个等您处理";
    nav_crumbs = "You are here" | "当前位置";

    new_purchase = "New purchase" | "新建采购";
    menu = "Menu" | "菜单";
    menu_close = "Close the menu" | "关闭菜单";
    skip_to_content = "Skip to content" | "跳到正文";
    search_label = "Search orders" | "搜索订单";
    search_placeholder = "Search orders, instances, request ids" | "搜索订单、实例、请求 ID";
    demo_notice = "Demo: simulated clouds" | "演示：模拟云";
    demo_notice_more = ", no money is spent" | "，不会产生费用";
    demo_short = "demo" | "演示";

    theme_auto = "Auto" | "自动";
    theme_light = "Light" | "浅色";
    theme_dark = "Dark" | "深色";
    theme_switch(now, then) = "Theme: {now}. Switch to {then}" | "主题：{now}。切换为{then}";
    sign_out = "Sign out" | "退出登录";

    foot_zone(zone, offset) = "Times are in your zone, {zone} ({offset})" | "时间按您所在时区显示：{zone}（{offset}）";
    foot_keys = "All keys" | "全部快捷键";

    copy_what(what) = "Copy {what}" | "复制{what}";
    copied = "Copied" | "已复制";
    close = "Close" | "关闭";
    dismiss = "Dismiss" | "知道了";
    busy = "Sending" | "发送中";
    optional = "optional" | "可选";

    keys_title = "Keys" | "快捷键";
    keys_search = "Search" | "搜索";
    keys_all = "Show this list" | "显示此列表";
    keys_submit = "Send the form you are in" | "提交当前表单";
}
