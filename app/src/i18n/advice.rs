//! What a cloud's answer means in words, who can do something about it, and what.

texts! {
    advice_nothing_to_do = "The cloud has done it. Nothing is left to do." | "云厂商已完成，无需处理。";
    advice_not_enough_money = "The cloud account has not enough money. Its owner adds some; then submit a copy." | "云账户余额不足。请账户所有者充值，然后复制本单重新提交。";
    advice_permission_missing = "The access key lacks a permission. Whoever manages the cloud account’s rights grants it; then submit a copy." | "访问密钥缺少权限。请云账户的权限管理员授权，然后复制本单重新提交。";
    advice_key_refused = "The cloud does not accept the access key. The credential’s owner replaces it or enables it again; then submit a copy." | "云厂商不接受该访问密钥。请凭证所有者更换或重新启用，然后复制本单重新提交。";
    advice_token_expired = "The temporary access key has run out. The credential’s owner stores a fresh one; then submit a copy." | "临时访问密钥已过期。请凭证所有者存入新的密钥，然后复制本单重新提交。";
    advice_account_restricted = "The cloud account may not buy this for now: verification, risk control or a white list. Its owner settles that with the vendor." | "云账户目前不能购买此产品，可能涉及实名认证、风控或白名单。请账户所有者与云厂商处理。";
    advice_parameters_refused = "The cloud does not take these parameters. The requester changes them in a copy and submits that." | "云厂商不接受这些参数。请申请人复制本单，修改参数后重新提交。";
    advice_not_on_sale = "This combination is not on sale. The requester chooses another region, class or term in a copy." | "该组合当前不可售。请申请人复制本单，改选其他地域、规格或时长。";
    advice_throttled = "Too many requests at once. Nobody has to do anything; later it works." | "请求过于频繁。无需处理，稍后即可。";
    advice_clock_off = "This portal’s clock is off. Whoever runs the portal sets it; then submit a copy." | "系统时钟不准。请系统运维人员校时，然后复制本单重新提交。";
    advice_portal_bug = "The request itself was wrong: a defect of this portal. Whoever runs it reports it, with the request id below." | "请求本身有误，属于系统缺陷。请系统运维人员附上请求 ID 上报。";
    advice_still_running = "The cloud still works on an earlier copy of this very request. Purser asks again by itself." | "云厂商仍在处理同一请求的前一次发送。系统会自动再次查询。";
    advice_token_conflict = "The cloud knows this order’s token with other parameters. A person has to look before anything else happens." | "云厂商记录的同一令牌对应其他参数，须人工核实后才会继续。";
    advice_cloud_down = "The cloud is in trouble and did not say what became of the request." | "云厂商出现故障，未说明请求的处理结果。";
    advice_cloud_unreachable = "The cloud could not be reached, so the request never left. Whoever runs the portal looks at its network." | "无法连接云厂商，请求没有发出。请系统运维人员检查网络。";
    advice_no_answer = "The connection broke before an answer came, so it may have been bought." | "收到应答前连接中断，可能已经购买。";
    advice_unreadable = "An answer came that is none of the cloud’s own: a gateway in between, or half a page." | "收到的应答并非来自云厂商本身，可能是中间网关或不完整的页面。";
    advice_person_looked = "A person looked at the cloud and said what became of it." | "已由人工查看云账户并给出结果。";
    advice_unknown = "The cloud answered with a code that is not on our list, so it counts as unknown." | "云厂商返回的错误码不在已知列表中，按结果未知处理。";
}

impl super::Text {
    /// What to do about an answer, by its code; nothing for a code that is not on the list.
    pub fn advice(self, code: &str) -> Option<&'static str> {
        Some(match code {
            "nothing_to_do" => self.advice_nothing_to_do(),
            "not_enough_money" => self.advice_not_enough_money(),
            "permission_missing" => self.advice_permission_missing(),
            "key_refused" => self.advice_key_refused(),
            "token_expired" => self.advice_token_expired(),
            "account_restricted" => self.advice_account_restricted(),
            "parameters_refused" => self.advice_parameters_refused(),
            "not_on_sale" => self.advice_not_on_sale(),
            "throttled" => self.advice_throttled(),
            "clock_off" => self.advice_clock_off(),
            "portal_bug" => self.advice_portal_bug(),
            "still_running" => self.advice_still_running(),
            "token_conflict" => self.advice_token_conflict(),
            "cloud_down" => self.advice_cloud_down(),
            "cloud_unreachable" => self.advice_cloud_unreachable(),
            "no_answer" => self.advice_no_answer(),
            "unreadable" => self.advice_unreadable(),
            "person_looked" => self.advice_person_looked(),
            "unknown" => self.advice_unknown(),
            _ => return None,
        })
    }
}
