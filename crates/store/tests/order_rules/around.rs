//! What the database refuses of what stands around an order, tried as the application's role.

use sqlx::PgPool;

use crate::common::{fixture, refused, run};

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_credential_has_what_its_cloud_needs_and_nothing_contradictory(pool: PgPool) {
    let order = fixture(&pool).await;
    for facts in [
        "'alibaba', 'key', null, null, null, null, null",
        "'alibaba', null, 'china', null, null, null, null",
        "'huawei', 'key', null, null, 'cn-north-4', null, null",
        "'huawei', 'key', null, 'project', null, null, null",
        "'huawei', null, null, 'project', 'cn-north-4', null, null",
        "'huawei', null, null, 'project', 'cn-north-4', null, 'user'",
        "'huawei', 'key', null, 'project', 'cn-north-4', 'domain', 'user'",
    ] {
        let sql = format!(
            "insert into purser.credential_versions (credential_id, owner_id, version, provider, access_key_id, site,
                 project_id, region, domain_name, user_name, fingerprint, wrapped_key, key_id, nonce, ciphertext)
             select credential_id, owner_id, 2, {facts}, 'f', '', 'k', '', '' from purser.credentials"
        );
        assert_eq!(refused(&order, &sql).await, "23514", "{facts}");
    }
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_password_goes_when_its_order_leaves_the_way_to_the_cloud(pool: PgPool) {
    let order = fixture(&pool).await;
    order.approve().await;
    let mut tx = order.app().await;
    let keep = format!(
        "insert into purser.revision_secrets (order_id, revision, wrapped_key, key_id, nonce, ciphertext)
         values ('{}', 1, '', 'k', '', '')",
        order.id
    );
    run(&mut tx, &keep).await.expect("kept");
    tx.commit().await.expect("commit");
    let kept = "select count(*) from purser.revision_secrets";
    order.intend().await;
    order.to("executing").await.expect("executing");
    assert_eq!(order.count(kept).await, 1);

    order.to("unknown").await.expect("unknown");

    assert_eq!(order.count(kept).await, 0);
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn only_what_an_order_bought_is_paid_and_by_its_requester(pool: PgPool) {
    let order = fixture(&pool).await;
    order.execute().await;
    order.evidence(true, "done").await;
    let ask = |by: uuid::Uuid, reference: &str| {
        format!(
            "insert into purser.settlements (settlement_id, order_id, revision, order_hash, kind, provider, account, cloud_order, asked_by)
             values (gen_random_uuid(), '{}', 1, sha256('frozen'), 'pay', 'alibaba', 'a', '{reference}', '{by}')",
            order.id
        )
    };
    assert_eq!(refused(&order, &ask(order.requester, "dts1")).await, "PU005", "not bought yet");
    order.purchase("dts1").await.expect("a purchase");
    order.to("bought").await.expect("bought");

    assert_eq!(refused(&order, &ask(order.requester, "dts2")).await, "PU005", "another's");
    assert_eq!(refused(&order, &ask(order.lead, "dts1")).await, "23503", "somebody else");
    let mut tx = order.app().await;
    run(&mut tx, &ask(order.requester, "dts1")).await.expect("asked");
    tx.commit().await.expect("commit");

    assert_eq!(refused(&order, &ask(order.requester, "dts1")).await, "23505", "one at a time");
    for change in [
        "state = 'executing'",
        "state = 'unknown'",
        "state = 'not_done', ended_at = now()",
        "fence = -1",
        "cloud_order = 'dts2'",
    ] {
        let sql = format!("update purser.settlements set {change}");
        let code = refused(&order, &sql).await;
        assert!(code.starts_with("PU00") || code == "23514", "{change}: {code}");
    }
    assert_eq!(refused(&order, "delete from purser.settlements").await, "42501");
}
