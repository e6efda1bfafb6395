//! CreateInstance: an order for a new instance, paid at once.

use rust_decimal::Decimal;
use serde_json::{Value, json};

use super::{price, rules};
use crate::{
    accounts::{Account, Provider, Standing},
    alibaba::{Call, book, reply::Refusal, tokens},
    door::Scene,
    ledger::{LedgerEffect, LedgerEntry},
    state::State,
};

/// Pay-as-you-go needs this much on the account.
const DEPOSIT: i64 = 100;

/// Why nothing was sold.
pub(super) enum NotSold {
    Refused(Refusal),
    /// The one failure that comes with status 200.
    BelowZero,
}

impl From<Refusal> for NotSold {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal)
    }
}

pub(super) fn act(
    state: &mut State,
    scene: Scene<'_>,
    call: &Call,
    account: &Account,
) -> Result<Value, NotSold> {
    let wish = rules::check(&call.parameters, account)?;
    let entry = match tokens::remembered(state, scene, call)? {
        Some(earlier) => earlier,
        None => sell(state, scene, call, account, &wish)?,
    };
    Ok(json!({"OrderId": entry.order_id, "InstanceId": entry.instance_id}))
}

fn sell(
    state: &mut State,
    scene: Scene<'_>,
    call: &Call,
    account: &Account,
    wish: &rules::Wish<'_>,
) -> Result<LedgerEntry, NotSold> {
    if account.standing == Standing::Incomplete {
        // Both are documented for the same kind of account, and nothing says which is for what.
        let (code, message) = if wish.term == price::Term::Hour {
            ("ORDER.ACCOUNT_STATUS_ILLEGAL", "Please complete your basic personal information first.")
        } else {
            (
                "ORDER.ACCOUNT_INFORMATION_INCOMPLETE",
                "Your information is incomplete. Complete your information before ordering.",
            )
        };
        return Err(Refusal::new(400, code, message).into());
    }
    let listed = price::quote(&wish.product, wish.modules(), wish.term, &account.currency)?;
    let price = listed.lines.iter().map(|line| state.prices.of(line.pay)).sum::<Decimal>();
    let needs = if wish.term == price::Term::Hour { price.max(Decimal::from(DEPOSIT)) } else { price };
    if state.balance(scene.config, Provider::Alibaba, &call.account) < needs {
        return Err(NotSold::BelowZero);
    }
    let mut entry = book::entry(state, scene, call, LedgerEffect::Purchase);
    entry.price = price;
    entry.order_id = book::order_id(state, scene, call);
    let hash = state.id_hash("instance", &call.account, scene.now);
    entry.instance_id = format!("{}-cn-{}", wish.product.code, &hash[..11]);
    Ok(book::add(state, entry)?)
}
