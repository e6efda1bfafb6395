//! Which parameter a message is about.

/// The one of `names` that the message quotes. A message that quotes none or several is about no single one.
///
/// The last part of a name counts where it stands as a whole word; a part that is an ordinary word of English
/// (`name`) only in quotes, or with the part before it.
pub(super) fn quoted(message: &str, names: &'static [&'static str]) -> Option<&'static str> {
    let mut found = names.iter().filter(|name| is_quoted(message, name));
    let first = found.next()?;
    found.next().is_none().then_some(first)
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
