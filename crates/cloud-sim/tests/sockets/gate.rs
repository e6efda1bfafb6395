//! Who is let in, in every form of a request.

use cloud::AlibabaKey;
use cloud_sim::{
    Auth, DEMO_EXPIRED, DEMO_FORBIDDEN, DEMO_INCOMPLETE, DEMO_TEMPORARY, DemoKey, Effect, Fault, Provider,
    When,
};
use domain::credential::Site;
use time::Duration;

use crate::{
    ask::{Ask, BSS, DTS, FORMS, Signed, Signing, send},
    bench::{Bench, rich},
};

const LOOK: (&str, &[(&str, &str)]) = ("DescribeDtsJobs", &[("JobType", "SYNC"), ("Params", "a b+c*d~e/f&")]);

fn look(bench: &Bench, form: Signing) -> Ask<'_> {
    Ask { form, ..Ask::new(bench, DTS, LOOK.0, LOOK.1) }
}

pub(crate) fn key(demo: &DemoKey) -> AlibabaKey {
    AlibabaKey {
        access_key_id: demo.access_key_id.into(),
        secret: demo.secret.into(),
        security_token: demo.security_token.map(Into::into),
        site: Site::China,
    }
}

fn code(status: u16, code: &str) -> (u16, String) {
    (status, code.to_owned())
}

#[tokio::test]
async fn every_form_of_a_request_is_taken() {
    let bench = Bench::start().await;
    for form in FORMS {
        let methods = if matches!(form, Signing::Acs3Query | Signing::Sha1Query) {
            &["GET", "POST"][..]
        } else {
            &["POST"]
        };
        for method in methods {
            let reply = Ask { method, ..look(&bench, form) }.send().await;
            assert_eq!((reply.status, &reply.json()["Success"]), (200, &true.into()), "{form:?} {method}");
        }
        let arrival = bench.sim.requests().pop().expect("an arrival");
        let is_acs3 = matches!(form, Signing::Acs3Query | Signing::Acs3Form);
        assert_eq!(arrival.auth, if is_acs3 { Auth::Acs3 } else { Auth::HmacSha1 });
        assert_eq!((&*arrival.service, &*arrival.action), ("dts", "DescribeDtsJobs"));
        assert_eq!((arrival.provider, arrival.account.as_deref()), (Provider::Alibaba, Some("rich")));
    }
}

#[tokio::test]
async fn a_wrong_secret_and_an_unknown_key_are_refused_in_every_form() {
    let bench = Bench::start().await;
    for form in FORMS {
        let wrong = AlibabaKey { secret: "not-the-secret".into(), ..rich() };
        let reply = Ask { key: wrong, ..look(&bench, form) }.send().await;
        assert_eq!(reply.refusal(), code(400, "SignatureDoesNotMatch"), "{form:?}");
        let message = reply.json()["Message"].as_str().expect("a message").to_owned();
        let begins = if matches!(form, Signing::Acs3Query | Signing::Acs3Form) {
            "ACS3-HMAC-SHA256\n"
        } else {
            "POST&%2F&"
        };
        let (_, text) = message.split_once("server string to sign is:").expect("the server's text");
        assert!(text.starts_with(begins), "{message}");

        let nobody = AlibabaKey { access_key_id: "LTAI5tNobody".into(), ..rich() };
        let reply = Ask { key: nobody, ..look(&bench, form) }.send().await;
        assert_eq!(reply.refusal(), code(404, "InvalidAccessKeyId.NotFound"), "{form:?}");
    }
}

#[tokio::test]
async fn a_nonce_is_good_once_whatever_the_form() {
    let bench = Bench::start().await;
    for form in FORMS {
        let ask = Ask { nonce: Some(format!("again-{form:?}")), ..look(&bench, form) };
        assert_eq!(ask.send().await.status, 200);
        for other in FORMS {
            let copy = Ask { form: other, ..ask.clone() };
            assert_eq!(copy.send().await.refusal(), code(400, "SignatureNonceUsed"), "{form:?} {other:?}");
        }
    }
}

#[tokio::test]
async fn a_date_is_good_for_fifteen_minutes_in_every_form() {
    let bench = Bench::start().await;
    for form in FORMS {
        for (seconds, is_good) in [(0, true), (900, true), (901, false), (-900, true), (-901, false)] {
            let ask = Ask { date: bench.now() - Duration::seconds(seconds), ..look(&bench, form) };
            let wanted = if is_good { code(200, "none") } else { code(400, "InvalidTimeStamp.Expired") };
            assert_eq!(ask.send().await.refusal(), wanted, "{form:?} {seconds} s");
        }
    }
}

