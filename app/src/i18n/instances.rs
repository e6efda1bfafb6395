//! Instances.

texts! {}
