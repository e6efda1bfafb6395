//! The parts that pages are made of, one file per noun; `style/components` has the same names.

pub mod avatar;
pub mod icon;
pub mod language_switch;
pub mod time;
