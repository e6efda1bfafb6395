//! The cloud's ledger against the portal's purchases.

use std::collections::{BTreeMap, BTreeSet};

use cloud_sim::{LedgerEffect, LedgerEntry};
use sqlx::{PgPool, Row as _};

use crate::Failure;

/// How the orders ended, and where the books do not agree.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub(crate) struct Books {
    pub(crate) bought: usize,
    pub(crate) not_bought: usize,
    pub(crate) needs_person: usize,
    /// Orders for which the cloud sold more than once.
    pub(crate) double: usize,
    /// Sales that no order owns, and orders that own a sale which is none.
    pub(crate) lost: usize,
    /// Orders that did not end.
    pub(crate) stuck: usize,
    /// What was wrong, for whoever has to find out why.
    pub(crate) findings: Vec<String>,
}

struct Order {
    number: i64,
    state: String,
    waiting: Option<String>,
    /// The token, the name or the task by which the cloud knows it.
    mark: Option<String>,
    reference: Option<String>,
}

/// How many orders are there, and how many of them have not ended.
pub(crate) async fn progress(db: &PgPool) -> Result<(usize, usize), Failure> {
    let row = sqlx::query(
        "select count(*), count(*) filter (where state in ('pending_approval', 'approved', 'executing', 'unknown'))
         from purser.orders",
    )
    .fetch_one(db)
    .await?;
    Ok((count(row.try_get(0)?), count(row.try_get(1)?)))
}

fn count(rows: i64) -> usize {
    usize::try_from(rows).unwrap_or_default()
}

/// Reads both and compares them.
pub(crate) async fn compare(db: &PgPool, ledger: &[LedgerEntry]) -> Result<Books, Failure> {
    let rows = sqlx::query(
        "select o.number, o.state::text, coalesce(o.person_reason, o.waiting),
                coalesce(a.client_token, a.resource_name, a.dts_job_id), p.reference
         from purser.orders o
         left join purser.attempts a on a.order_id = o.order_id and a.kind = 'purchase'
         left join purser.purchases p on p.order_id = o.order_id
         order by o.number",
    )
    .fetch_all(db)
    .await?;
    let mut orders = Vec::new();
    for row in rows {
        orders.push(Order {
            number: row.try_get(0)?,
            state: row.try_get(1)?,
            waiting: row.try_get(2)?,
            mark: row.try_get(3)?,
            reference: row.try_get(4)?,
        });
    }
    Ok(judge(&orders, ledger))
}

/// What a sale is known by; nothing where it is none of the portal's.
fn mark_of(sale: &LedgerEntry) -> Option<&str> {
    match sale.effect {
        // A change of what was there is known by its task.
        LedgerEffect::Change | LedgerEffect::Renew | LedgerEffect::RepeatOnPrepaid => Some(&sale.job_id),
        LedgerEffect::Purchase | LedgerEffect::Order => match &sale.client_token {
            Some(token) => Some(token.as_str()).filter(|token| token.starts_with("ord1-")),
            None => sale.name.as_deref(),
        },
        LedgerEffect::Pay
        | LedgerEffect::Cancel
        | LedgerEffect::Configure
        | LedgerEffect::Start
        | LedgerEffect::Delete => None,
    }
}

fn judge(orders: &[Order], ledger: &[LedgerEntry]) -> Books {
    let mut books = Books::default();
    let mut sales: BTreeMap<&str, Vec<&LedgerEntry>> = BTreeMap::new();
    for sale in ledger {
        if let Some(mark) = mark_of(sale) {
            sales.entry(mark).or_default().push(sale);
        }
    }
    for order in orders {
        let sold = order.mark.as_deref().map(|mark| sales.get(mark).map_or(&[][..], Vec::as_slice));
        let sold = sold.unwrap_or_default();
        let mut find = |what: &str| {
            let Order { number, state, waiting, mark, reference } = order;
            books.findings.push(format!(
                "order {number}: {what}; {state} ({waiting:?}), {mark:?}, owns {reference:?}, sold {:?}",
                sold.iter().map(|sale| (&sale.instance_id, &sale.order_id)).collect::<Vec<_>>()
            ));
        };
        if sold.len() > 1 {
            find("sold more than once");
            books.double += 1;
        }
        match order.state.as_str() {
            "bought" => {
                books.bought += 1;
                let owned = sold.iter().any(|sale| {
                    let owned = order.reference.as_deref();
                    owned == Some(&sale.instance_id) || owned == Some(&sale.order_id)
                });
                if !owned {
                    find("owns what was not sold");
                    books.lost += 1;
                }
            }
            "not_bought" => {
                books.not_bought += 1;
                if !sold.is_empty() {
                    find("a sale that nobody owns");
                    books.lost += 1;
                }
            }
            "needs_person" => {
                books.needs_person += 1;
                find("a person has to look");
            }
            _ => {
                find("has not ended");
                books.stuck += 1;
            }
        }
    }
    let known: BTreeSet<&str> = orders.iter().filter_map(|order| order.mark.as_deref()).collect();
    for (mark, sales) in sales.iter().filter(|(mark, _)| !known.contains(**mark)) {
        books.findings.push(format!("{mark}: {} sales of no order at all", sales.len()));
        books.lost += sales.len();
    }
    books
}
