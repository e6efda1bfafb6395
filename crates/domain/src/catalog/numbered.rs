//! Wire names of lists: `Parameter.N.Code` stands for `Parameter.1.Code`, `Parameter.2.Code` and so on.

/// The segment of a pattern that stands for a number.
const NUMBER: &str = "N";

/// Whether `name` is `pattern`, or is it with a number, counted from 1, for its `N`.
pub fn fits(pattern: &str, name: &str) -> bool {
    pattern == name && !pattern.split('.').any(|segment| segment == NUMBER) || number(pattern, name).is_some()
}

/// `pattern` with this number for its `N`.
pub fn numbered(pattern: &str, number: u32) -> String {
    let number = number.to_string();
    let segments = pattern.split('.').map(|segment| if segment == NUMBER { &number } else { segment });
    segments.collect::<Vec<_>>().join(".")
}

/// The number for which `name` is `pattern`: 1 to 9999, written as numbers are.
pub(super) fn number(pattern: &str, name: &str) -> Option<u32> {
    let mut found = None;
    let (mut pattern, mut name) = (pattern.split('.'), name.split('.'));
    loop {
        match (pattern.next(), name.next()) {
            (None, None) => return found,
            (Some(NUMBER), Some(digits)) if is_number(digits) => found = Some(digits.parse().ok()?),
            (Some(expected), Some(given)) if expected == given && expected != NUMBER => {}
            _ => return None,
        }
    }
}

fn is_number(digits: &str) -> bool {
    digits.len() <= 4
        && !digits.starts_with('0')
        && !digits.is_empty()
        && digits.bytes().all(|b| b.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pattern_stands_for_its_numbers_and_nothing_else() {
        for (pattern, name, expected) in [
            ("PayType", "PayType", true),
            ("PayType", "paytype", false),
            ("Parameter.N.Code", "Parameter.1.Code", true),
            ("Parameter.N.Code", "Parameter.9999.Code", true),
            ("Parameter.N.Code", "Parameter.N.Code", false),
            ("Parameter.N.Code", "Parameter.0.Code", false),
            ("Parameter.N.Code", "Parameter.01.Code", false),
            ("Parameter.N.Code", "Parameter.+1.Code", false),
            ("Parameter.N.Code", "Parameter.10000.Code", false),
            ("Parameter.N.Code", "Parameter.1.Value", false),
            ("Parameter.N.Code", "Parameter.1", false),
            ("Parameter.N.Code", "Parameter.1.Code.", false),
            ("a.N", "a.7", true),
            ("a.N", "a.", false),
        ] {
            assert_eq!(fits(pattern, name), expected, "{pattern} {name}");
        }
        assert_eq!(numbered("Parameter.N.Code", 12), "Parameter.12.Code");
        assert_eq!(number("a.N", &numbered("a.N", 7)), Some(7));
    }
}
