//! A purchase form sends back what it was given: an order that is shown again, copied, or kept as a draft is judged as
//! it was before, but for what no form can hold ([`held`]).

#[path = "../../crates/domain/tests/inputs/inputs.rs"]
mod inputs;

use std::{cell::Cell, collections::BTreeSet};

use app::{
    form::Typed,
    format::Times,
    i18n::Text,
    islands::purchase_form::order_input,
    pages::catalog::{Notice, Offered, Purchase, PurchasePage},
};
use domain::{
    catalog::{
        Input, Leftovers, Operation, fits,
        form::{self, Field, Takes},
        numbered,
    },
    credential,
    ids::{CredentialId, OrderNumber, PersonId, TeamId},
    options::{Attribute, Attributes, List, Offer, OnSale, Options, listed},
    order::{CheckedOrder, OrderInput},
    person::{Language, Membership, Person, Theme},
    view::Credential,
};
use leptos::prelude::*;
use proptest::{
    prelude::*,
    sample::select,
    test_runner::{Config, RngAlgorithm, TestRng, TestRunner},
};
use scraper::{ElementRef, Html, Selector};
use time::{OffsetDateTime, macros::datetime};

const NOW: OffsetDateTime = datetime!(2026-11-21 12:00 UTC);

/// Inputs tried of each operation.
const CASES: u32 = 400;

/// What the cloud's lists hold, where there are any.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Lists {
    Unasked,
    /// What was typed, not on sale any more, among others.
    WithIt,
    /// Nothing that was typed.
    WithoutIt,
}

fn order(operation: Operation) -> impl Strategy<Value = (OrderInput, Lists)> {
    let reasons =
        ["Orders mart", "\nfirst\r\nsecond", "</textarea><b>&lt;", "tab\t", "\u{7}", "\u{202e}mart", ""];
    let ceilings = ["", "12000", "12,000.00", " 1 ", "-1", "0", "1.005", "١", "1e3", "\"'>"];
    let lists = [Lists::Unasked, Lists::WithIt, Lists::WithoutIt];
    let places = ["job", "engine_id", "flavor_id", "zone", "vpc_id", "subnet_id", "security_group_id"]
        .map(|place| (place, "8f2e696c-a9c1-30bd-af90-25522bc67606"));
    let currency = select(vec!["", "CNY", "USD"]);
    let reason = prop_oneof![2 => Just("Orders mart"), 1 => select(reasons.to_vec())];
    let ceiling = prop_oneof![2 => Just("12000"), 1 => select(ceilings.to_vec())];
    let rest = (reason, ceiling, currency, select(lists.to_vec()));
    (inputs::of(operation, &places), more_lines(operation), rest).prop_map(|(spec, more, rest)| {
        let (reason, ceiling, currency, lists) = rest;
        let [reason, ceiling, currency] = [reason, ceiling, currency].map(str::to_owned);
        let spec = more.into_iter().chain(spec).collect();
        (
            OrderInput {
                spec,
                reason,
                ceiling,
                currency,
                credential_id: credential().id.to_string(),
                ..OrderInput::default()
            },
            lists,
        )
    })
}

/// Lines of lists further down, with gaps.
fn more_lines(operation: Operation) -> impl Strategy<Value = Input> {
    let patterns: &[&str] = match operation {
        Operation::BssCreate => &["Parameter.N.Code", "Parameter.N.Value"],
        Operation::DdmCreate => &["instance.available_zones.N"],
        Operation::DtsCreate | Operation::DtsChange => &[],
    };
    let lines =
        prop::collection::btree_map(3..20_u32, select(vec!["az-1", "az-2", "ExtBandwidth", "a-b"]), 0..3);
    lines.prop_map(|lines| {
        let names = |number| patterns.iter().map(move |pattern| numbered(pattern, number));
        let pairs = lines
            .into_iter()
            .flat_map(|(number, value)| names(number).map(move |name| (name, value.to_owned())));
        pairs.collect()
    })
}

fn offered(operation: Operation, input: &OrderInput, lists: Lists) -> Offered {
    if lists == Lists::Unasked {
        return Offered::default();
    }
    let own = |field: &'static str| {
        let mut seen = BTreeSet::from([String::new()]);
        let mut values = in_order(field, &input.spec);
        values.retain(|(_, value)| {
            lists == Lists::WithIt && *value == line(value) && seen.insert(value.clone())
        });
        let own = values.into_iter().map(|(_, value)| Offer::new(value, "typed", "").state(OnSale::SoldOut));
        List::Offers(own.chain([Offer::new("offered", "", ""), Offer::new("\"<", "", "")]).collect())
    };
    let offers = listed(operation).iter().map(|field| (*field, own(field))).collect();
    let attributes =
        Some(attributes(operation, lists)).filter(|known| !known.is_empty()).map(Attributes::Known);
    Offered { options: Some(Options { lists: offers, attributes }), emptied: Vec::new(), asked_at: None }
}

