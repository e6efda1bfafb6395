-- Whoever can make approvers alone can approve their own spending. So a right to approve or to administer that an admin
-- gives takes a second admin where there is one.
--
-- A second admin is an active one who neither proposed it nor receives it. Where the receiver is the only other admin,
-- the grant holds at once: two people have their part in it already.
--
-- The operator (`purser user`) needs no second admin: it works before anybody exists, and whoever runs it has the
-- database's files. It works as purser_app like the portal does, so the database cannot tell the two by their role. It
-- tells them by the event log instead: a right without a grant commits only together with an event that says that the
-- operator gave it. The log is sealed and anchored outside of the database, so this cannot be done unseen; that it
-- cannot be done by a portal whose code was replaced is not claimed. What the owner of the tables writes is not looked at.

-- A right that an admin gives: it holds once it is used, and is used at most once.
create table purser.grants (
    grant_id uuid primary key,
    person_id uuid not null references purser.people,
    what text not null check (what in ('approver', 'admin', 'lead')),
    -- Of which team they become a lead.
    team_id uuid references purser.teams,
    proposed_by uuid not null references purser.people,
    proposed_at timestamptz not null default purser.now(),
    -- Whether it waits for a second admin. The database says so itself.
    takes_second boolean not null default false,
    check ((what = 'lead') = (team_id is not null)),
    constraint grant_and_proposer unique (grant_id, person_id, proposed_by)
);
create index grants_by_person on purser.grants (person_id);
call purser.make_append_only('purser.grants');

-- What became of one that waits. One answer, and it stays.
create table purser.grant_answers (
    grant_id uuid primary key,
    person_id uuid not null,
    proposed_by uuid not null,
    answer text not null check (answer in ('confirm', 'refuse', 'withdraw')),
    answered_by uuid not null references purser.people,
    answered_at timestamptz not null default purser.now(),
    foreign key (grant_id, person_id, proposed_by) references purser.grants (grant_id, person_id, proposed_by),
    constraint nobody_confirms_what_they_proposed check (answer <> 'confirm' or answered_by <> proposed_by),
    constraint nobody_confirms_what_they_receive check (answer <> 'confirm' or answered_by <> person_id),
    constraint who_proposed_withdraws check ((answer = 'withdraw') = (answered_by = proposed_by))
);
call purser.make_append_only('purser.grant_answers');

create table purser.grants_used (
    grant_id uuid primary key references purser.grants,
    used_at timestamptz not null default purser.now()
);
call purser.make_append_only('purser.grants_used');

-- Null: the operator gave it, or it was there before grants were.
alter table purser.person_roles add column grant_id uuid references purser.grants;
alter table purser.team_members add column grant_id uuid references purser.grants,
    add constraint a_grant_makes_a_lead check (lead or grant_id is null);

-- Those that wait for an answer.
create view purser.open_grants as
    select g.*
    from purser.grants g
    where g.takes_second and not exists (select from purser.grant_answers a where a.grant_id = g.grant_id);

-- Who is an admin, and who gives what to whom, is decided by one transaction after the other.
create function purser.admins_in_turn() returns void language sql volatile as $$
    select pg_advisory_xact_lock(hashtextextended('purser admins', 0))
$$;

create function purser.has_second_admin(proposer uuid, receiver uuid) returns boolean language sql stable as $$
    select exists (
        select
        from purser.people p
        join purser.person_roles r on r.person_id = p.person_id and r.role = 'admin'
        where p.disabled_at is null and p.person_id not in (proposer, receiver))
$$;

