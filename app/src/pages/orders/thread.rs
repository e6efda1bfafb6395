//! What is asked and answered about an order, and what its revision has otherwise than the one before.

use domain::view::{Changed, MessageView, Order};
use leptos::prelude::*;

use super::acts::Answering;
use crate::{
    components::{
        button::Button,
        control::Textarea,
        field::Field,
        panel::{Pad, Panel},
        table::{Cell, Column, Row, RowHead, Table},
        time::Time,
    },
    format::Times,
    i18n::Text,
    paths,
};

/// The thread, and the field for who may write.
#[component]
pub fn Thread(text: Text, times: Times, order: Order, answering: Answering) -> impl IntoView {
    let may_write = order.can.write.is_ok();
    (may_write || !order.thread.is_empty()).then(|| {
        let messages = messages(text, &times, &order);
        let form = may_write.then(|| write(text, &order, answering));
        view! { <Panel title=text.thread_title() id="thread" pad=Pad::Normal>{messages}{form}</Panel> }
    })
}

fn messages(text: Text, times: &Times, order: &Order) -> AnyView {
    if order.thread.is_empty() {
        return view! { <p class="hint" id="thread-messages" data-live-part="">{text.thread_empty()}</p> }
            .into_any();
    }
    let lines = order.thread.iter().map(|message| line(text, times, order, message)).collect_view();
    view! { <ol class="thread" id="thread-messages" data-live-part="">{lines}</ol> }.into_any()
}

fn line(text: Text, times: &Times, order: &Order, message: &MessageView) -> AnyView {
    let of_revision = (message.revision != order.revision).then(|| text.thread_revision(message.revision));
    view! {
        <li>
            <p class="sm muted"><b>{message.by.name.clone()}</b>" "<Time at=times.short(message.at)/>" "{of_revision}</p>
            <p class="said">{message.words.clone()}</p>
        </li>
    }
    .into_any()
}

fn write(text: Text, order: &Order, answering: Answering) -> AnyView {
    let typed = answering.typed.get("words").to_owned();
    let errors = answering.errors.of("words");
    view! {
        <form method="post" action=paths::order_say(order.number)>
            <Field text name="words" label=text.thread_words() errors plain=true>
                <Textarea value=typed rows=2 maxlength=2000/>
            </Field>
            <div class="actions"><Button small=true>{text.thread_act()}</Button></div>
        </form>
    }
    .into_any()
}

/// Nothing where it is the first revision, or says the same.
#[component]
pub fn ChangedPanel(text: Text, order: Order) -> impl IntoView {
    (!order.changed.is_empty()).then(|| {
        let title = text.changed_title(order.revision - 1);
        view! { <Panel title id="changed" pad=Pad::None>{changed(text, &order)}</Panel> }
    })
}

/// Each field with both values.
pub fn changed(text: Text, order: &Order) -> impl IntoView + use<> {
    let columns =
        [text.changed_field(), text.changed_before(), text.changed_after()].map(Column::new).to_vec();
    let value = move |value: &Option<String>| match value {
        Some(value) => view! { <code>{value.clone()}</code> }.into_any(),
        None => view! { <span class="muted">{text.changed_none()}</span> }.into_any(),
    };
    let rows = order.changed.iter().map(|Changed { name, before, after }| {
        let label = match text.parameter(order.operation, name) {
            known if known != name.as_str() => known.into_owned(),
            _ => text.field_name(name).into_owned(),
        };
        let (before, after) = (value(before), value(after));
        view! { <Row><RowHead>{label}</RowHead><Cell>{before}</Cell><Cell>{after}</Cell></Row> }
    });
    let rows = rows.collect_view();
    view! { <Table caption=text.changed_caption() columns keeps=true>{rows}</Table> }
}
