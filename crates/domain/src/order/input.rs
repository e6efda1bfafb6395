//! What a person or program asks for, before and after the rules were applied.

use serde::{Deserialize, Serialize};

use super::State;
use crate::{
    catalog::{Input, Leftovers, Operation, Spec},
    money::{Currency, Money, MoneyError},
    refusal::{FieldError, Reason, prose},
};

/// An order as typed: texts, so that nothing that was typed gets lost. Kept as the draft; never a secret.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct OrderInput {
    /// The parameters by wire name.
    pub spec: Input,
    /// The id of one of the requester's credentials.
    pub credential_id: String,
    /// The name of one of the requester's teams. Empty: the only one.
    pub team: String,
    pub reason: String,
    /// The amount of the ceiling: "may spend up to". Empty: the cloud's price.
    pub ceiling: String,
    /// Of the ceiling. Empty: CNY.
    pub currency: String,
}

/// What of an order can be judged without asking anybody.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CheckedOrder {
    pub spec: Spec,
    pub reason: String,
    /// As it was stated; without it, it is the cloud's price ([`crate::quote::ceiling`]).
    pub ceiling: Option<Money>,
}

impl OrderInput {
    /// Applies every rule that needs neither database nor cloud. All refusals come at once; the fields are
    /// `spec.<wire name>`, `credential_id`, `reason` and `ceiling`.
    pub fn check(&self, operation: Operation, leftovers: Leftovers) -> Result<CheckedOrder, Vec<FieldError>> {
        let mut errors = Vec::new();
        let spec = Spec::check(operation, &self.spec, leftovers).map_err(|refused| {
            let within = |error: FieldError| FieldError::new(format!("spec.{}", error.field), error.reason);
            errors.extend(refused.into_iter().map(within));
        });
        if self.credential_id.trim().is_empty() {
            errors.push(FieldError::new("credential_id", Reason::Required));
        }
        let ceiling = self.stated_ceiling().map_err(|error| errors.push(error));
        let reason = match prose(&self.reason) {
            Ok(reason) if reason.is_empty() => Err(Reason::Required),
            other => other,
        }
        .map_err(|reason| errors.push(FieldError::new("reason", reason)));
        match (spec, reason, ceiling) {
            (Ok(spec), Ok(reason), Ok(ceiling)) if errors.is_empty() => {
                Ok(CheckedOrder { spec, reason, ceiling })
            }
            _ => Err(errors),
        }
    }

    /// What was typed under a field's name: a parameter's, or `credential_id`.
    pub fn value(&self, field: &str) -> &str {
        let value = match field {
            "credential_id" => Some(&self.credential_id),
            name => self.spec.get(name),
        };
        value.map_or("", |text| text.trim())
    }

    /// The ceiling, above zero, where one is stated.
    pub fn stated_ceiling(&self) -> Result<Option<Money>, FieldError> {
        let refuse = |reason| FieldError::new("ceiling", reason);
        if self.ceiling.trim().is_empty() {
            return Ok(None);
        }
        let currency = if self.currency.is_empty() { Ok(Currency::Cny) } else { self.currency.parse() };
        let options = || Currency::ALL.iter().map(|currency| currency.code().to_owned()).collect();
        let currency =
            currency.map_err(|_| FieldError::new("currency", Reason::NotAnOption { options: options() }))?;
        let ceiling = Money::parse(&self.ceiling, currency).map_err(|error| {
            refuse(match error {
                MoneyError::TooPrecise => Reason::TooPrecise,
                MoneyError::OutOfRange => Reason::OutOfRange { min: 0, max: 99_999_999_999_999 },
                MoneyError::NotANumber | MoneyError::UnknownCurrency | MoneyError::CurrencyMismatch => {
                    Reason::NotAnAmount
                }
            })
        })?;
        if ceiling.amount().is_zero() {
            return Err(refuse(Reason::OutOfRange { min: 0, max: 99_999_999_999_999 }));
        }
        Ok(Some(ceiling))
    }
}

/// How the order list is narrowed. Every part is in the list's URL.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct OrderFilter {
    pub states: Vec<State>,
    pub operation: Option<Operation>,
    pub team: Option<String>,
    /// Only the reader's own.
    pub mine: bool,
    /// Words looked for in number, cloud reference, request id, requester and reason.
    pub text: Option<String>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everything_that_is_wrong_is_said_at_once() {
        let errors =
            OrderInput::default().check(Operation::DtsCreate, Leftovers::Drop).expect_err("an empty form");
        let fields: Vec<_> = errors.iter().map(|error| error.field.as_str()).collect();

        assert_eq!(
            fields,
            [
                "spec.SourceRegion",
                "spec.DestRegion",
                "spec.SynchronizationJobClass",
                "spec.PayType",
                "credential_id",
                "reason"
            ]
        );
    }

    #[test]
    fn nobody_may_spend_up_to_nothing() {
        let input = OrderInput { ceiling: "0.00".into(), ..OrderInput::default() };

        assert_eq!(input.stated_ceiling().map_err(|error| error.reason.code()), Err("out_of_range"));
    }
}
