//! The overview.

texts! {}
