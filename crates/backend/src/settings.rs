//! What admins set for the whole installation.

use domain::{
    money::{Currency, Money, MoneyError},
    person::Person,
    refusal::{FieldError, Reason},
};
use store::settings;

use crate::{
    Actor, Backend, BackendError,
    attention::{acts, reads},
    log::{Happened, record},
    sessions::SignIn,
};

/// The amounts above which a decision needs a fresh sign-in and a verdict two people. For admins and auditors.
pub async fn confirm_above(backend: &Backend, person: &Person) -> Result<Vec<Money>, BackendError> {
    reads(person)?;
    let mut conn = backend.db.acquire().await?;
    Ok(settings::confirm_above(&mut conn).await?)
}

/// Sets those amounts as typed; an empty one takes the currency's limit away, and one that is not named stays.
/// Refused fields are `confirm_above.CNY` and so on. Asks for a fresh sign-in, as what is above a limit does.
#[tracing::instrument(skip_all, fields(actor.id = %person.id), err)]
pub async fn set_confirm_above(
    backend: &Backend,
    person: &Person,
    sign_in: SignIn,
    typed: &[(Currency, String)],
) -> Result<(), BackendError> {
    acts(person)?;
    let (mut limits, mut errors) = (Vec::new(), Vec::new());
    for (currency, text) in typed {
        match text.trim() {
            "" => limits.push((*currency, None)),
            text => match Money::parse(text, *currency) {
                Ok(limit) => limits.push((*currency, Some(limit))),
                Err(error) => {
                    let reason = match error {
                        MoneyError::TooPrecise => Reason::TooPrecise,
                        _ => Reason::NotAnAmount,
                    };
                    errors.push(FieldError::new(format!("confirm_above.{currency}"), reason));
                }
            },
        }
    }
    if !errors.is_empty() {
        return Err(BackendError::Fields(errors));
    }
    let mut tx = backend.db.begin().await?;
    sign_in.vouches(&mut tx).await?;
    let before = settings::confirm_above(&mut tx).await?;
    for (currency, limit) in limits {
        let old = before.iter().find(|limit| limit.currency() == currency);
        if old == limit.as_ref() {
            continue;
        }
        match &limit {
            Some(limit) => settings::set_confirm_above(&mut tx, limit, person.id).await?,
            None => settings::unset_confirm_above(&mut tx, currency).await?,
        }
        let words = |limit: Option<&Money>| limit.map(Money::amount_text).unwrap_or_default();
        let (from, to) = (words(old), words(limit.as_ref()));
        let facts =
            [("setting", "confirm_above"), ("currency", currency.code()), ("from", &from), ("to", &to)];
        let subject = backend.random.uuid(&backend.clock);
        let happened = Happened::to("setting", subject, "setting.changed", &facts);
        record(backend, &mut tx, Actor::Person(person), &happened).await?;
    }
    tx.commit().await?;
    Ok(())
}

#[cfg(test)]
mod tests;
