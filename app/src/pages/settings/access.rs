//! Where one is signed in, and which programs act for one.

use backend::tokens::Scope;
use domain::{money::Currency, view};
use leptos::prelude::*;

use super::view::submit;
use crate::{
    components::{
        badge::Tag,
        button::Button,
        choice::Choice,
        control::{Check, Input, Select},
        field::{Errors, Field},
        money::Amount,
        panel::{Pad, Panel},
        table::{Cell, Column, Narrow, Row, RowHead, Sub, Table},
        time::Time,
    },
    form::{FieldErrors, Typed, field_id},
    format::Times,
    i18n::Text,
    paths,
};

pub(super) fn sessions(text: Text, sessions: Vec<view::Session>, times: &Times) -> impl IntoView + use<> {
    let alone = (sessions.len() < 2).then(|| text.settings_sessions_alone());
    let note = text.settings_sessions_note(backend::sessions::IDLE_MIN, backend::sessions::LIFE_H);
    let columns = vec![
        Column::new(text.settings_session_browser()),
        Column::new(text.settings_session_began()),
        Column::new(text.settings_session_seen()),
        Column::new(text.actions()).end().hidden(),
    ];
    let rows = sessions.into_iter().map(|session| session_row(text, session, times)).collect_view();
    view! {
        <Panel title=text.settings_sessions() note pad=Pad::None>
            <Table caption=text.settings_sessions_caption() columns>{rows}</Table>
            <form class="pad" method="post" action=paths::settings_part("sessions/others/end")>
                <Button id="end-others" disabled_reason=alone.map(str::to_owned)>
                    {text.settings_sessions_end_others()}
                </Button>
            </form>
        </Panel>
    }
}

fn session_row(text: Text, session: view::Session, times: &Times) -> impl IntoView + use<> {
    let said = session.user_agent;
    let browser = match (said.as_str(), browser(&said)) {
        ("", _) => text.settings_session_unknown().to_owned(),
        (_, Some((name, version, system))) => text.settings_session_on(format!("{name} {version}"), system),
        (said, None) => said.to_owned(),
    };
    let end = if session.current {
        view! { <Tag label=text.settings_session_here()/> }.into_any()
    } else {
        let action = paths::settings_part(&format!("sessions/{}/end", session.id));
        view! {
            <form class="row-actions" method="post" action=action>
                <Button small=true>{text.settings_session_end()}</Button>
            </form>
        }
        .into_any()
    };
    let (began, seen) = (times.short(session.created_at), times.age(session.last_seen_at));
    view! {
        <Row>
            <RowHead narrow=Narrow::Wide><span class="clip" title=said>{browser}</span></RowHead>
            <Cell><Time at=began/></Cell>
            <Cell>{seen}</Cell>
            <Cell num=true>{end}</Cell>
        </Row>
    }
}

/// Name, version and system, as far as a browser says them. Many call themselves Chrome or Safari too, so
/// the rarer name is looked for first.
fn browser(said: &str) -> Option<(&'static str, &str, &'static str)> {
    const NAMES: [(&str, &str); 6] = [
        ("Edg/", "Edge"),
        ("OPR/", "Opera"),
        ("Firefox/", "Firefox"),
        ("HeadlessChrome/", "Chrome"),
        ("Chrome/", "Chrome"),
        ("Version/", "Safari"),
    ];
    const SYSTEMS: [(&str, &str); 7] = [
        ("Windows", "Windows"),
        ("Android", "Android"),
        ("iPhone", "iOS"),
        ("iPad", "iPadOS"),
        ("Mac OS X", "macOS"),
        ("CrOS", "ChromeOS"),
        ("Linux", "Linux"),
    ];
    let (name, version) =
        NAMES.into_iter().find_map(|(sign, name)| Some((name, said.split_once(sign)?.1)))?;
    let version = version.split(|letter: char| !letter.is_ascii_digit()).next()?;
    let (_, system) = SYSTEMS.into_iter().find(|(sign, _)| said.contains(sign))?;
    Some((name, version, system))
}

pub(super) fn tokens(
    text: Text,
    tokens: Vec<view::Token>,
    typed: &Typed,
    errors: &FieldErrors,
    times: &Times,
) -> impl IntoView + use<> {
    let columns = vec![
        Column::new(text.settings_token_label()),
        Column::new(text.settings_token_scopes()),
        Column::new(text.settings_token_ceiling()),
        Column::new(text.settings_token_used()),
        Column::new(text.actions()).end().hidden(),
    ];
    let list = if tokens.is_empty() {
        view! { <p class="pad muted">{text.settings_tokens_none()}</p> }.into_any()
    } else {
        let rows = tokens.into_iter().map(|token| token_row(text, token, times)).collect_view();
        view! { <Table caption=text.settings_tokens_caption() columns>{rows}</Table> }.into_any()
    };
    let create = create(text, typed, errors);
    view! {
        <Panel title=text.settings_tokens() note=text.settings_tokens_note().to_owned() pad=Pad::None>
            {list} {create}
        </Panel>
    }
}

