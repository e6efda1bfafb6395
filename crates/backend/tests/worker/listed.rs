//! Lists of orders and pages of orders are one rule: what is listed can be opened, and what can be opened is listed.

use std::collections::BTreeSet;

use backend::{
    Actor, approvals, deputies, orders,
    people::{self, NewPerson},
    rules::{self, groups},
    sessions::SignIn,
};
use domain::{
    approval::{Asked, Chain, Decision, Draft, Step},
    catalog::Leftovers,
    ids::{OrderId, PersonId},
    order::OrderFilter,
    person::{Person, Role},
};
use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use time::Duration;

use crate::portal::Portal;

struct World {
    portal: Portal,
    people: Vec<PersonId>,
}

impl World {
    async fn person(&mut self, name: &str, roles: &[Role], team: Option<&str>) -> Person {
        let new = NewPerson {
            email: format!("{name}@example.com"),
            name: name.to_owned(),
            roles: roles.to_vec(),
            team: team.map(ToOwned::to_owned),
            lead: team.is_some_and(|team| team != "Platform"),
            password: None,
        };
        let id = people::add(&self.portal.backend, Actor::Operator, new).await.expect("a person");
        self.people.push(id);
        self.again(id).await
    }

    async fn again(&self, id: PersonId) -> Person {
        let mut conn = self.portal.backend.db.acquire().await.expect("a connection");
        people::load(&mut conn, id).await.expect("an answer").expect("a person")
    }

    /// A deputy of the person for a day, who is nothing else.
    async fn deputy(&mut self, of: &Person) -> Person {
        let deputy = self.person(&format!("deputy-of-{}", of.name), &[], None).await;
        let now = self.portal.backend.clock.now();
        let until = now + Duration::DAY;
        deputies::name(&self.portal.backend, of, deputy.email.as_str(), now, until).await.expect("a period");
        deputy
    }

    async fn answers(&self, person: &Person, id: OrderId, decision: Decision) {
        let person = self.again(person.id).await;
        let shown = self.portal.order(id).await.hash.expect("a hash");
        let given = approvals::Given {
            shown: &shown,
            decision,
            comment: "Because.",
            sign_in: SignIn::Token,
            acknowledge_look_alikes: false,
        };
        approvals::decide(&self.portal.backend, &person, id, given).await.expect("a decision");
    }

    async fn hands(&self, from: &Person, id: OrderId, to: &Person) {
        let from = self.again(from.id).await;
        let to = to.email.as_str();
        approvals::hand_over(&self.portal.backend, &from, id, to, "").await.expect("handed over");
    }

    async fn again_submitted(&self, id: OrderId) {
        let (backend, requester) = (&self.portal.backend, &self.portal.requester);
        orders::revise(backend, requester, id).await.expect("a draft");
        orders::submit(backend, requester, id, Leftovers::Refuse, false).await.expect("submitted");
    }

    async fn listed(&self, person: &Person) -> BTreeSet<OrderId> {
        let backend = &self.portal.backend;
        let all = orders::list(backend, person, &OrderFilter::default(), None, 200).await.expect("a list");
        all.items.into_iter().map(|row| row.id).collect()
    }

    async fn opened(&self, person: &Person, all: &[OrderId]) -> BTreeSet<OrderId> {
        let mut opened = BTreeSet::new();
        for id in all {
            if orders::visible(&self.portal.backend, person, *id).await.expect("an answer").is_some() {
                opened.insert(*id);
            }
        }
        opened
    }
}