create function purser.grant_begins() returns trigger language plpgsql as $$
begin
    perform purser.admins_in_turn();
    if not purser.is_active_admin(new.proposed_by) then
        raise exception 'rights are given by admins' using errcode = 'PU002';
    end if;
    if exists (select from purser.people where person_id = new.person_id and disabled_at is not null)
        or exists (select from purser.person_roles where person_id = new.person_id and role = 'auditor') then
        raise exception 'who cannot use a right is not given it' using errcode = 'PU002';
    end if;
    if exists (select from purser.person_roles where person_id = new.person_id and role = new.what)
        or exists (
            select from purser.team_members
            where person_id = new.person_id and team_id = new.team_id and lead)
        or exists (
            select from purser.open_grants
            where person_id = new.person_id and what = new.what and team_id is not distinct from new.team_id) then
        raise exception 'they have it, or it is proposed' using errcode = 'PU003';
    end if;
    new.takes_second = purser.has_second_admin(new.proposed_by, new.person_id);
    return new;
end $$;
create trigger grant_begins before insert on purser.grants for each row execute function purser.grant_begins();

create function purser.grant_is_answered() returns trigger language plpgsql as $$
begin
    perform purser.admins_in_turn();
    if not purser.is_active_admin(new.answered_by) then
        raise exception 'admins answer a grant' using errcode = 'PU002';
    end if;
    if not exists (select from purser.open_grants where grant_id = new.grant_id) then
        raise exception 'the grant waits for nobody' using errcode = 'PU003';
    end if;
    -- The two of them are admins when it begins to hold.
    if new.answer = 'confirm' and not purser.is_active_admin(new.proposed_by) then
        raise exception 'who proposed it is no admin any more' using errcode = 'PU002';
    end if;
    return new;
end $$;
create trigger grant_is_answered before insert on purser.grant_answers
    for each row execute function purser.grant_is_answered();

-- Refuses a grant of something else, one that a second admin has not confirmed, and one that was used.
create function purser.use_grant(which_grant uuid, who uuid, which_right text, which_team uuid) returns void
    language plpgsql as $$
declare
    g record;
begin
    perform purser.admins_in_turn();
    select * into g from purser.grants where grant_id = which_grant;
    if (g.person_id, g.what) is distinct from (who, which_right) or g.team_id is distinct from which_team then
        raise exception 'the grant is of something else' using errcode = 'PU002';
    end if;
    if (g.takes_second or purser.has_second_admin(g.proposed_by, g.person_id))
        and not exists (select from purser.grant_answers where grant_id = which_grant and answer = 'confirm') then
        raise exception 'a second admin confirms' using errcode = 'PU002';
    end if;
    if exists (select from purser.people where person_id = who and disabled_at is not null)
        or exists (select from purser.person_roles where person_id = who and role = 'auditor') then
        raise exception 'who cannot use a right is not given it' using errcode = 'PU002';
    end if;
    insert into purser.grants_used (grant_id) values (which_grant);
end $$;

create function purser.role_is_given() returns trigger language plpgsql as $$
begin
    if new.grant_id is not null then
        perform purser.use_grant(new.grant_id, new.person_id, new.role, null);
    end if;
    return new;
end $$;
create trigger role_is_given before insert on purser.person_roles
    for each row execute function purser.role_is_given();

create function purser.lead_is_given() returns trigger language plpgsql as $$
begin
    if not new.lead then
        new.grant_id = null;
    elsif new.grant_id is not null and (tg_op = 'INSERT' or new.grant_id is distinct from old.grant_id) then
        perform purser.use_grant(new.grant_id, new.person_id, 'lead', new.team_id);
    end if;
    return new;
end $$;
create trigger lead_is_given before insert or update on purser.team_members
    for each row execute function purser.lead_is_given();

-- Whether this transaction wrote that the operator, or this person, did something to somebody.
create function purser.logged_here(of_person uuid, kind text, doer uuid) returns boolean language sql stable as $$
    select exists (
        select
        from purser.events
        where subject_kind = 'person' and subject_id = of_person and actor_kind = kind
          and actor_id is not distinct from doer and xmin = pg_current_xact_id()::xid)
$$;

