//! Huawei Cloud: JSON over HTTP, signed with SDK-HMAC-SHA256 or carrying a bearer token.
//!
//! Keys have no site: the vendor's default for BSS is the China site's. For accounts of the international site the
//! operator overrides [`Service::HuaweiBss`](crate::Service::HuaweiBss) with the address of its BSS, which then serves
//! all Huawei keys. A key of the other site is refused there with `CBC.0156`: `AccountRestricted`.

mod access;
pub mod bss;
pub mod client;
pub mod ddm;
pub mod iam;
mod pages;
pub mod sign;
pub mod vpc;
mod wire;

use secrecy::SecretString;

pub use self::{access::Access, client::Client, ddm::Purchase};

/// Who asks, decrypted for one call. Has no `Debug`: it is never printed.
#[derive(Clone)]
pub struct HuaweiKey {
    /// The project in which everything is bought and looked at.
    pub project_id: String,
    /// The project's region, such as `cn-north-4`.
    pub region: String,
    pub login: Login,
}

/// How a caller proves who it is.
#[derive(Clone)]
pub enum Login {
    /// AK/SK: every request is signed.
    AccessKey {
        access_key_id: String,
        secret: SecretString,
        /// Only temporary keys have one.
        security_token: Option<SecretString>,
    },
    /// An IAM user: a bearer token is fetched with the password and kept in memory alone.
    IamUser {
        /// The account's name.
        domain: String,
        user: String,
        password: SecretString,
    },
}
