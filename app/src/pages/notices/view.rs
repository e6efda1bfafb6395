//! `/notifications`: what one was told, newest first; what is not read yet has its mark.

use domain::{
    notice::{Notice, Words},
    view::Listed,
};
use leptos::prelude::*;
use time::format_description::well_known::Rfc3339;

use crate::{
    components::{
        button::{Button, ButtonLink},
        empty::Empty,
        icon::{Glyph, Icon},
        page_head::PageHead,
        pager::Pager,
        table::{Cell, Column, Narrow, Row, RowHead, Sub, Table},
        time::Time,
    },
    format::Times,
    i18n::Text,
    paths,
};

/// How many notices one page holds.
pub const PAGE: u32 = 25;

/// `trail` holds the cursors of the pages up to this one.
#[component]
pub fn NoticesPage(
    text: Text,
    times: Times,
    trail: Vec<String>,
    listed: Listed<Notice>,
    unread: u32,
) -> impl IntoView {
    let body = if listed.items.is_empty() {
        empty(text).into_any()
    } else {
        rows(text, &times, &trail, listed, unread).into_any()
    };
    let actions = view! { <a href=paths::settings_section("notices")>{text.notices_settings()}</a> };
    view! {
        <PageHead
            text
            title=text.notices_title()
            sub=text.notices_sub().into_any()
            actions=actions.into_any()
        />
        <section class="panel" id="notice-list" data-live-part="">{body}</section>
    }
}

fn rows(
    text: Text,
    times: &Times,
    trail: &[String],
    listed: Listed<Notice>,
    unread: u32,
) -> impl IntoView + use<> {
    // Where all was read, there is nothing to do.
    let acts = listed.items.iter().any(|notice| notice.read_at.is_none());
    let mut columns = vec![Column::new(text.notices_col_what()), Column::new(text.notices_col_when()).end()];
    columns.extend(acts.then(|| Column::new(text.actions()).end().hidden()));
    let first = trail.len() * PAGE as usize + 1;
    let shown = text.notices_shown(first, first + listed.items.len() - 1);
    let previous = trail.split_last().map(|(_, before)| href(before));
    let next = listed.next.map(|cursor| href(&[trail, &[cursor]].concat()));
    // What came after the newest on the screen was seen by nobody.
    let newest = listed.items.first().and_then(|newest| newest.made_at.format(&Rfc3339).ok());
    let all = newest.filter(|_| trail.is_empty() && unread > 0).map(|until| {
        view! {
            <form class="pad notices-all" method="post" action=paths::NOTICES_READ>
                <input type="hidden" name="until" value=until/>
                <Button small=true>{text.notices_read_all()}</Button>
            </form>
        }
    });
    let lines = listed.items.into_iter().map(|notice| line(text, times, notice, acts)).collect_view();
    view! {
        {all}
        <Table caption=text.notices_caption() columns>{lines}</Table>
        <Pager text shown previous next/>
    }
}

fn href(trail: &[String]) -> String {
    let query: Vec<_> = trail.iter().map(|cursor| ("after", cursor.as_str())).collect();
    paths::with_query(paths::NOTICES, &query)
}

fn line(text: Text, times: &Times, notice: Notice, acts: bool) -> impl IntoView + use<> {
    let subject = Words(text.language()).subject(&notice.about);
    let to = notice.about.path();
    let reason = notice.about.reason.filter(|reason| !reason.is_empty()).map(|reason| {
        let who = notice.about.doer.map(|who| text.notices_by(who));
        view! { <Sub>{who}{reason}</Sub> }
    });
    let is_unread = notice.read_at.is_none();
    let mark = is_unread.then(|| {
        view! { <span class="unread"><Icon icon=Glyph::Dot/><span class="vh">{text.notices_unread()}</span></span> }
    });
    let button = is_unread.then(|| {
        let id = notice.id.to_string();
        let label = text.notices_read_one(&subject);
        view! {
            <form class="row-actions" method="post" action=paths::NOTICES_READ>
                <input type="hidden" name="id" value=id/>
                <button class="btn" data-size="s" aria-label=label>{text.notices_read()}</button>
            </form>
        }
    });
    let at = times.short(notice.about.at);
    view! {
        <Row>
            <RowHead narrow=Narrow::Wide>
                <span class="notice" data-unread=is_unread.then_some("")>{mark}<a href=to>{subject}</a></span>
                {reason}
            </RowHead>
            <Cell num=true><Time at/></Cell>
            {acts.then(|| view! { <Cell num=true narrow=Narrow::End>{button}</Cell> })}
        </Row>
    }
}

fn empty(text: Text) -> impl IntoView {
    view! {
        <Empty icon=Glyph::Bell title=text.notices_empty_title()>
            <p>{text.notices_empty()}</p>
            <div class="actions"><ButtonLink href=paths::ORDERS>{text.nav_orders()}</ButtonLink></div>
        </Empty>
    }
}