fn token_row(text: Text, token: view::Token, times: &Times) -> impl IntoView + use<> {
    let label = match token.label.as_str() {
        "" => text.settings_token_unnamed().to_owned(),
        label => label.to_owned(),
    };
    let ceiling = match token.ceiling {
        Some(money) => view! { <Amount money/> }.into_any(),
        None => view! { <span class="muted">{text.settings_token_no_ceiling()}</span> }.into_any(),
    };
    let used = match token.last_used_at {
        Some(at) => view! { <Time at=times.short(at)/> }.into_any(),
        None => text.settings_token_never().into_any(),
    };
    let made = times.short(token.created_at);
    let action = paths::settings_part(&format!("tokens/{}/revoke", token.id));
    view! {
        <Row>
            <RowHead narrow=Narrow::Wide>
                <b>{label}</b>
                <Sub>{text.settings_token_made()}" "<Time at=made/></Sub>
            </RowHead>
            <Cell narrow=Narrow::Wide><span class="id">{token.scopes.join(" ")}</span></Cell>
            <Cell>{ceiling}</Cell>
            <Cell>{used}</Cell>
            <Cell num=true>
                <form class="row-actions" method="post" action=action>
                    <Button small=true>{text.settings_token_revoke()}</Button>
                </form>
            </Cell>
        </Row>
    }
}

fn create(text: Text, typed: &Typed, errors: &FieldErrors) -> impl IntoView + use<> {
    let [label, ceiling, currency] = ["label", "ceiling", "currency"].map(|name| typed.get(name).to_owned());
    let currencies = Currency::ALL.map(|currency| Choice::new(currency.code(), currency.code())).to_vec();
    view! {
        <form class="pad token-form" method="post" action=paths::settings_part("tokens") novalidate=true>
            <h3>{text.settings_token_create()}</h3>
            <Field
                text
                name="label"
                label=text.settings_token_label()
                hint=text.settings_token_label_hint().to_owned()
                errors=errors.of("label")
                optional=true
            >
                <Input value=label maxlength=100 autocomplete="off"/>
            </Field>
            {scopes(text, typed, errors.of("scopes"))}
            <Field
                text
                name="ceiling"
                label=text.settings_token_ceiling()
                hint=text.settings_token_ceiling_hint().to_owned()
                errors=errors.of("ceiling")
                optional=true
            >
                <Input value=ceiling inputmode="decimal" maxlength=21 autocomplete="off"/>
            </Field>
            <Field text name="currency" label=text.settings_token_currency() errors=errors.of("currency")>
                <Select choices=currencies value=currency/>
            </Field>
            {submit(text.settings_token_create())}
        </form>
    }
}

/// One box for each scope; what reads alone is ticked to begin with.
fn scopes(text: Text, typed: &Typed, errors: Vec<String>) -> impl IntoView + use<> {
    let fresh = typed.pairs().is_empty();
    let (id, invalid) = (field_id("scopes"), !errors.is_empty());
    let error_id = format!("{id}-error");
    let boxes = Scope::ALL
        .into_iter()
        .map(|scope| {
            let ticked = typed.all("scopes").any(|name| name == scope.name()) || (fresh && scope == Scope::Read);
            view! { <Check name="scopes" value=scope.name() checked=ticked>{text.scope(scope.name())}</Check> }
        })
        .collect_view();
    view! {
        // Not a fieldset: browsers do not lay its legend out beside the boxes.
        <div
            class="field"
            role="group"
            id=id
            tabindex="-1"
            data-invalid=invalid.then_some("")
            aria-labelledby="scopes-label"
            aria-describedby=invalid.then(|| error_id.clone())
        >
            <div class="name"><span class="label" id="scopes-label">{text.settings_token_scopes()}</span></div>
            <div class="body"><div class="boxes">{boxes}</div><Errors id=error_id.clone() errors=errors.into()/></div>
        </div>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_browser_is_named_by_its_own_name() {
        let chrome = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0 Safari/537.36";
        let edge = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0 Safari/537.36 Edg/156.0.1";
        let safari = "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/26.1 Safari/605.1.15";

        assert_eq!(browser(chrome), Some(("Chrome", "156", "Linux")));
        assert_eq!(browser(edge), Some(("Edge", "156", "Windows")));
        assert_eq!(browser(safari), Some(("Safari", "26", "macOS")));
        assert_eq!(browser("curl/8.14.1"), None);
    }
}
