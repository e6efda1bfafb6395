//! The simulated clouds.

texts! {
    sim_title = "Simulated clouds" | "模拟云";
    sim_sub(address) = "At {address}. Nothing here costs anything." | "地址 {address}，不产生任何真实费用。";
    sim_ledger = "Ledger" | "账本";
    sim_ledger_note(count) = "{count} entry, never changed" / "{count} entries, never changed" | "共 {count} 条，只增不改";
    sim_ledger_caption = "Everything that was sold, newest first" | "全部成交记录，最新在前";
    sim_ledger_empty = "Nothing was sold yet" | "尚无成交";
    sim_ledger_empty_text = "Buy something with a demo credential: it appears here at the moment at which the cloud sells it." | "使用演示凭证购买后，云端成交的瞬间会显示在这里。";
    sim_col_entry = "Entry" | "条目";
    sim_col_account = "Account" | "账户";
    sim_col_call = "Call" | "调用";
    sim_col_reference = "Reference" | "编号";
    sim_col_price = "Price" | "价格";
    sim_col_standing = "Standing" | "状态";
    sim_col_balance = "Balance" | "余额";
    sim_accounts = "Accounts" | "账户";
    sim_accounts_caption = "The simulated accounts" | "模拟账户";
    sim_standing_good = "In order" | "正常";
    sim_standing_incomplete = "Owner’s details missing" | "资料不完整";
    sim_standing_no_permission = "May read, not buy" | "仅可读取";
    sim_faults = "Faults" | "故障";
    sim_faults_note = "For the next call" | "作用于下一次调用";
    sim_action = "Call" | "调用";
    sim_fault = "What happens" | "发生什么";
    sim_arrange = "Arrange" | "设置";
    sim_clear = "Forget them" | "清除";
    sim_waiting(count) = "{count} fault waits for its call" / "{count} faults wait for their calls" | "{count} 个故障等待触发";
    sim_none_waiting = "No fault waits." | "没有等待触发的故障。";
    sim_arranged = "The next such call meets it." | "下一次调用将触发该故障。";
    sim_words = "Through the forms" | "通过表单触发";
    sim_words_text = "The same faults happen where a form says their word: a region cn-x-…, a product code x-…, a name that begins with x-…-." | "在表单中填写对应的词也会触发：区域 cn-x-…、产品代码 x-…，或以 x-…- 开头的名称。";
    sim_words_caption = "Words and what they do" | "触发词及其作用";
    sim_col_word = "Word" | "词";

    sim_word_x_drop_before = "The connection breaks before the sale; the next try goes well" | "成交前连接中断，重试成功";
    sim_word_x_drop_after = "It is sold, then the connection breaks; the next try goes well" | "成交后连接中断，重试成功";
    sim_word_x_lost = "It is sold, and no answer ever arrives" | "已成交，但始终收不到应答";
    sim_word_x_500 = "Error 500 before the sale; the next try goes well" | "成交前返回 500，重试成功";
    sim_word_x_500_after = "It is sold, then error 500; the next try goes well" | "成交后返回 500，重试成功";
    sim_word_x_html = "It is sold, and a gateway answers with a page" | "已成交，但网关返回网页";
    sim_word_x_slow = "It is sold, and the answer takes 12 seconds" | "已成交，但应答耗时 12 秒";
    sim_word_x_refuse = "Refused: not on sale" | "拒绝：不可售";
    sim_word_x_throttle = "Refused: too many calls; the next try goes well" | "拒绝：调用过频，重试成功";
    sim_word_x_odd = "Refused with a code that nobody knows" | "以未知错误码拒绝";

    sim_effect_purchase = "Sold" | "成交";
    sim_effect_order = "Ordered, not paid" | "已下单，未支付";
    sim_effect_pay = "Paid" | "已支付";
    sim_effect_cancel = "Cancelled" | "已取消";
    sim_effect_change = "Changed" | "已变更";
    sim_effect_repeat = "Repeated, nothing done" | "重复请求，未执行";
    sim_effect_renew = "Renewed" | "已续费";
    sim_effect_configure = "Set up" | "已配置";
    sim_effect_start = "Started" | "已启动";
    sim_effect_delete = "Deleted" | "已删除";
}

impl super::Text {
    /// What a fault's word does; a word that has no sentence speaks for itself.
    pub fn sim_word(self, word: &str) -> String {
        match word {
            "x-drop-before" => self.sim_word_x_drop_before(),
            "x-drop-after" => self.sim_word_x_drop_after(),
            "x-lost" => self.sim_word_x_lost(),
            "x-500" => self.sim_word_x_500(),
            "x-500-after" => self.sim_word_x_500_after(),
            "x-html" => self.sim_word_x_html(),
            "x-slow" => self.sim_word_x_slow(),
            "x-refuse" => self.sim_word_x_refuse(),
            "x-throttle" => self.sim_word_x_throttle(),
            "x-odd" => self.sim_word_x_odd(),
            word => word,
        }
        .to_owned()
    }

    pub fn sim_effect(self, effect: &str) -> String {
        match effect {
            "purchase" => self.sim_effect_purchase(),
            "order" => self.sim_effect_order(),
            "pay" => self.sim_effect_pay(),
            "cancel" => self.sim_effect_cancel(),
            "change" => self.sim_effect_change(),
            "repeat_on_prepaid" => self.sim_effect_repeat(),
            "renew" => self.sim_effect_renew(),
            "configure" => self.sim_effect_configure(),
            "start" => self.sim_effect_start(),
            "delete" => self.sim_effect_delete(),
            effect => effect,
        }
        .to_owned()
    }

    pub fn sim_standing(self, standing: &str) -> &'static str {
        match standing {
            "incomplete" => self.sim_standing_incomplete(),
            "no_permission" => self.sim_standing_no_permission(),
            _ => self.sim_standing_good(),
        }
    }
}

#[cfg(test)]
mod tests {
    use domain::person::Language;

    use crate::i18n::Text;

    #[test]
    fn everything_that_a_ledger_tells_has_words_in_both_languages() {
        for effect in [
            "purchase",
            "order",
            "pay",
            "cancel",
            "change",
            "repeat_on_prepaid",
            "renew",
            "configure",
            "start",
            "delete",
        ] {
            for language in Language::ALL {
                assert_ne!(Text::new(language).sim_effect(effect), effect);
            }
        }
    }
}
