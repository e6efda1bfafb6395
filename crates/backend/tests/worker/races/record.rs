//! The judge of a race. It reads what the cloud wrote down (its ledger and what arrived) and the database's rows, and
//! measures them by rules of its own: nothing here asks the code that is judged.

use std::collections::{BTreeMap, BTreeSet};

use cloud_sim::{DEMO_KEYS, LedgerEntry};
use domain::ids::{OrderId, PersonId};
use rust_decimal::Decimal;
use serde_json::Value;
use sqlx::FromRow;
use time::OffsetDateTime;
use uuid::Uuid;

use super::track::Race;

/// An intent, beside what was frozen.
#[derive(FromRow)]
struct Intent {
    order_id: Uuid,
    revision: i32,
    client_token: String,
    created_at: OffsetDateTime,
    is_as_frozen: bool,
    business: String,
    business_hash: String,
    frozen: String,
    credential_id: Uuid,
    credential_version: i32,
    access_key_id: String,
    ceiling: Decimal,
    currency: String,
}

const INTENTS: &str = "
    select a.order_id, a.revision, a.client_token, a.created_at,
        a.order_hash = r.order_hash and sha256(r.frozen) = r.order_hash
            and a.business = r.business and sha256(r.business) = r.business_hash
            and (a.credential_id, a.credential_version) = (r.credential_id, r.credential_version)
            and a.access_key_id = v.access_key_id as is_as_frozen,
        convert_from(r.business, 'utf8') as business,
        encode(r.business_hash, 'hex') as business_hash,
        convert_from(r.frozen, 'utf8') as frozen,
        r.credential_id, r.credential_version, v.access_key_id,
        r.ceiling::numeric as ceiling, r.currency::text as currency
    from purser.attempts a
    join purser.revisions r on (r.order_id, r.revision) = (a.order_id, a.revision)
    join purser.credential_versions v
        on (v.credential_id, v.version) = (r.credential_id, r.credential_version)
    where a.kind = 'purchase'";

/// Where an order has come to.
#[derive(FromRow)]
struct End {
    order_id: Uuid,
    state: String,
    revision: i32,
    references: Vec<String>,
}

const ENDS: &str = "
    select o.order_id, o.state::text as state, o.revision,
        array(select p.reference from purser.purchases p where p.order_id = o.order_id) as references
    from purser.orders o";

#[derive(FromRow)]
struct Answered {
    order_id: Uuid,
    revision: i32,
    step: i32,
    person_id: Uuid,
    decision: String,
    decided_at: OffsetDateTime,
    hash: String,
    is_of_the_revision: bool,
    is_own: bool,
}

const ANSWERED: &str = "
    select d.order_id, d.revision, d.step, d.person_id, d.decision, d.decided_at,
        encode(d.order_hash, 'hex') as hash, d.order_hash = r.order_hash as is_of_the_revision,
        d.person_id = o.requester_id or coalesce(d.instead_of = o.requester_id, false) as is_own
    from purser.decisions d
    join purser.revisions r on (r.order_id, r.revision) = (d.order_id, d.revision)
    join purser.orders o on o.order_id = d.order_id
    where d.kind = 'person'";

#[derive(FromRow)]
struct Asked {
    order_id: Uuid,
    revision: i32,
    step: i32,
    needs: i32,
}

const ASKED: &str = "select order_id, revision, step, needs from purser.chain_steps";

