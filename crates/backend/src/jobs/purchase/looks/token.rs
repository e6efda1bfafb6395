//! Class `token`: no list shows the token, so a look shows what was bought since the first request and belongs to no
//! order of ours. It settles nothing by itself; a person reads it.

use cloud::{
    AlibabaKey, CloudError,
    alibaba::{
        bss::{BssOrderFilter, Window},
        dts::DtsJobFilter,
    },
};
use domain::{
    catalog::{Input, Provider, dts_create::names},
    order::settling::Sight,
};
use store::purchases::{self, Attempt};
use time::{Duration, OffsetDateTime};

use super::Seen;
use crate::{Backend, BackendError, jobs::purchase::prepare::fresh};

/// How long before a request a purchase of it is looked for: two clocks may disagree a little.
const BEFORE: Duration = Duration::minutes(5);

pub(super) async fn look(
    backend: &Backend,
    key: &AlibabaKey,
    attempt: &Attempt,
    sent_at: OffsetDateTime,
) -> Result<Seen, BackendError> {
    let parameters: Input = serde_json::from_slice(&attempt.business).map_err(BackendError::internal)?;
    let read = if parameters.contains_key(names::DEST_REGION) {
        tasks(backend, key, &parameters, sent_at - BEFORE).await
    } else {
        orders(backend, key, sent_at - BEFORE).await
    };
    let (bought, at) = match read {
        Ok(read) => read,
        Err(error) => return Ok(Seen::unreadable(&error)),
    };
    let mut conn = backend.db.acquire().await?;
    let owned = purchases::owned(&mut conn, Provider::Alibaba, &bought).await?;
    let rest: Vec<_> = bought.into_iter().filter(|reference| !owned.contains(reference)).collect();
    let sight = match at {
        None => Sight::Unreadable,
        Some(_) if rest.is_empty() => Sight::Absent,
        Some(_) => Sight::Unmapped,
    };
    let note = (!rest.is_empty()).then(|| rest.join(", "));
    Ok(Seen { sight, sales: Vec::new(), at, request_id: None, note })
}

type Bought = (Vec<String>, Option<OffsetDateTime>);

async fn tasks(
    backend: &Backend,
    key: &AlibabaKey,
    parameters: &Input,
    from: OffsetDateTime,
) -> Result<Bought, CloudError> {
    let region = parameters.get(names::REGION_ID).or_else(|| parameters.get(names::DEST_REGION));
    let filter = DtsJobFilter { region: region.map(String::as_str), ..DtsJobFilter::default() };
    let seen = backend.clouds.alibaba.all_dts_jobs(key, &filter, &|| fresh(backend)).await?;
    let young = seen.value.into_iter().filter(|job| job.create_time.is_none_or(|at| at >= from));
    Ok((young.filter_map(|job| job.dts_instance_id).collect(), seen.cloud_date))
}

async fn orders(backend: &Backend, key: &AlibabaKey, from: OffsetDateTime) -> Result<Bought, CloudError> {
    let fresh = || fresh(backend);
    let window = Window { from, to: fresh().now + Duration::minutes(1) };
    let filter = BssOrderFilter { order_type: Some("New"), ..BssOrderFilter::default() };
    let seen = backend.clouds.alibaba.orders(key, &window, &filter, &fresh).await?;
    Ok((seen.value.into_iter().map(|order| order.order_id).collect(), seen.cloud_date))
}
