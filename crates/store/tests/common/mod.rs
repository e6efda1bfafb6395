//! An order in any state, made by plain SQL as the application's role.

use sqlx::{AssertSqlSafe, PgConnection, PgPool, Postgres, Transaction, postgres::PgQueryResult};
use uuid::Uuid;

pub(crate) struct Order {
    pool: PgPool,
    pub(crate) id: Uuid,
    pub(crate) requester: Uuid,
    pub(crate) lead: Uuid,
    team: Uuid,
    credential: Uuid,
    attempt: Uuid,
    send: Uuid,
}

/// A draft of a requester with a lead and a credential.
pub(crate) async fn fixture(pool: &PgPool) -> Order {
    let order = Order {
        pool: pool.clone(),
        id: Uuid::from_u128(1),
        requester: Uuid::from_u128(2),
        lead: Uuid::from_u128(3),
        team: Uuid::from_u128(4),
        credential: Uuid::from_u128(5),
        attempt: Uuid::from_u128(6),
        send: Uuid::from_u128(7),
    };
    let Order { requester, lead, team, credential, .. } = &order;
    let mut tx = order.app().await;
    for sql in [
        "select purser.stamp_mode('sim')".to_owned(),
        format!("insert into purser.people (person_id, email, name) values ('{requester}', 'r@x', 'R'), ('{lead}', 'l@x', 'L')"),
        format!("insert into purser.teams (team_id, name) values ('{team}', 'Platform')"),
        format!(
            "insert into purser.credentials (credential_id, owner_id, mode, kind, label)
             values ('{credential}', '{requester}', 'sim', 'alibaba_access_key', 'c')"
        ),
        format!(
            "insert into purser.credential_versions (credential_id, version, owner_id, provider, access_key_id, site, fingerprint, wrapped_key, key_id, nonce, ciphertext)
             values ('{credential}', 1, '{requester}', 'alibaba', 'k', 'china', 'f', '', 'k', '', '')"
        ),
        order.insert("key"),
    ] {
        run(&mut tx, &sql).await.expect(&sql);
    }
    tx.commit().await.expect("commit");
    order
}

/// Runs one statement.
pub(crate) async fn run(conn: &mut PgConnection, sql: &str) -> Result<PgQueryResult, sqlx::Error> {
    sqlx::query(AssertSqlSafe(sql.to_owned())).execute(conn).await
}

/// The SQLSTATE of a failure.
pub(crate) fn code<T>(result: Result<T, sqlx::Error>) -> Option<String> {
    result.err()?.as_database_error()?.code().map(|code| code.into_owned())
}

/// The SQLSTATE with which the database refuses the statement to the application.
pub(crate) async fn refused(order: &Order, sql: &str) -> String {
    let mut tx = order.app().await;
    code(run(&mut tx, sql).await).unwrap_or_else(|| panic!("not refused: {sql}"))
}

/// Writes any event.
pub(crate) async fn event(order: &Order) {
    let mut tx = order.app().await;
    run(&mut tx, "select purser.record_event(gen_random_uuid(), 'worker', null, 'test', null, null, 'test', null, null, null, null, '{}')")
        .await
        .expect("an event");
    tx.commit().await.expect("commit");
}

