use domain::{
    approval::{Asked, Decision},
    catalog::{Input, Operation},
    digest::Digest,
    ids::{AttemptId, OrderId, OrderNumber, PersonId},
    instance::Fulfilment,
    money::{Currency, Money},
    order::{
        State, Verdict,
        can::{Can, Why},
    },
    person::Language,
    view::{AnswerView, AttemptView, EventView, Order, SendView, StepView, Who, inbox::InboxFilter},
};
use leptos::prelude::*;
use time::{OffsetDateTime, macros::datetime};
use uuid::Uuid;

use super::{
    acts::{Answering, Refused},
    detail::OrderPage,
    milestones::Milestones,
    progress::marks,
};
use crate::{
    components::scale::At, form::FieldErrors, format::Times, i18n::Text, pages::approvals::side::Side,
};

const NOW: OffsetDateTime = datetime!(2026-11-21 12:00 UTC);

fn who(name: &str) -> Who {
    Who { id: PersonId::from_uuid(Uuid::nil()), name: name.to_owned() }
}

/// An order as its requester sees it.
fn order(state: State) -> Order {
    let sent = SendView {
        number: 1,
        signed_at: NOW,
        dead_at: NOW,
        verdict: Verdict::Open,
        http_status: None,
        code: None,
        message: None,
        request_id: None,
        advice: Some("no_answer".to_owned()),
    };
    let attempt = AttemptView {
        id: AttemptId::from_uuid(Uuid::nil()),
        client_token: None,
        endpoint: "dts.cn-hangzhou.aliyuncs.com".to_owned(),
        created_at: NOW,
        sends: vec![sent],
    };
    let started = matches!(state, State::Executing | State::Unknown | State::NeedsPerson);
    let take_back = if started { Err(Why::AlreadySent) } else { Ok(()) };
    Order {
        id: OrderId::from_uuid(Uuid::nil()),
        number: OrderNumber::new(10_001),
        operation: Operation::DtsCreate,
        state,
        fulfilment: None,
        revision: 1,
        hash: Some(Digest::of(b"order")),
        requester: who("Lin Wei"),
        team: "Data Platform".to_owned(),
        credential: None,
        spec: Input::new(),
        reason: "A copy for the reports".to_owned(),
        quote: None,
        ceiling: Money::parse("9996", Currency::Cny).ok(),
        rule: None,
        why: Vec::new(),
        chain: vec![StepView {
            name: String::new(),
            needs: 1,
            asks: vec![Asked::TeamLead],
            names: vec![String::new()],
            lacks_people: false,
            answers: Vec::new(),
            handed: Vec::new(),
            due: state == State::PendingApproval,
        }],
        thread: Vec::new(),
        changed: Vec::new(),
        attempts: if started { vec![attempt] } else { Vec::new() },
        payment: None,
        cloud_reference: None,
        instance: None,
        request_ids: Vec::new(),
        waiting: None,
        due_at: None,
        expires_at: None,
        state_since: NOW,
        assigned_to: None,
        looks: Vec::new(),
        statements: Vec::new(),
        grounds: None,
        unowned: Vec::new(),
        can: Can {
            edit: Err(Why::NotADraft),
            submit: Err(Why::NotADraft),
            cancel: take_back,
            revise: take_back,
            approve: Err(Why::OwnOrder),
            reject: Err(Why::OwnOrder),
            hand_over: Err(Why::OwnOrder),
            write: Ok(()),
            clone: Ok(()),
            pay: Err(Why::NothingDue),
            cancel_unpaid: Err(Why::NothingDue),
            resolve: Err(Why::OwnOrder),
            propose: Err(Why::NotNeedsPerson),
            look: Err(Why::NotInDoubt),
        },
        created_at: NOW,
        updated_at: NOW,
    }
}

fn event(action: &str) -> EventView {
    EventView {
        sequence: Some(7),
        at: NOW,
        actor: Some(who("Lin Wei")),
        action: action.to_owned(),
        from: None,
        to: None,
        reason: None,
        request_id: None,
        data: Input::new(),
    }
}

fn page(order: Order, events: Vec<EventView>, answering: Answering) -> String {
    page_of(order, events, answering, false)
}

fn page_of(order: Order, events: Vec<EventView>, answering: Answering, names_approvers: bool) -> String {
    let text = Text::new(Language::English);
    let times = Times::new(text, "UTC", NOW);
    let sheet = String::new();
    Owner::new().with(|| {
        view! { <OrderPage text times sheet order events colleagues=Vec::new() answering names_approvers/> }.to_html()
    })
}

#[test]
fn an_event_of_an_unknown_kind_stands_under_its_own_name() {
    let html = page(order(State::Approved), vec![event("order.teleported")], Answering::default());

    assert!(html.contains("order.teleported"));
    assert!(html.contains("#7"));
}

#[test]
fn doubt_is_never_shown_as_a_failure() {
    let text = Text::new(Language::English);
    let times = Times::new(text, "UTC", NOW);
    for state in [State::Unknown, State::NeedsPerson] {
        let order = order(state);
        let marks = marks(text, &times, &order, &Milestones::of(&order, &[]));

        assert!(marks.iter().any(|mark| mark.at == At::Hold), "{state}");
        assert!(marks.iter().all(|mark| mark.at != At::Bad && mark.at != At::Good), "{state}");
    }
}

#[test]
fn what_is_in_doubt_is_not_offered_to_be_bought_again() {
    for state in [State::Executing, State::Unknown, State::NeedsPerson] {
        assert!(!page(order(state), Vec::new(), Answering::default()).contains("?from=P-10001"), "{state}");
    }
    assert!(page(order(State::Rejected), Vec::new(), Answering::default()).contains("?from=P-10001"));
}

