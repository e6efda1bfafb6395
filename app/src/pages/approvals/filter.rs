//! How the inbox is narrowed: everything stands in its address, and decisions lead back to it.

use domain::{
    ids::OrderNumber,
    view::inbox::{InboxFilter, Sort, What},
};
use leptos::prelude::*;

use crate::{
    components::{
        button::{Button, ButtonLink, Kind},
        control::Check,
        icon::{Glyph, Icon},
    },
    form::Typed,
    i18n::Text,
    pages::orders::list::choice,
    paths,
};

/// Values that mean nothing are left out.
pub fn read(query: &Typed) -> InboxFilter {
    InboxFilter {
        what: What::every().find(|what| what.name() == query.get("what")),
        team: Some(query.get("team").to_owned()).filter(|team| !team.is_empty()),
        requester: query.get("by").to_owned(),
        is_urgent: query.get("soon") == "1",
        sort: (query.get("sort") == "left").then_some(Sort::Left),
        page: query.get("page").parse::<usize>().map_or(0, |number| number.saturating_sub(1)),
    }
}

/// The inbox with this filter, and an order open beside it.
pub fn href(filter: &InboxFilter, open: Option<OrderNumber>) -> String {
    let open: Vec<_> = open.into_iter().collect();
    href_with(filter, "open", &open)
}

/// The inbox with this filter, which then says what became of these orders.
pub fn href_done(filter: &InboxFilter, done: &[OrderNumber]) -> String {
    href_with(filter, "done", done)
}

fn href_with(filter: &InboxFilter, name: &str, numbers: &[OrderNumber]) -> String {
    let numbers: Vec<_> = numbers.iter().map(ToString::to_string).collect();
    let mut query = vec![
        ("what", filter.what.map_or("", What::name)),
        ("team", filter.team.as_deref().unwrap_or_default()),
        ("by", filter.requester.trim()),
        ("soon", if filter.is_urgent { "1" } else { "" }),
        ("sort", if filter.sort == Some(Sort::Left) { "left" } else { "" }),
    ];
    let page = if filter.page == 0 { String::new() } else { (filter.page + 1).to_string() };
    query.push(("page", &page));
    query.extend(numbers.iter().map(|number| (name, number.as_str())));
    paths::with_query(paths::APPROVALS, &query)
}

/// `teams` are those of the orders that wait.
pub fn form(text: Text, filter: &InboxFilter, teams: &[String]) -> AnyView {
    let what = What::every().map(|what| {
        let label = match what {
            What::All(provider) => text.approvals_all_of(text.provider(provider)),
            What::Only(operation) => text.operation(operation).to_owned(),
        };
        (what.name().to_owned(), label)
    });
    let what = std::iter::once((String::new(), text.orders_any_operation().to_owned())).chain(what).collect();
    let mut names: Vec<_> = teams.to_vec();
    // One that none of them is of any more still narrows, and is to be seen.
    names.extend(filter.team.clone().filter(|team| !teams.contains(team)));
    let any_team = std::iter::once((String::new(), text.approvals_any_team().to_owned()));
    let names = any_team.chain(names.into_iter().map(|name| (name.clone(), name))).collect();
    let sorts = vec![
        (String::new(), text.approvals_sort_age().to_owned()),
        ("left".to_owned(), text.approvals_sort_left().to_owned()),
    ];
    let sorted = if filter.sort == Some(Sort::Left) { "left" } else { "" };
    let plain = href(&InboxFilter { sort: filter.sort, ..InboxFilter::default() }, None);
    let reset = filter
        .is_narrow()
        .then(|| view! { <ButtonLink href=plain kind=Kind::Quiet>{text.approvals_reset()}</ButtonLink> });
    view! {
        <form class="filters" role="search" aria-label=text.approvals_filter() method="get" action=paths::APPROVALS>
            <span class="command">
                <Icon icon=Glyph::Search/>
                <label class="vh" for="inbox-by">{text.approvals_by()}</label>
                <input
                    id="inbox-by"
                    name="by"
                    type="search"
                    value=filter.requester.clone()
                    placeholder=text.approvals_by()
                    maxlength="200"
                    autocomplete="off"
                />
            </span>
            {choice("inbox-what", "what", text.orders_operation(), what, filter.what.map_or("", What::name))}
            {choice("inbox-team", "team", text.approvals_team(), names, filter.team.as_deref().unwrap_or_default())}
            {choice("inbox-sort", "sort", text.approvals_sort(), sorts, sorted)}
            <Check name="soon" checked=filter.is_urgent>{text.approvals_soon()}</Check>
            <Button>{text.orders_apply()}</Button>
            {reset}
        </form>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use domain::catalog::{Operation, Provider};

    use super::*;

    fn read_from(pairs: &[(&str, &str)]) -> InboxFilter {
        let pairs: Vec<_> = pairs.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())).collect();
        read(&Typed::from(pairs))
    }

    #[test]
    fn an_address_reads_back_what_it_writes() {
        let number = OrderNumber::new(10_001);
        for (pairs, address) in [
            (vec![], "/approvals".to_owned()),
            (vec![("what", "huawei"), ("soon", "1")], "/approvals?what=huawei&soon=1".to_owned()),
            (
                vec![("what", "dts.create"), ("team", "A & B"), ("by", "林 薇"), ("sort", "left")],
                "/approvals?what=dts.create&team=A%20%26%20B&by=%E6%9E%97%20%E8%96%87&sort=left".to_owned(),
            ),
            (vec![("soon", "1"), ("page", "3")], "/approvals?soon=1&page=3".to_owned()),
            (vec![("page", "1")], "/approvals".to_owned()),
        ] {
            let filter = read_from(&pairs);
            let with = if address.contains('?') { '&' } else { '?' };

            assert_eq!(href(&filter, None), address);
            assert_eq!(href(&filter, Some(number)), format!("{address}{with}open=P-10001"));
            assert_eq!(href_done(&filter, &[number]), format!("{address}{with}done=P-10001"));
        }
    }

    #[test]
    fn what_means_nothing_narrows_nothing() {
        let filter = read_from(&[
            ("what", "aws"),
            ("team", ""),
            ("by", " "),
            ("soon", "yes"),
            ("sort", "x"),
            ("page", "-1"),
        ]);
        assert!(!filter.is_narrow());
        assert_eq!((filter.what, filter.sort, filter.page), (None, None, 0));
        assert_eq!(read_from(&[("what", "alibaba")]).what, Some(What::All(Provider::Alibaba)));
        assert_eq!(read_from(&[("what", "ddm.create")]).what, Some(What::Only(Operation::DdmCreate)));
    }
}