#[tokio::test]
async fn a_temporary_key_comes_with_its_own_living_token() {
    let bench = Bench::start().await;
    let temporary = key(&DEMO_TEMPORARY);
    let expired = key(&DEMO_EXPIRED);
    let with = |key: &AlibabaKey, token: Option<&str>| AlibabaKey {
        security_token: token.map(Into::into),
        ..key.clone()
    };
    for form in FORMS {
        for (key, wanted) in [
            (temporary.clone(), code(200, "none")),
            (with(&temporary, None), code(400, "MissingSecurityToken")),
            (with(&temporary, Some("with spaces in it")), code(400, "InvalidSecurityToken.Malformed")),
            (with(&temporary, Some("x")), code(400, "InvalidSecurityToken.Malformed")),
            (
                with(&temporary, DEMO_EXPIRED.security_token),
                code(400, "InvalidSecurityToken.MismatchWithAccessKey"),
            ),
            (
                with(&rich(), DEMO_TEMPORARY.security_token),
                code(400, "InvalidSecurityToken.MismatchWithAccessKey"),
            ),
            (expired.clone(), code(400, "InvalidSecurityToken.Expired")),
        ] {
            let reply = Ask { key, ..look(&bench, form) }.send().await;
            assert_eq!(reply.refusal(), wanted, "{form:?}");
        }
    }
}

#[tokio::test]
async fn each_part_of_the_older_protocol_must_be_there_and_right() {
    let bench = Bench::start().await;
    let changed = async |name: &str, value: Option<&str>| {
        let mut signed = look(&bench, Signing::Sha1Query).signed();
        signed.query.retain(|(other, _)| other != name);
        signed.query.extend(value.map(|value| (name.to_owned(), value.to_owned())));
        send(&bench, signed).await.refusal()
    };
    for name in ["Action", "Version", "Timestamp", "SignatureNonce", "Signature"] {
        assert_eq!(changed(name, None).await, code(400, &format!("Missing{name}")));
    }
    for (name, value) in
        [("SignatureMethod", "HMAC-SHA256"), ("SignatureVersion", "2.0"), ("SignatureType", "BEARERTOKEN")]
    {
        assert_eq!(changed(name, Some(value)).await, code(400, "IncompleteSignature"), "{name}");
    }
    for (name, value) in [("JobType", "MIGRATION"), ("Timestamp", "2025-03-01T10:00:01Z"), ("Extra", "1")] {
        assert_eq!(changed(name, Some(value)).await, code(400, "SignatureDoesNotMatch"), "{name}");
    }
    // Without a key's id it is no request of this form at all.
    assert_eq!(changed("AccessKeyId", None).await.0, 400);
}

#[tokio::test]
async fn a_parameter_that_comes_twice_is_refused() {
    let bench = Bench::start().await;
    for form in FORMS {
        let mut ask = look(&bench, form);
        ask.parameters.push(("JobType".to_owned(), "SYNC".to_owned()));
        assert_eq!(ask.send().await.refusal(), code(400, "InvalidParameter"), "{form:?}");
    }
}

#[tokio::test]
async fn the_hash_in_the_header_is_the_bodys_own() {
    use cloud::alibaba::sign;
    let bench = Bench::start().await;
    let Signed { headers, query, .. } = look(&bench, Signing::Acs3Query).signed();
    let lie = |(name, value): (String, String)| match name.as_str() {
        "x-acs-content-sha256" => (name, sign::payload_hash(b"another body")),
        _ => (name, value),
    };
    let mut headers: Vec<_> =
        headers.into_iter().filter(|(name, _)| name != "authorization").map(lie).collect();
    // The signature covers the lie and is right for the body that is sent.
    let hash = sign::payload_hash(b"");
    let request =
        sign::Request { method: "POST", path: "/", query: &query, headers: &headers, payload_hash: &hash };
    let signature = sign::sign(request, &rich().access_key_id, &rich().secret);
    headers.push(("authorization".to_owned(), signature.authorization));

    let reply = send(&bench, Signed { method: "POST", query, headers, body: String::new() }).await;

    assert_eq!(reply.refusal(), code(400, "SignatureDoesNotMatch"));
}

#[tokio::test]
async fn names_may_stay_unencoded_in_the_newer_signature() {
    use cloud::alibaba::sign;
    let bench = Bench::start().await;
    let ask = Ask {
        parameters: vec![("Tag.1.Key[x]".to_owned(), "a b".to_owned())],
        ..look(&bench, Signing::Acs3Query)
    };
    let Signed { headers, query, .. } = ask.signed();
    let covered: Vec<_> = headers.iter().filter(|(name, _)| name != "authorization").cloned().collect();
    let hash = sign::payload_hash(b"");
    let request =
        sign::Request { method: "POST", path: "/", query: &query, headers: &covered, payload_hash: &hash };
    let encoded = sign::sign(request, &rich().access_key_id, &rich().secret);
    let canonical = encoded.canonical_request.replace("Tag.1.Key%5Bx%5D=", "Tag.1.Key[x]=");
    assert_ne!(canonical, encoded.canonical_request);

    // What the vendor's Python SDK signs.
    use hmac::{Hmac, KeyInit, Mac};
    use secrecy::ExposeSecret;
    let text = format!("{}\n{}", sign::ALGORITHM, sign::payload_hash(canonical.as_bytes()));
    let mut mac =
        Hmac::<sha2::Sha256>::new_from_slice(rich().secret.expose_secret().as_bytes()).expect("any key");
    mac.update(text.as_bytes());
    let signature = data_encoding::HEXLOWER.encode(&mac.finalize().into_bytes());
    let authorization = encoded.authorization.replace(&encoded.signature, &signature);
    let headers = covered.into_iter().chain([("authorization".to_owned(), authorization)]).collect();
    let signed = Signed { method: "POST", query, headers, body: String::new() };

    assert_eq!(send(&bench, signed).await.status, 200);
}