/// The values of a field or a list, by their numbers: their order is said to the cloud.
fn in_order(field: &str, spec: &Input) -> Vec<(String, String)> {
    let fitting = spec.iter().filter(|(name, _)| fits(field, name));
    let mut values: Vec<_> = fitting.map(|(name, value)| (name.clone(), value.trim().to_owned())).collect();
    values.sort_by_key(|(name, _)| (name.len(), name.clone()));
    values
}

/// What the product asks for, where the cloud said it.
fn attributes(operation: Operation, lists: Lists) -> Vec<Attribute> {
    if operation != Operation::BssCreate || lists == Lists::Unasked {
        return Vec::new();
    }
    let attribute = |code: &str, values: &[&str], ranges: &[&str]| Attribute {
        code: code.to_owned(),
        name: String::new(),
        unit: String::new(),
        values: values.iter().map(|value| Offer::new(*value, "", "")).collect(),
        ranges: ranges.iter().map(|range| (*range).to_owned()).collect(),
    };
    vec![
        attribute("PackageCode", &["version_3", "version_5"], &[]),
        attribute("ExtBandwidth", &[], &["20-500"]),
    ]
}

/// The choices that are a list without an empty line.
const LISTS: [&str; 3] =
    ["SourceEndpoint.InstanceType", "DestinationEndpoint.InstanceType", "instance.time_zone"];

/// What a form can hold of an order.
fn held(operation: Operation, input: &OrderInput, lists: Lists) -> OrderInput {
    let form = operation.form();
    let mut spec = Input::new();
    for (name, value) in &input.spec {
        // A name that the operation does not have has no field.
        let Some(field) = form.field(name) else { continue };
        let text = match field.takes {
            Takes::Parts { names } => parts(value, names),
            _ => line(value),
        };
        spec.insert(name.clone(), text);
    }
    for field in form.fields() {
        let is_unsaid = input.value(field.name).is_empty();
        let text = match field.takes {
            // What is none of the choices cannot be chosen: no radio is, and of a list the first.
            Takes::OneOf { values, .. } if !is_unsaid && !values.contains(&field.value(&input.spec)) => {
                if LISTS.contains(&field.name) {
                    values[0]
                } else {
                    ""
                }
            }
            // A choice about which nothing was said stands at its default; what is not asked is said all the same.
            Takes::OneOf { .. } | Takes::Fixed(_) | Takes::Follows(_) => field.value(&spec),
            _ => continue,
        };
        let text = text.to_owned();
        spec.insert(field.name.to_owned(), text);
    }
    // What is on a list is ticked once.
    let ticked = |field: &&Field| lists == Lists::WithIt && matches!(field.takes, Takes::List { .. });
    for field in form.fields().filter(ticked) {
        let mut seen = BTreeSet::new();
        for (name, value) in in_order(field.name, &spec) {
            if !seen.insert(value) {
                spec.remove(&name);
            }
        }
    }
    // A code that the form writes itself says nothing without a value.
    for (number, _) in (1_u32..).zip(attributes(operation, lists)) {
        let [code, value] =
            ["Parameter.N.Code", "Parameter.N.Value"].map(|pattern| numbered(pattern, number));
        if spec.get(&value).is_none_or(|value| value.trim().is_empty()) {
            spec.remove(&code);
        }
    }
    OrderInput { spec, reason: input.reason.replace('\0', "\u{fffd}"), ..input.clone() }
}

/// A line of a page has no line break and no NUL.
fn line(value: &str) -> String {
    value.replace(['\r', '\n'], "").replace('\0', "\u{fffd}")
}

fn parts(json: &str, names: &[&str]) -> String {
    match form::parts(json, names) {
        Some(parts) => {
            let lines: Input = parts.into_iter().map(|(name, value)| (name, line(&value))).collect();
            serde_json::to_string(&lines).expect("JSON")
        }
        None => json.replace('\0', "\u{fffd}"),
    }
}

fn shown(form: Purchase, language: Language) -> String {
    let text = Text::new(language);
    let times = Times::new(text, "UTC", NOW);
    Owner::new().with(|| view! { <PurchasePage text times form/> }.to_html())
}

fn credential() -> Credential {
    Credential {
        id: CredentialId::from_uuid(uuid::Uuid::nil()),
        kind: credential::Kind::AlibabaAccessKey,
        label: "Main".to_owned(),
        version: 1,
        facts: credential::Facts::default(),
        fingerprint: "00000000".to_owned(),
        state: credential::State::Verified,
        last_verified_at: None,
        missing: Vec::new(),
        suspect_code: None,
        suspect_since: None,
        last_used_at: None,
        created_at: NOW,
        needed_by: 0,
    }
}

fn requester() -> Person {
    let team = TeamId::from_uuid(uuid::Uuid::nil());
    Person {
        id: PersonId::from_uuid(uuid::Uuid::nil()),
        email: "requester@example.com".parse().expect("an address"),
        name: "Rita Requester".to_owned(),
        language: Language::English,
        theme: Theme::default(),
        zone: "UTC".to_owned(),
        roles: Vec::new(),
        teams: vec![Membership { team, name: "Platform".to_owned(), lead: false }],
        groups: Vec::new(),
        stands_for: Vec::new(),
    }
}

