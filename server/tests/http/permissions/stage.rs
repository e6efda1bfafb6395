//! Somebody of each kind, a colleague and a stranger, and what each of them has.

use std::collections::HashMap;

use backend::{
    Actor, approvals, credentials, deputies, orders, people, rules, sessions,
    sessions::{IdHash, SignIn},
    templates::{self, NewTemplate},
    tokens::{self, Scope},
};
use cloud_sim::{DEMO_KEYS, Effect, Fault, When};
use domain::{
    approval::{Asked, Chain, Decision, Draft, Step},
    catalog::{Leftovers, Operation, input_from_json},
    order::OrderInput,
    person::{Person, Role},
};
use tower_sessions::session::Id;

use super::table::{Kind, Thing, Whose};
use crate::portal::{Portal, new_order};

/// A word that stands in everything that is made.
pub(super) const SECRET: &str = "Heron";

/// What a row is about.
#[derive(Debug, Clone, Default)]
pub(super) struct Made {
    pub(super) id: String,
    /// An order's, as people know it.
    pub(super) number: String,
    /// What an approver answers to.
    pub(super) hash: String,
}

impl Made {
    pub(super) fn is_in(&self, text: &str) -> bool {
        text.contains(&self.id) || (!self.number.is_empty() && text.contains(&self.number))
    }
}

/// Somebody who asks.
pub(super) struct Asking {
    pub(super) email: String,
    pub(super) token: String,
    /// Enough for looking; of somebody who is disabled now it is dead.
    cookie: String,
}

/// Somebody who has things, without the roles that would keep them from getting any.
struct Owner {
    person: Person,
    credential: String,
}

pub(super) struct Stage {
    pub(super) portal: Portal,
    asking: HashMap<String, Asking>,
    owners: HashMap<String, Owner>,
    /// What nobody has used up.
    shared: HashMap<(String, Thing), Made>,
    decider: Person,
}

impl Stage {
    pub(super) async fn set(portal: Portal) -> Self {
        let mut asking = HashMap::new();
        let mut owners = HashMap::new();
        for kind in Kind::ALL.into_iter().filter(|kind| *kind != Kind::Anonymous) {
            let roles: &[Role] = match kind {
                Kind::Approver => &[Role::Approver],
                Kind::Auditor => &[Role::Auditor],
                Kind::Admin => &[Role::Admin],
                Kind::Anonymous | Kind::Disabled | Kind::Requester | Kind::Lead => &[],
            };
            let name = kind.name();
            let token = portal.person(&name, roles, Some("Platform"), kind == Kind::Lead).await;
            let email = format!("{name}@example.com");
            let cookie = portal.cookie(&email).await;
            owners.insert(name.clone(), owner(&portal, &name).await);
            asking.insert(name, Asking { email, token, cookie });
        }
        for (name, team) in [("colleague", "Platform"), ("stranger", "Elsewhere")] {
            portal.person(name, &[], Some(team), false).await;
            owners.insert(name.to_owned(), owner(&portal, name).await);
        }
        portal.person("decider", &[Role::Approver], None, false).await;
        let decider = person(&portal, "decider").await;
        let mut stage = Self { portal, asking, owners, shared: HashMap::new(), decider };
        stage.keep_shared().await;
        let disabled = stage.owners[&Kind::Disabled.name()].person.id;
        people::disable(&stage.portal.backend, Actor::Operator, disabled).await.expect("disabled");
        stage
    }

