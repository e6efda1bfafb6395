-- The rules of an order's life, kept by the database whatever the code does.

-- An approval is complete when every frozen step has its answers from distinct people who are still active,
-- all for this hash, and nobody rejected; or when an explicit rule without steps decided.
create function purser.is_approved(which_order uuid, which_revision integer) returns boolean
    language sql stable as $$
    select case
        when exists (select from purser.chain_steps where order_id = which_order and revision = which_revision) then
            not exists (
                select from purser.chain_steps s
                where s.order_id = which_order and s.revision = which_revision
                  and s.needs > (
                      select count(distinct d.person_id)
                      from purser.decisions d
                      join purser.people p on p.person_id = d.person_id and p.disabled_at is null
                      where d.order_id = s.order_id and d.revision = s.revision and d.step = s.step
                        and d.decision = 'approve'))
            and not exists (
                select from purser.decisions
                where order_id = which_order and revision = which_revision and decision = 'reject')
        else
            exists (
                select from purser.decisions d
                join purser.revisions r on r.order_id = d.order_id and r.revision = d.revision
                    and r.rule_id = d.rule_id and r.rule_version = d.rule_version
                join purser.rule_versions v on v.rule_id = d.rule_id and v.version = d.rule_version
                where d.order_id = which_order and d.revision = which_revision and d.kind = 'rule'
                  and jsonb_array_length(v.steps) = 0)
    end
$$;

create function purser.order_changes() returns trigger language plpgsql as $$
declare
    needed integer;
begin
    if new.version <> old.version + 1 then
        raise exception 'order % was written by somebody else meanwhile', old.order_id using errcode = 'PU003';
    end if;
    if (new.order_id, new.number, new.mode, new.requester_id, new.operation, new.provider, new.submit_key,
        new.submit_body_hash, new.created_at)
       is distinct from
       (old.order_id, old.number, old.mode, old.requester_id, old.operation, old.provider, old.submit_key,
        old.submit_body_hash, old.created_at) then
        raise exception 'what an order is stays as it was made' using errcode = 'PU001';
    end if;
    if new.fence < old.fence then
        raise exception 'fences never fall' using errcode = 'PU001';
    end if;
    if new.revision not in (old.revision, old.revision + 1) or (new.revision > old.revision and new.state <> 'pending_approval') then
        raise exception 'a revision is made by submitting' using errcode = 'PU001';
    end if;
    if new.team_id <> old.team_id and old.state <> 'draft' then
        raise exception 'the team of a submitted order is frozen' using errcode = 'PU001';
    end if;
    if new.draft is distinct from old.draft and new.state <> 'draft' and old.state <> 'draft' then
        raise exception 'only a draft is edited' using errcode = 'PU001';
    end if;

    new.updated_at = purser.now();
    if new.state = old.state then
        if new.revision <> old.revision then
            raise exception 'a revision is made by submitting' using errcode = 'PU001';
        end if;
        return new;
    end if;

    if not exists (select from purser.order_transitions where from_state = old.state and to_state = new.state) then
        raise exception 'no way from % to %', old.state, new.state using errcode = 'PU004';
    end if;

    if new.state = 'pending_approval' and old.state = 'draft' then
        if new.revision <> old.revision + 1
            or not exists (select from purser.revisions where order_id = new.order_id and revision = new.revision) then
            raise exception 'submitting makes a revision' using errcode = 'PU001';
        end if;
    end if;
    -- What the requester takes back, a worker that prepares it must notice.
    if new.state in ('draft', 'cancelled') and new.fence <= old.fence then
        raise exception 'taking back raises the fence' using errcode = 'PU001';
    end if;
    if new.state in ('approved', 'executing') and not purser.is_approved(new.order_id, new.revision) then
        raise exception 'order % is not approved', new.order_id using errcode = 'PU005';
    end if;
    if new.state = 'rejected' and not exists (
        select from purser.decisions where order_id = new.order_id and revision = new.revision and decision = 'reject') then
        raise exception 'a rejection has its decision' using errcode = 'PU005';
    end if;
    if new.state = 'executing' and not exists (
        select from purser.attempts a join purser.sends s on s.attempt_id = a.attempt_id
        where a.order_id = new.order_id and a.revision = new.revision and a.kind = 'purchase' and a.settled_at is null) then
        raise exception 'the intent comes before the request' using errcode = 'PU005';
    end if;
    if new.state = 'bought' and not exists (select from purser.purchases where order_id = new.order_id) then
        raise exception 'bought needs what was bought' using errcode = 'PU005';
    end if;
    if new.state = 'not_bought' then
        if exists (select from purser.evidence where order_id = new.order_id and sale) then
            raise exception 'there is evidence of a sale' using errcode = 'PU005';
        end if;
        if exists (
            select from purser.send_verdicts v join purser.attempts a on a.attempt_id = v.attempt_id
            where a.order_id = new.order_id and v.verdict <> 'not_done')
           or not exists (
            select from purser.attempts a join purser.sends s on s.attempt_id = a.attempt_id
            where a.order_id = new.order_id) then
            raise exception 'not bought needs a verdict for every send' using errcode = 'PU005';
        end if;
    end if;
    if new.state = 'needs_person' and new.person_reason is null then
        raise exception 'a person must be told why' using errcode = 'PU005';
    end if;
    return new;
