//! Bearer tokens of IAM users: fetched with the password, kept in memory alone, renewed before they die.

use std::{
    collections::HashMap,
    fmt,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
};

use domain::digest::Digest;
use secrecy::{ExposeSecret, SecretString};
use time::{Duration, OffsetDateTime};

use super::{HuaweiKey, Login, client::Client};
use crate::{error::CloudError, provider::Freshness, verdict::Call};

/// A token with less life than this is renewed. A purchase is signed within seconds of its preparation and a
/// settling look within minutes; the vendor asks for renewal well before the end of the 24 hours.
const RENEW_BEFORE: Duration = Duration::minutes(10);

/// What a token is good for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Scope {
    /// DDM and VPC: the project in the address and the token's must be the same.
    Project,
    /// BSS, and IAM itself: the whole account.
    Account,
}

impl Scope {
    /// The scope of a call that spends or saves money.
    pub(super) const fn of(call: Call) -> Self {
        match call {
            Call::Buy(_) => Self::Project,
            Call::PayOrder | Call::CancelOrder => Self::Account,
        }
    }
}

/// Leave to make one kind of call with one key. Has no `Debug`: it may hold a token.
#[derive(Clone)]
pub struct Access {
    pub(super) scope: Scope,
    /// `None`: the key signs by itself.
    pub(super) bearer: Option<Bearer>,
}

impl Access {
    /// When the bearer token dies. `None`: there is none, every request is signed.
    pub fn expires_at(&self) -> Option<OffsetDateTime> {
        self.bearer.as_ref().map(|bearer| bearer.expires_at)
    }
}

/// A bearer token.
#[derive(Clone)]
pub(super) struct Bearer {
    pub(super) token: SecretString,
    pub(super) expires_at: OffsetDateTime,
}

/// The tokens of all users, for as long as the process lives. Clones of a client share them.
#[derive(Default)]
pub(super) struct Tokens {
    slots: Mutex<HashMap<Digest, Arc<Slot>>>,
}

impl fmt::Debug for Tokens {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Tokens")
    }
}

/// One user's token for one scope. Who holds the lock fetches; the others wait and take what came.
#[derive(Default)]
struct Slot {
    tries: AtomicU64,
    held: tokio::sync::Mutex<Held>,
}

#[derive(Default)]
struct Held {
    bearer: Option<Bearer>,
    /// How the last try failed: those who waited for it must not try again with the same wrong password, or the
    /// cloud locks the user.
    failed: Option<CloudError>,
}

impl Tokens {
    /// The slot of a credential. Slots that nobody waits for and whose token is dead are dropped: a password that
    /// was replaced leaves nothing behind.
    fn slot(&self, of: Digest, now: OffsetDateTime) -> Arc<Slot> {
        let mut slots = self.slots.lock().unwrap_or_else(PoisonError::into_inner);
        slots.retain(|digest, slot| {
            let is_alive = |held: &Held| held.bearer.as_ref().is_some_and(|bearer| bearer.expires_at > now);
            *digest == of
                || Arc::strong_count(slot) > 1
                || slot.held.try_lock().is_ok_and(|held| is_alive(&held))
        });
        slots.entry(of).or_default().clone()
    }
}

impl Client {
    /// What a purchase, payment or cancellation needs to be signed: for an IAM user a token that lives for more
    /// than ten minutes. It is fetched here, never later; with AK/SK nothing is asked. Safe to repeat.
    pub async fn authenticate(
        &self,
        call: Call,
        key: &HuaweiKey,
        fresh: &dyn Freshness,
    ) -> Result<Access, CloudError> {
        self.access(Scope::of(call), key, fresh).await
    }

    pub(super) async fn access(
        &self,
        scope: Scope,
        key: &HuaweiKey,
        fresh: &dyn Freshness,
    ) -> Result<Access, CloudError> {
        self.access_but(scope, None, key, fresh).await
    }

    /// As [`Self::access`], but not with `refused`, which the cloud did not take although it should live.
    pub(super) async fn access_but(
        &self,
        scope: Scope,
        refused: Option<&Bearer>,
        key: &HuaweiKey,
        fresh: &dyn Freshness,
    ) -> Result<Access, CloudError> {
        let Login::IamUser { domain, user, password } = &key.login else {
            return Ok(Access { scope, bearer: None });
        };
        let now = fresh.fresh().now;
        let digest = self.digest(scope, key, domain, user, password)?;
        let slot = self.tokens.slot(digest, now);
        let tries = slot.tries.load(Ordering::SeqCst);
        let mut held = slot.held.lock().await;
        if let Some(bearer) = &held.bearer
            && bearer.expires_at - now >= RENEW_BEFORE
            && refused.is_none_or(|refused| refused.token.expose_secret() != bearer.token.expose_secret())
        {
            return Ok(Access { scope, bearer: Some(bearer.clone()) });
        }
        if slot.tries.load(Ordering::SeqCst) != tries
            && let Some(failed) = &held.failed
        {
            return Err(failed.clone());
        }
        let fetched = self.token(scope, key, fresh).await;
        slot.tries.fetch_add(1, Ordering::SeqCst);
        match fetched {
            Ok(bearer) => {
                *held = Held { bearer: Some(bearer.clone()), failed: None };
                Ok(Access { scope, bearer: Some(bearer) })
            }
            Err(error) => {
                *held = Held { bearer: None, failed: Some(error.clone()) };
                Err(error)
            }
        }
    }

    /// Names the slot. Every part is there: another password, project or address is another slot.
    fn digest(
        &self,
        scope: Scope,
        key: &HuaweiKey,
        domain: &str,
        user: &str,
        password: &SecretString,
    ) -> Result<Digest, CloudError> {
        let endpoint = self.iam(key)?;
        let project = match scope {
            Scope::Project => key.project_id.as_str(),
            Scope::Account => "",
        };
        let password = Digest::of(password.expose_secret().as_bytes()).to_string();
        let parts = [endpoint.as_str(), domain, user, project, &password];
        let lengths = parts.map(|part| format!("{}:{part}", part.len()));
        Ok(Digest::of(lengths.concat().as_bytes()))
    }
}
