//! The mail as HTML. Mail programs know tables and styles at the element, and little else.

use super::{About, Words, plain};

const FONT: &str = "font-family:-apple-system,BlinkMacSystemFont,'Segoe UI','PingFang SC','Microsoft YaHei',Roboto,Helvetica,Arial,sans-serif;";

pub(super) fn document(words: Words, about: &About, base: &str) -> String {
    let lang = words.0.tag();
    let subject = escaped(&words.subject(about));
    let next = escaped(&words.next(about));
    let link = escaped(&format!("{base}{}", about.path()));
    let settings = escaped(&format!("{base}/settings"));
    let button = match about.order {
        Some(_) => words.pick("Open the order", "打开订单"),
        None => words.pick("Open the credentials", "打开凭证"),
    };
    let facts: String = words
        .facts(about)
        .iter()
        .map(|(name, value)| {
            let name = escaped(name);
            let value = escaped(plain(value).trim()).replace('\n', "<br>");
            format!(
                "<tr><th align=\"left\" valign=\"top\" style=\"padding:6px 16px 6px 0;font-weight:normal;color:#5b6472;\
                 white-space:nowrap\">{name}</th><td valign=\"top\" style=\"padding:6px 0;color:#161b22;\
                 word-break:break-word\">{value}</td></tr>"
            )
        })
        .collect();
    let [not_here, choose] = words.foot();
    let choose = choose.trim_end_matches([':', '：']);
    format!(
        "<!DOCTYPE html>\
         <html lang=\"{lang}\"><head><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\
         <meta name=\"color-scheme\" content=\"light\"><meta name=\"supported-color-schemes\" content=\"light\">\
         <title>{subject}</title></head>\
         <body style=\"margin:0;padding:0;background:#f3f4f6;color:#161b22\">\
         <table role=\"presentation\" width=\"100%\" cellpadding=\"0\" cellspacing=\"0\" style=\"background:#f3f4f6\">\
         <tr><td align=\"center\" style=\"padding:24px 12px\">\
         <table role=\"presentation\" width=\"100%\" cellpadding=\"0\" cellspacing=\"0\" \
         style=\"max-width:600px;background:#ffffff;border:1px solid #d9dde3;border-radius:8px;{FONT}font-size:15px;line-height:1.5\">\
         <tr><td style=\"padding:20px 28px 0;color:#5b6472;font-size:13px\">Purser</td></tr>\
         <tr><td style=\"padding:4px 28px 0\"><h1 style=\"margin:0;font-size:20px;line-height:1.35;color:#161b22\">{subject}</h1></td></tr>\
         <tr><td style=\"padding:12px 28px 0;color:#161b22\">{next}</td></tr>\
         <tr><td style=\"padding:16px 28px 0\"><table cellpadding=\"0\" cellspacing=\"0\" \
         style=\"{FONT}font-size:15px;line-height:1.5\">{facts}</table></td></tr>\
         <tr><td style=\"padding:20px 28px 24px\"><a href=\"{link}\" \
         style=\"display:inline-block;padding:10px 18px;background:#1f5fbf;color:#ffffff;text-decoration:none;border-radius:6px\">\
         {button}</a></td></tr>\
         <tr><td style=\"padding:14px 28px 18px;border-top:1px solid #d9dde3;color:#5b6472;font-size:13px\">{not_here} \
         <a href=\"{settings}\" style=\"color:#1f5fbf\">{choose}</a></td></tr>\
         </table></td></tr></table></body></html>\n"
    )
}

/// As text of an element or of a quoted attribute.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            c => out.push(c),
        }
    }
    out
}
