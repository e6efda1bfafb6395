//! `/catalog`: what can be bought, with a search that is part of the address.

use domain::{catalog::Operation, person::Person, template::Template};
use leptos::prelude::*;

use crate::{
    components::{
        button::{Button, ButtonLink},
        empty::Empty,
        icon::{Glyph, Icon},
        page_head::PageHead,
        panel::{Pad, Panel},
        table::{Cell, Column, Narrow, Row, RowHead, Sub, Table},
        toast::Toast,
    },
    format::Times,
    i18n::Text,
    pages::templates::shelf,
    paths,
};

/// All operations whose words hold every word of `query`, and the templates that do.
#[component]
pub fn CatalogPage(
    text: Text,
    times: Times,
    #[prop(into)] query: String,
    person: Person,
    /// Those of the person's teams.
    templates: Vec<Template>,
    /// One was, just before.
    removed: bool,
) -> impl IntoView {
    let templates = shelf(text, &times, &person, templates, &query);
    let found: Vec<Operation> =
        Operation::ALL.into_iter().filter(|operation| matches(text, *operation, &query)).collect();
    let note = text.catalog_shown(found.len());
    let nothing = text.catalog_none(&query);
    let body = if found.is_empty() {
        view! {
            <Empty icon=Glyph::Search title=text.catalog_none_title()>
                <p>{nothing}</p>
                <div class="actions"><ButtonLink href=paths::CATALOG>{text.catalog_show_all()}</ButtonLink></div>
            </Empty>
        }
        .into_any()
    } else {
        products(text, found).into_any()
    };
    view! {
        <PageHead text title=text.catalog_title() sub=view! { <span>{text.catalog_sub()}</span> }.into_any()/>
        <form class="filters catalog-search" role="search" aria-label=text.catalog_search() method="get" action=paths::CATALOG>
            <div class="command">
                <Icon icon=Glyph::Search/>
                <label class="vh" r#for="catalog-q">{text.catalog_search()}</label>
                <input
                    id="catalog-q"
                    name="q"
                    type="search"
                    value=query
                    placeholder=text.catalog_search_hint()
                    autocomplete="off"
                    maxlength="200"
                />
            </div>
            <Button>{text.catalog_search_button()}</Button>
        </form>
        <Panel title=text.catalog_products() note=note pad=Pad::None>{body}</Panel>
        {templates}
        {removed.then(|| view! { <Toast text>{text.template_removed()}</Toast> })}
    }
}

fn products(text: Text, operations: Vec<Operation>) -> impl IntoView {
    let columns = vec![
        Column::new(text.catalog_column_product()),
        Column::new(text.catalog_column_cloud()),
        Column::new(text.catalog_column_call()).narrow(Narrow::Off),
        Column::new(text.catalog_column_act()).hidden(),
    ];
    view! {
        <Table caption=text.catalog_sub() columns>
            {operations.into_iter().map(|operation| product(text, operation)).collect_view()}
        </Table>
    }
}

fn product(text: Text, operation: Operation) -> impl IntoView {
    let name = text.product(operation);
    let href = paths::catalog_item(operation);
    let link = href.clone();
    view! {
        <Row>
            <RowHead narrow=Narrow::Wide><a href=link>{name}</a><Sub>{text.product_note(operation)}</Sub></RowHead>
            <Cell>{text.provider(operation.provider())}</Cell>
            <Cell narrow=Narrow::Off><code>{operation.key()}</code><Sub><code>{operation.call()}</code></Sub></Cell>
            <Cell num=true narrow=Narrow::End>
                <ButtonLink href small=true>
                    {text.catalog_buy()}<span class="vh">": "{name}</span>
                </ButtonLink>
            </Cell>
        </Row>
    }
}

fn matches(text: Text, operation: Operation, query: &str) -> bool {
    holds(&words(text, operation), query)
}

/// What an operation is found by.
pub(crate) fn words(text: Text, operation: Operation) -> String {
    [
        text.product(operation),
        text.product_note(operation),
        text.provider(operation.provider()),
        text.cloud_product(operation),
        operation.key(),
        operation.call(),
    ]
    .join("\n")
}

/// Whether each word of the query stands in them.
pub(crate) fn holds(words: &str, query: &str) -> bool {
    let words = words.to_lowercase();
    query.to_lowercase().split_whitespace().all(|word| words.contains(word))
}

#[cfg(test)]
mod tests {
    use domain::person::Language;

    use super::*;

    #[test]
    fn the_search_looks_at_product_cloud_and_call() {
        let found = |query: &str| {
            let text = Text::new(Language::English);
            Operation::ALL.into_iter().filter(|it| matches(text, *it, query)).collect::<Vec<_>>()
        };

        assert_eq!(found("  "), Operation::ALL);
        assert_eq!(found("huawei"), [Operation::DdmCreate]);
        assert_eq!(found("TransferPay dts"), [Operation::DtsChange]);
        assert!(found("nothing of the kind").is_empty());
    }
}
