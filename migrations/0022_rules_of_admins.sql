-- Approval rules that admins write: which version holds, what takes a second admin, the groups that steps ask, the
-- approvers that admins name where a step has too few, and what an approval is measured by.

alter table purser.rule_versions
    add column name text not null default '' check (length(name) <= 100),
    -- Whether it holds only once a second admin has confirmed it. The database says so itself.
    add column takes_second boolean not null default false,
    add constraint version_and_author unique (rule_id, version, made_by);

-- A second admin lets a version hold: never the one who wrote it.
create table purser.rule_confirmations (
    rule_id uuid not null,
    version integer not null,
    proposed_by uuid not null,
    confirmed_by uuid not null references purser.people,
    confirmed_at timestamptz not null default purser.now(),
    primary key (rule_id, version),
    foreign key (rule_id, version, proposed_by) references purser.rule_versions (rule_id, version, made_by),
    constraint two_admins check (confirmed_by <> proposed_by)
);
call purser.make_append_only('purser.rule_confirmations');

-- The version of each rule that holds: the newest one that waits for nobody.
create view purser.rules_in_force as
    select distinct on (v.rule_id) v.*
    from purser.rule_versions v
    where not v.takes_second
       or exists (select from purser.rule_confirmations c where c.rule_id = v.rule_id and c.version = v.version)
    order by v.rule_id, v.version desc;

create function purser.is_active_admin(who uuid) returns boolean language sql stable as $$
    select exists (
        select
        from purser.people p
        join purser.person_roles r on r.person_id = p.person_id and r.role = 'admin'
        where p.person_id = who and p.disabled_at is null)
$$;

create function purser.rule_version_begins() returns trigger language plpgsql as $$
declare
    held record;
begin
    if exists (select from purser.rules where rule_id = new.rule_id and built_in)
        and exists (select from purser.rule_versions where rule_id = new.rule_id) then
        raise exception 'the built-in rule stays as it is' using errcode = 'PU001';
    end if;
    if new.made_by is null or not purser.is_active_admin(new.made_by) then
        raise exception 'rules are written by admins' using errcode = 'PU002';
    end if;
    perform from purser.rules where rule_id = new.rule_id for update;
    if new.version <> (select coalesce(max(version), 0) + 1 from purser.rule_versions where rule_id = new.rule_id) then
        raise exception 'the rule was written by somebody else meanwhile' using errcode = 'PU003';
    end if;
    if exists (
        select from jsonb_array_elements(new.steps) s
        where coalesce((s ->> 'needs')::integer, 0) < 1 or coalesce(jsonb_array_length(s -> 'asks'), 0) = 0) then
        raise exception 'a step asks somebody' using errcode = 'PU001';
    end if;
    select * into held from purser.rules_in_force where rule_id = new.rule_id;
    -- Where there is a second admin, they agree to a rule that asks nobody, to one that asks its own author, and to
    -- one that moves aside for a rule that asks nobody.
    new.takes_second = exists (
            select
            from purser.people p
            join purser.person_roles r on r.person_id = p.person_id and r.role = 'admin'
            where p.person_id <> new.made_by and p.disabled_at is null)
        and (
            (new.enabled and new.steps = '[]')
            or (new.enabled and exists (
                select
                from jsonb_array_elements(new.steps) s,
                     jsonb_array_elements((s -> 'asks') || coalesce(s -> 'fallback', '[]')) a
                where a = jsonb_build_object('person', new.made_by)))
            or (held.enabled and held.steps <> '[]'
                and (held.rank, held.enabled, held.valid_from, held.valid_until, held.conditions)
                    is distinct from (new.rank, new.enabled, new.valid_from, new.valid_until, new.conditions)
                and exists (
                    select
                    from purser.rules_in_force f
                    where f.rule_id <> new.rule_id and f.enabled and f.steps = '[]' and f.rank >= held.rank)));
    return new;
end $$;
create trigger rule_version_begins before insert on purser.rule_versions
    for each row execute function purser.rule_version_begins();

