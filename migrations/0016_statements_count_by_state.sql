-- Which statements of people count is told by a number and not by a time: a clock that steps back between the
-- moment in which an order needs a person and what an admin says would have made that statement an old one.
-- Statements from before have no number; who gave one while an order still waits gives it again.

alter table purser.orders
    -- Rises with every change of the state.
    add column state_no integer not null default 1;
alter table purser.evidence
    -- Of a person's statement: the state of the order that it is about.
    add column state_no integer;

create or replace function purser.order_state_since() returns trigger language plpgsql as $$
begin
    new.state_since = purser.now();
    new.state_no = old.state_no + 1;
    new.assigned_to = null;
    return new;
end $$;

-- Nobody else counts.
create function purser.state_no_stays() returns trigger language plpgsql as $$
begin
    raise exception 'states are counted by the database' using errcode = 'PU001';
end $$;
create trigger order_state_no_stays before update on purser.orders
    for each row when (old.state = new.state and old.state_no <> new.state_no) execute function purser.state_no_stays();

-- Whether enough people said the same since the order waits for a person: one, above the limit two.
create or replace function purser.people_agree(which_order uuid, said text, named text) returns boolean
    language sql stable as $$
    select count(distinct e.person_id) >= case when purser.is_above_limit(which_order) then 2 else 1 end
    from purser.evidence e
    join purser.orders o on o.order_id = e.order_id
    where e.order_id = which_order and e.kind = 'person' and e.code = said
      and (said = 'not_bought' or e.reference = named)
      and e.state_no = o.state_no
      and purser.may_resolve(which_order, e.person_id)
$$;

create or replace function purser.person_says() returns trigger language plpgsql as $$
declare
    o record;
begin
    select state, state_no, requester_id into o from purser.orders where order_id = new.order_id;
    if o.state <> 'needs_person' then
        raise exception 'the order does not wait for a person' using errcode = 'PU002';
    end if;
    new.state_no = o.state_no;
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
