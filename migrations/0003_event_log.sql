-- What happened. Events are written in the transaction of what they tell, through one function, and never
-- change. A sealer chains them by hashes shortly afterwards; anchors outside the database keep the tail.

create table purser.events (
    event_id uuid primary key,
    at timestamptz not null,
    actor_kind text not null check (actor_kind in ('person', 'worker', 'operator')),
    actor_id uuid references purser.people,
    subject_kind text not null,
    subject_id uuid,
    -- The version of the subject that the event made, where it has versions.
    subject_version integer,
    action text not null,
    from_state text,
    to_state text,
    reason text,
    request_id text,
    -- Canonical JSON, kept as bytes so that its hash stays true.
    data bytea not null
);
create index events_by_subject on purser.events (subject_id, at);
call purser.make_append_only('purser.events');

create function purser.record_event(
    event_id uuid, actor_kind text, actor_id uuid, subject_kind text, subject_id uuid, subject_version integer,
    action text, from_state text, to_state text, reason text, request_id text, data bytea
) returns timestamptz
    language sql security definer set search_path = purser, pg_temp
as $$
    insert into purser.events (event_id, at, actor_kind, actor_id, subject_kind, subject_id, subject_version,
                               action, from_state, to_state, reason, request_id, data)
    values (event_id, purser.now(), actor_kind, actor_id, subject_kind, subject_id, subject_version,
            action, from_state, to_state, reason, request_id, data)
    returning at
$$;

create table purser.seals (
    sequence bigint primary key check (sequence > 0),
    event_id uuid not null unique references purser.events,
    previous_hash bytea not null check (octet_length(previous_hash) = 32),
    hash bytea not null unique check (octet_length(hash) = 32),
    sealed_at timestamptz not null default purser.now()
);
call purser.make_append_only('purser.seals');

-- The chain has no gaps and no branches.
create function purser.seal_follows() returns trigger language plpgsql as $$
declare
    head record;
begin
    select sequence, hash into head from purser.seals order by sequence desc limit 1;
    if new.sequence <> coalesce(head.sequence, 0) + 1
        or (head.hash is not null and new.previous_hash <> head.hash) then
        raise exception 'a seal follows the last one' using errcode = 'PU001';
    end if;
    return new;
end $$;
create trigger seal_follows before insert on purser.seals for each row execute function purser.seal_follows();

grant select on purser.events to purser_app;
grant select, insert on purser.seals to purser_app;