    /// One of each for everybody.
    async fn keep_shared(&mut self) {
        let names: Vec<_> = self.owners.keys().cloned().collect();
        for name in &names {
            for thing in [
                Thing::Draft,
                Thing::Order,
                Thing::Credential,
                Thing::Session,
                Thing::Token,
                Thing::Template,
                Thing::Deputy,
                Thing::Rule,
                Thing::Person,
            ] {
                let made = self.make(name, thing).await;
                self.shared.insert((name.clone(), thing), made);
            }
        }
        let mut bought = Vec::new();
        for name in names {
            let order = self.make(&name, Thing::Order).await;
            self.approve(&order).await;
            let id = order.id.parse().expect("an id");
            bought.push((name, id, order));
        }
        self.portal.work().await;
        for (name, id, order) in bought {
            let shown = orders::show(&self.portal.backend, &self.owners[&name].person, id).await;
            let instance = shown.expect("an order").instance.expect("an instance").to_string();
            self.shared.insert((name.clone(), Thing::Bought), order);
            self.shared.insert((name.clone(), Thing::Instance), Made { id: instance, ..Made::default() });
            let doubtful = self.make(&name, Thing::Doubtful).await;
            self.shared.insert((name, Thing::Doubtful), doubtful);
        }
    }

    pub(super) fn person(&self, kind: Kind) -> &Asking {
        &self.asking[&kind.name()]
    }

    /// A session of that kind of person; one of its own for what may end it.
    pub(super) async fn cookie(&self, kind: Kind, acts: bool) -> String {
        let asking = self.person(kind);
        if acts && kind != Kind::Disabled {
            return self.portal.cookie(&asking.email).await;
        }
        asking.cookie.clone()
    }

    /// The thing of whoever that is, seen from `kind`; one of its own where the request will use it up.
    pub(super) async fn thing(&mut self, kind: Kind, whose: Whose, thing: Thing, used_up: bool) -> Made {
        let name = match (whose, kind) {
            (Whose::AnotherTeams, _) => "stranger".to_owned(),
            // Nobody is anonymous to themselves.
            (Whose::Colleagues, _) | (Whose::Own, Kind::Anonymous) => "colleague".to_owned(),
            (Whose::Own, kind) => kind.name(),
        };
        // Sessions end by the way, when others do.
        let is_fleeting = thing == Thing::Session && kind != Kind::Disabled;
        if used_up || is_fleeting {
            return self.make(&name, thing).await;
        }
        self.shared[&(name, thing)].clone()
    }

    async fn make(&self, name: &str, thing: Thing) -> Made {
        let owner = &self.owners[name];
        match thing {
            Thing::Draft => self.order(owner, false).await,
            Thing::Doubtful => self.doubtful(owner).await,
            Thing::Order => self.order(owner, true).await,
            Thing::Credential => of(&credential(&self.portal, &owner.person).await),
            Thing::Session => self.session(owner).await,
            Thing::Token => self.token(owner).await,
            Thing::Template => self.template(owner).await,
            Thing::Deputy => self.deputy(owner).await,
            Thing::Rule => self.rule().await,
            Thing::Person => of(&owner.person.id.to_string()),
            Thing::Bought | Thing::Instance => panic!("nothing uses up what was bought"),
        }
    }

    async fn order(&self, owner: &Owner, submit: bool) -> Made {
        let (backend, person) = (&self.portal.backend, &owner.person);
        let spec = input_from_json(&new_order("", true)["spec"]).expect("parameters");
        let input = OrderInput {
            spec,
            credential_id: owner.credential.clone(),
            reason: format!("Feeds the {SECRET} mart."),
            ceiling: "5000".to_owned(),
            ..OrderInput::default()
        };
        let key = backend.random.uuid(&backend.clock).to_string();
        let made = orders::create(
            backend,
            person,
            Operation::DtsCreate,
            &input,
            Leftovers::Drop,
            &key,
            submit,
            true,
        );
        let made = made.await.expect("an order");
        let hash = orders::show(backend, person, made.id).await.expect("an order").hash;
        // A draft has none; no other fits either.
        let hash = hash.map_or_else(|| "0".repeat(64), |hash| hash.to_string());
        Made { id: made.id.to_string(), number: made.number.to_string(), hash }
    }

