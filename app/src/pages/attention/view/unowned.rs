//! What accounts bought that no order owns.

use domain::{attention::Unowned, order::can::Why};
use leptos::prelude::*;

use super::reason_field;
use crate::{
    components::{
        button::Button,
        identifier::Identifier,
        money::Amount,
        panel::{Pad, Panel},
        table::{Cell, Column, Narrow, Row, RowHead, Sub, Table},
        time::Time,
    },
    form::{FieldErrors, Typed},
    format::Times,
    i18n::Text,
    paths,
};

pub(super) fn panel(
    text: Text,
    times: &Times,
    rows: Vec<Unowned>,
    acts: bool,
    typed: &Typed,
    errors: &FieldErrors,
) -> Option<AnyView> {
    if rows.is_empty() {
        return None;
    }
    let columns = vec![
        Column::new(text.unowned_what()),
        Column::new(text.attention_what()),
        Column::new(text.attention_money()),
        Column::new(text.unowned_since()).end(),
        Column::new(text.attention_act()),
    ];
    let rows = rows.into_iter().map(|unowned| row(text, times, unowned, acts, typed, errors)).collect_view();
    Some(
        view! {
            <Panel title=text.unowned_title() note=text.unowned_note().to_owned() pad=Pad::None>
                <Table caption=text.unowned_caption() columns>{rows}</Table>
            </Panel>
        }
        .into_any(),
    )
}

fn row(
    text: Text,
    times: &Times,
    unowned: Unowned,
    acts: bool,
    typed: &Typed,
    errors: &FieldErrors,
) -> AnyView {
    let id = unowned.number.to_string();
    let name = format!("reason-unowned-{id}");
    let is_this = typed.get("unowned") == id;
    let value = if is_this { typed.get("reason").to_owned() } else { String::new() };
    let refused = errors.of(&name);
    let act = if acts {
        let open = !refused.is_empty();
        let field = reason_field(text, &name, text.unowned_reason(), value, refused);
        view! {
            <details class="more" open=open>
                <summary>{text.unowned_clear()}</summary>
                <form class="decide" method="post" action=paths::ATTENTION_UNOWNED>
                    <input type="hidden" name="unowned" value=id/>
                    {field}
                    <Button small=true>{text.unowned_clear()}</Button>
                </form>
            </details>
        }
        .into_any()
    } else {
        view! { <span class="muted">{text.why(Why::Auditor)}</span> }.into_any()
    };
    let order = unowned.order.map(|number| {
        view! { <Sub><a href=paths::order(number)>{text.unowned_points(number)}</a></Sub> }
    });
    let what = if unowned.is_order { text.unowned_order() } else { text.unowned_instance() };
    let what = match unowned.product {
        Some(product) => format!("{}, {what}, {product}", text.provider(unowned.provider)),
        None => format!("{}, {what}", text.provider(unowned.provider)),
    };
    let (reference, named, account) = (unowned.reference, unowned.name, unowned.account);
    let money = unowned.amount.map(|money| view! { <Amount money/> });
    let since = match unowned.created_at {
        Some(at) => view! { <Time at=times.short(at)/> }.into_any(),
        None => view! { <span class="muted">{text.unowned_no_time()}</span> }.into_any(),
    };
    let seen = text.unowned_seen(times.short(unowned.seen_at).label);
    view! {
        <Row>
            <RowHead narrow=Narrow::Wide>
                <Identifier text value=reference what=text.known_reference()/>
                <Sub>{what}</Sub>
                {named.map(|named| view! { <Sub>{named}</Sub> })}
            </RowHead>
            <Cell narrow=Narrow::Wide>
                {text.unowned_means()}
                <Sub>{text.unowned_account()}" "<span class="mono">{account}</span></Sub>
                {order}
            </Cell>
            <Cell>{money}<Sub>{text.unowned_spent()}</Sub></Cell>
            <Cell num=true narrow=Narrow::End>{since}<Sub>{seen}</Sub></Cell>
            <Cell narrow=Narrow::Wide>{act}</Cell>
        </Row>
    }
    .into_any()
}
