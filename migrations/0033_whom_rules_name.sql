-- A rule that names somebody makes an approver of them. Where nobody gave them a right to approve, it takes a second admin
-- like such a right: an account that one admin adds alone approves nothing by a rule that they write alone.

-- Whether somebody may approve by a right that was given to them: a role, or leading a team. Null: of nobody.
create function purser.has_right_to_approve(who uuid) returns boolean language sql stable strict as $$
    select exists (select from purser.person_roles where person_id = who and role in ('approver', 'admin'))
        or exists (select from purser.team_members where person_id = who and lead)
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
    -- Where there is a second admin, they agree to a rule that asks nobody, to one that asks its own authors or somebody
    -- whom nobody gave a right to approve, and to one that moves aside for a rule that asks nobody. What holds already
    -- holds under another name too.
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
                where (a ->> 'person')::uuid = any(authors)
                   or not purser.has_right_to_approve((a ->> 'person')::uuid)))
            or (held.enabled and held.steps <> '[]'
                and (held.rank, held.enabled, held.valid_from, held.valid_until, held.conditions)
                    is distinct from (new.rank, new.enabled, new.valid_from, new.valid_until, new.conditions)
                and exists (
                    select
                    from purser.rules_in_force f
                    where f.rule_id <> new.rule_id and f.enabled and f.steps = '[]' and f.rank >= held.rank)));
    return new;
end $$;

revoke all on all functions in schema purser from public;
grant execute on function purser.has_right_to_approve(uuid) to purser_app;