    /// The cloud knows its token with other parameters: only a person can tell what became of it.
    async fn doubtful(&self, owner: &Owner) -> Made {
        // What else is approved must not meet the fault.
        self.portal.work().await;
        let order = self.order(owner, true).await;
        self.approve(&order).await;
        let code = "IdempotentParameterMismatch".to_owned();
        let refusal = Effect::Refuse { status: 400, code, xml: false };
        self.portal.sim.fault(Fault::next_purchase(When::Before, refusal));
        self.portal.work().await;
        order
    }

    async fn approve(&self, order: &Made) {
        let (id, hash) = (order.id.parse().expect("an id"), order.hash.parse().expect("a hash"));
        let given = approvals::Given {
            shown: &hash,
            decision: Decision::Approve,
            comment: "",
            sign_in: SignIn::Token,
            acknowledge_look_alikes: true,
        };
        approvals::decide(&self.portal.backend, &self.decider, id, given).await.expect("approved");
    }

    async fn session(&self, owner: &Owner) -> Made {
        let cookie = self.portal.cookie(owner.person.email.as_str()).await;
        let id: Id = cookie.trim_start_matches("purser=").parse().expect("a session's id");
        let listed = sessions::list(&self.portal.backend, &owner.person, Some(IdHash::of(id))).await;
        let mut listed = listed.expect("sessions").into_iter();
        of(&listed.find(|session| session.current).expect("this session").id.to_string())
    }

    async fn template(&self, owner: &Owner) -> Made {
        let backend = &self.portal.backend;
        let name = format!("{SECRET} {}", backend.random.uuid(&backend.clock));
        let spec = input_from_json(&new_order("", true)["spec"]).expect("parameters");
        let new = NewTemplate { operation: Operation::DtsCreate, team: "", name: &name, spec: &spec };
        of(&templates::add(backend, &owner.person, &new).await.expect("a template").id.to_string())
    }

    async fn deputy(&self, owner: &Owner) -> Made {
        let (backend, person) = (&self.portal.backend, &owner.person);
        let now = backend.clock.now();
        let deputy = self.decider.email.as_str();
        let made = deputies::name(backend, person, deputy, now, now + time::Duration::HOUR).await;
        of(&made.expect("a period").to_string())
    }

    /// Switched off, so that orders go their usual way.
    async fn rule(&self) -> Made {
        let step = Step { name: String::new(), needs: 1, asks: vec![Asked::TeamLead], fallback: Vec::new() };
        let steps = Chain { steps: vec![step] };
        let draft = Draft { name: SECRET.to_owned(), steps, ..Draft::default() };
        let admin = person(&self.portal, "admin").await;
        of(&rules::create(&self.portal.backend, &admin, draft).await.expect("a rule").id.to_string())
    }

    async fn token(&self, owner: &Owner) -> Made {
        let (backend, person) = (&self.portal.backend, &owner.person);
        let label = format!("{SECRET} {}", backend.random.uuid(&backend.clock));
        let actor = Actor::Person(person);
        let made = tokens::create(backend, actor, person.email.as_str(), &[Scope::Read], None, &label).await;
        made.expect("a token");
        let mut listed = tokens::list(backend, person).await.expect("tokens").into_iter();
        of(&listed.find(|token| token.label == label).expect("this token").id.to_string())
    }
}

fn of(id: &str) -> Made {
    Made { id: id.to_owned(), ..Made::default() }
}

async fn person(portal: &Portal, name: &str) -> Person {
    let known = people::find_by_email(&portal.backend, &format!("{name}@example.com")).await;
    known.expect("an answer").expect("a person").person
}

async fn owner(portal: &Portal, name: &str) -> Owner {
    let person = Person { roles: Vec::new(), ..person(portal, name).await };
    let credential = credential(portal, &person).await;
    Owner { person, credential }
}

async fn credential(portal: &Portal, person: &Person) -> String {
    let key = DEMO_KEYS[0];
    let new = credentials::NewCredential::new(domain::credential::Kind::AlibabaAccessKey, SECRET)
        .text("access_key_id", key.access_key_id)
        .text("site", "china")
        .secret("access_key_secret", key.secret);
    credentials::add(&portal.backend, person, &new).await.expect("a credential").to_string()
}
