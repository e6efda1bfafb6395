//! An order's progress on a ruled line: what is past, where it stands, what is to come.

use leptos::prelude::*;

use super::icon::{Glyph, Icon};
use crate::i18n::Text;

/// Where a mark lies from now. `Hold` turns the line amber and dashed from its diamond on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum At {
    Done,
    Now,
    Good,
    Bad,
    Hold,
    Todo,
}

/// One mark of the scale.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mark {
    pub at: At,
    pub title: String,
    pub note: String,
    /// Else the mark's usual drawing.
    pub icon: Option<Glyph>,
}

impl Mark {
    pub fn new(at: At, title: impl Into<String>, note: impl Into<String>) -> Self {
        Self { at, title: title.into(), note: note.into(), icon: None }
    }

    #[must_use]
    pub fn icon(mut self, icon: Glyph) -> Self {
        self.icon = Some(icon);
        self
    }
}

#[component]
pub fn Scale(text: Text, marks: Vec<Mark>) -> impl IntoView {
    view! { <ol class="scale" aria-label=text.progress_of_order()>{marks.into_iter().map(step).collect_view()}</ol> }
}

fn step(mark: Mark) -> impl IntoView {
    let (name, usual) = match mark.at {
        At::Done => ("done", Glyph::TickRing),
        At::Now => ("now", Glyph::HalfRing),
        At::Good => ("good", Glyph::TickDisc),
        At::Bad => ("bad", Glyph::CrossOctagon),
        At::Hold => ("hold", Glyph::QuestionDiamond),
        At::Todo => ("todo", Glyph::Ring),
    };
    let current = !matches!(mark.at, At::Done | At::Todo);
    view! {
        <li data-at=name aria-current=current.then_some("step")>
            <Icon icon=mark.icon.unwrap_or(usual)/>
            <b>{mark.title}</b>
            <small>{mark.note}</small>
        </li>
    }
}
