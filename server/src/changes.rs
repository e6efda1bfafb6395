//! What changed, as the database tells it: one listening connection for the whole process.

use std::{
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use backend::Clock;
use domain::ids::{InstanceId, OrderId, PersonId};
use sqlx::{PgPool, postgres::PgListener};
use tokio::sync::broadcast;

use crate::shutdown::Ending;

const CHANNEL: &str = "purser_changes";
const PATIENCE: Duration = Duration::from_secs(1);
/// A reader who is further behind is told that it missed something.
const BACKLOG: usize = 1024;

/// Something that pages may want to show anew.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Change {
    Order(OrderId),
    /// An instance, and the order that bought it.
    Instance(InstanceId, OrderId),
    /// Somebody was told something, or read it.
    Notice(PersonId),
    /// The connection was lost for a while: anything may have changed.
    Anything,
}

/// A change with its number, which grows.
#[derive(Debug, Clone, Copy)]
pub struct Told {
    pub sequence: Option<u64>,
    pub change: Change,
}

/// Where the process's readers subscribe.
#[derive(Debug, Clone)]
pub struct Changes {
    tell: broadcast::Sender<Told>,
    last: Arc<AtomicU64>,
}

impl Changes {
    /// The numbers begin with the time, so that they grow over restarts too.
    pub fn new(clock: &Clock) -> Self {
        let began = u64::try_from(clock.now().unix_timestamp_nanos() / 1_000).unwrap_or_default();
        Self { tell: broadcast::channel(BACKLOG).0, last: Arc::new(AtomicU64::new(began)) }
    }

    pub fn subscribe(&self) -> broadcast::Receiver<Told> {
        self.tell.subscribe()
    }

    /// Passes on what the database says, until the end. Connects again by itself.
    pub async fn listen(self, db: PgPool, ending: Ending) {
        tokio::select! {
            () = ending.wait() => {}
            () = self.listen_for_ever(&db) => {}
        }
    }

    async fn listen_for_ever(&self, db: &PgPool) {
        let mut down = false;
        loop {
            let Err(error) = self.listen_once(db).await;
            // Said once, not every second.
            if !down {
                tracing::warn!(%error, "the database tells no changes");
            }
            down = true;
            tokio::time::sleep(PATIENCE).await;
        }
    }

    async fn listen_once(&self, db: &PgPool) -> Result<std::convert::Infallible, sqlx::Error> {
        let mut listener = PgListener::connect_with(db).await?;
        listener.listen(CHANNEL).await?;
        self.tell(Change::Anything);
        loop {
            // None: the connection was lost, and is made again by the next call.
            let change = match listener.try_recv().await? {
                Some(notification) => parse(notification.payload()),
                None => Some(Change::Anything),
            };
            change.into_iter().for_each(|change| self.tell(change));
        }
    }

    fn tell(&self, change: Change) {
        // Nobody listening is no error.
        let sequence = Some(self.last.fetch_add(1, Ordering::Relaxed) + 1);
        let _ = self.tell.send(Told { sequence, change });
    }
}

fn parse(payload: &str) -> Option<Change> {
    let mut words = payload.split(' ');
    match (words.next()?, words.next()?.parse(), words.next()) {
        ("order", Ok(id), None) => Some(Change::Order(OrderId::from_uuid(id))),
        ("notice", Ok(id), None) => Some(Change::Notice(PersonId::from_uuid(id))),
        ("instance", Ok(id), Some(order)) => {
            Some(Change::Instance(InstanceId::from_uuid(id), order.parse().ok()?))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_triggers_words_are_understood() {
        let (order, instance) = (uuid::Uuid::from_u128(1), uuid::Uuid::from_u128(2));

        assert_eq!(parse(&format!("order {order}")), Some(Change::Order(OrderId::from_uuid(order))));
        assert_eq!(
            parse(&format!("instance {instance} {order}")),
            Some(Change::Instance(InstanceId::from_uuid(instance), OrderId::from_uuid(order)))
        );
        assert_eq!(parse(&format!("notice {order}")), Some(Change::Notice(PersonId::from_uuid(order))));
        for noise in ["", "order", "order x", "person 1", "instance"] {
            assert_eq!(parse(noise), None, "{noise}");
        }
    }
}
