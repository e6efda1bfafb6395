//! The purchase forms as data: which fields stand in which group, what each of them takes, and when it is asked.
//!
//! A form shows every parameter of its operation once, and its secrets. The rules are [`super::Spec::check`]'s alone;
//! what is said here about what is required and when a field is asked is compared with them by tests.

use super::{Input, Operation, bss_create, ddm_create, dts_change, dts_create, fits, numbered};

/// One operation's form.
#[derive(Debug)]
pub struct Form {
    /// Credential and team stand first, because they decide what can be chosen below.
    pub payer_first: bool,
    pub groups: &'static [Group],
}

/// Fields that are decided together.
#[derive(Debug)]
pub struct Group {
    pub topic: Topic,
    pub fields: &'static [Field],
    /// Parameters that few people need: shown on demand.
    pub rare: &'static [Field],
}

/// What a group is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Topic {
    Source,
    Destination,
    Link,
    Task,
    Class,
    Product,
    Attributes,
    Instance,
    Network,
    Access,
    Billing,
}

/// One parameter, or one list of them.
#[derive(Debug, Clone, Copy)]
pub struct Field {
    /// The wire name; of a list the pattern, with `N` for its numbers.
    pub name: &'static str,
    pub takes: Takes,
    /// Nothing is bought without it, where it is asked.
    pub required: bool,
    /// Asked only beside all of these; in any case where there are none.
    pub asked: &'static [Asked],
}

/// Beside which values of which field something is asked; the field itself is asked then.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Asked {
    pub field: &'static str,
    pub values: &'static [&'static str],
}

/// What a field takes.
#[derive(Debug, Clone, Copy)]
pub enum Takes {
    /// The id of a region of the operation's cloud.
    Region,
    /// One of these. Where nothing is said it is `default`; none where that is empty.
    OneOf { values: &'static [&'static str], default: &'static str },
    /// A whole number; `unit` is the field that says of what.
    Number { unit: Option<&'static str> },
    /// A line of at most `max` characters.
    Text { max: usize },
    /// The same, of which the cloud may have a list.
    Id { max: usize },
    /// A line of its own for each of at most `max` values.
    List { max: usize, longest: usize },
    /// At most `max` pairs of the field and this one.
    Pairs { value: &'static str, max: usize, longest: (usize, usize) },
    /// A JSON object as text, which the form asks for part by part.
    Parts { names: &'static [&'static str] },
    /// Always this: shown, not asked.
    Fixed(&'static str),
    /// Always what that field says: shown, not asked.
    Follows(&'static str),
    /// A secret of at most `max` characters: it goes with the submit alone.
    Secret { max: usize },
}

impl Field {
    pub(super) const fn required(name: &'static str, takes: Takes) -> Self {
        Self { name, takes, required: true, asked: &[] }
    }

    pub(super) const fn optional(name: &'static str, takes: Takes) -> Self {
        Self { name, takes, required: false, asked: &[] }
    }

    pub(super) const fn beside(mut self, asked: &'static [Asked]) -> Self {
        self.asked = asked;
        self
    }

    /// The wire names, or patterns of them, that stand in this field: two for a list of pairs.
    pub fn names(&self) -> impl Iterator<Item = &'static str> {
        let second = match self.takes {
            Takes::Pairs { value, .. } => Some(value),
            _ => None,
        };
        std::iter::once(self.name).chain(second)
    }

    /// Whether the parameter of this name stands in this field.
    pub fn holds(&self, name: &str) -> bool {
        self.names().any(|pattern| fits(pattern, name))
    }

    /// Whether it stands apart from the parameters.
    pub const fn is_secret(&self) -> bool {
        matches!(self.takes, Takes::Secret { .. })
    }

    /// What stands in the field: what was typed, or the default.
    pub fn value<'a>(&self, input: &'a Input) -> &'a str {
        let typed = input.get(self.name).map_or("", |text| text.trim());
        match self.takes {
            Takes::OneOf { default, .. } if typed.is_empty() => default,
            Takes::OneOf { values, .. } => {
                // In the spelling of the choices.
                values.iter().copied().find(|value| value.eq_ignore_ascii_case(typed)).unwrap_or(typed)
            }
            Takes::Fixed(value) => value,
            Takes::Follows(field) => input.get(field).map_or("", |text| text.trim()),
            _ => typed,
        }
    }
}

