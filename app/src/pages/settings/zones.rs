//! The time zones that a person can choose.

use jiff::tz;

use crate::components::choice::Choice;

/// Every zone that is a place, by name, and UTC; with the one that is chosen already.
pub(super) fn choices(chosen: &str) -> Vec<Choice> {
    let mut names: Vec<String> = tz::db()
        .available()
        .map(|name| name.to_string())
        .filter(|name| is_place(name) || name == "UTC" || name == chosen)
        .collect();
    names.sort();
    names.dedup();
    names.into_iter().map(|name| Choice::new(name.clone(), name)).collect()
}

fn is_place(name: &str) -> bool {
    const CONTINENTS: [&str; 10] = [
        "Africa/",
        "America/",
        "Antarctica/",
        "Arctic/",
        "Asia/",
        "Atlantic/",
        "Australia/",
        "Europe/",
        "Indian/",
        "Pacific/",
    ];
    CONTINENTS.iter().any(|continent| name.starts_with(continent))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_has_places_utc_and_what_was_chosen() {
        let names: Vec<_> = choices("Etc/GMT+5").into_iter().map(|choice| choice.value).collect();

        for name in ["Asia/Shanghai", "Europe/Berlin", "UTC", "Etc/GMT+5"] {
            assert!(names.iter().any(|known| known == name), "{name}");
        }
        assert!(!names.iter().any(|name| name == "Etc/GMT+6"));
    }
}
