//! The clients against a real socket: one binary, because linking is what takes time.

mod cloud_at;
mod looks;
mod purchase;
