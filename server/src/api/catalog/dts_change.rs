//! `dts.change`.

use domain::catalog::{
    dts_change::{MAX_JOB_ID, names},
    dts_create::{JobClass, Period},
};
use serde_json::{Value, json};

use super::{
    dts_create::{POSTPAID, PREPAID},
    schema::{anything, described, is, needs, options, plain, region, spec, when, whole, without},
};

pub(super) fn schema() -> Value {
    let term = [names::PERIOD, names::BUY_COUNT];
    spec(json!({
        "required": [names::JOB_ID, names::CHARGE_TYPE],
        "properties": {
            names::JOB_ID: described(plain(MAX_JOB_ID, "_-"), "The task, not its instance, whose id starts with dts."),
            names::REGION_ID: described(region(), "Region of the instance."),
            names::INSTANCE_CLASS: described(options(JobClass::ALL.iter().map(|value| value.wire())), "The class afterwards; unchanged unless given."),
            names::CHARGE_TYPE: described(options(PREPAID.into_iter().chain(POSTPAID)), "How it is paid afterwards. A subscription never goes back to pay as you go."),
            names::PERIOD: described(options(Period::ALL.iter().map(|value| value.wire())), "Needed with PrePaid."),
            names::BUY_COUNT: described(whole(Period::Month.longest()), "Needed with PrePaid: 1 to 60 months, or 1 to 5 years."),
        },
        "allOf": [
            when(is(names::CHARGE_TYPE, &PREPAID), needs(&term), without(&term)),
            when(
                is(names::PERIOD, &[Period::Year.wire()]),
                json!({ "properties": { names::BUY_COUNT: { "maximum": Period::Year.longest() } } }),
                anything(),
            ),
        ],
    }))
}
