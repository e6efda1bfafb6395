//! BSS: orders, what they became, prices, and the balance.

mod order;
pub(super) mod ratings;
pub(super) mod reads;
pub(super) mod resources;
pub(super) mod settle;

use super::reply::Refusal;

const SERVICE_TYPE: &str = "hws.service.type.ddm";
const SERVICE_NAME: &str = "Distributed Database Middleware";

/// The unit of all amounts.
const YUAN: i32 = 1;

fn parameter_error(name: &str) -> Refusal {
    let message = match name {
        "" => "Parameter error.".to_owned(),
        name => format!("Parameter error. {name} is not valid."),
    };
    Refusal::bss(400, "CBC.0100", message)
}

/// Where a page of a list starts, and how much it holds at most.
fn page(offset: Option<i64>, limit: Option<i64>) -> Result<(usize, usize), Refusal> {
    let offset = usize::try_from(offset.unwrap_or(0)).map_err(|_| parameter_error("offset"))?;
    let limit = limit.unwrap_or(10);
    if !(1..=100).contains(&limit) {
        return Err(parameter_error("limit"));
    }
    Ok((offset, usize::try_from(limit).unwrap_or_default()))
}
