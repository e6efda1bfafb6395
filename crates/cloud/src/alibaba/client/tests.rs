//! Every listed code, at every status, in every position in which the vendor may put it, for every purchase.

use domain::order::Verdict::{self, NotDone, Open};

use super::*;
use crate::{
    http::Exchange,
    provider::Reach,
    purchase,
    verdict::rows::{self, ALIBABA},
};

const CREATE: Operation = Operation::DtsCreate;
const CHANGE: Operation = Operation::DtsChange;
const BSS: Operation = Operation::BssCreate;

const ALL: &[Operation] = &[CREATE, CHANGE, BSS];
const DTS: &[Operation] = &[CREATE, CHANGE];

/// Every status that HTTP has a name for, from 200 on.
const STATUSES: &[u16] = &[
    200, 201, 202, 203, 204, 205, 206, 207, 208, 226, 300, 301, 302, 303, 304, 305, 307, 308, 400, 401, 402,
    403, 404, 405, 406, 407, 408, 409, 410, 411, 412, 413, 414, 415, 416, 417, 418, 421, 422, 423, 424, 425,
    426, 428, 429, 431, 451, 500, 501, 502, 503, 504, 505, 506, 507, 508, 510, 511,
];

struct Expected {
    operations: &'static [Operation],
    statuses: &'static [u16],
    code: &'static str,
    verdict: Verdict,
    suspect: bool,
    alarm: bool,
    advice: Advice,
    field: Option<&'static str>,
}

const fn open(operations: &'static [Operation], code: &'static str, advice: Advice) -> Expected {
    Expected {
        operations,
        statuses: STATUSES,
        code,
        verdict: Open,
        suspect: false,
        alarm: false,
        advice,
        field: None,
    }
}

const fn not_done(
    operations: &'static [Operation],
    statuses: &'static [u16],
    code: &'static str,
    advice: Advice,
) -> Expected {
    Expected { statuses, verdict: NotDone, ..open(operations, code, advice) }
}

const fn suspect(statuses: &'static [u16], code: &'static str, advice: Advice) -> Expected {
    Expected { suspect: true, ..not_done(ALL, statuses, code, advice) }
}

