-- What one admin could still do alone: bring a waiting version of a rule into force in somebody else's name, freeze an
-- order by a version that does not hold, and take the limits of confirmation away unseen. And who comes back has nobody's
-- place, and nobody has theirs.

-- Who wrote a version of the rule that does not hold, since the one that does.
create function purser.authors_since(which_rule uuid) returns uuid[] language sql stable as $$
    select coalesce(array_agg(distinct v.made_by), '{}')
    from purser.rule_versions v
    where v.rule_id = which_rule and v.made_by is not null
      and v.version > coalesce((select f.version from purser.rules_in_force f where f.rule_id = which_rule), 0)
$$;

create or replace function purser.rule_version_begins() returns trigger language plpgsql as $$
declare
    held record;
    authors uuid[];
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
    -- Whoever copies what waits is not alone its author.
    authors = purser.authors_since(new.rule_id) || new.made_by;
    -- Where there is a second admin, they agree to a rule that asks nobody, to one that asks its own authors, and to
    -- one that moves aside for a rule that asks nobody. What holds already holds under another name too.
    new.takes_second = exists (
            select
            from purser.people p
            join purser.person_roles r on r.person_id = p.person_id and r.role = 'admin'
            where p.person_id <> new.made_by and p.disabled_at is null)
        and (held.rank, held.enabled, held.valid_from, held.valid_until, held.conditions, held.steps)
            is distinct from (new.rank, new.enabled, new.valid_from, new.valid_until, new.conditions, new.steps)
        and (
            (new.enabled and new.steps = '[]')
            or (new.enabled and exists (
                select
                from jsonb_array_elements(new.steps) s,
                     jsonb_array_elements((s -> 'asks') || coalesce(s -> 'fallback', '[]')) a
                where (a ->> 'person')::uuid = any(authors)))
            or (held.enabled and held.steps <> '[]'
                and (held.rank, held.enabled, held.valid_from, held.valid_until, held.conditions)
                    is distinct from (new.rank, new.enabled, new.valid_from, new.valid_until, new.conditions)
                and exists (
                    select
                    from purser.rules_in_force f
                    where f.rule_id <> new.rule_id and f.enabled and f.steps = '[]' and f.rank >= held.rank)));
    return new;
end $$;

create or replace function purser.rule_is_confirmed() returns trigger language plpgsql as $$
begin
    perform from purser.rules where rule_id = new.rule_id for update;
    if not purser.is_active_admin(new.confirmed_by) then
        raise exception 'a second admin confirms' using errcode = 'PU002';
    end if;
    -- The two of them are admins when it begins to hold.
    if not purser.is_active_admin(new.proposed_by) then
        raise exception 'who wrote it is no admin any more' using errcode = 'PU002';
    end if;
    if not exists (
        select
        from purser.rule_versions v
        where v.rule_id = new.rule_id and v.version = new.version and v.takes_second
          and v.version = (select max(version) from purser.rule_versions where rule_id = new.rule_id)) then
        raise exception 'the version waits for nobody' using errcode = 'PU003';
    end if;
    -- What waited before it may have been copied into it. Who wrote this very version meets the constraint two_admins.
    if new.confirmed_by <> new.proposed_by and new.confirmed_by = any(purser.authors_since(new.rule_id)) then
        raise exception 'who wrote a part of it confirms nothing' using errcode = 'PU002';
    end if;
    return new;
end $$;

-- What an order is measured by is a version that holds when it is frozen, and is switched on.
create function purser.revision_meets_a_rule() returns trigger language plpgsql as $$
begin
    -- Until the order is frozen nobody writes or confirms another version.
    perform from purser.rules where rule_id = new.rule_id for key share;
    if not exists (
        select from purser.rules_in_force
        where rule_id = new.rule_id and version = new.rule_version and enabled) then
        raise exception 'the rule does not hold' using errcode = 'PU003';
    end if;
    return new;
end $$;
create trigger revision_meets_a_rule before insert on purser.revisions
    for each row execute function purser.revision_meets_a_rule();

-- A limit of confirmation changes only together with an event that says which admin did it.
create function purser.limit_is_logged() returns trigger language plpgsql as $$
begin
    if not pg_has_role(current_user, (select relowner from pg_class where oid = tg_relid), 'usage')
        and not exists (
            select
            from purser.events
            where subject_kind = 'setting' and action = 'setting.changed' and actor_kind = 'person'
              and (tg_op = 'DELETE' or actor_id = new.set_by) and purser.is_active_admin(actor_id)
              and xmin = pg_current_xact_id()::xid) then
        raise exception 'a limit takes an admin who is in the log' using errcode = 'PU006';
    end if;
    return null;
end $$;
create constraint trigger limit_is_logged after insert or update or delete on purser.settings
    deferrable initially deferred
    for each row execute function purser.limit_is_logged();

-- Whether somebody is asked in another's place, or somebody in theirs, now or later.
create function purser.has_deputy_periods(who uuid) returns boolean language sql stable as $$
    select exists (
        select
        from purser.deputies
        where who in (principal_id, deputy_id) and ended_at is null and ends_at > purser.now())
$$;

create or replace function purser.comes_back_without_rights() returns trigger language plpgsql as $$
begin
    if exists (select from purser.person_roles where person_id = new.person_id and role <> 'auditor')
        or exists (select from purser.team_members where person_id = new.person_id and lead)
        or exists (select from purser.group_members where person_id = new.person_id)
        or purser.has_deputy_periods(new.person_id) then
        raise exception 'who comes back is given their rights anew' using errcode = 'PU002';
    end if;
    return new;
end $$;

revoke all on all functions in schema purser from public;
grant execute on function purser.authors_since(uuid), purser.has_deputy_periods(uuid) to purser_app;
