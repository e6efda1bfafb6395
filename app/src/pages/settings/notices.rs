//! What one is told about, and by what.

use domain::notice::{Channel, Kind, Switches, Words};
use leptos::prelude::*;

use super::view::submit;
use crate::{
    components::{
        panel::{Pad, Panel},
        table::{Column, PickCell, Row, RowHead, Table},
    },
    form::Typed,
    i18n::Text,
    paths,
};

/// How a form names a tick.
fn tick(kind: Kind, channel: Channel) -> String {
    format!("{}:{}", channel.name(), kind.name())
}

/// What is ticked in the form.
pub(super) fn ticked(channels: &[Channel], typed: &Typed) -> Vec<(Kind, Channel)> {
    let ticks: Vec<&str> = typed.all("wanted").collect();
    let mut ticked = Vec::new();
    for kind in Kind::ALL {
        let those = channels.iter().filter(|channel| ticks.contains(&tick(kind, **channel).as_str()));
        ticked.extend(those.map(|channel| (kind, *channel)));
    }
    ticked
}

/// The channels that can be chosen here: mails only where they leave.
pub(super) fn channels(mails: bool) -> Vec<Channel> {
    Channel::ALL.into_iter().filter(|channel| *channel != Channel::Mail || mails).collect()
}

pub(super) fn switches(text: Text, switches: &Switches, mails: bool, email: &str) -> impl IntoView + use<> {
    let channels = channels(mails);
    let name = |channel| match channel {
        Channel::Portal => text.settings_notices_portal(),
        Channel::Mail => text.settings_notices_mail(),
    };
    let heads = channels.iter().map(|channel| Column::new(name(*channel)));
    let columns: Vec<_> = std::iter::once(Column::new(text.settings_notices_what())).chain(heads).collect();
    let rows = Kind::ALL.map(|kind| {
        let what = Words(text.language()).kind(kind);
        let cells = channels.iter().map(|channel| {
            let label = text.settings_notices_tick(name(*channel), what);
            let checked = switches.wants(kind, *channel);
            view! { <PickCell name="wanted" value=tick(kind, *channel) label checked/> }
        });
        let cells = cells.collect_view();
        view! { <Row><RowHead>{what}</RowHead>{cells}</Row> }
    });
    let where_to = match mails {
        true => text.settings_notices_mail_to(email),
        false => text.settings_notices_no_mail().to_owned(),
    };
    view! {
        <Panel title=text.settings_notices() note=text.settings_notices_note().to_owned() pad=Pad::None>
            <form class="switches" id="notices" method="post" action=paths::settings_part("notices")>
                <Table caption=text.settings_notices_caption() columns>{rows.into_iter().collect_view()}</Table>
                <div class="pad">
                    <p class="muted sm">{where_to}</p>
                    {submit(text.settings_notices_save())}
                </div>
            </form>
        </Panel>
    }
}
