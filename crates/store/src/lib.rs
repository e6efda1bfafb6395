//! All SQL: free functions from a connection to domain types.
//!
//! The caller owns the transaction. A write looks at its row count; a read of what belongs to somebody names
//! its reader. Nothing here decides anything: `domain` decides, the database refuses.

pub mod again;
pub mod approvers;
pub mod attention;
pub mod clusters;
pub mod credentials;
pub mod decisions;
pub mod deliveries;
pub mod deputies;
pub mod error;
pub mod escalations;
pub mod events;
pub mod facts;
pub mod grants;
pub mod groups;
pub mod hand_overs;
pub mod holdings;
pub mod holds;
pub mod instances;
pub mod jobs;
pub mod messages;
pub mod migrate;
pub mod notices;
pub mod orders;
pub mod people;
pub mod purchases;
pub mod quotes;
pub mod reminders;
pub mod revisions;
pub mod rules;
pub mod sealed;
pub mod sessions;
pub mod settings;
pub mod settlements;
pub mod teams;
pub mod templates;
pub mod tokens;

pub use self::error::StoreError;

/// The migrations, in the program itself.
pub static MIGRATOR: sqlx::migrate::Migrator = sqlx::migrate!("../../migrations");
