//! Bearer tokens. A token says itself whose it is and when it dies, sealed with its user's password: the simulator
//! keeps none, a restart kills none, and a new password kills them all.

use cloud::huawei::sign;
use secrecy::ExposeSecret;
use serde::{Deserialize, Serialize};
use subtle::ConstantTimeEq;
use time::OffsetDateTime;

use crate::{
    accounts::{Account, IamUser, Provider},
    door::Scene,
};

/// The vendor's tokens begin like this and are several KiB long.
const BEGINNING: &str = "MII";
const LENGTH: usize = 3 * 1024;

/// What a token says.
#[derive(Debug, Serialize, Deserialize)]
pub(in crate::huawei) struct Token {
    pub(super) account: String,
    pub(super) user_id: String,
    /// `None`: it is for the account as a whole.
    pub(in crate::huawei) project_id: Option<String>,
    #[serde(with = "time::serde::rfc3339")]
    pub(super) expires_at: OffsetDateTime,
    pub(super) generation: u64,
    /// Of the sign-in: no two tokens are the same.
    pub(super) request_id: String,
}

impl Token {
    /// `MII`, content in hex, `-`, seal, `-`, padding.
    pub(super) fn seal(&self, user: &IamUser) -> String {
        let content = serde_json::to_vec(self).unwrap_or_default();
        let content: String = content.iter().map(|byte| format!("{byte:02x}")).collect();
        let token = format!("{BEGINNING}{content}-{}-", seal_of(&content, user));
        format!("{token:A<LENGTH$}")
    }

    fn open(text: &str) -> Option<(Self, &str, &str)> {
        let mut parts = text.strip_prefix(BEGINNING)?.split('-');
        let (content, seal) = (parts.next()?, parts.next()?);
        let bytes = content
            .as_bytes()
            .chunks(2)
            .map(|pair| u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok())
            .collect::<Option<Vec<u8>>>()?;
        Some((serde_json::from_slice(&bytes).ok()?, content, seal))
    }
}

/// The account that a token names, rightly or wrongly.
pub(in crate::huawei) fn account_of(text: &str) -> Option<String> {
    Some(Token::open(text)?.0.account)
}

/// A token that the cloud issued and that is still good, and whose it is.
pub(in crate::huawei) fn verify<'a>(
    scene: Scene<'a>,
    generation: u64,
    text: &str,
) -> Option<(&'a Account, Token)> {
    let (token, content, seal) = Token::open(text)?;
    let account = scene.config.account(Provider::Huawei, &token.account)?;
    let user = account.users.iter().find(|user| user.id == token.user_id)?;
    let is_sealed: bool = seal_of(content, user).as_bytes().ct_eq(seal.as_bytes()).into();
    let is_alive = token.generation == generation && scene.now < token.expires_at;
    (is_sealed && is_alive).then_some((account, token))
}

fn seal_of(content: &str, user: &IamUser) -> String {
    sign::payload_hash(format!("{content}|{}", user.password.expose_secret()).as_bytes(), None)
}