#[tokio::test]
async fn who_asks_for_no_json_gets_xml() {
    let bench = Bench::start().await;
    bench.buy("t1").await;
    for form in FORMS {
        let good = Ask {
            is_json: false,
            ..Ask { form, ..Ask::new(&bench, DTS, "DescribeDtsJobs", &[("JobType", "SYNC")]) }
        }
        .send()
        .await;
        assert_eq!(good.headers["content-type"], "text/xml;charset=utf-8", "{form:?}");
        assert!(good.text.contains("<DescribeDtsJobsResponse>"), "{}", good.text);
        assert!(good.text.contains("<DtsJobList><"), "{}", good.text);
        assert!(good.text.contains("<TotalRecordCount>1</TotalRecordCount>"), "{}", good.text);
        assert!(good.text.ends_with("</DescribeDtsJobsResponse>"), "{}", good.text);

        let bad = Ask { is_json: false, version: "2018-08-01", ..look(&bench, form) }.send().await;
        assert_eq!(bad.status, 400);
        assert!(bad.text.contains("<Error><"), "{}", bad.text);
        assert!(bad.text.contains("<Code>NoSuchVersion</Code>"), "{}", bad.text);
        assert!(bad.text.contains("<HostId>"), "{}", bad.text);
    }
    let wrong = AlibabaKey { secret: "not-the-secret".into(), ..rich() };
    let closed = Ask { is_json: false, key: wrong, ..look(&bench, Signing::Sha1Query) }.send().await;
    assert!(
        closed.text.contains("<Code>SignatureDoesNotMatch</Code>") && closed.text.contains("&amp;"),
        "{}",
        closed.text
    );
}

#[tokio::test]
async fn who_may_only_look_looks_and_buys_nothing() {
    let bench = Bench::start().await;
    let forbidden = key(&DEMO_FORBIDDEN);
    assert_eq!(Ask { key: forbidden.clone(), ..look(&bench, Signing::Acs3Query) }.send().await.status, 200);
    for (version, action) in [
        (DTS, "CreateSynchronizationJob"),
        (DTS, "TransferPayType"),
        (DTS, "ConfigureSynchronizationJob"),
        (DTS, "StartSynchronizationJob"),
        (BSS, "CreateInstance"),
    ] {
        let reply = Ask { key: forbidden.clone(), ..Ask::new(&bench, version, action, &[]) }.send().await;
        assert_eq!(reply.refusal(), code(403, "Forbidden.RAM"), "{action}");
    }
    assert!(bench.sim.ledger().is_empty());
}

#[tokio::test]
async fn who_never_said_who_he_is_buys_nothing() {
    let bench = Bench::start().await;
    let wish = [
        ("SourceRegion", "cn-hangzhou"),
        ("DestRegion", "cn-hangzhou"),
        ("SynchronizationJobClass", "small"),
        ("PayType", "PostPaid"),
    ];
    let ask = Ask { key: key(&DEMO_INCOMPLETE), ..Ask::new(&bench, DTS, "CreateSynchronizationJob", &wish) };
    assert_eq!(ask.send().await.refusal(), code(403, "Forbidden.UserVerification"));
    assert!(bench.sim.ledger().is_empty());
}

#[tokio::test]
async fn a_throttled_call_says_how_long_to_wait() {
    let bench = Bench::start().await;
    let refuse = Effect::Refuse { status: 400, code: "Throttling.User".into(), xml: false };
    bench.sim.fault(Fault::next("DescribeDtsJobs", When::Before, refuse));

    let reply = look(&bench, Signing::Sha1Query).send().await;

    assert_eq!(reply.refusal(), code(400, "Throttling.User"));
    assert_eq!(reply.headers["x-acs-retry-after"], "15");
}

#[tokio::test]
async fn unknown_actions_versions_and_methods_are_refused() {
    let bench = Bench::start().await;
    for version in [DTS, BSS] {
        let reply = Ask::new(&bench, version, "DeleteEverything", &[]).send().await;
        assert_eq!(reply.refusal(), code(404, "InvalidApi.NotFound"), "{version}");
    }
    let reply = Ask::new(&bench, "2018-08-01", "DescribeDtsJobs", &[]).send().await;
    assert_eq!(reply.refusal(), code(400, "NoSuchVersion"));
    let reply = Ask { method: "PUT", ..look(&bench, Signing::Acs3Query) }.send().await;
    assert_eq!(reply.refusal(), code(405, "UnsupportedHTTPMethod"));
    // Everything but the root is the other vendor's.
    let url = bench.url("/v1/project/instances");
    let reply = reqwest::Client::builder()
        .no_proxy()
        .build()
        .expect("HTTP")
        .get(url)
        .send()
        .await
        .expect("an answer");
    assert_eq!(bench.sim.requests().pop().expect("an arrival").provider, Provider::Huawei);
    assert!(reply.status().is_client_error());
}
