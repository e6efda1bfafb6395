//! The page of what people have to look after. Each row says what happened, what it means for the money, and who
//! can act.

mod unowned;

use domain::{
    attention::{Alarm, Attention, Hold, Stuck, Watched},
    order::{State, can::Why},
};
use leptos::prelude::*;

use crate::{
    components::{
        badge::{StateBadge, Tag, Tone},
        banner::{Banner, ErrorSummary},
        button::Button,
        control::{Input, Textarea},
        empty::Empty,
        field::Field,
        icon::Glyph,
        money::Amount,
        page_head::PageHead,
        panel::{Pad, Panel},
        table::{Cell, Column, Narrow, Row, RowHead, Sub, Table},
        time::Time,
        toast::Toast,
    },
    form::{FieldErrors, Typed},
    format::Times,
    i18n::Text,
    paths,
};

/// What was done before the page is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Done {
    Held,
    Released,
    Cleared,
    Unowned,
}

impl Done {
    const ALL: [Self; 4] = [Self::Held, Self::Released, Self::Cleared, Self::Unowned];

    pub const fn name(self) -> &'static str {
        match self {
            Self::Held => "held",
            Self::Released => "released",
            Self::Cleared => "cleared",
            Self::Unowned => "unowned",
        }
    }

    pub fn of(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|done| done.name() == name)
    }

    /// The name of the form's field for the reason, of which the page has several.
    pub fn field(self, typed: &Typed) -> String {
        match self {
            Self::Held | Self::Released => "reason".to_owned(),
            Self::Cleared => format!("reason-{}", typed.get("alarm")),
            Self::Unowned => format!("reason-unowned-{}", typed.get("unowned")),
        }
    }

    const fn words(self, text: Text) -> &'static str {
        match self {
            Self::Held => text.attention_done_held(),
            Self::Released => text.attention_done_released(),
            Self::Cleared => text.attention_done_cleared(),
            Self::Unowned => text.attention_done_unowned(),
        }
    }
}

/// `acts`: the reader may change something, and does not only read.
#[component]
pub fn AttentionPage(
    text: Text,
    times: Times,
    attention: Attention,
    acts: bool,
    done: Option<Done>,
    typed: Typed,
    errors: FieldErrors,
) -> impl IntoView {
    let is_calm = attention.count() == 0 && attention.orders.is_empty();
    let alone = |alarm: &&Alarm| is_alone(alarm) && !attention.is_of_unowned(alarm);
    let alarms: Vec<_> = attention.alarms.iter().filter(alone).cloned().collect();
    let Attention { hold, orders, unowned, .. } = attention;
    let (persons, rest): (Vec<_>, Vec<_>) =
        orders.into_iter().partition(|(order, _)| order.state == State::NeedsPerson);
    let (unknown, stuck): (Vec<_>, Vec<_>) =
        rest.into_iter().partition(|(order, _)| order.state == State::Unknown);
    let table =
        |title, note, rows: Vec<(Watched, Option<Stuck>)>| orders_panel(text, &times, title, note, rows);
    let calm = is_calm.then(|| {
        view! { <Empty icon=Glyph::TickRing title=text.attention_none_title()><p>{text.attention_none()}</p></Empty> }
    });
    let label = move |_: &str| text.hold_why().to_owned();
    view! {
        <PageHead text title=text.nav_attention() sub=view! { <span>{text.attention_sub()}</span> }.into_any()/>
        <ErrorSummary text errors=errors.clone() label/>
        <div id="attention-hold">{hold.as_ref().map(|hold| stands(text, &times, hold))}</div>
        <div class="stack" id="attention-orders" data-live-part="">
            {calm}
            {table(text.attention_persons(), text.attention_persons_note(), persons)}
            {table(text.attention_stuck(), text.attention_stuck_note(), stuck)}
            {table(text.attention_unknown(), text.attention_unknown_note(), unknown)}
        </div>
        {alarms_panel(text, &times, alarms, acts, &typed, &errors)}
        {unowned::panel(text, &times, unowned, acts, &typed, &errors)}
        {hold_panel(text, hold.is_some(), acts, &typed, &errors)}
        {done.map(|done| view! { <Toast text>{done.words(text)}</Toast> })}
    }
}

