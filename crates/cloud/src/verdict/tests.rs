//! The rules that hold for every code. What each code means: beside the clients that read it.

use domain::{
    catalog::Operation,
    order::Verdict::{Done, Open},
};

use super::*;

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
        (200, said(Some(true), Some("Teapot"), Some("dts1"))),
        (200, Said { is_foreign: true, ..said(Some(true), None, Some("dts1")) }),
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
fn a_refusal_of_something_else_is_no_refusal() {
    let said = Said { is_foreign: true, ..said(Some(false), Some("InsufficientBalance"), None) };

    assert_eq!(judge(BUY, 200, Some(&said)), Judgement::open(Advice::Unreadable));
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
        assert_eq!(advice.to_string(), advice.name());
    }
    assert!("shrug".parse::<Advice>().is_err());
}

#[test]
fn every_call_has_a_name_of_its_own() {
    let names: std::collections::BTreeSet<_> = Call::ALL.iter().map(ToString::to_string).collect();

    assert_eq!(names.len(), Call::ALL.len());
}
