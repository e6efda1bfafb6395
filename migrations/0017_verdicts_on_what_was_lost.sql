-- What only people settle and could not: an order whose request a lost database may have sent, and paying or
-- cancelling with an outcome that nobody finds out. And which looks let a person say that nothing was done.

alter table purser.unowned_purchases
    -- What kind of thing it is, in the cloud's own word, where it says.
    add column product text check (product <> '');

-- A purchase is either an attempt's, or one of those that no order owned and that people gave to an order which has
-- no attempt: the intent was lost with the database that it was written in.
alter table purser.purchases
    alter column attempt_id drop not null,
    add column unowned_no bigint unique references purser.unowned_purchases,
    add constraint a_purchase_has_one_origin check (num_nonnulls(attempt_id, unowned_no) = 1);

-- Of such an order the account's lists are looked at, which are nobody's attempt.
alter table purser.evidence
    drop constraint a_look_is_of_an_attempt,
    add constraint a_look_is_of_an_attempt_or_of_lists check (
        kind <> 'look' or (code is not null and (attempt_id is not null or (not sale and send_id is null))));

create function purser.purchase_is_given() returns trigger language plpgsql as $$
begin
    if not exists (
        select from purser.unowned_purchases u
        join purser.orders o on o.order_id = new.order_id
        join purser.revisions r on r.order_id = o.order_id and r.revision = o.revision
        join purser.credential_versions v on v.credential_id = r.credential_id and v.version = r.credential_version
        where u.unowned_no = new.unowned_no and u.cleared_at is null
          and (u.provider, u.account, u.kind, u.reference) = (new.provider, new.account, new.kind, new.reference)
          and o.provider = u.provider and u.account in (v.account, v.access_key_id, v.domain_name)
          and o.state = 'needs_person') then
        raise exception 'what is given to an order stands among what its account bought and no order owns'
            using errcode = 'PU005';
    end if;
    if exists (select from purser.attempts where order_id = new.order_id and kind = 'purchase') then
        raise exception 'an order with an attempt owns what the attempt bought' using errcode = 'PU005';
    end if;
    if not purser.people_agree(new.order_id, 'bought', new.reference) then
        raise exception 'only people give an order what it bought' using errcode = 'PU007';
    end if;
    return new;
end $$;
create trigger purchase_is_given before insert on purser.purchases
    for each row when (new.unowned_no is not null) execute function purser.purchase_is_given();

-- What an order owns leaves the list.
create function purser.unowned_is_owned() returns trigger language plpgsql as $$
begin
    update purser.unowned_purchases set cleared_at = purser.now(), clear_reason = 'owned'
        where cleared_at is null and provider = new.provider and new.kind <> 'setstate'
          and (unowned_no = new.unowned_no or reference in (new.reference, new.cloud_order));
    return null;
end $$;
create trigger unowned_is_owned after insert on purser.purchases
    for each row execute function purser.unowned_is_owned();

create function purser.wait_divisor() returns numeric language sql stable as $$
    select case
        when exists (select from purser.modes where mode = 'live') then 1
        else greatest(1, coalesce(nullif(current_setting('purser.settle_compress', true), ''), '1')::numeric)
    end
$$;

-- When no request of the attempt can arrive any more: the last signature is dead, and five minutes.
create function purser.attempt_dead_at(which_attempt uuid) returns timestamptz language sql stable as $$
    select max(s.signed_at + (s.dead_at - s.signed_at) / purser.wait_divisor()) + interval '5 min' / purser.wait_divisor()
    from purser.sends s
    where s.attempt_id = which_attempt
$$;

-- The same of an order. One without an attempt was handed to people after a hold: what it may have sent before, in a
-- database that is lost, is dead as long after the hold as a signature of its credential lives.
create or replace function purser.surely_dead_at(which_order uuid) returns timestamptz
    language plpgsql stable as $$
declare
    mine uuid;
begin
    select attempt_id into mine from purser.attempts a join purser.orders o on o.order_id = a.order_id and o.revision = a.revision
        where a.order_id = which_order and a.kind = 'purchase';
    if found then
        return purser.attempt_dead_at(mine);
    end if;
    return (
        select max(h.set_at)
            + (case when v.access_key_id is null then interval '1 day' else interval '15 min' end + interval '5 min')
              / purser.wait_divisor()
        from purser.orders o
        join purser.revisions r on r.order_id = o.order_id and r.revision = o.revision
        join purser.credential_versions v on v.credential_id = r.credential_id and v.version = r.credential_version
        join purser.holds h on h.set_at >= o.created_at
        where o.order_id = which_order and o.state = 'needs_person'
        group by v.access_key_id);
end $$;

-- Whether somebody looked at the cloud after that, by the cloud's own clock, and the newest look that read complete lists
-- shows nothing that could be it. What could be it is not talked away: a person first says whose it is.
create function purser.attempt_was_looked_at(which_attempt uuid) returns boolean language sql stable as $$
    select coalesce((
        select code = 'absent' and not sale
        from purser.evidence
        where attempt_id = which_attempt and kind = 'look' and code <> 'unreadable'
          and cloud_date > purser.attempt_dead_at(which_attempt)
        order by received_at desc, evidence_id desc
        limit 1), false)
$$;

-- Without an attempt there is nothing to look for but what the account bought: the people have read that list.
create or replace function purser.was_looked_at(which_order uuid) returns boolean
    language plpgsql stable as $$
declare
    mine uuid;
