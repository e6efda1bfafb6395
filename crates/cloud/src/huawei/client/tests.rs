//! Every listed code, at every status, in every shape in which the cloud may write it, for every call that spends or
//! saves money.

mod signing;

use domain::{
    catalog::{Input, Operation},
    order::Verdict::{self, Done, NotDone, Open},
};

use super::*;
use crate::{
    http::Exchange,
    huawei::Purchase,
    provider::Reach,
    purchase,
    verdict::rows::{self, HUAWEI},
};

const BUY: Call = Call::Buy(Operation::DdmCreate);
const PAY: Call = Call::PayOrder;
const CANCEL: Call = Call::CancelOrder;

const ALL: &[Call] = &[BUY, PAY, CANCEL];
const BSS: &[Call] = &[PAY, CANCEL];

/// Every status that HTTP has a name for, from 200 on.
const STATUSES: &[u16] = &[
    200, 201, 202, 203, 204, 205, 206, 207, 208, 226, 300, 301, 302, 303, 304, 305, 307, 308, 400, 401, 402,
    403, 404, 405, 406, 407, 408, 409, 410, 411, 412, 413, 414, 415, 416, 417, 418, 421, 422, 423, 424, 425,
    426, 428, 429, 431, 451, 500, 501, 502, 503, 504, 505, 506, 507, 508, 510, 511,
];

struct Expected {
    calls: &'static [Call],
    statuses: &'static [u16],
    code: &'static str,
    verdict: Verdict,
    advice: Advice,
    field: Option<&'static str>,
}

const fn open(calls: &'static [Call], code: &'static str, advice: Advice) -> Expected {
    Expected { calls, statuses: STATUSES, code, verdict: Open, advice, field: None }
}

const fn not_done(
    calls: &'static [Call],
    statuses: &'static [u16],
    code: &'static str,
    advice: Advice,
) -> Expected {
    Expected { statuses, verdict: NotDone, ..open(calls, code, advice) }
}

const fn ddm(code: &'static str, field: &'static str) -> Expected {
    Expected { field: Some(field), ..not_done(&[BUY], &[400], code, Advice::ParametersRefused) }
}

const fn pay(code: &'static str, advice: Advice) -> Expected {
    not_done(&[PAY], &[200, 400], code, advice)
}

