//! Which parameter a message is about.

use domain::catalog::numbered;

/// The one of `names` that the message quotes; of a list, its first entry. A message that quotes none or several
/// is about no single one.
///
/// The last part of a name counts where it stands as a whole word; a part that is an ordinary word of English
/// (`name`) only in quotes, or with the part before it.
pub(super) fn quoted<'a>(message: &str, names: impl Iterator<Item = &'a &'a str>) -> Option<String> {
    let mut found = names.filter(|name| is_quoted(message, name.trim_end_matches(".N")));
    let first = found.next()?;
    found.next().is_none().then(|| numbered(first, 1))
}

fn is_quoted(message: &str, name: &str) -> bool {
    let leaf = name.rsplit('.').next().unwrap_or(name);
    let is_ordinary = !leaf.contains('_');
    message.match_indices(leaf).any(|(at, _)| {
        let before = message[..at].chars().next_back();
        let after = message[at + leaf.len()..].chars().next();
        let is_whole = ![before, after].into_iter().flatten().any(|c| c.is_ascii_alphanumeric() || c == '_');
        let is_marked = message[..at + leaf.len()].ends_with(name)
            || matches!((before, after), (Some(open), Some(close)) if is_quote(open) && is_quote(close));
        is_whole && (!is_ordinary || is_marked)
    })
}

fn is_quote(c: char) -> bool {
    matches!(c, '\'' | '"' | '`' | '[' | ']' | '“' | '”' | '‘' | '’' | '<' | '>')
}

#[cfg(test)]
mod tests {
    use domain::catalog::ddm_create::names;

    use super::*;

    #[test]
    fn a_message_that_quotes_one_parameter_is_about_it() {
        for (message, expected) in [
            ("Parameter error: flavor_id is invalid.", Some("instance.flavor_id")),
            ("参数flavor_id错误", Some("instance.flavor_id")),
            ("instance.flavor_id is wrong; a flavor_id is a UUID", Some("instance.flavor_id")),
            ("[admin_user_name] must start with a letter", Some("instance.admin_user_name")),
            ("bad admin_user_password", Some("instance.admin_user_password")),
            ("available_zones must not be empty", Some("instance.available_zones.1")),
            ("period_num: must be between 1 and 9", Some("extend_param.period_num")),
            ("The parameter 'name' is invalid.", Some("instance.name")),
            ("instance.name is too long", Some("instance.name")),
            // An ordinary word, a part of a word, two names, none.
            ("The project name is invalid.", None),
            ("The name", None),
            ("my_flavor_id, flavor_ids and flavor_id2", None),
            ("vpc_id and subnet_id do not go together", None),
            ("Parameter error.", None),
            ("", None),
        ] {
            let quoted = quoted(message, names::ALL.iter().chain(&names::SECRETS));
            assert_eq!(quoted.as_deref(), expected, "{message}");
        }
    }
}
