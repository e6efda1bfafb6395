use time::macros::datetime;

use super::*;
use crate::{money::Currency, person::Role};

const BASE: &str = "https://purser.example.com";

fn about(kind: Kind) -> About {
    let order = AboutOrder {
        number: OrderNumber::new(10_001),
        operation: Operation::DtsCreate,
        requester: "Lin Wei".to_owned(),
        team: "Platform".to_owned(),
        ceiling: Money::parse("12345.5", Currency::Cny).ok(),
        reason: "Feeds the order mart.".to_owned(),
    };
    let is_right = matches!(kind, Kind::SecondAdminAsked | Kind::SecondAdminAnswered);
    About {
        kind,
        at: datetime!(2026-11-22 10:00 UTC),
        order: (kind != Kind::CredentialRefused && !is_right).then_some(order),
        doer: None,
        reason: None,
        credential: (kind == Kind::CredentialRefused).then(|| "prod".to_owned()),
        right: is_right.then(|| right(Role::Approver)),
        rule: None,
    }
}

fn right(role: Role) -> AboutRight {
    AboutRight { post: Post::Role(role), receiver: "Anna".to_owned(), is_own: false, is_refused: false }
}

fn of_right(kind: Kind, right: AboutRight) -> About {
    About { doer: Some("Ada".to_owned()), right: Some(right), ..about(kind) }
}

#[test]
fn every_kind_has_its_own_words_in_both_languages() {
    let mut subjects = std::collections::BTreeSet::new();
    for kind in Kind::ALL {
        for language in Language::ALL {
            let (words, about) = (Words(language), about(kind));

            let subject = words.subject(&about);

            let is_chinese = subject.chars().any(|c| ('\u{4e00}'..='\u{9fff}').contains(&c));
            assert_eq!(is_chinese, language == Language::Chinese, "{subject}");
            assert!(subjects.insert(subject.clone()), "{kind:?} says what another kind says: {subject}");
            assert!(words.text(&about, BASE).starts_with(&subject));
            assert!(words.html(&about, BASE).contains("<h1"));
        }
    }
}

#[test]
fn a_mail_leads_to_the_order_and_says_what_it_may_cost() {
    let about = about(Kind::ApprovalAsked);

    let subject = Words(Language::English).subject(&about);
    let text = Words(Language::Chinese).text(&about, BASE);
    let html = Words(Language::English).html(&about, BASE);

    assert_eq!(subject, "P-10001 waits for your approval: DTS synchronisation, up to CNY 12,345.50");
    assert!(text.contains("\nhttps://purser.example.com/orders/P-10001\n"), "{text}");
    assert!(text.contains("\n上限：CNY 12,345.50\n"), "{text}");
    assert!(html.contains("href=\"https://purser.example.com/orders/P-10001\""), "{html}");
}

#[test]
fn a_right_leads_each_reader_to_what_they_may_see() {
    use Kind::{SecondAdminAnswered as Answered, SecondAdminAsked as Asked};
    let own = |post| AboutRight { post, is_own: true, ..right(Role::Approver) };
    let lead = Post::LeadOf("Platform".to_owned());
    let refused = |is_own| AboutRight { is_refused: true, is_own, ..right(Role::Approver) };
    for (kind, right, path, subject) in [
        (Asked, right(Role::Admin), "/admin/people", "Ada proposes a right for Anna: administrator"),
        (Answered, right(Role::Approver), "/admin/people", "Anna has a new right: approver"),
        (Answered, refused(false), "/admin/people", "Ada refused a right for Anna: approver"),
        (Answered, refused(true), "/admin/people", "Ada refused your right: approver"),
        (Answered, own(Post::Role(Role::Approver)), "/approvals", "You have a new right: approver"),
        (Answered, own(lead), "/approvals", "You have a new right: lead of Platform"),
        (Answered, own(Post::Role(Role::Admin)), "/admin/people", "You have a new right: administrator"),
        (Answered, own(Post::Role(Role::Auditor)), "/orders", "You have a new right: auditor"),
    ] {
        let about = of_right(kind, right);

        assert_eq!(
            (about.path().as_str(), Words(Language::English).subject(&about).as_str()),
            (path, subject)
        );
    }
}

#[test]
fn a_rule_that_waits_leads_to_the_rules() {
    let rule = About {
        right: None,
        rule: Some("Small".to_owned()),
        ..of_right(Kind::SecondAdminAsked, right(Role::Admin))
    };

    let text = Words(Language::English).text(&rule, BASE);

    assert!(text.starts_with("Ada wrote a rule that waits for you: “Small”\n"), "{text}");
    assert!(text.contains("\nRule: Small\nBy: Ada\n") && text.contains("/admin/rules\n"), "{text}");
}

#[test]
fn what_people_wrote_is_escaped_in_html() {
    let evil = "<script>alert(\"1\")</script>&'";
    let mut about = about(Kind::OrderRejected);
    about.reason = Some(evil.to_owned());
    about.doer = Some(evil.to_owned());
    if let Some(order) = &mut about.order {
        order.reason = evil.to_owned();
        order.requester = evil.to_owned();
        order.team = evil.to_owned();
    }
    let mut refused = self::about(Kind::CredentialRefused);
    refused.credential = Some(evil.to_owned());
    let mut asked = about.clone();
    asked.kind = Kind::QuestionAsked;
    let team = AboutRight { post: Post::LeadOf(evil.to_owned()), ..right(Role::Admin) };
    let given = of_right(Kind::SecondAdminAnswered, team);
    let rule = About { right: None, rule: Some(evil.to_owned()), ..given.clone() };

    for language in Language::ALL {
        for about in [&about, &refused, &asked, &given, &rule] {
            let html = Words(language).html(about, BASE);

            assert!(!html.contains("<script") && !html.contains("alert(\"1"), "{html}");
            assert!(html.contains("&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt;&amp;&#39;"), "{html}");
        }
    }
}

#[test]
fn a_subject_is_one_line_whatever_people_are_called() {
    let mut about = about(Kind::QuestionAsked);
    about.doer = Some("Eve\r\nBcc: all@example.com\u{2028}x\u{202e}y\u{0}z".to_owned());

    let subject = Words(Language::English).subject(&about);

    assert_eq!(subject, "Eve Bcc: all@example.com xy z asks about P-10001: DTS synchronisation");
    about.doer = Some("长".repeat(500));
    assert_eq!(Words(Language::Chinese).subject(&about).chars().count(), LONGEST_SUBJECT + 1);
}

#[test]
fn lines_of_a_reason_do_not_pass_for_other_facts() {
    let mut about = about(Kind::OrderRejected);
    about.doer = Some("Ada".to_owned());
    about.reason = Some("No.\nTeam: Finance\n\nhttps://evil.example".to_owned());

    let text = Words(Language::English).text(&about, BASE);

    assert!(text.contains("\nComment: No.\n    Team: Finance\n    \n    https://evil.example\n"), "{text}");
}