/// One for each row, in the rows' order, from the vendor's documents.
#[rustfmt::skip]
const EXPECTED: &[Expected] = &[
    open(ALL, "APIGW.0201", Advice::CloudDown),
    open(ALL, "APIG.0201", Advice::CloudDown),
    open(&[BUY], "DBS.200412", Advice::CloudDown),
    open(&[BUY], "DBS.300002", Advice::CloudDown),
    open(&[BUY], "DBS.300005", Advice::CloudDown),
    open(&[BUY], "DBS.200019", Advice::StillRunning),
    open(&[BUY], "DBS.212033", Advice::StillRunning),
    open(BSS, "CBC.0999", Advice::CloudDown),
    open(BSS, "CBC.99008040", Advice::StillRunning),
    open(&[PAY], "CBC.99003106", Advice::Unknown),
    open(&[CANCEL], "CBC.99005010", Advice::Unknown),
    not_done(ALL, &[401], "APIGW.0301", Advice::KeyRefused),
    not_done(ALL, &[401], "APIG.0301", Advice::KeyRefused),
    not_done(ALL, &[401], "APIGW.0303", Advice::KeyRefused),
    not_done(ALL, &[401], "APIG.0303", Advice::KeyRefused),
    not_done(ALL, &[401], "APIGW.0307", Advice::KeyRefused),
    not_done(ALL, &[401], "APIG.0307", Advice::KeyRefused),
    not_done(BSS, &[401, 403], "CBC.0154", Advice::KeyRefused),
    not_done(ALL, &[403], "APIGW.0302", Advice::PermissionMissing),
    not_done(ALL, &[403], "APIG.0302", Advice::PermissionMissing),
    not_done(BSS, &[403], "CBC.0151", Advice::PermissionMissing),
    not_done(BSS, &[403], "CBC.0155", Advice::PermissionMissing),
    not_done(BSS, &[403], "CBC.0150", Advice::AccountRestricted),
    not_done(BSS, &[403], "CBC.0156", Advice::AccountRestricted),
    open(ALL, "401", Advice::KeyRefused),
    open(ALL, "403", Advice::PermissionMissing),
    not_done(ALL, &[404], "APIGW.0101", Advice::PortalBug),
    not_done(ALL, &[404], "APIG.0101", Advice::PortalBug),
    not_done(ALL, &[429], "APIGW.0308", Advice::Throttled),
    not_done(ALL, &[429], "APIG.0308", Advice::Throttled),
    not_done(&[BUY], &[400], "DBS.280001", Advice::ParametersRefused),
    ddm("DBS.300305", "instance.admin_user_name"),
    ddm("DBS.300306", "instance.admin_user_password"),
    ddm("DBS.300376", "instance.time_zone"),
    not_done(&[BUY], &[400], "DBS.300375", Advice::ParametersRefused),
    not_done(&[BUY], &[400], "DBS.300371", Advice::NotOnSale),
    not_done(BSS, &[200, 400], "CBC.0100", Advice::ParametersRefused),
    not_done(BSS, &[200, 400], "CBC.0101", Advice::ParametersRefused),
    not_done(BSS, &[200, 400], "CBC.99000089", Advice::ParametersRefused),
    pay("CBC.30000010", Advice::ParametersRefused),
    pay("CBC.99003110", Advice::NotOnSale),
    pay("CBC.99003141", Advice::NotOnSale),
    pay("CBC.99003162", Advice::NotOnSale),
    pay("CBC.99005003", Advice::NotEnoughMoney),
    pay("CBC.99003155", Advice::NotEnoughMoney),
    pay("CBC.99003198", Advice::NotEnoughMoney),
    pay("CBC.99006093", Advice::AccountRestricted),
    pay("CBC.99008056", Advice::AccountRestricted),
    not_done(BSS, &[200, 400], "CBC.18000016", Advice::AccountRestricted),
    pay("CBC.99003108", Advice::PortalBug),
    pay("CBC.99003112", Advice::PortalBug),
    pay("CBC.99003116", Advice::PortalBug),
    pay("CBC.99003117", Advice::PortalBug),
    pay("CBC.99003147", Advice::PortalBug),
    pay("CBC.99003156", Advice::PortalBug),
];

fn key() -> HuaweiKey {
    HuaweiKey {
        project_id: "p1".into(),
        region: "cn-north-4".into(),
        login: Login::AccessKey {
            access_key_id: "HWFAKE".into(),
            secret: "fake-secret".into(),
            security_token: None,
        },
    }
}

fn user() -> HuaweiKey {
    let login =
        Login::IamUser { domain: "acme".into(), user: "buyer".into(), password: "fake-password".into() };
    HuaweiKey { login, ..key() }
}

fn fresh() -> Fresh {
    Fresh { now: time::OffsetDateTime::UNIX_EPOCH, nonce: "n".into() }
}

fn client() -> Client {
    Client::new(Http::new(crate::Limits::default()).expect("HTTP"), &Endpoints::vendor())
}

fn sign(call: Call, key: &HuaweiKey, access: &Access) -> Result<SignedPurchase, CloudError> {
    let parameters = Input::from([("instance.flavor_id".to_owned(), "f".to_owned())]);
    let password = SecretString::from("Pass-word1");
    let purchase = Purchase {
        operation: Operation::DdmCreate,
        parameters: &parameters,
        name: "orders-abc",
        admin_user_password: Some(&password),
    };
    match call {
        Call::Buy(_) => client().sign_purchase(&purchase, key, access, &fresh()),
        Call::PayOrder => client().sign_pay("CS1", key, access, &fresh()),
        Call::CancelOrder => client().sign_cancel("CS1", key, access, &fresh()),
    }
}

fn signed(call: Call) -> SignedPurchase {
    sign(call, &key(), &access(Scope::of(call), &key(), None)).expect("a signed call")
}

fn access(scope: Scope, key: &HuaweiKey, bearer: Option<Bearer>) -> Access {
    Access { scope, holder: client().holder(scope, key).expect("a key"), bearer }
}

