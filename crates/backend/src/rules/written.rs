//! What admins do with rules: each change is a new version, with its row in the event log.

use std::collections::BTreeSet;

use domain::{
    approval::{Asked, Draft, Rule, problems},
    ids::{PersonId, RuleId},
    person::{Person, Role},
    refusal::{FieldError, Reason},
    view::{
        Who,
        rules::{RuleRow, Rules},
    },
};
use sqlx::PgConnection;
use store::{
    grants, groups, migrate,
    rules::{self, Newest},
    teams,
};

use crate::{
    Actor, Backend, BackendError,
    attention::{acts, reads},
    log::{Happened, record},
};

/// How far ranks lie apart, so that a rule fits between two others.
const GAP: i32 = 65_536;

/// A version that was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Saved {
    pub id: RuleId,
    pub version: i32,
    /// It holds once a second admin confirms it.
    pub is_pending: bool,
}

/// Every rule with what is wrong with it. For admins and auditors; for everybody else there is nothing.
pub async fn list(backend: &Backend, person: &Person) -> Result<Rules, BackendError> {
    reads(person)?;
    let mut conn = backend.db.acquire().await?;
    let newest = rules::newest(&mut conn).await?;
    let built_in = rules::in_force(&mut conn).await?.built_in;
    let now = migrate::now(&mut conn).await?;
    let people = super::active(&mut conn).await?;
    let teams = teams::list(&mut conn).await?;
    let all: Vec<_> = newest.iter().map(|newest| newest.rule.clone()).collect();
    let team_ids: Vec<_> = teams.iter().map(|team| team.id).collect();
    let found = problems(&all, &people, &team_ids, now);
    let asked = all.iter().flat_map(|rule| &rule.chain.steps);
    let asked: Vec<_> = asked.flat_map(|step| step.asks.iter().chain(&step.fallback)).copied().collect();
    let names = rules::names(&mut conn, &asked).await?;
    let admins = grants::admins(&mut conn).await?;
    let rules = newest.into_iter().zip(found).map(|(newest, (_, problems))| RuleRow {
        may_confirm: newest.is_pending
            && !newest.authors.contains(&person.id)
            && newest.made_by.as_ref().is_some_and(|author| admins.contains(&author.id))
            && person.has(Role::Admin),
        is_pending: newest.is_pending,
        holds: newest.holds,
        made_by: newest.made_by,
        made_at: newest.made_at,
        problems,
        rule: newest.rule,
    });
    Ok(Rules {
        rules: rules.collect(),
        built_in,
        groups: groups::list(&mut conn).await?,
        people: people.into_iter().filter(Person::may_buy).map(who).collect(),
        teams,
        names,
    })
}

pub(super) fn who(person: Person) -> Who {
    Who { id: person.id, name: person.name }
}

/// Writes a new rule, behind those that there are.
#[tracing::instrument(skip_all, fields(actor.id = %person.id), err)]
pub async fn create(backend: &Backend, person: &Person, draft: Draft) -> Result<Saved, BackendError> {
    acts(person)?;
    let draft = draft.check().map_err(BackendError::Fields)?;
    let mut tx = backend.db.begin().await?;
    known(&mut tx, &draft).await?;
    let last = rules::newest(&mut tx).await?.into_iter().map(|newest| newest.rule.rank).max();
    // Below the built-in rule's rank, whatever was there before.
    let rank = last.map_or(0, |last| last.saturating_add(GAP)).min(i32::MAX - 1);
    let id = RuleId::from_uuid(backend.random.uuid(&backend.clock));
    rules::insert(&mut tx, id, &draft.name).await?;
    let saved = write(backend, &mut tx, person, &of(draft, id, 1, rank), "rule.created").await?;
    tx.commit().await?;
    Ok(saved)
}

/// Writes the next version; `version` is the one that was read. `Stale`: somebody wrote meanwhile.
#[tracing::instrument(skip_all, fields(actor.id = %person.id, rule.id = %id), err)]
pub async fn save(
    backend: &Backend,
    person: &Person,
    id: RuleId,
    version: i32,
    draft: Draft,
) -> Result<Saved, BackendError> {
    acts(person)?;
    let draft = draft.check().map_err(BackendError::Fields)?;
    let mut tx = backend.db.begin().await?;
    known(&mut tx, &draft).await?;
    let before = newest(&mut tx, id, version).await?;
    let rule = of(draft, id, version + 1, before.rule.rank);
    let saved = write(backend, &mut tx, person, &rule, "rule.changed").await?;
    tx.commit().await?;
    Ok(saved)
}

