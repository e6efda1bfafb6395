-- Telling people: one row for each person and event, whatever reaches them; what leaves by mail and webhook; and what
-- each person switched.

create table purser.notices (
    notice_id uuid primary key,
    person_id uuid not null references purser.people,
    kind text not null check (kind in (
        'approval.asked', 'approval.reminder', 'step.handed_over', 'question.asked', 'question.answered',
        'order.approved', 'order.rejected', 'order.expired', 'order.returned', 'order.bought', 'order.not_bought',
        'order.needs_person', 'order.unpaid', 'credential.refused')),
    -- What happened, with the words that people wrote about it.
    event_id uuid not null references purser.events,
    -- Null where it is about no order. The revision is the one of then: later ones may cost something else.
    order_id uuid references purser.orders,
    revision integer,
    -- Whether the portal shows it; if not, it is here for its mail alone.
    in_portal boolean not null,
    made_at timestamptz not null default purser.now(),
    read_at timestamptz,
    -- Nobody is told twice of one event.
    constraint told_once unique (person_id, kind, event_id),
    check ((order_id is null) = (revision is null))
);
create index notices_of_person on purser.notices (person_id, made_at desc, notice_id desc) where in_portal;
create index notices_unread on purser.notices (person_id) where in_portal and read_at is null;
call purser.make_undeletable('purser.notices');

create function purser.notice_is_only_read() returns trigger language plpgsql as $$
begin
    if old.read_at is not null or (to_jsonb(new) - 'read_at') is distinct from (to_jsonb(old) - 'read_at') then
        raise exception 'a notice is only read, once' using errcode = 'PU001';
    end if;
    return new;
end $$;
create trigger notice_is_only_read before update on purser.notices
    for each row execute function purser.notice_is_only_read();

-- What leaves the portal: a mail for a notice, or the installation's webhook for an event. Written with the event,
-- sent after the commit, tried again until it is taken or was tried often enough.
create table purser.deliveries (
    delivery_id uuid primary key,
    channel text not null check (channel in ('mail', 'webhook')),
    notice_id uuid references purser.notices,
    person_id uuid references purser.people,
    kind text not null,
    event_id uuid not null references purser.events,
    order_id uuid references purser.orders,
    revision integer,
    state text not null default 'waiting' check (state in ('waiting', 'sent', 'failed', 'dropped')),
    -- Counted when one begins, so that one during which the process died counts too.
    attempts integer not null default 0,
    due_at timestamptz not null default purser.now(),
    lease_owner text,
    lease_until timestamptz,
    last_error text,
    made_at timestamptz not null default purser.now(),
    ended_at timestamptz,
    check ((channel = 'mail') = (notice_id is not null) and (channel = 'mail') = (person_id is not null)),
    check ((state = 'waiting') = (ended_at is null)),
    check ((order_id is null) = (revision is null))
);
comment on column purser.deliveries.state is
    'dropped: when its turn came, the person had switched it off, or may not sign in any more.';
-- Once for a person, an event and a channel; a webhook is for nobody in particular.
create unique index delivered_once on purser.deliveries (person_id, event_id, channel) where person_id is not null;
create unique index posted_once on purser.deliveries (event_id, channel) where person_id is null;
create index deliveries_due on purser.deliveries (channel, due_at) where state = 'waiting';
call purser.make_undeletable('purser.deliveries');

create function purser.delivery_goes_on() returns trigger language plpgsql as $$
declare
    moves constant text[] = array['state', 'attempts', 'due_at', 'lease_owner', 'lease_until', 'last_error', 'ended_at'];
begin
    if old.state <> 'waiting' or new.attempts < old.attempts
        or (to_jsonb(new) - moves) is distinct from (to_jsonb(old) - moves) then
        raise exception 'a delivery that ended stays as it is, and none becomes another' using errcode = 'PU001';
    end if;
    return new;
end $$;
create trigger delivery_goes_on before update on purser.deliveries
    for each row execute function purser.delivery_goes_on();

-- What a person switched away from the default or back to it.
create table purser.notice_switches (
    person_id uuid not null references purser.people,
    kind text not null,
    channel text not null check (channel in ('portal', 'mail')),
    wanted boolean not null,
    primary key (person_id, kind, channel)
);

-- Events that the database writes by itself, which no code was there to tell people of; the worker does.
create table purser.untold_events (
    event_id uuid primary key references purser.events
);
create function purser.event_is_untold() returns trigger language plpgsql security definer
    set search_path = purser, pg_temp as $$
begin
    insert into purser.untold_events (event_id) values (new.event_id);
    return null;
end $$;
create trigger event_is_untold after insert on purser.events
    for each row when (new.action = 'order.late_sale') execute function purser.event_is_untold();

-- What is said of an event.
create view purser.event_words as
select
    e.event_id,
    e.at,
    e.reason,
    doer.name as doer,
    o.number,
    o.operation,
    requester.name as requester,
    t.name as team,
    c.label as credential
from purser.events e
left join purser.people doer on doer.person_id = e.actor_id
left join purser.orders o on e.subject_kind = 'order' and o.order_id = e.subject_id
left join purser.people requester on requester.person_id = o.requester_id
left join purser.teams t on t.team_id = o.team_id
left join purser.credentials c on e.subject_kind = 'credential' and c.credential_id = e.subject_id;

-- Pages that are open show a notice at once, also that it was read in another window.
create function purser.tell_notice() returns trigger language plpgsql as $$
begin
    perform pg_notify('purser_changes', 'notice ' || new.person_id);
    return null;
end $$;
create trigger tell_notice after insert or update on purser.notices
    for each row when (new.in_portal) execute function purser.tell_notice();

revoke all on function purser.notice_is_only_read(), purser.delivery_goes_on(), purser.event_is_untold(),
    purser.tell_notice() from public;
grant select, insert, update on purser.notices, purser.deliveries, purser.notice_switches to purser_app;
-- To take one off the list it is locked first, which PostgreSQL counts as an update.
grant select, update, delete on purser.untold_events to purser_app;
grant select on purser.event_words to purser_app;
