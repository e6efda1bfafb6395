use std::collections::BTreeMap;

use serde::Deserialize;

use super::{super::pairs, sign};

#[derive(Deserialize)]
struct Vectors {
    vectors: Vec<Vector>,
}

#[derive(Deserialize)]
struct Vector {
    id: String,
    method: String,
    access_key_secret: String,
    query_params_without_signature: BTreeMap<String, String>,
    form_params: BTreeMap<String, String>,
    /// One of the two SDKs does not show it.
    string_to_sign: Option<String>,
    hmac_key: String,
    signature: String,
    request_target: String,
    form_body: Option<String>,
}

fn vectors() -> Vec<Vector> {
    let text = include_str!("../../../../testdata/hmac-sha1-vectors.json");
    serde_json::from_str::<Vectors>(text).expect("vectors").vectors
}

#[test]
fn every_vector_is_signed_as_the_vendors_sdks_sign_it() {
    let vectors = vectors();
    assert_eq!(vectors.len(), 11);
    for vector in vectors {
        let parameters: Vec<_> =
            vector.query_params_without_signature.into_iter().chain(vector.form_params).collect();

        let signed = sign(&vector.method, &parameters, &vector.access_key_secret.as_str().into());

        assert_eq!(vector.hmac_key, format!("{}&", vector.access_key_secret), "{}", vector.id);
        if let Some(string_to_sign) = vector.string_to_sign {
            assert_eq!(signed.string_to_sign, string_to_sign, "{}", vector.id);
        }
        assert_eq!(signed.signature, vector.signature, "{}", vector.id);
    }
}

#[test]
fn every_vector_is_read_from_the_wire_as_it_was_signed() {
    for vector in vectors() {
        let query = vector.request_target.strip_prefix("/?").expect("a query");
        let form = vector.form_body.unwrap_or_default();
        let (sent, signed): (Vec<_>, Vec<_>) =
            pairs(query).into_iter().chain(pairs(&form)).partition(|(name, _)| name == "Signature");

        let computed = sign(&vector.method, &signed, &vector.access_key_secret.as_str().into());

        assert_eq!(sent, [("Signature".to_owned(), computed.signature)], "{}", vector.id);
    }
}
