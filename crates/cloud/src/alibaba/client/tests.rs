//! Every listed code, at every status, in every position in which the vendor may put it.

use domain::order::Verdict;

use super::*;
use crate::{
    http::Exchange,
    provider::Reach,
    purchase,
    verdict::rows::{ALIBABA, Code, On},
};

const BUY: Call = Call::Buy(Operation::DtsCreate);

fn answered(http: u16, body: &str) -> Answer {
    let exchange = Exchange {
        reach: Reach::Answered,
        status: Some(http),
        date: None,
        headers: Default::default(),
        body: body.as_bytes().to_vec(),
        broken: None,
    };
    purchase::answer(BUY, exchange, &Scrubber::new([]), &|_, body| wire::read(body, dts::CREATED))
}

fn positions(code: &str) -> [String; 5] {
    [
        format!(r#"{{"RequestId": "R", "HostId": "h", "Code": "{code}", "Message": "m"}}"#),
        format!(r#"{{"requestId": "R", "code": "{code}", "message": "m"}}"#),
        format!(r#"{{"RequestId": "R", "Success": false, "ErrCode": "{code}", "ErrMessage": "m"}}"#),
        format!(
            r#"{{"RequestId": "R", "Success": "false", "ErrCode": "{code}", "ErrMessage": "m", "SynchronizationJobId": ""}}"#
        ),
        format!("<Error><RequestId>R</RequestId><Code>{code}</Code><Message>m</Message></Error>"),
    ]
}

#[test]
fn a_code_means_the_same_in_every_position() {
    for row in ALIBABA.iter().filter(|row| row.calls.contains(&BUY)) {
        let code = match row.code {
            Code::Exactly(code) => code.to_owned(),
            Code::Family(code) => format!("{code}.More"),
            Code::Prefix(code) => format!("{code}DestRegion"),
        };
        let statuses = match row.http {
            On::These(statuses) => statuses,
            On::Any => &[200, 400, 403, 409, 500, 503],
        };
        for http in statuses {
            for body in positions(&code) {
                let answer = answered(*http, &body);

                assert_eq!(answer.verdict, row.verdict, "{http} {body}");
                assert_eq!(answer.advice, row.advice);
                assert_eq!(answer.alarm, row.alarm);
                assert_eq!(answer.code.as_deref(), Some(code.as_str()));
                assert_eq!(answer.message.as_deref(), Some("m"));
                assert_eq!(answer.request_id.as_deref(), Some("R"));
            }
        }
    }
}

#[test]
fn an_unknown_code_is_open_in_every_position() {
    for http in [200, 400, 401, 403, 404, 409, 429, 500, 503] {
        for body in positions("DTS.Msg.Teapot") {
            let answer = answered(http, &body);

            assert_eq!(answer.verdict, Verdict::Open, "{http} {body}");
            assert_eq!(answer.code.as_deref(), Some("DTS.Msg.Teapot"));
            assert!(!answer.credential_suspect);
        }
    }
}

#[test]
fn an_id_beside_an_error_is_kept_as_evidence() {
    let answer = answered(
        200,
        r#"{"Success": false, "ErrCode": "InsufficientBalance", "SynchronizationJobId": "dts9"}"#,
    );

    assert_eq!(answer.verdict, Verdict::Open);
    assert_eq!(answer.instance_id.as_deref(), Some("dts9"));
}
