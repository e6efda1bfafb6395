-- What people say of an order that only a person can settle, and what the database believes of it: an admin
-- who neither asked for the order nor decided about it, two of them above a limit, and "not bought" only when
-- no request can arrive any more and somebody looked after that.

-- What admins set. `confirm_above`: above this amount a decision needs a fresh sign-in, and a verdict two people.
create table purser.settings (
    name text not null check (name in ('confirm_above')),
    currency purser.currency not null,
    amount purser.amount not null,
    set_by uuid not null references purser.people,
    set_at timestamptz not null default purser.now(),
    primary key (name, currency)
);
grant select, insert, update, delete on purser.settings to purser_app;

alter table purser.orders
    -- Since when the order is in its state.
    add column state_since timestamptz not null default purser.now(),
    -- Who looks after it while a person is needed.
    add column assigned_to uuid references purser.people;

create function purser.order_state_since() returns trigger language plpgsql as $$
begin
    new.state_since = purser.now();
    new.assigned_to = null;
    return new;
end $$;
create trigger order_state_since before update on purser.orders
    for each row when (old.state is distinct from new.state) execute function purser.order_state_since();

-- An active admin who neither asked for the order nor answered a step of any of its revisions.
create function purser.may_resolve(which_order uuid, who uuid) returns boolean
    language sql stable as $$
    select exists (
            select from purser.people p
            join purser.person_roles r on r.person_id = p.person_id and r.role = 'admin'
            where p.person_id = who and p.disabled_at is null)
        and not exists (select from purser.orders where order_id = which_order and requester_id = who)
        and not exists (select from purser.decisions where order_id = which_order and person_id = who)
$$;

-- Whether the order may cost more than one person alone may vouch for.
create function purser.is_above_limit(which_order uuid) returns boolean
    language sql stable as $$
    select exists (
        select from purser.orders o
        join purser.revisions r on r.order_id = o.order_id and r.revision = o.revision
        join purser.settings s on s.name = 'confirm_above' and s.currency::text = r.currency::text and r.ceiling > s.amount
        where o.order_id = which_order)
$$;

-- When no request of the order can arrive any more: the last signature is dead, and five minutes. The waits
-- are divided in tests and demos by what the transaction says; a live database does not listen.
create function purser.surely_dead_at(which_order uuid) returns timestamptz
    language plpgsql stable as $$
declare
    divisor numeric := 1;
begin
    if not exists (select from purser.modes where mode = 'live') then
        divisor = greatest(1, coalesce(nullif(current_setting('purser.settle_compress', true), ''), '1')::numeric);
    end if;
    return (
        select max(s.signed_at + (s.dead_at - s.signed_at) / divisor) + interval '5 min' / divisor
        from purser.attempts a join purser.sends s on s.attempt_id = a.attempt_id
        where a.order_id = which_order and a.kind = 'purchase');
end $$;

-- Whether somebody looked at the cloud after that, by the cloud's own clock, and saw something that settles.
create function purser.was_looked_at(which_order uuid) returns boolean
    language sql stable as $$
    select exists (
        select from purser.evidence
        where order_id = which_order and kind = 'look' and not sale
          and coalesce(code, '') not in ('found', 'busy', 'unreadable')
          and cloud_date > purser.surely_dead_at(which_order))
$$;

-- Whether enough people said the same since the order waits for a person: one, above the limit two.
create function purser.people_agree(which_order uuid, said text, named text) returns boolean
    language sql stable as $$
    select count(distinct e.person_id) >= case when purser.is_above_limit(which_order) then 2 else 1 end
    from purser.evidence e
    join purser.orders o on o.order_id = e.order_id
    where e.order_id = which_order and e.kind = 'person' and e.code = said
      and (said = 'not_bought' or e.reference = named)
      and e.received_at >= o.state_since
      and purser.may_resolve(which_order, e.person_id)
$$;

-- A statement: `code` is what is said, `reference` or `message` why. Only the one that settles shows a sale.
create function purser.person_says() returns trigger language plpgsql as $$
declare
    o record;
