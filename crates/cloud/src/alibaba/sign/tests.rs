//! The vendor's own SDK signed these; every intermediate text must be the same.

use proptest::prelude::*;
use serde::Deserialize;
use serde_json::json;

use super::*;

#[derive(Deserialize)]
struct Vectors {
    vectors: Vec<Vector>,
}

#[derive(Deserialize)]
struct Vector {
    id: String,
    method: String,
    path: String,
    query_params: BTreeMap<String, String>,
    headers: BTreeMap<String, String>,
    body: String,
    access_key_id: String,
    access_key_secret: String,
    canonical_request: String,
    string_to_sign: String,
    signed_headers: String,
    signature: String,
    authorization: String,
}

fn vectors() -> Vec<Vector> {
    let text = include_str!("../../../testdata/acs3-vectors.json");
    serde_json::from_str::<Vectors>(text).expect("vectors").vectors
}

fn pairs(map: BTreeMap<String, String>) -> Vec<(String, String)> {
    // The wrong way round: sorting is not the caller's duty.
    map.into_iter().rev().collect()
}

#[test]
fn every_vector_passes_with_every_intermediate_text() {
    let vectors = vectors();
    assert_eq!(vectors.len(), 10);

    for vector in vectors {
        let id = vector.id;
        let payload_hash = payload_hash(vector.body.as_bytes());
        assert_eq!(vector.headers["x-acs-content-sha256"], payload_hash, "{id}");

        let signature = sign(
            Request {
                method: &vector.method,
                path: &vector.path,
                query: &pairs(vector.query_params),
                headers: &pairs(vector.headers),
                payload_hash: &payload_hash,
            },
            &vector.access_key_id,
            &SecretString::from(vector.access_key_secret),
        );

        assert_eq!(signature.canonical_request, vector.canonical_request, "{id}");
        assert_eq!(signature.string_to_sign, vector.string_to_sign, "{id}");
        assert_eq!(signature.signed_headers, vector.signed_headers, "{id}");
        assert_eq!(signature.signature, vector.signature, "{id}");
        assert_eq!(signature.authorization, vector.authorization, "{id}");
    }
}

#[test]
fn what_a_header_says_is_read_back() {
    for vector in vectors() {
        let parsed = Authorization::parse(&vector.authorization).expect("an authorization");

        assert_eq!(parsed.access_key_id, vector.access_key_id);
        assert_eq!(parsed.signed_headers.join(";"), vector.signed_headers);
        assert_eq!(parsed.signature, vector.signature);
    }
}

#[test]
fn a_header_that_is_not_whole_is_refused() {
    for header in [
        "",
        "ACS3-HMAC-SHA256",
        "ACS3-HMAC-SHA256 Credential=a,SignedHeaders=host",
        "ACS3-HMAC-SHA256 Credential=a,SignedHeaders=host,Signature=",
        "ACS3-HMAC-SHA256 Credential=a,SignedHeaders=host,Signature=1,Signature=2",
        "ACS3-HMAC-SHA256 Credential=a,SignedHeaders=host,Signature=1,Extra=2",
        "ACS3-HMAC-SHA1 Credential=a,SignedHeaders=host,Signature=1",
        "Bearer abc",
    ] {
        assert_eq!(Authorization::parse(header), None, "{header}");
    }
}

#[test]
fn the_headers_that_the_vendor_wants_signed() {
    for name in ["host", "content-type", "x-acs-date", "x-acs-trace-id"] {
        assert!(must_be_signed(name), "{name}");
    }
    for name in ["accept", "user-agent", "authorization", "date"] {
        assert!(!must_be_signed(name), "{name}");
    }
}

#[test]
fn nested_parameters_become_flat_names() {
    let flat = flatten(&json!({
        "ProductCode": "rds",
        "AutoPay": true,
        "Period": 12,
        "Nothing": null,
        "SourceEndpoint": {"InstanceType": "MySQL"},
        "Parameter": [{"Code": "Region", "Value": "cn-hangzhou"}, {"Code": "Engine", "Value": "mysql 8.0"}],
    }));

    let expected = [
        ("AutoPay", "true"),
        ("Parameter.1.Code", "Region"),
        ("Parameter.1.Value", "cn-hangzhou"),
        ("Parameter.2.Code", "Engine"),
        ("Parameter.2.Value", "mysql 8.0"),
        ("Period", "12"),
        ("ProductCode", "rds"),
        ("SourceEndpoint.InstanceType", "MySQL"),
    ];
    assert_eq!(flat, expected.map(|(name, value)| (name.to_owned(), value.to_owned())).into());
}

#[test]
fn names_are_sorted_by_bytes_not_by_number_or_case() {
    let query =
        ["networkType", "Parameter.2.Code", "Parameter.10.Code", "Parameter.1.Code", "Zone", "A", "a"]
            .map(|name| (name.to_owned(), "1".to_owned()));

    let canonical = canonical_query(&query);

    assert_eq!(
        canonical,
        "A=1&Parameter.1.Code=1&Parameter.10.Code=1&Parameter.2.Code=1&Zone=1&a=1&networkType=1"
    );
}

proptest! {
    #[test]
    fn encoding_loses_nothing_and_leaves_only_unreserved_characters(text in any::<String>()) {
        let encoded = encode(&text);

        let decoded = percent_encoding::percent_decode_str(&encoded).decode_utf8().expect("UTF-8");
        prop_assert_eq!(decoded, text);
        let mut bytes = encoded.bytes();
        while let Some(byte) = bytes.next() {
            if byte == b'%' {
                for _ in 0..2 {
                    let hex = bytes.next().expect("two digits");
                    prop_assert!(hex.is_ascii_digit() || (b'A'..=b'F').contains(&hex));
                }
            } else {
                prop_assert!(byte.is_ascii_alphanumeric() || b"-_.~".contains(&byte));
            }
        }
    }

    #[test]
    fn the_order_in_which_parameters_come_does_not_matter(
        map in proptest::collection::btree_map(any::<String>(), any::<String>(), 0..8),
    ) {
        let forward: Vec<_> = map.clone().into_iter().collect();

        prop_assert_eq!(canonical_query(&forward), canonical_query(&pairs(map)));
    }

    #[test]
    fn an_array_keeps_its_order_from_one_on(items in proptest::collection::vec(any::<String>(), 0..15)) {
        let flat = flatten(&json!({"P": items}));

        prop_assert_eq!(flat.len(), items.len());
        for (at, item) in items.iter().enumerate() {
            prop_assert_eq!(&flat[&format!("P.{}", at + 1)], item);
        }
    }
}
