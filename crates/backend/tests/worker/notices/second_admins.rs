//! Rights and rules that wait for a second admin: who is told, and where the mails lead.

use backend::{
    Actor, Outbox,
    outbox::{Form, Webhook},
    people::{self, Given},
    rules,
};
use domain::{
    approval::{Asked, Chain, Draft, Step},
    ids::GrantId,
    notice::Kind,
    person::{Answer, Language, Person, Right},
};
use mail_parser::MessageParser;
use sqlx::postgres::{PgConnectOptions, PgPoolOptions};

use super::{
    BASE,
    mailbox::Mailbox,
    room::{self, Room},
};
use crate::{
    portal::Portal,
    resolve::{admin, signed_in},
};

const ASKED: Kind = Kind::SecondAdminAsked;
const ANSWERED: Kind = Kind::SecondAdminAnswered;

async fn gives(portal: &Portal, by: &Person, to: &Person, right: Right) -> Given {
    let sign_in = signed_in(portal, by).await;
    people::propose(&portal.backend, by, sign_in, to.id, right).await.expect("proposed or given")
}

async fn waiting(portal: &Portal, by: &Person, of: &Person) -> GrantId {
    people::show(&portal.backend, by, of.id).await.expect("a page").grants[0].id
}

async fn says(portal: &Portal, by: &Person, id: GrantId, answer: Answer) -> bool {
    let sign_in = signed_in(portal, by).await;
    people::answer(&portal.backend, by, sign_in, id, answer).await.is_ok()
}

async fn told<const N: usize>(portal: &Portal, people: [&Person; N]) -> [Vec<Kind>; N] {
    let mut told = [const { Vec::new() }; N];
    for (told, person) in told.iter_mut().zip(people) {
        *told = portal.told(person).await;
    }
    told
}

/// Of each mail, by time: to whom it went, its subject, and the path that it leads to first.
async fn mails(portal: &Portal, mailbox: &Mailbox) -> Vec<(String, String, String)> {
    while portal.mail().await {}
    let raw = mailbox.mails();
    let mails = raw.iter().map(|mail| MessageParser::default().parse(mail).expect("a message"));
    mails
        .map(|mail| {
            let text = mail.body_text(0).expect("text");
            let path = text.lines().find_map(|line| line.strip_prefix(BASE)).expect("a link");
            let to = mail.to().and_then(|to| to.first()?.address()).expect("an address");
            let name = to.split('@').next().unwrap_or_default();
            (name.to_owned(), mail.subject().expect("a subject").to_owned(), path.to_owned())
        })
        .collect()
}

