//! What submitting freezes, and the one hash that binds an approval to it.

use data_encoding::BASE32_NOPAD;
use serde::Serialize;

use crate::{
    approval::Chain,
    catalog::Operation,
    digest::Digest,
    ids::{CredentialId, OrderId, RuleId, TeamId},
    money::Money,
    order::PROTOCOL_VERSION,
};

/// Everything that an approver approves. Changing any of it is a new revision with another hash.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Revision {
    pub order: OrderId,
    /// 1 for the first; a hash seen before can never be valid again, because the number is in it.
    pub number: i32,
    pub operation: Operation,
    /// The canonical bytes of the parameters, as they will be sent.
    pub business: Vec<u8>,
    pub credential: CredentialId,
    pub credential_version: i32,
    pub ceiling: Money,
    /// Whether the cloud named a price when it was submitted.
    pub price_known: bool,
    pub team: TeamId,
    pub rule: RuleId,
    pub rule_version: i32,
    pub chain: Chain,
    /// Why it is bought, in the requester's words: approvers read it first.
    pub reason: String,
}

impl Revision {
    /// The bytes that [`Revision::hash`] covers: a JSON object in a fixed order without white space.
    pub fn canonical_bytes(&self) -> Vec<u8> {
        // A struct, not a map: the order of the names is this file's, whatever serde_json's features say.
        #[derive(Serialize)]
        struct Canonical<'a> {
            protocol: i32,
            order: OrderId,
            revision: i32,
            operation: Operation,
            business_hash: Digest,
            credential: CredentialId,
            credential_version: i32,
            ceiling: Money,
            price_known: bool,
            team: TeamId,
            rule: RuleId,
            rule_version: i32,
            chain: &'a Chain,
            reason: &'a str,
        }

        serde_json::to_vec(&Canonical {
            protocol: PROTOCOL_VERSION,
            order: self.order,
            revision: self.number,
            operation: self.operation,
            business_hash: self.business_hash(),
            credential: self.credential,
            credential_version: self.credential_version,
            ceiling: self.ceiling,
            price_known: self.price_known,
            team: self.team,
            rule: self.rule,
            rule_version: self.rule_version,
            chain: &self.chain,
            reason: &self.reason,
        })
        .expect("a struct of texts and numbers always serialises")
    }

    /// The `order_hash`: an approval carries it, a purchase needs it.
    pub fn hash(&self) -> Digest {
        Digest::of(&self.canonical_bytes())
    }

    /// The hash of the business bytes alone, which ties an attempt to its revision.
    pub fn business_hash(&self) -> Digest {
        Digest::of(&self.business)
    }
}

/// The token by which the cloud recognises a repeated purchase: made from the order and its revision, not
/// from chance, so that it survives a lost intent. 45 ASCII characters; the cloud takes 64.
pub fn client_token(order: OrderId, revision: i32) -> String {
    let digest = Digest::of(format!("{order}|{revision}").as_bytes()).base32();
    format!("ord1-{}", digest.get(..40).unwrap_or(&digest))
}

/// The name by which a DDM instance is found again: what was typed, and the order's id in lower-case base32.
/// The cloud keeps no token of ours, so the name has to be unique; it comes from the order, not from chance.
/// With at most [`crate::catalog::ddm_create::MAX_NAME`] characters typed it fits the cloud's 64: letters, digits and `-`.
pub fn ddm_name(typed: &str, order: OrderId) -> String {
    format!("{typed}-{}", BASE32_NOPAD.encode(order.as_uuid().as_bytes()).to_lowercase())
}

/// The order whose [`ddm_name`] this is; whether it exists is not known here.
pub fn order_of_name(name: &str) -> Option<OrderId> {
    let (_, id) = name.rsplit_once('-')?;
    let bytes = BASE32_NOPAD.decode(id.to_uppercase().as_bytes()).ok()?;
    Some(OrderId::from_uuid(uuid::Uuid::from_bytes(bytes.try_into().ok()?)))
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;
    use crate::{catalog::ddm_create::MAX_NAME, money::Currency};

    fn revision() -> Revision {
        Revision {
            order: OrderId::from_uuid(Uuid::from_u128(1)),
            number: 1,
            operation: Operation::DtsCreate,
            business: br#"{"PayType":"PostPaid"}"#.to_vec(),
            credential: CredentialId::from_uuid(Uuid::from_u128(2)),
            credential_version: 1,
            ceiling: Money::parse("100", Currency::Cny).expect("an amount"),
            price_known: false,
            team: TeamId::from_uuid(Uuid::from_u128(3)),
            rule: RuleId::from_uuid(Uuid::from_u128(4)),
            rule_version: 1,
            chain: Chain::default(),
            reason: "to try".into(),
        }
    }

    #[test]
    fn changing_anything_changes_the_hash() {
        let original = revision();
        let changed: [fn(&mut Revision); 9] = [
            |r| r.number = 2,
            |r| r.business.push(b' '),
            |r| r.credential_version = 2,
            |r| r.ceiling = Money::parse("100.01", Currency::Cny).expect("an amount"),
            |r| r.ceiling = Money::parse("100", Currency::Usd).expect("an amount"),
            |r| r.price_known = true,
            |r| r.team = TeamId::from_uuid(Uuid::from_u128(9)),
            |r| r.rule_version = 2,
            |r| r.reason.push('!'),
        ];

        for change in changed {
            let mut other = revision();
            change(&mut other);
            assert_ne!(other.hash(), original.hash());
        }
        assert_eq!(revision().hash(), original.hash());
    }

    #[test]
    fn a_token_comes_from_the_order_and_fits_the_cloud() {
        let order = OrderId::from_uuid(Uuid::from_u128(1));
        let token = client_token(order, 1);

        assert_eq!(token, client_token(order, 1));
        assert_ne!(token, client_token(order, 2));
        assert!(token.is_ascii() && token.len() == 45, "{token}");
    }

    #[test]
    fn a_name_is_found_by_its_order_and_fits_the_cloud() {
        let order = OrderId::from_uuid(Uuid::from_u128(0x0199_0000_0000_7000_8000_0000_0000_0001));
        for typed in ["ddm1", &"x".repeat(MAX_NAME)] {
            let name = ddm_name(typed, order);

            assert_eq!(name.strip_prefix(typed), Some("-agmqaaaaabyabaaaaaaaaaaaae"), "{name}");
            assert!((4..=64).contains(&name.len()), "{name}");
            assert_eq!(order_of_name(&name), Some(order));
            assert!(name.chars().all(|c| c.is_ascii_alphanumeric() || c == '-'), "{name}");
        }
        for other in ["", "ddm1", "ddm-1", "agmqaaaaabyabaaaaaaaaaaaae", "a-agmqaaaaabyabaaaaaaaaaaaa"] {
            assert_eq!(order_of_name(other), None, "{other}");
        }
        assert_ne!(ddm_name("ddm1", order), ddm_name("ddm1", OrderId::from_uuid(Uuid::from_u128(2))));
    }
}
