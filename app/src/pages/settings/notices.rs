//! What one is told about, and by what.

use domain::notice::{Channel, Kind, Switches, Words};
use leptos::prelude::*;

use crate::{
    components::{button::Button, panel::Panel},
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
    let heads = channels.iter().map(|channel| view! { <th scope="col">{name(*channel)}</th> }).collect_view();
    let rows = Kind::ALL.map(|kind| {
        let what = Words(text.language()).kind(kind);
        let cells = channels.iter().map(|channel| {
            let label = text.settings_notices_tick(name(*channel), what);
            let checked = switches.wants(kind, *channel);
            view! {
                <td>
                    <label class="tick">
                        <span class="vh">{label}</span>
                        <input type="checkbox" name="wanted" value=tick(kind, *channel) checked=checked/>
                    </label>
                </td>
            }
        });
        let cells = cells.collect_view();
        view! { <tr><th scope="row">{what}</th>{cells}</tr> }
    });
    let where_to = match mails {
        true => text.settings_notices_mail_to(email),
        false => text.settings_notices_no_mail().to_owned(),
    };
    view! {
        <Panel title=text.settings_notices() note=text.settings_notices_note().to_owned()>
            <form class="switches" id="notices" method="post" action=paths::settings_part("notices")>
                <table>
                    <caption class="vh">{text.settings_notices_caption()}</caption>
                    <thead><tr><th scope="col">{text.settings_notices_what()}</th>{heads}</tr></thead>
                    <tbody>{rows.into_iter().collect_view()}</tbody>
                </table>
                <p class="muted sm">{where_to}</p>
                <div class="actions"><Button>{text.settings_notices_save()}</Button></div>
            </form>
        </Panel>
    }
}
