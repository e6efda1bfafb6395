//! The only parts that run in the browser as WebAssembly, one file each; every one says why it must.

pub mod purchase_form;
