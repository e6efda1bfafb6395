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
/// total must stay the same, and nothing may come twice. One thing gone and another one new keep both rules and
/// hide a third, so every page but the last is read again and must show the same things.
pub(super) struct Whole<T> {
    items: Vec<T>,
    ids: BTreeSet<String>,
    /// What was on each page that was read.
    pages: Vec<BTreeSet<String>>,
    /// How many pages were read again.
    again: usize,
    total: Option<i64>,
    first: Option<Reply>,
}

impl<T> Whole<T> {
    pub(super) fn new() -> Self {
        Self {
            items: Vec::new(),
            ids: BTreeSet::new(),
            pages: Vec::new(),
            again: 0,
            total: None,
            first: None,
        }
    }

    /// The number of the page to read next; `None` once everything was read.
    pub(super) fn next(&self) -> Option<u32> {
        let is_checked = self.again + 1 >= self.pages.len();
        (!self.is_long_enough() || !is_checked).then(|| self.due())
    }

    /// The number of the page that is read now.
    fn due(&self) -> u32 {
        let before = if self.is_long_enough() { self.again } else { self.pages.len() };
        u32::try_from(before).unwrap_or(MAX_PAGES) + 1
    }

    fn is_long_enough(&self) -> bool {
        self.total.is_some_and(|total| i64::try_from(self.items.len()) == Ok(total))
    }

    /// Takes the page that was read. `id` is what no two items share.
    pub(super) fn add(&mut self, page: Page<T>, id: impl Fn(&T) -> String) -> Result<(), CloudError> {
        let Page { reply, items, number, total } = page;
        let ids: BTreeSet<_> = items.iter().map(id).collect();
        let error = if number.is_some_and(|number| number != i64::from(self.due())) {
            Some("another page than was asked for")
        } else if total.is_none_or(|total| total < 0) {
            Some("the list does not say how long it is")
        } else if self.total.is_some_and(|before| Some(before) != total) {
            Some("the list changed while it was read")
        } else if self.is_long_enough() {
            let is_same = self.pages.get(self.again) == Some(&ids);
            self.again += 1;
            (!is_same).then_some("the list changed while it was read")
        } else if ids.len() < items.len() || !ids.is_disjoint(&self.ids) {
            Some("the list has something twice")
        } else {
            self.total = total;
            let is_last = items.is_empty();
            self.items.extend(items);
            self.ids.extend(ids.iter().cloned());
            self.pages.push(ids);
            match i64::try_from(self.items.len()).ok().zip(total) {
                Some((read, total)) if read > total => Some("the list is longer than it says"),
                Some((read, total)) if read < total && is_last => Some("the list is shorter than it says"),
                Some((read, total)) if read < total && self.due() > MAX_PAGES => {
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
        let again = page(&["a", "b"], 1, 3);
        let whole = read(vec![page(&["a", "b"], 1, 3), page(&["c"], 2, 3), again]).expect("a list");
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
    fn every_page_but_the_last_is_read_again() {
        let pages = [page(&["a"], 1, 3), page(&["b"], 2, 3), page(&["c"], 3, 3)];
        let again = [page(&["a"], 1, 3), page(&["b"], 2, 3)];
        let mut whole = Whole::new();
        let mut asked = Vec::new();
        for page in pages.into_iter().chain(again) {
            asked.extend(whole.next());
            whole.add(page, |item| (*item).to_owned()).expect("a page");
        }

        assert_eq!((asked, whole.next()), (vec![1, 2, 3, 1, 2], None));
        assert_eq!(whole.seen().value, ["a", "b", "c"]);
    }

    /// One thing gone and one new between two pages: the total stays, nothing comes twice, one was never seen.
    #[test]
    fn a_torn_list_is_an_error() {
        const CHANGED: &str = "the list changed while it was read";
        for pages in [
            // `a` went and `e` came after the first page: `c` moved to it unseen.
            vec![page(&["a", "b"], 1, 4), page(&["d", "e"], 2, 4), page(&["b", "c"], 1, 4)],
            // The same after the second page: the first one shows nothing of it.
            vec![
                page(&["a", "b"], 1, 6),
                page(&["c", "d"], 2, 6),
                page(&["f", "g"], 3, 6),
                page(&["a", "b"], 1, 6),
                page(&["d", "e"], 2, 6),
            ],
            vec![page(&["a"], 1, 2), page(&["b"], 2, 2), page(&["a"], 1, 3)],
            vec![page(&["a"], 1, 2), page(&["b"], 2, 2), page(&[], 1, 2)],
        ] {
            assert_eq!(read(pages).map(|_| ()), Err(CHANGED.to_owned()));
        }
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

        assert_eq!(whole.pages.len(), MAX_PAGES as usize);
        assert_eq!(added.expect_err("an end").message.as_deref(), Some("the list has too many pages"));
    }

    fn counted(number: u32) -> Page<u32> {
        let Page { reply, number, total, .. } = page(&[], number.into(), 1_000_000);
        Page { reply, items: Vec::new(), number, total }
    }
}
