//! Settings.

texts! {}