create function purser.operator_is_logged() returns trigger language plpgsql as $$
begin
    if not pg_has_role(current_user, (select relowner from pg_class where oid = tg_relid), 'usage')
        and not purser.logged_here(new.person_id, 'operator', null) then
        raise exception 'a right takes a grant, or an operator who is in the log' using errcode = 'PU006';
    end if;
    return null;
end $$;
create constraint trigger operator_is_logged after insert on purser.person_roles deferrable initially deferred
    for each row when (new.grant_id is null and new.role <> 'auditor') execute function purser.operator_is_logged();
create constraint trigger operator_is_logged after insert on purser.team_members deferrable initially deferred
    for each row when (new.grant_id is null and new.lead) execute function purser.operator_is_logged();
create constraint trigger operator_is_logged_later after update on purser.team_members deferrable initially deferred
    for each row when (new.grant_id is null and new.lead and not old.lead) execute function purser.operator_is_logged();

-- Who takes the other admin away is alone afterwards, and gives themselves what they like. So of two admins, one goes
-- by their own doing or the operator's; and the last one by the operator's alone.
create function purser.an_admin_stays() returns trigger language plpgsql as $$
declare
    who uuid := old.person_id;
    staying integer;
begin
    if pg_has_role(current_user, (select relowner from pg_class where oid = tg_relid), 'usage')
        or purser.logged_here(who, 'operator', null) then
        return null;
    end if;
    perform purser.admins_in_turn();
    select count(*) into staying
    from purser.people p
    join purser.person_roles r on r.person_id = p.person_id and r.role = 'admin'
    where p.disabled_at is null;
    if staying = 0 then
        raise exception 'the last admin stays' using errcode = 'PU002';
    end if;
    if staying = 1 and not purser.is_active_admin(who) and not purser.logged_here(who, 'person', who) then
        raise exception 'the other admin goes by themselves' using errcode = 'PU002';
    end if;
    return null;
end $$;

create function purser.is_active(who uuid) returns boolean language sql stable as $$
    select exists (select from purser.people where person_id = who and disabled_at is null)
$$;
create function purser.has_role(who uuid, which_role text) returns boolean language sql stable as $$
    select exists (select from purser.person_roles where person_id = who and role = which_role)
$$;

create constraint trigger an_admin_stays after delete on purser.person_roles deferrable initially deferred
    for each row when (old.role = 'admin' and purser.is_active(old.person_id))
    execute function purser.an_admin_stays();
create constraint trigger an_admin_stays after update on purser.people deferrable initially deferred
    for each row
    when (old.disabled_at is null and new.disabled_at is not null and purser.has_role(new.person_id, 'admin'))
    execute function purser.an_admin_stays();

-- Who comes back has no right that others would have to agree to: it is given anew.
create function purser.comes_back_without_rights() returns trigger language plpgsql as $$
begin
    if exists (select from purser.person_roles where person_id = new.person_id and role <> 'auditor')
        or exists (select from purser.team_members where person_id = new.person_id and lead)
        or exists (select from purser.group_members where person_id = new.person_id) then
        raise exception 'who comes back is given their rights anew' using errcode = 'PU002';
    end if;
    return new;
end $$;
create trigger comes_back_without_rights before update on purser.people
    for each row when (old.disabled_at is not null and new.disabled_at is null)
    execute function purser.comes_back_without_rights();

grant select on purser.open_grants to purser_app;
grant select, insert on purser.grants, purser.grant_answers, purser.grants_used to purser_app;
-- A role is given and taken, never another one; a membership is another's never.
revoke update on purser.person_roles, purser.team_members from purser_app;
grant update (lead, grant_id) on purser.team_members to purser_app;

revoke all on all functions in schema purser from public;
grant execute on function purser.admins_in_turn(), purser.has_second_admin(uuid, uuid),
    purser.use_grant(uuid, uuid, text, uuid), purser.logged_here(uuid, text, uuid), purser.is_active(uuid),
    purser.has_role(uuid, text) to purser_app;