/// Whether nothing else on the page tells of it: an order that needs a person says itself why.
fn is_alone(alarm: &Alarm) -> bool {
    let is_late = matches!(alarm.code.as_str(), "late_sale" | "second_reference");
    is_late || !matches!(alarm.order, Some((_, State::NeedsPerson)))
}

fn orders_panel(
    text: Text,
    times: &Times,
    title: &'static str,
    note: &'static str,
    rows: Vec<(Watched, Option<Stuck>)>,
) -> Option<AnyView> {
    if rows.is_empty() {
        return None;
    }
    let columns = vec![
        Column::new(text.attention_order()),
        Column::new(text.attention_what()),
        Column::new(text.attention_who()),
        Column::new(text.attention_money()),
        Column::new(text.attention_since()).end(),
    ];
    let rows = rows.into_iter().map(|(order, stuck)| order_row(text, times, order, stuck)).collect_view();
    Some(
        view! {
            <Panel title note=note.to_owned() pad=Pad::None>
                <Table caption=title columns>{rows}</Table>
            </Panel>
        }
        .into_any(),
    )
}

fn order_row(text: Text, times: &Times, order: Watched, stuck: Option<Stuck>) -> AnyView {
    let number = order.number;
    let means = match order.state {
        State::Unknown | State::NeedsPerson => text.attention_may_be_spent(),
        State::Executing => text.attention_on_its_way(),
        _ => text.attention_not_spent(),
    };
    let what = match (order.state, &order.person_reason, &order.waiting) {
        (State::NeedsPerson, Some(code), _) => text.person_reason(code),
        (_, _, Some(code)) => text.waiting(code),
        (State::Unknown, ..) => text.event_unknown_text().to_owned(),
        _ => String::new(),
    };
    let words = stuck.map(|stuck| text.stuck(stuck, order.takeovers));
    let mark = words.map(|words| {
        view! { <p class="stuck"><Tag label=text.stuck_mark()/>" "{words}</p> }
    });
    let who = match (order.state, &order.assigned_to, stuck) {
        (State::NeedsPerson, Some(who), _) => text.verdict_taken(&who.name),
        (State::NeedsPerson, None, _) => text.attention_an_admin().to_owned(),
        (_, _, Some(_)) => text.attention_operator().to_owned(),
        (_, _, None) => text.attention_by_itself().to_owned(),
    };
    let more = match (order.state, &order.assigned_to, order.due_at) {
        (State::NeedsPerson, None, _) => Some(text.attention_nobody_yet().to_owned()),
        (State::Unknown, _, Some(due)) => Some(text.attention_next_at(times.age(due))),
        _ => None,
    };
    let money = order.ceiling.map(|money| view! { <Amount money/> });
    let (since, age) = (times.short(order.state_since), times.age(order.state_since));
    view! {
        <Row>
            <RowHead narrow=Narrow::Wide>
                <a href=paths::order(number)>{number.to_string()}</a>" "
                <StateBadge text state=order.state/>
                <Sub>{text.operation(order.operation)}", "{text.attention_for(&order.requester.name)}</Sub>
            </RowHead>
            <Cell narrow=Narrow::Wide>{what}{mark}</Cell>
            <Cell narrow=Narrow::Wide>{who}{more.map(|more| view! { <Sub>{more}</Sub> })}</Cell>
            <Cell>{money}<Sub>{means}</Sub></Cell>
            <Cell num=true narrow=Narrow::End><Time at=since/><Sub>{age}</Sub></Cell>
        </Row>
    }
    .into_any()
}

fn alarms_panel(
    text: Text,
    times: &Times,
    alarms: Vec<Alarm>,
    acts: bool,
    typed: &Typed,
    errors: &FieldErrors,
) -> Option<AnyView> {
    if alarms.is_empty() {
        return None;
    }
    let columns = vec![
        Column::new(text.attention_order()),
        Column::new(text.alarms_what()),
        Column::new(text.attention_since()).end(),
        Column::new(text.attention_act()),
    ];
    let rows =
        alarms.into_iter().map(|alarm| alarm_row(text, times, alarm, acts, typed, errors)).collect_view();
    Some(
        view! {
            <Panel title=text.alarms_title() note=text.alarms_note().to_owned() pad=Pad::None>
                <Table caption=text.alarms_caption() columns>{rows}</Table>
            </Panel>
        }
        .into_any(),
    )
}

