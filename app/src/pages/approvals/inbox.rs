//! The approver's inbox: what waits for the reader, with one order open beside the list.

use domain::{
    ids::OrderNumber,
    view::{
        ApprovalRow, Colleague, Order, OrderRow,
        inbox::{Inbox, InboxFilter, PAGE, is_urgent},
    },
};
use leptos::prelude::*;
use time::OffsetDateTime;

use super::{
    filter,
    outcomes::{Outcome, Outcomes},
    side::Side,
};
use crate::{
    components::{
        button::{Button, ButtonLink, Kind},
        empty::Empty,
        field::Errors,
        icon::{Glyph, Icon},
        page_head::PageHead,
        pager::Pager,
        table::{Cell, Column, Narrow, PickCell, Row, RowHead, Sub, Table},
    },
    format::Times,
    i18n::Text,
    pages::orders::{acts::Answering, list::ceiling, what},
    paths,
};

/// What the page shows.
#[derive(Debug, Clone, Default)]
pub struct Shown {
    pub filter: InboxFilter,
    pub inbox: Inbox,
    /// The order beside the list, which may not wait any more.
    pub open: Option<Order>,
    /// Orders like it, newest first.
    pub similar: Vec<OrderRow>,
    /// Who could take the step of the order that is open.
    pub colleagues: Vec<Colleague>,
    /// Whether the reader is to name somebody where too few people can approve the order that is open.
    pub names_approvers: bool,
    /// Of the order that is open.
    pub answering: Answering,
    /// What became of orders that were decided together.
    pub outcomes: Vec<(OrderNumber, Outcome)>,
    /// A decision about several that was not taken.
    pub bulk: Bulk,
}

/// What was ticked and typed, to be shown again.
#[derive(Debug, Clone, Default)]
pub struct Bulk {
    pub comment: String,
    pub picked: Vec<OrderNumber>,
    /// It was sent without a tick.
    pub none_picked: bool,
    /// They were to be rejected without a word.
    pub lacks_comment: bool,
}

#[component]
pub fn ApprovalsPage(text: Text, times: Times, shown: Shown) -> impl IntoView {
    let Shown { filter, inbox, open, similar, colleagues, names_approvers, answering, outcomes, bulk } =
        shown;
    let sub = summary(text, &times, &inbox);
    let narrow = (inbox.waiting > 0 || filter.is_narrow()).then(|| filter::form(text, &filter, &inbox.teams));
    let waiting = inbox.rows.len();
    let list = if inbox.waiting == 0 {
        empty(text)
    } else if inbox.rows.is_empty() {
        none(text, inbox.waiting)
    } else {
        list(text, &times, &inbox, &filter, open.as_ref().map(|order| order.number), bulk)
    };
    // One place for either, so that the form comes and goes with its rows while the page is open.
    let list = view! { <div class="list" id="inbox" data-live-part="">{list}</div> };
    let body = match open {
        Some(order) => view! {
            <div class="split" data-open="">
                {list}
                <Side text times order filter similar colleagues answering waiting names_approvers/>
            </div>
        }
        .into_any(),
        None => list.into_any(),
    };
    view! {
        <PageHead text title=text.nav_approvals() sub=sub.into_any()/>
        <Outcomes text outcomes/>
        {narrow}
        {body}
    }
}

fn summary(text: Text, times: &Times, inbox: &Inbox) -> impl IntoView + use<> {
    let Inbox { rows, waiting, .. } = inbox;
    let sum = what::sum(rows.iter().filter_map(|row| row.order.ceiling.as_ref()));
    let first = rows.iter().filter_map(|row| row.expires_at).min();
    let wait = match (*waiting, rows.len()) {
        (0, _) => text.approvals_nothing().to_owned(),
        (all, shown) if shown < all => text.approvals_some(shown, all),
        (all, _) => text.approvals_wait(all),
    };
    view! {
        <span class="page-facts" id="inbox-sum" data-live-part="">
            <span>{wait}</span>
            {sum.map(|sum| view! { <span>{text.approvals_sum(sum)}</span> })}
            {first.map(|at| view! { <span>{text.approvals_next_expiry(times.age(at))}</span> })}
        </span>
    }
}