fn form(operation: Operation, input: OrderInput, offered: Offered) -> Purchase {
    let submit_key = "00000000-0000-4000-8000-000000000000".to_owned();
    let fresh = Purchase::new(operation, &requester(), vec![credential()], submit_key);
    let (draft, notice) = (OrderNumber::new(10_001), Notice::CopyOf(OrderNumber::new(10_000)));
    Purchase { input, offered, draft: Some(draft), notice: Some(notice), ..fresh }
}

/// What a browser sends of the page's form when nobody touched it: its successful controls, in their order.
fn successful(html: &str) -> Vec<(String, String)> {
    let page = Html::parse_document(html);
    let select = |selector: &str| Selector::parse(selector).expect("a selector");
    let form = page.select(&select("form[data-purchase]")).next().expect("the form");
    let options = select("option");
    let controls = select("input[name], select[name], textarea[name]");
    form.select(&controls)
        .filter_map(|control| {
            let name = control.attr("name")?.to_owned();
            if control.attr("disabled").is_some() {
                return None;
            }
            let value = match (control.value().name(), control.attr("type")) {
                ("input", Some("radio" | "checkbox")) => {
                    control.attr("checked")?;
                    control.attr("value").unwrap_or("on").to_owned()
                }
                ("input", Some("hidden")) => control.attr("value").unwrap_or_default().to_owned(),
                ("input", _) => control.attr("value").unwrap_or_default().replace(['\r', '\n'], ""),
                ("select", _) => {
                    let options: Vec<ElementRef<'_>> = control.select(&options).collect();
                    let chosen = options.iter().rev().find(|option| option.attr("selected").is_some());
                    let first = || options.iter().find(|option| option.attr("disabled").is_none());
                    chosen.or_else(first)?.attr("value").expect("a value").to_owned()
                }
                _ => control.text().collect::<String>().replace("\r\n", "\n").replace('\n', "\r\n"),
            };
            Some((name, value))
        })
        .collect()
}

/// The order, or field and code of everything that is refused. A list's lines have numbers of the form's own where it
/// has ticks, and one place for their messages.
fn judged(
    operation: Operation,
    input: &OrderInput,
    lists: Lists,
) -> Result<CheckedOrder, Vec<(String, &'static str)>> {
    let place = |field: String| {
        let known = operation.form().field(field.trim_start_matches("spec."));
        match known.filter(|field| matches!(field.takes, Takes::List { .. }) && lists != Lists::Unasked) {
            Some(list) => list.name.to_owned(),
            None => field,
        }
    };
    let refused = input.check(operation, Leftovers::Drop);
    refused
        .map_err(|errors| errors.into_iter().map(|error| (place(error.field), error.reason.code())).collect())
}

fn says_back(operation: Operation) {
    // Fixed, so that a failure comes again.
    let rng = TestRng::from_seed(RngAlgorithm::ChaCha, &[11; 32]);
    let mut runner = TestRunner::new_with_rng(
        Config { cases: CASES, failure_persistence: None, ..Config::default() },
        rng,
    );
    let (taken, refused) = (Cell::new(0), Cell::new(0));
    let cases = (order(operation), select(vec![Language::English, Language::Chinese]));
    let done = runner.run(&cases, |((mut input, lists), language)| {
        // The lines stand in the order of the form's attributes before it is shown.
        let known = attributes(operation, lists);
        if !known.is_empty() {
            Attribute::arrange(&known, &mut input.spec);
        }
        let offered = offered(operation, &input, lists);
        let html = shown(form(operation, input.clone(), offered), language);
        let typed = Typed::from(successful(&html));
        let sent = order_input(operation, |name| typed.raw(name).to_owned());
        let verdict = judged(operation, &sent, lists);
        let count = if verdict.is_ok() { &taken } else { &refused };
        count.set(count.get() + 1);

        prop_assert_eq!(
            verdict,
            judged(operation, &held(operation, &input, lists), lists),
            "{:?} came back as {:?}",
            input,
            sent
        );
        Ok(())
    });
    done.unwrap_or_else(|failure| panic!("{operation}: {failure}"));
    let (taken, refused) = (taken.get(), refused.get());
    println!("{operation}: {taken} forms with an order, {refused} with refusals");
    assert!(taken > CASES / 10 && refused > CASES / 10, "one-sided: {taken} taken, {refused} refused");
}

#[test]
fn the_form_of_a_synchronisation_job_says_back_what_it_was_given() {
    says_back(Operation::DtsCreate);
}

#[test]
fn the_form_of_a_change_of_billing_says_back_what_it_was_given() {
    says_back(Operation::DtsChange);
}

#[test]
fn the_form_of_any_product_says_back_what_it_was_given() {
    says_back(Operation::BssCreate);
}

#[test]
fn the_form_of_a_ddm_instance_says_back_what_it_was_given() {
    says_back(Operation::DdmCreate);
}
