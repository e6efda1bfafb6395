//! Steps as pages show them: with the names of people and groups.

use domain::{approval::Chain, view::StepView};
use sqlx::PgConnection;
use store::rules;

use crate::BackendError;

/// The steps without any answer; `lacking` are those for which there are too few people.
pub(crate) async fn steps(
    conn: &mut PgConnection,
    chain: &Chain,
    lacking: &[usize],
) -> Result<Vec<StepView>, BackendError> {
    let names = rules::names(conn, chain.steps.iter().flat_map(|step| &step.asks)).await?;
    let steps = chain.steps.iter().enumerate().map(|(number, step)| StepView {
        name: step.name.clone(),
        needs: step.needs,
        asks: step.asks.clone(),
        names: step.asks.iter().map(|asked| names.get(asked).cloned().unwrap_or_default()).collect(),
        answers: Vec::new(),
        handed: Vec::new(),
        due: false,
        lacks_people: lacking.contains(&number),
    });
    Ok(steps.collect())
}
