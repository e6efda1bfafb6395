//! The parts that pages are made of, one file per noun; `style/components` has the same names.

pub mod avatar;
pub mod badge;
pub mod banner;
pub mod button;
pub mod choice;
pub mod control;
pub mod dialog;
pub mod empty;
pub mod field;
pub mod hold;
pub mod icon;
pub mod identifier;
pub mod key_value;
pub mod language_switch;
pub mod money;
pub mod page_head;
pub mod pager;
pub mod panel;
pub mod readouts;
pub mod scale;
pub mod summary;
pub mod table;
pub mod tabs;
pub mod time;
pub mod timeline;
pub mod toast;
