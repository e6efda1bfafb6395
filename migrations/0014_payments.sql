-- Secrets of parameters that go when they are not needed any more; paying and cancelling what the cloud holds unpaid.

-- A secret waits for the one request that takes it along. However the order leaves that path, it goes.
create function purser.secrets_go() returns trigger language plpgsql security definer
    set search_path = purser, pg_temp as $$
begin
    delete from purser.revision_secrets where order_id = new.order_id;
    return null;
end $$;
create trigger secrets_go after update on purser.orders
    for each row when (old.state is distinct from new.state
        and new.state not in ('pending_approval', 'approved', 'executing'))
    execute function purser.secrets_go();


alter table purser.instances
    -- What the cloud wants for it while it is ordered and not paid, and until when.
    add column due purser.amount,
    add column due_currency purser.currency,
    add column pay_until timestamptz,
    add constraint due_has_its_currency check ((due is null) = (due_currency is null));

-- Paying or cancelling an order that the cloud holds unpaid: asked for by the requester, worked off by an attempt of
-- its own, which is sent once. The order's own state does not move.
create table purser.settlements (
    settlement_id uuid primary key,
    order_id uuid not null,
    revision integer not null,
    -- What was approved: its ceiling is the most that is paid.
    order_hash bytea not null,
    kind text not null check (kind in ('pay', 'cancel')),
    provider text not null check (provider in ('alibaba', 'huawei')),
    account text not null,
    cloud_order text not null check (cloud_order <> ''),
    asked_by uuid not null,
    asked_at timestamptz not null default purser.now(),
    state text not null default 'waiting'
        check (state in ('waiting', 'executing', 'unknown', 'needs_person', 'done', 'not_done')),
    -- Why it waits, was not done, or needs a person: a code.
    code text,
    fence bigint not null default 0,
    lease_owner text,
    lease_until timestamptz,
    due_at timestamptz default purser.now(),
    -- The intent, once there is one.
    attempt_id uuid,
    -- What the cloud wanted when it was looked at before the request.
    amount purser.amount,
    currency purser.currency,
    ended_at timestamptz,
    foreign key (order_id, revision, order_hash) references purser.revisions (order_id, revision, order_hash),
    -- The requester alone.
    foreign key (order_id, asked_by) references purser.orders (order_id, requester_id),
    foreign key (attempt_id, order_id) references purser.attempts (attempt_id, order_id),
    check ((amount is null) = (currency is null)),
    check ((ended_at is not null) = (state in ('done', 'not_done'))),
    check (state not in ('executing', 'unknown', 'needs_person') or attempt_id is not null),
    check (state not in ('needs_person', 'not_done') or code is not null)
);
create unique index one_live_settlement_a_cloud_order on purser.settlements (provider, account, cloud_order)
    where ended_at is null;
create index settlements_of_order on purser.settlements (order_id, asked_at desc);
create index settlements_due on purser.settlements (due_at) where ended_at is null;
call purser.make_undeletable('purser.settlements');

create function purser.settlement_changes() returns trigger language plpgsql as $$
begin
    if tg_op = 'INSERT' then
        if new.state <> 'waiting' or new.attempt_id is not null then
            raise exception 'a settlement begins with waiting' using errcode = 'PU004';
        end if;
        if not exists (
            select from purser.purchases p join purser.orders o on o.order_id = p.order_id
            where p.order_id = new.order_id and p.provider = new.provider and p.account = new.account
              and coalesce(p.cloud_order, p.reference) = new.cloud_order and o.state = 'bought') then
            raise exception 'only what an order bought is paid or cancelled' using errcode = 'PU005';
        end if;
        return new;
    end if;
    if (new.settlement_id, new.order_id, new.revision, new.order_hash, new.kind, new.provider, new.account,
        new.cloud_order, new.asked_by, new.asked_at)
       is distinct from
       (old.settlement_id, old.order_id, old.revision, old.order_hash, old.kind, old.provider, old.account,
        old.cloud_order, old.asked_by, old.asked_at)
       or (old.attempt_id is not null and new.attempt_id is distinct from old.attempt_id) then
        raise exception 'what is settled stays as it was asked for' using errcode = 'PU001';
    end if;
    if new.fence < old.fence then
        raise exception 'fences never fall' using errcode = 'PU001';
    end if;
    if old.ended_at is not null then
        raise exception 'it has ended' using errcode = 'PU004';
    end if;
    if new.state = old.state then
        return new;
    end if;
    if (old.state, new.state) not in (
        ('waiting', 'executing'), ('waiting', 'done'), ('waiting', 'not_done'),
        ('executing', 'unknown'), ('executing', 'done'), ('executing', 'not_done'), ('executing', 'needs_person'),
        ('unknown', 'done'), ('unknown', 'not_done'), ('unknown', 'needs_person'),
        ('needs_person', 'done'), ('needs_person', 'not_done')) then
        raise exception 'no way from % to %', old.state, new.state using errcode = 'PU004';
    end if;
    if new.state = 'executing' and not exists (
        select from purser.attempts a join purser.sends s on s.attempt_id = a.attempt_id
        where a.attempt_id = new.attempt_id and a.kind = new.kind and a.cloud_order = new.cloud_order
          and a.settled_at is null) then
        raise exception 'the intent comes before the request' using errcode = 'PU005';
    end if;
    if new.state = 'done' and new.attempt_id is not null and not exists (
        select from purser.send_verdicts where attempt_id = new.attempt_id and verdict = 'done') then
        raise exception 'done needs its proof' using errcode = 'PU005';
    end if;
    if new.state = 'not_done' and exists (
        select from purser.send_verdicts where attempt_id = new.attempt_id and verdict <> 'not_done') then
        raise exception 'not done needs a verdict for the request' using errcode = 'PU005';
    end if;
    return new;
end $$;
create trigger settlement_changes before insert or update on purser.settlements
    for each row execute function purser.settlement_changes();

create function purser.tell_settlement() returns trigger language plpgsql as $$
begin
    perform pg_notify('purser_changes', 'order ' || new.order_id);
    if tg_op = 'INSERT' then
        perform pg_notify('purser_work', 'purchase');
    end if;
    return null;
end $$;
create trigger tell_settlement_inserted after insert on purser.settlements
    for each row execute function purser.tell_settlement();
create trigger tell_settlement_updated after update on purser.settlements
    for each row when (old.state is distinct from new.state or old.code is distinct from new.code)
    execute function purser.tell_settlement();

-- One request, ever: the cloud has no memory of it.
alter table purser.attempts add constraint settlements_are_sent_once check (kind = 'purchase' or class = 'setstate');

revoke all on function purser.secrets_go(), purser.settlement_changes(), purser.tell_settlement() from public;
grant select, insert, update on purser.settlements to purser_app;
