//! What the account has left.

use domain::money::MoneyError;
use serde::Deserialize;

use super::Unit;
use crate::{
    endpoint::Service,
    error::CloudError,
    huawei::{
        HuaweiKey,
        client::{Client, Rest},
        wire::word,
    },
    provider::{Freshness, Seen},
    value::{SignedMoney, text},
};

const BALANCES: &str = "ShowCustomerAccountBalances";

/// All purses of the account, and what it owes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Balances {
    pub accounts: Vec<Balance>,
    pub debt_amount: Option<SignedMoney>,
}

/// One purse.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Balance {
    /// `1` is money, `2` credit, `5` bonus, `7` deposit.
    pub account_type: String,
    pub amount: SignedMoney,
    /// The whole line, where the purse is one of credit.
    pub credit_amount: Option<SignedMoney>,
}

#[derive(Deserialize)]
struct WireBalances {
    account_balances: Vec<WireBalance>,
    #[serde(default, deserialize_with = "text")]
    debt_amount: Option<String>,
    #[serde(default, deserialize_with = "text")]
    currency: Option<String>,
    #[serde(default, deserialize_with = "text")]
    measure_id: Option<String>,
}

#[derive(Deserialize)]
struct WireBalance {
    #[serde(default, deserialize_with = "word")]
    account_type: String,
    #[serde(default, deserialize_with = "text")]
    amount: Option<String>,
    #[serde(default, deserialize_with = "text")]
    credit_amount: Option<String>,
    #[serde(default, deserialize_with = "text")]
    currency: Option<String>,
    #[serde(default, deserialize_with = "text")]
    measure_id: Option<String>,
}

impl TryFrom<WireBalances> for Balances {
    type Error = MoneyError;

    fn try_from(wire: WireBalances) -> Result<Self, MoneyError> {
        let unit = Unit { currency: wire.currency, measure_id: wire.measure_id };
        Ok(Self {
            accounts: wire.account_balances.into_iter().map(Balance::try_from).collect::<Result<_, _>>()?,
            debt_amount: wire.debt_amount.map(|debt| unit.signed(&debt)).transpose()?,
        })
    }
}

impl TryFrom<WireBalance> for Balance {
    type Error = MoneyError;

    fn try_from(wire: WireBalance) -> Result<Self, MoneyError> {
        let unit = Unit { currency: wire.currency, measure_id: wire.measure_id };
        Ok(Self {
            account_type: wire.account_type,
            amount: unit.signed(&wire.amount.unwrap_or_default())?,
            credit_amount: wire.credit_amount.map(|amount| unit.signed(&amount)).transpose()?,
        })
    }
}

impl Client {
    /// What the account has left. Safe to repeat.
    pub async fn balances(
        &self,
        key: &HuaweiKey,
        fresh: &dyn Freshness,
    ) -> Result<Seen<Balances>, CloudError> {
        let path = "/v2/accounts/customer-accounts/balances".to_owned();
        let reply = self.look(&Rest::get(Service::HuaweiBss, BALANCES, path), key, fresh).await?;
        let balances =
            Balances::try_from(reply.parse::<WireBalances>()?).map_err(|error| reply.unreadable(&error))?;
        Ok(reply.seen(balances))
    }
}
