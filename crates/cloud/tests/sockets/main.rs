//! The clients against a real socket: one binary, because linking is what takes time.

mod alibaba;
mod cloud_at;
mod huawei;
