-- What a test of forbidden statements found to be possible: an intent with another credential, class or cloud than
-- was approved, a request for an order that is not being bought, a verdict that rests on another order's evidence;
-- a model of the protocol: a change of a task that rests on a look from before another order's change; random
-- commands: another revision of an order that is no draft, past the fence of whoever prepares it.

create function purser.intent_is_the_orders() returns trigger language plpgsql as $$
begin
    if new.kind = 'purchase' and not exists (
        select from purser.revisions r
        join purser.orders o on o.order_id = r.order_id
        where r.order_id = new.order_id and r.revision = new.revision and o.revision = r.revision
          and r.credential_id = new.credential_id and r.credential_version = new.credential_version
          and o.provider = new.provider
          and new.class = case r.operation
              when 'dts.create' then 'token' when 'bss.create' then 'token'
              when 'dts.change' then 'setstate' when 'ddm.create' then 'name' end) then
        raise exception 'an intent is the order''s own: its credential, its class, its cloud' using errcode = 'PU005';
    end if;
    return new;
end $$;
-- After the foreign keys, so that each says first what is wrong with itself.
create trigger intent_is_the_orders after insert on purser.attempts
    for each row execute function purser.intent_is_the_orders();

-- Two clocks may differ by a minute, so that the look must be a minute younger. It is the same refusal as while the
-- other change is open: the order waits and looks again.
create function purser.task_was_read_since() returns trigger language plpgsql as $$
begin
    if exists (
        select from purser.attempts a
        where a.provider = new.provider and a.dts_job_id = new.dts_job_id and a.attempt_id <> new.attempt_id
          and a.settled_at > (new.precondition ->> 'read_at')::timestamptz - interval '60 s') then
        raise exception 'another order changed the task since it was read'
            using errcode = 'exclusion_violation', constraint = 'one_live_attempt_a_task';
    end if;
    return new;
end $$;
create trigger task_was_read_since before insert on purser.attempts
    for each row when (new.dts_job_id is not null) execute function purser.task_was_read_since();

create function purser.send_is_for_an_order_that_is_bought() returns trigger language plpgsql as $$
begin
    if exists (
        select from purser.attempts a join purser.orders o on o.order_id = a.order_id
        where a.attempt_id = new.attempt_id and a.kind = 'purchase'
          and o.state not in ('approved', 'executing', 'unknown')) then
        raise exception 'nothing is sent for an order that is not being bought' using errcode = 'PU005';
    end if;
    return new;
end $$;
create trigger send_is_for_an_order_that_is_bought before insert on purser.sends
    for each row execute function purser.send_is_for_an_order_that_is_bought();

create function purser.verdict_is_of_its_send() returns trigger language plpgsql as $$
begin
    if not exists (
        select from purser.sends s
        join purser.attempts a on a.attempt_id = s.attempt_id
        join purser.evidence e on e.order_id = a.order_id
        where s.send_id = new.send_id and e.evidence_id = new.evidence_id) then
        raise exception 'a verdict rests on evidence of its own order' using errcode = 'PU005';
    end if;
    return new;
end $$;
create trigger verdict_is_of_its_send before insert on purser.verdicts
    for each row execute function purser.verdict_is_of_its_send();

create function purser.revision_is_made_of_a_draft() returns trigger language plpgsql as $$
begin
    raise exception 'a revision is made by submitting a draft' using errcode = 'PU001';
end $$;
create trigger revision_is_made_of_a_draft before update on purser.orders
    for each row when (new.revision <> old.revision and old.state <> 'draft')
    execute function purser.revision_is_made_of_a_draft();

revoke all on function purser.intent_is_the_orders(), purser.task_was_read_since(),
    purser.send_is_for_an_order_that_is_bought(), purser.verdict_is_of_its_send(),
    purser.revision_is_made_of_a_draft() from public;
