-- Deciding: deputies, steps that were handed over, the thread of an order, and reminders.

-- Somebody is asked in the place of somebody else, for a while.
create table purser.deputies (
    deputy_period_id uuid primary key,
    principal_id uuid not null references purser.people,
    deputy_id uuid not null references purser.people,
    starts_at timestamptz not null,
    ends_at timestamptz not null,
    made_at timestamptz not null default purser.now(),
    -- Taken back before its time.
    ended_at timestamptz,
    constraint nobody_is_their_own_deputy check (principal_id <> deputy_id),
    check (ends_at > starts_at)
);
create index deputies_of_deputy on purser.deputies (deputy_id) where ended_at is null;
call purser.make_undeletable('purser.deputies');

create function purser.a_period_only_ends() returns trigger language plpgsql as $$
begin
    if (new.deputy_period_id, new.principal_id, new.deputy_id, new.starts_at, new.ends_at, new.made_at)
       is distinct from (old.deputy_period_id, old.principal_id, old.deputy_id, old.starts_at, old.ends_at, old.made_at)
       or old.ended_at is not null then
        raise exception 'a deputy''s period is ended, and not changed' using errcode = 'PU001';
    end if;
    return new;
end $$;
create trigger a_period_only_ends before update on purser.deputies
    for each row execute function purser.a_period_only_ends();

-- Whether somebody may take somebody's place now. Who left stands in for nobody, and nobody for them.
create function purser.stands_for(which_deputy uuid, which_principal uuid) returns boolean language sql stable as $$
    select exists (
        select
        from purser.deputies d
        join purser.people p on p.person_id = d.principal_id and p.disabled_at is null
        where d.deputy_id = which_deputy and d.principal_id = which_principal and d.ended_at is null
          and purser.now() >= d.starts_at and purser.now() < d.ends_at)
$$;

alter table purser.decisions
    add column instead_of uuid references purser.people,
    add constraint nobody_decides_for_the_requester check (instead_of <> requester_id),
    add check (instead_of <> person_id),
    add check (instead_of is null or kind = 'person');
-- A deputy and whom they stand in for are one place.
create unique index one_answer_a_place on purser.decisions (order_id, revision, (coalesce(instead_of, person_id)))
    where kind = 'person';

create function purser.decision_has_its_place() returns trigger language plpgsql as $$
begin
    if new.instead_of is not null and not purser.stands_for(new.person_id, new.instead_of) then
        raise exception 'nobody''s deputy' using errcode = 'PU002';
    end if;
    return new;
end $$;
create trigger decision_has_its_place before insert on purser.decisions
    for each row execute function purser.decision_has_its_place();

-- A step's place goes to a colleague: never to the requester, nor to who left.
create table purser.hand_overs (
    hand_over_id uuid primary key,
    order_id uuid not null,
    revision integer not null,
    step integer not null,
    requester_id uuid not null,
    from_id uuid not null references purser.people,
    to_id uuid not null references purser.people,
    -- Who did it: the one that was asked, or their deputy.
    by_id uuid not null references purser.people,
    comment text not null default '',
    handed_at timestamptz not null default purser.now(),
    -- Of one instant, the order in which they came.
    nth bigint generated always as identity,
    foreign key (order_id, revision, step) references purser.chain_steps (order_id, revision, step),
    foreign key (order_id, requester_id) references purser.orders (order_id, requester_id),
    constraint nothing_is_handed_to_the_requester check (to_id <> requester_id and from_id <> requester_id),
    check (from_id <> to_id)
);
create index hand_overs_to on purser.hand_overs (to_id, order_id);
create index hand_overs_of_order on purser.hand_overs (order_id, revision);
call purser.make_append_only('purser.hand_overs');

create function purser.hand_over_is_current() returns trigger language plpgsql as $$
declare
    o record;
begin
    select state, revision into o from purser.orders where order_id = new.order_id for update;
    if o.state <> 'pending_approval' or o.revision <> new.revision then
        raise exception 'the order does not wait for approval' using errcode = 'PU002';
    end if;
    if exists (select from purser.people where person_id in (new.to_id, new.by_id) and disabled_at is not null) then
        raise exception 'a disabled person decides nothing' using errcode = 'PU002';
    end if;
    return new;
end $$;
create trigger hand_over_is_current before insert on purser.hand_overs
    for each row execute function purser.hand_over_is_current();

-- What people say about an order: asked and answered in one thread.
create table purser.order_messages (
    message_id uuid primary key,
    order_id uuid not null references purser.orders,
    -- The revision that it was said about.
    revision integer not null,
    person_id uuid not null references purser.people,
    words text not null check (words <> ''),
    said_at timestamptz not null default purser.now()
);
create index order_messages_of_order on purser.order_messages (order_id, said_at);
call purser.make_append_only('purser.order_messages');

-- Each reminder is sent once.
create table purser.reminders (
    order_id uuid not null,
    revision integer not null,
    kind text not null check (kind in ('half_time', 'last_day')),
    reminded_at timestamptz not null default purser.now(),
    primary key (order_id, revision, kind),
    foreign key (order_id, revision) references purser.revisions (order_id, revision)
);
call purser.make_append_only('purser.reminders');

-- Whether an order's steps put it to somebody: `people` are the reader and those whose deputy they are, `asked_as`
-- what a chain contains that asks one of them, `led` the teams that those whose deputy they are lead.
create function purser.is_put_to(
    which_order uuid, chain jsonb, team uuid, people uuid[], asked_as jsonb[], led uuid[]
) returns boolean language sql stable as $$
    select chain @> any(asked_as)
        or (team = any(led) and chain @> '[{"asks": ["team_lead"]}]')
        or exists (select from purser.hand_overs h where h.order_id = which_order and h.to_id = any(people))
$$;

grant select, insert on purser.hand_overs, purser.order_messages, purser.reminders to purser_app;
grant select, insert, update on purser.deputies to purser_app;
grant execute on function purser.stands_for(uuid, uuid), purser.is_put_to(uuid, jsonb, uuid, uuid[], jsonb[], uuid[])
    to purser_app;