create function purser.rule_is_confirmed() returns trigger language plpgsql as $$
begin
    perform from purser.rules where rule_id = new.rule_id for update;
    if not purser.is_active_admin(new.confirmed_by) then
        raise exception 'a second admin confirms' using errcode = 'PU002';
    end if;
    if not exists (
        select
        from purser.rule_versions v
        where v.rule_id = new.rule_id and v.version = new.version and v.takes_second
          and v.version = (select max(version) from purser.rule_versions where rule_id = new.rule_id)) then
        raise exception 'the version waits for nobody' using errcode = 'PU003';
    end if;
    return new;
end $$;
create trigger rule_is_confirmed before insert on purser.rule_confirmations
    for each row execute function purser.rule_is_confirmed();

-- People whom a step asks together. Whoever is in it when they answer counts.
create table purser.groups (
    group_id uuid primary key,
    name text not null constraint group_name_taken unique check (name <> '' and length(name) <= 100),
    -- Grows by one with every change of name or members.
    version integer not null default 1,
    made_at timestamptz not null default purser.now()
);
call purser.make_undeletable('purser.groups');

create table purser.group_members (
    group_id uuid not null references purser.groups,
    person_id uuid not null references purser.people,
    added_by uuid not null references purser.people,
    added_at timestamptz not null default purser.now(),
    primary key (group_id, person_id)
);
create index group_members_by_person on purser.group_members (person_id);

-- Being in a group is a right to approve: admins do not give it to themselves where there is another one.
create function purser.nobody_joins_alone() returns trigger language plpgsql as $$
begin
    if not purser.is_active_admin(new.added_by) then
        raise exception 'groups are kept by admins' using errcode = 'PU002';
    end if;
    if new.person_id = new.added_by and exists (
        select
        from purser.people p
        join purser.person_roles r on r.person_id = p.person_id and r.role = 'admin'
        where p.person_id <> new.added_by and p.disabled_at is null) then
        raise exception 'another admin adds you' using errcode = 'PU002';
    end if;
    return new;
end $$;
create trigger nobody_joins_alone before insert on purser.group_members
    for each row execute function purser.nobody_joins_alone();

-- Why the order met its rule, for people to read: what was looked at, in order.
alter table purser.revisions add column why jsonb check (jsonb_typeof(why) = 'array');

-- Where too few can answer a step, an admin names somebody: neither themselves nor the requester, and not for an order
-- of their own.
create table purser.named_approvers (
    order_id uuid not null,
    revision integer not null,
    step integer not null,
    requester_id uuid not null,
    person_id uuid not null references purser.people,
    named_by uuid not null references purser.people,
    reason text not null check (btrim(reason) <> ''),
    named_at timestamptz not null default purser.now(),
    primary key (order_id, revision, step, person_id),
    foreign key (order_id, revision, step) references purser.chain_steps (order_id, revision, step),
    foreign key (order_id, requester_id) references purser.orders (order_id, requester_id),
    constraint names_somebody_else check (person_id <> named_by),
    constraint names_not_the_requester check (person_id <> requester_id),
    constraint names_not_for_oneself check (named_by <> requester_id)
);
create index named_approvers_by_person on purser.named_approvers (person_id);
call purser.make_append_only('purser.named_approvers');

create function purser.naming_is_current() returns trigger language plpgsql as $$
declare
    o record;
begin
    select state, revision into o from purser.orders where order_id = new.order_id for update;
    if o.state <> 'pending_approval' or o.revision <> new.revision then
        raise exception 'the order does not wait for approval' using errcode = 'PU002';
    end if;
    if not purser.is_active_admin(new.named_by) then
        raise exception 'an admin names approvers' using errcode = 'PU002';
    end if;
    if exists (select from purser.people where person_id = new.person_id and disabled_at is not null)
        or exists (select from purser.person_roles where person_id = new.person_id and role = 'auditor') then
        raise exception 'who cannot answer is not named' using errcode = 'PU002';
    end if;
    return new;
