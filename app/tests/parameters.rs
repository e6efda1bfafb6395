//! `docs/parameters.md`: every parameter of the vendors' five documents, where a person meets it, what it is called
//! in the API, its rule, and the test that shows it.

use std::{fmt::Write as _, fs, path::Path};

use app::i18n::Text;
use domain::{
    catalog::{
        Operation,
        form::{Field, Takes, Topic},
    },
    person::Language,
};

/// What becomes of a parameter.
enum Place {
    /// It is asked for: the wire name of the field.
    Asked(&'static str),
    /// The portal's own: why, and the test that shows it.
    Own(&'static str, &'static str, &'static str),
}

use Place::{Asked, Own};

struct Document {
    title: &'static str,
    operation: Operation,
    /// In the document's order and spelling.
    parameters: &'static [(&'static str, Place)],
}

const TOKEN: Place = Own(
    "made from the order and written down before the first request; a repeat sends the same one",
    "a_purchase_whose_answer_is_lost_is_found_by_its_token",
    "crates/backend/tests/worker",
);
const ACTION: Place = Own(
    "the operation itself, said by the client",
    "a_whole_success_is_done_and_the_request_is_the_signed_one",
    "crates/cloud",
);
const DOMAIN: &str = "crates/domain/src/catalog";

const CHANGE: &[(&str, Place)] = &[
    ("Action", ACTION),
    ("ChargeType", Asked("ChargeType")),
    ("DtsJobId", Asked("DtsJobId")),
    ("Period", Asked("Period")),
    ("BuyCount", Asked("BuyCount")),
    ("RegionId", Asked("RegionId")),
];

const DOCUMENTS: [Document; 5] = [
    Document {
        title: "Alibaba Cloud DTS, CreateSynchronizationJob (2020-01-01), Chinese",
        operation: Operation::DtsCreate,
        parameters: &[
            ("Action", ACTION),
            ("DestRegion", Asked("DestRegion")),
            ("PayType", Asked("PayType")),
            ("SourceRegion", Asked("SourceRegion")),
            ("SynchronizationJobClass", Asked("SynchronizationJobClass")),
            ("RegionId", Asked("RegionId")),
            ("Topology", Asked("Topology")),
            ("Period", Asked("Period")),
            ("UsedTime", Asked("UsedTime")),
            ("ClientToken", TOKEN),
            ("SourceEndpoint.InstanceType", Asked("SourceEndpoint.InstanceType")),
            ("DestinationEndpoint.InstanceType", Asked("DestinationEndpoint.InstanceType")),
            ("networkType", Asked("networkType")),
            (
                "AccountId",
                Own(
                    "never sent: the vendor is retiring it, and the account is the credential's",
                    "what_is_sent_passes_its_own_rules_and_comes_out_the_same",
                    DOMAIN,
                ),
            ),
            ("DBInstanceCount", Asked("DBInstanceCount")),
        ],
    },
    Document {
        title: "Alibaba Cloud DTS, TransferPayType (2020-01-01), Chinese",
        operation: Operation::DtsChange,
        parameters: CHANGE,
    },
    Document {
        title: "Alibaba Cloud DTS, TransferPayType (2020-01-01), English",
        operation: Operation::DtsChange,
        parameters: CHANGE,
    },
    Document {
        title: "Huawei Cloud DDM, create an instance (`POST /v1/{project_id}/instances`), Chinese",
        operation: Operation::DdmCreate,
        parameters: &[
            (
                "project_id",
                Own(
                    "the credential's",
                    "every_kind_has_one_secret_that_it_needs_and_takes_each_of_its_facts",
                    "crates/domain/src",
                ),
            ),
            (
                "X-Auth-Token",
                Own(
                    "made from the credential, or the request is signed with its key",
                    "a_user_logs_in_once_and_its_looks_carry_the_token",
                    "crates/cloud",
                ),
            ),
            ("instance.name", Asked("instance.name")),
            ("instance.flavor_id", Asked("instance.flavor_id")),
            ("instance.node_num", Asked("instance.node_num")),
            ("instance.engine_id", Asked("instance.engine_id")),
            ("instance.enterprise_project_id", Asked("instance.enterprise_project_id")),
            ("instance.available_zones", Asked("instance.available_zones.N")),
            ("instance.vpc_id", Asked("instance.vpc_id")),
            ("instance.security_group_id", Asked("instance.security_group_id")),
            ("instance.subnet_id", Asked("instance.subnet_id")),
            ("instance.param_group_id", Asked("instance.param_group_id")),
            ("instance.time_zone", Asked("instance.time_zone")),
            ("instance.admin_user_name", Asked("instance.admin_user_name")),
            ("instance.admin_user_password", Asked("instance.admin_user_password")),
            ("extend_param.charge_mode", Asked("extend_param.charge_mode")),
            ("extend_param.period_type", Asked("extend_param.period_type")),
            ("extend_param.period_num", Asked("extend_param.period_num")),
            ("extend_param.is_auto_renew", Asked("extend_param.is_auto_renew")),
            ("extend_param.is_auto_pay", Asked("extend_param.is_auto_pay")),
        ],
    },
    Document {
        title: "Alibaba Cloud BSS, CreateInstance (2017-12-14), English",
        operation: Operation::BssCreate,
        parameters: &[
            ("ProductCode", Asked("ProductCode")),
            ("ProductType", Asked("ProductType")),
            ("SubscriptionType", Asked("SubscriptionType")),
            ("Period", Asked("Period")),
            ("RenewalStatus", Asked("RenewalStatus")),
            ("RenewPeriod", Asked("RenewPeriod")),
            ("ClientToken", TOKEN),
            ("Logistics", Asked("Logistics")),
            ("Parameter.N.Value", Asked("Parameter.N.Value")),
            ("Parameter.N.Code", Asked("Parameter.N.Code")),
            ("PricingCycle", Asked("PricingCycle")),
        ],
    },
];

