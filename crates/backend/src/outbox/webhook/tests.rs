use domain::{
    catalog::Operation,
    ids::OrderNumber,
    notice::{AboutOrder, Kind},
};
use time::macros::datetime;

use super::*;

const NOW: OffsetDateTime = datetime!(2026-11-22 10:00 UTC);
const BASE: &str = "https://purser.example.com";

fn about() -> About {
    About {
        kind: Kind::OrderRejected,
        at: NOW,
        order: Some(AboutOrder {
            number: OrderNumber::new(10_001),
            operation: Operation::DdmCreate,
            requester: "Lin Wei".to_owned(),
            team: "Platform".to_owned(),
            ceiling: None,
            reason: "why".to_owned(),
        }),
        doer: Some("<!channel>".to_owned()),
        reason: Some("<at user_id=\"all\">all</at>".to_owned()),
        credential: None,
        right: None,
        rule: None,
    }
}

fn posted(form: Form, secret: Option<&str>, about: &About) -> Posted {
    let url = SecretString::from("https://hooks.example.com/x");
    let webhook =
        Webhook::new(url, secret.map(SecretString::from), form, form.language()).expect("a webhook");
    webhook.posted(Uuid::from_u128(7), about, BASE, NOW).expect("a message")
}

/// The signatures were made by another program from what the vendors' pages say.
#[test]
fn each_chat_takes_its_own_message_and_signature() {
    let dingtalk = posted(Form::DingTalk, Some("SEC000"), &about());
    let feishu: Value =
        serde_json::from_str(&posted(Form::Feishu, Some("SEC000"), &about()).body).expect("json");
    let wecom: Value = serde_json::from_str(&posted(Form::WeCom, None, &about()).body).expect("json");
    let slack: Value = serde_json::from_str(&posted(Form::Slack, None, &about()).body).expect("json");

    let line = "P-10001 已被驳回：DDM 实例\nhttps://purser.example.com/orders/P-10001";
    assert_eq!(
        dingtalk.query,
        [
            ("timestamp", "1795341600000".to_owned()),
            ("sign", "wKKn649xX0L6O2GCZVVQr5pvPRGMU1ck+9Zj1U3igCY=".to_owned())
        ]
    );
    let dingtalk: Value = serde_json::from_str(&dingtalk.body).expect("json");
    assert_eq!(dingtalk, json!({"msgtype": "text", "text": {"content": line}}));
    assert_eq!(
        feishu,
        json!({
            "msg_type": "text",
            "content": {"text": line},
            "timestamp": "1795341600",
            "sign": "fKM7HMJX2L8MutzHtw0b511eRejkFyrq+fzs+3hnQ4Y=",
        })
    );
    assert_eq!(wecom, json!({"msgtype": "text", "text": {"content": line}}));
    assert_eq!(
        slack,
        json!({"text": "P-10001 was rejected: DDM instance\n<https://purser.example.com/orders/P-10001>"})
    );
}

#[test]
fn nobodys_name_calls_a_whole_room() {
    let asked = About { kind: Kind::QuestionAsked, ..about() };

    let slack = posted(Form::Slack, None, &asked).body;
    let feishu = posted(Form::Feishu, None, &asked).body;

    assert!(slack.contains("&lt;!channel&gt; asks about"), "{slack}");
    assert!(feishu.contains("‹!channel› 就 P-10001"), "{feishu}");
}

#[test]
fn a_chat_that_answers_200_may_have_refused() {
    let answer = |form, status, body: &str| judge(form, status, body.as_bytes());

    for (form, body) in [
        (Form::Generic, ""),
        (Form::Slack, "ok"),
        (Form::DingTalk, r#"{"errcode":0,"errmsg":"ok"}"#),
        (Form::WeCom, r#"{"errcode":0,"errmsg":"ok"}"#),
        (Form::Feishu, r#"{"code":0,"msg":"success"}"#),
        (Form::Feishu, r#"{"StatusCode":0,"StatusMessage":"success"}"#),
    ] {
        assert_eq!(answer(form, 200, body), Ok(()), "{form:?} {body}");
    }
    for (form, body) in [
        (Form::DingTalk, r#"{"errcode":310000,"errmsg":"sign not match"}"#),
        (Form::WeCom, r#"{"errcode":45009,"errmsg":"api freq out of limit"}"#),
        (Form::Feishu, r#"{"code":19021,"msg":"sign match fail"}"#),
        (Form::DingTalk, "<html>gateway</html>"),
    ] {
        assert!(answer(form, 200, body).is_err_and(|refused| !refused.is_final), "{form:?} {body}");
    }
    for form in Form::ALL {
        assert!(answer(form, 500, "").is_err_and(|refused| !refused.is_final), "{form:?}");
        assert!(answer(form, 302, "").is_err_and(|refused| !refused.is_final), "{form:?}");
        assert!(answer(form, 410, "").is_err_and(|refused| refused.is_final), "{form:?}");
    }
}

#[test]
fn a_secret_that_nobody_checks_is_refused() {
    let made = |secret: &str, form| {
        let url = SecretString::from("https://hooks.example.com/x");
        Webhook::new(url, Some(SecretString::from(secret)), form, Language::English).err()
    };

    assert!(matches!(made("s", Form::Slack), Some(WebhookError::NoSecret("slack"))));
    assert!(matches!(made("whsec_!", Form::Generic), Some(WebhookError::Secret)));
    assert!(made("whsec_c2VjcmV0", Form::Generic).is_none());
}
