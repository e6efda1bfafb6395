//! Every word that a person reads, in English and Chinese.
//!
//! A text is a method of [`Text`], made by `texts!` in the file of its noun: a text that lacks a
//! language or a placeholder does not compile. Why no crate does this: `docs/adr/0001-texts.md`.

use domain::person::Language;
use serde::{Deserialize, Serialize};

/// The reader's language; its methods are the texts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Text(Language);

impl Text {
    pub const fn new(language: Language) -> Self {
        Self(language)
    }

    pub const fn language(self) -> Language {
        self.0
    }

    /// The value of an HTML `lang` attribute.
    pub const fn lang(self) -> &'static str {
        self.0.tag()
    }

    /// One of two texts that are data already, such as a region's two names.
    pub const fn pick<'a>(self, english: &'a str, chinese: &'a str) -> &'a str {
        match self.0 {
            Language::English => english,
            Language::Chinese => chinese,
        }
    }
}

/// Makes methods of [`Text`]: `name = "English" | "中文";`, or with placeholders
/// `name(amount) = "Approve {amount}" | "批准 {amount}";`, each of which both languages must use.
/// What counts has two English forms, chosen by its first placeholder: `"{n} waits" / "{n} wait" | "{n} 笔"`.
macro_rules! texts {
    (@one $name:ident = $en:literal | $zh:literal) => {
        pub const fn $name(self) -> &'static str {
            match self.0 {
                domain::person::Language::English => $en,
                domain::person::Language::Chinese => $zh,
            }
        }
    };
    (@one $name:ident($($arg:ident),+) = $en:literal | $zh:literal) => {
        pub fn $name(self, $($arg: impl std::fmt::Display),+) -> String {
            // The arguments are named, because a named one that a text leaves out is an error.
            match self.0 {
                domain::person::Language::English => format!($en, $($arg = $arg),+),
                domain::person::Language::Chinese => format!($zh, $($arg = $arg),+),
            }
        }
    };
    (@one $name:ident($count:ident $(, $arg:ident)*) = $one:literal / $many:literal | $zh:literal) => {
        pub fn $name(self, $count: impl std::fmt::Display $(, $arg: impl std::fmt::Display)*) -> String {
            match self.0 {
                domain::person::Language::English if $count.to_string() == "1" => {
                    format!($one, $count = $count $(, $arg = $arg)*)
                }
                domain::person::Language::English => format!($many, $count = $count $(, $arg = $arg)*),
                domain::person::Language::Chinese => format!($zh, $count = $count $(, $arg = $arg)*),
            }
        }
    };
    ($($name:ident $(($($arg:ident),+))? = $en:literal $(/ $many:literal)? | $zh:literal;)*) => {
        impl super::Text {
            $(texts!(@one $name $(($($arg),+))? = $en $(/ $many)? | $zh);)*
        }
    };
}

mod advice;
mod approvals;
mod attention;
mod catalog;
mod credentials;
mod deciding;
mod errors;
mod events;
mod faults;
mod fields;
mod gallery;
mod instances;
mod notices;
mod options;
mod orders;
mod overview;
mod parameters;
mod payment;
mod people;
mod preflight;
mod refusals;
pub mod rules;
mod settings;
mod shell;
mod signin;
mod simulator;
mod status;
mod templates;
mod time;
mod verdicts;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_speaks_the_readers_language() {
        assert_eq!(Text::new(Language::English).nav_orders(), "Orders");
        assert_eq!(Text::new(Language::Chinese).nav_orders(), "订单");
    }

    #[test]
    fn a_placeholder_is_filled_in_both_languages() {
        assert_eq!(Text::new(Language::English).copy_what("request id"), "Copy request id");
        assert_eq!(Text::new(Language::Chinese).copy_what("请求 ID"), "复制请求 ID");
    }

    #[test]
    fn one_is_singular() {
        let text = Text::new(Language::English);

        assert_eq!(text.approvals_wait(1), "1 waits for you");
        assert_eq!(text.approvals_wait(0), "0 wait for you");
        assert_eq!(text.approvals_wait(11), "11 wait for you");
        assert_eq!(Text::new(Language::Chinese).approvals_wait(1), "1 笔等您审批");
    }
}