impl Order {
    /// A transaction as the application's role.
    pub(crate) async fn app(&self) -> Transaction<'_, Postgres> {
        let mut tx = self.pool.begin().await.expect("a connection");
        run(&mut tx, "set local role purser_app").await.expect("the role");
        tx
    }

    pub(crate) async fn as_owner(&self, sql: &str) {
        sqlx::query(AssertSqlSafe(sql.to_owned())).execute(&self.pool).await.expect(sql);
    }

    fn insert(&self, key: &str) -> String {
        format!(
            "insert into purser.orders (order_id, mode, requester_id, team_id, operation, provider, submit_key, submit_body_hash, draft)
             values ('{}', 'sim', '{}', '{}', 'dts.create', 'alibaba', '{key}', sha256('{key}'), '{{}}')",
            self.id, self.requester, self.team
        )
    }

    /// A second draft of the same requester.
    pub(crate) async fn another(&self) -> Self {
        let order = Self {
            pool: self.pool.clone(),
            id: Uuid::from_u128(11),
            attempt: Uuid::from_u128(16),
            send: Uuid::from_u128(17),
            ..*self
        };
        let mut tx = order.app().await;
        run(&mut tx, &order.insert("key2")).await.expect("an order");
        tx.commit().await.expect("commit");
        order
    }

    async fn transition(&self, change: &str, event: bool) -> Result<(), sqlx::Error> {
        let mut tx = self.app().await;
        let from = self.state().await;
        let sql = format!(
            "update purser.orders set {change}, version = version + 1 where order_id = '{}'",
            self.id
        );
        run(&mut tx, &sql).await?;
        if event {
            let sql = format!(
                "select purser.record_event(gen_random_uuid(), 'worker', null, 'order', order_id, version, 'test', '{from}', state, null, null, '{{}}')
                 from purser.orders where order_id = '{}'",
                self.id
            );
            run(&mut tx, &sql).await?;
        }
        tx.commit().await
    }

    pub(crate) async fn to(&self, state: &str) -> Result<(), sqlx::Error> {
        self.transition(&format!("state = '{state}'"), true).await
    }

    async fn revision(&self) {
        let mut tx = self.app().await;
        for sql in [
            format!(
                "insert into purser.revisions (order_id, revision, requester_id, operation, business, business_hash, credential_id,
                    credential_version, ceiling, currency, billing, region, team_id, rule_id, rule_version, chain, reason,
                    protocol_version, order_hash, frozen)
                 values ('{}', 1, '{}', 'dts.create', '{{}}', sha256('{{}}'), '{}', 1, 10, 'CNY', 'postpaid', 'cn-hangzhou', '{}',
                    '00000000-0000-7000-8000-000000000001', 1, '[]', 'why', 1, sha256('frozen'), 'frozen')",
                self.id, self.requester, self.credential, self.team
            ),
            format!("insert into purser.chain_steps (order_id, revision, step, name, needs) values ('{}', 1, 0, '', 1)", self.id),
        ] {
            run(&mut tx, &sql).await.expect(&sql);
        }
        tx.commit().await.expect("commit");
    }

    pub(crate) async fn submit(&self) {
        self.revision().await;
        self.transition("state = 'pending_approval', revision = 1", true).await.expect("submitted");
    }

    /// Frozen, and still a draft.
    pub(crate) async fn submit_without_event(&self) {
        self.revision().await;
    }

    pub(crate) async fn answer(&self, person: Uuid) -> Result<(), sqlx::Error> {
        let mut tx = self.app().await;
        let sql = format!(
            "insert into purser.decisions (decision_id, order_id, revision, order_hash, requester_id, kind, step, person_id, decision)
             values (gen_random_uuid(), '{}', 1, sha256('frozen'), '{}', 'person', 0, '{person}', 'approve')",
            self.id, self.requester
        );
        run(&mut tx, &sql).await?;
        tx.commit().await
    }

    pub(crate) async fn approve(&self) {
        self.submit().await;
        self.answer(self.lead).await.expect("an answer");
        self.to("approved").await.expect("approved");
    }

    pub(crate) async fn write_intent(&self, conn: &mut PgConnection, token: &str) -> Result<(), sqlx::Error> {
        let attempt = if token == "another-token" { Uuid::from_u128(99) } else { self.attempt };
        let sql = format!(
            "insert into purser.attempts (attempt_id, order_id, revision, order_hash, mode, kind, class, provider, business, business_hash, prepaid,
                client_token, credential_id, credential_version, account, endpoint, protocol_version)
             values ('{attempt}', '{}', 1, sha256('frozen'), 'sim', 'purchase', 'token', 'alibaba', '{{}}', sha256('{{}}'), false,
                '{token}', '{}', 1, 'a', 'e', 1)",
            self.id, self.credential
        );
        run(conn, &sql).await.map(drop)
    }

    pub(crate) async fn intend(&self) {
        let mut tx = self.app().await;
        self.write_intent(&mut tx, "token").await.expect("an intent");
        let sql = format!(
            "insert into purser.sends (send_id, attempt_id, class, send_no, fence, worker, signed_at, dead_at)
             values ('{}', '{}', 'token', 1, 1, 'w', now(), now() + interval '15 min')",
            self.send, self.attempt
        );
        run(&mut tx, &sql).await.expect("a send");
        tx.commit().await.expect("commit");
    }

    pub(crate) async fn execute(&self) {
        self.approve().await;
        self.intend().await;
        self.to("executing").await.expect("executing");
    }

    pub(crate) async fn evidence(&self, sale: bool, verdict: &str) {
        let evidence = Uuid::from_u128(self.send.as_u128() * 100 + u128::from(sale));
        let mut tx = self.app().await;
        for sql in [
            format!(
                "insert into purser.evidence (evidence_id, order_id, attempt_id, send_id, kind, sale, reference)
                 values ('{evidence}', '{}', '{}', '{}', 'answer', {sale}, {})",
                self.id,
                self.attempt,
                self.send,
                if sale { "'dts1'" } else { "null" }
            ),
            format!("insert into purser.verdicts (send_id, verdict, evidence_id) values ('{}', '{verdict}', '{evidence}')", self.send),
        ] {
            run(&mut tx, &sql).await.expect(&sql);
        }
        tx.commit().await.expect("commit");
    }

    pub(crate) async fn purchase(&self, reference: &str) -> Result<(), sqlx::Error> {
        let mut tx = self.app().await;
        let sql = format!(
            "insert into purser.purchases (purchase_id, order_id, attempt_id, provider, account, kind, reference)
             values (gen_random_uuid(), '{}', '{}', 'alibaba', 'a', 'instance', '{reference}')",
            self.id, self.attempt
        );
        run(&mut tx, &sql).await?;
        tx.commit().await
    }

    pub(crate) async fn state(&self) -> String {
        sqlx::query_scalar("select state from purser.orders where order_id = $1")
            .bind(self.id)
            .fetch_one(&self.pool)
            .await
            .expect("a state")
    }

    pub(crate) async fn count(&self, sql: &str) -> i64 {
        sqlx::query_scalar(AssertSqlSafe(sql.to_owned())).fetch_one(&self.pool).await.expect("a count")
    }
}
