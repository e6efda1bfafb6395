//! Tables: heads align with cells, two lines at most, and a ledger where it is narrow.

use leptos::prelude::*;

use super::icon::{Glyph, Icon};

/// Where a cell goes when the table becomes a ledger.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Narrow {
    #[default]
    Stays,
    /// At the right of its line: times.
    End,
    /// A line of its own.
    Wide,
    /// Not shown below 56rem.
    Off,
}

impl Narrow {
    const fn name(self) -> Option<&'static str> {
        match self {
            Self::Stays => None,
            Self::End => Some("end"),
            Self::Wide => Some("wide"),
            Self::Off => Some("off"),
        }
    }
}

/// A head.
#[derive(Debug, Clone, Default)]
pub struct Column {
    label: String,
    end: bool,
    hidden: bool,
    narrow: Narrow,
    sort: Option<(String, Option<Direction>)>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Direction {
    Ascending,
    Descending,
}

impl Column {
    pub fn new(label: impl Into<String>) -> Self {
        Self { label: label.into(), ..Self::default() }
    }

    /// Money and time stand at the right.
    #[must_use]
    pub fn end(mut self) -> Self {
        self.end = true;
        self
    }

    /// The label is for readers of the screen only.
    #[must_use]
    pub fn hidden(mut self) -> Self {
        self.hidden = true;
        self
    }

    #[must_use]
    pub fn narrow(mut self, narrow: Narrow) -> Self {
        self.narrow = narrow;
        self
    }

    /// `href` sorts by this column; `now` says whether it is the order shown.
    #[must_use]
    pub fn sort(mut self, href: impl Into<String>, now: Option<Direction>) -> Self {
        self.sort = Some((href.into(), now));
        self
    }
}

/// A list of things, each a row. `caption` names it for readers of the screen. `keeps` its columns where it is narrow:
/// for few and short ones that mean nothing without their heads.
#[component]
pub fn Table(
    #[prop(into)] caption: String,
    columns: Vec<Column>,
    #[prop(optional)] keeps: bool,
    children: Children,
) -> impl IntoView {
    // The roles keep it a table for readers of the screen when the style makes it a ledger.
    view! {
        <div class="tablewrap">
            <table class="table" data-stack=(!keeps).then_some("") role="table">
                <caption class="vh">{caption}</caption>
                <thead role="rowgroup">
                    <tr role="row">{columns.into_iter().map(head).collect_view()}</tr>
                </thead>
                <tbody role="rowgroup">{children()}</tbody>
            </table>
        </div>
    }
}

fn head(column: Column) -> impl IntoView {
    let Column { label, end, hidden, narrow, sort } = column;
    let sorted = sort.as_ref().and_then(|(_, now)| *now).map(|direction| match direction {
        Direction::Ascending => "ascending",
        Direction::Descending => "descending",
    });
    let words = match sort {
        Some((href, now)) => {
            let icon = match now {
                None => Glyph::Sort,
                Some(Direction::Ascending) => Glyph::Up,
                Some(Direction::Descending) => Glyph::Down,
            };
            view! { <a href=href>{label}<Icon icon/></a> }.into_any()
        }
        None if hidden => view! { <span class="vh">{label}</span> }.into_any(),
        None => label.into_any(),
    };
    view! {
        <th role="columnheader" scope="col" class=end.then_some("num") data-c=narrow.name() aria-sort=sorted>{words}</th>
    }
}

/// `open` marks the row whose details stand beside the list.
#[component]
pub fn Row(#[prop(optional)] open: bool, children: Children) -> impl IntoView {
    view! { <tr role="row" class=open.then_some("sel")>{children()}</tr> }
}

/// The cell that names its row.
#[component]
pub fn RowHead(#[prop(optional)] narrow: Narrow, children: Children) -> impl IntoView {
    view! { <th role="rowheader" scope="row" data-c=narrow.name()>{children()}</th> }
}

/// `num` is for money and times: at the right, in one line.
#[component]
pub fn Cell(
    #[prop(optional)] num: bool,
    #[prop(optional)] narrow: Narrow,
    children: Children,
) -> impl IntoView {
    view! { <td role="cell" class=num.then_some("num") data-c=narrow.name()>{children()}</td> }
}

/// The tick of a row; `label` names the row: "Pick P-10497".
#[component]
pub fn PickCell(
    #[prop(into)] name: String,
    #[prop(into)] value: String,
    #[prop(into)] label: String,
    #[prop(optional)] checked: bool,
) -> impl IntoView {
    view! {
        <td role="cell">
            <label class="pick"><span class="vh">{label}</span><input type="checkbox" name=name value=value checked=checked/></label>
        </td>
    }
}

/// The second, dim line of a cell.
#[component]
pub fn Sub(children: Children) -> impl IntoView {
    view! { <span class="sub">{children()}</span> }
}
