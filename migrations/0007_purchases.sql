-- Buying: the intent before the call, each request that may have left, what came back, what was bought.

create table purser.attempts (
    attempt_id uuid primary key,
    order_id uuid not null,
    revision integer not null,
    order_hash bytea not null,
    mode text not null references purser.modes,
    kind text not null check (kind in ('purchase', 'pay', 'cancel')),
    class text not null check (class in ('token', 'name', 'setstate')),
    provider text not null check (provider in ('alibaba', 'huawei')),
    -- What is resent as it is, also by a later release.
    business bytea not null,
    -- Ties a purchase to its revision's bytes; paying and cancelling have bytes of their own.
    business_hash bytea,
    client_token text unique,
    resource_name text unique,
    -- The task that a setstate purchase changes, and how it was before.
    dts_job_id text,
    precondition jsonb,
    -- The cloud order that is paid or cancelled.
    cloud_order text,
    -- Exactly these are used by every resend and every look.
    credential_id uuid not null,
    credential_version integer not null,
    access_key_id text,
    account text not null,
    project_id text,
    site text,
    endpoint text not null,
    protocol_version integer not null,
    created_at timestamptz not null default purser.now(),
    -- Set when every send has its final verdict.
    settled_at timestamptz,
    unique (attempt_id, class),
    unique (attempt_id, order_id),
    foreign key (order_id, revision, order_hash) references purser.revisions (order_id, revision, order_hash),
    foreign key (order_id, revision, business_hash) references purser.revisions (order_id, revision, business_hash),
    foreign key (credential_id, credential_version) references purser.credential_versions (credential_id, version),
    check (kind <> 'purchase' or (business_hash is not null and business_hash = sha256(business))),
    check (kind <> 'purchase' or class <> 'token' or client_token is not null),
    check (kind <> 'purchase' or class <> 'name' or resource_name is not null),
    check (kind <> 'purchase' or class <> 'setstate' or (dts_job_id is not null and precondition is not null)),
    check ((kind = 'purchase') = (cloud_order is null))
);
create unique index one_purchase_a_revision on purser.attempts (order_id, revision) where kind = 'purchase';
create unique index one_live_attempt_an_order on purser.attempts (order_id) where settled_at is null;
create unique index one_live_attempt_a_task on purser.attempts (provider, dts_job_id)
    where settled_at is null and dts_job_id is not null;
create unique index one_live_attempt_a_cloud_order on purser.attempts (provider, account, cloud_order)
    where settled_at is null and cloud_order is not null;
call purser.make_undeletable('purser.attempts');

-- An attempt is as it was written, but for being settled once.
create function purser.attempt_only_settles() returns trigger language plpgsql as $$
begin
    if old.settled_at is not null
        or (to_jsonb(new) - 'settled_at') is distinct from (to_jsonb(old) - 'settled_at') then
        raise exception 'an attempt only settles, once' using errcode = 'PU001';
    end if;
    return new;
end $$;
create trigger only_settles before update on purser.attempts
    for each row execute function purser.attempt_only_settles();

create table purser.sends (
    send_id uuid primary key,
    attempt_id uuid not null,
    class text not null,
    send_no integer not null check (send_no between 1 and 20),
    -- The fence of the worker that signed it.
    fence bigint not null,
    worker text not null,
    signed_at timestamptz not null,
    -- From then on the cloud takes this signature no more.
    dead_at timestamptz not null check (dead_at > signed_at),
    written_at timestamptz not null default purser.now(),
    unique (attempt_id, send_no),
    foreign key (attempt_id, class) references purser.attempts (attempt_id, class),
    constraint one_send_unless_the_cloud_deduplicates check (class = 'token' or send_no = 1)
);
call purser.make_append_only('purser.sends');

-- A fact that came back. Never thrown away, never changed, not fenced.
create table purser.evidence (
    evidence_id uuid primary key,
    order_id uuid not null references purser.orders,
    attempt_id uuid,
    send_id uuid references purser.sends,
    kind text not null check (kind in ('answer', 'no_answer', 'look', 'person', 'sweep')),
    -- Whether it shows a sale, and which.
    sale boolean not null default false,
    reference text,
    reach text,
    http_status integer,
    code text,
    message text,
    request_id text,
    cloud_date timestamptz,
    -- Scrubbed of secrets.
    body text,
    person_id uuid references purser.people,
    received_at timestamptz not null default purser.now(),
    foreign key (attempt_id, order_id) references purser.attempts (attempt_id, order_id),
    check (not sale or reference is not null),
    check ((kind = 'person') = (person_id is not null))
);
create index evidence_of_order on purser.evidence (order_id, received_at);
call purser.make_append_only('purser.evidence');

