//! Every address of the portal. No page writes a URL by hand.

use std::fmt::Display;

pub const OVERVIEW: &str = "/";
pub const CATALOG: &str = "/catalog";
pub const ORDERS: &str = "/orders";
pub const APPROVALS: &str = "/approvals";
pub const INSTANCES: &str = "/instances";
pub const CREDENTIALS: &str = "/credentials";
pub const SETTINGS: &str = "/settings";
/// What one was told.
pub const NOTICES: &str = "/notifications";
pub const NOTICES_READ: &str = "/notifications/read";
/// What the frame counts, without a page in it.
pub const COUNTS: &str = "/counts";
pub const SIGN_IN: &str = "/signin";
pub const SIGN_OUT: &str = "/signout";
/// Takes the password of somebody who is signed in, for what needs a fresh sign-in.
pub const CONFIRM: &str = "/confirm";
/// What people have to look after.
pub const ATTENTION: &str = "/admin/attention";
pub const ATTENTION_HOLD: &str = "/admin/attention/hold";
pub const ATTENTION_RELEASE: &str = "/admin/attention/release";
pub const ATTENTION_ALARM: &str = "/admin/attention/alarm";
pub const ATTENTION_UNOWNED: &str = "/admin/attention/unowned";
/// Approval rules, and the groups that they ask.
pub const RULES: &str = "/admin/rules";
/// Where the list answers which rule would match, and what past orders would have met.
pub const RULES_TRY: &str = "/admin/rules#try";
pub const RULES_REPLAY: &str = "/admin/rules#replay";
pub const RULE_NEW: &str = "/admin/rules/new";
pub const RULE_GROUPS: &str = "/admin/rules/groups";
/// Takes the approver that an admin names for an order.
pub const RULE_APPROVERS: &str = "/admin/rules/approvers";
/// Who signs in, and what they may do.
pub const PEOPLE: &str = "/admin/people";
pub const PERSON_NEW: &str = "/admin/people/new";
/// What admins set for everybody.
pub const LIMITS: &str = "/admin/settings";
/// Takes the language and the theme, from the rail and from the sign-in page.
pub const PREFERENCES: &str = "/preferences";
pub const COMPONENTS: &str = "/dev/components";
/// What the simulated clouds hold, and how to make them fail.
pub const SIMULATOR: &str = "/dev/sim";
/// Takes the fault that the next call shall meet.
pub const SIMULATOR_FAULTS: &str = "/dev/sim/faults";
/// Forgets the faults that wait.
pub const SIMULATOR_CALM: &str = "/dev/sim/calm";
/// Server-sent events: what changed, for those who may see it.
pub const EVENTS: &str = "/api/v1/events";

/// The sign-in page, which leads on to `next` afterwards.
pub fn sign_in(next: &str) -> String {
    if next.is_empty() || next == OVERVIEW {
        SIGN_IN.to_owned()
    } else {
        format!("{SIGN_IN}?next={}", encode(next))
    }
}

/// The purchase form of an operation: `dts.create`.
pub fn catalog_item(key: impl Display) -> String {
    format!("{CATALOG}/{key}")
}

/// The purchase form, filled from a saved draft.
pub fn draft(key: impl Display, number: impl Display) -> String {
    format!("{CATALOG}/{key}?draft={number}")
}

/// The purchase form, filled from another order.
pub fn copy_of(key: impl Display, number: impl Display) -> String {
    format!("{CATALOG}/{key}?from={number}")
}

/// The purchase form, filled from a template.
pub fn from_template(key: impl Display, template: impl Display) -> String {
    format!("{CATALOG}/{key}?template={template}")
}

pub fn template_remove(id: impl Display) -> String {
    format!("/templates/{id}/remove")
}

/// The form that changes how this instance's task is paid.
pub fn change_of(instance: impl Display) -> String {
    format!("{}?instance={instance}", catalog_item(domain::catalog::Operation::DtsChange))
}

/// The list of orders that a query matches: `orders_where(&[("state", "unknown")])`.
pub fn orders_where(query: &[(&str, &str)]) -> String {
    with_query(ORDERS, query)
}

pub fn order(number: impl Display) -> String {
    format!("{ORDERS}/{number}")
}

/// Leads on to the draft's form.
pub fn order_edit(number: impl Display) -> String {
    format!("{ORDERS}/{number}/edit")
}

