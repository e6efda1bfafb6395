//! What a notice says: its subject, its text and its HTML, in both languages.
//!
//! Whatever people wrote is one line in a subject, and escaped in HTML. No link decides anything: it leads to the
//! order, where one signs in.

mod html;
mod right;
mod said;

use serde::{Deserialize, Serialize};
use time::OffsetDateTime;

pub use self::right::{AboutRight, Post};
use super::Kind;
use crate::{catalog::Operation, ids::OrderNumber, money::Money, person::Language, refusal::is_hidden};

/// What a notice is about.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct About {
    pub kind: Kind,
    pub at: OffsetDateTime,
    /// Absent where it is about something else.
    pub order: Option<AboutOrder>,
    /// Who did it; absent where the portal did it by itself.
    pub doer: Option<String>,
    /// What they wrote; of a credential, the cloud's code.
    pub reason: Option<String>,
    /// What its owner calls the credential that it is about.
    pub credential: Option<String>,
    /// The right that was proposed, given or refused.
    pub right: Option<AboutRight>,
    /// What the rule is called that it is about.
    pub rule: Option<String>,
}

/// The order, as it was then.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct AboutOrder {
    pub number: OrderNumber,
    pub operation: Operation,
    pub requester: String,
    pub team: String,
    /// Up to which amount; absent for a draft.
    pub ceiling: Option<Money>,
    /// Why the requester wants it.
    pub reason: String,
}

impl About {
    /// Where it leads to, below the portal's address.
    pub fn path(&self) -> String {
        match (&self.order, &self.right, &self.rule) {
            (Some(order), ..) => format!("/orders/{}", order.number),
            (None, Some(right), _) => right.path().to_owned(),
            (None, None, Some(_)) => "/admin/rules".to_owned(),
            (None, None, None) => "/credentials".to_owned(),
        }
    }
}

/// Says what a notice says, in one language.
#[derive(Debug, Clone, Copy)]
pub struct Words(pub Language);

/// The longest subject that is sent; mail programs show less.
const LONGEST_SUBJECT: usize = 200;

impl Words {
    pub(super) const fn pick<'a>(self, english: &'a str, chinese: &'a str) -> &'a str {
        match self.0 {
            Language::English => english,
            Language::Chinese => chinese,
        }
    }

    /// One line without control characters: for a header, a list and a chat.
    pub fn subject(self, about: &About) -> String {
        let line = one_line(&self.said(about));
        match line.char_indices().nth(LONGEST_SUBJECT) {
            Some((end, _)) => format!("{}…", line.get(..end).unwrap_or_default()),
            None => line,
        }
    }

    /// The plain part of the mail. Lines end with `\n`. `base` is the portal's address: `https://purser.example.com`.
    pub fn text(self, about: &About, base: &str) -> String {
        let mut lines = vec![self.subject(about), String::new(), self.next(about), String::new()];
        for (name, value) in self.facts(about) {
            // What has several lines stays apart from the facts around it.
            let value = plain(&value).replace('\n', "\n    ");
            lines.push(format!("{name}{}{value}", self.pick(": ", "：")));
        }
        lines.extend([String::new(), format!("{base}{}", about.path()), String::new(), "-- ".to_owned()]);
        lines.extend(self.foot().map(str::to_owned));
        lines.push(format!("{base}/settings"));
        lines.join("\n") + "\n"
    }

    /// The HTML part of the mail: a whole document without pictures, scripts or anything that is fetched.
    pub fn html(self, about: &About, base: &str) -> String {
        html::document(self, about, base)
    }

    pub(super) fn facts(self, about: &About) -> Vec<(&'static str, String)> {
        let pick = |english, chinese| match self.0 {
            Language::English => english,
            Language::Chinese => chinese,
        };
        let mut facts = Vec::new();
        if let Some(order) = &about.order {
            facts.push((pick("Order", "订单"), order.number.to_string()));
            facts.push((pick("What", "内容"), self.operation(order.operation).to_owned()));
            facts.push((pick("Requester", "申请人"), order.requester.clone()));
            facts.push((pick("Team", "团队"), order.team.clone()));
            facts.extend(order.ceiling.map(|ceiling| (pick("Up to", "上限"), amount(&ceiling))));
            facts.push((pick("Reason", "理由"), order.reason.clone()));
        }
        facts.extend(about.right.iter().flat_map(|right| right.facts(self)));
        facts.extend(about.rule.clone().map(|name| (pick("Rule", "规则"), name)));
        facts.extend(about.credential.clone().map(|label| (pick("Credential", "凭证"), label)));
        let said = match (about.kind, &about.doer) {
            (Kind::CredentialRefused, _) => pick("The cloud’s code", "云厂商错误码"),
            (Kind::QuestionAsked | Kind::QuestionAnswered, _) => pick("They write", "内容"),
            (_, Some(_)) => pick("Comment", "意见"),
            (_, None) => pick("Why", "原因"),
        };
        facts.extend(about.reason.clone().map(|reason| (said, reason)));
        let by_requester = about.order.as_ref().map(|order| &order.requester) == about.doer.as_ref();
        facts.extend(about.doer.clone().filter(|_| !by_requester).map(|doer| (pick("By", "操作人"), doer)));
        facts.retain(|(_, value)| !value.trim().is_empty());
        facts
    }

    pub(super) const fn foot(self) -> [&'static str; 2] {
        match self.0 {
            Language::English => [
                "Nothing in this mail decides anything: sign in to act. Please do not reply to it.",
                "Which mails you get, you choose in the settings:",
            ],
            Language::Chinese => {
                ["本邮件不能直接审批或操作，请登录后处理。请勿回复本邮件。", "可在设置中选择接收哪些邮件："]
            }
        }
    }
}

/// `CNY 9,996.00`
fn amount(money: &Money) -> String {
    let text = money.amount_text();
    let (whole, rest) = text.split_at(text.find('.').unwrap_or(text.len()));
    let mut grouped = String::with_capacity(text.len() + whole.len() / 3);
    for (index, digit) in whole.char_indices() {
        if index > 0 && (whole.len() - index) % 3 == 0 {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    format!("{} {grouped}{rest}", money.currency().code())
}

/// Without what a reader would not see; line breaks and tabs stay.
fn plain(text: &str) -> String {
    text.chars().filter(|c| !is_hidden(*c)).collect()
}

/// Line breaks and tabs become spaces too.
fn one_line(text: &str) -> String {
    // A separator of lines is a break to some programs, and must not glue words together either.
    let spaced =
        text.chars().map(|c| if c.is_control() || matches!(c, '\u{2028}' | '\u{2029}') { ' ' } else { c });
    let visible: String = spaced.filter(|c| !is_hidden(*c)).collect();
    visible.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests;