end $$;
create trigger naming_is_current before insert on purser.named_approvers
    for each row execute function purser.naming_is_current();

-- Whom the steps of a frozen chain ask now: those that it names, and those that admins named since.
create function purser.chain_now(which_order uuid, which_revision integer, chain jsonb) returns jsonb
    language sql stable as $$
    select case
        when exists (
            select from purser.named_approvers where order_id = which_order and revision = which_revision
        ) then (
            select jsonb_agg(
                jsonb_set(step, '{asks}', (step -> 'asks') || coalesce((
                    select jsonb_agg(jsonb_build_object('person', n.person_id) order by n.named_at, n.person_id)
                    from purser.named_approvers n
                    where n.order_id = which_order and n.revision = which_revision and n.step = number - 1
                ), '[]'))
                order by number)
            from jsonb_array_elements(chain) with ordinality as steps (step, number))
        else chain
    end
$$;

-- A rule decides only while it holds, asks nobody, and is the one that the revision met.
create function purser.rule_decides() returns trigger language plpgsql as $$
begin
    if not exists (
        select
        from purser.rules_in_force f
        join purser.revisions r on r.rule_id = f.rule_id and r.rule_version = f.version
        where r.order_id = new.order_id and r.revision = new.revision
          and f.rule_id = new.rule_id and f.version = new.rule_version
          and f.enabled and f.steps = '[]'
          and (f.valid_from is null or f.valid_from <= purser.now())
          and (f.valid_until is null or f.valid_until > purser.now())) then
        raise exception 'no rule decides this' using errcode = 'PU003';
    end if;
    return new;
end $$;
create trigger rule_decides before insert on purser.decisions
    for each row when (new.kind = 'rule') execute function purser.rule_decides();

-- An approval is measured by the frozen steps and, besides, by the steps of the rule's version, which nobody can
-- change: each has its answers from distinct people who are still active, and nobody rejected. Where both have none, an
-- explicit rule decided.
create or replace function purser.is_approved(which_order uuid, which_revision integer) returns boolean
    language sql stable as $$
    select exists (
        select
        from purser.revisions r
        join purser.rule_versions v on v.rule_id = r.rule_id and v.version = r.rule_version
        where r.order_id = which_order and r.revision = which_revision
          and not exists (
              select
              from (
                  select s.step, s.needs
                  from purser.chain_steps s
                  where s.order_id = which_order and s.revision = which_revision
                  union all
                  select number - 1, (step ->> 'needs')::integer
                  from jsonb_array_elements(v.steps) with ordinality as steps (step, number)
              ) asked
              where asked.needs > (
                  select count(distinct d.person_id)
                  from purser.decisions d
                  join purser.people p on p.person_id = d.person_id and p.disabled_at is null
                  where d.order_id = which_order and d.revision = which_revision and d.step = asked.step
                    and d.decision = 'approve'))
          and not exists (
              select
              from purser.decisions d
              where d.order_id = which_order and d.revision = which_revision and d.decision = 'reject')
          and (v.steps <> '[]' or exists (
              select
              from purser.decisions d
              where d.order_id = which_order and d.revision = which_revision and d.kind = 'rule'
                and d.rule_id = r.rule_id and d.rule_version = r.rule_version)))
$$;

grant select on purser.rules_in_force to purser_app;
grant select, insert on purser.rule_confirmations, purser.named_approvers to purser_app;
grant select, insert, update on purser.groups to purser_app;
grant select, insert, delete on purser.group_members to purser_app;
-- Locking a rule takes the right to write it; nothing of it is ever changed.
grant update (name) on purser.rules to purser_app;
create function purser.rule_stays() returns trigger language plpgsql as $$
begin
    raise exception 'a rule changes by a version' using errcode = 'PU001';
end $$;
create trigger rule_stays before update on purser.rules for each row execute function purser.rule_stays();

revoke all on all functions in schema purser from public;
grant execute on function purser.is_active_admin(uuid), purser.chain_now(uuid, integer, jsonb) to purser_app;
