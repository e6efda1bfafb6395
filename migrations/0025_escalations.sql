-- No step waits forever: its fallback is asked too, admins hear of steps that nobody can answer, and what was handed to
-- somebody who left goes back.

-- From then on a step asks its fallback too.
create table purser.escalations (
    order_id uuid not null,
    revision integer not null,
    step integer not null,
    cause text not null check (cause in ('half_time', 'too_few')),
    escalated_at timestamptz not null default purser.now(),
    primary key (order_id, revision, step),
    foreign key (order_id, revision, step) references purser.chain_steps (order_id, revision, step)
);
call purser.make_append_only('purser.escalations');

-- Admins were told that a step has too few people. Told again once somebody whom they named left too.
create table purser.approvers_missed (
    order_id uuid not null,
    revision integer not null,
    step integer not null,
    -- How many had been named for the step until then.
    named integer not null,
    told_at timestamptz not null default purser.now(),
    primary key (order_id, revision, step, named),
    foreign key (order_id, revision, step) references purser.chain_steps (order_id, revision, step)
);
call purser.make_append_only('purser.approvers_missed');

create function purser.escalation_is_current() returns trigger language plpgsql as $$
declare
    o record;
begin
    select state, revision into o from purser.orders where order_id = new.order_id for update;
    if o.state <> 'pending_approval' or o.revision <> new.revision then
        raise exception 'the order does not wait for approval' using errcode = 'PU002';
    end if;
    return new;
end $$;
create trigger escalation_is_current before insert on purser.escalations
    for each row execute function purser.escalation_is_current();
create trigger miss_is_current before insert on purser.approvers_missed
    for each row execute function purser.escalation_is_current();

-- Whom the steps of a frozen chain ask now: those that it names, their fallback once it is asked too, and those that
-- admins named since.
create or replace function purser.chain_now(which_order uuid, which_revision integer, chain jsonb) returns jsonb
    language sql stable as $$
    select case
        when exists (
            select from purser.named_approvers where order_id = which_order and revision = which_revision
        ) or exists (
            select from purser.escalations where order_id = which_order and revision = which_revision
        ) then (
            select jsonb_agg(
                jsonb_set(step, '{asks}', (step -> 'asks') || coalesce((
                    select jsonb_agg(f.asked order by f.nth)
                    from purser.escalations e,
                         jsonb_array_elements(steps.step -> 'fallback') with ordinality as f (asked, nth)
                    where e.order_id = which_order and e.revision = which_revision and e.step = number - 1
                      and not (steps.step -> 'asks') @> jsonb_build_array(f.asked)
                ), '[]') || coalesce((
                    select jsonb_agg(jsonb_build_object('person', n.person_id) order by n.named_at, n.person_id)
                    from purser.named_approvers n
                    where n.order_id = which_order and n.revision = which_revision and n.step = number - 1
                ), '[]'))
                order by number)
            from jsonb_array_elements(chain) with ordinality as steps (step, number))
        else chain
    end
$$;

-- What was handed over and holds: a place that went to somebody who left is back where it was.
create view purser.hand_overs_that_hold as
    select h.*
    from purser.hand_overs h
    join purser.people p on p.person_id = h.to_id and p.disabled_at is null;

alter table purser.notices
    drop constraint notices_kind_check,
    add constraint notices_kind_check check (kind in (
        'approval.asked', 'approval.reminder', 'approval.asked_too', 'approval.approver_missing', 'step.handed_over',
        'question.asked', 'question.answered', 'order.approved', 'order.rejected', 'order.expired', 'order.returned',
        'order.bought', 'order.not_bought', 'order.needs_person', 'order.unpaid', 'credential.refused'));

grant select on purser.hand_overs_that_hold to purser_app;
grant select, insert on purser.escalations, purser.approvers_missed to purser_app;
revoke all on all functions in schema purser from public;
