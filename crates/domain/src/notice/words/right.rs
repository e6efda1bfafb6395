//! What is said of a right that somebody is given, or is not.

use serde::{Deserialize, Serialize};

use super::Words;
use crate::{
    notice::Kind,
    person::{Language, Role},
};

/// What somebody becomes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Post {
    Role(Role),
    /// Of the team of this name.
    LeadOf(String),
}

/// A right that was proposed, given or refused.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AboutRight {
    pub post: Post,
    /// Who receives it.
    pub receiver: String,
    /// Whether the reader is who receives it.
    pub is_own: bool,
    pub is_refused: bool,
}

impl AboutRight {
    /// Where it leads to: who receives a right may see less than who gives it.
    pub(super) const fn path(&self) -> &'static str {
        match self.post {
            _ if !self.is_own || self.is_refused => "/admin/people",
            Post::Role(Role::Admin) => "/admin/people",
            Post::Role(Role::Auditor) => "/orders",
            Post::Role(Role::Approver) | Post::LeadOf(_) => "/approvals",
        }
    }

    pub(super) fn facts(&self, words: Words) -> [(&'static str, String); 2] {
        match words.0 {
            Language::English => [("Person", self.receiver.clone()), ("Right", self.post(words))],
            Language::Chinese => [("人员", self.receiver.clone()), ("权限", self.post(words))],
        }
    }

    fn post(&self, words: Words) -> String {
        match (words.0, &self.post) {
            (Language::English, Post::Role(Role::Approver)) => "approver".to_owned(),
            (Language::English, Post::Role(Role::Auditor)) => "auditor".to_owned(),
            (Language::English, Post::Role(Role::Admin)) => "administrator".to_owned(),
            (Language::English, Post::LeadOf(team)) => format!("lead of {team}"),
            (Language::Chinese, Post::Role(Role::Approver)) => "审批人".to_owned(),
            (Language::Chinese, Post::Role(Role::Auditor)) => "审计员".to_owned(),
            (Language::Chinese, Post::Role(Role::Admin)) => "管理员".to_owned(),
            (Language::Chinese, Post::LeadOf(team)) => format!("{team}负责人"),
        }
    }

    pub(super) fn said(&self, words: Words, kind: Kind, doer: &str) -> String {
        let (receiver, post) = (&self.receiver, self.post(words));
        let is_asked = kind == Kind::SecondAdminAsked;
        match (words.0, is_asked, self.is_refused, self.is_own) {
            (Language::English, true, ..) => format!("{doer} proposes a right for {receiver}: {post}"),
            (Language::English, _, true, true) => format!("{doer} refused your right: {post}"),
            (Language::English, _, true, false) => format!("{doer} refused a right for {receiver}: {post}"),
            (Language::English, _, false, true) => format!("You have a new right: {post}"),
            (Language::English, _, false, false) => format!("{receiver} has a new right: {post}"),
            (Language::Chinese, true, ..) => format!("{doer} 提议授予 {receiver} 权限：{post}"),
            (Language::Chinese, _, true, true) => format!("{doer} 拒绝了您的权限：{post}"),
            (Language::Chinese, _, true, false) => format!("{doer} 拒绝授予 {receiver} 权限：{post}"),
            (Language::Chinese, _, false, true) => format!("您获得了新权限：{post}"),
            (Language::Chinese, _, false, false) => format!("{receiver} 获得了新权限：{post}"),
        }
    }

    /// What its answer means, in both languages.
    pub(super) const fn next(&self) -> (&'static str, &'static str) {
        match (self.is_refused, self.is_own) {
            (true, _) => ("Nothing changed.", "未作更改。"),
            (false, true) => {
                ("It holds from now on. Sign in again to use it.", "即刻生效，请重新登录后使用。")
            }
            (false, false) => ("It holds from now on.", "即刻生效。"),
        }
    }
}

impl Words {
    pub(super) fn said_of_rule(self, kind: Kind, doer: &str, rule: &str) -> String {
        match (self.0, kind == Kind::SecondAdminAsked) {
            (Language::English, true) => format!("{doer} wrote a rule that waits for you: “{rule}”"),
            (Language::English, false) => format!("{doer} confirmed the rule “{rule}”"),
            (Language::Chinese, true) => format!("{doer} 编写的规则待您确认：“{rule}”"),
            (Language::Chinese, false) => format!("{doer} 确认了规则“{rule}”"),
        }
    }
}
