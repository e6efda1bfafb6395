//! Alibaba Cloud: RPC calls signed with ACS3-HMAC-SHA256.

pub mod bss;
pub mod client;
pub mod dts;
mod pages;
pub mod sign;
mod wire;

use domain::credential::Site;
use secrecy::SecretString;

pub use self::client::Client;
pub use crate::value::SignedMoney;

/// An access key, decrypted for one call. Has no `Debug`: it is never printed.
#[derive(Clone)]
pub struct AlibabaKey {
    pub access_key_id: String,
    pub secret: SecretString,
    /// Only temporary keys (STS) have one.
    pub security_token: Option<SecretString>,
    /// Which of the two sites the account belongs to.
    pub site: Site,
}
