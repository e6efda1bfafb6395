//! An order's life in plain SQL, each step a statement of the application.

use domain::catalog::Operation;

/// People and what they own: a requester, a lead, somebody else with a credential, somebody who left.
pub(crate) const PEOPLE: &str = "
    select purser.stamp_mode('sim');
    insert into purser.people (person_id, email, name, disabled_at) values
        ('00000000-0000-0000-0000-0000000000a1', 'r@x', 'R', null), ('00000000-0000-0000-0000-0000000000a2', 'l@x', 'L', null),
        ('00000000-0000-0000-0000-0000000000a3', 'o@x', 'O', null), ('00000000-0000-0000-0000-0000000000a4', 'g@x', 'G', now());
    insert into purser.teams (team_id, name) values
        ('00000000-0000-0000-0000-0000000000b1', 'Platform'), ('00000000-0000-0000-0000-0000000000b2', 'Other');
    insert into purser.credentials (credential_id, owner_id, mode, kind, label) values
        ('00000000-0000-0000-0000-0000000000c1', '00000000-0000-0000-0000-0000000000a1', 'sim', 'alibaba_access_key', 'mine'),
        ('00000000-0000-0000-0000-0000000000c3', '00000000-0000-0000-0000-0000000000a3', 'sim', 'alibaba_access_key', 'theirs');
    insert into purser.credential_versions (credential_id, version, owner_id, provider, access_key_id, site, fingerprint, wrapped_key, key_id, nonce, ciphertext)
        select credential_id, number, owner_id, 'alibaba', 'k', 'china', 'f', '', 'k', '', ''
        from purser.credentials, generate_series(1, 2) as number";

pub(crate) const REQUESTER: &str = "00000000-0000-0000-0000-0000000000a1";
pub(crate) const LEAD: &str = "00000000-0000-0000-0000-0000000000a2";
pub(crate) const OTHER: &str = "00000000-0000-0000-0000-0000000000a3";
pub(crate) const GONE: &str = "00000000-0000-0000-0000-0000000000a4";
pub(crate) const BUILT_IN: &str = "00000000-0000-7000-8000-000000000001";

/// One order, told apart by a digit.
#[derive(Clone, Copy)]
pub(crate) struct Life {
    pub(crate) digit: u8,
    pub(crate) operation: Operation,
}

impl Life {
    pub(crate) fn id(self, of: char) -> String {
        format!("00000000-0000-0000-0000-00000000{of}{:03}", self.digit)
    }

    /// Fills `{o}`, `{a}`, `{s}` (order, attempt, send), `{op}`, `{provider}`, `{class}` and the people's letters.
    pub(crate) fn sql(self, text: &str) -> String {
        let provider = self.operation.provider().name();
        let class = match self.operation.class() {
            domain::catalog::Class::Token => "token",
            domain::catalog::Class::Name => "name",
            domain::catalog::Class::Setstate => "setstate",
        };
        // Only what changes a task takes one.
        let task = if class == "setstate" { "'task'" } else { "null" };
        let mut sql = text.to_owned();
        for (mark, value) in [
            ("{o}", self.id('d').as_str()),
            ("{a}", &self.id('e')),
            ("{s}", &self.id('f')),
            ("{n}", &self.digit.to_string()),
            ("{op}", self.operation.key()),
            ("{provider}", provider),
            ("{class}", class),
            ("{task}", task),
            ("{requester}", REQUESTER),
            ("{lead}", LEAD),
            ("{other}", OTHER),
            ("{gone}", GONE),
            ("{rule}", BUILT_IN),
        ] {
            sql = sql.replace(mark, value);
        }
        sql
    }

    pub(crate) fn draft(self) -> String {
        self.sql(ORDER)
    }

    pub(crate) fn freeze(self) -> String {
        self.sql(&format!("{REVISION}; {STEP}"))
    }

    pub(crate) fn submit(self) -> String {
        format!("{}; {}", self.freeze(), self.to("pending_approval, revision = 1"))
    }

    pub(crate) fn approve(self) -> String {
        format!("{}; {}", self.sql(ANSWER), self.to("approved"))
    }

    pub(crate) fn intend(self) -> String {
        self.sql(&format!("{ATTEMPT}; {SEND}"))
    }

    /// Everything up to and with the intent.
    pub(crate) fn whole(self) -> String {
        format!(
            "{}; {}; {}; {}; {}",
            self.draft(),
            self.submit(),
            self.approve(),
            self.intend(),
            self.to("executing")
        )
    }

