//! Forms in general. A field's own words stand in the file of its noun.

texts! {
    fields_one_wrong = "One field needs a change" | "有 1 个字段需要修改";
    fields_some_wrong(count) = "{count} fields need a change" | "有 {count} 个字段需要修改";
    fields_required_note = "Everything is required unless marked optional. The grey code is the parameter’s name on the wire." | "除标注“可选”外均为必填。灰色代码为接口参数名。";
    fields_choose = "Choose" | "请选择";
    fields_none = "None" | "无";
    save = "Save" | "保存";
    cancel = "Cancel" | "取消";
    back = "Back" | "返回";
    pager_label = "Pages" | "分页";
    pager_previous = "Previous page" | "上一页";
    pager_next = "Next page" | "下一页";
    sort_ascending = "sorted, lowest first" | "升序";
    sort_descending = "sorted, highest first" | "降序";
    password_rule = "At least 12 characters." | "至少 12 个字符。";
}
