//! What something costs, asked of the cloud that sells it.
//!
//! A price comes from the cloud to the last digit or not at all. Where the cloud describes no way to ask for exactly
//! these parameters, or answers that it has no price for them, the price is unknown: `None`, never a guess.

mod alibaba;
mod huawei;

use cloud::{Advice, CloudError, CloudErrorKind, Key};
use domain::{
    catalog::{Input, Operation},
    money::{Money, MoneyError},
    quote::Price,
};

use crate::{Backend, BackendError, jobs::purchase::fresh};

/// Why there is no answer, not even that there is no price.
#[derive(Debug, thiserror::Error)]
pub enum Failed {
    /// Asking again is always safe.
    #[error(transparent)]
    Cloud(#[from] CloudError),
    /// What the portal itself knows could not be read.
    #[error(transparent)]
    Portal(#[from] BackendError),
}

/// Asks for the price of parameters that passed the operation's rules, for the account of this key. Costs nothing.
/// `None`: the cloud has no price for them. An answer that cannot be read is an error, as is no answer.
pub async fn ask(
    backend: &Backend,
    operation: Operation,
    parameters: &Input,
    key: &Key,
) -> Result<Option<Price>, Failed> {
    let asked = match (operation, key) {
        (Operation::DtsCreate | Operation::DtsChange | Operation::BssCreate, Key::Alibaba(key)) => {
            alibaba::ask(backend, operation, parameters, key).await
        }
        (Operation::DdmCreate, Key::Huawei(key)) => {
            huawei::ask(backend, parameters, key).await.map_err(Failed::from)
        }
        // No cloud has a price for what another one sells.
        (Operation::DdmCreate, Key::Alibaba(_))
        | (Operation::DtsCreate | Operation::DtsChange | Operation::BssCreate, Key::Huawei(_)) => Ok(None),
    };
    match asked {
        Err(Failed::Cloud(error)) if says_there_is_none(&error) => {
            tracing::info!(%error, message = error.message, "the cloud has no price");
            Ok(None)
        }
        other => other,
    }
}

/// Whether the cloud understood who asks and what, and has no price for it.
fn says_there_is_none(error: &CloudError) -> bool {
    use CloudErrorKind as K;
    matches!(error.kind, K::InvalidRequest | K::NotFound | K::Refused)
        && matches!(error.advice, Advice::ParametersRefused | Advice::NotOnSale | Advice::Unknown)
}

/// A price whose parts are no price together.
fn unreadable(action: &'static str, why: MoneyError) -> CloudError {
    CloudError {
        kind: CloudErrorKind::ProviderDown,
        action,
        advice: Advice::Unreadable,
        http_status: None,
        code: None,
        message: Some(why.to_string()),
        field: None,
        request_id: None,
        retry_after: None,
        cloud_date: None,
    }
}

/// The sum of amounts of one currency; of none at all there is none.
fn sum(amounts: impl IntoIterator<Item = Money>) -> Result<Money, MoneyError> {
    let mut amounts = amounts.into_iter();
    let first = amounts.next().ok_or(MoneyError::NotANumber)?;
    amounts.try_fold(first, |sum, next| {
        if next.currency() != sum.currency() {
            return Err(MoneyError::CurrencyMismatch);
        }
        // Both are below 10^14: no overflow.
        Money::new(sum.amount() + next.amount(), sum.currency())
    })
}