pub fn order_withdraw(number: impl Display) -> String {
    format!("{ORDERS}/{number}/withdraw")
}

pub fn order_pay(number: impl Display) -> String {
    format!("{ORDERS}/{number}/pay")
}

pub fn order_cancel_unpaid(number: impl Display) -> String {
    format!("{ORDERS}/{number}/cancel-unpaid")
}

pub fn order_revise(number: impl Display) -> String {
    format!("{ORDERS}/{number}/revise")
}

pub fn order_approve(number: impl Display) -> String {
    format!("{ORDERS}/{number}/approve")
}

pub fn order_reject(number: impl Display) -> String {
    format!("{ORDERS}/{number}/reject")
}

pub fn order_resolve(number: impl Display) -> String {
    format!("{ORDERS}/{number}/resolve")
}

pub fn order_propose(number: impl Display) -> String {
    format!("{ORDERS}/{number}/propose")
}

pub fn order_take(number: impl Display) -> String {
    format!("{ORDERS}/{number}/take")
}

pub fn order_look(number: impl Display) -> String {
    format!("{ORDERS}/{number}/look")
}

pub fn order_hand_over(number: impl Display) -> String {
    format!("{ORDERS}/{number}/hand-over")
}

pub fn order_say(number: impl Display) -> String {
    format!("{ORDERS}/{number}/say")
}

pub fn rule(id: impl Display) -> String {
    format!("{RULES}/{id}")
}

/// Where an admin names somebody for a step, counted from 1, of an order that too few people can approve.
pub fn rule_lacking(number: impl Display, step: usize) -> String {
    format!("{RULES}#{}", rule_lacking_id(number, step))
}

/// The place of the same in its page.
pub fn rule_lacking_id(number: impl Display, step: usize) -> String {
    format!("lacking-{number}-{step}")
}

pub fn person(id: impl Display) -> String {
    format!("{PEOPLE}/{id}")
}

/// Shows the password once more, and leads on to `next`.
pub fn confirm(next: &str) -> String {
    with_query(CONFIRM, &[("next", next)])
}

/// The inbox with one order open beside it.
pub fn approval(number: impl Display) -> String {
    format!("{APPROVALS}?open={number}")
}

pub fn instance(id: impl Display) -> String {
    format!("{INSTANCES}/{id}")
}

pub fn credential(id: impl Display) -> String {
    format!("{CREDENTIALS}/{id}")
}

pub fn credential_verify(id: impl Display) -> String {
    format!("{CREDENTIALS}/{id}/verify")
}

pub fn credential_replace(id: impl Display) -> String {
    format!("{CREDENTIALS}/{id}/replace")
}

pub fn credential_remove(id: impl Display) -> String {
    format!("{CREDENTIALS}/{id}/remove")
}

/// One section of the settings: `settings_part("password")`.
pub fn settings_part(part: &str) -> String {
    format!("{SETTINGS}/{part}")
}

/// A section of the settings' page.
pub fn settings_section(id: &str) -> String {
    format!("{SETTINGS}#{id}")
}

/// `path` with the pairs as its query; pairs without a value are left out.
pub fn with_query(path: &str, query: &[(&str, &str)]) -> String {
    let pairs: Vec<String> = query
        .iter()
        .filter(|(_, value)| !value.is_empty())
        .map(|(name, value)| format!("{name}={}", encode(value)))
        .collect();
    if pairs.is_empty() { path.to_owned() } else { format!("{path}?{}", pairs.join("&")) }
}

/// Percent-encodes all but RFC 3986's unreserved characters.
fn encode(value: &str) -> String {
    value.bytes().fold(String::with_capacity(value.len()), |mut out, byte| {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => out.push(char::from(byte)),
            _ => out.push_str(&format!("%{byte:02X}")),
        }
        out
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_query_is_encoded_and_empty_values_are_left_out() {
        assert_eq!(orders_where(&[("q", "a b&c"), ("state", "")]), "/orders?q=a%20b%26c");
        assert_eq!(orders_where(&[("state", "")]), "/orders");
    }

    #[test]
    fn sign_in_leads_on_to_where_the_reader_was() {
        assert_eq!(sign_in("/orders?q=1"), "/signin?next=%2Forders%3Fq%3D1");
        assert_eq!(sign_in("/"), "/signin");
    }
}
