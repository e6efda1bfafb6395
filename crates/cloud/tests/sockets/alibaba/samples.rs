//! Every answer that the vendor's pages show, over a socket: `testdata/samples/alibaba/index.json`.

use std::{collections::BTreeSet, fs, path::Path};

use axum::http::StatusCode;
use cloud::{Advice, Http};
use domain::{
    catalog::{Input, Operation},
    order::Verdict,
};
use serde::Deserialize;

use super::{client_over, fresh, key};
use crate::cloud_at::{CloudAt, Script, limits};

#[derive(Deserialize)]
struct Index {
    samples: Vec<Sample>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Sample {
    file: String,
    source: String,
    operation: Operation,
    parameters: Input,
    http: u16,
    verdict: Verdict,
    advice: Advice,
    request_id: String,
    instance_id: Option<String>,
    order_id: Option<String>,
    code: Option<String>,
    message: Option<String>,
    field: Option<String>,
}

fn folder() -> &'static Path {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/testdata/samples/alibaba"))
}

fn read(file: &str) -> String {
    fs::read_to_string(folder().join(file)).expect(file)
}

fn samples() -> Vec<Sample> {
    serde_json::from_str::<Index>(&read("index.json")).expect("the index").samples
}

#[tokio::test]
async fn every_documented_answer_is_understood() {
    let http = Http::new(limits()).expect("HTTP");
    for sample in samples() {
        let body = read(&sample.file);
        let status = StatusCode::from_u16(sample.http).expect("a status");
        let cloud = CloudAt::start(Script::Answer(status, body.clone())).await;
        let client = client_over(http.clone(), &cloud.origin());
        let signed = client
            .sign_purchase(sample.operation, &sample.parameters, "token", &key(), fresh())
            .expect("a signed purchase");

        let answer = client.purchase(signed).await;

        let told = (answer.verdict, answer.advice, answer.http_status);
        assert_eq!(
            told,
            (sample.verdict, sample.advice, Some(sample.http)),
            "{}: {}",
            sample.file,
            sample.source
        );
        assert_eq!(answer.instance_id, sample.instance_id, "{}", sample.file);
        assert_eq!(answer.order_id, sample.order_id, "{}", sample.file);
        assert_eq!(answer.code, sample.code, "{}", sample.file);
        assert_eq!(answer.message, sample.message, "{}", sample.file);
        assert_eq!(answer.field, sample.field, "{}", sample.file);
        assert_eq!(answer.request_id, Some(sample.request_id), "{}", sample.file);
        assert_eq!(answer.body, Some(body), "{}", sample.file);
        assert!(!answer.credential_suspect && !answer.alarm, "{}", sample.file);
        assert_eq!(cloud.seen().len(), 1, "{}", sample.file);
    }
}

#[test]
fn every_file_is_in_the_index_and_names_its_source() {
    let files: BTreeSet<_> = fs::read_dir(folder())
        .expect("the folder")
        .map(|entry| entry.expect("a file").file_name().into_string().expect("a name"))
        .filter(|name| name != "index.json")
        .collect();
    let samples = samples();

    assert!(samples.iter().all(|sample| !sample.source.is_empty()));
    assert_eq!(samples.into_iter().map(|sample| sample.file).collect::<BTreeSet<_>>(), files);
}
