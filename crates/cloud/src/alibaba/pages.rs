//! Reading a list whole, page by page: complete, or an error.

use std::collections::BTreeSet;

use crate::{error::CloudError, look::Reply, provider::Seen};

/// A list with more pages is not read to its end.
pub(super) const MAX_PAGES: u32 = 200;

/// One page, as it came.
pub(super) struct Page<T> {
    pub(super) reply: Reply,
    pub(super) items: Vec<T>,
    /// The number that the answer repeats.
    pub(super) number: Option<i64>,
    /// How many items there are on all pages.
    pub(super) total: Option<i64>,
}

/// A list that grows page by page.
///
/// The clouds have no snapshot: what is bought or released while somebody turns pages moves the others. So the
/// total must stay the same, and nothing may come twice.
pub(super) struct Whole<T> {
    items: Vec<T>,
    ids: BTreeSet<String>,
    read: u32,
    total: Option<i64>,
    first: Option<Reply>,
}

impl<T> Whole<T> {
    pub(super) fn new() -> Self {
        Self { items: Vec::new(), ids: BTreeSet::new(), read: 0, total: None, first: None }
    }

    /// The number of the page to read next; `None` once everything was read.
    pub(super) fn next(&self) -> Option<u32> {
        let is_whole = self.total.is_some_and(|total| i64::try_from(self.items.len()) == Ok(total));
        (!is_whole).then_some(self.read + 1)
    }

    /// Takes the page that was read. `id` is what no two items share.
    pub(super) fn add(&mut self, page: Page<T>, id: impl Fn(&T) -> String) -> Result<(), CloudError> {
        let Page { reply, items, number, total } = page;
        self.read += 1;
        let error = if number.is_some_and(|number| number != i64::from(self.read)) {
            Some("another page than was asked for")
        } else if total.is_none_or(|total| total < 0) {
            Some("the list does not say how long it is")
        } else if self.total.is_some_and(|before| Some(before) != total) {
            Some("the list changed while it was read")
        } else if !items.iter().all(|item| self.ids.insert(id(item))) {
            Some("the list has something twice")
        } else {
            self.total = total;
            let is_last = items.is_empty();
            self.items.extend(items);
            match i64::try_from(self.items.len()).ok().zip(total) {
                Some((read, total)) if read > total => Some("the list is longer than it says"),
                Some((read, total)) if read < total && is_last => Some("the list is shorter than it says"),
                Some((read, total)) if read < total && self.read == MAX_PAGES => {
                    Some("the list has too many pages")
                }
                _ => None,
            }
        };
        match error {
            Some(error) => Err(reply.unreadable(&error)),
            None => {
                self.first.get_or_insert(reply);
                Ok(())
            }
        }
    }

    /// The list, with the time and id of its first page: what came later than that may be missing.
    pub(super) fn seen(self) -> Seen<Vec<T>> {
        let (cloud_date, request_id) =
            self.first.map_or((None, None), |reply| (reply.cloud_date, reply.request_id));
        Seen { value: self.items, cloud_date, request_id }
    }
}

#[cfg(test)]
mod tests {
    use reqwest::header::HeaderMap;
    use time::{OffsetDateTime, macros::datetime};

    use super::*;

    const FIRST: OffsetDateTime = datetime!(2024-11-05 08:15 UTC);

    fn page(items: &[&'static str], number: i64, total: i64) -> Page<&'static str> {
        let reply = Reply {
            action: "List",
            http_status: 200,
            cloud_date: Some(FIRST + time::Duration::minutes(number)),
            request_id: Some(format!("R-{number}")),
            headers: HeaderMap::new(),
            body: String::new(),
        };
        Page { reply, items: items.to_vec(), number: Some(number), total: Some(total) }
    }

    fn read(pages: Vec<Page<&'static str>>) -> Result<Whole<&'static str>, String> {
        let mut whole = Whole::new();
        for page in pages {
            whole.add(page, |item| (*item).to_owned()).map_err(|error| error.message.expect("a reason"))?;
        }
        Ok(whole)
    }

    #[test]
    fn a_list_is_whole_when_it_is_as_long_as_it_says() {
        let whole = read(vec![page(&["a", "b"], 1, 3), page(&["c"], 2, 3)]).expect("a list");
        assert_eq!(whole.next(), None);
        let seen = whole.seen();
        assert_eq!(seen.value, ["a", "b", "c"]);
        assert_eq!(seen.cloud_date, Some(FIRST + time::Duration::minutes(1)));
        assert_eq!(seen.request_id.as_deref(), Some("R-1"));

        assert_eq!(read(vec![page(&["a", "b"], 1, 3)]).expect("a list").next(), Some(2));
        assert_eq!(read(vec![page(&[], 1, 0)]).expect("a list").next(), None);
        assert_eq!(read(vec![]).expect("a list").next(), Some(1));
    }

    #[test]
    fn a_list_that_may_be_incomplete_is_an_error() {
        let silent = Page { total: None, ..page(&["a"], 1, 1) };
        for (pages, reason) in [
            (vec![page(&["a"], 2, 3)], "another page than was asked for"),
            (vec![silent], "the list does not say how long it is"),
            (vec![page(&["a"], 1, -1)], "the list does not say how long it is"),
            (vec![page(&["a"], 1, 3), page(&["b"], 2, 4)], "the list changed while it was read"),
            (vec![page(&["a", "b"], 1, 4), page(&["b", "c"], 2, 4)], "the list has something twice"),
            (vec![page(&["a", "b"], 1, 1)], "the list is longer than it says"),
            (vec![page(&["a"], 1, 2), page(&[], 2, 2)], "the list is shorter than it says"),
            (vec![page(&[], 1, 2)], "the list is shorter than it says"),
        ] {
            assert_eq!(read(pages).map(|_| ()), Err(reason.to_owned()));
        }
    }

    #[test]
    fn a_list_without_end_ends() {
        let mut whole = Whole::new();
        let mut added = Ok(());
        while let Some(number) = whole.next().filter(|_| added.is_ok()) {
            let numbered = Page { items: vec![number], ..counted(number) };
            added = whole.add(numbered, u32::to_string);
        }

        assert_eq!(whole.read, MAX_PAGES);
        assert_eq!(added.expect_err("an end").message.as_deref(), Some("the list has too many pages"));
    }

    fn counted(number: u32) -> Page<u32> {
        let Page { reply, number, total, .. } = page(&[], number.into(), 1_000_000);
        Page { reply, items: Vec::new(), number, total }
    }
}
