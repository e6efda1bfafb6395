//! The portal against somebody who is not the built-in simulator: a listener that writes down every byte and
//! checks the signature by the vendor's rules, with code that the portal does not share.

use std::{
    collections::BTreeMap,
    io::{Read as _, Write as _},
    net::{TcpListener, TcpStream},
    sync::{Arc, Mutex},
};

use data_encoding::HEXLOWER;
use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::{Digest as _, Sha256};
use time::{OffsetDateTime, macros::format_description};

use crate::purser::{Place, approved_order, order_in_state};

const KEY: (&str, &str) = ("LTAI-recorded-key-0001", "recorded+secret/for=tests~only");
const BOUGHT: &str = "dtsrecorded000001";

/// What arrived, as it was on the wire.
#[derive(Debug, Clone)]
struct Arrived {
    method: String,
    path: String,
    query: String,
    headers: BTreeMap<String, String>,
    body: Vec<u8>,
}

fn record() -> (String, Arc<Mutex<Vec<Arrived>>>) {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = format!("http://{}", listener.local_addr().expect("an address"));
    let arrived = Arc::new(Mutex::new(Vec::new()));
    let all = arrived.clone();
    std::thread::spawn(move || {
        for connection in listener.incoming() {
            let all = all.clone();
            std::thread::spawn(move || answer(connection.expect("a connection"), &all));
        }
    });
    (address, arrived)
}