/// What the form asks beside the documents: the SDKs' own, and why.
const BESIDE: [(Operation, &str); 1] = [(Operation::DtsChange, "InstanceClass")];

/// The test of each field's own rule, beside those that hold for all of them.
fn shown_by(operation: Operation, name: &str) -> &'static str {
    match (operation, name) {
        (Operation::DtsCreate, "DestRegion" | "RegionId") => {
            "hong_kong_and_regions_abroad_stay_in_their_region"
        }
        (Operation::DtsCreate, "Topology") => "both_ways_needs_two_ends_that_can",
        (Operation::DtsCreate, "PayType" | "Period" | "UsedTime") => "a_subscription_needs_its_term",
        (Operation::DtsCreate, "DBInstanceCount") => "a_polardb_x_source_counts_its_private_instances",
        (Operation::DtsCreate, "networkType") => "defaults_are_spelled_out_in_what_is_sent",
        (Operation::DtsChange, "ChargeType" | "Period" | "BuyCount") => {
            "the_longest_terms_are_five_years_or_sixty_months"
        }
        (Operation::BssCreate, "Parameter.N.Code" | "Parameter.N.Value") => {
            "there_are_at_most_a_hundred_modules_and_no_code_twice"
        }
        (Operation::BssCreate, "Period") => "months_are_whole_years_whether_they_were_chosen_or_not",
        (Operation::BssCreate, "PricingCycle") => "a_cycle_is_for_six_product_types",
        (Operation::BssCreate, "Logistics") => "an_address_is_an_object_of_texts_under_known_names",
        (Operation::DdmCreate, "instance.admin_user_password") => {
            "a_password_has_all_four_kinds_and_only_signs_that_both_texts_take"
        }
        (Operation::DdmCreate, "instance.available_zones.N") => {
            "zones_are_at_most_ten_and_a_forms_empty_rows_are_closed_up"
        }
        (Operation::DdmCreate, "extend_param.period_type" | "extend_param.period_num") => {
            "the_longest_terms_are_nine_months_or_one_year"
        }
        (Operation::DdmCreate, "extend_param.is_auto_pay" | "extend_param.is_auto_renew") => {
            "what_cannot_be_paid_or_renewed_is_off_unless_asked_for"
        }
        _ => "each_rule_refuses_at_its_own_field",
    }
}

fn root() -> &'static Path {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/.."))
}

const TEXT: Text = Text::new(Language::English);

/// What the rules say of the field, as the form says it.
fn rule(operation: Operation, name: &str, field: &Field) -> String {
    let mut parts = vec![if field.required { "required" } else { "optional" }.to_owned()];
    match field.takes {
        Takes::OneOf { values, default } => {
            let all = if values.len() > 8 {
                format!("`{}` to `{}`, {} values", values[0], values[values.len() - 1], values.len())
            } else {
                values.iter().map(|value| format!("`{value}`")).collect::<Vec<_>>().join(", ")
            };
            let default = if default.is_empty() { String::new() } else { format!(", else `{default}`") };
            parts.push(format!("{all}{default}"));
        }
        Takes::Region => parts.push("a region's id".to_owned()),
        Takes::Number { .. } => parts.push("a whole number".to_owned()),
        Takes::Text { max } | Takes::Id { max } | Takes::Secret { max } => {
            parts.push(format!("at most {max} characters"))
        }
        Takes::List { max, longest } => parts.push(format!("at most {max}, of at most {longest} characters")),
        Takes::Pairs { max, value, longest } => {
            let longest = if name == value { longest.1 } else { longest.0 };
            parts.push(format!("at most {max} pairs, of at most {longest} characters"));
        }
        Takes::Parts { names } => parts.push(format!("a JSON object of at most {} texts", names.len())),
        Takes::Fixed(value) => parts.push(format!("always `{value}`")),
        Takes::Follows(other) => parts.push(format!("always as `{other}`")),
    }
    for asked in field.asked {
        let values = asked.values.iter().map(|value| format!("`{value}`")).collect::<Vec<_>>().join(", ");
        parts.push(format!("only beside `{}` {values}", asked.field));
    }
    let hint = TEXT.parameter_hint(operation, name).expect("a hint").replace('|', "\\|");
    format!("{}. {hint}", parts.join("; "))
}

