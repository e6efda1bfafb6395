//! `purser token`.

use backend::{
    Actor,
    tokens::{self, Scope},
};
use domain::money::{Currency, Money};
use secrecy::ExposeSecret as _;

use super::with_backend;
use crate::{cli::TokenCreate, config::Config, failure::Failure};

/// Makes a token and prints it. Nobody can print it again.
pub(crate) async fn create(config: Config, args: TokenCreate) -> Result<(), Failure> {
    let scopes = scopes(&args.scope)?;
    let ceiling = args.ceiling.as_deref().map(money).transpose()?;
    with_backend(&config, async |backend| {
        let token =
            tokens::create(&backend, Actor::Operator, &args.user, &scopes, ceiling, &args.label).await;
        let token = token.map_err(|error| match error {
            backend::BackendError::NotFound => Failure::new(format!("nobody has the address {}", args.user)),
            error => error.into(),
        })?;
        println!("{}", token.expose_secret());
        Ok(())
    })
    .await
}

fn scopes(given: &[String]) -> Result<Vec<Scope>, Failure> {
    if given.is_empty() {
        return Ok(Scope::ALL.to_vec());
    }
    let all = || Scope::ALL.map(Scope::name).join(", ");
    let parse = |text: &str| {
        text.parse().map_err(|_| Failure::new(format!("{text} is no scope; there are {}", all())))
    };
    given.iter().flat_map(|text| text.split(',')).map(|text| parse(text.trim())).collect()
}

/// `500`, `500 USD` or `USD 500`.
fn money(text: &str) -> Result<Money, Failure> {
    let words: Vec<_> = text.split_whitespace().collect();
    let (amount, currency) = match words.as_slice() {
        [amount] => (*amount, Ok(Currency::Cny)),
        [first, second] if first.starts_with(|c: char| c.is_ascii_digit()) => (*first, second.parse()),
        [first, second] => (*second, first.parse()),
        _ => (text, Ok(Currency::Cny)),
    };
    currency
        .and_then(|currency| Money::parse(amount, currency))
        .map_err(Failure::of(format!("{text} is no amount such as 500 or \"500 USD\"")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_ceiling_may_name_its_currency() {
        for (text, shown) in [("500", "CNY 500.00"), ("12.5 USD", "USD 12.50"), ("EUR 7", "EUR 7.00")] {
            assert_eq!(money(text).expect(text).to_string(), shown);
        }
        for text in ["", "x", "5 5", "5 CNY more", "-1", "5 XXX"] {
            assert!(money(text).is_err(), "{text}");
        }
    }
}
