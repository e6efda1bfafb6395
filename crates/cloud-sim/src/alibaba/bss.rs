//! BSS (API version 2017-12-14): what is on sale, what it costs, buying it, and what was bought.

mod asking;
mod catalogue;
mod create;
mod instances;
mod orders;
mod price;
mod rules;
mod times;

use rust_decimal::Decimal;
use serde_json::{Value, json};

use super::{Call, book, reply::Refusal};
use crate::{
    accounts::{Account, Provider},
    door::Scene,
    state::State,
};

/// Does what a verified request asks for.
pub(super) fn act(state: &mut State, scene: Scene<'_>, call: &Call) -> Result<Value, Refusal> {
    let Some(account) = book::account(scene.config, call) else {
        return Err(catalogue::not_applicable());
    };
    if scene.config.billing_site.is_some_and(|site| site != account.site) {
        return Err(catalogue::not_applicable());
    }
    let answer = match call.action.as_str() {
        "CreateInstance" => {
            book::may_change(scene.config, call)?;
            return match create::act(state, scene, call, account) {
                Ok(bought) => Ok(success(bought)),
                Err(create::NotSold::Refused(refusal)) => Err(refusal),
                Err(create::NotSold::BelowZero) => Ok(below_zero()),
            };
        }
        "QueryProductList" => asking::products(call, account.site)?,
        "DescribePricingModule" => asking::modules(call, account)?,
        "GetSubscriptionPrice" => asking::subscription_price(state, scene, call, account)?,
        "GetPayAsYouGoPrice" => asking::pay_as_you_go_price(state, call, account)?,
        "QueryAvailableInstances" => instances::query(state, scene, call, account)?,
        "QueryOrders" => orders::query(state, scene, call, account)?,
        "GetOrderDetail" => orders::detail(state, call, account)?,
        "QueryAccountBalance" => balance(state, scene, account),
        _ => return Err(Refusal::new(404, "InvalidApi.NotFound", "Specified api is not found.")),
    };
    Ok(success(answer))
}

fn success(answer: Value) -> Value {
    json!({"Code": "Success", "Message": "Successful!", "Success": true, "Data": answer})
}

/// The page lists it with status 200.
fn below_zero() -> Value {
    json!({
        "Code": "INSUFFICIENT.AVAILABLE.QUOTA",
        "Message": "The account balance is negative. Add funds to the account and try again.",
        "Success": false,
        "Data": {},
    })
}

fn balance(state: &State, scene: Scene<'_>, account: &Account) -> Value {
    let left = with_commas(state.balance(scene.config, Provider::Alibaba, &account.name));
    json!({
        "AvailableAmount": left,
        "AvailableCashAmount": left,
        "CreditAmount": "0.00",
        "MybankCreditAmount": "0.00",
        "QuotaLimit": "0.00",
        "Currency": account.currency,
    })
}

/// `-1,234.50`.
fn with_commas(amount: Decimal) -> String {
    let text = format!("{:.2}", amount.abs());
    let (whole, cents) = text.split_once('.').unwrap_or((&text, "00"));
    let mut grouped = String::new();
    for (at, digit) in whole.char_indices() {
        if at > 0 && (whole.len() - at).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    let sign = if amount.is_sign_negative() && !amount.is_zero() { "-" } else { "" };
    format!("{sign}{grouped}.{cents}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_have_commas_between_thousands() {
        for (amount, text) in [
            ("0", "0.00"),
            ("1", "1.00"),
            ("999.5", "999.50"),
            ("1000", "1,000.00"),
            ("1000000", "1,000,000.00"),
            ("-1234567.891", "-1,234,567.89"),
            ("-0.00", "0.00"),
        ] {
            assert_eq!(with_commas(amount.parse().expect("an amount")), text);
        }
    }
}
