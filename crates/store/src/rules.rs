//! Approval rules and their versions.

use domain::{approval::Chain, ids::RuleId};
use sqlx::{PgConnection, types::Json};

use crate::StoreError;

/// A version of a rule, as evaluation needs it.
#[derive(Debug, Clone)]
pub struct RuleVersion {
    pub rule: RuleId,
    pub version: i32,
    pub name: String,
    pub chain: Chain,
}

/// The rule that holds where no other matches.
pub async fn built_in(conn: &mut PgConnection) -> Result<RuleVersion, StoreError> {
    let row = sqlx::query!(
        r#"
        select
            v.rule_id as "rule: RuleId",
            v.version,
            r.name,
            v.steps as "steps: Json<Chain>"
        from purser.rule_versions v
        join purser.rules r on r.rule_id = v.rule_id
        where r.built_in
        order by v.version desc
        limit 1
        "#,
    )
    .fetch_one(conn)
    .await?;
    Ok(RuleVersion { rule: row.rule, version: row.version, name: row.name, chain: row.steps.0 })
}
