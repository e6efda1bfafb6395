//! The pages, one file per noun: the handlers, and the view that they show.