/// One for each row, in the rows' order, from the vendor's documents.
#[rustfmt::skip]
const EXPECTED: &[Expected] = &[
    Expected { alarm: true, ..open(ALL, "IdempotentParameterMismatch", Advice::TokenConflict) },
    open(ALL, "LastTokenProcessing", Advice::StillRunning),
    open(ALL, "SignatureNonceUsed", Advice::NoAnswer),
    open(ALL, "InternalError", Advice::CloudDown),
    open(ALL, "UnknownError", Advice::CloudDown),
    open(ALL, "ServiceUnavailable", Advice::CloudDown),
    open(&[CHANGE], "DTS.Msg.OperationDenied.JobStatusModifying", Advice::StillRunning),
    suspect(&[400, 403, 404], "InvalidAccessKeyId.NotFound", Advice::KeyRefused),
    suspect(&[400, 403], "InvalidAccessKeyId.Inactive", Advice::KeyRefused),
    suspect(&[400, 403], "SignatureDoesNotMatch", Advice::KeyRefused),
    suspect(&[400, 403], "InvalidSecurityToken.Expired", Advice::TokenExpired),
    suspect(&[200, 400, 403], "MissingSecurityToken", Advice::TokenExpired),
    suspect(&[403], "Forbidden", Advice::PermissionMissing),
    suspect(&[403], "Forbidden.RAM", Advice::PermissionMissing),
    suspect(&[403], "NoPermission", Advice::PermissionMissing),
    suspect(&[403], "Forbidden.RiskControl", Advice::AccountRestricted),
    suspect(&[403], "Forbidden.UserVerification", Advice::AccountRestricted),
    not_done(ALL, &[400], "IncompleteSignature", Advice::PortalBug),
    not_done(ALL, &[400], "InvalidTimeStamp.Format", Advice::PortalBug),
    not_done(ALL, &[400], "InvalidTimeStamp.Expired", Advice::ClockOff),
    not_done(ALL, &[400], "IllegalTimestamp", Advice::ClockOff),
    not_done(ALL, &[400, 403, 404], "InvalidApi.NotFound", Advice::PortalBug),
    not_done(ALL, &[400, 403, 404], "InvalidAction", Advice::PortalBug),
    not_done(ALL, &[400, 403, 404], "NoSuchVersion", Advice::PortalBug),
    not_done(ALL, &[400, 429, 503], "Throttling", Advice::Throttled),
    not_done(ALL, &[400, 429, 503], "Throttling.User", Advice::Throttled),
    not_done(ALL, &[400, 429, 503], "Throttling.Api", Advice::Throttled),
    not_done(DTS, &[200, 400, 429, 503], "DTS.Msg.Throttling.User", Advice::Throttled),
    not_done(ALL, &[200, 400], "MissingParameter", Advice::ParametersRefused),
    Expected { field: Some("RegionId"), ..not_done(ALL, &[200, 400], "MissingRegionId", Advice::ParametersRefused) },
    Expected { field: Some("Period"), ..not_done(ALL, &[200, 400], "InvalidParameter.Period", Advice::ParametersRefused) },
    not_done(ALL, &[200, 400], "InsufficientBalance", Advice::NotEnoughMoney),
    not_done(DTS, &[200, 400, 403], "DTS.Msg.LXPayOrder.InsufficientBalance", Advice::NotEnoughMoney),
    not_done(DTS, &[200, 400, 403], "DTS.Msg.LXCreateOrderError", Advice::AccountRestricted),
    not_done(DTS, &[200, 400, 403], "DTS.Msg.LXCreateOrder.NotFoundPricePlan", Advice::NotOnSale),
    not_done(&[CHANGE], &[200, 400, 403], "DTS.Msg.OperationDenied.NotPurchased", Advice::ParametersRefused),
    not_done(&[CHANGE], &[200, 400, 403], "DTS.Msg.UpdateJob.OperationDenied.InitStatus", Advice::ParametersRefused),
    not_done(&[BSS], &[200, 400], "INSUFFICIENT.AVAILABLE.QUOTA", Advice::NotEnoughMoney),
    not_done(&[BSS], &[200, 400], "InvalidOwner", Advice::AccountRestricted),
    not_done(&[BSS], &[200, 400], "ORDER.ACCOUNT_STATUS_ILLEGAL", Advice::AccountRestricted),
    not_done(&[BSS], &[200, 400], "ORDER.ACCOUNT_INFORMATION_INCOMPLETE", Advice::AccountRestricted),
    not_done(&[BSS], &[200, 400], "400", Advice::ParametersRefused),
    not_done(&[BSS], &[200, 400, 404], "NotApplicable", Advice::NotOnSale),
];

fn signed(operation: Operation) -> SignedPurchase {
    let parameters = [
        ("ChargeType", "PrePaid"),
        ("DtsJobId", "job1"),
        ("Period", "Month"),
        ("ProductCode", "dts"),
        ("RegionId", "cn-hangzhou"),
    ]
    .map(|(name, value)| (name.to_owned(), value.to_owned()))
    .into();
    let key = AlibabaKey {
        access_key_id: "LTAI-fake".into(),
        secret: "fake-secret".into(),
        security_token: None,
        site: domain::credential::Site::China,
    };
    let fresh = Fresh { now: time::OffsetDateTime::UNIX_EPOCH, nonce: "n".into() };
    let client = Client::new(Http::new(crate::Limits::default()).expect("HTTP"), &Endpoints::vendor());
    client.sign_purchase(operation, &parameters, "token", &key, fresh).expect("a signed purchase")
}

