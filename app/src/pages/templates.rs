//! Templates of purchase forms: beside the catalogue, above a form, and below its buttons.

use axum::{
    Router,
    extract::{Path, State},
    response::{IntoResponse, Redirect, Response},
    routing::post,
};
use backend::{
    BackendError,
    templates::{self, NewTemplate},
};
use domain::{
    catalog::Operation,
    order::OrderInput,
    person::Person,
    template::{self, MAX_NAME, Template},
};
use http::StatusCode;
use leptos::prelude::*;

use super::{
    catalog::{
        Notice, Purchase,
        list::{holds, words},
        told,
    },
    orders::what::{place, what},
};
use crate::{
    components::{
        badge::Tone,
        banner::Banner,
        button::{Button, ButtonLink},
        choice::Choice,
        control::{Input, Select},
        field::Field,
        icon::{Glyph, Icon},
        panel::{Pad, Panel},
        table::{Cell, Column, Narrow, Row, RowHead, Sub, Table},
    },
    fault,
    form::{FieldErrors, Typed, field_id},
    format::Times,
    i18n::Text,
    paths,
    portal::Portal,
    visitor::SignedIn,
};

/// The form's fields for saving one.
pub const TEMPLATE_NAME: &str = "template_name";
pub const TEMPLATE_TEAM: &str = "template_team";

pub fn routes() -> Router<Portal> {
    Router::new().route(&paths::template_remove("{id}"), post(remove))
}

async fn remove(State(portal): State<Portal>, reader: SignedIn, Path(id): Path<String>) -> Response {
    let removed = match id.parse() {
        Ok(id) => templates::remove(&portal.backend, &reader.person, id).await,
        Err(_) => Err(BackendError::NotFound),
    };
    match removed {
        Ok(()) => Redirect::to(&paths::with_query(paths::CATALOG, &[("done", "removed")])).into_response(),
        Err(error) => fault::show(&reader.chrome, error),
    }
}

/// What was typed to save a template.
#[derive(Debug, Clone, Default)]
pub struct Saving {
    pub name: String,
    pub team: String,
}

impl Saving {
    pub fn of(typed: &Typed) -> Self {
        Self { name: typed.raw(TEMPLATE_NAME).to_owned(), team: typed.get(TEMPLATE_TEAM).to_owned() }
    }
}

/// The operation's templates that the person may start from.
pub async fn of_operation(
    portal: &Portal,
    person: &Person,
    operation: Operation,
) -> Result<Vec<Template>, BackendError> {
    let mut found = templates::list(&portal.backend, person).await?;
    found.retain(|template| template.operation == operation);
    Ok(found)
}

/// Fills the form in from a template of its operation.
pub async fn fill(
    portal: &Portal,
    person: &Person,
    form: &mut Purchase,
    id: &str,
) -> Result<(), BackendError> {
    form.templates = of_operation(portal, person, form.operation).await?;
    let chosen = form.templates.iter().find(|template| template.id.to_string() == id);
    let chosen = chosen.cloned().ok_or(BackendError::NotFound)?;
    let (spec, team) = (chosen.spec.clone(), chosen.team.name.clone());
    form.input = OrderInput { spec, team, ..OrderInput::default() };
    form.notice = Some(Notice::From(Box::new(chosen)));
    Ok(())
}

/// Saves what stands in the form, which says so or what is wrong with it.
pub async fn save(portal: &Portal, person: &Person, form: &mut Purchase) -> Result<StatusCode, BackendError> {
    let Saving { name, team } = &form.saving;
    let new = NewTemplate { operation: form.operation, team, name, spec: &form.input.spec };
    match templates::add(&portal.backend, person, &new).await {
        Ok(template) => {
            form.saving = Saving::default();
            form.notice = Some(Notice::Saved(Box::new(template)));
            Ok(StatusCode::OK)
        }
        Err(BackendError::Fields(mut errors)) => {
            for error in &mut errors {
                match error.field.as_str() {
                    "name" => error.field = TEMPLATE_NAME.to_owned(),
                    "team" => error.field = TEMPLATE_TEAM.to_owned(),
                    _ => {}
                }
            }
            told(form, BackendError::Fields(errors))
        }
        Err(error) => told(form, error),
    }
}

/// The templates beside the products, as far as the search finds them.
pub fn shelf(
    text: Text,
    times: &Times,
    person: &Person,
    templates: Vec<Template>,
    query: &str,
) -> Option<AnyView> {
    if templates.is_empty() {
        let may_save = query.is_empty() && !person.teams.is_empty() && template::add(person).is_ok();
        return may_save.then(|| {
            view! { <Panel title=text.templates_title()><p class="muted">{text.templates_none()}</p></Panel> }
                .into_any()
        });
    }
    let found = templates.into_iter().filter(|template| {
        let words = [words(text, template.operation), template.name.clone(), template.team.name.clone()];
        holds(&words.join("\n"), query)
    });
    let rows: Vec<_> = found.map(|template| row(text, times, person, template)).collect();
    if rows.is_empty() {
        return None;
    }
    let columns = vec![
        Column::new(text.templates_column_name()),
        Column::new(text.templates_column_what()),
        Column::new(text.templates_column_team()),
        Column::new(text.catalog_column_act()).hidden(),
    ];
    let note = text.catalog_shown(rows.len());
    let shown = view! {
        <Panel title=text.templates_title() note pad=Pad::None>
            <Table caption=text.templates_caption() columns>{rows}</Table>
        </Panel>
    };
    Some(shown.into_any())
}