fn mail(to: &str, subject: &str, path: &str) -> (String, String, String) {
    (to.to_owned(), subject.to_owned(), path.to_owned())
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_right_that_waits_tells_whoever_may_confirm_it_and_its_answer_who_proposed_and_who_receives_it(
    pool: PgPoolOptions,
    connect: PgConnectOptions,
) {
    let mut portal = Portal::new(pool, connect).await;
    let mailbox = Mailbox::open();
    portal.mails_to(mailbox.port);
    let (ada, ben) = (admin(&portal, "ada").await, admin(&portal, "ben").await);
    let cleo = admin(&portal, "cleo").await;
    let gone = admin(&portal, "gone").await;
    people::disable(&portal.backend, Actor::Operator, gone.id).await.expect("disabled");
    portal.reads(&ben, Language::Chinese).await;
    let (requester, lead) = (&portal.requester, &portal.lead);
    let everybody = [&ada, &ben, &cleo, requester, lead, &gone];
    let nobody = Vec::new;

    assert_eq!(gives(&portal, &ada, requester, Right::Approver).await, Given::Waits);
    assert_eq!(
        told(&portal, everybody).await,
        [nobody(), vec![ASKED], vec![ASKED], nobody(), nobody(), nobody()]
    );
    let id = waiting(&portal, &ben, requester).await;
    assert!(says(&portal, &ben, id, Answer::Confirm).await);
    assert!(!says(&portal, &cleo, id, Answer::Confirm).await, "it was answered");
    assert_eq!(
        told(&portal, everybody).await,
        [vec![ANSWERED], vec![ASKED], vec![ASKED], vec![ANSWERED], nobody(), nobody()]
    );

    // An admin who receives it may not confirm it, and hears nothing of what does not hold.
    gives(&portal, &ada, &cleo, Right::Approver).await;
    let id = waiting(&portal, &ben, &cleo).await;
    assert!(says(&portal, &ben, id, Answer::Refuse).await);
    assert_eq!(
        told(&portal, everybody).await,
        [vec![ANSWERED; 2], vec![ASKED; 2], vec![ASKED], vec![ANSWERED], nobody(), nobody()]
    );

    let mut sent = mails(&portal, &mailbox).await;
    sent.sort();
    let mut expected = [
        mail("ben", "ada 提议授予 requester 权限：审批人", "/admin/people"),
        mail("cleo", "ada proposes a right for requester: approver", "/admin/people"),
        mail("ada", "requester has a new right: approver", "/admin/people"),
        mail("requester", "You have a new right: approver", "/approvals"),
        mail("ben", "ada 提议授予 cleo 权限：审批人", "/admin/people"),
        mail("ada", "ben refused a right for cleo: approver", "/admin/people"),
    ];
    expected.sort();
    assert_eq!(sent, expected);
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_right_that_holds_at_once_tells_who_receives_it(pool: PgPoolOptions, connect: PgConnectOptions) {
    let mut portal = Portal::new(pool, connect).await;
    let mailbox = Mailbox::open();
    portal.mails_to(mailbox.port);
    let room = Room::open().await;
    let url = format!("{}/takes", room.address).into();
    let webhook = Webhook::new(url, Some(room::SECRET.into()), Form::Generic, Language::English);
    let webhook = Some(webhook.expect("a webhook").into());
    portal.backend.outbox = Outbox { webhook, ..portal.backend.outbox.clone() };
    let ada = admin(&portal, "ada").await;
    let (requester, team) = (&portal.requester, portal.requester.teams[0].team);

    assert_eq!(gives(&portal, &ada, requester, Right::Lead(team)).await, Given::AtOnce);

    assert_eq!(told(&portal, [&ada, requester]).await, [vec![], vec![ANSWERED]]);
    let name = &requester.teams[0].name;
    let subject = format!("You have a new right: lead of {name}");
    assert_eq!(mails(&portal, &mailbox).await, [mail("requester", &subject, "/approvals")]);
    while portal.post().await {}
    let [heard] = room.heard().try_into().expect("one event");
    assert_eq!(heard.json["type"], "second_admin.answered");
    assert_eq!(
        heard.json["right"],
        serde_json::json!({"person": "requester", "post": {"lead_of": name}, "refused": false})
    );
    assert_eq!(heard.json["title"]["en"], format!("requester has a new right: lead of {name}"));
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_rule_that_waits_tells_the_other_admins_and_its_confirmation_who_wrote_it(
    pool: PgPoolOptions,
    connect: PgConnectOptions,
) {
    let mut portal = Portal::new(pool, connect).await;
    let mailbox = Mailbox::open();
    portal.mails_to(mailbox.port);
    let (ada, ben) = (admin(&portal, "ada").await, admin(&portal, "ben").await);
    let draft = |name: &str, steps: Vec<Step>| Draft {
        name: name.to_owned(),
        enabled: true,
        asks_nobody: steps.is_empty(),
        steps: Chain { steps },
        ..Draft::default()
    };
    let lead = Step { name: String::new(), needs: 1, asks: vec![Asked::TeamLead], fallback: Vec::new() };

    let asks = rules::create(&portal.backend, &ada, draft("Large", vec![lead])).await.expect("a rule");
    let waits = rules::create(&portal.backend, &ada, draft("Small", Vec::new())).await.expect("a rule");
    assert!(!asks.is_pending && waits.is_pending);
    assert_eq!(told(&portal, [&ada, &ben, &portal.lead]).await, [vec![], vec![ASKED], vec![]]);
    rules::confirm(&portal.backend, &ben, waits.id, waits.version).await.expect("confirmed");

    assert_eq!(told(&portal, [&ada, &ben]).await, [vec![ANSWERED], vec![ASKED]]);
    assert_eq!(
        mails(&portal, &mailbox).await,
        [
            mail("ben", "ada wrote a rule that waits for you: “Small”", "/admin/rules"),
            mail("ada", "ben confirmed the rule “Small”", "/admin/rules"),
        ]
    );
}
