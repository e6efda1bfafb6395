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

/// Percent-encoding by the letter of the vendor's page.
fn by_the_letter(text: &str) -> String {
    let byte = |byte: u8| match byte {
        b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' => char::from(byte).to_string(),
        _ => format!("%{byte:02X}"),
    };
    text.bytes().map(byte).collect()
}

fn decoded(text: &str) -> String {
    percent_encoding::percent_decode_str(text).decode_utf8().expect("UTF-8").into_owned()
}

/// Nested parameters, with the flat names that they must get.
fn nested() -> impl Strategy<Value = (Value, BTreeMap<String, String>)> {
    let leaf = prop_oneof![
        any::<String>().prop_map(|text| (json!(text), text)),
        any::<i64>().prop_map(|number| (json!(number), number.to_string())),
        any::<bool>().prop_map(|flag| (json!(flag), flag.to_string())),
    ]
    .prop_map(|(value, text)| (value, BTreeMap::from([(String::new(), text)])))
    .boxed();
    let below = |name: &str, flat: BTreeMap<String, String>| {
        let join = |(rest, text): (String, String)| {
            (if rest.is_empty() { name.to_owned() } else { format!("{name}.{rest}") }, text)
        };
        flat.into_iter().map(join).collect::<Vec<_>>()
    };
    let tree = leaf.prop_recursive(4, 24, 5, move |inner| {
        let list = proptest::collection::vec(inner.clone(), 0..4).prop_map(move |items| {
            let flat = (1..)
                .zip(&items)
                .flat_map(|(at, (_, flat)): (usize, _)| below(&at.to_string(), flat.clone()));
            let flat = flat.collect();
            (Value::Array(items.into_iter().map(|(value, _)| value).collect()), flat)
        });
        let object = proptest::collection::btree_map("[A-Za-z]{1,6}", inner, 0..4).prop_map(move |fields| {
            let flat = fields.iter().flat_map(|(name, (_, flat))| below(name, flat.clone())).collect();
            (Value::Object(fields.into_iter().map(|(name, (value, _))| (name, value)).collect()), flat)
        });
        prop_oneof![list, object]
    });
    proptest::collection::btree_map("[A-Za-z]{1,6}", tree, 0..4).prop_map(move |fields| {
        let flat = fields.iter().flat_map(|(name, (_, flat))| below(name, flat.clone())).collect();
        (Value::Object(fields.into_iter().map(|(name, (value, _))| (name, value)).collect()), flat)
    })
}

proptest! {
    #[test]
    fn encoding_is_the_vendors_and_loses_nothing(text in any::<String>()) {
        let encoded = encode(&text);

        prop_assert_eq!(&encoded, &by_the_letter(&text));
        prop_assert_eq!(decoded(&encoded), text);
    }

    #[test]
    fn the_order_in_which_parameters_come_does_not_matter(
        map in proptest::collection::btree_map(any::<String>(), any::<String>(), 0..8),
    ) {
        let forward: Vec<_> = map.clone().into_iter().collect();

        prop_assert_eq!(canonical_query(&forward), canonical_query(&pairs(map)));
    }

    #[test]
    fn a_query_holds_every_pair_sorted_by_the_bytes_of_its_name(
        map in proptest::collection::btree_map("[!-~\u{80}-\u{2fff}]{1,12}", any::<String>(), 1..8),
    ) {
        let query = canonical_query(&pairs(map.clone()));

        let read: Vec<_> = query
            .split('&')
            .map(|pair| pair.split_once('=').expect("a pair"))
            .map(|(name, value)| (decoded(name), decoded(value)))
            .collect();
        // A map sorts its names by their bytes.
        prop_assert_eq!(read, map.into_iter().collect::<Vec<_>>());
    }

    #[test]
    fn every_nested_value_gets_its_own_flat_name((nested, flat) in nested()) {
        prop_assert_eq!(flatten(&nested), flat);
    }

    #[test]
    fn a_header_of_any_text_is_read_without_harm(text in any::<String>()) {
        let _ = Authorization::parse(&text);
        let _ = Authorization::parse(&format!("{ALGORITHM} {text}"));
    }
}
