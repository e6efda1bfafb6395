//! Approval rules and their versions.

use std::collections::BTreeMap;

use domain::{
    approval::{Asked, Chain, Conditions, Purchase, Rule},
    catalog::{Billing, Operation},
    ids::{GroupId, OrderNumber, PersonId, RuleId, TeamId},
    money::{Currency, Money},
    view::Who,
};
use sqlx::{PgConnection, types::Json};
use time::OffsetDateTime;

use crate::StoreError;

/// The versions that hold.
#[derive(Debug, Clone)]
pub struct InForce {
    /// Those that admins wrote, by rank; switched off or out of date too.
    pub written: Vec<Rule>,
    /// Holds where no other does.
    pub built_in: Rule,
}

/// A rule in its newest version, whether that holds already or not.
#[derive(Debug, Clone)]
pub struct Newest {
    pub rule: Rule,
    /// The version that holds, where another one does: the newest one waits for a second admin.
    pub holds: Option<i32>,
    /// Whether it waits for a second admin.
    pub is_pending: bool,
    /// Who wrote it or, since the version that holds, one before it: what waits may be made of all of them.
    pub authors: Vec<PersonId>,
    pub made_by: Option<Who>,
    pub made_at: OffsetDateTime,
}

struct Row {
    id: RuleId,
    version: i32,
    name: String,
    rank: i32,
    enabled: bool,
    valid_from: Option<OffsetDateTime>,
    valid_until: Option<OffsetDateTime>,
    conditions: Json<Conditions>,
    steps: Json<Chain>,
    built_in: bool,
}

impl Row {
    fn rule(self) -> Rule {
        Rule {
            id: self.id,
            version: self.version,
            name: self.name,
            rank: self.rank,
            enabled: self.enabled,
            valid_from: self.valid_from,
            valid_until: self.valid_until,
            conditions: self.conditions.0,
            chain: self.steps.0,
        }
    }
}

/// The version of each rule that holds, in one read. A version whose conditions are not understood is an error: nothing
/// is decided by the rules that are left.
pub async fn in_force(conn: &mut PgConnection) -> Result<InForce, StoreError> {
    let rows = sqlx::query_as!(
        Row,
        r#"
        select
            f.rule_id as "id!: RuleId",
            f.version as "version!",
            f.name as "name!",
            f.rank as "rank!",
            f.enabled as "enabled!",
            f.valid_from,
            f.valid_until,
            f.conditions as "conditions!: Json<Conditions>",
            f.steps as "steps!: Json<Chain>",
            r.built_in
        from purser.rules_in_force f
        join purser.rules r on r.rule_id = f.rule_id
        order by f.rank, f.rule_id
        "#,
    )
    .fetch_all(conn)
    .await?;
    let (mut built_in, mut written) = (None, Vec::new());
    for row in rows {
        if row.built_in {
            built_in = Some(row.rule());
        } else {
            written.push(row.rule());
        }
    }
    let built_in = built_in.ok_or_else(|| StoreError::unreadable("the built-in rule"))?;
    Ok(InForce { written, built_in })
}

/// Keeps others from writing or confirming versions of the rule until the transaction ends. False: this version does not
/// hold any more.
pub async fn hold(conn: &mut PgConnection, rule: &Rule) -> Result<bool, StoreError> {
    sqlx::query!("select rule_id from purser.rules where rule_id = $1 for key share", rule.id.as_uuid())
        .fetch_all(&mut *conn)
        .await?;
    Ok(sqlx::query_scalar!(
        r#"
        select exists (
            select from purser.rules_in_force where rule_id = $1 and version = $2 and enabled
        ) as "holds!"
        "#,
        rule.id.as_uuid(),
        rule.version,
    )
    .fetch_one(conn)
    .await?)
}

/// Every rule that admins wrote in its newest version, by rank.
pub async fn newest(conn: &mut PgConnection) -> Result<Vec<Newest>, StoreError> {
    let rows = sqlx::query!(
        r#"
        select distinct on (v.rule_id)
            v.rule_id as "id: RuleId",
            v.version,
            v.name,
            v.rank,
            v.enabled,
            v.valid_from,
            v.valid_until,
            v.conditions as "conditions: Json<Conditions>",
            v.steps as "steps: Json<Chain>",
            r.built_in,
            f.version as "holds?",
            purser.authors_since(v.rule_id) as "authors!: Vec<PersonId>",
            v.made_by as "made_by: PersonId",
            p.name as "made_by_name?",
            v.made_at
        from purser.rule_versions v
        join purser.rules r on r.rule_id = v.rule_id
        left join purser.rules_in_force f on f.rule_id = v.rule_id
        left join purser.people p on p.person_id = v.made_by
        where not r.built_in
        order by v.rule_id, v.version desc
        "#,
    )
    .fetch_all(conn)
    .await?;
    let mut rules: Vec<_> = rows
        .into_iter()
        .map(|row| Newest {
            is_pending: row.holds != Some(row.version),
            holds: row.holds.filter(|version| *version != row.version),
            authors: row.authors,
            made_by: row.made_by.zip(row.made_by_name).map(|(id, name)| Who { id, name }),
            made_at: row.made_at,
            rule: Row {
                id: row.id,
                version: row.version,
                name: row.name,
                rank: row.rank,
                enabled: row.enabled,
                valid_from: row.valid_from,
                valid_until: row.valid_until,
                conditions: row.conditions,
                steps: row.steps,
                built_in: row.built_in,
            }
            .rule(),
        })
        .collect();
    rules.sort_by_key(|newest| (newest.rule.rank, newest.rule.id));
    Ok(rules)
}

