//! What the account has: QueryAccountBalance.

use domain::money::{Currency, Money, MoneyError};
use serde::Deserialize;

use super::Answered;
use crate::{
    alibaba::{
        AlibabaKey,
        client::{Client, Rpc},
        wire::value::{self, SignedMoney},
    },
    error::CloudError,
    provider::{Freshness, Seen},
};

const BALANCE: &str = "QueryAccountBalance";

/// The account's money. All amounts are of one currency; what the vendor left out is `None`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Balance {
    pub currency: Currency,
    /// What purchases can use: cash and credit. Below zero the vendor sells nothing.
    pub available: SignedMoney,
    pub cash: Option<SignedMoney>,
    pub credit: Option<SignedMoney>,
    /// A limit that the vendor set for the account.
    pub quota_limit: Option<Money>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Told {
    #[serde(default, deserialize_with = "value::currency")]
    currency: Option<Currency>,
    #[serde(default, deserialize_with = "value::text")]
    available_amount: Option<String>,
    #[serde(default, deserialize_with = "value::text")]
    available_cash_amount: Option<String>,
    #[serde(default, deserialize_with = "value::text")]
    credit_amount: Option<String>,
    #[serde(default, deserialize_with = "value::text")]
    quota_limit: Option<String>,
}

impl Client {
    /// The account's balance. QueryAccountBalance. Safe to repeat.
    ///
    /// An answer without the available amount or with an unknown currency is an error.
    pub async fn balance(
        &self,
        key: &AlibabaKey,
        fresh: &dyn Freshness,
    ) -> Result<Seen<Balance>, CloudError> {
        let reply = self.look(&Rpc::bss(BALANCE), key, fresh).await?;
        let Answered::<Told> { data } = reply.parse()?;
        let balance = data.read().map_err(|error| reply.unreadable(&error))?;
        Ok(reply.seen(balance))
    }
}

impl Told {
    fn read(&self) -> Result<Balance, MoneyError> {
        let currency = self.currency.ok_or(MoneyError::UnknownCurrency)?;
        let signed = |text: &Option<String>| {
            text.as_deref().map(|text| SignedMoney::parse(text, currency)).transpose()
        };
        Ok(Balance {
            currency,
            available: signed(&self.available_amount)?.ok_or(MoneyError::NotANumber)?,
            cash: signed(&self.available_cash_amount)?,
            credit: signed(&self.credit_amount)?,
            quota_limit: self.quota_limit.as_deref().map(|text| value::money(text, currency)).transpose()?,
        })
    }
}
