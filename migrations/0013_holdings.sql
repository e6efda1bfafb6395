-- Which cluster this database lives in, so that a fail-over or a restored backup is noticed; and what accounts
-- bought that no order owns.

-- The cluster as it says so itself, null where it does not (managed servers may keep it to themselves). The
-- timeline is that of the next write: the control file learns of a promotion only at the next checkpoint.
create function purser.cluster_identity(out system_identifier bigint, out timeline integer)
    language plpgsql volatile as $$
begin
    begin
        select s.system_identifier into system_identifier from pg_control_system() s;
    exception when insufficient_privilege or undefined_function or feature_not_supported then
        system_identifier = null;
    end;
    begin
        timeline = ('x' || substr(pg_walfile_name(pg_current_wal_lsn()), 1, 8))::bit(32)::integer;
    exception when insufficient_privilege or undefined_function or feature_not_supported
        or object_not_in_prerequisite_state then
        timeline = null;
    end;
end $$;

-- Where workers found this database, newest last. The rows travel with it: one that was promoted or restored
-- elsewhere says where it came from.
create table purser.cluster_seen (
    seen_no bigint generated always as identity primary key,
    system_identifier bigint,
    timeline integer,
    -- The newest head of the event log that was known outside and was missing here.
    missed_sequence bigint,
    missed_hash bytea,
    seen_at timestamptz not null default purser.now(),
    -- Kept fresh while workers find it unchanged.
    last_seen_at timestamptz not null default purser.now(),
    check ((missed_sequence is null) = (missed_hash is null))
);
call purser.make_undeletable('purser.cluster_seen');

-- Another cluster, or a log that lost its tail, is taken note of only under a hold.
create function purser.another_cluster_needs_a_hold() returns trigger language plpgsql as $$
declare
    before record;
begin
    if tg_op = 'UPDATE' then
        if (to_jsonb(new) - 'last_seen_at') is distinct from (to_jsonb(old) - 'last_seen_at') then
            raise exception 'where a database was seen is not changed' using errcode = 'PU001';
        end if;
        return new;
    end if;
    select system_identifier, timeline into before from purser.cluster_seen order by seen_no desc limit 1;
    if ((found and (before.system_identifier, before.timeline) is distinct from (new.system_identifier, new.timeline))
        or new.missed_sequence is not null)
        and not exists (select from purser.holds where lifted_at is null) then
        raise exception 'a database that came from elsewhere is put on hold' using errcode = 'PU007';
    end if;
    return new;
end $$;
create trigger another_cluster_needs_a_hold before insert or update on purser.cluster_seen
    for each row execute function purser.another_cluster_needs_a_hold();

-- Whatever a release checks, it checks from here on: what happened later may be missing in this database.
alter table purser.holds add column since timestamptz;

-- The last line of defence: a first request is written down neither while a hold stands nor in a cluster that
-- no worker has confirmed.
create function purser.first_send_may_leave() returns trigger language plpgsql as $$
declare
    seen record;
    lives record;
begin
    if new.send_no > 1 then
        return new;
    end if;
    if exists (select from purser.holds where lifted_at is null) then
        raise exception 'first requests are on hold' using errcode = 'PU007';
    end if;
    select system_identifier, timeline into seen from purser.cluster_seen order by seen_no desc limit 1;
    if found then
        select * into lives from purser.cluster_identity();
        if (seen.system_identifier, seen.timeline) is distinct from (lives.system_identifier, lives.timeline) then
            raise exception 'this database came from elsewhere and nobody has confirmed it' using errcode = 'PU007';
        end if;
    end if;
    return new;
end $$;
create trigger first_send_may_leave before insert on purser.sends
    for each row execute function purser.first_send_may_leave();

-- What an account bought since Purser knows it and no order owns. Only clearing changes a row.
create table purser.unowned_purchases (
    unowned_no bigint generated always as identity primary key,
    provider text not null check (provider in ('alibaba', 'huawei')),
    account text not null,
    kind text not null check (kind in ('instance', 'cloud_order')),
    reference text not null check (reference <> ''),
    name text,
    -- When the cloud says that it was bought.
    created_at timestamptz,
    amount purser.amount,
    currency purser.currency,
    -- The order that its name points to, where that order cannot own it any more.
    order_id uuid references purser.orders,
    seen_at timestamptz not null default purser.now(),
    cleared_at timestamptz,
    -- Nobody: an order owns it by now.
    cleared_by uuid references purser.people,
    clear_reason text check (clear_reason <> ''),
    unique (provider, account, kind, reference),
    check ((amount is null) = (currency is null)),
    check ((cleared_at is null) = (clear_reason is null)),
    check (cleared_by is null or cleared_at is not null)
);
create index unowned_open on purser.unowned_purchases (seen_at) where cleared_at is null;
call purser.make_undeletable('purser.unowned_purchases');

create function purser.unowned_only_clears() returns trigger language plpgsql as $$
begin
    if old.cleared_at is not null
        or (to_jsonb(new) - array['cleared_at', 'cleared_by', 'clear_reason'])
           is distinct from (to_jsonb(old) - array['cleared_at', 'cleared_by', 'clear_reason']) then
        raise exception 'what was found is only cleared, once' using errcode = 'PU001';
    end if;
    return new;
end $$;
create trigger unowned_only_clears before update on purser.unowned_purchases
    for each row execute function purser.unowned_only_clears();

-- How far the lists of an account were read, whole.
create table purser.sweeps (
    provider text not null check (provider in ('alibaba', 'huawei')),
    account text not null,
    -- Where the account's lists are kept apart: a project and its region.
    scope text not null,
    -- By the portal's clock, before the lists were read.
    swept_at timestamptz not null,
    primary key (provider, account, scope)
);
call purser.make_undeletable('purser.sweeps');

revoke all on function purser.cluster_identity(), purser.another_cluster_needs_a_hold(),
    purser.first_send_may_leave(), purser.unowned_only_clears() from public;
grant execute on function purser.cluster_identity() to purser_app;
grant select, insert, update on purser.cluster_seen, purser.unowned_purchases, purser.sweeps to purser_app;