fn step(asks: Vec<Asked>, fallback: Vec<Asked>) -> Step {
    Step { name: String::new(), needs: 1, asks, fallback }
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn what_is_listed_is_exactly_what_can_be_opened(pool: PgPoolOptions, connect: PgConnectOptions) {
    let portal = Portal::new(pool, connect).await;
    let (requester, lead) = (portal.requester.clone(), portal.lead.clone());
    let mut it = World { portal, people: vec![requester.id, lead.id] };
    let admin = it.person("admin", &[Role::Admin], None).await;
    it.person("auditor", &[Role::Auditor], None).await;
    it.person("colleague", &[], Some("Platform")).await;
    it.person("stranger", &[], None).await;
    it.person("lead-of-others", &[], Some("Others")).await;
    let approver = it.person("approver", &[Role::Approver], None).await;
    let other = it.person("other", &[Role::Approver], None).await;
    let member = it.person("member", &[], None).await;
    let (early, late) = (it.person("early", &[], None).await, it.person("late", &[], None).await);
    let (dana, erik) = (it.person("dana", &[], None).await, it.person("erik", &[], None).await);
    let gone = it.person("gone", &[], None).await;
    it.people.retain(|id| *id != gone.id);
    // Who requests is an approver too, leads the team, and is in the group.
    it.portal
        .as_owner(&format!(
            "insert into purser.person_roles (person_id, role) values ('{0}', 'approver');
             update purser.team_members set lead = true where person_id = '{0}'",
            requester.id
        ))
        .await;
    for principal in [&requester, &lead, &approver, &member, &late, &dana, &gone] {
        it.deputy(principal).await;
    }
    // Asked the lead or any approver.
    let mut all = vec![it.portal.submitted("waits").await];
    let [
        draft,
        rejected,
        rejected_and_changed,
        twice,
        handed,
        handed_back,
        to_who_left,
        taken_back,
        approved,
    ] = ["draft", "rejected", "changed", "twice", "handed", "back", "left", "taken", "approved"];
    for key in
        [draft, rejected, rejected_and_changed, twice, handed, handed_back, to_who_left, taken_back, approved]
    {
        all.push(it.portal.submitted(key).await);
    }
    let (backend, ids) = (it.portal.backend.clone(), all.clone());
    it.answers(&approver, ids[2], Decision::Reject).await;
    it.answers(&approver, ids[3], Decision::Reject).await;
    it.answers(&other, ids[4], Decision::Reject).await;
    it.hands(&lead, ids[5], &late).await;
    it.hands(&approver, ids[6], &early).await;
    it.hands(&lead, ids[7], &gone).await;
    orders::cancel(&backend, &requester, ids[8]).await.expect("taken back");
    it.answers(&lead, ids[9], Decision::Approve).await;
    for id in [ids[1], ids[3]] {
        orders::revise(&backend, &requester, id).await.expect("a draft");
    }
    let group =
        groups::create(&backend, &admin, "Finance", &[member.id, requester.id]).await.expect("a group");
    let first = step(vec![Asked::Group(group)], vec![Asked::Person(dana.id)]);
    let chain = Chain { steps: vec![first, step(vec![Asked::Person(erik.id)], Vec::new())] };
    let draft = Draft { name: "All".to_owned(), enabled: true, steps: chain, ..Draft::default() };
    rules::create(&backend, &admin, draft).await.expect("a rule");
    // Asked others before, whose roles are gone since.
    for id in [ids[4], ids[6]] {
        it.again_submitted(id).await;
    }
    orders::submit(&backend, &requester, ids[3], Leftovers::Refuse, false).await.expect("submitted");
    all.push(it.portal.submitted("of-the-group").await);
    people::disable(&backend, Actor::Operator, gone.id).await.expect("disabled");
    it.portal.as_owner("delete from purser.person_roles where role = 'approver'").await;
    it.portal
        .as_owner(&format!(
            "insert into purser.person_roles (person_id, role) values ('{}', 'approver'), ('{}', 'approver')",
            requester.id, other.id
        ))
        .await;

    for id in &it.people {
        let person = it.again(*id).await;
        let (listed, opened) = (it.listed(&person).await, it.opened(&person, &all).await);
        let names = |ids: &BTreeSet<OrderId>| {
            all.iter().enumerate().filter(|(_, id)| ids.contains(id)).map(|(n, _)| n).collect::<Vec<_>>()
        };
        println!("{}: {:?}", person.name, names(&opened));
        assert_eq!(names(&listed), names(&opened), "{}", person.name);
        let counts = orders::counts(&backend, &person).await.expect("counts");
        let counted: i64 = counts.iter().map(|(_, count)| count).sum();
        assert_eq!(usize::try_from(counted), Ok(opened.len()), "{}", person.name);
    }
}