impl Race {
    /// Whatever was bought was bought once, with the bytes, for the account and within the ceiling of a revision that
    /// had all its answers from people who were still there; and orders are where the cloud's ledger says.
    pub(super) async fn is_as_written_down(&self) {
        let db = &self.portal.backend.db;
        let intents: Vec<Intent> = sqlx::query_as(INTENTS).fetch_all(db).await.expect("intents");
        let ends: Vec<End> = sqlx::query_as(ENDS).fetch_all(db).await.expect("orders");
        let answered: Vec<Answered> = sqlx::query_as(ANSWERED).fetch_all(db).await.expect("answers");
        let asked: Vec<Asked> = sqlx::query_as(ASKED).fetch_all(db).await.expect("steps");
        let by_token: BTreeMap<_, _> =
            intents.iter().map(|intent| (intent.client_token.as_str(), intent)).collect();
        assert_eq!(by_token.len(), intents.len(), "each intent has a token of its own");

        let mut sent = BTreeSet::new();
        for arrival in self.portal.sim.requests() {
            let Some(token) = arrival.client_token else { continue };
            let intent = by_token.get(token.as_str()).expect("nothing is sent without an intent");
            assert_eq!(arrival.account.as_deref(), Some(account(intent)), "{}: sent", intent.order_id);
            assert!(sent.insert(token), "{}: sent once", intent.order_id);
        }
        let mut sold = BTreeMap::new();
        for entry in self.portal.sim.ledger() {
            let token = entry.client_token.clone().expect("a token");
            let intent = by_token.get(token.as_str()).expect("nothing is sold without an intent");
            self.is_what_was_approved(intent, &entry);
            let revision = (intent.order_id, intent.revision);
            self.has_its_answers(
                intent,
                &answered,
                asked.iter().filter(|it| (it.order_id, it.revision) == revision),
            );
            let before = sold.insert(intent.order_id, (intent.revision, entry.instance_id));
            assert!(before.is_none(), "{} was bought twice", intent.order_id);
        }
        for end in &ends {
            let bought = sold.remove(&end.order_id);
            let is_bought = matches!(&bought, Some((revision, reference))
                if *revision == end.revision && end.references == [reference.as_str()]);
            let fits = match end.state.as_str() {
                "bought" => is_bought,
                "draft" | "pending_approval" | "approved" | "rejected" | "cancelled" | "expired" => {
                    bought.is_none() && end.references.is_empty()
                }
                _ => false,
            };
            assert!(fits, "{} is {} and the cloud sold {bought:?}", end.order_id, end.state);
        }
        assert!(sold.is_empty(), "sold for no order: {sold:?}");
        for answer in &answered {
            assert!(answer.is_of_the_revision && !answer.is_own, "{}", answer.order_id);
            let (person, order) =
                (PersonId::from_uuid(answer.person_id), OrderId::from_uuid(answer.order_id));
            let was_shown =
                self.screens.lock().expect("screens").contains(&(person, order, answer.hash.clone()));
            assert!(was_shown, "{order}: {person} answered what they never saw");
            let left = self.left(answer.person_id);
            assert!(left.is_none_or(|left| answer.decided_at <= left), "{}: by who left", answer.order_id);
        }
    }

    fn is_what_was_approved(&self, intent: &Intent, entry: &LedgerEntry) {
        let order = intent.order_id;
        assert!(intent.is_as_frozen, "{order}: the intent is of the revision");
        let bytes = serde_json::to_string(&entry.parameters).expect("JSON");
        assert_eq!(bytes, intent.business, "{order}: byte by byte");
        assert_eq!(entry.account, account(intent), "{order}: the account");
        let frozen: Value = serde_json::from_str(&intent.frozen).expect("JSON");
        for (name, is) in [
            ("order", Value::from(order.to_string())),
            ("revision", intent.revision.into()),
            ("business_hash", intent.business_hash.as_str().into()),
            ("credential", intent.credential_id.to_string().into()),
            ("credential_version", intent.credential_version.into()),
        ] {
            assert_eq!(frozen[name], is, "{order}: {name} is in the hash");
        }
        let ceiling = frozen["ceiling"]["amount"].as_str().and_then(|text| text.parse().ok());
        assert_eq!(ceiling, Some(intent.ceiling), "{order}: the ceiling is in the hash");
        let raised_since = self.raised_since.lock().expect("orders").contains(&OrderId::from_uuid(order));
        assert!(entry.price <= intent.ceiling || raised_since, "{order}: {} is too dear", entry.price);
        assert_eq!(entry.currency, intent.currency, "{order}: the currency");
    }

    /// Each step has its answers, from different people who were still there when the intent was written.
    fn has_its_answers<'a>(
        &self,
        intent: &Intent,
        answered: &[Answered],
        asked: impl Iterator<Item = &'a Asked>,
    ) {
        let order = intent.order_id;
        let of_revision: Vec<_> = answered
            .iter()
            .filter(|answer| (answer.order_id, answer.revision) == (order, intent.revision))
            .collect();
        assert!(of_revision.iter().all(|answer| answer.decision == "approve"), "{order}: somebody said no");
        let mut steps = 0;
        for step in asked {
            steps += 1;
            let by: BTreeSet<_> = of_revision
                .iter()
                .filter(|answer| answer.step == step.step)
                .filter(|answer| self.left(answer.person_id).is_none_or(|left| intent.created_at <= left))
                .map(|answer| answer.person_id)
                .collect();
            assert!(by.len() >= usize::try_from(step.needs).expect("a number"), "{order}: by {by:?} alone");
        }
        assert!(steps > 0, "{order}: somebody is asked");
    }

    fn left(&self, person: Uuid) -> Option<OffsetDateTime> {
        self.left.lock().expect("those who left").get(&PersonId::from_uuid(person)).copied()
    }
}

/// The account of the key that was approved.
fn account(intent: &Intent) -> &'static str {
    DEMO_KEYS
        .iter()
        .find(|key| key.access_key_id == intent.access_key_id)
        .map(|key| key.account)
        .expect("a key of the demo")
}