/// A new rule, without a version yet.
pub async fn insert(conn: &mut PgConnection, id: RuleId, name: &str) -> Result<(), StoreError> {
    sqlx::query!("insert into purser.rules (rule_id, name) values ($1, $2)", id.as_uuid(), name)
        .execute(conn)
        .await?;
    Ok(())
}

/// Writes `rule.version`, which has to be the next one: else `Stale`. Says whether it waits for a second admin.
pub async fn insert_version(conn: &mut PgConnection, rule: &Rule, by: PersonId) -> Result<bool, StoreError> {
    Ok(sqlx::query_scalar!(
        r#"
        insert into purser.rule_versions (
            rule_id, version, name, rank, enabled, valid_from, valid_until, conditions, steps, made_by
        )
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
        returning takes_second
        "#,
        rule.id.as_uuid(),
        rule.version,
        rule.name,
        rule.rank,
        rule.enabled,
        rule.valid_from,
        rule.valid_until,
        Json(&rule.conditions) as _,
        Json(&rule.chain) as _,
        by.as_uuid(),
    )
    .fetch_one(conn)
    .await?)
}

/// The constraint that [`confirm`] hits where both admins are one.
pub const TWO_ADMINS: &str = "two_admins";

/// A second admin lets a version hold. `Stale`: it is not the newest one any more, or waits for nobody.
pub async fn confirm(
    conn: &mut PgConnection,
    rule: RuleId,
    version: i32,
    by: PersonId,
) -> Result<(), StoreError> {
    let done = sqlx::query!(
        r#"
        insert into purser.rule_confirmations (rule_id, version, proposed_by, confirmed_by)
        select v.rule_id, v.version, v.made_by, $3
        from purser.rule_versions v
        where v.rule_id = $1 and v.version = $2 and v.made_by is not null
        on conflict (rule_id, version) do nothing
        "#,
        rule.as_uuid(),
        version,
        by.as_uuid(),
    )
    .execute(conn)
    .await?;
    if done.rows_affected() == 1 { Ok(()) } else { Err(StoreError::Stale) }
}

/// What people and groups are called.
pub async fn names(
    conn: &mut PgConnection,
    asked: impl IntoIterator<Item = &Asked>,
) -> Result<BTreeMap<Asked, String>, StoreError> {
    let (mut people, mut groups) = (Vec::new(), Vec::new());
    for asked in asked {
        match asked {
            Asked::Person(id) => people.push(id.as_uuid()),
            Asked::Group(id) => groups.push(id.as_uuid()),
            Asked::TeamLead | Asked::Role(_) => {}
        }
    }
    if people.is_empty() && groups.is_empty() {
        return Ok(BTreeMap::new());
    }
    let rows = sqlx::query!(
        r#"
        select person_id as "person: PersonId", null::uuid as "group: GroupId", name as "name!"
        from purser.people
        where person_id = any($1)
        union all
        select null, group_id, name
        from purser.groups
        where group_id = any($2)
        "#,
        &people,
        &groups,
    )
    .fetch_all(conn)
    .await?;
    let asked = |row: (Option<PersonId>, Option<GroupId>)| match row {
        (Some(person), _) => Some(Asked::Person(person)),
        (None, group) => group.map(Asked::Group),
    };
    Ok(rows.into_iter().filter_map(|row| Some((asked((row.person, row.group))?, row.name))).collect())
}

/// An order that was submitted, as rules look at it, and the rule that it met.
#[derive(Debug, Clone)]
pub struct Past {
    pub number: OrderNumber,
    pub purchase: Purchase,
    pub rule: RuleId,
    pub rule_name: String,
    pub submitted_at: OffsetDateTime,
}

/// The newest revisions of the orders that were submitted last, newest first.
pub async fn past(conn: &mut PgConnection, limit: i64) -> Result<Vec<Past>, StoreError> {
    let rows = sqlx::query!(
        r#"
        select
            o.number,
            r.operation as "operation: Operation",
            r.region,
            r.billing as "billing: Billing",
            r.team_id as "team: TeamId",
            r.ceiling::numeric as "ceiling!",
            r.currency::text as "currency!: Currency",
            r.price is not null as "price_known!",
            r.rule_id as "rule: RuleId",
            v.name as rule_name,
            r.submitted_at
        from purser.orders o
        join purser.revisions r on r.order_id = o.order_id and r.revision = o.revision
        join purser.rule_versions v on v.rule_id = r.rule_id and v.version = r.rule_version
        order by r.submitted_at desc
        limit $1
        "#,
        limit,
    )
    .fetch_all(conn)
    .await?;
    rows.into_iter()
        .map(|row| {
            let ceiling =
                Money::new(row.ceiling, row.currency).map_err(|_| StoreError::unreadable("ceiling"))?;
            Ok(Past {
                number: OrderNumber::new(row.number),
                purchase: Purchase {
                    operation: row.operation,
                    region: row.region,
                    billing: row.billing,
                    team: row.team,
                    ceiling: Some(ceiling),
                    price_known: row.price_known,
                },
                rule: row.rule,
                rule_name: row.rule_name,
                submitted_at: row.submitted_at,
            })
        })
        .collect()
}

#[cfg(test)]
mod tests;
