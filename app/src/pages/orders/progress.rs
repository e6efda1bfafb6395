//! An order's marks on the ruled line.

use domain::{catalog::Class, instance::Fulfilment, order::State, view::Order};
use leptos::prelude::*;
use time::OffsetDateTime;

use super::milestones::{Milestone, Milestones, answers};
use crate::{
    components::{
        badge::state_icon,
        icon::Glyph,
        scale::{At, Mark, Scale},
    },
    format::Times,
    i18n::Text,
};

/// The most sends of one attempt.
pub const MOST_SENDS: usize = 20;

#[component]
pub fn Progress(text: Text, times: Times, order: Order, reached: Milestones) -> impl IntoView {
    view! {
        <section class="panel" aria-label=text.order_progress()>
            <Scale text marks=marks(text, &times, &order, &reached)/>
        </section>
    }
}

/// Everything up to now, then what is to come.
pub fn marks(text: Text, times: &Times, order: &Order, reached: &Milestones) -> Vec<Mark> {
    let scale = Marks { text, times, order, reached };
    match order.state {
        State::Draft => scale.draft(),
        State::PendingApproval => scale.pending(),
        State::Approved => scale.approved(),
        State::Executing => scale.executing(),
        State::Bought => scale.bought(),
        State::NotBought => scale.not_bought(),
        State::Unknown | State::NeedsPerson => scale.doubt(),
        State::Rejected => scale.ended(&reached.rejected),
        State::Cancelled => scale.ended(&reached.cancelled),
        State::Expired => scale.ended(&reached.expired),
    }
}

struct Marks<'a> {
    text: Text,
    times: &'a Times,
    order: &'a Order,
    reached: &'a Milestones,
}

