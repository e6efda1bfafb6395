-- An answer counts while whoever gave it is there. Who left and came back answers anew: what they said before they were
-- disabled, perhaps because somebody else had said it in their name, does not count again by itself.

-- How often somebody came back. Counted, because a clock may step back.
alter table purser.people add column returns integer not null default 0;
create function purser.returns_are_counted() returns trigger language plpgsql as $$
begin
    new.returns := old.returns + (old.disabled_at is not null and new.disabled_at is null)::integer;
    return new;
end $$;
create trigger returns_are_counted before update on purser.people
    for each row execute function purser.returns_are_counted();

alter table purser.decisions
    -- How often the person had come back by then.
    add column returns integer not null default 0,
    drop constraint one_answer_a_person,
    add constraint one_answer_a_person unique (order_id, revision, person_id, returns);

create view purser.answers_that_count as
    select d.*
    from purser.decisions d
    join purser.people p on p.person_id = d.person_id and p.disabled_at is null and p.returns = d.returns
    where d.kind = 'person';

-- A place is free again when the deputy who answered for it left. The order's lock keeps two answers apart, and so
-- this is looked at behind it.
drop index purser.one_answer_a_place;

-- A decision is about the revision that is being decided, while it may be, by somebody who may answer, for a place that
-- has no answer.
create or replace function purser.decision_is_current() returns trigger language plpgsql as $$
declare
    o record;
begin
    select state, revision, expires_at into o from purser.orders where order_id = new.order_id for update;
    if o.state <> 'pending_approval' then
        raise exception 'the order does not wait for approval' using errcode = 'PU002';
    end if;
    if o.revision <> new.revision then
        raise exception 'the order has changed meanwhile' using errcode = 'PU002';
    end if;
    if new.kind = 'rule' then
        return new;
    end if;
    if o.expires_at <= purser.now() then
        raise exception 'the order has waited too long' using errcode = 'PU002';
    end if;
    if exists (select from purser.people where person_id = new.person_id and disabled_at is not null) then
        raise exception 'a disabled person decides nothing' using errcode = 'PU002';
    end if;
    if purser.has_role(new.person_id, 'auditor') or purser.has_role(new.instead_of, 'auditor') then
        raise exception 'an auditor decides nothing' using errcode = 'PU002';
    end if;
    if exists (
        select
        from purser.answers_that_count
        where order_id = new.order_id and revision = new.revision and person_id <> new.person_id
          and coalesce(instead_of, person_id) = coalesce(new.instead_of, new.person_id)) then
        raise exception 'the place has its answer' using errcode = 'unique_violation', constraint = 'one_answer_a_place';
    end if;
    select returns into new.returns from purser.people where person_id = new.person_id;
    return new;
end $$;

-- As before, by the answers that count.
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
                  from purser.answers_that_count d
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

-- What was handed over holds while somebody of those to whom it went on is there. Who left and came back has no place
-- that went back meanwhile.
alter table purser.hand_overs
    -- How often whom it went to had come back by then.
    add column to_returns integer not null default 0;

create function purser.hand_over_holds(h purser.hand_overs) returns boolean language plpgsql stable as $$
declare
    further purser.hand_overs;
begin
    if exists (
        select from purser.people where person_id = h.to_id and disabled_at is null and returns = h.to_returns) then
        return true;
    end if;
    for further in
        select *
        from purser.hand_overs
        where order_id = h.order_id and revision = h.revision and step = h.step and from_id = h.to_id and nth > h.nth
    loop
        if purser.hand_over_holds(further) then
            return true;
        end if;
    end loop;
    return false;
end $$;

create or replace view purser.hand_overs_that_hold as
    select h.* from purser.hand_overs h where purser.hand_over_holds(h);

create or replace function purser.hand_over_is_current() returns trigger language plpgsql as $$
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
    if purser.has_role(new.to_id, 'auditor') or purser.has_role(new.by_id, 'auditor') then
        raise exception 'an auditor decides nothing' using errcode = 'PU002';
    end if;
    select returns into new.to_returns from purser.people where person_id = new.to_id;
    return new;
end $$;
alter table purser.hand_overs
    add constraint nothing_is_handed_by_the_requester check (by_id <> requester_id);

grant select on purser.answers_that_count to purser_app;
revoke all on all functions in schema purser from public;
grant execute on function purser.hand_over_holds(purser.hand_overs) to purser_app;
