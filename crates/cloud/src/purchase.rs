//! A purchase on its way: signed in memory, sent once, judged.

use std::fmt;

use domain::{catalog::Provider, order::Verdict};
use time::OffsetDateTime;

use crate::{
    http::{self, Exchange, Http},
    provider::{Answer, Reach},
    scrub::Scrubber,
    verdict::{self, Advice, Call, Judgement, Said},
};

/// Reads a whole answer of one call, by its HTTP status and body. `None`: not an answer of the cloud.
pub(crate) type Reader = Box<dyn Fn(u16, &str) -> Option<Said> + Send + Sync>;

/// A purchase that could be sent at any moment, and once: it is neither copied nor printed.
pub struct SignedPurchase {
    /// Where it goes, such as `https://dts.aliyuncs.com`.
    pub endpoint: String,
    pub signed_at: OffsetDateTime,
    /// From now on the cloud refuses it.
    pub dead_at: OffsetDateTime,
    pub(crate) call: Call,
    pub(crate) request: reqwest::Request,
    pub(crate) scrubber: Scrubber,
    pub(crate) read: Reader,
}

impl SignedPurchase {
    /// Who takes it.
    pub const fn provider(&self) -> Provider {
        self.call.provider()
    }
}

impl fmt::Debug for SignedPurchase {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SignedPurchase")
            .field("call", &self.call)
            .field("endpoint", &self.endpoint)
            .field("dead_at", &self.dead_at)
            .finish_non_exhaustive()
    }
}

impl Http {
    /// Spends money. Sends the request once; there is no second attempt inside, whatever comes back.
    #[tracing::instrument(skip_all, fields(call = %signed.call, cloud.endpoint = %signed.endpoint))]
    pub async fn buy(&self, signed: SignedPurchase) -> Answer {
        let SignedPurchase { call, request, scrubber, read, .. } = signed;
        let exchange = self.purchase(request).await;
        let answer = answer(call, exchange, &scrubber, &*read);
        tracing::info!(
            verdict = answer.verdict.name(),
            reach = answer.reach.name(),
            http.status = answer.http_status,
            cloud.code = answer.code,
            cloud.request_id = answer.request_id,
            "the cloud answered a purchase"
        );
        answer
    }
}

/// What came back, as evidence.
pub(crate) fn answer(
    call: Call,
    exchange: Exchange,
    scrubber: &Scrubber,
    read: &dyn Fn(u16, &str) -> Option<Said>,
) -> Answer {
    let Exchange { reach, status, date, headers, body, broken } = exchange;
    let text = String::from_utf8_lossy(&body);
    let whole = status.filter(|_| broken.is_none()).and_then(|http| read(http, &text));
    let judgement = match (reach, status) {
        (Reach::NotSent, _) => {
            Judgement { verdict: Verdict::NotDone, ..Judgement::open(Advice::CloudUnreachable) }
        }
        (Reach::MayHaveArrived, _) | (Reach::Answered, None) => Judgement::open(Advice::NoAnswer),
        (Reach::Answered, Some(http)) => verdict::judge(call, http, whole.as_ref()),
    };
    let Judgement { verdict, credential_suspect, alarm, advice, field: listed } = judgement;
    let Said { code, message, field, request_id, instance_id, order_id, .. } = whole.unwrap_or_default();
    let clean = |text: Option<String>| text.map(|text| scrubber.clean(&text));
    Answer {
        verdict,
        reach,
        http_status: status,
        code: clean(code),
        message: clean(message.or(broken)),
        field: clean(field.or(listed.map(str::to_owned))),
        request_id: clean(request_id.or_else(|| http::request_id(&headers))),
        cloud_date: date,
        // Not scrubbed: an id with a hole in it would be worth nothing.
        instance_id,
        order_id,
        body: (!body.is_empty()).then(|| scrubber.clean(&text)),
        credential_suspect,
        alarm,
        advice,
    }
}