#[test]
fn an_act_that_is_not_possible_says_why() {
    let html = page(order(State::Executing), Vec::new(), Answering::default());

    assert!(html.contains("The request left at 12:00:00. From then on nobody can withdraw it."));
    assert!(html.contains("aria-describedby=\"act-cancel-why\""));
}

#[test]
fn a_refused_decision_keeps_what_was_typed() {
    let mut waiting = order(State::PendingApproval);
    waiting.can.approve = Ok(());
    let mut errors = FieldErrors::default();
    errors.add("comment", "Say why");
    let answering = Answering { comment: "half a sentence".to_owned(), errors, ..Answering::default() };

    let html = page(waiting, Vec::new(), answering);

    assert!(html.contains("half a sentence") && html.contains("Say why"));
    assert!(html.contains(&Digest::of(b"order").to_string()), "the form is bound to what it shows");
}

#[test]
fn a_decision_on_something_else_is_told_so() {
    let answering = Answering { refused: Some(Refused::Changed), ..Answering::default() };
    let html = page(order(State::PendingApproval), Vec::new(), answering);

    assert!(html.contains(Text::new(Language::English).order_changed_title()));
}

#[test]
fn another_order_just_like_it_is_acknowledged_where_the_decision_was_refused_for_it() {
    let mut waiting = order(State::PendingApproval);
    waiting.can.approve = Ok(());
    let text = Text::new(Language::English);
    let looks_alike = || Answering {
        refused: Some(Refused::Conflict("look_alike")),
        acknowledges: Some(false),
        ..Answering::default()
    };
    let again = || Answering { acknowledges: Some(true), ..Answering::default() };
    let side = |order: Order, answering: Answering| {
        let (times, filter) = (Times::new(text, "UTC", NOW), InboxFilter::default());
        let (similar, colleagues) = (Vec::new(), Vec::new());
        let names_approvers = false;
        Owner::new().with(|| {
            view! { <Side text times order filter similar colleagues answering waiting=1 names_approvers/> }
                .to_html()
        })
    };
    let tick = "type=\"checkbox\" name=\"acknowledge\"";
    for show in
        [&side as &dyn Fn(Order, Answering) -> String, &|order, answering| page(order, Vec::new(), answering)]
    {
        assert!(!show(waiting.clone(), Answering::default()).contains(tick), "nobody is asked for nothing");
        let refused = show(waiting.clone(), looks_alike());
        assert!(
            refused.contains(text.purchase_look_alike()) && refused.contains(text.order_look_alike_tick())
        );
        assert!(refused.contains(tick) && !refused.contains("value=\"1\" checked"), "{refused}");
        assert!(show(waiting.clone(), again()).contains("value=\"1\" checked"), "refused for something else");
    }
}

#[test]
fn a_rejection_shows_the_approvers_words() {
    let mut rejected = order(State::Rejected);
    rejected.chain[0].answers.push(AnswerView {
        by: who("Zhao Min"),
        instead_of: None,
        decision: Decision::Reject,
        comment: "Ask Security first".to_owned(),
        at: NOW,
        counts: true,
    });
    let mut event = event("order.rejected");
    event.actor = Some(who("Zhao Min"));

    let html = page(rejected, vec![event], Answering::default());

    assert!(html.contains("Zhao Min rejected it. Nothing was bought, no money was spent."));
    assert!(html.contains("Ask Security first"));
}

#[test]
fn an_answer_of_somebody_who_left_is_shown_and_not_counted() {
    let mut waits = order(State::PendingApproval);
    waits.chain[0].answers.push(AnswerView {
        by: who("Zhao Min"),
        instead_of: None,
        decision: Decision::Approve,
        comment: "Fine".to_owned(),
        at: NOW,
        counts: false,
    });

    let html = page(waits, Vec::new(), Answering::default());

    let text = Text::new(Language::English);
    assert!(html.contains(text.answer_lapsed()));
    assert!(html.contains(&text.order_approvals_count(0, 1)), "{html}");
    assert!(html.contains(text.order_asked_now()), "it still says who is asked");
}

#[test]
fn who_may_name_an_approver_is_led_to_the_step_that_lacks_one() {
    let mut waiting = order(State::PendingApproval);
    waiting.chain[0].lacks_people = true;
    let link = "href=\"/admin/rules#lacking-P-10001-1\"";

    let admin = page_of(waiting.clone(), Vec::new(), Answering::default(), true);
    let other = page_of(waiting, Vec::new(), Answering::default(), false);

    assert!(admin.contains(link));
    assert!(!other.contains(link) && other.contains("Too few people can answer this step."));
}

#[test]
fn an_order_that_waits_for_its_payment_is_nowhere_called_bought() {
    let mut ordered = event("order.bought");
    ordered.from = Some("executing".to_owned());
    ordered.to = Some("bought".to_owned());
    let paid = page(order(State::Bought), vec![ordered.clone()], Answering::default());
    ordered.data.insert("fulfilment".to_owned(), "unpaid".to_owned());
    let mut unpaid = order(State::Bought);
    unpaid.fulfilment = Some(Fulfilment::Unpaid);
    let mut done = event("evidence.received");
    done.data.insert("verdict".to_owned(), "done".to_owned());
    done.data.insert("advice".to_owned(), "nothing_to_do".to_owned());
    let unpaid = page(unpaid, vec![ordered, done], Answering::default());

    assert!(paid.contains("Buying → Bought"));
    assert!(unpaid.contains("Buying → Ordered, not paid") && !unpaid.contains("→ Bought"));
    assert!(!unpaid.contains("Nothing is left to do"));
}
