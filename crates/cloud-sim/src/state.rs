//! What the simulator knows, behind one lock: calls are served one after the other.

use std::collections::{HashSet, VecDeque};

use cloud::alibaba::sign;
use rust_decimal::Decimal;
use time::{Duration, OffsetDateTime};

use crate::{
    accounts::Provider,
    alibaba,
    config::{RepeatOnPrepaid, SimConfig},
    door::{Arrival, Handle, Held},
    fault::Fault,
    huawei,
    ledger::{Ledger, LedgerEntry, LedgerError},
    prices::Prices,
};

/// The list of arrivals does not grow beyond this.
const KEPT_ARRIVALS: usize = 10_000;

#[derive(Debug)]
pub(crate) struct State {
    /// All that lasts.
    pub(crate) ledger: Ledger,
    /// Added to the clock by whoever steers the simulator.
    pub(crate) offset: Duration,
    pub(crate) faults: Vec<Fault>,
    pub(crate) repeat_on_prepaid: RepeatOnPrepaid,
    pub(crate) prices: Prices,
    pub(crate) arrivals: VecDeque<Arrival>,
    /// Tokens and names that came before.
    pub(crate) seen: HashSet<Handle>,
    /// Calls that a fault holds before anything was done.
    pub(crate) held: Held,
    /// What each provider remembers beside the ledger, and forgets at a restart.
    pub(crate) alibaba: alibaba::Memory,
    pub(crate) huawei: huawei::Memory,
    answers: u64,
}

impl State {
    pub(crate) fn new(config: &SimConfig) -> Result<Self, LedgerError> {
        let ledger = match &config.ledger_file {
            Some(path) => Ledger::open(path)?,
            None => Ledger::default(),
        };
        let seen = ledger
            .entries()
            .iter()
            .filter_map(|entry| {
                let handle = entry.client_token.as_ref().or(entry.name.as_ref())?;
                Some((entry.provider, entry.account.clone(), entry.action.clone(), handle.clone()))
            })
            .collect();
        Ok(Self {
            ledger,
            offset: Duration::ZERO,
            faults: Vec::new(),
            repeat_on_prepaid: config.repeat_on_prepaid,
            prices: Prices::default(),
            arrivals: VecDeque::new(),
            seen,
            held: Held::new(),
            alibaba: alibaba::Memory::default(),
            huawei: huawei::Memory::default(),
            answers: 0,
        })
    }

    pub(crate) fn now(&self, config: &SimConfig) -> OffsetDateTime {
        (config.clock)() + self.offset
    }

    /// Looks like Alibaba's, and is new for every request.
    pub(crate) fn next_request_id(&mut self, now: OffsetDateTime) -> String {
        self.answers += 1;
        let hash = sign::payload_hash(format!("{}|{}", now.unix_timestamp_nanos(), self.answers).as_bytes());
        let hash = hash.to_ascii_uppercase();
        [&hash[..8], &hash[8..12], &hash[12..16], &hash[16..20], &hash[20..32]].join("-")
    }

    pub(crate) fn note_arrival(&mut self, arrival: Arrival) {
        if self.arrivals.len() == KEPT_ARRIVALS {
            self.arrivals.pop_front();
        }
        self.arrivals.push_back(arrival);
    }

    /// What happened on an account, oldest first.
    pub(crate) fn entries_of(
        &self,
        provider: Provider,
        account: &str,
    ) -> impl DoubleEndedIterator<Item = &LedgerEntry> {
        self.ledger
            .entries()
            .iter()
            .filter(move |entry| entry.provider == provider && entry.account == account)
    }

    /// What is left on an account.
    pub(crate) fn balance(&self, config: &SimConfig, provider: Provider, account: &str) -> Decimal {
        let spent: Decimal = self
            .entries_of(provider, account)
            .filter(|entry| entry.effect.is_booked())
            .map(|entry| entry.price)
            .sum();
        config.account(provider, account).map(|account| account.balance - spent).unwrap_or_default()
    }

    /// Hex digits that nothing else in this ledger has, for the ids of its next entry. `what` tells several apart.
    pub(crate) fn id_hash(&self, what: &str, account: &str, now: OffsetDateTime) -> String {
        let number = self.ledger.next_number();
        sign::payload_hash(format!("{what}|{number}|{account}|{}", now.unix_timestamp_nanos()).as_bytes())
    }
}
