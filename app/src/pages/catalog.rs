//! The catalogue, and the purchase form of each operation.

mod charge;
mod handlers;
pub mod id_field;
pub mod lines;
pub mod list;
mod lists;
pub mod parameter;
pub mod purchase;
pub mod region_field;
pub mod summary;

use domain::{
    catalog::Operation,
    ids::{OrderNumber, PersonId},
    options::{Attribute, Attributes, Offer, Options},
    order::input::OrderInput,
    person::Person,
    preflight::Checked,
    refusal::FieldError,
    template::Template,
    view::{Credential, Quote},
};

use time::OffsetDateTime;

pub(super) use self::handlers::told;
pub use self::{handlers::routes, list::CatalogPage, purchase::PurchasePage};
use crate::{
    form::FieldErrors,
    i18n::Text,
    pages::templates::{Saving, TEMPLATE_NAME, TEMPLATE_TEAM},
};

/// What every order has beside its parameters.
const OTHER_FIELDS: [&str; 7] =
    ["credential_id", "team", "reason", "ceiling", "currency", TEMPLATE_NAME, TEMPLATE_TEAM];

/// Those of them that stand first where the account decides what can be chosen.
const ACCOUNT: [&str; 2] = ["credential_id", "team"];

/// A purchase form with everything that it shows.
#[derive(Debug, Clone)]
pub struct Purchase {
    pub operation: Operation,
    pub input: OrderInput,
    /// What was refused, with fields as in [`OrderInput::check`].
    pub errors: Vec<FieldError>,
    /// Makes a form that is sent twice one order.
    pub submit_key: String,
    /// The draft that is edited; none for a new order.
    pub draft: Option<OrderNumber>,
    pub notice: Option<Notice>,
    /// The reader's own, of the operation's cloud.
    pub credentials: Vec<Credential>,
    /// The names of the reader's teams.
    pub teams: Vec<String>,
    /// Auditors read the form and send nothing.
    pub may_buy: bool,
    /// What the cloud said when it was asked for the price of what stands in the form.
    pub quote: Option<Quote>,
    /// What was looked at when the price was asked.
    pub checks: Vec<Checked>,
    /// Whose form it is, and whether it is seen for the first time: a browser keeps what is typed into a new order, and
    /// gives it back.
    pub kept: Kept,
    /// A secret was sent: it is not shown again.
    pub secret_typed: bool,
    /// The cloud's id of the instance whose task is changed: its task is chosen as soon as the cloud names it.
    pub instance: Option<String>,
    pub offered: Offered,
    /// What the form can be filled in from, where nothing was typed into it yet.
    pub templates: Vec<Template>,
    /// What was typed to save a template.
    pub saving: Saving,
}

/// What the cloud offers, as far as it was asked.
#[derive(Debug, Clone, Default)]
pub struct Offered {
    /// None where nobody asked.
    pub options: Option<Options>,
    /// The fields that were emptied, because they no longer fit.
    pub emptied: Vec<&'static str>,
    pub asked_at: Option<OffsetDateTime>,
}

impl Offered {
    fn offers(&self, field: &str) -> &[Offer] {
        self.options.as_ref().map_or(&[], |options| options.offers(field))
    }

    /// What the product asks for, where the cloud said it.
    fn attributes(&self) -> &[Attribute] {
        match self.options.as_ref().and_then(|options| options.attributes.as_ref()) {
            Some(Attributes::Known(attributes)) => attributes,
            Some(Attributes::WaitFor(_) | Attributes::Failed(_)) | None => &[],
        }
    }
}

/// Where a browser keeps what is typed.
#[derive(Debug, Clone, Copy)]
pub struct Kept {
    pub by: PersonId,
    /// Nothing was typed yet, nor comes from anywhere.
    pub is_fresh: bool,
}

/// Said above the form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Notice {
    /// Filled in from this order.
    CopyOf(OrderNumber),
    /// Filled in from this template.
    From(Box<Template>),
    /// What stands in the form was saved as this one.
    Saved(Box<Template>),
    /// An order just like this one is in doubt: a second one needs a word.
    LookAlike,
    /// The cloud refused the chosen credential.
    CredentialSuspect,
    /// The price is not the one that was shown.
    PriceStale,
    /// Why it was not possible, by the code of a conflict.
    NotNow(&'static str),
    /// The key was used for other values.
    SentBefore,
}

impl Purchase {
    /// The form as it is first seen by somebody.
    pub fn new(
        operation: Operation,
        person: &Person,
        credentials: Vec<Credential>,
        submit_key: String,
    ) -> Self {
        Self {
            operation,
            input: OrderInput::default(),
            errors: Vec::new(),
            submit_key,
            draft: None,
            notice: None,
            credentials,
            teams: person.teams.iter().map(|membership| membership.name.clone()).collect(),
            may_buy: person.may_buy(),
            quote: None,
            checks: Vec::new(),
            kept: Kept { by: person.id, is_fresh: false },
            secret_typed: false,
            instance: None,
            offered: Offered::default(),
            templates: Vec::new(),
            saving: Saving::default(),
        }
    }

    /// The messages, by the names of the form's fields and in their order.
    fn field_errors(&self, text: Text) -> FieldErrors {
        let form = self.operation.form();
        // Of a list, the lines by their numbers: the refusals have that order already.
        let place = |error: &&FieldError| {
            let name = bare(error);
            let parameter = form.fields().position(|field| field.holds(name));
            let other = OTHER_FIELDS.iter().position(|other| *other == name);
            match (parameter, other) {
                (Some(at), _) => Some(at + OTHER_FIELDS.len()),
                (None, Some(at)) if form.payer_first && ACCOUNT.contains(&name) => Some(at),
                (None, Some(at)) => Some(at + OTHER_FIELDS.len() + form.fields().count()),
                (None, None) => None,
            }
        };
        let mut refused: Vec<&FieldError> = self.errors.iter().collect();
        refused.sort_by_key(place);
        let mut errors = FieldErrors::default();
        for error in refused {
            // What has no field stands for the form as a whole.
            let field = if place(&error).is_some() { bare(error) } else { "" };
            errors.add(field, text.refusal(&error.field, &error.reason));
        }
        errors
    }
}

fn bare(error: &FieldError) -> &str {
    error.field.strip_prefix("spec.").unwrap_or(&error.field)
}
