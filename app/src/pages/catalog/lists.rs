//! The lists of a form: asked of the cloud when somebody wants them, and again whenever a form with lists comes back.

use std::collections::BTreeMap;

use backend::BackendError;
use domain::{
    catalog::{bss_create::names, dts_change::names::JOB_ID, numbered},
    options::{self, Attribute, Attributes},
    person::Person,
    refusal::FieldError,
};
use http::StatusCode;

use super::{Offered, Purchase, handlers::told};
use crate::{form::Typed, portal::Portal};

/// Asks the cloud for the form's lists, where somebody wants them or the form had them before. Empties what no
/// longer fits them.
pub(super) async fn load(
    portal: &Portal,
    person: &Person,
    form: &mut Purchase,
    typed: &Typed,
    is_wanted: bool,
) -> Result<Option<StatusCode>, BackendError> {
    let is_known = form.offered.options.is_some() || options::listed(form.operation).is_empty();
    if is_known || !(is_wanted || typed.has("listed")) {
        return Ok(None);
    }
    let backend = &portal.backend;
    let offered = match backend::options::options(backend, person, form.operation, &form.input).await {
        Ok(offered) => offered,
        // The lists are a comfort: only who asked for them is told.
        Err(BackendError::Fields(_) | BackendError::Conflict(_)) if !is_wanted => return Ok(None),
        Err(error) => return told(form, error).map(Some),
    };
    let changed =
        |name: &str| typed.has("listed") && typed.get(&format!("was.{name}")) != form.input.value(name);
    let mut spec = form.input.spec.clone();
    let emptied = offered.empty_unfit(form.operation, changed, &mut spec);
    let task =
        offered.offers(JOB_ID).iter().find(|task| task.instance.is_some() && task.instance == form.instance);
    if let Some(task) = task
        && !spec.contains_key(JOB_ID)
    {
        spec.insert(JOB_ID.to_owned(), task.value.clone());
    }
    if let Some(Attributes::Known(attributes)) = &offered.attributes {
        let numbers = Attribute::arrange(attributes, &mut spec);
        renumber(&mut form.errors, &numbers);
    }
    form.input.spec = spec;
    form.offered = Offered { options: Some(offered), emptied, asked_at: Some(backend.clock.now()) };
    Ok(None)
}

/// Lets the refusals of pairs follow their lines.
fn renumber(errors: &mut [FieldError], numbers: &BTreeMap<u32, u32>) {
    for error in errors {
        for pattern in [names::PARAMETER_CODE, names::PARAMETER_VALUE].map(|name| format!("spec.{name}")) {
            let moved = numbers.iter().find(|(before, _)| numbered(&pattern, **before) == error.field);
            if let Some((_, after)) = moved {
                error.field = numbered(&pattern, *after);
                break;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use domain::refusal::Reason;

    use super::*;

    #[test]
    fn a_refusal_follows_its_line() {
        let error = |field: &str| FieldError::new(field, Reason::Required);
        let mut errors =
            [error("spec.Parameter.1.Value"), error("spec.Parameter.2.Code"), error("spec.Period")];

        renumber(&mut errors, &[(1, 2), (2, 5)].into());

        let fields = errors.map(|error| error.field);
        assert_eq!(fields, ["spec.Parameter.2.Value", "spec.Parameter.5.Code", "spec.Period"]);
    }
}