/// One form: each tick carries the number and the hash that was shown with it.
fn list(
    text: Text,
    times: &Times,
    inbox: &Inbox,
    filter: &InboxFilter,
    open: Option<OrderNumber>,
    bulk: Bulk,
) -> AnyView {
    let (which, rows) = inbox.page(filter.page);
    let columns = vec![
        Column::new(text.approvals_col_pick()).hidden(),
        Column::new(text.orders_col_order()),
        Column::new(text.orders_col_what()),
        Column::new(text.orders_col_up_to()).end(),
        Column::new(text.approvals_col_left()).end(),
    ];
    let Bulk { comment, picked, none_picked, lacks_comment } = bulk;
    let error = lacks_comment.then_some("bulk-comment-error");
    let missing = error.map(|id| {
        let errors = Signal::stored(vec![text.order_comment_required().to_owned()]);
        view! { <Errors id=id.to_owned() errors/> }
    });
    let lines = rows
        .iter()
        .map(|row| {
            let checked = picked.contains(&row.order.number);
            line(text, times, row.clone(), filter, open, checked)
        })
        .collect_view();
    let pages = (which.len() < inbox.rows.len()).then(|| {
        let at = |page| filter::href(&InboxFilter { page, ..filter.clone() }, None);
        let page = which.start / PAGE;
        let shown = text.approvals_shown(which.start + 1, which.end, inbox.rows.len());
        let previous = (page > 0).then(|| at(page - 1));
        let next = (which.end < inbox.rows.len()).then(|| at(page + 1));
        view! { <Pager text shown previous next/> }
    });
    view! {
        <form class="panel selectable" method="post" action=filter::href(filter, None)>
            {none_picked.then(|| view! { <p class="pad-s sm" role="alert">{text.approvals_none_picked()}</p> })}
            <Table caption=text.approvals_caption() columns>{lines}</Table>
            {pages}
            <div class="pager"><span>{text.approvals_own()}</span></div>
            // Several lines, so that Enter never sends: the first button approves.
            <div class="bulk" role="group" aria-label=text.approvals_with_picked()>
                <b class="count">{text.approvals_picked()}</b>
                {missing}
                <label class="vh" for="bulk-comment">{text.approvals_bulk_comment()}</label>
                <textarea
                    class="ctl"
                    id="bulk-comment"
                    name="comment"
                    rows="1"
                    placeholder=text.approvals_bulk_comment()
                    maxlength="2000"
                    aria-invalid=error.map(|_| "true")
                    aria-describedby=error
                    autofocus=lacks_comment
                >
                    {comment}
                </textarea>
                <Button kind=Kind::Primary small=true name="decision" value="approve">{text.order_act_approve_plain()}</Button>
                <Button small=true name="decision" value="reject">{text.order_act_reject()}</Button>
                <span class="dim xs">{text.approvals_each()}</span>
            </div>
        </form>
    }
    .into_any()
}

fn line(
    text: Text,
    times: &Times,
    row: ApprovalRow,
    filter: &InboxFilter,
    open: Option<OrderNumber>,
    checked: bool,
) -> impl IntoView + use<> {
    let number = row.order.number;
    let href = filter::href(filter, Some(number));
    let is_open = open == Some(number);
    let (operation, spec) = (row.order.operation, &row.order.spec);
    let paid = what::term(text, operation, spec).or_else(|| what::payment(text, operation, spec));
    let route = what::route(text, &row.order.spec);
    let details = [route, paid, Some(row.order.requester.name.clone())];
    let details = details.into_iter().flatten().collect::<Vec<_>>().join(" · ");
    let step = (row.steps > 1).then(|| format!(" · {}", text.approvals_step(row.step, row.steps)));
    let left = row.expires_at.map(|at| left(text, times, at, is_urgent(&row, times.now())));
    let waits = text.approvals_waits(times.length(row.submitted_at));
    view! {
        <Row open=is_open>
            <PickCell
                name="order"
                value=format!("{number} {}", row.hash)
                label=text.approvals_pick(number)
                checked
            />
            <RowHead>
                <a class="key id" href=href aria-current=is_open.then_some("true")>{number.to_string()}</a>
            </RowHead>
            <Cell narrow=Narrow::Wide>
                {what::what(text, row.order.operation, &row.order.spec)}
                <Sub>{details}{step}</Sub>
            </Cell>
            <Cell num=true>{ceiling(text, row.order.ceiling)}</Cell>
            <Cell num=true narrow=Narrow::End>{left}<Sub>{waits}</Sub></Cell>
        </Row>
    }
}

/// In the last day it stands out, by a sign as well.
fn left(text: Text, times: &Times, at: OffsetDateTime, urgent: bool) -> AnyView {
    let words = match at <= times.now() {
        true => text.approvals_over().to_owned(),
        false => text.approvals_left(times.length(at)),
    };
    match urgent {
        true => view! { <b class="last-day"><Icon icon=Glyph::AlertTriangle/>{words}</b> }.into_any(),
        false => view! { <span class="muted">{words}</span> }.into_any(),
    }
}

fn empty(text: Text) -> AnyView {
    view! {
        <section class="panel">
            <Empty icon=Glyph::Tray title=text.approvals_empty_title()>
                <p>{text.approvals_empty()}</p>
                <div class="actions"><ButtonLink href=paths::ORDERS>{text.approvals_empty_act()}</ButtonLink></div>
            </Empty>
        </section>
    }
    .into_any()
}

/// Something waits, and the filter holds for none of it.
fn none(text: Text, waiting: usize) -> AnyView {
    view! {
        <section class="panel">
            <Empty icon=Glyph::Search title=text.approvals_none_title()>
                <p>{text.approvals_none(waiting)}</p>
                <div class="actions"><ButtonLink href=paths::APPROVALS>{text.approvals_none_act(waiting)}</ButtonLink></div>
            </Empty>
        </section>
    }
    .into_any()
}
