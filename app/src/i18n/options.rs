//! What the lists of a form say of themselves.

use domain::options::OnSale;

texts! {
    options_load(cloud) = "Load the lists of {cloud}" | "加载{cloud}的可选项";
    options_load_again = "Load them again" | "重新加载";
    options_loading(cloud) = "Asking {cloud} with this credential" | "正在用该凭证查询{cloud}";
    options_unloaded(cloud) = "What {cloud} offers is not loaded. Ids can be typed all the same." | "尚未加载{cloud}的可选项，仍可直接填写 ID。";
    options_loaded(cloud) = "The lists are as {cloud} gave them at" | "可选项由{cloud}返回，时间：";
    options_not_loaded(cloud) = "{cloud} could not be asked. What stands here stays; ids can be typed." | "无法查询{cloud}，已填写的内容保持不变，可直接填写 ID。";
    options_emptied = "Emptied: it did not fit what was changed above." | "已清空：与上方变更后的选择不符。";
    options_wait_for(parent) = "Its list depends on “{parent}”: choose that first, or type the id." | "可选项取决于“{parent}”：请先选择，或直接填写 ID。";
    options_failed(cloud, why) = "{cloud} named no list: {why}. Type the id, or load the lists again." | "{cloud}未返回可选项：{why}。请直接填写 ID，或重新加载。";
    options_none(cloud) = "{cloud} has none for this account. Make one in its console, or type an id." | "该账号在{cloud}下没有可选项。请先在控制台创建，或直接填写 ID。";
    options_not_listed(cloud) = "Not among what {cloud} named: look at it once more." | "不在{cloud}返回的可选项中，请再次确认。";
    options_sold_out = "Not on sale as the cloud says now: the purchase may be refused." | "云厂商显示当前不可售，购买可能被拒绝。";
    options_why_unreachable = "it could not be reached" | "无法连接";
    options_why_silent = "it did not answer in time" | "未及时应答";
    options_why_throttled = "it gets too many requests" | "请求过于频繁";
    options_why_permission = "this credential may not read the list" | "该凭证没有查询权限";
    options_why_account = "the account is restricted" | "账号受限";
    options_why_other = "its answer could not be read" | "无法识别其应答";
    on_sale_sold_out = "sold out" | "已售罄";
    on_sale_unsupported = "not on sale here" | "此处不可售";
    purchase_other_id = "Another: type its id" | "其他：填写 ID";
    purchase_id_of(field) = "{field}: id" | "{field}：ID";
    attribute_left_out = "Left out" | "不填";
    attributes_of_product = "What this product asks for. Left out means that it is not sent." | "该产品所需的属性；选择“不填”则不发送。";
    attributes_none = "The product asks for nothing more, as Alibaba Cloud says." | "阿里云显示该产品无需其他属性。";
    zone_other = "Another zone: type its code" | "其他可用区：填写代码";
}

impl super::Text {
    /// What is said of something that cannot be bought now.
    pub const fn on_sale(self, state: OnSale) -> Option<&'static str> {
        match state {
            OnSale::Yes => None,
            OnSale::SoldOut => Some(self.on_sale_sold_out()),
            OnSale::Unsupported => Some(self.on_sale_unsupported()),
        }
    }

    /// Why a cloud named no list, by the code of what to do about it: half a sentence.
    pub fn options_why(self, code: &str) -> &'static str {
        match code {
            "cloud_unreachable" => self.options_why_unreachable(),
            "no_answer" | "cloud_down" => self.options_why_silent(),
            "throttled" => self.options_why_throttled(),
            "permission_missing" => self.options_why_permission(),
            "account_restricted" => self.options_why_account(),
            _ => self.options_why_other(),
        }
    }
}
