//! One expectation per row, and the rules that hold for every code.

use domain::{
    catalog::Operation,
    order::Verdict::{self, Done, NotDone, Open},
};

use super::{rows::*, *};

const BUY: Call = Call::Buy(Operation::DtsCreate);

fn said(success: Option<bool>, code: Option<&str>, reference: Option<&str>) -> Said {
    Said {
        success,
        code: code.map(str::to_owned),
        instance_id: reference.map(str::to_owned),
        ..Said::default()
    }
}

fn judge_code(http: u16, code: &str) -> Judgement {
    judge(BUY, http, Some(&said(None, Some(code), None)))
}

/// (HTTP, code, verdict, credential suspect, alarm, advice), one for each row, in the rows' order.
#[rustfmt::skip]
const EXPECTED: &[(u16, &str, Verdict, bool, bool, Advice)] = &[
    (400, "IdempotentParameterMismatch", Open, false, true, Advice::TokenConflict),
    (403, "LastTokenProcessing", Open, false, false, Advice::StillRunning),
    (400, "SignatureNonceUsed", Open, false, false, Advice::NoAnswer),
    (500, "InternalError", Open, false, false, Advice::CloudDown),
    (500, "UnknownError", Open, false, false, Advice::CloudDown),
    (503, "ServiceUnavailable", Open, false, false, Advice::CloudDown),
    (404, "InvalidAccessKeyId.NotFound", NotDone, true, false, Advice::KeyRefused),
    (400, "InvalidAccessKeyId.Inactive", NotDone, true, false, Advice::KeyRefused),
    (400, "SignatureDoesNotMatch", NotDone, true, false, Advice::KeyRefused),
    (403, "InvalidSecurityToken.Expired", NotDone, true, false, Advice::TokenExpired),
    (400, "MissingSecurityToken", NotDone, true, false, Advice::TokenExpired),
    (403, "Forbidden", NotDone, true, false, Advice::PermissionMissing),
    (403, "Forbidden.RAM", NotDone, true, false, Advice::PermissionMissing),
    (403, "NoPermission", NotDone, true, false, Advice::PermissionMissing),
    (403, "Forbidden.RiskControl", NotDone, true, false, Advice::AccountRestricted),
    (403, "Forbidden.UserVerification", NotDone, true, false, Advice::AccountRestricted),
    (400, "IncompleteSignature", NotDone, false, false, Advice::PortalBug),
    (400, "InvalidTimeStamp.Format", NotDone, false, false, Advice::PortalBug),
    (400, "InvalidTimeStamp.Expired", NotDone, false, false, Advice::ClockOff),
    (400, "IllegalTimestamp", NotDone, false, false, Advice::ClockOff),
    (404, "InvalidApi.NotFound", NotDone, false, false, Advice::PortalBug),
    (404, "InvalidAction", NotDone, false, false, Advice::PortalBug),
    (400, "NoSuchVersion", NotDone, false, false, Advice::PortalBug),
    (400, "Throttling", NotDone, false, false, Advice::Throttled),
    (429, "Throttling.User", NotDone, false, false, Advice::Throttled),
    (503, "Throttling.Api", NotDone, false, false, Advice::Throttled),
    (200, "DTS.Msg.Throttling.User", NotDone, false, false, Advice::Throttled),
    (400, "MissingParameter", NotDone, false, false, Advice::ParametersRefused),
    (400, "MissingDestRegion", NotDone, false, false, Advice::ParametersRefused),
    (400, "InvalidParameter.UsedTime", NotDone, false, false, Advice::ParametersRefused),
    (400, "InsufficientBalance", NotDone, false, false, Advice::NotEnoughMoney),
    (200, "DTS.Msg.LXPayOrder.InsufficientBalance", NotDone, false, false, Advice::NotEnoughMoney),
    (400, "DTS.Msg.LXCreateOrderError", NotDone, false, false, Advice::AccountRestricted),
    (400, "DTS.Msg.LXCreateOrder.NotFoundPricePlan", NotDone, false, false, Advice::NotOnSale),
];