fn row(text: Text, times: &Times, person: &Person, template: Template) -> impl IntoView + use<> {
    let may_remove = template::remove(person, &template).is_ok();
    let Template { id, team, operation, name, spec, made_by, made_at } = template;
    let href = paths::from_template(operation, id);
    let (link, title) = (href.clone(), name.clone());
    let made = text.template_made_by(made_by.name, times.short(made_at).label);
    let removal = may_remove.then(|| {
        view! {
            <details class="more">
                <summary>{text.template_remove()}<span class="vh">": "{name.clone()}</span></summary>
                <form method="post" action=paths::template_remove(id)>
                    <p class="hint">{text.template_remove_text(&team.name)}</p>
                    <Button small=true>{text.template_remove_sure()}</Button>
                </form>
            </details>
        }
    });
    view! {
        <Row>
            <RowHead narrow=Narrow::Wide><a href=link>{title}</a></RowHead>
            <Cell narrow=Narrow::Wide>{what(text, operation, &spec)}<Sub>{place(text, operation, &spec)}</Sub></Cell>
            <Cell narrow=Narrow::Wide>{team.name.clone()}<Sub>{made}</Sub></Cell>
            <Cell num=true narrow=Narrow::Wide>
                <div class="template-acts">
                    <ButtonLink href small=true>{text.template_use()}<span class="vh">": "{name.clone()}</span></ButtonLink>
                    {removal}
                </div>
            </Cell>
        </Row>
    }
}

/// The choice of a template above an empty form.
pub fn start_from(text: Text, form: &Purchase) -> Option<AnyView> {
    let (first, _) = form.templates.split_first()?;
    let one_team = form.templates.iter().all(|template| template.team.id == first.team.id);
    let chosen = match &form.notice {
        Some(Notice::From(template)) => Some(template.id),
        _ => None,
    };
    let options = form.templates.iter().map(|template| {
        let label = match one_team {
            true => template.name.clone(),
            false => text.template_of_team(&template.name, &template.team.name),
        };
        view! { <option value=template.id.to_string() selected=chosen == Some(template.id)>{label}</option> }
    });
    let options = options.collect_view();
    let shown = view! {
        <form class="start-from" method="get" action=paths::catalog_item(form.operation)>
            <label r#for=field_id("template")>{text.template_start()}</label>
            <span class="select">
                <select class="ctl" id=field_id("template") name="template">{options}</select>
                <Icon icon=Glyph::Down/>
            </span>
            <Button>{text.template_fill()}</Button>
        </form>
    };
    Some(shown.into_any())
}

/// Said above a form that a template filled in.
pub fn filled(text: Text, template: &Template) -> impl IntoView + use<> {
    let words = text.template_filled_text(&template.team.name, &template.made_by.name);
    view! { <Banner title=text.template_filled(&template.name)><p>{words}</p></Banner> }
}

/// Said above a form that was saved as one.
pub fn saved(text: Text, template: &Template) -> impl IntoView + use<> {
    let words = text.template_saved_text(&template.team.name);
    view! {
        <Banner tone=Tone::Good title=text.template_saved(&template.name)>
            <p>{words}</p>
            <p><a href=paths::CATALOG>{text.template_to_catalog()}</a></p>
        </Banner>
    }
}

/// What saves the form as a template; open where something is wrong with it.
pub fn save_as(text: Text, form: &Purchase, errors: &FieldErrors) -> Option<AnyView> {
    if !form.may_buy || form.teams.is_empty() {
        return None;
    }
    let (wrong_name, wrong_team) = (errors.of(TEMPLATE_NAME), errors.of(TEMPLATE_TEAM));
    let open = !(wrong_name.is_empty() && wrong_team.is_empty());
    let Saving { name, team } = form.saving.clone();
    // Who pays is most likely who buys it again.
    let team = if team.is_empty() { form.input.team.clone() } else { team };
    let teams = (form.teams.len() > 1 || !wrong_team.is_empty()).then(|| {
        let choices = form.teams.iter().map(|name| Choice::new(name, name)).collect();
        view! {
            <Field text name=TEMPLATE_TEAM label=text.template_team() plain=true errors=wrong_team>
                <Select choices value=team empty=text.fields_choose().to_owned()/>
            </Field>
        }
    });
    let shown = view! {
        <section>
            <details class="more" id="save-template" open=open>
                <summary>{text.template_save()}</summary>
                <p class="hint">{text.template_save_note()}</p>
                <Field
                    text
                    name=TEMPLATE_NAME
                    label=text.template_name()
                    plain=true
                    hint=text.template_name_hint().to_owned()
                    errors=wrong_name
                >
                    <Input value=name autocomplete="off" maxlength=u32::try_from(MAX_NAME).unwrap_or(u32::MAX)/>
                </Field>
                {teams}
                <Button wide=true id="save-as" name="act" value="template">{text.template_save_button()}</Button>
            </details>
        </section>
    };
    Some(shown.into_any())
}
