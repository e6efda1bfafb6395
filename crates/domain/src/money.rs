//! Money: an exact decimal with its currency, never rounded silently.

use std::{fmt, str::FromStr};

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

/// The most digits after the point that the database keeps (`numeric(20,6)`).
const MAX_SCALE: u32 = 6;

/// The largest amount plus one: `numeric(20,6)` holds fourteen digits before the point.
const LIMIT: i64 = 100_000_000_000_000;

/// An ISO 4217 currency that one of the clouds bills in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "sqlx", derive(sqlx::Type), sqlx(type_name = "text"))]
pub enum Currency {
    #[serde(rename = "CNY")]
    #[cfg_attr(feature = "sqlx", sqlx(rename = "CNY"))]
    Cny,
    #[serde(rename = "USD")]
    #[cfg_attr(feature = "sqlx", sqlx(rename = "USD"))]
    Usd,
    #[serde(rename = "JPY")]
    #[cfg_attr(feature = "sqlx", sqlx(rename = "JPY"))]
    Jpy,
    #[serde(rename = "EUR")]
    #[cfg_attr(feature = "sqlx", sqlx(rename = "EUR"))]
    Eur,
    #[serde(rename = "HKD")]
    #[cfg_attr(feature = "sqlx", sqlx(rename = "HKD"))]
    Hkd,
    #[serde(rename = "SGD")]
    #[cfg_attr(feature = "sqlx", sqlx(rename = "SGD"))]
    Sgd,
}

impl Currency {
    /// All of them, the commonest first.
    pub const ALL: [Self; 6] = [Self::Cny, Self::Usd, Self::Jpy, Self::Eur, Self::Hkd, Self::Sgd];

    /// The three-letter code.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Cny => "CNY",
            Self::Usd => "USD",
            Self::Jpy => "JPY",
            Self::Eur => "EUR",
            Self::Hkd => "HKD",
            Self::Sgd => "SGD",
        }
    }
}

impl fmt::Display for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

impl FromStr for Currency {
    type Err = MoneyError;

    fn from_str(text: &str) -> Result<Self, MoneyError> {
        Self::ALL.into_iter().find(|currency| currency.code() == text).ok_or(MoneyError::UnknownCurrency)
    }
}

/// Why a text is no amount, or two amounts do not go together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum MoneyError {
    #[error("not a number")]
    NotANumber,
    #[error("more than six digits after the point")]
    TooPrecise,
    #[error("below zero or too large")]
    OutOfRange,
    #[error("unknown currency")]
    UnknownCurrency,
    #[error("two currencies")]
    CurrencyMismatch,
}

/// An amount of money: zero or more, below 10^14, at most six digits after the point.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "RawMoney")]
pub struct Money {
    #[serde(serialize_with = "two_digits")]
    amount: Decimal,
    currency: Currency,
}

#[derive(Deserialize)]
struct RawMoney {
    amount: String,
    currency: Currency,
}

impl TryFrom<RawMoney> for Money {
    type Error = MoneyError;

    fn try_from(raw: RawMoney) -> Result<Self, MoneyError> {
        Self::parse(&raw.amount, raw.currency)
    }
}

fn two_digits<S: serde::Serializer>(amount: &Decimal, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(&plain(*amount))
}

/// At least two digits after the point, more only where they are not zero.
fn plain(amount: Decimal) -> String {
    let mut amount = amount.normalize();
    if amount.scale() < 2 {
        amount.rescale(2);
    }
    amount.to_string()
}

impl Money {
    /// An amount that is already a number.
    pub fn new(amount: Decimal, currency: Currency) -> Result<Self, MoneyError> {
        if amount.normalize().scale() > MAX_SCALE {
            return Err(MoneyError::TooPrecise);
        }
        if amount.is_sign_negative() && !amount.is_zero() || amount >= Decimal::from(LIMIT) {
            return Err(MoneyError::OutOfRange);
        }
        Ok(Self { amount, currency })
    }