/// Switches a rule on or off. As it is already is no change.
#[tracing::instrument(skip_all, fields(actor.id = %person.id, rule.id = %id), err)]
pub async fn switch(
    backend: &Backend,
    person: &Person,
    id: RuleId,
    version: i32,
    enabled: bool,
) -> Result<Saved, BackendError> {
    acts(person)?;
    let mut tx = backend.db.begin().await?;
    let before = newest(&mut tx, id, version).await?;
    if before.rule.enabled == enabled {
        return Ok(Saved { id, version, is_pending: before.is_pending });
    }
    let rule = Rule { enabled, version: version + 1, ..before.rule };
    let action = if enabled { "rule.enabled" } else { "rule.disabled" };
    let saved = write(backend, &mut tx, person, &rule, action).await?;
    tx.commit().await?;
    Ok(saved)
}

/// Moves a rule past the one before it (`up`) or behind it. At the end it stays where it is. `Conflict("rule_waits")`: it
/// or the other one waits for a second admin, and would be copied into a version that nobody confirmed.
#[tracing::instrument(skip_all, fields(actor.id = %person.id, rule.id = %id), err)]
pub async fn move_by_one(
    backend: &Backend,
    person: &Person,
    id: RuleId,
    version: i32,
    up: bool,
) -> Result<Saved, BackendError> {
    acts(person)?;
    let mut tx = backend.db.begin().await?;
    let before = newest(&mut tx, id, version).await?;
    let all = rules::newest(&mut tx).await?;
    let at = all.iter().position(|newest| newest.rule.id == id).ok_or(BackendError::NotFound)?;
    let (past, beyond) =
        if up { (at.checked_sub(1), at.checked_sub(2)) } else { (Some(at + 1), Some(at + 2)) };
    let rank = |place: Option<usize>| place.and_then(|place| all.get(place)).map(|newest| newest.rule.rank);
    let Some(past_rank) = rank(past) else {
        return Ok(Saved { id, version, is_pending: before.is_pending });
    };
    let other = past.and_then(|place| all.get(place)).ok_or(BackendError::NotFound)?;
    if before.is_pending || other.is_pending {
        return Err(BackendError::Conflict("rule_waits"));
    }
    let step = if up { -GAP } else { GAP };
    let far = rank(beyond).unwrap_or_else(|| past_rank.saturating_add(step * 2).min(i32::MAX - 1));
    let between = i32::try_from((i64::from(past_rank) + i64::from(far)).div_euclid(2)).unwrap_or(past_rank);
    let moved = |rank| Rule { rank, version: version + 1, ..before.rule.clone() };
    let saved = if between != past_rank && between != far {
        write(backend, &mut tx, person, &moved(between), "rule.moved").await?
    } else {
        // No room between those two: the two rules change places.
        let next = Rule { rank: before.rule.rank, version: other.rule.version + 1, ..other.rule.clone() };
        write(backend, &mut tx, person, &next, "rule.moved").await?;
        write(backend, &mut tx, person, &moved(past_rank), "rule.moved").await?
    };
    tx.commit().await?;
    Ok(saved)
}

/// A second admin lets a version hold. `Stale`: it is not the newest any more; `own_rule`: they wrote it, or a version
/// that waited before it, themselves; `author_gone`: who wrote it is no admin any more.
#[tracing::instrument(skip_all, fields(actor.id = %person.id, rule.id = %id), err)]
pub async fn confirm(
    backend: &Backend,
    person: &Person,
    id: RuleId,
    version: i32,
) -> Result<(), BackendError> {
    acts(person)?;
    let mut tx = backend.db.begin().await?;
    let before = newest(&mut tx, id, version).await?;
    if before.is_pending {
        if before.authors.contains(&person.id) {
            return Err(BackendError::Conflict("own_rule"));
        }
        let admins = grants::admins(&mut tx).await?;
        if !before.made_by.as_ref().is_some_and(|author| admins.contains(&author.id)) {
            return Err(BackendError::Conflict("author_gone"));
        }
    }
    rules::confirm(&mut tx, id, version, person.id).await.map_err(|error| {
        if error.is_constraint(rules::TWO_ADMINS) { BackendError::Conflict("own_rule") } else { error.into() }
    })?;
    let author: Vec<_> = before.made_by.iter().map(|author| author.id).collect();
    log(backend, &mut tx, person, &before.rule, ("rule.confirmed", false), &author).await?;
    tx.commit().await?;
    Ok(())
}

