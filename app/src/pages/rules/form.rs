//! A rule as its form sends it, and back.

use domain::{
    approval::{Amount, Asked, Chain, Conditions, Draft, Rule, Step},
    catalog::{Billing, Operation, Provider},
    money::{Currency, Money, MoneyError},
    person::Role,
    refusal::{FieldError, Reason},
};
use time::{Date, OffsetDateTime, Time, format_description::FormatItem, macros::format_description};

use crate::form::Typed;

const DAY: &[FormatItem<'_>] = format_description!("[year]-[month]-[day]");

/// The fields before the steps, from above.
const ORDER: [&str; 9] = [
    "name",
    "valid_from",
    "valid_until",
    "conditions.operations",
    "conditions.regions",
    "conditions.teams",
    "conditions.from",
    "conditions.amount",
    "conditions.below",
];

/// The providers, as the form's boxes name them.
pub const PROVIDERS: [Provider; 2] = [Provider::Alibaba, Provider::Huawei];
pub const BILLING: [Billing; 2] = [Billing::Prepaid, Billing::Postpaid];

/// The name of a step's field; steps count from 1.
pub fn step_field(number: usize, part: &str) -> String {
    format!("steps.{number}.{part}")
}

/// Whom a box or a choice stands for.
pub fn asked_value(asked: &Asked) -> String {
    match asked {
        Asked::TeamLead => "lead".to_owned(),
        Asked::Role(role) => role.name().to_owned(),
        Asked::Person(id) => format!("person:{id}"),
        Asked::Group(id) => format!("group:{id}"),
    }
}

fn asked_of(value: &str) -> Option<Asked> {
    match value.split_once(':') {
        Some(("person", id)) => id.parse().ok().map(Asked::Person),
        Some(("group", id)) => id.parse().ok().map(Asked::Group),
        Some(_) => None,
        None if value == "lead" => Some(Asked::TeamLead),
        None => value.parse::<Role>().ok().map(Asked::Role),
    }
}

/// How many steps the form has.
pub fn steps(typed: &Typed) -> usize {
    typed.get("steps").parse().unwrap_or(0).min(domain::approval::MAX_STEPS)
}

/// One more step at the end, which asks nobody yet.
pub fn add_step(typed: &mut Typed) {
    let number = (steps(typed) + 1).min(domain::approval::MAX_STEPS);
    typed.set("steps", number.to_string());
    typed.set(&step_field(number, "needs"), "1");
}

/// Takes a step away; those after it move up.
pub fn remove_step(typed: &mut Typed, gone: usize) {
    let count = steps(typed);
    if !(1..=count).contains(&gone) {
        return;
    }
    let moved = |name: &str| {
        let (number, part) = name.strip_prefix("steps.")?.split_once('.')?;
        let number: usize = number.parse().ok()?;
        (number >= gone).then(|| (number > gone).then(|| step_field(number - 1, part)))
    };
    let pairs = typed.pairs().iter().filter_map(|(name, value)| match moved(name) {
        None => Some((name.clone(), value.clone())),
        Some(to) => to.map(|name| (name, value.clone())),
    });
    *typed = Typed::from(pairs.collect::<Vec<_>>());
    typed.set("steps", (count - 1).to_string());
}

/// The form of a rule as it stands.
pub fn typed_of(rule: &Rule) -> Typed {
    let mut pairs: Vec<(String, String)> = Vec::new();
    let mut put = |name: &str, value: String| pairs.push((name.to_owned(), value));
    let Conditions { operations, providers, regions, billing, teams, amount, price_unknown } =
        &rule.conditions;
    put("name", rule.name.clone());
    put("version", rule.version.to_string());
    if rule.enabled {
        put("enabled", "1".into());
    }
    operations.iter().for_each(|it| put("conditions.operations", it.key().to_owned()));
    providers.iter().for_each(|it| put("conditions.providers", it.name().to_owned()));
    billing.iter().for_each(|it| put("conditions.billing", it.name().to_owned()));
    teams.iter().for_each(|it| put("conditions.teams", it.to_string()));
    put("conditions.regions", regions.join(" "));
    if let Some(Amount { currency, from, below }) = amount {
        put("conditions.currency", currency.code().to_owned());
        put("conditions.from", from.map(|money| money.amount_text()).unwrap_or_default());
        put("conditions.below", below.map(|money| money.amount_text()).unwrap_or_default());
    }
    put("conditions.price_unknown", price_unknown.map(|it| it.to_string()).unwrap_or_default());
    put("valid_from", rule.valid_from.map(day).unwrap_or_default());
    put("valid_until", rule.valid_until.map(day).unwrap_or_default());
    if rule.asks_nobody() {
        put("asks_nobody", "1".into());
    }
    put("steps", rule.chain.steps.len().to_string());
    for (number, step) in (1..).zip(&rule.chain.steps) {
        put(&step_field(number, "name"), step.name.clone());
        put(&step_field(number, "needs"), step.needs.to_string());
        step.asks.iter().for_each(|asked| put(&step_field(number, "asks"), asked_value(asked)));
        step.fallback.iter().for_each(|asked| put(&step_field(number, "fallback"), asked_value(asked)));
    }
    Typed::from(pairs)
}

/// A form for a new rule: one step, the team's lead.
pub fn fresh() -> Typed {
    let pairs = [("enabled", "1"), ("steps", "1"), ("steps.1.needs", "1"), ("steps.1.asks", "lead")];
    Typed::from(pairs.map(|(name, value)| (name.to_owned(), value.to_owned())).to_vec())
}

/// What was typed; `before` keeps the time of a day that was not changed. What cannot be read is refused at its field,
/// together with what is wrong with the rest.
pub fn draft_of(typed: &Typed, before: Option<&Rule>) -> Result<Draft, Vec<FieldError>> {
    let mut errors = Vec::new();
    let conditions = conditions(typed, &mut errors);
    let valid_from = at(typed, "valid_from", before.and_then(|rule| rule.valid_from), &mut errors);
    let valid_until = at(typed, "valid_until", before.and_then(|rule| rule.valid_until), &mut errors);
    let steps = (1..=steps(typed)).map(|number| step(typed, number, &mut errors)).collect();
    let draft = Draft {
        name: typed.get("name").to_owned(),
        enabled: typed.has("enabled"),
        valid_from,
        valid_until,
        conditions,
        steps: Chain { steps },
        asks_nobody: typed.has("asks_nobody"),
    };
    if errors.is_empty() {
        return Ok(draft);
    }
    let rest = draft.check().err().unwrap_or_default();
    // What could not be read is missing in the draft: once is enough.
    let rest = rest.into_iter().filter(|wrong| errors.iter().all(|known| known.field != wrong.field));
    let rest: Vec<_> = rest.collect();
    errors.extend(rest);
    // As they stand in the form; steps come last.
    errors.sort_by_key(|wrong| ORDER.iter().position(|field| *field == wrong.field).unwrap_or(ORDER.len()));
    Err(errors)
}

fn conditions(typed: &Typed, errors: &mut Vec<FieldError>) -> Conditions {
    let mut refuse = |field: &str, reason| errors.push(FieldError::new(field, reason));
    let operations: Result<Vec<_>, _> =
        typed.all("conditions.operations").map(str::parse::<Operation>).collect();
    let operations = operations.unwrap_or_else(|_| {
        refuse("conditions.operations", Reason::NotFound);
        Vec::new()
    });
    let one_of = |name: &'static str| typed.all(name).collect::<Vec<_>>();
    let (providers, billing) = (one_of("conditions.providers"), one_of("conditions.billing"));
    let teams: Result<Vec<_>, _> = typed.all("conditions.teams").map(str::parse).collect();
    let teams = teams.unwrap_or_else(|_| {
        refuse("conditions.teams", Reason::NotFound);
        Vec::new()
    });
    let currency: Currency = typed.get("conditions.currency").parse().unwrap_or(Currency::Cny);
    let mut end = |field: &str| {
        let text = typed.get(field);
        let read = (!text.is_empty()).then(|| Money::parse(text, currency));
        read.transpose().unwrap_or_else(|error| {
            let reason = match error {
                MoneyError::TooPrecise => Reason::TooPrecise,
                MoneyError::OutOfRange => Reason::OutOfRange { min: 0, max: 99_999_999_999_999 },
                _ => Reason::NotAnAmount,
            };
            refuse(field, reason);
            None
        })
    };
    let (from, below) = (end("conditions.from"), end("conditions.below"));
    let regions = typed.get("conditions.regions").split([' ', ',', ';', '，', '、', '\n', '\t']);
    Conditions {
        operations,
        providers: PROVIDERS.into_iter().filter(|it| providers.contains(&it.name())).collect(),
        regions: regions.filter(|region| !region.is_empty()).map(str::to_owned).collect(),
        billing: BILLING.into_iter().filter(|it| billing.contains(&it.name())).collect(),
        teams,
        amount: (from.is_some() || below.is_some()).then_some(Amount { currency, from, below }),
        price_unknown: typed.get("conditions.price_unknown").parse().ok(),
    }
}

fn step(typed: &Typed, number: usize, errors: &mut Vec<FieldError>) -> Step {
    let mut asked = |part: &str| {
        let field = step_field(number, part);
        let values: Vec<_> = typed.all(&field).filter(|value| !value.is_empty()).map(asked_of).collect();
        if values.iter().any(Option::is_none) {
            errors.push(FieldError::new(field, Reason::NotFound));
        }
        values.into_iter().flatten().collect()
    };
    Step {
        name: typed.get(&step_field(number, "name")).to_owned(),
        needs: typed.get(&step_field(number, "needs")).parse().unwrap_or(0),
        asks: asked("asks"),
        fallback: asked("fallback"),
    }
}

fn day(at: OffsetDateTime) -> String {
    at.date().format(&DAY).unwrap_or_default()
}

fn at(
    typed: &Typed,
    name: &str,
    before: Option<OffsetDateTime>,
    errors: &mut Vec<FieldError>,
) -> Option<OffsetDateTime> {
    let text = typed.get(name);
    if text.is_empty() {
        return None;
    }
    if let Some(before) = before.filter(|before| day(*before) == text) {
        return Some(before);
    }
    let read = Date::parse(text, &DAY);
    if read.is_err() {
        errors.push(FieldError::new(name, Reason::BadCharacters));
    }
    read.ok().map(|date| date.with_time(Time::MIDNIGHT).assume_utc())
}

#[cfg(test)]
mod tests {
    use domain::ids::{GroupId, PersonId, RuleId, TeamId};
    use uuid::Uuid;

    use super::*;

    fn rule() -> Rule {
        let lead = Step {
            name: "Lead".into(),
            needs: 1,
            asks: vec![Asked::TeamLead, Asked::Role(Role::Approver)],
            fallback: vec![Asked::Person(PersonId::from_uuid(Uuid::from_u128(1)))],
        };
        let group = Asked::Group(GroupId::from_uuid(Uuid::from_u128(2)));
        let finance = Step { name: String::new(), needs: 2, asks: vec![group], fallback: Vec::new() };
        let money = |amount| Money::parse(amount, Currency::Usd).ok();
        Rule {
            id: RuleId::from_uuid(Uuid::from_u128(3)),
            version: 4,
            name: "Large".into(),
            rank: 0,
            enabled: true,
            valid_from: Some(time::macros::datetime!(2026-03-01 00:00 UTC)),
            valid_until: Some(time::macros::datetime!(2026-04-01 07:30 UTC)),
            conditions: Conditions {
                operations: vec![Operation::DtsCreate, Operation::BssCreate],
                providers: vec![Provider::Alibaba],
                regions: vec!["cn-hangzhou".into(), "cn-shanghai".into()],
                billing: vec![Billing::Prepaid],
                teams: vec![TeamId::from_uuid(Uuid::from_u128(5))],
                amount: Some(Amount { currency: Currency::Usd, from: money("10"), below: money("99.5") }),
                price_unknown: Some(false),
            },
            chain: Chain { steps: vec![lead, finance] },
        }
    }

    #[test]
    fn a_form_that_nobody_changed_is_the_rule() {
        let rule = rule();

        let draft = draft_of(&typed_of(&rule), Some(&rule)).expect("a draft");

        assert_eq!((draft.conditions, draft.steps), (rule.conditions, rule.chain));
        assert_eq!((draft.valid_from, draft.valid_until), (rule.valid_from, rule.valid_until));
        assert_eq!((draft.name.as_str(), draft.enabled, draft.asks_nobody), ("Large", true, false));
    }

    #[test]
    fn a_step_is_added_at_the_end_and_any_is_removed() {
        let mut typed = typed_of(&rule());

        add_step(&mut typed);
        assert_eq!((steps(&typed), typed.get("steps.3.needs")), (3, "1"));
        remove_step(&mut typed, 1);

        assert_eq!((steps(&typed), typed.get("steps.1.needs"), typed.get("steps.1.name")), (2, "2", ""));
        assert!(!typed.has("steps.3.needs") && !typed.has("steps.1.fallback"));
        remove_step(&mut typed, 9);
        assert_eq!(steps(&typed), 2);
    }

    #[test]
    fn what_cannot_be_read_is_refused_at_its_field() {
        for (field, value, code) in [
            ("conditions.from", "ten", "not_an_amount"),
            ("conditions.below", "-1", "out_of_range"),
            ("conditions.operations", "dts.drop", "not_found"),
            ("conditions.teams", "Platform", "not_found"),
            ("valid_from", "tomorrow", "bad_characters"),
            ("steps.1.asks", "person:7", "not_found"),
            ("steps.2.fallback", "nobody:1", "not_found"),
        ] {
            let mut typed = typed_of(&rule());
            typed.set(field, value);
            let errors = draft_of(&typed, None).expect_err(field);
            assert_eq!((errors[0].field.as_str(), errors[0].reason.code()), (field, code));
        }
    }

    #[test]
    fn what_cannot_be_read_hides_nothing_else_that_is_wrong() {
        let mut typed = typed_of(&rule());
        for (field, value) in [("conditions.from", "ten"), ("name", ""), ("steps.1.asks", "person:7")] {
            typed.set(field, value);
        }

        let errors = draft_of(&typed, None).expect_err("three wrong fields");

        let fields: Vec<_> = errors.iter().map(|error| error.field.as_str()).collect();
        assert_eq!(fields, ["name", "conditions.from", "steps.1.asks"]);
    }
}