-- What each send is known to have done; the newest row counts, and nothing follows done.
create table purser.verdicts (
    verdict_no bigint generated always as identity primary key,
    send_id uuid not null references purser.sends,
    verdict text not null check (verdict in ('done', 'not_done', 'open')),
    evidence_id uuid not null references purser.evidence,
    advice text,
    given_at timestamptz not null default purser.now()
);
create index verdicts_of_send on purser.verdicts (send_id, verdict_no desc);
call purser.make_append_only('purser.verdicts');

create function purser.nothing_follows_done() returns trigger language plpgsql as $$
begin
    if exists (select from purser.verdicts where send_id = new.send_id and verdict = 'done') and new.verdict <> 'done' then
        raise exception 'a sale is not taken back' using errcode = 'PU001';
    end if;
    return new;
end $$;
create trigger nothing_follows_done before insert on purser.verdicts
    for each row execute function purser.nothing_follows_done();

create view purser.send_verdicts as
    select s.send_id, s.attempt_id, s.send_no, coalesce(v.verdict, 'open') as verdict, v.advice, v.evidence_id
    from purser.sends s
    left join lateral (
        select verdict, advice, evidence_id from purser.verdicts where send_id = s.send_id order by verdict_no desc limit 1
    ) v on true;
comment on view purser.send_verdicts is 'Every send with its verdict; one that nothing is known of is open.';

create table purser.purchases (
    purchase_id uuid primary key,
    order_id uuid not null unique references purser.orders,
    attempt_id uuid not null,
    provider text not null,
    account text not null,
    -- A setstate purchase refers to an instance that exists already, and is told apart by its attempt.
    kind text not null check (kind in ('instance', 'cloud_order', 'setstate')),
    reference text not null check (reference <> ''),
    bought_at timestamptz not null default purser.now(),
    foreign key (attempt_id, order_id) references purser.attempts (attempt_id, order_id)
);
create unique index one_owner_of_a_purchase on purser.purchases (provider, account, kind, reference)
    where kind in ('instance', 'cloud_order');
call purser.make_append_only('purser.purchases');

-- What an operator must see.
create table purser.alarms (
    alarm_id bigint generated always as identity primary key,
    order_id uuid references purser.orders,
    code text not null,
    detail text not null default '',
    raised_at timestamptz not null default purser.now(),
    cleared_at timestamptz,
    cleared_by uuid references purser.people,
    clear_reason text
);
create index alarms_open on purser.alarms (raised_at) where cleared_at is null;
call purser.make_undeletable('purser.alarms');

-- Stops first sends everywhere while a row stands.
create table purser.holds (
    hold_id bigint generated always as identity primary key,
    reason text not null,
    set_by text not null,
    set_at timestamptz not null default purser.now(),
    lifted_at timestamptz,
    lifted_by text,
    lift_reason text,
    check ((lifted_at is null) = (lift_reason is null))
);
create unique index one_hold on purser.holds ((true)) where lifted_at is null;
call purser.make_undeletable('purser.holds');

-- What runs at the cloud because an order bought it.
create table purser.instances (
    instance_id uuid primary key,
    order_id uuid not null unique references purser.orders,
    purchase_id uuid not null references purser.purchases,
    provider text not null,
    operation text not null,
    region text not null,
    cloud_id text not null,
    name text,
    status text,
    fulfilment text not null check (fulfilment in ('not_configured', 'creating', 'running', 'unpaid', 'failed', 'released')),
    billing text not null check (billing in ('prepaid', 'postpaid')),
    expires_at timestamptz,
    last_polled_at timestamptz,
    poll_error text,
    created_at timestamptz not null default purser.now(),
    updated_at timestamptz not null default purser.now()
);
create index instances_newest on purser.instances (created_at desc, instance_id desc);
create index instances_expiring on purser.instances (expires_at) where fulfilment <> 'released';
call purser.make_undeletable('purser.instances');

-- Durable background work that spends no money: what buys is claimed from the orders themselves.
create table purser.jobs (
    job_id uuid primary key,
    kind text not null,
    -- One job of a kind for each subject.
    subject text not null,
    payload jsonb not null default '{}',
    due_at timestamptz not null default purser.now(),
    lease_owner text,
    lease_until timestamptz,
    -- Runs since the last success.
    failures integer not null default 0,
    last_error text,
    created_at timestamptz not null default purser.now(),
    done_at timestamptz,
    unique (kind, subject)
);
create index jobs_due on purser.jobs (due_at) where done_at is null;

grant select, insert, update on purser.attempts, purser.alarms, purser.holds, purser.instances to purser_app;
grant select, insert, update, delete on purser.jobs to purser_app;
grant select, insert on purser.sends, purser.evidence, purser.verdicts, purser.purchases to purser_app;
grant select on purser.send_verdicts to purser_app;
