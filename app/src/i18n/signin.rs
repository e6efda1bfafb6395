//! Signing in.

texts! {
    signin_title = "Sign in" | "登录";
    signin_email = "Work e-mail" | "工作邮箱";
    signin_password = "Password" | "密码";
    signin_button = "Sign in" | "登录";
    signin_lock_note = "Wrong passwords in a row lock the account for a while. An administrator can set a fresh password." | "连续输错密码会暂时锁定账户。管理员可以重设密码。";
    signin_promise = "What was approved is what gets bought. Once." | "批准什么，就买什么，只买一次。";
    signin_promise_text = "Fill in a form, see the price and who has to agree, and submit. An order ends as bought with the cloud’s own reference, as not bought with evidence, or in front of a person with the facts." | "填写表单，查看价格与审批人，然后提交。每笔订单的结局只有三种：已购买并附云厂商单号，未购买并附证据，或交由人工依据事实核实。";
    signin_demo_title = "Try it as a demo person" | "以演示人员身份试用";
    signin_demo_note = "One click signs in, no password" | "一键登录，无需密码";
    signin_demo_notice = "Demo: simulated clouds and invented people, no money is spent" | "演示：模拟云与虚构人员，不会产生费用";
    signin_refused = "E-mail and password do not go together" | "邮箱与密码不匹配";
    signin_refused_text = "Check both and try again. Nobody was signed in." | "请核对后重试，未登录任何账户。";
    signin_locked = "This account is locked for a while" | "该账户已暂时锁定";
    signin_locked_text(minutes) = "Too many wrong passwords. Try again in {minutes} minute, or ask an administrator." / "Too many wrong passwords. Try again in {minutes} minutes, or ask an administrator." | "密码错误次数过多。请 {minutes} 分钟后再试，或联系管理员。";
    signin_signed_out = "You are signed out" | "您已退出登录";
    signin_enter_email = "Enter your e-mail address." | "请输入邮箱地址。";
    signin_enter_password = "Enter your password." | "请输入密码。";
}