fn alarm_row(
    text: Text,
    times: &Times,
    alarm: Alarm,
    acts: bool,
    typed: &Typed,
    errors: &FieldErrors,
) -> AnyView {
    let (happened, means) = text.alarm(&alarm.code);
    let about = match alarm.order {
        Some((number, state)) => view! {
            <a href=paths::order(number)>{number.to_string()}</a>" "
            <StateBadge text state/>
        }
        .into_any(),
        None => view! { <span class="muted">{text.alarm_no_order()}</span> }.into_any(),
    };
    let detail = (!alarm.detail.is_empty()).then(|| view! { " "<code>{alarm.detail.clone()}</code> });
    let id = alarm.id.to_string();
    let name = format!("reason-{id}");
    let is_this = typed.get("alarm") == id;
    let value = if is_this { typed.get("reason").to_owned() } else { String::new() };
    let refused = errors.of(&name);
    let act = if acts {
        let field = reason_field(text, &name, text.alarm_clear_reason(), value, refused.clone());
        view! {
            <details class="more" open=!refused.is_empty()>
                <summary>{text.alarm_clear()}</summary>
                <form class="decide" method="post" action=paths::ATTENTION_ALARM>
                    <input type="hidden" name="alarm" value=id/>
                    {field}
                    <Button small=true>{text.alarm_clear()}</Button>
                </form>
            </details>
        }
        .into_any()
    } else {
        view! { <span class="muted">{text.why(Why::Auditor)}</span> }.into_any()
    };
    let raised = times.short(alarm.raised_at);
    view! {
        <Row>
            <RowHead narrow=Narrow::Wide>{about}</RowHead>
            <Cell narrow=Narrow::Wide>{happened}{detail}<Sub>{means}</Sub></Cell>
            <Cell num=true narrow=Narrow::End><Time at=raised/></Cell>
            <Cell narrow=Narrow::Wide>{act}</Cell>
        </Row>
    }
    .into_any()
}

/// Sent as `reason`, whichever of the page's forms it stands in; `name` tells their ids apart.
fn reason_field(
    text: Text,
    name: &str,
    label: &'static str,
    value: String,
    errors: Vec<String>,
) -> impl IntoView + use<> {
    view! {
        <Field text name=name.to_owned() label errors plain=true>
            <Input value maxlength=2000 sent_as="reason"/>
        </Field>
    }
}

fn stands(text: Text, times: &Times, hold: &Hold) -> AnyView {
    let by = match &hold.by {
        Some(person) => text.hold_by(person),
        None => text.hold_by_operator().to_owned(),
    };
    let reason = text.event_quote(text.hold_reason(&hold.reason));
    let since = text.hold_since(times.short(hold.since).label);
    view! {
        <Banner tone=Tone::Hold title=text.hold_stands()>
            <p class="said">{reason}</p>
            <p>{text.hold_stands_text()}</p>
            <p class="sm muted">{since}" · "{by}</p>
        </Banner>
    }
    .into_any()
}

fn hold_panel(text: Text, stands: bool, acts: bool, typed: &Typed, errors: &FieldErrors) -> AnyView {
    let (action, label, note) = if stands {
        (paths::ATTENTION_RELEASE, text.hold_release(), text.hold_release_note())
    } else {
        (paths::ATTENTION_HOLD, text.hold_set(), text.hold_none())
    };
    let refused = errors.of("reason");
    let value = if typed.has("alarm") || typed.has("unowned") {
        String::new()
    } else {
        typed.get("reason").to_owned()
    };
    let form = if acts {
        view! {
            <form class="decide" method="post" action=action>
                <Field text name="reason" label=text.hold_why() hint=text.hold_reason_hint().to_owned() errors=refused plain=true>
                    <Textarea value rows=2 maxlength=2000/>
                </Field>
                <div class="actions"><Button>{label}</Button></div>
            </form>
        }
        .into_any()
    } else {
        let reason = Some(text.why(Why::Auditor).to_owned());
        view! { <Button id="act-hold" disabled_reason=reason>{label}</Button> }.into_any()
    };
    view! {
        <Panel title=text.hold_panel() id="attention-act">
            <p class="sm muted">{note}</p>
            {form}
        </Panel>
    }
    .into_any()
}