/// Takes back what waits for a second admin: what holds is written once more, and where nothing does, the rule is switched
/// off. `Stale`: the version is not the newest, or waits for nobody.
#[tracing::instrument(skip_all, fields(actor.id = %person.id, rule.id = %id), err)]
pub async fn withdraw(
    backend: &Backend,
    person: &Person,
    id: RuleId,
    version: i32,
) -> Result<Saved, BackendError> {
    acts(person)?;
    let mut tx = backend.db.begin().await?;
    let before = newest(&mut tx, id, version).await?;
    if !before.is_pending {
        return Err(BackendError::Stale);
    }
    let held = rules::in_force(&mut tx).await?.written.into_iter().find(|rule| rule.id == id);
    let rule = held.unwrap_or(Rule { enabled: false, ..before.rule });
    let rule = Rule { version: version + 1, ..rule };
    let saved = write(backend, &mut tx, person, &rule, "rule.withdrawn").await?;
    tx.commit().await?;
    Ok(saved)
}

fn of(draft: Draft, id: RuleId, version: i32, rank: i32) -> Rule {
    Rule {
        id,
        version,
        rank,
        name: draft.name,
        enabled: draft.enabled,
        valid_from: draft.valid_from,
        valid_until: draft.valid_until,
        conditions: draft.conditions,
        chain: draft.steps,
    }
}

/// The newest version of a rule, if it is the one that was read.
async fn newest(conn: &mut PgConnection, id: RuleId, version: i32) -> Result<Newest, BackendError> {
    let all = rules::newest(conn).await?;
    let found = all.into_iter().find(|newest| newest.rule.id == id).ok_or(BackendError::NotFound)?;
    if found.rule.version == version { Ok(found) } else { Err(BackendError::Stale) }
}

async fn write(
    backend: &Backend,
    conn: &mut PgConnection,
    person: &Person,
    rule: &Rule,
    action: &str,
) -> Result<Saved, BackendError> {
    let is_pending = rules::insert_version(conn, rule, person.id).await?;
    let admins = if is_pending { grants::admins(conn).await? } else { Vec::new() };
    log(backend, conn, person, rule, (action, is_pending), &admins).await?;
    Ok(Saved { id: rule.id, version: rule.version, is_pending })
}

async fn log(
    backend: &Backend,
    conn: &mut PgConnection,
    person: &Person,
    rule: &Rule,
    (action, is_pending): (&str, bool),
    addressed: &[PersonId],
) -> Result<(), BackendError> {
    let json = |value: Result<String, serde_json::Error>| value.map_err(BackendError::internal);
    let (conditions, steps) =
        (json(serde_json::to_string(&rule.conditions))?, json(serde_json::to_string(&rule.chain))?);
    let rank = rule.rank.to_string();
    let facts = [
        ("name", rule.name.as_str()),
        ("rank", &rank),
        ("enabled", if rule.enabled { "true" } else { "false" }),
        ("pending", if is_pending { "true" } else { "false" }),
        ("conditions", &conditions),
        ("steps", &steps),
    ];
    let happened = Happened {
        version: Some(rule.version),
        addressed,
        ..Happened::to("rule", rule.id.as_uuid(), action, &facts)
    };
    record(backend, conn, Actor::Person(person), &happened).await?;
    Ok(())
}

/// Refuses people, groups and teams that do not exist, and people who cannot answer.
pub(super) async fn known(conn: &mut PgConnection, draft: &Draft) -> Result<(), BackendError> {
    let teams: BTreeSet<_> = teams::list(conn).await?.into_iter().map(|team| team.id).collect();
    let groups: BTreeSet<_> = groups::list(conn).await?.into_iter().map(|group| group.id).collect();
    let people: BTreeSet<_> =
        super::active(conn).await?.into_iter().filter(Person::may_buy).map(|person| person.id).collect();
    let mut errors = Vec::new();
    if draft.conditions.teams.iter().any(|team| !teams.contains(team)) {
        errors.push(FieldError::new("conditions.teams", Reason::NotFound));
    }
    for (number, step) in (1..).zip(&draft.steps.steps) {
        for (field, asked) in [("asks", &step.asks), ("fallback", &step.fallback)] {
            let is_known = |asked: &Asked| match asked {
                Asked::Person(id) => people.contains(id),
                Asked::Group(id) => groups.contains(id),
                Asked::TeamLead | Asked::Role(_) => true,
            };
            if !asked.iter().all(is_known) {
                errors.push(FieldError::new(format!("steps.{number}.{field}"), Reason::NotFound));
            }
        }
    }
    if errors.is_empty() { Ok(()) } else { Err(BackendError::Fields(errors)) }
}
