use std::{
    fs,
    os::unix::fs::{MetadataExt, PermissionsExt},
};

use uuid::Uuid;

use super::*;

const ONE: &str = "one AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";
const TWO: &str = "two AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE=";

fn vault(lines: &[&str]) -> Vault {
    Vault::parse(&lines.join("\n")).expect("keys")
}

fn place(credential: u128, owner: u128, version: i32) -> Place {
    Place::credential(
        CredentialId::from_uuid(Uuid::from_u128(credential)),
        PersonId::from_uuid(Uuid::from_u128(owner)),
        version,
    )
}

fn seal(vault: &Vault, place: &Place) -> Sealed {
    vault.seal(&Random::system(), place, b"canary").expect("sealed")
}

#[test]
fn what_is_sealed_opens_in_its_place() {
    let vault = vault(&[ONE]);
    let sealed = seal(&vault, &place(1, 2, 3));

    assert_eq!(vault.unseal(&place(1, 2, 3), &sealed).expect("opened").as_slice(), b"canary");
    assert!(!sealed.ciphertext.windows(6).any(|bytes| bytes == b"canary"));
}

#[test]
fn a_ciphertext_in_anothers_place_is_refused() {
    let vault = vault(&[ONE]);
    let sealed = seal(&vault, &place(1, 2, 3));

    for elsewhere in [place(9, 2, 3), place(1, 9, 3), place(1, 2, 9)] {
        assert!(matches!(vault.unseal(&elsewhere, &sealed), Err(VaultError::Refused)));
    }
}

#[test]
fn the_parts_of_two_secrets_do_not_mix() {
    let vault = vault(&[ONE]);
    let (first, second) = (seal(&vault, &place(1, 2, 1)), seal(&vault, &place(1, 2, 2)));

    let mixed =
        Sealed { ciphertext: second.ciphertext.clone(), nonce: second.nonce.clone(), ..first.clone() };
    assert!(matches!(vault.unseal(&place(1, 2, 1), &mixed), Err(VaultError::Refused)));
    let mut flipped = first;
    flipped.ciphertext[0] ^= 1;
    assert!(matches!(vault.unseal(&place(1, 2, 1), &flipped), Err(VaultError::Refused)));
}

#[test]
fn an_old_key_still_opens_and_the_newest_seals() {
    let old = vault(&[ONE]);
    let sealed = seal(&old, &place(1, 2, 3));
    let rotated = vault(&[TWO, ONE]);

    assert_eq!(rotated.unseal(&place(1, 2, 3), &sealed).expect("opened").as_slice(), b"canary");
    assert_eq!(seal(&rotated, &place(1, 2, 3)).key_id, "two");
    let lost = vault(&[TWO]);
    assert!(
        matches!(lost.unseal(&place(1, 2, 3), &sealed), Err(VaultError::UnknownKey { id }) if id == "one")
    );
}

#[test]
fn a_wrapped_key_takes_the_newest_and_the_secret_stays_as_it_was() {
    let sealed = seal(&vault(&[ONE]), &place(1, 2, 3));
    let both = vault(&[TWO, ONE]);
    let rewrapped = both.rewrap(&Random::system(), &place(1, 2, 3), &sealed).expect("rewrapped");

    let new = vault(&[TWO]);
    assert_eq!(new.unseal(&place(1, 2, 3), &rewrapped).expect("opened").as_slice(), b"canary");
    assert_eq!((rewrapped.key_id.as_str(), &rewrapped.ciphertext), ("two", &sealed.ciphertext));
    assert!(both.rewrap(&Random::system(), &place(9, 2, 3), &sealed).is_err());
}

#[test]
fn a_key_that_came_into_the_file_later_is_found() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("keys");
    Vault::create_key(&path, &Random::system()).expect("a key");
    let running = Vault::open(&path).expect("the keys");
    Vault::create_key(&path, &Random::system()).expect("another");
    let sealed = seal(&Vault::open(&path).expect("the keys"), &place(1, 2, 3));

    assert_eq!(running.unseal(&place(1, 2, 3), &sealed).expect("opened").as_slice(), b"canary");
    assert_eq!(running.newest(), sealed.key_id);
}

#[test]
fn a_fingerprint_tells_two_secrets_apart() {
    let vault = vault(&[ONE]);
    let (first, second) = (SecretString::from("secret-one"), SecretString::from("secret-two"));

    assert_eq!(vault.fingerprint(&first).len(), 8);
    assert_eq!(vault.fingerprint(&first), vault.fingerprint(&first));
    assert_ne!(vault.fingerprint(&first), vault.fingerprint(&second));
    assert_ne!(vault.fingerprint(&first), self::vault(&[TWO]).fingerprint(&first));
}

#[test]
fn an_anchor_is_checked_under_the_key_that_made_it() {
    let made = vault(&[ONE]).anchor_mac(b"17 head");
    let rotated = vault(&[TWO, ONE]);

    assert!(rotated.check_anchor(&made.key_id, b"17 head", &made.mac).expect("the key"));
    assert!(!rotated.check_anchor(&made.key_id, b"18 head", &made.mac).expect("the key"));
    assert!(!rotated.check_anchor("two", b"17 head", &made.mac).expect("the key"));
    assert!(rotated.check_anchor("three", b"17 head", &made.mac).is_err());
}

#[test]
fn a_file_that_others_can_read_is_refused() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("keys");
    fs::write(&path, ONE).expect("a file");
    for mode in [0o640, 0o604, 0o660] {
        fs::set_permissions(&path, fs::Permissions::from_mode(mode)).expect("a mode");
        assert!(matches!(Vault::open(&path), Err(VaultError::Readable { mode: seen, .. }) if seen == mode));
    }

    fs::set_permissions(&path, fs::Permissions::from_mode(0o600)).expect("a mode");
    assert_eq!(Vault::open(&path).expect("the keys").newest(), "one");
}

#[test]
fn a_fresh_key_stands_first_in_a_file_of_its_owner_alone() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("keys");

    let first = Vault::create_key(&path, &Random::system()).expect("a key");
    let second = Vault::create_key(&path, &Random::system()).expect("another");

    assert_eq!(fs::metadata(&path).expect("a file").mode() & 0o777, 0o600);
    let vault = Vault::open(&path).expect("the keys");
    assert_eq!(vault.newest(), second);
    assert!(vault.key(&first).is_ok());
}

#[test]
fn a_line_that_is_no_key_is_named() {
    assert!(matches!(Vault::parse("# none\n\n"), Err(VaultError::Empty)));
    assert!(matches!(Vault::parse(&format!("{ONE}\nshort AAAA")), Err(VaultError::Line { line: 2 })));
    assert!(matches!(Vault::parse(&format!("{ONE}\n{ONE}")), Err(VaultError::Twice { .. })));
}
