//! Mails: what stands in them, and what becomes of one that does not arrive.

use backend::{jobs::deliver, people};
use domain::{catalog::Operation, order::State, person::Language};
use mail_parser::MessageParser;
use mailin_embedded::response;
use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use store::deliveries::{self, Ended, Way};
use time::Duration;
use tokio::net::TcpListener;

use super::{BASE, EVIL, mailbox::Mailbox};
use crate::portal::Portal;

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn mails_arrive_in_each_readers_language_with_whatever_people_wrote_escaped(
    pool: PgPoolOptions,
    connect: PgConnectOptions,
) {
    let mut portal = Portal::new(pool, connect).await;
    let mailbox = Mailbox::open();
    portal.mails_to(mailbox.port);
    // One never chose a language; what the other one chose counts, in whichever they signed in.
    for person in [&portal.lead, &portal.requester] {
        people::signed_in_reading(&portal.backend, person, Language::Chinese).await.expect("noted");
    }
    portal.reads(&portal.requester, Language::English).await;
    let mut input = portal.input();
    input.reason = format!("Feeds the order mart.\n{EVIL}");
    let id = portal.submitted_as(Operation::DtsCreate, &input, "one").await;
    portal.reject(id, &format!("Too dear: {EVIL}")).await;

    while portal.mail().await {}

    let mails = mailbox.mails();
    let mails: Vec<_> =
        mails.iter().map(|mail| MessageParser::default().parse(mail).expect("a message")).collect();
    let [asked, rejected] = mails.as_slice() else { panic!("{} mails", mails.len()) };
    let number = portal.order(id).await.number;
    for (mail, to, subject, wrote) in [
        (
            asked,
            "lead@example.com",
            format!("{number} 等您审批：DTS 数据同步，上限 CNY 5,000.00"),
            "Feeds the order mart.<br>No",
        ),
        (
            rejected,
            "requester@example.com",
            format!("{number} was rejected: DTS synchronisation"),
            "Too dear: No &lt;",
        ),
    ] {
        assert_eq!(mail.subject(), Some(subject.as_str()));
        assert_eq!(mail.to().and_then(|to| to.first()?.address()), Some(to));
        assert_eq!(mail.from().and_then(|from| from.first()?.address()), Some("purser@example.com"));
        assert_eq!(mail.header_raw("Auto-Submitted").map(str::trim), Some("auto-generated"));
        assert_eq!((mail.text_body_count(), mail.html_body_count(), mail.attachment_count()), (1, 1, 0));
        let (text, html) = (mail.body_text(0).expect("text"), mail.body_html(0).expect("HTML"));
        assert!(text.contains(&format!("{BASE}/orders/{number}")) && text.contains(EVIL), "{text}");
        assert!(html.contains(&format!("href=\"{BASE}/orders/{number}\"")), "{html}");
        assert!(!html.contains("<script"), "{html}");
        assert!(html.contains(wrote), "{html}");
        assert!(html.contains("No &lt;script&gt;alert(1)&lt;/script&gt; &amp; &quot;more&quot;."), "{html}");
    }
    assert!(asked.body_text(0).is_some_and(|text| text.contains("请打开订单")));
    assert_ne!(asked.message_id(), rejected.message_id());
    assert_eq!(portal.states("sent").await, 2);
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_mail_whose_worker_died_is_sent_by_another_under_the_same_id(
    pool: PgPoolOptions,
    connect: PgConnectOptions,
) {
    let mut portal = Portal::new(pool, connect).await;
    let mailbox = Mailbox::open();
    portal.mails_to(mailbox.port);
    portal.submitted("one").await;
    let mut conn = portal.backend.db.acquire().await.expect("a connection");
    let died =
        deliveries::claim(&mut conn, Way::Mail, "died", 60.0).await.expect("an answer").expect("a mail");

    assert!(!portal.mail().await, "it is the other's until its lease ends");
    portal.advance(Duration::seconds(61)).await;
    assert!(portal.mail().await);

    let [mail] = mailbox.mails().try_into().expect("one mail");
    let mail = MessageParser::default().parse(&mail).expect("a message");
    assert_eq!(mail.message_id(), Some(format!("{}@example.com", died.id).as_str()));
    let late = deliveries::end(&mut conn, &died, &Ended::Again { after_s: 0.0, error: "late" }).await;
    assert!(late.is_err(), "who lost the lease writes nothing");
    portal.advance(Duration::days(1)).await;
    assert!(!portal.mail().await);
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_mail_server_that_hangs_or_fails_holds_nothing_up_and_is_tried_again(
    pool: PgPoolOptions,
    connect: PgConnectOptions,
) {
    let mut portal = Portal::new(pool, connect).await;
    let silent = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    portal.mails_to(silent.local_addr().expect("an address").port());
    let id = portal.submitted("one").await;
    let backend = portal.backend.clone();
    let hanging =
        tokio::spawn(async move { deliver::step(&backend, "hangs", Way::Mail).await.map_err(drop) });
    let (_open, _) = silent.accept().await.expect("a connection");

    portal.approve(id).await;
    assert_eq!(portal.settle(id).await, State::Bought);
    assert!(!hanging.is_finished(), "nobody waited for it");
    hanging.abort();

    // Then nothing listens there.
    drop((silent, _open));
    portal.advance(Duration::minutes(2)).await;
    assert!(!portal.mail().await && !portal.mail().await, "both mails are refused");
    assert_eq!(portal.states("waiting").await, 2);
    assert!(portal.count("select max(attempts)::bigint from purser.deliveries").await >= 2);
    assert!(!portal.mail().await, "not before its time");

    let mailbox = Mailbox::open();
    portal.mails_to(mailbox.port);
    portal.advance(Duration::hours(1)).await;
    while portal.mail().await {}
    assert_eq!((mailbox.mails().len(), portal.states("sent").await), (2, 2));
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_mail_that_is_never_taken_is_given_up_after_about_a_day(
    pool: PgPoolOptions,
    connect: PgConnectOptions,
) {
    let mut portal = Portal::new(pool, connect).await;
    let mailbox = Mailbox::open();
    portal.mails_to(mailbox.port);
    mailbox.refuse(response::OUT_OF_SPACE);
    portal.submitted("one").await;

    let mut hours = 0;
    while portal.states("waiting").await == 1 {
        portal.mail().await;
        portal.advance(Duration::HOUR).await;
        hours += 1;
        assert!(hours < 72, "it is still tried");
    }

    assert_eq!(portal.states("failed").await, 1);
    assert_eq!(portal.count("select attempts::bigint from purser.deliveries").await, 14);

    mailbox.refuse(response::NO_MAILBOX);
    portal.submitted("two").await;
    portal.mail().await;
    assert_eq!(portal.states("failed").await, 2, "a mailbox that does not exist will not");
}
