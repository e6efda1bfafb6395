//! Telling people: who is told by a whole order's way, what leaves by mail and webhook, and what holds nothing up. Mails
//! go to a real SMTP server over a socket, and are read by a parser of another author.

mod mailbox;
mod room;

use backend::{
    Outbox, approvals,
    jobs::deliver,
    notices::{self, Read},
    orders,
    outbox::{Form, Mail, Webhook},
    people::{self, Preferences},
    sessions::SignIn,
};
use cloud_sim::{Effect, When};
use domain::{
    approval::Decision,
    catalog::Operation,
    ids::{EventId, NoticeId, OrderId},
    notice::{Channel, Kind},
    order::State,
    person::{Language, Person, Role},
};
use mail_parser::MessageParser;
use mailin_embedded::response;
use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use store::deliveries::{self, Ended, Way};
use time::Duration;
use tokio::net::TcpListener;

use self::{mailbox::Mailbox, room::Room};
use crate::portal::Portal;

const BASE: &str = "https://purser.example.com";
const EVIL: &str = "No <script>alert(1)</script> & \"more\".";

impl Portal {
    /// Mails leave for the server at this port.
    fn mails_to(&mut self, port: u16) {
        let url = format!("smtp://127.0.0.1:{port}").into();
        let mail = Mail::new(&url, "Purser <purser@example.com>").expect("a mail server");
        self.backend.outbox =
            Outbox { base: BASE.into(), mail: Some(mail.into()), ..self.backend.outbox.clone() };
    }

    async fn told(&self, person: &Person) -> Vec<Kind> {
        let listed = notices::list(&self.backend, person, None, 100).await.expect("notices");
        listed.items.into_iter().rev().map(|notice| notice.about.kind).collect()
    }

    /// Sends one mail that is due; whether there was one and the server took it.
    async fn mail(&self) -> bool {
        deliver::step(&self.backend, "test", Way::Mail).await.expect("a step")
    }

    async fn post(&self) -> bool {
        deliver::step(&self.backend, "test", Way::Webhook).await.expect("a step")
    }

    async fn reject(&self, id: OrderId, comment: &str) {
        let hash = self.order(id).await.hash.expect("a hash");
        let given = approvals::Given {
            shown: &hash,
            decision: Decision::Reject,
            comment,
            sign_in: SignIn::Token,
            acknowledge_look_alikes: false,
        };
        approvals::decide(&self.backend, &self.lead, id, given).await.expect("a decision");
    }

    async fn reads(&self, person: &Person, language: Language) {
        let wanted = Preferences { language: Some(language), ..Preferences::default() };
        people::set_preferences(&self.backend, person, &wanted).await.expect("saved");
    }

