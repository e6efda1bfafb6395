//! Deputies: who is asked in one's place, and for whom one is asked.

use axum::{
    extract::{Path, State},
    response::Response,
};
use backend::{BackendError, deputies};
use domain::{person::Person, refusal::Reason, view::DeputyView};
use leptos::prelude::*;
use time::Duration;

use super::{
    Fresh, back, field_errors, page,
    view::{Done, submit},
};
use crate::{
    components::{button::Button, control::Input, field::Field, panel::Panel},
    fault,
    form::{FieldErrors, Typed},
    format::Times,
    i18n::Text,
    paths,
    portal::Portal,
    sent::Sent,
    visitor::SignedIn,
};

pub(super) async fn name(State(portal): State<Portal>, reader: SignedIn, Sent(typed): Sent) -> Response {
    let (text, times) = (reader.chrome.text(), reader.chrome.times());
    // Whole days of the reader: the last one is over when the next begins.
    let (from, until) = (times.day_begins(typed.get("from"), 0), times.day_begins(typed.get("until"), 1));
    let (Some(from), Some(until)) = (from, until) else {
        let mut errors = FieldErrors::default();
        if typed.get("deputy").trim().is_empty() {
            errors.add("deputy", text.refusal("deputy", &Reason::Required));
        }
        for (name, day) in [("from", from), ("until", until)] {
            if day.is_none() {
                errors.add(name, text.deputies_no_day());
            }
        }
        return page(&portal, &reader, Fresh::refused(typed, errors)).await;
    };
    match deputies::name(&portal.backend, &reader.person, typed.get("deputy"), from, until).await {
        Ok(_) => back(Done::Deputy),
        Err(BackendError::Fields(errors)) => {
            let errors = field_errors(text, &errors);
            page(&portal, &reader, Fresh::refused(typed, errors)).await
        }
        Err(error) => fault::show(&reader.chrome, error),
    }
}

pub(super) async fn end(State(portal): State<Portal>, reader: SignedIn, Path(id): Path<String>) -> Response {
    let ended = match id.parse() {
        Ok(id) => deputies::end(&portal.backend, &reader.person, id).await,
        Err(_) => Err(BackendError::NotFound),
    };
    match ended {
        Ok(()) => back(Done::DeputyEnded),
        Err(error) => fault::show(&reader.chrome, error),
    }
}

/// The periods that are not over, and the form for another one.
pub(super) fn panel(
    text: Text,
    person: &Person,
    periods: Vec<DeputyView>,
    typed: &Typed,
    errors: &FieldErrors,
    times: &Times,
) -> impl IntoView + use<> {
    let lines = periods.into_iter().map(|period| line(text, person, period, times)).collect_view();
    let value = |name: &str| typed.get(name).to_owned();
    let (who, from, until) = (value("deputy"), value("from"), value("until"));
    let of = |name: &str| errors.of(name);
    let (who_errors, from_errors, until_errors) = (of("deputy"), of("from"), of("until"));
    view! {
        <Panel title=text.deputies_title() note=text.deputies_note().to_owned() id="deputies">
            <ul class="lines">{lines}</ul>
            <form method="post" action=paths::settings_part("deputies")>
                <Field
                    text
                    name="deputy"
                    label=text.deputies_who()
                    hint=text.deputies_who_hint().to_owned()
                    errors=who_errors
                >
                    <Input kind="email" value=who autocomplete="off"/>
                </Field>
                <Field text name="from" label=text.deputies_from() errors=from_errors>
                    <Input kind="date" value=from/>
                </Field>
                <Field text name="until" label=text.deputies_until() errors=until_errors>
                    <Input kind="date" value=until/>
                </Field>
                {submit(text.deputies_act())}
            </form>
        </Panel>
    }
}

fn line(text: Text, person: &Person, period: DeputyView, times: &Times) -> impl IntoView + use<> {
    let DeputyView { id, principal, deputy, from, until } = period;
    let is_own = principal.id == person.id;
    let who = if is_own { text.deputies_for(deputy.name) } else { text.deputies_of(principal.name) };
    // The last day is over when the next begins.
    let last = until - Duration::SECOND;
    let when = text.deputies_period(times.date(from).label, times.date(last).label);
    let end = is_own.then(|| {
        view! {
            <form method="post" action=paths::settings_part(&format!("deputies/{id}/end"))>
                <Button small=true>{text.deputies_end()}</Button>
            </form>
        }
    });
    view! { <li class="row"><span><b>{who}</b>" "<span class="muted sm">{when}</span></span>{end}</li> }
}
