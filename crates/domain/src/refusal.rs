//! Why a field was refused: codes and limits, never prose.

use serde::{Deserialize, Serialize};

/// One reason why one field cannot be taken as it is.
///
/// Pages turn it into a sentence in the reader's language; the API shows `code` and an English sentence.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "code", rename_all = "snake_case")]
pub enum Reason {
    /// Nothing was given and there is no default.
    Required,
    /// Not a whole number.
    NotANumber,
    /// Not an amount of money.
    NotAnAmount,
    /// More than six digits after the point.
    TooPrecise,
    /// Outside `min..=max`.
    OutOfRange { min: i64, max: i64 },
    /// Not one of the values that the vendor takes.
    NotAnOption { options: Vec<String> },
    /// Longer than `max` characters.
    TooLong { max: usize },
    /// Shorter than `min` characters.
    TooShort { min: usize },
    /// Holds control characters or others that the vendor does not take.
    BadCharacters,
    /// Not a region id.
    NotARegion,
    /// Must equal another field.
    MustEqual { other: String },
    /// Not possible with what another field says.
    NotWith { other: String, value: String },
    /// Means nothing unless another field says otherwise.
    NotApplicable,
    /// No parameter of this name exists.
    UnknownField,
    /// Of the wrong JSON type.
    WrongType,
    /// Not something that the caller has.
    NotFound,
    /// Another currency than the one that is asked for.
    OtherCurrency { expected: String },
    /// Less than what the cloud asks.
    BelowPrice { price: String },
    /// The credential belongs to another provider.
    OtherProvider,
    /// The password is among the commonest.
    TooCommon,
    /// The current password is not this.
    WrongPassword,
    /// A secret where nothing may keep one: a draft, or a question about a price.
    SecretNotKept,
    /// A password without letters of both cases, a digit and one of the signs that the vendor takes.
    TooPlain { signs: String },
    /// Said twice, or written in two ways.
    Duplicate,
    /// Another one has this name.
    Taken,
    /// More than `max` of them.
    TooMany { max: usize },
    /// Not a whole multiple of this.
    NotAMultiple { of: u32 },
    /// Not a JSON object of texts that has no other names than these.
    NotAJsonObject { names: Vec<String> },
    /// The vendor sells this product by another call only.
    SoldElsewhere,
    /// Nobody who may sign in has this address.
    UnknownPerson,
    /// That person could not answer.
    CannotAnswer,
    /// Before the moment that it must be after.
    TooEarly,
    /// After the last moment that is possible.
    TooLate,
}

impl Reason {
    /// The code that programs may rely on.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Required => "required",
            Self::NotANumber => "not_a_number",
            Self::NotAnAmount => "not_an_amount",
            Self::TooPrecise => "too_precise",
            Self::OutOfRange { .. } => "out_of_range",
            Self::NotAnOption { .. } => "not_an_option",
            Self::TooLong { .. } => "too_long",
            Self::TooShort { .. } => "too_short",
            Self::BadCharacters => "bad_characters",
            Self::NotARegion => "not_a_region",
            Self::MustEqual { .. } => "must_equal",
            Self::NotWith { .. } => "not_with",
            Self::NotApplicable => "not_applicable",
            Self::UnknownField => "unknown_field",
            Self::WrongType => "wrong_type",
            Self::NotFound => "not_found",
            Self::OtherCurrency { .. } => "other_currency",
            Self::BelowPrice { .. } => "below_price",
            Self::OtherProvider => "other_provider",
            Self::TooCommon => "too_common",
            Self::WrongPassword => "wrong_password",
            Self::SecretNotKept => "secret_not_kept",
            Self::TooPlain { .. } => "too_plain",
            Self::Duplicate => "duplicate",
            Self::Taken => "taken",
            Self::TooMany { .. } => "too_many",
            Self::NotAMultiple { .. } => "not_a_multiple",
            Self::NotAJsonObject { .. } => "not_a_json_object",
            Self::SoldElsewhere => "sold_elsewhere",
            Self::UnknownPerson => "unknown_person",
            Self::CannotAnswer => "cannot_answer",
            Self::TooEarly => "too_early",
            Self::TooLate => "too_late",
        }
    }
}

