//! A stretch of time to look into.

use time::{Duration, OffsetDateTime};

use crate::{
    alibaba::client::{invalid, utc},
    error::CloudError,
};

/// From one moment to another, both included. The vendor counts in whole seconds: parts of one are looked into.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Window {
    pub from: OffsetDateTime,
    pub to: OffsetDateTime,
}

impl Window {
    /// The two parameters.
    pub(super) fn parameters(
        &self,
        action: &'static str,
        [from, to]: [&str; 2],
    ) -> Result<[(String, String); 2], CloudError> {
        if self.to < self.from {
            return Err(invalid(action, "the window ends before it begins"));
        }
        let rest = if self.to.nanosecond() == 0 { Duration::ZERO } else { Duration::SECOND };
        let last = self.to.checked_add(rest).ok_or_else(|| invalid(action, "the window has no end"))?;
        Ok([(from.to_owned(), utc(self.from, action)?), (to.to_owned(), utc(last, action)?)])
    }
}

#[cfg(test)]
mod tests {
    use time::macros::datetime;

    use super::*;

    #[test]
    fn a_window_holds_its_first_and_last_moment() {
        let window = Window {
            from: datetime!(2024-11-05 16:15:30.75 +8),
            to: datetime!(2024-11-05 08:59:59.000000001 UTC),
        };

        let [from, to] = window.parameters("QueryOrders", ["A", "B"]).expect("a window");

        assert_eq!(from, ("A".to_owned(), "2024-11-05T08:15:30Z".to_owned()));
        assert_eq!(to, ("B".to_owned(), "2024-11-05T09:00:00Z".to_owned()));
        let backwards = Window { from: window.to, to: window.from };
        assert!(backwards.parameters("QueryOrders", ["A", "B"]).is_err());
    }
}
