//! How the list of orders is narrowed: everything stands in its address.

use domain::{
    catalog::Operation,
    order::{OrderFilter, State},
};

use crate::{form::Typed, paths};

/// Which states are shown: one of them, or a group.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shown {
    Only(State),
    Open,
    /// Money may have been spent.
    Doubt,
    /// Ended before anything was sent.
    Closed,
}

impl Shown {
    /// The groups that have a name of their own in the address.
    pub const GROUPS: [Self; 3] = [Self::Doubt, Self::Open, Self::Closed];

    pub const fn name(self) -> &'static str {
        match self {
            Self::Only(state) => state.name(),
            Self::Open => "open",
            Self::Doubt => "doubt",
            Self::Closed => "closed",
        }
    }

    pub fn states(self) -> Vec<State> {
        State::ALL.into_iter().filter(|state| self.holds(*state)).collect()
    }

    pub fn holds(self, state: State) -> bool {
        match self {
            Self::Only(only) => state == only,
            Self::Open => state.is_open(),
            Self::Doubt => matches!(state, State::Unknown | State::NeedsPerson),
            Self::Closed => matches!(state, State::Rejected | State::Cancelled | State::Expired),
        }
    }

    fn read(name: &str) -> Option<Self> {
        let group = Self::GROUPS.into_iter().find(|group| group.name() == name);
        group.or_else(|| name.parse().ok().map(Self::Only))
    }
}

/// What the address asks for. Values that mean nothing are left out.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filter {
    pub words: String,
    pub shown: Option<Shown>,
    pub operation: Option<Operation>,
    pub mine: bool,
    /// The cursors of the pages up to this one, so that there is a way back.
    pub trail: Vec<String>,
}

impl Filter {
    pub fn read(query: &Typed) -> Self {
        Self {
            words: query.get("q").to_owned(),
            shown: Shown::read(query.get("state")),
            operation: query.get("operation").parse().ok(),
            mine: query.get("mine") == "1",
            trail: query.all("after").filter(|cursor| !cursor.is_empty()).map(str::to_owned).collect(),
        }
    }

    /// Only the orders of one state or group.
    pub fn only(shown: Shown) -> Self {
        Self { shown: Some(shown), ..Self::default() }
    }

    /// The question to the use case.
    pub fn question(&self) -> OrderFilter {
        OrderFilter {
            states: self.shown.map(Shown::states).unwrap_or_default(),
            operation: self.operation,
            team: None,
            mine: self.mine,
            text: Some(self.words.clone()).filter(|words| !words.is_empty()),
        }
    }

    pub fn cursor(&self) -> Option<&str> {
        self.trail.last().map(String::as_str)
    }

    /// Whether anything but the state narrows the list: then the counts of the states say nothing of it.
    pub const fn is_narrow(&self) -> bool {
        !self.words.is_empty() || self.operation.is_some() || self.mine
    }

    pub const fn is_plain(&self) -> bool {
        !self.is_narrow() && self.shown.is_none()
    }

    /// This list's address at the page to which `trail` leads.
    pub fn href(&self, trail: &[String]) -> String {
        let mut query = vec![
            ("q", self.words.as_str()),
            ("state", self.shown.map_or("", Shown::name)),
            ("operation", self.operation.map_or("", Operation::key)),
            ("mine", if self.mine { "1" } else { "" }),
        ];
        query.extend(trail.iter().map(|cursor| ("after", cursor.as_str())));
        paths::orders_where(&query)
    }

    pub fn first_page(&self) -> String {
        self.href(&[])
    }

    /// The page before this one, if there is any.
    pub fn previous(&self) -> Option<String> {
        let (_, before) = self.trail.split_last()?;
        Some(self.href(before))
    }

    pub fn next(&self, cursor: String) -> String {
        let mut trail = self.trail.clone();
        trail.push(cursor);
        self.href(&trail)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(pairs: &[(&str, &str)]) -> Filter {
        let pairs: Vec<_> = pairs.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())).collect();
        Filter::read(&Typed::from(pairs))
    }

    #[test]
    fn an_address_reads_back_what_it_writes() {
        let filter = read(&[("q", "a b"), ("state", "closed"), ("operation", "dts.create"), ("mine", "1")]);

        assert_eq!(filter.first_page(), "/orders?q=a%20b&state=closed&operation=dts.create&mine=1");
        assert_eq!(filter.question().states, [State::Rejected, State::Cancelled, State::Expired]);
    }

    #[test]
    fn nonsense_in_an_address_is_left_out() {
        let filter = read(&[("state", "lost"), ("operation", "x"), ("mine", "yes"), ("after", "")]);

        assert_eq!(filter, Filter::default());
        assert!(filter.is_plain());
    }

    #[test]
    fn every_page_knows_the_way_back() {
        let second = read(&[("state", "bought"), ("after", "c1")]);

        assert_eq!(second.cursor(), Some("c1"));
        assert_eq!(second.next("c2".to_owned()), "/orders?state=bought&after=c1&after=c2");
        assert_eq!(second.previous().as_deref(), Some("/orders?state=bought"));
        assert_eq!(read(&[]).previous(), None);
    }
}
