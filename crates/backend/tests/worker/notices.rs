//! Telling people: who is told by a whole order's way, what leaves by mail and webhook, and what holds nothing up. Mails
//! go to a real SMTP server over a socket, and are read by a parser of another author.

mod mailbox;
mod mails;
mod room;
mod second_admins;

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
    ids::{EventId, NoticeId, OrderId},
    notice::{Channel, Kind},
    order::State,
    person::{Language, Person, Role},
};
use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use store::deliveries::Way;
use time::Duration;

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

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_thread_and_its_mails_reach_only_who_may_see_the_order_by_then(
    pool: PgPoolOptions,
    connect: PgConnectOptions,
) {
    let mut portal = Portal::new(pool, connect).await;
    let mailbox = Mailbox::open();
    portal.mails_to(mailbox.port);
    let (left, leaves) = (portal.approver("left").await, portal.approver("leaves").await);
    let id = portal.submitted("one").await;
    for person in [&left, &leaves] {
        orders::say(&portal.backend, person, id, "Why this one?").await.expect("said");
    }
    while portal.mail().await {}
    let out_of_the_team =
        |person: &Person| format!("delete from purser.team_members where person_id = '{}'", person.id);
    let (before, mails) = (portal.told(&left).await, mailbox.mails().len());

    portal.as_owner(&out_of_the_team(&left)).await;
    orders::say(&portal.backend, &portal.requester, id, "It is for the merger.").await.expect("said");
    portal.as_owner(&out_of_the_team(&leaves)).await;
    while portal.mail().await {}

    assert_eq!(portal.told(&left).await, before, "they left before");
    assert!(portal.told(&leaves).await.contains(&Kind::QuestionAnswered));
    assert_eq!(mailbox.mails().len(), mails, "they left before the mail did");
    assert_eq!((portal.states("dropped").await, portal.states("waiting").await), (1, 0));
}
