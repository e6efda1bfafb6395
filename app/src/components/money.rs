//! Money: the code first, small and dim; thousands apart; two digits, or more where there are more.

use domain::money::Money;
use leptos::prelude::*;

/// `less` writes it as a deduction, with a true minus.
#[component]
pub fn Amount(money: Money, #[prop(optional)] less: bool) -> impl IntoView {
    // The space belongs to the small code, and keeps code and figure apart when they are copied.
    view! {
        <span class="nowrap">
            <span class="cur">{money.currency().code()}"\u{a0}"</span>
            {less.then_some("−")}
            {grouped(&money.amount_text())}
        </span>
    }
}

/// For sentences and buttons: `CNY 9,996.00`, which does not break.
pub fn amount(money: &Money) -> String {
    format!("{}\u{a0}{}", money.currency().code(), grouped(&money.amount_text()))
}

fn grouped(amount: &str) -> String {
    let (whole, rest) = amount.split_at(amount.find('.').unwrap_or(amount.len()));
    let mut out = String::with_capacity(amount.len() + whole.len() / 3);
    for (index, digit) in whole.char_indices() {
        if index > 0 && (whole.len() - index) % 3 == 0 {
            out.push(',');
        }
        out.push(digit);
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thousands_are_set_apart() {
        for (plain, shown) in [
            ("0.50", "0.50"),
            ("999.00", "999.00"),
            ("9996.00", "9,996.00"),
            ("1234567.123456", "1,234,567.123456"),
        ] {
            assert_eq!(grouped(plain), shown);
        }
    }
}
