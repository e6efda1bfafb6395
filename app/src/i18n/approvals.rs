//! The approvals inbox.

texts! {}
