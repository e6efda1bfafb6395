//! What the simulator knows, behind one lock: calls are served one after the other.

use std::collections::{HashMap, HashSet, VecDeque};

use cloud::alibaba::sign;
use rust_decimal::Decimal;
use serde::Serialize;
use time::{Duration, OffsetDateTime};

use crate::{
    config::SimConfig,
    fault::{self, Effect, Fault, When},
    gate::Verified,
    ledger::{Ledger, LedgerEntry, LedgerError},
    reply::Refusal,
};

/// The list of arrivals does not grow beyond this.
const KEPT_ARRIVALS: usize = 10_000;

/// A request that reached the simulator, whatever became of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Arrival {
    #[serde(with = "time::serde::rfc3339")]
    pub at: OffsetDateTime,
    pub method: String,
    pub action: String,
    pub client_token: Option<String>,
    pub nonce: Option<String>,
}

#[derive(Debug)]
pub(crate) struct State {
    pub(crate) ledger: Ledger,
    /// Added to the clock by whoever steers the simulator.
    pub(crate) offset: Duration,
    pub(crate) faults: Vec<Fault>,
    pub(crate) arrivals: VecDeque<Arrival>,
    nonces: HashMap<(String, String), OffsetDateTime>,
    seen_tokens: HashSet<(String, String)>,
    answers: u64,
}

/// A purchase that the rules allow.
#[derive(Debug)]
pub(crate) struct Sale {
    pub(crate) price: Decimal,
    /// What the account must have, which may be more than the price.
    pub(crate) needs: Decimal,
}

impl State {
    pub(crate) fn new(config: &SimConfig) -> Result<Self, LedgerError> {
        let ledger = match &config.ledger_file {
            Some(path) => Ledger::open(path)?,
            None => Ledger::default(),
        };
        let seen_tokens = ledger
            .entries()
            .iter()
            .filter_map(|entry| Some((entry.account.clone(), entry.client_token.clone()?)))
            .collect();
        Ok(Self {
            ledger,
            offset: Duration::ZERO,
            faults: Vec::new(),
            arrivals: VecDeque::new(),
            nonces: HashMap::new(),
            seen_tokens,
            answers: 0,
        })
    }

    pub(crate) fn now(&self, config: &SimConfig) -> OffsetDateTime {
        (config.clock)() + self.offset
    }

    /// Looks like the vendor's, and is new for every request.
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

    /// Takes a nonce, once.
    pub(crate) fn use_nonce(
        &mut self,
        request: &Verified,
        now: OffsetDateTime,
        config: &SimConfig,
    ) -> Result<(), Refusal> {
        // An older copy would be refused for its date.
        let memory = config.signature_life() * 2;
        self.nonces.retain(|_, used| now - *used <= memory);
        let key = (request.access_key_id.clone(), request.nonce.clone());
        if request.nonce.is_empty() || self.nonces.contains_key(&key) {
            return Err(Refusal::new(
                400,
                "SignatureNonceUsed",
                "Specified signature nonce was used already.",
            ));
        }
        self.nonces.insert(key, now);
        Ok(())
    }

    /// The fault that this call meets: a queued one before the region's.
    pub(crate) fn take_fault(&mut self, request: &Verified) -> Option<(When, Effect)> {
        let is_first = match request.parameters.get("ClientToken") {
            Some(token) => self.seen_tokens.insert((request.account.clone(), token.clone())),
            None => true,
        };
        let queued =
            self.faults.iter().position(|fault| fault.action == "*" || fault.action == request.action);
        if let Some(at) = queued {
            let fault = &mut self.faults[at];
            let met = (fault.when, fault.effect.clone());
            fault.times = fault.times.saturating_sub(1);
            if fault.times == 0 {
                self.faults.remove(at);
            }
            return Some(met);
        }
        if request.action != "CreateSynchronizationJob" {
            return None;
        }
        ["DestRegion", "SourceRegion"]
            .iter()
            .find_map(|name| fault::of_region(request.parameters.get(*name)?, is_first))
    }

    /// Sells, or says again what was sold with the same token. The only place where money moves.
    pub(crate) fn sell(
        &mut self,
        request: &Verified,
        sale: Sale,
        request_id: &str,
        now: OffsetDateTime,
        config: &SimConfig,
    ) -> Result<LedgerEntry, Refusal> {
        let mut parameters = request.parameters.clone();
        let client_token = parameters.remove("ClientToken");
        if let Some(earlier) = self.remembered(request, client_token.as_deref(), now, config) {
            if earlier.parameters != parameters {
                return Err(Refusal::new(
                    400,
                    "IdempotentParameterMismatch",
                    "The request uses the same client token as a previous, but non-identical request.",
                ));
            }
            return Ok(earlier.clone());
        }
        let spent: Decimal = self.sales_of(&request.account).map(|entry| entry.price).sum();
        let balance = config
            .accounts
            .iter()
            .find(|account| account.name == request.account)
            .map(|account| account.balance - spent)
            .unwrap_or_default();
        if balance < sale.needs {
            return Err(Refusal::new(
                400,
                "DTS.Msg.LXPayOrder.InsufficientBalance",
                "Your account does not have enough balance to pay the order.",
            ));
        }
        let number = self.ledger.next_number();
        let id = |what: &str| {
            sign::payload_hash(
                format!("{what}|{number}|{}|{}", request.account, now.unix_timestamp_nanos()).as_bytes(),
            )
        };
        let entry = LedgerEntry {
            number,
            at: now,
            account: request.account.clone(),
            action: request.action.clone(),
            client_token,
            parameters,
            price: sale.price,
            currency: "CNY".to_owned(),
            instance_id: format!("dts{}", &id("instance")[..16]),
            job_id: id("job")[..16].to_owned(),
            request_id: request_id.to_owned(),
        };
        self.ledger
            .add(entry.clone())
            .map_err(|error| Refusal::new(500, "InternalError", format!("the ledger: {error}")))?;
        Ok(entry)
    }

    /// The newest sale with this token, while the cloud still knows it.
    fn remembered(
        &self,
        request: &Verified,
        token: Option<&str>,
        now: OffsetDateTime,
        config: &SimConfig,
    ) -> Option<&LedgerEntry> {
        let token = token?;
        self.sales_of(&request.account)
            .rev()
            .find(|entry| entry.action == request.action && entry.client_token.as_deref() == Some(token))
            .filter(|entry| now - entry.at <= config.token_memory())
    }

    pub(crate) fn sales_of(&self, account: &str) -> impl DoubleEndedIterator<Item = &LedgerEntry> {
        self.ledger.entries().iter().filter(move |entry| entry.account == account)
    }
}
