//! The simulated clouds of this process, as their page sees and steers them.

use app::portal::{Seen, SeenAccount, SeenEntry, Simulated};
use cloud_sim::{Fault, LedgerEntry, SENTINELS, Sim, Standing};
use domain::{
    catalog::Provider,
    money::{Currency, Money},
};
use rust_decimal::Decimal;

/// What of the ledger is shown.
const SHOWN: usize = 100;

/// The calls that spend money.
const ACTIONS: [&str; 6] = [
    "CreateSynchronizationJob",
    "TransferPayType",
    "alibaba:CreateInstance",
    "huawei:CreateInstance",
    "PayOrder",
    "CancelOrder",
];

/// They, and where they listen.
pub struct Clouds {
    pub sim: Sim,
    pub address: String,
}

impl Simulated for Clouds {
    fn seen(&self) -> Seen {
        let ledger = self.sim.ledger();
        Seen {
            address: self.address.clone(),
            accounts: self
                .sim
                .balances()
                .into_iter()
                .map(|balance| SeenAccount {
                    provider: provider(balance.provider),
                    name: balance.account,
                    standing: match balance.standing {
                        Standing::Good => "good",
                        Standing::Incomplete => "incomplete",
                        Standing::NoPermission => "no_permission",
                    },
                    balance: money(balance.left.abs(), &balance.currency),
                    is_overdrawn: balance.left.is_sign_negative() && !balance.left.is_zero(),
                })
                .collect(),
            entries: ledger.len(),
            ledger: ledger.into_iter().rev().take(SHOWN).map(entry).collect(),
            waiting: self.sim.faults().iter().map(|fault| (fault.action.clone(), word(fault))).collect(),
            actions: ACTIONS.to_vec(),
            words: SENTINELS.iter().map(|sentinel| sentinel.word).collect(),
        }
    }

    fn arrange(&self, action: &str, word: &str) -> bool {
        let sentinel = SENTINELS.iter().find(|sentinel| sentinel.word == word);
        match sentinel.filter(|_| ACTIONS.contains(&action)) {
            Some(sentinel) => {
                self.sim.fault(sentinel.fault(action));
                true
            }
            None => false,
        }
    }

    fn clear_faults(&self) {
        self.sim.clear_faults();
    }
}

/// The word whose fault it is; a fault that was arranged by other means is told as it is.
fn word(fault: &Fault) -> String {
    let known = SENTINELS.iter().find(|sentinel| {
        let Fault { when, effect, .. } = sentinel.fault(&fault.action);
        (when, effect) == (fault.when, fault.effect.clone())
    });
    known.map_or_else(|| format!("{:?}", fault.effect), |sentinel| sentinel.word.to_owned())
}

fn entry(entry: LedgerEntry) -> SeenEntry {
    let effect = serde_json::to_value(entry.effect).ok();
    SeenEntry {
        number: entry.number,
        at: entry.at,
        provider: provider(entry.provider),
        account: entry.account,
        action: entry.action,
        effect: effect.as_ref().and_then(|effect| effect.as_str()).unwrap_or_default().to_owned(),
        price: money(entry.price, &entry.currency),
        reference: if entry.instance_id.is_empty() { entry.order_id } else { entry.instance_id },
    }
}

const fn provider(provider: cloud_sim::Provider) -> Provider {
    match provider {
        cloud_sim::Provider::Alibaba => Provider::Alibaba,
        cloud_sim::Provider::Huawei => Provider::Huawei,
    }
}

fn money(amount: Decimal, currency: &str) -> Money {
    let currency = currency.parse().unwrap_or(Currency::Cny);
    // The simulator's amounts have two digits and are nobody's to approve.
    Money::new(amount, currency).or_else(|_| Money::new(Decimal::ZERO, currency)).expect("zero is an amount")
}
