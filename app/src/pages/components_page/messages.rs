//! What the portal says: in doubt, above a form, and where there is nothing.

use leptos::prelude::*;
use time::Duration;

use crate::{
    components::{
        badge::Tone,
        banner::{Banner, ErrorSummary},
        button::ButtonLink,
        empty::Empty,
        hold::{Fact, HoldNotice},
        icon::Glyph,
        money::Amount,
        panel::Panel,
        time::Time,
    },
    form::FieldErrors,
    format::Times,
    i18n::Text,
    paths,
};

use super::lists::{SENT, cny};

pub(super) fn hold(text: Text, times: Times) -> impl IntoView {
    let clock = |minutes| view! { <Time at=times.second(SENT + Duration::minutes(minutes))/> };
    let facts = vec![
        Fact::new(text.hold_at_stake(), view! { <Amount money=cny("9996")/> }, text.gallery_once()),
        Fact::new(text.hold_now(), text.gallery_now(), text.gallery_now_note()),
        Fact::new(text.hold_next(), clock(14), text.gallery_next_note()),
        Fact::new(text.hold_until(), clock(30), text.gallery_until_note()),
    ];
    view! { <HoldNotice title=text.hold_title_unknown() facts><p>{text.gallery_hold()}</p></HoldNotice> }
}

pub(super) fn banners(text: Text) -> impl IntoView {
    let mut errors = FieldErrors::default();
    errors.add("UsedTime2", text.gallery_term_error());
    let label = move |_: &str| text.gallery_term().to_owned();
    view! {
        <Panel title=text.gallery_messages()>
            <div class="stack" data-gap="s">
                <Banner title=text.gallery_info_title()><p>{text.gallery_info()}</p></Banner>
                <Banner tone=Tone::Good title=text.gallery_good_title()/>
                <Banner tone=Tone::Bad title=text.gallery_bad_title()>
                    <p>{text.gallery_bad()}" "<code>"DBS.200611"</code></p>
                </Banner>
                <ErrorSummary text errors label/>
            </div>
        </Panel>
    }
}

pub(super) fn empty(text: Text) -> impl IntoView {
    view! {
        <section class="panel">
            <Empty icon=Glyph::List title=text.gallery_empty_title()>
                <p>{text.gallery_empty()}</p>
                <div class="actions"><ButtonLink href=paths::ORDERS>{text.gallery_empty_act()}</ButtonLink></div>
            </Empty>
        </section>
    }
}