    /// Reads what a person typed: digits, at most one point, optional commas between thousands. No exponents.
    pub fn parse(text: &str, currency: Currency) -> Result<Self, MoneyError> {
        let text = text.trim();
        let (whole, fraction) = text.split_once('.').unwrap_or((text, "0"));
        let digits = whole.replace(',', "");
        let grouped = !whole.contains(',')
            || (whole.split(',').skip(1).all(|group| group.len() == 3)
                && whole.split(',').next().is_some_and(|first| (1..=3).contains(&first.len())));
        let numeric = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
        if !grouped || !numeric(&digits) || !numeric(fraction) {
            let negative = text.starts_with('-') && text[1..].parse::<Decimal>().is_ok();
            return Err(if negative { MoneyError::OutOfRange } else { MoneyError::NotANumber });
        }
        if fraction.trim_end_matches('0').len() > MAX_SCALE as usize {
            return Err(MoneyError::TooPrecise);
        }
        let trimmed = fraction.trim_end_matches('0');
        let amount = format!("{digits}.{}", if trimmed.is_empty() { "0" } else { trimmed });
        let amount = Decimal::from_str(&amount).map_err(|_| MoneyError::OutOfRange)?;
        Self::new(amount, currency)
    }

    /// The number alone.
    pub const fn amount(&self) -> Decimal {
        self.amount
    }

    /// The currency alone.
    pub const fn currency(&self) -> Currency {
        self.currency
    }

    /// Whether this is more than `other`; amounts of two currencies cannot be compared.
    pub fn exceeds(&self, other: &Self) -> Result<bool, MoneyError> {
        if self.currency != other.currency {
            return Err(MoneyError::CurrencyMismatch);
        }
        Ok(self.amount > other.amount)
    }

    /// The amount as plain text, at least two digits after the point: `12.50`.
    pub fn amount_text(&self) -> String {
        plain(self.amount)
    }
}

impl fmt::Display for Money {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.currency, plain(self.amount))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cny(text: &str) -> Result<Money, MoneyError> {
        Money::parse(text, Currency::Cny)
    }

    #[test]
    fn an_amount_is_read_exactly_or_not_at_all() {
        for (text, plain) in [
            ("100000", "100000.00"),
            ("12.5", "12.50"),
            ("1,234.5", "1234.50"),
            ("0.000001", "0.000001"),
            ("7.000000000", "7.00"),
        ] {
            assert_eq!(cny(text).expect(text).amount_text(), plain);
        }
        for text in ["", "x", "1e5", "1,23", "1.2.3", "١٢", "0x10", ".5", "5."] {
            assert_eq!(cny(text), Err(MoneyError::NotANumber), "{text}");
        }
        assert_eq!(cny("-1"), Err(MoneyError::OutOfRange));
        assert_eq!(cny("100000000000000"), Err(MoneyError::OutOfRange));
        assert_eq!(cny(&"9".repeat(500)), Err(MoneyError::OutOfRange));
        assert_eq!(cny("0.0000001"), Err(MoneyError::TooPrecise));
    }

    #[test]
    fn two_currencies_do_not_compare() {
        let ten = cny("10").expect("an amount");
        let dollars = Money::parse("1", Currency::Usd).expect("an amount");

        assert_eq!(ten.exceeds(&dollars), Err(MoneyError::CurrencyMismatch));
        assert_eq!(ten.exceeds(&ten), Ok(false));
    }

    #[test]
    fn money_crosses_the_wire_as_text() {
        let json = serde_json::to_string(&cny("12.5").expect("an amount")).expect("json");

        assert_eq!(json, r#"{"amount":"12.50","currency":"CNY"}"#);
        assert_eq!(serde_json::from_str::<Money>(&json).expect("money"), cny("12.5").expect("an amount"));
        assert!(serde_json::from_str::<Money>(r#"{"amount":"-1","currency":"CNY"}"#).is_err());
    }
}
