-- Orders and what submitting freezes. The order row carries the state and what moves; everything that was
-- ever decided, sent or answered is an append-only row beside it.

create table purser.order_states (
    state text primary key
);
insert into purser.order_states (state) values
    ('draft'), ('pending_approval'), ('approved'), ('executing'), ('bought'), ('not_bought'), ('unknown'),
    ('needs_person'), ('rejected'), ('cancelled'), ('expired');

-- The only ways between states; a test compares them with the code's table.
create table purser.order_transitions (
    from_state text not null references purser.order_states,
    to_state text not null references purser.order_states,
    primary key (from_state, to_state)
);
insert into purser.order_transitions (from_state, to_state) values
    ('draft', 'pending_approval'), ('draft', 'cancelled'),
    ('pending_approval', 'approved'), ('pending_approval', 'rejected'), ('pending_approval', 'expired'),
    ('pending_approval', 'cancelled'), ('pending_approval', 'draft'),
    ('approved', 'executing'), ('approved', 'bought'), ('approved', 'expired'), ('approved', 'cancelled'),
    ('approved', 'draft'), ('approved', 'pending_approval'), ('approved', 'needs_person'),
    ('executing', 'bought'), ('executing', 'not_bought'), ('executing', 'unknown'), ('executing', 'needs_person'),
    ('unknown', 'bought'), ('unknown', 'not_bought'), ('unknown', 'needs_person'),
    ('needs_person', 'bought'), ('needs_person', 'not_bought'),
    ('not_bought', 'needs_person'),
    ('rejected', 'draft'), ('expired', 'draft');
call purser.make_append_only('purser.order_states');
call purser.make_append_only('purser.order_transitions');

create table purser.orders (
    order_id uuid primary key,
    number bigint generated always as identity (start with 10001) unique,
    mode text not null references purser.modes,
    requester_id uuid not null references purser.people,
    team_id uuid not null references purser.teams,
    operation text not null check (operation in ('dts.create', 'dts.change', 'bss.create', 'ddm.create')),
    provider text not null check (provider in ('alibaba', 'huawei')),
    -- Submitting twice is one order: the key is the form's or the program's, kept for ever.
    submit_key text not null check (length(submit_key) between 1 and 200),
    submit_body_hash bytea not null check (octet_length(submit_body_hash) = 32),
    state text not null default 'draft' references purser.order_states,
    -- Grows by one with every write of the row.
    version integer not null default 1,
    -- The revision that is being decided or bought; 0 before the first submit.
    revision integer not null default 0 check (revision >= 0),
    -- What the requester is typing: parameters, credential, ceiling, reason. Never a secret.
    draft jsonb not null,
    -- The worker's claim. The fence only grows; who holds an older one may not decide.
    fence bigint not null default 0,
    lease_owner text,
    lease_until timestamptz,
    due_at timestamptz,
    -- How often the order was taken over from a worker that went away.
    takeovers integer not null default 0,
    -- Why it does not start or settle yet: a code.
    waiting text,
    -- Why a person must look: a code.
    person_reason text,
    submitted_at timestamptz,
    approved_at timestamptz,
    expires_at timestamptz,
    created_at timestamptz not null default purser.now(),
    updated_at timestamptz not null default purser.now(),
    unique (order_id, requester_id),
    constraint one_order_for_a_submit_key unique (requester_id, submit_key),
    check (state <> 'needs_person' or person_reason is not null)
);
create index orders_newest on purser.orders (created_at desc, order_id desc);
create index orders_of_requester on purser.orders (requester_id, created_at desc, order_id desc);
create index orders_of_team on purser.orders (team_id, created_at desc, order_id desc);
create index orders_by_state on purser.orders (state, created_at desc, order_id desc);
create index orders_due on purser.orders (due_at) where state in ('approved', 'executing', 'unknown');
create index orders_expiring on purser.orders (expires_at) where state in ('pending_approval', 'approved');
call purser.make_undeletable('purser.orders');