end $$;
create trigger order_changes before update on purser.orders
    for each row execute function purser.order_changes();

create function purser.order_begins() returns trigger language plpgsql as $$
begin
    if new.state <> 'draft' or new.revision <> 0 or new.version <> 1 then
        raise exception 'an order begins as a draft' using errcode = 'PU004';
    end if;
    return new;
end $$;
create trigger order_begins before insert on purser.orders for each row execute function purser.order_begins();

-- Every change of state is in the event log when the transaction commits.
create function purser.change_is_logged() returns trigger language plpgsql as $$
begin
    if not exists (
        select from purser.events
        where subject_id = new.order_id and subject_kind = 'order' and subject_version = new.version
          and from_state is not distinct from old.state and to_state = new.state) then
        raise exception 'order % went from % to % without an event', new.order_id, old.state, new.state
            using errcode = 'PU006';
    end if;
    return null;
end $$;
create constraint trigger change_is_logged after update on purser.orders deferrable initially deferred
    for each row when (old.state is distinct from new.state) execute function purser.change_is_logged();

-- Evidence locks its order first, so that a sale and a not_bought can never both commit unseen. A sale that
-- comes to light late makes the order a person's, a second reference raises the alarm.
create function purser.evidence_arrives() returns trigger language plpgsql security definer
    set search_path = purser, pg_temp as $$
declare
    o record;
    known text;
begin
    select state, version, order_id into o from purser.orders where order_id = new.order_id for update;
    if not new.sale then
        return new;
    end if;
    select reference into known from purser.purchases where order_id = new.order_id;
    if known is not null and known <> new.reference then
        insert into purser.alarms (order_id, code, detail) values (new.order_id, 'second_reference', new.reference);
    end if;
    if o.state = 'not_bought' then
        insert into purser.alarms (order_id, code, detail) values (new.order_id, 'late_sale', new.reference);
        perform purser.record_event(gen_random_uuid(), 'worker', null, 'order', new.order_id, o.version + 1,
            'order.late_sale', 'not_bought', 'needs_person', null, new.request_id, '{}'::bytea);
        update purser.orders set state = 'needs_person', person_reason = 'late_sale', version = version + 1
            where order_id = new.order_id;
    end if;
    return new;
end $$;
create trigger evidence_arrives before insert on purser.evidence
    for each row execute function purser.evidence_arrives();

-- Pages that are open learn of changes at once.
create function purser.tell_order() returns trigger language plpgsql as $$
begin
    perform pg_notify('purser_changes', 'order ' || new.order_id);
    if new.state in ('approved', 'executing', 'unknown') and new.state is distinct from old.state then
        perform pg_notify('purser_work', 'purchase');
    end if;
    return null;
end $$;
create trigger tell_order after update on purser.orders
    for each row when (old.state is distinct from new.state or old.waiting is distinct from new.waiting
        or old.draft is distinct from new.draft) execute function purser.tell_order();

create function purser.tell_instance() returns trigger language plpgsql as $$
begin
    perform pg_notify('purser_changes', 'instance ' || new.instance_id || ' ' || new.order_id);
    return null;
end $$;
create trigger tell_instance after insert or update on purser.instances
    for each row execute function purser.tell_instance();

revoke all on all functions in schema purser from public;
grant execute on function purser.now(), purser.stamp_mode(text), purser.is_approved(uuid, integer),
    purser.record_event(uuid, text, uuid, text, uuid, integer, text, text, text, text, text, bytea) to purser_app;
revoke all on all procedures in schema purser from public;