fn answered(signed: &SignedPurchase, http: u16, body: &str) -> Answer {
    let mut headers = reqwest::header::HeaderMap::new();
    headers.insert("x-request-id", HeaderValue::from_static("R-header"));
    let exchange = Exchange {
        reach: Reach::Answered,
        status: Some(http),
        date: None,
        headers,
        body: body.as_bytes().to_vec(),
        broken: None,
    };
    purchase::answer(signed.call, exchange, &signed.scrubber, &*signed.read)
}

/// The body and the request's id that it has, if any.
fn shapes(code: &str) -> [(String, Option<&'static str>); 8] {
    [
        (format!(r#"{{"errCode": "{code}", "externalMessage": "m"}}"#), None),
        (format!(r#"{{"externalMessage": "m", "errCode": "{code}", "id": null, "order_id": null}}"#), None),
        (format!(r#"{{"error_code": "{code}", "error_msg": "m", "request_id": "R"}}"#), Some("R")),
        (format!(r#"{{"error_msg": "m", "error_code": "{code}"}}"#), None),
        (format!(r#"{{"error": {{"code": "{code}", "message": "m", "title": "t"}}}}"#), None),
        (format!(r#"{{"code": "{code}", "message": "m"}}"#), None),
        (format!(r#"{{"anyError": {{"code": "{code}", "message": "m"}}}}"#), None),
        (format!(r#"{{"requestId": "R", "code": "{code}", "message": "m", "errCode": ""}}"#), Some("R")),
    ]
}

/// The fifth shape: no answer of the cloud, whatever stands in it.
fn texts(code: &str) -> [String; 4] {
    [
        code.to_owned(),
        format!("{code}: m"),
        format!("<html><body>{code} m</body></html>"),
        format!("<Error><Code>{code}</Code><Message>m</Message></Error>"),
    ]
}

/// What the vendor's documents lead us to expect of a code at a status.
fn expected(row: &Expected, call: Call, http: u16) -> (Verdict, bool, bool, Advice) {
    if row.calls.contains(&call) && row.statuses.contains(&http) {
        let suspect = row.verdict == NotDone && matches!(http, 401 | 403);
        return (row.verdict, suspect, false, row.advice);
    }
    (Open, false, false, if http >= 500 { Advice::CloudDown } else { Advice::Unknown })
}

fn told(answer: &Answer) -> (Verdict, bool, bool, Advice) {
    (answer.verdict, answer.credential_suspect, answer.alarm, answer.advice)
}

#[test]
fn every_code_means_what_is_documented_at_every_status_in_every_shape() {
    assert_eq!(EXPECTED.len(), HUAWEI.len(), "one expectation per row");
    let mut cases = 0;
    for call in ALL {
        let signed = signed(*call);
        for row in EXPECTED {
            for (body, request_id) in shapes(row.code) {
                for http in STATUSES {
                    let answer = answered(&signed, *http, &body);

                    assert_eq!(told(&answer), expected(row, *call, *http), "{call} {http} {body}");
                    assert_eq!(answer.code.as_deref(), Some(row.code));
                    assert_eq!(answer.message.as_deref(), Some("m"));
                    assert_eq!(answer.request_id.as_deref(), request_id.or(Some("R-header")));
                    let is_about = row.calls.contains(call) && row.statuses.contains(http);
                    assert_eq!(answer.field.as_deref(), row.field.filter(|_| is_about));
                    assert_eq!(answer.reference(), None);
                    cases += 1;
                }
            }
            for body in texts(row.code) {
                for http in STATUSES {
                    let answer = answered(&signed, *http, &body);

                    let advice = if *http >= 500 { Advice::CloudDown } else { Advice::Unreadable };
                    assert_eq!(told(&answer), (Open, false, false, advice), "{call} {http} {body}");
                    assert_eq!((answer.code.as_deref(), answer.reference()), (None, None));
                    cases += 1;
                }
            }
        }
    }
    println!("{cases} cases: {} codes", EXPECTED.len());
}

#[test]
fn every_row_is_reached_by_its_own_code() {
    for (row, expected) in HUAWEI.iter().zip(EXPECTED) {
        for call in expected.calls {
            for http in expected.statuses {
                assert_eq!(
                    rows::find(*call, *http, expected.code),
                    Some(row),
                    "{call} {http} {}",
                    expected.code
                );
            }
        }
    }
}

#[test]
fn a_code_that_is_not_listed_is_open_at_every_status_in_every_shape() {
    let strange = ["Teapot", "DBS.111111", "CBC.1", "APIGW.0000", "500", "400", "true"];
    let near = EXPECTED.iter().flat_map(|row| {
        [format!("{}0", row.code), format!("X{}", row.code), row.code.to_ascii_lowercase() + "."]
    });
    let signed = [BUY, PAY, CANCEL].map(signed);
    let mut cases = 0;
    for code in strange.into_iter().map(str::to_owned).chain(near) {
        for (body, _) in shapes(&code) {
            for signed in &signed {
                for http in [200, 204, 302, 400, 401, 403, 404, 409, 429, 500, 503] {
                    let answer = answered(signed, http, &body);

                    assert_eq!(answer.verdict, Open, "{} {http} {body}", signed.call);
                    assert_eq!(answer.code.as_deref(), Some(code.as_str()));
                    assert!(!answer.credential_suspect && !answer.alarm);
                    cases += 1;
                }
            }
        }
    }
    println!("{cases} cases");
}

#[test]
fn an_instance_or_an_order_is_bought_and_nothing_else_is() {
    let signed = signed(BUY);
    for (http, body, verdict, reference) in [
        (200, r#"{"id": "a1in09", "job_id": "j", "order_id": null}"#, Done, Some("a1in09")),
        (202, r#"{"id": "a1in09"}"#, Done, Some("a1in09")),
        (200, r#"{"id": null, "job_id": null, "order_id": "CS1"}"#, Done, Some("CS1")),
        (200, r#"{"id": null, "job_id": null, "order_id": null}"#, Open, None),
        (200, r#"{"job_id": "j"}"#, Open, None),
        (200, "{}", Open, None),
        (200, "", Open, None),
        (204, "", Open, None),
        // What contradicts itself is kept as evidence.
        (500, r#"{"id": "a1in09"}"#, Open, Some("a1in09")),
        (401, r#"{"order_id": "CS1"}"#, Open, Some("CS1")),
        (200, r#"{"id": "a1in09", "errCode": "DBS.280001"}"#, Open, Some("a1in09")),
        (400, r#"{"id": "a1in09", "errCode": "DBS.280001"}"#, Open, Some("a1in09")),
        (400, r#"{"id": null, "errCode": "DBS.280001"}"#, NotDone, None),
        (400, r#"{"id": 0, "errCode": "DBS.280001"}"#, Open, None),
        (400, r#"{"id": null, "id": null, "errCode": "DBS.280001"}"#, Open, None),
    ] {
        let answer = answered(&signed, http, body);

        assert_eq!((answer.verdict, answer.reference()), (verdict, reference), "{http} {body}");
    }
}

#[test]
fn an_order_is_settled_by_the_documented_answer_and_by_no_other() {
    for call in BSS {
        let signed = signed(*call);
        for (http, body, verdict) in [
            (204, "", Done),
            (200, r#"{"error_code": "CBC.0000", "error_msg": "Success."}"#, Done),
            (200, "", Open),
            (202, "", Open),
            (200, "{}", Open),
            (200, "<html/>", Open),
            (302, "", Open),
            (401, "", Open),
            (500, "", Open),
            (500, r#"{"error_code": "CBC.0000"}"#, Open),
        ] {
            let answer = answered(&signed, http, body);

            assert_eq!(answer.verdict, verdict, "{call} {http} {body}");
            assert_eq!(answer.order_id.as_deref(), (verdict == Done).then_some("CS1"));
        }
    }
}

#[test]
fn the_message_names_the_parameter() {
    let body = r#"{"errCode": "DBS.280001", "externalMessage": "Parameter error: flavor_id."}"#;

    assert_eq!(answered(&signed(BUY), 400, body).field.as_deref(), Some("instance.flavor_id"));
    assert_eq!(answered(&signed(PAY), 400, body).field, None);
}
