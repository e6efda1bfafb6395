//! Lists that come in pages: whole, or an error.

use std::collections::BTreeSet;

use serde::de::DeserializeOwned;

use super::{
    HuaweiKey,
    client::{Client, Rest},
};
use crate::{
    error::CloudError,
    look::Reply,
    provider::{Freshness, Seen},
};

/// More than any account has; a cloud that never ends a list is not believed.
pub(super) const MAX_PAGES: usize = 500;

/// One page of a list.
pub(super) trait Page: DeserializeOwned {
    type Item: Send;

    /// Tells one item from another.
    fn id(item: &Self::Item) -> &str;

    /// The items of this page, and how many the whole list has, where the page says so. `None`: it has no list.
    fn open(self) -> Option<(Vec<Self::Item>, Option<usize>)>;
}

/// A list that may be null or left out where it is empty, and only there.
pub(super) fn list<T>(items: Option<Vec<T>>, total: Option<usize>) -> Option<(Vec<T>, Option<usize>)> {
    match (items, total) {
        (Some(items), total) => Some((items, total)),
        (None, Some(0)) => Some((Vec::new(), Some(0))),
        (None, _) => None,
    }
}

impl Client {
    /// Reads a list that counts from an offset to its end. `at` makes the look for the page that starts there.
    /// Safe to repeat.
    ///
    /// One item gone from a page that was read and one more at the end leave the total as it was, and the item that
    /// moved over the edge between two pages was never seen. So all pages but the last are read again, and each must
    /// hold what it held.
    pub(super) async fn by_offset<P: Page>(
        &self,
        at: impl Fn(usize) -> Rest + Send + Sync,
        key: &HuaweiKey,
        fresh: &dyn Freshness,
    ) -> Result<Seen<Vec<P::Item>>, CloudError> {
        let mut pages = Pages::new();
        let mut edges = Vec::new();
        let mut first = None;
        loop {
            let offset = pages.offset;
            let reply = self.look(&at(offset), key, fresh).await?;
            let (items, total) = open::<P>(&reply)?;
            let ids = ids::<P>(&items);
            let is_last = pages.take(items, total, P::id).map_err(|Torn| torn(&reply))?;
            let first = first.get_or_insert(reply);
            if is_last {
                for (offset, ids) in edges {
                    self.is_still::<P>(&at(offset), (ids, pages.total), key, fresh).await?;
                }
                return Ok(seen(first, pages.items));
            }
            edges.push((offset, ids));
        }
    }

    /// Reads a page again: an error where it is another one now.
    async fn is_still<P: Page>(
        &self,
        page: &Rest,
        was: (BTreeSet<String>, Option<usize>),
        key: &HuaweiKey,
        fresh: &dyn Freshness,
    ) -> Result<(), CloudError> {
        let reply = self.look(page, key, fresh).await?;
        let (items, total) = open::<P>(&reply)?;
        if (ids::<P>(&items), total) == was { Ok(()) } else { Err(torn(&reply)) }
    }

    /// Reads a list whose pages start after the last item of the one before. Only an empty page ends it: one with
    /// less than `limit` items may be all that the cloud gives at a time. Safe to repeat.
    pub(super) async fn by_marker<P: Page>(
        &self,
        rest: &Rest,
        limit: usize,
        key: &HuaweiKey,
        fresh: &dyn Freshness,
    ) -> Result<Seen<Vec<P::Item>>, CloudError> {
        let mut items: Vec<P::Item> = Vec::new();
        let mut ids = BTreeSet::new();
        let mut first = None;
        let mut read = 0;
        loop {
            read += 1;
            let mut page = rest.clone().with("limit", limit);
            if let Some(last) = items.last() {
                page = page.with("marker", P::id(last));
            }
            let reply = self.look(&page, key, fresh).await?;
            let (more, _) = open::<P>(&reply)?;
            let is_end = more.is_empty();
            // A cloud that does not know the marker starts again.
            let is_new = more.iter().all(|item| ids.insert(P::id(item).to_owned()));
            if !is_new || !is_end && read >= MAX_PAGES {
                return Err(torn(&reply));
            }
            items.extend(more);
            let first = first.get_or_insert(reply);
            if is_end {
                return Ok(seen(first, items));
            }
        }
    }
}

