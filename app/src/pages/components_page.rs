//! `/dev/components`: every part with invented data, to be looked at in both themes and languages.

use leptos::prelude::*;

use crate::{
    components::{
        badge::{FulfilmentBadge, StateBadge, Tag},
        button::{Button, ButtonLink, Kind},
        dialog::{Dialog, DialogButton},
        icon::{Glyph, Icon},
        page_head::PageHead,
        panel::{Pad, Panel},
        toast::Toast,
    },
    format::Times,
    i18n::Text,
    paths,
};
use domain::{instance::Fulfilment, order::State};

mod forms;
mod lists;
mod messages;

const STATES: [State; 11] = [
    State::Draft,
    State::PendingApproval,
    State::Approved,
    State::Executing,
    State::Bought,
    State::NotBought,
    State::Unknown,
    State::NeedsPerson,
    State::Rejected,
    State::Cancelled,
    State::Expired,
];

#[component]
pub fn ComponentsPage(text: Text, times: Times) -> impl IntoView {
    view! {
        <PageHead
            text
            title=text.gallery_title()
            crumbs=vec![(paths::OVERVIEW.to_owned(), text.nav_overview().to_owned())]
            sub=view! { <span>{text.gallery_note()}</span><Tag label=text.demo_short()/> }.into_any()
            actions=view! {
                <ButtonLink href=paths::ORDERS kind=Kind::Quiet>{text.error_to_orders()}</ButtonLink>
                <DialogButton dialog="sample" href=paths::COMPONENTS>{text.gallery_dialog()}</DialogButton>
            }
            .into_any()
        />
        {messages::hold(text, times.clone())}
        {lists::readouts(text)}
        <div class="halves">
            <div class="stack">{states(text)}{lists::progress(text)}{lists::log(text, times.clone())}</div>
            <div class="stack">{fulfilments(text)}{large(text)}{icons(text)}{forms::summary(text)}</div>
        </div>
        {buttons(text)}
        {forms::fields(text)}
        {messages::banners(text)}
        {lists::table(text, times)}
        {lists::parameters(text)}
        {messages::empty(text)}
        <Dialog text id="sample" title=text.gallery_dialog()>
            <div class="pad"><p>{text.gallery_bad()}</p></div>
        </Dialog>
        <Toast text>{text.gallery_toast()}</Toast>
    }
}

fn states(text: Text) -> impl IntoView {
    let rows = STATES.map(|state| {
        view! { <li><StateBadge text state/></li> }
    });
    view! { <Panel title=text.gallery_states()><ul class="sheet-list">{rows.collect_view()}</ul></Panel> }
}

fn fulfilments(text: Text) -> impl IntoView {
    let rows = Fulfilment::ALL.map(|fulfilment| {
        view! { <li><FulfilmentBadge text fulfilment/></li> }
    });
    view! { <Panel title=text.gallery_fulfilments()><ul class="sheet-list">{rows.collect_view()}</ul></Panel> }
}

fn large(text: Text) -> impl IntoView {
    let rows = [State::Bought, State::NotBought, State::PendingApproval, State::Unknown].map(|state| {
        view! { <StateBadge text state large=true/> }
    });
    view! { <Panel title=text.gallery_large()><div class="actions">{rows.collect_view()}</div></Panel> }
}

fn icons(text: Text) -> impl IntoView {
    let rows = Glyph::ALL.iter().map(|icon| view! { <li><Icon icon=*icon/></li> }).collect_view();
    view! { <Panel title=text.gallery_icons()><ul class="sheet-icons">{rows}</ul></Panel> }
}

fn buttons(text: Text) -> impl IntoView {
    view! {
        <Panel title=text.gallery_buttons() note=text.gallery_buttons_note().to_owned() pad=Pad::None>
            <form class="pad stack" method="get" action=paths::COMPONENTS>
                <div class="actions">
                    <Button kind=Kind::Primary>{text.gallery_submit()}</Button>
                    <Button icon=Glyph::CrossRing>{text.gallery_reject()}</Button>
                    <Button kind=Kind::Quiet>{text.gallery_clear()}</Button>
                    <Button small=true>{text.gallery_verify()}</Button>
                    <Button attr:aria-busy="true">{text.gallery_asking()}</Button>
                </div>
                <div class="acts-one">
                    <Button id="cancel" icon=Glyph::Close disabled_reason=text.gallery_cancel_reason().to_owned()>
                        {text.gallery_cancel_order()}
                    </Button>
                </div>
            </form>
        </Panel>
    }
}
