//! Which modules a purchase is made of, by what DescribePricingModule says of its product.

use cloud::alibaba::bss::{AttributeValue, PricingAttribute, PricingModule, PricingModules};
use domain::catalog::Input;

/// The most modules that a price is asked for.
const MAX_PARTS: usize = 50;

/// What marks a value as a range: `1-1000`.
const RANGE: &str = "range";

/// A module with all its attributes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Part {
    pub(super) module_code: String,
    /// `AA:aa,BB:bb`.
    pub(super) config: String,
    pub(super) price_type: Option<String>,
}

/// Every module of the product with the values that were chosen; `defaults` hold where a module asks for what was not
/// chosen. `None` where the description and the choice do not cover each other: the price of that is unknown.
pub(super) fn parts(described: &PricingModules, chosen: &Input, defaults: &Input) -> Option<Vec<Part>> {
    let is_described =
        |(code, value): (&String, &String)| attribute(described, code).is_some_and(|it| takes(it, value));
    if !chosen.iter().all(is_described) || !(1..=MAX_PARTS).contains(&described.modules.len()) {
        return None;
    }
    described.modules.iter().map(|module| part(described, module, chosen, defaults)).collect()
}

fn part(
    described: &PricingModules,
    module: &PricingModule,
    chosen: &Input,
    defaults: &Input,
) -> Option<Part> {
    let pair = |code: &String| {
        let value = chosen.get(code).or_else(|| defaults.get(code)).map(String::as_str);
        let value = value.or_else(|| only(attribute(described, code)?))?;
        let is_plain = |text: &str| !text.is_empty() && !text.contains([',', ':']);
        (is_plain(code) && is_plain(value)).then(|| format!("{code}:{value}"))
    };
    let config = module.config_list.iter().map(pair).collect::<Option<Vec<_>>>()?;
    if config.is_empty() {
        return None;
    }
    let module_code = module.module_code.clone()?;
    Some(Part { module_code, config: config.join(","), price_type: module.price_type.clone() })
}

fn attribute<'a>(described: &'a PricingModules, code: &str) -> Option<&'a PricingAttribute> {
    described.attributes.iter().find(|attribute| attribute.code.as_deref() == Some(code))
}

/// The value that leaves no choice.
fn only(attribute: &PricingAttribute) -> Option<&str> {
    match attribute.values.as_slice() {
        [value] if !is_range(value) => value.value.as_deref(),
        _ => None,
    }
}

/// Whether the attribute may have this value; one without a list may have any.
fn takes(attribute: &PricingAttribute, value: &str) -> bool {
    let is_one = |known: &AttributeValue| {
        let text = known.value.as_deref().unwrap_or_default();
        if is_range(known) { within(text, value) } else { text == value }
    };
    attribute.values.is_empty() || attribute.values.iter().any(is_one)
}

fn is_range(value: &AttributeValue) -> bool {
    value.kind.as_deref().is_some_and(|kind| kind.to_ascii_lowercase().contains(RANGE))
}

fn within(range: &str, value: &str) -> bool {
    let number = |text: &str| text.trim().parse::<u64>().ok();
    let ends = range.split_once('-').and_then(|(from, to)| Some(number(from)?..=number(to)?));
    ends.zip(number(value)).is_some_and(|(ends, value)| ends.contains(&value))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn described() -> PricingModules {
        let value = |(text, kind): &(&str, &str)| AttributeValue {
            value: Some((*text).to_owned()),
            kind: Some((*kind).to_owned()),
            ..AttributeValue::default()
        };
        let attribute = |code: &str, values: &[(&str, &str)]| PricingAttribute {
            code: Some(code.to_owned()),
            values: values.iter().map(value).collect(),
            ..PricingAttribute::default()
        };
        let module = |code: &str, config: &[&str]| PricingModule {
            module_code: Some(code.to_owned()),
            config_list: config.iter().map(|code| (*code).to_owned()).collect(),
            ..PricingModule::default()
        };
        PricingModules {
            modules: vec![module("size", &["Class", "Ways"]), module("disk", &["Disk", "Kind"])],
            attributes: vec![
                attribute("Class", &[("small", "single"), ("large", "single")]),
                attribute("Ways", &[]),
                attribute("Disk", &[("20-500", "range")]),
                attribute("Kind", &[("ssd", "single")]),
                attribute("Region", &[("cn-hangzhou", "single"), ("cn-beijing", "single")]),
            ],
        }
    }

    fn chosen(pairs: &[(&str, &str)]) -> Input {
        pairs.iter().map(|(code, value)| ((*code).to_owned(), (*value).to_owned())).collect()
    }

    const ALL: [(&str, &str); 3] = [("Class", "small"), ("Ways", "2"), ("Disk", "20")];

    #[test]
    fn values_go_to_the_modules_that_ask_for_them() {
        let with_region = [&ALL[..], &[("Region", "cn-beijing")]].concat();
        for given in [&ALL[..], &with_region] {
            let parts = parts(&described(), &chosen(given), &Input::new()).expect("a price");
            let parts: Vec<_> = parts.iter().map(|part| (&*part.module_code, &*part.config)).collect();

            assert_eq!(parts, [("size", "Class:small,Ways:2"), ("disk", "Disk:20,Kind:ssd")]);
        }
        let defaults = chosen(&[("Disk", "40"), ("Class", "large")]);
        let parts = parts(&described(), &chosen(&ALL[..2]), &defaults).expect("a price");
        assert_eq!(parts[0].config, "Class:small,Ways:2", "what is chosen comes first");
        assert_eq!(parts[1].config, "Disk:40,Kind:ssd");
    }

    #[test]
    fn what_is_not_described_or_not_chosen_has_no_price() {
        let [class, ways, disk] = ALL;
        for (given, why) in [
            (vec![class, ways], "a module asks for what nobody chose"),
            (vec![class, ways, disk, ("Colour", "red")], "no such attribute"),
            (vec![("Class", "huge"), ways, disk], "no such value"),
            (vec![class, ways, ("Disk", "501")], "above the range"),
            (vec![class, ways, ("Disk", "some")], "not in a range"),
            (vec![class, ("Ways", "2,Class:large"), disk], "would say something else"),
        ] {
            assert_eq!(parts(&described(), &chosen(&given), &Input::new()), None, "{why}");
        }
        assert_eq!(
            parts(&PricingModules::default(), &Input::new(), &Input::new()),
            None,
            "nothing described"
        );
        let mut nameless = described();
        nameless.modules[0].module_code = None;
        assert_eq!(parts(&nameless, &chosen(&ALL), &Input::new()), None, "a module without a code");
    }
}
