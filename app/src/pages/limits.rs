//! What admins set for everybody: the amounts that one person alone may not decide.

use axum::{
    Router,
    extract::{Query, State},
    response::{IntoResponse, Redirect, Response},
    routing::get,
};
use backend::{BackendError, settings};
use domain::{
    money::{Currency, Money},
    order::can::Why,
    person::Role,
};
use http::StatusCode;
use leptos::prelude::*;
use serde::Deserialize;

use crate::{
    chrome::Nav,
    components::{
        badge::Tone,
        banner::{Banner, ErrorSummary},
        button::Button,
        control::Input,
        field::Field,
        page_head::PageHead,
        panel::Panel,
        toast::Toast,
    },
    fault,
    form::{FieldErrors, Typed},
    i18n::Text,
    paths,
    portal::Portal,
    render::{self, Page},
    sent::Sent,
    visitor::SignedIn,
};

pub fn routes() -> Router<Portal> {
    Router::new().route(paths::LIMITS, get(show).post(save))
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Outcome {
    done: String,
}

/// What became of the last change.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Above {
    Saved,
    /// Nothing changed: the password comes first.
    SignInOld,
}

/// The name of a currency's field.
fn field(currency: Currency) -> String {
    format!("confirm_above.{currency}")
}

async fn show(State(portal): State<Portal>, reader: SignedIn, Query(outcome): Query<Outcome>) -> Response {
    let above = (outcome.done == "saved").then_some(Above::Saved);
    page(&portal, &reader, above, &Typed::default(), FieldErrors::default()).await
}

async fn save(State(portal): State<Portal>, reader: SignedIn, Sent(typed): Sent) -> Response {
    let named = Currency::ALL.into_iter().filter(|currency| typed.has(&field(*currency)));
    let limits: Vec<_> = named.map(|currency| (currency, typed.get(&field(currency)).to_owned())).collect();
    match settings::set_confirm_above(&portal.backend, &reader.person, reader.sign_in(), &limits).await {
        Ok(()) => Redirect::to(&paths::with_query(paths::LIMITS, &[("done", "saved")])).into_response(),
        Err(BackendError::Fields(refused)) => {
            let text = reader.chrome.text();
            let mut errors = FieldErrors::default();
            for error in refused {
                errors.add(error.field.clone(), text.refusal(&error.field, &error.reason));
            }
            page(&portal, &reader, None, &typed, errors).await
        }
        Err(BackendError::NotAllowed(Why::SignInOld)) => {
            page(&portal, &reader, Some(Above::SignInOld), &typed, FieldErrors::default()).await
        }
        Err(error) => fault::show(&reader.chrome, error),
    }
}

async fn page(
    portal: &Portal,
    reader: &SignedIn,
    above: Option<Above>,
    typed: &Typed,
    errors: FieldErrors,
) -> Response {
    let chrome = reader.chrome.clone().at(Nav::Limits);
    let limits = match settings::confirm_above(&portal.backend, &reader.person).await {
        Ok(limits) => limits,
        Err(error) => return fault::show(&chrome, error),
    };
    let status = match above {
        Some(Above::SignInOld) => StatusCode::FORBIDDEN,
        _ if errors.is_empty() => StatusCode::OK,
        _ => StatusCode::UNPROCESSABLE_ENTITY,
    };
    let (text, acts) = (chrome.text(), reader.person.has(Role::Admin));
    render::page(&chrome, &Page::new(text.nav_limits()).status(status), || {
        let limits = Currency::ALL.map(|currency| {
            let value = match typed.has(&field(currency)) {
                true => typed.get(&field(currency)).to_owned(),
                false => set(&limits, currency),
            };
            (currency, value)
        });
        view! { <LimitsPage text limits=limits.to_vec() acts above errors/> }
    })
}

fn set(limits: &[Money], currency: Currency) -> String {
    limits.iter().find(|limit| limit.currency() == currency).map(Money::amount_text).unwrap_or_default()
}

/// `limits` are shown as they are typed or set; `acts`: the reader may change them.
#[component]
pub fn LimitsPage(
    text: Text,
    limits: Vec<(Currency, String)>,
    acts: bool,
    above: Option<Above>,
    errors: FieldErrors,
) -> impl IntoView {
    let label = |name: &str| name.trim_start_matches("confirm_above.").to_owned();
    let fields = limits
        .into_iter()
        .map(|(currency, value)| {
            let refused = errors.of(&field(currency));
            view! {
                <Field text name=field(currency) label=currency.code() errors=refused optional=true>
                    <Input value inputmode="decimal" readonly=!acts maxlength=22 unit=currency.code()/>
                </Field>
            }
        })
        .collect_view();
    let old = (above == Some(Above::SignInOld)).then(|| {
        view! {
            <Banner tone=Tone::Bad title=text.people_refused()>
                <p>{text.limits_sign_in_old()}</p>
                <p><a href=paths::confirm(paths::LIMITS)>{text.verdict_confirm()}</a></p>
            </Banner>
        }
    });
    let why = (!acts).then(|| text.why(Why::Auditor).to_owned());
    view! {
        <PageHead text title=text.nav_limits() sub=view! { <span>{text.limits_sub()}</span> }.into_any()/>
        {old}
        <ErrorSummary text errors=errors.clone() label/>
        <Panel title=text.limits_panel() note=text.limits_note().to_owned()>
            <p class="sm">{text.limits_text()}</p>
            <form method="post" action=paths::LIMITS novalidate=true>
                {fields}
                <div class="field">
                    <div class="name"></div>
                    <div class="body">
                        <p class="hint">{text.limits_hint()}</p>
                        <div class="actions"><Button id="save-limits" disabled_reason=why>{text.limits_save()}</Button></div>
                    </div>
                </div>
            </form>
        </Panel>
        {(above == Some(Above::Saved)).then(|| view! { <Toast text>{text.limits_saved()}</Toast> })}
    }
}
