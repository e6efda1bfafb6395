//! The thread of an order: what is asked about it, and answered.

use domain::{
    ids::{MessageId, OrderId},
    order::can,
    person::Person,
    refusal::{Reason, prose},
};
use store::messages;

use super::show;
use crate::{Actor, Backend, BackendError, log::OrderEvent};

/// Adds to the thread. Everybody reads it who sees the order; a draft has none.
#[tracing::instrument(skip_all, fields(actor.id = %person.id, order.id = %id), err)]
pub async fn say(backend: &Backend, person: &Person, id: OrderId, words: &str) -> Result<(), BackendError> {
    let words = prose(words).map_err(|reason| BackendError::field("words", reason))?;
    let mut tx = backend.db.begin().await?;
    let (order, known) = show::locked(&mut tx, person, id).await?;
    can::write(person, &known.borrow(&order)).map_err(BackendError::NotAllowed)?;
    if words.is_empty() {
        return Err(BackendError::field("words", Reason::Required));
    }
    let new = messages::New {
        id: MessageId::from_uuid(backend.random.uuid(&backend.clock)),
        order: id,
        revision: order.revision,
        by: person.id,
        words: &words,
    };
    messages::insert(&mut tx, &new).await?;
    let mut said = OrderEvent::new("order.said").because(&words).to(order.requester.id);
    // Who spoke before hears of what follows. A requester who is the first asks, and does not answer.
    let before = messages::of_order(&mut tx, id).await?;
    let others = before.iter().any(|message| message.by.id != order.requester.id);
    if person.id == order.requester.id && others {
        said = said.with("by", "requester");
    }
    for message in before {
        said = said.to(message.by.id);
    }
    backend.log_order(&mut tx, Actor::Person(person), &order, said).await?;
    tx.commit().await?;
    Ok(())
}
