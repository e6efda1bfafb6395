//! `purser demo`.

use backend::{
    Backend, approvals,
    credentials::{self, NewCredential},
    orders, people,
    sessions::SignIn,
};
use cloud_sim::DEMO_KEYS;
use domain::{
    approval::Decision,
    catalog::{
        Leftovers, Operation,
        dts_create::{JobClass, PayType, Period, names},
    },
    credential::Kind,
    ids::CredentialId,
    mode::Mode,
    order::OrderInput,
    person::Person,
};

use super::with_backend;
use crate::{clouds, config::Config, demo, failure::Failure, shutdown};

const LABEL: &str = "Demo account";
const REGIONS: [&str; 5] = ["cn-hangzhou", "cn-shanghai", "cn-beijing", "cn-shenzhen", "cn-chengdu"];
const REASONS: [&str; 4] = [
    "Keep the reporting replica of the shop up to date",
    "Move the ledger to the new region without downtime",
    "Feed the search index from the catalogue",
    "Copy for the load test of the autumn sale",
];

/// Fills an empty database. A running server buys what is approved here; running it again adds nothing.
pub(crate) async fn run(mut config: Config, count: u32) -> Result<(), Failure> {
    if config.mode() != Mode::Sim {
        return Err(Failure::new("demo orders are for PURSER_CLOUDS=sim alone"));
    }
    // Prices are asked on submitting: of the clouds of a running server, or of those that are started for this.
    let (close_clouds, ending) = shutdown::channel();
    let clouds = clouds::start(&config, ending).await?;
    config.clouds.endpoints = clouds.endpoints;
    let filled = with_backend(&config, async |backend| {
        demo::add_people(&backend).await?;
        let requester = person(&backend, "requester@demo.local").await?;
        let lead = person(&backend, "lead@demo.local").await?;
        let credential = credential(&backend, &requester).await?;
        for number in 0..count {
            order(&backend, &requester, &lead, credential, number).await?;
        }
        tracing::info!(orders = count, "the demo is there");
        Ok(())
    })
    .await;
    close_clouds.tell();
    filled
}

async fn person(backend: &Backend, email: &str) -> Result<Person, Failure> {
    let known = people::find_by_email(backend, email).await?;
    known.map(|known| known.person).ok_or_else(|| Failure::new(format!("nobody has the address {email}")))
}

async fn credential(backend: &Backend, owner: &Person) -> Result<CredentialId, Failure> {
    let own = credentials::list(backend, owner).await?;
    if let Some(known) = own.iter().find(|credential| credential.label == LABEL) {
        return Ok(known.id);
    }
    let key = DEMO_KEYS[0];
    let new = NewCredential::new(Kind::AlibabaAccessKey, LABEL)
        .text("access_key_id", key.access_key_id)
        .text("site", "china")
        .secret("access_key_secret", key.secret);
    Ok(credentials::add(backend, owner, &new).await?)
}

/// Of seven orders one stays a draft, one waits, one is rejected; the others are bought.
async fn order(
    backend: &Backend,
    requester: &Person,
    lead: &Person,
    credential: CredentialId,
    number: u32,
) -> Result<(), Failure> {
    let input = input(credential, number as usize);
    let fate = number % 7;
    let key = format!("demo-{number}");
    let operation = Operation::DtsCreate;
    let created =
        orders::create(backend, requester, operation, &input, Leftovers::Refuse, &key, fate != 0, true)
            .await?;
    if created.repeated || fate < 2 {
        return Ok(());
    }
    let shown = orders::show(backend, lead, created.id).await?;
    let hash = shown.hash.ok_or_else(|| Failure::new("a submitted order has a hash"))?;
    let (decision, comment) = match fate {
        2 => (Decision::Reject, "Please use the shared instance of the team."),
        _ => (Decision::Approve, ""),
    };
    approvals::decide(
        backend,
        lead,
        created.id,
        approvals::Given {
            shown: &hash,
            decision,
            comment,
            sign_in: SignIn::Token,
            acknowledge_look_alikes: false,
        },
    )
    .await?;
    Ok(())
}

fn input(credential: CredentialId, number: usize) -> OrderInput {
    let region = REGIONS[number % REGIONS.len()];
    let class = JobClass::ALL[number % JobClass::ALL.len()];
    let prepaid = number.is_multiple_of(2);
    let mut spec = vec![
        (names::SOURCE_REGION, region.to_owned()),
        (names::DEST_REGION, region.to_owned()),
        (names::JOB_CLASS, class.wire().to_owned()),
    ];
    if prepaid {
        spec.push((names::PAY_TYPE, PayType::PrePaid.wire().to_owned()));
        spec.push((names::PERIOD, Period::Month.wire().to_owned()));
        spec.push((names::USED_TIME, (number % 12 + 1).to_string()));
    } else {
        spec.push((names::PAY_TYPE, PayType::PostPaid.wire().to_owned()));
    }
    OrderInput {
        spec: spec.into_iter().map(|(name, value)| (name.to_owned(), value)).collect(),
        credential_id: credential.to_string(),
        team: demo::TEAM.to_owned(),
        reason: REASONS[number % REASONS.len()].to_owned(),
        // Every third states more than the price.
        ceiling: if number.is_multiple_of(3) { "50000".to_owned() } else { String::new() },
        currency: "CNY".to_owned(),
    }
}