#[test]
fn every_row_means_what_is_expected_of_it() {
    assert_eq!(EXPECTED.len(), ALIBABA.len(), "one expectation per row");

    for (row, (http, code, verdict, suspect, alarm, advice)) in ALIBABA.iter().zip(EXPECTED) {
        assert_eq!(find(BUY, *http, code), Some(row), "{code} must be found by its own row");
        assert_eq!(
            judge_code(*http, code),
            Judgement {
                verdict: *verdict,
                credential_suspect: *suspect,
                alarm: *alarm,
                advice: *advice,
                field: row.field,
            },
            "{http} {code}"
        );
    }
}

#[test]
fn a_row_holds_at_all_of_its_statuses_and_nowhere_else() {
    for (row, (_, code, verdict, ..)) in ALIBABA.iter().zip(EXPECTED) {
        for http in [200, 302, 400, 401, 403, 404, 409, 429, 500, 502, 503, 504] {
            // `Missing…` is a family that other rows are taken out of.
            if find(BUY, http, code).is_some_and(|other| other != row) {
                continue;
            }
            let is_listed = match row.http {
                On::These(statuses) => statuses.contains(&http),
                On::Any => true,
            };
            let expected = if is_listed { *verdict } else { Open };
            assert_eq!(judge_code(http, code).verdict, expected, "{http} {code}");
        }
    }
}

#[test]
fn a_listed_refusal_with_403_makes_the_credential_suspect() {
    assert!(judge_code(403, "DTS.Msg.LXCreateOrderError").credential_suspect);
    assert!(!judge_code(400, "DTS.Msg.LXCreateOrderError").credential_suspect);
}

#[test]
fn a_401_or_403_without_a_listed_code_proves_nothing() {
    for http in [401, 403] {
        for said in [said(None, None, None), said(Some(false), Some("Forbidden.Teapot"), None)] {
            let judgement = judge(BUY, http, Some(&said));
            assert_eq!((judgement.verdict, judgement.credential_suspect), (Open, false));
        }
    }
}

#[test]
fn a_code_that_is_not_listed_proves_nothing_at_any_status() {
    for http in [200, 301, 400, 401, 403, 404, 409, 429, 500, 503] {
        for code in [
            "Teapot",
            "Throttling.Teapot",
            "InvalidParameterX",
            "InvalidParameter.",
            "Missing",
            "Missingx",
            "",
        ] {
            assert_eq!(judge_code(http, code).verdict, Open, "{http} {code}");
        }
    }
}

#[test]
fn done_needs_2xx_and_the_flag_and_an_id() {
    let whole = said(Some(true), None, Some("dts1"));
    assert_eq!(judge(BUY, 200, Some(&whole)).verdict, Done);

    for (http, said) in [
        (200, said(Some(true), None, None)),
        (200, said(None, None, Some("dts1"))),
        (200, said(Some(false), None, Some("dts1"))),
        (302, whole.clone()),
        (400, whole.clone()),
        (500, whole),
    ] {
        assert_eq!(judge(BUY, http, Some(&said)).verdict, Open, "{http} {said:?}");
    }
}

#[test]
fn a_refusal_that_names_an_id_or_claims_success_contradicts_itself() {
    for (success, id) in [(Some(false), Some("dts1")), (Some(true), None)] {
        let said = said(success, Some("InsufficientBalance"), id);
        assert_eq!(judge(BUY, 200, Some(&said)).verdict, Open, "{said:?}");
    }
}

#[test]
fn what_could_not_be_read_is_open() {
    for http in [200, 302, 400, 401, 403, 429, 500, 502, 503, 504] {
        assert_eq!(judge(BUY, http, None).verdict, Open);
    }
}

#[test]
fn every_advice_can_be_stored_and_read_again() {
    for advice in Advice::ALL {
        assert_eq!(advice.name().parse(), Ok(*advice));
        assert_eq!(serde_json::to_value(advice).expect("JSON"), advice.name());
    }
    assert!("shrug".parse::<Advice>().is_err());
}
