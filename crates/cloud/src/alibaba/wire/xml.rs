//! The little XML that gateways write: elements and text. Whatever else is in a document makes it unreadable.

/// Deeper than any answer; real ones have three levels.
const MAX_DEPTH: usize = 32;

/// A whole answer: `<Error>…</Error>` or `<SomethingResponse>…</SomethingResponse>`.
pub(super) struct Xml {
    /// The elements without elements below them: path below the root, text.
    leaves: Vec<(String, String)>,
}

impl Xml {
    /// `None`: not whole, not XML, or not an answer of the cloud.
    pub(super) fn parse(body: &str) -> Option<Self> {
        let mut rest = body.trim();
        if rest.starts_with("<?xml") {
            rest = rest.split_once("?>")?.1.trim_start();
        }
        let mut leaves = Vec::new();
        let mut open: Vec<&str> = Vec::new();
        let mut text = String::new();
        // Whether the innermost open element has no element below it so far.
        let mut is_leaf = false;
        loop {
            let (before, markup) = rest.split_once('<')?;
            if open.is_empty() && !before.is_empty() {
                return None;
            }
            text.push_str(&unescape(before));
            if let Some(comment) = markup.strip_prefix("!--") {
                rest = comment.split_once("-->")?.1;
                continue;
            }
            if let Some(verbatim) = markup.strip_prefix("![CDATA[") {
                let (inside, after) = verbatim.split_once("]]>")?;
                text.push_str(inside);
                rest = after;
                continue;
            }
            let (tag, after) = markup.split_once('>')?;
            rest = after;
            if let Some(name) = tag.strip_prefix('/') {
                if is_leaf {
                    leaves.push((open[1..].join("/"), text.trim().to_owned()));
                }
                if open.pop()? != name.trim_end() {
                    return None;
                }
                if open.is_empty() {
                    return rest.trim().is_empty().then_some(Self { leaves });
                }
                is_leaf = false;
            } else {
                let name = tag.split([' ', '\t', '\r', '\n', '/']).next()?;
                let is_name = name.starts_with(|c: char| c.is_ascii_alphabetic())
                    && name.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_.:".contains(&b));
                let is_root = open.is_empty();
                let is_answer = !is_root || name == "Error" || name.ends_with("Response");
                if !is_name || !is_answer || open.len() == MAX_DEPTH {
                    return None;
                }
                if tag.ends_with('/') {
                    if is_root {
                        return None;
                    }
                    is_leaf = false;
                } else {
                    open.push(name);
                    is_leaf = true;
                }
            }
            text.clear();
        }
    }

    /// Whether there is more than one element at this path.
    pub(super) fn has_several(&self, path: &[&str]) -> bool {
        let path = path.join("/");
        self.leaves.iter().filter(|(at, _)| *at == path).nth(1).is_some()
    }

    /// The text of the element at this path below the root, where there is exactly one.
    pub(super) fn text(&self, path: &[&str]) -> Option<String> {
        let path = path.join("/");
        let mut found = self.leaves.iter().filter(|(at, _)| *at == path);
        let (_, text) = found.next()?;
        (found.next().is_none() && !text.is_empty()).then(|| text.clone())
    }
}

fn unescape(text: &str) -> String {
    text.replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&quot;", "\"")
        .replace("&apos;", "'")
        .replace("&amp;", "&")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_found_by_its_whole_path() {
        let xml = Xml::parse(
            "<?xml version='1.0' encoding='UTF-8'?>
             <!-- a comment --><CreateInstanceResponse xmlns=\"x\"><Data><OrderId>1</OrderId><Code>no</Code></Data>
             <Code>Success</Code><Message>a &lt; b &amp;lt;<![CDATA[ <c>]]></Message><Empty/><Blank> </Blank>
             </CreateInstanceResponse>\n",
        )
        .expect("an answer");

        assert_eq!(xml.text(&["Data", "OrderId"]).as_deref(), Some("1"));
        assert_eq!(xml.text(&["Code"]).as_deref(), Some("Success"));
        assert_eq!(xml.text(&["Message"]).as_deref(), Some("a < b &lt; <c>"));
        for path in [&["OrderId"][..], &["Empty"], &["Blank"], &["Data"], &["Data", "Code", "x"], &[]] {
            assert_eq!(xml.text(path), None, "{path:?}");
        }
    }

    #[test]
    fn an_element_that_occurs_twice_says_nothing() {
        let xml =
            Xml::parse("<Error><Code>Throttling</Code><Code>InternalError</Code></Error>").expect("XML");

        assert_eq!(xml.text(&["Code"]), None);
    }

    #[test]
    fn what_is_not_whole_or_no_answer_is_not_read() {
        let deep = format!("<Error>{}{}</Error>", "<a>".repeat(100_000), "</a>".repeat(100_000));
        for body in [
            "",
            "Throttling",
            "<Error",
            "<Error>",
            "<Error/>",
            "</Error>",
            "<Error><Code>Throttling</Code>",
            "<Error><Code>Throttling</Cod></Error>",
            "<Error><Code>Throttling</Error></Code>",
            "<Error><Code>Throttling</Code></Error><Error></Error>",
            "<Error><Code>Throttling</Code></Error> trailing",
            "leading <Error><Code>Throttling</Code></Error>",
            "<!DOCTYPE x [<!ENTITY y 'z'>]><Error><Code>Throttling</Code></Error>",
            "<html><body><Code>Throttling</Code></body></html>",
            "<Error><1>Throttling</1></Error>",
            "<Error><!-- <Code>Throttling</Code></Error>",
            "<Error><![CDATA[<Code>Throttling</Code></Error>",
            &deep,
        ] {
            assert!(Xml::parse(body).is_none(), "{}", &body[..body.len().min(80)]);
        }
    }
}