impl Form {
    /// All fields, in their order.
    pub fn fields(&self) -> impl Iterator<Item = &'static Field> {
        self.groups.iter().flat_map(|group| group.fields.iter().chain(group.rare))
    }

    /// The field in which the parameter of this name stands.
    pub fn field(&self, name: &str) -> Option<&'static Field> {
        self.fields().find(|field| field.holds(name))
    }

    /// The parameter that a control of this name says something of: another id is typed beside its field, and an address
    /// is asked for part by part.
    pub fn field_of<'a>(&self, control: &'a str) -> &'a str {
        let is_part = |field: &Field, part: &str| match field.takes {
            Takes::Parts { names } => names.contains(&part),
            _ => false,
        };
        let part = control
            .rsplit_once('.')
            .filter(|(name, part)| self.field(name).is_some_and(|it| is_part(it, part)));
        let name = part.map_or(control, |(name, _)| name);
        name.strip_suffix(OTHER_SUFFIX).unwrap_or(name)
    }

    /// Whether this field means anything beside what the others say.
    pub fn asks(&self, field: &Field, input: &Input) -> bool {
        field.asked.iter().all(|asked| {
            self.field(asked.field)
                .is_some_and(|parent| self.asks(parent, input) && asked.values.contains(&parent.value(input)))
        })
    }

    /// Reads a filled-in form: `sent` gives what stands under a name, empty where nothing does. Secrets are not read.
    pub fn read(&self, sent: impl Fn(&str) -> String) -> Input {
        let mut input = Input::new();
        let mut put = |name: String, value: String| {
            if !value.trim().is_empty() {
                input.insert(name, value);
            }
        };
        for field in self.fields() {
            match field.takes {
                Takes::Region | Takes::Id { .. } => put(field.name.to_owned(), chosen(field.name, &sent)),
                Takes::List { max, .. } => {
                    // A form may leave places empty: what is not chosen of a list.
                    for name in (1..).take(2 * max).map(|number| numbered(field.name, number)) {
                        let value = sent(&name);
                        put(name, value);
                    }
                }
                Takes::Pairs { value, max, .. } => {
                    for number in (1..).take(max) {
                        let [code, value] = [field.name, value].map(|pattern| numbered(pattern, number));
                        let (given, of) = (sent(&value), sent(&code));
                        // A code that the form wrote itself says nothing without a value.
                        if given.trim().is_empty() && !sent(&listed_name(&code)).is_empty() {
                            continue;
                        }
                        put(code, of);
                        put(value, given);
                    }
                }
                Takes::Parts { names } => put(field.name.to_owned(), object(field.name, names, &sent)),
                Takes::Secret { .. } => {}
                Takes::OneOf { .. }
                | Takes::Number { .. }
                | Takes::Text { .. }
                | Takes::Fixed(_)
                | Takes::Follows(_) => put(field.name.to_owned(), sent(field.name)),
            }
        }
        input
    }
}

/// The choice of a region, or of another id, that is not on the list; it stands in the field of the same name with
/// [`OTHER_SUFFIX`]. No id has brackets: a field without a list takes `other` as what it is.
pub const OTHER: &str = "(other)";
pub const OTHER_SUFFIX: &str = ".other";

/// The name under which a form says that it wrote a code itself, because the product asks for it.
pub fn listed_name(code: &str) -> String {
    format!("{code}.listed")
}

fn chosen(name: &str, sent: impl Fn(&str) -> String) -> String {
    match sent(name) {
        chosen if chosen == OTHER => sent(&format!("{name}{OTHER_SUFFIX}")).trim().to_owned(),
        chosen => chosen,
    }
}

/// The object of the parts that were filled in; where somebody wrote the JSON, that.
fn object(field: &str, names: &[&str], sent: impl Fn(&str) -> String) -> String {
    let written = sent(field);
    if !written.trim().is_empty() {
        return written;
    }
    let part = |name: &&str| {
        let value = sent(&part_name(field, name)).trim().to_owned();
        (!value.is_empty()).then(|| ((*name).to_owned(), value))
    };
    let parts: Input = names.iter().filter_map(part).collect();
    if parts.is_empty() {
        return String::new();
    }
    serde_json::to_string(&parts).unwrap_or_default()
}

/// The name under which a form sends a part of an object: `Logistics.cityName`.
pub fn part_name(field: &str, part: &str) -> String {
    format!("{field}.{part}")
}

/// The parts of an object as a form shows them; `None` where the text is none of such parts, so that it is shown as
/// it was written.
pub fn parts(text: &str, names: &[&str]) -> Option<Input> {
    if text.trim().is_empty() {
        return Some(Input::new());
    }
    let parts: Input = serde_json::from_str(text).ok()?;
    parts.keys().all(|name| names.contains(&name.as_str())).then_some(parts)
}

impl Operation {
    /// Its form.
    pub const fn form(self) -> &'static Form {
        match self {
            Self::DtsCreate => &dts_create::FORM,
            Self::DtsChange => &dts_change::FORM,
            Self::BssCreate => &bss_create::FORM,
            Self::DdmCreate => &ddm_create::FORM,
        }
    }
}

#[cfg(test)]
mod tests;
