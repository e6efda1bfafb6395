-- Lists show what can be opened; and who was told once is told again where it happens again.

-- Whether a chain asks its reader: `Places::concern` of the domain, in SQL, without what was handed over. `people` are
-- the reader and those whose deputy they are; `asked_as` what a chain contains that asks one of them, and `asked_of`
-- which one, beside it; `led` the teams that one of them leads, and `led_of` who. A deputy never stands in for the
-- requester. (`is_put_to` is for processes of the release before.)
create function purser.asks(
    chain jsonb, team uuid, requester uuid, people uuid[], asked_as jsonb[], asked_of uuid[], led uuid[], led_of uuid[]
) returns boolean language plpgsql stable as $$
begin
    -- Said first: every row of a list asks, and hardly any is of somebody whose deputy reads it.
    if requester <> all(people) then
        return chain @> any(asked_as) or (team = any(led) and chain @> '[{"asks": ["team_lead"]}]');
    end if;
    return exists (select from unnest(asked_as, asked_of) a (asked, place) where place <> requester and chain @> asked)
        or (chain @> '[{"asks": ["team_lead"]}]' and exists (
            select from unnest(led, led_of) l (led_team, place) where place <> requester and led_team = team));
end $$;
-- What somebody ever answered, they see.
create index decisions_of_person on purser.decisions (person_id, order_id);

-- A reminder is given once for each end of the time that an order waits: approvers who left give it a new one. Without
-- it: for all of them, as the release before noted it.
alter table purser.reminders
    add column expires_at timestamptz,
    drop constraint reminders_pkey;
create unique index one_reminder_a_time
    on purser.reminders (order_id, revision, kind, coalesce(expires_at, '-infinity'::timestamptz));

-- A step of which admins had been told that it has too few people has enough again: the next time is news.
create table purser.misses_mended (
    order_id uuid not null,
    revision integer not null,
    step integer not null,
    -- The how manieth time.
    nth integer not null check (nth > 0),
    mended_at timestamptz not null default purser.now(),
    primary key (order_id, revision, step, nth),
    foreign key (order_id, revision, step) references purser.chain_steps (order_id, revision, step)
);
call purser.make_append_only('purser.misses_mended');
alter table purser.approvers_missed
    -- How often it had been mended until then.
    add column mended integer not null default 0,
    drop constraint approvers_missed_pkey,
    add primary key (order_id, revision, step, named, mended);

-- A step that was complete is due again, because an answer to it does not count any more: whom it asks was told.
create table purser.steps_due_again (
    order_id uuid not null,
    revision integer not null,
    step integer not null,
    -- How many had answered the revision until then, whether it still counts or not.
    answers integer not null,
    told_at timestamptz not null default purser.now(),
    primary key (order_id, revision, step, answers),
    foreign key (order_id, revision, step) references purser.chain_steps (order_id, revision, step)
);
call purser.make_append_only('purser.steps_due_again');
create trigger step_is_current before insert on purser.steps_due_again
    for each row execute function purser.escalation_is_current();

grant select, insert on purser.misses_mended, purser.steps_due_again to purser_app;
grant execute on function purser.asks(jsonb, uuid, uuid, uuid[], jsonb[], uuid[], uuid[], uuid[]) to purser_app;