create table purser.revisions (
    order_id uuid not null,
    revision integer not null check (revision > 0),
    requester_id uuid not null,
    operation text not null,
    -- The parameters exactly as they will be sent: canonical JSON.
    business bytea not null,
    business_hash bytea not null check (business_hash = sha256(business)),
    credential_id uuid not null,
    credential_version integer not null,
    ceiling purser.amount not null,
    currency purser.currency not null,
    -- The cloud's price when it was submitted, where it named one.
    price purser.amount,
    billing text not null check (billing in ('prepaid', 'postpaid')),
    region text not null,
    team_id uuid not null references purser.teams,
    rule_id uuid not null,
    rule_version integer not null,
    -- Steps, frozen as they were shown.
    chain jsonb not null check (jsonb_typeof(chain) = 'array'),
    reason text not null,
    protocol_version integer not null,
    -- What approvals and attempts refer to, and the bytes that it was made from.
    order_hash bytea not null check (order_hash = sha256(frozen)),
    frozen bytea not null,
    -- Encrypted secrets of the parameters (a DDM password), with their keyed fingerprint.
    secret_fingerprint bytea,
    -- Whether the requester knew of orders with the same parameters whose outcome is open.
    acknowledged boolean not null default false,
    submitted_at timestamptz not null default purser.now(),
    primary key (order_id, revision),
    unique (order_id, revision, order_hash),
    unique (order_id, revision, business_hash),
    unique (order_id, order_hash),
    foreign key (order_id, requester_id) references purser.orders (order_id, requester_id),
    -- The credential is the requester's own.
    foreign key (credential_id, credential_version, requester_id)
        references purser.credential_versions (credential_id, version, owner_id),
    foreign key (rule_id, rule_version) references purser.rule_versions (rule_id, version)
);
call purser.make_append_only('purser.revisions');

-- Secrets of a revision live apart, because they are deleted when the order ends.
create table purser.revision_secrets (
    order_id uuid not null,
    revision integer not null,
    wrapped_key bytea not null,
    key_id text not null,
    nonce bytea not null,
    ciphertext bytea not null,
    primary key (order_id, revision),
    foreign key (order_id, revision) references purser.revisions (order_id, revision)
);

create table purser.chain_steps (
    order_id uuid not null,
    revision integer not null,
    step integer not null check (step >= 0),
    name text not null,
    needs integer not null check (needs > 0),
    primary key (order_id, revision, step),
    foreign key (order_id, revision) references purser.revisions (order_id, revision)
);
call purser.make_append_only('purser.chain_steps');

-- Answers of people, and decisions of kind rule where an explicit rule asks nobody.
create table purser.decisions (
    decision_id uuid primary key,
    order_id uuid not null,
    revision integer not null,
    -- What was on the screen.
    order_hash bytea not null,
    requester_id uuid not null,
    kind text not null check (kind in ('person', 'rule')),
    step integer,
    person_id uuid references purser.people,
    decision text not null check (decision in ('approve', 'reject')),
    comment text not null default '',
    -- Whether they knew of orders with the same parameters whose outcome is open.
    acknowledged boolean not null default false,
    rule_id uuid,
    rule_version integer,
    decided_at timestamptz not null default purser.now(),
    foreign key (order_id, revision, order_hash) references purser.revisions (order_id, revision, order_hash),
    foreign key (order_id, requester_id) references purser.orders (order_id, requester_id),
    foreign key (order_id, revision, step) references purser.chain_steps (order_id, revision, step),
    foreign key (rule_id, rule_version) references purser.rule_versions (rule_id, version),
    constraint four_eyes check (person_id <> requester_id),
    constraint one_answer_a_person unique (order_id, revision, person_id),
    check ((kind = 'person') = (person_id is not null)),
    check ((kind = 'person') = (step is not null)),
    check ((kind = 'rule') = (rule_id is not null)),
    check (kind = 'person' or decision = 'approve'),
    constraint a_rejection_has_a_reason check (decision = 'approve' or comment <> '')
);
call purser.make_append_only('purser.decisions');

-- A decision is about the revision that is being decided, by somebody who may still sign in.
create function purser.decision_is_current() returns trigger language plpgsql as $$
declare
    o record;
begin
    select state, revision into o from purser.orders where order_id = new.order_id for update;
    if o.state <> 'pending_approval' then
        raise exception 'the order does not wait for approval' using errcode = 'PU002';
    end if;
    if o.revision <> new.revision then
        raise exception 'the order has changed meanwhile' using errcode = 'PU002';
    end if;
    if new.kind = 'person' and exists (select from purser.people where person_id = new.person_id and disabled_at is not null) then
        raise exception 'a disabled person decides nothing' using errcode = 'PU002';
    end if;
    return new;
end $$;
create trigger decision_is_current before insert on purser.decisions
    for each row execute function purser.decision_is_current();

grant select on purser.order_states, purser.order_transitions to purser_app;
grant select, insert, update on purser.orders to purser_app;
grant select, insert on purser.revisions, purser.chain_steps, purser.decisions to purser_app;
grant select, insert, delete on purser.revision_secrets to purser_app;
