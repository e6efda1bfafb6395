//! What was looked at before people are asked, and what it found.

use domain::preflight::{Check, Found, Obstacle, Warning};

texts! {
    checks_title = "Looked at before you submit" | "提交前检查";
    checks_blocked = "The cloud would refuse this purchase: see what was looked at." | "云厂商将拒绝此次购买，请查看检查结果。";
    check_credential = "Credential" | "凭证";
    check_balance = "Balance" | "余额";
    check_task = "Task" | "任务";
    check_name = "Name" | "名称";
    check_zones = "Zones" | "可用区";
    check_network = "Network" | "网络";
    found_credential = "works" | "可用";
    found_balance = "suffices" | "充足";
    found_task = "may be changed so" | "可以变更";
    found_name = "is free" | "可用";
    found_zones = "sell the flavor" | "规格在售";
    found_network = "is there, and fits" | "存在且匹配";
    found_unknown(why) = "could not be looked at: {why}" | "无法检查：{why}";
    warning_balance_short = "less than the price: top the account up before it is bought" | "低于价格，请在购买前充值";
    warning_balance_other = "in another currency than the price" | "与价格币种不同";
    warning_zone = "the flavor is not on sale in one of them now" | "该规格目前在其中某个可用区不可售";
    warning_flavor = "the cloud did not name this flavor" | "云厂商未返回该规格";
    warning_network = "VPC, subnet or security group was not named by the cloud" | "云厂商未返回该虚拟私有云、子网或安全组";
    warning_task_unchanged = "it is so already: nothing would change" | "任务已是该状态，不会有任何变化";
    obstacle_task_missing = "the account has no task of this id" | "该账号下没有此任务 ID";
    obstacle_task_subscribed = "it is a subscription, which can never go back to pay as you go" | "该任务为预付费，不能转回按量付费";
    obstacle_task_migration = "it is a migration, which is always paid by use" | "该任务为数据迁移，只支持按量付费";
    obstacle_name_taken = "an instance of this name exists already: choose another" | "已存在同名实例，请更换名称";
}

impl super::Text {
    pub const fn check(self, check: Check) -> &'static str {
        match check {
            Check::Credential => self.check_credential(),
            Check::Balance => self.check_balance(),
            Check::Task => self.check_task(),
            Check::Name => self.check_name(),
            Check::Zones => self.check_zones(),
            Check::Network => self.check_network(),
        }
    }

    /// What a check found, in half a sentence that follows its name.
    pub fn found(self, check: Check, found: Found) -> String {
        let words = match found {
            Found::Fine => match check {
                Check::Credential => self.found_credential(),
                Check::Balance => self.found_balance(),
                Check::Task => self.found_task(),
                Check::Name => self.found_name(),
                Check::Zones => self.found_zones(),
                Check::Network => self.found_network(),
            },
            Found::Warns(warning) => match warning {
                Warning::BalanceShort => self.warning_balance_short(),
                Warning::BalanceOther => self.warning_balance_other(),
                Warning::ZoneNotOnSale => self.warning_zone(),
                Warning::FlavorUnknown => self.warning_flavor(),
                Warning::NetworkUnknown => self.warning_network(),
                Warning::TaskUnchanged => self.warning_task_unchanged(),
            },
            Found::Blocks(obstacle) => match obstacle {
                Obstacle::TaskMissing => self.obstacle_task_missing(),
                Obstacle::TaskSubscribed => self.obstacle_task_subscribed(),
                Obstacle::TaskMigration => self.obstacle_task_migration(),
                Obstacle::NameTaken => self.obstacle_name_taken(),
            },
            Found::Unknown(code) => return self.found_unknown(self.options_why(code)),
        };
        words.to_owned()
    }
}
