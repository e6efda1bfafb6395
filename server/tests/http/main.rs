//! The portal over HTTP, as programs and browsers meet it: one test binary, because each one links for seconds.

mod answers;
mod edge;
mod foreign;
mod forms;
mod live;
mod openapi;
mod orders;
mod pages;
mod people;
mod permissions;
mod portal;
mod quotes;
mod specs;
mod submit_keys;