impl Marks<'_> {
    fn draft(&self) -> Vec<Mark> {
        let text = self.text;
        let now = Mark::new(At::Now, text.order_step_draft(), text.order_step_draft_note())
            .icon(state_icon(State::Draft));
        vec![
            now,
            self.todo(text.order_step_submitted()),
            self.todo(text.order_step_approved()),
            self.sent_todo(),
            self.bought_todo(),
        ]
    }

    fn pending(&self) -> Vec<Mark> {
        let text = self.text;
        let (given, needed) = answers(self.order);
        let now = Mark::new(At::Now, text.order_step_approval(), text.order_step_answers(given, needed))
            .icon(state_icon(State::PendingApproval));
        vec![self.submitted_mark(), now, self.written_todo(), self.sent_todo(), self.bought_todo()]
    }

    fn approved(&self) -> Vec<Mark> {
        let text = self.text;
        let note = match self.order.waiting {
            Some(_) => text.order_step_waits(),
            None => text.order_step_start_note(),
        };
        let now = Mark::new(At::Now, text.order_step_start(), note).icon(state_icon(State::PendingApproval));
        vec![self.submitted_mark(), self.approved_mark(), now, self.sent_todo(), self.bought_todo()]
    }

    fn executing(&self) -> Vec<Mark> {
        let (title, note) = (self.text.order_step_sending(), self.sent_note());
        let now = Mark::new(At::Now, title, note).icon(state_icon(State::Executing));
        vec![self.submitted_mark(), self.approved_mark(), self.written_mark(), now, self.bought_todo()]
    }

    fn bought(&self) -> Vec<Mark> {
        if let Some(fulfilment @ Fulfilment::Unpaid) = self.order.fulfilment {
            let title = self.text.fulfilment(fulfilment);
            let note = self.reached.bought.as_ref().map(|ordered| self.clock(ordered.at)).unwrap_or_default();
            let now = Mark::new(At::Now, title, note).icon(Glyph::AlertTriangle);
            return vec![
                self.submitted_mark(),
                self.approved_mark(),
                self.written_mark(),
                self.sent_mark(),
                now,
            ];
        }
        let note = match (&self.reached.bought, self.reached.first_sent_at) {
            (Some(bought), Some(sent)) => {
                let seconds = (bought.at - sent).as_seconds_f64().max(0.0);
                let clock = self.clock(bought.at);
                if seconds < 60.0 {
                    self.text.order_step_after(clock, format!("{seconds:.1}"))
                } else {
                    clock
                }
            }
            (Some(bought), None) => self.clock(bought.at),
            (None, _) => String::new(),
        };
        let end = Mark::new(At::Good, self.text.state(State::Bought), note);
        vec![self.submitted_mark(), self.approved_mark(), self.written_mark(), self.sent_mark(), end]
    }

    fn not_bought(&self) -> Vec<Mark> {
        let end = Mark::new(At::Bad, self.text.state(State::NotBought), self.text.orders_not_bought_note());
        vec![self.submitted_mark(), self.approved_mark(), self.written_mark(), self.sent_mark(), end]
    }

    fn doubt(&self) -> Vec<Mark> {
        let text = self.text;
        let person = self.order.state == State::NeedsPerson;
        let (title, note, outcome) = if person {
            (
                text.order_step_person(),
                text.order_step_person_note().to_owned(),
                text.order_step_verdict_note(),
            )
        } else {
            let note = match self.order.operation.class() {
                Class::Token => text.order_step_settling_note(self.reached.sends, MOST_SENDS),
                Class::Name | Class::Setstate => text.order_step_looking().to_owned(),
            };
            (text.order_step_settling(), note, text.order_step_outcome_note())
        };
        let now = Mark::new(At::Hold, title, note).icon(state_icon(self.order.state));
        let outcome = Mark::new(At::Todo, text.order_step_outcome(), outcome);
        vec![self.submitted_mark(), self.approved_mark(), self.sent_mark(), now, outcome]
    }

    /// Rejected, cancelled, expired: the line ends where the order did.
    fn ended(&self, end: &Option<Milestone>) -> Vec<Mark> {
        let mut marks = Vec::new();
        if self.reached.submitted.is_some() {
            marks.push(self.submitted_mark());
        }
        if self.reached.approved.is_some() {
            marks.push(self.approved_mark());
        }
        let note = end.as_ref().map(|end| self.when_and_who(end)).unwrap_or_default();
        let state = self.order.state;
        marks.push(Mark::new(At::Now, self.text.state(state), note).icon(state_icon(state)));
        marks
    }

    fn submitted_mark(&self) -> Mark {
        let note = self.reached.submitted.as_ref().map(|at| self.when_and_who(at)).unwrap_or_default();
        Mark::new(At::Done, self.text.order_step_submitted(), note)
    }

    fn approved_mark(&self) -> Mark {
        let (given, needed) = answers(self.order);
        let note = self.reached.approved.as_ref().map(|approved| {
            self.text.order_step_with(
                self.times.short(approved.at).label,
                self.text.order_approvals_count(given, needed),
            )
        });
        Mark::new(At::Done, self.text.order_step_approved(), note.unwrap_or_default())
    }

    fn written_mark(&self) -> Mark {
        let note = self
            .order
            .attempts
            .last()
            .map(|attempt| self.text.order_step_intent(self.clock(attempt.created_at)));
        Mark::new(At::Done, self.text.order_step_written(), note.unwrap_or_default())
    }

    fn sent_mark(&self) -> Mark {
        Mark::new(At::Done, self.text.order_step_sent(), self.sent_note())
    }

    fn sent_note(&self) -> String {
        match (self.reached.first_sent_at, self.reached.sends) {
            (Some(at), 1) => self.text.order_step_sent_once(self.clock(at)),
            (Some(at), sends) => self.text.order_step_sent_times(self.clock(at), sends),
            (None, _) => String::new(),
        }
    }

    fn written_todo(&self) -> Mark {
        Mark::new(At::Todo, self.text.order_step_written(), self.text.order_step_written_todo())
    }

    fn sent_todo(&self) -> Mark {
        self.todo(self.text.order_step_sent())
    }

    fn bought_todo(&self) -> Mark {
        self.todo(self.text.state(State::Bought))
    }

    fn todo(&self, title: &str) -> Mark {
        Mark::new(At::Todo, title, "")
    }

    fn when_and_who(&self, at: &Milestone) -> String {
        let when = self.times.short(at.at).label;
        match &at.by {
            Some(who) => self.text.order_step_with(when, &who.name),
            None => when,
        }
    }

    fn clock(&self, at: OffsetDateTime) -> String {
        self.times.second(at).label
    }
}
