//! Why something was not done, where no form can say it.

texts! {
    fault_too_many(minutes) = "Too many attempts. Nothing was done. Try again in {minutes} minute." / "Too many attempts. Nothing was done. Try again in {minutes} minutes." | "尝试次数过多，未执行任何操作。请 {minutes} 分钟后再试。";
    conflict_credential_in_use = "An order that has not ended needs this credential. Nothing was changed. Withdraw the order, or wait until it has ended." | "有未完结的订单正在使用该凭证，没有任何改动。请先撤回订单，或等待订单完结。";
    conflict_credential_suspect = "The cloud refused this credential. Nothing was sent. Replace it or verify it again, then try once more." | "云厂商拒绝了该凭证，请求没有发出。请更换凭证或重新验证后再试。";
    conflict_look_alike = "An order with the same parameters and account has an open outcome. Nothing was changed. Look at that order first." | "相同参数、相同账户的另一订单结果未定，没有任何改动。请先查看该订单。";
    conflict_approval_old = "The approval is older than a day: it pays nothing any more. Nothing was sent. Cancel the order at the cloud, and order anew." | "审批已超过一天，不能再付款，请求没有发出。请在云厂商处取消该订单后重新下单。";
    conflict_submit_key_reused = "This form was sent before, with other contents. Nothing was changed. Open a fresh form." | "该表单此前已以不同内容提交过，没有任何改动。请重新打开表单。";
    conflict_signature_alive = "Not yet: the last request could still arrive. Nothing was changed." | "暂不能记录：最后一次请求仍可能到达。没有任何改动。";
    conflict_no_look = "Look at the cloud once more first: no look since the last request died shows that there is nothing that could be it. Nothing was changed." | "请先再次查看云账户：自最后一次请求失效以来，尚无查看结果表明没有可能属于本订单的购买。没有任何改动。";
    conflict_sale_known = "The cloud itself named a sale for this order, so it was bought. Nothing was changed." | "云厂商已给出本订单的购买记录，不能记为未购买。没有任何改动。";
    conflict_nothing_sent = "No request of this order is on record. Nothing was changed." | "没有本订单的请求记录。没有任何改动。";
    conflict_nothing_to_look_for = "Nothing of this order can be looked at yet." | "本订单暂无可查看的内容。";
    conflict_second_owner = "Another order has this reference already. Nothing was changed." | "该单号已属于另一笔订单。没有任何改动。";
    conflict_not_unowned = "This reference is not among what the order’s account bought and no order owns. Nothing was changed." | "该单号不在本订单账户的“无对应订单的购买”之中，没有任何改动。";
    conflict_email_taken = "Somebody has this e-mail address already. Nothing was changed." | "该邮箱已被使用，没有任何改动。";

    conflict_above_token_ceiling = "The order’s ceiling is above the token’s. Nothing was changed." | "订单上限超出该令牌的上限，没有任何改动。";
    conflict_cloud_unreachable = "The cloud could not be reached. Nothing was changed. Try again in a while; if that does not help, whoever runs the portal looks at its network." | "无法连接云厂商，没有任何改动。请稍后再试；仍无效时请系统运维人员检查网络。";
    conflict_cloud_silent = "The cloud did not answer, or is in trouble. Nothing was changed. Try again in a while." | "云厂商未及时应答或出现故障，没有任何改动。请稍后再试。";
    conflict_throttled = "The cloud gets too many requests at once. Nothing was changed. Try again in a minute." | "请求过于频繁，没有任何改动。请一分钟后再试。";
    conflict_clock_off = "This portal’s clock is off, so the cloud did not look at the request. Nothing was changed. Whoever runs the portal sets the clock." | "系统时钟不准，云厂商未处理请求，没有任何改动。请系统运维人员校时。";
    conflict_permission_missing = "The credential may not ask the cloud for this. Nothing was changed. Whoever manages the cloud account grants the right to read prices." | "该凭证无权查询，没有任何改动。请云账号管理员授予查询价格的权限。";
    conflict_account_restricted = "The cloud answers nothing to this account until its owner has settled something with it. Nothing was changed." | "云账号受限，需所有者先与云厂商处理，没有任何改动。";
    conflict_cloud_other = "The cloud answered with something that Purser does not understand. Nothing was changed. Try again; if that does not help, whoever runs the portal looks into the log." | "系统无法理解云厂商的应答，没有任何改动。请重试；仍无效时请系统运维人员查看日志。";

    cloud_silent_unreachable = "The cloud could not be reached, so nothing was learned about the credential. It stays as it was. Whoever runs the portal looks at its network." | "无法连接云厂商，未能得知凭证状态，凭证保持原状。请系统运维人员检查网络。";
    cloud_silent_no_answer = "The cloud did not answer in time, so nothing was learned about the credential. It stays as it was. Verify it again in a while." | "云厂商未及时应答，未能得知凭证状态，凭证保持原状。请稍后重新验证。";
    cloud_silent_down = "The cloud is in trouble, so nothing was learned about the credential. It stays as it was. Verify it again in a while." | "云厂商出现故障，未能得知凭证状态，凭证保持原状。请稍后重新验证。";
    cloud_silent_throttled = "The cloud gets too many requests at once. The credential stays as it was. Verify it again in a minute." | "请求过于频繁，凭证保持原状。请一分钟后重新验证。";
    cloud_silent_clock = "This portal’s clock is off, so the cloud did not look at the credential. It stays as it was. Whoever runs the portal sets the clock." | "系统时钟不准，云厂商未检查凭证，凭证保持原状。请系统运维人员校时。";
    cloud_silent_other = "The cloud answered, but not about the credential. It stays as it was. Verify it again; if that does not help, whoever runs the portal looks into the log." | "云厂商的应答与凭证无关，凭证保持原状。请重新验证；仍无效时请系统运维人员查看日志。";
}

impl super::Text {
    /// Why the cloud could not be asked, by its code; nothing for a code that is none of these.
    pub fn conflict_of_cloud(self, code: &str) -> Option<&'static str> {
        Some(match code {
            "cloud_unreachable" => self.conflict_cloud_unreachable(),
            "no_answer" | "cloud_down" => self.conflict_cloud_silent(),
            "throttled" => self.conflict_throttled(),
            "clock_off" => self.conflict_clock_off(),
            "permission_missing" => self.conflict_permission_missing(),
            "account_restricted" => self.conflict_account_restricted(),
            "unreadable" | "portal_bug" | "parameters_refused" | "unknown" => self.conflict_cloud_other(),
            _ => return None,
        })
    }

    /// Why a look at the cloud brought nothing, by its code; nothing for a code that is none of these.
    pub fn cloud_said_nothing(self, code: &str) -> Option<&'static str> {
        Some(match code {
            "cloud_unreachable" => self.cloud_silent_unreachable(),
            "no_answer" => self.cloud_silent_no_answer(),
            "cloud_down" => self.cloud_silent_down(),
            "throttled" => self.cloud_silent_throttled(),
            "clock_off" => self.cloud_silent_clock(),
            "unreadable" | "portal_bug" | "parameters_refused" | "unknown" => self.cloud_silent_other(),
            _ => return None,
        })
    }
}