begin
    select attempt_id into mine from purser.attempts a join purser.orders o on o.order_id = a.order_id and o.revision = a.revision
        where a.order_id = which_order and a.kind = 'purchase';
    if found then
        return purser.attempt_was_looked_at(mine);
    end if;
    return coalesce((
        select code in ('absent', 'unowned')
        from purser.evidence
        where order_id = which_order and attempt_id is null and kind = 'look' and code <> 'unreadable'
          and received_at > purser.surely_dead_at(which_order)
        order by received_at desc, evidence_id desc
        limit 1), false);
end $$;

-- Whether enough people said the same of paying or cancelling: one, above the limit two.
create function purser.people_agree_of(which_attempt uuid, said text) returns boolean language sql stable as $$
    select exists (
        select from purser.attempts a
        join purser.evidence e on e.attempt_id = a.attempt_id
        where a.attempt_id = which_attempt and e.kind = 'person' and e.code = said
          and purser.may_resolve(a.order_id, e.person_id)
        group by a.order_id
        having count(distinct e.person_id) >= case when purser.is_above_limit(a.order_id) then 2 else 1 end)
$$;

-- A statement about paying or cancelling: `code` is what is said, `message` what was looked at.
create function purser.person_says_of_settlement(said purser.evidence, requester uuid) returns void
    language plpgsql as $$
declare
    of record;
begin
    select state, kind into of from purser.settlements where attempt_id = said.attempt_id and order_id = said.order_id;
    if not found or of.state <> 'needs_person' then
        raise exception 'neither a payment nor a cancellation waits for a person' using errcode = 'PU002';
    end if;
    if (of.kind = 'pay') <> (said.code in ('paid', 'not_paid'))
        or said.sale or said.reference is not null or coalesce(btrim(said.message), '') = '' then
        raise exception 'a person says whether it was done, and what they looked at' using errcode = 'PU007';
    end if;
    if said.person_id = requester then
        return;
    end if;
    if not purser.may_resolve(said.order_id, said.person_id) then
        raise exception 'a verdict is given by an admin who is neither requester nor approver' using errcode = 'PU007';
    end if;
    if said.code in ('not_paid', 'not_cancelled') and not purser.attempt_was_looked_at(said.attempt_id) then
        raise exception 'not done needs a look after the last request died' using errcode = 'PU007';
    end if;
end $$;

create or replace function purser.person_says() returns trigger language plpgsql as $$
declare
    o record;
begin
    select state, state_no, requester_id into o from purser.orders where order_id = new.order_id;
    new.state_no = o.state_no;
    if new.code in ('paid', 'not_paid', 'cancelled', 'not_cancelled') then
        perform purser.person_says_of_settlement(new, o.requester_id);
        return new;
    end if;
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
        join purser.orders o2 on o2.order_id = e.order_id and e.state_no = o2.state_no
        where e.order_id = new.order_id and e.kind = 'person' and e.code = 'bought' and e.reference = new.reference
          and e.person_id <> new.person_id and purser.may_resolve(new.order_id, e.person_id)) then
        raise exception 'above the limit two people say the same' using errcode = 'PU007';
    end if;
    return new;
end $$;

create or replace function purser.verdict_of_person() returns trigger language plpgsql as $$
declare
    e record;
    a record;
begin
    select order_id, attempt_id, kind, code, sale into e from purser.evidence where evidence_id = new.evidence_id;
    if e.kind <> 'person' then
        return new;
    end if;
    select t.order_id, t.attempt_id, t.kind into a from purser.sends s join purser.attempts t on t.attempt_id = s.attempt_id
        where s.send_id = new.send_id;
    if a.order_id <> e.order_id
        or (case
            when a.kind = 'purchase' then
                (new.verdict = 'done' and e.sale)
                or (new.verdict = 'not_done' and e.code = 'not_bought' and purser.was_looked_at(e.order_id)
                    and purser.people_agree(e.order_id, 'not_bought', null))
            else
                a.attempt_id = e.attempt_id and purser.people_agree_of(a.attempt_id, e.code)
                and ((new.verdict = 'done' and e.code in ('paid', 'cancelled'))
                    or (new.verdict = 'not_done' and e.code in ('not_paid', 'not_cancelled')
                        and purser.attempt_was_looked_at(a.attempt_id)))
        end) is not true then
        raise exception 'what was said does not carry this verdict' using errcode = 'PU007';
    end if;
    return new;
end $$;

-- As before, but for an order of which no attempt is known.
create or replace function purser.order_changes() returns trigger language plpgsql as $$
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
           -- Where no attempt is known, people answer for it: person_settles asks for them.
           or (not exists (
                select from purser.attempts a join purser.sends s on s.attempt_id = a.attempt_id
                where a.order_id = new.order_id)
            and (old.state <> 'needs_person' or exists (select from purser.attempts where order_id = new.order_id))) then
            raise exception 'not bought needs a verdict for every send' using errcode = 'PU005';
        end if;
    end if;
    if new.state = 'needs_person' and new.person_reason is null then
        raise exception 'a person must be told why' using errcode = 'PU005';
    end if;
    return new;
end $$;

revoke all on function purser.purchase_is_given(), purser.unowned_is_owned(), purser.wait_divisor(),
    purser.attempt_dead_at(uuid), purser.attempt_was_looked_at(uuid), purser.people_agree_of(uuid, text),
    purser.person_says_of_settlement(purser.evidence, uuid) from public;
grant execute on function purser.wait_divisor(), purser.attempt_dead_at(uuid), purser.attempt_was_looked_at(uuid),
    purser.people_agree_of(uuid, text), purser.person_says_of_settlement(purser.evidence, uuid) to purser_app;
