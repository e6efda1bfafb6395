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

use super::{
    HuaweiKey, Login,
    client::{Client, invalid},
};
use crate::{
    error::{CloudError, CloudErrorKind},
    provider::Freshness,
    verdict::Call,
};

/// A token with less life than this is renewed. A purchase is signed within seconds of its preparation and a
/// settling look within minutes; the vendor asks for renewal well before the end of the 24 hours.
const RENEW_BEFORE: Duration = Duration::minutes(10);

/// For how long a password that the cloud refused is not tried again: after a few tries in a quarter of an hour it
/// locks the user.
const REFUSED_FOR: Duration = Duration::minutes(5);

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
    /// Whose it is: [`Client::holder`].
    pub(super) holder: Digest,
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
    /// By user and password, whatever the scope: when the cloud refused it, and how.
    refused: Mutex<HashMap<Digest, (OffsetDateTime, CloudError)>>,
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

    /// The refusal of a password that must not be tried again yet.
    fn refusal(&self, login: Digest, now: OffsetDateTime) -> Option<CloudError> {
        let mut refused = self.refused.lock().unwrap_or_else(PoisonError::into_inner);
        // A clock that was set back must not keep anybody out.
        refused.retain(|_, (at, _)| (now - *at).abs() < REFUSED_FOR);
        refused.get(&login).map(|(_, error)| error.clone())
    }

    fn refuse(&self, login: Digest, now: OffsetDateTime, error: &CloudError) {
        let mut refused = self.refused.lock().unwrap_or_else(PoisonError::into_inner);
        refused.insert(login, (now, error.clone()));
    }
}

impl Client {
    /// What a purchase, payment or cancellation needs to be signed: for an IAM user a token that lives for more
    /// than ten minutes. It is fetched here, never later; with AK/SK nothing is asked. Safe to repeat: a password that
    /// the cloud refused is not sent again for five minutes, the refusal is told again instead.
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
        let holder = self.holder(scope, key)?;
        if matches!(key.login, Login::AccessKey { .. }) {
            return Ok(Access { scope, holder, bearer: None });
        }
        let login = self.login(key)?;
        let now = fresh.fresh().now;
        let slot = self.tokens.slot(holder, now);
        let tries = slot.tries.load(Ordering::SeqCst);
        let mut held = slot.held.lock().await;
        if let Some(bearer) = &held.bearer
            && bearer.expires_at - now >= RENEW_BEFORE
            && refused.is_none_or(|refused| refused.token.expose_secret() != bearer.token.expose_secret())
        {
            return Ok(Access { scope, holder, bearer: Some(bearer.clone()) });
        }
        if slot.tries.load(Ordering::SeqCst) != tries
            && let Some(failed) = &held.failed
        {
            return Err(failed.clone());
        }
        if let Some(refusal) = self.tokens.refusal(login, now) {
            return Err(refusal);
        }
        let fetched = self.token(scope, key, fresh).await;
        slot.tries.fetch_add(1, Ordering::SeqCst);
        match fetched {
            Ok(bearer) => {
                *held = Held { bearer: Some(bearer.clone()), failed: None };
                Ok(Access { scope, holder, bearer: Some(bearer) })
            }
            Err(error) => {
                if error.kind == CloudErrorKind::CredentialRejected {
                    self.tokens.refuse(login, now, &error);
                }
                *held = Held { bearer: None, failed: Some(error.clone()) };
                Err(error)
            }
        }
    }

    /// Names whose access it is, and its slot. Of an IAM user every part is there: another password, project, scope or
    /// address is another slot.
    pub(super) fn holder(&self, scope: Scope, key: &HuaweiKey) -> Result<Digest, CloudError> {
        if let Login::AccessKey { access_key_id, .. } = &key.login {
            return Ok(digest(&["access_key", access_key_id]));
        }
        let login = self.login(key)?.to_string();
        Ok(match scope {
            Scope::Project => digest(&["project", &login, &key.project_id]),
            Scope::Account => digest(&["account", &login]),
        })
    }

    /// Names an IAM user with a password.
    fn login(&self, key: &HuaweiKey) -> Result<Digest, CloudError> {
        let Login::IamUser { domain, user, password } = &key.login else {
            return Err(invalid("IAM", "an access key has no password"));
        };
        let password = Digest::of(password.expose_secret().as_bytes()).to_string();
        Ok(digest(&[self.iam(key)?.as_str(), domain, user, &password]))
    }
}

/// No two lists of parts have the same.
fn digest(parts: &[&str]) -> Digest {
    let lengths: Vec<_> = parts.iter().map(|part| format!("{}:{part}", part.len())).collect();
    Digest::of(lengths.concat().as_bytes())
}
