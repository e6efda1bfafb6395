//! The mode that a database was made for.

use domain::mode::Mode;
use sqlx::PgPool;
use store::migrate::{MigrateError, stamp_mode};

const MODES: [Mode; 3] = [Mode::Sim, Mode::Loopback, Mode::Live];

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_database_serves_the_mode_that_it_was_made_for_and_no_other(pool: PgPool) {
    for made_for in MODES {
        let mut tx = pool.begin().await.expect("a transaction");
        stamp_mode(&mut tx, made_for).await.expect("a new database");

        for wanted in MODES {
            let served = stamp_mode(&mut tx, wanted).await;

            match served {
                Ok(()) => assert_eq!(wanted, made_for),
                Err(MigrateError::OtherMode { stamped, wanted: refused }) => {
                    assert_eq!((stamped.as_str(), refused), (made_for.name(), wanted));
                    assert_ne!(wanted, made_for);
                }
                Err(error) => panic!("{made_for} for {wanted}: {error}"),
            }
        }
        tx.rollback().await.expect("unmade");
    }
}
