//! The sheet of all components.

texts! {}