    async fn states(&self, state: &str) -> i64 {
        self.count(&format!("select count(*) from purser.deliveries where state = '{state}'")).await
    }
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn people_are_told_what_concerns_them_and_never_of_their_own_acts(
    pool: PgPoolOptions,
    connect: PgConnectOptions,
) {
    let portal = Portal::new(pool, connect).await;

    let id = portal.submitted("one").await;
    assert_eq!(portal.told(&portal.lead).await, [Kind::ApprovalAsked]);
    assert_eq!(portal.told(&portal.requester).await, []);
    portal.approve(id).await;
    assert_eq!(portal.settle(id).await, State::Bought);
    let rejected = portal.submitted("two").await;
    portal.reject(rejected, "Too dear.").await;
    let expired = portal.submitted("three").await;
    portal.advance(Duration::days(8)).await;
    portal.expire().await;
    let withdrawn = portal.submitted("four").await;
    orders::cancel(&portal.backend, &portal.requester, withdrawn).await.expect("withdrawn");

    assert_eq!(portal.state(expired).await, State::Expired);
    assert_eq!(
        portal.told(&portal.requester).await,
        [Kind::OrderApproved, Kind::OrderBought, Kind::OrderRejected, Kind::OrderExpired]
    );
    assert_eq!(portal.told(&portal.lead).await, [Kind::ApprovalAsked; 4]);
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn an_order_in_doubt_is_told_to_its_requester_and_to_admins(
    pool: PgPoolOptions,
    connect: PgConnectOptions,
) {
    let portal = Portal::new(pool, connect).await;
    let admin = portal.approver("admin").await;
    portal
        .as_owner(&format!(
            "insert into purser.person_roles (person_id, role) values ('{}', '{}')",
            admin.id,
            Role::Admin.name()
        ))
        .await;
    let id = portal.approved("one").await;
    for _ in 0..200 {
        portal.fault(When::After, Effect::Drop);
    }

    assert_eq!(portal.settle(id).await, State::NeedsPerson);

    assert!(portal.told(&portal.requester).await.contains(&Kind::NeedsPerson));
    assert_eq!(portal.told(&admin).await, [Kind::ApprovalAsked, Kind::NeedsPerson]);
    assert!(!portal.told(&portal.lead).await.contains(&Kind::NeedsPerson), "who decided gives no verdict");
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn what_the_database_writes_by_itself_is_told_too(pool: PgPoolOptions, connect: PgConnectOptions) {
    let portal = Portal::new(pool, connect).await;
    let id = portal.submitted("one").await;
    portal
        .as_owner(&format!(
            "select purser.record_event(gen_random_uuid(), 'worker', null, 'order', '{id}', 9, 'order.late_sale', \
             'not_bought', 'needs_person', null, null, '{{}}'::bytea)"
        ))
        .await;

    assert!(notices::tell_untold(&portal.backend).await.expect("told"));

    assert_eq!(portal.told(&portal.requester).await, [Kind::NeedsPerson]);
    assert!(!notices::tell_untold(&portal.backend).await.expect("nothing left"));
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn mails_arrive_in_each_readers_language_with_whatever_people_wrote_escaped(
    pool: PgPoolOptions,
    connect: PgConnectOptions,
) {
    let mut portal = Portal::new(pool, connect).await;
    let mailbox = Mailbox::open();
    portal.mails_to(mailbox.port);
    portal.reads(&portal.lead, Language::Chinese).await;
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
async fn nobody_is_told_twice_of_one_event(pool: PgPoolOptions, connect: PgConnectOptions) {
    let mut portal = Portal::new(pool, connect).await;
    let mailbox = Mailbox::open();
    portal.mails_to(mailbox.port);
    portal.submitted("one").await;
    let mut conn = portal.backend.db.acquire().await.expect("a connection");
    let event: uuid::Uuid = sqlx::query_scalar("select event_id from purser.notices")
        .fetch_one(&mut *conn)
        .await
        .expect("one notice");
    let again = store::notices::New {
        kind: Kind::ApprovalAsked,
        event: EventId::from_uuid(event),
        order: None,
        people: &[(NoticeId::from_uuid(uuid::Uuid::from_u128(1)), portal.lead.id)],
        mails: true,
        webhook: None,
    };

    store::notices::tell(&mut conn, &again).await.expect("no error");
    while portal.mail().await {}

    assert_eq!(portal.told(&portal.lead).await, [Kind::ApprovalAsked]);
    assert_eq!(mailbox.mails().len(), 1);
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

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn what_is_switched_off_is_neither_shown_nor_sent(pool: PgPoolOptions, connect: PgConnectOptions) {
    let mut portal = Portal::new(pool, connect).await;
    let mailbox = Mailbox::open();
    portal.mails_to(mailbox.port);
    let (backend, lead) = (&portal.backend, &portal.lead);
    let all = |channel| Kind::ALL.map(|kind| (kind, channel)).to_vec();
    let only = |channel| {
        let wanted = all(channel);
        async move { notices::switch(backend, lead, &Channel::ALL, &wanted).await.expect("saved") }
    };

    only(Channel::Mail).await;
    portal.submitted("one").await;
    assert_eq!(portal.told(lead).await, []);
    while portal.mail().await {}
    assert_eq!(mailbox.mails().len(), 1);

    only(Channel::Portal).await;
    portal.submitted("two").await;
    assert_eq!(portal.told(lead).await, [Kind::ApprovalAsked]);
    assert!(!portal.mail().await);

    // Switched off, or shut out, while a mail waits.
    only(Channel::Mail).await;
    portal.submitted("three").await;
    only(Channel::Portal).await;
    while portal.mail().await {}
    only(Channel::Mail).await;
    portal.submitted("four").await;
    let disable =
        format!("update purser.people set disabled_at = purser.now() where person_id = '{}'", lead.id);
    portal.as_owner(&disable).await;
    while portal.mail().await {}
    assert_eq!((mailbox.mails().len(), portal.states("dropped").await), (1, 2));
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_notice_is_read_by_its_person_alone(pool: PgPoolOptions, connect: PgConnectOptions) {
    let portal = Portal::new(pool, connect).await;
    let (backend, lead, requester) = (&portal.backend, &portal.lead, &portal.requester);
    let id = portal.submitted("one").await;
    portal.submitted("two").await;
    let listed = notices::list(backend, lead, None, 1).await.expect("notices");
    let newest = listed.items[0].id;
    let rest = notices::list(backend, lead, listed.next.as_deref(), 1).await.expect("the next page");

    let by_another = notices::read(backend, requester, Read::Only(&[newest])).await.expect("nothing");
    assert_eq!((by_another, notices::unread(backend, lead).await.expect("a count")), (0, 2));
    assert_eq!(notices::read(backend, lead, Read::Only(&[newest])).await.expect("read"), 1);
    assert_eq!(notices::read(backend, lead, Read::Until(rest.items[0].made_at)).await.expect("read"), 1);

    assert_eq!(notices::unread(backend, lead).await.expect("a count"), 0);
    notices::read_of_order(backend, lead, id).await.expect("nothing new");
    assert!(rest.next.is_none());
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_webhook_hears_once_of_each_event_signed_and_again_until_it_takes_it(
    pool: PgPoolOptions,
    connect: PgConnectOptions,
) {
    let mut portal = Portal::new(pool, connect).await;
    portal.approver("second").await;
    let room = Room::open().await;
    let webhook = |path: &str| {
        let url = format!("{}{path}", room.address).into();
        let secret = Some(room::SECRET.into());
        Webhook::new(url, secret, Form::Generic, Language::English).expect("a webhook")
    };
    portal.backend.outbox =
        Outbox { base: BASE.into(), webhook: Some(webhook("/busy").into()), ..Outbox::default() };
    let id = portal.submitted("one").await;
    assert!(!portal.post().await, "the other side is busy");
    portal.backend.outbox.webhook = Some(webhook("/takes").into());
    assert!(!portal.post().await, "not before its time");
    portal.advance(Duration::seconds(31)).await;

    while portal.post().await {}

    let [refused, heard] = room.heard().try_into().expect("one event, although two people were asked");
    assert_eq!(refused.id, heard.id);
    assert_eq!(heard.json["type"], "approval.asked");
    assert_eq!(heard.json["order"]["number"], portal.order(id).await.number.to_string());
    assert_eq!(heard.json["url"], format!("{BASE}/orders/{}", portal.order(id).await.number));
    assert_eq!(portal.states("sent").await, 1);
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn nothing_leaves_where_nothing_is_configured(pool: PgPoolOptions, connect: PgConnectOptions) {
    let portal = Portal::new(pool, connect).await;

    portal.submitted("one").await;

    assert_eq!(portal.count("select count(*) from purser.deliveries").await, 0);
    assert_eq!(portal.told(&portal.lead).await, [Kind::ApprovalAsked]);
}
