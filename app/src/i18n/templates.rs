//! Templates of purchase forms.

texts! {
    templates_title = "Templates" | "模板";
    templates_caption = "Templates of your teams" | "您所在团队的模板";
    templates_none = "Nobody in your teams has saved one yet. In a purchase form, “Save as a template” keeps what stands in it for the whole team." | "您所在的团队尚无模板。在购买表单中选择“保存为模板”，即可供全团队使用。";
    templates_column_name = "Template" | "模板";
    templates_column_what = "What it buys" | "购买内容";
    templates_column_team = "Team" | "团队";
    template_made_by(person, time) = "{person}, {time}" | "{person}，{time}";
    template_use = "Use" | "使用";
    template_remove = "Remove" | "移除";
    template_remove_text(team) = "Nobody in {team} can start from it any more. Orders that were made from it stay." | "{team} 的成员将无法再使用该模板，已创建的订单不受影响。";
    template_remove_sure = "Remove the template" | "移除模板";
    template_removed = "Template removed." | "模板已移除。";

    template_start = "Start from a template" | "从模板开始";
    template_of_team(name, team) = "{name} · {team}" | "{name} · {team}";
    template_fill = "Fill in" | "填入";
    template_filled(name) = "Filled in from the template “{name}”" | "已按模板“{name}”填写";
    template_filled_text(team, person) = "Of {team}, saved by {person}. Credential, reason and ceiling are yours to choose." | "{team} 的模板，由 {person} 保存。凭证、事由与金额上限请自行填写。";
    template_saved(name) = "Saved as the template “{name}”" | "已保存为模板“{name}”";
    template_saved_text(team) = "Everybody in {team} finds it in the catalogue. Nothing was bought or submitted." | "{team} 的成员可在产品目录中找到它。尚未提交或购买任何内容。";
    template_to_catalog = "Go to the catalogue" | "前往产品目录";

    template_save = "Save as a template" | "保存为模板";
    template_name = "Template’s name" | "模板名称";
    template_name_hint = "Such as “Small sync, Shanghai”." | "例如“小规格同步，上海”。";
    template_team = "For the team" | "所属团队";
    template_save_note = "Keeps the parameters for the whole team: no credential, reason, ceiling or password." | "仅为全团队保存参数，不含凭证、事由、金额上限和密码。";
    template_save_button = "Save the template" | "保存模板";
}