fn answered(signed: &SignedPurchase, http: u16, body: &str) -> Answer {
    let exchange = Exchange {
        reach: Reach::Answered,
        status: Some(http),
        date: None,
        headers: Default::default(),
        body: body.as_bytes().to_vec(),
        broken: None,
    };
    purchase::answer(signed.call, exchange, &signed.scrubber, &*signed.read)
}

fn positions(code: &str) -> [String; 10] {
    [
        format!(r#"{{"RequestId": "R", "HostId": "h", "Code": "{code}", "Message": "m", "Recommend": "r"}}"#),
        format!(r#"{{"requestId": "R", "code": "{code}", "message": "m"}}"#),
        format!(
            r#"{{"RequestId": "R", "Success": false, "Code": "{code}", "Message": "m", "Data": {{"OrderId": null}}}}"#
        ),
        format!(r#"{{"RequestId": "R", "Success": false, "ErrCode": "{code}", "ErrMessage": "m"}}"#),
        format!(
            r#"{{"RequestId": "R", "Success": "false", "ErrCode": "{code}", "ErrMessage": "m", "Code": "200",
                "HttpStatusCode": 400, "SynchronizationJobId": "", "InstanceId": null, "DynamicMessage": ""}}"#
        ),
        format!(r#"{{"Error": {{"RequestId": "R", "Code": "{code}", "Message": "m"}}}}"#),
        format!(r#"{{"error": {{"code": "{code}", "message": "m"}}, "requestId": "R"}}"#),
        format!("<Error><RequestId>R</RequestId><Code>{code}</Code><Message>m</Message></Error>"),
        format!(
            "<?xml version=\"1.0\"?><AnyResponse><RequestId>R</RequestId><Success>false</Success>
             <ErrCode>{code}</ErrCode><ErrMessage>m</ErrMessage><InstanceId/></AnyResponse>"
        ),
        format!(
            "<AnyResponse><RequestId>R</RequestId><Success>false</Success><Code>{code}</Code>
             <Message>m</Message><Data><OrderId></OrderId></Data></AnyResponse>"
        ),
    ]
}

/// What the vendor's documents lead us to expect of a code at a status.
fn expected(row: &Expected, operation: Operation, http: u16) -> (Verdict, bool, bool, Advice) {
    if row.operations.contains(&operation) && row.statuses.contains(&http) {
        let suspect = row.suspect || (row.verdict == NotDone && http == 403);
        return (row.verdict, suspect, row.alarm, row.advice);
    }
    (Open, false, false, if http >= 500 { Advice::CloudDown } else { Advice::Unknown })
}

#[test]
fn every_code_means_what_is_documented_at_every_status_in_every_position() {
    assert_eq!(EXPECTED.len(), ALIBABA.len(), "one expectation per row");
    let mut cases = 0;
    for operation in ALL {
        let signed = signed(*operation);
        for row in EXPECTED {
            for body in positions(row.code) {
                for http in STATUSES {
                    let answer = answered(&signed, *http, &body);

                    let told = (answer.verdict, answer.credential_suspect, answer.alarm, answer.advice);
                    assert_eq!(told, expected(row, *operation, *http), "{operation} {http} {body}");
                    assert_eq!(answer.code.as_deref(), Some(row.code));
                    assert_eq!(answer.message.as_deref(), Some("m"));
                    assert_eq!(answer.request_id.as_deref(), Some("R"));
                    assert_eq!(answer.field.as_deref(), row.field, "{operation} {body}");
                    assert_eq!(answer.reference(), None);
                    cases += 1;
                }
            }
        }
    }
    println!("{cases} cases: {} codes", EXPECTED.len());
}

#[test]
fn every_row_is_reached_by_its_own_code() {
    for (row, expected) in ALIBABA.iter().zip(EXPECTED) {
        for operation in expected.operations {
            for http in expected.statuses {
                let found = rows::find(Call::Buy(*operation), *http, expected.code);
                assert_eq!(found, Some(row), "{operation} {http} {}", expected.code);
            }
        }
    }
}

#[test]
fn a_code_that_is_not_listed_is_open_at_every_status_in_every_position() {
    let strange = ["Teapot", "DTS.Msg.Teapot", "Forbidden.Teapot", "Throttling.Teapot", "500", "true"];
    let near = EXPECTED.iter().flat_map(|row| {
        [format!("{}X", row.code), format!("X{}", row.code), row.code.to_ascii_lowercase() + "."]
    });
    let codes = strange.into_iter().map(str::to_owned).chain(near).filter(|code| {
        // A parameter's name follows these: any name is one.
        !code.starts_with("Missing")
            && !code.starts_with("InvalidParameter.")
            && !code.starts_with("InvalidSecurityToken.")
    });
    let signed = [CREATE, CHANGE, BSS].map(signed);
    let mut cases = 0;
    for code in codes {
        for body in positions(&code) {
            for signed in &signed {
                for http in [200, 302, 400, 401, 403, 404, 409, 429, 500, 503] {
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
fn an_id_beside_an_error_is_kept_as_evidence() {
    for (operation, names) in [
        (CREATE, r#""SynchronizationJobId": "x9""#),
        (CHANGE, r#""InstanceId": "x9""#),
        (BSS, r#""Data": {"OrderId": "x9"}"#),
    ] {
        let body = format!(r#"{{"Success": false, "ErrCode": "InsufficientBalance", {names}}}"#);

        let answer = answered(&signed(operation), 200, &body);

        assert_eq!(answer.verdict, Open);
        assert_eq!(answer.reference(), Some("x9"));
    }
}

#[test]
fn a_change_that_repeats_another_task_or_charge_type_is_open() {
    let signed = signed(CHANGE);
    for (echo, verdict) in [
        (r#""DtsJobId": "job1", "ChargeType": "PrePaid""#, Verdict::Done),
        (r#""ChargeType": "Prepaid""#, Verdict::Done),
        (r#""DtsJobId": "job2", "ChargeType": "PrePaid""#, Open),
        (r#""DtsJobId": "job1", "ChargeType": "PostPaid""#, Open),
    ] {
        let body = format!(r#"{{"Success": true, "InstanceId": "dtsjob1", {echo}}}"#);
        assert_eq!(answered(&signed, 200, &body).verdict, verdict, "{echo}");

        let body = format!(r#"{{"Success": false, "ErrCode": "InsufficientBalance", {echo}}}"#);
        let refused = if verdict == Verdict::Done { NotDone } else { Open };
        assert_eq!(answered(&signed, 200, &body).verdict, refused, "{echo}");
    }
}

#[test]
fn a_purchase_whose_address_would_be_too_long_is_refused_before_it_is_sent() {
    let client = Client::new(Http::new(crate::Limits::default()).expect("HTTP"), &Endpoints::vendor());
    let key = AlibabaKey {
        access_key_id: "LTAI-fake".into(),
        secret: "fake".into(),
        security_token: None,
        site: domain::credential::Site::China,
    };
    let sign = |length: usize| {
        let parameters = [("ProductCode", "ons".to_owned()), ("Parameter.1.Value", "x".repeat(length))];
        let parameters = parameters.map(|(name, value)| (name.to_owned(), value)).into_iter().collect();
        let fresh = Fresh { now: OffsetDateTime::UNIX_EPOCH, nonce: "n".into() };
        client.sign_purchase(BSS, &parameters, "token", &key, fresh)
    };

    assert!(sign(MAX_QUERY - 100).is_ok());
    for length in [MAX_QUERY, 70_000] {
        let error = sign(length).expect_err("a refusal");
        assert_eq!(error.kind, CloudErrorKind::Invalid);
        assert_eq!(error.message.as_deref(), Some("the parameters are longer than 32 KiB"));
    }
}