begin
    select state, requester_id into o from purser.orders where order_id = new.order_id;
    if o.state <> 'needs_person' then
        raise exception 'the order does not wait for a person' using errcode = 'PU002';
    end if;
    if coalesce(new.code, '') not in ('bought', 'not_bought') or (new.sale and new.code <> 'bought') then
        raise exception 'a person says bought or not bought' using errcode = 'PU007';
    end if;
    if (new.code = 'bought') <> (coalesce(new.reference, '') <> '') or (new.code = 'not_bought' and coalesce(btrim(new.message), '') = '') then
        raise exception 'bought has its reference, not bought its reason' using errcode = 'PU007';
    end if;
    if new.person_id = o.requester_id then
        if new.sale then
            raise exception 'the requester only proposes' using errcode = 'PU007';
        end if;
        return new;
    end if;
    if not purser.may_resolve(new.order_id, new.person_id) then
        raise exception 'a verdict is given by an admin who is neither requester nor approver' using errcode = 'PU007';
    end if;
    if new.code = 'not_bought' and not purser.was_looked_at(new.order_id) then
        raise exception 'not bought needs a look after the last request died' using errcode = 'PU007';
    end if;
    if new.sale and purser.is_above_limit(new.order_id) and not exists (
        select from purser.evidence e
        join purser.orders o2 on o2.order_id = e.order_id and e.received_at >= o2.state_since
        where e.order_id = new.order_id and e.kind = 'person' and e.code = 'bought' and e.reference = new.reference
          and e.person_id <> new.person_id and purser.may_resolve(new.order_id, e.person_id)) then
        raise exception 'above the limit two people say the same' using errcode = 'PU007';
    end if;
    return new;
end $$;
-- After evidence_arrives, which locks the order.
create trigger evidence_of_person before insert on purser.evidence
    for each row when (new.kind = 'person') execute function purser.person_says();

-- A send's verdict that rests on what people said.
create function purser.verdict_of_person() returns trigger language plpgsql as $$
declare
    e record;
    sent_for uuid;
begin
    select order_id, kind, code, sale into e from purser.evidence where evidence_id = new.evidence_id;
    if e.kind <> 'person' then
        return new;
    end if;
    select a.order_id into sent_for from purser.sends s join purser.attempts a on a.attempt_id = s.attempt_id
        where s.send_id = new.send_id;
    if sent_for <> e.order_id
        or not ((new.verdict = 'done' and e.sale)
            or (new.verdict = 'not_done' and e.code = 'not_bought' and purser.was_looked_at(e.order_id)
                and purser.people_agree(e.order_id, 'not_bought', null))) then
        raise exception 'what was said does not carry this verdict' using errcode = 'PU007';
    end if;
    return new;
end $$;
create trigger verdict_of_person before insert on purser.verdicts
    for each row execute function purser.verdict_of_person();

create function purser.person_settles() returns trigger language plpgsql as $$
begin
    if not purser.people_agree(new.order_id, new.state, (select reference from purser.purchases where order_id = new.order_id))
        or (new.state = 'not_bought' and not purser.was_looked_at(new.order_id)) then
        raise exception 'only people settle what needs a person' using errcode = 'PU007';
    end if;
    return new;
end $$;
-- After order_changes, and before order_state_since.
create trigger order_person_settles before update on purser.orders
    for each row when (old.state = 'needs_person' and new.state in ('bought', 'not_bought'))
    execute function purser.person_settles();

-- An alarm is as it was raised, but for being cleared once, by somebody, for a reason.
create function purser.alarm_only_clears() returns trigger language plpgsql as $$
begin
    if old.cleared_at is not null or new.cleared_by is null or coalesce(btrim(new.clear_reason), '') = ''
        or (to_jsonb(new) - array['cleared_at', 'cleared_by', 'clear_reason'])
            is distinct from (to_jsonb(old) - array['cleared_at', 'cleared_by', 'clear_reason']) then
        raise exception 'an alarm is only cleared, once, for a reason' using errcode = 'PU001';
    end if;
    return new;
end $$;
create trigger only_clears before update on purser.alarms
    for each row execute function purser.alarm_only_clears();
create index alarms_of_order on purser.alarms (order_id) where cleared_at is null;

-- Pages that are open learn of looks and of what people say.
create function purser.tell_evidence() returns trigger language plpgsql as $$
begin
    perform pg_notify('purser_changes', 'order ' || new.order_id);
    return null;
end $$;
create trigger tell_evidence after insert on purser.evidence
    for each row when (new.kind in ('look', 'person')) execute function purser.tell_evidence();

revoke all on all functions in schema purser from public;
grant execute on function purser.may_resolve(uuid, uuid), purser.is_above_limit(uuid), purser.surely_dead_at(uuid),
    purser.was_looked_at(uuid), purser.people_agree(uuid, text, text) to purser_app;