fn open<P: Page>(reply: &Reply) -> Result<(Vec<P::Item>, Option<usize>), CloudError> {
    reply.parse::<P>()?.open().ok_or_else(|| reply.unreadable(&"the answer has no list"))
}

fn ids<P: Page>(items: &[P::Item]) -> BTreeSet<String> {
    items.iter().map(|item| P::id(item).to_owned()).collect()
}

fn seen<T>(first: &Reply, value: T) -> Seen<T> {
    Seen { value, cloud_date: first.cloud_date, request_id: first.request_id.clone() }
}

/// The caller asks again, from the first page on.
pub(super) fn torn(reply: &Reply) -> CloudError {
    reply.unreadable(&"the list changed while it was read")
}

/// Collects the pages of one list and says when it is whole.
///
/// The clouds count from the first item that fits; while a list is read, its items can move. A list whose total
/// changed between two pages, or whose items are not as many as the total, is torn: nothing follows from what is
/// missing in it.
struct Pages<T> {
    items: Vec<T>,
    ids: BTreeSet<String>,
    total: Option<usize>,
    read: usize,
    /// Where the next page starts.
    offset: usize,
}

/// The list changed while it was read, or never ended.
#[derive(Debug, PartialEq, Eq)]
struct Torn;

impl<T> Pages<T> {
    fn new() -> Self {
        Self { items: Vec::new(), ids: BTreeSet::new(), total: None, read: 0, offset: 0 }
    }

    /// Takes a page; true when it was the last one. Without a total only an empty page ends the list.
    fn take(&mut self, page: Vec<T>, total: Option<usize>, id: impl Fn(&T) -> &str) -> Result<bool, Torn> {
        if self.read > 0 && total != self.total || self.read >= MAX_PAGES {
            return Err(Torn);
        }
        self.total = total;
        self.read += 1;
        self.offset += page.len();
        let is_empty = page.is_empty();
        for item in page {
            // A list that moved shows an item twice.
            if self.ids.insert(id(&item).to_owned()) {
                self.items.push(item);
            }
        }
        match total {
            Some(total) if self.offset >= total || is_empty => {
                if self.items.len() == total {
                    Ok(true)
                } else {
                    Err(Torn)
                }
            }
            Some(_) => Ok(false),
            None => Ok(is_empty),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn take(pages: &mut Pages<String>, page: &[&str], total: Option<usize>) -> Result<bool, Torn> {
        pages.take(page.iter().map(|id| (*id).to_owned()).collect(), total, |id| id)
    }

    #[test]
    fn a_list_is_whole_when_its_total_is_reached() {
        let mut pages = Pages::new();

        assert_eq!(take(&mut pages, &["a", "b"], Some(3)), Ok(false));
        assert_eq!(pages.offset, 2);
        assert_eq!(take(&mut pages, &["c"], Some(3)), Ok(true));
        assert_eq!(pages.items, ["a", "b", "c"]);
        assert_eq!(take(&mut Pages::new(), &[], Some(0)), Ok(true));
    }

    #[test]
    fn without_a_total_an_empty_page_ends_the_list() {
        let mut pages = Pages::new();

        assert_eq!(take(&mut pages, &["a"], None), Ok(false));
        assert_eq!(take(&mut pages, &[], None), Ok(true));
    }

    #[test]
    fn a_list_that_moved_while_it_was_read_is_torn() {
        for (first, second) in [
            // One was added, one removed, one seen twice, one missing.
            ((&["a", "b"][..], Some(3)), (&["c"][..], Some(4))),
            ((&["a", "b"], Some(4)), (&["d"], Some(3))),
            ((&["a", "b"], Some(3)), (&["b"], Some(3))),
            ((&["a", "b"], Some(3)), (&[], Some(3))),
            ((&["a", "b"], Some(3)), (&["c"], None)),
        ] {
            let mut pages = Pages::new();
            assert_eq!(take(&mut pages, first.0, first.1), Ok(false));

            assert_eq!(take(&mut pages, second.0, second.1), Err(Torn), "{second:?}");
        }
        assert_eq!(take(&mut Pages::new(), &["a", "a"], Some(1)), Ok(true), "twice on a page is once");
    }

    #[test]
    fn a_list_that_never_ends_is_not_believed() {
        let mut pages = Pages::new();

        let torn = (0..).map(|n| take(&mut pages, &[&n.to_string()], None)).position(|page| page.is_err());

        assert_eq!(torn, Some(MAX_PAGES));
    }
}