fn topic(operation: Operation, field: &Field) -> (Topic, bool) {
    let groups = operation.form().groups.iter();
    let found = groups.filter_map(|group| {
        let rare = group.rare.iter().any(|other| other.name == field.name);
        (rare || group.fields.iter().any(|other| other.name == field.name)).then_some((group.topic, rare))
    });
    found.into_iter().next().expect("a group")
}

fn row(text: &mut String, operation: Operation, shown: &str, place: &Place) {
    match place {
        Own(what, test, _) => {
            writeln!(text, "| `{shown}` | | | {what} | `{test}` |").expect("a text");
        }
        Asked(name) => {
            let field = operation
                .form()
                .fields()
                .find(|field| field.names().any(|own| own == *name))
                .expect("a field");
            let (topic, rare) = topic(operation, field);
            let more = if rare { ", under more" } else { "" };
            let words = TEXT.parameter(operation, name);
            let api = name.replace(".N", "[N]");
            let rule = rule(operation, name, field);
            let test = shown_by(operation, name);
            writeln!(
                text,
                "| `{shown}` | {} → {words}{more} | `spec.{api}` | {rule} | `{test}` |",
                TEXT.topic(topic).0
            )
            .expect("a text");
        }
    }
}

fn document() -> String {
    let mut text = String::from(
        "# Every parameter of the vendors' documents\n\n\
         Written by `PURSER_WRITE_DOCS=1 cargo test -p app --features ssr --test parameters` from the forms' tables; \
         a test compares it with the code, so that a parameter without a field, a name, a rule or a test fails.\n\n\
         The rule is the form's: what is required, which values it takes, beside what it is asked, and the sentence under \
         the field. `Spec::check` is the same for browser, form and API; that forms and rules say the same is shown for all \
         fields by `a_form_asks_for_what_means_something_and_for_nothing_else` and \
         `a_form_marks_what_nothing_is_bought_without`, and that the simulated clouds judge as the portal does by \
         `crates/cloud-sim/tests/agreement`.\n",
    );
    for Document { title, operation, parameters } in &DOCUMENTS {
        write!(text, "\n## {title}\n\n`{operation}`\n\n| parameter | form field | API | rule | test |\n|---|---|---|---|---|\n")
            .expect("a text");
        for (shown, place) in *parameters {
            row(&mut text, *operation, shown, place);
        }
    }
    text.push_str("\n## Beside the documents\n\n| parameter | form field | API | rule | test |\n|---|---|---|---|---|\n");
    for (operation, name) in BESIDE {
        row(&mut text, operation, &format!("{operation} {name}"), &Asked(name));
    }
    text
}

#[test]
fn the_table_of_parameters_is_the_codes() {
    let path = root().join("docs/parameters.md");

    #[expect(clippy::disallowed_methods, reason = "writes a document where somebody asks for it; no setting")]
    let wanted = std::env::var_os("PURSER_WRITE_DOCS").is_some();
    if wanted {
        fs::write(&path, document()).expect("written");
        return;
    }
    let written = fs::read_to_string(&path).expect("the document");
    assert_eq!(written, document(), "PURSER_WRITE_DOCS=1 cargo test -p app --features ssr --test parameters");
}

#[test]
fn no_field_of_a_form_is_without_its_row() {
    for operation in Operation::ALL {
        for name in operation.form().fields().flat_map(|field| field.names()) {
            let in_document =
                DOCUMENTS.iter().filter(|document| document.operation == operation).any(|document| {
                    document
                        .parameters
                        .iter()
                        .any(|(_, place)| matches!(place, Asked(asked) if *asked == name))
                });
            assert!(in_document || BESIDE.contains(&(operation, name)), "{operation} {name}");
        }
    }
}

/// All sources below a folder, as one text.
fn sources(folder: &Path, found: &mut String) {
    for entry in fs::read_dir(folder).expect("a folder").flatten() {
        let path = entry.path();
        if path.is_dir() {
            sources(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push_str(&fs::read_to_string(&path).expect("a source"));
        }
    }
}

#[test]
fn every_test_that_the_table_names_exists() {
    let below = |folder: &str| {
        let mut found = String::new();
        sources(&root().join(folder), &mut found);
        found
    };
    for Document { operation, parameters, .. } in &DOCUMENTS {
        let own = format!("{DOMAIN}/{}", operation.key().replace('.', "_"));
        for (shown, place) in *parameters {
            let (test, folder) = match place {
                Asked(name) => (shown_by(*operation, name), own.as_str()),
                Own(_, test, folder) => (*test, *folder),
            };
            assert!(below(folder).contains(&format!("fn {test}(")), "{shown}: {test} in {folder}");
        }
    }
}
