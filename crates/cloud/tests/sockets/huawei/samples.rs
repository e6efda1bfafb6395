//! The samples of the vendor's page on buying a DDM instance, as they stand there.

use cloud::{Advice, Freshness, huawei::Purchase, verdict::Call};
use domain::{
    catalog::{Operation, input_from_json},
    order::Verdict::{Done, NotDone, Open},
};
use serde_json::Value;

use super::cloud::{Cloud, Say, access_key, http};

macro_rules! sample {
    ($name:literal) => {
        include_str!(concat!("../../../testdata/samples/huawei/", $name))
    };
}

const POSTPAID: &str = sample!("create-postpaid.request.json");
const PREPAID: &str = sample!("create-prepaid.request.json");

#[tokio::test]
async fn the_documented_requests_are_sent_and_the_documented_answers_understood() {
    let http = http();
    for (request, status, answer, verdict, advice, instance, order, code) in [
        (
            POSTPAID,
            200,
            sample!("create-postpaid.200.json"),
            Done,
            Advice::NothingToDo,
            Some("e90bc6739a3c4666a577c3fa1524dac2in09"),
            None,
            None,
        ),
        (
            PREPAID,
            200,
            sample!("create-prepaid.200.json"),
            Done,
            Advice::NothingToDo,
            None,
            Some("CS1810251738L8VVD"),
            None,
        ),
        (
            POSTPAID,
            400,
            sample!("create.400.json"),
            NotDone,
            Advice::ParametersRefused,
            None,
            None,
            Some(("DBS.280001", "Parameter error.")),
        ),
        (
            PREPAID,
            500,
            sample!("create.500.json"),
            Open,
            Advice::CloudDown,
            None,
            None,
            Some(("DBS.200412", "Server failure.")),
        ),
    ] {
        let cloud = Cloud::over(http.clone(), move |_, _| Say::Answer(status, answer.to_owned())).await;
        let key = access_key();
        let request: Value = serde_json::from_str(request).expect("JSON");
        let parameters = input_from_json(&request).expect("parameters");
        let purchase = Purchase {
            operation: Operation::DdmCreate,
            parameters: &parameters,
            name: request["instance"]["name"].as_str().expect("a name"),
            admin_user_password: None,
        };
        let call = Call::Buy(Operation::DdmCreate);
        let access = cloud.client.authenticate(call, &key, &cloud.clock).await.expect("access");
        let signed = cloud.client.sign_purchase(&purchase, &key, &access, &cloud.clock.fresh());

        let told = cloud.client.purchase(signed.expect("a signed purchase")).await;

        assert_eq!((told.verdict, told.advice, told.http_status), (verdict, advice, Some(status)));
        assert_eq!((told.instance_id.as_deref(), told.order_id.as_deref()), (instance, order));
        assert_eq!(told.code.as_deref().zip(told.message.as_deref()), code);
        assert_eq!(told.body.as_deref(), Some(answer));
        let seen = cloud.seen();
        assert_eq!(seen.len(), 1);
        assert_eq!(seen[0].json(), request);
    }
}
