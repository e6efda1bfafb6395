//! Cloud credentials.

texts! {}
