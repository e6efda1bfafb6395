//! DDM: instances, and what can be bought.

pub(super) mod catalog;
pub(super) mod create;
pub(super) mod delete;
pub(super) mod instance;
pub(super) mod jobs;
pub(super) mod reads;
mod rules;

use super::{Call, reply::Refusal};

/// What a page of a list holds at most.
const MAX_LIMIT: usize = 128;

/// What the page says of a wrong parameter. The name is ours to add: the page shows none.
fn parameter_error(name: &str) -> Refusal {
    let message = match name {
        "" => "Parameter error.".to_owned(),
        name => format!("Parameter error. {name} is not valid."),
    };
    Refusal::ddm(400, "DBS.280001", message)
}

/// A page of a list.
#[derive(Debug, Clone, Copy)]
struct Page {
    offset: usize,
    limit: usize,
}

impl Page {
    fn of(call: &Call, default: usize) -> Result<Self, Refusal> {
        let read = |name: &str, default: usize| match call.query(name) {
            Some(text) => text.parse().map_err(|_| parameter_error(name)),
            None => Ok(default),
        };
        let (offset, limit) = (read("offset", 0)?, read("limit", default)?);
        if !(1..=MAX_LIMIT).contains(&limit) {
            return Err(parameter_error("limit"));
        }
        Ok(Self { offset, limit })
    }

    fn cut<T>(self, list: impl IntoIterator<Item = T>) -> Vec<T> {
        list.into_iter().skip(self.offset).take(self.limit).collect()
    }
}