    /// The change of state, `state[, more]`, with its event.
    pub(crate) fn to(self, change: &str) -> String {
        let (state, more) = change
            .split_once(", ")
            .map_or((change, String::new()), |(state, more)| (state, format!(", {more}")));
        self.sql(&format!(
            "insert into from_state select state from purser.orders where order_id = '{{o}}';
             update purser.orders set state = '{state}'{more}, version = version + 1 where order_id = '{{o}}';
             {EVENT}; delete from from_state"
        ))
    }
}

/// Where [`Life::to`] keeps the state that it leaves.
pub(crate) const SCRATCH: &str = "create temp table from_state (state text) on commit drop";

const EVENT: &str =
    "select purser.record_event(gen_random_uuid(), 'worker', null, 'order', order_id, version, 'test',
        (select state from from_state), state, null, null, '{}') from purser.orders where order_id = '{o}'";

pub(crate) const ORDER: &str = "insert into purser.orders (order_id, mode, requester_id, team_id, operation, provider, submit_key, submit_body_hash, draft)
    values ('{o}', 'sim', '{requester}', '00000000-0000-0000-0000-0000000000b1', '{op}', '{provider}', 'key{n}', sha256('{n}'), '{}')";

pub(crate) const REVISION: &str = "insert into purser.revisions (order_id, revision, requester_id, operation, business, business_hash, credential_id,
        credential_version, ceiling, currency, billing, region, team_id, rule_id, rule_version, chain, reason, protocol_version, order_hash, frozen)
    values ('{o}', 1, '{requester}', '{op}', '{}', sha256('{}'), '00000000-0000-0000-0000-0000000000c1', 1, 10, 'CNY', 'postpaid',
        'cn-hangzhou', '00000000-0000-0000-0000-0000000000b1', '{rule}', 1, '[]', 'why', 1, sha256('frozen{n}'), 'frozen{n}')";

pub(crate) const STEP: &str =
    "insert into purser.chain_steps (order_id, revision, step, name, needs) values ('{o}', 1, 0, '', 1)";

pub(crate) const ANSWER: &str = "insert into purser.decisions (decision_id, order_id, revision, order_hash, requester_id, kind, step, person_id, decision)
    values (gen_random_uuid(), '{o}', 1, sha256('frozen{n}'), '{requester}', 'person', 0, '{lead}', 'approve')";

pub(crate) const RULE_ANSWER: &str = "insert into purser.decisions (decision_id, order_id, revision, order_hash, requester_id, kind, decision, rule_id, rule_version)
    values (gen_random_uuid(), '{o}', 1, sha256('frozen{n}'), '{requester}', 'rule', 'approve', '{rule}', 1)";

pub(crate) const ATTEMPT: &str = "insert into purser.attempts (attempt_id, order_id, revision, order_hash, mode, kind, class, provider, business,
        business_hash, prepaid, client_token, resource_name, dts_job_id, precondition, credential_id, credential_version, account, endpoint, protocol_version)
    values ('{a}', '{o}', 1, sha256('frozen{n}'), 'sim', 'purchase', '{class}', '{provider}', '{}',
        sha256('{}'), false, 'token{n}', 'name{n}', {task}, '{}', '00000000-0000-0000-0000-0000000000c1', 1, 'account', 'e', 1)";

pub(crate) const SEND: &str =
    "insert into purser.sends (send_id, attempt_id, class, send_no, fence, worker, signed_at, dead_at)
    values ('{s}', '{a}', '{class}', 1, 1, 'w', now(), now() + interval '15 min')";

pub(crate) const SALE: &str =
    "insert into purser.evidence (evidence_id, order_id, attempt_id, send_id, kind, sale, reference)
    values ('{s}', '{o}', '{a}', '{s}', 'answer', true, 'dts{n}')";

pub(crate) const REFUSAL: &str =
    "insert into purser.evidence (evidence_id, order_id, attempt_id, send_id, kind, code)
    values ('{s}', '{o}', '{a}', '{s}', 'answer', 'NoBalance')";

pub(crate) const NOT_DONE: &str =
    "insert into purser.verdicts (send_id, verdict, evidence_id) values ('{s}', 'not_done', '{s}')";

pub(crate) const PURCHASE: &str =
    "insert into purser.purchases (purchase_id, order_id, attempt_id, provider, account, kind, reference)
    values (gen_random_uuid(), '{o}', '{a}', '{provider}', 'account', 'instance', 'dts{n}')";