/// A field and why it was refused.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FieldError {
    /// The name of the field: `spec.UsedTime`, `ceiling`, `label`.
    pub field: String,
    #[serde(flatten)]
    pub reason: Reason,
}

impl FieldError {
    /// Refuses `field` for `reason`.
    pub fn new(field: impl Into<String>, reason: Reason) -> Self {
        Self { field: field.into(), reason }
    }
}

/// The most characters of a text that a person writes (a reason, a comment).
pub const MAX_PROSE: usize = 2_000;

/// The most refusals that are said at once: nobody reads more, and an answer stays small.
pub const MAX_REFUSALS: usize = 100;

/// Joins two signs into one, such as the people of a family.
const JOINER: char = '\u{200d}';

/// Whether a reader would not see what this does: control characters but line breaks and tabs, marks that
/// turn the direction of text around, signs without width, the soft hyphen, and the separators of lines and
/// paragraphs that few programs break lines at.
pub fn is_hidden(c: char) -> bool {
    (c.is_control() && c != '\n' && c != '\t')
        || matches!(
            c,
            '\u{ad}'
                | '\u{61c}'
                | '\u{200b}'..='\u{200f}'
                | '\u{2028}'..='\u{202e}'
                | '\u{2060}'..='\u{2064}'
                | '\u{2066}'..='\u{2069}'
                | '\u{feff}'
        )
}

/// Takes what a person wrote, trimmed: at most [`MAX_PROSE`] characters and nothing that [`is_hidden`], but the
/// joiner, which many pictures are made with.
pub fn prose(text: &str) -> Result<String, Reason> {
    let text = text.trim().replace("\r\n", "\n");
    if text.chars().count() > MAX_PROSE {
        return Err(Reason::TooLong { max: MAX_PROSE });
    }
    let is_refused = |c| is_hidden(c) && c != JOINER;
    if text.contains(is_refused) { Err(Reason::BadCharacters) } else { Ok(text) }
}

/// Takes one line that a person wrote: as [`prose`], at most `max` characters, not empty, no line breaks. A
/// name has no joiner: two that look the same are the same.
pub fn line(text: &str, max: usize) -> Result<String, Reason> {
    let text = optional_line(text, max)?;
    if text.is_empty() { Err(Reason::Required) } else { Ok(text) }
}

/// As [`line`], but may be empty.
pub fn optional_line(text: &str, max: usize) -> Result<String, Reason> {
    let text = prose(text)?;
    if text.chars().count() > max {
        return Err(Reason::TooLong { max });
    }
    if text.contains(['\n', '\t', JOINER]) { Err(Reason::BadCharacters) } else { Ok(text) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_writes_what_a_reader_does_not_see() {
        let ranges = [0x200b..=0x200f, 0x2028..=0x202e, 0x2060..=0x2064, 0x2066..=0x2069];
        let hidden =
            ranges.into_iter().flatten().chain([0x1b, 0xad, 0x61c, 0xfeff]).filter_map(char::from_u32);
        for c in hidden.filter(|c| *c != JOINER) {
            let text = format!("a{c}b");
            assert!(is_hidden(c), "{c:?}");
            assert_eq!(prose(&text), Err(Reason::BadCharacters), "{c:?}");
            assert_eq!(line(&text, 64), Err(Reason::BadCharacters), "{c:?}");
        }
        for text in ["订单\n二", "naïve – “x”", "عربى", "❤\u{fe0f}"] {
            assert_eq!(prose(text).as_deref(), Ok(text));
        }
    }

    #[test]
    fn a_joined_picture_may_stand_in_prose_and_in_no_name() {
        let family = "👩\u{200d}👧";

        assert_eq!(prose(family).as_deref(), Ok(family));
        assert_eq!(line(family, 64), Err(Reason::BadCharacters));
        assert_eq!(optional_line(family, 64), Err(Reason::BadCharacters));
        assert!(is_hidden(JOINER), "nor in a parameter");
    }
}