fn answer(mut connection: TcpStream, all: &Mutex<Vec<Arrived>>) {
    let Some(request) = read(&mut connection) else { return };
    let mut status = "200 OK";
    let body = match request.headers["x-acs-action"].as_str() {
        // A cloud that names no price.
        "DescribePricingModule" | "GetPayAsYouGoPrice" => {
            status = "400 Bad Request";
            r#"{"RequestId":"REC-2","Code":"ProductNotFind","Message":"The product is not found."}"#.to_owned()
        }
        "CreateSynchronizationJob" => {
            format!(r#"{{"RequestId":"REC-1","Success":true,"SynchronizationJobId":"{BOUGHT}"}}"#)
        }
        _ => r#"{"RequestId":"REC-0","Success":true,"TotalRecordCount":0,"PageRecordCount":0,"PageNumber":1,"DtsJobList":[]}"#.to_owned(),
    };
    all.lock().expect("the record").push(request);
    #[expect(clippy::disallowed_methods, reason = "a cloud has a clock of its own")]
    let now = OffsetDateTime::now_utc();
    let format = format_description!(
        "[weekday repr:short], [day] [month repr:short] [year] [hour]:[minute]:[second] GMT"
    );
    let date = now.format(format).expect("a date");
    let head = format!(
        "HTTP/1.1 {status}\r\nDate: {date}\r\nContent-Type: application/json\r\nContent-Length: {}\r\nConnection: close\r\n\r\n",
        body.len()
    );
    connection.write_all((head + &body).as_bytes()).expect("written");
}

fn read(connection: &mut TcpStream) -> Option<Arrived> {
    let mut bytes = Vec::new();
    let mut chunk = [0; 4096];
    let head = loop {
        if let Some(at) = bytes.windows(4).position(|window| window == b"\r\n\r\n") {
            break at;
        }
        match connection.read(&mut chunk).ok()? {
            0 => return None,
            read => bytes.extend_from_slice(&chunk[..read]),
        }
    };
    let text = String::from_utf8(bytes[..head].to_vec()).expect("ASCII");
    let mut lines = text.split("\r\n");
    let mut first = lines.next()?.split(' ');
    let (method, target) = (first.next()?.to_owned(), first.next()?);
    let (path, query) = target.split_once('?').unwrap_or((target, ""));
    let headers: BTreeMap<_, _> = lines
        .filter_map(|line| line.split_once(':'))
        .map(|(name, value)| (name.to_ascii_lowercase(), value.trim().to_owned()))
        .collect();
    let length: usize = headers.get("content-length").map_or(0, |length| length.parse().expect("a length"));
    let mut body = bytes[head + 4..].to_vec();
    while body.len() < length {
        let read = connection.read(&mut chunk).ok()?;
        body.extend_from_slice(&chunk[..read]);
    }
    Some(Arrived { method, path: path.to_owned(), query: query.to_owned(), headers, body })
}

/// ACS3-HMAC-SHA256, read off the vendor's page.
fn check_signature(request: &Arrived) {
    let authorization = &request.headers["authorization"];
    let (scheme, rest) = authorization.split_once(' ').expect("a scheme");
    let parts: BTreeMap<_, _> = rest.split(',').filter_map(|part| part.split_once('=')).collect();
    assert_eq!(scheme, "ACS3-HMAC-SHA256");
    assert_eq!(parts["Credential"], KEY.0);

    let signed: Vec<&str> = parts["SignedHeaders"].split(';').collect();
    assert!(signed.is_sorted(), "{signed:?}");
    for name in request.headers.keys().filter(|name| name.starts_with("x-acs-") || *name == "host") {
        assert!(signed.contains(&name.as_str()), "{name} is not signed");
    }
    let payload = HEXLOWER.encode(&Sha256::digest(&request.body));
    assert_eq!(request.headers["x-acs-content-sha256"], payload);
    let pairs: Vec<&str> = request.query.split('&').collect();
    assert!(pairs.is_sorted(), "the query is sorted as it is signed: {pairs:?}");

    let headers: String = signed.iter().map(|name| format!("{name}:{}\n", request.headers[*name])).collect();
    let canonical =
        [request.method.as_str(), &request.path, &request.query, &headers, parts["SignedHeaders"], &payload]
            .join("\n");
    let to_sign = format!("ACS3-HMAC-SHA256\n{}", HEXLOWER.encode(&Sha256::digest(&canonical)));
    let mut mac = Hmac::<Sha256>::new_from_slice(KEY.1.as_bytes()).expect("a key");
    mac.update(to_sign.as_bytes());
    assert_eq!(parts["Signature"], HEXLOWER.encode(&mac.finalize().into_bytes()), "{canonical}");
}

#[tokio::test(flavor = "multi_thread")]
async fn another_cloud_gets_a_request_that_is_signed_by_the_vendors_rules() {
    let (cloud, arrived) = record();
    let place = Place::loopback(&cloud);
    let portal = place.start(&["serve"]);
    let (requester, lead) = (place.person("requester", false), place.person("lead", true));

    let id = approved_order(&portal.address, &requester, &lead, KEY).await;
    let bought = order_in_state(&portal.address, &requester, &id, "bought").await;

    assert_eq!(bought["cloud_reference"], BOUGHT);
    let arrived = arrived.lock().expect("the record").clone();
    arrived.iter().for_each(check_signature);
    let purchases: Vec<_> = arrived
        .iter()
        .filter(|request| request.headers["x-acs-action"] == "CreateSynchronizationJob")
        .collect();
    assert_eq!(purchases.len(), 1);
    let purchase = purchases[0];
    assert_eq!((purchase.method.as_str(), purchase.path.as_str()), ("POST", "/"));
    assert_eq!(purchase.headers["x-acs-version"], "2020-01-01");
    assert_eq!(purchase.headers["host"], cloud.trim_start_matches("http://"));
    assert_eq!(purchase.headers["accept"], "application/json");
    let date = &purchase.headers["x-acs-date"];
    OffsetDateTime::parse(date, &time::format_description::well_known::Rfc3339).expect(date);
    for pair in [
        "SourceRegion=cn-hangzhou",
        "DestRegion=cn-shanghai",
        "SynchronizationJobClass=small",
        "PayType=PostPaid",
    ] {
        assert!(purchase.query.split('&').any(|given| given == pair), "{pair} in {}", purchase.query);
    }
    let token =
        purchase.query.split('&').find_map(|pair| pair.strip_prefix("ClientToken=")).expect("a token");
    assert_eq!(bought["attempts"][0]["client_token"], token);
    assert!(token.len() <= 64 && token.is_ascii(), "{token}");
    let nonces: std::collections::BTreeSet<_> =
        arrived.iter().map(|request| &request.headers["x-acs-signature-nonce"]).collect();
    assert_eq!(nonces.len(), arrived.len(), "no nonce twice");
    for request in &arrived {
        assert!(!format!("{request:?}").contains(KEY.1), "the secret never leaves");
    }
}
